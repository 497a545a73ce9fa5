//! The letter as the rules of names see it: its words, how much speaks for a name, and how far a name goes.

use std::collections::BTreeSet;

use fixit_rules::guard::known;

use crate::deidentify::ordinary::{self, both, never, ordinary};
use crate::deidentify::words::Word;
use crate::lexicon::Lexicon;

/// The letter as the rules see it.
pub(super) struct Page<'w, 't> {
    pub(super) words: &'w [Word<'t>],
    pub(super) text: &'t str,
    pub(super) lexicon: &'w Lexicon,
    /// It is written in small letters throughout.
    pub(super) small: bool,
    /// It is written in capitals throughout.
    pub(super) big: bool,
    /// Words that it uses in small letters too.
    pub(super) used_small: BTreeSet<&'w str>,
}

/// How much speaks for a name before a single word of it is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// A title or a salutation: any word but the plainest.
    Name,
    /// A label, kin, a role: words of medicine stay, words that are also names go.
    Maybe,
    /// Only its place: nothing that is also another word.
    Perhaps,
}

pub(super) fn particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "la"
            | "le"
            | "da"
            | "del"
            | "della"
            | "di"
            | "du"
            | "dos"
            | "van"
            | "von"
            | "der"
            | "den"
            | "al"
            | "el"
            | "bin"
            | "bint"
            | "ibn"
            | "ben"
            | "ap"
            | "ni"
            | "mac"
            | "st"
    )
}

impl<'t> Page<'_, 't> {
    pub(super) fn word(&self, nth: usize) -> Option<&Word<'t>> {
        self.words.get(nth)
    }

    pub(super) fn plain(&self, nth: usize) -> &str {
        self.word(nth).map_or("", |word| word.plain.as_str())
    }

    pub(super) fn before(&self, nth: usize, steps: usize) -> &str {
        nth.checked_sub(steps).map_or("", |at| self.plain(at))
    }

    /// Whether a word is written as a word of a name that nothing else knows: neither medicine nor an everyday word.
    pub(super) fn unknown(&self, word: &Word<'_>) -> bool {
        word.letters() >= 3 && !word.is_capitals() && word.is_capital() && self.fits(word, Says::Perhaps)
    }

    /// Whether a word may be a name where so much speaks for one.
    pub(super) fn fits(&self, word: &Word<'_>, says: Says) -> bool {
        let plain = word.plain.as_str();
        if word.is_initial() {
            return true;
        }
        if never(plain) || word.letters() < 2 || !(word.is_capital() || self.small) {
            return false;
        }
        match says {
            Says::Name if self.small || self.big => !ordinary(plain, self.lexicon) || both(plain),
            Says::Name => true,
            Says::Maybe => !ordinary(plain, self.lexicon) || both(plain) && !self.big,
            Says::Perhaps => {
                let short = word.is_capitals() && !self.big && word.letters() <= 4 && !known::surname(plain);
                !ordinary(plain, self.lexicon) && !both(plain) && !short && !ordinary::eponym(plain)
            }
        }
    }

    /// One past the last word of the name that begins here; nothing where none does.
    pub(super) fn run(&self, from: usize, says: Says) -> Option<usize> {
        let mut to = from;
        let mut last_name = from;
        while to < from + 6 {
            let Some(word) = self.word(to) else { break };
            let after_initial = to > from && self.word(to - 1).is_some_and(Word::is_initial);
            let gap_fits = to == from
                || matches!(word.gap, " " | "  " | "^" | " \"" | "\" " | " ('" | "' ")
                || after_initial && matches!(word.gap, "." | ". ");
            let turned = to == from + 1 && word.gap == ", " && self.turns(from, to, says);
            if !(gap_fits || turned) {
                break;
            }
            // After a given name that is hardly another word, "Strand" and "May" are surnames.
            let led = to > from && self.word(from).is_some_and(|first| ordinary::given(&first.plain));
            let inner = to > from
                && (ordinary(&word.plain, self.lexicon)
                    && !(both(&word.plain) && (says == Says::Name || led) && !self.big)
                    || word.is_capitals() && ordinary::role_after(&word.plain));
            if particle(&word.plain)
                && self.word(to + 1).is_some_and(|next| matches!(next.gap, " " | "-" | "\u{2019}" | "'"))
            {
                to += 1;
                continue;
            }
            if inner && !word.is_initial() || !(self.fits(word, says) || led && self.fits(word, Says::Maybe))
            {
                break;
            }
            to += 1;
            if !word.is_initial() {
                last_name = to;
            }
            if word.possessive {
                break;
            }
        }
        (last_name > from).then_some(last_name)
    }

    /// "HUSSAIN, Shabana", "Wilson, Peter": a surname before a given name.
    fn turns(&self, from: usize, to: usize, says: Says) -> bool {
        let (Some(surname), Some(given)) = (self.word(from), self.word(to)) else { return false };
        let known = says == Says::Maybe
            || ordinary::given(&given.plain)
            || surname.is_capitals() && !self.big
            || surname.on_new_line()
            || surname.gap.contains(':');
        known
            && given.is_capital()
            && !ordinary::role_after(&given.plain)
            && !ordinary(&given.plain, self.lexicon)
    }

    /// The name is a disease's or a place's: "Bell's palsy", "Mary Potter Centre".
    pub(super) fn bears(&self, to: usize) -> bool {
        let near = |nth: usize| {
            self.word(nth)
                .is_some_and(|word| word.gap.len() <= 3 && !word.gap.contains(['.', ',', ';', '\n', ')']))
        };
        let tells = |nth: usize| {
            let plain = self.plain(nth);
            ordinary::after_eponym(plain) || ordinary::place(plain)
        };
        near(to)
            && (tells(to) || near(to + 1) && self.word(to).is_some_and(Word::is_capital) && tells(to + 1))
    }
}
