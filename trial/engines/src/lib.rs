//! On which engine a test plays. A test names a file; where the environment names a PostgreSQL server, the same story is
//! played on a database of that server instead, or on both with each answer compared. `./x test postgres` sets it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "for tests alone")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use journal::{Database, Server};

/// A database of the server from which others may be made: `postgres://USER@/postgres?host=FOLDER`.
pub const SERVER: &str = "ROUNDTABLE_TEST_SERVER";

/// `postgres` for the server alone; `both` compares it with a file, and is what stands where nothing is named.
pub const ENGINE: &str = "ROUNDTABLE_TEST_ENGINE";

/// How this run is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// In files.
    Sqlite,
    /// On the server.
    Postgres,
    /// On both, compared.
    Both,
}

/// How this run is played, as the environment says.
pub fn engine() -> Engine {
    if std::env::var_os(SERVER).is_none_or(|named| named.is_empty()) {
        return Engine::Sqlite;
    }
    match std::env::var(ENGINE).as_deref() {
        Ok("postgres") => Engine::Postgres,
        Ok("both") | Err(_) => Engine::Both,
        Ok(other) => panic!("{ENGINE}={other}: postgres or both"),
    }
}

/// For a story about the file itself: whether it is to be left out, which is said by name.
pub fn is_about_files(story: &str) -> bool {
    let left_out = engine() != Engine::Sqlite;
    if left_out {
        #[allow(clippy::print_stdout, reason = "a test that is left out says so")]
        {
            println!("skipped: {story}, which is about a file");
        }
    }
    left_out
}

/// For a story about several programs on one server: the database that stands for that file, on the server alone. Nothing
/// where no server is named, and then the story is left out by name.
pub fn on_server(story: &str, file: &Path) -> Option<Server> {
    let Some(named) = std::env::var(SERVER).ok().filter(|named| !named.is_empty()) else {
        #[allow(clippy::print_stdout, reason = "a test that is left out says so")]
        {
            println!("skipped: {story}, which needs a PostgreSQL server: ./x test postgres");
        }
        return None;
    };
    let server: Server = named.parse().unwrap();
    let server = server.named(&format!("s{}", name(file)));
    Database::Server(server.clone()).make().unwrap();
    Some(server)
}

/// The database of a test that would be kept in that file. The same file names the same database, in another program too.
pub fn at(file: &Path) -> Database {
    static KNOWN: Mutex<Option<HashMap<PathBuf, Database>>> = Mutex::new(None);
    let engine = engine();
    if engine == Engine::Sqlite {
        return file.into();
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_with(HashMap::new);
    if let Some(database) = known.get(file) {
        return database.clone();
    }
    let server: Server = std::env::var(SERVER).unwrap().parse().unwrap();
    let server = server.named(&name(file));
    let database = match engine {
        Engine::Postgres => Database::Server(server),
        Engine::Sqlite | Engine::Both => Database::compared(file.to_owned(), server),
    };
    database.make().unwrap();
    known.insert(file.to_owned(), database.clone());
    database
}

/// The file's path in letters and digits, short enough for a database: folders of tests are named by program and number.
fn name(file: &Path) -> String {
    let path = file.to_string_lossy().to_lowercase();
    let letters: String =
        path.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
    let from = letters.len().saturating_sub(60);
    format!("t{}", letters.get(from..).unwrap_or_default())
}

/// One number from a database, by a connection of the test's own.
pub fn count(database: &Database, sql: &str) -> i64 {
    let one = list(database, sql);
    one.first().and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{sql}: {one:?}"))
}

/// The first column of what a statement finds, as text.
pub fn list(database: &Database, sql: &str) -> Vec<String> {
    match database {
        Database::File(file) => in_file(file, sql),
        Database::Server(server) => psql(server, sql).lines().map(ToOwned::to_owned).collect(),
        Database::Compared(both) => {
            let (ours, theirs) =
                (in_file(both.file(), sql), list(&Database::Server(both.server().clone()), sql));
            assert_eq!(ours, theirs, "{sql}");
            ours
        }
    }
}

/// Does something to the database behind the journal's back.
pub fn change(database: &Database, sql: &str) {
    let in_file = |file: &Path| rusqlite::Connection::open(file).unwrap().execute_batch(sql).unwrap();
    match database {
        Database::File(file) => in_file(file),
        Database::Server(server) => drop(psql(server, sql)),
        Database::Compared(both) => {
            in_file(both.file());
            psql(both.server(), sql);
        }
    }
}

fn in_file(file: &Path, sql: &str) -> Vec<String> {
    let db = rusqlite::Connection::open(file).unwrap();
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        Ok(match row.get_ref(0)? {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            rusqlite::types::ValueRef::Null
            | rusqlite::types::ValueRef::Real(_)
            | rusqlite::types::ValueRef::Blob(_) => panic!("{sql}: neither a whole number nor text"),
        })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// The server's own program, so that the test does not look through the eyes of what it tests.
fn psql(server: &Server, sql: &str) -> String {
    let said = Command::new("psql")
        .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, &server.to_string()])
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(said.status.success(), "{sql}: {err}");
    out.into_owned()
}
