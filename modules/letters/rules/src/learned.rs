//! What was learned from labelled letters: a second opinion on each clause, after the rules have spoken. Four linear
//! scores over marks, words, heading, setting and the rules' own answer. `examples/train_letters.rs` trains it from the
//! fixtures of this crate and writes `model/weights.txt`; the same fixtures give the same weights, byte for byte.

use crate::actors;
use crate::clauses::Clause;
use crate::judge::Found;
use crate::kinds::{Action, Actor, Ask, Setting};
use crate::layout::{Part, Sentence};
use crate::lexicon::{Lexicon, Unit};
use crate::moods::Mood;
use crate::tags::{Tag, Tags};

/// How many scores a row holds: 1 (an act at all), 3 actors, 12 kinds of act, 6 asks, and 2 that are never used.
pub const WIDTH: usize = 24;
/// Where the scores of the actors begin.
pub const ACTOR: usize = 1;
/// Where the scores of the kinds of act begin.
pub const ACTION: usize = 4;
/// Where the scores of the asks begin.
pub const ASK: usize = 16;

const TAGS: usize = Tag::ALL.len();
const ACTIONS: usize = 13;
const ACTORS: usize = 4;
const MOODS: usize = 6;
const CORE: usize = 0;
const ALL: usize = CORE + TAGS;
const FIRST: usize = ALL + TAGS;
const BY_ACTION: usize = FIRST + TAGS;
const BY_ACTOR: usize = BY_ACTION + ACTIONS * TAGS;
const BY_MOOD: usize = BY_ACTOR + ACTORS * TAGS;
const BY_SETTING: usize = BY_MOOD + MOODS * TAGS;
const HEADING: usize = BY_SETTING + 3 * TAGS;
const ANSWER: usize = HEADING + 64;
const ANSWER_IN: usize = ANSWER + ACTORS * ACTIONS * 6;
const HEADING_ACTION: usize = ANSWER_IN + 3 * ACTIONS * 6;
const PAIRS: usize = HEADING_ACTION + 4 * ACTIONS;
const NEXT: usize = PAIRS + PAIRED.len() * PAIRED.len();
const KNOWN: usize = NEXT + GROUPS * GROUPS;
const KNOWN_ASK: usize = KNOWN + ACTORS * 4;
const SUBJECT: usize = KNOWN_ASK + 4 * ACTIONS * 6;
const AGENT: usize = SUBJECT + 5 * ACTIONS;
const LENGTH: usize = AGENT + 5 * ACTIONS;
const WORDS: usize = LENGTH + 5 * MOODS;

/// The kinds of rows with the place of the first of each, so that one kind can be left out to see what it is worth.
pub const KINDS: [(&str, usize); 18] = [
    ("core", CORE),
    ("all", ALL),
    ("first", FIRST),
    ("by-action", BY_ACTION),
    ("by-actor", BY_ACTOR),
    ("by-mood", BY_MOOD),
    ("by-setting", BY_SETTING),
    ("heading", HEADING),
    ("answer", ANSWER),
    ("answer-in", ANSWER_IN),
    ("heading-action", HEADING_ACTION),
    ("pairs", PAIRS),
    ("next", NEXT),
    ("known", KNOWN),
    ("subject", SUBJECT),
    ("agent", AGENT),
    ("length", LENGTH),
    ("words", WORDS),
];

/// Marks whose company tells who is spoken to and in what mood.
const PAIRED: [Tag; 30] = [
    Tag::Gp,
    Tag::You,
    Tag::ByYou,
    Tag::We,
    Tag::Hosp,
    Tag::Pat,
    Tag::Pron,
    Tag::Polite,
    Tag::Need,
    Tag::Will,
    Tag::Suggest,
    Tag::Neg,
    Tag::Past,
    Tag::Supplied,
    Tag::Arranged,
    Tag::Referred,
    Tag::Time,
    Tag::Freq,
    Tag::Reason,
    Tag::If,
    Tag::Base,
    Tag::Continue,
    Tag::MedStop,
    Tag::MedChange,
    Tag::Begin,
    Tag::Comm,
    Tag::Hosp2,
    Tag::Diag,
    Tag::Advised,
    Tag::Visit,
];
const PAIRED_SET: Tags = Tags::of(&PAIRED);

/// Where each mark stands among the paired ones.
#[allow(
    clippy::indexing_slicing,
    reason = "worked out while compiling, where a wrong place would not compile"
)]
const PLACES: [u8; TAGS] = {
    let mut places = [0u8; TAGS];
    let mut at = 0;
    let mut rest: &[Tag] = &PAIRED;
    while let [first, others @ ..] = rest {
        places[*first as usize] = at;
        at += 1;
        rest = others;
    }
    places
};

/// Coarse groups of marks for neighbours: who stands beside what.
const GROUPS: usize = 16;
const GROUP_SETS: [Tags; GROUPS - 1] = [
    Tags::of(&[Tag::Polite]),
    Tags::of(&[Tag::Gp, Tag::You, Tag::ByYou]),
    Tags::of(&[Tag::We, Tag::Ours]),
    Tags::of(&[Tag::Pat, Tag::Pron]),
    Tags::of(&[Tag::Hosp, Tag::Hosp2, Tag::Comm]),
    Tags::of(&[Tag::To]),
    Tags::of(&[Tag::Neg, Tag::Refuse, Tag::Unreal]),
    Tags::of(&[Tag::Will, Tag::Need, Tag::May, Tag::Suggest]),
    Tags::of(&[Tag::Supplied, Tag::Arranged, Tag::Referred, Tag::Pending]),
    Tags::of(&[Tag::Drug, Tag::Dose]),
    Tags::of(&[Tag::Test, Tag::Diag, Tag::Imaging, Tag::Result, Tag::Vital]),
    Tags::of(&[Tag::Visit, Tag::Review]),
    Tags::of(&[Tag::Past, Tag::Present, Tag::Be]),
    Tags::of(&[Tag::Base]),
    Tags::of(&[Tag::By, Tag::With]),
];

fn group(tags: Tags) -> usize {
    GROUP_SETS.iter().position(|set| tags.any(*set)).map_or(0, |at| at + 1)
}

const MEDICINE: Tags = Tags::of(&[Tag::Drug]);

/// What the rules made of a clause.
#[derive(Clone, Copy, Debug)]
pub struct Opinion {
    /// Their answer, where they saw an act.
    pub found: Option<Found>,
    /// The mood they read.
    pub mood: Option<Mood>,
}

/// A side as a number; 0 where nothing names one.
fn side(actor: Option<Actor>) -> usize {
    match actor {
        None => 0,
        Some(Actor::Gp) => 1,
        Some(Actor::Hospital) => 2,
        Some(Actor::Patient) => 3,
        Some(Actor::Nobody) => 4,
    }
}

/// The rows that a clause switches on.
pub fn rows(
    units: &[Unit],
    clause: &Clause,
    sentence: &Sentence,
    setting: Setting,
    opinion: &Opinion,
    rows: &mut Vec<u32>,
) {
    rows.clear();
    let mut push = |row: usize| rows.push(u32::try_from(row).unwrap_or(u32::MAX));
    let action = opinion
        .found
        .map(|found| found.action)
        .or(clause.facts.action)
        .map_or(0, |action| action as usize + 1);
    let actor = opinion.found.map_or(0, |found| match found.actor {
        Actor::Gp => 1,
        Actor::Hospital => 2,
        Actor::Patient => 3,
        Actor::Nobody => 0,
    });
    let ask = opinion.found.map_or(0, |found| usize::from(found.ruling.ask.number()));
    let mood = opinion.mood.map_or(5, |mood| mood as usize);
    let place = setting as usize;
    for tag in clause.facts.core.iter() {
        push(CORE + tag);
        push(BY_ACTION + action * TAGS + tag);
        push(BY_ACTOR + actor * TAGS + tag);
        push(BY_MOOD + mood * TAGS + tag);
    }
    for tag in clause.all.iter() {
        push(ALL + tag);
        push(BY_SETTING + place * TAGS + tag);
    }
    let whole = units.get(clause.from..clause.to).unwrap_or_default();
    for tag in whole.first().map(|unit| unit.tags).unwrap_or_default().iter() {
        push(FIRST + tag);
    }
    let heading = match sentence.actor {
        None => 0,
        Some(Actor::Gp) => 1,
        Some(Actor::Hospital) => 2,
        Some(Actor::Patient | Actor::Nobody) => 3,
    };
    let part = match sentence.part {
        Part::Body => 0,
        Part::Plan => 1,
        Part::Closed => 2,
        Part::Pending => 3,
    };
    push(
        HEADING
            + heading * 16
            + part * 4
            + usize::from(sentence.whole_line) * 2
            + usize::from(sentence.letter),
    );
    push(HEADING_ACTION + heading * ACTIONS + action);
    push(ANSWER + (actor * ACTIONS + action) * 6 + ask);
    let known = opinion.found.map_or(0, |found| found.known as usize);
    push(KNOWN + actor * 4 + known);
    push(KNOWN_ASK + (known * ACTIONS + action) * 6 + ask);
    push(ANSWER_IN + (place * ACTIONS + action) * 6 + ask);
    let mut seen = [0usize; PAIRED.len()];
    let mut many = 0;
    for place in clause.all.within(PAIRED_SET).iter().filter_map(|tag| PLACES.get(tag)) {
        for other in seen.iter().take(many) {
            push(PAIRS + usize::from(*place).min(*other) * PAIRED.len() + usize::from(*place).max(*other));
        }
        if let Some(slot) = seen.get_mut(many) {
            *slot = usize::from(*place);
            many += 1;
        }
    }
    for pair in whole.windows(2) {
        if let [a, b] = pair {
            let (a, b) = (group(a.tags), group(b.tags));
            if a + b > 0 {
                push(NEXT + a * GROUPS + b);
            }
        }
    }
    push(SUBJECT + side(actors::subject(whole)) * ACTIONS + action);
    push(AGENT + side(actors::agent(whole)) * ACTIONS + action);
    let length = match whole.len() {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        10..=16 => 3,
        _ => 4,
    };
    push(LENGTH + length * MOODS + mood);
    // A medicine's own name tells nothing that "a medicine" does not: it would only be remembered.
    for unit in whole.iter().filter(|unit| unit.node != 0 && unit.tags != MEDICINE) {
        push(WORDS + unit.node as usize);
    }
}

/// The name of a row, as the weights are written down; words by their text, so that lists may be edited.
#[must_use]
pub fn name(row: u32, lexicon: &Lexicon) -> String {
    let row = row as usize;
    if row < WORDS { row.to_string() } else { lexicon.phrase(u32::try_from(row - WORDS).unwrap_or(0)) }
}

/// The second opinion: weights in hundredths, which is how they are written down, so that sums are exact.
#[derive(Default)]
pub struct Learned {
    /// For each row, where its weights stand; 0 where it has none.
    places: Vec<u16>,
    /// The first weight of each, whether there is an act at all: asked of every clause, and so kept close together.
    acts: Vec<i16>,
    /// All weights of each; those at 0 are nothing.
    weights: Vec<[i16; WIDTH]>,
}

/// What the scores say of a clause.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Who, by the highest score.
    pub actor: Actor,
    /// What kind, by the highest score.
    pub action: Action,
    /// Which ask, by the highest score.
    pub ask: Ask,
}

/// The place of the highest score.
fn best(scores: &[i16]) -> usize {
    scores
        .iter()
        .enumerate()
        .fold((0, i16::MIN), |best, (at, score)| if *score > best.1 { (at, *score) } else { best })
        .0
}

impl Learned {
    /// Weights by row, rounded to hundredths; those next to nothing are left out.
    #[must_use]
    pub fn of(weights: &[[f32; WIDTH]]) -> Learned {
        let mut learned = Learned::default();
        for (row, values) in weights.iter().enumerate() {
            for (at, value) in values.iter().enumerate() {
                learned.put(row, at, hundredths(*value));
            }
        }
        learned.closed()
    }

    fn put(&mut self, row: usize, at: usize, value: i16) {
        if value == 0 {
            return;
        }
        if self.weights.is_empty() {
            self.weights.push([0; WIDTH]);
        }
        if self.places.len() <= row {
            self.places.resize(row + 1, 0);
        }
        let fresh = u16::try_from(self.weights.len()).unwrap_or(0);
        let Some(place) = self.places.get_mut(row) else { return };
        if *place == 0 {
            *place = fresh;
            self.weights.push([0; WIDTH]);
        }
        if let Some(weight) = self.weights.get_mut(usize::from(*place)).and_then(|row| row.get_mut(at)) {
            *weight = value;
        }
    }

    /// With the first weights set out on their own.
    fn closed(mut self) -> Learned {
        self.acts = self.weights.iter().map(|[act, ..]| *act).collect();
        self
    }

    /// The weights that stand in the crate, tied to the words of these lists. Empty where none stand there.
    #[must_use]
    pub fn shipped(lexicon: &Lexicon) -> Learned {
        Learned::read(include_str!("../model/weights.txt"), lexicon)
    }

    /// Reads weights: a row a line, its name, a tab, and pairs of score and hundredths.
    #[must_use]
    pub fn read(text: &str, lexicon: &Lexicon) -> Learned {
        let mut learned = Learned::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, values)) = line.split_once('\t') else { continue };
            let row = match name.strip_prefix('=') {
                Some(phrase) => lexicon.node(phrase).map(|node| WORDS + node as usize),
                None => name.parse().ok(),
            };
            let Some(row) = row else { continue };
            for (at, value) in values.split(' ').filter_map(|pair| pair.split_once(':')) {
                if let (Ok(at), Ok(value)) = (at.parse(), value.parse()) {
                    learned.put(row, at, value);
                }
            }
        }
        learned.closed()
    }

    /// True where nothing was learned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    fn places<'r>(&'r self, rows: &'r [u32]) -> impl Iterator<Item = usize> + 'r {
        rows.iter().filter_map(|row| self.places.get(*row as usize)).map(|place| usize::from(*place))
    }

    /// How much speaks for an act, in hundredths.
    #[must_use]
    pub fn act(&self, rows: &[u32]) -> i32 {
        self.places(rows).filter_map(|place| self.acts.get(place)).map(|act| i32::from(*act)).sum()
    }

    /// The sums of the rows, in hundredths; a sum past all measure stays at the end of it.
    #[must_use]
    pub fn sums(&self, rows: &[u32]) -> [i16; WIDTH] {
        let mut sums = [0i16; WIDTH];
        for weights in
            self.places(rows).filter(|place| *place != 0).filter_map(|place| self.weights.get(place))
        {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum = sum.saturating_add(*weight);
            }
        }
        sums
    }

    /// What the scores say; the rules' own answer, where they have one, stands unless another is ahead by a margin.
    #[must_use]
    pub fn say(&self, rows: &[u32], found: Option<&Found>) -> Said {
        let mut sums = self.sums(rows);
        if let Some(found) = found {
            let actor = match found.actor {
                Actor::Gp => ACTOR,
                Actor::Hospital => ACTOR + 1,
                Actor::Patient | Actor::Nobody => ACTOR + 2,
            };
            let ask = ASK + usize::from(found.ruling.ask.number());
            for (at, margin) in [(actor, MARGIN), (ACTION + found.action as usize, MARGIN), (ask, ASK_MARGIN)]
            {
                if let Some(sum) = sums.get_mut(at) {
                    *sum = sum.saturating_add(margin);
                }
            }
        }
        let part = |from: usize, to: usize| best(sums.get(from..to).unwrap_or_default());
        let actor = match part(ACTOR, ACTION) {
            0 => Actor::Gp,
            1 => Actor::Hospital,
            _ => Actor::Patient,
        };
        let action = Action::ALL.get(part(ACTION, ASK)).copied().unwrap_or(Action::Other);
        let ask = u8::try_from(part(ASK, ASK + 6)).ok().and_then(Ask::new).unwrap_or(Ask::NONE);
        Said { actor, action, ask: if actor == Actor::Gp { ask } else { Ask::NONE } }
    }
}

/// A weight in hundredths, as it is written down.
#[must_use]
pub fn hundredths(weight: f32) -> i16 {
    let hundredths = (weight * 100.0).round().clamp(-3000.0, 3000.0);
    // Under three hundredths a weight decides nothing and only makes the file long.
    if hundredths.abs() < 3.0 { 0 } else { hundredths as i16 }
}

/// How far another answer must be ahead of the rules' own, in hundredths.
const MARGIN: i16 = 50;
/// The same for the ask, where the guideline leaves less to judgement.
const ASK_MARGIN: i16 = 150;
