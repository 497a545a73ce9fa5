//! What kind of act words point at, and in what mood they say it.

use crate::kinds::Action;
use crate::lexicon::Unit;
use crate::tags::{Tag, Tags};

/// How a clause speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Somebody is to do something.
    Request,
    /// Something has been set going, or given.
    Arranged,
    /// Only an object, perhaps with a time.
    Fragment,
    /// Denied, refused, unreal: nobody has to do anything.
    Trap,
    /// Telling what happened or how it is.
    Story,
}

fn first(units: &[Unit], tags: Tags) -> usize {
    units.iter().position(|unit| unit.tags.any(tags)).unwrap_or(usize::MAX)
}

const INVESTIGATION: Tags = Tags::of(&[Tag::Test, Tag::Diag, Tag::Imaging]);

/// The kind of act that the marks point at. The object wins over the verb; where two objects fit, the order below does.
#[must_use]
pub fn action(units: &[Unit], marks: Tags, all: Tags) -> Option<Action> {
    let any = |list: &[Tag]| marks.any(Tags::of(list));
    if marks.has(Tag::Vaccine) {
        return Some(Action::Vaccination);
    }
    if marks.has(Tag::FitNote) {
        return Some(Action::FitNote);
    }
    if is_safety_net(units, marks, all) {
        return Some(Action::SafetyNet);
    }
    if is_result(units, marks) {
        return Some(Action::ChaseResult);
    }
    if any(&[Tag::Refer, Tag::Referred]) {
        return Some(referral(units));
    }
    let doses = marks.has(Tag::Dose);
    let drug = marks.has(Tag::Drug);
    if drug || doses {
        if any(&[Tag::Proc]) && !any(&[Tag::MedChange, Tag::MedStop, Tag::Supplied, Tag::Start, Tag::Continue]) {
            return Some(Action::Other);
        }
        if let Some(found) = medicine(units, marks, drug) {
            return Some(found);
        }
    }
    let visit_first = first(units, Tags::of(&[Tag::Visit, Tag::Review]))
        < first(units, Tags::of(&[Tag::With])).min(first(units, INVESTIGATION.with(Tags::of(&[Tag::Proc]))));
    if visit_first && marks.has(Tag::With) && any(&[Tag::Visit, Tag::Review]) {
        return Some(Action::FollowUp);
    }
    if any(&[Tag::Surgery]) {
        return Some(Action::Other);
    }
    if marks.has(Tag::Proc) && !marks.has(Tag::Imaging) && !(marks.has(Tag::Visit) && any(&[Tag::Test, Tag::Diag])) {
        return Some(Action::Other);
    }
    object(units, marks)
}

/// The plain objects, after medicines and procedures.
fn object(units: &[Unit], marks: Tags) -> Option<Action> {
    let any = |list: &[Tag]| marks.any(Tags::of(list));
    let vital = first(units, Tags::of(&[Tag::Vital]));
    let lab = first(units, Tags::of(&[Tag::Test, Tag::Diag]));
    if marks.has(Tag::Imaging) {
        return Some(Action::Imaging);
    }
    if any(&[Tag::Test, Tag::Diag]) && !(vital < lab && marks.has(Tag::Vital)) {
        return Some(Action::Test);
    }
    if marks.has(Tag::Vital) {
        return Some(Action::Monitoring);
    }
    if any(&[Tag::Record]) {
        return Some(Action::Other);
    }
    if marks.has(Tag::Monitor) {
        return Some(Action::Monitoring);
    }
    if any(&[Tag::Visit, Tag::Review]) {
        return Some(Action::FollowUp);
    }
    if any(&[Tag::Life, Tag::Social]) {
        return Some(Action::Other);
    }
    if marks.has(Tag::See) {
        return Some(Action::FollowUp);
    }
    if marks.has(Tag::Vague) && any(&[Tag::Gp, Tag::Polite, Tag::You]) {
        return Some(Action::Other);
    }
    None
}

fn medicine(units: &[Unit], marks: Tags, drug: bool) -> Option<Action> {
    let change = first(units, Tags::of(&[Tag::MedChange, Tag::MedStop]));
    let give = first(units, Tags::of(&[Tag::Supplied, Tag::Start, Tag::Continue]));
    let verbs = Tags::of(&[Tag::MedChange, Tag::MedStop, Tag::Supplied, Tag::Start, Tag::Continue]);
    if !marks.any(verbs) {
        // A medicine alone: only where no other object stands beside it.
        let others = INVESTIGATION.with(Tags::of(&[Tag::Vital, Tag::Monitor, Tag::Visit, Tag::Review, Tag::Record, Tag::Surgery]));
        return (drug && !marks.any(others)).then_some(Action::Prescription);
    }
    let investigates = marks.any(INVESTIGATION) && first(units, INVESTIGATION) < first(units, Tags::of(&[Tag::Drug]));
    if investigates && !marks.has(Tag::MedStop) {
        return None;
    }
    if marks.has(Tag::MedStop) && !marks.has(Tag::Supplied) && !(give < change && marks.has(Tag::Continue)) {
        return Some(Action::MedicationChange);
    }
    if change <= give && change != usize::MAX { Some(Action::MedicationChange) } else { Some(Action::Prescription) }
}

/// Referral for a picture or test is that picture or test; referral to a service is a referral.
fn referral(units: &[Unit]) -> Action {
    let refer = first(units, Tags::of(&[Tag::Refer, Tag::Referred]));
    let tail = units.get(refer.min(units.len())..).unwrap_or_default();
    let service = first(tail, Tags::of(&[Tag::Hosp, Tag::Hosp2, Tag::Comm]));
    let imaging = first(tail, Tags::of(&[Tag::Imaging]));
    let test = first(tail, Tags::of(&[Tag::Diag]));
    if imaging != usize::MAX && imaging < service && imaging <= 3 {
        Action::Imaging
    } else if test != usize::MAX && test < service && test <= 3 {
        Action::Test
    } else {
        Action::Referral
    }
}

fn is_result(units: &[Unit], marks: Tags) -> bool {
    let any = |list: &[Tag]| marks.any(Tags::of(list));
    let investigation = marks.any(INVESTIGATION);
    if marks.has(Tag::Result) {
        let ordered = first(units, Tags::of(&[Tag::Result])) > first(units, INVESTIGATION)
            && any(&[Tag::Arrange, Tag::Arranged])
            && !any(&[Tag::Inform, Tag::Chase, Tag::Pending]);
        return !ordered && !any(&[Tag::Visit]) || any(&[Tag::Inform, Tag::Chase, Tag::Pending]);
    }
    if marks.has(Tag::Pending) {
        return any(&[Tag::Test, Tag::Diag]) && !any(&[Tag::Arranged]) || !investigation && !any(&[Tag::Drug, Tag::Visit, Tag::Surgery, Tag::Refer, Tag::Social]);
    }
    if marks.has(Tag::Chase) {
        return investigation || !any(&[Tag::Drug, Tag::Vital, Tag::Proc, Tag::Life]);
    }
    marks.has(Tag::Inform) && investigation && !any(&[Tag::Arrange, Tag::Check])
}

fn is_safety_net(units: &[Unit], marks: Tags, all: Tags) -> bool {
    let trouble = all.any(Tags::of(&[Tag::If, Tag::Symptom]));
    let gp = marks.any(Tags::of(&[Tag::Polite, Tag::Refer, Tag::We])) || marks.has(Tag::Gp) && !marks.has(Tag::Pat) && !all.has(Tag::If);
    if marks.has(Tag::Emergency) && (trouble || marks.any(Tags::of(&[Tag::Return, Tag::Supplied, Tag::Pat]))) && !gp {
        return true;
    }
    let investigated = marks.any(INVESTIGATION.with(Tags::of(&[Tag::Drug, Tag::Result]))) && !all.has(Tag::Symptom);
    marks.has(Tag::Return) && trouble && !gp && !investigated && !units.is_empty() && !marks.any(Tags::of(&[Tag::Past]))
}

/// The mood of a clause's main piece.
#[must_use]
pub fn mood(units: &[Unit], core: Tags, all: Tags, command: bool) -> Mood {
    let has = |tag: Tag| core.has(tag);
    let ban = has(Tag::Neg) && core.any(Tags::of(&[Tag::Life])) || all.has(Tag::MedStop) && has(Tag::Neg) && command;
    if core.any(Tags::of(&[Tag::Unreal])) && !has(Tag::Polite) {
        return Mood::Trap;
    }
    if core.any(Tags::of(&[Tag::Refuse])) && !has(Tag::Polite) {
        return Mood::Trap;
    }
    if has(Tag::Neg) && !ban && !is_double(core) {
        return Mood::Trap;
    }
    if has(Tag::Thank) {
        return Mood::Story;
    }
    let asked = core.any(Tags::of(&[Tag::Polite, Tag::Need, Tag::Suggest]));
    if has(Tag::Polite) {
        return Mood::Request;
    }
    let past = core.any(Tags::of(&[Tag::Past])) && !core.any(Tags::of(&[Tag::Will]));
    let arranged = core.any(Tags::of(&[Tag::Arranged, Tag::Supplied, Tag::Referred, Tag::Pending]));
    if arranged && !command {
        return Mood::Arranged;
    }
    if past && !asked && !command {
        return Mood::Story;
    }
    if asked || command || has(Tag::Will) {
        return Mood::Request;
    }
    if ban {
        return Mood::Request;
    }
    let told = first(units, Tags::of(&[Tag::Present])) < units.len();
    if told { Mood::Story } else { Mood::Fragment }
}

/// "Nothing pending apart from", "no appointment unless": the negative does not deny the act.
fn is_double(core: Tags) -> bool {
    core.any(Tags::of(&[Tag::Polite])) && core.any(Tags::of(&[Tag::Need, Tag::Base, Tag::Start]))
}
