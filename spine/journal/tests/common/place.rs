//! A place in a folder of its own, with a hand-wound clock and seeded chance.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use journal::{Database, Fault, Journal, Keyring, Module, Settings};
use kernel::{HandWound, Moment};
use policy::Rulebook;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::visits;

/// 3 March 2025, 09:00 in England.
pub const MORNING: Moment = Moment::from_micros(1_740_992_400_000_000);

pub const MODULES: &[Module] = &[visits::MODULE];

/// A folder that goes when the test ends.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let nth = COUNT.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("roundtable-journal-{}-{nth}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn keyring() -> Keyring {
    Keyring::new(MORNING, &mut Pcg64::seed_from_u64(7))
}

pub fn open_with(
    file: &Path,
    modules: &'static [Module],
    clock: Arc<HandWound>,
    seed: u64,
) -> Result<Journal, Fault> {
    open_at(&on(file), modules, clock, seed)
}

pub fn open_at(
    database: &Database,
    modules: &'static [Module],
    clock: Arc<HandWound>,
    seed: u64,
) -> Result<Journal, Fault> {
    let mut chance = Pcg64::seed_from_u64(seed);
    Journal::open(Settings {
        database: database.clone(),
        keys: keyring(),
        rulebook: Arc::new(Rulebook::shipped().unwrap()),
        clock,
        modules,
        chance: Box::new(move || u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())),
    })
}

/// A journal in a folder of its own.
pub struct Place {
    pub journal: Journal,
    pub clock: Arc<HandWound>,
    pub file: PathBuf,
    pub folder: Folder,
}

impl Place {
    pub fn new() -> Place {
        let folder = Folder::new();
        let file = folder.file("place.db");
        let clock = Arc::new(HandWound::at(MORNING));
        let journal = open_with(&file, MODULES, clock.clone(), 11).unwrap();
        Place { journal, clock, file, folder }
    }

    /// Closes the journal and opens it again.
    pub fn reopened(self) -> Place {
        let Place { journal, clock, file, folder } = self;
        drop(journal);
        let journal = open_with(&file, MODULES, clock.clone(), 12).unwrap();
        Place { journal, clock, file, folder }
    }

    /// Stops the journal, and leaves the file for the test to look at.
    pub fn stopped(self) -> (PathBuf, Folder) {
        (self.file, self.folder)
    }

    /// One number from the database, by a connection of the test's own.
    pub fn count(&self, sql: &str) -> i64 {
        count(on(&self.file), sql)
    }
}

/// The database that stands for a file in this run: the file itself, one of a server, or both compared.
pub fn on(file: &Path) -> Database {
    engines::at(file)
}

/// One number, by a connection of the test's own.
pub fn count(of: impl Into<Database>, sql: &str) -> i64 {
    engines::count(&of.into(), sql)
}
