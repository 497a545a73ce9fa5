//! Dates of birth: a date that is said to be one, and any full date too old to be of a letter.

use std::sync::OnceLock;

use kernel::Day;
use regex::Regex;

use super::{Found, What, pattern};

struct Patterns {
    figures: Option<Regex>,
    spaced: Option<Regex>,
    years_first: Option<Regex>,
    month_named: Option<Regex>,
    month_first: Option<Regex>,
    in_words: Option<Regex>,
    said: Option<Regex>,
    said_then: Option<Regex>,
}

const MONTH: &str = "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| Patterns {
        figures: pattern(
            r"(?:^|[^\d])(\d{1,2})[ \t]?[./\\\-–—_][ \t]?(\d{1,2})[ \t]?[./\\\-–—_][ \t]?(\d{4}|['’]?\d{2})(?:[^\d]|$)",
        ),
        spaced: pattern(r"(?:^|[^\d])(\d{1,2})[ \t]{1,2}(\d{1,2})[ \t]{1,2}((?:19|20)\d{2})(?:[^\d]|$)"),
        years_first: pattern(r"(?:^|[^\d])(\d{4})[./\-–—](\d{1,2})[./\-–—](\d{1,2})(?:[^\d]|$)"),
        month_named: pattern(&format!(
            r"(?i)(?:^|[^\d])(\d{{1,2}})(?:st|nd|rd|th)?[\s.\-–/]*(?:of\s+)?{MONTH}\.?,?[\s.\-–/]*(\d{{4}}|['’]?\d{{2}})(?:[^\d]|$)"
        )),
        month_first: pattern(&format!(
            r"(?i)(?:^|[^a-z]){MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?:[^\d]|$)"
        )),
        in_words: pattern(&format!(r"(?i)(?:^|[^a-z])(?:of\s+)?{MONTH},?\s+(?:nineteen|twenty|two thousand)[\s-]")),
        said: pattern(
            r"(?i)(?:d\.?\s?o\.?\s?b\.?|dates?[ -]of[ -]birth|birth ?-?date|birthday|(?:^|[^a-z])born(?: on| in)?)\W{0,6}(?:is|was|of|the|on|:|=|-)?\W{0,4}",
        ),
        said_then: pattern(&format!(
            r"(?i)^(?:\d{{1,4}}[./\-– ]\d{{1,2}}[./\-– ]\d{{1,4}}|\d{{6}}|\d{{8}}|(?:19|20)\d{{2}}|(?:\d{{1,2}}(?:st|nd|rd|th)?\s*(?:of\s*)?)?{MONTH}[\s.,]*(?:'?\d{{2,4}})?|\d{{1,2}}[./\-]\d{{2,4}})"
        )),
    })
}

/// A full date of the text.
struct Dated {
    start: usize,
    end: usize,
    day: Day,
}

fn year(text: &str, today: Day) -> Option<i16> {
    let digits = text.trim_start_matches(['\'', '’']);
    let year: i16 = digits.parse().ok()?;
    if digits.len() == 4 {
        return Some(year);
    }
    let this = today.civil().year();
    // Two digits: this century up to this year, the last one from then on.
    let in_this = this - this % 100 + year;
    Some(if in_this > this { in_this - 100 } else { in_this })
}

fn month(name: &str) -> Option<i8> {
    let plain = name.to_lowercase();
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let nth = names.iter().position(|known| plain.starts_with(known))?;
    i8::try_from(nth + 1).ok()
}

/// A day in the order of this country, or where that is no day, of the other.
fn either(year: i16, first: i8, second: i8) -> Option<Day> {
    Day::of(year, second, first).or_else(|| Day::of(year, first, second))
}

fn dates(text: &str, today: Day) -> Vec<Dated> {
    let patterns = patterns();
    let mut found = Vec::new();
    let mut add = |start: Option<regex::Match<'_>>, end: Option<regex::Match<'_>>, day: Option<Day>| {
        if let (Some(start), Some(end), Some(day)) = (start, end, day) {
            found.push(Dated { start: start.start(), end: end.end(), day });
        }
    };
    let spaced = each(patterns.spaced.as_ref(), text);
    for hit in each(patterns.figures.as_ref(), text).into_iter().chain(spaced) {
        let day = || {
            let (first, second) = (hit.get(1)?.as_str().parse().ok()?, hit.get(2)?.as_str().parse().ok()?);
            either(year(hit.get(3)?.as_str(), today)?, first, second)
        };
        add(hit.get(1), hit.get(3), day());
    }
    for hit in each(patterns.years_first.as_ref(), text) {
        let day = || {
            let (month, day) = (hit.get(2)?.as_str().parse().ok()?, hit.get(3)?.as_str().parse().ok()?);
            either(year(hit.get(1)?.as_str(), today)?, day, month)
        };
        add(hit.get(1), hit.get(3), day());
    }
    for hit in each(patterns.month_named.as_ref(), text) {
        let day = || {
            Day::of(
                year(hit.get(3)?.as_str(), today)?,
                month(hit.get(2)?.as_str())?,
                hit.get(1)?.as_str().parse().ok()?,
            )
        };
        add(hit.get(1), hit.get(3), day());
    }
    for hit in each(patterns.month_first.as_ref(), text) {
        let day = || {
            Day::of(
                year(hit.get(3)?.as_str(), today)?,
                month(hit.get(1)?.as_str())?,
                hit.get(2)?.as_str().parse().ok()?,
            )
        };
        add(hit.get(1), hit.get(3), day());
    }
    found
}

/// Every match, each looked for from the end of the one before less one letter, since neighbours share a border.
fn each<'t>(pattern: Option<&Regex>, text: &'t str) -> Vec<regex::Captures<'t>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(hit) = pattern.and_then(|pattern| pattern.captures_at(text, from)) {
        let Some(whole) = hit.get(0) else { break };
        let last =
            text.get(..whole.end()).and_then(|part| part.chars().next_back()).map_or(1, char::len_utf8);
        from = (whole.end() - last).max(whole.start() + 1);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        found.push(hit);
    }
    found
}

/// Where full dates stand, of whatever age.
pub(super) fn spans(text: &str) -> Vec<(usize, usize)> {
    // Any day will do to tell the century of two figures: only the place is asked for.
    let today = Day::from_epoch_days(20_000);
    dates(text, today).into_iter().map(|dated| (dated.start, dated.end)).collect()
}

/// Days for which a full date may be that of a letter or an appointment.
const OF_A_LETTER_DAYS: i32 = 366;

/// Dates of birth in the text.
pub(super) fn look(text: &str, today: Day) -> Vec<Found> {
    let patterns = patterns();
    let mut found = Vec::new();
    let birth = |start, end| Found { what: What::DateOfBirth, start, end };
    for dated in dates(text, today) {
        if dated.day <= today - OF_A_LETTER_DAYS && dated.day > today - 130 * 366 {
            found.push(birth(dated.start, dated.end));
        }
    }
    if let Some(pattern) = &patterns.in_words {
        found.extend(pattern.find_iter(text).map(|hit| birth(hit.start(), hit.end())));
    }
    if let (Some(said), Some(then)) = (&patterns.said, &patterns.said_then) {
        for hit in said.find_iter(text) {
            let rest = text.get(hit.end()..).unwrap_or_default();
            if let Some(date) = then.find(rest) {
                found.push(birth(hit.start(), hit.end() + date.end()));
            }
        }
    }
    found
}
