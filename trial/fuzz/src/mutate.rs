//! Changing an example at random: bytes, words, lines, other examples. The same seed changes the same way.

use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// What readers have stumbled over elsewhere: edges of numbers and days, marks, controls, letters of many bytes.
const WORDS: &[&[u8]] = &[
    b"0",
    b"-1",
    b"99999999999999999999",
    b"1e309",
    b"NaN",
    b"2025-02-30",
    b"2025-03-30T01:30",
    b"0000-00-00",
    b"9999-12-31",
    b"-9999-01-01",
    b"\"",
    b"'",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[[[[[[[[[[[[[[[",
    b"{\"a\":",
    b",",
    b";",
    b"\t",
    b"\r\n",
    b"\n\n",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    "\u{202e}".as_bytes(),
    "ß".as_bytes(),
    "İ".as_bytes(),
    "👩‍⚕️".as_bytes(),
    "é\u{301}".as_bytes(),
    b"%",
    b"%00",
    b"%ff",
    b"&",
    b"=",
    b"=cmd|' /C calc'!A0",
    b"<script>",
    b"null",
    b"true",
    b"NHS",
    b"999 000 1019",
    b"07700 900123",
    b"DOB:",
    b"first_upsi=",
    b"BT /F1 Tf (",
    b"\\u0000",
    b"\\bin99999 ",
    b"MSH|^~\\&|",
];

/// Longest input that is made: longer ones are refused by size before they are read.
const BYTES_MAX: usize = 64 * 1024;
/// Changes to one example, at the most.
const CHANGES_MAX: u32 = 8;

/// Changes examples.
pub struct Mutator(Pcg64);

impl Mutator {
    /// A mutator whose changes follow from a seed.
    pub fn new(seed: u64) -> Mutator {
        Mutator(Pcg64::seed_from_u64(seed))
    }

    fn below(&mut self, most: usize) -> usize {
        if most == 0 { 0 } else { self.0.random_range(0..most) }
    }

    /// Any one of them; empty where there is none.
    pub fn one<'a>(&mut self, of: &'a [Vec<u8>]) -> &'a [u8] {
        let place = self.below(of.len());
        of.get(place).map_or(&[], Vec::as_slice)
    }

    /// An example, changed in a few places.
    pub fn change(&mut self, example: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = example.to_vec();
        for _ in 0..=self.0.random_range(0..CHANGES_MAX) {
            self.once(&mut bytes, others);
        }
        bytes.truncate(BYTES_MAX);
        bytes
    }

    fn once(&mut self, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
        let at = self.below(bytes.len() + 1);
        let until = at + self.below((bytes.len() - at).min(64) + 1);
        match self.below(8) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = (self.0.next_u32() & 0xff) as u8;
                }
            }
            1 => {
                let word = WORDS.get(self.below(WORDS.len())).copied().unwrap_or_default();
                bytes.splice(at..at, word.iter().copied());
            }
            2 => {
                let word = WORDS.get(self.below(WORDS.len())).copied().unwrap_or_default();
                bytes.splice(at..until, word.iter().copied());
            }
            3 => drop(bytes.drain(at..until)),
            4 => {
                let again: Vec<u8> = bytes.get(at..until).unwrap_or_default().repeat(1 + self.below(40));
                bytes.splice(at..at, again);
            }
            5 => bytes.truncate(at),
            6 => {
                let other = self.one(others).to_vec();
                let from = self.below(other.len() + 1);
                bytes.splice(at.., other.get(from..).unwrap_or_default().iter().copied());
            }
            _ => {
                let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
                let (one, two) = (self.below(lines.len()), self.below(lines.len()));
                if one < lines.len() && two < lines.len() {
                    lines.swap(one, two);
                }
                *bytes = lines.concat();
            }
        }
    }
}
