//! Base 64, as letters inside messages are packed.

/// The bytes, or nothing where a character does not belong.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0u32);
    for c in text.bytes().filter(|c| !c.is_ascii_whitespace()) {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from((bits >> held) & 0xff).ok()?);
        }
    }
    Some(out)
}

/// The bytes in lines of 76, as mail carries them.
pub(crate) fn lines(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + bytes.len() / 57 * 2 + 4);
    for (nth, three) in bytes.chunks(3).enumerate() {
        if nth > 0 && nth % 19 == 0 {
            out.push_str("\r\n");
        }
        let at = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS.get((bits >> (18 - 6 * place) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if place as usize <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_packed_comes_back() {
        for length in 0..200u8 {
            let bytes: Vec<u8> = (0..length).map(|nth| nth.wrapping_mul(37)).collect();
            let packed = super::lines(&bytes);
            assert!(packed.lines().all(|line| line.len() <= 76), "{length}");
            assert_eq!(super::decode(&packed).unwrap(), bytes, "{length}");
        }
    }

    #[test]
    fn a_word_comes_back() {
        assert_eq!(super::decode("R1AgdG8g\nY2hlY2s=").unwrap(), b"GP to check");
        assert_eq!(super::decode("???"), None);
    }
}
