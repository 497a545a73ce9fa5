//! The read tables of plans: trials that were kept, and runs that were begun. Nothing here names a person that plans are about.

use journal::{Entry, Fault, Migration, Module, Writing};
use planning_rules::facts::v1::{Begun, Kept, RUNS, TRIALS, kind};

/// Plans as the journal knows them.
pub const MODULE: Module = Module {
    name: "planning",
    migrations: &[
        Migration { name: "0001-planning", sql: include_str!("../migrations/0001.sql") },
        Migration { name: "0002-runs", sql: include_str!("../migrations/0002.sql") },
    ],
    tables: &["planning_trial", "planning_run"],
    retained: &[],
    in_name_of: &[],
    behind_glass: &[],
    project,
};

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    match (entry.family.as_str(), entry.kind.as_str()) {
        (TRIALS, kind::KEPT) => kept(entry, writing),
        (RUNS, kind::BEGUN) => begun(entry, writing),
        _ => Ok(()),
    }
}

fn begun(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let of: Begun = entry.envelope()?;
    let asked = serde_json::to_string(&of.asked).map_err(|error| Fault::new("write a run", error))?;
    writing.upsert(
        "planning_run",
        &[("run", of.run.as_str().into())],
        &[
            ("owner", entry.user.into()),
            ("about", of.about.as_str().into()),
            ("title", of.title.as_str().into()),
            ("asked", asked.into()),
            ("day", of.on.into()),
            ("print", of.print.as_str().into()),
            ("at", entry.at.into()),
        ],
    )
}

fn kept(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let of: Kept = entry.envelope()?;
    let body = serde_json::to_string(&of.trial).map_err(|error| Fault::new("write a trial", error))?;
    writing.upsert(
        "planning_trial",
        &[("seal", of.seal.as_str().into())],
        &[
            ("title", of.trial.title.as_str().into()),
            ("about", of.trial.about.as_str().into()),
            ("made_on", of.trial.made_on.into()),
            ("first_day", of.trial.first.into()),
            ("last_day", of.trial.last.into()),
            ("body", body.into()),
            ("at", entry.at.into()),
            ("org", entry.org.into()),
            ("seat", entry.seat.into()),
        ],
    )
}
