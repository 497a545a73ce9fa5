//! A trial on paper: A4 on its side, tagged, the same trial giving the same bytes.

use pdf::{Column, Document, Level, Paper, Part, Table};
use planning_rules::facts::v1::{Grid, LABEL, Trial};

use crate::sections::is_figure;

/// The trial as a document. `owner` is the place.
pub fn document(of: &Trial, owner: &str, seal: &str) -> Document {
    let mut document = Document::new(of.title.clone(), of.made_on);
    document.owner = owner.to_owned();
    document.head = LABEL.to_owned();
    document.paper = Paper::Landscape;
    let made = format!("Made on {}.", of.made_on.in_words());
    document.foot = if seal.is_empty() {
        vec![made]
    } else {
        vec![format!("{made} Seal {}.", seal.get(..16).unwrap_or(seal))]
    };
    for section in &of.sections {
        document.parts.push(Part::Heading(Level::Section, section.heading.clone()));
        match section.words.as_slice() {
            [] => {}
            [one] => document.parts.push(Part::Words(one.clone())),
            several => document.parts.push(Part::List(several.to_vec())),
        }
        document.parts.extend(section.tables.iter().filter(|grid| !grid.rows.is_empty()).map(table));
    }
    if !of.asked.is_empty() {
        document.parts.push(Part::Heading(Level::Section, "Asked for".to_owned()));
        document.parts.push(Part::Small(of.asked.clone()));
    }
    document
}

fn table(of: &Grid) -> Part {
    let figures =
        |nth: usize| nth > 0 && of.rows.iter().all(|row| row.get(nth).is_some_and(|cell| is_figure(cell)));
    let columns = of.head.iter().enumerate().map(|(nth, name)| {
        if figures(nth) { Column::figures(name.as_str()) } else { Column::words(name.as_str()) }
    });
    Part::Table(Table {
        caption: of.title.clone(),
        columns: columns.collect(),
        rows: of.rows.clone(),
        row_heads: true,
    })
}
