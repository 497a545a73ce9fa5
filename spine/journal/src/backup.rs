//! Backup while work goes on, and restore onto another machine. A backup is two files: the copy, and beside it a
//! manifest that says what must be in it, signed by the place.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use kernel::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Fault;
use crate::files::{named, settle, write_whole};
use crate::heads::{SignedHead, Standing};
use crate::hex::hex;
use crate::jobs;
use crate::keys::Keyring;
use crate::module::Module;
use crate::store::{Database, Db};
use crate::verify::{Verified, verify};
use crate::writer::read_head;
use crate::{moving, upgrade};

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// When it was made.
    pub made: Moment,
    /// The head of the journal in it, signed.
    pub head: SignedHead,
    /// The size of the copy.
    pub bytes: u64,
    /// SHA-256 of the copy, in hexadecimal.
    pub sha256: String,
    /// The wrapping keys that are needed to open it.
    pub keys: Vec<String>,
}

/// What a restore did.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the backup said of itself.
    pub manifest: Manifest,
    /// What verifying it showed; without findings, or it would not have been restored.
    pub verified: Verified,
    /// Messages that were waiting when the backup was made. The lost machine may have sent them since: they are held
    /// until somebody has looked and lets them go, or gives them up.
    pub held: i64,
}

impl Manifest {
    /// Reads the manifest beside a backup.
    pub fn beside(backup: &Path) -> Result<Manifest, Fault> {
        let path = named(backup, ".manifest");
        let doing = || format!("read {}", path.display());
        let text = std::fs::read_to_string(&path).map_err(|error| Fault::new(doing(), error))?;
        serde_json::from_str(&text).map_err(|error| Fault::new(doing(), error))
    }
}

/// Copies the database behind a connection that reads, and writes the manifest last: a copy without one is not whole.
/// What stands on a server is written into a file from its journal, so that a backup is the same thing wherever the place is
/// kept.
pub(crate) fn copy(
    db: &Db,
    to: &Path,
    keys: &Keyring,
    modules: &[Module],
    now: Moment,
) -> Result<Manifest, Fault> {
    if to.exists() {
        return Err(Fault::plain(format!(
            "back up to {}: there is something there; name a new file",
            to.display()
        )));
    }
    let beside = named(to, ".new");
    // What a backup that was stopped left behind.
    let _ = std::fs::remove_file(&beside);
    match db.as_file() {
        Some(file) => file.copy_to(&beside)?,
        None => moving::into_file(db, &beside, keys, modules)?,
    }
    let copied = Db::reader(&Database::from(&beside))?;
    let head = read_head(&copied)?;
    let wrapped = copied.rows(&crate::keys::WRAPPED, &[])?;
    let ids = wrapped.iter().map(|row| row.get(0)).collect::<Result<Vec<String>, Fault>>()?;
    drop(copied);
    let (bytes, sha256) = digest(&beside)?;
    settle(&beside, to)?;
    let manifest = Manifest { made: now, head: keys.sign(&head), bytes, sha256, keys: ids };
    let text =
        serde_json::to_string_pretty(&manifest).map_err(|error| Fault::new("write the manifest", error))?;
    write_whole(&named(to, ".manifest"), text.as_bytes())?;
    Ok(manifest)
}

/// What is restored.
#[derive(Clone, Copy, Debug)]
pub struct Restoring<'r> {
    /// The backup, its manifest beside it.
    pub backup: &'r Path,
    /// The folder of the batches shipped since, where there is one.
    pub batches: Option<&'r Path>,
    /// As the place stood at that moment; as late as the batches go where none is named.
    pub until: Option<Moment>,
    /// Jobs of these kinds are held, so that no message goes twice.
    pub sending: &'r [&'r str],
}

impl<'r> Restoring<'r> {
    /// The backup alone.
    pub fn backup(backup: &'r Path, sending: &'r [&'r str]) -> Restoring<'r> {
        Restoring { backup, batches: None, until: None, sending }
    }
}

/// Puts a backup, and what was shipped after it, where a place can be served from. Refuses to touch an existing place, a
/// copy that is not what its manifest says, batches with a gap, and whatever does not verify.
pub fn restore(
    of: &Restoring<'_>,
    to: impl Into<Database>,
    keys: &Keyring,
    modules: &[Module],
) -> Result<Restored, Fault> {
    let to = to.into();
    match &to {
        Database::File(file) => restore_file(of, file, keys, modules),
        Database::Server(_) | Database::Compared(_) => restore_elsewhere(of, &to, keys, modules),
    }
}

/// Restores into a file beside the backup, and from there into the database.
fn restore_elsewhere(
    of: &Restoring<'_>,
    to: &Database,
    keys: &Keyring,
    modules: &[Module],
) -> Result<Restored, Fault> {
    moving::must_be_empty(to)?;
    let between = named(of.backup, ".between");
    for leftover in ["", "-wal", "-shm", "-journal", "-lock"] {
        let _ = std::fs::remove_file(named(&between, leftover));
    }
    let restored = restore_file(of, &between, keys, modules).and_then(|restored| {
        let moved = moving::move_place(&between, to, keys, modules)?;
        Ok(Restored { verified: moved.verified, ..restored })
    });
    for leftover in ["", "-wal", "-shm", "-lock"] {
        let _ = std::fs::remove_file(named(&between, leftover));
    }
    restored
}

fn restore_file(
    of: &Restoring<'_>,
    to: &Path,
    keys: &Keyring,
    modules: &[Module],
) -> Result<Restored, Fault> {
    let backup = of.backup;
    let doing = |why: &str| Fault::plain(format!("restore {} to {}: {why}", backup.display(), to.display()));
    for leftover in ["", "-wal", "-shm", "-journal"] {
        if named(to, leftover).exists() {
            return Err(doing(
                "there is a place already; restore into an empty folder, or move that one away first",
            ));
        }
    }
    let manifest = Manifest::beside(backup)?;
    let (bytes, sha256) = digest(backup)?;
    if bytes != manifest.bytes || sha256 != manifest.sha256 {
        return Err(doing("the copy is not what its manifest says; take another"));
    }
    if let Some(missing) = manifest.keys.iter().find(|id| keys.made().all(|(known, _)| known != *id)) {
        return Err(doing(&format!(
            "wrapping key {missing} is not in the keyring; bring the escrow copy of its time"
        )));
    }
    if of.until.is_some_and(|until| until < manifest.head.at) {
        return Err(doing("the backup is later than that moment; take an older one"));
    }
    let beside = named(to, ".restoring");
    let _ = std::fs::remove_file(&beside);
    std::fs::copy(backup, &beside)
        .map_err(|error| Fault::new(format!("copy {}", backup.display()), error))?;
    bring_up_to(&beside, of, keys, modules)?;
    let verified = verify(&beside, keys, modules)?;
    if let Some(finding) = verified.findings.first() {
        return Err(doing(&format!("the copy does not verify: {finding}")));
    }
    if manifest.head.against(&beside, keys)? != Standing::Holds {
        return Err(doing("its head is not the one that this place signed"));
    }
    let held = hold_in(&beside, of.sending)?;
    settle(&beside, to)?;
    Ok(Restored { manifest, verified, held })
}

/// Upgrades the copy where it is of an older program; adds what was shipped, deletes the keys that were erased meanwhile,
/// and writes the tables anew, all or nothing.
fn bring_up_to(copy: &Path, of: &Restoring<'_>, keys: &Keyring, modules: &[Module]) -> Result<(), Fault> {
    let db = Db::writer(&Database::from(copy))?;
    upgrade::bring_up(&db, keys, modules)?;
    if let Some(batches) = of.batches {
        db.begin_writing()?;
        let added = add_batches(&db, batches, of.until, keys, modules);
        if added.is_ok() {
            db.commit()?
        } else {
            db.rollback()?
        }
        added?;
    }
    upgrade::settle(db)?;
    let _ = std::fs::remove_file(named(copy, "-lock"));
    Ok(())
}

fn add_batches(
    db: &Db,
    batches: &Path,
    until: Option<Moment>,
    keys: &Keyring,
    modules: &[Module],
) -> Result<(), Fault> {
    crate::ship::add(db, batches, until, keys)?;
    let erased = "delete from journal_key where name in (select stream from journal_fact where family = ?1)";
    db.run(erased, &[crate::entry::ERASED_FAMILY.into()])?;
    crate::verify::refill(db, keys, modules).map(|_| ())
}

/// Holds messages in the copy before it gets its name: a place that can be served has them held already.
fn hold_in(copy: &Path, sending: &[&str]) -> Result<i64, Fault> {
    let db = Db::writer(&Database::from(copy))?;
    db.begin_writing()?;
    let held = sending.iter().map(|kind| jobs::hold(&db, kind)).sum::<Result<i64, Fault>>()?;
    db.commit()?;
    upgrade::settle(db)?;
    let _ = std::fs::remove_file(named(copy, "-lock"));
    Ok(held)
}

fn digest(path: &Path) -> Result<(u64, String), Fault> {
    let fault = |error: std::io::Error| Fault::new(format!("read {}", path.display()), error);
    let mut file = File::open(path).map_err(fault)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).map_err(fault)?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else {
            return Ok((bytes, hex(&hash.finalize())));
        };
        hash.update(part);
        bytes += read as u64;
    }
}
