//! Reading a problem from a file, with refusals that name the file.

use std::path::Path;

use cli::Failure;
use planning_rules::read::Unreadable;

/// The text of a file.
pub fn text(path: &Path) -> Result<String, Failure> {
    let failed =
        |why: &dyn std::fmt::Display| Failure::refused(format_args!("reading {}: {why}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| failed(&"not UTF-8 text"))?;
    // Spreadsheets put a mark before the first byte that is no part of the text.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// A refusal of the text of a file.
pub fn unreadable(path: &Path, why: &Unreadable) -> Failure {
    let name = path.display();
    if why.line > 0 {
        Failure::refused(format_args!("{name}, {why}"))
    } else {
        Failure::refused(format_args!("{name}: {why}"))
    }
}

/// Writes a file whole or not at all: first beside its name, then under it.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    write_bytes(path, text.as_bytes())
}

/// The same for a file that is not text.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |why: std::io::Error| Failure::refused(format_args!("writing {}: {why}", path.display()));
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = Path::new(&beside);
    std::fs::write(beside, bytes).map_err(failed)?;
    std::fs::rename(beside, path).map_err(failed)
}
