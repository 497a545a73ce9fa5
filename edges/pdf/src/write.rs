//! The file: its catalogue, pages, faces, tags, list of contents and what it says of itself.

use std::collections::BTreeSet;

use pdf_writer::types::PageMode;
use pdf_writer::{Buf, Date, Filter, Finish as _, Name, Pdf, Rect, Ref, TextStr};

use crate::document::Document;
use crate::face::{Face, squeezed};
use crate::flow::{Faces, Landmark, lay_out};
use crate::tags::Tags;

/// Why a document could not be written: a fault of ours, never of what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfFault(pub(crate) String);

impl std::fmt::Display for PdfFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "write a PDF: {}", self.0)
    }
}

impl std::error::Error for PdfFault {}

const CATALOGUE: i32 = 1;
const PAGE_TREE: i32 = 2;
const INFO: i32 = 3;
const METADATA: i32 = 4;
const REGULAR: i32 = 5;
const BOLD: i32 = 10;
const OUTLINE: i32 = 15;
const FIRST_FREE: i32 = 16;

/// A document as a PDF. The same document gives the same bytes.
pub fn write(document: &Document) -> Result<Vec<u8>, PdfFault> {
    let texts = document.texts();
    let used = |bold: bool| -> BTreeSet<char> {
        let own = "Page of: 0123456789".chars();
        texts.iter().filter(|(_, is)| *is == bold).flat_map(|(text, _)| text.chars()).chain(own).collect()
    };
    let faces =
        Faces { regular: Face::regular(used(false).into_iter())?, bold: Face::bold(used(true).into_iter())? };
    let (pages, landmarks) = lay_out(document, &faces);
    let size = pages.size;
    let (contents, tags) = pages.finish();
    let numbers = Numbers::of(&contents, &tags, &landmarks)?;
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    numbers.catalogue(&mut pdf, !landmarks.is_empty());
    numbers.pages(&mut pdf, &contents, size)?;
    faces.regular.write(&mut pdf, five(REGULAR))?;
    faces.bold.write(&mut pdf, five(BOLD))?;
    tags.write(&mut pdf, numbers.tags, &numbers.pages);
    numbers.outline(&mut pdf, &landmarks);
    about(&mut pdf, document);
    Ok(pdf.finish())
}

fn five(first: i32) -> [Ref; 5] {
    [0, 1, 2, 3, 4].map(|nth| Ref::new(first + nth))
}

/// Which object has which number.
struct Numbers {
    pages: Vec<Ref>,
    contents: Vec<Ref>,
    landmarks: Vec<Ref>,
    tags: i32,
}

impl Numbers {
    fn of(contents: &[Buf], tags: &Tags, landmarks: &[Landmark]) -> Result<Numbers, PdfFault> {
        let count = |of: usize| i32::try_from(of).map_err(|_| PdfFault("it has too many parts".to_owned()));
        let (pages, marks) = (count(contents.len())?, count(landmarks.len())?);
        count(tags.objects(contents.len()))?;
        let run = |first: i32, many: i32| (first..first + many).map(Ref::new).collect();
        let contents_from = FIRST_FREE + pages;
        let marks_from = contents_from + pages;
        Ok(Numbers {
            pages: run(FIRST_FREE, pages),
            contents: run(contents_from, pages),
            landmarks: run(marks_from, marks),
            tags: marks_from + marks,
        })
    }

    fn catalogue(&self, pdf: &mut Pdf, has_outline: bool) {
        let mut catalogue = pdf.catalog(Ref::new(CATALOGUE));
        catalogue.pages(Ref::new(PAGE_TREE)).lang(TextStr("en-GB")).metadata(Ref::new(METADATA));
        catalogue.viewer_preferences().display_doc_title(true);
        catalogue.mark_info().marked(true);
        catalogue.pair(Name(b"StructTreeRoot"), Tags::root(self.tags));
        if has_outline {
            catalogue.outlines(Ref::new(OUTLINE)).page_mode(PageMode::UseOutlines);
        }
        catalogue.finish();
    }

    fn pages(&self, pdf: &mut Pdf, contents: &[Buf], (width, height): (f32, f32)) -> Result<(), PdfFault> {
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        pdf.pages(Ref::new(PAGE_TREE)).kids(self.pages.iter().copied()).count(count);
        for (key, ((page, id), content)) in (0i32..).zip(self.pages.iter().zip(&self.contents).zip(contents))
        {
            let mut of = pdf.page(*page);
            of.media_box(Rect::new(0.0, 0.0, width, height))
                .parent(Ref::new(PAGE_TREE))
                .contents(*id)
                .struct_parents(key);
            of.pair(Name(b"Tabs"), Name(b"S"));
            let mut resources = of.resources();
            resources.fonts().pair(Name(b"F1"), Ref::new(REGULAR)).pair(Name(b"F2"), Ref::new(BOLD));
            resources.finish();
            of.finish();
            pdf.stream(*id, &squeezed(content.as_slice())?).filter(Filter::FlateDecode);
        }
        Ok(())
    }

    fn outline(&self, pdf: &mut Pdf, landmarks: &[Landmark]) {
        let (Some(first), Some(last)) = (self.landmarks.first(), self.landmarks.last()) else { return };
        let count = i32::try_from(landmarks.len()).unwrap_or(i32::MAX);
        pdf.outline(Ref::new(OUTLINE)).first(*first).last(*last).count(count);
        for (nth, (id, landmark)) in self.landmarks.iter().zip(landmarks).enumerate() {
            let Some(page) = self.pages.get(landmark.page) else { continue };
            let mut item = pdf.outline_item(*id);
            item.title(TextStr(&landmark.title)).parent(Ref::new(OUTLINE));
            if let Some(before) = nth.checked_sub(1).and_then(|before| self.landmarks.get(before)) {
                item.prev(*before);
            }
            if let Some(after) = self.landmarks.get(nth + 1) {
                item.next(*after);
            }
            item.dest().page(*page).xyz(0.0, landmark.up + 12.0, None);
            item.finish();
        }
    }
}

/// What the file says of itself, for the window's title and for those who keep documents.
fn about(pdf: &mut Pdf, document: &Document) {
    let date = document.on.civil();
    let (year, month, day) = (date.year(), date.month(), date.day());
    let written = Date::new(u16::try_from(year).unwrap_or(0))
        .month(u8::try_from(month).unwrap_or(1))
        .day(u8::try_from(day).unwrap_or(1));
    pdf.document_info(Ref::new(INFO))
        .title(TextStr(&document.title))
        .author(TextStr(&document.owner))
        .creator(TextStr("Roundtable"))
        .producer(TextStr("Roundtable"))
        .creation_date(written);
    let title = escaped(&document.title);
    let text = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"><pdfuaid:part>1</pdfuaid:part><dc:title><rdf:Alt>\
         <rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>en-GB</rdf:li>\
         </rdf:Bag></dc:language><xmp:CreatorTool>Roundtable</xmp:CreatorTool><xmp:CreateDate>{year:04}-{month:02}-{day:02}\
         </xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    );
    let mut stream = pdf.stream(Ref::new(METADATA), text.as_bytes());
    stream.pair(Name(b"Type"), Name(b"Metadata")).pair(Name(b"Subtype"), Name(b"XML"));
}

fn escaped(text: &str) -> String {
    let kept = text.chars().filter(|letter| !letter.is_control()).collect::<String>();
    kept.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
