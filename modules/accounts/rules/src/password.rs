//! What makes a password good enough: length, and not being the first thing that somebody would try.

use std::fmt;

use kernel::Day;

use crate::common::{COMMON, RUNS};
use crate::{PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, PASSWORD_LETTERS_MIN};

/// What is known of the user and must not be in the password.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// The user's name.
    pub name: &'a str,
    /// The user's mail address.
    pub mail: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
}

/// Why a password is not good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRefused {
    /// Fewer letters than this.
    TooShort {
        /// Fewest letters.
        length_min: usize,
    },
    /// More letters than this.
    TooLong {
        /// Most letters.
        length_max: usize,
    },
    /// Made of too few different letters.
    TooFewLetters {
        /// Fewest different letters.
        letters_min: usize,
    },
    /// A common word, dressed up or repeated, or a row of keys.
    Common,
    /// Holds a part of the user's name, mail address or organisation.
    HoldsName,
}

impl fmt::Display for PasswordRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PasswordRefused::TooShort { length_min } => {
                write!(
                    f,
                    "use at least {length_min} letters; three or four words that do not belong together are good"
                )
            }
            PasswordRefused::TooLong { length_max } => write!(f, "use at most {length_max} letters"),
            PasswordRefused::TooFewLetters { letters_min } => {
                write!(f, "use at least {letters_min} different letters")
            }
            PasswordRefused::Common => {
                f.write_str("this is among the first that somebody would try; use other words")
            }
            PasswordRefused::HoldsName => {
                f.write_str("leave out your name, your mail address and your organisation")
            }
        }
    }
}

impl std::error::Error for PasswordRefused {}

/// Whether a password may be used on that day. Nothing is asked about kinds of letters, and it never runs out: both
/// make people choose worse ones.
pub fn check_password(password: &str, about: About<'_>, day: Day) -> Result<(), PasswordRefused> {
    let length = password.chars().count();
    let length_min = PASSWORD_LENGTH_MIN.on(day);
    if length < length_min {
        return Err(PasswordRefused::TooShort { length_min });
    }
    let length_max = PASSWORD_LENGTH_MAX.on(day);
    if length > length_max {
        return Err(PasswordRefused::TooLong { length_max });
    }
    let mut letters: Vec<char> = password.to_lowercase().chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let letters_min = PASSWORD_LETTERS_MIN.on(day);
    if letters.len() < letters_min {
        return Err(PasswordRefused::TooFewLetters { letters_min });
    }
    if is_common(password) {
        return Err(PasswordRefused::Common);
    }
    if holds_a_name(password, about) {
        return Err(PasswordRefused::HoldsName);
    }
    Ok(())
}

/// Nothing but common words, once figures and signs are taken for the letters they stand for or left out.
fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let plain: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    if RUNS.iter().any(|run| run.contains(&plain)) || is_repeat(&plain) {
        return true;
    }
    let bare: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let undressed: String = lower.chars().map(undress).filter(|c| c.is_alphabetic()).collect();
    let trimmed: String = lower
        .trim_matches(|c: char| !c.is_alphabetic())
        .chars()
        .map(undress)
        .filter(|c| c.is_alphabetic())
        .collect();
    [bare, undressed, trimmed].iter().any(|text| is_made_of_common(text))
}

/// The letter that a figure or sign stands for in a dressed-up word.
fn undress(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Longer pieces than this make a phrase of their own when they are said twice.
const REPEATED_LENGTH_MAX: usize = 8;

/// The same few letters over and over: `abcabcabcabc`.
fn is_repeat(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=REPEATED_LENGTH_MAX.min(letters.len() / 2)).any(|length| {
        letters.len().is_multiple_of(length) && letters.chunks(length).all(|piece| letters.starts_with(piece))
    })
}

/// Whether the text falls whole into at most three common words. Figures alone leave no text, which counts as common.
fn is_made_of_common(text: &str) -> bool {
    fn falls(text: &str, words_left: usize) -> bool {
        text.is_empty()
            || words_left > 0
                && COMMON
                    .iter()
                    .any(|word| text.strip_prefix(word).is_some_and(|rest| falls(rest, words_left - 1)))
    }
    falls(text, 3)
}

/// Parts shorter than this are in too many good passwords by chance.
const PART_LENGTH_MIN: usize = 4;

fn holds_a_name(password: &str, about: About<'_>) -> bool {
    let lower = password.to_lowercase();
    let local = about.mail.split('@').next().unwrap_or_default();
    [about.name, local, about.organisation]
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .map(str::to_lowercase)
        .filter(|part| part.chars().count() >= PART_LENGTH_MIN && !ORDINARY.contains(&part.as_str()))
        .any(|part| lower.contains(&part))
}

/// Parts of names of organisations that say nothing about which one.
const ORDINARY: &[&str] = &["road", "street", "lane", "house", "centre", "group", "with"];
