//! Reading a letter whole.

use crate::clauses;
use crate::judge::{self, Carried};
use crate::kinds::{Action, Actor, Ask, Setting};
use crate::layout;
use crate::lexicon::{Lexicon, Unit};
use crate::score::Span;
use crate::tags::{Tag, Tags};
use crate::words::{self, Token};

/// What is read: the text and where it was written.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// The text as shown.
    pub text: &'a str,
    /// Where it was written, if that is known.
    pub setting: Option<Setting>,
    /// The specialty, if that is known.
    pub specialty: Option<&'a str>,
}

/// A request, an arrangement or a piece of advice that was found.
#[derive(Clone, Copy, Debug)]
pub struct Finding {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Who must act.
    pub actor: Actor,
    /// What kind of act.
    pub action: Action,
    /// Which ask it breaches.
    pub ask: Ask,
    /// The rule that spoke: a short stable name.
    pub rule: &'static str,
    /// Why, in one sentence.
    pub why: &'static str,
    /// The marks of its words, for the local rules.
    pub tags: Tags,
}

impl Finding {
    /// The finding as a span to be scored.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end, actor: self.actor, action: self.action, ask: self.ask }
    }
}

/// Reads letters. Making one reads the word lists once; reading is then free of set-up.
#[derive(Default)]
pub struct Reader {
    lexicon: Lexicon,
}

/// Room that is used again from letter to letter.
#[derive(Default)]
pub struct Room {
    tokens: Vec<Token>,
    units: Vec<Unit>,
}

impl Reader {
    /// A reader with the word lists of this crate.
    #[must_use]
    pub fn new() -> Reader {
        Reader { lexicon: Lexicon::new() }
    }

    /// The word lists it reads by.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// All findings of a letter, in order.
    #[must_use]
    pub fn read(&self, letter: &Letter<'_>) -> Vec<Finding> {
        self.read_in(letter, &mut Room::default())
    }

    /// All findings of a letter, in order, in room that is used again.
    pub fn read_in(&self, letter: &Letter<'_>, room: &mut Room) -> Vec<Finding> {
        let text = letter.text;
        let lower = text.to_ascii_lowercase();
        words::cut(&lower, &mut room.tokens);
        self.lexicon.mark(text, &lower, &room.tokens, &mut room.units);
        let units = room.units.as_slice();
        let setting = letter.setting.unwrap_or_else(|| guess_setting(units));
        let mut found = Vec::new();
        let mut before: Option<layout::Sentence> = None;
        for mut sentence in layout::sentences(units, &lower) {
            if let Some(last) = before.filter(|last| leans_on(units, last, &sentence)) {
                sentence.from = last.from;
                let from = units.get(last.from).map_or(0, |unit| unit.start);
                found.retain(|finding: &Finding| finding.end <= from);
            }
            before = Some(sentence);
            let mut carried = Carried::default();
            let first = found.len();
            for clause in clauses::clauses(units, sentence.from, sentence.to) {
                let Some(hit) = judge::judge(units, &clause, &sentence, &mut carried, setting) else {
                    continue;
                };
                let (Some(first), Some(last)) = (units.get(clause.from), units.get(clause.to - 1)) else {
                    continue;
                };
                found.push(Finding {
                    start: first.start,
                    end: last.end,
                    actor: hit.actor,
                    action: hit.action,
                    ask: hit.ruling.ask,
                    rule: hit.ruling.rule,
                    why: hit.ruling.why,
                    tags: hit.tags,
                });
            }
            supplied_already(found.get_mut(first..).unwrap_or_default());
        }
        to_code_points(text, &mut found);
        found
    }
}

/// A request to prescribe beside "four weeks dispensed" asks to keep supplying what the hospital has supplied.
fn supplied_already(found: &mut [Finding]) {
    let given = found
        .iter()
        .any(|f| f.actor == Actor::Hospital && f.action == Action::Prescription && f.tags.has(Tag::Supplied));
    for finding in
        found.iter_mut().filter(|f| given && f.actor == Actor::Gp && f.action == Action::Prescription)
    {
        if !finding.tags.any(Tags::of(&[Tag::Remaining, Tag::Neg])) {
            finding.ask = Ask::NONE;
            (finding.rule, finding.why) =
                ("ask0.continue", "Continuing what the hospital has supplied is within primary care's part.");
        }
    }
}

/// Does a sentence lean on the one before it for its object ("Serology awaited. Would the practice obtain it")?
fn leans_on(units: &[Unit], last: &layout::Sentence, sentence: &layout::Sentence) -> bool {
    let same_line = sentence.from <= last.to + 1;
    let own = units.get(sentence.from..sentence.to).unwrap_or_default();
    let facts = clauses::facts(own);
    let verbs =
        Tags::of(&[Tag::Start, Tag::Chase, Tag::Continue, Tag::Arrange, Tag::MedChange, Tag::Check]);
    let asks = facts.core.any(Tags::of(&[Tag::Polite, Tag::Gp, Tag::You])) && facts.core.any(verbs);
    let object = facts.all.any(Tags::of(&[
        Tag::Drug,
        Tag::Test,
        Tag::Diag,
        Tag::Imaging,
        Tag::Refer,
        Tag::FitNote,
        Tag::Vital,
        Tag::Proc,
        Tag::Record,
        Tag::Vaccine,
        Tag::Result,
        Tag::Visit,
        Tag::Review,
        Tag::Comm,
        Tag::Hosp2,
        Tag::Life,
        Tag::Social,
    ]));
    let trouble =
        units.get(last.from..last.to).unwrap_or_default().iter().any(|unit| unit.tags.has(Tag::Symptom));
    let ring = trouble && facts.command && facts.core.has(Tag::Return) && !facts.core.has(Tag::Symptom);
    same_line && (asks || ring) && !object && own.len() <= 14
}

/// Where a letter was written, from its own words: a ward, an emergency department, else a clinic.
fn guess_setting(units: &[Unit]) -> Setting {
    let all = units.iter().take(80).fold(Tags::EMPTY, |tags, unit| tags.with(unit.tags));
    if all.has(Tag::Supplied) { Setting::Inpatient } else { Setting::Outpatient }
}

/// Turns byte offsets, which rise, into code points in one pass.
fn to_code_points(text: &str, found: &mut [Finding]) {
    if text.is_ascii() {
        return;
    }
    let (mut byte, mut point) = (0, 0);
    let mut at = |target: usize| {
        point += text.get(byte..target).map_or(0, |part| part.chars().count());
        byte = target;
        point
    };
    for finding in found {
        finding.start = at(finding.start);
        finding.end = at(finding.end);
    }
}
