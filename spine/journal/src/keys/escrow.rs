//! Escrow: a copy of the keyring that two people can keep in two safes, sealed to a passphrase. Without the keyring no
//! backup can be opened, so the copy is what a place is restored with when the machine is gone.

use argon2::{Algorithm, Argon2, Params, Version};
use rand::Rng;
use serde::{Deserialize, Serialize};

use super::{DataKey, Keyring};
use crate::Fault;
use crate::hex::{hex, unhex};

/// Stretching a passphrase: 64 MiB, three passes, one lane, the second recommendation of RFC 9106 with one lane.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// Fewer letters than this are not a passphrase.
const LETTERS_MIN: usize = 12;

/// More memory than this is not asked for on the word of a file.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;

const PLACE: &str = "keyring in escrow";

#[derive(Serialize, Deserialize)]
struct Escrow {
    what: String,
    salt: String,
    memory_kib: u32,
    passes: u32,
    sealed: String,
}

impl Keyring {
    /// A copy of the keyring as text, sealed to a passphrase of at least twelve letters.
    pub fn to_escrow(&self, passphrase: &str, chance: &mut impl Rng) -> Result<String, Fault> {
        if passphrase.chars().count() < LETTERS_MIN {
            return Err(Fault::plain(format!(
                "seal the keys: the passphrase has fewer than {LETTERS_MIN} letters"
            )));
        }
        let mut salt = [0; 16];
        chance.fill_bytes(&mut salt);
        let sealed =
            stretched(passphrase, &salt, MEMORY_KIB, PASSES)?.seal(PLACE, self.to_text()?.as_bytes())?;
        let escrow = Escrow {
            what: PLACE.to_owned(),
            salt: hex(&salt),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            sealed: hex(&sealed),
        };
        serde_json::to_string_pretty(&escrow).map_err(|error| Fault::new("write down the sealed keys", error))
    }

    /// The keyring out of such a copy. Refuses a wrong passphrase and an altered copy with the same words.
    pub fn from_escrow(text: &str, passphrase: &str) -> Result<Keyring, Fault> {
        let broken = || Fault::plain("open the sealed keys: this is not an escrow copy, or a broken one");
        let escrow: Escrow = serde_json::from_str(text).map_err(|_| broken())?;
        let (Some(salt), Some(sealed)) = (unhex(&escrow.salt), unhex(&escrow.sealed)) else {
            return Err(broken());
        };
        if escrow.what != PLACE || escrow.memory_kib > MEMORY_KIB_MAX {
            return Err(broken());
        }
        let opened = stretched(passphrase, &salt, escrow.memory_kib, escrow.passes)?
            .open(PLACE, &sealed)
            .map_err(|_| Fault::plain("open the sealed keys: not with this passphrase"))?;
        String::from_utf8(opened).ok().and_then(|text| Keyring::from_text(&text)).ok_or_else(broken)
    }
}

fn stretched(passphrase: &str, salt: &[u8], memory_kib: u32, passes: u32) -> Result<DataKey, Fault> {
    let doing = |error: argon2::Error| Fault::plain(format!("stretch the passphrase: {error}"));
    let params = Params::new(memory_kib, passes, 1, Some(32)).map_err(doing)?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut key)
        .map_err(doing)?;
    Ok(DataKey::new(key))
}
