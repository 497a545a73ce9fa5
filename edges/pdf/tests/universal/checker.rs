//! What a program can check of PDF/UA-1 (ISO 14289-1), by the numbers of the Matterhorn Protocol 1.02, over a file that was
//! written: read with another crate's reader, knowing nothing of how it was made. Conditions about what these files never
//! hold (images, links, forms, formulas, scripts, attachments) are checked by there being none.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// What is wrong with a file, each with its condition; nothing where all of them hold.
pub fn check(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    match Document::load_mem(bytes) {
        Ok(file) => {
            let mut checker = Checker { file: &file, found: Vec::new(), marks: BTreeMap::new() };
            checker.whole();
            found.append(&mut checker.found);
        }
        Err(why) => found.push(format!("not a PDF: {why}")),
    }
    found
}

struct Checker<'d> {
    file: &'d Document,
    found: Vec<String>,
    /// The tag that the tree gives for each mark: page, number of the mark.
    marks: BTreeMap<(ObjectId, i64), ObjectId>,
}

/// A tag as the tree holds it.
struct Tag<'d> {
    id: ObjectId,
    role: String,
    dict: &'d Dictionary,
    below: Vec<Tag<'d>>,
}

const ROLES: &[&str] =
    &["Document", "P", "H1", "H2", "H3", "L", "LI", "Lbl", "LBody", "Table", "Caption", "TR", "TH", "TD"];

fn name_of<'d>(dict: &'d Dictionary, key: &[u8]) -> &'d [u8] {
    dict.get(key).and_then(Object::as_name).unwrap_or(b"")
}

impl<'d> Checker<'d> {
    fn say(&mut self, condition: &str, what: impl std::fmt::Display) {
        self.found.push(format!("{condition}: {what}"));
    }

    fn must(&mut self, holds: bool, condition: &str, what: &str) {
        if !holds {
            self.say(condition, what);
        }
    }

    fn dict(&self, of: &'d Dictionary, key: &[u8]) -> Option<&'d Dictionary> {
        let found = self.file.dereference(of.get(key).ok()?).ok()?.1;
        found.as_dict().or_else(|_| found.as_stream().map(|stream| &stream.dict)).ok()
    }

    fn whole(&mut self) {
        let Ok(catalogue) = self.file.catalog() else { return self.say("00", "no catalogue") };
        self.must(self.file.trailer.get(b"Encrypt").is_err(), "26-001", "encrypted");
        let marked = self.dict(catalogue, b"MarkInfo").and_then(|info| info.get(b"Marked").ok());
        self.must(matches!(marked, Some(Object::Boolean(true))), "06-000", "MarkInfo does not say Marked");
        let lang = catalogue.get(b"Lang").and_then(Object::as_str).unwrap_or(b"");
        self.must(!lang.is_empty(), "11-006", "no language");
        let shows = self.dict(catalogue, b"ViewerPreferences").and_then(|of| of.get(b"DisplayDocTitle").ok());
        self.must(
            matches!(shows, Some(Object::Boolean(true))),
            "07-001",
            "the window does not show the title",
        );
        self.about(catalogue);
        for absent in [&b"AcroForm"[..], b"Names", b"OCProperties", b"OpenAction", b"AA"] {
            self.must(catalogue.get(absent).is_err(), "25-28", "forms, scripts, layers or attachments");
        }
        self.tree(catalogue);
        let pages: Vec<ObjectId> = self.file.get_pages().into_values().collect();
        self.must(!pages.is_empty(), "00", "no page");
        for page in pages {
            self.page(page, catalogue);
        }
    }

    /// What the file says of itself.
    fn about(&mut self, catalogue: &'d Dictionary) {
        let found = catalogue.get(b"Metadata").ok().and_then(|one| self.file.dereference(one).ok());
        let Some(stream) = found.and_then(|(_, object)| object.as_stream().ok()) else {
            return self.say("06-001", "no XMP");
        };
        self.must(name_of(&stream.dict, b"Type") == b"Metadata", "06-001", "XMP of no type");
        let text = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
        let text = String::from_utf8_lossy(&text).into_owned();
        self.must(text.contains("<pdfuaid:part>1</pdfuaid:part>"), "06-002", "no PDF/UA identifier");
        let title = text.split("<dc:title>").nth(1).and_then(|rest| rest.split("</dc:title>").next());
        let words: String = title
            .unwrap_or("")
            .split('<')
            .filter_map(|one| one.split_once('>'))
            .map(|(_, words)| words)
            .collect();
        self.must(!words.trim().is_empty(), "06-003", "no dc:title");
    }

    fn tree(&mut self, catalogue: &'d Dictionary) {
        let Ok(root_id) = catalogue.get(b"StructTreeRoot").and_then(Object::as_reference) else {
            return self.say("01-005", "no tree of tags");
        };
        let Ok(root) = self.file.get_dictionary(root_id) else {
            return self.say("01-005", "no tree of tags");
        };
        self.must(root.get(b"RoleMap").is_err(), "02-001", "roles of its own");
        let mut seen = BTreeSet::new();
        let below = self.tags(root, root_id, &mut seen);
        self.must(
            below.len() == 1 && below.iter().all(|one| one.role == "Document"),
            "09-004",
            "no one Document at the top",
        );
        let mut level = 0;
        for one in &below {
            self.nested(one, "", &mut level);
        }
        self.must(level > 0, "14-002", "no heading");
    }

    /// The tags below one, each of which names it as the one above.
    fn tags(&mut self, of: &'d Dictionary, above: ObjectId, seen: &mut BTreeSet<ObjectId>) -> Vec<Tag<'d>> {
        let Ok(kids) = of.get(b"K") else { return Vec::new() };
        let kids: Vec<&'d Object> = match self.file.dereference(kids) {
            Ok((_, Object::Array(all))) => all.iter().collect(),
            Ok(_) => vec![kids],
            Err(_) => Vec::new(),
        };
        let mut found = Vec::new();
        for kid in kids {
            let Ok((id, object)) = self.file.dereference(kid) else {
                self.say("09-004", "a tag that is not there");
                continue;
            };
            let Ok(dict) = object.as_dict() else {
                self.say("01-006", "a mark without its page");
                continue;
            };
            if name_of(dict, b"Type") == b"MCR" {
                let page = dict.get(b"Pg").and_then(Object::as_reference);
                let mark = dict.get(b"MCID").and_then(Object::as_i64);
                match (page, mark) {
                    (Ok(page), Ok(mark)) if !self.marks.contains_key(&(page, mark)) => {
                        self.marks.insert((page, mark), above);
                    }
                    _ => self.say("01-006", "a mark without page or number, or of two tags"),
                }
                continue;
            }
            let Some(id) = id else {
                self.say("09-004", "a tag that is no object of its own");
                continue;
            };
            if !seen.insert(id) {
                self.say("09-004", format_args!("tag {id:?} stands twice"));
                continue;
            }
            self.must(
                dict.get(b"P").and_then(Object::as_reference).ok() == Some(above),
                "09-004",
                "a tag does not name the one above",
            );
            let role = String::from_utf8_lossy(name_of(dict, b"S")).into_owned();
            self.must(
                ROLES.contains(&role.as_str()),
                "02-003",
                &format!("“{role}” is no role of these files"),
            );
            let below = self.tags(dict, id, seen);
            found.push(Tag { id, role, dict, below });
        }
        found
    }

    fn attribute(&self, of: &Tag<'d>, key: &[u8]) -> Option<Vec<u8>> {
        let found = self.file.dereference(of.dict.get(b"A").ok()?).ok()?.1;
        let all: Vec<&Object> = match found {
            Object::Array(all) => all.iter().collect(),
            Object::Null
            | Object::Boolean(_)
            | Object::Integer(_)
            | Object::Real(_)
            | Object::Name(_)
            | Object::String(..)
            | Object::Dictionary(_)
            | Object::Stream(_)
            | Object::Reference(_) => vec![found],
        };
        all.into_iter()
            .filter_map(|one| self.file.dereference(one).ok()?.1.as_dict().ok())
            .find_map(|one| Some(one.get(key).and_then(Object::as_name).ok()?.to_vec()))
    }

    /// Where a tag may stand, and that headings leave no level out.
    fn nested(&mut self, of: &Tag<'d>, above: &str, level: &mut u32) {
        let may = match of.role.as_str() {
            "Document" => above.is_empty(),
            "TR" => above == "Table",
            "TH" | "TD" => above == "TR",
            "Caption" => above == "Table",
            "LI" => above == "L",
            "Lbl" | "LBody" => above == "LI",
            _ => above == "Document",
        };
        self.must(may, "09-004", &format!("{} {:?} stands in {above}", of.role, of.id));
        if let Some(own) = of.role.strip_prefix('H').and_then(|nth| nth.parse::<u32>().ok()) {
            self.must(own <= *level + 1, "14-003", &format!("H{own} after H{level}"));
            self.must(own > 1 || *level == 0, "14-006", "two headings of the first level");
            *level = own;
        }
        match of.role.as_str() {
            "Table" => self.table(of),
            "L" => {
                let numbering = self.attribute(of, b"ListNumbering");
                self.must(
                    numbering.is_some_and(|one| one != b"None"),
                    "16-001",
                    "labels in a list of no numbering",
                );
                self.must(!of.below.is_empty(), "09-005", "a list of nothing");
            }
            _ => {}
        }
        for one in &of.below {
            self.nested(one, &of.role, level);
        }
    }

    fn table(&mut self, of: &Tag<'d>) {
        let place = of.below.iter().position(|one| one.role == "Caption");
        self.must(place.is_none_or(|nth| nth == 0), "09-004", "a caption in the midst of a table");
        let rows: Vec<&Tag<'d>> = of.below.iter().filter(|one| one.role == "TR").collect();
        let widths: BTreeSet<usize> = rows.iter().map(|row| row.below.len()).collect();
        self.must(widths.len() == 1 && !widths.contains(&0), "15-003", "rows of unlike lengths");
        let cells = rows.iter().flat_map(|row| &row.below);
        let heads: Vec<&Tag<'d>> = cells.filter(|one| one.role == "TH").collect();
        self.must(!heads.is_empty(), "15-003", "a table without heads");
        for head in heads {
            let scope = self.attribute(head, b"Scope");
            let says = scope.is_some_and(|one| one == b"Row" || one == b"Column");
            self.must(says, "15-003", "a head that does not say of what");
        }
    }

    fn page(&mut self, id: ObjectId, catalogue: &'d Dictionary) {
        let Ok(page) = self.file.get_dictionary(id) else { return };
        self.must(page.get(b"Annots").is_err(), "28-002", "annotations");
        let parents = self.parents(page, catalogue);
        let fonts = self.file.get_page_fonts(id).unwrap_or_default();
        let fonts: BTreeMap<Vec<u8>, Font> =
            fonts.into_iter().map(|(name, dict)| (name, Font::read(self, dict))).collect();
        let bytes = self.file.get_page_content(id);
        let Ok(content) = Content::decode(&bytes) else {
            return self.say("00", "a page that is not to be read");
        };
        let (mut open, mut seen, mut font): (Vec<bool>, BTreeSet<i64>, Vec<u8>) = Default::default();
        for step in &content.operations {
            match step.operator.as_str() {
                "BMC" | "BDC" => {
                    let name = step.operands.first().and_then(|one| one.as_name().ok()).unwrap_or(b"");
                    let aside = name == b"Artifact";
                    let mark = step
                        .operands
                        .get(1)
                        .and_then(|one| one.as_dict().ok()?.get(b"MCID").ok()?.as_i64().ok());
                    self.must(aside || mark.is_some(), "01-005", "a mark of no tag");
                    if let Some(mark) = mark {
                        self.must(seen.insert(mark), "01-006", "a mark of the same number twice");
                        let tag = self.marks.get(&(id, mark)).copied();
                        let from_page = usize::try_from(mark).ok().and_then(|nth| parents.get(nth).copied());
                        self.must(
                            tag.is_some() && tag == from_page,
                            "01-006",
                            "the page and the tree name other tags",
                        );
                    }
                    let inside = open.last().copied();
                    self.must(
                        inside.is_none(),
                        if aside { "01-003" } else { "01-004" },
                        "marks within marks",
                    );
                    open.push(aside);
                }
                "EMC" => self.must(open.pop().is_some(), "01-005", "an end of no mark"),
                "Tf" => {
                    font = step.operands.first().and_then(|one| one.as_name().ok()).unwrap_or(b"").to_vec()
                }
                "Tj" | "TJ" | "'" | "\"" => {
                    self.must(!open.is_empty(), "01-005", "words under no mark");
                    for text in step.operands.iter().filter_map(|one| one.as_str().ok()) {
                        match fonts.get(&font) {
                            Some(of) => self.words(of, text),
                            None => self.say("31-000", "words in no font"),
                        }
                    }
                }
                "S" | "s" | "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "sh" => {
                    self.must(!open.is_empty(), "01-005", "something drawn under no mark");
                }
                "Do" | "BI" => self.say("13-004", "an image"),
                _ => {}
            }
        }
        self.must(open.is_empty(), "01-005", "a mark that does not end");
        let of_tree = self.marks.keys().filter(|(page, _)| *page == id).count();
        self.must(of_tree == seen.len(), "01-006", "the tree has marks that the page has not");
    }

    /// The tags of a page's marks, as its place in the tree of parents gives them.
    fn parents(&mut self, page: &'d Dictionary, catalogue: &'d Dictionary) -> Vec<ObjectId> {
        let key = page.get(b"StructParents").and_then(Object::as_i64);
        let tree = self.dict(catalogue, b"StructTreeRoot").and_then(|root| self.dict(root, b"ParentTree"));
        let numbers = tree.and_then(|tree| tree.get(b"Nums").ok()?.as_array().ok());
        let place = numbers.and_then(|all| {
            let mut pairs = all.iter().zip(all.iter().skip(1)).step_by(2);
            pairs.find(|(number, _)| number.as_i64().ok() == key.as_ref().ok().copied()).map(|(_, one)| one)
        });
        let found = place.and_then(|one| self.file.dereference(one).ok()?.1.as_array().ok());
        let Some(all) = found else {
            self.say("01-006", "a page without its place in the tree");
            return Vec::new();
        };
        all.iter().filter_map(|one| one.as_reference().ok()).collect()
    }

    fn words(&mut self, font: &Font, text: &[u8]) {
        self.must(text.len().is_multiple_of(2), "31-000", "half a letter");
        for code in text.chunks_exact(2).filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?))) {
            self.must(code != 0, "31-030", "a letter that is not there is referred to");
            match font.unicode.get(&code) {
                None | Some(0 | 0xfeff | 0xfffe) => {
                    self.say("10-001", format_args!("code {code} is no letter"))
                }
                Some(_) => {}
            }
            let (told, real) = (font.widths.get(&code), font.real.get(&code));
            let alike = told.zip(real).is_some_and(|(told, real)| (told - real).abs() <= 1.0);
            self.must(alike, "31-009", &format!("code {code} is {told:?} wide and drawn {real:?}"));
        }
    }
}

/// A font as a page's words need it.
#[derive(Default)]
struct Font {
    unicode: BTreeMap<u16, u32>,
    widths: BTreeMap<u16, f64>,
    real: BTreeMap<u16, f64>,
}

impl Font {
    fn read<'d>(checker: &mut Checker<'d>, dict: &'d Dictionary) -> Font {
        let stream = |of: &'d Dictionary, key: &[u8]| {
            let found = checker.file.dereference(of.get(key).ok()?).ok()?.1;
            found.as_stream().ok()?.get_plain_content().ok()
        };
        let map = stream(dict, b"ToUnicode").unwrap_or_default();
        let below = dict.get(b"DescendantFonts").and_then(Object::as_array).ok().and_then(|all| all.first());
        let below = below.and_then(|one| checker.file.dereference(one).ok()?.1.as_dict().ok());
        let descriptor = below.and_then(|of| checker.dict(of, b"FontDescriptor"));
        let program = descriptor.and_then(|of| stream(of, b"FontFile2")).unwrap_or_default();
        let mut font = Font { unicode: unicode(&String::from_utf8_lossy(&map)), ..Font::default() };
        checker.must(name_of(dict, b"Encoding") == b"Identity-H", "31-007", "codes of an unknown encoding");
        checker.must(!font.unicode.is_empty(), "10-001", "no ToUnicode");
        let Some(below) = below else {
            checker.say("31-009", "no font below");
            return font;
        };
        checker.must(name_of(below, b"CIDToGIDMap") == b"Identity", "31-006", "no map of codes");
        let widths =
            below.get(b"W").ok().and_then(|one| checker.file.dereference(one).ok()?.1.as_array().ok());
        font.widths = widths.map(|all| width_table(all)).unwrap_or_default();
        let Ok(face) = ttf_parser::Face::parse(&program, 0) else {
            checker.say("31-009", "a font that is not in the file");
            return font;
        };
        let per_em = f64::from(face.units_per_em());
        for glyph in 0..face.number_of_glyphs() {
            let advance = face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0);
            font.real.insert(glyph, f64::from(advance) * 1000.0 / per_em);
        }
        font
    }
}

/// `first last width`, again and again, or `first [width …]`.
fn width_table(all: &[Object]) -> BTreeMap<u16, f64> {
    let number = |one: &Object| one.as_float().ok().map(f64::from);
    let code = |one: &Object| one.as_i64().ok().and_then(|code| u16::try_from(code).ok());
    let (mut found, mut nth) = (BTreeMap::new(), 0);
    while let Some(first) = all.get(nth).and_then(code) {
        match all.get(nth + 1) {
            Some(Object::Array(each)) => {
                found.extend((first..).zip(each.iter().filter_map(number)));
                nth += 2;
            }
            last => {
                let last = last.and_then(code).unwrap_or(first);
                let width = all.get(nth + 2).and_then(number).unwrap_or(f64::NAN);
                found.extend((first..=last).map(|code| (code, width)));
                nth += 3;
            }
        }
    }
    found
}

/// `<0001> <0041>` between beginbfchar and endbfchar: the first letter of each.
fn unicode(map: &str) -> BTreeMap<u16, u32> {
    let mut found = BTreeMap::new();
    for block in map.split("beginbfchar").skip(1) {
        let block = block.split("endbfchar").next().unwrap_or("");
        let parts: Vec<&str> = block.split(['<', '>']).skip(1).step_by(2).collect();
        for pair in parts.chunks_exact(2) {
            let (Some(code), Some(text)) = (pair.first(), pair.get(1)) else { continue };
            let units: Vec<u16> = (0..text.len() / 4)
                .filter_map(|nth| u16::from_str_radix(text.get(4 * nth..4 * nth + 4)?, 16).ok())
                .collect();
            let letter = char::decode_utf16(units).next().and_then(Result::ok);
            if let Some((code, letter)) = u16::from_str_radix(code, 16).ok().zip(letter) {
                found.insert(code, u32::from(letter));
            }
        }
    }
    found
}
