//! A pack as a spreadsheet (Office Open XML): one sheet a section, words as words and figures as figures. The few parts of
//! the format that this needs are written here; the archive around them is the `zip` crate's.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use journal::Fault;
use table_rules::pack::{Pack, Section, harmless};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The kind of file, for browsers.
pub const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The pack as a spreadsheet. The same pack gives the same bytes. The label is what a synthetic place says of itself: it
/// stands on each sheet, and over it when it is printed; empty for another place.
pub fn write(pack: &Pack, label: &str) -> Result<Vec<u8>, Fault> {
    let mut sheets = vec![("About".to_owned(), about(pack, label))];
    sheets.extend(pack.sections.iter().map(|section| (section.title.clone(), sheet(section, label))));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| -> Result<(), Fault> {
        let wrong = |why: String| Fault::plain(format!("write a spreadsheet: {why}"));
        archive.start_file(name, SimpleFileOptions::default()).map_err(|why| wrong(why.to_string()))?;
        archive.write_all(text.as_bytes()).map_err(|why| wrong(why.to_string()))
    };
    put("[Content_Types].xml", &content_types(sheets.len()))?;
    put(
        "_rels/.rels",
        &format!(
            "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    )?;
    let names: Vec<String> =
        sheets.iter().enumerate().map(|(nth, (name, _))| sheet_name(nth, name)).collect();
    put("xl/workbook.xml", &workbook(&names))?;
    put("xl/_rels/workbook.xml.rels", &relations(sheets.len()))?;
    put("xl/styles.xml", &styles())?;
    for (nth, (_, text)) in sheets.iter().enumerate() {
        put(&format!("xl/worksheets/sheet{}.xml", nth + 1), text)?;
    }
    let done = archive.finish().map_err(|why| Fault::plain(format!("end a spreadsheet: {why}")))?;
    Ok(done.into_inner())
}

fn content_types(sheets: usize) -> String {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut text = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{kind}.styles+xml\"/>"
    );
    for nth in 1..=sheets {
        let _ = write!(
            text,
            "<Override PartName=\"/xl/worksheets/sheet{nth}.xml\" ContentType=\"{kind}.worksheet+xml\"/>"
        );
    }
    text.push_str("</Types>");
    text
}

fn workbook(names: &[String]) -> String {
    let mut text = format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>");
    for (nth, name) in names.iter().enumerate() {
        let _ =
            write!(text, "<sheet name=\"{}\" sheetId=\"{}\" r:id=\"r{}\"/>", escaped(name), nth + 1, nth + 1);
    }
    text.push_str("</sheets></workbook>");
    text
}

fn relations(sheets: usize) -> String {
    let mut text = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for nth in 1..=sheets {
        let _ = write!(
            text,
            "<Relationship Id=\"r{nth}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{nth}.xml\"/>"
        );
    }
    let _ = write!(
        text,
        "<Relationship Id=\"r{}\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/></Relationships>",
        sheets + 1
    );
    text
}

fn styles() -> String {
    format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Arial\"/></font><font><b/><sz val=\"11\"/><name val=\"Arial\"/></font></fonts><fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf fontId=\"0\"/><xf fontId=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>"
    )
}

/// A sheet's name: at most 31 letters, none of those that a name may not have, each once.
fn sheet_name(nth: usize, title: &str) -> String {
    let plain: String = title.chars().filter(|letter| !"[]:*?/\\'".contains(*letter)).collect();
    let short: String = plain.chars().take(27).collect();
    format!("{} {short}", nth + 1)
}

fn about(pack: &Pack, label: &str) -> String {
    let mut rows = vec![
        vec![pack.group.clone()],
        vec![pack.meeting.clone()],
        vec!["As it stood on".to_owned(), pack.on.to_string()],
        vec!["Looks back on".to_owned(), format!("{} to {}", pack.period.0, pack.period.1)],
    ];
    if !pack.policy.is_empty() {
        rows.push(vec!["Small counts".to_owned(), pack.policy.clone()]);
    }
    rows.extend(pack.highlights.iter().map(|one| vec!["Needs the meeting".to_owned(), one.clone()]));
    worksheet(rows, &[], label)
}

fn sheet(section: &Section, label: &str) -> String {
    let mut rows = vec![section.head.clone()];
    rows.extend(section.rows.iter().cloned());
    if section.rows.is_empty() {
        rows.push(vec![section.empty.clone()]);
    }
    worksheet(rows, &section.figures, label)
}

/// Rows, the first of them bold; columns of figures are written as numbers where they are. The label stands under them.
fn worksheet(mut rows: Vec<Vec<String>>, figures: &[usize], label: &str) -> String {
    if !label.is_empty() {
        rows.extend([Vec::new(), vec![label.to_owned()]]);
    }
    let mut text = format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetFormatPr defaultRowHeight=\"15\"/><cols><col min=\"1\" max=\"12\" width=\"26\" customWidth=\"1\"/></cols><sheetData>"
    );
    for (nth, row) in rows.iter().enumerate() {
        let style = usize::from(nth == 0);
        let _ = write!(text, "<row r=\"{}\">", nth + 1);
        for (column, cell) in row.iter().enumerate() {
            let at = format!("{}{}", column_letter(column), nth + 1);
            let number =
                cell.parse::<f64>().ok().filter(|number| number.is_finite() && figures.contains(&column));
            match number {
                Some(number) if nth > 0 => {
                    let _ = write!(text, "<c r=\"{at}\" s=\"{style}\"><v>{number}</v></c>");
                }
                Some(_) | None => {
                    let words = escaped(&harmless(cell));
                    let _ = write!(
                        text,
                        "<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{words}</t></is></c>"
                    );
                }
            }
        }
        text.push_str("</row>");
    }
    text.push_str("</sheetData>");
    if !label.is_empty() {
        // In a header an ampersand begins a code; a doubled one is itself.
        let printed = escaped(&label.replace('&', "&&"));
        let _ = write!(text, "<headerFooter><oddHeader>&amp;C{printed}</oddHeader></headerFooter>");
    }
    text.push_str("</worksheet>");
    text
}

fn column_letter(column: usize) -> char {
    // A section has a handful of columns; one beyond Z would stand in Z.
    u8::try_from(column.min(25)).map_or('Z', |nth| char::from(b'A' + nth))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // Letters that XML cannot hold are left out.
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' => {}
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    /// The texts of a spreadsheet's sheets.
    fn sheets(pack: &Pack, label: &str) -> Vec<String> {
        let mut archive = zip::ZipArchive::new(Cursor::new(write(pack, label).unwrap())).unwrap();
        let mut read = |nth: usize| {
            let mut text = String::new();
            archive
                .by_name(&format!("xl/worksheets/sheet{nth}.xml"))
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            text
        };
        (1..=pack.sections.len() + 1).map(&mut read).collect()
    }

    #[test]
    fn every_sheet_of_a_synthetic_place_says_so_on_the_screen_and_on_paper() {
        let day: kernel::Day = "2026-06-10".parse().unwrap();
        let section = Section {
            title: "Actions".to_owned(),
            note: String::new(),
            head: vec!["What".to_owned()],
            figures: Vec::new(),
            rows: vec![vec!["A room".to_owned()]],
            empty: "None".to_owned(),
        };
        let pack = Pack {
            group: "Alliance".to_owned(),
            meeting: "Wed 17 Jun 2026".to_owned(),
            on: day,
            period: (day - 90, day),
            policy: String::new(),
            highlights: Vec::new(),
            sections: vec![section],
        };
        let labelled = sheets(&pack, "Synthetic: A & B are made up");
        assert_eq!(labelled.len(), 2);
        for sheet in &labelled {
            assert!(
                sheet.contains("<t xml:space=\"preserve\">Synthetic: A &amp; B are made up</t>"),
                "{sheet}"
            );
            assert!(
                sheet.contains("<oddHeader>&amp;CSynthetic: A &amp;&amp; B are made up</oddHeader>"),
                "{sheet}"
            );
        }
        assert!(sheets(&pack, "").iter().all(|sheet| !sheet.contains("Header")));
    }
}
