//! Names: found where a letter names somebody, then carried through the body. Each rule of `introduced` is one such place.

use super::Removed;
use super::words::Word;
use crate::lexicon::Lexicon;
use page::Page;

mod carried;
mod led;
mod numbered;
mod page;
mod shown;

/// Every stretch that names somebody. `firm` are numbers and days of birth, which names stand before.
pub(super) fn look(
    words: &[Word<'_>],
    text: &str,
    lexicon: &Lexicon,
    firm: &[(usize, usize)],
) -> Vec<Removed> {
    let long = words.iter().filter(|word| word.letters() > 2);
    let (all, capital, capitals) = long.fold((0_usize, 0_usize, 0_usize), |(all, one, every), word| {
        (all + 1, one + usize::from(word.is_capital()), every + usize::from(word.is_capitals()))
    });
    let page = Page {
        words,
        text,
        lexicon,
        small: all > 8 && capital * 25 < all,
        big: all > 8 && capitals * 3 > all * 2,
        used_small: words.iter().filter(|word| !word.is_capital()).map(|word| word.plain.as_str()).collect(),
    };
    let mut seeds = introduced(&page);
    seeds.extend(firm.iter().filter_map(|(start, _)| numbered::before_number(&page, *start)));
    led::joined(&page, &mut seeds);
    let mut names = carried::carried_words(&page, &seeds);
    carried::beside_carried(&page, &mut seeds, &mut names);
    let initials = carried::initials(&page, &seeds);
    let mut found: Vec<Removed> = seeds
        .iter()
        .filter_map(|(from, to)| {
            let first = words.get(*from)?;
            let last = words.get(to.checked_sub(1)?)?;
            Some(Removed { start: first.start, end: last.end, kind: "name" })
        })
        .collect();
    for nth in 0..words.len() {
        if carried::carries(&page, nth, &names) || carried::is_initials(&page, nth, &initials) {
            found.extend(words.get(nth).map(|word| Removed {
                start: word.start,
                end: word.end,
                kind: "name",
            }));
        }
    }
    found
}

/// The names that the letter introduces, as stretches of words.
fn introduced(page: &Page<'_, '_>) -> Vec<(usize, usize)> {
    let mut seeds = Vec::new();
    for nth in 0..page.words.len() {
        let Some(word) = page.word(nth) else { continue };
        let found = [
            led::titled(page, nth),
            led::before_title(page, nth),
            led::greeted(page, nth),
            led::labelled(page, nth),
            led::kin(page, nth),
            led::signed(page, nth),
            shown::given(page, nth),
            shown::somebodys(page, nth),
            shown::acts(page, nth),
            shown::inside(page, nth),
            shown::initialled(page, nth),
            shown::with_role(page, nth),
            shown::whole_line(page, nth),
            shown::capitals(page, nth),
        ];
        seeds.extend(found.into_iter().flatten());
        if word.gap == "^" && nth > 0 {
            seeds.push((nth - 1, nth + 1));
        }
    }
    seeds
}
