//! A newer program over an older database. The older one is generated: the journal of today under the tables of then.

use std::path::Path;
use std::sync::Arc;

use journal::{Entry, Fault, Migration, Module, Writing, rehearse, restore, verify};
use kernel::{AskId, HandWound};

use crate::common::actors::{nurse, program};
use crate::common::place::{Folder, MODULES, MORNING, Place, count, keyring, on, open_with};
use crate::common::visits::{self, Erase};

/// The next release: one more table, which follows from facts that were recorded long before it.
const NEXT: &[Module] = &[Module {
    name: "visits",
    migrations: &[
        visits::MODULE.migrations[0],
        Migration {
            name: "0002-senders",
            sql: "create table visits_sender (ask text not null primary key, org text not null);
                  alter table visits_ask add column sent_at bigint;",
        },
    ],
    tables: &["visits_ask", "visits_slot", "visits_count", "visits_sender"],
    retained: &[],
    in_name_of: &[],
    behind_glass: &[],
    project: project_next,
}];

fn project_next(entry: &Entry, to: &mut Writing<'_>) -> Result<(), Fault> {
    (visits::MODULE.project)(entry, to)?;
    if entry.kind == "ask-placed.1" {
        let key = [("ask", entry.stream.as_str().into())];
        to.upsert("visits_sender", &key, &[("org", entry.org.into())])?;
        let key = [("id", entry.stream.as_str().into())];
        to.update("visits_ask", &key, &[("sent_at", entry.at.into())])?;
    }
    Ok(())
}

/// A database of this release with 40 asks, one of them erased.
fn older() -> (std::path::PathBuf, Folder) {
    let place = Place::new();
    place.journal.submit_many(&nurse(), (1..=40).map(visits::Place::new)).unwrap();
    place.journal.submit_here(&program(), Erase(AskId::from_bits(3))).unwrap();
    place.stopped()
}

/// Takes the journal's own second step back, as if the first release had written the file.
fn as_the_first_release_wrote_it(file: &Path) {
    engines::change(
        &on(file),
        "drop index journal_key_seq; drop index journal_answer_seq; drop index journal_job_seq;
         alter table journal_key drop column seq;
         delete from journal_migration where module = 'journal' and nth > 0;",
    );
}

#[test]
fn an_older_database_is_upgraded_when_it_is_opened_and_its_tables_follow() {
    let (file, _folder) = older();
    as_the_first_release_wrote_it(&file);
    let journal = open_with(&file, NEXT, Arc::new(HandWound::at(MORNING)), 5).unwrap();
    assert_eq!(count(on(&file), "select count(*) from visits_sender"), 40);
    journal.submit_here(&nurse(), visits::Place::new(41)).unwrap();
    drop(journal);
    assert_eq!(count(on(&file), "select count(*) from visits_ask where sent_at is not null"), 41);
    let verified = verify(on(&file), &keyring(), NEXT).unwrap();
    assert_eq!((verified.findings, verified.erased), (vec![], 1));
    // Back is not possible by starting the older program; it says so and touches nothing.
    let words = open_with(&file, MODULES, Arc::new(HandWound::at(MORNING)), 5).err().unwrap().to_string();
    assert!(words.contains("written by a newer version of this program"), "{words}");
    assert!(words.contains("restore a backup from before the upgrade"), "{words}");
}

#[test]
fn a_rehearsal_upgrades_a_copy_and_leaves_the_place_alone() {
    if engines::is_about_files("a rehearsal on a copy of the file") {
        return;
    }
    let (file, folder) = older();
    as_the_first_release_wrote_it(&file);
    let copy = folder.file("rehearsal.db");
    std::fs::copy(&file, &copy).unwrap();
    let before = std::fs::read(&file).unwrap();
    let rehearsed = rehearse(&copy, &keyring(), NEXT).unwrap();
    assert_eq!(rehearsed.steps, ["journal 0002-keys-by-act", "visits 0002-senders"]);
    assert_eq!((rehearsed.acts, rehearsed.findings), (41, vec![]));
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(rehearse(&copy, &keyring(), NEXT).unwrap().steps, [""; 0]);
}

#[test]
fn a_step_that_fails_leaves_the_database_as_it_was() {
    const BROKEN: &[Module] = &[Module {
        migrations: &[
            visits::MODULE.migrations[0],
            Migration {
                name: "0002-half",
                sql: "create table visits_half (a bigint); create table visits_ask (b bigint)",
            },
        ],
        ..visits::MODULE
    }];
    let (file, _folder) = older();
    as_the_first_release_wrote_it(&file);
    let words = open_with(&file, BROKEN, Arc::new(HandWound::at(MORNING)), 5).err().unwrap().to_string();
    assert!(words.contains("bring the visits tables up to date with 0002-half"), "{words}");
    if !engines::is_about_files("the half made table looked for in the file's own list") {
        assert_eq!(count(on(&file), "select count(*) from sqlite_master where name = 'visits_half'"), 0);
    }
    assert_eq!(count(on(&file), "select count(*) from journal_migration"), 2);
}

#[test]
fn a_broken_chain_is_not_upgraded() {
    let (file, _folder) = older();
    engines::change(&on(&file), "update journal_fact set kind = 'ask-placed.9' where seq = 7");
    let words = open_with(&file, NEXT, Arc::new(HandWound::at(MORNING)), 5).err().unwrap().to_string();
    assert!(words.contains("act 7 is not what was recorded"), "{words}");
    assert_eq!(count(on(&file), "select count(*) from visits_ask"), 40);
}

#[test]
fn a_backup_of_an_older_program_is_restored_by_a_newer_one() {
    let (file, folder) = older();
    let journal = open_with(&file, MODULES, Arc::new(HandWound::at(MORNING)), 5).unwrap();
    let backup = folder.file("backup.db");
    journal.backup(&backup).unwrap();
    let elsewhere = Folder::new();
    let to = elsewhere.file("place.db");
    let restored = restore(&journal::Restoring::backup(&backup, &[]), on(&to), &keyring(), NEXT).unwrap();
    assert_eq!(restored.verified.findings, []);
    assert_eq!(count(on(&to), "select count(*) from visits_sender"), 40);
}
