//! First version: published figures, and a rule proposed, signed, tried and adopted.

use kernel::{Day, SeatId};
use lawbook::RuleSet;
use serde::{Deserialize, Serialize};

/// The family of publications, by quarter.
pub const PUBLICATIONS: &str = "publication";

/// The family of rules that a group proposes, by name and version.
pub const RULES: &str = "clock-rule";

/// The kinds of fact, by the names under which they stand in the journal.
pub mod kind {
    /// [`super::Published`]
    pub const PUBLISHED: &str = "figures-published.1";
    /// [`super::Proposed`]
    pub const PROPOSED: &str = "rule-proposed.1";
    /// [`super::Signed`]
    pub const SIGNED: &str = "rule-signed.1";
    /// [`super::Compared`]
    pub const COMPARED: &str = "rule-compared.1";
    /// [`super::Adopted`]
    pub const ADOPTED: &str = "rule-adopted.1";
}

/// A rule set by name and version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleName {
    /// Its short name, as in `GP-28`.
    pub id: String,
    /// Its version.
    pub version: u16,
}

impl RuleName {
    /// The name of a rule set.
    pub fn of(set: &RuleSet) -> RuleName {
        RuleName { id: set.id.to_string(), version: set.version }
    }
}

impl std::fmt::Display for RuleName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} version {}", self.id, self.version)
    }
}

/// A cell of a published table: the value of each dimension, what was shown, and the true count. The true count stays in
/// the place: the door needs it for the next publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// A value for each dimension; `Total` for all of it.
    pub at: Vec<String>,
    /// What was shown: a count, `*` or `[c]`.
    pub shown: String,
    /// The true count.
    pub truth: u32,
}

/// A published table of counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedTable {
    /// A name that is alone in its publication: `kept.GP-28.setting`.
    pub id: String,
    /// The measure of §13.4: `M1`.
    pub measure: String,
    /// What is counted, as the door knows it.
    pub counted: String,
    /// In words, over the table.
    pub title: String,
    /// What exactly is counted, so that the number opens to its definition.
    pub definition: String,
    /// The rule set it was counted by.
    pub rule: Option<RuleName>,
    /// The quarter or year that it is about, in words.
    pub period: String,
    /// The dimensions.
    pub dimensions: Vec<String>,
    /// The cells, margins among them.
    pub cells: Vec<Cell>,
    /// The sentence under it.
    pub note: String,
}

/// A published average or share that is no count: shown only from enough people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedValue {
    /// A name that is alone in its publication: `median.setting.General practice`.
    pub id: String,
    /// The measure of §13.4: `M2`.
    pub measure: String,
    /// In words.
    pub title: String,
    /// What exactly it is.
    pub definition: String,
    /// The comparison, by its stable name; empty for the whole place.
    pub by: String,
    /// The category; `Total` for the whole place.
    pub category: String,
    /// The quarter or year, in words.
    pub period: String,
    /// How many people, as shown.
    pub people: String,
    /// The value; none where too few people stand behind it or it was not reached.
    pub value: Option<f64>,
    /// Lower limit of 95% confidence, where there is one.
    pub low: Option<f64>,
    /// Upper limit, where it is reached.
    pub high: Option<f64>,
    /// The unit: `days`, `days an ask`, `%`.
    pub unit: String,
    /// Why there is no value, where there is none.
    pub why_not: String,
}

/// A pair of organisations that began to ask each other more, or less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedShift {
    /// Who asked.
    pub from: String,
    /// Who was asked.
    pub to: String,
    /// `up` or `down`.
    pub way: String,
    /// The week in which the change seems to have begun, by its first day.
    pub began: Day,
    /// Hand-overs in the weeks of the baseline, as shown.
    pub before: String,
    /// Hand-overs since the change began, as shown.
    pub since: String,
}

/// Shifts in who asks whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PublishedShifts {
    /// The flagged pairs, the greatest change first.
    pub flagged: Vec<PublishedShift>,
    /// Pairs that carry enough to be judged.
    pub judged: usize,
    /// Pairs that asked each other anything in these weeks; none in what was published before it was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs: Option<usize>,
    /// The rule in words, with how many flags chance alone would give.
    pub rule: String,
}

/// Everything published about a quarter, frozen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// The quarter: `2026-Q1`.
    pub quarter: String,
    /// Its first day.
    pub first: Day,
    /// Its last day, as of which open asks were judged.
    pub last: Day,
    /// The policy of disclosure control.
    pub policy: String,
    /// The policy in words.
    pub policy_in_words: String,
    /// The rule sets that were in force or tried.
    pub rules: Vec<RuleSet>,
    /// The tables of counts.
    pub tables: Vec<PublishedTable>,
    /// The values.
    pub values: Vec<PublishedValue>,
    /// Shifts in who asks whom, over the year up to its last day.
    #[serde(default)]
    pub shifts: PublishedShifts,
    /// Tables that the door did not let out, by title and period.
    #[serde(default)]
    pub held_back: Vec<String>,
}

/// A rule was proposed. It judges nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// The rule as dated rows.
    pub rule: RuleSet,
    /// Why it is proposed; shown on every page that names it.
    pub why: String,
    /// Why it differs by setting, where it does not apply to all that fit.
    #[serde(default)]
    pub why_not_all: String,
    /// It changes something clinical: two clinicians sign before it is adopted.
    pub clinical: bool,
    /// The day, where it was proposed before the place began here; none = the day on which it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
}

/// A clinician signed a proposed rule. Who, is who acted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The seat that signed.
    pub seat: SeatId,
}

/// A rule was tried on last year's asks, and the table is frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// First day of the twelve months.
    pub first: Day,
    /// Last day, as of which open asks were judged.
    pub last: Day,
    /// The table as text, byte for byte as it was read at the meeting.
    pub table: String,
    /// The SHA-256 of those bytes, in hexadecimal.
    pub sha256: String,
}

/// A rule is in force from a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    /// The decision that adopted it: its reference in the minutes or at the table.
    pub decision: String,
    /// First day in force; asks received before it keep the rules of their day.
    pub from: Day,
    /// The rules that it takes the place of, which are shown beside it for the quarter of overlap.
    pub instead_of: Vec<String>,
    /// Last day of the quarter in which both are shown.
    pub overlap_until: Day,
    /// The hash of the comparison that was on the table.
    pub sha256: String,
    /// The day of the decision, where it was before the place began here; none = the day on which it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
}
