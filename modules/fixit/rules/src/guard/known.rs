//! The lists of names, lent to others who look for people in words: letters look by them too. All words in lower case.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::lists;

fn has(list: &'static OnceLock<HashSet<&'static str>>, words: &'static str, word: &str) -> bool {
    list.get_or_init(|| words.split(' ').collect()).contains(word)
}

/// A given name that is hardly ever another word.
#[must_use]
pub fn given(word: &str) -> bool {
    static GIVEN: OnceLock<HashSet<&'static str>> = OnceLock::new();
    has(&GIVEN, lists::GIVEN, word)
}

/// A given name that is often another word.
#[must_use]
pub fn given_too(word: &str) -> bool {
    static GIVEN_TOO: OnceLock<HashSet<&'static str>> = OnceLock::new();
    has(&GIVEN_TOO, lists::GIVEN_TOO, word)
}

/// A surname that is hardly ever another word.
#[must_use]
pub fn surname(word: &str) -> bool {
    static SURNAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    has(&SURNAMES, lists::SURNAMES, word)
}

/// A word that follows a title or a given name and makes the two no name.
#[must_use]
pub fn never_surname(word: &str) -> bool {
    static NEVER: OnceLock<HashSet<&'static str>> = OnceLock::new();
    has(&NEVER, lists::NOT_SURNAMES, word)
}
