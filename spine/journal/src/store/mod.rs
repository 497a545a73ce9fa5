//! The databases. Everything else in the journal speaks to [`Db`]; only this folder names a driver.

mod address;
mod both;
mod compare;
mod db;
mod lock;
mod postgres;
mod schema;
mod sqlite;

pub use address::{Compared, Database, Server, without_password};
pub use compare::Difference;
pub(crate) use db::Db;
pub(crate) use schema::{prepare, prepare_and};
pub(crate) use sqlite::Sqlite;

use crate::Fault;
use crate::entry::{Stream, Version};
use crate::value::{Query, Row, Value};

const VERSION: Query = Query {
    name: "journal.version",
    sql: "select coalesce(max(version), 0) from journal_fact where family = ?1 and stream = ?2",
};

/// How many facts a stream has.
pub(crate) fn version(db: &Db, stream: &Stream) -> Result<Version, Fault> {
    let (query, values) = asking_version(stream);
    version_in(db.first(query, &values)?.as_ref())
}

/// The query for it, to be asked among others.
pub(crate) fn asking_version(stream: &Stream) -> (&'static Query, Vec<Value>) {
    (&VERSION, vec![stream.family.into(), stream.id.as_str().into()])
}

/// Its answer.
pub(crate) fn version_in(row: Option<&Row>) -> Result<Version, Fault> {
    row.map_or(Ok(Version(0)), |row| row.get(0).map(Version))
}

/// What a statement is called in a fault: its first words, which hold no value.
fn first_words(sql: &str) -> String {
    sql.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
