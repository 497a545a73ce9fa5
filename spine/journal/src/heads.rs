//! Signed heads: the last link of the chain with a signature, small enough to print or to give to a partner. Whoever
//! keeps one can tell later whether the journal still holds everything that it held then: a chain alone does not show
//! that its end was cut off.

use ed25519_dalek::{Signature, Signer, VerifyingKey};
use kernel::Moment;
use serde::{Deserialize, Serialize};

use crate::chain::{Head, Link};
use crate::hex::{hex, unhex_exactly};
use crate::store::{Database, Db};
use crate::value::Query;
use crate::{Fault, Keyring};

/// A head and the signature of the place, as written to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// How many acts there were.
    pub seq: i64,
    /// The link of the last, in hexadecimal.
    pub link: String,
    /// When the last was recorded.
    pub at: Moment,
    /// The public key of the place, in hexadecimal: compare it with the one you were given.
    pub key: String,
    /// Ed25519 over all of the above, in hexadecimal.
    pub signature: String,
}

/// What a signed head says about a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The journal holds everything that it held then.
    Holds,
    /// The act is there with another link: something up to it was altered.
    Altered,
    /// The journal is shorter than it was: its end was cut off, or this is an older copy.
    Shorter,
    /// The signature is not that of the place, or the head was altered.
    NotSigned,
}

const LINK_AT: Query = Query { name: "journal.link-at", sql: "select link from journal_act where seq = ?1" };

impl Keyring {
    /// Signs a head.
    pub fn sign(&self, head: &Head) -> SignedHead {
        let signing = self.signing_key();
        let key = signing.verifying_key();
        // An empty journal has no last act; its head is dated at the start of 1970.
        let at = if head.seq == 0 { Moment::from_micros(0) } else { head.at };
        let signature = signing.sign(&message(head.seq, &head.link, at));
        SignedHead {
            seq: head.seq,
            link: head.link.hex(),
            at,
            key: hex(key.as_bytes()),
            signature: hex(&signature.to_bytes()),
        }
    }

    /// The public key by which signed heads of this place are known, in hexadecimal.
    pub fn public_key(&self) -> String {
        hex(self.signing_key().verifying_key().as_bytes())
    }
}

impl SignedHead {
    /// Whether the signature is of this public key and covers what stands here.
    pub fn is_signed_by(&self, public_key: &str) -> bool {
        let signed = || {
            let key = VerifyingKey::from_bytes(&unhex_exactly(&self.key)?).ok()?;
            let signature = Signature::from_bytes(&unhex_exactly(&self.signature)?);
            let link = Link(unhex_exactly(&self.link)?);
            key.verify_strict(&message(self.seq, &link, self.at), &signature).ok()
        };
        self.key == public_key && signed().is_some()
    }

    /// What the head says about the journal of a place.
    pub fn against(&self, of: impl Into<Database>, keys: &Keyring) -> Result<Standing, Fault> {
        self.within(&Db::reader(&of.into())?, &keys.public_key())
    }

    pub(crate) fn within(&self, db: &Db, public_key: &str) -> Result<Standing, Fault> {
        if !self.is_signed_by(public_key) {
            return Ok(Standing::NotSigned);
        }
        if self.seq == 0 {
            return Ok(Standing::Holds);
        }
        let Some(row) = db.first(&LINK_AT, &[self.seq.into()])? else { return Ok(Standing::Shorter) };
        let same = Link::from_bytes(&row.get::<Vec<u8>>(0)?).is_some_and(|link| link.hex() == self.link);
        Ok(if same { Standing::Holds } else { Standing::Altered })
    }
}

fn message(seq: i64, link: &Link, at: Moment) -> Vec<u8> {
    let mut message = b"roundtable head 1\n".to_vec();
    message.extend(seq.to_le_bytes());
    message.extend(link.0);
    message.extend(at.micros().to_le_bytes());
    message
}
