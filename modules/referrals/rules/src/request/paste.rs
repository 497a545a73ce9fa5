//! One block pasted from a practice's record: labelled lines in any order, in any of the usual spellings.
//!
//! What is recognised fills the form, for somebody to look at before sending; what is not is told line by line. Nothing
//! is guessed: a date with two digits for the year, or a number whose check digit is wrong, is not taken.

mod labels;
mod values;

use kernel::Personal;

use self::labels::{Part, parts};
use self::values::value_of;
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

#[expect(clippy::wildcard_enum_match_arm, reason = "no label names another field")]
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
        // No label names another field.
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
