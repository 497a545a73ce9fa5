//! Taking people out of a letter before it is kept: NHS numbers, dates of birth, postcodes, telephones, e-mail and hospital
//! numbers by their shape; names by the letter's own header, salutation and signature, carried through the body.
//!
//! What is taken out is replaced by a word in brackets, so that sentences still read. Drug and test names are never
//! taken for names, because a name must first stand where a letter names somebody.

use std::collections::BTreeSet;

use regex::Regex;

use crate::lexicon::Lexicon;

/// A stretch that was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// First byte in the text as given.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it was: `nhs-number`, `date-of-birth`, `postcode`, `telephone`, `email`, `hospital-number`, `name`.
    pub kind: &'static str,
}

/// The text without people, and what was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deidentified {
    /// The text as it may be kept.
    pub text: String,
    /// What was taken out, in order, by its place in the text as given.
    pub removed: Vec<Removed>,
}

/// Takes people out of letters; making one prepares its patterns once.
pub struct Deidentifier {
    shapes: Vec<(&'static str, Regex)>,
    introductions: Vec<Regex>,
    numbers: Regex,
}

/// A pattern of this file; a pattern that is wrong never matches, and the tests below would show it.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

const NAME: &str = r"(?:[A-Z]\.?[ \t]+){0,3}[A-Z][a-zA-Z\u{2019}'-]+(?:[ \t]+(?:[A-Z][a-zA-Z\u{2019}'-]+|(?:de|van|von|al|el|bin|ap)\b)){0,3}";

impl Deidentifier {
    /// Prepares the patterns.
    #[must_use]
    pub fn new() -> Deidentifier {
        let date = r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)?[ \-](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?[ \-]\d{2,4})";
        let shapes = [
            ("email", r"(?i)[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+".to_owned()),
            ("date-of-birth", format!(r"(?i)(?:\bd\.?\s?o\.?\s?b\.?|date of birth|\bborn(?: on)?|\bbirth ?date)[\s:.\-(]*({date})")),
            ("postcode", r"\b(?i:[a-z]{1,2}[0-9][0-9a-z]?[ \t]?[0-9][abd-hjlnp-uw-z]{2})\b".to_owned()),
            ("telephone", r"(?:\+44[ \-]?(?:\(0\)[ \-]?)?|\(?\b0)(?:\d[ \-()]{0,2}){8,9}\d\b".to_owned()),
            ("hospital-number", r"(?i)\b(?:hospital|hosp|unit|mrn|case ?note|record|patient|district|x)[ ]?(?:no\.?|number|num|id|ref)?[ ]?[:.#]?[ ]*([a-z]{0,3}\d{5,9}[a-z]?)\b".to_owned()),
        ];
        let introductions = [
            // "Patient: Sample ASH", "Re: Mrs Ada Birch", "Name - ..."
            format!(
                r"(?m)(?i:\b(?:patient(?:'s)? name|patient|name|re|regarding|surname|forenames?|first name|next of kin|nok|mother|father|carer|gp|consultant|pt)[ \t]*[:\-][ \t]*)(?:(?i:test|mr|mrs|miss|ms|mx|dr|prof(?:essor)?|master|sir|rev)\.?[ \t]+)?({NAME})"
            ),
            // A title and a name anywhere.
            format!(r"\b(?:Mr|Mrs|Miss|Ms|Mx|Dr|DR|Prof|Professor|Master|Sister|Rev)\.?[ \t]+({NAME})"),
            format!(r"(?m)^[ \t]*(?i:dear)[ \t]+({NAME})"),
            // "Yours sincerely" and the line or two under it.
            format!(
                r"(?i:yours (?:sincerely|faithfully|truly)|kind regards|best wishes|with regards|signed(?: by)?:?)[,\s]*(?:(?:Dr|Mr|Mrs|Miss|Ms|Prof|Professor)\.?[ \t]+)?({NAME})"
            ),
            // A surname in capitals after a first name, as hospital headers write it.
            r"\b([A-Z][a-z\u{2019}'-]+[ \t]+[A-Z][A-Z\u{2019}'-]{2,})\b".to_owned(),
            r"\b([A-Z][A-Z\u{2019}'-]{2,},[ \t]+[A-Z][a-z]+)\b".to_owned(),
        ];
        Deidentifier {
            shapes: shapes.into_iter().filter_map(|(kind, text)| Some((kind, pattern(&text)?))).collect(),
            introductions: introductions.iter().filter_map(|text| pattern(text)).collect(),
            numbers: pattern(r"\b\d{3}[ \-]?\d{3}[ \-]?\d{4}\b").unwrap_or_else(never),
        }
    }

    /// The letter without people. `lexicon` guards words of medicine from being taken for names.
    #[must_use]
    pub fn clean(&self, text: &str, lexicon: &Lexicon) -> Deidentified {
        let mut found: Vec<Removed> = Vec::new();
        for hit in self.numbers.find_iter(text) {
            if is_nhs_number(hit.as_str()) || said_to_be_nhs(text, hit.start()) {
                found.push(Removed { start: hit.start(), end: hit.end(), kind: "nhs-number" });
            }
        }
        for (kind, shape) in &self.shapes {
            for hit in shape.captures_iter(text) {
                if let Some(part) = hit.get(1).or_else(|| hit.get(0)) {
                    found.push(Removed { start: part.start(), end: part.end(), kind });
                }
            }
        }
        let names = self.names(text, lexicon);
        carry(text, &names, &mut found);
        settle(text, found)
    }

    /// The words of names that the letter introduces.
    fn names(&self, text: &str, lexicon: &Lexicon) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for introduction in &self.introductions {
            for hit in introduction.captures_iter(text) {
                let Some(name) = hit.get(1) else { continue };
                for word in name.as_str().split(|c: char| c.is_whitespace() || c == ',') {
                    let word =
                        word.trim_end_matches("'s").trim_end_matches("\u{2019}s").trim_matches(['\'', '-']);
                    // An initial tells too little to be carried through the body.
                    if word.len() < 2 {
                        continue;
                    }
                    if is_plain(word, lexicon) {
                        // What follows an ordinary word is no longer the name: "Mr Ash Clinic letter".
                        if names.is_empty() { continue } else { break }
                    }
                    names.insert(word.to_owned());
                }
            }
        }
        names
    }
}

impl Default for Deidentifier {
    fn default() -> Deidentifier {
        Deidentifier::new()
    }
}

/// A pattern that matches nothing.
#[allow(clippy::unwrap_used, reason = "the empty class is a constant pattern that always compiles")]
fn never() -> Regex {
    Regex::new(r"[^\s\S]").unwrap()
}

/// Capitalised words that stand where names stand, but are none.
const PLAIN: [&str; 62] = [
    "the",
    "this",
    "he",
    "she",
    "they",
    "we",
    "i",
    "you",
    "it",
    "and",
    "of",
    "in",
    "on",
    "at",
    "to",
    "for",
    "with",
    "colleague",
    "doctor",
    "doctors",
    "sir",
    "madam",
    "sirs",
    "team",
    "letter",
    "discharge",
    "summary",
    "clinic",
    "hospital",
    "royal",
    "infirmary",
    "consultant",
    "registrar",
    "secretary",
    "department",
    "ward",
    "nhs",
    "trust",
    "street",
    "road",
    "dob",
    "nok",
    "address",
    "diagnosis",
    "male",
    "female",
    "re",
    "date",
    "no",
    "number",
    "gp",
    "unknown",
    "nil",
    "none",
    "please",
    "yours",
    "seen",
    "actions",
    "plan",
    "all",
    "see",
    "your",
];

fn is_plain(word: &str, lexicon: &Lexicon) -> bool {
    let lower = word.to_lowercase();
    PLAIN.contains(&lower.as_str())
        || !lexicon.word(&lower).is_empty() && !word.chars().all(char::is_uppercase)
}

/// Ten digits whose last one is right.
fn is_nhs_number(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let [front @ .., last] = digits.as_slice() else { return false };
    let sum: u32 = front.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = 11 - sum % 11;
    digits.len() == 10 && (if check == 11 { 0 } else { check }) == *last
}

/// A number that the letter calls an NHS number is one, even with a slip in it.
fn said_to_be_nhs(text: &str, at: usize) -> bool {
    let from = (at.saturating_sub(24)..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    text.get(from..at).is_some_and(|before| {
        let before = before.to_ascii_lowercase();
        before.contains("nhs") || before.contains("chi")
    })
}

/// Every place where a word of a name stands.
fn carry(text: &str, names: &BTreeSet<String>, found: &mut Vec<Removed>) {
    let whole: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let mut start = None;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        let inside = c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-');
        match (start, inside) {
            (None, true) if c.is_alphabetic() => start = Some(at),
            (Some(from), false) => {
                let word = text.get(from..at).unwrap_or_default();
                let bare = word.trim_end_matches("'s").trim_end_matches("\u{2019}s");
                let capital = bare.chars().next().is_some_and(char::is_uppercase);
                if capital && whole.contains(&bare.to_lowercase()) {
                    found.push(Removed { start: from, end: from + bare.len(), kind: "name" });
                }
                start = None;
            }
            _ => {}
        }
    }
}

/// Orders what was found, lets the earlier and longer stand, and writes the text anew.
fn settle(text: &str, mut found: Vec<Removed>) -> Deidentified {
    found.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
    let mut out = String::with_capacity(text.len());
    let mut removed: Vec<Removed> = Vec::new();
    let mut at = 0;
    for part in found {
        if part.start < at {
            continue;
        }
        out.push_str(text.get(at..part.start).unwrap_or_default());
        out.push('[');
        out.push_str(part.kind);
        out.push(']');
        at = part.end;
        removed.push(part);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Deidentified { text: out, removed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        Deidentifier::new().clean(text, &Lexicon::new()).text
    }

    #[test]
    fn numbers_dates_and_places_go() {
        assert_eq!(clean("NHS No: 999 000 0018"), "NHS No: [nhs-number]");
        assert_eq!(clean("DOB 01/02/1950, seen 03/04/2025"), "DOB [date-of-birth], seen 03/04/2025");
        assert_eq!(clean("ring 01632 960111 or 07700 900123"), "ring [telephone] or [telephone]");
        assert_eq!(clean("lives at ZZ1 1AA now"), "lives at [postcode] now");
        assert_eq!(clean("Hospital no: RX1234567"), "Hospital no: [hospital-number]");
        assert_eq!(clean("mail ash@example.org today"), "mail [email] today");
    }

    #[test]
    fn names_of_the_header_are_carried_through_the_body() {
        let text = "Dear Dr Birch\nRe: Mrs Ada Elm\nMrs Elm takes ramipril. Ada's daughter came.\nYours sincerely\nDr C Cedar";
        let cleaned = clean(text);
        for name in ["Birch", "Elm", "Ada", "Cedar"] {
            assert!(!cleaned.contains(name), "{name} in {cleaned}");
        }
        assert!(cleaned.contains("takes ramipril"), "{cleaned}");
    }

    #[test]
    fn words_of_medicine_stay() {
        let text = "Dr Fir\nCT thorax in 3 months. Ramipril 5 mg. Hb 101. HbA1c 71.";
        let cleaned = clean(text);
        assert!(cleaned.ends_with("CT thorax in 3 months. Ramipril 5 mg. Hb 101. HbA1c 71."), "{cleaned}");
    }
}
