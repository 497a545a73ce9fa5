//! Names carried through the body: their words and initials, and where a word of the body stands as one of them.

use std::collections::BTreeSet;

use super::page::{Page, Says, particle};
use crate::deidentify::ordinary::{self, both, never, ordinary};
use crate::deidentify::words::Word;

/// The words of names that are carried through the body: no initials, no particles.
pub(super) fn carried_words(page: &Page<'_, '_>, seeds: &[(usize, usize)]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for word in seeds.iter().flat_map(|(from, to)| page.words.get(*from..*to).unwrap_or_default()) {
        if word.letters() < 2 || particle(&word.plain) || never(&word.plain) {
            continue;
        }
        names.insert(word.plain.clone());
        if word.text.contains('-') {
            names.extend(word.plain.split('-').filter(|part| part.chars().count() >= 4).map(str::to_owned));
        }
    }
    names
}

/// The initials of every whole name, its hyphens parted: a letter that names "A.B. Carrington-Jones" may go on with "ACJ".
pub(super) fn initials(page: &Page<'_, '_>, seeds: &[(usize, usize)]) -> Vec<Vec<char>> {
    let of = |(from, to): &(usize, usize)| -> Vec<char> {
        let words = page.words.get(*from..*to).unwrap_or_default();
        words
            .iter()
            .flat_map(|word| word.text.split('-'))
            .filter_map(|part| part.chars().next().filter(|first| first.is_uppercase()))
            .collect()
    };
    seeds.iter().map(of).filter(|of| of.len() >= 3).collect()
}

/// Three capitals or four that begin and end as a name does, with the rest in its order, and are no word of medicine.
pub(super) fn is_initials(page: &Page<'_, '_>, nth: usize, all: &[Vec<char>]) -> bool {
    let Some(word) = page.word(nth) else { return false };
    if page.big
        || !word.is_capitals()
        || !(3..=4).contains(&word.letters())
        || ordinary(&word.plain, page.lexicon)
    {
        return false;
    }
    let letters: Vec<char> = word.text.chars().collect();
    all.iter().any(|of| {
        let mut rest = of.iter();
        of.first() == letters.first()
            && of.last() == letters.last()
            && letters.iter().all(|letter| rest.any(|known| known == letter))
    })
}

/// A capital word beside a carried one belongs to it: "Eleanor" before a Marlow who was named.
pub(super) fn beside_carried(
    page: &Page<'_, '_>,
    seeds: &mut Vec<(usize, usize)>,
    names: &mut BTreeSet<String>,
) {
    for nth in 1..page.words.len() {
        let (Some(first), Some(second)) = (page.word(nth - 1), page.word(nth)) else { continue };
        let joined = second.gap == " " && first.is_capital() && second.is_capital() && !first.possessive;
        if !joined || page.big || page.bears(nth + 1) {
            continue;
        }
        let free =
            |of: &Word<'_>| of.letters() >= 2 && page.fits(of, Says::Perhaps) && !ordinary::title(&of.plain);
        let sure = |of: &Word<'_>| {
            names.contains(&of.plain) && !both(&of.plain) && !ordinary(&of.plain, page.lexicon)
        };
        if sure(second) && free(first) && !names.contains(&first.plain)
            || sure(first) && free(second) && !names.contains(&second.plain) && !second.is_capitals()
        {
            let (a, b) = (first.plain.clone(), second.plain.clone());
            names.insert(a);
            names.insert(b);
            seeds.push((nth - 1, nth + 1));
        }
    }
}

/// Whether a word of the body is one of the names.
pub(super) fn carries(page: &Page<'_, '_>, nth: usize, names: &BTreeSet<String>) -> bool {
    let Some(word) = page.word(nth) else { return false };
    let whole = names.contains(&word.plain);
    let part = !whole
        && word.text.contains('-')
        && word.plain.split('-').any(|part| part.len() >= 4 && names.contains(part));
    if !(whole || part) && (word.is_capital() || page.small) && like_one(page, nth, names) {
        return !page.bears(nth + 1);
    }
    if !(whole || part) || !(word.is_capital() || page.small) {
        return false;
    }
    let titled = nth > 0 && ordinary::title(page.before(nth, 1)) && word.gap.len() <= 2;
    if page.bears(nth + 1) && !titled {
        return false;
    }
    let doubtful = both(&word.plain)
        || ordinary(&word.plain, page.lexicon)
        || !page.small && page.used_small.contains(word.plain.as_str());
    if !doubtful || titled {
        return true;
    }
    if page.big || page.small {
        return false;
    }
    stands_as_a_name(page, nth, names)
}

/// Letters of a name, and names of a letter, at most, that slips are looked for in: what is longer was made to keep a reader
/// busy.
const NAME_LETTERS_MOST: usize = 40;
const NAMES_MOST: usize = 500;

/// A slip in a name that was carried ("Weatherspoon"), or its short form ("Ros" of a Rosalind): no word that is known for
/// something else.
fn like_one(page: &Page<'_, '_>, nth: usize, names: &BTreeSet<String>) -> bool {
    let Some(word) = page.word(nth) else { return false };
    let plain = word.plain.as_str();
    let letters = word.letters();
    let free = (3..=NAME_LETTERS_MOST).contains(&letters)
        && !word.is_capitals()
        && !page.used_small.contains(plain)
        && page.fits(word, Says::Perhaps)
        && !page.small;
    if !free {
        return false;
    }
    let initial = plain.chars().next();
    names.iter().take(NAMES_MOST).any(|name| {
        let long = name.chars().count();
        let short_form = name.starts_with(plain) && long >= letters + 2;
        let slips = match letters.min(long) {
            0..=4 => 0,
            5..=6 => 1,
            _ => 2,
        };
        let near = long.abs_diff(letters) <= slips
            && slips > 0
            && (slips == 1 || name.chars().next() == initial)
            && distance(plain, name, slips) <= slips;
        short_form || near
    })
}

/// How many letters must be put in, taken out or changed to make one word the other; more than `most` is told as one more.
fn distance(a: &str, b: &str, most: usize) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, letter) in a.chars().enumerate() {
        let mut corner = at;
        let mut left = at + 1;
        let mut least = left;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (other, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let change = corner + usize::from(*other != letter);
            corner = *cell;
            left = change.min(*cell + 1).min(left + 1);
            *cell = left;
            least = least.min(left);
        }
        if least > most {
            return most + 1;
        }
    }
    row.last().copied().unwrap_or(most + 1)
}

/// A word that is also another word: does it stand here as a name does?
fn stands_as_a_name(page: &Page<'_, '_>, nth: usize, names: &BTreeSet<String>) -> bool {
    let Some(word) = page.word(nth) else { return false };
    let next = page.word(nth + 1);
    let follows =
        next.is_some_and(|next| next.gap == " " && next.is_capital() && names.contains(&next.plain));
    let led = nth > 0
        && word.gap == " "
        && names.contains(page.before(nth, 1))
        && page.word(nth - 1).is_some_and(Word::is_capital);
    if word.possessive || follows || led {
        return true;
    }
    if ordinary::month(&word.plain) {
        let after = page.text.get(word.end..).unwrap_or_default();
        let figure = after.trim_start().starts_with(|c: char| c.is_ascii_digit()) && !after.starts_with('\n');
        let figure_before = word.gap.trim_start_matches("th").trim().ends_with(|c: char| c.is_ascii_digit());
        let dated = figure
            || figure_before
            || matches!(
                page.before(nth, 1),
                "in" | "since"
                    | "until"
                    | "of"
                    | "by"
                    | "from"
                    | "last"
                    | "next"
                    | "late"
                    | "early"
                    | "during"
                    | "and"
                    | "before"
                    | "after"
                    | "th"
                    | "st"
                    | "nd"
                    | "rd"
                    | "to"
                    | "mid"
            );
        if dated {
            return false;
        }
    }
    if word.begins() && next.is_some_and(|next| next.gap == " " && next.plain == "and") {
        return page.word(nth + 2).is_some_and(|other| other.is_capital() && names.contains(&other.plain));
    }
    if word.begins() {
        return next.is_some_and(|next| next.gap == " " && ordinary::does(&next.plain));
    }
    word.gap == " " || word.gap == ", " || word.gap == " ("
}
