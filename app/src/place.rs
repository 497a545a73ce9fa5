//! Opening a place: its database, its keys, its policies, and every module's tables. The one list of modules.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cli::Failure;
use journal::{Database, Journal, Keyring, Module, Onlooker, Settings};
use kernel::{Clock, OrgId, SeatId, UserId};
use policy::{Actor, OrgKind, Role, Rulebook};

/// Every module with tables, in the order in which their tables come to be.
pub const MODULES: &[Module] = &[
    directory_site::MODULE,
    accounts_site::MODULE,
    referrals_site::MODULE,
    emergency_site::MODULE,
    persons_site::MODULE,
    fixit_site::MODULE,
    table_site::MODULE,
    measures_site::MODULE,
    recalls_site::MODULE,
    planning_site::MODULE,
    letters_site::MODULE,
];

/// Where a place is kept: `sqlite:FILE`, or just the file, or `postgres://USER@localhost/NAME`.
#[derive(Clone, Debug)]
pub struct At {
    /// The database.
    pub database: Database,
    /// The keys, beside it and never in it: FILE.keys; for a server what ROUNDTABLE_KEYS names, or NAME.keys in the folder
    /// of work.
    pub keys: PathBuf,
}

/// Where the keys of a place on a server are, as the environment names it.
const KEYS: &str = "ROUNDTABLE_KEYS";

impl std::str::FromStr for At {
    type Err = String;

    fn from_str(text: &str) -> Result<At, String> {
        let database = played(text.parse()?);
        let keys = match &database {
            Database::File(file) => file.with_extension("keys"),
            Database::Compared(both) => both.file().with_extension("keys"),
            Database::Server(server) => std::env::var_os(KEYS)
                .filter(|path| !path.is_empty())
                .map_or_else(|| PathBuf::from(format!("{}.keys", server.name())), PathBuf::from),
        };
        Ok(At { database, keys })
    }
}

/// A test of the program plays on the engine that its environment names.
/// What a place says of itself where it is synthetic, or the usual words where it was called so by flag; empty for another.
pub fn label(from: &impl directory_site::read::Rows, synthetic: bool) -> Result<String, Failure> {
    let described = directory_site::areas::description(from).map_err(Failure::refused)?;
    Ok(match described.filter(|of| of.synthetic && !of.label.is_empty()) {
        Some(of) => of.label,
        None if synthetic => web::SYNTHETIC.to_owned(),
        None => String::new(),
    })
}

#[cfg(test)]
fn played(database: Database) -> Database {
    database.file().map(engines::at).unwrap_or(database)
}

#[cfg(not(test))]
fn played(database: Database) -> Database {
    database
}

/// 128 random bits of the machine, each time.
pub fn chance() -> Box<dyn FnMut() -> u128 + Send> {
    Box::new(rand::random)
}

impl At {
    /// Opens a place that exists.
    pub fn open(&self, clock: Arc<dyn Clock>) -> Result<Journal, Failure> {
        self.must_exist()?;
        let keys = Keyring::read(&self.keys).map_err(Failure::refused)?;
        journal(&self.database, keys, clock, chance())
    }

    /// Looks at a place that exists, whether or not it is being served.
    pub fn look(&self) -> Result<Onlooker, Failure> {
        self.must_exist()?;
        let keys = Keyring::read(&self.keys).map_err(Failure::refused)?;
        let rulebook = Arc::new(Rulebook::shipped().map_err(Failure::refused)?);
        Ok(Onlooker::open(self.database.clone(), keys, rulebook, MODULES))
    }

    /// The key of the place for cookies and codes: it follows from the keys, so that every node has the same.
    pub fn secret(&self) -> Result<[u8; 32], Failure> {
        let keys = Keyring::read(&self.keys).map_err(Failure::refused)?;
        keys.key_for("pages").map_err(Failure::refused)
    }

    /// The file, for what is built as one: refused in words where the place is on a server.
    pub fn file(&self) -> Result<&Path, Failure> {
        self.database.file().ok_or_else(|| {
            Failure::refused(format!(
                "{} is on a server, and this is done in a file: write sqlite:FILE, then bring it there with “roundtable \
                 place move”",
                self.database
            ))
        })
    }

    /// What the place is called where nothing else names it: the file without its ending, or the database on its server.
    pub fn title(&self) -> String {
        match &self.database {
            Database::Server(server) => server.name().to_owned(),
            Database::File(_) | Database::Compared(_) => self
                .database
                .file()
                .and_then(|file| file.file_stem())
                .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        }
    }

    fn must_exist(&self) -> Result<(), Failure> {
        if self.database.exists().map_err(Failure::refused)? {
            return Ok(());
        }
        Err(Failure::refused(format!(
            "there is no place at {}: make one with “roundtable place new”, or try “roundtable demo”",
            self.database
        )))
    }

    /// Makes a place where there is none, with new keys.
    pub fn make(&self, clock: Arc<dyn Clock>) -> Result<Journal, Failure> {
        let keys = Keyring::new(clock.now(), &mut rand::rng());
        self.make_with(keys, clock)
    }

    /// The same with keys that are there already.
    pub fn make_with(&self, keys: Keyring, clock: Arc<dyn Clock>) -> Result<Journal, Failure> {
        if self.keys.exists() || self.database.exists().map_err(Failure::refused)? {
            return Err(Failure::refused(format!(
                "{} or its keys in {} exist already: choose another name, or open it with “roundtable serve”",
                self.database,
                self.keys.display()
            )));
        }
        self.database.make().map_err(Failure::refused)?;
        keys.write(&self.keys).map_err(Failure::refused)?;
        journal(&self.database, keys, clock, chance())
    }
}

fn journal(
    database: &Database,
    keys: Keyring,
    clock: Arc<dyn Clock>,
    chance: Box<dyn FnMut() -> u128 + Send>,
) -> Result<Journal, Failure> {
    let rulebook = Arc::new(Rulebook::shipped().map_err(Failure::refused)?);
    let settings = Settings { database: database.clone(), keys, rulebook, clock, modules: MODULES, chance };
    Journal::open(settings).map_err(Failure::refused)
}

/// The program itself, for what it does from a terminal and in its jobs.
pub fn program() -> Result<Actor, Failure> {
    let org: OrgId = "ROUNDTABLE".parse().map_err(Failure::refused)?;
    Ok(Actor {
        user: UserId::from_bits(0),
        seat: SeatId::from_bits(0),
        org,
        org_kind: OrgKind::PlaceOffice,
        role: Role::System,
        second_factor: true,
    })
}
