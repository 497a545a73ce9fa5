//! Words into lines, lines onto pages.

use pdf_writer::types::StructRole;

use crate::document::{Document, Level, Part};
use crate::face::Face;
use crate::paper::{Aside, MARGIN, Pages};
use crate::table;
use crate::tags::{TagId, Tags};

/// From one line's foot to the next, in sizes of the letters.
pub(crate) const LEADING: f32 = 1.36;

/// Sizes of letters in points.
const BODY: f32 = 10.0;
const SMALL: f32 = 8.5;
const FOOT: f32 = 7.5;

/// Both faces.
pub(crate) struct Faces {
    pub(crate) regular: Face,
    pub(crate) bold: Face,
}

/// A heading that the reader's list of contents names.
pub(crate) struct Landmark {
    pub(crate) title: String,
    pub(crate) page: usize,
    /// From the foot of the page.
    pub(crate) up: f32,
}

/// Cuts a text into lines of a width: at spaces, and within a word only where it is longer than a line.
pub(crate) fn lines(face: &Face, size: f32, text: &str, width: f32) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.lines() {
        let mut line = String::new();
        for word in part.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if face.width(&longer, size) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                found.push(std::mem::take(&mut line));
            }
            line = cut(face, size, word, width, &mut found);
        }
        found.push(line);
    }
    if found.is_empty() {
        found.push(String::new());
    }
    found
}

/// A word that may be longer than a line: its full lines are added, what is left is given back.
fn cut(face: &Face, size: f32, word: &str, width: f32, found: &mut Vec<String>) -> String {
    let mut line = String::new();
    for letter in word.chars() {
        line.push(letter);
        if face.width(&line, size) > width && line.chars().count() > 1 {
            line.pop();
            found.push(std::mem::replace(&mut line, letter.to_string()));
        }
    }
    line
}

/// Lays a document out on pages.
pub(crate) fn lay_out(document: &Document, faces: &Faces) -> (Pages, Vec<Landmark>) {
    let width_of_foot = 0.8;
    let mut foot: Vec<String> = vec![document.title.clone()];
    foot.extend(document.foot.iter().cloned());
    let mut pages = Pages::new(document.paper, 0.0);
    let across = pages.width();
    let foot: Vec<String> =
        foot.iter().flat_map(|line| lines(&faces.regular, FOOT, line, across * width_of_foot)).collect();
    let foot_height = 14.0 + foot.len() as f32 * FOOT * LEADING;
    pages = Pages::new(document.paper, foot_height);
    let mut flow = Flow { pages, faces, landmarks: Vec::new() };
    if !document.owner.is_empty() {
        flow.block(Tags::ROOT, StructRole::P, "P", &faces.regular, 11.0, &document.owner, 0.0);
    }
    flow.block(Tags::ROOT, StructRole::H1, "H1", &faces.bold, 19.0, &document.title, 6.0);
    for part in &document.parts {
        flow.part(part);
    }
    let Flow { mut pages, landmarks, .. } = flow;
    on_every_page(&mut pages, document, faces, &foot);
    (pages, landmarks)
}

fn on_every_page(pages: &mut Pages, document: &Document, faces: &Faces, foot: &[String]) {
    let (count, (width, height)) = (pages.count(), pages.size);
    for nth in 0..count {
        if !document.head.is_empty() {
            pages.begin_aside(nth, Aside::Head);
            let head = lines(&faces.bold, FOOT, &document.head, width - 2.0 * MARGIN);
            for (line, up) in head.iter().rev().zip(0u8..) {
                let x = width - MARGIN - faces.bold.width(line, FOOT);
                let down = MARGIN - 16.0 - f32::from(up) * FOOT * LEADING;
                pages.text(nth, (x.max(MARGIN), down), &faces.bold, FOOT, line);
            }
            pages.end(nth);
        }
        pages.begin_aside(nth, Aside::Foot);
        let mut down = height - MARGIN - (foot.len().saturating_sub(1)) as f32 * FOOT * LEADING;
        let number = format!("Page {} of {count}", nth + 1);
        let x = width - MARGIN - faces.regular.width(&number, FOOT);
        pages.text(nth, (x, down), &faces.regular, FOOT, &number);
        for line in foot {
            pages.text(nth, (MARGIN, down), &faces.regular, FOOT, line);
            down += FOOT * LEADING;
        }
        pages.end(nth);
    }
}

/// The pages as a document flows onto them.
pub(crate) struct Flow<'f> {
    pub(crate) pages: Pages,
    pub(crate) faces: &'f Faces,
    landmarks: Vec<Landmark>,
}

impl Flow<'_> {
    fn part(&mut self, part: &Part) {
        let faces = self.faces;
        match part {
            Part::Heading(Level::Section, text) => {
                self.pages.room(90.0);
                self.pages.down += 10.0;
                let up = self.pages.up(self.pages.down);
                self.landmarks.push(Landmark { title: text.clone(), page: self.pages.nth(), up });
                self.block(Tags::ROOT, StructRole::H2, "H2", &faces.bold, 13.0, text, 3.0);
            }
            Part::Heading(Level::Sub, text) => {
                self.pages.room(70.0);
                self.pages.down += 5.0;
                // Under the title itself it is the second level: a reader who goes by levels finds none left out.
                let (role, name) =
                    if self.landmarks.is_empty() { (StructRole::H2, "H2") } else { (StructRole::H3, "H3") };
                self.block(Tags::ROOT, role, name, &faces.bold, 11.0, text, 2.0);
            }
            Part::Words(text) => self.block(Tags::ROOT, StructRole::P, "P", &faces.regular, BODY, text, 5.0),
            Part::Small(text) => self.block(Tags::ROOT, StructRole::P, "P", &faces.regular, SMALL, text, 5.0),
            Part::Labelled(label, text) => self.labelled(label, text),
            Part::List(items) => self.list(items),
            Part::Table(of) => {
                if of.columns.is_empty() {
                    return;
                }
                let tag = self.pages.tags.tag(Tags::ROOT, StructRole::Table);
                if !of.caption.is_empty() {
                    self.pages.room(70.0);
                    self.block(tag, StructRole::Caption, "Caption", &faces.bold, BODY, &of.caption, 2.0);
                }
                table::lay_out(self, of, tag);
                self.pages.down += 9.0;
            }
            Part::NewPage => self.pages.turn(),
        }
    }

    /// Lines of one text under one tag, over as many pages as they need.
    #[allow(
        clippy::too_many_arguments,
        reason = "one line of a page is told once, by the parts of a document above"
    )]
    fn block(
        &mut self,
        above: TagId,
        role: StructRole,
        name: &str,
        face: &Face,
        size: f32,
        text: &str,
        after: f32,
    ) {
        let tag = self.pages.tags.tag(above, role);
        let all = lines(face, size, text, self.pages.width());
        self.put(tag, name, (MARGIN, face, size), &all);
        self.pages.down += after;
    }

    /// Draws lines under a tag, turning the page where it is full.
    fn put(&mut self, tag: TagId, name: &str, (x, face, size): (f32, &Face, f32), all: &[String]) {
        let step = size * LEADING;
        let mut open = false;
        for line in all {
            if self.pages.left() < step && self.pages.down > MARGIN {
                if open {
                    self.pages.end(self.pages.nth());
                    open = false;
                }
                self.pages.turn();
            }
            if !open {
                self.pages.begin(tag, name);
                open = true;
            }
            let nth = self.pages.nth();
            self.pages.text(nth, (x, self.pages.down + size), face, size, line);
            self.pages.down += step;
        }
        if open {
            self.pages.end(self.pages.nth());
        }
    }

    fn labelled(&mut self, label: &str, text: &str) {
        let faces = self.faces;
        let label = format!("{label}: ");
        let indent = faces.bold.width(&label, BODY).min(self.pages.width() * 0.4);
        let all = lines(&faces.regular, BODY, text, self.pages.width() - indent);
        self.pages.room(BODY * LEADING * 2.0);
        let tag = self.pages.tags.tag(Tags::ROOT, StructRole::P);
        let (nth, down) = (self.pages.nth(), self.pages.down);
        self.pages.begin(tag, "P");
        self.pages.text(nth, (MARGIN, down + BODY), &faces.bold, BODY, &label);
        self.pages.end(nth);
        self.put(tag, "P", (MARGIN + indent, &faces.regular, BODY), &all);
        self.pages.down += 2.0;
    }

    fn list(&mut self, items: &[String]) {
        // A list of nothing is nothing, to a reader who hears how many items come.
        if items.is_empty() {
            return;
        }
        let faces = self.faces;
        let list = self.pages.tags.tag(Tags::ROOT, StructRole::L);
        for text in items {
            self.pages.room(BODY * LEADING);
            let item = self.pages.tags.tag(list, StructRole::LI);
            let label = self.pages.tags.tag(item, StructRole::Lbl);
            let body = self.pages.tags.tag(item, StructRole::LBody);
            let (nth, down) = (self.pages.nth(), self.pages.down);
            self.pages.begin(label, "Lbl");
            self.pages.text(nth, (MARGIN + 4.0, down + BODY), &faces.regular, BODY, "•");
            self.pages.end(nth);
            let all = lines(&faces.regular, BODY, text, self.pages.width() - 16.0);
            self.put(body, "LBody", (MARGIN + 16.0, &faces.regular, BODY), &all);
            self.pages.down += 1.5;
        }
        self.pages.down += 4.0;
    }
}
