//! What a group has agreed about requests in letters: a dated set of rows, edited on a page, that turns the rule a request
//! falls under into a verdict. Every name of a rule stands for a row of the group's table of the five asks.

use kernel::Day;
use serde::{Deserialize, Serialize};
use thiserror::Error;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $title:literal);+ $(;)?) => {
        /// The rule that a request falls under.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Rule { $($(#[$doc])* #[serde(rename = $text)] $name),+ }

        impl Rule {
            /// Every rule, in the order of the table.
            pub const ALL: &'static [Rule] = &[$(Rule::$name),+];

            /// The short name, as in `A3b`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Rule::$name => $text),+ }
            }

            /// The rule of that short name.
            #[must_use]
            pub fn named(name: &str) -> Option<Rule> {
                Rule::ALL.iter().copied().find(|rule| rule.name() == name)
            }

            /// What the rule is about, in one sentence.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Rule::$name => $title),+ }
            }
        }
    };
}

rules!(
    /// Within primary care's part.
    Within = "A0", "It is within primary care's part.";
    /// Not clear.
    Unclear = "A1", "It does not say clearly what is to be done, by whom or by when.";
    /// Onward referral, related.
    ReferRelated = "A2a", "The hospital refers on for the same or a directly related condition.";
    /// Onward referral, urgent.
    ReferUrgent = "A2b", "An urgent referral is made by the clinician who sees the need, now.";
    /// Onward referral, unrelated and not urgent.
    ReferUnrelated = "A2c", "A condition that is unrelated and not urgent is the GP's to judge.";
    /// A service people refer themselves to.
    SelfReferral = "A2d", "The person can refer themselves: tell them how.";
    /// After a missed appointment.
    ReferAgain = "A2e", "A missed appointment is the hospital's to offer again.";
    /// Result.
    Result = "A3a", "The result of a hospital test stays with the team that asked for it.";
    /// Investigation for the hospital.
    Investigation = "A3b", "The hospital arranges the tests and pictures that it needs or advises.";
    /// Blood test soon after.
    SoonTest = "A3c", "A blood test due within 28 days of the visit.";
    /// Ordinary long-term care.
    LongTerm = "A3d", "It is monitoring in ordinary long-term care.";
    /// Note not issued.
    NoteMissing = "A4a", "The hospital writes the note that it knows is needed.";
    /// Note too short.
    NoteShort = "A4b", "The note should cover the whole recovery time that the letter gives.";
    /// Note to be extended.
    NoteExtended = "A4c", "The hospital's note covered the time it could foresee.";
    /// Start from clinic.
    StartNow = "A5a", "A new or changed medicine needed now comes from the clinic that starts it.";
    /// Too little supplied.
    ShortSupply = "A5b", "At least seven days of medicine go home with the person.";
    /// Continue.
    Continue = "A5c", "The hospital has given the first supply, with dose and reason.";
    /// Shared care asked for.
    SharedCare = "A5d", "Shared care may be asked for with the agreement attached; it begins when the practice accepts.";
    /// No shared care.
    NoSharedCare = "A5e", "A shared-care or specialist-only medicine is not passed over without an accepted agreement.";
    /// Sutures and wounds.
    Wounds = "A6", "Wound and suture care goes by the local contract.";
    /// The person is sent to ask.
    AskGp = "A7", "A question about hospital care is the hospital's to answer, not the person's to carry to the GP.";
);

/// What was agreed about such a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The GP's part.
    Appropriate,
    /// The hospital's part.
    Inappropriate,
    /// Could be either: talk.
    Borderline,
    /// Not clear what is asked.
    Unclear,
    /// It goes by a local contract.
    Local,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Verdict; 5] =
        [Verdict::Appropriate, Verdict::Inappropriate, Verdict::Borderline, Verdict::Unclear, Verdict::Local];

    /// The one of that stable name.
    #[must_use]
    pub fn named(name: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// For people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Verdict::Appropriate => "May be asked of the GP",
            Verdict::Inappropriate => "The hospital does it",
            Verdict::Borderline => "Nothing is agreed: talk first",
            Verdict::Unclear => "Not clear what is asked",
            Verdict::Local => "Goes by a local contract",
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Appropriate => "appropriate",
            Verdict::Inappropriate => "inappropriate",
            Verdict::Borderline => "borderline",
            Verdict::Unclear => "unclear",
            Verdict::Local => "local",
        }
    }
}

/// One row: from a day on (until another), requests under a rule get this verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The rule.
    pub rule: Rule,
    /// In force from this day.
    pub from: Day,
    /// The last day in force, where it ended.
    pub until: Option<Day>,
    /// What was agreed.
    pub verdict: Verdict,
}

/// What a group has agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalRules {
    /// Its name, printed under every figure.
    pub name: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// Medicines under shared care ("amber"), small letters.
    pub amber: Vec<String>,
    /// Specialist-only medicines ("red"), small letters.
    pub red: Vec<String>,
}

/// Why a rule set could not be read.
#[derive(Debug, Error)]
pub enum RulesRefused {
    /// Not JSON of that form.
    #[error(
        "the rule set is not valid: {0}; write {{\"name\", \"rows\": [{{\"rule\",\"from\",\"verdict\"}}], \"amber\": [], \"red\": []}}"
    )]
    Form(String),
    /// A date that is none.
    #[error("row {row}: {why}")]
    Date {
        /// The row, from 1.
        row: usize,
        /// What is wrong.
        why: String,
    },
}

#[derive(Deserialize)]
struct WrittenRow {
    rule: Rule,
    from: String,
    until: Option<String>,
    verdict: Verdict,
}

/// A rule set as people write it in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    name: String,
    rows: Vec<WrittenRow>,
    #[serde(default)]
    amber: Vec<String>,
    #[serde(default)]
    red: Vec<String>,
}

impl Written {
    /// The rule set, with its dates read.
    ///
    /// # Errors
    /// Names the row whose date is none.
    pub fn into_rules(self) -> Result<LocalRules, RulesRefused> {
        let day = |text: &str, row: usize| {
            text.parse::<Day>().map_err(|why| RulesRefused::Date { row, why: why.to_string() })
        };
        let mut rows = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let until = row.until.as_deref().map(|text| day(text, index + 1)).transpose()?;
            rows.push(Row { rule: row.rule, from: day(&row.from, index + 1)?, until, verdict: row.verdict });
        }
        let small = |list: Vec<String>| list.into_iter().map(|drug| drug.to_lowercase()).collect();
        Ok(LocalRules { name: self.name, rows, amber: small(self.amber), red: small(self.red) })
    }
}

/// Rows that every group starts from; they stand before any agreement of its own.
const ALWAYS: [(Rule, Verdict); 21] = [
    (Rule::Within, Verdict::Appropriate),
    (Rule::Unclear, Verdict::Unclear),
    (Rule::ReferRelated, Verdict::Inappropriate),
    (Rule::ReferUrgent, Verdict::Inappropriate),
    (Rule::ReferUnrelated, Verdict::Appropriate),
    (Rule::SelfReferral, Verdict::Borderline),
    (Rule::ReferAgain, Verdict::Inappropriate),
    (Rule::Result, Verdict::Inappropriate),
    // Without an agreement about pictures, who arranges them is a matter for talk, not for blame.
    (Rule::Investigation, Verdict::Borderline),
    (Rule::SoonTest, Verdict::Borderline),
    (Rule::LongTerm, Verdict::Appropriate),
    (Rule::NoteMissing, Verdict::Inappropriate),
    (Rule::NoteShort, Verdict::Inappropriate),
    (Rule::NoteExtended, Verdict::Appropriate),
    (Rule::StartNow, Verdict::Inappropriate),
    (Rule::ShortSupply, Verdict::Inappropriate),
    (Rule::Continue, Verdict::Appropriate),
    (Rule::SharedCare, Verdict::Appropriate),
    (Rule::NoSharedCare, Verdict::Inappropriate),
    (Rule::Wounds, Verdict::Local),
    (Rule::AskGp, Verdict::Inappropriate),
];

impl LocalRules {
    /// The rule sets that come with the program, as starting points for a group: `five-asks`, and `five-asks-28-day`
    /// with the rule that blood tests within 28 days are the hospital's. Both agree on pictures from 1 April 2024.
    #[must_use]
    pub fn shipped(name: &str) -> Option<LocalRules> {
        let agreed = Day::of(2024, 4, 1)?;
        let row = |rule| Row { rule, from: agreed, until: None, verdict: Verdict::Inappropriate };
        let rows = match name {
            "five-asks" => vec![row(Rule::Investigation)],
            "five-asks-28-day" => vec![row(Rule::Investigation), row(Rule::SoonTest)],
            _ => return None,
        };
        let list = |drugs: &[&str]| drugs.iter().map(|drug| (*drug).to_owned()).collect();
        Some(LocalRules {
            name: name.to_owned(),
            rows,
            amber: list(&[
                "methotrexate",
                "azathioprine",
                "leflunomide",
                "sulfasalazine",
                "lithium",
                "amiodarone",
                "dronedarone",
                "denosumab",
                "mercaptopurine",
                "penicillamine",
                "methylphenidate",
                "lisdexamfetamine",
                "atomoxetine",
            ]),
            red: list(&[
                "ciclosporin",
                "mycophenolate",
                "tacrolimus",
                "clozapine",
                "infliximab",
                "adalimumab",
                "rituximab",
                "isotretinoin",
                "thalidomide",
                "hydroxycarbamide",
                "etanercept",
                "tocilizumab",
                "natalizumab",
                "riluzole",
            ]),
        })
    }

    /// The names of the sets that come with the program.
    pub const SHIPPED: [&'static str; 2] = ["five-asks", "five-asks-28-day"];

    /// The group's own row for a rule on a day; nothing where only the rows that every group starts from speak.
    #[must_use]
    pub fn row(&self, rule: Rule, on: Day) -> Option<&Row> {
        self.rows
            .iter()
            .filter(|row| row.rule == rule && row.from <= on && row.until.is_none_or(|until| on <= until))
            .max_by_key(|row| row.from)
    }

    /// The verdict of a rule on a day: the group's row in force, else the one every group starts from.
    #[must_use]
    pub fn verdict(&self, rule: Rule, on: Day) -> Verdict {
        self.row(rule, on)
            .map(|row| row.verdict)
            .or_else(|| ALWAYS.iter().find(|(known, _)| *known == rule).map(|(_, verdict)| *verdict))
            .unwrap_or(Verdict::Unclear)
    }
}
