//! How the place slows as it grows: `./x bench slope 100000,1000000`. Writes, pages, look-up, rebuild, verify, backup, size and
//! memory at each number of asks, in one place that grows. Two years of Marlshire over and over, with new ids.

#![allow(clippy::print_stdout, reason = "what was tried is counted and printed")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use kernel::AskId;
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
                        (AskId::from_bits(rand::random()), Clone::clone(history))
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
    runtime.block_on(pages(&router));
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
    let rebuilt = journal::rebuild(&at.file, &keys, MODULES).unwrap();
    let took = began.elapsed().as_secs_f64();
    println!("rebuild: {:.1} s, {:.0} facts a second", took, rebuilt.facts as f64 / took);
    let began = Instant::now();
    let verified = journal::verify(&at.file, &keys, MODULES).unwrap();
    assert!(verified.findings.is_empty());
    println!(
        "verify: {:.1} s, {} facts, {} rows",
        began.elapsed().as_secs_f64(),
        verified.facts,
        verified.rows
    );
}

/// Fifty of each page as its usual reader.
#[allow(clippy::disallowed_methods, reason = "it measures")]
async fn pages(router: &Router) {
    for (role, path) in [
        ("manager", "/mine"),
        ("booking", "/inbox"),
        ("clinician", "/sent"),
        ("fitter", "/session"),
        ("guardian", "/access-log"),
        ("clinician", "/directory"),
        ("clinician", "/refer"),
    ] {
        let cookies = enter(router, role).await;
        let mut took = Vec::new();
        let mut status = 0;
        for _ in 0..50 {
            let began = Instant::now();
            status = get(router, path, &cookies).await.status;
            took.push(began.elapsed());
        }
        took.sort();
        println!(
            "page {path} ({role}, {status}): half {}, slowest but one {}",
            in_words(took[25]),
            in_words(took[48])
        );
    }
}
