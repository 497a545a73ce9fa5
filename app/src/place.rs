//! Opening a place: its database, its keys, its policies, and every module's tables. The one list of modules.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cli::Failure;
use journal::{Journal, Keyring, Module, Onlooker, Settings};
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

/// Where a place is kept: `sqlite:FILE`, or just the file.
#[derive(Clone, Debug)]
pub struct At {
    /// The database.
    pub file: PathBuf,
    /// The keys, beside it and never in it.
    pub keys: PathBuf,
}

impl std::str::FromStr for At {
    type Err = String;

    fn from_str(text: &str) -> Result<At, String> {
        let file = text.strip_prefix("sqlite:").unwrap_or(text);
        if text.contains("://") || file.is_empty() {
            return Err(format!(
                "“{text}” is not a database: write sqlite:FILE, as in sqlite:place/marlshire.sqlite"
            ));
        }
        let file = PathBuf::from(file);
        Ok(At { keys: file.with_extension("keys"), file })
    }
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
        journal(&self.file, keys, clock, chance())
    }

    /// Looks at a place that exists, whether or not it is being served.
    pub fn look(&self) -> Result<Onlooker, Failure> {
        self.must_exist()?;
        let keys = Keyring::read(&self.keys).map_err(Failure::refused)?;
        let rulebook = Arc::new(Rulebook::shipped().map_err(Failure::refused)?);
        Ok(Onlooker::open(self.file.clone(), keys, rulebook))
    }

    /// The key of the place for cookies and codes: it follows from the keys, so that every node has the same.
    pub fn secret(&self) -> Result<[u8; 32], Failure> {
        let keys = Keyring::read(&self.keys).map_err(Failure::refused)?;
        keys.key_for("pages").map_err(Failure::refused)
    }

    fn must_exist(&self) -> Result<(), Failure> {
        if self.file.exists() {
            return Ok(());
        }
        Err(Failure::refused(format!(
            "there is no place at {}: make one with “roundtable place new”, or try “roundtable demo”",
            self.file.display()
        )))
    }

    /// Makes a place where there is none, with new keys.
    pub fn make(&self, clock: Arc<dyn Clock>) -> Result<Journal, Failure> {
        let keys = Keyring::new(clock.now(), &mut rand::rng());
        self.make_with(keys, clock)
    }

    /// The same with keys that are there already.
    pub fn make_with(&self, keys: Keyring, clock: Arc<dyn Clock>) -> Result<Journal, Failure> {
        if self.file.exists() || self.keys.exists() {
            return Err(Failure::refused(format!(
                "{} or its keys exist already: choose another name, or open it with “roundtable serve”",
                self.file.display()
            )));
        }
        if let Some(folder) = self.file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        keys.write(&self.keys).map_err(Failure::refused)?;
        journal(&self.file, keys, clock, chance())
    }
}

fn journal(
    file: &Path,
    keys: Keyring,
    clock: Arc<dyn Clock>,
    chance: Box<dyn FnMut() -> u128 + Send>,
) -> Result<Journal, Failure> {
    let rulebook = Arc::new(Rulebook::shipped().map_err(Failure::refused)?);
    let settings = Settings { file: file.to_owned(), keys, rulebook, clock, modules: MODULES, chance };
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
