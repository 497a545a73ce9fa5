//! Taking people out of a letter before it is kept: NHS numbers, dates of birth, postcodes, telephones, addresses, e-mail
//! and hospital numbers by their shape and by what stands beside them; names where a letter names somebody (header,
//! salutation, signature, kin, role), carried through the body.
//!
//! What is taken out is replaced by a word in brackets, so that sentences still read. Names of drugs, signs and diseases
//! stay, because a name must first stand where a letter names somebody; a month or a colour that is also somebody's name
//! goes only where it stands as a name does. Decision 0160 says what is measured and what this cannot promise.

mod dates;
mod names;
mod ordinary;
mod shapes;
mod words;

use crate::lexicon::Lexicon;
use crate::points::Points;

/// A stretch that was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// First byte in the text as given.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it was: `nhs-number`, `date-of-birth`, `postcode`, `telephone`, `email`, `hospital-number`, `address`, `name`.
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

impl Deidentified {
    /// The words between two code points of the text as given, without people and on one line.
    #[must_use]
    pub fn between(&self, points: &Points<'_>, start: usize, end: usize) -> String {
        let (given, start, end) = (points.text(), points.byte(start), points.byte(end));
        let mut out = String::new();
        let mut at = start;
        for part in self.removed.iter().filter(|part| part.end > start && part.start < end) {
            out.push_str(given.get(at..part.start.max(at)).unwrap_or_default());
            out.push('[');
            out.push_str(part.kind);
            out.push(']');
            at = part.end;
        }
        out.push_str(given.get(at.min(end)..end).unwrap_or_default());
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Takes people out of letters; making one prepares its patterns once.
#[derive(Default)]
pub struct Deidentifier {
    shapes: shapes::Shapes,
    dates: dates::Dates,
}

impl Deidentifier {
    /// Prepares the patterns.
    #[must_use]
    pub fn new() -> Deidentifier {
        Deidentifier::default()
    }

    /// The letter without people. `lexicon` guards words of medicine from being taken for names.
    #[must_use]
    pub fn clean(&self, text: &str, lexicon: &Lexicon) -> Deidentified {
        let mut found = self.shapes.look(text);
        let words = words::words(text);
        let births = self.dates.births(text, &found, &words);
        // A name may stand right before a number or a day of birth, and is known by it.
        let mut firm: Vec<(usize, usize)> = found
            .iter()
            .filter(|part| matches!(part.kind, "nhs-number" | "hospital-number"))
            .map(|part| (part.start, part.end))
            .collect();
        firm.extend(births.iter().map(|part| (part.start, part.end)));
        firm.extend(self.shapes.ages(text));
        let names = names::look(&words, text, lexicon, &firm);
        let known: Vec<Removed> = found.iter().chain(&names).cloned().collect();
        found.extend(self.dates.beside(text, &known, &births));
        found.extend(births);
        found.extend(names);
        settle(text, found)
    }
}

/// Orders what was found, lets the earlier and longer stand, and writes the text anew.
fn settle(text: &str, mut found: Vec<Removed>) -> Deidentified {
    // A name that runs into an address or a number gives way to it.
    let firm: Vec<(usize, usize)> =
        found.iter().filter(|part| part.kind != "name").map(|part| (part.start, part.end)).collect();
    found.retain(|part| {
        part.kind != "name" || !firm.iter().any(|(from, to)| part.start >= *from && part.end <= *to)
    });
    found.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
    let mut out = String::with_capacity(text.len());
    let mut removed: Vec<Removed> = Vec::new();
    let mut at = 0;
    for mut part in found {
        if part.end <= at {
            continue;
        }
        part.start = part.start.max(at);
        let between = text.get(at..part.start).unwrap_or_default();
        let joins = removed.last().is_some_and(|last| last.kind == "name" && part.kind == "name")
            && !between.is_empty()
            && between.chars().all(|c| matches!(c, ' ' | '.' | '\t'));
        if joins {
            if let Some(last) = removed.last_mut() {
                last.end = part.end;
            }
        } else {
            out.push_str(between);
            out.push('[');
            out.push_str(part.kind);
            out.push(']');
            removed.push(part.clone());
        }
        at = part.end;
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
    fn what_is_called_an_nhs_number_is_one_however_it_is_spaced() {
        for text in [
            "NHS No 999  00 0 0018",
            "NHS number | 99 90 00 00 18",
            "nhs no. 9990-00 00 18",
            "NHS: 9 990 000 018",
        ] {
            assert!(clean(text).ends_with("[nhs-number]"), "{}", clean(text));
        }
        assert_eq!(clean("NHS trust, ward 12, bed 4, 2025"), "NHS trust, ward 12, bed 4, 2025");
    }

    #[test]
    fn a_surname_alone_signs_before_its_role() {
        for (text, left) in [
            (
                "Plan\nClinic to send appointment\nMusgrave, ST6",
                "Plan\nClinic to send appointment\n[name], ST6",
            ),
            ("Author | Musgrave", "Author | [name]"),
            ("Desmond Northcote  DOB 01/02/1950", "[name]  DOB [date-of-birth]"),
            ("Patient: Northcote Desmond", "Patient: [name]"),
            ("Warfarin, consultant to decide on restarting", "Warfarin, consultant to decide on restarting"),
        ] {
            assert_eq!(clean(text), left);
        }
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
    fn telephones_go_in_every_form() {
        for number in [
            "01632 960111",
            "01632960111",
            "(01632) 960 111",
            "01632-960-111",
            "01632.960.111",
            "+44 1632 960111",
            "+441632960111",
            "+44 (0)1632 960111",
            "0044 1632 960 111",
            "020 7946 0321",
            "0808 157 0 192",
            "07700 900 112",
            "07700900112",
            "01632 960111 ext 71",
            "01632 960 600 x214",
            "01632 960600 (ext. 4410)",
            "01632 960130/960131",
            "01632 960130 / 960131",
            "01632 960130 or 131",
        ] {
            let cleaned = clean(&format!("Ring {number}, please. Na 140 K 4.2"));
            let left: String = cleaned.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(left, "14042", "{number}: {cleaned}");
        }
        assert_eq!(clean("0.5 1.2 0.7 12.1 140 4.2"), "0.5 1.2 0.7 12.1 140 4.2");
    }

    #[test]
    fn words_of_medicine_stay() {
        let text = "Dr Fir\nCT thorax in 3 months. Ramipril 5 mg. Hb 101. HbA1c 71.";
        let cleaned = clean(text);
        assert!(cleaned.ends_with("CT thorax in 3 months. Ramipril 5 mg. Hb 101. HbA1c 71."), "{cleaned}");
    }

    #[test]
    fn a_name_that_is_a_word_goes_where_it_stands_as_a_name() {
        let cleaned = clean(
            "Dear Dr Sage\nRe: Mrs May Rose, dob 1/2/1950\nMrs Rose fell in May 2025. May's son rose early.",
        );
        assert!(cleaned.contains("fell in May 2025"), "{cleaned}");
        assert!(cleaned.contains("son rose early") && !cleaned.contains("May's"), "{cleaned}");
    }
}
