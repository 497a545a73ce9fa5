//! The word lists, and finding their words and phrases in a letter: the longest phrase from each place wins.

mod pairs;
mod passing;
mod tree;

use crate::tags::{Tag, Tags};
use crate::words::{Piece, Token};
use tree::{Growing, ROOT, Tree, UNKNOWN};

const LISTS: [&str; 8] = [
    include_str!("../lexicon/objects.txt"),
    include_str!("../lexicon/verbs.txt"),
    include_str!("../lexicon/services.txt"),
    include_str!("../lexicon/mood.txt"),
    include_str!("../lexicon/extra.txt"),
    include_str!("../lexicon/wide.txt"),
    include_str!("../lexicon/hands.txt"),
    include_str!("../lexicon/further.txt"),
];

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
    tree: Tree,
}

impl Lexicon {
    /// Reads the lists that stand in the crate.
    #[must_use]
    pub fn new() -> Lexicon {
        let mut growing = Growing::new();
        for list in LISTS {
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                if let Some((name, phrases)) = line.split_once(':')
                    && let Some(tag) = Tag::from_name(name.trim())
                {
                    for phrase in phrases.split(',') {
                        growing.put(phrase.trim(), tag);
                    }
                }
            }
        }
        Lexicon { tree: growing.grown() }
    }

    /// The place of a phrase in the lists.
    #[must_use]
    pub fn node(&self, phrase: &str) -> Option<u32> {
        let node = phrase.split(' ').try_fold(ROOT, |node, word| {
            let step = self.tree.step(node, self.tree.number(word));
            (step != ROOT).then_some(step)
        })?;
        Some(node)
    }

    /// The phrase at a place of the lists, words parted by spaces, behind a sign of equality.
    #[must_use]
    pub fn phrase(&self, node: u32) -> String {
        format!("={}", self.tree.phrase(node))
    }

    /// The marks of one word alone.
    #[must_use]
    pub fn word(&self, text: &str) -> Tags {
        self.tree.marks(self.tree.begin(self.tree.number(text)))
    }

    /// Marks the words of a text. `lower` is `text` in small letters with the same byte offsets; `tokens` come from it.
    /// `numbers` is room that is used again.
    pub fn mark(
        &self,
        text: &str,
        lower: &str,
        tokens: &[Token],
        numbers: &mut Vec<u32>,
        units: &mut Vec<Unit>,
    ) {
        units.clear();
        numbers.clear();
        numbers.extend(tokens.iter().map(|token| self.number(lower, token)));
        let mut at = 0;
        while let Some(first) = tokens.get(at) {
            let rest = (tokens.get(at..).unwrap_or_default(), numbers.get(at..).unwrap_or_default());
            let (length, tags, node) = self.longest(rest.0, rest.1);
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
            let capital = match shown.as_bytes().first() {
                Some(byte) if byte.is_ascii() => byte.is_ascii_uppercase(),
                _ => shown.chars().next().is_some_and(char::is_uppercase),
            };
            let upper = capital && shown.len() >= 2 && shown.bytes().all(|b| !b.is_ascii_lowercase());
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
        pairs::drop_names(lower, units);
        pairs::mark_pairs(lower, units);
        passing::mark_passing(lower, units);
    }

    /// The number of a word of a text in the lists.
    fn number(&self, lower: &str, token: &Token) -> u32 {
        if !matches!(token.piece, Piece::Word | Piece::Number) {
            return UNKNOWN;
        }
        let Some(text) = lower.get(token.start..token.end) else { return UNKNOWN };
        let found = if text.is_ascii() || !text.contains('\u{2019}') {
            self.tree.number(text)
        } else {
            self.tree.number(&text.replace('\u{2019}', "'"))
        };
        if found != UNKNOWN {
            return found;
        }
        // "A year's time": the owner's mark tells nothing here.
        match text.strip_suffix("'s").or_else(|| text.strip_suffix("\u{2019}s")) {
            Some(bare) => self.tree.number(bare),
            None => UNKNOWN,
        }
    }

    /// The longest listed phrase at the front: how many tokens, its marks and its place.
    fn longest(&self, tokens: &[Token], numbers: &[u32]) -> (usize, Tags, u32) {
        let mut node = ROOT;
        let mut best = (1, Tags::EMPTY, ROOT);
        for (index, (token, number)) in tokens.iter().zip(numbers).enumerate() {
            if *number == UNKNOWN {
                if index > 0 && matches!(token.piece, Piece::Point('-')) && !token.spaced {
                    continue;
                }
                break;
            }
            node = self.tree.step(node, *number);
            if node == ROOT {
                break;
            }
            let marks = self.tree.marks(node);
            if !marks.is_empty() || index == 0 {
                best = (index + 1, marks, node);
            }
            if !self.tree.goes_on(node) {
                break;
            }
        }
        best
    }

    /// A word joined by a stroke carries the marks of its parts: "GP/practice nurse", "lying/standing".
    fn parts(&self, word: &str) -> Tags {
        if !word.contains('/') {
            return Tags::EMPTY;
        }
        word.split('/')
            .filter(|part| part.len() < word.len())
            .fold(Tags::EMPTY, |tags, part| tags.with(self.word(part)))
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
