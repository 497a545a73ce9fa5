//! From a clause to a finding: mood, then act, then who, then which ask.

use crate::actors::{self, Known};
use crate::asks::{self, Ruling};
use crate::clauses::Clause;
use crate::kinds::{Action, Actor, Ask, Setting};
use crate::layout::{Part, Sentence};
use crate::lexicon::Unit;
use crate::moods::{self, Mood};
use crate::tags::{Tag, Tags};

/// A finding before its offsets are turned into code points.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Who must act.
    pub actor: Actor,
    /// What kind of act.
    pub action: Action,
    /// Which ask, by which rule, why.
    pub ruling: Ruling,
    /// How the actor is known.
    pub known: Known,
    /// All marks of the clause.
    pub tags: Tags,
}

/// What earlier clauses of the sentence settled.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carried {
    /// The actor last named.
    pub actor: Option<Actor>,
    /// A hospital appointment stands in the sentence.
    pub hospital_visit: bool,
    /// An act stands before it in the sentence, whose verb it may share.
    pub acts: bool,
    /// The sentence has begun to tell what happened.
    pub story: bool,
}

/// A ruling that breaches nothing.
#[must_use]
pub const fn plain(rule: &'static str, why: &'static str) -> Ruling {
    Ruling { ask: Ask::NONE, rule, why }
}

/// Judges one clause; nothing where it holds no act.
#[must_use]
pub fn judge(
    units: &[Unit],
    clause: &Clause,
    sentence: &Sentence,
    carried: &mut Carried,
    setting: Setting,
    heard: &mut Option<Mood>,
) -> Option<Found> {
    // Under a heading for the patient, a line that names no clinical act is advice.
    let advice = sentence.actor == Some(Actor::Patient) && sentence.whole_line && clause.words >= 2;
    let whole = units.get(clause.from..clause.to)?;
    // "9 months." alone on its line is when the clinic sees the person again.
    let when = whole.len() <= 3
        && sentence.whole_line
        && sentence.part != Part::Closed
        && clause.all.any(Tags::of(&[Tag::Time]))
        && whole.iter().all(|unit| unit.tags.any(Tags::of(&[Tag::Num, Tag::Time])) || unit.tags.is_empty())
        && whole.len() > usize::from(!clause.all.has(Tag::Num));
    let default = if advice {
        Some(Action::Other)
    } else if when && sentence.letter {
        Some(Action::FollowUp)
    } else {
        None
    };
    let action = clause.facts.action.or(default)?;
    let main = units.get(clause.main_from..clause.main_to)?;
    let continues_story = carried.story && main.first().is_some_and(|unit| unit.tags.has(Tag::Be));
    let mood = moods::mood(main, clause.facts.core, clause.all, clause.facts.command);
    *heard = Some(mood);
    carried.story |= mood == Mood::Story;
    if continues_story {
        return None;
    }
    // "An ECG and an MRI": the second fragment shares the verb of the act before it.
    let shares =
        mood == Mood::Fragment && carried.acts && sentence.part != Part::Closed && !sentence.unticked;
    if !shares && !is_act(mood, action, clause, sentence) {
        return None;
    }
    carried.acts = true;
    let named = actors::named(main, clause.facts.all, clause.facts.core, action)
        .or_else(|| actors::named(whole, clause.all, clause.facts.core, action))
        .or_else(|| actors::mentioned(clause.facts.core, action))
        .or_else(|| if sentence.actor.is_none() { actors::mentioned(clause.all, action) } else { None });
    let life = action == Action::Other && clause.facts.core.has(Tag::Life) && named.is_none();
    let (actor, known) = match named {
        Some(actor) => (actor, Known::Named),
        None => match (carried.actor, sentence.actor) {
            (Some(actor), _) if fits(actor, action) => (actor, Known::Named),
            _ if life && sentence.actor == Some(Actor::Gp) => (Actor::Patient, Known::Nature),
            (_, Some(actor)) => (actor, Known::Heading),
            _ if carried.hospital_visit => (Actor::Hospital, Known::Nature),
            _ => actors::by_nature(clause, action),
        },
    };
    // "No flucloxacillin in stock - see own doctor for it": what the hospital owes is asked of the GP, whoever carries it.
    let owed = owed_by_hospital(units, clause, sentence)
        .filter(|_| actor == Actor::Patient && action == Action::FollowUp);
    let (actor, action) = owed.map_or((actor, action), |owed| (Actor::Gp, owed));
    let books = actor == Actor::Patient
        && action == Action::Monitoring
        && clause.facts.core.any(Tags::of(&[Tag::Arrange, Tag::Visit]));
    let action = if books { Action::FollowUp } else { action };
    if known == Known::Named {
        carried.actor = Some(actor);
    }
    carried.hospital_visit |= actor == Actor::Hospital && action == Action::FollowUp;
    let ruling = match actor {
        Actor::Gp => asks::of(clause, action, known, setting),
        Actor::Hospital => plain("hospital", "The hospital has it in hand."),
        Actor::Patient | Actor::Nobody => plain("patient", "The person does it."),
    };
    Some(Found { actor, action, ruling, known, tags: clause.all })
}

/// "See GP for this", "her own doctor for it", where the sentence tells of a medicine that was not given or of a note.
fn owed_by_hospital(units: &[Unit], clause: &Clause, sentence: &Sentence) -> Option<Action> {
    let whole = units.get(clause.from..clause.to)?;
    let for_it = whole
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.tags.has(Tag::For) && b.tags.any(Tags::of(&[Tag::It]))));
    if !for_it || !clause.all.has(Tag::Gp) {
        return None;
    }
    let told = units
        .get(sentence.from..clause.to)
        .unwrap_or_default()
        .iter()
        .fold(Tags::EMPTY, |tags, unit| tags.with(unit.tags));
    if told.has(Tag::FitNote) {
        Some(Action::FitNote)
    } else {
        (told.has(Tag::Drug) && told.any(Tags::of(&[Tag::Neg, Tag::Remaining])))
            .then_some(Action::Prescription)
    }
}

/// May an actor named earlier in the sentence be the actor of this act too?
fn fits(actor: Actor, action: Action) -> bool {
    match actor {
        Actor::Gp | Actor::Hospital => !matches!(action, Action::SafetyNet),
        Actor::Patient => {
            matches!(action, Action::SafetyNet | Action::Other | Action::Monitoring | Action::FollowUp)
        }
        Actor::Nobody => false,
    }
}

/// Is the clause an act that is still to be done, given its mood and where it stands?
fn is_act(mood: Mood, action: Action, clause: &Clause, sentence: &Sentence) -> bool {
    if sentence.unticked {
        return false;
    }
    let tags = clause.all;
    let when = action == Action::FollowUp && clause.facts.action.is_none();
    match mood {
        Mood::Trap | Mood::Story => false,
        Mood::Request => {
            sentence.part != Part::Closed || tags.any(Tags::of(&[Tag::Polite, Tag::Gp, Tag::Will, Tag::Need]))
        }
        Mood::Arranged => sentence.part != Part::Closed || !tags.has(Tag::Past),
        Mood::Fragment if action == Action::Other && clause.facts.core.has(Tag::Done) => false,
        Mood::Fragment if when => sentence.part != Part::Closed,
        Mood::Fragment if action == Action::SafetyNet => sentence.part != Part::Closed,
        Mood::Fragment => match sentence.part {
            Part::Closed => false,
            Part::Plan | Part::Pending => true,
            Part::Body if sentence.letter => {
                let short = clause.words <= 4;
                let timed = tags.any(Tags::of(&[Tag::Time, Tag::Freq, Tag::Gp, Tag::We]));
                let core = clause.facts.core;
                if core.has(Tag::Value) && !core.any(Tags::of(&[Tag::Freq, Tag::Check])) {
                    return false;
                }
                let due =
                    Tags::of(&[Tag::Visit, Tag::Test, Tag::Diag, Tag::Imaging, Tag::Vaccine, Tag::Proc]);
                let plain =
                    tags.any(Tags::of(&[Tag::Gp, Tag::ByYou])) || core.has(Tag::Time) && core.any(due);
                plain
                    || sentence.whole_line
                        && (timed
                            || short
                                && action != Action::Prescription
                                && (action != Action::FollowUp || tags.has(Tag::Visit)))
            }
            Part::Body => {
                tags.any(Tags::of(&[Tag::Time, Tag::Freq, Tag::Gp, Tag::Hosp, Tag::We]))
                    || sentence.whole_line && action != Action::Prescription
            }
        },
    }
}
