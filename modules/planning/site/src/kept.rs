//! Trials that were kept: found, shown and lent to other pages.

use directory_site::read::Rows;
use journal::{Fault, Query, Row};
use kernel::{Day, Moment, OrgId};
use planning_rules::facts::v1::{Grid, LABEL, Trial};

/// A kept trial in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its seal.
    pub seal: String,
    /// Its title.
    pub title: String,
    /// `simulation` or `replay`.
    pub about: String,
    /// When it was made.
    pub made_on: Day,
    /// Who kept it.
    pub org: OrgId,
    /// When.
    pub at: Moment,
}

const ALL: Query = Query {
    name: "planning.trials",
    sql: "select seal, title, about, made_on, org, at from planning_trial order by at desc, seal",
};

const ONE: Query = Query {
    name: "planning.trial",
    sql: "select seal, title, about, made_on, org, at, body from planning_trial where seal = ?1",
};

fn line(row: &Row) -> Result<Line, Fault> {
    Ok(Line {
        seal: row.get(0)?,
        title: row.get(1)?,
        about: row.get(2)?,
        made_on: row.get(3)?,
        org: row.get(4)?,
        at: row.get(5)?,
    })
}

/// All of them, the newest first.
pub fn all(from: &impl Rows) -> Result<Vec<Line>, Fault> {
    from.all(&ALL, &[])?.iter().map(line).collect()
}

/// The one with that seal.
pub fn one(from: &impl Rows, seal: &str) -> Result<Option<(Line, Trial)>, Fault> {
    let rows = from.all(&ONE, &[seal.into()])?;
    let Some(row) = rows.first() else { return Ok(None) };
    let trial =
        serde_json::from_str(&row.get::<String>(6)?).map_err(|error| Fault::new("read a trial", error))?;
    Ok(Some((line(row)?, trial)))
}

/// What of a trial goes with a decision: its results, each under the words that it is a trial.
pub fn results(trial: &Trial) -> Vec<Grid> {
    let results = trial.sections.iter().flat_map(|section| &section.tables).filter(|table| table.result);
    results
        .map(|table| Grid { title: format!("{}. {} ({})", table.title, trial.title, LABEL), ..table.clone() })
        .collect()
}
