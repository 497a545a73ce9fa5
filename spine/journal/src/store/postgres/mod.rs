//! PostgreSQL: one database of a server for one place, written by several programs by turns. Durable before the reply: what
//! the server would not wait for is refused at the start.

mod acts;
mod connection;
mod exchange;
mod line;
mod make;
mod session;
mod types;
mod wire;

pub(crate) use make::{holds_a_place, make};

use std::cell::Cell;

use self::connection::Connection;
use super::address::Server;
use crate::Fault;
use crate::value::{Query, Row, Value};

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Pages: it cannot write.
    Reader,
    /// Writes by turns with other programs.
    Writer,
    /// Writes while no other program may.
    Alone,
}

/// One connection to the database of a place.
pub(crate) struct Postgres {
    server: Server,
    role: Role,
    connection: Connection,
    /// The line broke while a commit was under way: whether it was kept is not known here.
    unknown: Cell<bool>,
}

/// Locks are numbers; the first is the same for all of ours. They are the server's, within one database.
const LOCKS: i32 = 0x524f_554e;
/// Held, shared, by every program that may write; alone by one that must not be disturbed.
const SERVING: i32 = 1;
/// Held by the transaction that writes: it makes one order of the acts of several programs.
const WRITING: i32 = 2;

impl Postgres {
    /// A connection that reads only.
    pub(crate) fn reader(server: &Server) -> Result<Postgres, Fault> {
        Postgres::open(server, Role::Reader)
    }

    /// A connection that writes by turns with those of other programs.
    pub(crate) fn writer(server: &Server) -> Result<Postgres, Fault> {
        Postgres::open(server, Role::Writer)
    }

    /// A connection that writes while no other program may.
    pub(crate) fn alone(server: &Server) -> Result<Postgres, Fault> {
        Postgres::open(server, Role::Alone)
    }

    fn open(server: &Server, role: Role) -> Result<Postgres, Fault> {
        let db = Postgres {
            server: server.clone(),
            role,
            connection: Connection::new(),
            unknown: Cell::new(false),
        };
        db.sign_in()?;
        Ok(db)
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.connection.in_transaction()
    }

    /// Begins to read: one state until it is ended.
    pub(crate) fn begin_reading(&self) -> Result<(), Fault> {
        self.begin("begin isolation level repeatable read read only")
    }

    /// Begins to write, and waits until no other program writes: what it reads from now on is the last that was committed.
    pub(crate) fn begin_writing(&self) -> Result<(), Fault> {
        self.connection.forget_much();
        // Each statement sees what was committed before it, and the lock is let go after a commit can be seen.
        let begin =
            format!("begin isolation level read committed; select pg_advisory_xact_lock({LOCKS}, {WRITING})");
        let begun = self.begin(&begin);
        if begun.is_err() && self.in_transaction() {
            let _ = self.rollback();
        }
        begun
    }

    /// A line that broke since it was last used is brought up again once: nothing had begun on it.
    fn begin(&self, sql: &str) -> Result<(), Fault> {
        self.connection.acts.begin_anew();
        if self.connection.is_up() {
            let begun = self.connection.batch(sql);
            if begun.is_ok() || self.connection.is_up() {
                return begun.map(|_| ());
            }
        }
        if self.role == Role::Alone {
            return Err(Fault::plain("go on: the line to the database server broke; begin again"));
        }
        self.sign_in()?;
        self.connection.batch(sql).map(|_| ())
    }

    /// Commits. A transaction in which something failed is not committed, and that is a fault.
    pub(crate) fn commit(&self) -> Result<(), Fault> {
        self.unknown.set(false);
        // Whoever writes acts has asked before which of them was refused late; one that was not asked about is not passed over.
        self.connection.hear()?;
        if let Some(late) = self.connection.refused_late() {
            return Err(late);
        }
        let committed = self.connection.batch("commit");
        if committed.is_err() && !self.connection.is_up() {
            self.unknown.set(true);
        }
        match committed?.first() {
            Some(did) if did == "COMMIT" => Ok(()),
            _ => Err(Fault::plain(
                "commit: something before it had failed, and the server took all of it back",
            )),
        }
    }

    /// Whether the line broke during the last commit, so that nobody here knows whether it was kept.
    pub(crate) fn is_commit_unknown(&self) -> bool {
        self.unknown.get()
    }

    pub(crate) fn rows(&self, name: &str, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.connection.rows(name, sql, values)
    }

    pub(crate) fn first(&self, name: &str, sql: &str, values: &[Value]) -> Result<Option<Row>, Fault> {
        self.connection.first(name, sql, values)
    }

    pub(crate) fn each(
        &self,
        name: &str,
        sql: &str,
        values: &[Value],
        take: &mut dyn FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        self.connection.each(name, sql, values, take)
    }

    pub(crate) fn first_of_each(&self, asked: &[(&Query, Vec<Value>)]) -> Result<Vec<Option<Row>>, Fault> {
        self.connection.first_of_each(asked)
    }

    pub(crate) fn run(&self, sql: &str, values: &[Value]) -> Result<(), Fault> {
        self.connection.run(sql, values)
    }

    pub(crate) fn touch(&self, sql: &str, values: &[Value]) -> Result<usize, Fault> {
        self.connection.touch(sql, values)
    }

    pub(crate) fn rollback(&self) -> Result<(), Fault> {
        self.connection.take_back("rollback")
    }

    pub(crate) fn begin_act(&self) -> Result<(), Fault> {
        self.connection.begin_act()
    }

    pub(crate) fn end_act(&self) -> Result<(), Fault> {
        self.connection.end_act()
    }

    pub(crate) fn undo_act(&self) -> Result<(), Fault> {
        self.connection.undo_act()
    }

    pub(crate) fn hear(&self) -> Result<(), Fault> {
        self.connection.hear()
    }

    pub(crate) fn refused_late(&self) -> Option<Fault> {
        self.connection.refused_late()
    }

    /// Runs statements without values: savepoints, tables.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), Fault> {
        self.connection.batch(&types::tables(sql)).map(|_| ())
    }

    /// Sweeps out the rows of deleted keys, so that they are not left lying in the table. What the server's own log and
    /// copies of it hold goes when they are recycled.
    pub(crate) fn forget_log(&self) {
        if let Err(fault) = self.connection.batch("vacuum journal_key") {
            tracing::warn!(%fault, "the table of keys could not be swept after an erasure");
        }
    }

    /// What is damaged, as far as the server can say without reading everything: nothing. Each row that is read is checked
    /// by the server where its pages carry checksums.
    pub(crate) fn damage(&self) -> Result<Vec<String>, Fault> {
        let row = self.first("postgres.checksums", "select current_setting('data_checksums')", &[])?;
        if row.is_some_and(|row| row.get::<String>(0).is_ok_and(|set| set != "on")) {
            tracing::warn!(
                "the database server keeps no checksums: a flipped bit is found by the chain alone"
            );
        }
        Ok(Vec::new())
    }
}
