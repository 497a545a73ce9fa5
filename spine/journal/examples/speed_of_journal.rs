//! How fast acts become durable: 64 writers through the whole of `submit`, beside 64 writers that each commit by
//! themselves, in one run on one disk. Then how fast the journal is verified and rebuilt, and what it takes on disk.
//!
//! `cargo run --release -p journal --example speed_of_journal [seconds]`

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]
#![allow(clippy::indexing_slicing, missing_docs)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use journal::{Journal, rebuild, verify};
use kernel::HandWound;
use sha2::{Digest, Sha256};

#[path = "../tests/common/mod.rs"]
mod common;

use common::actors::nurse;
use common::disk;
use common::place::{Folder, MODULES, MORNING, count, keyring, open_with};
use common::visits;

const WRITERS: usize = 64;

/// What one run came to.
struct Run {
    acts: u64,
    wall: Duration,
    cpu: Duration,
    syncs: u64,
}

impl Run {
    fn a_second(&self) -> f64 {
        self.acts as f64 / self.wall.as_secs_f64()
    }

    fn print(&self, what: &str) {
        println!(
            "{what:<44} {:>7.0} acts/s  {:>5.0} µs CPU an act  {:>6.1} acts a wait for the disk",
            self.a_second(),
            self.cpu.as_secs_f64() * 1e6 / self.acts as f64,
            self.acts as f64 / self.syncs as f64,
        );
    }
}

/// The CPU time of this program so far, from the operating system, in its usual ticks of 10 ms.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = stat.rsplit_once(')').unwrap().1;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

fn measure(seconds: u64, work: impl FnOnce(&AtomicBool, &AtomicU64)) -> Run {
    let (stop, acts) = (AtomicBool::new(false), AtomicU64::new(0));
    let (begun, cpu_before, syncs_before) = (Instant::now(), cpu(), disk::SYNCS.load(Ordering::SeqCst));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (_, waiting) = std::sync::mpsc::channel::<()>();
            let _ = waiting.recv_timeout(Duration::from_secs(seconds));
            while begun.elapsed() < Duration::from_secs(seconds) {
                std::thread::park_timeout(Duration::from_millis(20));
            }
            stop.store(true, Ordering::SeqCst);
        });
        work(&stop, &acts);
    });
    Run {
        acts: acts.load(Ordering::SeqCst),
        wall: begun.elapsed(),
        cpu: cpu().saturating_sub(cpu_before),
        syncs: (disk::SYNCS.load(Ordering::SeqCst) - syncs_before).max(1),
    }
}

/// The whole road: load, policy, decide, seal, chain, project, group commit.
fn whole(journal: &Journal, seconds: u64, round: u128) -> Run {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    measure(seconds, |stop, acts| {
        std::thread::scope(|scope| {
            for writer in 0..WRITERS as u128 {
                let runtime = runtime.handle().clone();
                scope.spawn(move || {
                    runtime.block_on(one_writer(journal, round << 96 | writer << 64, stop, acts))
                });
            }
        });
    })
}

async fn one_writer(journal: &Journal, first: u128, stop: &AtomicBool, acts: &AtomicU64) {
    for nth in 1.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        journal.submit(&nurse(), visits::Place::new(first | nth)).await.unwrap();
        acts.fetch_add(1, Ordering::Relaxed);
    }
}

/// The naive writer: as many threads, one connection under a mutex, one commit an act, the same rows but neither
/// policy nor sealing, so that the comparison is kind to it.
fn naive(file: &Path, seconds: u64) -> Run {
    let db = rusqlite::Connection::open(file).unwrap();
    db.execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000;
        create table act (seq integer primary key, at bigint, who text, act text, link blob);
        create table fact (seq bigint, nth bigint, family text, stream text, version bigint, kind text, open blob, primary key (seq, nth));
        create unique index fact_stream on fact (family, stream, version);
        create table ask (id text primary key, sender text, host text, state text)").unwrap();
    let db = std::sync::Mutex::new((db, 0i64, [0u8; 32]));
    measure(seconds, |stop, acts| {
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let db = &db;
                scope.spawn(move || {
                    for nth in 1.. {
                        if stop.load(Ordering::Relaxed) {
                            return;
                        }
                        naive_act(&mut db.lock().unwrap(), &format!("{writer}-{nth}"));
                        acts.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
    })
}

fn naive_act((db, seq, link): &mut (rusqlite::Connection, i64, [u8; 32]), id: &str) {
    let open = format!("{{\"host\":\"Y90002\",\"name\":\"Amara Planted\",\"ask\":\"{id}\"}}");
    let tx = db.transaction().unwrap();
    let there: Option<String> =
        tx.prepare_cached("select id from ask where id = ?1").unwrap().query_row([id], |row| row.get(0)).ok();
    assert!(there.is_none());
    *seq += 1;
    let mut hash = Sha256::new();
    hash.update(*link);
    hash.update(&open);
    *link = hash.finalize().into();
    tx.prepare_cached("insert into act values (?1, 0, 'nurse', 'place-ask', ?2)")
        .unwrap()
        .execute((*seq, &link[..]))
        .unwrap();
    tx.prepare_cached("insert into fact values (?1, 0, 'ask', ?2, 1, 'ask-placed.1', ?3)")
        .unwrap()
        .execute((*seq, id, &open))
        .unwrap();
    tx.prepare_cached("insert into ask values (?1, 'Y90001', 'Y90002', 'waiting')")
        .unwrap()
        .execute([id])
        .unwrap();
    tx.commit().unwrap();
}

fn main() {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(5);
    disk::install();
    let folder = Folder::new();
    let (file, plain) = (folder.file("place.db"), folder.file("naive.db"));
    let journal = open_with(&file, MODULES, Arc::new(HandWound::at(MORNING)), 1).unwrap();
    // Turn about, so that a disk that slows down or a neighbour that wakes up is not held against one of them.
    let (mut ratios, mut rates, mut beside) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=3 {
        let ours = whole(&journal, seconds, round);
        let theirs = naive(&plain.with_extension(round.to_string()), seconds);
        ours.print("64 writers, whole submit, group commit");
        theirs.print("64 writers, naive, one commit an act");
        ratios.push(ours.a_second() / theirs.a_second());
        rates.push(ours.a_second());
        beside.push(theirs.a_second());
    }
    for three in [&mut ratios, &mut rates, &mut beside] {
        three.sort_by(f64::total_cmp);
    }
    println!(
        "| durable acts, 64 writers, whole submit | {:.0}/s, {:.1} times the naive | naive {:.0}/s | 5,000/s, 6 times |",
        rates[1], ratios[1], beside[1]
    );
    drop(journal);
    let acts = count(&file, "select count(*) from journal_act");
    rusqlite::Connection::open(&file).unwrap().execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    println!(
        "| on disk an act, contents and its three wrapped keys included | {} bytes | – | 3,000 bytes |",
        std::fs::metadata(&file).unwrap().len() / acts.unsigned_abs()
    );
    let (begun, before) = (Instant::now(), cpu());
    let verified = verify(&file, &keyring(), MODULES).unwrap();
    assert!(verified.findings.is_empty());
    print_rate("chain and tables verified", verified.facts, begun, before);
    let (begun, before) = (Instant::now(), cpu());
    print_rate(
        "tables written anew from the journal",
        rebuild(&file, &keyring(), MODULES).unwrap().facts,
        begun,
        before,
    );
}

fn print_rate(what: &str, facts: i64, begun: Instant, before: Duration) {
    let (wall, cpu) = (begun.elapsed().as_secs_f64(), cpu().saturating_sub(before).as_secs_f64());
    println!(
        "| {what}, {facts} facts | {:.0} facts/s, {:.0} facts a CPU second | – | 20,000 facts/s |",
        facts as f64 / wall,
        facts as f64 / cpu
    );
}
