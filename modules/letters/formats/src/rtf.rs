//! Rich text: groups, control words, and characters written as codes.

use encoding_rs::WINDOWS_1252;

use crate::{DEPTH_MAX, Refused};

/// What a group inherits and may change.
#[derive(Clone, Copy)]
struct Group {
    /// Its words are not shown.
    hidden: bool,
    /// How many characters follow a Unicode code for readers that do not know it.
    spare: usize,
}

/// Groups whose words are not part of the letter.
const HIDDEN: [&str; 16] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "themedata",
    "datastore",
    "latentstyles",
    "xmlnstbl",
    "fldinst",
    "filetbl",
];

pub(crate) fn text(bytes: &[u8]) -> Result<String, Refused> {
    let mut out = String::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut group = Group { hidden: false, spare: 1 };
    let mut skip = 0usize;
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match first {
            b'{' => {
                groups.push(group);
                if groups.len() > DEPTH_MAX {
                    return Err(Refused::TooDeep);
                }
            }
            b'}' => match groups.pop() {
                Some(outer) => group = outer,
                None => return Err(Refused::broken("rich text file", "a group closes that never opened")),
            },
            b'\\' => rest = control(rest, &mut group, &mut skip, &mut out),
            b'\r' | b'\n' => {}
            _ if skip > 0 => skip -= 1,
            byte if !group.hidden => push(*byte, &mut out),
            _ => {}
        }
    }
    Ok(out)
}

fn push(byte: u8, out: &mut String) {
    out.push_str(&WINDOWS_1252.decode_without_bom_handling(&[byte]).0);
}

/// Reads one control word or symbol; gives back what follows it.
fn control<'a>(rest: &'a [u8], group: &mut Group, skip: &mut usize, out: &mut String) -> &'a [u8] {
    match rest {
        [b'\'', high, low, tail @ ..] => {
            let digit = |c: u8| char::from(c).to_digit(16);
            if let (Some(high), Some(low)) = (digit(*high), digit(*low)) {
                if *skip > 0 {
                    *skip -= 1;
                } else if !group.hidden {
                    push(u8::try_from(high * 16 + low).unwrap_or(b'?'), out);
                }
            }
            tail
        }
        [b'*', tail @ ..] => {
            group.hidden = true;
            tail
        }
        [b'~', tail @ ..] => {
            show(group, " ", out);
            tail
        }
        [b'_', tail @ ..] => {
            show(group, "-", out);
            tail
        }
        [c, tail @ ..] if !c.is_ascii_alphabetic() => {
            if matches!(c, b'\\' | b'{' | b'}') && !group.hidden {
                push(*c, out);
            }
            tail
        }
        _ => word(rest, group, skip, out),
    }
}

fn show(group: &Group, text: &str, out: &mut String) {
    if !group.hidden {
        out.push_str(text);
    }
}

fn word<'a>(rest: &'a [u8], group: &mut Group, skip: &mut usize, out: &mut String) -> &'a [u8] {
    let letters = rest.iter().take_while(|c| c.is_ascii_alphabetic()).count().min(32);
    let (name, tail) = rest.split_at(letters);
    let signed = usize::from(tail.first() == Some(&b'-'));
    let digits = tail.iter().skip(signed).take_while(|c| c.is_ascii_digit()).count().min(10);
    let (number, tail) = tail.split_at(signed + digits);
    let number: Option<i64> = std::str::from_utf8(number).ok().and_then(|text| text.parse().ok());
    let tail = tail.strip_prefix(b" ").unwrap_or(tail);
    let name = std::str::from_utf8(name).unwrap_or_default();
    match name {
        "par" | "line" | "row" | "page" | "sect" => show(group, "\n", out),
        "tab" => show(group, "\t", out),
        "cell" => show(group, " | ", out),
        "emdash" => show(group, "\u{2014}", out),
        "endash" => show(group, "\u{2013}", out),
        "bullet" => show(group, "\u{2022}", out),
        "rquote" => show(group, "\u{2019}", out),
        "lquote" => show(group, "\u{2018}", out),
        "uc" => group.spare = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
        "u" => {
            let code = number.unwrap_or(63);
            let code = if code < 0 { code + 65536 } else { code };
            let c = u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('?');
            show(group, c.encode_utf8(&mut [0; 4]), out);
            *skip = group.spare;
        }
        "bin" => {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0).min(tail.len());
            return tail.get(length..).unwrap_or_default();
        }
        _ if HIDDEN.contains(&name) => group.hidden = true,
        _ => {}
    }
    tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_groups_and_lines() {
        let rtf = br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 GP\'92s note\par K\u8805 ?5.5 {\b now}\par}";
        assert_eq!(text(rtf).unwrap(), "GP\u{2019}s note\nK\u{2265}5.5 now\n");
    }

    #[test]
    fn depth_is_bounded() {
        let deep = [b"{\\rtf1".as_slice(), &vec![b'{'; 5000]].concat();
        assert_eq!(text(&deep), Err(Refused::TooDeep));
    }
}
