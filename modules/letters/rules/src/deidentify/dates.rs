//! Days of birth, told from every other day: by a word before them, by standing beside a name or a number in the header
//! with a year long past, or by being the same day as one that was found. Other days stay: a letter needs them.

use regex::Regex;

use super::Removed;
use super::shapes::{back, line, pattern};
use super::words::Word;

/// The patterns, made once.
pub(super) struct Dates {
    any: Option<Regex>,
    said: Option<Regex>,
}

const DATE: &str = r"(?i:\d{1,2}[ ]?[/.\- ][ ]?\d{1,2}[ ]?[/.\- ][ ]?\d{4}|\d{1,2}[\-./ ](?:i{1,3}|iv|vi{0,3}|ix|xi{0,2}|x)[\-./ ]\d{4}|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}|\d{4}[-/]\d{2}[-/]\d{2}|\b(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b|\d{1,2}(?:st|nd|rd|th)?(?:[ ]of)?[ \-.]{0,2}(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?[ \-.]{0,2}['\u{2019}\u{2018}]?(?:\d{4}|\d{2})\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ ]\d{1,2}(?:st|nd|rd|th)?,?[ ]\d{4})";

/// What is said before a day of birth; slips of the label and other languages of these islands among it.
const LABEL: &str = r"(?:(?i:\bd[.\-]?[ ]?o[.\-]?[ ]?b\.?|\bd of b|\bdate[ ]of[ ]b(?:irth|rith|ith|rth|irht|irh)|\bborn(?:[ ]on)?|\bd/o/b|\bgeb\.?|\bdyddiad[ ]geni|\bganed|\bn[ée]e? le|\balso[ ](?:gives|given as|recorded as)|\bbirth[ ]?(?:date|day)|\bbirth[ ]on|\bb\.|\bur\.|\bturn(?:s|ed)[ ][a-z]{2,9}(?:[ -][a-z]{3,5})?[ ]on)|\b[Bb]orn[ ](?:in|at)(?:[ ][A-Z][a-z]+){0,3}(?:[ ]on)?,?|\(\*)";

/// A day as a dictating voice says it, taken for a day of birth only behind such a word: "the ninth of July 1962", "twenty
/// third of may nineteen ninety three", "the 4th of the 9th 1961".
const SPOKEN: &str = r"(?i:(?:\d{1,2}(?:st|nd|rd|th)?|(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)[ ](?:day[ ])?(?:of[ ](?:the[ ])?)?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|\d{1,2}(?:st|nd|rd|th)?),?[ ](?:of[ ])?(?:\d{4}|\d{2}\b|(?:nineteen|twenty|two[ ]thousand)(?:[ -](?:and|hundred|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|(?:thir|four|fif|six|seven|eigh|nine)teen)\b){0,4}))";

impl Default for Dates {
    fn default() -> Dates {
        Dates {
            any: pattern(DATE),
            said: pattern(&format!(
                r"(?:{LABEL}[ \t]*(?:is|was|as)?[ \t]*(?:\r?\n[ \t]*)?(?:[:=|\-\[(._*\u{{2026}}][ \t]*){{0,40}}(?:the[ ])?)({DATE}|{SPOKEN}|\d{{8}}\b|\d{{6}}\b)"
            )),
        }
    }
}

/// Day, month, year of a written date, as far as it tells; a year of two figures stays so.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Read {
    day: u32,
    month: u32,
    year: u32,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];

fn read(text: &str) -> Option<Read> {
    let lower = text.to_lowercase();
    let figures: Vec<u32> =
        lower.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let month = MONTHS
        .iter()
        .position(|name| lower.contains(name))
        .or_else(|| {
            let letters = lower.split(|c: char| !c.is_alphabetic()).find(|part| !part.is_empty())?;
            ROMAN.iter().position(|name| *name == letters)
        })
        .and_then(|at| u32::try_from(at + 1).ok());
    Some(match (month, figures.as_slice()) {
        (Some(month), [day, year, ..]) => Read { day: *day, month, year: *year },
        (None, [year, month, day]) if *year > 31 => Read { day: *day, month: *month, year: *year },
        (None, [day, month, year]) => Read { day: *day, month: *month, year: *year },
        // As machines write it: 19870614.
        (None, [whole]) if *whole > 19_000_000 => {
            Read { day: whole % 100, month: whole / 100 % 100, year: whole / 10_000 }
        }
        _ => return None,
    })
}

impl Dates {
    /// Days that the letter says somebody was born on, and the same days wherever they stand again.
    pub(super) fn births(&self, text: &str, numbers: &[Removed], words: &[Word<'_>]) -> Vec<Removed> {
        let mut found: Vec<Removed> = Vec::new();
        for hit in self.said.iter().flat_map(|said| said.captures_iter(text)) {
            if let Some(day) = hit.get(1) {
                found.push(Removed { start: day.start(), end: day.end(), kind: "date-of-birth" });
            }
        }
        if found.is_empty() {
            let names = capital_runs(words);
            let beside: Vec<Removed> = numbers.iter().cloned().chain(names).collect();
            found.extend(self.beside(text, &beside, &[]));
        }
        self.same(text, &mut found);
        found
    }

    /// Days with no word before them that stand beside a name or a number of somebody, with a year before the letter's.
    pub(super) fn beside(&self, text: &str, known: &[Removed], births: &[Removed]) -> Vec<Removed> {
        let all: Vec<(usize, usize, Read)> = self
            .any
            .iter()
            .flat_map(|any| any.find_iter(text))
            .filter_map(|hit| Some((hit.start(), hit.end(), read(hit.as_str())?)))
            .collect();
        let born = |start: usize| births.iter().any(|birth| birth.start == start);
        let full = |year: u32, now: u32| match year {
            0..=99 if year > now % 100 => 1900 + year,
            0..=99 => 2000 + year,
            _ => year,
        };
        let other: Vec<u32> =
            all.iter().filter(|(start, _, _)| !born(*start)).map(|(_, _, day)| day.year).collect();
        let now = other.iter().copied().filter(|year| *year > 99).max().unwrap_or(CENTURY).max(2000);
        let latest = other.iter().map(|year| full(*year, now)).max().unwrap_or(now);
        let youngest =
            all.iter().filter(|(start, _, _)| born(*start)).map(|(_, _, day)| full(day.year, now)).max();
        let alone_in_letter = other.len() == 1 && youngest.is_none_or(|year| latest <= year + 16);
        let mut found = Vec::new();
        for (start, end, day) in &all {
            let past = alone_in_letter || full(day.year, now) + 1 < latest;
            if born(*start) || !past || visit_before(text, *start) {
                continue;
            }
            let near = known.iter().any(|part| {
                let gap =
                    if part.end <= *start { text.get(part.end..*start) } else { text.get(*end..part.start) };
                gap.is_some_and(|gap| gap.len() <= 24 && only_age_and_sex(gap))
            });
            let under = text.get(*end..).is_some_and(labelled_below);
            // So long ago that hardly anything else in the first lines of a letter is told by its day.
            let early = text.get(..*start).is_some_and(|before| before.lines().take(9).count() <= 8);
            let old = early && other.len() > 1 && full(day.year, now) + 16 <= latest;
            let alone = line(text, *start).trim() == text.get(*start..*end).unwrap_or_default()
                && text.get(..*start).is_some_and(|before| before.lines().take(8).count() < 8);
            if near || alone || under || old {
                found.push(Removed { start: *start, end: *end, kind: "date-of-birth" });
            }
        }
        found
    }

    fn same(&self, text: &str, found: &mut Vec<Removed>) {
        let known: Vec<Read> =
            found.iter().filter_map(|part| read(text.get(part.start..part.end)?)).collect();
        for hit in self.any.iter().flat_map(|any| any.find_iter(text)) {
            let again = read(hit.as_str()).is_some_and(|day| known.contains(&day));
            if again && !found.iter().any(|part| part.start == hit.start()) {
                found.push(Removed { start: hit.start(), end: hit.end(), kind: "date-of-birth" });
            }
        }
    }
}

/// Nothing stands between a name and a day but marks, an age and a sex: "Oscar Pratt, 3y (30.06.2022)".
fn only_age_and_sex(gap: &str) -> bool {
    let words = gap.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut others = 0;
    for word in words {
        let bare = word.trim_start_matches(|c: char| c.is_ascii_digit()).to_lowercase();
        let told = matches!(
            bare.as_str(),
            "" | "m" | "f" | "y" | "yo" | "yr" | "yrs" | "years" | "old" | "male" | "female" | "aged" | "age"
        );
        if !told || word.len() > 6 || bare.is_empty() && word.len() > 3 {
            return false;
        }
        others += 1;
    }
    others <= 4 && (others > 0 || gap.chars().count() <= 10)
}

/// The line below says what the day was: "6 Apr 1968 / Date of birth".
fn labelled_below(after: &str) -> bool {
    let below = after.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n').unwrap_or_default();
    let lower = below.lines().next().unwrap_or_default().trim().to_lowercase();
    lower.starts_with("date of birth") || matches!(lower.as_str(), "dob" | "d.o.b" | "d.o.b." | "born")
}

/// Where a letter names no whole year, a year of two figures up to this one is of this century.
const CENTURY: u32 = 2030;

/// A word before the day says that it is a day of care.
fn visit_before(text: &str, at: usize) -> bool {
    let before = back(text, at, 22).to_lowercase();
    let last = before.rsplit(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default();
    [
        "seen",
        "clinic",
        "admitted",
        "discharged",
        "attended",
        "arrived",
        "typed",
        "dictated",
        "date",
        "on",
        "reviewed",
        "until",
        "by",
        "from",
        "since",
        "dated",
        "operation",
        "to",
        "of",
        "next",
        "booked",
        "at",
    ]
    .contains(&last)
        && !before.trim_end().ends_with("birth")
}

/// Two capital words in a row: enough of a name to stand beside a day of birth.
fn capital_runs(words: &[Word<'_>]) -> Vec<Removed> {
    words
        .windows(2)
        .filter_map(|pair| {
            let [a, b] = pair else { return None };
            let run = a.is_capital()
                && b.is_capital()
                && !(a.is_capitals() && b.is_capitals())
                && matches!(b.gap, " " | ", " | ". " | "." | "^");
            run.then_some(Removed { start: a.start, end: b.end, kind: "name" })
        })
        .collect()
}
