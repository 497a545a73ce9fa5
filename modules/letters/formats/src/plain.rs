//! Plain text: UTF-8, UTF-16 with a mark, else Windows-1252, which is what letters without a mark nearly always are.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::Refused;

pub(crate) fn text(bytes: &[u8]) -> Result<String, Refused> {
    let decoded = match bytes {
        [0xff, 0xfe, ..] => UTF_16LE.decode(bytes).0,
        [0xfe, 0xff, ..] => UTF_16BE.decode(bytes).0,
        _ if bytes.contains(&0) => return Err(Refused::NotText),
        _ => match std::str::from_utf8(bytes) {
            Ok(_) => UTF_8.decode(bytes).0,
            Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        },
    };
    let odd =
        decoded.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')).count();
    if odd * 20 > decoded.chars().count() {
        return Err(Refused::NotText);
    }
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_letters_keep_their_dashes_and_quotes() {
        assert_eq!(
            text(b"GP to check \x96 patient\x92s BP").unwrap(),
            "GP to check \u{2013} patient\u{2019}s BP"
        );
        assert_eq!(text("wöchentlich ≥ 3".as_bytes()).unwrap(), "wöchentlich ≥ 3");
        assert_eq!(text(b"\x00\x01\x02"), Err(Refused::NotText));
    }
}
