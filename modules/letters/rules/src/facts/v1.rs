//! The first version of the facts. Envelopes name no person and hold no word of a letter.

use kernel::{AskId, Day, Id, OrgId, SeatId};
use serde::{Deserialize, Serialize};

use crate::local::{Rule, Verdict};

/// The families of streams.
pub mod family {
    /// Audits, by id.
    pub const AUDIT: &str = "letter-audit";
    /// Letters of audits, by id.
    pub const LETTER: &str = "audited-letter";
    /// Rules of requests, by name.
    pub const RULE: &str = "letter-rule";
    /// Templates of replies, by ask.
    pub const TEMPLATE: &str = "reply-template";
}

/// The kinds of facts.
pub mod kind {
    /// [`super::Begun`]
    pub const BEGUN: &str = "letter-audit-begun.1";
    /// [`super::Looked`]
    pub const LOOKED: &str = "letter-audit-looked.1";
    /// [`super::Kept`]
    pub const KEPT: &str = "audited-letter-kept.1";
    /// [`super::Coded`]
    pub const CODED: &str = "audited-letter-coded.1";
    /// [`super::Settled`]
    pub const SETTLED: &str = "audited-letter-settled.1";
    /// [`super::TemplateKept`]
    pub const TEMPLATE: &str = "reply-template-kept.1";
    /// [`super::TemplateSigned`]
    pub const SIGNED: &str = "reply-template-signed.1";
    /// [`super::RuleKept`]
    pub const RULE: &str = "letter-rule-kept.1";
}

/// Why these letters may be read at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// De-identified at the trust before they left it, under an agreement with an assessment and named readers.
    DeidentifiedAtTrust {
        /// The agreement.
        agreement: String,
        /// The data protection impact assessment.
        assessment: String,
    },
    /// The practice reads letters that it received itself.
    OwnLetters,
}

/// Which letters people read. The machine reads all of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sampling {
    /// All.
    All,
    /// So many of a thousand, whatever they are.
    Random {
        /// Of a thousand.
        of_1000: u16,
    },
    /// So many of a thousand where the machine found something unsuitable, and so many where it did not.
    Stratified {
        /// Of a thousand that the machine calls unsuitable.
        found_of_1000: u16,
        /// Of a thousand others.
        other_of_1000: u16,
    },
}

impl Sampling {
    /// How many of a thousand such letters people read.
    #[must_use]
    pub const fn of_1000(self, found: bool) -> u16 {
        let chosen = match self {
            Sampling::All => 1000,
            Sampling::Random { of_1000 } => of_1000,
            Sampling::Stratified { found_of_1000, other_of_1000 } => {
                if found {
                    found_of_1000
                } else {
                    other_of_1000
                }
            }
        };
        if chosen > 1000 { 1000 } else { chosen }
    }
}

/// An audit was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Begun {
    /// Who runs it.
    pub org: OrgId,
    /// What it is called.
    pub title: String,
    /// Its basis.
    pub basis: Basis,
    /// The seats that may read its letters, and nobody else.
    pub readers: Vec<SeatId>,
    /// The organisations of those seats and of the specialties' leads.
    pub parties: Vec<OrgId>,
    /// Which letters people read.
    pub sampling: Sampling,
}

/// A request of a letter, without its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineKept {
    /// The action's stable name.
    pub action: String,
    /// The rule.
    pub rule: Rule,
    /// What was agreed about it on the letter's day.
    pub verdict: Verdict,
}

/// A letter was kept, with the people taken out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Of which audit.
    pub audit: Id,
    /// The specialty's short name, or `not-recorded`.
    pub specialty: String,
    /// The first day of its month.
    pub month: Option<Day>,
    /// The requests that the machine found.
    pub lines: Vec<LineKept>,
    /// People read it.
    pub chosen: bool,
    /// For how many letters it stands among those that people read, in thousandths; 0 where they do not.
    pub weight_milli: u32,
    /// It must not be worked on.
    pub stopped: bool,
    /// It is a private provider's.
    pub outside: bool,
}

/// The words of a kept letter: sealed, because they are confidential without names too.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Words {
    /// The letter without people.
    pub text: String,
    /// The words of each request, in the order of the lines.
    pub lines: Vec<String>,
}

/// A reader said which ask a letter breaches first: 0 none, 1 to 5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coded {
    /// Of which audit.
    pub audit: Id,
    /// The code.
    pub code: u8,
}

/// A third reader settled what two had coded differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Of which audit.
    pub audit: Id,
    /// The code that holds.
    pub code: u8,
}

/// Somebody looked at words of letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// `letter` or `requests`.
    pub what: String,
}

/// What a group agreed about requests of a kind, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleKept {
    /// The rule.
    pub rule: Rule,
    /// From this day.
    pub from: Day,
    /// The last day, where it ends.
    pub until: Option<Day>,
    /// The verdict.
    pub verdict: Verdict,
    /// The group that agreed it.
    pub agreed_by: String,
    /// When it agreed.
    pub agreed_on: Day,
}

/// A version of the words of a reply was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateKept {
    /// Which of the five asks it answers.
    pub ask: u8,
    /// Counted from 2: the first came with the program.
    pub version: u32,
    /// The words, with fields in braces.
    pub words: String,
}

/// A side of a letter: both sign a template before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Those who get letters.
    Practice,
    /// Those who write them.
    Hospital,
}

impl Side {
    /// Its short stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Side::Practice => "practice",
            Side::Hospital => "hospital",
        }
    }
}

/// A clinician of a side signed a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSigned {
    /// Which ask.
    pub ask: u8,
    /// Which version.
    pub version: u32,
    /// Which side.
    pub side: Side,
}

/// The key that seals the words of an audit's letters: deleting it takes all of them away.
#[must_use]
pub fn key_of(audit: Id) -> AskId {
    AskId::from_bits(audit.bits())
}
