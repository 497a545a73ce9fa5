//! The program is killed: a child of this test works, its parent counts what the child acknowledged and kills it at a
//! moment that chance picks; the next child takes up the same file. None lost, none doubled, the chain holds.
//! `./x fuzz crash --kills 2000` for a long run, `--minutes 10` for one that ends in time; `SEED=…` for another one.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use journal::{NotDone, verify};
use kernel::{AskId, HandWound};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::common::actors::nurse;
use crate::common::place::{Folder, MODULES, MORNING, count, keyring, on, open_at, open_with};
use crate::common::visits;

/// What tells a child that it is one: the file to write, and the number of the round.
const FILE: &str = "ROUNDTABLE_CRASH_FILE";
const ROUND: &str = "ROUNDTABLE_CRASH_ROUND";

const WORKERS: u128 = 8;

/// The child: eight threads submit without end, and each says on standard output what was acknowledged to it.
#[test]
fn child_that_is_killed() {
    let (Ok(named), Ok(round)) = (std::env::var(FILE), std::env::var(ROUND)) else { return };
    let round: u64 = round.parse().unwrap();
    let database = if named.contains("://") { named.parse().unwrap() } else { on(Path::new(&named)) };
    let journal = open_at(&database, MODULES, Arc::new(HandWound::at(MORNING)), round + 100).unwrap();
    let working: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let (journal, named) = (journal.clone(), named.clone());
            std::thread::spawn(move || {
                for nth in 1u128.. {
                    let ask = u128::from(round) << 96 | worker << 64 | nth;
                    let act = visits::Place { tell: nth.is_multiple_of(3), ..visits::Place::new(ask) };
                    let line = match journal.submit_here(&nurse(), act) {
                        Ok(done) => format!("acknowledged {}\n", done.answer),
                        // The server was killed. Whoever is told so waits a moment before the next.
                        Err(NotDone::Fault(fault)) if named.contains("://") => {
                            std::thread::park_timeout(Duration::from_millis(50));
                            let known = !fault.to_string().contains("find out whether this was kept");
                            let word = if known { "refused" } else { "unknown" };
                            format!("{word} {}\n", AskId::from_bits(ask))
                        }
                        Err(other) => panic!("{other:?}"),
                    };
                    std::io::stdout().write_all(line.as_bytes()).unwrap();
                }
            })
        })
        .collect();
    for worker in working {
        worker.join().unwrap();
    }
}

/// Starts a child on a file, or on the database of a server.
pub(crate) fn start(named: &str, round: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(FILE, named)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads so many acknowledgements, kills, and reads what was still said before the end.
pub(crate) fn kill_after(child: &mut Child, most: usize, acknowledged: &mut BTreeSet<String>) {
    let mut said = 0;
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while lines.read_line(&mut line).unwrap() > 0 {
        // A last line without its end was cut off by the kill.
        if line.ends_with('\n')
            && let Some((_, id)) = line.trim_end().split_once("acknowledged ")
        {
            assert!(acknowledged.insert(id.to_owned()), "{id} was acknowledged twice");
            said += 1;
            if said == most {
                child.kill().unwrap();
            }
        }
        line.clear();
    }
    child.wait().unwrap();
    assert!(said >= most, "the child ended by itself after {said} acts");
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a long run is bounded by the clock on the wall")]
fn killed_at_any_moment_it_loses_and_doubles_nothing() {
    let number =
        |name: &str, otherwise: u64| std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap());
    let (seed, rounds) = (number("SEED", 20_250_303), number("ROUNDS", 12));
    let (began, most) = (Instant::now(), Duration::from_secs(number("SECONDS_MOST", u64::MAX)));
    let folder = Folder::new();
    let file = folder.file("place.db");
    let mut chance = Pcg64::seed_from_u64(seed);
    let mut acknowledged = BTreeSet::new();
    let mut kills = 0;
    while kills < rounds && began.elapsed() < most {
        let said = chance.random_range(1..400);
        kill_after(&mut start(&file.to_string_lossy(), kills), said, &mut acknowledged);
        // Every round in a short run; now and then in a long one, where looking would take longer than working.
        if kills < 12 || kills % 100 == 99 {
            look(&file, &acknowledged, seed, kills);
        }
        kills += 1;
        if kills % 100 == 0 {
            println!("{kills} kills, {} acknowledged, {:?}", acknowledged.len(), began.elapsed());
        }
    }
    look(&file, &acknowledged, seed, kills);
    let acts = count(on(&file), "select count(*) from journal_act");
    println!("seed {seed}: {kills} kills, {} acknowledged, {acts} on disk, none lost", acknowledged.len());
}

fn look(file: &Path, acknowledged: &BTreeSet<String>, seed: u64, round: u64) {
    // Opening to write takes up what the log holds, as the next start of the program would.
    drop(open_with(file, MODULES, Arc::new(HandWound::at(MORNING)), round).unwrap());
    let verified = verify(on(file), &keyring(), MODULES).unwrap();
    assert_eq!(verified.findings, [], "seed {seed}, round {round}");
    let kept = engines::list(&on(file), "select id from visits_ask order by id");
    let once: BTreeSet<String> = kept.iter().cloned().collect();
    assert_eq!(once.len(), kept.len());
    let lost: Vec<_> = acknowledged.difference(&once).collect();
    assert!(lost.is_empty(), "seed {seed}, round {round}: {lost:?} lost");
    assert!(kept.iter().all(|id| id.parse::<AskId>().is_ok()));
    let acts = count(on(file), "select count(*) from journal_act");
    assert_eq!(acts, i64::try_from(kept.len()).unwrap(), "an act for every ask, and no more");
    let jobs = count(on(file), "select count(*) from journal_job");
    let told = count(on(file), "select count(distinct seq) from journal_job");
    assert_eq!(jobs, told, "no message twice");
}
