//! An archive of letters: each entry is read on its own, within bounds set before anything is unpacked.

use std::io::{Cursor, Read};

use crate::{Format, Refused, Text, format, text};

/// Largest single file in an archive, unpacked, in bytes.
const ENTRY_BYTES_MAX: u64 = 20 * 1024 * 1024;
/// Largest sum of all files, unpacked, in bytes.
const ALL_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Most files in one archive.
const FILES_MAX: usize = 20_000;

/// After so many files that burst, the archive itself is taken to be made to do harm.
const BURST_MAX: usize = 16;

/// One file of an archive: its name and its letter, or why it is not read.
#[derive(Debug)]
pub struct Entry {
    /// Its name inside the archive.
    pub name: String,
    /// Its letter.
    pub letter: Result<Text, Refused>,
}

/// Hands each file of an archive to `see`, one at a time, so that memory does not grow with the archive.
///
/// # Errors
/// The archive itself cannot be read, holds too many files, or unpacks beyond measure.
pub fn entries(bytes: &[u8], mut see: impl FnMut(Entry)) -> Result<(), Refused> {
    let mut packed =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|why| Refused::broken("ZIP archive", why))?;
    if packed.len() > FILES_MAX {
        return Err(Refused::TooLarge { bytes: packed.len() });
    }
    let (mut all, mut burst) = (0u64, 0usize);
    for index in 0..packed.len() {
        let Some((name, locked)) = look(&mut packed, index) else { continue };
        let (letter, size) = if locked { (Err(Refused::Encrypted), 0) } else { unpack(&mut packed, index) };
        all += size;
        burst += usize::from(matches!(letter, Err(Refused::Bomb)));
        if all > ALL_BYTES_MAX || burst > BURST_MAX {
            return Err(Refused::Bomb);
        }
        see(Entry { name, letter });
    }
    Ok(())
}

/// The name of a file and whether it is locked; nothing for a folder.
fn look(packed: &mut zip::ZipArchive<Cursor<&[u8]>>, index: usize) -> Option<(String, bool)> {
    match packed.by_index_raw(index) {
        Ok(part) if part.is_dir() => None,
        Ok(part) => Some((name_of(part.name()), part.encrypted())),
        Err(_) => Some((format!("entry {}", index + 1), false)),
    }
}

fn name_of(name: Result<std::borrow::Cow<'_, str>, zip::result::ZipError>) -> String {
    name.map_or_else(|_| "a file whose name cannot be read".to_owned(), std::borrow::Cow::into_owned)
}

fn unpack(packed: &mut zip::ZipArchive<Cursor<&[u8]>>, index: usize) -> (Result<Text, Refused>, u64) {
    let part = match packed.by_index(index) {
        Ok(part) => part,
        Err(why) => return (Err(Refused::broken("ZIP entry", why)), 0),
    };
    let mut bytes = Vec::new();
    if let Err(why) = part.take(ENTRY_BYTES_MAX + 1).read_to_end(&mut bytes) {
        return (Err(Refused::broken("ZIP entry", why)), bytes.len() as u64);
    }
    let size = bytes.len() as u64;
    if size > ENTRY_BYTES_MAX {
        return (Err(Refused::Bomb), size);
    }
    let letter = if format(&bytes) == Format::Zip { Err(Refused::Archive) } else { text(&bytes) };
    (letter, size)
}
