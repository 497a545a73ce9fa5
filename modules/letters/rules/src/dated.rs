//! The day of a letter, from its words.

use kernel::Day;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Years before a reader's day that a letter may be of; a day further back is history told in it.
const YEARS_BACK: i16 = 6;

/// Words of a letter's head, at most, among which its day is looked for.
const WORDS_MOST: usize = 400;

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '|' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .take(WORDS_MOST)
        .collect()
}

/// The whole date that begins at a word, where a letter that is read today may be of it.
fn day_at(words: &[&str], at: usize, today: Day) -> Option<Day> {
    let word = words.get(at)?.trim_end_matches('.');
    let spelt = || written(word, words.get(at + 1)?, words.get(at + 2)?);
    let fits = |day: &Day| *day <= today && day.civil().year() > today.civil().year() - YEARS_BACK;
    numeric(word).or_else(spelt).filter(fits)
}

/// The first whole date of a letter that is no day of birth and not after today: letters carry their own date in the
/// head. Give it a text whose days of birth have been taken out.
#[must_use]
pub fn letter_day(text: &str, today: Day) -> Option<Day> {
    let words = words(text);
    (0..words.len()).find_map(|at| day_at(&words, at, today))
}

/// The day of a letter whose cleaned text tells none, because its own day stood where days of birth stand: the latest whole
/// date of the text as it came that is not said to be a day of birth.
#[must_use]
pub fn latest_day(text: &str, today: Day) -> Option<Day> {
    let words = words(text);
    let born = |at: usize| {
        words.get(at.saturating_sub(3)..at).unwrap_or_default().iter().any(|word| {
            matches!(
                word.to_lowercase().trim_end_matches('.'),
                "dob" | "d.o.b" | "born" | "birth" | "b" | "geb"
            )
        })
    };
    (0..words.len()).filter(|at| !born(*at)).filter_map(|at| day_at(&words, at, today)).max()
}

/// The first day of a day's month.
#[must_use]
pub fn month_of(day: Day) -> Day {
    let civil = day.civil();
    Day::of(civil.year(), civil.month(), 1).unwrap_or(day)
}

const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month of a day for people: "June 2025".
#[must_use]
pub fn month_in_words(day: Day) -> String {
    let civil = day.civil();
    let nth = usize::try_from(civil.month() - 1).unwrap_or(0);
    format!("{} {}", MONTH_NAMES.get(nth).copied().unwrap_or_default(), civil.year())
}

fn numeric(word: &str) -> Option<Day> {
    let parts: Vec<i16> = word.split(['/', '.', '-']).map(str::parse).collect::<Result<_, _>>().ok()?;
    match parts.as_slice() {
        [year, month, day] if *year > 1900 => {
            Day::of(*year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?)
        }
        [day, month, year] if *year > 1900 => {
            Day::of(*year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?)
        }
        _ => None,
    }
}

fn written(day: &str, month: &str, year: &str) -> Option<Day> {
    let day: i8 = day.trim_end_matches(|c: char| c.is_alphabetic()).parse().ok()?;
    let lower = month.to_lowercase();
    let month = MONTHS.iter().position(|name| lower.starts_with(name))?;
    let year: i16 = year.trim_end_matches('.').get(..4)?.parse().ok()?;
    Day::of(year, i8::try_from(month + 1).ok()?, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_letter_is_its_first_whole_date() {
        let today: Day = "2025-06-30".parse().unwrap();
        let day = |text: &str| letter_day(text, today).map(|day| day.to_string());
        assert_eq!(day("Clinic date 03/06/2025 typed 05/06/2025").as_deref(), Some("2025-06-03"));
        assert_eq!(day("Seen on 12th March 2025, stent in 2004").as_deref(), Some("2025-03-12"));
        assert_eq!(day("operated 2/3/2004; letter of 2025-02-01.").as_deref(), Some("2025-02-01"));
        assert_eq!(day("review on 12/12/2025"), None);
        assert_eq!(day("31/02/2025 is no day"), None);
        let latest = |text: &str| latest_day(text, today).map(|day| day.to_string());
        assert_eq!(latest("Ash, 12 May 2025. DOB 01/06/2025").as_deref(), Some("2025-05-12"));
        assert_eq!(latest("born 01/06/2025"), None);
        assert_eq!(month_in_words("2025-06-30".parse().unwrap()), "June 2025");
        assert_eq!(month_of("2025-06-30".parse().unwrap()).to_string(), "2025-06-01");
    }
}
