//! The power is cut: what was acknowledged is there, what was not is there whole or not at all. And the disk is full:
//! reading goes on, writing is refused in words, and goes on when there is room again.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, RwLock};

use journal::{Journal, NotDone, Query, verify};
use kernel::{AskId, HandWound};
use policy::{Kind, Permit, Relations, Subject};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::common::actors::{nurse, program};
use crate::common::disk::{self, Dropped};
use crate::common::place::{Folder, MODULES, MORNING, keyring, open_with};
use crate::common::visits::{self, Erase};

const ASKS: Query = Query { name: "visits.ids", sql: "select id from visits_ask order by id" };

/// What cutting the power showed.
#[derive(Debug, Default)]
struct Cuts {
    acknowledged: usize,
    lost: usize,
    broken: usize,
}

/// Works on a disk with a cache, cuts its power again and again, and looks at what each cut left.
fn cuts(dropped: Dropped, seed: u64, most: u32) -> Cuts {
    let folder = Folder::new();
    disk::cache(folder.path(), dropped);
    let journal =
        open_with(&folder.file("place.db"), MODULES, Arc::new(HandWound::at(MORNING)), seed).unwrap();
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let gate = Arc::new(RwLock::new(Gate::Open));
    let working: Vec<_> = (0..4u128)
        .map(|worker| {
            let (journal, acknowledged, gate) = (journal.clone(), acknowledged.clone(), gate.clone());
            std::thread::spawn(move || work(worker, &journal, &acknowledged, &gate))
        })
        .collect();
    let mut chance = Pcg64::seed_from_u64(seed);
    let mut seen = Cuts::default();
    for _ in 0..most {
        let next = acknowledged.lock().unwrap().len() + chance.random_range(1..120);
        while acknowledged.lock().unwrap().len() < next {
            std::thread::yield_now();
        }
        let promised = acknowledged.lock().unwrap().clone();
        let after = Folder::new();
        disk::cut_power(folder.path(), after.path(), &mut chance);
        // Nobody works while the cut is looked at, or there would be ever more to look at.
        let _closed = gate.write().unwrap();
        seen.acknowledged += promised.len();
        look(&after.file("place.db"), &promised, &mut seen);
    }
    *gate.write().unwrap() = Gate::Shut;
    for worker in working {
        worker.join().unwrap();
    }
    seen
}

/// Whether there is work to do; held while somebody looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gate {
    Open,
    Shut,
}

fn work(worker: u128, journal: &Journal, acknowledged: &Mutex<BTreeSet<AskId>>, gate: &RwLock<Gate>) {
    for nth in 1.. {
        if *gate.read().unwrap() == Gate::Shut {
            return;
        }
        let ask = journal.submit_here(&nurse(), visits::Place::new(worker << 64 | nth)).unwrap().answer;
        // An erasure folds the log into the file, which puts the file's own waits to the test as well.
        if nth % 64 == 0 && worker == 0 {
            journal.submit_here(&program(), Erase(ask)).unwrap();
        }
        acknowledged.lock().unwrap().insert(ask);
    }
}

fn look(file: &Path, promised: &BTreeSet<AskId>, seen: &mut Cuts) {
    let holds = verify(file, &keyring(), MODULES).is_ok_and(|verified| verified.findings.is_empty());
    if !holds {
        seen.broken += 1;
        return;
    }
    let journal = open_with(file, MODULES, Arc::new(HandWound::at(MORNING)), 1).unwrap();
    let subject = Subject::new(Kind::Ask, Relations::SENDER);
    let rows = journal.reading(&nurse(), Permit::SeeEnvelope, subject).unwrap().rows(&ASKS, &[]).unwrap();
    let kept: BTreeSet<AskId> = rows.iter().map(|row| row.get(0).unwrap()).collect();
    assert_eq!(kept.len(), rows.len(), "none twice");
    seen.lost += promised.difference(&kept).count();
    journal.submit_here(&nurse(), visits::Place::new(u128::MAX)).unwrap();
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_is_cut() {
    if engines::is_about_files("nothing_acknowledged_is_lost_when_the_power_is_cut") {
        return;
    }
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_250_303);
    let seen = cuts(Dropped::Nothing, seed, 25);
    println!("seed {seed}: {seen:?} in 25 cuts");
    assert_eq!((seen.lost, seen.broken), (0, 0), "seed {seed}");
    assert!(seen.acknowledged > 100);
}

#[test]
fn the_loss_is_noticed_when_the_log_is_not_waited_for() {
    if engines::is_about_files("the_loss_is_noticed_when_the_log_is_not_waited_for") {
        return;
    }
    let seen = cuts(Dropped::OfTheLog, 1, 8);
    println!("without the wait for the log: {seen:?} in 8 cuts");
    assert!(seen.lost + seen.broken > 0, "this test could not notice a loss");
}

#[test]
fn the_loss_is_noticed_when_the_file_is_not_waited_for() {
    if engines::is_about_files("the_loss_is_noticed_when_the_file_is_not_waited_for") {
        return;
    }
    let seen = cuts(Dropped::OfTheFile, 2, 12);
    println!("without the wait for the file: {seen:?} in 12 cuts");
    assert!(seen.lost + seen.broken > 0, "this test could not notice a loss");
}

#[test]
fn a_full_disk_refuses_writing_in_words_and_reading_goes_on() {
    if engines::is_about_files("a_full_disk_refuses_writing_in_words_and_reading_goes_on") {
        return;
    }
    let folder = Folder::new();
    disk::cache(folder.path(), Dropped::Nothing);
    let file = folder.file("place.db");
    let journal = open_with(&file, MODULES, Arc::new(HandWound::at(MORNING)), 3).unwrap();
    journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    disk::fill(folder.path(), true);
    let outcomes = journal.submit_many(&nurse(), (2..=9).map(visits::Place::new)).unwrap();
    for outcome in outcomes {
        let Err(NotDone::Fault(fault)) = outcome else { panic!("{outcome:?}") };
        assert!(fault.is_disk_full(), "{fault}");
        assert!(fault.to_string().contains("the disk is full; free some space"), "{fault}");
    }
    let subject = Subject::new(Kind::Ask, Relations::SENDER);
    let reading = journal.reading(&nurse(), Permit::SeeEnvelope, subject).unwrap();
    assert_eq!(reading.rows(&ASKS, &[]).unwrap().len(), 1);
    drop(reading);
    disk::fill(folder.path(), false);
    assert_eq!(journal.submit_here(&nurse(), visits::Place::new(10)).unwrap().seq, 2);
    assert_eq!(verify(&file, &keyring(), MODULES).unwrap().findings, []);
}
