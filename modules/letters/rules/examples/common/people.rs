//! Letters whose people are marked, and how well they are taken out.

use std::collections::BTreeMap;

use letters_rules::deidentify::{Deidentifier, Removed};
use letters_rules::lexicon::Lexicon;
use letters_rules::marked;

/// A mark: its letter (`n` name, `s` NHS number, …) and its bytes in the text.
pub struct Mark {
    pub kind: char,
    pub start: usize,
    pub end: usize,
}

/// A letter without its marks, and where they were.
pub struct Letter {
    pub hand: String,
    pub text: String,
    pub marks: Vec<Mark>,
    /// Its errors have never been looked at.
    pub kept_back: bool,
}

/// The parts of the fixtures: their text, and whether they are divided. The first two have been looked at whole.
pub const PARTS: [(&str, bool); 4] = [
    (include_str!("../../fixtures/people-1.txt"), false),
    (include_str!("../../fixtures/people-2.txt"), false),
    (include_str!("../../fixtures/people-3.txt"), true),
    (include_str!("../../fixtures/people-4.txt"), true),
];

/// The letters of one part.
pub fn letters((file, divided): (&str, bool)) -> Vec<Letter> {
    let mut all = Vec::new();
    for part in file.split("\n=== ").skip(1) {
        let (hand, body) = part.split_once('\n').unwrap();
        let (mut text, mut marks) = (String::new(), Vec::new());
        let mut rest = body;
        while let Some(at) = rest.find('{') {
            text.push_str(&rest[..at]);
            let end = rest[at..].find('}').unwrap() + at;
            let (kind, inside) = rest[at + 1..end].split_once('|').unwrap();
            let start = text.len();
            text.push_str(inside);
            marks.push(Mark { kind: kind.chars().next().unwrap(), start, end: text.len() });
            rest = &rest[end + 1..];
        }
        text.push_str(rest);
        let kept_back = divided && marked::is_kept_back(&text);
        all.push(Letter { hand: hand.to_owned(), text, marks, kept_back });
    }
    all
}

/// How many of a kind there are, and how many were taken out whole.
#[derive(Default, Clone, Copy)]
pub struct Count {
    pub all: usize,
    pub out: usize,
}

impl Count {
    pub fn share(self) -> f64 {
        if self.all == 0 { 1.0 } else { self.out as f64 / self.all as f64 }
    }
}

/// The figures over letters, and a line for each thing that is wrong.
#[derive(Default)]
pub struct Counted {
    pub kinds: BTreeMap<char, Count>,
    /// Words taken out, and those of them that belonged to somebody.
    pub words_out: usize,
    pub words_right: usize,
    pub wrong: Vec<String>,
}

const TITLES: [&str; 14] =
    ["mr", "mrs", "ms", "miss", "dr", "prof", "sr", "sister", "nurse", "baby", "mx", "ext", "staff", "x"];

fn words(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        match (start, c.is_alphanumeric()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Counts. A name is out when each of its words of two letters or more is; anything else when every figure and letter of
/// it is. Precision goes by words: how many of those taken out belonged to somebody.
pub fn count<'l>(letters: impl Iterator<Item = &'l Letter>) -> Counted {
    let (cleaner, lexicon) = (Deidentifier::new(), Lexicon::new());
    let mut counted = Counted::default();
    for letter in letters {
        let removed: Vec<Removed> = cleaner.clean(&letter.text, &lexicon).removed;
        let gone = |start: usize, end: usize| removed.iter().any(|r| r.start <= start && end <= r.end);
        let all = words(&letter.text);
        for mark in &letter.marks {
            let inside = all.iter().filter(|(from, to)| mark.start <= *from && *to <= mark.end);
            let out = inside
                .filter(|(from, to)| mark.kind != 'n' || letter.text[*from..*to].chars().count() > 1)
                .all(|(from, to)| gone(*from, *to));
            let count = counted.kinds.entry(mark.kind).or_default();
            count.all += 1;
            count.out += usize::from(out);
            if !out {
                let line = letter.text[mark.start..mark.end].replace('\n', " / ");
                counted.wrong.push(format!("LEFT  {} {line}   [{}]", mark.kind, letter.hand));
            }
        }
        for (from, to) in all {
            if !gone(from, to) {
                continue;
            }
            let word = &letter.text[from..to];
            if word.chars().count() == 1 || TITLES.contains(&word.to_lowercase().as_str()) {
                continue;
            }
            let right = letter.marks.iter().any(|mark| mark.start <= from && to <= mark.end);
            counted.words_out += 1;
            counted.words_right += usize::from(right);
            if !right {
                let around: String = letter.text[from..].chars().take(40).collect();
                counted.wrong.push(format!(
                    "TAKEN {word}: {}   [{}]",
                    around.replace('\n', " / "),
                    letter.hand
                ));
            }
        }
    }
    counted
}
