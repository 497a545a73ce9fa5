//! A place as a command sees it while another program serves it: readings and backups, and no way to write.

use std::path::Path;
use std::sync::Arc;

use kernel::Moment;
use policy::{Actor, Permit, Rulebook, Subject};

use crate::Fault;
use crate::backup::Manifest;
use crate::keys::Keyring;
use crate::module::Module;
use crate::reading::{Reader, Reading};
use crate::store::Database;
use crate::submit::NotDone;

/// Looks on. It takes no lock, so that it never stands in the way of the program that writes.
pub struct Onlooker {
    reader: Arc<Reader>,
    rulebook: Arc<Rulebook>,
}

impl Onlooker {
    /// Looks at the place in that database, which has the tables of those modules.
    pub fn open(
        database: Database,
        keys: Keyring,
        rulebook: Arc<Rulebook>,
        modules: &'static [Module],
    ) -> Onlooker {
        let reader = Reader::new(database, Arc::new(keys), rulebook.clone(), modules);
        Onlooker { reader: Arc::new(reader), rulebook }
    }

    /// A reading for one permit over one kind of subject.
    pub fn reading(&self, actor: &Actor, permit: Permit, subject: Subject) -> Result<Reading, NotDone<()>> {
        self.rulebook.decide(actor, permit, subject).map_err(NotDone::NotAllowed)?;
        Ok(Reading::new(self.reader.clone(), actor.clone())?)
    }

    /// Copies the place as it stands into a new file, and writes a signed manifest beside it. Refuses a file that exists.
    pub fn backup(&self, to: &Path, now: Moment) -> Result<Manifest, Fault> {
        self.reader.back_up(to, now)
    }
}
