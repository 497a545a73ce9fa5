//! The committed examples of each reader: one file each, whatever its name.

use std::path::{Path, PathBuf};

/// Where the examples of a reader lie.
pub fn folder(reader: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(reader)
}

/// The examples of a reader, by name, in order of their names.
pub fn corpus(reader: &str) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder(reader))? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        found.push((name, std::fs::read(&path)?));
    }
    found.sort();
    Ok(found)
}
