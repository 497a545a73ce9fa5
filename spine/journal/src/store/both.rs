//! Both engines at once: each statement is run on both, and each answer of the one held against that of the other, row by
//! row. The contract suite runs the stories of the journal and of every module on it; where the two differ the query fails,
//! and says which it was. What is answered is what SQLite answered.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use super::address::Compared;
use super::first_words;
use super::postgres::Postgres;
use super::sqlite::Sqlite;
use crate::Fault;
use crate::value::{Row, Value};

/// Where the names of the queries that were compared are added to, one a line, for a ledger of them.
const LEDGER: &str = "ROUNDTABLE_COMPARED";

/// A connection to each.
pub(crate) struct Both {
    one: Sqlite,
    other: Postgres,
    together: Arc<Mutex<()>>,
}

impl Both {
    pub(crate) fn writer(of: &Compared) -> Result<Both, Fault> {
        Ok(Both {
            one: Sqlite::writer(&of.file)?,
            other: Postgres::writer(&of.server)?,
            together: of.together.clone(),
        })
    }

    pub(crate) fn reader(of: &Compared) -> Result<Both, Fault> {
        Ok(Both {
            one: Sqlite::reader(&of.file)?,
            other: Postgres::reader(&of.server)?,
            together: of.together.clone(),
        })
    }

    /// A server stays inside a transaction that has failed, where SQLite has taken it back; either is one.
    pub(crate) fn in_transaction(&self) -> bool {
        self.one.in_transaction()
    }

    /// Both see the state that the last commit on both has left.
    pub(crate) fn begin_reading(&self) -> Result<(), Fault> {
        let _together = self.together.lock().unwrap_or_else(PoisonError::into_inner);
        self.one.begin_reading()?;
        self.one.each("both.state", "select count(*) from sqlite_schema", &[], &mut |_| Ok(true))?;
        self.other.begin_reading()?;
        self.other.first("both.state", "select 1", &[]).map(|_| ())
    }

    pub(crate) fn begin_writing(&self) -> Result<(), Fault> {
        self.one.begin_writing()?;
        self.other.begin_writing().inspect_err(|_| {
            let _ = self.one.batch("rollback");
        })
    }

    pub(crate) fn commit(&self) -> Result<(), Fault> {
        let _together = self.together.lock().unwrap_or_else(PoisonError::into_inner);
        alike("commit", self.one.batch("commit"), self.other.commit()).map(|_| ())
    }

    pub(crate) fn each(
        &self,
        name: &str,
        sql: &str,
        values: &[Value],
        take: &mut dyn FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let mut ours = Vec::new();
        let read = self.one.each(name, sql, values, &mut |row| {
            ours.push(row);
            Ok(true)
        });
        let (_, theirs) = alike(name, read, self.other.rows(name, sql, values))?;
        compare(name, sql, &ours, theirs)?;
        for row in ours {
            if !take(row)? {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn run(&self, sql: &str, values: &[Value]) -> Result<usize, Fault> {
        let (ours, theirs) = alike(sql, self.one.run(sql, values), self.other.touch(sql, values))?;
        let counts = ["insert", "update", "delete"].iter().any(|verb| sql.trim_start().starts_with(verb));
        if counts && ours != theirs {
            return Err(differ(&first_words(sql), &format!("{ours} rows and {theirs}")));
        }
        Ok(ours)
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), Fault> {
        alike(sql, self.one.batch(sql), self.other.batch(sql)).map(|_| ())
    }

    pub(crate) fn forget_log(&self) {
        self.one.forget_log();
        self.other.forget_log();
    }

    pub(crate) fn damage(&self) -> Result<Vec<String>, Fault> {
        self.one.damage()
    }
}

/// What both answered; a fault where one of them did and the other did not.
fn alike<A, B>(what: &str, ours: Result<A, Fault>, theirs: Result<B, Fault>) -> Result<(A, B), Fault> {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => Ok((ours, theirs)),
        (Err(fault), Err(_)) => Err(fault),
        (Ok(_), Err(fault)) => Err(differ(what, &format!("PostgreSQL: {fault}"))),
        (Err(fault), Ok(_)) => Err(differ(what, &format!("SQLite alone: {fault}"))),
    }
}

fn compare(name: &str, sql: &str, ours: &[Row], mut theirs: Vec<Row>) -> Result<(), Fault> {
    note(name);
    if ours.len() != theirs.len() {
        return Err(differ(name, &format!("{} rows and {}", ours.len(), theirs.len())));
    }
    let mut ours = ours.iter().map(|row| row.0.as_slice()).collect::<Vec<_>>();
    // Without an order, either may answer in any.
    if !sql.contains("order by") {
        ours.sort_by_key(|row| format!("{row:?}"));
        theirs.sort_by_key(|row| format!("{:?}", row.0));
    }
    for (nth, (mine, other)) in ours.iter().zip(&theirs).enumerate() {
        if *mine != other.0.as_slice() {
            return Err(differ(name, &format!("row {nth} is {mine:?} and {:?}", other.0)));
        }
    }
    Ok(())
}

fn differ(what: &str, how: &str) -> Fault {
    let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
    // Also where whoever asked hears only that something broke.
    note(&format!("DIFFERS: {what}: {how}"));
    Fault::plain(format!("the engines differ on {what}: {how}"))
}

/// Adds a name to the ledger, once for each program.
fn note(name: &str) {
    static NOTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let Some(ledger) = std::env::var_os(LEDGER) else { return };
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    if noted.insert(name.to_owned()) {
        let added = std::fs::OpenOptions::new().create(true).append(true).open(ledger);
        let written = added.and_then(|mut file| file.write_all(format!("{name}\n").as_bytes()));
        if let Err(error) = written {
            tracing::warn!(%error, "the ledger could not be written");
        }
    }
}
