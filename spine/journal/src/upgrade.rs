//! A newer program over an older database: new steps are applied and the read tables written anew from the journal, all in
//! one transaction; and the same rehearsed on a copy, before the day.

use std::path::Path;

use crate::Fault;
use crate::keys::{self, Keyring};
use crate::module::Module;
use crate::store::{self, Database, Db, Sqlite};
use crate::verify::{Finding, refill, verify};
use crate::writer::read_head;

/// What a rehearsal showed.
#[derive(Clone, Debug)]
pub struct Rehearsed {
    /// The steps that were applied, as `module 0002-name`; none where the database is as new as the program.
    pub steps: Vec<String>,
    /// Acts in the copy.
    pub acts: i64,
    /// Facts in it.
    pub facts: i64,
    /// Rows of the tables compared with the journal afterwards.
    pub rows: i64,
    /// What was wrong afterwards; nothing where the upgrade would go well.
    pub findings: Vec<Finding>,
}

/// Brings a database up to this program, and its read tables with it; the steps applied. A database of a newer program is
/// refused in words and not touched.
pub(crate) fn bring_up(db: &Db, keyring: &Keyring, modules: &[Module]) -> Result<Vec<String>, Fault> {
    let steps = store::prepare_and(db, modules, |steps| {
        keys::check(db, keyring)?;
        // A table that a step made follows from facts that were recorded long before it.
        if read_head(db)?.seq > 0 {
            tracing::warn!(steps = steps.len(), "upgrading: the tables are written anew from the journal");
            refill(db, keyring, modules)?;
        }
        Ok(())
    })?;
    keys::check(db, keyring)?;
    Ok(steps)
}

/// Upgrades a copy of a place and verifies it whole. The copy is changed; the place itself is not touched.
pub fn rehearse(copy: &Path, keyring: &Keyring, modules: &[Module]) -> Result<Rehearsed, Fault> {
    let db = Db::writer(&Database::from(copy))?;
    let steps = bring_up(&db, keyring, modules)?;
    settle(db)?;
    let verified = verify(copy, keyring, modules)?;
    Ok(Rehearsed {
        steps,
        acts: verified.acts,
        facts: verified.facts,
        rows: verified.rows,
        findings: verified.findings,
    })
}

/// Leaves a copy as one file without a log beside it.
pub(crate) fn settle(db: Db) -> Result<(), Fault> {
    db.as_file().map_or(Ok(()), Sqlite::settle_as_one_file)
}
