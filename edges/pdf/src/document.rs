//! A document as whoever prints it puts it together.

use kernel::Day;

/// How a page is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// A4, upright.
    #[default]
    Portrait,
    /// A4, on its side: for tables of many columns.
    Landscape,
}

/// A document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What it is called: on the first page, in the window of whoever opens it, and at the foot of each page.
    pub title: String,
    /// Whose it is, above the title; empty for nobody's.
    pub owner: String,
    /// The day it was made for. It stands in the file as its date.
    pub on: Day,
    /// At the head of every page: that all in it is made up, for example. Empty for nothing.
    pub head: String,
    /// At the foot of every page: as of which day, and by which policy of disclosure control.
    pub foot: Vec<String>,
    /// How the pages are held.
    pub paper: Paper,
    /// What it says, in order.
    pub parts: Vec<Part>,
}

/// How great a heading is, under the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Of a section; stands in the reader's list of contents.
    Section,
    /// Of a part of a section.
    Sub,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A heading.
    Heading(Level, String),
    /// A paragraph; a new line in it stays one.
    Words(String),
    /// Small print.
    Small(String),
    /// “When: Tuesday”, the label in bold.
    Labelled(String, String),
    /// A list with bullets.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// A new page from here on.
    NewPage,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// It holds figures: they stand to the right.
    pub figures: bool,
}

impl Column {
    /// A column of words.
    pub fn words(head: impl Into<String>) -> Column {
        Column { head: head.into(), figures: false }
    }

    /// A column of figures.
    pub fn figures(head: impl Into<String>) -> Column {
        Column { head: head.into(), figures: true }
    }
}

/// A table. Its head is repeated where it goes on overleaf; a row is cut only where it is higher than a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it is about, in a line over it; empty for nothing.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows. A cell too many is left out; one too few is blank.
    pub rows: Vec<Vec<String>>,
    /// The first cell of a row is its head.
    pub row_heads: bool,
}

impl Document {
    /// A document without parts.
    pub fn new(title: impl Into<String>, on: Day) -> Document {
        Document {
            title: title.into(),
            owner: String::new(),
            on,
            head: String::new(),
            foot: Vec::new(),
            paper: Paper::default(),
            parts: Vec::new(),
        }
    }

    /// Every text in it with whether it is set in bold: a face must know its letters before a line can be measured.
    pub(crate) fn texts(&self) -> Vec<(&str, bool)> {
        let mut all = vec![(self.title.as_str(), true), (self.title.as_str(), false)];
        all.extend([(self.owner.as_str(), false), (self.head.as_str(), true)]);
        all.extend(self.foot.iter().map(|line| (line.as_str(), false)));
        for part in &self.parts {
            match part {
                Part::Heading(_, text) => all.push((text, true)),
                Part::Words(text) | Part::Small(text) => all.push((text, false)),
                Part::Labelled(label, text) => all.extend([(label.as_str(), true), (text.as_str(), false)]),
                Part::List(lines) => all.extend(lines.iter().map(|line| (line.as_str(), false))),
                Part::Table(table) => {
                    all.push((&table.caption, true));
                    all.extend(table.columns.iter().map(|column| (column.head.as_str(), true)));
                    for row in &table.rows {
                        let cells = row.iter().enumerate();
                        all.extend(cells.map(|(nth, cell)| (cell.as_str(), nth == 0 && table.row_heads)));
                    }
                }
                Part::NewPage => {}
            }
        }
        all
    }
}
