//! Signing in for a purpose: what the server must promise, how its session is set, and who else writes.

use std::time::Duration;

use super::wire::{Trouble, Wire};
use super::{LOCKS, Postgres, Role, SERVING};
use crate::Fault;

/// What must hold before a single act is written, each asked of the server itself.
const PROMISES: &str = "select current_setting('fsync'), current_setting('full_page_writes'),
    current_setting('synchronous_commit'), current_setting('server_encoding'),
    ('B' < 'a' and 'Z' < 'a' and 'a' < 'b' and 'z' < 'é')::int, pg_is_in_recovery()::int,
    current_setting('server_version_num')";

/// The oldest server that this is tried on.
const VERSION_MIN: i64 = 150_000;

/// How each session is set. Who waits longer than that for a turn to write gives up in words.
const SETTINGS: &str =
    "set jit = off; set client_min_messages = warning; set standard_conforming_strings = on;
    set lock_timeout = '30s'; set statement_timeout = 0";

impl Postgres {
    /// Connects and sets the session; for those who write, only where the server waits for its disk.
    pub(super) fn sign_in(&self) -> Result<(), Fault> {
        let what = if self.role == Role::Reader { "read" } else { "write" };
        let doing = format!("open {} to {what}", self.server);
        let wire =
            Wire::connect(&self.server).map_err(|trouble| not_there(&doing, &self.server.name, trouble))?;
        self.connection.use_line(wire);
        let set = self.set(&doing).and_then(|()| self.hear_within());
        if set.is_err() {
            self.connection.hang_up();
        }
        set
    }

    /// How long a line may say nothing before it counts as cut. A commit that waits for a standby waits no longer either; what
    /// became of it is asked on another line.
    fn hear_within(&self) -> Result<(), Fault> {
        match self.role {
            Role::Alone => self.give_up_after(None),
            Role::Writer | Role::Reader => self.give_up_after(Some(self.server.silence)),
        }
    }

    fn give_up_after(&self, silence: Option<Duration>) -> Result<(), Fault> {
        let doing = || "set how long a line may be silent".to_owned();
        self.connection.asking(doing, |wire| wire.give_up_after(silence))
    }

    fn set(&self, doing: &str) -> Result<(), Fault> {
        // A program that stands still inside a transaction loses it, and with it its turn to write.
        let idle = match self.role {
            Role::Reader => "set idle_in_transaction_session_timeout = '30min'",
            Role::Writer => "set idle_in_transaction_session_timeout = '60s'",
            Role::Alone => "set idle_in_transaction_session_timeout = 0",
        };
        self.connection.batch(&format!("{SETTINGS}; {idle}"))?;
        self.must_promise(doing)?;
        match self.role {
            Role::Reader => self.connection.batch("set default_transaction_read_only = on").map(|_| ()),
            Role::Writer => self.hold(doing, "pg_try_advisory_lock_shared"),
            Role::Alone => self.hold(doing, "pg_try_advisory_lock"),
        }
    }

    fn must_promise(&self, doing: &str) -> Result<(), Fault> {
        let refuse = |why: String| Err(Fault::plain(format!("{doing}: {why}")));
        let row = self.connection.first("postgres.promises", PROMISES, &[])?;
        let Some(row) = row else { return refuse("the server says nothing of itself".to_owned()) };
        let version: String = row.get(6)?;
        if version.parse::<i64>().is_ok_and(|version| version < VERSION_MIN) {
            return refuse("the server is older than PostgreSQL 15; upgrade it first".to_owned());
        }
        if row.get::<String>(3)? != "UTF8" || !row.get::<bool>(4)? {
            return refuse(format!(
                "text would sort otherwise than the journal expects; make the database anew with {}",
                super::make::by_hand(&self.server.name)
            ));
        }
        if self.role == Role::Reader {
            return Ok(());
        }
        for (column, setting) in ["fsync", "full_page_writes", "synchronous_commit"].iter().enumerate() {
            if row.get::<String>(column)? == "off" {
                return refuse(format!(
                    "the disk would not be waited for, since {setting} is off on the server: switch it on in \
                     postgresql.conf and reload, or an acknowledged ask may be lost"
                ));
            }
        }
        if row.get::<bool>(5)? {
            return refuse(
                "this server is a replica, which takes no writes; name the primary, or promote it".to_owned(),
            );
        }
        Ok(())
    }

    /// Holds the lock of those who write until the line ends.
    fn hold(&self, doing: &str, how: &str) -> Result<(), Fault> {
        let row =
            self.connection.first("postgres.lock", &format!("select {how}({LOCKS}, {SERVING})"), &[])?;
        if row.is_some_and(|row| row.get::<bool>(0).is_ok_and(|held| held)) {
            return Ok(());
        }
        Err(Fault::plain(format!("{doing}: another program is writing it; stop that program first")))
    }

    /// While this one writes alone for a moment, as to bring tables up to date: refuses while other programs write.
    pub(crate) fn be_alone(&self) -> Result<(), Fault> {
        if self.role != Role::Writer {
            return Ok(());
        }
        self.hold(&format!("bring the tables of {} up to date", self.server), "pg_try_advisory_lock")?;
        // Tables may be large, and each step takes what it takes.
        self.give_up_after(None)
    }

    /// Lets others write again.
    pub(crate) fn be_among_others(&self) -> Result<(), Fault> {
        if self.role != Role::Writer {
            return Ok(());
        }
        let unlock = format!("select pg_advisory_unlock({LOCKS}, {SERVING})");
        self.connection.first("postgres.unlock", &unlock, &[])?;
        self.hear_within()
    }
}

/// Why nobody could sign in, with what to do.
fn not_there(doing: &str, name: &str, trouble: Trouble) -> Fault {
    let to_do = match &trouble {
        Trouble::Lost(error) if error.kind() == std::io::ErrorKind::PermissionDenied => "",
        Trouble::Lost(_) => "; is the server running, and is it there?",
        Trouble::Said(said) | Trouble::Ended(said) if said.code == super::make::NO_DATABASE => {
            return Fault::plain(format!(
                "{doing}: there is no database “{name}” on this server: “roundtable place new” makes it, or {}",
                super::make::by_hand(name)
            ));
        }
        Trouble::Said(_) | Trouble::Ended(_) | Trouble::Before(..) => {
            "; see pg_hba.conf for who may sign in how"
        }
    };
    Fault::plain(format!("{doing}: {trouble}{to_do}"))
}
