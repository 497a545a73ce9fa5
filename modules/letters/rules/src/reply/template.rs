//! The words of a reply: a template for each of the five asks, the fields it may use, and those it is none without.

use std::fmt;

use kernel::Day;

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

/// The words with their fields filled in one pass, so that braces in what was typed are only braces.
pub(super) fn filled(words: &str, values: &[(&str, String)]) -> String {
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
