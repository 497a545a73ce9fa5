//! Reading a problem from a file, with refusals that name the file.

use std::path::Path;

use cli::Failure;
use planning_rules::read::Unreadable;

/// The text of a file.
pub fn text(path: &Path) -> Result<String, Failure> {
    let failed =
        |why: &dyn std::fmt::Display| Failure::refused(format_args!("reading {}: {why}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|_| failed(&"not UTF-8 text"))
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
