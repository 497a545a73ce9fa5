//! Keeping a place: verify, backup, ship, restore, keys. A restore goes where no place is yet, and nobody serves a place while
//! its keys are rotated; the others work while it is served.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use cli::{Failure, Outcome, json_line, text_line};
use journal::{Keyring, Manifest, Restoring};
use kernel::{Clock, Moment};
use web::SystemClock;

use crate::place::{At, MODULES};

/// Checks every link of the chain and every table against the journal.
#[derive(Args)]
pub struct Verify {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// Copies a place, while it is served, into a new file.
#[derive(Args)]
pub struct Backup {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// The new file.
    to: PathBuf,
}

/// Puts a backup where a place can be served from.
#[derive(Args)]
pub struct Restore {
    /// The backup, with its manifest beside it.
    backup: PathBuf,
    /// The new place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// The keys of the place, kept apart from the backup.
    #[arg(long)]
    keys: PathBuf,
    /// The folder to which the acts after the backup were shipped.
    #[arg(long)]
    batches: Option<PathBuf>,
    /// As the place stood at that moment, as 2026-03-02T09:30Z; otherwise as late as the batches go.
    #[arg(long, requires = "batches")]
    until: Option<String>,
}

/// Writes the acts since the last batch to a folder, while the place is served.
#[derive(Args)]
pub struct Ship {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// The folder, best on another machine.
    folder: PathBuf,
    /// The first batch follows this backup; needed for a new folder alone, and without it all acts are shipped.
    #[arg(long)]
    after: Option<PathBuf>,
}

/// Upgrades a copy of a place in a file and verifies it, before the day.
#[derive(Args)]
pub struct Rehearse {
    /// The place, as sqlite:FILE; one on a server is rehearsed by restoring a backup. The older program may serve it meanwhile.
    #[arg(long)]
    db: At,
    /// The folder for the copy, with as much room as the place takes. The copy is removed afterwards.
    folder: PathBuf,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// The keys of a place.
#[derive(Args)]
pub struct Keys {
    #[command(subcommand)]
    what: KeysWhat,
}

#[derive(Subcommand)]
enum KeysWhat {
    /// Which wrapping keys there are, and how many data keys each wraps.
    Status {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
    },
    /// A new wrapping key: every data key is wrapped anew and the old key forgotten. Nobody may serve the place meanwhile.
    /// What was stopped is finished by --resume.
    Rotate {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// Only finishes a rotation that was stopped.
        #[arg(long)]
        resume: bool,
    },
    /// A copy of the keys, sealed with the passphrase in the environment variable ROUNDTABLE_PASSPHRASE.
    Escrow {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// The new file.
        to: PathBuf,
    },
}

#[derive(serde::Serialize)]
struct PrintedVerified {
    acts: i64,
    facts: i64,
    rows: i64,
    erased: i64,
    head: String,
    findings: Vec<String>,
}

/// Verifies.
pub fn verify(arguments: &Verify) -> Outcome {
    let keys = Keyring::read(&arguments.db.keys).map_err(Failure::refused)?;
    let verified = journal::verify(&arguments.db.database, &keys, MODULES).map_err(Failure::refused)?;
    let findings: Vec<String> = verified.findings.iter().map(ToString::to_string).collect();
    if arguments.json {
        json_line(&PrintedVerified {
            acts: verified.acts,
            facts: verified.facts,
            rows: verified.rows,
            erased: verified.erased,
            head: verified.head.link.hex(),
            findings: findings.clone(),
        })?;
    } else {
        text_line(format!(
            "{} acts with {} facts, linked without a gap; {} rows of the tables compared; {} keys erased; head {}",
            verified.acts,
            verified.facts,
            verified.rows,
            verified.erased,
            verified.head.link.hex()
        ))?;
    }
    match findings.first() {
        None => Ok(()),
        Some(first) => Err(Failure::refused(format!(
            "{} things are wrong; the first: {first}. Keep the database as it is, and restore the last backup beside it",
            findings.len()
        ))),
    }
}

/// Backs up.
pub fn backup(arguments: &Backup) -> Outcome {
    let manifest = arguments.db.look()?.backup(&arguments.to, SystemClock.now()).map_err(Failure::refused)?;
    text_line(format!(
        "{} bytes up to act {}. Keep the keys elsewhere: without them nobody can read it, and with them anybody",
        manifest.bytes, manifest.head.seq
    ))
}

/// Restores.
pub fn restore(arguments: &Restore) -> Outcome {
    let keys = Keyring::read(&arguments.keys).map_err(Failure::refused)?;
    let (given, kept) = (&arguments.keys, &arguments.db.keys);
    let same = kept.exists() && given.canonicalize()? == kept.canonicalize()?;
    if kept.exists() && !same {
        return Err(Failure::refused(format!(
            "{} holds keys already, and they may be all that opens another place: move them away, or give them with --keys",
            kept.display()
        )));
    }
    let until = arguments.until.as_deref().map(moment).transpose()?;
    let restoring = Restoring {
        backup: &arguments.backup,
        batches: arguments.batches.as_deref(),
        until,
        sending: &[referrals_site::mailing::KIND, accounts_site::acts::MAIL],
    };
    arguments.db.database.make().map_err(Failure::refused)?;
    let restored =
        journal::restore(&restoring, &arguments.db.database, &keys, MODULES).map_err(Failure::refused)?;
    if !same {
        keys.write_new(kept).map_err(Failure::refused)?;
    }
    text_line(format!(
        "restored up to act {}, verified; {} messages are held, since the lost machine may have sent them",
        restored.verified.head.seq, restored.held
    ))
}

fn moment(text: &str) -> Result<Moment, Failure> {
    text.parse()
        .map_err(|_| Failure::usage(format!("--until: “{text}” is not a moment, as in 2026-03-02T09:30Z")))
}

/// Ships.
pub fn ship(arguments: &Ship) -> Outcome {
    let keys = Keyring::read(&arguments.db.keys).map_err(Failure::refused)?;
    let after = match &arguments.after {
        Some(backup) => Manifest::beside(backup).map_err(Failure::refused)?.head.seq,
        None => 0,
    };
    let shipped =
        journal::ship(&arguments.db.database, &arguments.folder, after, &keys).map_err(Failure::refused)?;
    text_line(format!("{} acts in {} files; shipped up to act {}", shipped.acts, shipped.files, shipped.last))
}

#[derive(serde::Serialize)]
struct PrintedRehearsal {
    steps: Vec<String>,
    acts: i64,
    facts: i64,
    rows: i64,
    seconds: u64,
    findings: Vec<String>,
}

/// Rehearses.
#[allow(clippy::disallowed_methods, reason = "how long an upgrade takes is what a rehearsal is for")]
pub fn rehearse(arguments: &Rehearse) -> Outcome {
    let keys = Keyring::read(&arguments.db.keys).map_err(Failure::refused)?;
    if arguments.db.database.file().is_none() {
        return Err(Failure::refused(
            "a place on a server is rehearsed there: restore a backup into a second database with this program, and verify it",
        ));
    }
    std::fs::create_dir_all(&arguments.folder)?;
    let copy = arguments.folder.join("rehearsal.sqlite");
    arguments.db.look()?.backup(&copy, SystemClock.now()).map_err(Failure::refused)?;
    let began = std::time::Instant::now();
    let rehearsed = journal::rehearse(&copy, &keys, MODULES);
    let seconds = began.elapsed().as_secs();
    for ending in ["", ".manifest", "-lock", "-wal", "-shm"] {
        let _ = std::fs::remove_file(arguments.folder.join(format!("rehearsal.sqlite{ending}")));
    }
    let rehearsed = rehearsed.map_err(Failure::refused)?;
    let findings: Vec<String> = rehearsed.findings.iter().map(ToString::to_string).collect();
    if arguments.json {
        json_line(&PrintedRehearsal {
            steps: rehearsed.steps,
            acts: rehearsed.acts,
            facts: rehearsed.facts,
            rows: rehearsed.rows,
            seconds,
            findings: findings.clone(),
        })?;
    } else {
        match rehearsed.steps.as_slice() {
            [] => text_line("the place is as new as this program: there is nothing to upgrade")?,
            steps => text_line(format!("{} steps would be applied: {}", steps.len(), steps.join(", ")))?,
        }
        text_line(format!(
            "on a copy with {} acts and {} facts it took {seconds} s, and {} rows were compared with the journal",
            rehearsed.acts, rehearsed.facts, rehearsed.rows
        ))?;
    }
    match findings.first() {
        None => Ok(()),
        Some(first) => Err(Failure::refused(format!(
            "{} things are wrong after the upgrade; the first: {first}. Stay with the older program",
            findings.len()
        ))),
    }
}

/// Keeps keys.
pub fn keys(arguments: &Keys) -> Outcome {
    match &arguments.what {
        KeysWhat::Status { db } => {
            let keys = Keyring::read(&db.keys).map_err(Failure::refused)?;
            for key in journal::key_status(&db.database, &keys).map_err(Failure::refused)? {
                let made = key.made.map_or_else(|| "MISSING".to_owned(), |made| made.in_words());
                let current = if key.current { ", wraps from now on" } else { "" };
                text_line(format!("{}: made {made}{current}; wraps {} data keys", key.id, key.wraps))?;
            }
            Ok(())
        }
        KeysWhat::Rotate { db, resume } => {
            let wrapped = if *resume {
                journal::resume_rotation(&db.database, &db.keys)
            } else {
                journal::rotate_keys(&db.database, &db.keys, SystemClock.now(), &mut rand::rng())
            };
            text_line(format!("{} data keys wrapped anew", wrapped.map_err(Failure::refused)?))
        }
        KeysWhat::Escrow { db, to } => {
            let passphrase = std::env::var("ROUNDTABLE_PASSPHRASE")
                .map_err(|_| Failure::usage("set ROUNDTABLE_PASSPHRASE to the passphrase first"))?;
            if to.exists() {
                return Err(Failure::refused(format!("{} exists: name a new file", to.display())));
            }
            let keys = Keyring::read(&db.keys).map_err(Failure::refused)?;
            let sealed = keys.to_escrow(&passphrase, &mut rand::rng()).map_err(Failure::refused)?;
            std::fs::write(to, sealed)?;
            text_line(format!(
                "sealed copy of the keys in {}; try it on another machine before you need it",
                to.display()
            ))
        }
    }
}
