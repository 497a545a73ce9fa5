//! The tables and fields of CHANGE.toml as they are written, and how each is read, refused with its line and field.

use std::borrow::Cow;

use kernel::Day;
use lawbook::{Limit, Measure, Owners, RuleSet, Setting, Source, Start, Stop, shipped};
use serde::Deserialize;
use toml::Spanned;

use crate::replay::{Block, Ready};
use crate::simulation::PENCE_MOST;
use crate::simulation::file::Unreadable;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) title: String,
    pub(super) from: Option<Spanned<String>>,
    pub(super) until: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) rule: Vec<Spanned<RuleText>>,
    pub(super) choice: Option<Spanned<ChoiceText>>,
    #[serde(default)]
    pub(super) service: Vec<toml::Value>,
    pub(super) behaviour: Option<toml::Value>,
    #[serde(default)]
    pub(super) price: Vec<toml::Value>,
    #[serde(default)]
    pub(super) price_in_force: Vec<toml::Value>,
    #[serde(default)]
    pub(super) contract: Vec<Spanned<ContractText>>,
    #[serde(default)]
    pub(super) contract_in_force: Vec<Spanned<ContractText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContractText {
    pub(super) provider: String,
    pub(super) payer: String,
    pub(super) block_pence: i64,
}

/// A rule of the change: a shipped one by its name, or one written out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleText {
    pub(super) shipped: Option<String>,
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) settings: Vec<Setting>,
    #[serde(default, rename = "measure")]
    pub(super) measures: Vec<MeasureText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasureText {
    pub(super) stop: Stop,
    pub(super) limit: Limit,
    #[serde(default)]
    pub(super) person_leaves_out: Owners,
    #[serde(default)]
    pub(super) host_leaves_out: Owners,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoiceText {
    pub(super) a_day: f64,
    pub(super) a_mile: f64,
    #[serde(default)]
    pub(super) clinic: f64,
    #[serde(default = "hundred")]
    pub(super) replications: u32,
    #[serde(default = "one")]
    pub(super) seed: u64,
    pub(super) before: Option<PromiseText>,
    pub(super) after: Option<PromiseText>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PromiseText {
    pub(super) practice_days: f64,
    pub(super) clinic_days: f64,
}

const fn hundred() -> u32 {
    100
}

const fn one() -> u64 {
    1
}

pub(super) struct Reader<'t>(pub(super) &'t str);

impl Reader<'_> {
    /// The line of a field below where its table begins, where it is written there.
    pub(super) fn refuse(&self, at: usize, field: &str, why: impl std::fmt::Display) -> Unreadable {
        let first = self.0.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        let rest = self.0.get(at..).unwrap_or_default();
        let is_it = |line: &str| {
            line.trim_start().strip_prefix(field).is_some_and(|after| after.trim_start().starts_with('='))
        };
        let below = rest.lines().position(is_it).unwrap_or(0);
        Unreadable { line: first + below, why: format!("{field}: {why}") }
    }

    pub(super) fn day(&self, text: Option<&Spanned<String>>, field: &str) -> Result<Option<Day>, Unreadable> {
        let Some(text) = text else { return Ok(None) };
        let wrong = |_| {
            self.refuse(
                text.span().start,
                field,
                format!("“{}” is not a day: write it as in 2025-03-31", text.get_ref()),
            )
        };
        text.get_ref().parse().map(Some).map_err(wrong)
    }

    pub(super) fn rule(&self, of: &Spanned<RuleText>) -> Result<RuleSet, Unreadable> {
        let (at, of) = (of.span().start, of.get_ref());
        if let Some(name) = &of.shipped {
            if of.id.is_some() || !of.measures.is_empty() {
                return Err(self.refuse(at, "shipped", "give either this or a rule of its own, not both"));
            }
            return shipped::rule_set(name).ok_or_else(|| {
                let known: Vec<String> = shipped::rule_sets().iter().map(|set| set.id.to_string()).collect();
                let why = format!("“{name}” is no rule set: choose one of {}", known.join(", "));
                self.refuse(at, "shipped", why)
            });
        }
        let id = of.id.clone().filter(|id| !id.trim().is_empty());
        let id = id.ok_or_else(|| self.refuse(at, "id", "is missing: give the rule a short name"))?;
        if of.settings.is_empty() {
            let why = format!("of {id}: say where it applies, as in [\"practice\", \"clinic\"]");
            return Err(self.refuse(at, "settings", why));
        }
        if of.measures.is_empty() {
            let why = format!("of {id}: a rule needs [[rule.measure]] with stop and limit");
            return Err(self.refuse(at, "measure", why));
        }
        let measure = |measure: &MeasureText| Measure {
            name: Cow::Owned(id.clone()),
            start: Start::Received,
            stop: measure.stop,
            limit: measure.limit,
            person_leaves_out: measure.person_leaves_out,
            host_leaves_out: measure.host_leaves_out,
        };
        let set = RuleSet {
            title: Cow::Owned(of.title.clone().unwrap_or_else(|| id.clone())),
            version: 1,
            measures: of.measures.iter().map(measure).collect(),
            settings: of.settings.clone(),
            owner_group: Cow::Borrowed("trial"),
            from: Day::from_epoch_days(0),
            to: None,
            proposed: true,
            source: Source { id: Cow::Borrowed("trial"), clause: Cow::Borrowed("the change") },
            id: Cow::Owned(id),
        };
        Ready::of(&set).map_err(|why| self.refuse(at, "limit", why))?;
        Ok(set)
    }

    pub(super) fn contract(&self, of: &Spanned<ContractText>) -> Result<Block, Unreadable> {
        let (at, of) = (of.span().start, of.get_ref());
        let provider = of.provider.parse().map_err(|_| {
            let why = format!("“{}” is no code: write the organisation’s, as in ZS001", of.provider);
            self.refuse(at, "provider", why)
        })?;
        if !(0..=PENCE_MOST).contains(&of.block_pence) {
            let why = format!("{} is not between 0 and {PENCE_MOST} pence", of.block_pence);
            return Err(self.refuse(at, "block_pence", why));
        }
        Ok(Block { provider, payer: of.payer.clone(), pence_a_year: of.block_pence })
    }
}

/// The lines of a text that stand under these heads; all others are blank, so that lines keep their numbers.
pub(super) fn only(text: &str, heads: &[&str]) -> String {
    let mut within = false;
    let lines = text.lines().map(|line| {
        let begins = line.trim_start();
        let is_head = begins.starts_with('[') && begins.trim_end().ends_with(']') && !begins.contains(',');
        if is_head {
            within = heads.iter().any(|head| begins.starts_with(head));
        }
        if within { line } else { "" }
    });
    lines.collect::<Vec<_>>().join("\n")
}
