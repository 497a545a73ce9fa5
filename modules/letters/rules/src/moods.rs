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
    if sees_gp(units) && !marks.any(Tags::of(&[Tag::Refer, Tag::Referred])) {
        return Some(Action::FollowUp);
    }
    if marks.has(Tag::Extend) && !any(&[Tag::Drug, Tag::Proc]) {
        return Some(Action::FitNote);
    }
    if any(&[Tag::Refer, Tag::Referred]) {
        return Some(referral(units));
    }
    let bare = INVESTIGATION.with(Tags::of(&[
        Tag::Vital,
        Tag::Proc,
        Tag::Record,
        Tag::Social,
        Tag::Life,
        Tag::Visit,
    ]));
    if marks.has(Tag::Supplied) && any(&[Tag::Num, Tag::Time, Tag::Qty]) && !marks.any(bare) {
        return Some(Action::Prescription);
    }
    let doses = marks.has(Tag::Dose);
    let drug = marks.has(Tag::Drug);
    let banned = units.iter().find(|unit| !unit.tags.is_empty()).is_some_and(|unit| {
        unit.tags.any(Tags::of(&[Tag::Life, Tag::Neg, Tag::Pat, Tag::Pron, Tag::Advised]))
    });
    if banned
        && marks.has(Tag::Life)
        && marks.any(Tags::of(&[Tag::Drug]))
        && !any(&[
            Tag::Polite,
            Tag::Gp,
            Tag::MedStop,
            Tag::MedChange,
            Tag::Start,
            Tag::Continue,
            Tag::Supplied,
        ])
    {
        return Some(Action::Other);
    }
    if drug || doses {
        if any(&[Tag::Proc])
            && !any(&[Tag::MedChange, Tag::MedStop, Tag::Supplied, Tag::Start, Tag::Continue])
        {
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
    if marks.has(Tag::Proc)
        && !marks.has(Tag::Imaging)
        && !(marks.has(Tag::Visit) && any(&[Tag::Test, Tag::Diag]))
    {
        return Some(Action::Other);
    }
    object(units, marks)
}

/// "See own GP in two weeks for review of new warfarin": the person is sent there; what for does not matter.
fn sees_gp(units: &[Unit]) -> bool {
    let goes = |unit: &Unit| {
        unit.tags.has(Tag::Base)
            && unit.tags.any(Tags::of(&[Tag::See, Tag::Arrange]))
            && !unit.tags.has(Tag::Review)
    };
    let gp = |unit: &Unit| unit.tags.has(Tag::Gp);
    units.first().is_some_and(goes) && units.get(1..3.min(units.len())).unwrap_or_default().iter().any(gp)
        || units.first().is_some_and(|unit| goes(unit) && gp(unit))
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
    if any(&[Tag::Own]) {
        return Some(Action::FollowUp);
    }
    if any(&[Tag::Life, Tag::Social]) {
        return Some(Action::Other);
    }
    if marks.has(Tag::See) {
        return Some(Action::FollowUp);
    }
    if any(&[Tag::MedStop]) && any(&[Tag::Continue]) {
        return Some(Action::MedicationChange);
    }
    if any(&[Tag::Begin, Tag::Repeat]) && any(&[Tag::Gp, Tag::Polite, Tag::We]) {
        return Some(Action::Prescription);
    }
    let trouble = marks.any(Tags::of(&[Tag::Symptom])) && marks.has(Tag::If);
    if marks.has(Tag::Continue) && any(&[Tag::Polite, Tag::Gp, Tag::You]) && !trouble {
        return Some(Action::Prescription);
    }
    if any(&[Tag::Comm, Tag::Hosp2]) && any(&[Tag::Gp, Tag::Polite, Tag::You, Tag::Suggest]) {
        return Some(Action::Referral);
    }
    let whose = Tags::of(&[Tag::Past, Tag::Polite, Tag::Need, Tag::Will, Tag::Drug, Tag::Present]);
    let own = marks.has(Tag::Gp) && !any(&[Tag::Start, Tag::Monitor, Tag::MedChange]) && units.len() <= 10;
    if (own || marks.has(Tag::Hosp) && units.len() <= 6) && marks.has(Tag::Time) && !marks.any(whose) {
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
    let verbs =
        Tags::of(&[Tag::MedChange, Tag::MedStop, Tag::Supplied, Tag::Start, Tag::Continue, Tag::Repeat]);
    if !marks.any(verbs) {
        // A medicine alone: only where no other object stands beside it.
        let others = INVESTIGATION.with(Tags::of(&[
            Tag::Vital,
            Tag::Monitor,
            Tag::Visit,
            Tag::Review,
            Tag::Record,
            Tag::Surgery,
        ]));
        return (drug && !marks.any(others)).then_some(Action::Prescription);
    }
    let investigates =
        marks.any(INVESTIGATION) && first(units, INVESTIGATION) < first(units, Tags::of(&[Tag::Drug]));
    if investigates && !marks.has(Tag::MedStop) {
        return None;
    }
    if marks.has(Tag::MedStop) && !marks.has(Tag::Supplied) && !(give < change && marks.has(Tag::Continue)) {
        return Some(Action::MedicationChange);
    }
    if marks.has(Tag::Swap) && drug && !marks.has(Tag::Supplied) {
        return Some(Action::MedicationChange);
    }
    if marks.has(Tag::Begin) && !marks.has(Tag::Swap) {
        return Some(Action::Prescription);
    }
    if change <= give && change != usize::MAX {
        Some(Action::MedicationChange)
    } else {
        Some(Action::Prescription)
    }
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
    let meets = first(units, Tags::of(&[Tag::See, Tag::Visit, Tag::Review]))
        < first(units, Tags::of(&[Tag::With]))
        && first(units, Tags::of(&[Tag::With])) < first(units, Tags::of(&[Tag::Result]));
    if marks.has(Tag::Result) && meets && marks.has(Tag::With) {
        return false;
    }
    if marks.has(Tag::Result) {
        let ordered = first(units, Tags::of(&[Tag::Result])) > first(units, INVESTIGATION)
            && any(&[Tag::Arrange, Tag::Arranged])
            && !any(&[Tag::Inform, Tag::Chase, Tag::Pending]);
        return !ordered && !any(&[Tag::Visit]) || any(&[Tag::Inform, Tag::Chase, Tag::Pending]);
    }
    if marks.has(Tag::Pending) {
        return any(&[Tag::Test, Tag::Diag]) && !any(&[Tag::Arranged])
            || !investigation && !any(&[Tag::Drug, Tag::Visit, Tag::Surgery, Tag::Refer, Tag::Social]);
    }
    if marks.has(Tag::Chase) {
        return investigation
            || any(&[Tag::It]) && !any(&[Tag::Drug, Tag::Vital, Tag::Proc, Tag::Life])
            || marks.has(Tag::Lab);
    }
    marks.has(Tag::Inform) && investigation && !any(&[Tag::Arrange, Tag::Check])
}

/// Is it trouble and where to turn with it?
#[must_use]
pub fn is_safety_net(units: &[Unit], marks: Tags, all: Tags) -> bool {
    let any = |list: &[Tag]| marks.any(Tags::of(list));
    let trouble = all.any(Tags::of(&[Tag::If, Tag::Symptom]));
    let gp = any(&[Tag::Polite, Tag::Refer, Tag::Past])
        || any(&[Tag::We]) && any(&[Tag::Will, Tag::Arranged])
        || marks.has(Tag::Gp) && !marks.has(Tag::Pat) && !all.has(Tag::If);
    if gp {
        return false;
    }
    if marks.has(Tag::Emergency) && (trouble || any(&[Tag::Return, Tag::Supplied, Tag::Pat])) {
        return true;
    }
    let investigated =
        marks.any(INVESTIGATION.with(Tags::of(&[Tag::Drug, Tag::Result, Tag::Vaccine, Tag::FitNote])))
            && !all.has(Tag::Symptom);
    if any(&[Tag::Return, Tag::Back]) && trouble && !investigated {
        return true;
    }
    let joint = units.iter().position(|u| u.tags.any(Tags::of(&[Tag::Dash, Tag::Colon, Tag::Pause])));
    let homeward = joint.is_some_and(|at| {
        let back = units.get(at..).unwrap_or_default().iter().fold(Tags::EMPTY, |tags, u| tags.with(u.tags));
        back.has(Tag::Homeward)
            && !back.any(Tags::of(&[Tag::Time, Tag::Visit, Tag::Review, Tag::Drug, Tag::With]))
    });
    if homeward && !investigated {
        return true;
    }
    // "Blackening of the edge: come up to the ward": whatever stands before the colon, the rest says where to turn.
    let turns = units.iter().position(|u| u.tags.has(Tag::Colon)).is_some_and(|at| {
        let (before, after) = units.split_at(at);
        let front = before.iter().fold(Tags::EMPTY, |tags, u| tags.with(u.tags));
        let back = after.iter().fold(Tags::EMPTY, |tags, u| tags.with(u.tags));
        let comes = Tags::of(&[Tag::Return, Tag::Emergency, Tag::Back]);
        let other = INVESTIGATION.with(Tags::of(&[
            Tag::Visit,
            Tag::Review,
            Tag::Drug,
            Tag::Result,
            Tag::Time,
            Tag::Gp,
            Tag::We,
            Tag::Hosp,
            Tag::Pat,
            Tag::Refer,
        ]));
        !before.is_empty()
            && after.get(1).is_some_and(|unit| unit.tags.any(comes))
            && !front.any(other)
            && !back.any(Tags::of(&[Tag::Visit, Tag::Review, Tag::Drug, Tag::With, Tag::Arranged, Tag::If]))
            && !back.any(Tags::of(&[Tag::Time]))
    });
    if turns {
        return true;
    }
    // "Fever or redness: ward 7": trouble, a joint, and whom to ring.
    let joint = units.iter().position(|u| u.tags.any(Tags::of(&[Tag::Dash, Tag::Colon])));
    joint.is_some_and(|at| {
        let (before, after) = units.split_at(at);
        let front = before.iter().fold(Tags::EMPTY, |tags, u| tags.with(u.tags));
        let back = after.iter().fold(Tags::EMPTY, |tags, u| tags.with(u.tags));
        front.any(Tags::of(&[Tag::Symptom]))
            && back.any(Tags::of(&[Tag::Hosp, Tag::Return, Tag::Emergency, Tag::Back]))
            && !back.any(Tags::of(&[Tag::Arranged, Tag::Review, Tag::To, Tag::Visit, Tag::Time]))
            && !investigated
    })
}

/// The person who is told to: "GP to", "ward to", "parents to"; the GP first where two are.
#[must_use]
pub fn told_to(units: &[Unit]) -> Option<Tags> {
    let people = Tags::of(&[Tag::Gp, Tag::Hosp, Tag::Pat, Tag::You]);
    let mut found = None;
    for pair in units.windows(2) {
        if let [who, to] = pair
            && to.tags.has(Tag::To)
            && who.tags.any(people)
        {
            if who.tags.any(Tags::of(&[Tag::Gp, Tag::You])) {
                return Some(who.tags);
            }
            found = found.or(Some(who.tags));
        }
    }
    found
}

/// A person followed by "to": "GP to", "ward to", "parents to".
#[must_use]
pub fn is_told_to(units: &[Unit]) -> bool {
    let people = Tags::of(&[Tag::Gp, Tag::Hosp, Tag::Pat, Tag::Pron, Tag::You]);
    units.windows(2).any(|pair| match pair {
        [who, to] => who.tags.any(people) && to.tags.has(Tag::To),
        _ => false,
    })
}

/// The mood of a clause's main piece.
#[must_use]
pub fn mood(units: &[Unit], core: Tags, all: Tags, command: bool) -> Mood {
    let has = |tag: Tag| core.has(tag);
    let any = |list: &[Tag]| core.any(Tags::of(list));
    let not_to =
        units.windows(2).any(|pair| matches!(pair, [a, b] if a.tags.has(Tag::Neg) && b.tags.has(Tag::To)));
    let keep_off =
        not_to && any(&[Tag::Proc, Tag::Life, Tag::Remove]) && !any(&[Tag::Gp, Tag::Polite, Tag::We]);
    let ban = keep_off
        || has(Tag::Neg) && any(&[Tag::Life]) && !any(&[Tag::Refuse])
        || all.has(Tag::MedStop) && has(Tag::Neg) && command
        || has(Tag::Neg) && any(&[Tag::Need]) && any(&[Tag::Pat, Tag::Pron]) && any(&[Tag::Life]);
    if any(&[Tag::Taught]) && any(&[Tag::Supplied, Tag::Past]) {
        return Mood::Story;
    }
    let should = Tags::of(&[Tag::Need, Tag::Will, Tag::May]);
    let gp_does = units.windows(2).any(
        |pair| matches!(pair, [a, b] if a.tags.any(Tags::of(&[Tag::Gp, Tag::You])) && b.tags.any(should)),
    );
    let owned = any(&[Tag::Polite]) || gp_does || is_told_to(units) && any(&[Tag::Gp, Tag::You]);
    if any(&[Tag::Unreal, Tag::Refuse]) && !owned {
        return Mood::Trap;
    }
    let asked_of_gp = owned && !starts_denied(units);
    let not_a_denial = ban || all.has(Tag::Except) || asked_of_gp || told_stop(core);
    if has(Tag::Neg) && !not_a_denial {
        return Mood::Trap;
    }
    if has(Tag::Thank) && !any(&[Tag::Need, Tag::Will]) {
        return Mood::Story;
    }
    if owned {
        return Mood::Request;
    }
    if has(Tag::Advised) && (any(&[Tag::Pat, Tag::Pron, Tag::Theirs, Tag::Life, Tag::Return]) || ban) {
        return Mood::Request;
    }
    let act =
        any(&[Tag::MedChange, Tag::MedStop, Tag::Start, Tag::Refer, Tag::Check, Tag::Arrange, Tag::Drug]);
    let to_do = Tags::of(&[
        Tag::Base,
        Tag::Continue,
        Tag::Start,
        Tag::MedChange,
        Tag::MedStop,
        Tag::Check,
        Tag::Review,
        Tag::See,
        Tag::Arrange,
    ]);
    let verb =
        units.windows(2).any(|pair| matches!(pair, [a, b] if a.tags.has(Tag::To) && b.tags.any(to_do)));
    let asked = any(&[Tag::Need, Tag::Suggest])
        || verb && !any(&[Tag::Past])
        || is_told_to(units)
        || has(Tag::May) && act && !any(&[Tag::Symptom]);
    let past = any(&[Tag::Past, Tag::Advised]) && !any(&[Tag::Will]);
    let arranged = any(&[Tag::Arranged, Tag::Supplied, Tag::Referred, Tag::Pending]);
    if arranged && !command {
        return Mood::Arranged;
    }
    if past && !asked && !command {
        return Mood::Story;
    }
    if asked || command || ban || has(Tag::Will) {
        return Mood::Request;
    }
    // "Our nurse visits", "I am referring": the hospital says what it is doing.
    let doing = any(&[
        Tag::Refer,
        Tag::Inform,
        Tag::MedChange,
        Tag::MedStop,
        Tag::See,
        Tag::Review,
        Tag::Check,
        Tag::Chase,
        Tag::Continue,
    ]);
    if any(&[Tag::We, Tag::Hosp, Tag::Ours]) && doing {
        return Mood::Arranged;
    }
    if any(&[Tag::Present]) { Mood::Story } else { Mood::Fragment }
}

/// The negative stands before the request itself: "no need for you to".
fn starts_denied(units: &[Unit]) -> bool {
    let deny = first(units, Tags::of(&[Tag::Neg]));
    let ask = first(units, Tags::of(&[Tag::Polite, Tag::Gp, Tag::You]));
    let between = units.get(deny..ask.min(units.len())).unwrap_or_default();
    deny < ask && !between.iter().any(|unit| unit.tags.any(Tags::of(&[Tag::Pause, Tag::Which])))
}

/// "Do not restart" is an order to keep something stopped.
fn told_stop(core: Tags) -> bool {
    core.has(Tag::MedStop)
        && core.has(Tag::Drug)
        && !core.any(Tags::of(&[Tag::Need, Tag::Present, Tag::Past]))
}
