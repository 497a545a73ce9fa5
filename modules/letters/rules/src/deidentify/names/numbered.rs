//! Names that stand right before a number or a day of birth, past the labels between them.

use super::page::{Page, Says, particle};
use crate::deidentify::ordinary::{self, both};

/// The name that stands right before a number or a day of birth.
pub(super) fn before_number(page: &Page<'_, '_>, start: usize) -> Option<(usize, usize)> {
    let mut to = page.words.partition_point(|word| word.start < start);
    let labels = [
        "dob",
        "d",
        "o",
        "b",
        "born",
        "nhs",
        "no",
        "number",
        "date",
        "of",
        "birth",
        "m",
        "f",
        "y",
        "hosp",
        "hospital",
        "unit",
        "h",
        "n",
        "mrn",
        "birthdate",
        "ur",
        "chi",
        "was",
        "num",
        "pid",
        "mr",
        "ref",
        "re",
        "male",
        "female",
        "yrs",
        "yo",
        "mr",
        "mrs",
        "was",
        "she",
        "he",
        "tel",
        "gp",
    ];
    let mut skipped = 0;
    while skipped < 6
        && to > 0
        && labels.contains(&page.plain(to - 1))
        && !(page.word(to - 1)?.is_initial()
            && page.plain(to - 1) == "d"
            && page.before(to - 1, 1).len() > 2
            && skipped == 0)
    {
        to -= 1;
        skipped += 1;
    }
    let last = page.word(to.checked_sub(1)?)?;
    let between = page.text.get(last.end..start)?;
    if between.chars().count() > 40
        || between.matches('\n').count() > 1
        || between.contains(". ") && skipped == 0
    {
        return None;
    }
    let mut from = to;
    while from > 0 && to - from < 5 {
        let word = page.word(from - 1)?;
        let joins = from == to
            || page
                .word(from)
                .is_some_and(|next| matches!(next.gap, " " | ". " | "." | "^" | ", " | "\" " | " \""));
        if !joins
            || !(page.fits(word, Says::Maybe) || from < to && particle(&word.plain))
            || ordinary::title(&word.plain)
        {
            break;
        }
        from -= 1;
    }
    while from < to && page.word(from).is_some_and(|word| particle(&word.plain) && !word.is_capital()) {
        from += 1;
    }
    let one = to == from + 1;
    let lone = one && (both(page.plain(from)) || page.word(from)?.letters() < 3);
    (from < to && !lone).then_some((from, to))
}
