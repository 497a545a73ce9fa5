//! One block pasted from a practice's record: labelled lines in any order, in any of the usual spellings.
//!
//! What is recognised fills the form, for somebody to look at before sending; what is not is told line by line. Nothing
//! is guessed: a date with two digits for the year, or a number whose check digit is wrong, is not taken.

use kernel::{Day, NhsNumber, Personal};

use super::read::telephone;
use super::{Field, Typed};

const LETTERS_MAX: usize = 20_000;
const LINES_MAX: usize = 400;

/// What a pasted block came to. Lines are counted from 1; nothing of the person is repeated outside `typed`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The fields that were filled.
    pub typed: Typed,
    /// Which, and from which line.
    pub took: Vec<(Field, usize)>,
    /// Which lines held something that was not taken, and why.
    pub not_taken: Vec<NotTaken>,
}

/// A line of which something was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// The line.
    pub line: usize,
    /// The field it was for, where a label said so.
    pub field: Option<Field>,
    /// Why.
    pub why: NotTakenWhy,
}

/// Why something was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTakenWhy {
    /// No label that is known; the form has no place for it.
    NoKnownLabel,
    /// A date that cannot be read, or with two digits for the year.
    Date,
    /// An NHS number whose check digit is wrong or that has not ten digits.
    NhsNumber,
    /// No telephone number.
    Telephone,
    /// A word that the form does not know: choose it by hand.
    Choice,
    /// The field was filled by an earlier line with something else.
    Twice,
    /// Beyond what is read in one block.
    TooLong,
}

impl NotTaken {
    /// For people.
    pub fn in_words(&self) -> String {
        let why = match self.why {
            NotTakenWhy::NoKnownLabel => "not asked for here, so not taken",
            NotTakenWhy::Date => "a date that cannot be read for certain: write it as 2025-03-08",
            NotTakenWhy::NhsNumber => "the NHS number has a digit wrong or missing: read it again",
            NotTakenWhy::Telephone => "not a telephone number: type it",
            NotTakenWhy::Choice => "not a choice of the form: choose it by hand",
            NotTakenWhy::Twice => "the block says it twice, differently: check which is right",
            NotTakenWhy::TooLong => "the block is too long: the rest was not read",
        };
        match self.field {
            Some(field) => format!("Line {}, {}: {why}.", self.line, field.label()),
            None => format!("Line {}: {why}.", self.line),
        }
    }
}

/// Labels as records write them, in small letters without full stops; longer before shorter where one begins the other.
const LABELS: &[(&str, Field)] = &[
    ("patient name", Field::Name),
    ("full name", Field::Name),
    ("name of patient", Field::Name),
    ("patient", Field::Name),
    ("name", Field::Name),
    ("date of birth", Field::DateOfBirth),
    ("birth date", Field::DateOfBirth),
    ("birthdate", Field::DateOfBirth),
    ("d o b", Field::DateOfBirth),
    ("dob", Field::DateOfBirth),
    ("born", Field::DateOfBirth),
    ("nhs number", Field::NhsNumber),
    ("nhs no", Field::NhsNumber),
    ("nhs num", Field::NhsNumber),
    ("nhs", Field::NhsNumber),
    ("emis number", Field::LocalNumber),
    ("emis no", Field::LocalNumber),
    ("patient number", Field::LocalNumber),
    ("patient id", Field::LocalNumber),
    ("local number", Field::LocalNumber),
    ("clinic number", Field::LocalNumber),
    ("mobile telephone", Field::Contact),
    ("mobile phone", Field::Contact),
    ("mobile number", Field::Contact),
    ("mobile tel", Field::Contact),
    ("mobile no", Field::Contact),
    ("mobile", Field::Contact),
    ("contact number", Field::Contact),
    ("telephone number", Field::Contact),
    ("telephone", Field::Contact),
    ("phone number", Field::Contact),
    ("phone", Field::Contact),
    ("tel no", Field::Contact),
    ("tel", Field::Contact),
    ("method requested", Field::Method),
    ("method wanted", Field::Method),
    ("device requested", Field::Method),
    ("larc requested", Field::Method),
    ("requested method", Field::Method),
    ("method", Field::Method),
    ("reason for referral", Field::Purpose),
    ("indication", Field::Purpose),
    ("purpose", Field::Purpose),
    ("first day of last menstrual period", Field::LastPeriod),
    ("first day of last period", Field::LastPeriod),
    ("last menstrual period", Field::LastPeriod),
    ("last period", Field::LastPeriod),
    ("l m p", Field::LastPeriod),
    ("lmp", Field::LastPeriod),
    ("shortest cycle", Field::ShortestCycle),
    ("cycle length", Field::ShortestCycle),
    ("last unprotected sexual intercourse", Field::LastUpsi),
    ("last unprotected intercourse", Field::LastUpsi),
    ("last unprotected sex", Field::LastUpsi),
    ("last upsi", Field::LastUpsi),
    ("current contraception", Field::CurrentMethod),
    ("current contraceptive method", Field::CurrentMethod),
    ("current method", Field::CurrentMethod),
    ("contraception", Field::CurrentMethod),
    ("previous insertion problem", Field::PreviousProblem),
    ("previous problems", Field::PreviousProblem),
    ("previous problem", Field::PreviousProblem),
    ("main spoken language", Field::Language),
    ("first language", Field::Language),
    ("preferred language", Field::Language),
    ("language", Field::Language),
    ("chaperone", Field::Chaperone),
];

/// Reads a block. Any text at all is read; what is not understood is told.
pub fn read_block(text: &str) -> Pasted {
    let mut pasted = Pasted::default();
    let read: String = text.chars().take(LETTERS_MAX).collect();
    let mut waiting: Option<(Field, usize)> = None;
    let mut last_line = 0;
    for (place, line) in read.lines().take(LINES_MAX).enumerate() {
        last_line = place + 1;
        for part in parts(line) {
            take(&mut pasted, &part, last_line, &mut waiting);
        }
    }
    if let Some((field, line)) = waiting {
        log(&mut pasted, line, Some(field), NotTakenWhy::Choice);
    }
    if text.chars().nth(LETTERS_MAX).is_some() || read.lines().nth(LINES_MAX).is_some() {
        log(&mut pasted, last_line, None, NotTakenWhy::TooLong);
    }
    pasted
}

fn log(pasted: &mut Pasted, line: usize, field: Option<Field>, why: NotTakenWhy) {
    pasted.not_taken.push(NotTaken { line, field, why });
}

/// A stretch of a line: with a known label, or without.
struct Part {
    field: Option<Field>,
    value: String,
}

/// Cuts a line where a known label stands: at its start, or after a gap, and followed by a mark or a gap.
fn parts(line: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in line.split(['\t', '|', ';']).flat_map(|piece| piece.split("  ")) {
        let mut rest = piece.trim();
        while !rest.is_empty() {
            let Some((field, after)) = label_at(rest) else {
                let (before, next) = next_label(rest);
                parts.push(Part { field: None, value: before.trim().to_owned() });
                rest = next;
                continue;
            };
            let (value, next) = next_label(after);
            parts.push(Part { field: Some(field), value: value.trim().to_owned() });
            rest = next;
        }
    }
    parts.retain(|part| part.field.is_some() || part.value.chars().any(char::is_alphanumeric));
    parts
}

/// The label with which a text begins, and the text after it and its mark.
fn label_at(text: &str) -> Option<(Field, &str)> {
    LABELS.iter().find_map(|(label, field)| {
        let after = without(text, label)?;
        let trimmed = after.trim_start_matches([' ', '.', '\u{a0}']);
        let marked = trimmed.trim_start_matches([':', '=', '–', '—']);
        if marked.len() < trimmed.len() {
            return Some((*field, marked.trim_start_matches([':', ' '])));
        }
        if trimmed.is_empty() {
            return Some((*field, trimmed));
        }
        // “DOB 12-Mar-1990” and “Phone - 01632 960111” need no colon; “Patient declined” is no label: only labels whose
        // value must hold a digit may stand without a mark.
        let digits = trimmed.trim_start_matches(['-', ' ']);
        let numeric = matches!(
            field,
            Field::DateOfBirth | Field::NhsNumber | Field::Contact | Field::LastPeriod | Field::LastUpsi
        );
        if numeric && digits.starts_with(|letter: char| letter.is_ascii_digit() || letter == '+') {
            return Some((*field, digits));
        }
        trimmed.strip_prefix("- ").map(|value| (*field, value))
    })
}

/// The text after a label that may be written in capitals and with full stops in it; the label must end there.
fn without<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let mut rest = text;
    for wanted in label.chars() {
        rest = loop {
            let mut letters = rest.chars();
            let letter = letters.next()?;
            if letter.to_lowercase().eq([wanted]) || (wanted == ' ' && letter == '\u{a0}') {
                break letters.as_str();
            }
            // “D.O.B.” for “d o b”: a full stop where the label has a gap, or within it.
            match letter {
                '.' if wanted == ' ' => break letters.as_str(),
                '.' => rest = letters.as_str(),
                _ => return None,
            }
        };
    }
    let ends = rest.chars().next().is_none_or(|letter| !letter.is_alphanumeric());
    ends.then_some(rest)
}

/// Where the next known label begins after a gap, if one does with a mark: the text before it and from it.
fn next_label(text: &str) -> (&str, &str) {
    for (at, gap) in
        text.char_indices().filter(|(_, letter)| *letter == ' ' || *letter == ',' || *letter == '(')
    {
        let from = text.get(at + gap.len_utf8()..).unwrap_or_default();
        if let Some((_, after)) = label_at(from) {
            let label = from.get(..from.len() - after.len()).unwrap_or_default();
            let numeric = after.starts_with(|letter: char| letter.is_ascii_digit() || letter == '+');
            if label.contains([':', '=']) || numeric {
                return (text.get(..at).unwrap_or_default().trim_end_matches([',', '(']), from);
            }
        }
    }
    (text, "")
}

fn take(pasted: &mut Pasted, part: &Part, line: usize, waiting: &mut Option<(Field, usize)>) {
    let field = match (part.field, waiting.take()) {
        (Some(field), before) => {
            if let Some((field, line)) = before {
                log(pasted, line, Some(field), NotTakenWhy::Choice);
            }
            if part.value.is_empty() {
                *waiting = Some((field, line));
                return;
            }
            field
        }
        // A label alone on its line has its value on the next.
        (None, Some((field, _))) => field,
        (None, None) => {
            log(pasted, line, None, NotTakenWhy::NoKnownLabel);
            return;
        }
    };
    match value_of(field, &part.value) {
        Ok(value) => fill(pasted, field, value, line),
        Err(why) => log(pasted, line, Some(field), why),
    }
}

fn fill(pasted: &mut Pasted, field: Field, value: String, line: usize) {
    let typed = &mut pasted.typed;
    let slot = match field {
        Field::Name => Slot::Personal(&mut typed.name),
        Field::DateOfBirth => Slot::Personal(&mut typed.date_of_birth),
        Field::NhsNumber => Slot::Personal(&mut typed.nhs_number),
        Field::LocalNumber => Slot::Personal(&mut typed.local_number),
        Field::Contact => Slot::Personal(&mut typed.contact),
        Field::LastPeriod => Slot::Personal(&mut typed.last_period),
        Field::LastUpsi => Slot::Personal(&mut typed.last_upsi),
        Field::PreviousProblem => Slot::Personal(&mut typed.previous_problem),
        Field::Method => Slot::Plain(&mut typed.method),
        Field::Purpose => Slot::Plain(&mut typed.purpose),
        Field::ShortestCycle => Slot::Plain(&mut typed.shortest_cycle),
        Field::CurrentMethod => Slot::Plain(&mut typed.current_method),
        Field::Language => Slot::Plain(&mut typed.language),
        Field::Chaperone => Slot::Plain(&mut typed.chaperone),
        #[expect(clippy::wildcard_enum_match_arm, reason = "no label names another field")]
        _ => return log(pasted, line, Some(field), NotTakenWhy::Choice),
    };
    let before = match &slot {
        Slot::Personal(kept) => kept.reveal().clone(),
        Slot::Plain(kept) => (*kept).clone(),
    };
    if before.is_empty() {
        match slot {
            Slot::Personal(kept) => *kept = Personal::new(value),
            Slot::Plain(kept) => *kept = value,
        }
        pasted.took.push((field, line));
    } else if before != value {
        log(pasted, line, Some(field), NotTakenWhy::Twice);
    }
}

enum Slot<'a> {
    Personal(&'a mut Personal<String>),
    Plain(&'a mut String),
}

/// The value as the form writes it, or why it is not taken.
fn value_of(field: Field, text: &str) -> Result<String, NotTakenWhy> {
    let text = text.trim().trim_matches(['"', ',']).trim();
    let small = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    let choice = |known: Option<&str>| known.map(str::to_owned).ok_or(NotTakenWhy::Choice);
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other field is plain text")]
    match field {
        Field::DateOfBirth | Field::LastPeriod | Field::LastUpsi => {
            day_in(text).map(|day| day.to_string()).ok_or(NotTakenWhy::Date)
        }
        Field::NhsNumber => {
            let number: String =
                text.chars().take_while(|letter| !letter.is_alphabetic() && *letter != '(').collect();
            let number = number.trim().parse::<NhsNumber>().map_err(|_| NotTakenWhy::NhsNumber)?;
            Ok(number.reveal_digits())
        }
        Field::Contact => {
            let number: String = text.chars().take_while(|letter| !letter.is_alphabetic()).collect();
            telephone(number.trim().trim_end_matches(['(', ' '])).ok_or(NotTakenWhy::Telephone)
        }
        Field::Method => choice(match () {
            () if has(&["copper", "cu-iud", "cu iud", "cuiud"]) => Some("cu-iud"),
            () if has(&["lng", "hormon", "ius", "levonorgestrel"]) => Some("lng-iud"),
            () if has(&["implant", "etonogestrel", "sdi"]) => Some("implant"),
            () if has(&["discuss", "unsure", "undecided"]) => Some("discuss"),
            () => None,
        }),
        Field::Purpose => {
            let (bleeding, contraception) =
                (has(&["bleed", "menorrh", "endometri", "hmb"]), has(&["contracep"]));
            choice(match (bleeding, contraception, has(&["emergency"])) {
                (_, _, true) => Some("emergency"),
                (true, true, false) => Some("mixed"),
                (true, false, false) => Some("heavy-bleeding"),
                (false, true, false) => Some("contraception"),
                (false, false, false) => None,
            })
        }
        Field::ShortestCycle => {
            let days: String = text.chars().take_while(char::is_ascii_digit).collect();
            let plain = !days.is_empty() && !small.contains('-') && !small.contains("to") && days.len() <= 3;
            if plain { Ok(days) } else { Err(NotTakenWhy::Choice) }
        }
        Field::Chaperone => choice(match () {
            () if has(&["declin", "none", "not want", "no chaperone"]) || small == "no" => Some("none"),
            () if has(&["female", "woman"]) => Some("woman"),
            () if has(&["male", "man"]) => Some("man"),
            () if has(&["any", "yes", "either"]) => Some("any"),
            () => None,
        }),
        _ => Ok(text.to_owned()),
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date as records write it: 08/03/2025, 8.3.2025, 08-Mar-2025, 8 March 2025, 2025-03-08. Day before month, four digits
/// for the year. What follows it, such as an age in brackets, is left.
fn day_in(text: &str) -> Option<Day> {
    let mut words = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .skip_while(|word| weekday(word));
    let (first, second, third) = (words.next()?, words.next()?, words.next()?);
    let number = |word: &str| word.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']).parse::<i16>().ok();
    let month = |word: &str| {
        let begins = word.get(..3)?.to_lowercase();
        let place = MONTHS.iter().position(|known| *known == begins)?;
        i8::try_from(place + 1).ok()
    };
    let small = |value: i16| i8::try_from(value).ok();
    if first.len() == 4 && first.bytes().all(|letter| letter.is_ascii_digit()) {
        let third: String = third.chars().take_while(char::is_ascii_digit).collect();
        return Day::of(number(first)?, small(number(second)?)?, small(number(&third)?)?);
    }
    if third.len() != 4 {
        return None;
    }
    let month = month(second).or_else(|| small(second.parse::<i16>().ok()?))?;
    Day::of(third.parse().ok()?, month, small(number(first)?)?)
}

fn weekday(word: &str) -> bool {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    word.get(..3).is_some_and(|begins| days.contains(&begins.to_lowercase().as_str()))
}
