//! Names that nothing announces: known by their own words, by what is said after them, or by the line they stand in.

use fixit_rules::guard::known;

use super::page::{Page, Says};
use crate::deidentify::ordinary::{self, both, ordinary};
use crate::deidentify::words::Word;

/// "of Adaeze's wedding": somebody's, where nobody's disease or sign bears the word.
pub(super) fn somebodys(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let (word, next) = (page.word(nth)?, page.word(nth + 1)?);
    let mid = (matches!(word.gap, " " | " (") || word.begins()) && word.is_capital() && !word.is_capitals();
    let owned = word.possessive && matches!(next.gap, "'s " | "\u{2019}s ") && !next.is_capital();
    (mid && owned && page.fits(word, Says::Perhaps) && !page.bears(nth + 1)).then_some((nth, nth + 1))
}

/// In a letter without capitals: a word after a given name that is a surname, by the list or by what follows it.
fn small_surname(page: &Page<'_, '_>, nth: usize) -> bool {
    let Some(word) = page.word(nth).filter(|word| word.gap == " ") else { return false };
    let plain = word.plain.as_str();
    let free = !ordinary(plain, page.lexicon) && !both(plain) && !ordinary::does(plain) && word.letters() > 2;
    let closed = page.word(nth + 1).is_none_or(|next| {
        next.gap != " "
            || ordinary::does(&next.plain)
            || matches!(next.plain.as_str(), "dob" | "born" | "and" | "is" | "was")
    });
    known::surname(plain) || free && closed
}

/// "is under Adaeze Nwosu", "while Bukky held": a word with a capital inside a sentence that is neither of medicine nor a
/// place's nor a thing's that is named after somebody. A letter has few such words that are not somebody's name.
pub(super) fn inside(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    if page.big || word.begins() || !matches!(word.gap, " " | ", " | " (" | " \"") || !page.unknown(word) {
        return None;
    }
    let before = page.word(nth.checked_sub(1)?)?;
    let led = ordinary::leads(&before.plain) && word.gap == " ";
    let to = page.run(nth, Says::Perhaps)?;
    (led && to <= nth + 3 && !page.bears(to)).then_some((nth, to))
}

/// "Josh", "Eleanor Marlow": a given name that is hardly ever another word.
pub(super) fn given(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    let sure = ordinary::given(&word.plain) && word.letters() > 2;
    let listed = |nth: usize| {
        known::surname(page.plain(nth))
            && page.word(nth).is_some_and(|next| next.gap == " " && next.is_capital())
    };
    let unknown = |nth: usize| {
        page.word(nth).is_some_and(|next| {
            next.gap == " " && next.is_capital() && !next.is_capitals() && page.fits(next, Says::Perhaps)
        })
    };
    let pair = ordinary::given_too(&word.plain)
        && word.is_capital()
        && (listed(nth + 1) || !page.big && !ordinary::month(&word.plain) && unknown(nth + 1));
    let small_pair = page.small && ordinary::given(&word.plain) && small_surname(page, nth + 1);
    if !(sure && word.is_capital() || pair || small_pair)
        || matches!(page.before(nth, 1), "st" | "saint" | "queen" | "king" | "lake" | "port")
    {
        return None;
    }
    if is_of_a_day(page, nth) {
        return None;
    }
    let to = page.run(nth, if pair { Says::Name } else { Says::Perhaps })?;
    let letters = to == nth + 1 && word.is_capitals() && !page.big && word.letters() < 4;
    (!page.bears(to) && !letters).then_some((nth, to))
}

/// "6 Jan 2025", "Jun 4": a month beside a figure, though it is also somebody's name.
fn is_of_a_day(page: &Page<'_, '_>, nth: usize) -> bool {
    let figure = |gap: &str| gap.chars().any(|c| c.is_ascii_digit());
    let figured = |nth: usize| page.plain(nth).starts_with(|c: char| c.is_ascii_digit());
    let beside = page.word(nth).is_some_and(|word| figure(word.gap))
        || page.word(nth + 1).is_some_and(|next| figure(next.gap))
        || figured(nth + 1)
        || nth > 0 && figured(nth - 1);
    beside && (ordinary::month(page.plain(nth)) || page.plain(nth) == "jan")
}

/// "Hoa lives with", "Skye (mother)": a word that nothing else knows does what only people do, or is said to be kin.
pub(super) fn acts(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    if !word.is_capital() || word.is_capitals() || word.letters() < 3 {
        return None;
    }
    let to = page.run(nth, Says::Perhaps)?;
    let next = page.word(to)?;
    let third = page.word(to + 1).filter(|third| third.gap == " ").map_or("", |third| third.plain.as_str());
    let helped = matches!(next.plain.as_str(), "is" | "was" | "has" | "had" | "will" | "can" | "does")
        && (ordinary::only_people(third) || ordinary::of_people(third));
    let acts = next.gap == " "
        && !next.is_capital()
        && (ordinary::only_people(&next.plain) || helped && page.unknown(word));
    let said = matches!(next.gap, " (" | " (his " | " (her ")
        && (ordinary::kin(&next.plain) || matches!(next.plain.as_str(), "her" | "his" | "age" | "aged"));
    (to <= nth + 3 && (acts || said)).then_some((nth, to))
}

/// "T. Baptiste", "R.T. Okoro".
pub(super) fn initialled(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let (word, next) = (page.word(nth)?, page.word(nth + 1)?);
    let dotted = matches!(next.gap, ". " | ".");
    let placed =
        next.gap == " " && (word.on_new_line() || word.gap.ends_with(", ") || word.gap.contains('/'));
    let initial = word.is_initial() || page.small && word.letters() == 1 && dotted && word.begins();
    if !(initial && (dotted || placed)) {
        return None;
    }
    let to = page.run(nth, Says::Perhaps)?;
    let surname = page.word(to - 1)?;
    let enough = surname.letters() >= 3 || known::surname(&surname.plain);
    (enough && to >= nth + 2 && !page.bears(to)).then_some((nth, to))
}

/// "Petra Novotna\nSpecialist Nurse", "Liam Tait, first contact physio", "Declan Walsh (husband)", "Musgrave, ST6".
pub(super) fn with_role(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    if !word.is_capital()
        || nth > 0
            && !word.begins()
            && page.word(nth - 1).is_some_and(|before| {
                before.is_capital() && word.gap == " " && !ordinary(&before.plain, page.lexicon)
            })
    {
        return None;
    }
    let to = page.run(nth, Says::Maybe)?;
    let role = page.word(to)?;
    let apart = matches!(role.gap, ", " | " (" | "\n" | " / " | " | " | "; " | ",\n" | " - " | "\r\n");
    let close = role.gap == " " && role.is_capitals();
    let named =
        page.words.get(nth..to)?.iter().any(|word| !word.is_initial() && page.fits(word, Says::Perhaps));
    // "Musgrave, ST6": a surname alone signs where it and the role are the whole line.
    let rest = page.text.get(role.end..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let alone = word.on_new_line() && role.gap == ", " && rest.trim().len() <= 2;
    ((to >= nth + 2 && (apart || close) || alone) && named && ordinary::role_after(&role.plain) && !page.big)
        .then_some((nth, to))
}

/// A line that is nothing but a name, at the head or the foot of a letter.
pub(super) fn whole_line(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    if !word.on_new_line() || !word.is_capital() {
        return None;
    }
    let head =
        page.text.get(..word.start)?.lines().filter(|line| !line.trim().is_empty()).take(4).count() < 4;
    let foot =
        page.text.get(word.start..)?.lines().filter(|line| !line.trim().is_empty()).take(5).count() <= 4;
    if !head && !foot {
        return None;
    }
    let to = page.run(nth, Says::Perhaps)?;
    let rest = page.text.get(page.word(to - 1)?.end..)?;
    let rest = rest.get(..rest.find('\n').unwrap_or(rest.len()))?;
    let column = to >= nth + 2 && (rest.starts_with("  ") || rest.starts_with('\t'));
    let rest = rest.trim();
    let ends = rest.is_empty()
        || column
        || rest.starts_with(['(', '|', '/'])
        || rest.starts_with(", ") && foot
        || head && rest.starts_with([',', '-', '\u{2013}', '\u{2014}']);
    let lone = foot
        && to == nth + 1
        && rest.is_empty()
        && page.text.get(..word.start).is_some_and(|before| before.trim_end().len() > 60);
    ((to >= nth + 2 || lone) && ends && !page.bears(to) && !page.big).then_some((nth, to))
}

/// "Ewa KOWALCZYK", "VENKATARAMAN Lakshmi" in the header.
pub(super) fn capitals(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let (word, next) = (page.word(nth)?, page.word(nth + 1)?);
    let head = page.text.get(..word.start)?.lines().take(9).count() < 9;
    let surname = |of: &Word<'_>| of.is_capitals() && of.letters() >= 4;
    let shape = surname(word) != surname(next)
        && word.is_capital()
        && next.is_capital()
        && matches!(next.gap, " " | ", ");
    let plain = |of: &Word<'_>| ordinary(&of.plain, page.lexicon) || both(&of.plain) || of.letters() < 3;
    (head && !page.big && shape && !plain(word) && !plain(next))
        .then(|| (nth, page.run(nth, Says::Perhaps).unwrap_or(nth + 2).max(nth + 2)))
}
