//! Bytes of the file flipped and pages torn, at places that chance picks: `verify` finds it and names something, or the
//! damage lay where nothing is kept; what it says is sound is, row by row, what was recorded. And the clock set back.
//! `DAMAGES=2000 cargo nextest run -E 'test(damage)'` for a long run; `SEED=…` for another one.

use std::collections::BTreeMap;
use std::path::Path;

use journal::verify;
use kernel::AskId;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::common::actors::{nurse, program};
use crate::common::place::{Folder, MODULES, MORNING, Place, keyring, on};
use crate::common::visits::{self, Erase};

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

/// Every row that says what happened, as text.
fn record(file: &Path) -> Option<Vec<String>> {
    let db = rusqlite::Connection::open(file).ok()?;
    let mut rows = Vec::new();
    for sql in [
        "select seq||at||user_id||seat_id||org_id||act||permit||policies||hex(link) from journal_act order by seq",
        "select seq||nth||family||stream||version||kind||hex(open)||coalesce(key_name,'')||coalesce(hex(sealed),'')
         from journal_fact order by seq, nth",
        "select name||party||wrapping||hex(wrapped) from journal_key where party = 'place' order by name, party",
        "select id||sender||host||state||coalesce(hex(name),'') from visits_ask order by id",
    ] {
        let mut statement = db.prepare(sql).ok()?;
        let found = statement.query_map([], |row| row.get::<_, String>(0)).ok()?;
        rows.extend(found.collect::<Result<Vec<_>, _>>().ok()?);
    }
    Some(rows)
}

#[test]
fn flipped_and_torn_bytes_are_found_or_did_not_touch_the_record() {
    if engines::is_about_files("flipped_and_torn_bytes_are_found_or_did_not_touch_the_record") {
        return;
    }
    let (seed, damages) = (number("SEED", 20_250_303), number("DAMAGES", 60));
    let place = Place::new();
    place.journal.submit_many(&nurse(), (1..=60).map(visits::Place::new)).unwrap();
    place.journal.submit_here(&program(), Erase(AskId::from_bits(9))).unwrap();
    let folder = Folder::new();
    let whole = folder.file("whole.db");
    place.journal.backup(&whole).unwrap();
    let sound = record(&whole).unwrap();
    let bytes = std::fs::read(&whole).unwrap();
    let mut chance = Pcg64::seed_from_u64(seed);
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let file = folder.file("damaged.db");
    for nth in 0..damages {
        let mut damaged = bytes.clone();
        if nth.is_multiple_of(2) {
            let at = chance.random_range(0..damaged.len());
            damaged[at] ^= 1 << chance.random_range(0..8);
        } else {
            // A sector that was not written: 512 bytes of something else.
            let at = chance.random_range(0..damaged.len() / 512) * 512;
            damaged[at..at + 512].fill(chance.random_range(0..=255));
        }
        std::fs::write(&file, &damaged).unwrap();
        let what = match verify(&file, &keyring(), MODULES) {
            Err(_) => "refused to read",
            Ok(verified) if !verified.findings.is_empty() => {
                assert!(!verified.findings[0].to_string().is_empty());
                "found and named"
            }
            Ok(_) => {
                assert_eq!(record(&file).as_ref(), Some(&sound), "seed {seed}, damage {nth}: passed over");
                "touched no record"
            }
        };
        *seen.entry(what).or_default() += 1;
    }
    println!("seed {seed}: {damages} damages: {seen:?}");
    assert!(seen.get("found and named").is_some_and(|found| *found > 0));
}

#[test]
fn a_file_cut_short_is_found() {
    if engines::is_about_files("a_file_cut_short_is_found") {
        return;
    }
    let place = Place::new();
    place.journal.submit_many(&nurse(), (1..=60).map(visits::Place::new)).unwrap();
    let folder = Folder::new();
    let file = folder.file("cut.db");
    place.journal.backup(&file).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    for part in 1..8 {
        std::fs::write(&file, &bytes[..bytes.len() * part / 8]).unwrap();
        let found = verify(&file, &keyring(), MODULES);
        assert!(found.is_err() || found.is_ok_and(|of| !of.findings.is_empty()), "{part} eighths");
    }
}

#[test]
fn a_clock_that_was_set_back_reorders_nothing_and_is_caught_up_with() {
    let place = Place::new();
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    place.clock.set(MORNING.plus_hours(-30));
    place.journal.submit_here(&nurse(), visits::Place::new(2)).unwrap();
    assert_eq!(place.count("select count(distinct at) from journal_act"), 1, "dated with the act before it");
    let place = place.reopened();
    place.journal.submit_here(&nurse(), visits::Place::new(3)).unwrap();
    place.clock.set(MORNING.plus_hours(1));
    place.journal.submit_here(&nurse(), visits::Place::new(4)).unwrap();
    assert_eq!(place.count("select max(at) - min(at) from journal_act"), 3_600_000_000);
    assert_eq!(verify(on(&place.file), &keyring(), MODULES).unwrap().findings, []);
}
