//! The read table of plans: trials that were kept. Nothing here names a person.

use journal::{Entry, Fault, Migration, Module, Writing};
use planning_rules::facts::v1::{Kept, TRIALS, kind};

/// Plans as the journal knows them.
pub const MODULE: Module = Module {
    name: "planning",
    migrations: &[Migration { name: "0001-planning", sql: include_str!("../migrations/0001.sql") }],
    tables: &["planning_trial"],
    project,
};

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    if (entry.family.as_str(), entry.kind.as_str()) != (TRIALS, kind::KEPT) {
        return Ok(());
    }
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
