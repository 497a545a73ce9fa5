//! A face: which letters it has, how wide they are, and what of it goes into the file. Only letters that are used do.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;

use crate::PdfFault;

/// Registry, ordering and supplement of a font whose codes are its own.
const IDENTITY: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Letters that stand for one that a face does not have, the first that it has.
const INSTEAD: [char; 2] = ['\u{fffd}', '?'];

/// A face with the letters that a document uses.
pub(crate) struct Face {
    /// Its name in a page's resources.
    pub(crate) name: &'static str,
    post_script: &'static str,
    bytes: &'static [u8],
    letters: BTreeMap<char, (u16, f32)>,
    /// What each code is read back as, with its width: the letter itself, or the mark that is printed in its place.
    codes: BTreeMap<u16, (char, f32)>,
    glyphs: GlyphRemapper,
    metrics: Metrics,
}

/// In thousandths of the size.
#[derive(Clone, Copy)]
struct Metrics {
    ascent: f32,
    descent: f32,
    cap_height: f32,
    bounds: [f32; 4],
    bold: bool,
}

impl Face {
    /// The upright face with these letters.
    pub(crate) fn regular(letters: impl Iterator<Item = char>) -> Result<Face, PdfFault> {
        Face::of("F1", "RTNOTO+NotoSans-Regular", notosans::REGULAR_TTF, false, letters)
    }

    /// The bold face with these letters.
    pub(crate) fn bold(letters: impl Iterator<Item = char>) -> Result<Face, PdfFault> {
        Face::of("F2", "RTNOTO+NotoSans-Bold", notosans::BOLD_TTF, true, letters)
    }

    fn of(
        name: &'static str,
        post_script: &'static str,
        bytes: &'static [u8],
        bold: bool,
        used: impl Iterator<Item = char>,
    ) -> Result<Face, PdfFault> {
        let face =
            ttf_parser::Face::parse(bytes, 0).map_err(|why| PdfFault(format!("read a face: {why}")))?;
        let per_em = f32::from(face.units_per_em()).max(1.0);
        let mut glyphs = GlyphRemapper::new();
        let (mut letters, mut codes) = (BTreeMap::new(), BTreeMap::new());
        for letter in used.filter(|letter| !letter.is_control()).chain([' ', '…', '•', '-']) {
            let tries = [letter].into_iter().chain(INSTEAD);
            let found = tries.filter_map(|one| Some((one, face.glyph_index(one)?))).next();
            let Some((printed, glyph)) = found else { continue };
            letters.entry(letter).or_insert_with(|| {
                let width = f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * 1000.0 / per_em;
                let code = glyphs.remap(glyph.0);
                codes.entry(code).or_insert((printed, width));
                (code, width)
            });
        }
        let scaled = |units: i16| f32::from(units) * 1000.0 / per_em;
        let bounds = face.global_bounding_box();
        let metrics = Metrics {
            ascent: scaled(face.ascender()),
            descent: scaled(face.descender()),
            cap_height: scaled(face.capital_height().unwrap_or(700)),
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(scaled),
            bold,
        };
        Ok(Face { name, post_script, bytes, letters, codes, glyphs, metrics })
    }

    /// How wide a text is at a size, in points.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        let thousandths: f32 =
            text.chars().filter_map(|letter| self.letters.get(&letter)).map(|(_, width)| width).sum();
        thousandths * size / 1000.0
    }

    /// A text as the codes of this face, two bytes a letter.
    pub(crate) fn codes(&self, text: &str) -> Vec<u8> {
        let known = text.chars().filter_map(|letter| self.letters.get(&letter));
        known.flat_map(|(code, _)| code.to_be_bytes()).collect()
    }

    /// Writes the face: five objects from the first of these numbers on.
    pub(crate) fn write(&self, pdf: &mut Pdf, ids: [Ref; 5]) -> Result<(), PdfFault> {
        let [font, cid, descriptor, file, unicode] = ids;
        let name = Name(self.post_script.as_bytes());
        pdf.type0_font(font)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(unicode);
        let mut of_cid = pdf.cid_font(cid);
        of_cid
            .subtype(CidFontType::Type2)
            .base_font(name)
            .system_info(IDENTITY)
            .font_descriptor(descriptor)
            .default_width(0.0)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = of_cid.widths();
        for (code, (_, width)) in &self.codes {
            widths.same(*code, *code, *width);
        }
        widths.finish();
        of_cid.finish();
        let Metrics { ascent, descent, cap_height, bounds: [left, low, right, high], bold } = self.metrics;
        pdf.font_descriptor(descriptor)
            .name(name)
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(left, low, right, high))
            .italic_angle(0.0)
            .ascent(ascent)
            .descent(descent)
            .cap_height(cap_height)
            .stem_v(if bold { 140.0 } else { 80.0 })
            .font_file2(file);
        let subset = subsetter::subset(self.bytes, 0, &self.glyphs)
            .map_err(|why| PdfFault(format!("cut a face to its letters: {why}")))?;
        pdf.stream(file, &squeezed(&subset)?).filter(Filter::FlateDecode).pair(
            Name(b"Length1"),
            i32::try_from(subset.len()).map_err(|why| PdfFault(format!("write a face: {why}")))?,
        );
        let mut map = UnicodeCmap::new(Name(b"Custom"), IDENTITY);
        for (code, (letter, _)) in &self.codes {
            map.pair(*code, *letter);
        }
        pdf.cmap(unicode, &map.finish());
        Ok(())
    }
}

/// Bytes as a PDF packs them.
pub(crate) fn squeezed(bytes: &[u8]) -> Result<Vec<u8>, PdfFault> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    let packed = packer.write_all(bytes).and_then(|()| packer.finish());
    packed.map_err(|why| PdfFault(format!("pack a stream: {why}")))
}
