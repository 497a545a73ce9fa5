//! For those who write letters: a block of actions (who, what, by when, why) that refuses an action without an owner, and
//! the one-line question "may I ask the GP for this?".

use std::fmt;

use kernel::Day;

use crate::kinds::{Actor, Setting};
use crate::local::{LocalRules, Verdict};
use crate::reader::{Letter, Reader};
use crate::reply::{self, Request};

/// Who does an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Our own team.
    Us,
    /// The GP's practice.
    Practice,
    /// The patient.
    Patient,
}

impl Owner {
    /// All of them.
    pub const ALL: [Owner; 3] = [Owner::Us, Owner::Practice, Owner::Patient];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Owner::Us => "us",
            Owner::Practice => "practice",
            Owner::Patient => "patient",
        }
    }

    /// As the block prints it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Owner::Us => "Hospital",
            Owner::Practice => "GP practice",
            Owner::Patient => "Patient",
        }
    }
}

/// A line of the block as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The owner's stable name.
    pub who: String,
    /// What is to be done.
    pub what: String,
    /// By when.
    pub when: String,
    /// Why.
    pub why: String,
}

/// What is missing in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineRefused {
    /// Nobody owns it.
    NoOwner,
    /// Nothing is to be done.
    NoAction,
    /// No day or time.
    NoTime,
    /// No reason.
    NoReason,
}

impl LineRefused {
    /// The field.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            LineRefused::NoOwner => "who",
            LineRefused::NoAction => "what",
            LineRefused::NoTime => "when",
            LineRefused::NoReason => "why",
        }
    }
}

impl fmt::Display for LineRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LineRefused::NoOwner => "Choose who does it: an action without an owner is done by nobody",
            LineRefused::NoAction => "Write what is to be done",
            LineRefused::NoTime => "Write by when",
            LineRefused::NoReason => "Write why",
        })
    }
}

/// The block to paste into a letter. Lines that are wholly empty are left out.
///
/// # Errors
/// Every line that lacks something, by its number from 0.
pub fn block(lines: &[Typed]) -> Result<String, Vec<(usize, LineRefused)>> {
    let mut wrong = Vec::new();
    let mut out = String::from("ACTIONS\n");
    for (nth, line) in lines.iter().enumerate() {
        let fields = [&line.who, &line.what, &line.when, &line.why];
        if fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let owner = Owner::ALL.into_iter().find(|owner| owner.name() == line.who);
        let missing = [
            (owner.is_none(), LineRefused::NoOwner),
            (line.what.trim().is_empty(), LineRefused::NoAction),
            (line.when.trim().is_empty(), LineRefused::NoTime),
            (line.why.trim().is_empty(), LineRefused::NoReason),
        ];
        wrong.extend(missing.iter().filter(|(is, _)| *is).map(|(_, why)| (nth, *why)));
        if let Some(owner) = owner {
            out.push_str(&format!(
                "{}: {}. By: {}. Why: {}.\n",
                owner.in_words(),
                line.what.trim().trim_end_matches('.'),
                line.when.trim().trim_end_matches('.'),
                line.why.trim().trim_end_matches('.')
            ));
        }
    }
    if wrong.is_empty() { Ok(out) } else { Err(wrong) }
}

/// Whether the GP may be asked for something, in one line: the request as it was read, and what was agreed about it.
#[must_use]
pub fn may_i_ask(
    reader: &Reader,
    line: &str,
    setting: Option<Setting>,
    specialty: &str,
    rules: &LocalRules,
    on: Day,
) -> Option<(Request, Verdict)> {
    let asked = |text: &str| {
        let letter = Letter { text, setting, specialty: Some(specialty) };
        let all = reply::requests(&letter, &reader.read(&letter), rules, on);
        all.into_iter().find_map(|request| {
            let verdict = request.judged.map(|judged| judged.verdict)?;
            (request.finding.actor == Actor::Gp).then_some((request, verdict))
        })
    };
    // "repeat the chest X-ray in six weeks" names nobody, and is meant for the GP here.
    let line = line.trim();
    let lower = line.to_lowercase();
    let named = ["gp", "practice", "surgery", "please", "doctor", "nurse", "you"]
        .iter()
        .any(|word| lower.split(|c: char| !c.is_alphanumeric()).any(|part| part == *word));
    if named { asked(line) } else { asked(&format!("GP to {line}")).or_else(|| asked(line)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_without_an_owner_is_refused() {
        let line = |who: &str| Typed {
            who: who.into(),
            what: "repeat chest X-ray".into(),
            when: "6 weeks".into(),
            why: "after pneumonia".into(),
        };
        assert_eq!(block(&[line("")]), Err(vec![(0, LineRefused::NoOwner)]));
        assert_eq!(
            block(&[line("us"), Typed::default()]).unwrap(),
            "ACTIONS\nHospital: repeat chest X-ray. By: 6 weeks. Why: after pneumonia.\n"
        );
        let bare = Typed { who: "practice".into(), ..Typed::default() };
        assert_eq!(block(&[bare]).unwrap_err().len(), 3);
    }

    #[test]
    fn one_line_is_enough_to_ask() {
        let rules = LocalRules::shipped("five-asks").unwrap();
        let on = "2025-01-01".parse().unwrap();
        let asked =
            |line: &str| may_i_ask(&Reader::new(), line, Some(Setting::Outpatient), "cardiology", &rules, on);
        for (line, verdict) in [
            ("refer to electrophysiology", Verdict::Inappropriate),
            ("GP to repeat chest X-ray in 6 weeks", Verdict::Inappropriate),
            ("check HbA1c in 3 months as usual diabetes review", Verdict::Appropriate),
        ] {
            let (_, found) = asked(line).unwrap();
            assert_eq!(found, verdict, "{line}");
        }
    }
}
