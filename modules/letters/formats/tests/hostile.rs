#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a test names the file it stops at"
)]
//! Files made to do harm, one or more for each format: each is refused by name, or read for what it holds, without filling
//! memory. The files are made here, so that what is wrong with each can be read.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use letters_formats::{Entry, Refused, entries, text, written};
use zip::write::SimpleFileOptions;

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// Base 85, as PDF writers put packed parts into letters.
fn lettered(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in bytes.chunks(4) {
        let mut four = [0u8; 4];
        four[..chunk.len()].copy_from_slice(chunk);
        let mut value = u32::from_be_bytes(four);
        let mut five = [0u8; 5];
        for digit in five.iter_mut().rev() {
            *digit = b'!' + u8::try_from(value % 85).unwrap();
            value /= 85;
        }
        out.extend(&five[..=chunk.len()]);
    }
    out.extend(b"~>");
    out
}

/// A PDF of these objects, numbered from 1; the first is the root.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", index + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF", objects.len() + 1).bytes(),
    );
    out
}

fn stream(dictionary: &str, body: &[u8]) -> Vec<u8> {
    let mut out = format!("<< {dictionary} /Length {} >>\nstream\n", body.len()).into_bytes();
    out.extend(body);
    out.extend(b"\nendstream");
    out
}

/// Pages that all show the same content in one font.
fn pages(count: usize, content: Vec<u8>, font: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let kids: String = (0..count).map(|n| format!("{} 0 R ", n + 5 + more.len())).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Count {count} /Kids [ {kids}] >>").into_bytes(),
        content,
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {font} >>").into_bytes(),
    ];
    objects.extend(more.iter().cloned());
    for _ in 0..count {
        objects.push(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>".to_vec());
    }
    pdf(&objects)
}

const WORDS: &[u8] = b"BT /F1 10 Tf 50 800 Td (GP to repeat U&E in 1 week) Tj ET\n";

#[test]
fn a_whole_pdf_is_read_through_each_layer_of_its_packing() {
    let plain = pages(1, stream("", WORDS), "", &[]);
    let flat = pages(1, stream("/Filter /FlateDecode", &deflated(WORDS)), "", &[]);
    let letters =
        pages(1, stream("/Filter [ /ASCII85Decode /FlateDecode ]", &lettered(&deflated(WORDS))), "", &[]);
    let twice =
        pages(1, stream("/Filter [ /FlateDecode /FlateDecode ]", &deflated(&deflated(WORDS))), "", &[]);
    for bytes in [plain, flat, letters, twice] {
        assert_eq!(text(&bytes).unwrap().text, "GP to repeat U&E in 1 week");
    }
}

#[test]
fn pdf_parts_that_burst_are_refused_however_they_are_packed() {
    let zeros = vec![b' '; 60 * 1024 * 1024];
    let once = deflated(&zeros);
    let bombs = [
        ("deflated", "/Filter /FlateDecode", once.clone()),
        ("in letters", "/Filter [ /ASCII85Decode /FlateDecode ]", lettered(&once)),
        ("twice", "/Filter [ /FlateDecode /FlateDecode ]", deflated(&once)),
        (
            "twice in letters",
            "/Filter [ /ASCII85Decode /FlateDecode /FlateDecode ]",
            lettered(&deflated(&once)),
        ),
    ];
    for (name, filter, body) in bombs {
        assert_eq!(text(&pages(1, stream(filter, &body), "", &[])), Err(Refused::Bomb), "{name}");
    }
}

#[test]
fn a_page_of_endless_strokes_is_refused() {
    let strokes = b"q Q ".repeat(2 * 1024 * 1024);
    let bytes = pages(1, stream("/Filter /FlateDecode", &deflated(&strokes)), "", &[]);
    assert_eq!(text(&bytes), Err(Refused::Bomb));
}

#[test]
fn many_pages_of_one_large_drawing_are_refused_together() {
    let strokes = [WORDS, &b"% remark\n".repeat(400 * 1024)].concat();
    let bytes = pages(40, stream("/Filter /FlateDecode", &deflated(&strokes)), "", &[]);
    assert_eq!(text(&bytes), Err(Refused::Bomb));
}

#[test]
fn a_font_named_before_every_word_is_read_once() {
    let table = [
        b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n".to_vec(),
        b"1 beginbfchar <41> <0041> endbfchar\n".repeat(4000),
        b"endcmap".to_vec(),
    ]
    .concat();
    let content = b"BT /F1 10 Tf 50 800 Td (A) Tj ET\n".repeat(20_000);
    let bytes = pages(
        1,
        stream("/Filter /FlateDecode", &deflated(&content)),
        "/ToUnicode 5 0 R",
        &[stream("/Filter /FlateDecode", &deflated(&table))],
    );
    assert!(text(&bytes).is_ok());
}

#[test]
fn lists_of_objects_that_burst_are_refused() {
    let pairs: String = (0..900_000).map(|n| format!("{} {} ", n + 100, n * 2)).collect();
    let body = deflated(format!("{pairs}{}", "0 ".repeat(900_000)).as_bytes());
    let dictionary = format!("/Type /ObjStm /N 900000 /First {} /Filter /FlateDecode", pairs.len());
    let bytes = pages(1, stream("", WORDS), "", &[stream(&dictionary, &body)]);
    assert_eq!(text(&bytes), Err(Refused::Bomb));
}

#[test]
fn a_pdf_whose_pages_hold_themselves_comes_to_an_end() {
    let bytes = pdf(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Count 2 /Kids [ 2 0 R 2 0 R ] >>".to_vec(),
    ]);
    assert!(matches!(text(&bytes), Err(Refused::Empty | Refused::Broken { .. })));
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, body) in files {
        packed.start_file(*name, SimpleFileOptions::default()).unwrap();
        packed.write_all(body).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

fn word_file(body: &str) -> Vec<u8> {
    zipped(&[("word/document.xml", body.as_bytes())])
}

#[test]
fn word_files_that_burst_or_nest_are_refused() {
    let long = format!("<w:document>{}</w:document>", "<w:p/>".repeat(3 * 1024 * 1024));
    assert_eq!(text(&word_file(&long)), Err(Refused::Bomb));
    assert_eq!(text(&word_file(&"<w:p>".repeat(5000))), Err(Refused::TooDeep));
    assert_eq!(
        text(&word_file("<!DOCTYPE a [<!ENTITY b 'x'>]><w:document>&b;</w:document>")),
        Err(Refused::Entities)
    );
    let whole = written::docx("GP to repeat U&E in 1 week").unwrap();
    for cut in (0..whole.len()).step_by(7) {
        assert!(text(&whole[..cut]).is_err(), "cut at {cut} of {}", whole.len());
    }
}

#[test]
fn an_archive_of_parts_that_burst_is_refused_and_others_are_read() {
    let zeros = vec![b' '; 21 * 1024 * 1024];
    let one = zipped(&[("a.txt", b"GP to check BP in 2 weeks"), ("b.txt", &zeros)]);
    let mut seen = Vec::new();
    entries(&one, |entry: Entry| seen.push(entry.letter.map(|found| found.text))).unwrap();
    assert_eq!(seen, vec![Ok("GP to check BP in 2 weeks".to_owned()), Err(Refused::Bomb)]);
    let inner = zipped(&[("a.txt", b"x")]);
    let mut refused = Vec::new();
    entries(&zipped(&[("inner.zip", &inner)]), |entry| refused.push(entry.letter.map(|found| found.text)))
        .unwrap();
    assert_eq!(refused, vec![Err(Refused::Archive)]);
    let long = format!("<w:document>{}</w:document>", "<w:p/>".repeat(3 * 1024 * 1024));
    let burst = word_file(&long);
    let many: Vec<(String, &[u8])> = (0..20).map(|n| (format!("{n}.docx"), burst.as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, body)| (name.as_str(), *body)).collect();
    assert_eq!(entries(&zipped(&many), |_| {}), Err(Refused::Bomb));
}

#[test]
fn messages_of_endless_files_or_files_in_files_are_refused() {
    let letter = "OBX|1|ED|DS||^^^^R1AgdG8gY2hlY2s=\r";
    let header = "MSH|^~\\&|A|B\r";
    assert!(text(format!("{header}{letter}").as_bytes()).is_ok());
    assert_eq!(text(format!("{header}{}", letter.repeat(50)).as_bytes()), Err(Refused::Bomb));
    // A message in a message in a message: "MSH|…OBX|1|ED|DS||^^^^" packed again and again.
    let mut message = format!("{header}OBX|1|TX|DS||GP to check\r").into_bytes();
    for _ in 0..6 {
        message = format!("{header}OBX|1|ED|DS||^^^^{}\r", base64(&message)).into_bytes();
    }
    assert_eq!(text(&message), Err(Refused::TooDeep));
    let mut document = b"GP to check".to_vec();
    for _ in 0..6 {
        document = format!(
            "<ClinicalDocument><component><nonXMLBody><text>{}</text></nonXMLBody></component></ClinicalDocument>",
            base64(&document)
        )
        .into_bytes();
    }
    assert_eq!(text(&document), Err(Refused::TooDeep));
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let value =
            chunk.iter().fold(0u32, |value, byte| value << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(value >> (18 - 6 * place)) as usize & 63];
            out.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[test]
fn documents_of_entities_depth_and_endless_attributes_are_refused_or_read() {
    for head in ["<ClinicalDocument>", "<Bundle xmlns=\"http://hl7.org/fhir\">"] {
        let name = head.trim_matches(['<', '>']).split(' ').next().unwrap();
        for declared in
            ["<!ENTITY b 'x'>", "<!ENTITY % b SYSTEM 'file:///etc/passwd'>", "<!ENTITY b SYSTEM 'http://x'>"]
        {
            let bytes = format!("<!DOCTYPE {name} [{declared}]>{head}&b;");
            assert_eq!(text(bytes.as_bytes()), Err(Refused::Entities), "{bytes}");
        }
        assert_eq!(text(format!("{head}{}", "<a>".repeat(5000)).as_bytes()), Err(Refused::TooDeep));
        let many: String = (0..300_000).map(|n| format!(" a{n}='1'")).collect();
        assert_eq!(text(format!("{head}<a{many}/>").as_bytes()), Err(Refused::Empty));
        let closing = format!("{head}{}", "</a>".repeat(300_000));
        assert!(text(closing.as_bytes()).is_err());
    }
    let sections = "{\"section\":[".repeat(100_000);
    let json = format!("{{\"resourceType\":\"Composition\",\"section\":[{sections}");
    assert!(matches!(text(json.as_bytes()), Err(Refused::Broken { .. })));
}

#[test]
fn rich_text_of_endless_groups_numbers_and_codes_is_read_or_refused() {
    assert_eq!(text(format!("{{\\rtf1 {}", "{".repeat(5000)).as_bytes()), Err(Refused::TooDeep));
    assert_eq!(text(format!("{{\\rtf1 {}}}", "{}".repeat(2_000_000)).as_bytes()), Err(Refused::Empty));
    assert!(matches!(text(b"{\\rtf1 }}"), Err(Refused::Broken { .. })));
    for tail in [
        "\\bin99999999999999 GP",
        "\\u99999999999 GP",
        "\\u-99999 GP",
        "\\'zz GP",
        "\\uc99999\\u8805 GP",
        "\\",
    ] {
        let read = text(format!("{{\\rtf1 GP to check. {tail}").as_bytes()).unwrap().text;
        assert!(read.starts_with("GP to check."), "{tail}: {read}");
    }
}

/// Every file of the trial's own corpus is cut short and damaged in a way that is the same each time.
#[test]
fn cut_and_damaged_files_are_read_or_refused() {
    let letter = "Dear Dr Birch\nGP to repeat U&E in 1 week.\nWe will see her in 6 weeks.";
    let files = [
        pages(1, stream("/Filter [ /ASCII85Decode /FlateDecode ]", &lettered(&deflated(WORDS))), "", &[]),
        written::docx(letter).unwrap(),
        zipped(&[("a.txt", letter.as_bytes())]),
        format!("{{\\rtf1\\ansi {}}}", letter.replace('\n', "\\par\n")).into_bytes(),
        format!("MSH|^~\\&|A|B\rOBX|1|ED|DS||^^^^{}\r", base64(letter.as_bytes())).into_bytes(),
        format!("<ClinicalDocument><section><title>T</title><text><table><tr><td>{letter}</td></tr></table></text></section></ClinicalDocument>").into_bytes(),
        format!("<Bundle xmlns=\"http://hl7.org/fhir\"><section><text><div><p>{letter}</p></div></text></section></Bundle>").into_bytes(),
        format!("{{\"resourceType\":\"Composition\",\"section\":[{{\"text\":{{\"div\":\"<div>{}</div>\"}}}}]}}", letter.replace('\n', " ")).into_bytes(),
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for file in &files {
        for cut in (1..file.len()).step_by(11) {
            let _ = text(&file[..cut]);
            let _ = entries(&file[..cut], |_| {});
        }
        for _ in 0..300 {
            let mut damaged = file.clone();
            for _ in 0..=next(4) {
                let at = next(damaged.len());
                damaged[at] = u8::try_from(next(256)).unwrap();
            }
            let _ = text(&damaged);
            let _ = entries(&damaged, |_| {});
        }
    }
}
