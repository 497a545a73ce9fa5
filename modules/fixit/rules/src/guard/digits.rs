//! Numbers of people, however they are written: figures of any script, words, letters in place of figures, with
//! whatever stands between them.

use super::{Found, What};

/// One digit of a text.
#[derive(Clone, Copy, Debug)]
struct Digit {
    value: u32,
    start: usize,
    end: usize,
    /// The first of a run without anything between.
    begins: bool,
    /// Something stands before the run that joins it to a number: a plus.
    plus: bool,
}

/// Letters between two digits that still make one number of them.
const APART_MAX: usize = 6;

/// Numbers in figures of any script, and the letters that people type in their place.
fn figure(letter: char) -> Option<u32> {
    if let Some(digit) = letter.to_digit(10) {
        return Some(digit);
    }
    // The first figure of each script whose ten figures stand in a row.
    const ZEROS: &[u32] = &[
        0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
        0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6,
    ];
    let code = u32::from(letter);
    if let Some(zero) = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)) {
        return Some(code - zero);
    }
    match letter {
        '⓪' => Some(0),
        '①'..='⑨' => Some(code - u32::from('①') + 1),
        '⁰' => Some(0),
        '¹' => Some(1),
        '²' => Some(2),
        '³' => Some(3),
        '⁴'..='⁹' => Some(code - u32::from('⁴') + 4),
        '₀'..='₉' => Some(code - u32::from('₀')),
        _ => None,
    }
}

fn word(word: &str) -> Option<u32> {
    match word {
        "zero" | "oh" | "nought" | "naught" => Some(0),
        "one" => Some(1),
        "two" => Some(2),
        "three" => Some(3),
        "four" => Some(4),
        "five" => Some(5),
        "six" => Some(6),
        "seven" => Some(7),
        "eight" => Some(8),
        "nine" => Some(9),
        _ => None,
    }
}

fn times(word: &str) -> Option<usize> {
    match word {
        "double" => Some(2),
        "triple" | "treble" => Some(3),
        _ => None,
    }
}

fn is_nothing(letter: char) -> bool {
    matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

fn is_between(letter: char) -> bool {
    letter.is_whitespace() || "-‐‑‒–—−._/\\(),:;·•|~*'’\"+[]".contains(letter)
}

/// Numbers of a text: digits with nothing but separators between them.
fn numbers(text: &str) -> Vec<Vec<Digit>> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |nth: usize| letters.get(nth + 1).map_or(text.len(), |(at, _)| *at);
    let mut found: Vec<Vec<Digit>> = Vec::new();
    let mut now: Vec<Digit> = Vec::new();
    let (mut apart, mut joined, mut plus, mut again) = (0_usize, false, false, 1_usize);
    let mut nth = 0;
    while let Some((at, letter)) = letters.get(nth).copied() {
        if let Some(value) = figure(letter) {
            push(&mut now, value, again, at, end_of(nth), !joined, plus);
            (apart, joined, plus, again) = (0, true, false, 1);
            nth += 1;
            continue;
        }
        if is_nothing(letter) {
            nth += 1;
            continue;
        }
        if is_between(letter) {
            apart += 1;
            joined = false;
            plus = letter == '+';
            if apart > APART_MAX {
                found.push(std::mem::take(&mut now));
            }
            nth += 1;
            continue;
        }
        let run: String =
            letters.iter().skip(nth).map(|(_, l)| *l).take_while(|l| l.is_alphabetic()).collect();
        let length = run.chars().count().max(1);
        let plain = run.to_lowercase();
        let stands_for = stands_for_figures(&plain, &letters, nth, length, !now.is_empty());
        if let Some(value) = word(&plain).or_else(|| (plain == "o" && !now.is_empty()).then_some(0)) {
            let last = nth + length - 1;
            push(&mut now, value, again, at, end_of(last), true, plus);
            (apart, joined, plus, again) = (0, false, false, 1);
        } else if let Some(count) = times(&plain) {
            again = count;
            apart = 0;
        } else if let Some(values) = stands_for {
            for (place, value) in values.iter().enumerate() {
                let here = letters.get(nth + place).map_or(at, |(at, _)| *at);
                push(&mut now, *value, 1, here, end_of(nth + place), !joined, plus);
                (joined, plus) = (true, false);
            }
            apart = 0;
        } else {
            found.push(std::mem::take(&mut now));
            (apart, joined, plus, again) = (0, false, false, 1);
        }
        nth += length;
    }
    found.push(now);
    found.retain(|number| !number.is_empty());
    found
}

fn push(now: &mut Vec<Digit>, value: u32, again: usize, start: usize, end: usize, begins: bool, plus: bool) {
    for nth in 0..again {
        now.push(Digit { value, start, end, begins: begins && nth == 0, plus: plus && nth == 0 });
    }
}

/// O for nought and l for one, right beside a figure.
fn stands_for_figures(
    run: &str,
    letters: &[(usize, char)],
    nth: usize,
    length: usize,
    after: bool,
) -> Option<Vec<u32>> {
    let beside = |place: Option<usize>| {
        place.and_then(|place| letters.get(place)).is_some_and(|(_, letter)| figure(*letter).is_some())
    };
    if length > 10 || !(beside(nth.checked_sub(1)) && after || beside(Some(nth + length))) {
        return None;
    }
    run.chars()
        .map(|letter| match letter {
            'o' => Some(0),
            'l' | 'i' => Some(1),
            _ => None,
        })
        .collect()
}

/// Whether the tenth of ten digits is the check digit of the other nine.
fn checks(digits: &[Digit]) -> bool {
    let Some((last, nine)) = digits.split_last() else { return false };
    let sum: u32 = nine.iter().zip((2..=10).rev()).map(|(digit, weight)| digit.value * weight).sum();
    let check = (11 - sum % 11) % 11;
    check != 10 && check == last.value
}

/// Whether the number is said to be an NHS number just before it.
fn said_to_be_nhs(text: &str, start: usize) -> bool {
    let before: String = text.get(..start).unwrap_or_default().chars().rev().take(24).collect();
    let before: String = before.chars().rev().collect::<String>().to_lowercase();
    let squeezed: String = before.chars().filter(char::is_ascii_alphanumeric).collect();
    ["nhs", "nhsno", "nhsnumber", "nhsnum", "nhsid"].iter().any(|words| squeezed.ends_with(words))
}

/// Digits that may be a number with these runs: every stretch from the beginning of a run to the end of one.
fn stretches(number: &[Digit]) -> impl Iterator<Item = &[Digit]> {
    let begins: Vec<usize> =
        number.iter().enumerate().filter(|(_, digit)| digit.begins).map(|(nth, _)| nth).collect();
    let ends: Vec<usize> = begins.iter().skip(1).copied().chain([number.len()]).collect();
    begins
        .into_iter()
        .flat_map(move |from| {
            ends.iter().copied().filter(move |to| *to > from).map(move |to| (from, to)).collect::<Vec<_>>()
        })
        .filter(|(from, to)| (7..=15).contains(&(to - from)))
        .filter_map(|(from, to)| number.get(from..to))
}

fn telephone(digits: &[Digit]) -> bool {
    let values: Vec<u32> = digits.iter().map(|digit| digit.value).collect();
    let national = |rest: &[u32]| {
        matches!(rest.first(), Some(1 | 2 | 3 | 5 | 7 | 8 | 9)) && (9..=10).contains(&rest.len())
    };
    match values.as_slice() {
        [0, 0, 4, 4, rest @ ..] | [4, 4, rest @ ..] => {
            let rest = if let [0, rest @ ..] = rest { rest } else { rest };
            rest.len() == 10 && national(rest)
        }
        [0, rest @ ..] => national(rest),
        rest => digits.first().is_some_and(|digit| digit.plus) && (8..=15).contains(&rest.len()),
    }
}

/// A run of so many digits or more is a number of somebody or something.
const LONG: usize = 6;

/// Whether a date is written with all four figures of its year. One with two could be part of any number: 99 9.9.24 0.0.03
/// is an NHS number with dots in it, and must not pass for a date with something beside it.
fn has_whole_year(date: &str) -> bool {
    let digits: Vec<&str> = date.split(|letter: char| !letter.is_ascii_digit()).collect();
    digits.iter().any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")))
}

/// Numbers of people in the text. Dates are known already and are no part of any other number.
pub(super) fn look(text: &str, dates: &[(usize, usize)]) -> Vec<Found> {
    let mut found = Vec::new();
    for number in numbers(text) {
        let of = |digits: &[Digit], what| {
            let (first, last) = (digits.first()?, digits.last()?);
            Some(Found { what, start: first.start, end: last.end })
        };
        let holds = |digits: &[Digit]| {
            let (Some(first), Some(last)) = (digits.first(), digits.last()) else { return false };
            dates.iter().any(|(start, end)| {
                *start >= first.start
                    && *end <= last.end
                    && has_whole_year(text.get(*start..*end).unwrap_or_default())
            })
        };
        for digits in stretches(&number) {
            let said = digits.first().is_some_and(|first| said_to_be_nhs(text, first.start));
            let is_dated = holds(digits);
            if digits.len() == 10 && checks(digits) && !is_dated || said && (8..=12).contains(&digits.len()) {
                found.extend(of(digits, What::NhsNumber));
            } else if telephone(digits) && !is_dated {
                found.extend(of(digits, What::Telephone));
            }
        }
        found.extend(unbroken(&number).filter_map(|digits| of(digits, What::HospitalNumber)));
    }
    found
}

/// Runs of six or more figures with nothing between, and those ten among them that check.
fn unbroken(number: &[Digit]) -> impl Iterator<Item = &[Digit]> {
    number.chunk_by(|_, next| !next.begins).filter(|run| run.len() >= LONG)
}
