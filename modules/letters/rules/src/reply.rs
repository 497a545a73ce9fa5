//! The reply to a request that the partners agreed is the hospital's: a template both sides signed, the rule in force on
//! the letter's day, the request word for word, who does the work now, and a line that says that nobody is in danger.
//!
//! Some requests are answered by telephone first: a suspected cancer, a result to act on, a medicine needed today. There
//! is no letter until the call or an interim step is recorded. Source: domain rules 6.5.

mod request;
mod template;

#[cfg(test)]
mod tests;

use kernel::Day;

pub use request::{NoReply, Request, answerable, ask_of, danger, requests};
pub use template::{COMPULSORY, FIELDS, Template, TemplateRefused};

use crate::local::{LocalRules, Rule, Verdict};
use crate::reader::Letter;
use template::filled;

/// The line about safety, which no reply is without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Safety {
    /// Nothing is unsafe while the hospital arranges it.
    NothingUnsafe,
    /// Something would have been, and the practice did a step meanwhile.
    Interim {
        /// What the danger was.
        risk: String,
        /// What was done.
        step: String,
    },
}

/// What only the practice knows. What is empty is left as a gap in square brackets, and the letter is a draft.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The date of the hospital's letter.
    pub date: String,
    /// The hospital's reference.
    pub reference: String,
    /// Whom it goes to.
    pub department: String,
    /// The practice.
    pub practice: String,
    /// Whom to ring there.
    pub seat: String,
    /// That seat's number.
    pub phone: String,
    /// The patient has been told.
    pub told: Option<bool>,
    /// The line about safety.
    pub safety: Option<Safety>,
    /// Who was rung, and when.
    pub call: Option<String>,
}

/// A reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The words.
    pub text: String,
    /// The rule that the request falls under.
    pub rule: Rule,
    /// Which template, and its version.
    pub template: (u8, u32),
    /// What is still to be filled in before it may leave; empty for a letter that may.
    pub gaps: Vec<&'static str>,
}

/// Writes the reply. `on` is the day whose rules hold, `today` and `by` are the days of the reply and of the answer.
///
/// # Errors
/// Says why there is no letter.
pub fn reply(
    letter: &Letter<'_>,
    all: &[Request],
    number: usize,
    (rules, on): (&LocalRules, Day),
    template: &dyn Fn(u8) -> Option<Template>,
    given: &Given,
    (today, by): (Day, Day),
) -> Result<Reply, NoReply> {
    let (request, judged) = answerable(letter, all, number, given)?;
    let ask = if judged.verdict == Verdict::Unclear { 1 } else { ask_of(judged.rule) };
    let template =
        template(ask).or_else(|| Template::shipped(ask)).ok_or(NoReply::NoSuchSpan { all: all.len() })?;
    let mut gaps = Vec::new();
    let mut said = |text: &str, gap: &'static str| {
        if text.trim().is_empty() {
            gaps.push(gap);
            format!("[{gap}]")
        } else {
            text.trim().to_owned()
        }
    };
    let safety = match &given.safety {
        Some(Safety::NothingUnsafe) => "Nothing is unsafe while you arrange this.".to_owned(),
        Some(Safety::Interim { risk, step }) => {
            format!(
                "Because of {} we have done this meanwhile: {}.",
                said(risk, "the risk"),
                said(step, "the step taken").trim_end_matches('.')
            )
        }
        None => said("", "choose the line about safety: nothing is unsafe, or the risk and what was done"),
    };
    let told = match given.told {
        Some(true) => "told".to_owned(),
        Some(false) => "not yet told".to_owned(),
        None => said("", "told / not yet told"),
    };
    let agreed = match rules.row(judged.rule, on) {
        Some(row) => format!("agreed, in force since {}", row.from.in_words()),
        None => format!("one of the rules the partners start from, as of {}", on.in_words()),
    };
    let mut now =
        "Until your team confirms, the work is with your team, and we will not assume that it is done."
            .to_owned();
    if let Some(call) = given.call.as_deref().filter(|call| !call.trim().is_empty()) {
        now = format!("{now} We rang: {}.", call.trim().trim_end_matches('.'));
    }
    let values: [(&str, String); 15] = [
        ("date", said(&given.date, "date of the letter")),
        ("ref", said(&given.reference, "your reference")),
        ("request", request.words.clone()),
        ("rule", format!("{}, rule {}", rules.name, judged.rule.name())),
        ("agreed", agreed),
        ("reason", judged.rule.title().to_owned()),
        ("told", told),
        ("department", said(&given.department, "department")),
        ("by", by.in_words()),
        ("seat", said(&given.seat, "whom to ring")),
        ("phone", said(&given.phone, "telephone")),
        ("practice", said(&given.practice, "practice")),
        ("now", now),
        ("safety", safety),
        ("today", today.in_words()),
    ];
    Ok(Reply {
        text: filled(&template.words, &values),
        rule: judged.rule,
        template: (ask, template.version),
        gaps,
    })
}
