//! How fast acts become durable: 64 writers through the whole of `submit`, beside 64 writers that each commit by
//! themselves, in one run on one disk. Then how fast the journal is verified and rebuilt, and what it takes on disk.
//!
//! Where the environment names a PostgreSQL server, the same on it, turn about with the file; beside it the naive writer of
//! pgbench, on one line and on 64.
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

use journal::{Database, Journal, Server, rebuild, verify};
use kernel::HandWound;
use sha2::{Digest, Sha256};

#[path = "../tests/common/mod.rs"]
mod common;

use common::actors::nurse;
use common::disk;
use common::place::{Folder, MODULES, MORNING, count, keyring, open_at};
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

/// A journal on the server, and what its own programs tell of it.
struct OnServer {
    server: Server,
    journal: Journal,
}

impl OnServer {
    fn open(server: Server) -> OnServer {
        let database = Database::Server(server.clone());
        let journal = open_at(&database, MODULES, Arc::new(HandWound::at(MORNING)), 1).unwrap();
        OnServer { server, journal }
    }

    /// How often the server has waited for its disk, and the CPU of those of its processes that serve this program.
    fn spent(&self) -> (u64, Duration) {
        let ask = |sql: &str| engines::list(&Database::Server(self.server.clone()), sql);
        let ours = "select pid::text from pg_stat_activity where application_name = 'roundtable'";
        let ticks = ask(ours).iter().map(|pid| ticks_of(pid)).sum::<u64>();
        let syncs = ask("select pg_stat_force_next_flush(); select wal_sync::text from pg_stat_wal");
        (syncs.last().unwrap().parse().unwrap(), Duration::from_millis(ticks * 10))
    }

    fn run(&self, seconds: u64, round: u128) -> Run {
        let (syncs, cpu) = self.spent();
        let run = whole(&self.journal, seconds, round);
        let (syncs_after, cpu_after) = self.spent();
        Run { syncs: (syncs_after - syncs).max(1), cpu: run.cpu + cpu_after.saturating_sub(cpu), ..run }
    }
}

fn ticks_of(pid: &str) -> u64 {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return 0 };
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// The naive writer on the server, by its own measuring program: the same rows, a commit an act, so many lines. Each takes
/// the turn to write first, as a chain demands. Acts a second; nothing where the program is not installed.
fn naive_on_server(server: &Server, folder: &Folder, lines: u32, seconds: u64) -> Option<f64> {
    let database = Database::Server(server.named(&format!("{}_naive{lines}", server.name())));
    database.make().unwrap();
    engines::change(&database, "create table if not exists act (seq bigint primary key, at bigint, who text, act text, link bytea);
        create table if not exists fact (seq bigint, nth bigint, family text, stream text, version bigint, kind text, open bytea, primary key (seq, nth));
        create unique index if not exists fact_stream on fact (family, stream, version);
        create table if not exists ask (id text primary key, sender text, host text, state text);
        create sequence if not exists nth; create sequence if not exists turn");
    let script = folder.file("naive.sql");
    std::fs::write(&script, "select nextval('nth') as nth \\gset
begin;
select pg_advisory_xact_lock(7);
select id from ask where id = ('a' || :nth::text);
select nextval('turn') as turn \\gset
insert into act values (:turn, 0, 'nurse', 'place-ask', decode(repeat('ab', 32), 'hex'));
insert into fact values (:turn, 0, 'ask', 'a' || :nth::text, 1, 'ask-placed.1', decode(repeat('7b', 60), 'hex'));
insert into ask values ('a' || :nth::text, 'Y90001', 'Y90002', 'waiting');
commit;
").unwrap();
    let mut programs: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .map(|of| of.path().join("bin/pgbench"))
        .collect();
    programs.sort();
    let mut run = std::process::Command::new(programs.pop()?);
    run.args(["-n", "-M", "prepared", "-j", "2", "-c", &lines.to_string(), "-T", &seconds.to_string(), "-f"]);
    let said = run.arg(&script).arg(database.to_string()).output().ok()?;
    let words = String::from_utf8_lossy(&said.stdout).into_owned();
    words.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
}

fn median(of: &mut [f64]) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

/// Both engines turn about, so that a neighbour who wakes up is not held against one of them.
fn both_engines(file: &Journal, folder: &Folder, server: Server, seconds: u64) {
    let there = OnServer::open(server);
    let (mut files, mut servers, mut one, mut many) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 4..=6 {
        let ours = whole(file, seconds, round);
        ours.print("SQLite: 64 writers, whole submit");
        files.push(ours.a_second());
        let run = there.run(seconds, round);
        run.print("PostgreSQL: the same, with the server's CPU");
        servers.push(run.a_second());
        one.extend(naive_on_server(&there.server, folder, 1, seconds));
        many.extend(naive_on_server(&there.server, folder, 64, seconds));
    }
    if one.is_empty() || many.is_empty() {
        println!("skipped: the naive writer on the server, which needs pgbench");
        return;
    }
    let (ours, one, many) = (median(&mut servers), median(&mut one), median(&mut many));
    println!(
        "| the same on PostgreSQL | {ours:.0}/s, {:.1} times the naive on one line, {:.1} times that on 64 | naive {one:.0}/s and {many:.0}/s; SQLite {:.0}/s | 5,000/s |",
        ours / one,
        ours / many,
        median(&mut files)
    );
    assert!(verify(Database::Server(there.server.clone()), &keyring(), MODULES).unwrap().findings.is_empty());
}

fn main() {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(5);
    disk::install();
    let folder = Folder::new();
    let (file, plain) = (folder.file("place.db"), folder.file("naive.db"));
    let journal = open_at(&Database::from(&file), MODULES, Arc::new(HandWound::at(MORNING)), 1).unwrap();
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
    if std::env::var_os(engines::SERVER).is_some() {
        if let Some(server) = engines::on_server("both engines", &file) {
            both_engines(&journal, &folder, server, seconds);
        }
    } else {
        println!("skipped: PostgreSQL, where no server is named");
    }
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
