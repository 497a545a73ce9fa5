//! What was printed is read back as a reader program reads it: text, pages, tags.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use kernel::Day;
use lopdf::{Dictionary, Object};
use pdf::{Column, Document, Level, Part, Table};

fn day() -> Day {
    "2026-06-10".parse().unwrap()
}

fn pack(rows: usize) -> Document {
    let mut document = Document::new("Quarterly pack, Wed 17 Jun 2026", day());
    document.owner = "Castermere LARC group".to_owned();
    document.head = "Synthetic: no real person".to_owned();
    document.foot = vec!["As it stood on Wed 10 Jun 2026. Counts of 1 to 7 are shown as *.".to_owned()];
    document.parts = vec![
        Part::List(vec!["Two actions are late — ask “why”".to_owned()]),
        Part::Heading(Level::Section, "Waits".to_owned()),
        Part::Labelled("Policy".to_owned(), "counts of 1 to 7 hidden; £ and % stay".to_owned()),
        Part::Table(Table {
            caption: "By patch".to_owned(),
            columns: vec![Column::words("Patch"), Column::figures("Met"), Column::words("Note")],
            rows: (0..rows)
                .map(|nth| vec![format!("Patch {nth}"), "71.4%".to_owned(), "x".repeat(300)])
                .collect(),
            row_heads: true,
        }),
    ];
    document
}

fn read(bytes: &[u8]) -> lopdf::Document {
    lopdf::Document::load_mem(bytes).unwrap()
}

fn text_of(document: &lopdf::Document) -> Vec<String> {
    let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
    numbers.iter().map(|nth| document.extract_text(&[*nth]).unwrap().replace('\n', " ")).collect()
}

#[test]
fn its_text_is_read_back_and_each_page_tells_its_number_its_day_and_its_policy() {
    let document = read(&pdf::write(&pack(60)).unwrap());
    let pages = text_of(&document);
    assert!(pages.len() > 2, "a long table goes on overleaf: {} pages", pages.len());
    for (nth, text) in pages.iter().enumerate() {
        assert!(text.contains(&format!("Page {} of {}", nth + 1, pages.len())), "{text}");
        assert!(text.contains("As it stood on Wed 10 Jun 2026. Counts of 1 to 7 are shown as *."), "{text}");
        assert!(text.contains("Synthetic: no real person"), "{text}");
        assert!(text.contains("Patch") && text.contains("Met"), "the head is repeated: {text}");
    }
    let all = pages.join(" ");
    assert!(all.contains("Two actions are late — ask “why”"), "{all}");
    assert!(all.contains("£ and % stay") && all.contains("Patch 59") && all.contains("71.4%"));
}

#[test]
fn the_same_document_gives_the_same_bytes_and_another_gives_others() {
    assert_eq!(pdf::write(&pack(3)).unwrap(), pdf::write(&pack(3)).unwrap());
    assert_ne!(pdf::write(&pack(3)).unwrap(), pdf::write(&pack(4)).unwrap());
}

/// The roles below a tag in order, as a screen reader goes through them.
fn roles(document: &lopdf::Document, of: &Dictionary, found: &mut Vec<String>) {
    if let Ok(role) = of.get(b"S").and_then(Object::as_name) {
        found.push(String::from_utf8_lossy(role).into_owned());
    }
    let Ok(below) = of.get(b"K") else { return };
    let found_below = document.dereference(below).unwrap().1;
    let all = found_below.as_array().map_or_else(|_| vec![found_below.clone()], Clone::clone);
    for one in all {
        if let Ok((_, Object::Dictionary(child))) = document.dereference(&one) {
            roles(document, child, found);
        }
    }
}

#[test]
fn it_is_tagged_in_reading_order_with_heads_of_rows_and_columns() {
    let document = read(&pdf::write(&pack(1)).unwrap());
    let catalogue = document.catalog().unwrap();
    assert!(
        catalogue
            .get_deref(b"MarkInfo", &document)
            .unwrap()
            .as_dict()
            .unwrap()
            .get(b"Marked")
            .unwrap()
            .as_bool()
            .unwrap()
    );
    assert!(catalogue.has(b"Lang") && catalogue.has(b"Outlines"));
    let root = catalogue.get_deref(b"StructTreeRoot", &document).unwrap().as_dict().unwrap();
    let mut found = Vec::new();
    roles(&document, root, &mut found);
    let expected = "Document P H1 L LI Lbl LBody H2 P Table Caption TR TH TH TH TR TH TD TD";
    assert_eq!(found.join(" "), expected);
}

#[test]
fn a_cell_longer_than_a_page_an_empty_table_and_strange_letters_are_printed_too() {
    let mut document = pack(0);
    document.parts.push(Part::Table(Table {
        caption: String::new(),
        columns: vec![Column::words("What was said"), Column::figures("Nth")],
        rows: vec![vec!["word ".repeat(4000), "1".to_owned()], vec!["日本 \u{1F600} \u{0} end".to_owned()]],
        row_heads: false,
    }));
    document.parts.push(Part::Words(String::new()));
    document.parts.push(Part::NewPage);
    document.parts.push(Part::Table(Table {
        caption: String::new(),
        columns: vec![],
        rows: vec![],
        row_heads: false,
    }));
    let pages = text_of(&read(&pdf::write(&document).unwrap()));
    let all = pages.join(" ");
    assert_eq!(all.matches("word").count(), 4000, "nothing is lost where a row is cut");
    assert!(all.contains("end"));
}
