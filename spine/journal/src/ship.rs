//! Shipping: the acts since the last batch, as stored, written to a folder that may lie on another machine. A backup and
//! the batches after it restore the place as it stood at any moment between. Like a backup, a batch holds sealed contents
//! and wrapped keys, and is of no use without the keyring.

use std::io::Write;
use std::path::{Path, PathBuf};

use kernel::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Fault;
use crate::chain::Head;
use crate::files::write_whole;
use crate::heads::SignedHead;
use crate::hex::{hex, unhex};
use crate::keys::Keyring;
use crate::store::{Database, Db};
use crate::value::{Query, Row, Value};
use crate::writer::read_head;

/// Acts in one batch at the most.
const ACTS_MOST: i64 = 5_000;

/// A batch as its first line tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The first act in it.
    pub first: i64,
    /// The last.
    pub last: i64,
    /// When the last was recorded.
    pub at: Moment,
    /// The link before the first act, in hexadecimal.
    pub follows: String,
    /// The head of the journal with it, signed.
    pub head: SignedHead,
    /// SHA-256 of the lines after the first, in hexadecimal.
    pub sha256: String,
}

/// What one round of shipping did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shipped {
    /// Files written.
    pub files: usize,
    /// Acts in them.
    pub acts: i64,
    /// The last act that is shipped now.
    pub last: i64,
}

/// A table whose rows go with the acts, and how they are read.
struct Part {
    table: &'static str,
    columns: &'static str,
    of: Query,
}

const PARTS: &[Part] = &[
    Part {
        table: "journal_act",
        columns: "seq, at, user_id, seat_id, org_id, act, permit, policies, link",
        of: Query {
            name: "journal.ship-acts",
            sql: "select seq, at, user_id, seat_id, org_id, act, permit, policies, link from journal_act
                  where seq between ?1 and ?2 order by seq",
        },
    },
    Part {
        table: "journal_fact",
        columns: "seq, nth, family, stream, version, kind, open, key_name, sealed",
        of: Query {
            name: "journal.ship-facts",
            sql: "select seq, nth, family, stream, version, kind, open, key_name, sealed from journal_fact
                  where seq between ?1 and ?2 order by seq, nth",
        },
    },
    Part {
        table: "journal_key",
        columns: "name, party, wrapping, wrapped, seq",
        of: Query {
            name: "journal.ship-keys",
            sql: "select name, party, wrapping, wrapped, seq from journal_key
                  where seq between ?1 and ?2 order by seq, name, party",
        },
    },
    Part {
        table: "journal_answer",
        columns: "org_id, idempotency_key, act, digest, seq, answer, at",
        of: Query {
            name: "journal.ship-answers",
            sql: "select org_id, idempotency_key, act, digest, seq, answer, at from journal_answer
                  where seq between ?1 and ?2 order by seq",
        },
    },
    Part {
        table: "journal_job",
        columns: "id, kind, due, body, state, attempts, leased_until, last_error, seq",
        of: Query {
            name: "journal.ship-jobs",
            sql: "select id, kind, due, body, state, attempts, leased_until, last_error, seq from journal_job
                  where seq between ?1 and ?2 order by seq, id",
        },
    },
];

impl Part {
    /// The statement that adds one of its rows, where it is not there yet.
    fn insert(&self) -> String {
        let columns = self.columns.split(", ").count();
        let places: Vec<String> = (1..=columns).map(|place| format!("?{place}")).collect();
        let (table, columns) = (self.table, self.columns);
        format!("insert into {table} ({columns}) values ({}) on conflict do nothing", places.join(", "))
    }
}

/// Copies the rows of the record, as stored, from one database into another that has none.
pub(crate) fn copy_rows(from: &Db, to: &Db) -> Result<(), Fault> {
    for part in PARTS {
        let insert = part.insert();
        from.each(&part.of, &[0.into(), i64::MAX.into()], |row| to.run(&insert, &row.0).map(|_| true))?;
    }
    Ok(())
}

const LINK: Query = Query { name: "journal.link", sql: "select link, at from journal_act where seq = ?1" };

/// One row of a batch: which table, and its values.
#[derive(Serialize, Deserialize)]
struct Line {
    t: String,
    v: Vec<Cell>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Cell {
    Null(()),
    Int(i64),
    Text(String),
    Bytes { x: String },
}

/// Ships what came since the last batch in the folder, while the place is served. The first batch follows the act named:
/// that of the last backup, or 0. Refuses a folder whose batches are not of this journal.
pub fn ship(of: impl Into<Database>, folder: &Path, after: i64, keys: &Keyring) -> Result<Shipped, Fault> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Fault::new(format!("make the folder {}", folder.display()), error))?;
    let db = Db::reader(&of.into())?;
    db.begin_reading()?;
    let mut last = match batches(folder)?.last() {
        Some(path) => {
            let batch = read(path)?.0;
            if link(&db, batch.last)?.is_none_or(|(link, _)| hex(&link) != batch.head.link) {
                return Err(Fault::plain(format!(
                    "ship to {}: {} is not of this journal; take a new backup and a new folder",
                    folder.display(),
                    path.display()
                )));
            }
            batch.last
        }
        None => after,
    };
    let head = read_head(&db)?;
    let mut shipped = Shipped { last, ..Shipped::default() };
    while last < head.seq {
        let to = head.seq.min(last + ACTS_MOST);
        write_batch(&db, folder, last, to, keys)?;
        shipped.files += 1;
        shipped.acts += to - last;
        shipped.last = to;
        last = to;
    }
    Ok(shipped)
}

fn link(db: &Db, seq: i64) -> Result<Option<(Vec<u8>, Moment)>, Fault> {
    if seq == 0 {
        return Ok(Some((crate::Link::START.0.to_vec(), Head::EMPTY.at)));
    }
    db.first(&LINK, &[seq.into()])?.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

fn write_batch(db: &Db, folder: &Path, after: i64, to: i64, keys: &Keyring) -> Result<(), Fault> {
    let missing =
        || Fault::plain(format!("ship the acts after {after}: the journal lacks one; verify it first"));
    let (follows, _) = link(db, after)?.ok_or_else(missing)?;
    let (last, at) = link(db, to)?.ok_or_else(missing)?;
    let mut body = Vec::new();
    for part in PARTS {
        db.each(&part.of, &[(after + 1).into(), to.into()], |row| {
            let line = Line { t: part.table.to_owned(), v: row.0.into_iter().map(cell).collect() };
            serde_json::to_writer(&mut body, &line).map_err(|error| Fault::new("write a batch", error))?;
            body.push(b'\n');
            Ok(true)
        })?;
    }
    let link = crate::Link::from_bytes(&last).ok_or_else(missing)?;
    let batch = Batch {
        first: after + 1,
        last: to,
        at,
        follows: hex(&follows),
        head: keys.sign(&Head { seq: to, link, at }),
        sha256: hex(&Sha256::digest(&body)),
    };
    let mut whole = serde_json::to_vec(&batch).map_err(|error| Fault::new("write a batch", error))?;
    whole.push(b'\n');
    whole.write_all(&body).map_err(|error| Fault::new("write a batch", error))?;
    write_whole(&folder.join(format!("acts-{:012}-{to:012}.batch", after + 1)), &whole)
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Null(()),
        Value::Int(number) => Cell::Int(number),
        Value::Text(text) => Cell::Text(text),
        Value::Blob(bytes) => Cell::Bytes { x: hex(&bytes) },
    }
}

fn value(cell: Cell) -> Option<Value> {
    Some(match cell {
        Cell::Null(()) => Value::Null,
        Cell::Int(number) => Value::Int(number),
        Cell::Text(text) => Value::Text(text),
        Cell::Bytes { x } => Value::Blob(unhex(&x)?),
    })
}

/// The batches of a folder, oldest first.
fn batches(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let doing = |error: std::io::Error| Fault::new(format!("look into {}", folder.display()), error);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(doing)? {
        let path = entry.map_err(doing)?.path();
        if path.extension().is_some_and(|ending| ending == "batch") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A batch and its lines, whole as it was written, or a fault that names the file.
fn read(path: &Path) -> Result<(Batch, String), Fault> {
    let doing = || format!("read {}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| Fault::new(doing(), error))?;
    let (first, body) =
        text.split_once('\n').ok_or_else(|| Fault::plain(format!("{}: it is cut short", doing())))?;
    let batch: Batch = serde_json::from_str(first).map_err(|error| Fault::new(doing(), error))?;
    if hex(&Sha256::digest(body.as_bytes())) != batch.sha256 {
        return Err(Fault::plain(format!(
            "{}: it is not as it was written; take the copy of another day",
            doing()
        )));
    }
    Ok((batch, body.to_owned()))
}

/// Adds the batches of a folder that follow the head of a copy, as far as acts no later than that moment; the last act.
/// Refuses a gap, and a batch that does not follow what stands before it. The caller writes the tables anew and verifies.
pub(crate) fn add(db: &Db, folder: &Path, until: Option<Moment>, keys: &Keyring) -> Result<i64, Fault> {
    let mut head = read_head(db)?;
    for path in batches(folder)? {
        let (batch, body) = read(&path)?;
        if batch.last <= head.seq {
            continue;
        }
        if !batch.head.is_signed_by(&keys.public_key()) {
            return Err(Fault::plain(format!("add {}: this place did not sign it", path.display())));
        }
        if batch.first > head.seq + 1 {
            return Err(Fault::plain(format!(
                "add {}: it begins with act {}, and act {} is missing before it",
                path.display(),
                batch.first,
                head.seq + 1
            )));
        }
        let most = add_lines(db, &path, &body, head.seq, until)?;
        head = read_head(db)?;
        if most < batch.last {
            break;
        }
        if hex(&head.link.0) != batch.head.link {
            return Err(Fault::plain(format!(
                "add {}: its last link is not the one that was signed",
                path.display()
            )));
        }
    }
    Ok(head.seq)
}

/// Adds the rows of acts after one, up to a moment; the last act added.
fn add_lines(db: &Db, path: &Path, body: &str, after: i64, until: Option<Moment>) -> Result<i64, Fault> {
    let mut last = after;
    for (nth, line) in body.lines().enumerate() {
        let unread =
            || Fault::plain(format!("read {}, line {}: not a row of a batch", path.display(), nth + 2));
        let line: Line = serde_json::from_str(line).map_err(|_| unread())?;
        let part = PARTS.iter().find(|part| part.table == line.t).ok_or_else(unread)?;
        let values = line.v.into_iter().map(value).collect::<Option<Vec<_>>>().ok_or_else(unread)?;
        let column = |name: &str| part.columns.split(", ").position(|column| column == name);
        let number = |name: &str, values: &[Value]| {
            let at = column(name).ok_or_else(unread)?;
            Row(values.to_vec()).get::<i64>(at)
        };
        let seq = number("seq", &values)?;
        if part.table == "journal_act" {
            let in_time =
                until.is_none_or(|until| number("at", &values).is_ok_and(|at| at <= until.micros()));
            if seq == last + 1 && in_time {
                last = seq;
            }
        }
        if seq <= after || seq > last {
            continue;
        }
        db.run(&part.insert(), &values)?;
    }
    Ok(last)
}
