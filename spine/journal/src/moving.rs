//! Moving a place from one database to another, of whichever engine: the record is copied as stored, and what follows from it
//! is written anew. A backup of a place on a server is the same road into a file.

use std::path::Path;

use crate::chain::Head;
use crate::files::named;
use crate::keys::Keyring;
use crate::module::Module;
use crate::store::{self, Database, Db};
use crate::value::Query;
use crate::verify::{Verified, refill, verify};
use crate::writer::read_head;
use crate::{Fault, ship, upgrade};

/// What moving showed.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The last act, the same in both.
    pub head: Head,
    /// What verifying the new database showed; without findings, or it would not be called moved.
    pub verified: Verified,
}

/// Refused attempts, which stand outside the chain and go along.
const REFUSALS: Query = Query {
    name: "journal.refusals",
    sql: "select at, user_id, seat_id, org_id, act, permit, why, policies from journal_refusal order by at",
};

/// Moves a place into a database in which nothing has been recorded, and verifies it there. The place stays where it was, and
/// must not be served meanwhile. Refuses a journal that does not hold.
pub fn move_place(
    from: impl Into<Database>,
    to: impl Into<Database>,
    keys: &Keyring,
    modules: &[Module],
) -> Result<Moved, Fault> {
    let (from, to) = (from.into(), to.into());
    if !from.exists()? {
        return Err(Fault::plain(format!("move {from}: there is no place")));
    }
    must_be_empty(&to)?;
    to.make()?;
    let source = Db::alone(&from)?;
    crate::keys::check(&source, keys)?;
    let target = Db::alone(&to)?;
    source.begin_reading()?;
    let head = read_head(&source)?;
    let carried = carry(&source, &target, keys, modules);
    let _ = source.commit();
    let arrived = carried?;
    drop((source, target));
    let verified = verify(&to, keys, modules)?;
    let doing = |why: String| Fault::plain(format!("move {from} to {to}: {why}; stay with the first"));
    if let Some(finding) = verified.findings.first() {
        return Err(doing(format!("it does not verify there: {finding}")));
    }
    if head != arrived || verified.head != head {
        return Err(doing("it does not end with the same act".to_owned()));
    }
    Ok(Moved { head, verified })
}

/// Refuses a database in which anything has been recorded.
pub(crate) fn must_be_empty(to: &Database) -> Result<(), Fault> {
    if to.exists()? && read_head(&Db::reader(to)?)?.seq > 0 {
        return Err(Fault::plain(format!(
            "write into {to}: there is a place already; name a new database, or move that one away first"
        )));
    }
    Ok(())
}

/// Writes the place behind a connection that reads into a new file.
pub(crate) fn into_file(from: &Db, file: &Path, keys: &Keyring, modules: &[Module]) -> Result<(), Fault> {
    let to = Db::writer(&Database::from(file))?;
    from.begin_reading()?;
    let carried = carry(from, &to, keys, modules);
    let _ = from.commit();
    carried?;
    upgrade::settle(to)?;
    let _ = std::fs::remove_file(named(file, "-lock"));
    Ok(())
}

/// All of it, or nothing; the last act.
fn carry(from: &Db, to: &Db, keys: &Keyring, modules: &[Module]) -> Result<Head, Fault> {
    store::prepare(to, modules)?;
    to.begin_writing()?;
    let carried = carry_rows(from, to).and_then(|()| refill(to, keys, modules));
    match carried {
        Ok(rebuilt) => to.commit().map(|()| rebuilt.head),
        Err(fault) => {
            to.rollback()?;
            Err(fault)
        }
    }
}

fn carry_rows(from: &Db, to: &Db) -> Result<(), Fault> {
    ship::copy_rows(from, to)?;
    from.each(&REFUSALS, &[], |row| {
        to.run(
            "insert into journal_refusal (at, user_id, seat_id, org_id, act, permit, why, policies)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            &row.0,
        )
        .map(|_| true)
    })
}
