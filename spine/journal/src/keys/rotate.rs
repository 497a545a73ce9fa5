//! Rotating: every data key is wrapped anew with the newest wrapping key, a batch at a time, so that it can be stopped
//! and taken up again; what the old key still wraps is counted, and only a key that wraps nothing is forgotten.

use std::collections::BTreeMap;
use std::path::Path;

use kernel::Moment;
use rand::Rng;

use super::{KeyName, Keyring, Party};
use crate::Fault;
use crate::store::{Database, Db};
use crate::value::{Query, Row};

/// Keys wrapped anew in one transaction.
const BATCH: i64 = 1000;

/// A wrapping key, and how many data keys it wraps in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStatus {
    /// Its id.
    pub id: String,
    /// When it was made; nothing where the keyring does not hold it.
    pub made: Option<Moment>,
    /// Whether it wraps from now on.
    pub current: bool,
    /// How many wrapped data keys need it.
    pub wraps: i64,
}

/// How many wrapped data keys need each wrapping key.
pub(crate) const WRAPPED: Query = Query {
    name: "journal.keys-by-wrapping",
    sql: "select wrapping, count(*) from journal_key group by wrapping",
};

const NOT_BY: Query = Query {
    name: "journal.keys-wrapped-by-others",
    sql: "select name, party, wrapping, wrapped from journal_key where wrapping <> ?1 limit ?2",
};

/// Every wrapping key of the keyring or the database. One with no moment is missing: what it wraps cannot be opened.
pub fn key_status(of: impl Into<Database>, keys: &Keyring) -> Result<Vec<KeyStatus>, Fault> {
    let mut status: BTreeMap<String, KeyStatus> = BTreeMap::new();
    for (id, made) in keys.made() {
        let current = id == keys.current();
        status.insert(id.to_owned(), KeyStatus { id: id.to_owned(), made: Some(made), current, wraps: 0 });
    }
    for row in Db::reader(&of.into())?.rows(&WRAPPED, &[])? {
        let id: String = row.get(0)?;
        let missing = KeyStatus { id: id.clone(), made: None, current: false, wraps: 0 };
        status.entry(id).or_insert(missing).wraps = row.get(1)?;
    }
    Ok(status.into_values().collect())
}

/// Refuses a keyring that lacks a key the database needs: with it, part of the record could not be read, and what is
/// new would be sealed apart from what is old.
pub(crate) fn check(db: &Db, keys: &Keyring) -> Result<(), Fault> {
    for row in db.rows(&WRAPPED, &[])? {
        let id: String = row.get(0)?;
        if keys.made().all(|(known, _)| known != id) {
            return Err(Fault::plain(format!(
                "open the database: it needs wrapping key {id}, which is not in this keyring; bring the keyring of the \
                 place, or its escrow copy"
            )));
        }
    }
    Ok(())
}

/// Makes a new wrapping key, wraps every data key with it, and forgets the old ones; how many were wrapped anew. The
/// place must not be served meanwhile. The keyring file is written first, and the old keys leave it last, so that
/// whatever stops it, nothing is wrapped by a key that no file holds.
pub fn rotate_keys(
    of: impl Into<Database>,
    keyring: &Path,
    now: Moment,
    chance: &mut impl Rng,
) -> Result<i64, Fault> {
    let db = Db::alone(&of.into())?;
    let mut keys = Keyring::read(keyring)?;
    keys.add(now, chance);
    keys.write(keyring)?;
    finish(&db, keys, keyring)
}

/// Takes up a rotation that was stopped: wraps what older keys still wrap with the newest, and forgets them.
pub fn resume_rotation(of: impl Into<Database>, keyring: &Path) -> Result<i64, Fault> {
    let db = Db::alone(&of.into())?;
    let keys = Keyring::read(keyring)?;
    finish(&db, keys, keyring)
}

fn finish(db: &Db, mut keys: Keyring, keyring: &Path) -> Result<i64, Fault> {
    let mut wrapped = 0;
    loop {
        let rows = db.rows(&NOT_BY, &[keys.current().into(), BATCH.into()])?;
        if rows.is_empty() {
            break;
        }
        db.begin_writing()?;
        if let Err(fault) = rows.iter().try_for_each(|row| wrap_anew(db, &keys, row)) {
            db.rollback()?;
            return Err(fault);
        }
        db.commit()?;
        wrapped += i64::try_from(rows.len()).unwrap_or(i64::MAX);
    }
    let old: Vec<String> =
        keys.made().map(|(id, _)| id.to_owned()).filter(|id| *id != keys.current).collect();
    for id in &old {
        keys.forget(id);
    }
    db.forget_log();
    keys.write(keyring)?;
    Ok(wrapped)
}

fn wrap_anew(db: &Db, keys: &Keyring, row: &Row) -> Result<(), Fault> {
    let (name, party): (String, String) = (row.get(0)?, row.get(1)?);
    let unreadable = || Fault::plain(format!("wrap {name} anew: not the name of a key and a party"));
    let key_name: KeyName = name.parse().map_err(|()| unreadable())?;
    let key_party: Party = party.parse().map_err(|()| unreadable())?;
    let key = keys.unwrap(&key_name, &key_party, &row.get::<String>(2)?, &row.get::<Vec<u8>>(3)?)?;
    let (wrapping, wrapped) = keys.wrap(&key_name, &key_party, &key)?;
    let values = [name.as_str().into(), party.into(), wrapping.into(), wrapped.into()];
    db.run("update journal_key set wrapping = ?3, wrapped = ?4 where name = ?1 and party = ?2", &values)
}
