//! Cutting a sentence into single acts. A sentence is first cut at every comma, dash, "and" and their kind; pieces that
//! hold no act of their own are then joined to the act they belong to.

use crate::kinds::Action;
use crate::lexicon::Unit;
use crate::moods;
use crate::tags::{Tag, Tags};

/// What the marks of a stretch of text say before anybody is held to it.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// All marks.
    pub all: Tags,
    /// The marks outside brackets and outside conditions and reasons.
    pub core: Tags,
    /// The kind of act its words point at.
    pub action: Option<Action>,
    /// It says that something is to be done, or has been set going.
    pub strong: bool,
    /// It begins with "if", "as", "when" and their kind.
    pub conditional: bool,
    /// It begins with a verb in the form of a command.
    pub command: bool,
    /// It begins with "we" or "I".
    pub ours: bool,
}

/// A stretch of units that holds one act.
#[derive(Clone, Copy, Debug)]
pub struct Clause {
    /// First unit.
    pub from: usize,
    /// One past the last unit.
    pub to: usize,
    /// The piece that holds the act: first unit.
    pub main_from: usize,
    /// The piece that holds the act: one past its last unit.
    pub main_to: usize,
    /// The marks of the main piece.
    pub facts: Facts,
    /// All marks of the clause.
    pub all: Tags,
    /// How many words and phrases it has.
    pub words: usize,
}

/// Marks of things an act can be done to.
const OBJECTS: Tags = Tags::of(&[
    Tag::Test,
    Tag::Diag,
    Tag::Imaging,
    Tag::Drug,
    Tag::Vaccine,
    Tag::FitNote,
    Tag::Vital,
    Tag::Proc,
    Tag::Record,
    Tag::Refer,
    Tag::Social,
    Tag::Result,
    Tag::Surgery,
    Tag::Life,
    Tag::Visit,
    Tag::Monitor,
    Tag::Referred,
    Tag::Comm,
    Tag::Hosp2,
    Tag::Extend,
]);

const SUBORDINATE: Tags = Tags::of(&[Tag::Sub, Tag::If]);

/// Marks outside brackets and outside subordinate parts.
fn core_of(units: &[Unit]) -> Tags {
    let mut core = Tags::EMPTY;
    let mut depth = 0usize;
    for (index, unit) in units.get(lead(units)..).unwrap_or_default().iter().enumerate() {
        if unit.tags.has(Tag::Open) {
            depth += 1;
        } else if unit.tags.has(Tag::Close) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            let kept = Tags::of(&[Tag::Gp, Tag::Need, Tag::Neg, Tag::Refuse, Tag::Unreal]);
            if index > 0 && unit.tags.any(SUBORDINATE) && !unit.tags.any(kept) {
                break;
            }
            core = core.with(unit.tags);
        }
    }
    core
}

/// Where the act begins after a leading condition: "Before her ablation she needs ...", "If positive please refer".
fn lead(units: &[Unit]) -> usize {
    if !units.first().is_some_and(|unit| unit.tags.any(SUBORDINATE)) {
        return 0;
    }
    let people = Tags::of(&[Tag::Pron, Tag::Pat, Tag::Gp, Tag::You, Tag::We, Tag::Hosp]);
    let verbs = Tags::of(&[Tag::Need, Tag::Will, Tag::To]);
    let starts = |index: usize, unit: &Unit| {
        unit.tags.has(Tag::Polite)
            || unit.tags.any(people) && units.get(index + 1).is_some_and(|next| next.tags.any(verbs))
    };
    units.iter().enumerate().skip(2).find(|(index, unit)| starts(*index, unit)).map_or(0, |(index, _)| index)
}

/// Does the stretch begin with a command, after at most a polite word, an adverb or who is to do it?
fn is_command(units: &[Unit]) -> bool {
    let lead = Tags::of(&[Tag::Polite, Tag::To, Tag::Gp, Tag::And, Tag::Need]);
    units
        .iter()
        .find(|unit| !unit.tags.any(lead) || unit.tags.has(Tag::Base))
        .is_some_and(|unit| unit.tags.has(Tag::Base) && !unit.tags.any(Tags::of(&[Tag::Past])))
}

/// The facts of a stretch.
#[must_use]
pub fn facts(units: &[Unit]) -> Facts {
    let all = units.iter().fold(Tags::EMPTY, |tags, unit| tags.with(unit.tags));
    let conditional = units.first().is_some_and(|unit| {
        unit.tags.any(SUBORDINATE)
            && !unit.tags.any(Tags::of(&[Tag::Drug, Tag::Gp, Tag::Need]))
            && lead(units) == 0
    });
    let core = core_of(units);
    let command = is_command(units);
    let doses = core.any(Tags::of(&[Tag::MedChange, Tag::MedStop, Tag::Continue, Tag::Extend]));
    let given = Tags::of(&[Tag::Supplied, Tag::Start, Tag::Continue, Tag::MedChange, Tag::MedStop]);
    let lab = core.has(Tag::Lab)
        && !core.any(given.without(Tags::of(&[Tag::Continue])).with(Tags::of(&[Tag::Dose, Tag::Vague])));
    let core = if lab { core.without(Tags::of(&[Tag::Drug])).with(Tags::of(&[Tag::Test])) } else { core };
    let action =
        moods::action(units, core, all).or_else(|| if doses { None } else { moods::action(units, all, all) });
    // "She will be called for excision": what the visit is for, where the visit itself is only a verb.
    let action = match action {
        Some(Action::FollowUp)
            if all.has(Tag::For)
                && !core.any(Tags::of(&[Tag::Visit, Tag::Review]))
                && (!core.has(Tag::Gp)
                    || all.any(Tags::of(&[Tag::FitNote, Tag::Result]))
                    || core.any(Tags::of(&[Tag::Pat, Tag::Pron]))) =>
        {
            moods::action(units, all, all)
        }
        other => other,
    };
    let doing = Tags::of(&[
        Tag::Polite,
        Tag::Need,
        Tag::Will,
        Tag::Suggest,
        Tag::Arranged,
        Tag::Supplied,
        Tag::Referred,
        Tag::Pending,
        Tag::Advised,
    ]);
    let ours = units.first().is_some_and(|unit| unit.tags.has(Tag::We));
    let strong = core.any(doing) || command || moods::is_told_to(units);
    Facts { all, core, action, strong, conditional, command, ours }
}

/// Where a sentence may be cut: the unit that joins, and whether it is a strong stop.
fn is_joint(unit: &Unit) -> bool {
    matches!(unit.piece, crate::words::Piece::Point('.' | '?' | '!'))
        || unit.tags.any(Tags::of(&[
            Tag::Pause,
            Tag::Stop,
            Tag::Dash,
            Tag::And,
            Tag::But,
            Tag::Colon,
            Tag::Cell,
        ])) && !unit.tags.has(Tag::Polite)
}

struct Piece {
    from: usize,
    to: usize,
    facts: Facts,
    /// The joint before it was a semicolon or dash.
    stop: bool,
    /// The joint before it was a colon: what went before is its topic.
    topic: bool,
}

fn pieces(units: &[Unit], from: usize, to: usize) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut start = from;
    let mut stop = false;
    let mut topic = false;
    let mut depth = 0usize;
    for index in from..=to {
        let unit = units.get(index).filter(|_| index < to);
        if let Some(unit) = unit {
            if unit.tags.has(Tag::Open) {
                depth += 1;
            } else if unit.tags.has(Tag::Close) {
                depth = depth.saturating_sub(1);
            }
            if depth > 0 || !is_joint(unit) {
                continue;
            }
        }
        if start < index {
            let facts = facts(units.get(start..index).unwrap_or_default());
            found.push(Piece { from: start, to: index, facts, stop, topic });
            (stop, topic) = (false, false);
        }
        stop |= unit.is_some_and(|unit| unit.tags.any(Tags::of(&[Tag::Stop, Tag::Dash])));
        topic |= unit.is_some_and(|unit| unit.tags.any(Tags::of(&[Tag::Colon, Tag::Cell])));
        start = index + 1;
    }
    found
}

/// Is the next piece an act of its own beside the one before it?
fn stands_alone(before: &Facts, next: &Facts, stop: bool) -> bool {
    let (Some(was), Some(is)) = (before.action, next.action) else { return false };
    if next.conditional {
        return false;
    }
    let own_object = next.core.any(OBJECTS);
    // "To be assessed by the memory team, GP to refer": the service stands before it.
    if is == Action::Referral
        && was == Action::FollowUp
        && !next.core.any(Tags::of(&[Tag::Hosp2, Tag::Hosp, Tag::Comm]))
    {
        return false;
    }
    if was == Action::ChaseResult
        && is == Action::FollowUp
        && (next.ours || next.core.has(Tag::Will))
        && !next.core.has(Tag::Time)
    {
        return false;
    }
    // "Pending: urine culture - pharmacist checking tomorrow": somebody looks at what is awaited.
    if was == Action::ChaseResult
        && before.all.has(Tag::Pending)
        && next.core.any(Tags::of(&[Tag::Check, Tag::Chase]))
        && !next.core.any(OBJECTS.with(Tags::of(&[Tag::Pat, Tag::Pron, Tag::Polite])))
    {
        return false;
    }
    if was == Action::FitNote && is == Action::Prescription && !own_object {
        return false;
    }
    let people = Tags::of(&[Tag::Gp, Tag::We, Tag::Hosp, Tag::Pat, Tag::You]);
    let given = Tags::of(&[Tag::Supplied]);
    if was == is
        && is == Action::Prescription
        && (next.strong || next.core.has(Tag::Continue))
        && before.core.any(given) != next.core.any(given)
    {
        return true;
    }
    if next.core.any(given) && is == Action::Prescription || is == Action::FitNote && was != is {
        return true;
    }
    let named = next.core.any(people);
    let timed = before.all.any(Tags::of(&[Tag::Time, Tag::Freq]));
    // A bare finding before a request that names somebody is the reason for the request.
    let bare = !before.strong && !before.command && !timed && !before.core.any(Tags::of(&[Tag::Check]));
    if bare && next.strong && (named || next.core.has(Tag::Polite)) && is != Action::ChaseResult {
        return false;
    }
    if was == is {
        let advice = matches!(is, Action::Other | Action::SafetyNet);
        return if advice {
            stop && next.strong && named
                || (next.core.any(Tags::of(&[Tag::Record, Tag::Proc])) && next.strong)
        } else {
            next.strong && own_object && (next.command || named && before.strong || stop)
        };
    }
    let looks = !next.core.any(Tags::of(&[Tag::Visit, Tag::See]));
    match (was, is) {
        // A request with watching or sending back its own result; a dose by a plan; a visit and what is done at it.
        (Action::Test | Action::Imaging, Action::ChaseResult) => {
            next.core.any(Tags::of(&[Tag::Will, Tag::Gp, Tag::Hosp])) && before.strong || next.ours
        }
        (
            Action::Test
            | Action::Imaging
            | Action::ChaseResult
            | Action::MedicationChange
            | Action::Prescription,
            Action::FollowUp,
        ) if looks && !next.core.any(Tags::of(&[Tag::Time])) => false,
        (Action::Prescription, Action::MedicationChange) => own_object && next.core.has(Tag::Drug),
        (Action::Referral, Action::FollowUp) | (Action::FollowUp, Action::Referral) => next.strong && named,
        (_, Action::FollowUp) => next.strong || stop || next.core.any(Tags::of(&[Tag::Visit])),
        (_, Action::Other) => next.strong || stop || next.core.has(Tag::Proc) && next.core.has(Tag::Time),
        (Action::Test, Action::Prescription) if next.core.has(Tag::Lab) && !next.strong => false,
        _ => next.strong || own_object,
    }
}

/// The acts of a sentence, in order.
#[must_use]
pub fn clauses(units: &[Unit], from: usize, to: usize) -> Vec<Clause> {
    let mut found: Vec<Clause> = Vec::new();
    let mut open_condition: Option<usize> = None;
    for mut piece in pieces(units, from, to) {
        // "Sputum sent and will contact him": telling, after a test, is telling its result.
        let tells =
            piece.facts.core.has(Tag::Inform) && (piece.facts.core.has(Tag::Will) || piece.facts.ours);
        let tested = found
            .last()
            .is_some_and(|last: &Clause| matches!(last.facts.action, Some(Action::Test | Action::Imaging)));
        if tells && tested && piece.facts.action.is_none() {
            piece.facts.action = Some(Action::ChaseResult);
        }
        // "Two weeks of cefalexin given, no more required": what is not needed besides is no part of what was given.
        let given = found.last().is_some_and(|last| last.facts.core.has(Tag::Supplied));
        if given && needs_nothing(units.get(piece.from..piece.to).unwrap_or_default(), &piece.facts) {
            continue;
        }
        if piece.facts.conditional && open_condition.is_none() && (found.is_empty() || piece.stop) {
            open_condition = Some(piece.from);
            let clause = Clause {
                from: piece.from,
                to: piece.to,
                main_from: piece.from,
                main_to: piece.to,
                facts: piece.facts,
                all: piece.facts.all,
                words: 0,
            };
            found.push(clause);
            continue;
        }
        // "Morphine: wean by GP": what stands before the colon is what the words after it are about.
        if piece.topic
            && let Some(last) = found.last_mut()
            && !last.facts.strong
            && !last.facts.command
            && last.to - last.from <= 4
            && last.all.any(OBJECTS.with(Tags::of(&[Tag::Symptom])))
            && !piece.facts.conditional
        {
            let whole = facts(units.get(last.from..piece.to).unwrap_or_default());
            last.to = piece.to;
            last.all = last.all.with(piece.facts.all);
            last.main_to = piece.to;
            let action = whole.action.or(last.facts.action);
            last.facts = Facts { action, strong: whole.strong || piece.facts.strong, ..whole };
            continue;
        }
        // "...; chest pain = 999": trouble after a stop opens an act of its own.
        let trouble = piece.stop && piece.facts.action.is_none() && piece.facts.core.has(Tag::Symptom);
        let alone = trouble
            || !piece.topic
                && found.last().is_none_or(|last| stands_alone(&last.facts, &piece.facts, piece.stop));
        match found.last_mut() {
            Some(last) if open_condition.is_some() => {
                last.to = piece.to;
                last.all = last.all.with(piece.facts.all);
                if piece.facts.action.is_some() && !piece.facts.conditional {
                    (last.main_from, last.main_to, last.facts) = (piece.from, piece.to, piece.facts);
                    open_condition = None;
                }
            }
            Some(last) if !alone => join(units, last, &piece),
            _ => found.push(Clause {
                from: piece.from,
                to: piece.to,
                main_from: piece.from,
                main_to: piece.to,
                facts: piece.facts,
                all: piece.facts.all,
                words: 0,
            }),
        }
    }
    for clause in &mut found {
        clause.words = clause.to - clause.from;
        let whole = units.get(clause.from..clause.to).unwrap_or_default();
        let weak = matches!(clause.facts.action, None | Some(Action::FollowUp | Action::Other));
        if weak
            && (clause.from < clause.main_from || clause.facts.action.is_none())
            && moods::is_safety_net(whole, clause.all, clause.all)
        {
            clause.facts.action = Some(Action::SafetyNet);
        }
    }
    found
}

/// "No more required", "none to continue", "nothing further needed": a denial with no object of its own.
fn needs_nothing(units: &[Unit], facts: &Facts) -> bool {
    let people = Tags::of(&[Tag::Gp, Tag::You, Tag::Polite, Tag::Pat, Tag::Pron]);
    units.first().is_some_and(|unit| unit.tags.has(Tag::Neg))
        && units.len() <= 5
        && !facts.core.any(OBJECTS.with(people))
}

/// Adds a piece to the act before it; the piece that says what is to be done becomes the main one.
fn join(units: &[Unit], last: &mut Clause, piece: &Piece) {
    last.to = piece.to;
    last.all = last.all.with(piece.facts.all);
    if piece.facts.conditional {
        return;
    }
    let spoken = Tags::of(&[
        Tag::Past,
        Tag::Present,
        Tag::Neg,
        Tag::Refuse,
        Tag::Arranged,
        Tag::Supplied,
        Tag::Pending,
    ]);
    match (last.facts.action, piece.facts.action) {
        (None, Some(_)) if last.facts.strong => {
            // "If you could let us have a B and C result": the asking stands before the object.
            last.main_to = piece.to;
            let core = last.facts.core.with(piece.facts.core);
            last.facts = Facts {
                core,
                all: last.all,
                strong: true,
                command: last.facts.command,
                ours: last.facts.ours,
                ..piece.facts
            };
        }
        (None, Some(_)) => (last.main_from, last.main_to, last.facts) = (piece.from, piece.to, piece.facts),
        (Some(_), Some(is))
            if (piece.facts.strong && !last.facts.strong)
                || piece.facts.core.has(Tag::Polite)
                || piece.topic
                || is == Action::Referral =>
        {
            let was = last.facts.action;
            (last.main_from, last.main_to, last.facts) = (piece.from, piece.to, piece.facts);
            let vague = is == Action::FollowUp && !piece.facts.core.any(Tags::of(&[Tag::Visit, Tag::See]));
            let supplies = is == Action::Prescription && !piece.facts.core.any(OBJECTS);
            let looks = was == Some(Action::ChaseResult) && last.all.has(Tag::Pending);
            if looks || vague || supplies || is == Action::Other && piece.facts.core.has(Tag::Vague) {
                last.facts.action = was;
            }
        }
        (Some(_), None) if piece.facts.strong => {
            // "Haemoglobin was 92, please recheck": the request speaks, the object stands before it.
            last.main_to = piece.to;
            let core = last.facts.core.without(spoken).with(piece.facts.core);
            let whole = units.get(last.from..last.to).unwrap_or_default();
            let action =
                moods::action(whole, last.facts.core.with(piece.facts.core), last.all).or(last.facts.action);
            last.facts = Facts { core, action, all: last.all, strong: true, ..piece.facts };
        }
        (Some(_), Some(_)) | (Some(_) | None, None) => {}
    }
    if last.facts.action.is_none() {
        let whole = units.get(last.from..last.to).unwrap_or_default();
        let mut next = facts(whole);
        next.conditional = last.facts.conditional;
        (last.main_from, last.main_to, last.facts) = (last.from, last.to, next);
    }
}
