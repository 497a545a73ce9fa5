//! A data key: 256 bits that seal what is about one person or one ask, with AES-256-GCM-SIV (RFC 8452).

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use sha2::{Digest, Sha256};

use crate::Fault;

/// A key in the open, in memory only. It prints as nothing.
#[derive(Clone)]
pub(crate) struct DataKey([u8; 32]);

impl DataKey {
    pub(crate) fn new(bits: [u8; 32]) -> DataKey {
        DataKey(bits)
    }

    pub(crate) fn bits(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals bytes to a place: the same bytes at the same place give the same ciphertext, so that a table rebuilt from
    /// the journal equals the one it replaces. GCM-SIV stays safe when a nonce is met again, which is why it is used.
    pub(crate) fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        self.cipher()
            .encrypt(&nonce(place), Payload { msg: plain, aad: place.as_bytes() })
            .map_err(|_| Fault::plain("seal contents"))
    }

    /// Opens what was sealed at that place; a fault when a byte of it, or the place, differs.
    pub(crate) fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        self.cipher()
            .decrypt(&nonce(place), Payload { msg: sealed, aad: place.as_bytes() })
            .map_err(|_| Fault::plain("open sealed contents: they or their key are not what was written"))
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new((&self.0).into())
    }
}

fn nonce(place: &str) -> Nonce {
    let digest: [u8; 32] = Sha256::digest(place.as_bytes()).into();
    let mut nonce = [0; 12];
    for (byte, from) in nonce.iter_mut().zip(digest) {
        *byte = from;
    }
    Nonce::from(nonce)
}
