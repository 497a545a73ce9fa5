//! Several programs on one database of a server: one order, one chain, one owner of each slot, whoever is killed and whatever
//! breaks on the way. Left out, by name, where no server is named.

use std::collections::BTreeSet;
use std::sync::Arc;

use journal::{Database, Journal, NotDone, Server, verify};
use kernel::{AskId, HandWound, SlotId};

use crate::common::actors::{fitter, nurse};
use crate::common::place::{Folder, MODULES, MORNING, count, keyring, open_at};
use crate::common::visits::{self, Book, Refusal};

fn node(server: &Server, seed: u64) -> Journal {
    open_at(&Database::Server(server.clone()), MODULES, Arc::new(HandWound::at(MORNING)), seed).unwrap()
}

fn holds(server: &Server) -> i64 {
    let verified = verify(Database::Server(server.clone()), &keyring(), MODULES).unwrap();
    assert_eq!(verified.findings, []);
    verified.acts
}

#[test]
fn sixty_four_writers_over_two_nodes_keep_one_chain_and_one_owner_of_each_slot() {
    let folder = Folder::new();
    let Some(server) = engines::on_server("64 writers over two nodes", &folder.file("race.db")) else {
        return;
    };
    let nodes = [node(&server, 1), node(&server, 2)];
    let writers: Vec<_> = (0..64u128)
        .map(|writer| {
            let journal = nodes[usize::try_from(writer % 2).unwrap()].clone();
            std::thread::spawn(move || {
                let mut won = 0;
                for nth in 0..8u128 {
                    let ask = AskId::from_bits(writer * 100 + nth + 1);
                    journal.submit_here(&nurse(), visits::Place { ask, ..visits::Place::new(1) }).unwrap();
                    // Each slot is wanted by eight writers, four on each node.
                    let slot = SlotId::from_bits(writer / 8 * 8 + nth + 1);
                    match journal.submit_here(&fitter(), Book { ask, slot }) {
                        Ok(_) => won += 1,
                        Err(NotDone::AgainstTheRules(Refusal::SlotTaken)) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
                won
            })
        })
        .collect();
    let won: i64 = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
    let database = Database::Server(server.clone());
    assert_eq!(won, 64, "each of 64 slots has one owner");
    assert_eq!(count(&database, "select count(*) from visits_slot"), won);
    assert_eq!(count(&database, "select count(distinct slot) from visits_ask where slot is not null"), won);
    assert_eq!(count(&database, "select count(*) from visits_ask"), 64 * 8);
    assert_eq!(count(&database, "select asks from visits_count"), 64 * 8);
    assert_eq!(holds(&server), 64 * 8 + won);
}

#[test]
fn one_node_is_killed_again_and_again_and_the_other_goes_on() {
    let folder = Folder::new();
    let file = folder.file("killed.db");
    let Some(server) = engines::on_server("one of two nodes killed", &file) else { return };
    drop(node(&server, 1));
    let steady = {
        let journal = node(&server, 2);
        std::thread::spawn(move || {
            let asks = (0..400u128).map(|nth| AskId::from_bits(1 << 120 | nth));
            asks.map(|ask| {
                let act = visits::Place { ask, tell: true, ..visits::Place::new(1) };
                journal.submit_here(&nurse(), act).unwrap().answer.to_string()
            })
            .collect::<Vec<_>>()
        })
    };
    let mut acknowledged = BTreeSet::new();
    for (round, most) in [40, 3, 120, 1, 60].into_iter().enumerate() {
        let mut child = crate::crash::start(&Database::Server(server.clone()).to_string(), round as u64 + 1);
        crate::crash::kill_after(&mut child, most, &mut acknowledged);
    }
    acknowledged.extend(steady.join().unwrap());
    let kept: BTreeSet<String> =
        engines::list(&Database::Server(server.clone()), "select id from visits_ask").into_iter().collect();
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{lost:?} lost");
    assert_eq!(holds(&server), i64::try_from(kept.len()).unwrap(), "an act for every ask, and no more");
}

/// The server ends every session but the one that asks, as a restart or a broken line would.
fn break_every_line(server: &Server) {
    let sql = "select count(pg_terminate_backend(pid)) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()";
    engines::list(&Database::Server(server.clone()), sql);
}

#[test]
fn lines_break_and_what_was_acknowledged_is_there_and_what_was_refused_is_not() {
    let folder = Folder::new();
    let Some(server) = engines::on_server("lines that break", &folder.file("lines.db")) else { return };
    let journal = node(&server, 1);
    let writers: Vec<_> = (0..8u128)
        .map(|writer| {
            let journal = journal.clone();
            std::thread::spawn(move || {
                let mut heard = (BTreeSet::new(), BTreeSet::new());
                for nth in 0..150u128 {
                    let ask = AskId::from_bits(writer << 64 | nth);
                    match journal.submit_here(&nurse(), visits::Place { ask, ..visits::Place::new(1) }) {
                        Ok(_) => heard.0.insert(ask.to_string()),
                        Err(NotDone::Fault(_)) => heard.1.insert(ask.to_string()),
                        Err(other) => panic!("{other:?}"),
                    };
                }
                heard
            })
        })
        .collect();
    while writers.iter().any(|writer| !writer.is_finished()) {
        break_every_line(&server);
    }
    let (mut done, mut failed) = (BTreeSet::new(), BTreeSet::new());
    for writer in writers {
        let (yes, no) = writer.join().unwrap();
        done.extend(yes);
        failed.extend(no);
    }
    println!("{} acknowledged, {} not, with lines that broke", done.len(), failed.len());
    let kept: BTreeSet<String> =
        engines::list(&Database::Server(server.clone()), "select id from visits_ask").into_iter().collect();
    assert_eq!(kept, done, "each hears what became of its own");
    journal
        .submit_here(&nurse(), visits::Place { ask: AskId::from_bits(u128::MAX), ..visits::Place::new(1) })
        .unwrap();
    assert_eq!(holds(&server), i64::try_from(done.len()).unwrap() + 1);
    // A page that begins after a break is answered.
    break_every_line(&server);
    let subject = policy::Subject::new(policy::Kind::Ask, policy::Relations::SENDER);
    let reading = journal.reading(&nurse(), policy::Permit::SeeEnvelope, subject).unwrap();
    assert!(reading.version(&visits::stream(AskId::from_bits(u128::MAX))).unwrap().0 == 1);
}

#[test]
fn a_server_that_would_not_wait_for_its_disk_or_sorts_otherwise_is_refused_in_words() {
    let folder = Folder::new();
    let story = "servers that promise too little";
    let Some(server) = engines::on_server(story, &folder.file("promises.db")) else { return };
    let opened = |server: &Server| {
        let database = Database::Server(server.clone());
        open_at(&database, MODULES, Arc::new(HandWound::at(MORNING)), 1).err().map(|fault| fault.to_string())
    };
    let admin = Database::Server(server.named("postgres"));
    engines::change(&admin, &format!("alter database {} set synchronous_commit = off", server.name()));
    let words = opened(&server).unwrap();
    assert!(words.contains("synchronous_commit is off on the server"), "{words}");
    engines::change(&admin, &format!("alter database {} reset synchronous_commit", server.name()));
    assert_eq!(opened(&server), None);
    let english = server.named(&format!("{}_en", server.name()));
    let make = format!(
        "create database {} template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-GB' locale 'C'",
        english.name()
    );
    engines::change(&admin, &make);
    let words = opened(&english).unwrap();
    assert!(words.contains("createdb --template=template0 --encoding=UTF8 --locale=C"), "{words}");
    let nowhere = opened(&server.named("nowhere_at_all")).unwrap();
    assert!(nowhere.contains("there is no database “nowhere_at_all”"), "{nowhere}");
}
