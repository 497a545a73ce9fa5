//! The chain: each act's hash covers the one before it and the stored bytes of its facts, ciphertext included, so that
//! nothing can be changed, dropped or slipped in unseen, and a person can still be erased.

use kernel::Moment;
use sha2::{Digest, Sha256};

/// The hash of an act: SHA-256 over the previous link, the header and every fact as stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link(pub [u8; 32]);

impl Link {
    /// What the first act of a journal follows.
    pub const START: Link = Link([0; 32]);

    /// In hexadecimal, for people to compare.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The last act of a journal and its link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// How many acts there are.
    pub seq: i64,
    /// The link of the last.
    pub link: Link,
    /// When the last was recorded; no later act is dated before it.
    pub at: Moment,
}

impl Head {
    /// The head of an empty journal.
    pub const EMPTY: Head = Head { seq: 0, link: Link::START, at: Moment::from_micros(i64::MIN) };
}

/// Hashes one act as it is stored. Each part is preceded by its length, so that no two acts hash the same bytes.
pub(crate) struct Hasher(Sha256);

impl Hasher {
    pub(crate) fn after(previous: Link) -> Hasher {
        let mut hash = Sha256::new();
        hash.update(previous.0);
        Hasher(hash)
    }

    pub(crate) fn number(&mut self, number: i64) {
        self.0.update(number.to_le_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(crate) fn link(self) -> Link {
        Link(self.0.finalize().into())
    }
}
