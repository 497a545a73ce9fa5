//! What others read of figures: the frozen publications, and a quarter's figures as rows for a pack.

use directory_site::read::Rows;
use journal::{Fault, Query, Row};
use kernel::{Day, Moment};
use measures_rules::disclosure::system::TOTAL;
use measures_rules::disclosure::{Policy, Shown};
use measures_rules::facts::v1::{Published, PublishedTable, PublishedValue};
use measures_rules::interval;
use measures_rules::period::Quarter;
use measures_rules::publication::CONFIDENCE;
use measures_rules::report::{PLACES, place_in_words};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

const ALL: Query =
    Query { name: "measures.publications", sql: "select body from measures_publication order by last_day" };
const ONE: Query = Query {
    name: "measures.publication",
    sql: "select body, sha256, at from measures_publication where quarter = ?1",
};
const QUARTERS: Query = Query {
    name: "measures.published-quarters",
    sql: "select quarter from measures_publication order by last_day",
};

fn body(row: &Row) -> Result<Published, Fault> {
    serde_json::from_str(&row.get::<String>(0)?).map_err(|error| Fault::new("read a publication", error))
}

/// Everything published, the oldest first.
pub fn publications(from: &impl Rows) -> Result<Vec<Published>, Fault> {
    from.all(&ALL, &[])?.iter().map(body).collect()
}

/// The published quarters, the oldest first.
pub fn quarters(from: &impl Rows) -> Result<Vec<Quarter>, Fault> {
    let read = |row: &Row| {
        row.get::<String>(0)?.parse().map_err(|why: String| Fault::plain(format!("read a quarter: {why}")))
    };
    from.all(&QUARTERS, &[])?.iter().map(read).collect()
}

/// A published quarter with the hash of its bytes and when it was published; nothing where it has not been.
pub fn publication(from: &impl Rows, quarter: Quarter) -> Result<Option<(Published, String, Moment)>, Fault> {
    let rows = from.all(&ONE, &[quarter.to_string().into()])?;
    rows.first().map(|row| Ok((body(row)?, row.get(1)?, row.get(2)?))).transpose()
}

/// One figure of a pack, as it was published: text and numbers that never change again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackFigure {
    /// A name that is alone in its quarter: `kept.GP-28.patch.Mid`.
    pub id: String,
    /// The measure of the domain rules' list: `M1`.
    pub measure: String,
    /// What it is, in a line.
    pub title: String,
    /// What exactly is counted.
    pub definition: String,
    /// The rule set it was counted by, as in “GP-28 version 1”; none where no rule decides.
    pub rule: Option<String>,
    /// What part of the place: `Total` for all of it, or the patch.
    pub group: String,
    /// The quarter, in words.
    pub period: String,
    /// The value as it is read: “71.4%”, “12 days”, “*”, “Too few people to show”.
    pub value: String,
    /// The value as a number, where there is one.
    pub number: Option<f64>,
    /// Lower limit of 95% confidence.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// The unit: `%`, `days`, `days an ask`, `asks`.
    pub unit: String,
    /// How many people stand behind it, as the policy shows them.
    pub people: String,
    /// The policy of disclosure control, in words.
    pub policy: String,
    /// As of which day open asks were judged.
    pub as_of: Day,
}

/// A quarter's published figures for the whole place, and for one patch where one is named; empty where the quarter has not
/// been published. They are frozen already: what a pack keeps of them stays that day's figures.
pub fn pack_figures(
    from: &impl Rows,
    patch: Option<&str>,
    quarter: Quarter,
) -> Result<Vec<PackFigure>, Fault> {
    let Some((published, _, _)) = publication(from, quarter)? else { return Ok(Vec::new()) };
    let mut figures = Vec::new();
    let of_quarter = |table: &&PublishedTable| table.period == quarter.in_words();
    for table in published.tables.iter().filter(of_quarter).filter(|t| t.id.starts_with("kept.")) {
        if table.id.ends_with(".patch") {
            figures.extend(kept(table, TOTAL, &published));
            figures.extend(patch.and_then(|patch| kept(table, patch, &published)));
        }
    }
    for value in &published.values {
        let wanted = value.by.is_empty() || (value.by == "patch" && Some(value.category.as_str()) == patch);
        if wanted {
            figures.push(of_value(value, &published));
        }
    }
    Ok(figures)
}

/// What a published table shows in a cell; withheld where there is none.
pub fn shown(table: &PublishedTable, at: &[&str]) -> Shown {
    let cell =
        table.cells.iter().find(|cell| cell.at.iter().skip(1).map(String::as_str).eq(at.iter().copied()));
    cell.and_then(|cell| cell.shown.parse().ok()).unwrap_or(Shown::Withheld)
}

/// A share met of a published table, from shown counts alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Asks met, as shown.
    pub met: Shown,
    /// Asks not met, as shown.
    pub failed: Shown,
    /// The share met in hundredths with its limits, where neither count is hidden.
    pub percent: Option<(f64, Option<f64>, f64)>,
}

impl Share {
    /// The share as text.
    pub fn in_words(&self) -> String {
        match self.percent {
            Some((share, _, _)) => format!("{share:.1}%"),
            None => "*".to_owned(),
        }
    }

    /// The share with its interval as text.
    pub fn with_limits(&self) -> String {
        match self.percent {
            Some((share, low, high)) => format!("{share:.1}% ({:.1} to {high:.1})", low.unwrap_or(0.0)),
            None => "Too few to show".to_owned(),
        }
    }
}

/// The share met of a category of a table “category × result”.
pub fn share(table: &PublishedTable, category: &str) -> Share {
    let [met, failed, _] = PLACES.map(|place| shown(table, &[category, place_in_words(place)]));
    let percent = match (met, failed) {
        (Shown::Count(met), Shown::Count(failed)) if met + failed > 0 => {
            let (part, whole) = (f64::from(met), f64::from(met + failed));
            let limits = interval::wilson(part, whole, CONFIDENCE);
            let hundred = |share: f64| (1000.0 * share).round() / 10.0;
            Some((hundred(part / whole), limits.low.map(hundred), hundred(limits.high)))
        }
        _ => None,
    };
    Share { met, failed, percent }
}

fn kept(table: &PublishedTable, category: &str, published: &Published) -> Option<PackFigure> {
    // A place with one patch has no total beside it: the patch is the whole.
    let there = table.cells.iter().any(|cell| cell.at.get(1).is_some_and(|value| value == category));
    if !there {
        return None;
    }
    let share = share(table, category);
    let rule = table.rule.as_ref()?;
    Some(PackFigure {
        id: format!("{}.{category}", table.id),
        measure: table.measure.clone(),
        title: format!("Due asks met under {}", rule.id),
        definition: table.definition.clone(),
        rule: Some(rule.to_string()),
        group: category.to_owned(),
        period: table.period.clone(),
        value: share.in_words(),
        number: share.percent.map(|(share, _, _)| share),
        low: share.percent.and_then(|(_, low, _)| low),
        high: share.percent.map(|(_, _, high)| high),
        unit: "%".to_owned(),
        people: match (share.met, share.failed) {
            (Shown::Count(met), Shown::Count(failed)) => (met + failed).to_string(),
            _ => "*".to_owned(),
        },
        policy: published.policy_in_words.clone(),
        as_of: published.last,
    })
}

/// A value as text with its unit.
pub fn value_in_words(value: &PublishedValue) -> String {
    match value.value {
        None => value.why_not.clone(),
        Some(number) if value.unit == "%" => format!("{number:.1}%"),
        Some(number) => {
            let text = format!("{number:.1}");
            format!("{} {}", text.strip_suffix(".0").unwrap_or(&text), value.unit)
        }
    }
}

fn of_value(value: &PublishedValue, published: &Published) -> PackFigure {
    PackFigure {
        id: value.id.clone(),
        measure: value.measure.clone(),
        title: value.title.clone(),
        definition: value.definition.clone(),
        rule: None,
        group: value.category.clone(),
        period: value.period.clone(),
        value: value_in_words(value),
        number: value.value,
        low: value.low,
        high: value.high,
        unit: value.unit.clone(),
        people: value.people.clone(),
        policy: published.policy_in_words.clone(),
        as_of: published.last,
    }
}

/// The policy by which a publication was made, as it stood then.
pub fn policy_of(published: &Published) -> Option<Policy> {
    Policy::named(&published.policy, published.last)
}
