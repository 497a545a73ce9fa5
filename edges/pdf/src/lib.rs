//! What is printed: headings, words, lists and tables on A4, as a PDF that is tagged for those who have it read to them,
//! and whose text can be selected. The same document gives the same bytes, whenever it is written: it knows no clock.

mod document;
mod face;
mod flow;
mod paper;
mod table;
mod tags;
mod write;

pub use document::{Column, Document, Level, Paper, Part, Table};
pub use write::{PdfFault, write};

/// The kind of file, for browsers.
pub const KIND: &str = "application/pdf";
