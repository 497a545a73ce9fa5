//! Which tables of counts are published about a quarter.

use std::collections::BTreeMap;

use clocks::{Calendar, Period, Rule};
use lawbook::RuleSet;

use super::PERIOD;
use crate::asks::{Asks, By, Judged, NO_PATCH};
use crate::cohort::Cohort;
use crate::differ::Why;
use crate::facts::v1::RuleName;
use crate::history::Broken;
use crate::period::Quarter;
use crate::report::{self, PLACES, place_in_words};

/// A rule set that figures are counted by.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The rule set.
    pub set: RuleSet,
    /// The same, ready to judge.
    pub rule: Rule,
}

/// A table on its way to the door.
#[derive(Clone, Debug)]
pub struct Spec {
    /// A name that is alone in its publication.
    pub id: String,
    /// The measure of §13.4.
    pub measure: &'static str,
    /// What is counted, as the door knows it: tables that count the same are linked by it.
    pub counted: String,
    /// Over the table.
    pub title: String,
    /// What exactly is counted.
    pub definition: String,
    /// The rule set.
    pub rule: Option<RuleName>,
    /// The period in words, where it is not the quarter.
    pub period: Option<String>,
    /// The dimensions after the period.
    pub dimensions: Vec<String>,
    /// The period by the name that the door knows, and inner cells with their true counts.
    pub cells: BTreeMap<Vec<String>, u32>,
    /// Whether the year is published as well as the quarter.
    pub by_year: bool,
}

impl Spec {
    fn put(&mut self, period: &str, at: &[&str], count: u32) {
        let mut values = vec![period.to_owned()];
        values.extend(at.iter().map(|value| (*value).to_owned()));
        *self.cells.entry(values).or_default() += count;
    }

    /// All dimensions, the period first.
    pub fn all_dimensions(&self) -> Vec<&str> {
        std::iter::once(PERIOD).chain(self.dimensions.iter().map(String::as_str)).collect()
    }
}

/// What the tables of asks received count, and what stands behind every average.
pub(super) const RECEIVED: &str = "asks received";

/// What “due” means, for every definition.
const DUE: &str = "An ask is due in the period in which its last day under the rule falls. Open asks past that day count as \
                   not met. Asks that ended without a fitting on or before it are left out of the share and counted beside it.";

fn results(cohort: &Cohort) -> [(&'static str, u32); 2] {
    let [met, failed, _] = PLACES.map(place_in_words);
    [(met, cohort.met), (failed, cohort.failed)]
}

/// The tables of a quarter. `judged` is as of its last day, by these rules in this order; `pair` are the two that are laid
/// beside each other.
pub fn specs(
    asks: &Asks,
    judged: &Judged,
    rules: &[Tried],
    pairs: &[(usize, usize)],
    quarter: Quarter,
    calendar: &Calendar,
) -> Result<Vec<Spec>, Broken> {
    let mut made = Vec::new();
    for (place, tried) in rules.iter().enumerate() {
        made.extend(kept(asks, judged, place, tried, quarter));
        made.extend(by_month(asks, judged, place, tried, quarter));
        made.push(by_host(asks, judged, place, tried, quarter));
        made.push(ended(asks, judged, place, tried, quarter));
    }
    for (first, second) in pairs {
        if let (Some(one), Some(other)) = (rules.get(*first), rules.get(*second)) {
            made.extend(beside(asks, judged, (*first, one), (*second, other), quarter, calendar)?);
        }
    }
    made.extend(By::ALL.map(|by| received(asks, judged, by, quarter)));
    made.push(flows(asks, quarter)?);
    Ok(made)
}

fn counted_by(tried: &Tried) -> String {
    format!("asks due under {}", RuleName::of(&tried.set))
}

fn definition(tried: &Tried) -> String {
    format!("{}: {}. {DUE}", tried.set.title, crate::differ::in_a_line(&tried.rule))
}

pub(super) fn kept(asks: &Asks, judged: &Judged, place: usize, tried: &Tried, quarter: Quarter) -> Vec<Spec> {
    let name = quarter.to_string();
    By::ALL
        .into_iter()
        .map(|by| {
            let mut spec = Spec {
                id: format!("kept.{}.{}", tried.set.id, by.name()),
                measure: "M1",
                counted: counted_by(tried),
                title: format!("Asks due under {}, by {}", tried.set.id, by.in_words().to_lowercase()),
                definition: definition(tried),
                rule: Some(RuleName::of(&tried.set)),
                period: None,
                dimensions: vec![by.name().to_owned(), "result".to_owned()],
                cells: BTreeMap::new(),
                by_year: true,
            };
            let lines = report::kept_by(asks, judged, place, quarter.period(), by);
            for (category, line) in asks.categories(by).iter().zip(lines) {
                for (result, count) in results(&line.cohort) {
                    spec.put(&name, &[category, result], count);
                }
            }
            spec
        })
        .collect()
}

/// Asks that ended without a fitting: few, and so counted apart, that no small count stands beside a share.
fn ended(asks: &Asks, judged: &Judged, place: usize, tried: &Tried, quarter: Quarter) -> Spec {
    let name = RuleName::of(&tried.set);
    let mut spec = Spec {
        id: format!("ended.{}", tried.set.id),
        measure: "M1",
        counted: format!("asks that ended without a fitting before they were due under {name}"),
        title: format!(
            "Asks that ended without a fitting on or before their last day under {}",
            tried.set.id
        ),
        definition:
            "Withdrawn or returned on or before the last day under the rule; by the setting asked first."
                .to_owned(),
        rule: Some(name),
        period: None,
        dimensions: vec![By::Setting.name().to_owned()],
        cells: BTreeMap::new(),
        by_year: true,
    };
    let lines = report::kept_by(asks, judged, place, quarter.period(), By::Setting);
    for (category, line) in asks.categories(By::Setting).iter().zip(lines) {
        spec.put(&quarter.to_string(), &[category], line.cohort.ended_without);
    }
    spec
}

/// Months of a quarter, by the names that the door knows.
pub(super) fn months(quarter: Quarter) -> [(String, Period); 3] {
    let first = quarter.period().first;
    [0, 1, 2].map(|nth| {
        let from = first.plus_months(nth);
        let name = from.civil().strftime("%Y-%m").to_string();
        (name, Period { first: from, last: first.plus_months(nth + 1) - 1 })
    })
}

/// One table a month, for charts over time.
fn by_month(asks: &Asks, judged: &Judged, place: usize, tried: &Tried, quarter: Quarter) -> Vec<Spec> {
    let by = By::Setting;
    let month = |(name, period): (String, Period)| {
        let mut spec = Spec {
            id: format!("month.{}.{name}", tried.set.id),
            measure: "M1",
            counted: counted_by(tried),
            title: format!("Asks due under {} in {name}", tried.set.id),
            definition: definition(tried),
            rule: Some(RuleName::of(&tried.set)),
            period: Some(name.clone()),
            dimensions: vec![by.name().to_owned(), "result".to_owned()],
            cells: BTreeMap::new(),
            by_year: false,
        };
        let lines = report::kept_by(asks, judged, place, period, by);
        for (category, line) in asks.categories(by).iter().zip(lines) {
            for (result, count) in results(&line.cohort) {
                spec.put(&name, &[category, result], count);
            }
        }
        spec
    };
    months(quarter).map(month).to_vec()
}

/// A code for an organisation in a published comparison: the same in every publication, and no name.
pub fn code(org: &str) -> String {
    // FNV-1a: any even spread will do. Who an organisation is, is no secret; it is only not for a league table.
    let hash = org.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let letter = |shift: u32| {
        let place = usize::try_from((hash >> shift) % LETTERS.len() as u64).unwrap_or(0);
        LETTERS.get(place).copied().unwrap_or(b'A') as char
    };
    [0, 16, 32, 48].map(letter).iter().collect()
}

pub(super) fn by_host(asks: &Asks, judged: &Judged, place: usize, tried: &Tried, quarter: Quarter) -> Spec {
    let mut spec = Spec {
        id: format!("host.{}", tried.set.id),
        measure: "M1",
        counted: counted_by(tried),
        title: format!("Asks due under {}, by organisation asked", tried.set.id),
        definition: format!(
            "{} Organisations stand under a code of four letters; each knows its own.",
            definition(tried)
        ),
        rule: Some(RuleName::of(&tried.set)),
        period: None,
        dimensions: vec!["organisation".to_owned(), "result".to_owned()],
        cells: BTreeMap::new(),
        by_year: true,
    };
    let lines = report::kept_by_host(asks, judged, place, quarter.period());
    let hosts: std::collections::BTreeSet<u32> = asks.rows.iter().map(|ask| ask.host).collect();
    for host in hosts {
        let Some(org) = asks.org_at(host) else { continue };
        let cohort = lines.get(&host).map(|kept| kept.cohort).unwrap_or_default();
        for (result, count) in results(&cohort) {
            spec.put(&quarter.to_string(), &[&code(&org.code), result], count);
        }
    }
    spec
}

/// The two tables of a pair of rules: what both say, and why they differ.
pub(super) fn beside(
    asks: &Asks,
    judged: &Judged,
    first: (usize, &Tried),
    second: (usize, &Tried),
    quarter: Quarter,
    calendar: &Calendar,
) -> Result<Vec<Spec>, Broken> {
    let (one, other) = (RuleName::of(&first.1.set), RuleName::of(&second.1.set));
    let found = report::beside(
        asks,
        judged,
        (first.0, &first.1.rule),
        (second.0, &second.1.rule),
        quarter.period(),
        calendar,
    )?;
    let name = quarter.to_string();
    let counted = format!("asks due under both {one} and {other}");
    let definition = format!(
        "The same asks under {one} ({}) and under {other} ({}): those that fell due in the period under both. The raw wait \
         of an ask is the same under both. Asks that ended without a fitting before either day are left out.",
        crate::differ::in_a_line(&first.1.rule),
        crate::differ::in_a_line(&second.1.rule)
    );
    let mut both = Spec {
        id: format!("beside.{}.{}", one.id, other.id),
        measure: "M1",
        counted: counted.clone(),
        title: format!("The same asks under {} and {}", one.id, other.id),
        definition: definition.clone(),
        rule: None,
        period: None,
        dimensions: vec![one.to_string(), other.to_string()],
        cells: BTreeMap::new(),
        by_year: true,
    };
    for (row, under_first) in found.counts.iter().zip(PLACES).take(2) {
        for (count, under_second) in row.iter().zip(PLACES).take(2) {
            both.put(&name, &[place_in_words(under_first), place_in_words(under_second)], *count);
        }
    }
    let mut made = vec![both];
    for (a, b) in [(0, 1), (1, 0)] {
        let (Some(under_first), Some(under_second)) = (PLACES.get(a), PLACES.get(b)) else { continue };
        let mut why = Spec {
            id: format!("why.{}.{}.{a}{b}", one.id, other.id),
            measure: "M1",
            counted: counted.clone(),
            title: format!(
                "{} under {} and {} under {}: why",
                place_in_words(*under_first),
                one.id,
                place_in_words(*under_second).to_lowercase(),
                other.id
            ),
            definition: format!(
                "{definition} The reason is the one thing of the failing rule that would have met the ask, had it been as \
                 in the other."
            ),
            rule: None,
            period: None,
            dimensions: vec![one.to_string(), other.to_string(), "reason".to_owned()],
            cells: BTreeMap::new(),
            by_year: true,
        };
        for reason in Why::ALL.into_iter().filter(|why| *why != Why::EndedBetween) {
            let count = found.reasons.get(&(a, b, reason)).map_or(0, Vec::len);
            let at = [place_in_words(*under_first), place_in_words(*under_second), reason.in_words()];
            why.put(&name, &at, u32::try_from(count).unwrap_or(u32::MAX));
        }
        made.push(why);
    }
    Ok(made)
}

fn received(asks: &Asks, judged: &Judged, by: By, quarter: Quarter) -> Spec {
    let mut spec = Spec {
        id: format!("received.{}", by.name()),
        measure: "M2",
        counted: RECEIVED.to_owned(),
        title: format!("Asks received, by {}", by.in_words().to_lowercase()),
        definition: "Asks whose day 0 falls in the period; those entered in error count nowhere.".to_owned(),
        rule: None,
        period: None,
        dimensions: vec![by.name().to_owned()],
        cells: BTreeMap::new(),
        by_year: true,
    };
    let lines = report::waited(asks, judged, quarter.period(), Some(by));
    for (category, line) in asks.categories(by).iter().zip(lines) {
        spec.put(&quarter.to_string(), &[category], line.n);
    }
    spec
}

/// Hand-overs from patch to patch: pairs of organisations are for the pair.
fn flows(asks: &Asks, quarter: Quarter) -> Result<Spec, Broken> {
    let mut spec = Spec {
        id: "flows.patch".to_owned(),
        measure: "M12",
        counted: "hand-overs between organisations".to_owned(),
        title: "Who asked whom: from patch to patch".to_owned(),
        definition: format!(
            "Asks sent to another organisation, and asks passed on by one host to the next, by the patch of each. Clinics \
             stand under “{NO_PATCH}”. People who came to a clinic by themselves are not counted here."
        ),
        rule: None,
        period: None,
        dimensions: vec!["from".to_owned(), "to".to_owned()],
        cells: BTreeMap::new(),
        by_year: true,
    };
    let patches: std::collections::BTreeSet<&str> = asks.orgs.iter().map(|org| org.patch.as_str()).collect();
    for from in &patches {
        for to in &patches {
            spec.put(&quarter.to_string(), &[from, to], 0);
        }
    }
    let patch = |org| asks.org_at(org).map_or(NO_PATCH, |org| org.patch.as_str());
    for ((from, to), count) in report::handed_over(asks, quarter.period())? {
        spec.put(&quarter.to_string(), &[patch(from), patch(to)], count);
    }
    Ok(spec)
}
