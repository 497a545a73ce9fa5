//! A scenario as a text: SCENARIO.toml. It may bring everything, or change what a place brings; a variant changes what
//! stands above it. Every refusal names the line and the field.

mod parts;
mod text;

use kernel::Day;
use lawbook::{RuleSet, shipped};
use serde::Deserialize;
use toml::Spanned;

use super::check::Wrong;
use super::experiment::Experiment;
use super::scenario::{Price, Scenario};
use super::world::calibrated;
use clocks::Calendar;
use text::{PriceText, Text};

/// Why a text is no scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there, with its field.
    pub why: String,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// What a file asks for: scenarios to be compared, and how.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The scenario and its variants.
    pub scenarios: Vec<Scenario>,
    /// How the experiment is made.
    pub how: Experiment,
}

/// A scenario with nothing in it yet, for a year from that day.
pub fn empty(first: Day) -> Scenario {
    Scenario {
        title: "A scenario".to_owned(),
        purpose: String::new(),
        first,
        days: 365,
        run_in_days: 112,
        follow_days: 84,
        rules: ["GP-28", "CL-5c", "CL-5w", "OFFER-14"]
            .iter()
            .filter_map(|id| shipped::rule_set(id))
            .collect(),
        months: [1.0; 12],
        weekdays: [1.0; 7],
        ages: vec![15],
        areas: Vec::new(),
        services: Vec::new(),
        choice: super::Choice::default(),
        behaviour: super::Behaviour::default(),
        prices: Vec::new(),
        renewed: false,
        notes: Vec::new(),
    }
}

/// Reads a text over what a place brings, or over nothing. Where the place knows the share of uncomplicated asks that went to
/// a clinic, and the text does not say what a clinic is worth in itself, that is set so that the share comes out.
pub fn read(text: &str, base: Scenario, share: Option<f64>) -> Result<Asked, Unreadable> {
    let file: Text = toml::from_str(text).map_err(|why| {
        let at = why.span().map_or(0, |span| span.start);
        Unreadable { line: line_at(text, at), why: why.message().replace('\n', " ") }
    })?;
    let reader = Reader { text };
    let mut how = Experiment::default();
    how.replications = file.replications.unwrap_or(how.replications);
    how.seed = file.seed.unwrap_or(how.seed);
    how.half_width = file.half_width;
    how.confidence = file.confidence.unwrap_or(how.confidence);
    let mut first = reader.over(base, &file, 0)?;
    if let (Some(share), None) = (share, file.choice.clinic) {
        let set = calibrated(first, share, &Calendar::england());
        first = set.map_err(|wrong| reader.refuse(0, &wrong.field, &wrong.why))?;
    }
    let mut scenarios = vec![first];
    for variant in &file.variant {
        let at = variant.span().start;
        let of = variant.get_ref();
        if !of.variant.is_empty() {
            return Err(reader.refuse(
                at,
                "variant",
                "a variant has no variants of its own: write them side by side",
            ));
        }
        if of.replications.is_some()
            || of.seed.is_some()
            || of.half_width.is_some()
            || of.confidence.is_some()
        {
            return Err(reader.refuse(at, "replications", "how it is run is the same for all variants, or they would not be paired: write it at the top"));
        }
        let Some(first) = scenarios.first() else { continue };
        let changed = reader.over(first.clone(), of, at)?;
        if changed.areas.len() != first.areas.len() || changed.services.len() != first.services.len() {
            return Err(reader.refuse(at, "variant", "a variant has the areas and services of the scenario above: add a service there with “closed = true”, and open it here"));
        }
        scenarios.push(changed);
    }
    Ok(Asked { scenarios, how })
}

/// Reads a text as a change of a scenario: what it does not name stays as it is.
pub fn changed(text: &str, base: Scenario) -> Result<Scenario, Unreadable> {
    let file: Text = toml::from_str(text).map_err(|why| {
        let at = why.span().map_or(0, |span| span.start);
        Unreadable { line: line_at(text, at), why: why.message().replace('\n', " ") }
    })?;
    Reader { text }.over(base, &file, 0)
}

/// A price as a file writes it.
pub fn prices(text: &str) -> Result<Vec<Price>, Unreadable> {
    #[derive(Deserialize)]
    struct Prices {
        #[serde(default)]
        price: Vec<Spanned<PriceText>>,
    }
    let file: Prices = toml::from_str(text).map_err(|why| {
        let at = why.span().map_or(0, |span| span.start);
        Unreadable { line: line_at(text, at), why: why.message().replace('\n', " ") }
    })?;
    let reader = Reader { text };
    file.price.iter().map(|price| reader.price(price)).collect()
}

fn line_at(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}

struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn refuse(&self, at: usize, field: &str, why: impl std::fmt::Display) -> Unreadable {
        // The line of the field below where its table begins, where it is written there.
        let last = field.rsplit(['.', ' ']).next().unwrap_or(field);
        let name: String = last.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let mut line = line_at(self.text, at);
        let rest = self.text.get(at..).unwrap_or_default();
        for (below, words) in rest.lines().enumerate() {
            if !name.is_empty()
                && words
                    .trim_start()
                    .strip_prefix(name.as_str())
                    .is_some_and(|after| after.trim_start().starts_with('='))
            {
                line += below;
                break;
            }
        }
        Unreadable { line, why: format!("{field}: {why}") }
    }

    fn day(&self, at: usize, field: &str, text: &str) -> Result<Day, Unreadable> {
        text.parse().map_err(|why: kernel::DayRefused| self.refuse(at, field, why))
    }

    /// A scenario changed by what a text says.
    fn over(&self, mut to: Scenario, of: &Text, at: usize) -> Result<Scenario, Unreadable> {
        if let Some(title) = &of.title {
            to.title.clone_from(title);
        }
        if let Some(purpose) = &of.purpose {
            to.purpose.clone_from(purpose);
        }
        if let Some(from) = &of.from {
            to.first = self.day(from.span().start, "from", from.get_ref())?;
        }
        to.days = of.days.unwrap_or(to.days);
        to.run_in_days = of.run_in_days.unwrap_or(to.run_in_days);
        to.follow_days = of.follow_days.unwrap_or(to.follow_days);
        if let Some(rules) = &of.rules {
            let known = |id: &String| -> Result<RuleSet, Unreadable> {
                shipped::rule_set(id).ok_or_else(|| {
                    let names: Vec<String> =
                        shipped::rule_sets().iter().map(|set| set.id.to_string()).collect();
                    self.refuse(
                        rules.span().start,
                        "rules",
                        format!("“{id}” is no rule set: choose of {}", names.join(", ")),
                    )
                })
            };
            to.rules = rules.get_ref().iter().map(known).collect::<Result<_, _>>()?;
            if to.rules.len() > 16 {
                return Err(self.refuse(rules.span().start, "rules", "16 rule sets at most"));
            }
        }
        to.renewed = of.renewed.unwrap_or(to.renewed);
        to.months = of.months.unwrap_or(to.months);
        to.weekdays = of.weekdays.unwrap_or(to.weekdays);
        if let Some(ages) = &of.ages {
            to.ages.clone_from(ages);
        }
        for area in &of.area {
            self.area(&mut to, area, of)?;
        }
        for service in &of.service {
            self.service(&mut to, service)?;
        }
        if let Some(times) = of.asks_times {
            to.areas.iter_mut().flat_map(|area| &mut area.asks_a_year).for_each(|asks| *asks *= times);
        }
        of.choice.put(&mut to.choice);
        of.behaviour.put(&mut to.behaviour);
        if !of.price.is_empty() {
            to.prices = of.price.iter().map(|price| self.price(price)).collect::<Result<_, _>>()?;
        }
        to.check().map_err(|wrong| self.placed(wrong, of, at))?;
        Ok(to)
    }

    /// A refusal of the whole, with the line of the area or service that it is about.
    fn placed(&self, wrong: Wrong, of: &Text, at: usize) -> Unreadable {
        let id = wrong.field.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(id, _)| id);
        let of_area =
            of.area.iter().find(|area| Some(area.get_ref().id.as_str()) == id).map(|area| area.span().start);
        let of_service = of
            .service
            .iter()
            .find(|service| Some(service.get_ref().id.as_str()) == id)
            .map(|service| service.span().start);
        let start = if wrong.field.starts_with("area") { of_area } else { of_service };
        self.refuse(start.unwrap_or(at), &wrong.field, &wrong.why)
    }
}
