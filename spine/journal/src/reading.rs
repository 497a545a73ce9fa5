//! What a page gets: a reading for one permit. It runs named queries on one consistent state, asks the policy for single
//! rows, and opens contents only where the look at them is on record.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::Moment;
use policy::{Actor, Grant, Permit, Refused, Rulebook, Subject};

use crate::backup::{self, Manifest};
use crate::entry::{Stream, Version};
use crate::keys::{DataKey, KeyName, Keyring, Party};
use crate::module::Module;
use crate::store::{Database, Db};
use crate::value::{Query, Row, Value};
use crate::writing::open_column;
use crate::{Fault, store};

/// Connections kept open for the next page.
const IDLE_KEPT: usize = 8;

/// Connections for reading, shared by all pages.
pub(crate) struct Reader {
    database: Database,
    keys: Arc<Keyring>,
    rulebook: Arc<Rulebook>,
    modules: &'static [Module],
    idle: Mutex<Vec<Db>>,
}

impl Reader {
    pub(crate) fn new(
        database: Database,
        keys: Arc<Keyring>,
        rulebook: Arc<Rulebook>,
        modules: &'static [Module],
    ) -> Reader {
        Reader { database, keys, rulebook, modules, idle: Mutex::new(Vec::new()) }
    }

    pub(crate) fn keys(&self) -> &Keyring {
        &self.keys
    }

    pub(crate) fn back_up(&self, to: &Path, now: Moment) -> Result<Manifest, Fault> {
        backup::copy(&Db::reader(&self.database)?, to, &self.keys, self.modules, now)
    }

    fn take(&self) -> Result<Db, Fault> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| Db::reader(&self.database), Ok)
    }

    fn give_back(&self, db: Db) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_KEPT {
            idle.push(db);
        }
    }
}

/// A look that is on record: which keys it opens, for which party. Only a done act makes one.
#[derive(Clone, Debug)]
pub struct Viewing {
    opened: Vec<KeyName>,
    party: Party,
}

impl Viewing {
    pub(crate) fn new(opened: Vec<KeyName>, party: Party) -> Viewing {
        Viewing { opened, party }
    }
}

/// One consistent state, for one permit.
pub struct Reading {
    reader: Arc<Reader>,
    actor: Actor,
    db: Option<Db>,
}

const KEY: Query = Query {
    name: "journal.key",
    sql: "select wrapping, wrapped from journal_key where name = ?1 and party = ?2",
};

const FACTS_ABOUT: Query = Query {
    name: "journal.facts-about",
    sql: "select f.seq, f.nth, f.version, f.kind, f.open, f.key_name, f.sealed, a.at, a.user_id, a.seat_id, a.org_id,
                 f.family, f.stream
          from journal_fact f join journal_act a on a.seq = f.seq
          where f.stream = ?1 or f.key_name = ?2 order by f.seq, f.nth",
};

const FACTS: Query = Query {
    name: "journal.facts-of-stream",
    sql: "select f.seq, f.nth, f.version, f.kind, f.open, f.key_name, f.sealed, a.at, a.user_id, a.seat_id, a.org_id,
                 f.family, f.stream
          from journal_fact f join journal_act a on a.seq = f.seq
          where f.family = ?1 and f.stream = ?2 order by f.version",
};

impl Reading {
    pub(crate) fn new(reader: Arc<Reader>, actor: Actor) -> Result<Reading, Fault> {
        let db = reader.take()?;
        db.begin_reading()?;
        Ok(Reading { reader, actor, db: Some(db) })
    }

    fn db(&self) -> Result<&Db, Fault> {
        self.db.as_ref().ok_or_else(|| Fault::plain("read: the reading has ended"))
    }

    /// For whom the reading was made.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// All rows of a query.
    pub fn rows(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.db()?.rows(query, values)
    }

    /// The first row of a query, where it has one.
    pub fn first(&self, query: &Query, values: &[Value]) -> Result<Option<Row>, Fault> {
        self.db()?.first(query, values)
    }

    /// Hands each row to the caller, without keeping them, until it answers `false`.
    pub fn each(
        &self,
        query: &Query,
        values: &[Value],
        take: impl FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        self.db()?.each(query, values, take)
    }

    /// How many facts a thing has: the version that a form is opened on.
    pub fn version(&self, stream: &Stream) -> Result<Version, Fault> {
        store::version(self.db()?, stream)
    }

    /// Asks the policy about one row.
    pub fn permits(&self, permit: Permit, subject: Subject) -> Result<Grant, Refused> {
        self.reader.rulebook.decide(&self.actor, permit, subject)
    }

    /// The facts of a thing in order, their contents opened where the look at them is on record.
    pub fn facts(&self, stream: &Stream, viewing: Option<&Viewing>) -> Result<Vec<crate::Entry>, Fault> {
        let mut facts = Vec::new();
        for row in self.rows(&FACTS, &[stream.family.into(), stream.id.as_str().into()])? {
            facts.push(self.fact(viewing, &row)?);
        }
        Ok(facts)
    }

    /// Everything the journal holds about a thing, of whatever family: the facts of its streams, and those that are sealed
    /// to its key, in order. Goes through the whole journal: for an answer to a person, not for a page.
    pub fn facts_about(
        &self,
        id: kernel::Id,
        key: &KeyName,
        viewing: Option<&Viewing>,
    ) -> Result<Vec<crate::Entry>, Fault> {
        let mut facts = Vec::new();
        for row in self.rows(&FACTS_ABOUT, &[id.into(), key.to_string().into()])? {
            facts.push(self.fact(viewing, &row)?);
        }
        Ok(facts)
    }

    fn fact(&self, viewing: Option<&Viewing>, row: &Row) -> Result<crate::Entry, Fault> {
        let (family, stream): (String, String) = (row.get(11)?, row.get(12)?);
        let version = row.get::<i64>(2)?;
        let key = row.get::<Option<String>>(5)?.and_then(|name| name.parse::<KeyName>().ok());
        let opened = match (key, viewing, row.get::<Option<Vec<u8>>>(6)?) {
            (Some(name), Some(viewing), Some(sealed)) if viewing.opened.contains(&name) => {
                match self.key(&name, &viewing.party)? {
                    Some(key) => crate::Contents::Opened(
                        key.open(&crate::writer::fact_place(&family, &stream, version), &sealed)?,
                    ),
                    None => crate::Contents::Erased,
                }
            }
            _ => crate::Contents::None,
        };
        Ok(crate::Entry {
            seq: row.get(0)?,
            nth: row.get(1)?,
            at: row.get(7)?,
            user: row.get(8)?,
            seat: row.get(9)?,
            org: row.get(10)?,
            family,
            stream,
            version: Version(version),
            kind: row.get(3)?,
            open: row.get(4)?,
            key,
            contents: opened,
        })
    }

    /// Opens a sealed column under a key that the look on record opened; nothing once the person is erased.
    pub fn unseal(
        &self,
        viewing: &Viewing,
        name: &KeyName,
        column: &str,
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, Fault> {
        if !viewing.opened.contains(name) {
            return Err(Fault::plain(format!("open {column}: no look at it is on record")));
        }
        match self.key(name, &viewing.party)? {
            Some(key) => open_column(&key, column, sealed).map(Some),
            None => Ok(None),
        }
    }

    /// The modules of the place.
    pub fn modules(&self) -> &'static [Module] {
        self.reader.modules
    }

    /// The keyed hash by which something typed is found within the reader's own organisation.
    pub fn lookup_hash(&self, field: &str, typed: &str) -> Vec<u8> {
        self.reader.keys.lookup_hash(self.actor.org, field, typed)
    }

    fn key(&self, name: &KeyName, party: &Party) -> Result<Option<DataKey>, Fault> {
        let row = self.first(&KEY, &[name.to_string().into(), party.to_string().into()])?;
        let Some(row) = row else { return Ok(None) };
        let wrapping: String = row.get(0)?;
        self.reader.keys.unwrap(name, party, &wrapping, &row.get::<Vec<u8>>(1)?).map(Some)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some(db) = self.db.take()
            && db.commit().is_ok()
        {
            self.reader.give_back(db);
        }
    }
}
