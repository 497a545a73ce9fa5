//! SQLite: one file for one place. Durable before the reply: `synchronous=full` with a write-ahead log.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};

use super::first_words;
use super::lock::Lock;
use crate::Fault;
use crate::value::{Row, Value};

/// One connection; that of the writer holds the lock until it is closed.
pub(crate) struct Sqlite {
    connection: Connection,
    _lock: Option<Lock>,
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(reference(self)))
    }
}

/// A value as SQLite holds it.
pub(super) fn reference(value: &Value) -> ValueRef<'_> {
    match value {
        Value::Null => ValueRef::Null,
        Value::Int(number) => ValueRef::Integer(*number),
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
        Value::Blob(bytes) => ValueRef::Blob(bytes),
    }
}

/// Pages in the write-ahead log before they are folded into the file: about 16 MB.
const CHECKPOINT_PAGES: i64 = 4000;

/// How many prepared statements a connection keeps.
const STATEMENTS_KEPT: usize = 256;

/// Keeps statements prepared, and one plan for each whatever its values are: without that promise SQLite prepares a kept
/// statement anew each time it is given other values, which took two fifths of the time of a page.
fn steady(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ())
}

impl Sqlite {
    /// Opens the file for the one writer, making it where there is none.
    pub(crate) fn writer(path: &Path) -> Result<Sqlite, Fault> {
        let doing = |error| fault(format!("open {} to write", path.display()), error);
        let lock = Lock::take(path)?;
        let connection = Connection::open(path).map_err(doing)?;
        let pragmas = format!(
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
             pragma trusted_schema = off; pragma secure_delete = on; pragma cache_size = -65536;
             pragma temp_store = memory; pragma busy_timeout = 10000; pragma wal_autocheckpoint = {CHECKPOINT_PAGES};"
        );
        connection.execute_batch(&pragmas).map_err(doing)?;
        let full: i64 = connection.query_row("pragma synchronous", [], |row| row.get(0)).map_err(doing)?;
        if full != 2 {
            return Err(Fault::plain(format!(
                "open {} to write: the disk would not be waited for",
                path.display()
            )));
        }
        steady(&connection).map_err(doing)?;
        Ok(Sqlite { connection, _lock: Some(lock) })
    }

    /// Opens the file for a long work while nobody is served: the tables that it writes may lie in memory meanwhile, for
    /// writing them back and forth through the log takes most of the time of a large place.
    pub(crate) fn alone(path: &Path) -> Result<Sqlite, Fault> {
        let sqlite = Sqlite::writer(path)?;
        sqlite.batch("pragma cache_size = -1048576")?;
        Ok(sqlite)
    }

    /// A database of its own that nobody else sees and that is gone when it is closed.
    pub(crate) fn scratch() -> Result<Sqlite, Fault> {
        let doing = |error| fault("make a scratch database".to_owned(), error);
        let connection = Connection::open("").map_err(doing)?;
        connection
            .execute_batch("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -65536;")
            .map_err(doing)?;
        steady(&connection).map_err(doing)?;
        Ok(Sqlite { connection, _lock: None })
    }

    /// Opens the file to read only.
    pub(crate) fn reader(path: &Path) -> Result<Sqlite, Fault> {
        let doing = |error| fault(format!("open {} to read", path.display()), error);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(doing)?;
        connection
            .execute_batch("pragma query_only = on; pragma trusted_schema = off; pragma busy_timeout = 10000; pragma cache_size = -32768; pragma temp_store = memory;")
            .map_err(doing)?;
        steady(&connection).map_err(doing)?;
        Ok(Sqlite { connection, _lock: None })
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Whether a transaction is open. SQLite may take a whole one back by itself, as when the disk is full.
    pub(crate) fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Begins to read: one state, that of the first read, until it is ended.
    pub(crate) fn begin_reading(&self) -> Result<(), Fault> {
        self.batch("begin")
    }

    /// Begins to write.
    pub(crate) fn begin_writing(&self) -> Result<(), Fault> {
        self.batch("begin immediate")
    }

    /// Hands each row to the caller until it answers `false`.
    pub(crate) fn each(
        &self,
        name: &str,
        sql: &str,
        values: &[Value],
        take: &mut dyn FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let doing = |error| fault(format!("read {name}"), error);
        let mut statement = self.connection.prepare_cached(sql).map_err(doing)?;
        let columns = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(doing)?;
        while let Some(row) = rows.next().map_err(doing)? {
            let mut taken = Vec::with_capacity(columns);
            for column in 0..columns {
                taken.push(match row.get_ref(column).map_err(doing)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => Value::Int(number),
                    ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                    ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
                    ValueRef::Real(_) => {
                        return Err(Fault::plain(format!("read {name}: column {column} holds a fraction")));
                    }
                });
            }
            if !take(Row(taken))? {
                break;
            }
        }
        Ok(())
    }

    /// Runs one statement that writes; how many rows it touched.
    pub(crate) fn run(&self, sql: &str, values: &[Value]) -> Result<usize, Fault> {
        let doing = |error| fault(format!("write ({} …)", first_words(sql)), error);
        let mut statement = self.connection.prepare_cached(sql).map_err(doing)?;
        statement.execute(rusqlite::params_from_iter(values)).map_err(doing)
    }

    /// Runs statements without values: transactions, tables.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), Fault> {
        self.connection
            .execute_batch(sql)
            .map_err(|error| fault(format!("run ({} …)", first_words(sql)), error))
    }

    /// Folds the write-ahead log into the file and empties it, so that a deleted key is not left lying in it. Where a
    /// reading is in the way the log is emptied by the usual folding instead, some thousand pages later.
    pub(crate) fn forget_log(&self) {
        let folded =
            self.connection.execute_batch("pragma busy_timeout = 0; pragma wal_checkpoint(truncate);");
        let patient = self.connection.execute_batch("pragma busy_timeout = 10000");
        if let Err(error) = folded.and(patient) {
            tracing::warn!(%error, "the log could not be folded after an erasure");
        }
    }

    /// Leaves the database as one file without a log beside it, so that it can be renamed.
    pub(crate) fn settle_as_one_file(&self) -> Result<(), Fault> {
        self.batch("pragma journal_mode = delete")
    }

    /// What is damaged in the file, in the words of SQLite.
    pub(crate) fn damage(&self) -> Result<Vec<String>, Fault> {
        let mut found = Vec::new();
        self.each("journal.integrity", "pragma integrity_check(20)", &[], &mut |row| {
            let what: String = row.get(0)?;
            if what != "ok" {
                found.push(what);
            }
            Ok(true)
        })?;
        Ok(found)
    }

    /// Copies the whole database, as it stands, into a new file, without stopping the writer.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), Fault> {
        // The connection itself can only read; SQLite takes the new file for a write as well.
        self.batch("pragma query_only = off")?;
        let target = path.to_string_lossy().into_owned();
        self.run("vacuum into ?1", &[Value::Text(target)])
            .map(|_| ())
            .map_err(|fault| Fault::new(format!("copy the database to {}", path.display()), fault))
    }
}

pub(super) fn fault(attempted: String, error: rusqlite::Error) -> Fault {
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) {
        Fault::disk_full(attempted)
    } else {
        Fault::new(attempted, error)
    }
}
