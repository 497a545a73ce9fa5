//! Going through the journal again: every act with its facts as stored, each link recomputed, each fact handed on as the
//! projections saw it.

use std::collections::HashMap;

use kernel::Moment;

use crate::Fault;
use crate::chain::{Hasher, Head, Header, Link, Stored};
use crate::entry::{Contents, Entry, Version};
use crate::keys::{DataKey, KeyName, Keyring, Party};
use crate::module::Module;
use crate::store::Db;
use crate::value::{Query, Row};
use crate::verify::Finding;
use crate::writer::fact_place;
use crate::writing::Writing;

/// Keys kept in memory at the most while replaying.
const KEYS_KEPT: usize = 50_000;

const ALL: Query = Query {
    name: "journal.replay",
    sql: "select a.seq, a.at, a.user_id, a.seat_id, a.org_id, a.act, a.permit, a.policies, a.link,
                 f.nth, f.family, f.stream, f.version, f.kind, f.open, f.key_name, f.sealed
          from journal_act a left join journal_fact f on f.seq = a.seq order by a.seq, f.nth",
};

const KEYS: Query = Query {
    name: "journal.keys-of-place",
    sql: "select wrapping, wrapped from journal_key where name = ?1 and party = 'place'",
};

/// What going through it showed.
pub(crate) struct Replayed {
    pub(crate) acts: i64,
    pub(crate) facts: i64,
    pub(crate) head: Head,
    pub(crate) findings: Vec<Finding>,
    /// Why it could not be gone through to its end, where it could not.
    pub(crate) stopped: Option<Fault>,
}

/// Goes through a journal, and writes what follows from it into the module tables of another database.
pub(crate) struct Replay<'r> {
    from: &'r Db,
    to: &'r Db,
    keys: &'r Keyring,
    modules: &'r [Module],
    known: HashMap<KeyName, Option<DataKey>>,
    reading: Option<Open>,
    replayed: Replayed,
}

/// The act whose facts are being read.
struct Open {
    head: Head,
    hasher: Hasher,
    /// How many findings there were before it: its link is named ahead of what follows from a broken one.
    found: usize,
}

impl<'r> Replay<'r> {
    pub(crate) fn new(from: &'r Db, to: &'r Db, keys: &'r Keyring, modules: &'r [Module]) -> Replay<'r> {
        let replayed = Replayed { acts: 0, facts: 0, head: Head::EMPTY, findings: Vec::new(), stopped: None };
        Replay { from, to, keys, modules, known: HashMap::new(), reading: None, replayed }
    }

    /// Goes through all of it. What is wrong with the record is a finding.
    pub(crate) fn run(mut self) -> Replayed {
        let from = self.from;
        let mut last = 0;
        let gone = from.each(&ALL, &[], |row| {
            let seq: i64 = row.get(0)?;
            if seq != last {
                self.close();
                self.begin(seq, &row);
                last = seq;
            }
            if row.get::<Option<i64>>(9)?.is_some() {
                self.fact(seq, &row)?;
            }
            Ok(true)
        });
        self.close();
        self.replayed.stopped = gone.err();
        self.replayed
    }

    fn begin(&mut self, seq: i64, row: &Row) {
        let before = self.replayed.head;
        self.replayed.acts += 1;
        if seq != before.seq + 1 {
            self.replayed.findings.push(Finding::Missing { seq: before.seq + 1 });
        }
        self.reading = read_act(seq, before.link, row, self.replayed.findings.len());
        match &self.reading {
            None => {
                self.replayed.findings.push(Finding::Unreadable { seq });
                self.replayed.head.seq = seq;
            }
            Some(act) if act.head.at < before.at => self.replayed.findings.push(Finding::BackInTime { seq }),
            Some(_) => {}
        }
    }

    /// Compares the link. What follows is tied to the stored link, so that only the altered act is named.
    fn close(&mut self) {
        let Some(act) = self.reading.take() else { return };
        if act.hasher.link() != act.head.link {
            self.replayed.findings.insert(act.found, Finding::BrokenLink { seq: act.head.seq });
        }
        self.replayed.head = act.head;
    }

    fn fact(&mut self, seq: i64, row: &Row) -> Result<(), Fault> {
        self.replayed.facts += 1;
        let Some(act) = &mut self.reading else { return Ok(()) };
        let Some((entry, sealed)) = read_fact(&act.head, row) else {
            self.replayed.findings.push(Finding::Unreadable { seq });
            return Ok(());
        };
        act.hasher.fact(&Stored {
            nth: entry.nth,
            family: &entry.family,
            stream: &entry.stream,
            version: entry.version.0,
            kind: &entry.kind,
            open: &entry.open,
            key: entry.key.map(|key| key.to_string()).as_deref(),
            sealed: sealed.as_deref(),
        });
        let entry = self.opened(entry, sealed.as_deref())?;
        self.project(&entry);
        Ok(())
    }

    fn opened(&mut self, entry: Entry, sealed: Option<&[u8]>) -> Result<Entry, Fault> {
        let (Some(name), Some(sealed)) = (entry.key, sealed) else { return Ok(entry) };
        let contents = match self.key(&name)? {
            None => Contents::Erased,
            Some(key) => match key.open(&fact_place(&entry.family, &entry.stream, entry.version.0), sealed) {
                Ok(plain) => Contents::Opened(plain),
                Err(_) => {
                    self.replayed.findings.push(Finding::DoesNotOpen { seq: entry.seq, nth: entry.nth });
                    Contents::Erased
                }
            },
        };
        Ok(Entry { contents, ..entry })
    }

    fn key(&mut self, name: &KeyName) -> Result<Option<DataKey>, Fault> {
        if let Some(key) = self.known.get(name) {
            return Ok(key.clone());
        }
        let row = self.from.first(&KEYS, &[name.to_string().into()])?;
        let key = match row {
            None => None,
            Some(row) => {
                let wrapping: String = row.get(0)?;
                let key = self.keys.unwrap(name, &Party::Place, &wrapping, &row.get::<Vec<u8>>(1)?).ok();
                if key.is_none() {
                    self.replayed.findings.push(Finding::KeyDoesNotOpen { key: *name, wrapping });
                }
                key
            }
        };
        if self.known.len() > KEYS_KEPT {
            self.known.clear();
        }
        self.known.insert(*name, key.clone());
        Ok(key)
    }

    fn project(&mut self, entry: &Entry) {
        let key = entry.key.and_then(|name| self.known.get(&name)?.as_ref());
        for module in self.modules {
            let mut writing = Writing::new(self.to, module, self.keys, key);
            if let Err(fault) = (module.project)(entry, &mut writing) {
                let (seq, nth) = (entry.seq, entry.nth);
                tracing::warn!(seq, nth, module = module.name, %fault, "a fact could not be projected again");
                self.replayed.findings.push(Finding::NotProjected { seq, nth, module: module.name });
            }
        }
    }
}

fn read_act(seq: i64, before: Link, row: &Row, found: usize) -> Option<Open> {
    let text = |column| row.get::<String>(column).ok();
    let at = row.get::<Moment>(1).ok()?;
    let (user, seat, org) = (text(2)?, text(3)?, text(4)?);
    let (act, permit, policies) = (text(5)?, text(6)?, text(7)?);
    let header = Header {
        seq,
        at,
        user: &user,
        seat: &seat,
        org: &org,
        act: &act,
        permit: &permit,
        policies: &policies,
    };
    let link = Link::from_bytes(&row.get::<Vec<u8>>(8).ok()?)?;
    Some(Open { head: Head { seq, link, at }, hasher: Hasher::begin(before, &header), found })
}

fn read_fact(act: &Head, row: &Row) -> Option<(Entry, Option<Vec<u8>>)> {
    let key = row.get::<Option<String>>(15).ok()?;
    let entry = Entry {
        seq: act.seq,
        nth: row.get(9).ok()?,
        at: act.at,
        user: row.get(2).ok()?,
        seat: row.get(3).ok()?,
        org: row.get(4).ok()?,
        family: row.get(10).ok()?,
        stream: row.get(11).ok()?,
        version: Version(row.get(12).ok()?),
        kind: row.get(13).ok()?,
        open: row.get(14).ok()?,
        key: match key {
            None => None,
            Some(name) => Some(name.parse::<KeyName>().ok()?),
        },
        contents: Contents::None,
    };
    Some((entry, row.get::<Option<Vec<u8>>>(16).ok()?))
}
