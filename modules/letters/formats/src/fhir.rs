//! FHIR documents, R4 and STU3, JSON and XML: the narrative of the sections of the Composition. Versions differ in much,
//! but not in where the words of a section stand, so the walk asks for no more than that.

use serde_json::Value;

use crate::markup::{self, Lines, Step};
use crate::{Refused, plain};

/// Titles stand over their sections where there are several; over the only one it would be a heading nobody wrote.
fn gather(sections: Vec<(String, String)>) -> String {
    let titled = sections.iter().filter(|(_, words)| !words.trim().is_empty()).count() > 1;
    let mut out = String::new();
    for (title, words) in sections {
        if titled && !title.trim().is_empty() {
            out.push_str(title.trim());
            out.push_str(":\n");
        }
        out.push_str(&words);
        if !words.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

pub(crate) fn json(bytes: &[u8]) -> Result<String, Refused> {
    let value: Value = serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
        .map_err(|why| Refused::broken("FHIR document", why))?;
    let mut sections = Vec::new();
    let entries = value.get("entry").and_then(Value::as_array);
    let resources = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("resource"))
        .chain(std::iter::once(&value));
    for resource in resources.filter(|r| r.get("resourceType").and_then(Value::as_str) == Some("Composition"))
    {
        collect(resource, &mut sections)?;
    }
    Ok(gather(sections))
}

/// The sections of a Composition or section; the depth of JSON is bounded by its parser.
fn collect(of: &Value, into: &mut Vec<(String, String)>) -> Result<(), Refused> {
    for section in of.get("section").and_then(Value::as_array).into_iter().flatten() {
        let title = section.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
        let div = section.pointer("/text/div").and_then(Value::as_str).unwrap_or_default();
        into.push((title, markup::flatten(div)?));
        collect(section, into)?;
    }
    Ok(())
}

pub(crate) fn xml(bytes: &[u8]) -> Result<String, Refused> {
    let document = plain::text(bytes)?;
    let mut sections: Vec<(String, String)> = Vec::new();
    let mut lines = Lines::default();
    let mut title = String::new();
    markup::walk(&document, "FHIR document", |step| {
        let (path, words, open) = match step {
            Step::Open(path, attributes) => {
                if path.last().is_some_and(|name| name == "title")
                    && path.iter().rev().nth(1).is_some_and(|parent| parent == "section")
                    && let Some((_, value)) = attributes.iter().find(|(key, _)| key == "value")
                {
                    title.clone_from(value);
                }
                (path, None, Some(true))
            }
            Step::Words(path, words) => (path, Some(words), None),
            Step::Close(path) => (path, None, Some(false)),
        };
        let div = path.iter().position(|name| name == "div");
        let told = div.is_some_and(|at| path.iter().take(at).any(|name| name == "section"));
        if !told {
            return;
        }
        if let Some(words) = words {
            lines.words(&words);
        } else if let Some(open) = open {
            lines.element(path.last().map_or("", String::as_str), open);
            if !open && div == Some(path.len() - 1) {
                sections.push((std::mem::take(&mut title), std::mem::take(&mut lines).finish()));
            }
        }
    })?;
    Ok(gather(sections))
}
