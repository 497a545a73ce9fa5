//! XML and the XHTML inside it, flattened to lines: a block begins a line, cells of a row stand side by side.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::{DEPTH_MAX, Refused, TEXT_BYTES_MAX};

/// One step through a document: names without their prefixes.
pub(crate) enum Step<'a> {
    /// An element begins; the path holds it as its last name.
    Open(&'a [String], Vec<(String, String)>),
    /// Text inside the element the path ends in.
    Words(&'a [String], String),
    /// The element the path ends in is closed.
    Close(&'a [String]),
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

/// A named or numbered character; a document's own entities never come this far.
fn character(name: &str) -> Option<char> {
    let number = name.strip_prefix('#');
    if let Some(number) = number {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control() || *c == '\n' || *c == '\t');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '\u{2013}',
        "mdash" => '\u{2014}',
        "bull" => '\u{2022}',
        "rsquo" => '\u{2019}',
        "lsquo" => '\u{2018}',
        "deg" => '\u{b0}',
        "micro" => '\u{b5}',
        "frac12" => '\u{bd}',
        "pound" => '\u{a3}',
        _ => return None,
    })
}

/// Walks a document. Declared entities are refused; so are depth and length beyond measure.
pub(crate) fn walk(xml: &str, kind: &'static str, mut see: impl FnMut(Step<'_>)) -> Result<(), Refused> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut path: Vec<String> = Vec::new();
    let mut length = 0usize;
    loop {
        match reader.read_event().map_err(|why| Refused::broken(kind, why))? {
            Event::Start(tag) => {
                path.push(local(tag.name().as_ref()));
                if path.len() > DEPTH_MAX {
                    return Err(Refused::TooDeep);
                }
                see(Step::Open(&path, attributes(&tag)));
            }
            Event::Empty(tag) => {
                path.push(local(tag.name().as_ref()));
                see(Step::Open(&path, attributes(&tag)));
                see(Step::Close(&path));
                path.pop();
            }
            Event::End(_) => {
                see(Step::Close(&path));
                path.pop();
            }
            Event::Text(words) => {
                let words: &str = words.as_ref();
                length += words.len();
                see(Step::Words(&path, words.to_owned()));
            }
            Event::CData(words) => {
                let words: &str = words.as_ref();
                let words = words.to_owned();
                length += words.len();
                see(Step::Words(&path, words));
            }
            Event::GeneralRef(name) => {
                let name: &str = name.as_ref();
                let found = character(name).map_or_else(|| " ".to_owned(), String::from);
                length += 1;
                see(Step::Words(&path, found));
            }
            Event::DocType(declared) if AsRef::<str>::as_ref(&declared).contains("<!ENTITY") => {
                return Err(Refused::Entities);
            }
            Event::Eof => return Ok(()),
            Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        if length > TEXT_BYTES_MAX * 4 {
            return Err(Refused::TooLarge { bytes: length });
        }
    }
}

fn attributes(tag: &quick_xml::events::BytesStart<'_>) -> Vec<(String, String)> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .take(32)
        .map(|attribute| (local(attribute.key.as_ref()), attribute.value.into_owned()))
        .collect()
}

/// Gathers words into lines.
#[derive(Default)]
pub(crate) struct Lines {
    out: String,
    line: String,
    row: bool,
}

impl Lines {
    /// Adds words; runs of space become one.
    pub(crate) fn words(&mut self, words: &str) {
        for c in words.chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if c != ' ' || !self.line.ends_with(' ') && !self.line.is_empty() {
                self.line.push(c);
            }
        }
    }

    /// Ends the line, unless it is inside a row of cells.
    pub(crate) fn block(&mut self) {
        if self.row {
            if !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
            return;
        }
        let line = self.line.trim();
        if !line.is_empty() {
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.line.clear();
    }

    /// A row of cells begins or ends.
    pub(crate) fn row(&mut self, open: bool) {
        self.row = false;
        let shown = self.line.trim_end_matches([' ', '|']).len();
        self.line.truncate(shown);
        self.block();
        self.row = open;
    }

    /// A cell ends.
    pub(crate) fn cell(&mut self) {
        if self.row && !self.line.trim().is_empty() {
            self.words(" | ");
        }
    }

    /// What the name of an element means for lines.
    pub(crate) fn element(&mut self, name: &str, open: bool) {
        match name {
            "tr" => self.row(open),
            "td" | "th" if !open => self.cell(),
            "p" | "div" | "li" | "br" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "ol"
            | "paragraph" | "item" | "list" | "caption" | "thead" | "tbody" | "title" => self.block(),
            _ => {}
        }
    }

    /// All lines.
    pub(crate) fn finish(mut self) -> String {
        self.row = false;
        self.block();
        self.out
    }
}

/// A fragment of XHTML as lines.
pub(crate) fn flatten(xhtml: &str) -> Result<String, Refused> {
    let mut lines = Lines::default();
    walk(xhtml, "XHTML text", |step| match step {
        Step::Open(path, _) => lines.element(path.last().map_or("", String::as_str), true),
        Step::Words(_, words) => lines.words(&words),
        Step::Close(path) => lines.element(path.last().map_or("", String::as_str), false),
    })?;
    Ok(lines.finish())
}
