//! All lists in one tree of words, laid out so that a word of a letter costs one look and most phrases none: each word has a
//! number, found by an open table of hashes; each place in the tree keeps the few words that may follow it.

use std::collections::{BTreeMap, HashMap};

use crate::tags::{Tag, Tags};
use crate::words::{self, Piece};

/// The place before any word.
pub(super) const ROOT: u32 = 0;
/// The number of a word that the lists do not hold.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// A word of the lists in the open table.
#[derive(Clone, Copy, Default)]
struct Slot {
    hash: u64,
    /// Its number and one; 0 where the slot is free.
    word: u32,
    /// Where its letters stand in `letters`.
    start: u32,
    length: u32,
}

/// The lists as a tree.
pub(super) struct Tree {
    slots: Vec<Slot>,
    letters: String,
    /// The place of each word that begins a phrase, by its number; the root where none does.
    begins: Vec<u32>,
    /// For each place, where its followers begin in `followers`; one more than there are places.
    places: Vec<u32>,
    /// Word and place, by word.
    followers: Vec<(u32, u32)>,
    marks: Vec<Tags>,
    /// The place before each place and the word between, for writing phrases down.
    parents: Vec<(u32, u32)>,
    words: Vec<Box<str>>,
}

/// A hash for short words; the table's words are our own lists, so nobody can choose what collides in it.
fn hash(bytes: &[u8]) -> u64 {
    const TURN: u64 = 0x517c_c1b7_2722_0a95;
    let turn = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(TURN);
    let (eights, rest) = bytes.as_chunks::<8>();
    let hash = eights.iter().fold(bytes.len() as u64, |hash, eight| turn(hash, u64::from_le_bytes(*eight)));
    let hash = turn(hash, rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    hash ^ (hash >> 32)
}

/// The tree while lists are read.
#[derive(Default)]
pub(super) struct Growing {
    numbers: HashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
    edges: BTreeMap<(u32, u32), u32>,
    marks: Vec<Tags>,
    parents: Vec<(u32, u32)>,
}

impl Growing {
    pub(super) fn new() -> Growing {
        Growing { marks: vec![Tags::EMPTY], parents: vec![(ROOT, UNKNOWN)], ..Growing::default() }
    }

    /// Adds a phrase with its mark.
    pub(super) fn put(&mut self, phrase: &str, tag: Tag) {
        let mut tokens = Vec::new();
        words::cut(phrase, &mut tokens);
        let mut node = ROOT;
        for token in tokens.iter().filter(|token| !matches!(token.piece, Piece::Point('-'))) {
            let Some(text) = phrase.get(token.start..token.end) else { continue };
            let fresh = number(self.words.len());
            let word = *self.numbers.entry(text.into()).or_insert(fresh);
            if word == fresh {
                self.words.push(text.into());
            }
            let next = number(self.marks.len());
            let step = *self.edges.entry((node, word)).or_insert(next);
            if step == next {
                self.marks.push(Tags::EMPTY);
                self.parents.push((node, word));
            }
            node = step;
        }
        let Some(marks) = self.marks.get_mut(node as usize).filter(|_| node != ROOT) else { return };
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

    /// The tree as letters are read by.
    pub(super) fn grown(self) -> Tree {
        let mut tree = Tree {
            slots: vec![Slot::default(); (self.words.len() * 4).next_power_of_two().max(4)],
            letters: String::new(),
            begins: vec![ROOT; self.words.len()],
            places: Vec::new(),
            followers: Vec::new(),
            marks: self.marks,
            parents: self.parents,
            words: self.words,
        };
        for (word, text) in tree.words.iter().enumerate() {
            let hash = hash(text.as_bytes());
            let slot = Slot {
                hash,
                word: number(word + 1),
                start: number(tree.letters.len()),
                length: number(text.len()),
            };
            tree.letters.push_str(text);
            let mask = tree.slots.len() - 1;
            let mut at = place(hash, mask);
            while tree.slots.get(at).is_some_and(|taken| taken.word != 0) {
                at = (at + 1) & mask;
            }
            if let Some(free) = tree.slots.get_mut(at) {
                *free = slot;
            }
        }
        // The edges come ordered by place and word.
        for ((from, word), to) in self.edges {
            if from == ROOT {
                if let Some(begins) = tree.begins.get_mut(word as usize) {
                    *begins = to;
                }
                continue;
            }
            while tree.places.len() <= from as usize {
                tree.places.push(number(tree.followers.len()));
            }
            tree.followers.push((word, to));
        }
        while tree.places.len() <= tree.marks.len() {
            tree.places.push(number(tree.followers.len()));
        }
        tree
    }
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(UNKNOWN)
}

fn place(hash: u64, mask: usize) -> usize {
    usize::try_from(hash & (mask as u64)).unwrap_or(0)
}

impl Tree {
    /// The number of a word, in small letters.
    pub(super) fn number(&self, text: &str) -> u32 {
        let hash = hash(text.as_bytes());
        let mask = self.slots.len() - 1;
        let mut at = place(hash, mask);
        while let Some(slot) = self.slots.get(at).filter(|slot| slot.word != 0) {
            let (start, end) = (slot.start as usize, slot.start as usize + slot.length as usize);
            if slot.hash == hash && self.letters.get(start..end) == Some(text) {
                return slot.word - 1;
            }
            at = (at + 1) & mask;
        }
        UNKNOWN
    }

    /// The place of one word alone; the root where no phrase begins with it.
    pub(super) fn begin(&self, word: u32) -> u32 {
        self.begins.get(word as usize).copied().unwrap_or(ROOT)
    }

    /// The words that may follow at a place.
    fn after(&self, node: u32) -> &[(u32, u32)] {
        let from = self.places.get(node as usize).copied().unwrap_or(0) as usize;
        let to = self.places.get(node as usize + 1).copied().unwrap_or(0) as usize;
        self.followers.get(from..to).unwrap_or_default()
    }

    /// Does any phrase go on from here?
    pub(super) fn goes_on(&self, node: u32) -> bool {
        !self.after(node).is_empty()
    }

    /// The place after this word; the root where no phrase goes on so.
    pub(super) fn step(&self, node: u32, word: u32) -> u32 {
        if node == ROOT {
            return self.begin(word);
        }
        let after = self.after(node);
        after
            .binary_search_by_key(&word, |(word, _)| *word)
            .ok()
            .and_then(|at| after.get(at))
            .map_or(ROOT, |(_, to)| *to)
    }

    /// The marks at a place.
    pub(super) fn marks(&self, node: u32) -> Tags {
        self.marks.get(node as usize).copied().unwrap_or_default()
    }

    /// The words that lead to a place, parted by spaces.
    pub(super) fn phrase(&self, node: u32) -> String {
        let mut words = Vec::new();
        let mut at = node;
        while let Some((before, word)) = self.parents.get(at as usize).filter(|_| at != ROOT) {
            words.push(self.words.get(*word as usize).map_or("", |text| text));
            at = *before;
        }
        words.reverse();
        words.join(" ")
    }
}
