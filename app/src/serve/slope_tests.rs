//! How the place slows as it grows: `./x bench slope 100000,1000000`. Writes, pages, look-up, rebuild, verify, backup, size and
//! memory at each number of asks, in one place that grows. Two years of Marlshire over and over, with new ids.

#![allow(clippy::print_stdout, reason = "what was tried is counted and printed")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use kernel::AskId;
use measures_rules::period::Quarter;
use measures_rules::proposal::Written;
use measures_site::acts::Propose;
use measures_site::compare::compare;
use measures_site::kept::Kept;
use policy::{Kind, Permit, Relations, Subject};
use referrals_site::acts::BringInAsks;
use trial::marlshire::asks::history;
use trial::marlshire::{Place, Recipe};

use super::attack_tests::{enter, get, place, served};
use crate::place::{At, MODULES, program};

fn in_words(took: Duration) -> String {
    format!("{:.1} ms", took.as_secs_f64() * 1e3)
}

fn memory() -> String {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("unknown").trim().to_owned()
}

#[test]
#[allow(clippy::disallowed_methods, reason = "it measures")]
fn slope() {
    let Ok(sizes) = std::env::var("SLOPE") else {
        println!("skipped: slope, which takes minutes: SLOPE=100000,1000000");
        return;
    };
    let (folder, at) = place(true);
    let recipe = Recipe { seed: 7, today: kernel::Clock::now(&web::SystemClock).day() };
    let made = Place::make(recipe, None);
    let (asks, _) = history(&made, recipe, None);
    let mut there = asks.len();
    for size in sizes.split(',').map(|size| size.trim().parse::<usize>().unwrap()) {
        let began = Instant::now();
        let before = there;
        {
            let journal = at.open(Arc::new(web::SystemClock)).unwrap();
            let actor = program().unwrap();
            while there < size {
                let chunk: Vec<_> =
                    asks.iter().cycle().skip(there % asks.len()).take(20_000.min(size - there)).collect();
                let acts = chunk.chunks(200).map(|part| {
                    let new = |(_, history): &&(AskId, _)| {
                        (
                            AskId::beginning(kernel::Clock::now(&web::SystemClock), rand::random()),
                            Clone::clone(history),
                        )
                    };
                    BringInAsks(part.iter().map(new).collect())
                });
                for done in journal.submit_many(&actor, acts.collect::<Vec<_>>()).unwrap() {
                    there += done.unwrap().answer;
                }
            }
        }
        let brought = began.elapsed();
        println!(
            "== {there} asks; {} brought in at {:.0} a second",
            there - before,
            (there - before) as f64 / brought.as_secs_f64()
        );
        measure(&at, &asks, &folder.0);
    }
}

#[allow(clippy::disallowed_methods, reason = "it measures")]
fn measure(at: &At, asks: &[(AskId, referrals_rules::facts::v1::BroughtIn)], folder: &std::path::Path) {
    let (router, journal) = served(at);
    let actor = program().unwrap();
    let began = Instant::now();
    let one = |(_, history): &(AskId, _)| {
        BringInAsks(vec![(AskId::from_bits(rand::random()), Clone::clone(history))])
    };
    let acts: Vec<_> = asks.iter().take(5_000).map(one).collect();
    let count = acts.len();
    assert!(journal.submit_many(&actor, acts).unwrap().into_iter().all(|done| done.is_ok()));
    println!(
        "write: {:.0} acts a second, one ask each, sharing commits",
        count as f64 / began.elapsed().as_secs_f64()
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(pages(&router, PAGES));
    println!("memory: {}", memory());
    figures(&journal);
    println!("memory with the asks in memory: {}", memory());
    runtime.block_on(pages(&router, FIGURES));
    println!("memory: {}", memory());
    drop((router, journal));
    let keys = journal::Keyring::read(&at.keys).unwrap();
    let began = Instant::now();
    let backup = folder.join("slope-backup.sqlite");
    let manifest = at.look().unwrap().backup(&backup, kernel::Clock::now(&web::SystemClock)).unwrap();
    println!("backup: {:.1} s, {} MB", began.elapsed().as_secs_f64(), manifest.bytes / 1_000_000);
    let _ = std::fs::remove_file(folder.join("slope-backup.sqlite.manifest"));
    std::fs::remove_file(backup).unwrap();
    let began = Instant::now();
    let rebuilt = journal::rebuild(&at.database, &keys, MODULES).unwrap();
    let took = began.elapsed().as_secs_f64();
    println!("rebuild: {:.1} s, {:.0} facts a second", took, rebuilt.facts as f64 / took);
    let began = Instant::now();
    let verified = journal::verify(&at.database, &keys, MODULES).unwrap();
    assert!(verified.findings.is_empty());
    println!(
        "verify: {:.1} s, {} facts, {} rows",
        began.elapsed().as_secs_f64(),
        verified.facts,
        verified.rows
    );
}

/// A rule proposed and tried as a job tries it: first with nothing in memory, then again; with the rules in force judged by
/// what is kept.
#[allow(clippy::disallowed_methods, reason = "it measures")]
fn figures(journal: &journal::Journal) {
    let (actor, today) = (program().unwrap(), kernel::Clock::now(&web::SystemClock).day());
    let from = Quarter::of(today).after().period().first;
    let written =
        Written { id: format!("TRY-{}", rand::random::<u16>()), ..trial::marlshire::rule::written(from) };
    let name = journal.submit_here(&actor, Propose(written)).unwrap().answer;
    let place = Subject::new(Kind::Place, Relations::NONE);
    let reading = || journal.reading(&actor, Permit::SeeHealth, place).unwrap();
    let kept = Kept::default();
    let began = Instant::now();
    let asks = kept.asks(&reading()).unwrap();
    println!("figures: {} asks read into memory in {:.1} s", asks.rows.len(), began.elapsed().as_secs_f64());
    drop(asks);
    for how in ["read and unjudged", "judged before"] {
        let (began, mut told) = (Instant::now(), 0);
        let tried = compare(&reading(), &kept, &name, today, &mut |_, _| {
            told += 1;
            true
        });
        let tables = tried.unwrap().unwrap().comparison().tables.len();
        println!(
            "a rule tried, {how}: {:.1} s, {tables} tables, told how far it is {told} times",
            began.elapsed().as_secs_f64()
        );
    }
}

/// Pages of daily work, by their usual reader.
const PAGES: &[(&str, &str)] = &[
    ("manager", "/mine"),
    ("booking", "/inbox"),
    ("clinician", "/sent"),
    ("fitter", "/session"),
    ("guardian", "/access-log"),
    ("clinician", "/directory"),
    ("clinician", "/refer"),
];

/// Pages of figures: what is published, an organisation's own, and the asks behind one of its numbers. The first look at an
/// organisation's own reads the asks into memory.
const FIGURES: &[(&str, &str)] = &[
    ("commissioner", "/waits"),
    ("commissioner", "/waits?by=deprivation&first=FAIR-21&second=GP-28"),
    ("contract_lead", "/waits?span=quarter&by=patch"),
    ("manager", "/waits/ours"),
    ("manager", "/waits/ours/asks?side=asked&rule=FAIR-21&place=met"),
];

/// Fifty of each page as its usual reader.
#[allow(clippy::disallowed_methods, reason = "it measures")]
async fn pages(router: &Router, of: &[(&str, &str)]) {
    for (role, path) in of {
        let (role, path) = (*role, *path);
        let cookies = enter(router, role).await;
        let began = Instant::now();
        let _ = get(router, path, &cookies).await;
        let first = in_words(began.elapsed());
        let mut took = Vec::new();
        let mut status = 0;
        for _ in 0..50 {
            let began = Instant::now();
            status = get(router, path, &cookies).await.status;
            took.push(began.elapsed());
        }
        took.sort();
        println!(
            "page {path} ({role}, {status}): first {first}, then half {}, slowest but one {}",
            in_words(took[25]),
            in_words(took[48])
        );
    }
}
