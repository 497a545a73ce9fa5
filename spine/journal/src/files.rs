//! Files that must be whole or absent: written beside, waited for, then renamed.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::Fault;

/// The path with something added to its name.
pub(crate) fn named(path: &Path, added: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(added);
    PathBuf::from(name)
}

/// Writes a file that only its owner can read, in one step: it is there whole, or as it was before.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let fault = |error: std::io::Error| Fault::new(format!("write {}", path.display()), error);
    let beside = named(path, ".new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&beside).and_then(|mut file| file.write_all(bytes)).map_err(fault)?;
    settle(&beside, path)
}

/// Waits until a file is on the disk, gives it its name, and waits until the name is there too.
pub(crate) fn settle(beside: &Path, path: &Path) -> Result<(), Fault> {
    let fault = |error: std::io::Error| Fault::new(format!("write {}", path.display()), error);
    File::open(beside).and_then(|file| file.sync_all()).map_err(fault)?;
    std::fs::rename(beside, path).map_err(fault)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)
}
