//! The reply to a request that the partners agreed is the hospital's: a template both sides signed, the rule in force on
//! the letter's day, the request word for word, who does the work now, and a line that says that nobody is in danger.
//!
//! Some requests are answered by telephone first: a suspected cancer, a result to act on, a medicine needed today. There
//! is no letter until the call or an interim step is recorded. Source: domain rules 6.5.

use std::fmt;

use kernel::Day;

use crate::kinds::Actor;
use crate::local::{LocalRules, Rule, Verdict};
use crate::reader::{Finding, Letter};
use crate::verdicts::{self, Stop};

/// Words for replies to one of the five asks. What stands in braces is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Which of the five asks it answers.
    pub ask: u8,
    /// Counted from 1; a changed template is a new version.
    pub version: u32,
    /// The words, with fields in braces.
    pub words: String,
    /// Since when both sides have agreed it; nothing for the words that come with the program.
    pub agreed_on: Option<Day>,
}

/// The fields that a template may use, each with what it is: the map for merge fields of practice systems.
pub const FIELDS: [(&str, &str); 15] = [
    ("date", "the date of the hospital's letter"),
    ("ref", "the hospital's reference"),
    ("request", "the request, word for word"),
    ("rule", "the rule in force on that day"),
    ("agreed", "since when it is in force"),
    ("reason", "the reason in one line"),
    ("told", "whether the patient has been told"),
    ("department", "whom it goes to"),
    ("by", "the day by which an answer is asked for"),
    ("seat", "whom to ring at the practice"),
    ("phone", "that seat's number"),
    ("practice", "the practice"),
    ("now", "who does the work now"),
    ("safety", "the line about safety"),
    ("today", "the day of the reply"),
];

/// Fields without which a template is none: no reply leaves without them.
pub const COMPULSORY: [&str; 6] = ["request", "rule", "agreed", "by", "now", "safety"];

/// Why a template is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateRefused {
    /// A compulsory field is missing.
    Missing(&'static str),
    /// A field that nobody knows.
    Unknown(String),
    /// There is no such ask.
    NoSuchAsk,
}

impl fmt::Display for TemplateRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TemplateRefused::Missing(field) => write!(f, "every reply needs {{{field}}}: put it in"),
            TemplateRefused::Unknown(field) => {
                write!(f, "{{{field}}} is no field: use one of the list below")
            }
            TemplateRefused::NoSuchAsk => f.write_str("choose one of the five asks"),
        }
    }
}

impl Template {
    /// The words that come with the program, as a starting point for the partners.
    #[must_use]
    pub fn shipped(ask: u8) -> Option<Template> {
        let middle = match ask {
            1 => {
                "We could not tell from it what is to be done, by whom or by when, and would not like to guess."
            }
            2 => {
                "A referral from your team, who have just seen the patient, is quicker and carries what you know."
            }
            3 => {
                "Your team asked the question that this answers, and can read the result with the whole picture."
            }
            4 => "Your team knows how long the recovery is expected to take, and can write the whole note.",
            5 => {
                "A prescription from your team starts the treatment without waiting for this letter to be read."
            }
            _ => return None,
        };
        let words = format!(
            "Dear colleagues of {{department}}\n\nThank you for your letter of {{date}} about our shared patient (your ref {{ref}}). It asks us: \u{201c}{{request}}\u{201d}\n\nUnder the approach that our organisations agreed together ({{rule}}; {{agreed}}), this step is best completed by your team. {{reason}} {middle}\n\nWe have not actioned it and have {{told}} the patient. {{now}}\n\n{{safety}}\n\nPlease could you confirm by {{by}}. If you see it differently, {{seat}} on {{phone}} is glad to talk.\n\nWith thanks\n{{practice}}\n{{today}}\n"
        );
        Some(Template { ask, version: 1, words, agreed_on: None })
    }

    /// Whether the words may be used.
    ///
    /// # Errors
    /// Names the field that is missing or unknown.
    pub fn check(&self) -> Result<(), TemplateRefused> {
        if !(1..=5).contains(&self.ask) {
            return Err(TemplateRefused::NoSuchAsk);
        }
        for field in COMPULSORY {
            if !self.words.contains(&format!("{{{field}}}")) {
                return Err(TemplateRefused::Missing(field));
            }
        }
        for part in self.words.split('{').skip(1) {
            let field = part.split('}').next().unwrap_or_default();
            if !FIELDS.iter().any(|(known, _)| *known == field) {
                return Err(TemplateRefused::Unknown(field.chars().take(30).collect()));
            }
        }
        Ok(())
    }
}

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

/// The words with their fields filled in one pass, so that braces in what was typed are only braces.
fn filled(words: &str, values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(words.len() * 2);
    let mut rest = words;
    while let Some(at) = rest.find('{') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let field = rest.get(1..).and_then(|inner| inner.split('}').next()).unwrap_or_default();
        match values.iter().find(|(known, _)| *known == field) {
            Some((_, value)) => {
                out.push_str(value);
                rest = rest.get(field.len() + 2..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::Reader;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn try_reply(text: &str, specialty: &str, number: usize, given: &Given) -> Result<Reply, NoReply> {
        let letter = Letter { text, setting: None, specialty: Some(specialty) };
        let rules = LocalRules::shipped("five-asks").unwrap();
        let on = day("2025-03-01");
        let all = requests(&letter, &Reader::new().read(&letter), &rules, on);
        reply(&letter, &all, number, (&rules, on), &|_| None, given, (day("2025-03-03"), day("2025-03-17")))
    }

    #[test]
    fn a_reply_quotes_the_request_names_the_rule_and_says_that_nobody_is_in_danger() {
        let given = Given {
            date: "1 March 2025".into(),
            reference: "AB/1".into(),
            department: "respiratory medicine".into(),
            practice: "Elm Tree Surgery".into(),
            seat: "the duty doctor".into(),
            phone: "01632 960111".into(),
            told: Some(true),
            safety: Some(Safety::NothingUnsafe),
            call: None,
        };
        let written = try_reply(
            "Dear Doctor\nGP to arrange a repeat chest X-ray in 6 weeks.",
            "respiratory",
            1,
            &given,
        )
        .unwrap();
        assert!(written.gaps.is_empty(), "{:?}", written.gaps);
        for words in [
            "repeat chest X-ray in 6 weeks",
            "rule A3b",
            "Mon 1 Apr 2024",
            "Nothing is unsafe",
            "Mon 17 Mar 2025",
            "the work is with your team",
            "have told the patient",
        ] {
            assert!(written.text.contains(words), "{words} in {}", written.text);
        }
        assert!(!written.text.contains('{') && !written.text.contains('['), "{}", written.text);
        // Without the line about safety it is a draft, and says so.
        let draft = try_reply(
            "Dear Doctor\nGP to arrange a repeat chest X-ray in 6 weeks.",
            "respiratory",
            1,
            &Given { safety: None, ..given },
        )
        .unwrap();
        assert_eq!(draft.gaps.len(), 1);
    }

    #[test]
    fn what_cannot_wait_is_rung_first() {
        let text = "Dear Doctor\nGP to chase the blood culture results.";
        let unsafe_given = Given { safety: Some(Safety::NothingUnsafe), ..Given::default() };
        assert_eq!(
            try_reply(text, "medicine", 1, &unsafe_given).unwrap_err(),
            NoReply::RingFirst(Rule::Result)
        );
        let rung = Given { call: Some("ward 3, 4 March at 10:20".into()), ..unsafe_given };
        assert!(try_reply(text, "medicine", 1, &rung).unwrap().text.contains("We rang: ward 3"));
    }

    #[test]
    fn a_letter_of_sexual_health_without_consent_is_not_answered() {
        let stopped = try_reply(
            "Sexual health clinic\nGP to chase the chlamydia result.",
            "sexual health",
            1,
            &Given::default(),
        );
        assert!(matches!(stopped, Err(NoReply::Confidential(_))), "{stopped:?}");
    }

    #[test]
    fn a_template_without_its_safety_line_is_none() {
        for ask in 1..=5 {
            let template = Template::shipped(ask).unwrap();
            template.check().unwrap();
            for field in COMPULSORY {
                let words = template.words.replace(&format!("{{{field}}}"), "");
                assert_eq!(
                    Template { words, ..template.clone() }.check(),
                    Err(TemplateRefused::Missing(field))
                );
            }
        }
        let typed = Template {
            words: Template::shipped(3).unwrap().words + "{nonsense}",
            ..Template::shipped(3).unwrap()
        };
        assert_eq!(typed.check(), Err(TemplateRefused::Unknown("nonsense".into())));
    }
}
