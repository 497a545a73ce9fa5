//! The program, a process of the database server, and the whole server are killed in turn, each at a moment that chance picks,
//! on one database all along: nothing acknowledged is lost, nothing done twice, nothing kept that was refused.
//! `./x fuzz crash --db postgres --minutes 10` for a long run; left out, by name, where no server is named.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use journal::{Database, Server, verify};
use kernel::HandWound;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use crate::common::place::{Folder, MODULES, MORNING, keyring, open_at};

/// The folder of the server's files, and the command that starts it; `scripts/postgres` names them.
const FOLDER: &str = "ROUNDTABLE_TEST_SERVER_DATA";
const START: &str = "ROUNDTABLE_TEST_SERVER_START";

/// What the children were told, all rounds together.
#[derive(Default)]
struct Told {
    acknowledged: BTreeSet<String>,
    refused: BTreeSet<String>,
    unknown: usize,
}

impl Told {
    /// Reads until so many more were acknowledged; false where the child has ended before.
    fn read(&mut self, lines: &mut BufReader<ChildStdout>, most: usize) -> bool {
        let (mut line, mut said) = (String::new(), 0);
        while said < most {
            line.clear();
            if lines.read_line(&mut line).unwrap() == 0 {
                return false;
            }
            said += usize::from(self.note(&line));
        }
        true
    }

    /// Takes what one line says; whether it acknowledges. A line without its end was cut off by the kill.
    fn note(&mut self, line: &str) -> bool {
        let Some(line) = line.strip_suffix('\n') else { return false };
        if let Some((_, id)) = line.split_once("acknowledged ") {
            assert!(self.acknowledged.insert(id.to_owned()), "{id} was acknowledged twice");
            return true;
        }
        if let Some((_, id)) = line.split_once("refused ") {
            self.refused.insert(id.to_owned());
        }
        self.unknown += usize::from(line.contains("unknown "));
        false
    }

    fn read_to_the_end(&mut self, lines: &mut BufReader<ChildStdout>) {
        let mut line = String::new();
        while lines.read_line(&mut line).unwrap() > 0 {
            self.note(&line);
            line.clear();
        }
    }
}

fn kill(pid: &str) {
    assert!(Command::new("kill").args(["-9", pid]).status().unwrap().success(), "{pid} could not be killed");
}

/// One process of the server that serves the child: the server ends all others, and recovers.
fn kill_a_backend(server: &Server) {
    let ours = "select pid::text from pg_stat_activity
                where datname = current_database() and application_name = 'roundtable' order by backend_start limit 1";
    if let Some(pid) = engines::list(&Database::Server(server.clone()), ours).first() {
        kill(pid);
    }
}

/// The server itself; it is started again as often as it takes, since what is left of it has to end first.
fn kill_the_server(folder: &str, start: &str) {
    let running = std::fs::read_to_string(format!("{folder}/postmaster.pid")).unwrap();
    kill(running.lines().next().unwrap());
    for _ in 0..600 {
        let started =
            Command::new("sh").args(["-c", start]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if started.unwrap().success() {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(100));
    }
    panic!("the server did not start again");
}

/// After a process of it was killed, the server takes nobody in until it has recovered.
fn wait_until_it_answers(server: &Server) {
    for _ in 0..600 {
        let said =
            Command::new("psql").args(["-X", "-q", "-t", "-c", "select 1", &server.to_string()]).output();
        if said.unwrap().status.success() {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(100));
    }
    panic!("the server did not recover");
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a long run is bounded by the clock on the wall")]
fn program_and_server_killed_in_turn_lose_and_double_nothing() {
    let folder = Folder::new();
    let story = "program and server killed in turn";
    let Some(server) = engines::on_server(story, &folder.file("turn.db")) else { return };
    let (Ok(data), Ok(start)) = (std::env::var(FOLDER), std::env::var(START)) else { return };
    if std::env::var_os("SERVER_MAY_BE_KILLED").is_none() {
        println!(
            "skipped: {story}, which other stories on the server would not survive: ./x fuzz crash --db postgres"
        );
        return;
    }
    let number =
        |name: &str, otherwise: u64| std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap());
    let (seed, rounds) = (number("SEED", 20_261_122), number("ROUNDS", 9));
    let (began, most) = (Instant::now(), Duration::from_secs(number("SECONDS_MOST", u64::MAX)));
    let mut chance = Pcg64::seed_from_u64(seed);
    let (mut told, mut kills) = (Told::default(), [0u64; 3]);
    let mut round = 0;
    while round < rounds && began.elapsed() < most {
        let mut child: Child = crate::crash::start(&Database::Server(server.clone()).to_string(), round);
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        assert!(
            told.read(&mut lines, chance.random_range(1..200)),
            "seed {seed}, round {round}: it ended by itself"
        );
        match round % 3 {
            1 => kill_a_backend(&server),
            2 => kill_the_server(&data, &start),
            _ => {}
        }
        if round % 3 > 0 {
            kills[usize::try_from(round % 3).unwrap()] += 1;
            // The program has lost its line, says so, and comes back.
            assert!(told.read(&mut lines, 20), "seed {seed}, round {round}: it did not come back");
        }
        child.kill().unwrap();
        kills[0] += 1;
        told.read_to_the_end(&mut lines);
        child.wait().unwrap();
        wait_until_it_answers(&server);
        if round < 9 || round % 30 == 29 {
            look(&server, &told, seed, round);
        }
        round += 1;
    }
    look(&server, &told, seed, round);
    println!(
        "seed {seed}: {} kills of the program, {} of a process of the server, {} of the server; {} acknowledged and kept, {} \
         refused and not kept, of {} it was said that it is not known; the chain holds",
        kills[0],
        kills[1],
        kills[2],
        told.acknowledged.len(),
        told.refused.len(),
        told.unknown
    );
}

fn look(server: &Server, told: &Told, seed: u64, round: u64) {
    let database = Database::Server(server.clone());
    drop(open_at(&database, MODULES, Arc::new(HandWound::at(MORNING)), round).unwrap());
    let verified = verify(database.clone(), &keyring(), MODULES).unwrap();
    assert_eq!(verified.findings, [], "seed {seed}, round {round}");
    let kept = engines::list(&database, "select id from visits_ask order by id");
    let once: BTreeSet<String> = kept.iter().cloned().collect();
    assert_eq!(verified.acts, i64::try_from(kept.len()).unwrap(), "an act for every ask, and no more");
    let lost: Vec<_> = told.acknowledged.difference(&once).collect();
    assert!(lost.is_empty(), "seed {seed}, round {round}: {lost:?} lost");
    let doubled: Vec<_> = told.refused.intersection(&once).collect();
    assert!(doubled.is_empty(), "seed {seed}, round {round}: {doubled:?} were refused and kept");
}
