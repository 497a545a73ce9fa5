//! The keyring: the keys that wrap data keys, the secret behind look-ups by keyed hash, the key that signs heads, and
//! nothing else. It lives in a file outside the database, and without it the database holds no person.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use kernel::{Moment, OrgId};
use rand::Rng;
use sha2::Sha256;

use super::{DataKey, KeyName, Party};
use crate::Fault;

/// The keys of one place. It prints as nothing.
#[derive(Clone)]
pub struct Keyring {
    pub(super) current: String,
    pub(super) wrapping: BTreeMap<String, WrappingKey>,
    pub(super) lookup: [u8; 32],
    pub(super) signing: [u8; 32],
    pub(super) derived: Derived,
}

/// Keys derived from those of the keyring, worked out once each: there are few parties and fields, and each is met
/// again with every act.
#[derive(Clone, Default)]
pub(super) struct Derived(Arc<Mutex<HashMap<String, [u8; 32]>>>);

impl Derived {
    /// Derived keys kept at the most.
    const MOST: usize = 10_000;

    /// The key that follows from a root for a purpose (HKDF-SHA-256).
    fn key(&self, root: &[u8; 32], of: &str, purpose: &str) -> Result<[u8; 32], Fault> {
        let name = format!("{of}/{purpose}");
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = known.get(&name) {
            return Ok(*key);
        }
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(None, root)
            .expand(purpose.as_bytes(), &mut key)
            .map_err(|_| Fault::plain("derive a key"))?;
        if known.len() >= Derived::MOST {
            known.clear();
        }
        known.insert(name, key);
        Ok(key)
    }
}

/// A key that wraps data keys, and when it was made.
#[derive(Clone)]
pub(super) struct WrappingKey {
    pub(super) made: Moment,
    pub(super) bits: [u8; 32],
}

impl Keyring {
    /// A new keyring with one wrapping key.
    pub fn new(now: Moment, chance: &mut impl Rng) -> Keyring {
        let mut keyring = Keyring {
            current: String::new(),
            wrapping: BTreeMap::new(),
            lookup: bits(chance),
            signing: bits(chance),
            derived: Derived::default(),
        };
        keyring.add(now, chance);
        keyring
    }

    /// Adds a wrapping key and makes it the one that wraps from now on; the others still open what they wrapped. An id
    /// is never used twice: what an old backup calls `k1` must not meet a newer key of that name.
    pub fn add(&mut self, now: Moment, chance: &mut impl Rng) {
        let numbers = self.wrapping.keys().filter_map(|id| id.strip_prefix('k')?.parse::<u32>().ok());
        let id = format!("k{}", numbers.max().unwrap_or_default().saturating_add(1));
        self.wrapping.insert(id.clone(), WrappingKey { made: now, bits: bits(chance) });
        self.current = id;
    }

    /// Forgets a wrapping key other than the current one, once nothing in the database is wrapped with it. Backups made
    /// before the rotation still need it: keep an escrow as long as them.
    pub fn forget(&mut self, id: &str) -> bool {
        id != self.current && self.wrapping.remove(id).is_some()
    }

    /// The id of the key that wraps now.
    pub fn current(&self) -> &str {
        &self.current
    }

    /// The ids of all wrapping keys, with the moment each was made.
    pub fn made(&self) -> impl Iterator<Item = (&str, Moment)> {
        self.wrapping.iter().map(|(id, key)| (id.as_str(), key.made))
    }

    /// A keyed hash of something typed, to find a person within one organisation without storing what was typed.
    /// HMAC-SHA-256 under a key of that organisation alone, so that two organisations' hashes never meet.
    pub fn lookup_hash(&self, org: OrgId, field: &str, typed: &str) -> Vec<u8> {
        // Neither can fail: 32 bytes is a length that HKDF can give, and HMAC takes a key of any length.
        let Ok(key) = self.derived.key(&self.lookup, "lookup", &format!("lookup/{org}/{field}")) else {
            return Vec::new();
        };
        let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(&key) else { return Vec::new() };
        mac.update(typed.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// A key for something else of the place that must stay outside the database and the same on every node: cookies,
    /// codes of invitations. Another purpose gives another key.
    pub fn key_for(&self, purpose: &str) -> Result<[u8; 32], Fault> {
        self.derived.key(&self.lookup, "place", &format!("place/{purpose}"))
    }

    /// The key that signs heads.
    pub(crate) fn signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.signing)
    }

    /// Wraps a data key for a party with the current wrapping key: its id and the wrapped bytes.
    pub(crate) fn wrap(
        &self,
        name: &KeyName,
        party: &Party,
        key: &DataKey,
    ) -> Result<(&str, Vec<u8>), Fault> {
        let wrapped = self.wrapping_key(&self.current, party)?.seal(&place(name, party), key.bits())?;
        Ok((&self.current, wrapped))
    }

    /// Unwraps a data key for a party.
    pub(crate) fn unwrap(
        &self,
        name: &KeyName,
        party: &Party,
        id: &str,
        wrapped: &[u8],
    ) -> Result<DataKey, Fault> {
        let bits = self.wrapping_key(id, party)?.open(&place(name, party), wrapped)?;
        let bits = <[u8; 32]>::try_from(bits).map_err(|_| Fault::plain("unwrap a data key: wrong length"))?;
        Ok(DataKey::new(bits))
    }

    fn wrapping_key(&self, id: &str, party: &Party) -> Result<DataKey, Fault> {
        let root = self
            .wrapping
            .get(id)
            .ok_or_else(|| Fault::plain(format!("find wrapping key {id} in the keyring: it is not there")))?;
        self.derived.key(&root.bits, id, &format!("wrap/{party}")).map(DataKey::new)
    }
}

fn bits(chance: &mut impl Rng) -> [u8; 32] {
    let mut bits = [0; 32];
    chance.fill_bytes(&mut bits);
    bits
}

fn place(name: &KeyName, party: &Party) -> String {
    format!("{name} for {party}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn the_id_of_a_forgotten_key_is_not_used_again() {
        let mut chance = rand_pcg::Pcg64::seed_from_u64(1);
        let mut keyring = Keyring::new(Moment::from_micros(0), &mut chance);
        keyring.add(Moment::from_micros(1), &mut chance);
        assert!(!keyring.forget("k2"), "the current key stays");
        assert!(keyring.forget("k1"));
        keyring.add(Moment::from_micros(2), &mut chance);
        assert_eq!(keyring.made().map(|(id, _)| id.to_owned()).collect::<Vec<_>>(), ["k2", "k3"]);
        assert_eq!(keyring.current(), "k3");
    }
}
