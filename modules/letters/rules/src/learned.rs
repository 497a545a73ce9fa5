//! What was learned from labelled letters: a second opinion on each clause, after the rules have spoken. Four linear
//! scores over marks, words, heading, setting and the rules' own answer. `examples/train_letters.rs` trains it from the
//! fixtures of this crate and writes `model/weights.txt`; the same fixtures give the same weights, byte for byte.

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
const WORDS: usize = KNOWN_ASK + 4 * ACTIONS * 6;

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

/// What the rules made of a clause.
#[derive(Clone, Copy, Debug)]
pub struct Opinion {
    /// Their answer, where they saw an act.
    pub found: Option<Found>,
    /// The mood they read.
    pub mood: Option<Mood>,
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
    for unit in whole.iter().filter(|unit| unit.node != 0) {
        push(WORDS + unit.node as usize);
    }
}

/// The name of a row, as the weights are written down; words by their text, so that lists may be edited.
#[must_use]
pub fn name(row: u32, lexicon: &Lexicon) -> String {
    let row = row as usize;
    if row < WORDS { row.to_string() } else { lexicon.phrase(u32::try_from(row - WORDS).unwrap_or(0)) }
}

/// The second opinion.
#[derive(Default)]
pub struct Learned {
    weights: Vec<[f32; WIDTH]>,
}

/// What the scores say of a clause.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Above nothing: it is an act.
    pub act: f32,
    /// Who, by the highest score.
    pub actor: Actor,
    /// What kind, by the highest score.
    pub action: Action,
    /// Which ask, by the highest score.
    pub ask: Ask,
}

/// The place of the highest score.
fn best(scores: &[f32]) -> usize {
    scores
        .iter()
        .enumerate()
        .fold((0, f32::MIN), |best, (at, score)| if *score > best.1 { (at, *score) } else { best })
        .0
}

impl Learned {
    /// Weights by row.
    #[must_use]
    pub fn of(weights: Vec<[f32; WIDTH]>) -> Learned {
        Learned { weights }
    }

    /// The weights again, by row.
    #[must_use]
    pub fn into_weights(self) -> Vec<[f32; WIDTH]> {
        self.weights
    }

    /// The weights that stand in the crate, tied to the words of these lists. Empty where none stand there.
    #[must_use]
    pub fn shipped(lexicon: &Lexicon) -> Learned {
        Learned::read(include_str!("../model/weights.txt"), lexicon)
    }

    /// Reads weights: a row a line, its name, a tab, and pairs of score and hundredths.
    #[must_use]
    pub fn read(text: &str, lexicon: &Lexicon) -> Learned {
        let mut weights: Vec<[f32; WIDTH]> = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, values)) = line.split_once('\t') else { continue };
            let row = match name.strip_prefix('=') {
                Some(phrase) => lexicon.node(phrase).map(|node| WORDS + node as usize),
                None => name.parse().ok(),
            };
            let Some(row) = row else { continue };
            if weights.len() <= row {
                weights.resize(row + 1, [0.0; WIDTH]);
            }
            let Some(into) = weights.get_mut(row) else { continue };
            for (at, value) in values.split(' ').filter_map(|pair| pair.split_once(':')) {
                let (Ok(at), Ok(value)) = (at.parse::<usize>(), value.parse::<i16>()) else { continue };
                if let Some(weight) = into.get_mut(at) {
                    *weight = f32::from(value) / 100.0;
                }
            }
        }
        Learned { weights }
    }

    /// True where nothing was learned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// The sums of the rows.
    #[must_use]
    pub fn sums(&self, rows: &[u32]) -> [f32; WIDTH] {
        let mut sums = [0.0; WIDTH];
        for weights in rows.iter().filter_map(|row| self.weights.get(*row as usize)) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += weight;
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
                    *sum += margin;
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
        let [act, ..] = sums;
        Said { act, actor, action, ask: if actor == Actor::Gp { ask } else { Ask::NONE } }
    }
}

/// How far another answer must be ahead of the rules' own.
const MARGIN: f32 = 0.5;
/// The same for the ask, where the guideline leaves less to judgement.
const ASK_MARGIN: f32 = 1.5;
