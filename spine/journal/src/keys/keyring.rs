//! The keyring: the keys that wrap data keys, the secret behind look-ups by keyed hash, and nothing else. It lives in a
//! file outside the database, and without it the database holds no person.

use std::collections::BTreeMap;
use std::path::Path;

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
    current: String,
    wrapping: BTreeMap<String, [u8; 32]>,
    made: BTreeMap<String, Moment>,
    lookup: [u8; 32],
}

/// The keyring as its file holds it.
#[derive(serde::Serialize, serde::Deserialize)]
struct Written {
    current: String,
    wrapping: Vec<WrittenKey>,
    lookup: String,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct WrittenKey {
    id: String,
    made: Moment,
    key: String,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

impl Keyring {
    /// A new keyring with one wrapping key.
    pub fn new(now: Moment, chance: &mut impl Rng) -> Keyring {
        let mut lookup = [0; 32];
        chance.fill_bytes(&mut lookup);
        let mut keyring =
            Keyring { current: String::new(), wrapping: BTreeMap::new(), made: BTreeMap::new(), lookup };
        keyring.add(now, chance);
        keyring
    }

    /// Adds a wrapping key and makes it the one that wraps from now on; the others still open what they wrapped.
    pub fn add(&mut self, now: Moment, chance: &mut impl Rng) {
        let mut key = [0; 32];
        chance.fill_bytes(&mut key);
        let id = format!("k{}", self.wrapping.len() + 1);
        self.wrapping.insert(id.clone(), key);
        self.made.insert(id.clone(), now);
        self.current = id;
    }

    /// Forgets wrapping keys other than the current one, once nothing in the database is wrapped with them.
    pub fn forget(&mut self, id: &str) -> bool {
        id != self.current && self.made.remove(id).is_some() && self.wrapping.remove(id).is_some()
    }

    /// The id of the key that wraps now, and all the ids with the moment each was made.
    pub fn ids(&self) -> (&str, &BTreeMap<String, Moment>) {
        (&self.current, &self.made)
    }

    /// Reads a keyring from its file.
    pub fn read(path: &Path) -> Result<Keyring, Fault> {
        let doing = || format!("read the keys from {}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| Fault::new(doing(), error))?;
        // The error's text could quote a key: it is left out.
        let written: Written = serde_json::from_str(&text)
            .map_err(|_| Fault::plain(format!("{}: not a keyring, or a broken one", doing())))?;
        Keyring::from_written(written)
            .ok_or_else(|| Fault::plain(format!("{}: a key is not 64 hex digits", doing())))
    }

    fn from_written(written: Written) -> Option<Keyring> {
        let lookup = unhex(&written.lookup)?;
        let mut wrapping = BTreeMap::new();
        let mut made = BTreeMap::new();
        for key in written.wrapping {
            wrapping.insert(key.id.clone(), unhex(&key.key)?);
            made.insert(key.id, key.made);
        }
        wrapping.contains_key(&written.current).then_some(Keyring {
            current: written.current,
            wrapping,
            made,
            lookup,
        })
    }

    /// Writes the keyring to its file, readable by its owner alone; an existing file is replaced in one step.
    pub fn write(&self, path: &Path) -> Result<(), Fault> {
        let doing = || format!("write the keys to {}", path.display());
        let fault = |error: std::io::Error| Fault::new(doing(), error);
        let wrapping = self.wrapping.iter().map(|(id, key)| WrittenKey {
            id: id.clone(),
            made: self.made.get(id).copied().unwrap_or(Moment::from_micros(0)),
            key: hex(key),
        });
        let written = Written {
            current: self.current.clone(),
            wrapping: wrapping.collect(),
            lookup: hex(&self.lookup),
        };
        let text = serde_json::to_string_pretty(&written).map_err(|error| Fault::new(doing(), error))?;
        let beside = path.with_extension("new");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside).map_err(fault)?;
        std::io::Write::write_all(&mut file, text.as_bytes()).map_err(fault)?;
        file.sync_all().map_err(fault)?;
        std::fs::rename(&beside, path).map_err(fault)
    }

    /// A keyed hash of something typed, to find a person within one organisation without storing what was typed.
    /// HMAC-SHA-256 under a key of that organisation alone, so that two organisations' hashes never meet.
    pub fn lookup_hash(&self, org: OrgId, field: &str, typed: &str) -> Vec<u8> {
        let mut key = [0; 32];
        let info = format!("lookup/{org}/{field}");
        // 32 bytes is a length HKDF can give; the all-zero key that would stand in is never reached.
        let _ = Hkdf::<Sha256>::new(None, &self.lookup).expand(info.as_bytes(), &mut key);
        let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(&key) else { return Vec::new() };
        mac.update(typed.as_bytes());
        mac.finalize().into_bytes().to_vec()
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
            .ok_or_else(|| Fault::plain(format!("find wrapping key {id} in the keyring")))?;
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(None, root)
            .expand(format!("wrap/{party}").as_bytes(), &mut key)
            .map_err(|_| Fault::plain("derive a wrapping key"))?;
        Ok(DataKey::new(key))
    }
}

fn place(name: &KeyName, party: &Party) -> String {
    format!("{name} for {party}")
}
