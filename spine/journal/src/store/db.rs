//! One connection, whichever engine is behind it. What differs between them ends here: nothing above knows which it is.

use std::path::Path;

use super::address::Database;
use super::both::Both;
use super::postgres::{self, Postgres};
use super::sqlite::Sqlite;
use crate::Fault;
use crate::value::{Query, Row, Value};

/// One connection to a database of a place.
pub(crate) enum Db {
    /// A file.
    Sqlite(Sqlite),
    /// A server.
    Postgres(Box<Postgres>),
    /// Both, compared.
    Both(Box<Both>),
}

impl Database {
    /// Whether there is a place.
    pub fn exists(&self) -> Result<bool, Fault> {
        match self {
            Database::File(file) => Ok(file.exists()),
            Database::Server(server) => postgres::holds_a_place(server),
            Database::Compared(both) => Ok(both.file.exists() && postgres::holds_a_place(&both.server)?),
        }
    }

    /// Makes room for a place: the folder of a file, or the database on its server, as text must sort in it.
    pub fn make(&self) -> Result<(), Fault> {
        let folder = |file: &Path| match file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => std::fs::create_dir_all(folder)
                .map_err(|error| Fault::new(format!("make the folder {}", folder.display()), error)),
            None => Ok(()),
        };
        match self {
            Database::File(file) => folder(file),
            Database::Server(server) => postgres::make(server),
            Database::Compared(both) => folder(&both.file).and_then(|()| postgres::make(&both.server)),
        }
    }
}

impl Db {
    /// Opens the database to write: a file alone, a server by turns with other programs.
    pub(crate) fn writer(database: &Database) -> Result<Db, Fault> {
        Ok(match database {
            Database::File(file) => Db::Sqlite(Sqlite::writer(file)?),
            Database::Server(server) => Db::Postgres(Box::new(Postgres::writer(server)?)),
            Database::Compared(both) => Db::Both(Box::new(Both::writer(both)?)),
        })
    }

    /// Opens the database to write while no other program may: for what must not happen under a place that is served.
    pub(crate) fn alone(database: &Database) -> Result<Db, Fault> {
        match database {
            Database::Server(server) => Ok(Db::Postgres(Box::new(Postgres::alone(server)?))),
            Database::File(file) => Sqlite::alone(file).map(Db::Sqlite),
            Database::Compared(_) => Db::writer(database),
        }
    }

    /// Opens the database to read only.
    pub(crate) fn reader(database: &Database) -> Result<Db, Fault> {
        Ok(match database {
            Database::File(file) => Db::Sqlite(Sqlite::reader(file)?),
            Database::Server(server) => Db::Postgres(Box::new(Postgres::reader(server)?)),
            Database::Compared(both) => Db::Both(Box::new(Both::reader(both)?)),
        })
    }

    /// A database of its own that nobody else sees and that is gone when it is closed.
    pub(crate) fn scratch() -> Result<Db, Fault> {
        Sqlite::scratch().map(Db::Sqlite)
    }

    /// The file behind it, where it is one alone.
    pub(crate) fn as_file(&self) -> Option<&Sqlite> {
        match self {
            Db::Sqlite(db) => Some(db),
            Db::Postgres(_) | Db::Both(_) => None,
        }
    }

    /// Whether other programs may write between two transactions of this one.
    pub(crate) fn has_other_writers(&self) -> bool {
        match self {
            Db::Sqlite(_) => false,
            Db::Postgres(_) | Db::Both(_) => true,
        }
    }

    /// Whether a transaction is open. SQLite may take a whole one back by itself, as when the disk is full; a server, when
    /// the line to it breaks.
    pub(crate) fn in_transaction(&self) -> bool {
        match self {
            Db::Sqlite(db) => db.in_transaction(),
            Db::Postgres(db) => db.in_transaction(),
            Db::Both(db) => db.in_transaction(),
        }
    }

    /// Begins to read: one state until it is committed.
    pub(crate) fn begin_reading(&self) -> Result<(), Fault> {
        match self {
            Db::Sqlite(db) => db.begin_reading(),
            Db::Postgres(db) => db.begin_reading(),
            Db::Both(db) => db.begin_reading(),
        }
    }

    /// Begins to write; waits until it is this one's turn.
    pub(crate) fn begin_writing(&self) -> Result<(), Fault> {
        match self {
            Db::Sqlite(db) => db.begin_writing(),
            Db::Postgres(db) => db.begin_writing(),
            Db::Both(db) => db.begin_writing(),
        }
    }

    /// Ends a transaction and keeps what it wrote.
    pub(crate) fn commit(&self) -> Result<(), Fault> {
        match self {
            Db::Sqlite(db) => db.batch("commit"),
            Db::Postgres(db) => db.commit(),
            Db::Both(db) => db.commit(),
        }
    }

    /// Ends a transaction and takes back what it wrote.
    pub(crate) fn rollback(&self) -> Result<(), Fault> {
        match self {
            Db::Sqlite(db) => db.batch("rollback"),
            Db::Postgres(db) => db.rollback(),
            Db::Both(db) => db.batch("rollback"),
        }
    }

    /// Begins an act inside a transaction: what it writes can be taken back alone.
    pub(crate) fn begin_act(&self) -> Result<(), Fault> {
        match self {
            Db::Postgres(db) => db.begin_act(),
            Db::Sqlite(_) | Db::Both(_) => self.touch("savepoint act", &[]).map(|_| ()),
        }
    }

    /// Ends an act. A server may still refuse what it wrote: [`Db::refused_late`] tells, once the next act has read
    /// something or [`Db::hear`] was called.
    pub(crate) fn end_act(&self) -> Result<(), Fault> {
        match self {
            Db::Postgres(db) => db.end_act(),
            Db::Sqlite(_) | Db::Both(_) => self.touch("release act", &[]).map(|_| ()),
        }
    }

    /// Takes back what the act has written.
    pub(crate) fn undo_act(&self) -> Result<(), Fault> {
        match self {
            Db::Postgres(db) => db.undo_act(),
            Db::Sqlite(_) | Db::Both(_) => self.batch("rollback to act; release act"),
        }
    }

    /// Waits until it is known what became of everything that was written.
    pub(crate) fn hear(&self) -> Result<(), Fault> {
        match self {
            Db::Postgres(db) => db.hear(),
            Db::Sqlite(_) | Db::Both(_) => Ok(()),
        }
    }

    /// Why the act before the present one was refused after its end, where it was: nothing of it is left.
    pub(crate) fn refused_late(&self) -> Option<Fault> {
        match self {
            Db::Postgres(db) => db.refused_late(),
            Db::Sqlite(_) | Db::Both(_) => None,
        }
    }

    /// Whether nobody here knows if the last commit was kept: the line broke under it.
    pub(crate) fn is_commit_unknown(&self) -> bool {
        match self {
            Db::Sqlite(_) | Db::Both(_) => false,
            Db::Postgres(db) => db.is_commit_unknown(),
        }
    }

    /// Keeps other programs from writing until [`Db::be_among_others`]; refused in words while any may.
    pub(crate) fn be_alone(&self) -> Result<(), Fault> {
        match self {
            Db::Sqlite(_) | Db::Both(_) => Ok(()),
            Db::Postgres(db) => db.be_alone(),
        }
    }

    /// Lets other programs write again.
    pub(crate) fn be_among_others(&self) -> Result<(), Fault> {
        match self {
            Db::Sqlite(_) | Db::Both(_) => Ok(()),
            Db::Postgres(db) => db.be_among_others(),
        }
    }

    /// All rows of a query.
    pub(crate) fn rows(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        if let Db::Postgres(db) = self {
            return db.rows(query.name, query.sql, values);
        }
        let mut all = Vec::new();
        self.each(query, values, |row| {
            all.push(row);
            Ok(true)
        })?;
        Ok(all)
    }

    /// The first row of a query, where it has one.
    pub(crate) fn first(&self, query: &Query, values: &[Value]) -> Result<Option<Row>, Fault> {
        if let Db::Postgres(db) = self {
            return db.first(query.name, query.sql, values);
        }
        let mut first = None;
        self.each(query, values, |row| {
            first = Some(row);
            Ok(false)
        })?;
        Ok(first)
    }

    /// The first row of each of several queries, where they have one; a server is asked all of them at once.
    pub(crate) fn first_of_each(&self, asked: &[(&Query, Vec<Value>)]) -> Result<Vec<Option<Row>>, Fault> {
        if let Db::Postgres(db) = self {
            return db.first_of_each(asked);
        }
        asked.iter().map(|(query, values)| self.first(query, values)).collect()
    }

    /// Hands each row to the caller until it answers `false`. Other statements may be run meanwhile.
    pub(crate) fn each(
        &self,
        query: &Query,
        values: &[Value],
        mut take: impl FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        self.each_of(query.name, query.sql, values, &mut take)
    }

    /// The same for a statement that is put together here.
    pub(crate) fn each_of(
        &self,
        name: &str,
        sql: &str,
        values: &[Value],
        take: &mut dyn FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        match self {
            Db::Sqlite(db) => db.each(name, sql, values, take),
            Db::Postgres(db) => db.each(name, sql, values, take),
            Db::Both(db) => db.each(name, sql, values, take),
        }
    }

    /// Runs one statement that writes. A server is not waited for: what it refuses is the fault of a later call, of the
    /// commit at the latest.
    pub(crate) fn run(&self, sql: &str, values: &[Value]) -> Result<(), Fault> {
        match self {
            Db::Postgres(db) => db.run(sql, values),
            Db::Sqlite(_) | Db::Both(_) => self.touch(sql, values).map(|_| ()),
        }
    }

    /// Runs one statement that writes, and waits; how many rows it touched.
    pub(crate) fn touch(&self, sql: &str, values: &[Value]) -> Result<usize, Fault> {
        match self {
            Db::Sqlite(db) => db.run(sql, values),
            Db::Postgres(db) => db.touch(sql, values),
            Db::Both(db) => db.run(sql, values),
        }
    }

    /// Runs statements without values: savepoints, tables.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), Fault> {
        match self {
            Db::Sqlite(db) => db.batch(sql),
            Db::Postgres(db) => db.batch(sql),
            Db::Both(db) => db.batch(sql),
        }
    }

    /// Sees to it that a deleted key is not left lying about, as far as the engine lets it.
    pub(crate) fn forget_log(&self) {
        match self {
            Db::Sqlite(db) => db.forget_log(),
            Db::Postgres(db) => db.forget_log(),
            Db::Both(db) => db.forget_log(),
        }
    }

    /// What is damaged below the record, in the words of the engine.
    pub(crate) fn damage(&self) -> Result<Vec<String>, Fault> {
        match self {
            Db::Sqlite(db) => db.damage(),
            Db::Postgres(db) => db.damage(),
            Db::Both(db) => db.damage(),
        }
    }
}
