//! A journal in a folder of its own, gone with the test.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use journal::{Journal, Keyring, Module, Settings};
use kernel::{HandWound, Moment};
use policy::Rulebook;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use crate::Stage;

/// 3 March 2025, 09:00 in England: a Monday.
pub const MORNING: Moment = Moment::from_micros(1_740_992_400_000_000);

/// The keys of every such place.
pub fn keys() -> Keyring {
    Keyring::new(MORNING, &mut Pcg64::seed_from_u64(7))
}

/// A folder that goes when its test ends.
pub(crate) struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A journal on that morning, with nothing in it.
pub struct Ground {
    /// The journal.
    pub journal: Journal,
    /// Its clock.
    pub clock: Arc<HandWound>,
    folder: Folder,
}

impl Ground {
    /// For those modules.
    pub fn new(modules: &'static [Module]) -> Ground {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let nth = COUNT.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("roundtable-stage-{}-{nth}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let folder = Folder(folder);
        let clock = Arc::new(HandWound::at(MORNING));
        let mut chance = Pcg64::seed_from_u64(11);
        let journal = Journal::open(Settings {
            database: engines::at(&folder.0.join("place.db")),
            keys: keys(),
            rulebook: Arc::new(Rulebook::shipped().unwrap()),
            clock: clock.clone(),
            modules,
            chance: Box::new(move || u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())),
        })
        .unwrap();
        Ground { journal, clock, folder }
    }

    /// With pages on it.
    pub fn serve(self, router: Router) -> Stage {
        let file = self.folder.0.join("place.db");
        Stage { journal: self.journal, clock: self.clock, file, router, _folder: self.folder }
    }
}
