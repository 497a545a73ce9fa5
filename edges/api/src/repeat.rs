//! Repeated requests: a program that heard no answer sends the same again under the same key, and hears the same answer.

use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use crate::problem::{Kind, Problem};

/// The header.
pub const KEY: &str = "idempotency-key";
const LETTERS: std::ops::RangeInclusive<usize> = 8..=64;

/// A key with a digest of the request that came under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// The key.
    pub key: String,
    /// The digest of method, address and body.
    pub digest: Vec<u8>,
}

impl Repeat {
    /// The key of a request, where it has one; a key that cannot be one is refused.
    pub fn read(headers: &HeaderMap, address: &str, body: &[u8]) -> Result<Option<Repeat>, Problem> {
        let mut all = headers.get_all(KEY).iter();
        let Some(first) = all.next() else { return Ok(None) };
        let fits = |key: &str| {
            LETTERS.contains(&key.len()) && key.bytes().all(|of| of.is_ascii_alphanumeric() || of == b'-')
        };
        match (first.to_str(), all.next()) {
            (Ok(key), None) if fits(key) => {
                let mut digest = Sha256::new();
                digest.update(address.as_bytes());
                digest.update([0]);
                digest.update(body);
                Ok(Some(Repeat { key: key.to_owned(), digest: digest.finalize().to_vec() }))
            }
            _ => Err(Problem::new(Kind::KeyMissing).detail("The key that was sent cannot be one.")),
        }
    }

    /// The key of a request that must have one.
    pub fn need(headers: &HeaderMap, address: &str, body: &[u8]) -> Result<Repeat, Problem> {
        Repeat::read(headers, address, body)?.ok_or_else(|| Problem::new(Kind::KeyMissing))
    }
}
