//! Verify: the whole record gone through again. Every link recomputed, every stream counted, every key looked for, and
//! every module table written anew into a scratch database and compared, row by row, with the one that pages read. It
//! reads one consistent state and does not stop the writer.

use std::fmt;

use crate::Fault;
use crate::chain::Head;
use crate::entry::ERASED_FAMILY;
use crate::keys::{KeyName, Keyring};
use crate::module::Module;
use crate::replay::Replay;
use crate::store::{self, Database, Db, Difference, Sqlite};
use crate::value::Query;

/// What verifying showed.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The last act that could be read.
    pub head: Head,
    /// How many acts there are.
    pub acts: i64,
    /// How many facts they hold.
    pub facts: i64,
    /// How many rows of module tables were compared.
    pub rows: i64,
    /// How many keys were erased.
    pub erased: i64,
    /// What is wrong, in the order in which it was found; nothing where all holds.
    pub findings: Vec<Finding>,
}

/// Something that is wrong with the record. It names acts, tables and ids, never what stands in them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is said in words by its Display")]
pub enum Finding {
    Damaged { what: String },
    Stopped { after: i64, why: String },
    Missing { seq: i64 },
    Unreadable { seq: i64 },
    BrokenLink { seq: i64 },
    BackInTime { seq: i64 },
    WithoutAct { seq: i64 },
    Versions { family: String, stream: String },
    KeyMissing { key: String, seq: i64 },
    KeyDoesNotOpen { key: KeyName, wrapping: String },
    KeyNotErased { key: String },
    DoesNotOpen { seq: i64, nth: i64 },
    NotProjected { seq: i64, nth: i64, module: &'static str },
    Table { table: &'static str, difference: Difference },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Damaged { what } => write!(f, "the file is damaged: {what}"),
            Finding::Stopped { after, why } => write!(f, "nothing could be read after act {after}: {why}"),
            Finding::Missing { seq } => write!(f, "act {seq} is missing"),
            Finding::Unreadable { seq } => write!(f, "act {seq} or one of its facts cannot be read"),
            Finding::BrokenLink { seq } => {
                write!(f, "act {seq} is not what was recorded: its link is another")
            }
            Finding::BackInTime { seq } => write!(f, "act {seq} is dated before the act before it"),
            Finding::WithoutAct { seq } => write!(f, "a fact stands under act {seq}, which does not exist"),
            Finding::Versions { family, stream } => {
                write!(f, "the facts of {family} {stream} are not numbered 1, 2, 3 …")
            }
            Finding::KeyMissing { key, seq } => {
                write!(
                    f,
                    "the key {key}, to which act {seq} sealed contents, is missing, and no erasure is on record"
                )
            }
            Finding::KeyDoesNotOpen { key, wrapping } => {
                write!(f, "the key {key} does not open with wrapping key {wrapping} of this keyring")
            }
            Finding::KeyNotErased { key } => {
                write!(f, "the key {key} is there although its erasure is on record")
            }
            Finding::DoesNotOpen { seq, nth } => {
                write!(f, "fact {nth} of act {seq} does not open with its key")
            }
            Finding::NotProjected { seq, nth, module } => {
                write!(f, "fact {nth} of act {seq} can no longer be projected into {module}")
            }
            Finding::Table { table, difference } => {
                write!(f, "table {table} is not what follows from the journal: {difference}")
            }
        }
    }
}

const WITHOUT_ACT: Query = Query {
    name: "journal.facts-without-act",
    sql: "select distinct f.seq from journal_fact f
          where not exists (select 1 from journal_act a where a.seq = f.seq) order by f.seq limit 20",
};

const VERSIONS: Query = Query {
    name: "journal.streams-with-gaps",
    sql: "select family, stream from journal_fact group by family, stream
          having min(version) <> 1 or max(version) <> count(*) order by family, stream limit 20",
};

const KEYS_MISSING: Query = Query {
    name: "journal.keys-missing",
    sql: "select f.key_name, min(f.seq) from journal_fact f where f.key_name is not null
          and not exists (select 1 from journal_key k where k.name = f.key_name and k.party = 'place')
          and not exists (select 1 from journal_fact e where e.family = ?1 and e.stream = f.key_name)
          group by f.key_name order by f.key_name limit 20",
};

const KEYS_NOT_ERASED: Query = Query {
    name: "journal.keys-not-erased",
    sql:
        "select distinct k.name from journal_key k join journal_fact e on e.family = ?1 and e.stream = k.name
          order by k.name limit 20",
};

const ERASED: Query = Query {
    name: "journal.erased",
    sql: "select count(distinct stream) from journal_fact where family = ?1",
};

/// Verifies the database of a place. A finding is an answer; a fault means that it could not be looked for.
pub fn verify(of: impl Into<Database>, keys: &Keyring, modules: &[Module]) -> Result<Verified, Fault> {
    let db = Db::reader(&of.into())?;
    db.begin_reading()?;
    let mut findings = Vec::new();
    for what in db.damage().map_err(|fault| Fault::new("look for damage", fault))? {
        findings.push(Finding::Damaged { what });
    }
    let damaged = !findings.is_empty();
    let (scratch, replayed) = replay_into_scratch(&db, keys, modules)?;
    findings.extend(replayed.findings);
    if let Some(fault) = replayed.stopped {
        findings.push(Finding::Stopped { after: replayed.head.seq, why: fault.to_string() });
    }
    let (mut rows, mut erased) = (0, 0);
    // What a damaged file answers to these questions means nothing.
    if !damaged {
        order(&db, &mut findings)?;
        rows = compare(&db, &scratch, modules, &mut findings)?;
        erased = db.first(&ERASED, &[ERASED_FAMILY.into()])?.map_or(Ok(0), |row| row.get(0))?;
    }
    let (head, acts, facts) = (replayed.head, replayed.acts, replayed.facts);
    Ok(Verified { head, acts, facts, rows, erased, findings })
}

fn replay_into_scratch(
    db: &Db,
    keys: &Keyring,
    modules: &[Module],
) -> Result<(Db, crate::replay::Replayed), Fault> {
    let scratch = Db::scratch()?;
    store::prepare(&scratch, modules)?;
    scratch.begin_reading()?;
    let replayed = Replay::new(db, &scratch, keys, modules).run();
    scratch.commit()?;
    Ok((scratch, replayed))
}

fn order(db: &Db, findings: &mut Vec<Finding>) -> Result<(), Fault> {
    for row in db.rows(&WITHOUT_ACT, &[])? {
        findings.push(Finding::WithoutAct { seq: row.get(0)? });
    }
    for row in db.rows(&VERSIONS, &[])? {
        findings.push(Finding::Versions { family: row.get(0)?, stream: row.get(1)? });
    }
    for row in db.rows(&KEYS_MISSING, &[ERASED_FAMILY.into()])? {
        findings.push(Finding::KeyMissing { key: row.get(0)?, seq: row.get(1)? });
    }
    for row in db.rows(&KEYS_NOT_ERASED, &[ERASED_FAMILY.into()])? {
        findings.push(Finding::KeyNotErased { key: row.get(0)? });
    }
    Ok(())
}

fn compare(db: &Db, scratch: &Db, modules: &[Module], findings: &mut Vec<Finding>) -> Result<i64, Fault> {
    let scratch: &Sqlite =
        scratch.as_file().ok_or_else(|| Fault::plain("compare the tables: there is no scratch database"))?;
    let mut rows = 0;
    for module in modules {
        for table in module.tables {
            let (compared, difference) = db.first_difference(scratch, table)?;
            rows += compared;
            findings.extend(difference.map(|difference| Finding::Table { table, difference }));
        }
    }
    Ok(rows)
}

/// What rebuilding did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many facts were projected.
    pub facts: i64,
    /// The last act.
    pub head: Head,
}

/// Empties every module table and writes it anew from the journal, in one transaction: after a module changed what it
/// projects, or after its tables were found to differ. The place must not be served meanwhile. Refuses a journal that
/// does not hold.
pub fn rebuild(of: impl Into<Database>, keys: &Keyring, modules: &[Module]) -> Result<Rebuilt, Fault> {
    let db = Db::alone(&of.into())?;
    store::prepare(&db, modules)?;
    db.begin_writing()?;
    let rebuilt = refill(&db, keys, modules);
    if rebuilt.is_ok() {
        db.commit()?
    } else {
        db.rollback()?
    }
    rebuilt
}

pub(crate) fn refill(db: &Db, keys: &Keyring, modules: &[Module]) -> Result<Rebuilt, Fault> {
    for table in modules.iter().flat_map(|module| module.tables) {
        db.run(&format!("delete from {table}"), &[])?;
    }
    let replayed = Replay::new(db, db, keys, modules).run();
    if let Some(fault) = replayed.stopped {
        return Err(Fault::new("rebuild the tables from the journal", fault));
    }
    match replayed.findings.first() {
        Some(finding) => Err(Fault::plain(format!("rebuild the tables from the journal: {finding}"))),
        None => Ok(Rebuilt { facts: replayed.facts, head: replayed.head }),
    }
}
