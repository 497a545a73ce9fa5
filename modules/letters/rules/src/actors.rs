//! Who must act: named in the clause, else the heading, else the nature of the act, else nobody was named.

use crate::clauses::Clause;
use crate::kinds::{Action, Actor};
use crate::lexicon::Unit;
use crate::tags::{Tag, Tags};

/// How we know who must act; the last way is itself a breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Named in the clause or its sentence.
    Named,
    /// The heading it stands under.
    Heading,
    /// Such acts belong to that side.
    Nature,
    /// Nobody was named: the letter's reader inherits it.
    Ownerless,
}

/// The side a word names.
#[must_use]
pub fn person(unit: &Unit) -> Option<Actor> {
    let tags = unit.tags;
    if tags.any(Tags::of(&[Tag::Gp, Tag::You])) {
        Some(Actor::Gp)
    } else if tags.has(Tag::Pat) || tags.has(Tag::Pron) {
        Some(Actor::Patient)
    } else if tags.any(Tags::of(&[Tag::We, Tag::Hosp])) {
        Some(Actor::Hospital)
    } else {
        None
    }
}

/// The actor a clause names, if it names one.
#[must_use]
pub fn named(units: &[Unit], facts: Tags, core: Tags, action: Action) -> Option<Actor> {
    if action == Action::FollowUp
        && facts.has(Tag::Own)
        && !facts.any(Tags::of(&[Tag::Gp, Tag::Polite, Tag::We]))
    {
        return Some(Actor::Patient);
    }
    if action == Action::FitNote
        && (core.has(Tag::Done) || facts.has(Tag::Supplied))
        && !facts.any(Tags::of(&[Tag::Gp, Tag::Polite, Tag::You]))
    {
        return Some(Actor::Hospital);
    }
    // "See GP in a week": said to the person, who is to go there.
    let goes = action == Action::FollowUp
        && facts.has(Tag::Gp)
        && !facts.any(Tags::of(&[Tag::Polite, Tag::You, Tag::We]))
        && units.first().is_some_and(|unit| {
            unit.tags.has(Tag::Base)
                && unit.tags.any(Tags::of(&[Tag::See, Tag::Return, Tag::Arrange]))
                && !unit.tags.any(Tags::of(&[Tag::Review, Tag::Check]))
        });
    if goes {
        return Some(Actor::Patient);
    }
    let to_see = units.first().is_some_and(|unit| unit.tags.has(Tag::To))
        && action == Action::FollowUp
        && facts.has(Tag::Gp);
    if to_see && !facts.has(Tag::Polite) {
        return Some(Actor::Patient);
    }
    let passive = units.windows(2).any(|pair| match pair {
        [a, b] => a.tags.any(Tags::of(&[Tag::Will, Tag::Need, Tag::To])) && b.tags.has(Tag::Be),
        _ => false,
    });
    if action == Action::SafetyNet {
        return Some(Actor::Patient);
    }
    if facts.has(Tag::Advised)
        && facts.any(Tags::of(&[Tag::Pat, Tag::Pron, Tag::Theirs]))
        && matches!(action, Action::Other | Action::Monitoring)
    {
        return Some(Actor::Patient);
    }
    if facts.has(Tag::Otc) && !facts.has(Tag::Polite) {
        return Some(Actor::Patient);
    }
    let asks_them = subject(units) == Some(Actor::Patient) && facts.has(Tag::Will);
    if let Some(told) = crate::moods::told_to(units).filter(|_| !asks_them)
        && told.any(Tags::of(&[Tag::Gp, Tag::You]))
    {
        return Some(Actor::Gp);
    }
    let subject = subject(units);
    let gp = facts.any(Tags::of(&[Tag::Gp, Tag::You]));
    let pronoun = units
        .iter()
        .find(|u| person(u).is_some())
        .is_some_and(|u| u.tags.has(Tag::Pron) && !u.tags.has(Tag::Pat));
    if subject == Some(Actor::Patient) && !passive {
        let owed =
            matches!(action, Action::FitNote | Action::ChaseResult | Action::Prescription | Action::Referral);
        if owed && gp {
            return Some(Actor::Gp);
        }
        if facts.has(Tag::Polite) {
            return Some(Actor::Gp);
        }
        let able = !facts.any(Tags::of(&[Tag::Arranged, Tag::Supplied, Tag::Referred]))
            || matches!(action, Action::Other | Action::SafetyNet);
        let books = action == Action::Vaccination && facts.any(Tags::of(&[Tag::Arrange]));
        let own = books
            || matches!(
                action,
                Action::SafetyNet
                    | Action::Other
                    | Action::Monitoring
                    | Action::FollowUp
                    | Action::MedicationChange
            );
        if able
            && (own || !pronoun)
            && (books || !matches!(action, Action::Test | Action::Imaging | Action::Vaccination))
        {
            return Some(Actor::Patient);
        }
    }
    if facts.has(Tag::Polite) {
        return Some(Actor::Gp);
    }
    let ours =
        facts.has(Tag::We) && facts.any(Tags::of(&[Tag::Will, Tag::Arranged, Tag::Supplied, Tag::Referred]));
    if agent(units) == Some(Actor::Gp) && !ours {
        return Some(Actor::Gp);
    }
    if subject == Some(Actor::Hospital) {
        let advising = facts.has(Tag::Suggest)
            && facts.has(Tag::We)
            && !core.any(Tags::of(&[Tag::Arranged, Tag::Supplied, Tag::Referred]));
        return Some(if advising { Actor::Gp } else { Actor::Hospital });
    }
    // "Discuss referral with cardiology" names where, not who.
    if let Some(agent) = agent(units).filter(|_| action != Action::Referral || !facts.has(Tag::Hosp2)) {
        return Some(agent);
    }
    if subject == Some(Actor::Gp) {
        return Some(Actor::Gp);
    }
    if gp {
        return Some(Actor::Gp);
    }
    if subject == Some(Actor::Patient) && passive && !facts.any(Tags::of(&[Tag::Drug])) {
        return Some(Actor::Hospital);
    }
    if core.any(Tags::of(&[Tag::Arranged, Tag::Supplied, Tag::Referred])) && !core.any(Tags::of(&[Tag::Need]))
    {
        return Some(Actor::Hospital);
    }
    None
}

/// Somebody is mentioned, though not as the one who acts: the last straw before the heading.
#[must_use]
pub fn mentioned(facts: Tags, action: Action) -> Option<Actor> {
    let somebody =
        facts.any(Tags::of(&[Tag::We, Tag::Ours])) || facts.has(Tag::Hosp) && action != Action::Referral;
    if somebody {
        return Some(Actor::Hospital);
    }
    facts.has(Tag::Pat).then_some(Actor::Patient)
}

/// The person before the first verb.
#[must_use]
pub fn subject(units: &[Unit]) -> Option<Actor> {
    let verb = Tags::of(&[
        Tag::Will,
        Tag::Need,
        Tag::Present,
        Tag::To,
        Tag::Base,
        Tag::Arranged,
        Tag::Supplied,
        Tag::Past,
        Tag::Visit,
    ]);
    for unit in units {
        if let Some(found) = person(unit) {
            return Some(found);
        }
        if unit.tags.any(verb) || unit.tags.has(Tag::By) {
            return None;
        }
    }
    None
}

/// A person after "by", "via", "with", "at", or alone at the end after a dash or comma.
#[must_use]
pub fn agent(units: &[Unit]) -> Option<Actor> {
    let mut found = None;
    if units.iter().any(|unit| unit.tags.has(Tag::ByYou)) {
        return Some(Actor::Gp);
    }
    for pair in units.windows(2) {
        if let [by, who] = pair
            && by.tags.any(Tags::of(&[Tag::By, Tag::Dash, Tag::With]))
        {
            // "in clinic", "on our form": where, and so by whom.
            match person(who) {
                Some(Actor::Gp) => return Some(Actor::Gp),
                Some(Actor::Hospital) => found = Some(Actor::Hospital),
                Some(Actor::Patient) if !who.tags.has(Tag::Pron) => found = found.or(Some(Actor::Patient)),
                // "Staging CT with oncology", "watched by the liver nurses".
                None if who.tags.has(Tag::Hosp2) && !by.tags.has(Tag::Dash) => found = Some(Actor::Hospital),
                Some(Actor::Patient | Actor::Nobody) | None => {}
            }
        }
    }
    found
}

/// Who must act where neither the clause nor a heading says.
#[must_use]
pub fn by_nature(clause: &Clause, action: Action) -> (Actor, Known) {
    let tags = clause.all;
    match action {
        Action::FollowUp | Action::ChaseResult => (Actor::Hospital, Known::Nature),
        Action::SafetyNet => (Actor::Patient, Known::Nature),
        Action::MedicationChange | Action::Prescription | Action::Vaccination | Action::FitNote => {
            (Actor::Gp, Known::Nature)
        }
        Action::Other if tags.any(Tags::of(&[Tag::Surgery, Tag::Visit])) => (Actor::Hospital, Known::Nature),
        Action::Test | Action::Imaging if tags.has(Tag::Now) => (Actor::Hospital, Known::Nature),
        Action::Monitoring if tags.has(Tag::Home) => (Actor::Patient, Known::Nature),
        Action::Other if tags.has(Tag::Neg) => (Actor::Patient, Known::Nature),
        Action::Other if tags.has(Tag::Social) && tags.has(Tag::Time) => (Actor::Hospital, Known::Nature),
        Action::Other if tags.has(Tag::Record) => (Actor::Gp, Known::Nature),
        Action::Other if tags.has(Tag::Life) => (Actor::Patient, Known::Nature),
        Action::Test | Action::Imaging | Action::Monitoring | Action::Referral | Action::Other => {
            (Actor::Gp, Known::Ownerless)
        }
    }
}
