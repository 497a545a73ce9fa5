//! The word lists, and finding their words and phrases in a letter: the longest phrase from each place wins.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::tags::{Tag, Tags};
use crate::words::{self, Piece, Token};

const LISTS: [&str; 6] = [
    include_str!("../lexicon/objects.txt"),
    include_str!("../lexicon/verbs.txt"),
    include_str!("../lexicon/services.txt"),
    include_str!("../lexicon/mood.txt"),
    include_str!("../lexicon/extra.txt"),
    include_str!("../lexicon/wide.txt"),
];

/// A small fast hash for short words (FNV-1a by eights); the keys are our own lists, so nobody can choose collisions.
#[derive(Default)]
pub struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0u8; 8];
            for (to, from) in word.iter_mut().zip(chunk) {
                *to = *from;
            }
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

type Fast = BuildHasherDefault<WordHasher>;

/// A word or a listed phrase in a text.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// Its marks.
    pub tags: Tags,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// True where the first letter is a capital.
    pub capital: bool,
    /// True where all letters are capitals.
    pub upper: bool,
    /// What it begins with.
    pub piece: Piece,
    /// True where a space or line stands before it.
    pub spaced: bool,
    /// Its place in the lists; 0 where they do not know it.
    pub node: u32,
}

/// All lists in one tree of words.
pub struct Lexicon {
    words: HashMap<Box<str>, u32, Fast>,
    edges: HashMap<u64, u32, Fast>,
    marks: Vec<Tags>,
}

const ROOT: u32 = 0;

fn edge(node: u32, word: u32) -> u64 {
    (u64::from(node) << 32) | u64::from(word)
}

impl Lexicon {
    /// Reads the lists that stand in the crate.
    #[must_use]
    pub fn new() -> Lexicon {
        let mut lexicon =
            Lexicon { words: HashMap::default(), edges: HashMap::default(), marks: vec![Tags::EMPTY] };
        for list in LISTS {
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                if let Some((name, phrases)) = line.split_once(':')
                    && let Some(tag) = Tag::from_name(name.trim())
                {
                    for phrase in phrases.split(',') {
                        lexicon.put(phrase.trim(), tag);
                    }
                }
            }
        }
        lexicon
    }

    /// The place of a phrase in the lists.
    #[must_use]
    pub fn node(&self, phrase: &str) -> Option<u32> {
        phrase.split(' ').try_fold(ROOT, |node, word| {
            let word = self.words.get(word)?;
            self.edges.get(&edge(node, *word)).copied()
        })
    }

    /// The phrase at a place of the lists, words parted by spaces, behind a sign of equality.
    #[must_use]
    pub fn phrase(&self, node: u32) -> String {
        let mut words = Vec::new();
        let mut at = node;
        while at != ROOT {
            let Some((key, _)) = self.edges.iter().find(|(_, to)| **to == at) else { break };
            let word = u32::try_from(key & u64::from(u32::MAX)).unwrap_or(0);
            words.push(self.words.iter().find(|(_, id)| **id == word).map_or("", |(text, _)| text));
            at = u32::try_from(key >> 32).unwrap_or(ROOT);
        }
        words.reverse();
        format!("={}", words.join(" "))
    }

    fn put(&mut self, phrase: &str, tag: Tag) {
        let mut tokens = Vec::new();
        words::cut(phrase, &mut tokens);
        let mut node = ROOT;
        for token in tokens.iter().filter(|token| !matches!(token.piece, Piece::Point('-'))) {
            let Some(text) = phrase.get(token.start..token.end) else { continue };
            let fresh = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            let word = *self.words.entry(text.into()).or_insert(fresh);
            let next = u32::try_from(self.marks.len()).unwrap_or(u32::MAX);
            let step = *self.edges.entry(edge(node, word)).or_insert(next);
            if step == next {
                self.marks.push(Tags::EMPTY);
            }
            node = step;
        }
        if let Some(marks) = self.marks.get_mut(node as usize).filter(|_| node != ROOT) {
            marks.add(tag);
            for (narrow, wide) in [
                (Tag::Swap, Tag::MedChange),
                (Tag::Begin, Tag::Start),
                (Tag::Home, Tag::Vital),
                (Tag::Homeward, Tag::Return),
            ] {
                if tag == narrow {
                    marks.add(wide);
                }
            }
            // "Renal clinic" is a service and a visit to it.
            let place = ["in ", "at ", "on ", "by "].iter().any(|word| phrase.starts_with(word));
            if phrase.ends_with(" clinic") && !place {
                marks.add(Tag::Visit);
            }
        }
    }

    /// The marks of one word alone.
    #[must_use]
    pub fn word(&self, text: &str) -> Tags {
        self.words
            .get(text)
            .and_then(|word| self.edges.get(&edge(ROOT, *word)))
            .and_then(|node| self.marks.get(*node as usize))
            .copied()
            .unwrap_or_default()
    }

    /// Marks the words of a text. `lower` is `text` in small letters with the same byte offsets; `tokens` come from it.
    pub fn mark(&self, text: &str, lower: &str, tokens: &[Token], units: &mut Vec<Unit>) {
        units.clear();
        let mut at = 0;
        while let Some(first) = tokens.get(at) {
            let (length, tags, node) = self.longest(lower, tokens.get(at..).unwrap_or_default());
            let last = tokens.get(at + length - 1).unwrap_or(first);
            let mut tags = tags;
            if length == 1 {
                // The ending of a word speaks only where the lists are silent: "histology" is no specialty.
                if tags.is_empty() || first.piece != Piece::Word {
                    tags = tags.with(crate::shapes::of(lower, first));
                }
                if tags.is_empty()
                    && let Piece::Word = first.piece
                {
                    tags = self.parts(lower.get(first.start..first.end).unwrap_or_default());
                }
            }
            let shown = text.get(first.start..last.end).unwrap_or_default();
            let capital = shown.chars().next().is_some_and(char::is_uppercase);
            let upper = shown.len() >= 2 && shown.bytes().all(|b| !b.is_ascii_lowercase()) && capital;
            if length == 1 {
                tags = by_case(shown, upper, tags);
            }
            units.push(Unit {
                tags,
                start: first.start,
                end: last.end,
                capital,
                upper,
                piece: first.piece,
                spaced: first.spaced,
                node,
            });
            at += length;
        }
        drop_names(lower, units);
        mark_pairs(lower, units);
    }

    /// The longest listed phrase at the front: how many tokens, and its marks.
    fn longest(&self, lower: &str, tokens: &[Token]) -> (usize, Tags, u32) {
        let mut node = ROOT;
        let mut best = (1, Tags::EMPTY, ROOT);
        for (index, token) in tokens.iter().enumerate() {
            if index > 0 && matches!(token.piece, Piece::Point('-')) && !token.spaced {
                continue;
            }
            if !matches!(token.piece, Piece::Word | Piece::Number) {
                break;
            }
            let Some(text) = lower.get(token.start..token.end) else { break };
            let word = if text.contains('\u{2019}') {
                self.words.get(text.replace('\u{2019}', "'").as_str())
            } else {
                self.words.get(text)
            };
            // "A year's time": the owner's mark tells nothing here.
            let bare = || text.strip_suffix("'s").or_else(|| text.strip_suffix("\u{2019}s"));
            let word = word.or_else(|| bare().and_then(|text| self.words.get(text)));
            let Some(next) = word.and_then(|word| self.edges.get(&edge(node, *word))) else { break };
            node = *next;
            let marks = self.marks.get(node as usize).copied().unwrap_or_default();
            if !marks.is_empty() || index == 0 {
                best = (index + 1, marks, node);
            }
        }
        best
    }

    /// A word joined by a stroke carries the marks of its parts: "GP/practice nurse", "lying/standing".
    fn parts(&self, word: &str) -> Tags {
        word.split('/')
            .filter(|part| part.len() < word.len())
            .fold(Tags::EMPTY, |tags, part| tags.with(self.word(part)))
    }
}

/// Marks that two words give together: "now 40 mg" is a change of dose, "no rubbing" is a ban.
fn mark_pairs(lower: &str, units: &mut [Unit]) {
    for index in 1..units.len() {
        let begins = index < 2
            || units.get(index - 2).is_none_or(|before| {
                before.piece != Piece::Word && before.piece != Piece::Number || before.tags.has(Tag::Refer)
            });
        let (front, back) = units.split_at_mut(index);
        let (Some(first), Some(second)) = (front.last_mut(), back.first()) else { continue };
        let word = |unit: &Unit| lower.get(unit.start..unit.end).unwrap_or_default();
        // "To 125 mcg" is a change of dose; "tomorrow AM" is a time of day.
        if first.tags.has(Tag::To)
            && second.tags.has(Tag::Num)
            && !second.tags.has(Tag::Time)
            && (second.tags.has(Tag::Dose) || back.get(1).is_some_and(|unit| unit.tags.has(Tag::Dose)))
        {
            first.tags.add(Tag::MedChange);
        }
        let Some(second) = back.first_mut() else { continue };
        if word(second) == "am" && first.tags.any(Tags::of(&[Tag::Time, Tag::Num])) {
            second.tags = Tags::of(&[Tag::Time]);
        }
        let amount = Tags::of(&[Tag::Num, Tag::Dose]);
        let tested = Tags::of(&[Tag::Test, Tag::Vital]);
        if first.tags.any(tested) && second.tags.has(Tag::Num) && !second.tags.has(Tag::Time) {
            first.tags.add(Tag::Value);
        }
        if word(first) == "now" && second.tags.has(Tag::Num) && !second.tags.has(Tag::Time) {
            first.tags.add(Tag::MedChange);
        }
        if word(second) == "now" && first.tags.any(amount) && first.tags.has(Tag::Dose) {
            second.tags.add(Tag::MedChange);
        }
        // "Should the wound gape": a condition, unlike "should be seen".
        let noun =
            second.tags.is_empty() || second.tags.any(Tags::of(&[Tag::Symptom, Tag::Pron, Tag::Theirs]));
        let verb = second.tags.any(Tags::of(&[Tag::Be, Tag::Base, Tag::Neg, Tag::Present, Tag::You]));
        if word(first) == "should" && begins && noun && !verb {
            first.tags = Tags::of(&[Tag::If, Tag::Sub]);
        }
        if word(first) == "no" && second.tags.is_empty() && word(second).ends_with("ing") {
            second.tags.add(Tag::Life);
        }
    }
}

/// "Test PATIENT" and "Sample ASH" are people, as made-up letters name them; so is any listed word before a surname.
fn drop_names(lower: &str, units: &mut [Unit]) {
    for index in 1..units.len() {
        let (front, back) = units.split_at_mut(index);
        let (Some(name), Some(next)) = (front.last_mut(), back.first_mut()) else { continue };
        let word = lower.get(name.start..name.end).unwrap_or_default();
        let surname = next.upper && next.piece == Piece::Word && next.end - next.start >= 3;
        let made_up = next.tags.is_empty() || next.tags.has(Tag::Pat);
        if matches!(word, "test" | "sample") && name.capital && !name.upper && surname && made_up {
            name.tags = Tags::EMPTY;
            next.tags = Tags::EMPTY;
        }
    }
}

/// A few words mean one thing in capitals and another in small letters: US and us, MR and Mr, TOE and toe.
fn by_case(shown: &str, upper: bool, tags: Tags) -> Tags {
    let people = Tags::of(&[Tag::We, Tag::Hosp, Tag::You]);
    let pictures = Tags::of(&[Tag::Imaging]);
    match shown.len() {
        2 | 3 if tags.any(people) && tags.any(pictures) => {
            tags.without(if upper { people } else { pictures })
        }
        4 if shown.eq_ignore_ascii_case("salt") => {
            tags.without(Tags::of(if upper { &[Tag::Life] } else { &[Tag::Hosp] }))
        }
        3 if shown.eq_ignore_ascii_case("toe") && !upper => Tags::EMPTY,
        _ => tags,
    }
}

impl Default for Lexicon {
    fn default() -> Lexicon {
        Lexicon::new()
    }
}
