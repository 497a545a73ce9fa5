//! The keyring as a file: JSON with hexadecimal keys, readable by its owner alone, replaced in one step.

use std::path::Path;

use kernel::Moment;
use serde::{Deserialize, Serialize};

use super::Keyring;
use super::keyring::{Derived, WrappingKey};
use crate::Fault;
use crate::files::write_whole;
use crate::hex::{hex, unhex_exactly};

#[derive(Serialize, Deserialize)]
struct Written {
    current: String,
    wrapping: Vec<WrittenKey>,
    lookup: String,
    signing: String,
}

#[derive(Serialize, Deserialize)]
struct WrittenKey {
    id: String,
    made: Moment,
    key: String,
}

impl Keyring {
    /// Reads a keyring from its file.
    pub fn read(path: &Path) -> Result<Keyring, Fault> {
        let doing = || format!("read the keys from {}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| Fault::new(doing(), error))?;
        // A parser's words could quote a key: they are left out.
        Keyring::from_text(&text)
            .ok_or_else(|| Fault::plain(format!("{}: not a keyring, or a broken one", doing())))
    }

    /// Writes a keyring where there is none. Refuses to replace one: without it, what it sealed is gone.
    pub fn write_new(&self, path: &Path) -> Result<(), Fault> {
        if path.exists() {
            return Err(Fault::plain(format!(
                "write the keys to {}: there is a keyring already, and it may be all that opens the place",
                path.display()
            )));
        }
        self.write(path)
    }

    /// Writes the keyring to its file; an existing file is replaced in one step.
    pub fn write(&self, path: &Path) -> Result<(), Fault> {
        write_whole(path, self.to_text()?.as_bytes())
    }

    pub(super) fn to_text(&self) -> Result<String, Fault> {
        let wrapping = self.wrapping.iter().map(|(id, key)| WrittenKey {
            id: id.clone(),
            made: key.made,
            key: hex(&key.bits),
        });
        let written = Written {
            current: self.current.clone(),
            wrapping: wrapping.collect(),
            lookup: hex(&self.lookup),
            signing: hex(&self.signing),
        };
        serde_json::to_string_pretty(&written).map_err(|error| Fault::new("write down the keys", error))
    }

    pub(super) fn from_text(text: &str) -> Option<Keyring> {
        let written: Written = serde_json::from_str(text).ok()?;
        let keys = written
            .wrapping
            .into_iter()
            .map(|key| Some((key.id, WrappingKey { made: key.made, bits: unhex_exactly(&key.key)? })));
        let keyring = Keyring {
            wrapping: keys.collect::<Option<_>>()?,
            lookup: unhex_exactly(&written.lookup)?,
            signing: unhex_exactly(&written.signing)?,
            current: written.current,
            derived: Derived::default(),
        };
        keyring.wrapping.contains_key(&keyring.current).then_some(keyring)
    }
}
