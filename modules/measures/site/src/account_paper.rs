//! The account on paper: one page, with the definitions on the page after it.

use pdf::{Column, Document, Level, Part, Table};

use crate::account::Account;

/// The account as a document. The same account gives the same bytes. The label is what a synthetic place says of itself, at
/// the head of each page; empty for another.
pub fn document(of: &Account, place: &str, label: &str) -> Document {
    let mut document = Document::new(format!("Account of {}", of.year), of.as_of);
    document.owner = place.to_owned();
    document.head = label.to_owned();
    document.foot = vec![
        format!(
            "As asks stood at the end of {}. Seal of the publication {}.",
            of.as_of.in_words(),
            of.seal.get(..16).unwrap_or(&of.seal)
        ),
        of.policy.clone(),
    ];
    let has_before = of.lines.iter().any(|line| !line.before.is_empty());
    let mut columns =
        vec![Column::words("What"), Column::figures("Figure"), Column::words("How sure, of how many")];
    if has_before {
        columns.push(Column::figures("The year before"));
    }
    let row = |line: &crate::account::Line| {
        let mut cells = vec![line.what.clone(), line.value.clone(), line.beside.clone()];
        if has_before {
            cells.push(if line.before.is_empty() { "Not published".to_owned() } else { line.before.clone() });
        }
        cells
    };
    let table =
        Table { caption: String::new(), columns, rows: of.lines.iter().map(row).collect(), row_heads: true };
    document.parts.push(Part::Table(table));
    document.parts.push(Part::NewPage);
    document.parts.push(Part::Heading(Level::Section, "What each figure counts".to_owned()));
    document.parts.extend(of.lines.iter().map(|line| Part::Labelled(line.what.clone(), line.counts.clone())));
    document
}
