//! The text of a letter, out of plain text, PDF, DOCX, RTF, FHIR documents, HL7 v2 MDM, CDA and ZIP. Every file is
//! treated as hostile: sizes, depths and the growth of packed parts are bounded before anything is unpacked, and what
//! cannot be read is refused by name.

mod archive;
mod base64;
mod cda;
mod docx;
mod fhir;
mod hl7;
pub mod mail;
mod markup;
mod pdf;
mod plain;
mod refused;
mod rtf;
pub mod written;

pub use archive::{Entry, entries};
pub use refused::Refused;

/// Largest file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;
/// Largest text that a letter may have, in bytes.
pub const TEXT_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Deepest nesting of elements, groups or objects.
pub const DEPTH_MAX: usize = 200;

/// The kind of a file, told by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Plain,
    /// PDF.
    Pdf,
    /// Word, Office Open XML.
    Docx,
    /// Rich text.
    Rtf,
    /// A FHIR document, JSON.
    FhirJson,
    /// A FHIR document, XML.
    FhirXml,
    /// HL7 version 2.
    Hl7,
    /// Clinical Document Architecture.
    Cda,
    /// An archive of files.
    Zip,
}

/// The text of a letter and what it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text as it is shown; offsets of findings point into it.
    pub text: String,
    /// The kind of the file.
    pub format: Format,
}

/// What kind of file the bytes are.
#[must_use]
pub fn format(bytes: &[u8]) -> Format {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = start.trim_ascii_start();
    let head = start.get(..start.len().min(4096)).unwrap_or_default();
    let holds = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
    match start {
        [b'%', b'P', b'D', b'F', ..] => Format::Pdf,
        [b'P', b'K', 3 | 5, ..] if docx::is_docx(bytes) => Format::Docx,
        [b'P', b'K', 3 | 5, ..] => Format::Zip,
        [b'{', b'\\', b'r', b't', b'f', ..] => Format::Rtf,
        [b'M', b'S', b'H', b'|', ..] | [0x0b, b'M', b'S', b'H', b'|', ..] => Format::Hl7,
        [b'{', ..] if holds(b"\"resourceType\"") => Format::FhirJson,
        [b'<', ..] if holds(b"ClinicalDocument") => Format::Cda,
        [b'<', ..] if holds(b"http://hl7.org/fhir") => Format::FhirXml,
        _ if holds(b"%PDF-") => Format::Pdf,
        _ => Format::Plain,
    }
}

/// The text of one letter.
///
/// # Errors
/// Names what is wrong with the file: too large, encrypted, scanned, broken, packed to burst, no letter in it.
pub fn text(bytes: &[u8]) -> Result<Text, Refused> {
    nested(bytes, 0)
}

fn nested(bytes: &[u8], depth: usize) -> Result<Text, Refused> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Refused::TooLarge { bytes: bytes.len() });
    }
    if depth > 2 {
        return Err(Refused::TooDeep);
    }
    let format = format(bytes);
    let text = match format {
        Format::Plain => plain::text(bytes)?,
        Format::Pdf => pdf::text(bytes)?,
        Format::Docx => docx::text(bytes)?,
        Format::Rtf => rtf::text(bytes)?,
        Format::FhirJson => fhir::json(bytes)?,
        Format::FhirXml => fhir::xml(bytes)?,
        Format::Hl7 => hl7::text(bytes, depth)?,
        Format::Cda => cda::text(bytes, depth)?,
        Format::Zip => return Err(Refused::Archive),
    };
    if text.len() > TEXT_BYTES_MAX {
        return Err(Refused::TooLarge { bytes: text.len() });
    }
    let text = tidy(&text);
    if text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    if let Some(nth) = text.lines().position(|line| line.contains('\0')) {
        let why = format!("line {} holds the character NUL; save it again as UTF-8", nth + 1);
        return Err(Refused::Broken { kind: "letter", why });
    }
    Ok(Text { text, format })
}

/// Line ends as one character, no space at line ends, no blank lines at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.replace("\r\n", "\n").replace('\r', "\n").split('\n') {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}
