//! Where a place is kept: a file, or a database of a PostgreSQL server.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Where the journal of a place is kept, with everything that follows from it.
#[derive(Clone, Debug)]
pub enum Database {
    /// A SQLite file.
    File(PathBuf),
    /// A database of a PostgreSQL server, which several programs may write by turns.
    Server(Server),
    /// On both engines at once, each answer of the one held against that of the other: for trying them out side by side.
    Compared(Compared),
}

/// A file and a server that are to hold the same.
#[derive(Clone, Debug)]
pub struct Compared {
    pub(super) file: PathBuf,
    pub(super) server: Server,
    /// Held while both commit, and while a reading begins on both: it sees one state.
    pub(super) together: Arc<Mutex<()>>,
}

/// A database of a PostgreSQL server, as in `postgres://user@localhost:5432/marlshire`,
/// `postgres:///marlshire?host=/var/run/postgresql` or, on another machine,
/// `postgres://user@db.example/marlshire?sslmode=verify-full&sslrootcert=/etc/roundtable/db.pem`. It prints without its
/// password.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    pub(super) host: Host,
    pub(super) port: u16,
    pub(super) user: String,
    pub(super) password: Option<String>,
    pub(super) name: String,
    /// After how long a line on which nothing is heard counts as cut.
    pub(super) silence: Duration,
}

/// How the server is reached. A line that leaves the machine is sealed, and the server proves its name on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Host {
    /// The folder of its socket.
    Socket(PathBuf),
    /// A name or number of this machine itself; what goes over the line is in the open.
    Loopback(String),
    /// A name, and the file of the authorities whose word for it is taken.
    Sealed {
        /// The name, as the server's certificate has it.
        host: String,
        /// Certificates in PEM.
        authorities: PathBuf,
    },
}

/// The folder of the socket where none is named, as Debian has it.
const SOCKET: &str = "/var/run/postgresql";

/// After how many seconds a silent line counts as cut, where it is not said: longer than anybody waits for a turn to write.
const SILENCE: u64 = 90;

/// The port where none is named.
const PORT: u16 = 5432;

impl Database {
    /// On both engines at once.
    pub fn compared(file: PathBuf, server: Server) -> Database {
        Database::Compared(Compared { file, server, together: Arc::default() })
    }

    /// The file, where there is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Database::File(file) => Some(file),
            Database::Compared(both) => Some(&both.file),
            Database::Server(_) => None,
        }
    }
}

impl Compared {
    /// The file of the two.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The server of the two.
    pub fn server(&self) -> &Server {
        &self.server
    }
}

impl From<PathBuf> for Database {
    fn from(file: PathBuf) -> Database {
        Database::File(file)
    }
}

impl From<&PathBuf> for Database {
    fn from(file: &PathBuf) -> Database {
        Database::File(file.clone())
    }
}

impl From<&Path> for Database {
    fn from(file: &Path) -> Database {
        Database::File(file.to_owned())
    }
}

impl From<&Database> for Database {
    fn from(database: &Database) -> Database {
        database.clone()
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Database::File(file) => write!(f, "{}", file.display()),
            Database::Server(server) => write!(f, "{server}"),
            Database::Compared(both) => write!(f, "{} and {}", both.file.display(), both.server),
        }
    }
}

impl FromStr for Database {
    type Err = String;

    /// `postgres://…`, `sqlite:FILE`, or just the file. Refuses anything else in words.
    fn from_str(text: &str) -> Result<Database, String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return text.parse().map(Database::Server);
        }
        let file = text.strip_prefix("sqlite:").unwrap_or(text);
        if text.contains("://") || file.is_empty() {
            return Err(format!(
                "“{}” is not a database: write sqlite:FILE, as in sqlite:place/marlshire.sqlite, or \
                 postgres://USER@localhost/NAME",
                without_password(text)
            ));
        }
        Ok(Database::File(PathBuf::from(file)))
    }
}

impl Server {
    /// The name of the database on its server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Another database of the same server.
    pub fn named(&self, name: &str) -> Server {
        Server { name: name.to_owned(), ..self.clone() }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Server { host, port, user, password: _, name, silence: _ } = self;
        match host {
            Host::Socket(folder) => {
                write!(f, "postgres://{user}@/{name}?host={}&port={port}", folder.display())
            }
            Host::Loopback(host) if host.contains(':') => {
                write!(f, "postgres://{user}@[{host}]:{port}/{name}")
            }
            Host::Loopback(host) => write!(f, "postgres://{user}@{host}:{port}/{name}"),
            Host::Sealed { host, authorities } => {
                let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
                let file = authorities.display();
                write!(f, "postgres://{user}@{host}:{port}/{name}?sslmode=verify-full&sslrootcert={file}")
            }
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Server {
    type Err = String;

    /// The user may also stand in PGUSER, or is who runs the program; the password is better kept in PGPASSWORD.
    fn from_str(text: &str) -> Result<Server, String> {
        let ours = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        parse(text, &ours)
    }
}

fn parse(text: &str, ours: &dyn Fn(&str) -> Option<String>) -> Result<Server, String> {
    let wrong = |why: &str| format!("“{}” is not a database: {why}", without_password(text));
    let rest = text
        .strip_prefix("postgres://")
        .or_else(|| text.strip_prefix("postgresql://"))
        .ok_or_else(|| wrong("it does not begin with postgres://"))?;
    let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
    if options.contains('@') {
        return Err(wrong("a ? in a password is written %3F; better, put the password into PGPASSWORD"));
    }
    let (place, name) = rest.split_once('/').unwrap_or((rest, ""));
    let (who, place) = place.rsplit_once('@').unwrap_or(("", place));
    let (user, password) = who.split_once(':').map_or((who, None), |(user, password)| (user, Some(password)));
    let open = |part: &str| percent(part).ok_or_else(|| wrong("a % in it is not followed by two digits"));
    let (mut host, mut port) = host_and_port(place, &wrong)?;
    let mut silence = SILENCE;
    let (mut sealed, mut authorities) = (false, None);
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        let value = open(value)?;
        match key {
            "host" => host = value,
            "port" => port = Some(number(&value, &wrong)?),
            "silence" => {
                let seconds = value.parse().ok().filter(|seconds| (1..=3_600).contains(seconds));
                silence =
                    seconds.ok_or_else(|| wrong("its silence is a number of seconds from 1 to 3600"))?;
            }
            "sslmode" if value == "disable" => {}
            "sslmode" if value == "verify-full" => sealed = true,
            "sslmode" => {
                return Err(wrong(
                    "its sslmode would seal the line to whoever answers: write sslmode=verify-full, or disable on this machine",
                ));
            }
            "sslrootcert" => authorities = Some(PathBuf::from(value)),
            _ => {
                return Err(wrong(&format!(
                    "“{key}” is not known: host, port, silence, sslmode, sslrootcert"
                )));
            }
        }
    }
    let name = open(name)?;
    if name.is_empty() {
        return Err(wrong("the name of the database is missing, as in postgres://USER@localhost/NAME"));
    }
    let user = Some(open(user)?)
        .filter(|user| !user.is_empty())
        .or_else(|| ours("PGUSER"))
        .or_else(|| ours("USER"))
        .ok_or_else(|| wrong("name the user, as in postgres://USER@localhost/NAME"))?;
    let password = password.map(open).transpose()?.or_else(|| ours("PGPASSWORD"));
    let silence = Duration::from_secs(silence);
    let host = match (sealed, authorities) {
        (true, Some(authorities)) if !host.is_empty() && !host.starts_with('/') => {
            Host::Sealed { host, authorities }
        }
        (true, Some(_)) => {
            return Err(wrong("a socket is not sealed: name the server, or leave sslmode out"));
        }
        (true, None) => {
            return Err(wrong(
                "say whose word is taken for the server’s name: sslrootcert=FILE, the certificates of its authority in PEM",
            ));
        }
        (false, Some(_)) => return Err(wrong("sslrootcert goes with sslmode=verify-full")),
        (false, None) => near(&host, &wrong)?,
    };
    Ok(Server { host, port: port.unwrap_or(PORT), user, password, name, silence })
}

/// The host, where it is this machine.
fn near(host: &str, wrong: &dyn Fn(&str) -> String) -> Result<Host, String> {
    if host.is_empty() {
        return Ok(Host::Socket(SOCKET.into()));
    }
    if host.starts_with('/') {
        return Ok(Host::Socket(host.into()));
    }
    let loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if loopback {
        return Ok(Host::Loopback(host.to_owned()));
    }
    Err(wrong(
        "its server is another machine, so the line to it must be sealed: add \
         ?sslmode=verify-full&sslrootcert=FILE with the certificates of its authority",
    ))
}

fn host_and_port(place: &str, wrong: &dyn Fn(&str) -> String) -> Result<(String, Option<u16>), String> {
    let bracketed = place.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (host, port) = match bracketed {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    let port = port.map(|port| number(port, wrong)).transpose()?;
    let host = percent(host).ok_or_else(|| wrong("a % in it is not followed by two digits"))?;
    Ok((host, port))
}

fn number(port: &str, wrong: &dyn Fn(&str) -> String) -> Result<u16, String> {
    port.parse().map_err(|_| wrong("its port is not a number up to 65535"))
}

/// Text with `%2F` and the like as the letters that they stand for.
fn percent(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

/// What was typed as an address, without what may be a password in it: what stands before an @ and after the user, and
/// whatever follows a question mark.
pub fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let (who, place) = match rest.rsplit_once('@') {
        Some((who, place)) => (who.split([':', '?']).next().map(|user| format!("{user}@")), place),
        None => (None, rest),
    };
    let place = place.split('?').next().unwrap_or_default();
    format!("{scheme}://{}{place}", who.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Server, String> {
        parse(text, &|name| (name == "USER").then(|| "ada".to_owned()))
    }

    #[test]
    fn a_server_is_read_and_printed_without_its_password() {
        for (typed, printed) in [
            ("postgres://bo:s%40fe@localhost:5433/marl", "postgres://bo@localhost:5433/marl"),
            ("postgresql://bo@127.0.0.1/marl", "postgres://bo@127.0.0.1:5432/marl"),
            ("postgres://bo@[::1]:1/marl?sslmode=disable", "postgres://bo@[::1]:1/marl"),
            ("postgres:///marl", "postgres://ada@/marl?host=/var/run/postgresql&port=5432"),
            ("postgres:///marl?host=/tmp/x&port=7310", "postgres://ada@/marl?host=/tmp/x&port=7310"),
            (
                "postgres://bo:s@db.example:6432/marl?sslrootcert=%2Fetc/db.pem&sslmode=verify-full",
                "postgres://bo@db.example:6432/marl?sslmode=verify-full&sslrootcert=/etc/db.pem",
            ),
            ("postgres://%2Ftmp%2Fx/marl", "postgres://ada@/marl?host=/tmp/x&port=5432"),
        ] {
            let server = read(typed).unwrap();
            assert_eq!(server.to_string(), printed, "{typed}");
            assert_eq!(read(printed).unwrap(), Server { password: None, ..server });
        }
        assert_eq!(read("postgres://bo:s%40fe@localhost/m").unwrap().password.as_deref(), Some("s@fe"));
    }

    #[test]
    fn what_cannot_be_used_is_refused_in_words_that_hold_no_password() {
        for (typed, said) in [
            ("postgres://bo:secret@db.example.org/marl", "another machine"),
            ("postgres://bo:secret@10.0.0.7/marl", "another machine"),
            ("postgres://bo:secret@localhost/", "the name of the database is missing"),
            ("postgres://bo:secret@localhost:x/marl", "its port is not a number"),
            ("postgres://bo:secret@localhost/marl?sslmode=require", "verify-full"),
            ("postgres://bo:secret@db.example/marl?sslmode=verify-full", "sslrootcert=FILE"),
            ("postgres://bo:secret@db.example/marl?sslrootcert=/a.pem", "goes with"),
            ("postgres:///marl?sslmode=verify-full&sslrootcert=/a.pem", "a socket is not sealed"),
            ("postgres://bo:secret@localhost/marl?pool=3", "“pool” is not known"),
            ("postgres://bo:secret@localhost/m%a", "two digits"),
            ("postgres://bo:secret@localhost/marl?silence=0", "from 1 to 3600"),
            ("postgres://bo@localhost/marl?password=secret", "“password” is not known"),
            ("postgres://bo:a?secret@localhost/marl", "PGPASSWORD"),
        ] {
            let words = read(typed).unwrap_err();
            assert!(words.contains(said), "{words}");
            assert!(!words.contains("secret"), "{words}");
        }
        assert!(parse("postgres:///marl", &|_| None).unwrap_err().contains("name the user"));
        let other = "postgre://bo:secret@localhost/marl".parse::<Database>().unwrap_err();
        assert!(other.contains("is not a database") && !other.contains("secret"), "{other}");
        assert!(matches!("sqlite:a/b.db".parse::<Database>(), Ok(Database::File(_))));
    }
}
