//! One writer at a time: the head of the chain is kept in memory, so a second program that wrote to the same file would
//! break it. The lock is the operating system's and goes with the process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::Fault;

/// Held as long as somebody may write the file.
pub(super) struct Lock {
    _held: File,
}

impl Lock {
    /// Takes the lock, or says in words that another program has it.
    pub(super) fn take(database: &Path) -> Result<Lock, Fault> {
        let path = beside(database);
        let doing = || format!("lock {}", path.display());
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| Fault::new(doing(), error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _held: file }),
            Err(TryLockError::WouldBlock) => Err(Fault::plain(format!(
                "open {} to write: another program is writing it; stop that program first",
                database.display()
            ))),
            Err(TryLockError::Error(error)) => Err(Fault::new(doing(), error)),
        }
    }
}

fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-lock");
    PathBuf::from(name)
}
