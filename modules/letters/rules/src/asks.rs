//! Which of the five asks a request to the GP breaches, and the sentence that says why.

use crate::actors::Known;
use crate::clauses::Clause;
use crate::kinds::{Action, Ask, Setting};
use crate::tags::{Tag, Tags};

/// An ask with the rule that spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The ask.
    pub ask: Ask,
    /// The rule's short stable name.
    pub rule: &'static str,
    /// One sentence that a reader of the audit sees.
    pub why: &'static str,
}

const fn ruling(ask: Ask, rule: &'static str, why: &'static str) -> Ruling {
    Ruling { ask, rule, why }
}

const CLEAR: &str = "It is clear what to do, and it is within primary care's part.";

/// Rules on a request whose actor is the GP.
#[must_use]
pub fn of(clause: &Clause, action: Action, known: Known, setting: Setting) -> Ruling {
    let tags = clause.all;
    let any = |list: &[Tag]| tags.any(Tags::of(list));
    let timed = any(&[Tag::Time, Tag::Freq]);
    let reasoned =
        any(&[Tag::Reason, Tag::Open, Tag::If]) || tags.has(Tag::Num) && action == Action::Monitoring;
    let ownerless = known == Known::Ownerless;
    match action {
        Action::Imaging => ruling(
            Ask::RESULTS,
            "ask3.imaging",
            "A picture the hospital advises is the hospital's to request and to read.",
        ),
        Action::ChaseResult => {
            ruling(Ask::RESULTS, "ask3.result", "A result belongs to the team that asked for the test.")
        }
        Action::Test => test(clause, ownerless, timed, reasoned, setting),
        Action::Referral => referral(clause, ownerless),
        Action::Prescription => prescription(clause, setting),
        Action::MedicationChange => change(clause, setting),
        Action::FitNote => fit_note(clause),
        Action::Monitoring if ownerless => {
            ruling(Ask::UNCLEAR, "ask1.ownerless", "Nobody is named to do it.")
        }
        Action::Monitoring if !(timed || reasoned) => {
            ruling(Ask::UNCLEAR, "ask1.vague", "It does not say when or why.")
        }
        Action::FollowUp if !(timed || reasoned) => {
            ruling(Ask::UNCLEAR, "ask1.vague", "It does not say when or why.")
        }
        Action::Other if ownerless => ruling(Ask::UNCLEAR, "ask1.ownerless", "Nobody is named to do it."),
        Action::Other if tags.has(Tag::Vague) && !any(&[Tag::Proc, Tag::Record]) => {
            ruling(Ask::UNCLEAR, "ask1.vague", "It does not say what is to be done.")
        }
        Action::Monitoring | Action::FollowUp | Action::Other | Action::Vaccination | Action::SafetyNet => {
            ruling(Ask::NONE, "ask0.clear", CLEAR)
        }
    }
}

/// The ruling that an ask stands for where the rules' own words did not lead to it.
#[must_use]
pub fn standing(action: Action, ask: Ask) -> Ruling {
    match (ask.number(), action) {
        (1, Action::Test | Action::Imaging | Action::Referral | Action::Monitoring | Action::Other) => {
            ruling(ask, "ask1.ownerless", "Nobody is named to do it.")
        }
        (1, _) => ruling(ask, "ask1.vague", "It does not say what is to be done, when or why."),
        (2, _) => ruling(ask, "ask2.onward", "The hospital refers on for what it found or is treating."),
        (3, Action::ChaseResult) => {
            ruling(ask, "ask3.result", "A result belongs to the team that asked for the test.")
        }
        (3, Action::Imaging) => ruling(
            ask,
            "ask3.imaging",
            "A picture the hospital advises is the hospital's to request and to read.",
        ),
        (3, _) => ruling(ask, "ask3.work-up", "It completes the hospital's own work-up."),
        (4, _) => ruling(ask, "ask4.note", "The hospital writes the note for the time it can foresee."),
        (5, Action::MedicationChange) => {
            ruling(ask, "ask5.alter", "The clinic that alters a medicine prescribes it first.")
        }
        (5, _) => ruling(ask, "ask5.start", "The team that starts a medicine gives the first supply."),
        _ => ruling(Ask::NONE, "ask0.clear", CLEAR),
    }
}

fn test(clause: &Clause, ownerless: bool, timed: bool, reasoned: bool, setting: Setting) -> Ruling {
    let tags = clause.all;
    if tags.has(Tag::Before) {
        return ruling(
            Ask::RESULTS,
            "ask3.for-clinic",
            "Tests for the hospital's own clinic, list or infusion are the hospital's.",
        );
    }
    if tags.has(Tag::WorkUp) && !tags.has(Tag::Freq) && setting != Setting::Inpatient {
        return ruling(Ask::RESULTS, "ask3.work-up", "It completes the hospital's own work-up.");
    }
    if tags.has(Tag::Failed) {
        return ruling(
            Ask::RESULTS,
            "ask3.failed-sample",
            "A hospital sample that failed is the hospital's to repeat.",
        );
    }
    if tags.has(Tag::Within) {
        return ruling(Ask::NONE, "ask0.clear", CLEAR);
    }
    if tags.has(Tag::Diag) && !tags.has(Tag::Freq) {
        return ruling(Ask::RESULTS, "ask3.work-up", "It completes the hospital's own work-up.");
    }
    if ownerless && tags.has(Tag::Shared) {
        return ruling(Ask::NONE, "ask0.shared", "The practice has agreed to do it.");
    }
    if ownerless {
        return ruling(Ask::UNCLEAR, "ask1.ownerless", "Nobody is named to do it.");
    }
    if setting == Setting::Outpatient && !timed && !tags.has(Tag::Shared) && !reasoned {
        return ruling(Ask::RESULTS, "ask3.work-up", "It completes the clinic's own work-up.");
    }
    if timed || reasoned || tags.has(Tag::Shared) {
        return ruling(Ask::NONE, "ask0.clear", CLEAR);
    }
    ruling(Ask::UNCLEAR, "ask1.vague", "It does not say when or why.")
}

fn referral(clause: &Clause, ownerless: bool) -> Ruling {
    let tags = clause.all;
    if tags.has(Tag::Dna) {
        return ruling(
            Ask::REFERRAL,
            "ask2.missed",
            "A missed appointment is the hospital's to offer again.",
        );
    }
    let again = tags.has(Tag::Back) || tags.has(Tag::If) && !tags.has(Tag::Hosp2);
    if again && !tags.any(Tags::of(&[Tag::Pending, Tag::Result])) {
        return ruling(
            Ask::NONE,
            "ask0.back",
            "Sending the person back to the same team when the course changes is acceptable.",
        );
    }
    if ownerless && !tags.has(Tag::Suggest) {
        return ruling(Ask::UNCLEAR, "ask1.ownerless", "Nobody is named to refer.");
    }
    if tags.has(Tag::Unrelated) {
        return ruling(Ask::NONE, "ask0.unrelated", "A separate problem is the GP's to judge.");
    }
    if tags.has(Tag::Comm) && !tags.has(Tag::Hosp2) {
        return ruling(
            Ask::NONE,
            "ask0.community",
            "Community and social services are within primary care's part.",
        );
    }
    if tags.has(Tag::Comm) {
        return ruling(
            Ask::NONE,
            "ask0.community",
            "Community and social services are within primary care's part.",
        );
    }
    ruling(Ask::REFERRAL, "ask2.onward", "The hospital refers on for what it found or is treating.")
}

fn prescription(clause: &Clause, setting: Setting) -> Ruling {
    let tags = clause.all;
    let ward = setting == Setting::Inpatient && tags.has(Tag::Repeat);
    if tags.any(Tags::of(&[Tag::Continue, Tag::Shared])) && !tags.has(Tag::Remaining) || ward {
        return ruling(
            Ask::NONE,
            "ask0.continue",
            "Continuing what the hospital has supplied is within primary care's part.",
        );
    }
    ruling(Ask::PRESCRIPTION, "ask5.start", "The team that starts a medicine gives the first supply.")
}

fn change(clause: &Clause, setting: Setting) -> Ruling {
    let tags = clause.all;
    if tags.any(Tags::of(&[Tag::MedStop, Tag::MedReview]))
        || setting == Setting::Inpatient
        || tags.has(Tag::Shared)
    {
        return ruling(
            Ask::NONE,
            "ask0.stop-or-titrate",
            "Stopping, holding or titrating by the ward's plan is within primary care's part.",
        );
    }
    ruling(Ask::PRESCRIPTION, "ask5.alter", "The clinic that alters a medicine prescribes it first.")
}

fn fit_note(clause: &Clause) -> Ruling {
    let tags = clause.all;
    if tags.has(Tag::If) || tags.has(Tag::Beyond) && tags.has(Tag::Extend) {
        return ruling(Ask::NONE, "ask0.unforeseen", "The hospital could not have covered that time.");
    }
    ruling(Ask::FIT_NOTE, "ask4.note", "The hospital writes the note for the time it can foresee.")
}
