//! Charts as SVG text, each with a title, a description and the table of its numbers: whoever can't see the picture
//! gets the same facts. No colour carries a meaning alone; shapes and words say it too.

mod draw;
pub mod funnel;
pub mod spc;
pub mod waits;

/// A drawn chart.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The picture, a whole `<svg>` element with title and description.
    pub svg: String,
    /// Its numbers, as an HTML `<table>` to stand beside it.
    pub table: String,
}

impl Drawn {
    /// The picture for a page of the place, whose style sheet says how it looks: a page allows no style of its own.
    pub fn svg_on_page(&self) -> String {
        match (self.svg.find("<style>"), self.svg.find("</style>")) {
            (Some(from), Some(to)) if from < to => {
                let rest = self.svg.get(to + "</style>".len()..).unwrap_or("");
                format!("{}{rest}", self.svg.get(..from).unwrap_or(""))
            }
            _ => self.svg.clone(),
        }
    }

    /// Picture and numbers together, as one `<figure>`; the numbers behind a disclosure triangle.
    pub fn figure(&self) -> String {
        format!(
            "<figure>{}<details><summary>The numbers</summary>{}</details></figure>",
            self.svg, self.table
        )
    }
}
