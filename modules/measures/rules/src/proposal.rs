//! Reading a proposed rule set from a file or a form: dated rows, checked field by field, in words that say what to do.

use std::borrow::Cow;

use kernel::Day;
use lawbook::{Limit, Measure, Owner, Owners, RuleSet, Setting, Source, Start, Stop};
use serde::Deserialize;

use crate::facts::v1::Proposed;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The field, as the file and the form name it.
    pub field: String,
    /// What to do.
    pub why: String,
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.why)
    }
}

/// A proposed rule set as it is written, before it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Written {
    /// Short name, as in `FAIR-21`.
    pub id: String,
    /// In words.
    pub title: String,
    /// Why it is proposed.
    pub why: String,
    /// `practice`, `clinic`.
    pub settings: Vec<String>,
    /// Why it does not apply to all that fit.
    pub why_not_all: String,
    /// It changes something clinical.
    pub clinical: bool,
    /// First day it is meant to be in force, as in 2027-01-01.
    pub from: String,
    /// One clock, or two that must both be kept.
    pub measure: Vec<WrittenClock>,
}

/// One clock as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WrittenClock {
    /// Its name where there are two, as in `FIT-21`.
    pub name: String,
    /// `fitted` or `first-slot`.
    pub stop: String,
    /// How many days.
    pub limit: u16,
    /// `calendar-days` or `working-days`.
    pub unit: String,
    /// Owners whose days are left out when the host is judged: `patient`, `clinical`, `sender`.
    pub leaves_out: Vec<String>,
}

/// Longest limit that a rule of this kind may have, in days: a year.
const LIMIT_DAYS_MAX: u16 = 365;
/// The longest short name.
const ID_LETTERS_MAX: usize = 16;

/// Checks a written rule set. `version` is the next of its name; `today` is the day of the proposal.
pub fn check(written: &Written, version: u16, today: Day) -> Result<Proposed, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mut say = |field: &str, why: &str| wrong.push(Wrong { field: field.to_owned(), why: why.to_owned() });
    let id = written.id.trim();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    if id.is_empty() || id.len() > ID_LETTERS_MAX || !id.chars().all(plain) {
        say("id", "Enter a short name of letters, digits and hyphens, as in FAIR-21");
    } else if lawbook::shipped::rule_set(id).is_some() {
        say("id", "This name belongs to a rule that comes with the program: choose another, as in FAIR-21");
    }
    if written.title.trim().is_empty() {
        say("title", "Enter the rule in words, as people would say it");
    }
    if written.why.trim().is_empty() {
        say("why", "Say why it is proposed");
    }
    let mut settings = Vec::new();
    for setting in &written.settings {
        match setting.as_str() {
            "practice" => settings.push(Setting::Practice),
            "clinic" => settings.push(Setting::Clinic),
            _ => say("settings", "Choose general practices, clinics, or both"),
        }
    }
    if settings.is_empty() {
        say("settings", "Choose general practices, clinics, or both");
    } else if settings.len() == 1 && written.why_not_all.trim().is_empty() {
        say("why_not_all", "Say why the rule differs by setting");
    }
    let from: Option<Day> = written.from.trim().parse().ok();
    match from {
        None => say("from", "Enter the first day it is meant to be in force, as in 2027-01-01"),
        Some(day) if day <= today => say("from", "Enter a day to come: a rule never changes the past"),
        Some(_) => {}
    }
    let measures = clocks(&written.measure, &mut wrong);
    match (wrong.is_empty(), from) {
        (true, Some(from)) => Ok(Proposed {
            rule: RuleSet {
                id: Cow::Owned(id.to_uppercase()),
                version,
                title: Cow::Owned(written.title.trim().to_owned()),
                measures,
                settings,
                owner_group: Cow::Borrowed("county"),
                from,
                to: None,
                proposed: true,
                source: Source {
                    id: Cow::Borrowed("proposal"),
                    clause: Cow::Borrowed("as proposed in this place"),
                },
            },
            why: written.why.trim().to_owned(),
            why_not_all: written.why_not_all.trim().to_owned(),
            clinical: written.clinical,
            on: None,
        }),
        _ => Err(wrong),
    }
}

fn clocks(written: &[WrittenClock], wrong: &mut Vec<Wrong>) -> Vec<Measure> {
    let mut say = |field: String, why: &str| wrong.push(Wrong { field, why: why.to_owned() });
    if !(1..=2).contains(&written.len()) {
        say("measure".to_owned(), "Enter one clock, or two that must both be kept");
    }
    let mut made = Vec::new();
    for (nth, clock) in written.iter().enumerate() {
        let field = |name: &str| format!("measure[{nth}].{name}");
        let stop = match clock.stop.as_str() {
            "fitted" => Some(Stop::Done),
            "first-slot" => Some(Stop::FirstValidSlot),
            _ => None,
        };
        if stop.is_none() {
            say(field("stop"), "Choose where the clock stops: fitted or first-slot");
        }
        if clock.limit == 0 || clock.limit > LIMIT_DAYS_MAX {
            say(field("limit"), "Enter how many days, from 1 to 365");
        }
        let limit = match clock.unit.as_str() {
            "calendar-days" | "" => Some(Limit::CalendarDays(clock.limit)),
            "working-days" => Some(Limit::WorkingDays(clock.limit)),
            _ => None,
        };
        if limit.is_none() {
            say(field("unit"), "Choose calendar-days or working-days");
        }
        let mut owners = Vec::new();
        for owner in &clock.leaves_out {
            match owner.as_str() {
                "patient" => owners.push(Owner::Patient),
                "clinical" => owners.push(Owner::Clinical),
                "sender" => owners.push(Owner::Sender),
                _ => say(
                    field("leaves_out"),
                    "Choose among patient, clinical and sender; the host’s own days always count",
                ),
            }
        }
        if let (Some(stop), Some(limit)) = (stop, limit) {
            let hers: Vec<Owner> = owners.iter().copied().filter(|owner| *owner != Owner::Sender).collect();
            let name = match (clock.name.trim(), stop) {
                ("", Stop::Done) => format!("FIT-{}", clock.limit),
                ("", Stop::FirstValidSlot) => format!("OFFER-{}", clock.limit),
                (name, _) => name.to_owned(),
            };
            made.push(Measure {
                name: Cow::Owned(name),
                start: Start::Received,
                stop,
                limit,
                // To her, days that the sender lost are days of waiting.
                person_leaves_out: Owners::of(&hers),
                host_leaves_out: Owners::of(&owners),
            });
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use lawbook::date;

    const TODAY: Day = date(2026, 11, 22);

    fn fair() -> Written {
        Written {
            id: "fair-21".to_owned(),
            title: "Fitted within three weeks, wherever she asks".to_owned(),
            why: "One fair rule".to_owned(),
            settings: vec!["practice".to_owned(), "clinic".to_owned()],
            from: "2027-01-01".to_owned(),
            measure: vec![WrittenClock {
                stop: "fitted".to_owned(),
                limit: 21,
                leaves_out: vec!["patient".to_owned(), "sender".to_owned()],
                ..WrittenClock::default()
            }],
            ..Written::default()
        }
    }

    #[test]
    fn a_whole_proposal_becomes_a_rule_that_judges_nobody() {
        let proposed = check(&fair(), 2, TODAY).unwrap();
        assert_eq!((proposed.rule.id.as_ref(), proposed.rule.version), ("FAIR-21", 2));
        assert!(proposed.rule.proposed && !proposed.rule.in_force(date(2027, 6, 1)));
        let clock = proposed.rule.measures.first().unwrap();
        assert!(clock.host_leaves_out.has(Owner::Sender) && !clock.person_leaves_out.has(Owner::Sender));
        assert!(clocks::Rule::of(&proposed.rule).is_ok());
    }

    #[test]
    fn every_field_that_is_wrong_is_named_at_once_with_what_to_do() {
        let wrong = check(&Written::default(), 1, TODAY).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["id", "title", "why", "settings", "from", "measure"]);
        let one = |change: &dyn Fn(&mut Written)| {
            let mut written = fair();
            change(&mut written);
            check(&written, 1, TODAY).unwrap_err().remove(0).field
        };
        assert_eq!(one(&|of| of.id = "HARM".to_owned()), "id");
        assert_eq!(one(&|of| of.from = "2026-11-22".to_owned()), "from");
        assert_eq!(one(&|of| drop(of.settings.pop())), "why_not_all");
        assert_eq!(one(&|of| of.measure[0].limit = 0), "measure[0].limit");
        assert_eq!(one(&|of| of.measure[0].unit = "weeks".to_owned()), "measure[0].unit");
        assert_eq!(one(&|of| of.measure[0].leaves_out = vec!["host".to_owned()]), "measure[0].leaves_out");
    }
}
