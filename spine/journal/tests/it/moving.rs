//! A place moved from a file to a server and back: the same acts, the same head, nothing sent twice, nobody disturbed.

use std::sync::Arc;

use journal::{Database, move_place, verify};
use kernel::{AskId, HandWound, SlotId};

use crate::common::actors::{fitter, nurse, program};
use crate::common::place::{Folder, MODULES, MORNING, Place, count, keyring, on, open_at, open_with};
use crate::common::visits::{self, Book, Erase};

fn lived_in() -> Place {
    let place = Place::new();
    let told = (1..=40).map(|bits| visits::Place { tell: bits % 4 == 0, ..visits::Place::new(bits) });
    place.journal.submit_many(&nurse(), told).unwrap();
    let book = Book { ask: AskId::from_bits(2), slot: SlotId::from_bits(9) };
    place.journal.submit_here(&fitter(), book).unwrap();
    place.journal.submit_here(&program(), Erase(AskId::from_bits(3))).unwrap();
    let refused = visits::Place { agreed: false, ..visits::Place::new(99) };
    place.journal.submit_here(&nurse(), refused).unwrap_err();
    place
}

/// What a place holds beside its chain.
fn beside(of: &Database) -> Vec<i64> {
    ["journal_key", "journal_job", "journal_refusal", "visits_ask"]
        .map(|table| count(of, &format!("select count(*) from {table}")))
        .to_vec()
}

#[test]
fn a_place_goes_to_a_server_and_comes_back_with_the_same_head() {
    let elsewhere = Folder::new();
    let Some(server) = engines::on_server("a place moved to a server and back", &elsewhere.file("server.db"))
    else {
        return;
    };
    let (file, _folder) = lived_in().stopped();
    let (first, server) = (on(&file), Database::Server(server));
    let there = move_place(&first, &server, &keyring(), MODULES).unwrap();
    assert_eq!((there.verified.acts, there.verified.erased), (42, 1));
    assert_eq!(beside(&server), beside(&first));
    // It is worked on there, and its messages are not sent a second time.
    let journal = open_at(&server, MODULES, Arc::new(HandWound::at(MORNING)), 5).unwrap();
    journal.submit_here(&nurse(), visits::Place::new(77)).unwrap();
    drop(journal);
    let back = Database::File(elsewhere.file("back.db"));
    let here = move_place(&server, &back, &keyring(), MODULES).unwrap();
    assert_eq!(here.head.seq, 43);
    assert_eq!(verify(&server, &keyring(), MODULES).unwrap().head, here.head);
    assert_eq!(beside(&back), beside(&server));
}

#[test]
fn a_place_that_is_served_or_not_empty_is_left_alone() {
    let place = lived_in();
    let elsewhere = Folder::new();
    let to = on(&elsewhere.file("to.db"));
    let words =
        |from: &Database, to: &Database| move_place(from, to, &keyring(), MODULES).err().unwrap().to_string();
    let served = words(&on(&place.file), &to);
    assert!(served.contains("another program is writing it"), "{served}");
    let (file, _folder) = place.stopped();
    let other = elsewhere.file("other.db");
    let journal = open_with(&other, MODULES, Arc::new(HandWound::at(MORNING)), 5).unwrap();
    journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    drop(journal);
    let full = words(&on(&file), &on(&other));
    assert!(full.contains("there is a place already"), "{full}");
    let nothing = words(&Database::File(elsewhere.file("nothing.db")), &to);
    assert!(nothing.contains("there is no place"), "{nothing}");
}

#[test]
fn a_journal_that_does_not_hold_is_not_moved() {
    let (file, folder) = lived_in().stopped();
    engines::change(&on(&file), "update journal_fact set kind = 'ask-placed.9' where seq = 7");
    let to = on(&folder.file("to.db"));
    let words = move_place(on(&file), &to, &keyring(), MODULES).err().unwrap().to_string();
    assert!(words.contains("act 7 is not what was recorded"), "{words}");
    assert_eq!(count(&to, "select count(*) from journal_act"), 0);
}
