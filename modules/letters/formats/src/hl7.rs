//! HL7 version 2 documents (MDM): the text stands in OBX segments, one or many lines each; a whole file may stand packed
//! inside one.

use crate::{Refused, base64, nested, plain};

/// How many whole files one message may carry: a letter and what is sent with it.
const FILES_MAX: usize = 16;

pub(crate) fn text(bytes: &[u8], depth: usize) -> Result<String, Refused> {
    let message = plain::text(bytes.strip_prefix(&[0x0b]).unwrap_or(bytes)).or_else(|_| {
        // The block marks of the transport are control characters; a message full of them is still a message.
        Ok::<String, Refused>(String::from_utf8_lossy(bytes).into_owned())
    })?;
    let (mut out, mut files) = (String::new(), 0);
    for segment in message.split(['\r', '\n']).filter(|segment| segment.starts_with("OBX|")) {
        let fields: Vec<&str> = segment.split('|').collect();
        let (kind, value) =
            (fields.get(2).copied().unwrap_or_default(), fields.get(5).copied().unwrap_or_default());
        if kind == "ED" || kind == "RP" {
            files += 1;
            if files > FILES_MAX {
                return Err(Refused::Bomb);
            }
            let packed = value.rsplit('^').next().unwrap_or_default();
            let inner = base64::decode(packed)
                .ok_or_else(|| Refused::broken("HL7 message", "OBX-5 is not base 64"))?;
            out.push_str(&nested(&inner, depth + 1)?.text);
        } else {
            for (index, part) in value.split('~').enumerate() {
                if index > 0 {
                    out.push('\n');
                }
                unescape(part, &mut out);
            }
        }
        out.push('\n');
    }
    Ok(out)
}

/// Turns `\F\` and its kind back into characters.
fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let Some((code, tail)) = after.split_once('\\') else {
            out.push_str(after);
            return;
        };
        match code {
            "F" => out.push('|'),
            "S" => out.push('^'),
            "T" => out.push('&'),
            "R" => out.push('~'),
            "E" => out.push('\\'),
            ".br" | ".sp" | ".ce" => out.push('\n'),
            _ if code.starts_with('X') => {
                let hex = code.get(1..).unwrap_or_default();
                let bytes: Vec<u8> = hex
                    .as_bytes()
                    .chunks(2)
                    .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
                    .collect();
                out.push_str(&String::from_utf8_lossy(&bytes));
            }
            // "H" and "N" switch highlighting: nothing to show.
            _ => {}
        }
        rest = tail;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_escapes() {
        let message = b"MSH|^~\\&|A|B\rOBX|1|TX|DS||GP to check U\\T\\E\rOBX|2|FT|DS||one\\.br\\two~three\r";
        assert_eq!(text(message, 0).unwrap(), "GP to check U&E\none\ntwo\nthree\n");
    }
}
