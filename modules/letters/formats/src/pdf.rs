//! PDF text, line by line as the page shows it. Packed parts are measured before the parser may unpack them.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::content::Content;
use lopdf::{Document, Object, ObjectId};

use crate::{DEPTH_MAX, Refused, TEXT_BYTES_MAX};

const PAGES_MAX: usize = 500;
/// What one packed part, and all together, may grow to, in bytes.
const PART_BYTES_MAX: u64 = 48 * 1024 * 1024;
const ALL_BYTES_MAX: u64 = 160 * 1024 * 1024;
const OPERATIONS_MAX: usize = 2_000_000;

pub(crate) fn text(bytes: &[u8]) -> Result<String, Refused> {
    measure(bytes)?;
    // The parser is somebody else's: should it give up on a hostile file, that is a broken file and not our end.
    catch_unwind(AssertUnwindSafe(|| read(bytes)))
        .unwrap_or_else(|_| Err(Refused::broken("PDF", "its parts do not fit together")))
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// Walks the raw file: refuses locks, nesting beyond measure, and packed parts that burst.
fn measure(bytes: &[u8]) -> Result<(), Refused> {
    if holds(bytes, b"/Encrypt") {
        return Err(Refused::Encrypted);
    }
    let (mut depth, mut all, mut at) = (0usize, 0u64, 0usize);
    while let Some(rest) = bytes.get(at..) {
        let Some(first) = rest.first() else { break };
        if rest.starts_with(b"stream") && !rest.starts_with(b"streamer") {
            let body = rest.get(6..).unwrap_or_default();
            let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
            all += grown(body)?;
            if all > ALL_BYTES_MAX {
                return Err(Refused::Bomb);
            }
            let end = body.windows(9).position(|window| window == b"endstream").unwrap_or(body.len());
            at += rest.len() - body.len() + end + 9;
            depth = 0;
            continue;
        }
        match first {
            b'[' | b'<' => depth += 1,
            b']' | b'>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return Err(Refused::TooDeep);
        }
        at += 1;
    }
    Ok(())
}

/// How large a packed part becomes; 0 where it is not packed by deflate.
fn grown(body: &[u8]) -> Result<u64, Refused> {
    if !matches!(body, [0x08 | 0x18 | 0x28 | 0x38 | 0x48 | 0x58 | 0x68 | 0x78, ..]) {
        return Ok(0);
    }
    let mut unpacked = flate2::read::ZlibDecoder::new(body).take(PART_BYTES_MAX + 1);
    let size = std::io::copy(&mut unpacked, &mut std::io::sink()).unwrap_or(0);
    if size > PART_BYTES_MAX { Err(Refused::Bomb) } else { Ok(size) }
}

fn read(bytes: &[u8]) -> Result<String, Refused> {
    let document = Document::load_mem(bytes).map_err(|why| Refused::broken("PDF", why))?;
    let pages = document.get_pages();
    if pages.len() > PAGES_MAX {
        return Err(Refused::TooLarge { bytes: bytes.len() });
    }
    let mut out = String::new();
    for id in pages.values() {
        page(&document, *id, &mut out)?;
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

fn page(document: &Document, id: ObjectId, out: &mut String) -> Result<(), Refused> {
    let content = document.get_page_content(id);
    if content.len() as u64 > PART_BYTES_MAX {
        return Err(Refused::Bomb);
    }
    let content = Content::decode(&content).map_err(|why| Refused::broken("PDF", why))?;
    let fonts = document.get_page_fonts(id).unwrap_or_default();
    let mut encoding = None;
    let mut pen = Pen { x: 0.0, y: 0.0, leading: 0.0, shown_y: None, end_x: 0.0, size: 10.0 };
    for operation in content.operations.iter().take(OPERATIONS_MAX) {
        let operands = &operation.operands;
        let at = |index: usize| number(operands.get(index));
        match operation.operator.as_str() {
            "Tf" => {
                let name = operands.first().and_then(|object| object.as_name().ok()).unwrap_or_default();
                encoding = fonts.get(name).and_then(|font| font.get_font_encoding(document).ok());
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
                show(operands.last(), encoding.as_ref(), &mut pen, out);
            }
            "Tj" => show(operands.first(), encoding.as_ref(), &mut pen, out),
            "TJ" => {
                for part in operands.first().and_then(|object| object.as_array().ok()).into_iter().flatten() {
                    if matches!(part, Object::String(..)) {
                        show(Some(part), encoding.as_ref(), &mut pen, out);
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

fn show(string: Option<&Object>, encoding: Option<&lopdf::Encoding<'_>>, pen: &mut Pen, out: &mut String) {
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
