//! The one table: calls that were made.

use emergency_rules::facts::{CALLED, Called};
use journal::{Entry, Fault, Migration, Module, Query, Reading, Writing};
use kernel::{Moment, OrgId};

/// Emergency calls as the journal knows them.
pub const MODULE: Module = Module {
    name: "emergency",
    migrations: &[Migration { name: "0001-calls", sql: include_str!("../migrations/0001.sql") }],
    tables: &["emergency_call"],
    retained: &[],
    in_name_of: &[],
    behind_glass: &[],
    project,
};

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    if entry.kind != CALLED {
        return Ok(());
    }
    let of: Called = entry.envelope()?;
    writing.upsert(
        "emergency_call",
        &[("id", entry.stream.as_str().into())],
        &[
            ("org", entry.org.into()),
            ("seat", entry.seat.into()),
            ("service", of.service.into()),
            ("rung_org", of.org.into()),
            ("rung", of.rung.into()),
            ("agreed", of.agreed.name().into()),
            ("seen_at", of.seen_at.into()),
            ("at", entry.at.into()),
        ],
    )
}

/// A call as it stands in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who was rung.
    pub rung: String,
    /// What was agreed, by its stable name.
    pub agreed: String,
    /// When.
    pub at: Moment,
}

const CALLS_OF: Query = Query {
    name: "emergency.calls-of-organisation",
    sql: "select rung, agreed, at from emergency_call where org = ?1 or rung_org = ?1 order by at desc, id limit 20",
};

/// The last calls that an organisation made or was rung in.
pub fn calls(reading: &Reading, org: OrgId) -> Result<Vec<Call>, Fault> {
    let rows = reading.rows(&CALLS_OF, &[org.into()])?;
    rows.iter().map(|row| Ok(Call { rung: row.get(0)?, agreed: row.get(1)?, at: row.get(2)? })).collect()
}
