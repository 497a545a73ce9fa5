//! The chain: each act's hash covers the one before it and the stored bytes of its facts, ciphertext included, so that
//! nothing can be changed, dropped or slipped in unseen, and a person can still be erased.

use kernel::Moment;
use sha2::{Digest, Sha256};

use crate::hex::hex;

/// The hash of an act: SHA-256 over the previous link, the header and every fact as stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link(pub [u8; 32]);

impl Link {
    /// What the first act of a journal follows.
    pub const START: Link = Link([0; 32]);

    /// In hexadecimal, for people to compare.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Link> {
        bytes.try_into().ok().map(Link)
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

/// The header of an act, as it is stored.
pub(crate) struct Header<'a> {
    pub(crate) seq: i64,
    pub(crate) at: Moment,
    pub(crate) user: &'a str,
    pub(crate) seat: &'a str,
    pub(crate) org: &'a str,
    pub(crate) act: &'a str,
    pub(crate) permit: &'a str,
    pub(crate) policies: &'a str,
}

/// A fact, as it is stored.
pub(crate) struct Stored<'a> {
    pub(crate) nth: i64,
    pub(crate) family: &'a str,
    pub(crate) stream: &'a str,
    pub(crate) version: i64,
    pub(crate) kind: &'a str,
    pub(crate) open: &'a [u8],
    pub(crate) key: Option<&'a str>,
    pub(crate) sealed: Option<&'a [u8]>,
}

/// Hashes one act as it is stored. Each part is preceded by its length, so that no two acts hash the same bytes.
pub(crate) struct Hasher(Sha256);

impl Hasher {
    pub(crate) fn begin(previous: Link, header: &Header<'_>) -> Hasher {
        let mut hasher = Hasher(Sha256::new());
        hasher.0.update(previous.0);
        hasher.number(header.seq);
        hasher.number(header.at.micros());
        for text in [header.user, header.seat, header.org, header.act, header.permit, header.policies] {
            hasher.bytes(text.as_bytes());
        }
        hasher
    }

    pub(crate) fn fact(&mut self, fact: &Stored<'_>) {
        self.number(fact.nth);
        self.bytes(fact.family.as_bytes());
        self.bytes(fact.stream.as_bytes());
        self.number(fact.version);
        self.bytes(fact.kind.as_bytes());
        self.bytes(fact.open);
        self.bytes(fact.key.unwrap_or_default().as_bytes());
        self.bytes(fact.sealed.unwrap_or_default());
    }

    pub(crate) fn link(self) -> Link {
        Link(self.0.finalize().into())
    }

    fn number(&mut self, number: i64) {
        self.0.update(number.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }
}
