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

fn person(unit: &Unit) -> Option<Actor> {
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
    let passive = units.windows(2).any(|pair| match pair {
        [a, b] => a.tags.any(Tags::of(&[Tag::Will, Tag::Need, Tag::To])) && b.tags.has(Tag::Be),
        _ => false,
    });
    if action == Action::SafetyNet {
        return Some(Actor::Patient);
    }
    if facts.has(Tag::Advised) && facts.any(Tags::of(&[Tag::Pat, Tag::Pron, Tag::Theirs])) && matches!(action, Action::Other | Action::Monitoring) {
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
    let pronoun = units.iter().find(|u| person(u).is_some()).is_some_and(|u| u.tags.has(Tag::Pron) && !u.tags.has(Tag::Pat));
    if subject == Some(Actor::Patient) && !passive {
        let owed = matches!(action, Action::FitNote | Action::ChaseResult | Action::Prescription | Action::Referral);
        if owed && gp {
            return Some(Actor::Gp);
        }
        if facts.has(Tag::Polite) {
            return Some(Actor::Gp);
        }
        let able = !facts.any(Tags::of(&[Tag::Arranged, Tag::Supplied, Tag::Referred])) || matches!(action, Action::Other | Action::SafetyNet);
        let own = matches!(action, Action::SafetyNet | Action::Other | Action::Monitoring | Action::FollowUp | Action::MedicationChange | Action::Vaccination);
        if able && (own || !pronoun) && !matches!(action, Action::Test | Action::Imaging) {
            return Some(Actor::Patient);
        }
    }
    if facts.has(Tag::Polite) {
        return Some(Actor::Gp);
    }
    if subject == Some(Actor::Hospital) {
        let advising = facts.has(Tag::Suggest) && facts.has(Tag::We) && !core.any(Tags::of(&[Tag::Arranged, Tag::Supplied, Tag::Referred]));
        return Some(if advising { Actor::Gp } else { Actor::Hospital });
    }
    if let Some(agent) = agent(units) {
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
    if core.any(Tags::of(&[Tag::Arranged, Tag::Supplied, Tag::Referred])) && !core.any(Tags::of(&[Tag::Need])) {
        return Some(Actor::Hospital);
    }
    let somebody = facts.any(Tags::of(&[Tag::We, Tag::Ours])) || facts.has(Tag::Hosp) && action != Action::Referral;
    if somebody {
        return Some(Actor::Hospital);
    }
    facts.has(Tag::Pat).then_some(Actor::Patient)
}

/// The person before the first verb.
fn subject(units: &[Unit]) -> Option<Actor> {
    let verb = Tags::of(&[Tag::Will, Tag::Need, Tag::Present, Tag::To, Tag::Base, Tag::Arranged, Tag::Supplied, Tag::Past, Tag::Visit]);
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
fn agent(units: &[Unit]) -> Option<Actor> {
    let mut found = None;
    for pair in units.windows(2) {
        if let [by, who] = pair
            && by.tags.any(Tags::of(&[Tag::By, Tag::Dash, Tag::With]))
        {
            // "in clinic", "on our form": where, and so by whom.
            match person(who) {
                Some(Actor::Gp) => return Some(Actor::Gp),
                Some(Actor::Hospital) => found = Some(Actor::Hospital),
                Some(Actor::Patient) if !who.tags.has(Tag::Pron) => found = found.or(Some(Actor::Patient)),
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
        Action::MedicationChange | Action::Prescription | Action::Vaccination | Action::FitNote => (Actor::Gp, Known::Nature),
        Action::Other if tags.has(Tag::Surgery) => (Actor::Hospital, Known::Nature),
        Action::Test | Action::Imaging if tags.has(Tag::Now) => (Actor::Hospital, Known::Nature),
        Action::Monitoring if tags.has(Tag::Home) => (Actor::Patient, Known::Nature),
        Action::Other if tags.has(Tag::Record) => (Actor::Gp, Known::Nature),
        Action::Other if tags.has(Tag::Life) => (Actor::Patient, Known::Nature),
        Action::Test | Action::Imaging | Action::Monitoring | Action::Referral | Action::Other => (Actor::Gp, Known::Ownerless),
    }
}
