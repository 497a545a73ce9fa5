//! The raw file before any parser sees it: locks, nesting beyond measure, and packed parts that burst.

use std::io::Read;

use super::holds;
use crate::{DEPTH_MAX, Refused};

/// What one packed part, and all together, may grow to, in bytes: a scanned page as plain points takes some 26 million.
const PART_BYTES_MAX: u64 = 48 * 1024 * 1024;
const ALL_BYTES_MAX: u64 = 160 * 1024 * 1024;
/// What the lists of objects may grow to together, in bytes: each of their bytes can cost fifty in memory.
const ORDER_BYTES_MAX: u64 = 12 * 1024 * 1024;
/// How often a part may be packed inside itself.
const LAYERS_MAX: usize = 4;

/// Walks the raw file: refuses locks, nesting beyond measure, and packed parts that burst.
pub(super) fn measure(bytes: &[u8]) -> Result<(), Refused> {
    if holds(bytes, b"/Encrypt") {
        return Err(Refused::Encrypted);
    }
    let (mut depth, mut all, mut order, mut at) = (0usize, 0u64, 0u64, 0usize);
    while let Some(rest) = bytes.get(at..) {
        let Some(first) = rest.first() else { break };
        if *first == b's' && rest.starts_with(b"stream") && !rest.starts_with(b"streamer") {
            let body = rest.get(6..).unwrap_or_default();
            let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
            let end = body.windows(9).position(|window| window == b"endstream").unwrap_or(body.len());
            let size = grown(body, end)?;
            all += size;
            let said = bytes.get(at.saturating_sub(400)..at).unwrap_or_default();
            if holds(said, b"/ObjStm") {
                order += size;
            }
            if all > ALL_BYTES_MAX || order > ORDER_BYTES_MAX {
                return Err(Refused::Bomb);
            }
            at += rest.len() - body.len() + end + 9;
            depth = 0;
            continue;
        }
        match first {
            b'[' | b'<' => depth += 1,
            b']' | b'>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return Err(Refused::TooDeep);
        }
        at += 1;
    }
    Ok(())
}

/// How large a packed part becomes, through each layer of its packing; 0 where it is not packed. `body` runs on past the
/// word that should end the part, because a length may say that the part does too.
fn grown(body: &[u8], end: usize) -> Result<u64, Refused> {
    let inside = body.get(..end).unwrap_or_default();
    let mut all = 0;
    let mut layer = match written(inside) {
        Some(packed) => packed,
        None => match unpacked(body)? {
            Some(bytes) => bytes,
            None => return Ok(0),
        },
    };
    for _ in 0..LAYERS_MAX {
        all += layer.len() as u64;
        match written(&layer).map_or_else(|| unpacked(&layer), |bytes| Ok(Some(bytes)))? {
            Some(next) => layer = next,
            None => return Ok(all),
        }
    }
    Err(Refused::Bomb)
}

/// Deflated bytes unpacked; nothing where they do not begin as such do.
fn unpacked(body: &[u8]) -> Result<Option<Vec<u8>>, Refused> {
    // The second byte makes the first two a multiple of 31.
    let begins = matches!(body, [first @ (0x08 | 0x18 | 0x28 | 0x38 | 0x48 | 0x58 | 0x68 | 0x78), second, ..]
        if (u16::from(*first) * 256 + u16::from(*second)) % 31 == 0);
    if !begins {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    // What comes out before the packing breaks counts: the parser keeps it too.
    let _ = flate2::read::ZlibDecoder::new(body).take(PART_BYTES_MAX + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > PART_BYTES_MAX { Err(Refused::Bomb) } else { Ok(Some(bytes)) }
}

/// Bytes written as letters (base 85, ended by `~>`); nothing where they are not.
fn written(body: &[u8]) -> Option<Vec<u8>> {
    let body = body.trim_ascii().strip_suffix(b"~>")?;
    let mut out = Vec::with_capacity(body.len() / 5 * 4 + 4);
    let (mut held, mut count) = (0u32, 0usize);
    for c in body.iter().filter(|c| !c.is_ascii_whitespace()) {
        match c {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                held = held.wrapping_mul(85).wrapping_add(u32::from(c - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(held.to_be_bytes());
                    (held, count) = (0, 0);
                }
            }
            _ => return None,
        }
    }
    if count > 1 {
        for _ in count..5 {
            held = held.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(held.to_be_bytes().iter().take(count - 1));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    #[test]
    fn base_85_comes_back() {
        assert_eq!(super::written(b"87cURD]i,\"Ebo80~>").unwrap(), b"Hello World!");
        assert_eq!(super::written(b"no"), None);
    }
}
