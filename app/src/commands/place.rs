//! `roundtable place`: a new place, and records in and out of it as files.

mod open;
#[cfg(test)]
mod open_tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use cli::{BadRecord, Failure, Outcome, report, text_line};
use directory_site::acts::{BringIn, Brought};
use journal::{Keyring, NotDone};
use web::SystemClock;

use crate::place::{At, MODULES, program};

/// A new place, and records in and out of it.
#[derive(Args)]
pub struct Place {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Makes an empty place with new keys.
    New {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
    },
    /// Brings in the records of a folder: one file a kind, one JSON record a line. Good records are kept.
    Import {
        /// The folder.
        dir: PathBuf,
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
    },
    ImportOpen(open::Open),
    /// Moves a place to another database, SQLite or PostgreSQL, and verifies it there. The first stays as it is, and must not
    /// be served meanwhile.
    Move {
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
        /// Where it goes, in the same way: a new one.
        #[arg(long)]
        to: At,
    },
    /// Writes the records of the directory to a folder, in the form that import reads.
    Export {
        /// The new folder.
        dir: PathBuf,
        /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
        #[arg(long)]
        db: At,
    },
}

/// Does it.
pub fn run(arguments: &Place) -> Outcome {
    let clock = Arc::new(SystemClock);
    match &arguments.what {
        What::New { db } => {
            db.make(clock)?;
            text_line(format!(
                "a new place at {}; its keys are in {}: keep a copy elsewhere",
                db.database,
                db.keys.display()
            ))
        }
        What::Import { dir, db } => import(dir, db, clock),
        What::ImportOpen(arguments) => open::run(arguments),
        What::Move { db, to } => moved(db, to),
        What::Export { dir, db } => export(dir, db),
    }
}

/// The keys go along, under the name that the new place looks for; both ends keep theirs.
fn moved(db: &At, to: &At) -> Outcome {
    let keys = Keyring::read(&db.keys).map_err(Failure::refused)?;
    if to.keys.exists() && to.keys != db.keys {
        return Err(Failure::refused(format!(
            "{} exists already: move it away first, or set ROUNDTABLE_KEYS to another name",
            to.keys.display()
        )));
    }
    let moved = journal::move_place(&db.database, &to.database, &keys, MODULES).map_err(Failure::refused)?;
    if to.keys != db.keys {
        keys.write_new(&to.keys).map_err(Failure::refused)?;
    }
    text_line(format!(
        "moved up to act {} with head {}, verified there; its keys are in {}. Serve it from {} from now on, and keep the first \
         until a backup of the new one is made",
        moved.head.seq,
        moved.head.link.hex(),
        to.keys.display(),
        to.database
    ))
}

/// A kind of record, the name of its file, and how its lines are read.
type Kind = (&'static str, fn(&[u8]) -> Result<Brought, NoRecord>);

/// A line that is no record: the field at fault, where it is one, and why.
struct NoRecord {
    field: Option<String>,
    why: String,
}

/// In the order in which records may name each other.
const KINDS: &[Kind] = &[
    ("organisations.jsonl", |line| read(line, Brought::Organisation)),
    ("sites.jsonl", |line| read(line, Brought::Site)),
    ("seats.jsonl", |line| read(line, Brought::Seat)),
    ("services.jsonl", |line| read(line, Brought::Service)),
    ("fitters.jsonl", |line| read(line, Brought::Fitter)),
    ("sessions.jsonl", |line| read(line, Brought::Session)),
    ("agreements.jsonl", |line| read(line, Brought::Agreement)),
    ("signatures.jsonl", |line| read(line, Brought::Signature)),
    ("place.jsonl", |line| read(line, Brought::Description)),
    ("small-areas.jsonl", |line| read(line, Brought::SmallArea)),
];

fn read<T: serde::de::DeserializeOwned>(line: &[u8], wrap: fn(T) -> Brought) -> Result<Brought, NoRecord> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let record: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        NoRecord { field: Some(path).filter(|path| path != "."), why: in_one_line(error.inner()) }
    })?;
    match reader.end() {
        Ok(()) => Ok(wrap(record)),
        Err(error) => Err(NoRecord { field: None, why: in_one_line(&error) }),
    }
}

/// What JSON says of its own lines is left out: each record is one line, and its number in the file is told beside it.
fn in_one_line(error: &serde_json::Error) -> String {
    let said = error.to_string();
    match said.split_once(" at line ") {
        Some((why, _)) if error.is_data() => why.to_owned(),
        Some((why, _)) => format!("{why}, at its column {}", error.column()),
        None => said,
    }
}

/// Records in one act.
const RECORDS_AN_ACT: usize = 200;

fn import(dir: &Path, db: &At, clock: Arc<SystemClock>) -> Outcome {
    let journal = db.open(clock)?;
    let actor = program()?;
    let (mut good, mut bad) = (0_usize, Vec::new());
    for (file, read) in KINDS {
        let path = dir.join(file);
        if !path.exists() {
            continue;
        }
        let records = records_of(&path, *read, &mut bad)?;
        good += records.len();
        let acts = records.chunks(RECORDS_AN_ACT).map(|chunk| BringIn(chunk.to_vec()));
        for done in journal.submit_many(&actor, acts).map_err(Failure::refused)? {
            done.map_err(|refused| Failure::refused(in_words(&path, &refused)))?;
        }
        text_line(format!("{file}: {good} records so far"))?;
    }
    report(&bad)?;
    if good == 0 && bad.is_empty() {
        let names: Vec<&str> = KINDS.iter().map(|(file, _)| *file).collect();
        return Err(Failure::refused(format!("{} holds none of {}", dir.display(), names.join(", "))));
    }
    text_line(format!("{good} records taken, {} not", bad.len()))?;
    match bad.len() {
        0 => Ok(()),
        count => Err(Failure::refused(format!("{count} records were not taken: mend them and import again"))),
    }
}

fn in_words<R: std::fmt::Debug>(path: &Path, refused: &NotDone<R>) -> String {
    format!("{} could not be brought in: {refused:?}", path.display())
}

fn records_of(
    path: &Path,
    read: fn(&[u8]) -> Result<Brought, NoRecord>,
    bad: &mut Vec<BadRecord>,
) -> Result<Vec<Brought>, Failure> {
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::refused(format!("{} cannot be read: {error}", path.display())))?;
    let mut good = Vec::new();
    let lines = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).split(|byte| *byte == b'\n');
    for (nth, line) in lines.enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let wrong = |field: Option<String>, why: String| BadRecord {
            file: path.display().to_string(),
            line: nth + 1,
            field,
            why,
        };
        match read(line) {
            Err(no) => bad.push(wrong(no.field, no.why)),
            Ok(record) => {
                let found = record.wrong();
                if found.is_empty() {
                    good.push(record);
                }
                bad.extend(found.into_iter().map(|of| wrong(Some(of.field.to_owned()), of.why)));
            }
        }
    }
    Ok(good)
}

fn export(dir: &Path, db: &At) -> Outcome {
    use policy::{Kind, Permit, Relations, Subject};
    let reading = db
        .look()?
        .reading(&program()?, Permit::ExportPlace, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    if dir.exists() && dir.read_dir()?.next().is_some() {
        return Err(Failure::refused(format!("{} is not empty: name a new folder", dir.display())));
    }
    std::fs::create_dir_all(dir)?;
    for (file, family) in [
        ("organisations.jsonl", "organisation"),
        ("sites.jsonl", "site"),
        ("seats.jsonl", "seat"),
        ("services.jsonl", "service"),
        ("fitters.jsonl", "fitter"),
        ("sessions.jsonl", "session"),
        ("agreements.jsonl", "agreement"),
        ("signatures.jsonl", "agreement"),
        ("place.jsonl", "place"),
        ("small-areas.jsonl", "small-area"),
    ] {
        let kind = directory_site::read::kind_of_file(file);
        let lines =
            directory_site::read::records_as_kept(&reading, family, kind).map_err(Failure::refused)?;
        std::fs::write(dir.join(file), lines.join("\n"))?;
        text_line(format!("{file}: {} records", lines.len()))?;
    }
    Ok(())
}
