//! Bytes as hexadecimal digits, for files that people read: keys, links, signatures.

/// The bytes, two digits each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that the digits say; nothing where they are not hexadecimal.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

/// The same, where so many bytes are expected.
pub(crate) fn unhex_exactly<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    unhex(text)?.try_into().ok()
}
