//! What is printed can be used with a screen reader: every machine condition of PDF/UA-1 that such files can break, over
//! documents of every kind of part in every order; and files that were spoiled are found.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

#[path = "universal/checker.rs"]
mod checker;

use checker::check;
use kernel::Day;
use pdf::{Column, Document, Level, Paper, Part, Table};

/// Numbers in an order that is the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end).unwrap()
    }

    fn words(&mut self) -> String {
        const SOME: [&str; 12] = [
            "",
            "Waits",
            "ask “why” — 71.4%",
            "Świętokrzyski ‘s",
            "Ελληνικά",
            "日本語",
            "\u{1F600}",
            "a\nb\n\nc",
            "*",
            "  ",
            "supercalifragilisticexpialidocious-and-more-and-more-of-it",
            "\u{0}\u{7}",
        ];
        let count = 1 + self.below(4);
        let long = if self.below(9) == 0 { 60 } else { 1 };
        (0..count * long).map(|_| SOME[self.below(12)]).collect::<Vec<_>>().join(" ")
    }

    fn part(&mut self) -> Part {
        match self.below(9) {
            0 => Part::Heading(Level::Section, self.words()),
            1 => Part::Heading(Level::Sub, self.words()),
            2 => Part::Words(self.words()),
            3 => Part::Small(self.words()),
            4 => Part::Labelled(self.words(), self.words()),
            5 => Part::List((0..self.below(5)).map(|_| self.words()).collect()),
            6 => Part::NewPage,
            _ => {
                let columns = 1 + self.below(5);
                let (rows, row_heads) = (self.below(30), self.below(2) == 0);
                let column = |nth| Column { head: format!("Column {nth}"), figures: nth % 2 == 1 };
                Part::Table(Table {
                    caption: if self.below(2) == 0 { String::new() } else { self.words() },
                    columns: (0..columns).map(column).collect(),
                    // A row too short and one too long are printed, too.
                    rows: (0..rows)
                        .map(|_| (0..columns + self.below(3)).skip(1).map(|_| self.words()).collect())
                        .collect(),
                    row_heads,
                })
            }
        }
    }

    fn document(&mut self) -> Document {
        let mut document =
            Document::new(format!("Pack {}", self.below(99)), "2026-06-10".parse::<Day>().unwrap());
        (document.owner, document.head) = (self.words(), self.words());
        document.foot = (0..self.below(3)).map(|_| self.words()).collect();
        document.paper = if self.below(2) == 0 { Paper::Portrait } else { Paper::Landscape };
        document.parts = (0..self.below(12)).map(|_| self.part()).collect();
        document
    }
}

#[test]
fn documents_of_every_kind_hold_the_conditions_of_pdf_ua() {
    let mut numbers = Numbers(7);
    for nth in 0..60 {
        let document = numbers.document();
        let found = check(&pdf::write(&document).unwrap());
        assert!(found.is_empty(), "document {nth}, seed 7: {found:#?}\n{document:#?}");
    }
}

/// A file changed where it is written in the clear, every length kept; the checker must see it.
#[test]
fn a_file_that_breaks_a_condition_is_found() {
    let mut document = Numbers(3).document();
    document.parts = vec![
        Part::Heading(Level::Section, "Waits".to_owned()),
        Part::List(vec!["One".to_owned()]),
        Part::Table(Table {
            caption: "By patch".to_owned(),
            columns: vec![Column::words("Patch"), Column::figures("Met")],
            rows: vec![vec!["East".to_owned(), "71%".to_owned()]],
            row_heads: true,
        }),
    ];
    let bytes = pdf::write(&document).unwrap();
    assert_eq!(check(&bytes), Vec::<String>::new());
    for (from, to, condition) in [
        ("/Marked true", "/Marked null", "06-000"),
        ("/Lang", "/Long", "11-006"),
        ("/DisplayDocTitle true", "/DisplayDocTitle null", "07-001"),
        ("<pdfuaid:part>1<", "<pdfuaid:part>0<", "06-002"),
        ("/S /H2", "/S /H3", "14-003"),
        ("/S /TH", "/S /P ", "09-004"),
        ("/Scope /Row", "/Scape /Row", "15-003"),
        ("/ListNumbering", "/LostNumbering", "16-001"),
        ("/ToUnicode", "/NoUnicode", "10-001"),
        ("/FontFile2", "/FontFile9", "31-009"),
        ("/MCID 0", "/MCID 7", "01-006"),
        ("/StructParents", "/StructPerents", "01-006"),
    ] {
        let place = bytes.windows(from.len()).position(|part| part == from.as_bytes());
        let place = place.unwrap_or_else(|| panic!("“{from}” is not in the file"));
        let mut spoiled = bytes.clone();
        spoiled[place..place + to.len()].copy_from_slice(to.as_bytes());
        let found = check(&spoiled);
        assert!(found.iter().any(|one| one.starts_with(condition)), "{from}: {found:?}");
    }
}
