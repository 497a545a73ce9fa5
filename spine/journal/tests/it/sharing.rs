//! Many at once: acts that share a commit, broken neighbours, one slot for fifty, one writer for a file.

use std::sync::Arc;

use journal::{Module, NotDone, verify};
use kernel::{AskId, HandWound, SlotId};

use crate::common::actors::{fitter, nurse};
use crate::common::place::{MODULES, MORNING, Place, keyring, on, open_with};
use crate::common::visits::{self, Book, Breaks, Refusal};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_at_once_share_commits_and_each_hears_its_own_answer() {
    let place = Place::new();
    let mut submitting = tokio::task::JoinSet::new();
    for writer in 0..64u128 {
        let journal = place.journal.clone();
        submitting.spawn(async move {
            for nth in 0..10u128 {
                let bits = writer * 100 + nth + 1;
                // One in ten is refused by a rule and one breaks, in the middle of everybody else's commit.
                match nth {
                    3 => {
                        let act = visits::Place { name: String::new(), ..visits::Place::new(bits) };
                        let outcome = journal.submit(&nurse(), act).await;
                        assert!(matches!(outcome, Err(NotDone::AgainstTheRules(Refusal::NameMissing))));
                    }
                    6 => assert!(matches!(journal.submit(&nurse(), Breaks).await, Err(NotDone::Fault(_)))),
                    _ => {
                        let done = journal.submit(&nurse(), visits::Place::new(bits)).await.unwrap();
                        assert_eq!(done.answer, AskId::from_bits(bits));
                    }
                }
            }
        });
    }
    while let Some(joined) = submitting.join_next().await {
        joined.unwrap();
    }
    assert_eq!(place.count("select count(*) from visits_ask"), 64 * 8);
    assert_eq!(place.count("select asks from visits_count"), 64 * 8);
    assert_eq!(place.journal.head().await.unwrap().seq, 64 * 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_book_one_slot_and_one_gets_it() {
    let place = Place::new();
    for bits in 1..=50 {
        place.journal.submit(&nurse(), visits::Place::new(bits)).await.unwrap();
    }
    let mut booking = tokio::task::JoinSet::new();
    for bits in 1..=50 {
        let journal = place.journal.clone();
        let book = Book { ask: AskId::from_bits(bits), slot: SlotId::from_bits(7) };
        booking.spawn(async move { journal.submit(&fitter(), book).await.map_err(|why| format!("{why:?}")) });
    }
    let outcomes = booking.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(
        outcomes.iter().filter(|o| o.as_ref().is_err_and(|why| why.contains("SlotTaken"))).count(),
        49
    );
    assert_eq!(place.count("select count(*) from visits_slot"), 1);
    assert_eq!(place.count("select count(*) from visits_ask where slot is not null"), 1);
}

#[test]
fn many_acts_of_one_submitter_come_back_in_their_order() {
    let place = Place::new();
    let outcomes = place.journal.submit_many(&nurse(), (1..=500).map(visits::Place::new)).unwrap();
    let seqs: Vec<i64> = outcomes.into_iter().map(|outcome| outcome.unwrap().seq).collect();
    assert_eq!(seqs, (1..=500).collect::<Vec<i64>>());
}

#[test]
fn a_second_writer_of_the_same_file_is_refused_in_words() {
    if engines::is_about_files("a second writer of the same file") {
        return;
    }
    let place = Place::new();
    let second = open_with(&place.file, MODULES, Arc::new(HandWound::at(MORNING)), 1);
    let words = second.err().unwrap().to_string();
    assert!(words.contains("another program is writing it"), "{words}");
}

#[test]
fn a_database_of_a_newer_program_is_refused_in_words() {
    const OLDER: &[Module] = &[Module { migrations: &[], ..visits::MODULE }];
    let place = Place::new();
    let (file, _folder) = place.stopped();
    let words = open_with(&file, OLDER, Arc::new(HandWound::at(MORNING)), 1).err().unwrap().to_string();
    assert!(words.contains("written by a newer version of this program"), "{words}");
    let unknown = open_with(&file, &[], Arc::new(HandWound::at(MORNING)), 1).err().unwrap().to_string();
    assert!(unknown.contains("visits"), "{unknown}");
}

/// What the database refuses is the fault of the act that wrote it, whether it is heard at once, as from a file, or after the
/// act has ended, as from a server: no other act of the group is lost, or built on what was taken back.
#[test]
fn what_the_database_refuses_late_takes_its_own_act_and_no_other() {
    let place = Place::new();
    let ask = AskId::from_bits(1);
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    let spoiled = |nth: usize| nth.is_multiple_of(3) || nth == 199 || nth == 100;
    let marks =
        (0..200).map(|nth| visits::Mark { ask, state: (!spoiled(nth)).then(|| format!("mark {nth}")) });
    let outcomes = place.journal.submit_many(&fitter(), marks).unwrap();
    for (nth, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Ok(_) => assert!(!spoiled(nth), "{nth} was acknowledged"),
            Err(NotDone::Fault(fault)) => {
                assert!(spoiled(nth), "{nth}: {fault}");
                assert!(fault.to_string().contains("write (update visits_ask"), "{fault}");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    let kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(place.count("select count(*) from journal_act"), i64::try_from(kept).unwrap() + 1);
    assert_eq!(
        place.count("select count(*) from visits_ask where state = 'mark 198' or state = 'mark 197'"),
        1
    );
    let (file, _folder) = place.stopped();
    let verified = verify(on(&file), &keyring(), MODULES).unwrap();
    assert_eq!(verified.findings, []);
}
