//! Clinical Document Architecture: the narrative of each section, or a whole file packed as the body.

use crate::markup::{self, Lines, Step};
use crate::{Refused, base64, nested, plain};

pub(crate) fn text(bytes: &[u8], depth: usize) -> Result<String, Refused> {
    let document = plain::text(bytes)?;
    let mut sections: Vec<(String, String)> = Vec::new();
    let mut lines = Lines::default();
    let mut title = String::new();
    let mut packed = String::new();
    markup::walk(&document, "CDA document", |step| {
        let (path, words, open) = match step {
            Step::Open(path, _) => (path, None, true),
            Step::Words(path, words) => (path, Some(words), false),
            Step::Close(path) => (path, None, false),
        };
        let section = path.iter().rposition(|name| name == "section");
        let inside = section.and_then(|at| path.get(at + 1)).map(String::as_str);
        match (inside, words) {
            (Some("title"), Some(words)) => title.push_str(&words),
            (Some("text"), Some(words)) => lines.words(&words),
            (Some("text"), None) => {
                let name = path.last().map_or("", String::as_str);
                lines.element(name, open);
                if !open && section.is_some_and(|at| at + 2 == path.len()) {
                    sections.push((std::mem::take(&mut title), std::mem::take(&mut lines).finish()));
                }
            }
            (None, Some(words)) if path.iter().any(|name| name == "nonXMLBody") => packed.push_str(&words),
            _ => {}
        }
    })?;
    if sections.is_empty() && !packed.trim().is_empty() {
        let inner = base64::decode(&packed).unwrap_or_else(|| packed.into_bytes());
        return Ok(nested(&inner, depth + 1)?.text);
    }
    let titled = sections.len() > 1;
    let mut out = String::new();
    for (title, words) in sections {
        if titled && !title.trim().is_empty() {
            out.push_str(title.trim());
            out.push_str(":\n");
        }
        out.push_str(&words);
    }
    Ok(out)
}
