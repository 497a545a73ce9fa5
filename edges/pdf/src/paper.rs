//! The pages as they fill: where the next line goes, and what is drawn on each.

use pdf_writer::types::{ArtifactSubtype, ArtifactType};
use pdf_writer::{Buf, Content, Name, Str};

use crate::Paper;
use crate::face::Face;
use crate::tags::{TagId, Tags};

/// Points from each edge.
pub(crate) const MARGIN: f32 = 48.0;

/// Text colour, and the quieter ones of lines and of heads of columns.
const INK: [f32; 3] = [0.129, 0.169, 0.196];
const LINE: [f32; 3] = [0.68, 0.72, 0.75];
const SHADE: [f32; 3] = [0.91, 0.93, 0.93];

/// What a screen reader passes over.
#[derive(Clone, Copy)]
pub(crate) enum Aside {
    /// Stands at the head of every page.
    Head,
    /// Stands at the foot of every page.
    Foot,
    /// The head of a table, overleaf: it was read before.
    Again,
    /// Lines and shades.
    Drawn,
}

/// The pages so far.
pub(crate) struct Pages {
    /// Width and height in points.
    pub(crate) size: (f32, f32),
    /// Kept free at the foot of each page, above the margin.
    foot: f32,
    done: Vec<Content>,
    /// From the top edge of the page to the next line.
    pub(crate) down: f32,
    /// The tags of what is drawn.
    pub(crate) tags: Tags,
}

impl Pages {
    /// An empty first page.
    pub(crate) fn new(paper: Paper, foot: f32) -> Pages {
        let size = match paper {
            Paper::Portrait => (595.28, 841.89),
            Paper::Landscape => (841.89, 595.28),
        };
        let mut pages = Pages { size, foot, done: Vec::new(), down: 0.0, tags: Tags::new() };
        pages.turn();
        pages
    }

    /// A new page.
    pub(crate) fn turn(&mut self) {
        self.done.push(Content::new());
        self.down = MARGIN;
    }

    /// How wide a line may be.
    pub(crate) fn width(&self) -> f32 {
        self.size.0 - 2.0 * MARGIN
    }

    /// How high a page's contents may be.
    pub(crate) fn height(&self) -> f32 {
        self.size.1 - 2.0 * MARGIN - self.foot
    }

    /// What is left of this page.
    pub(crate) fn left(&self) -> f32 {
        MARGIN + self.height() - self.down
    }

    /// Turns the page unless so much is left of it. Whether it was turned.
    pub(crate) fn room(&mut self, height: f32) -> bool {
        let turns = self.left() < height && self.down > MARGIN;
        if turns {
            self.turn();
        }
        turns
    }

    /// The number of pages.
    pub(crate) fn count(&self) -> usize {
        self.done.len()
    }

    /// The number of this page, counted from 0.
    pub(crate) fn nth(&self) -> usize {
        self.done.len().saturating_sub(1)
    }

    /// From the top edge to the next line, as the page's own measure from below.
    pub(crate) fn up(&self, down: f32) -> f32 {
        self.size.1 - down
    }

    fn page(&mut self, nth: usize) -> Option<&mut Content> {
        self.done.get_mut(nth)
    }

    /// Begins a mark of a tag on this page; what is drawn until it ends is its.
    pub(crate) fn begin(&mut self, tag: TagId, name: &str) {
        let nth = self.nth();
        let mark = self.tags.mark(tag, nth);
        if let Some(page) = self.page(nth) {
            page.begin_marked_content_with_properties(Name(name.as_bytes())).properties().identify(mark);
        }
    }

    /// Begins what a screen reader passes over.
    pub(crate) fn begin_aside(&mut self, nth: usize, what: Aside) {
        let Some(page) = self.page(nth) else { return };
        let mut mark = page.begin_marked_content_with_properties(Name(b"Artifact"));
        let mut of = mark.properties().artifact();
        match what {
            Aside::Head => of.kind(ArtifactType::Pagination).subtype(ArtifactSubtype::Header),
            Aside::Foot => of.kind(ArtifactType::Pagination).subtype(ArtifactSubtype::Footer),
            Aside::Again => of.kind(ArtifactType::Pagination),
            Aside::Drawn => of.kind(ArtifactType::Layout),
        };
    }

    /// Ends a mark.
    pub(crate) fn end(&mut self, nth: usize) {
        if let Some(page) = self.page(nth) {
            page.end_marked_content();
        }
    }

    /// Draws a line of text, its foot so far from the top edge.
    pub(crate) fn text(&mut self, nth: usize, (x, down): (f32, f32), face: &Face, size: f32, text: &str) {
        let y = self.up(down);
        let [r, g, b] = INK;
        let Some(page) = self.page(nth) else { return };
        page.set_fill_rgb(r, g, b)
            .begin_text()
            .set_font(Name(face.name.as_bytes()), size)
            .next_line(x, y)
            .show(Str(&face.codes(text)))
            .end_text();
    }

    /// Draws a thin line across.
    pub(crate) fn rule(&mut self, (x, down): (f32, f32), width: f32) {
        let (nth, y, [r, g, b]) = (self.nth(), self.up(down), LINE);
        self.begin_aside(nth, Aside::Drawn);
        if let Some(page) = self.page(nth) {
            page.set_stroke_rgb(r, g, b).set_line_width(0.6);
            page.move_to(x, y).line_to(x + width, y).stroke();
        }
        self.end(nth);
    }

    /// Shades a box behind what is written next.
    pub(crate) fn shade(&mut self, (x, down): (f32, f32), width: f32, height: f32) {
        let (nth, y, [r, g, b]) = (self.nth(), self.up(down + height), SHADE);
        self.begin_aside(nth, Aside::Drawn);
        if let Some(page) = self.page(nth) {
            page.set_fill_rgb(r, g, b).rect(x, y, width, height).fill_nonzero();
        }
        self.end(nth);
    }

    /// The pages as they are written, and their tags.
    pub(crate) fn finish(self) -> (Vec<Buf>, Tags) {
        (self.done.into_iter().map(Content::finish).collect(), self.tags)
    }
}
