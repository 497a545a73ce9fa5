//! PDF text, line by line as the page shows it. Packed parts are measured before the parser may unpack them.

mod measure;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::content::Content;
use lopdf::{Document, Encoding, LoadOptions, Object, ObjectId};

use crate::{Refused, TEXT_BYTES_MAX};

const PAGES_MAX: usize = 500;
/// What the parser may unpack of one part of the file's own order (lists of objects and of places), in bytes. The lists of a
/// letter take some thousands; a list twice this size would fill memory with its objects.
const ORDER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// What the drawing of one page may come to, and of all pages together, in bytes.
const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;
const PAGES_BYTES_MAX: usize = 48 * 1024 * 1024;
/// How many fonts are read of one file, and how large each table of letters may be, in bytes.
const FONTS_MAX: usize = 400;
const FONT_BYTES_MAX: usize = 2 * 1024 * 1024;
const OPERATIONS_MAX: usize = 2_000_000;

pub(crate) fn text(bytes: &[u8]) -> Result<String, Refused> {
    measure::measure(bytes)?;
    // The parser is somebody else's: should it give up on a hostile file, that is a broken file and not our end.
    catch_unwind(AssertUnwindSafe(|| read(bytes)))
        .unwrap_or_else(|_| Err(Refused::broken("PDF", "its parts do not fit together")))
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn read(bytes: &[u8]) -> Result<String, Refused> {
    let options = LoadOptions::with_max_decompressed_size(ORDER_BYTES_MAX);
    let document = Document::load_mem_with_options(bytes, options).map_err(refused)?;
    let pages = document.get_pages();
    if pages.len() > PAGES_MAX {
        return Err(Refused::TooLarge { bytes: bytes.len() });
    }
    let mut out = String::new();
    let mut spent = Spent::default();
    for id in pages.values() {
        page(&document, *id, &mut spent, &mut out)?;
        if out.len() > TEXT_BYTES_MAX {
            return Err(Refused::TooLarge { bytes: out.len() });
        }
    }
    if out.trim().is_empty() {
        let pictures = holds(bytes, b"/Image") || holds(bytes, b"/DCTDecode");
        return Err(if pictures { Refused::Scanned } else { Refused::Empty });
    }
    Ok(out)
}

/// What the parser says of a file, in our words: a part that bursts is told apart from a part that does not fit.
fn refused(why: lopdf::Error) -> Refused {
    if let lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) = why {
        return Refused::Bomb;
    }
    Refused::broken("PDF", why)
}

/// What the pages read so far have taken.
#[derive(Default)]
struct Spent {
    bytes: usize,
    fonts: usize,
}

/// Where the pen stands: the text matrix's own line, and whether it moved to another.
struct Pen {
    x: f32,
    y: f32,
    leading: f32,
    shown_y: Option<f32>,
    end_x: f32,
    size: f32,
}

fn number(object: Option<&Object>) -> f32 {
    object.and_then(|object| object.as_float().ok()).unwrap_or(0.0)
}

fn page(document: &Document, id: ObjectId, spent: &mut Spent, out: &mut String) -> Result<(), Refused> {
    let content = document.get_page_content_with_limit(id, PAGE_BYTES_MAX).map_err(refused)?;
    spent.bytes += content.len();
    if spent.bytes > PAGES_BYTES_MAX {
        return Err(Refused::Bomb);
    }
    let content = Content::decode(&content).map_err(|why| Refused::broken("PDF", why))?;
    let fonts = document.get_page_fonts(id).unwrap_or_default();
    // A font is read when it is first asked for: some writers name it before every word.
    let mut read: HashMap<&[u8], Option<Encoding<'_>>> = HashMap::new();
    let mut chosen: &[u8] = b"";
    let mut pen = Pen { x: 0.0, y: 0.0, leading: 0.0, shown_y: None, end_x: 0.0, size: 10.0 };
    for operation in content.operations.iter().take(OPERATIONS_MAX) {
        let operands = &operation.operands;
        let at = |index: usize| number(operands.get(index));
        match operation.operator.as_str() {
            "Tf" => {
                chosen = operands.first().and_then(|object| object.as_name().ok()).unwrap_or_default();
                if !read.contains_key(chosen) {
                    spent.fonts += 1;
                    if spent.fonts > FONTS_MAX {
                        return Err(Refused::Bomb);
                    }
                    let font = fonts.get(chosen);
                    let encoding =
                        font.map(|font| font.get_font_encoding_with_limit(document, FONT_BYTES_MAX));
                    read.insert(chosen, encoding.and_then(Result::ok));
                }
                pen.size = at(1).abs().max(1.0);
            }
            "BT" => (pen.x, pen.y) = (0.0, 0.0),
            "Td" => (pen.x, pen.y) = (pen.x + at(0), pen.y + at(1)),
            "TD" => {
                pen.leading = -at(1);
                (pen.x, pen.y) = (pen.x + at(0), pen.y + at(1));
            }
            "TL" => pen.leading = at(0),
            "Tm" => (pen.x, pen.y) = (at(4), at(5)),
            "T*" => pen.y -= pen.leading,
            "'" | "\"" => {
                pen.y -= pen.leading;
                show(operands.last(), read.get(chosen).and_then(Option::as_ref), &mut pen, out);
            }
            "Tj" => show(operands.first(), read.get(chosen).and_then(Option::as_ref), &mut pen, out),
            "TJ" => {
                for part in operands.first().and_then(|object| object.as_array().ok()).into_iter().flatten() {
                    if matches!(part, Object::String(..)) {
                        show(Some(part), read.get(chosen).and_then(Option::as_ref), &mut pen, out);
                    } else if number(Some(part)) < -180.0 && !out.ends_with([' ', '\n']) {
                        // A wide step back inside a run of letters is how many writers set a space.
                        out.push(' ');
                    }
                }
            }
            _ => {}
        }
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
    Ok(())
}

fn show(string: Option<&Object>, encoding: Option<&Encoding<'_>>, pen: &mut Pen, out: &mut String) {
    let Some(bytes) = string.and_then(|object| object.as_str().ok()) else { return };
    let words = match encoding {
        Some(encoding) => Document::decode_text(encoding, bytes).unwrap_or_default(),
        None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    match pen.shown_y {
        Some(y) if (y - pen.y).abs() > pen.size * 0.3 => {
            out.push('\n');
            // A gap of two lines or more is an empty line.
            if (y - pen.y).abs() > pen.size * 2.2 {
                out.push('\n');
            }
        }
        Some(_) if pen.x - pen.end_x > pen.size * 0.25 && !out.ends_with([' ', '\n']) => out.push(' '),
        _ => {}
    }
    pen.shown_y = Some(pen.y);
    let widths = u16::try_from(words.chars().count()).unwrap_or(u16::MAX);
    pen.end_x = pen.x + f32::from(widths) * pen.size * 0.5;
    out.push_str(&words);
}
