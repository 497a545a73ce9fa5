//! What the table prints as PDF: a pack as it was frozen. The same pack gives the same bytes.

use pdf::{Column, Document, Level, Paper, Part, Table};
use table_rules::pack::{Pack, Section};

/// A pack on paper. `seal` is the seal under which it was frozen; none for a preview, and the pages say so. `label` is what
/// a synthetic place says of itself, at the head of each page; empty for another.
pub fn of_pack(pack: &Pack, seal: Option<&str>, label: &str) -> Document {
    let mut document = Document::new(pack.meeting.as_str(), pack.on);
    document.owner = format!("Pack, {}", pack.group);
    document.head = label.to_owned();
    document.paper = Paper::Landscape;
    document.foot = vec![match seal {
        Some(seal) => {
            format!("Frozen: the figures of {}. Seal {}.", pack.on.in_words(), seal.get(..16).unwrap_or(seal))
        }
        None => format!("A preview of the figures of {}; nothing is frozen yet.", pack.on.in_words()),
    }];
    if !pack.policy.is_empty() {
        document.foot.push(pack.policy.clone());
    }
    if !pack.highlights.is_empty() {
        document.parts.push(Part::Heading(Level::Section, "What needs the meeting".to_owned()));
        document.parts.push(Part::List(pack.highlights.clone()));
    }
    let back = format!("Looks back from {} to {}.", pack.on.in_words(), pack.period.0.in_words());
    document.parts.push(Part::Words(back));
    document.parts.extend(pack.sections.iter().flat_map(section));
    document
}

fn section(of: &Section) -> Vec<Part> {
    let heading = Part::Heading(Level::Section, of.title.clone());
    let note = Part::Small(of.note.clone());
    if of.rows.is_empty() {
        return vec![heading, note, Part::Words(of.empty.clone())];
    }
    let column = |(nth, head): (usize, &String)| {
        if of.figures.contains(&nth) { Column::figures(head.as_str()) } else { Column::words(head.as_str()) }
    };
    let table = Table {
        caption: String::new(),
        columns: of.head.iter().enumerate().map(column).collect(),
        rows: of.rows.clone(),
        row_heads: true,
    };
    vec![heading, note, Part::Table(table)]
}
