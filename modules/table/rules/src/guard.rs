//! Words that may not stand in a group's records: what looks like a person who is cared for. The table speaks of work,
//! never of a patient.

use kernel::NhsNumber;

/// Why words are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AboutSomebody {
    /// A number that passes the check of an NHS number.
    NhsNumber,
    /// A date of birth.
    DateOfBirth,
}

impl AboutSomebody {
    /// What to do, for the page.
    pub const fn words(self) -> &'static str {
        match self {
            AboutSomebody::NhsNumber => {
                "holds a number that looks like an NHS number: write it without the person"
            }
            AboutSomebody::DateOfBirth => "holds a date of birth: write it without the person",
        }
    }
}

/// Whether words look as if they were about somebody who is cared for.
pub fn about_somebody(words: &str) -> Option<AboutSomebody> {
    if has_nhs_number(words) {
        return Some(AboutSomebody::NhsNumber);
    }
    let lower = words.to_lowercase();
    let birth = ["date of birth", "d.o.b", " dob ", "dob:", "dob ", "born on"];
    let has_figure = words.bytes().any(|byte| byte.is_ascii_digit());
    (has_figure && birth.iter().any(|sign| lower.contains(sign))).then_some(AboutSomebody::DateOfBirth)
}

/// Ten figures in a row, with at most one space or dash between two, that pass the check of an NHS number.
fn has_nhs_number(words: &str) -> bool {
    let mut run = String::new();
    let mut gap = false;
    let is_number = |run: &str| {
        run.len() >= 10
            && (0..=run.len() - 10)
                .any(|at| run.get(at..at + 10).is_some_and(|ten| ten.parse::<NhsNumber>().is_ok()))
    };
    for letter in words.chars() {
        match letter {
            '0'..='9' => {
                run.push(letter);
                gap = false;
            }
            ' ' | '-' | '\u{a0}' if !gap && !run.is_empty() => gap = true,
            _ => {
                if is_number(&run) {
                    return true;
                }
                run.clear();
                gap = false;
            }
        }
    }
    is_number(&run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_seen_in_words_and_work_is_not() {
        for words in ["see 999 000 0018 about her wait", "999-000-0018", "x9990000018y"] {
            assert_eq!(about_somebody(words), Some(AboutSomebody::NhsNumber), "{words}");
        }
        assert_eq!(about_somebody("DOB 3/4/1990, waits"), Some(AboutSomebody::DateOfBirth));
        for words in [
            "Ring 01632 960123 about the room",
            "Two fitters on leave to 12 June 2026",
            "9990000019 is a typing error",
            "date of birth is asked twice in the form",
            "",
        ] {
            assert_eq!(about_somebody(words), None, "{words}");
        }
    }
}
