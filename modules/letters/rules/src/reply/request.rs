//! The requests of a letter, each with the rule it falls under, and whether it may be answered by a letter now.

use std::fmt;

use kernel::Day;

use super::{Given, Safety};
use crate::kinds::Actor;
use crate::local::{LocalRules, Rule, Verdict};
use crate::reader::{Finding, Letter};
use crate::verdicts::{self, Stop};

/// Why there is no letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoReply {
    /// The letter must not be worked on.
    Confidential(Stop),
    /// There is no span of that number.
    NoSuchSpan {
        /// How many there are.
        all: usize,
    },
    /// The span asks nothing of the GP.
    NotAsked(Actor),
    /// It was agreed that this may be asked, or nothing was agreed.
    NotTheirs(Rule, Verdict),
    /// Ring first.
    RingFirst(Rule),
}

impl fmt::Display for NoReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoReply::Confidential(stop) => write!(
                f,
                "no reply: {}. Nothing of this letter goes back or on. Ring the service that wrote it, and ask whether the person agreed",
                stop.name()
            ),
            NoReply::NoSuchSpan { all: 0 } => f.write_str("nothing is asked in this letter"),
            NoReply::NoSuchSpan { all } => write!(f, "there is no such span: this letter has 1 to {all}"),
            NoReply::NotAsked(actor) => {
                write!(f, "this asks nothing of the GP (it is for: {})", actor.name())
            }
            NoReply::NotTheirs(rule, verdict) => write!(
                f,
                "rule {} ({}) calls this {}: it is no request to send back. {}",
                rule.name(),
                rule.title(),
                verdict.name(),
                match verdict {
                    Verdict::Borderline => "Ring and talk; nothing is agreed about it",
                    Verdict::Local => "Look at the local contract",
                    Verdict::Appropriate | Verdict::Inappropriate | Verdict::Unclear =>
                        "It is the practice's to do",
                }
            ),
            NoReply::RingFirst(rule) => write!(
                f,
                "Ring first (rule {}): {}. There is no letter until the call, or what you did meanwhile, is recorded",
                rule.name(),
                danger(*rule).unwrap_or("this cannot wait for the post")
            ),
        }
    }
}

/// Why a request under a rule is answered by telephone first; nothing where a letter will do.
#[must_use]
pub const fn danger(rule: Rule) -> Option<&'static str> {
    match rule {
        Rule::ReferUrgent => Some("a suspected cancer or another urgent need waits for nobody's post"),
        Rule::Result => Some("a result may have to be acted on today"),
        Rule::StartNow => Some("a medicine may be needed today"),
        Rule::Within
        | Rule::Unclear
        | Rule::ReferRelated
        | Rule::ReferUnrelated
        | Rule::SelfReferral
        | Rule::ReferAgain
        | Rule::Investigation
        | Rule::SoonTest
        | Rule::LongTerm
        | Rule::NoteMissing
        | Rule::NoteShort
        | Rule::NoteExtended
        | Rule::ShortSupply
        | Rule::Continue
        | Rule::SharedCare
        | Rule::NoSharedCare
        | Rule::Wounds
        | Rule::AskGp => None,
    }
}

/// A request of a letter with the rule it falls under and what was agreed.
#[derive(Clone, Debug)]
pub struct Request {
    /// The number of the span, from 1.
    pub number: usize,
    /// The finding.
    pub finding: Finding,
    /// Its words.
    pub words: String,
    /// The rule and the verdict; nothing where the GP is asked nothing.
    pub judged: Option<verdicts::Judged>,
}

/// Every span of a letter with its words and what was agreed about it.
#[must_use]
pub fn requests(letter: &Letter<'_>, findings: &[Finding], rules: &LocalRules, on: Day) -> Vec<Request> {
    let judged = verdicts::verdicts(letter, findings, rules, on);
    findings
        .iter()
        .zip(judged)
        .enumerate()
        .map(|(nth, (finding, judged))| Request {
            number: nth + 1,
            finding: *finding,
            words: letter
                .text
                .chars()
                .skip(finding.start)
                .take(finding.end - finding.start)
                .collect::<String>()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            judged,
        })
        .collect()
}

/// Which of the five asks a rule belongs to.
#[must_use]
pub const fn ask_of(rule: Rule) -> u8 {
    match rule {
        Rule::Within | Rule::Unclear | Rule::Wounds => 1,
        Rule::ReferRelated
        | Rule::ReferUrgent
        | Rule::ReferUnrelated
        | Rule::SelfReferral
        | Rule::ReferAgain => 2,
        Rule::Result | Rule::Investigation | Rule::SoonTest | Rule::LongTerm | Rule::AskGp => 3,
        Rule::NoteMissing | Rule::NoteShort | Rule::NoteExtended => 4,
        Rule::StartNow | Rule::ShortSupply | Rule::Continue | Rule::SharedCare | Rule::NoSharedCare => 5,
    }
}

/// A request that may be answered: not stopped, asked of the GP, and agreed to be the hospital's or not understood.
///
/// # Errors
/// Says why there is no letter.
pub fn answerable(
    letter: &Letter<'_>,
    all: &[Request],
    number: usize,
    given: &Given,
) -> Result<(Request, verdicts::Judged), NoReply> {
    if let Some(stop) = verdicts::stop_whoever_wrote(letter) {
        return Err(NoReply::Confidential(stop));
    }
    let request =
        number.checked_sub(1).and_then(|at| all.get(at)).ok_or(NoReply::NoSuchSpan { all: all.len() })?;
    let Some(judged) = request.judged else { return Err(NoReply::NotAsked(request.finding.actor)) };
    if !matches!(judged.verdict, Verdict::Inappropriate | Verdict::Unclear) {
        return Err(NoReply::NotTheirs(judged.rule, judged.verdict));
    }
    let stepped = matches!(given.safety, Some(Safety::Interim { .. }));
    if danger(judged.rule).is_some() && given.call.is_none() && !stepped {
        return Err(NoReply::RingFirst(judged.rule));
    }
    Ok((request.clone(), judged))
}
