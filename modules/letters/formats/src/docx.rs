//! Word files: one packed XML document; paragraphs are lines, cells of a row stand side by side, deleted text is left out.

use std::io::{Cursor, Read};

use crate::Refused;
use crate::markup::{self, Lines, Step};

/// Largest document inside, unpacked, in bytes: marks take some ten times the words.
const BODY_BYTES_MAX: u64 = 12 * 1024 * 1024;

const BODY: &str = "word/document.xml";

/// Is the archive a Word file?
pub(crate) fn is_docx(bytes: &[u8]) -> bool {
    bytes.windows(BODY.len()).any(|window| window == BODY.as_bytes())
}

pub(crate) fn text(bytes: &[u8]) -> Result<String, Refused> {
    let mut packed =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|why| Refused::broken("Word file", why))?;
    let part = packed.by_name(BODY).map_err(|why| Refused::broken("Word file", why))?;
    if part.encrypted() {
        return Err(Refused::Encrypted);
    }
    let mut xml = Vec::new();
    let limit = BODY_BYTES_MAX;
    part.take(limit + 1).read_to_end(&mut xml).map_err(|why| Refused::broken("Word file", why))?;
    if xml.len() as u64 > limit {
        return Err(Refused::Bomb);
    }
    let xml = String::from_utf8_lossy(&xml);
    let mut lines = Lines::default();
    markup::walk(&xml, "Word file", |step| match step {
        Step::Open(path, _) => match path.last().map_or("", String::as_str) {
            "tr" => lines.row(true),
            "tab" => lines.words(" "),
            "br" | "cr" => lines.block(),
            _ => {}
        },
        Step::Words(path, words) => {
            if path.last().is_some_and(|name| name == "t") {
                lines.words(&words);
            }
        }
        Step::Close(path) => match path.last().map_or("", String::as_str) {
            "p" => lines.block(),
            "tc" => lines.cell(),
            "tr" => lines.row(false),
            _ => {}
        },
    })?;
    Ok(lines.finish())
}
