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
    /// Picture and numbers together, as one `<figure>`; the numbers behind a disclosure triangle.
    pub fn figure(&self) -> String {
        format!(
            "<figure>{}<details><summary>The numbers</summary>{}</details></figure>",
            self.svg, self.table
        )
    }
}
