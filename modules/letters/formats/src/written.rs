//! Writing files that offices open: a Word file of paragraphs, and a workbook of sheets. Only what a reply and a table
//! need; no styles, no macros, nothing that runs.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 knows no other control characters.
            letter if letter.is_control() && !matches!(letter, '\t' | '\n' | '\r') => {}
            letter => out.push(letter),
        }
    }
    out
}

fn packed(parts: &[(String, String)]) -> std::io::Result<Vec<u8>> {
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, body) in parts {
        packed.start_file(name.as_str(), SimpleFileOptions::default()).map_err(std::io::Error::other)?;
        packed.write_all(body.as_bytes())?;
    }
    Ok(packed.finish().map_err(std::io::Error::other)?.into_inner())
}

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const RELS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A Word file, a paragraph a line.
///
/// # Errors
/// Where packing fails.
pub fn docx(text: &str) -> std::io::Result<Vec<u8>> {
    let paragraphs: String = text
        .lines()
        .map(|line| format!(r#"<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>"#, escaped(line)))
        .collect();
    packed(&[
        (
            "[Content_Types].xml".to_owned(),
            format!(
                r#"{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"{XML}<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>"#
            ),
        ),
        (
            "word/document.xml".to_owned(),
            format!(
                r#"{XML}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>"#
            ),
        ),
    ])
}

/// A cell of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Words(String),
    /// A number.
    Number(f64),
}

impl From<&str> for Cell {
    fn from(words: &str) -> Cell {
        Cell::Words(words.to_owned())
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Cell {
        Cell::Words(words)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        Cell::Number(number)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Cell {
        Cell::Number(f64::from(number))
    }
}

/// A workbook of named sheets. Words are written as words, so that no cell is a formula.
///
/// # Errors
/// Where packing fails.
pub fn xlsx(sheets: &[(&str, Vec<Vec<Cell>>)]) -> std::io::Result<Vec<u8>> {
    let mut parts = Vec::new();
    let (mut types, mut names, mut rels) = (String::new(), String::new(), String::new());
    for (nth, (name, rows)) in sheets.iter().enumerate() {
        let nth = nth + 1;
        types.push_str(&format!(r#"<Override PartName="/xl/worksheets/sheet{nth}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#));
        names.push_str(&format!(r#"<sheet name="{}" sheetId="{nth}" r:id="rId{nth}"/>"#, escaped(name)));
        rels.push_str(&format!(
            r#"<Relationship Id="rId{nth}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{nth}.xml"/>"#
        ));
        let mut body = String::new();
        for row in rows {
            body.push_str("<row>");
            for cell in row {
                match cell {
                    Cell::Number(number) if number.is_finite() => {
                        body.push_str(&format!("<c><v>{number}</v></c>"))
                    }
                    Cell::Number(_) => body.push_str("<c/>"),
                    Cell::Words(words) => body.push_str(&format!(
                        r#"<c t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                        escaped(words)
                    )),
                }
            }
            body.push_str("</row>");
        }
        parts.push((format!("xl/worksheets/sheet{nth}.xml"), format!(r#"{XML}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>"#)));
    }
    parts.push(("[Content_Types].xml".to_owned(), format!(r#"{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{types}</Types>"#)));
    parts.push(("_rels/.rels".to_owned(), format!(r#"{XML}<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#)));
    parts.push(("xl/workbook.xml".to_owned(), format!(r#"{XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>"#)));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!(r#"{XML}<Relationships xmlns="{RELS}">{rels}</Relationships>"#),
    ));
    packed(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_file_reads_back_as_its_lines() {
        let text = "Dear colleagues\nNa < 130 & K > 5\nWith thanks";
        let read = crate::text(&docx(text).unwrap()).unwrap();
        assert_eq!(
            read.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>(),
            text.lines().collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_workbook_holds_words_and_numbers_and_no_formula() {
        let bytes = xlsx(&[("Rates", vec![vec!["=1+1".into(), 2.5.into()]])]).unwrap();
        let mut opened = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut sheet = String::new();
        std::io::Read::read_to_string(&mut opened.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet)
            .unwrap();
        assert!(
            sheet.contains(">=1+1</t>") && sheet.contains("<v>2.5</v>") && !sheet.contains("<f>"),
            "{sheet}"
        );
    }
}
