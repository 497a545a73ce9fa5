//! Recovery codes: printed once, each good for one sign-in when the telephone is lost.

use kernel::Day;

use crate::RECOVERY_CODES_FEW;

/// The alphabet of ids: no `i`, `l`, `o` or `u`, so that nothing is misread from paper.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LETTERS: usize = 12;

/// One code for each 64 bits of chance passed in, of which 60 are used: three groups of four, as in `4t7k-w0ze-92qd`.
/// Only a keyed hash of what [`tidy`] makes of them is stored.
pub fn new_codes(chance: &[u64]) -> Vec<String> {
    chance.iter().map(|bits| code(*bits)).collect()
}

fn code(bits: u64) -> String {
    let mut text = String::with_capacity(LETTERS + 2);
    for place in 0..LETTERS {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        let digit = usize::try_from(bits >> (5 * place) & 31).unwrap_or_default();
        text.push(char::from(ALPHABET.get(digit).copied().unwrap_or(b'0')));
    }
    text
}

/// What was typed, in the one form that is hashed: twelve letters without hyphens, with the letters that are not in the
/// alphabet read as those they look like. Nothing where it cannot be a code.
pub fn tidy(typed: &str) -> Option<String> {
    let letters: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    let known = letters.bytes().all(|b| ALPHABET.contains(&b));
    (known && letters.len() == LETTERS).then_some(letters)
}

/// Whether so few codes are left that their owner is told to make new ones.
pub fn few_left(left: usize, day: Day) -> bool {
    left <= RECOVERY_CODES_FEW.on(day)
}
