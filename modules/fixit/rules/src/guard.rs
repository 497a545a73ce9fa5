//! The identity guard: nothing that tells who somebody is becomes part of an issue. It looks for NHS numbers, dates of
//! birth, postcodes, telephone and hospital numbers, e-mail addresses and names, however they are written, and says what
//! it found so that the writer can take it out.
//!
//! The guard is a net, not a promise: an issue's words are sealed all the same and can be taken out by the office.

mod dates;
mod digits;
pub mod known;
mod lists;
mod names;
mod places;

use kernel::Day;
use serde::{Deserialize, Serialize};

/// What kind of thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Ten digits whose last fits the others, in figures or words; or any long number said to be one.
    NhsNumber,
    /// A day of birth, or a full date too old to be of a letter.
    DateOfBirth,
    /// A full postcode.
    Postcode,
    /// A telephone number.
    Telephone,
    /// A hospital number, or any run of six or more digits.
    HospitalNumber,
    /// An e-mail address.
    Email,
    /// A name.
    Name,
}

impl What {
    /// Its short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            What::NhsNumber => "nhs-number",
            What::DateOfBirth => "date-of-birth",
            What::Postcode => "postcode",
            What::Telephone => "telephone",
            What::HospitalNumber => "hospital-number",
            What::Email => "email",
            What::Name => "name",
        }
    }

    /// What it looks like, and what to write instead.
    pub const fn in_words(self) -> &'static str {
        match self {
            What::NhsNumber => "looks like an NHS number: write “the patient” instead",
            What::DateOfBirth => {
                "looks like a date of birth: write the age in years, or month and year of the letter"
            }
            What::Postcode => "looks like a postcode: write the name of the town or the clinic instead",
            What::Telephone => {
                "looks like a telephone number: leave it out; the owner’s number is shown by itself"
            }
            What::HospitalNumber => {
                "looks like a hospital number: leave it out, or write a long number in words"
            }
            What::Email => "looks like an e-mail address: leave it out",
            What::Name => {
                "looks like somebody’s name: write “the patient”, “the consultant”, “the practice” instead"
            }
        }
    }

    /// Whether a writer may say that it is no such thing. Never for what is a number of somebody for certain.
    pub const fn may_be_waived(self) -> bool {
        matches!(self, What::Name | What::HospitalNumber)
    }
}

/// Something found, by its place in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it looks like.
    pub what: What,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Found {
    /// The piece of the text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Everything in the text that tells who somebody is, in order, nothing twice. Dates are judged as of that day.
pub fn look(text: &str, today: Day) -> Vec<Found> {
    let mut found = dates::look(text, today);
    found.extend(places::look(text));
    let dated: Vec<(usize, usize)> = dates::spans(text);
    found.extend(digits::look(text, &dated));
    found.extend(names::look(text));
    // Where two overlap, the graver kind is said.
    found.sort_by_key(|one| (one.start, one.what, std::cmp::Reverse(one.end)));
    let mut kept: Vec<Found> = Vec::new();
    for one in found {
        match kept.last_mut() {
            Some(last) if one.start < last.end => {
                if one.what < last.what {
                    last.what = one.what;
                }
                last.end = last.end.max(one.end);
            }
            Some(_) | None => kept.push(one),
        }
    }
    kept
}

/// What the writer says is no name or number of anybody, after having been shown it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waived(pub bool);

/// Why words cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotClean {
    /// There are none.
    Empty,
    /// Longer than the most letters.
    TooLong,
    /// They tell who somebody is.
    Identity(Vec<Found>),
}

/// The most letters of one text.
pub const LETTERS_MAX: usize = 2_000;

/// Words that the guard has let through. Only the guard makes one, so nothing else becomes part of an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clean {
    text: String,
    waived: Vec<What>,
}

impl Clean {
    /// Looks at the words as of a day.
    pub fn new(text: &str, today: Day, waived: Waived) -> Result<Clean, NotClean> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotClean::Empty);
        }
        if text.chars().count() > LETTERS_MAX {
            return Err(NotClean::TooLong);
        }
        let found = look(text, today);
        let (may, must_not): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|one| waived.0 && one.what.may_be_waived());
        if !must_not.is_empty() {
            let mut all = must_not;
            all.extend(may);
            all.sort_by_key(|one| one.start);
            return Err(NotClean::Identity(all));
        }
        let mut waived: Vec<What> = may.into_iter().map(|one| one.what).collect();
        waived.sort_unstable();
        waived.dedup();
        Ok(Clean { text: text.to_owned(), waived })
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What was waived, by kind.
    pub fn waived(&self) -> Vec<String> {
        self.waived.iter().map(|what| what.name().to_owned()).collect()
    }
}

/// A pattern of this module; one that is wrong never matches, and the fixtures would show it.
fn pattern(text: &str) -> Option<regex::Regex> {
    regex::Regex::new(text).ok()
}
