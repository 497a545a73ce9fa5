//! Names: a title and a surname, a given name and a surname, a name said to be one. Words of the trade that look alike
//! (“MR scan”, “Ms clinic”, “Victoria Ward”) are told apart by lists.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::{Found, What, lists};

struct Lists {
    given: HashSet<&'static str>,
    given_too: HashSet<&'static str>,
    surnames: HashSet<&'static str>,
    not_surnames: HashSet<&'static str>,
    capitals: HashSet<&'static str>,
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| Lists {
        given: lists::GIVEN.split(' ').collect(),
        given_too: lists::GIVEN_TOO.split(' ').collect(),
        surnames: lists::SURNAMES.split(' ').collect(),
        not_surnames: lists::NOT_SURNAMES.split(' ').collect(),
        capitals: lists::CAPITALS.split(' ').collect(),
    })
}

/// A word of the text with what stands before it.
struct Word<'t> {
    text: &'t str,
    plain: String,
    start: usize,
    end: usize,
    /// Only white space, a full stop or a comma stands between it and the word before.
    follows: bool,
    /// A comma stands between them.
    after_comma: bool,
    /// It begins a sentence.
    begins: bool,
}

impl Word<'_> {
    fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    fn is_all_capitals(&self) -> bool {
        self.text.chars().count() >= 2
            && self.text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
    }

    fn is_initial(&self) -> bool {
        self.text.chars().count() == 1 && self.is_capital()
    }

    /// A capital word that no list knows for something else.
    fn may_be_surname(&self) -> bool {
        let known = lists();
        self.text.chars().count() >= 2
            && !known.not_surnames.contains(self.plain.as_str())
            && !(self.is_all_capitals() && known.capitals.contains(self.text))
    }
}

/// The word without its possessive end.
fn stem(word: &str) -> &str {
    word.strip_suffix("'s")
        .or_else(|| word.strip_suffix("’s"))
        .unwrap_or(word)
        .trim_end_matches(['\'', '’', '-'])
}

fn words(text: &str) -> Vec<Word<'_>> {
    let is_of_word = |letter: char| letter.is_alphabetic() || matches!(letter, '\'' | '’' | '-');
    let mut found: Vec<Word<'_>> = Vec::new();
    let mut from = 0;
    let mut last_end = 0;
    while let Some(start) =
        text.get(from..).and_then(|rest| rest.find(char::is_alphabetic)).map(|at| at + from)
    {
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len());
        let whole = rest.get(..length).unwrap_or_default();
        let word = stem(whole);
        let between = text.get(last_end..start).unwrap_or_default();
        found.push(Word {
            text: word,
            plain: word.to_lowercase().replace('’', "'"),
            start,
            end: start + word.len(),
            follows: !found.is_empty()
                && between.len() <= 4
                && between.chars().all(|c| {
                    c.is_whitespace() || matches!(c, '.' | ',' | ':' | '-' | '_' | '(' | '"' | '“' | '/')
                }),
            after_comma: between.contains(','),
            begins: found.is_empty() || between.contains(['.', '!', '?', '\n', '•']),
        });
        last_end = start + whole.len();
        from = start + length.max(1);
    }
    found
}

/// Titles that need a capital after them, because they are also other words.
const TITLES_CAPITAL: &[&str] = &[
    "miss",
    "ms",
    "dr",
    "drs",
    "doctor",
    "prof",
    "professor",
    "master",
    "sister",
    "sir",
    "lady",
    "lord",
    "rev",
    "reverend",
    "nurse",
    "baby",
    "mx",
    "consultant",
    "matron",
    "dame",
    "father",
    "captain",
];

/// Titles that are titles even before a small letter.
const TITLES: &[&str] = &["mr", "mrs", "mister", "missus"];

/// Words after which a name is said.
const SAID: &[&str] = &[
    "patient",
    "pt",
    "px",
    "re",
    "name",
    "named",
    "called",
    "surname",
    "forename",
    "firstname",
    "son",
    "daughter",
    "wife",
    "husband",
    "partner",
    "mother",
    "mum",
    "dad",
    "carer",
    "brother",
    "lady",
    "gentleman",
    "girl",
    "boy",
    "woman",
    "man",
    "client",
    "nok",
    "regarding",
    "colleague",
];

/// Names in the text.
pub(super) fn look(text: &str) -> Vec<Found> {
    let words = words(text);
    let mut found = Vec::new();
    for nth in 0..words.len() {
        let rest = words.get(nth..).unwrap_or_default();
        if let Some(end) =
            titled(rest).or_else(|| given(rest)).or_else(|| said(rest)).or_else(|| turned(rest))
        {
            let start = rest.first().map_or(end, |word| word.start);
            found.push(Found { what: What::Name, start, end });
        }
    }
    found
}

/// “Mr Ash”, “mrs o'brien”, “Dr J. Ash”.
fn titled(words: &[Word<'_>]) -> Option<usize> {
    let (title, rest) = words.split_first()?;
    let sure = TITLES.contains(&title.plain.as_str());
    if !sure && !TITLES_CAPITAL.contains(&title.plain.as_str()) {
        return None;
    }
    let initials = rest.iter().take_while(|word| word.follows && word.is_initial()).count().min(3);
    let name = rest.get(initials).filter(|word| word.follows && !word.after_comma)?;
    // A title in capitals before another word in capitals is as likely a test: MR SCAN, MS CLINIC; the list tells.
    let enough = if sure {
        name.is_capital()
            || lists().surnames.contains(name.plain.as_str())
            || title.text != "MR" && title.text != "mr"
            || initials > 0
            || name.plain.len() > 3
    } else {
        name.is_capital() && title.plain != title.text
            || lists().surnames.contains(name.plain.as_str()) && title.plain != "miss"
            || name.is_capital()
                && !matches!(
                    title.plain.as_str(),
                    "miss" | "nurse" | "sister" | "baby" | "consultant" | "father" | "doctor" | "master"
                )
    };
    let role = matches!(
        title.plain.as_str(),
        "nurse" | "sister" | "baby" | "consultant" | "matron" | "father" | "doctor" | "master"
    );
    // A role before a capital in the midst of a sentence is a name only where the word is nobody's trade.
    let known = !role
        || lists().given.contains(name.plain.as_str())
        || lists().surnames.contains(name.plain.as_str())
        || title.is_capital() && name.is_capital();
    (enough && known && name.may_be_surname()).then_some(name.end)
}

/// “John Smith”, “john smith”, “Rose Okafor”.
fn given(words: &[Word<'_>]) -> Option<usize> {
    let known = lists();
    let (first, rest) = words.split_first()?;
    let sure = known.given.contains(first.plain.as_str());
    if !sure && !known.given_too.contains(first.plain.as_str()) {
        return None;
    }
    let middle = rest.iter().take_while(|word| word.follows && word.is_initial()).count().min(2);
    let next =
        rest.get(middle).filter(|word| word.follows && (middle > 0 || !word.begins) && !word.after_comma);
    let surname = next.filter(|next| {
        let listed = known.surnames.contains(next.plain.as_str());
        let capital = next.is_capital() && next.may_be_surname();
        if sure { listed || capital && first.is_capital() } else { listed && first.is_capital() }
    });
    // A ward or a road may bear a name: “John Radcliffe Hospital”.
    let after = rest.get(middle + 1);
    let is_place = after.is_some_and(|after| {
        after.follows
            && matches!(
                after.plain.as_str(),
                "ward"
                    | "hospital"
                    | "house"
                    | "road"
                    | "street"
                    | "unit"
                    | "clinic"
                    | "centre"
                    | "suite"
                    | "building"
                    | "wing"
                    | "lane"
                    | "infirmary"
                    | "surgery"
                    | "practice"
                    | "lodge"
                    | "court"
            )
    });
    surname.filter(|_| !is_place).map(|word| word.end)
}

/// “patient Kowalczyk”, “Re: SMITH”, “called Amara”.
fn said(words: &[Word<'_>]) -> Option<usize> {
    let known = lists();
    let (word, rest) = words.split_first()?;
    if !SAID.contains(&word.plain.as_str()) {
        return None;
    }
    let skip = rest
        .iter()
        .take_while(|next| {
            next.follows
                && matches!(next.plain.as_str(), "is" | "name" | "named" | "called" | "was" | "initials")
        })
        .count()
        .min(2);
    let name = rest.get(skip).filter(|name| name.follows && !name.after_comma)?;
    if known.given.contains(name.plain.as_str())
        && !name.is_all_capitals()
        && (name.is_capital() || skip > 0 || word.plain != "man")
    {
        return Some(name.end);
    }
    let reads_like_one =
        name.is_capital() && name.may_be_surname() && !(name.is_all_capitals() && name.text.len() < 4);
    // “Patient Transport” and other things with capitals throughout are no names; “re Discharge letters” is a subject.
    let titled_thing = word.is_capital() && !word.begins || word.plain == "re" || word.plain == "regarding";
    let spoken = skip > 0 || matches!(word.plain.as_str(), "named" | "called" | "surname" | "forename");
    let certain = spoken
        || known.surnames.contains(name.plain.as_str())
        || name.is_all_capitals() && name.text.len() >= 4;
    let ends_there = rest.get(skip + 1).is_none_or(|after| !after.follows || after.begins);
    (reads_like_one && (certain || !titled_thing || ends_there)).then_some(name.end)
}

/// “SMITH, John” and “Smith, John”.
fn turned(words: &[Word<'_>]) -> Option<usize> {
    let known = lists();
    let (surname, rest) = words.split_first()?;
    let first = rest.first().filter(|first| first.follows && first.after_comma && first.is_capital())?;
    let is_given = known.given.contains(first.plain.as_str());
    let is_surname = known.surnames.contains(surname.plain.as_str())
        || surname.is_all_capitals() && surname.text.len() >= 3 && surname.may_be_surname();
    (is_given && is_surname && surname.is_capital()).then_some(first.end)
}
