//! Headings and labels: what stands under them, and whom they name.

use super::Part;
use crate::kinds::Actor;
use crate::lexicon::Unit;
use crate::tags::{Tag, Tags};

/// Words that make a line a heading, by what stands under it.
const CLOSED: [&str; 49] = [
    "diagnosis",
    "diagnoses",
    "history",
    "examination",
    "investigations",
    "investigation",
    "medication",
    "medications",
    "medicines",
    "drugs",
    "allergies",
    "allergy",
    "summary",
    "narrative",
    "complaint",
    "procedure",
    "procedures",
    "background",
    "findings",
    "operation",
    "impression",
    "dx",
    "imp",
    "pmh",
    "pmhx",
    "pc",
    "hpc",
    "sh",
    "fh",
    "dh",
    "dhx",
    "ix",
    "oe",
    "admission",
    "reason",
    "problems",
    "treatment",
    "social",
    "comorbidities",
    "prescribed",
    "meds",
    "observations",
    "course",
    "patient:",
    "dob",
    "results",
    "tx",
    "rationale",
    "analgesia",
];
const PLAN: [&str; 37] = [
    "plan",
    "plans",
    "action",
    "actions",
    "request",
    "requests",
    "requested",
    "recommendation",
    "recommendations",
    "advice",
    "tasks",
    "task",
    "part",
    "jobs",
    "job",
    "responsibility",
    "todo",
    "do",
    "outcome",
    "follow",
    "management",
    "steps",
    "arranged",
    "needed",
    "required",
    "responsibilities",
    "should",
    "will",
    "ask",
    "asks",
    "arrangements",
    "to",
    "for",
    "information",
    "home",
    "please",
    "next",
];
const PENDING: [&str; 5] = ["pending", "awaited", "outstanding", "awaiting", "await"];

/// What stands under a heading, and whom it names.
pub(super) struct Heading {
    pub(super) part: Part,
    pub(super) actor: Option<Actor>,
}

/// Whom the words of a heading name.
fn named(units: &[Unit], lower: &str) -> Option<Actor> {
    let words: Vec<&str> = units.iter().filter_map(|u| lower.get(u.start..u.end)).collect();
    let tags = units.iter().fold(Tags::EMPTY, |all, unit| all.with(unit.tags));
    let gp =
        words.iter().flat_map(|phrase| phrase.split(' ')).any(|word| matches!(word, "gp" | "gps" | "gp's"));
    if gp || tags.has(Tag::Gp) || tags.has(Tag::You) || words.contains(&"your") {
        Some(Actor::Gp)
    } else if tags.has(Tag::Pat) || (tags.any(Tags::of(&[Tag::Pron, Tag::Theirs])) && !tags.has(Tag::We)) {
        Some(Actor::Patient)
    } else if tags.any(Tags::of(&[Tag::We, Tag::Hosp]))
        || words
            .iter()
            .flat_map(|phrase| phrase.split(' '))
            .any(|word| matches!(word, "service" | "services" | "clinicians" | "specialty"))
    {
        Some(Actor::Hospital)
    } else {
        None
    }
}

/// Reads a line or label as a heading.
pub(super) fn heading(units: &[Unit], lower: &str, colon: bool) -> Option<Heading> {
    let words: Vec<&str> = units
        .iter()
        .filter_map(|u| lower.get(u.start..u.end))
        .flat_map(|phrase| phrase.split([' ', '-']))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect();
    if words.is_empty() || words.len() > 8 {
        return None;
    }
    let any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let actor = named(units, lower);
    if matches!(words.as_slice(), ["next", "steps"]) {
        return Some(Heading { part: Part::Plan, actor });
    }
    let tags = units.iter().fold(Tags::EMPTY, |all, unit| all.with(unit.tags));
    // "Chest film after treatment" and "Await DEXA report" are lines of their own, not headings.
    let acts = Tags::of(&[
        Tag::Imaging,
        Tag::Vital,
        Tag::Vaccine,
        Tag::Refer,
        Tag::FitNote,
        Tag::Time,
        Tag::Num,
        Tag::Polite,
        Tag::Neg,
        Tag::Diag,
    ]);
    if !colon && tags.any(acts) && actor.is_none() {
        return None;
    }
    // "What the surgery does", "Who does what".
    let plan = any(&PLAN) || matches!(words.as_slice(), ["what" | "who", ..]);
    // "Actions for hospital team", "Secondary care actions", "Self-management advice": whose a plan is, by its plain words.
    let ours = plan && any(&["hospital", "trust", "secondary", "our"]);
    let own = words.first() == Some(&"self") && words.len() <= 3;
    let actor = actor.or(if own {
        Some(Actor::Patient)
    } else if ours {
        Some(Actor::Hospital)
    } else {
        None
    });
    if any(&PENDING) && (colon || words.len() <= 3) {
        return Some(Heading { part: Part::Pending, actor });
    }
    if any(&CLOSED)
        && !(plan && actor.is_some())
        && words.last() != Some(&"plan")
        && (colon || words.len() <= 4)
        && words.first() != Some(&"no")
    {
        return Some(Heading { part: Part::Closed, actor: None });
    }
    let objects = Tags::of(&[
        Tag::Test,
        Tag::Diag,
        Tag::Imaging,
        Tag::Drug,
        Tag::Vital,
        Tag::Vaccine,
        Tag::Refer,
        Tag::FitNote,
        Tag::Time,
        Tag::Num,
        Tag::Proc,
        Tag::Life,
        Tag::Record,
        Tag::Neg,
        Tag::Result,
        Tag::Visit,
        Tag::Social,
    ]);
    // "Hospital follow up:" names both the side and the kind of act, and stands over a list.
    if tags.any(objects) && !(colon && plan && actor.is_some() && words.len() <= 3) {
        return None;
    }
    // "GP to keep an eye on it" is an act; "What we ask of you" is a heading.
    let told = crate::moods::is_told_to(units) && words.len() > 3;
    let known = Tags::of(&[
        Tag::Gp,
        Tag::You,
        Tag::ByYou,
        Tag::We,
        Tag::Pat,
        Tag::Pron,
        Tag::Theirs,
        Tag::For,
        Tag::With,
        Tag::By,
        Tag::To,
        Tag::Sub,
        Tag::Ours,
    ]);
    let bare = words.len() <= 4
        && units.iter().filter(|unit| !unit.tags.any(known)).count() <= 1
        && !tags.has(Tag::Hosp);
    match actor {
        Some(_)
            if bare
                && !tags.any(Tags::of(&[Tag::Review, Tag::See, Tag::Base, Tag::Supplied, Tag::Arranged])) =>
        {
            Some(Heading { part: Part::Plan, actor })
        }
        Some(_) if colon || plan && !told || words.len() <= 2 && units.len() == 1 => {
            Some(Heading { part: Part::Plan, actor })
        }
        None if any(&[
            "plan",
            "plans",
            "actions",
            "recommendations",
            "management",
            "follow",
            "home",
            "outcome",
            "steps",
            "advice",
            "tasks",
            "requests",
            "jobs",
        ]) && words.len() <= 4 =>
        {
            Some(Heading { part: Part::Plan, actor: None })
        }
        _ => None,
    }
}

/// "Actions - GP", "Plan: hospital": a word for a plan, a joint, and whose it is, alone on their line.
pub(super) fn plan_of(units: &[Unit], lower: &str) -> Option<Heading> {
    let joint = Tags::of(&[Tag::Dash, Tag::Colon, Tag::Cell]);
    let at = units.iter().position(|unit| unit.tags.any(joint)).filter(|at| *at > 0 && units.len() <= 6)?;
    let (front, rest) = (units.get(..at)?, units.get(at + 1..)?);
    let people = Tags::of(&[Tag::Gp, Tag::You, Tag::We, Tag::Hosp, Tag::Pat]);
    let side = |unit: &Unit| unit.tags.any(people) || unit.tags.is_empty();
    let bare = !rest.is_empty() && rest.len() <= 2 && rest.iter().all(side) && front.len() <= 3;
    let planned = front.iter().any(|unit| {
        lower.get(unit.start..unit.end).is_some_and(|text| text.split(' ').any(|word| PLAN.contains(&word)))
    });
    let objects = Tags::of(&[Tag::Test, Tag::Diag, Tag::Imaging, Tag::Drug, Tag::Time, Tag::Visit, Tag::Gp]);
    let over = bare && planned && !front.iter().any(|unit| unit.tags.any(objects));
    named(rest, lower).filter(|_| over).map(|actor| Heading { part: Part::Plan, actor: Some(actor) })
}

/// A label at the front of a sentence, such as "GP:" or "Patient -": how many units it takes and what it opens.
pub(super) fn label(units: &[Unit], lower: &str) -> (usize, Option<Heading>) {
    let end = units.iter().take(8).position(|u| u.tags.any(Tags::of(&[Tag::Colon, Tag::Cell])));
    let dash = units.iter().take(4).position(|u| u.tags.has(Tag::Dash));
    if let Some(at) = end {
        return match heading(units.get(..at).unwrap_or_default(), lower, true) {
            // "Results pending: vitamin D" keeps its label, because the word that says so stands in it.
            Some(found) if found.part == Part::Pending => (0, Some(found)),
            Some(found) => (at + 1, Some(found)),
            None => (0, None),
        };
    }
    if let Some(at) = dash {
        let front = units.get(..at).unwrap_or_default();
        let tags = front.iter().fold(Tags::EMPTY, |all, u| all.with(u.tags));
        let is_actor = tags.any(Tags::of(&[Tag::Gp, Tag::You, Tag::We, Tag::Pat])) && front.len() <= 3;
        if is_actor && let Some(found) = heading(front, lower, true) {
            return (at + 1, Some(found));
        }
    }
    (0, None)
}
