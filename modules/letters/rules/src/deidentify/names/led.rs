//! Names that a word before them announces: a title, a salutation, a label, kin or a role, a signature.

use fixit_rules::guard::known;

use super::page::{Page, Says};
use crate::deidentify::ordinary::{self, both, ordinary};
use crate::deidentify::words::Word;

/// "Mrs Elm", "dr p. cedar", "Staff Nurse Olu".
pub(super) fn titled(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    if !ordinary::title(&word.plain) {
        return None;
    }
    let sure = matches!(
        word.plain.as_str(),
        "mr" | "mrs" | "miss" | "ms" | "mx" | "dr" | "prof" | "professor" | "sr"
    );
    if !sure && !word.is_capital() && !page.small {
        return None;
    }
    // "Dr. med. Obermeier".
    let nth = if page.plain(nth + 1) == "med" && page.word(nth + 1).is_some_and(|med| med.gap.len() <= 2) {
        nth + 1
    } else {
        nth
    };
    let next = page.word(nth + 1)?;
    if !matches!(next.gap, " " | ". " | "." | " (" | "  " | " \"") || ordinary::title(&next.plain) {
        return None;
    }
    // "MR scan" and "MS clinic" are a picture and a disease.
    let shouted = word.is_capitals() && !page.big && matches!(word.text, "MR" | "MS");
    let says = if sure && !shouted { Says::Name } else { Says::Maybe };
    let to = if word.is_capital() || page.small {
        page.run(nth + 1, says)?
    } else {
        // "mr tindall" in a letter that otherwise has capitals.
        match page.run(nth + 1, says) {
            Some(to) => to,
            None if !ordinary(&next.plain, page.lexicon) => nth + 2,
            None => return None,
        }
    };
    (!ordinary::place(page.plain(to)) || page.word(to).is_none_or(|after| after.gap != " "))
        .then_some((nth + 1, to))
}

/// "FEATHERSTONE Mr Cyril": a surname in capitals that stands before the title.
pub(super) fn before_title(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let (word, surname) = (page.word(nth)?, page.word(nth.checked_sub(1)?)?);
    let stands = ordinary::title(&word.plain) && matches!(word.gap, " " | ", ") && word.is_capital();
    let shown = surname.is_capitals() && surname.letters() >= 4 && !page.big;
    (stands && shown && page.fits(surname, Says::Perhaps)).then_some((nth - 1, nth))
}

/// "her sons Jago and Denzil", "BAKER / SOUTHWELL": who is joined to somebody named is named too.
pub(super) fn joined(page: &Page<'_, '_>, seeds: &mut Vec<(usize, usize)>) {
    let mut nth = 0;
    while let Some((_, to)) = seeds.get(nth).copied() {
        nth += 1;
        let Some(next) = page.word(to) else { continue };
        let from = match next.gap {
            " " if next.plain == "and" => to + 1,
            " & " | "/" | " / " => to,
            _ => continue,
        };
        let Some(word) = page.word(from) else { continue };
        let plain = ordinary::title(&word.plain) || !word.is_capital() || word.letters() < 3;
        if plain
            || from > to && word.gap != " "
            || seeds.iter().any(|(start, end)| *start <= from && from < *end)
        {
            continue;
        }
        if let Some(end) = page.run(from, Says::Perhaps).filter(|end| *end <= from + 3 && !page.bears(*end)) {
            seeds.push((from, end));
        }
    }
}

/// "Dear Priya", "Hi Will".
pub(super) fn greeted(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    if !matches!(page.plain(nth), "dear" | "hi" | "hello" | "hey") || page.word(nth + 1)?.gap != " " {
        return None;
    }
    if ordinary::title(page.plain(nth + 1)) {
        return None;
    }
    Some((nth + 1, page.run(nth + 1, Says::Name)?))
}

/// "Patient: Ada Elm", "Known as: Freda", "| Name | Ash |".
pub(super) fn labelled(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    let plain = word.plain.as_str();
    let known_as = plain == "as" && page.before(nth, 1) == "known";
    let plural = plain == "s" && matches!(page.before(nth, 1), "forename" | "surname" | "name");
    if !(ordinary::label(plain) || known_as || plural) {
        return None;
    }
    let next = page.word(nth + 1)?;
    let parted = next.gap.contains([':', '|', '=', '[', '^', '-', '\u{2013}', '\u{2014}'])
        && !next.gap.contains("\n\n")
        && next.gap.len() <= 12;
    let bare = matches!(plain, "re" | "regarding" | "pt" | "patient" | "pid" | "caller" | "cc" | "copies")
        && matches!(next.gap, " " | ". " | "  ");
    if ordinary::title(&next.plain) {
        return None;
    }
    // A role and a preposition say less than a label of the header.
    let weak = matches!(plain, "gp" | "to" | "from" | "by" | "consultant" | "contact" | "subject");
    let says = if parted && !weak { Says::Maybe } else { Says::Perhaps };
    let to =
        (parted || bare && (next.is_capital() || page.small)).then(|| page.run(nth + 1, says)).flatten()?;
    // In the run of a sentence a bare "patient" or "re" needs more than one capital.
    let enough = parted && !weak
        || to > nth + 2
        || ordinary::given(page.plain(nth + 1))
        || known::surname(page.plain(nth + 1))
        || page.word(nth + 1).is_some_and(Word::is_capitals) && !page.big
        || word.on_new_line();
    enough.then_some((nth + 1, to))
}

/// "her daughter May", "nephew, Giles", "Social worker Colm Brannigan".
pub(super) fn kin(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    let is_kin = ordinary::kin(&word.plain);
    if !is_kin && !ordinary::role_before(&word.plain) {
        return None;
    }
    let next = page.word(nth + 1)?;
    // "FY1 Rahman": the year of training stands between.
    let gap = next.gap.trim_start_matches(|c: char| c.is_ascii_digit());
    let named = page.small && is_kin && ordinary::given(&next.plain);
    if !matches!(gap, " " | ", " | ": " | " (" | "; " | " : " | " | " | " [ " | "-" | " - ")
        || !(next.is_capital() || named)
        || ordinary::title(&next.plain)
        || word.plain == "charge" && page.before(nth, 1) != "in"
    {
        return None;
    }
    let apposed = next.gap == ", " && !ordinary::given_too(&next.plain);
    let says = if is_kin && apposed { Says::Perhaps } else { Says::Maybe };
    let to = page.run(nth + 1, says)?;
    // After a role one word that is also another tells too little: "Consultant May".
    let enough = is_kin || to > nth + 2 || !both(page.plain(nth + 1)) || gap.contains(':');
    (enough && (!page.big || is_kin)).then_some((nth + 1, to))
}

/// "Kind regards, R Okoro", "seen by Bridie Moss", "S/B Dr …", "Thanks, Mark".
pub(super) fn signed(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let plain = page.plain(nth);
    let verb = matches!(
        page.before(nth, 1),
        "signed"
            | "dictated"
            | "completed"
            | "seen"
            | "done"
            | "given"
            | "reported"
            | "typed"
            | "written"
            | "performed"
            | "discussed"
            | "spoke"
            | "authorised"
            | "requested"
            | "checked"
            | "agreed"
            | "accompanied"
            | "assessed"
            | "referred"
            | "prescribed"
            | "taken"
            | "informed"
            | "reviewed"
            | "prepared"
            | "s"
            | "d"
    );
    let closing = matches!(
        plain,
        "sincerely"
            | "faithfully"
            | "truly"
            | "cheers"
            | "ta"
            | "aye"
            | "ever"
            | "greetings"
            | "respectfully"
            | "cordially"
            | "best"
            | "yours"
            | "regards"
            | "wishes"
            | "thanks"
            | "signed"
            | "dictated"
            | "dict"
    );
    let by = verb && matches!(plain, "by" | "with" | "to" | "b" | "w");
    let next = page.word(nth + 1)?;
    if !(closing || by) || ordinary::title(&next.plain) || !next.is_capital() {
        return None;
    }
    if matches!(plain, "aye" | "ever" | "ta" | "best" | "yours" | "greetings")
        && !next.gap.contains(['\n', ','])
    {
        return None;
    }
    let says = if closing && next.gap.contains(['\n', ',']) { Says::Name } else { Says::Maybe };
    Some((nth + 1, page.run(nth + 1, says)?))
}
