//! Names: found where a letter names somebody, then carried through the body. Each rule of `introduced` is one such place.

use std::collections::BTreeSet;

use fixit_rules::guard::known;

use super::Removed;
use super::ordinary::{self, both, never, ordinary};
use super::words::Word;
use crate::lexicon::Lexicon;

/// The letter as the rules see it.
struct Page<'w, 't> {
    words: &'w [Word<'t>],
    text: &'t str,
    lexicon: &'w Lexicon,
    /// It is written in small letters throughout.
    small: bool,
    /// It is written in capitals throughout.
    big: bool,
    /// Words that it uses in small letters too.
    used_small: BTreeSet<&'w str>,
}

/// How much speaks for a name before a single word of it is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// A title or a salutation: any word but the plainest.
    Name,
    /// A label, kin, a role: words of medicine stay, words that are also names go.
    Maybe,
    /// Only its place: nothing that is also another word.
    Perhaps,
}

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
    seeds.extend(firm.iter().filter_map(|(start, _)| before_number(&page, *start)));
    let mut names = carried_words(&page, &seeds);
    beside_carried(&page, &mut seeds, &mut names);
    let initials = initials(&page, &seeds);
    let mut found: Vec<Removed> = seeds
        .iter()
        .filter_map(|(from, to)| {
            let first = words.get(*from)?;
            let last = words.get(to.checked_sub(1)?)?;
            Some(Removed { start: first.start, end: last.end, kind: "name" })
        })
        .collect();
    for nth in 0..words.len() {
        if carries(&page, nth, &names) || is_initials(&page, nth, &initials) {
            found.extend(words.get(nth).map(|word| Removed {
                start: word.start,
                end: word.end,
                kind: "name",
            }));
        }
    }
    found
}

fn particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "la"
            | "le"
            | "da"
            | "dos"
            | "van"
            | "von"
            | "der"
            | "den"
            | "al"
            | "el"
            | "bin"
            | "bint"
            | "ibn"
            | "ben"
            | "ap"
            | "ni"
            | "mac"
            | "st"
    )
}

impl<'t> Page<'_, 't> {
    fn word(&self, nth: usize) -> Option<&Word<'t>> {
        self.words.get(nth)
    }

    fn plain(&self, nth: usize) -> &str {
        self.word(nth).map_or("", |word| word.plain.as_str())
    }

    fn before(&self, nth: usize, steps: usize) -> &str {
        nth.checked_sub(steps).map_or("", |at| self.plain(at))
    }

    /// Whether a word may be a name where so much speaks for one.
    fn fits(&self, word: &Word<'_>, says: Says) -> bool {
        let plain = word.plain.as_str();
        if word.is_initial() {
            return true;
        }
        if never(plain) || word.letters() < 2 || !(word.is_capital() || self.small) {
            return false;
        }
        match says {
            Says::Name if self.small || self.big => !ordinary(plain, self.lexicon) || both(plain),
            Says::Name => true,
            Says::Maybe => !ordinary(plain, self.lexicon) || both(plain) && !self.big,
            Says::Perhaps => {
                let short = word.is_capitals() && !self.big && word.letters() <= 4 && !known::surname(plain);
                !ordinary(plain, self.lexicon) && !both(plain) && !short && !ordinary::eponym(plain)
            }
        }
    }

    /// One past the last word of the name that begins here; nothing where none does.
    fn run(&self, from: usize, says: Says) -> Option<usize> {
        let mut to = from;
        let mut last_name = from;
        while to < from + 6 {
            let Some(word) = self.word(to) else { break };
            let after_initial = to > from && self.word(to - 1).is_some_and(Word::is_initial);
            let gap_fits = to == from
                || matches!(word.gap, " " | "  " | "^" | " \"" | "\" " | " ('" | "' ")
                || after_initial && matches!(word.gap, "." | ". ");
            let turned = to == from + 1 && word.gap == ", " && self.turns(from, to, says);
            if !(gap_fits || turned) {
                break;
            }
            // After a given name that is hardly another word, "Strand" and "May" are surnames.
            let led = to > from && self.word(from).is_some_and(|first| known::given(&first.plain));
            let inner = to > from
                && (ordinary(&word.plain, self.lexicon)
                    && !(both(&word.plain) && (says == Says::Name || led) && !self.big)
                    || word.is_capitals() && ordinary::role_after(&word.plain));
            if particle(&word.plain)
                && self.word(to + 1).is_some_and(|next| matches!(next.gap, " " | "-" | "\u{2019}" | "'"))
            {
                to += 1;
                continue;
            }
            if inner && !word.is_initial() || !(self.fits(word, says) || led && self.fits(word, Says::Maybe))
            {
                break;
            }
            to += 1;
            if !word.is_initial() {
                last_name = to;
            }
            if word.possessive {
                break;
            }
        }
        (last_name > from).then_some(last_name)
    }

    /// "HUSSAIN, Shabana", "Wilson, Peter": a surname before a given name.
    fn turns(&self, from: usize, to: usize, says: Says) -> bool {
        let (Some(surname), Some(given)) = (self.word(from), self.word(to)) else { return false };
        let known = says == Says::Maybe
            || known::given(&given.plain)
            || surname.is_capitals() && !self.big
            || surname.on_new_line();
        known
            && given.is_capital()
            && !ordinary::role_after(&given.plain)
            && !ordinary(&given.plain, self.lexicon)
    }

    /// The name is a disease's or a place's: "Bell's palsy", "Mary Potter Centre".
    fn bears(&self, to: usize) -> bool {
        let near = |nth: usize| {
            self.word(nth)
                .is_some_and(|word| word.gap.len() <= 3 && !word.gap.contains(['.', ',', ';', '\n', ')']))
        };
        let tells = |nth: usize| {
            let plain = self.plain(nth);
            ordinary::after_eponym(plain) || ordinary::place(plain)
        };
        near(to)
            && (tells(to) || near(to + 1) && self.word(to).is_some_and(Word::is_capital) && tells(to + 1))
    }
}

/// The names that the letter introduces, as stretches of words.
fn introduced(page: &Page<'_, '_>) -> Vec<(usize, usize)> {
    let mut seeds = Vec::new();
    for nth in 0..page.words.len() {
        let Some(word) = page.word(nth) else { continue };
        let found = [
            titled(page, nth),
            greeted(page, nth),
            labelled(page, nth),
            kin(page, nth),
            signed(page, nth),
            given(page, nth),
            somebodys(page, nth),
            acts(page, nth),
            initialled(page, nth),
            with_role(page, nth),
            whole_line(page, nth),
            capitals(page, nth),
        ];
        seeds.extend(found.into_iter().flatten());
        if word.gap == "^" && nth > 0 {
            seeds.push((nth - 1, nth + 1));
        }
    }
    seeds
}

/// "Mrs Elm", "dr p. cedar", "Staff Nurse Olu".
fn titled(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
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

/// "Dear Priya", "Hi Will".
fn greeted(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    if !matches!(page.plain(nth), "dear" | "hi" | "hello" | "hey") || page.word(nth + 1)?.gap != " " {
        return None;
    }
    if ordinary::title(page.plain(nth + 1)) {
        return None;
    }
    Some((nth + 1, page.run(nth + 1, Says::Name)?))
}

/// "Patient: Ada Elm", "Known as: Freda", "| Name | Ash |".
fn labelled(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
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
        || known::given(page.plain(nth + 1))
        || known::surname(page.plain(nth + 1))
        || page.word(nth + 1).is_some_and(Word::is_capitals) && !page.big
        || word.on_new_line();
    enough.then_some((nth + 1, to))
}

/// "her daughter May", "nephew, Giles", "Social worker Colm Brannigan".
fn kin(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    let is_kin = ordinary::kin(&word.plain);
    if !is_kin && !ordinary::role_before(&word.plain) {
        return None;
    }
    let next = page.word(nth + 1)?;
    if !matches!(next.gap, " " | ", " | ": " | " (" | "; " | " : " | " [ " | "-")
        || !next.is_capital()
        || ordinary::title(&next.plain)
    {
        return None;
    }
    let says = if is_kin && next.gap == ", " { Says::Perhaps } else { Says::Maybe };
    let to = page.run(nth + 1, says)?;
    // After a role one word that is also another tells too little: "Consultant May".
    let enough = is_kin || to > nth + 2 || !both(page.plain(nth + 1));
    (enough && (!page.big || is_kin)).then_some((nth + 1, to))
}

/// "of Adaeze's wedding": somebody's, where nobody's disease or sign bears the word.
fn somebodys(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let (word, next) = (page.word(nth)?, page.word(nth + 1)?);
    let mid = matches!(word.gap, " " | " (") && !word.begins() && word.is_capital() && !word.is_capitals();
    let owned = word.possessive && matches!(next.gap, "'s " | "\u{2019}s ") && !next.is_capital();
    (mid && owned && page.fits(word, Says::Perhaps) && !page.bears(nth + 1)).then_some((nth, nth + 1))
}

/// "Kind regards, R Okoro", "seen by Bridie Moss", "S/B Dr …", "Thanks, Mark".
fn signed(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
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
    let says = if closing && next.gap.contains(['\n', ',']) { Says::Name } else { Says::Maybe };
    Some((nth + 1, page.run(nth + 1, says)?))
}

/// "Josh", "Eleanor Marlow": a given name that is hardly ever another word.
fn given(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    let sure = known::given(&word.plain) && word.letters() > 2;
    let listed = |nth: usize| {
        known::surname(page.plain(nth))
            && page.word(nth).is_some_and(|next| next.gap == " " && next.is_capital())
    };
    let unknown = |nth: usize| {
        page.word(nth).is_some_and(|next| {
            next.gap == " " && next.is_capital() && !next.is_capitals() && page.fits(next, Says::Perhaps)
        })
    };
    let pair = known::given_too(&word.plain)
        && word.is_capital()
        && (listed(nth + 1) || !page.big && !ordinary::month(&word.plain) && unknown(nth + 1));
    let small_pair = page.small && known::given(&word.plain) && known::surname(page.plain(nth + 1));
    if !(sure && word.is_capital() || pair || small_pair)
        || matches!(page.before(nth, 1), "st" | "saint" | "queen" | "king" | "lake" | "port")
    {
        return None;
    }
    let to = page.run(nth, if pair { Says::Name } else { Says::Perhaps })?;
    let letters = to == nth + 1 && word.is_capitals() && !page.big && word.letters() < 4;
    (!page.bears(to) && !letters).then_some((nth, to))
}

/// "Hoa lives with", "Skye (mother)": a word that nothing else knows does what only people do, or is said to be kin.
fn acts(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    if !word.is_capital() || word.is_capitals() || word.letters() < 3 {
        return None;
    }
    let to = page.run(nth, Says::Perhaps)?;
    let next = page.word(to)?;
    let acts = next.gap == " " && ordinary::only_people(&next.plain) && !next.is_capital();
    let said = matches!(next.gap, " (" | " (his " | " (her ")
        && (ordinary::kin(&next.plain) || matches!(next.plain.as_str(), "her" | "his" | "age" | "aged"));
    (to <= nth + 3 && (acts || said)).then_some((nth, to))
}

/// "T. Baptiste", "R.T. Okoro".
fn initialled(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
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

/// "Petra Novotna\nSpecialist Nurse", "Liam Tait, first contact physio", "Declan Walsh (husband)".
fn with_role(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
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
    (to >= nth + 2 && named && (apart || close) && ordinary::role_after(&role.plain) && !page.big)
        .then_some((nth, to))
}

/// A line that is nothing but a name, at the head or the foot of a letter.
fn whole_line(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let word = page.word(nth)?;
    if !word.on_new_line() || !word.is_capital() {
        return None;
    }
    let head = page.text.get(..word.start)?.lines().filter(|line| !line.trim().is_empty()).count() < 4;
    let foot = page.text.get(word.start..)?.lines().filter(|line| !line.trim().is_empty()).count() <= 4;
    if !head && !foot {
        return None;
    }
    let to = page.run(nth, Says::Perhaps)?;
    let rest = page.text.get(page.word(to - 1)?.end..)?;
    let rest = rest.get(..rest.find('\n').unwrap_or(rest.len()))?.trim();
    let ends = rest.is_empty()
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
fn capitals(page: &Page<'_, '_>, nth: usize) -> Option<(usize, usize)> {
    let (word, next) = (page.word(nth)?, page.word(nth + 1)?);
    let head = page.text.get(..word.start)?.lines().count() < 9;
    let surname = |of: &Word<'_>| of.is_capitals() && of.letters() >= 4;
    let shape = surname(word) != surname(next)
        && word.is_capital()
        && next.is_capital()
        && matches!(next.gap, " " | ", ");
    let plain = |of: &Word<'_>| ordinary(&of.plain, page.lexicon) || both(&of.plain) || of.letters() < 3;
    (head && !page.big && shape && !plain(word) && !plain(next))
        .then(|| (nth, page.run(nth, Says::Perhaps).unwrap_or(nth + 2).max(nth + 2)))
}

/// The name that stands right before a number or a day of birth.
fn before_number(page: &Page<'_, '_>, start: usize) -> Option<(usize, usize)> {
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

/// The words of names that are carried through the body: no initials, no particles.
fn carried_words(page: &Page<'_, '_>, seeds: &[(usize, usize)]) -> BTreeSet<String> {
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
fn initials(page: &Page<'_, '_>, seeds: &[(usize, usize)]) -> Vec<Vec<char>> {
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
fn is_initials(page: &Page<'_, '_>, nth: usize, all: &[Vec<char>]) -> bool {
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
fn beside_carried(page: &Page<'_, '_>, seeds: &mut Vec<(usize, usize)>, names: &mut BTreeSet<String>) {
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
fn carries(page: &Page<'_, '_>, nth: usize, names: &BTreeSet<String>) -> bool {
    let Some(word) = page.word(nth) else { return false };
    let whole = names.contains(&word.plain);
    let part = !whole
        && word.text.contains('-')
        && word.plain.split('-').any(|part| part.len() >= 4 && names.contains(part));
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
    if word.begins() {
        return next.is_some_and(|next| next.gap == " " && ordinary::does(&next.plain));
    }
    word.gap == " " || word.gap == ", " || word.gap == " ("
}
