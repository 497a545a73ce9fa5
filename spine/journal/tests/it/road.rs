//! The road of a fact, and every way it can end.

use journal::{Expected, NotDone, Submission, Version};
use kernel::{AskId, SlotId};
use policy::RefusedWhy;

use crate::common::actors::{fitter, nurse, program, reception, stranger};
use crate::common::place::{MORNING, Place};
use crate::common::visits::{self, Answer, Book, Breaks, Refusal};

#[test]
fn a_fact_is_checked_decided_chained_and_shown() {
    let place = Place::new();
    let done = place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    assert_eq!((done.seq, done.answer, done.repeated), (1, AskId::from_bits(1), false));
    assert_eq!(
        place.count("select count(*) from journal_act where act = 'place-ask' and permit = 'place_ask'"),
        1
    );
    assert_eq!(
        place.count("select count(*) from journal_act where policies like '%sender-clinicians-place%'"),
        1
    );
    assert_eq!(
        place.count("select count(*) from journal_fact where kind = 'ask-placed.1' and version = 1"),
        1
    );
    assert_eq!(place.count("select count(*) from visits_ask where state = 'waiting'"), 1);
    let place = place.reopened();
    assert_eq!(place.journal.submit_here(&nurse(), visits::Place::new(2)).unwrap().seq, 2);
}

#[test]
fn what_the_policy_refuses_leaves_only_a_note_of_the_refusal() {
    let place = Place::new();
    let act = visits::Place { agreed: false, ..visits::Place::new(1) };
    let Err(NotDone::NotAllowed(refused)) = place.journal.submit_here(&nurse(), act) else { panic!() };
    assert_eq!(refused.why, RefusedWhy::NoAgreement);
    for table in ["journal_act", "journal_fact", "journal_key", "journal_job", "visits_ask"] {
        assert_eq!(place.count(&format!("select count(*) from {table}")), 0, "{table}");
    }
    assert_eq!(
        place.count("select count(*) from journal_refusal where act = 'place-ask' and why = 'no_agreement'"),
        1
    );
}

#[test]
fn what_a_rule_refuses_leaves_nothing() {
    let place = Place::new();
    let act = visits::Place { name: String::new(), tell: true, ..visits::Place::new(1) };
    let outcome = place.journal.submit_here(&nurse(), act);
    assert!(matches!(outcome, Err(NotDone::AgainstTheRules(Refusal::NameMissing))));
    for table in
        ["journal_act", "journal_fact", "journal_key", "journal_job", "journal_refusal", "visits_ask"]
    {
        assert_eq!(place.count(&format!("select count(*) from {table}")), 0, "{table}");
    }
}

#[test]
fn a_form_opened_on_an_older_version_is_told_both() {
    let place = Place::new();
    let ask = AskId::from_bits(1);
    let seen = |version| Some(Expected { stream: visits::stream(ask), version: Version(version) });
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    place.journal.submit_here(&fitter(), Answer { ask, seen: seen(1) }).unwrap();
    let outcome = place.journal.submit_here(&fitter(), Answer { ask, seen: seen(1) });
    assert!(matches!(outcome, Err(NotDone::Changed { seen: Version(1), now: Version(2) })));
    // A stranger is not told that there is a newer version: the policy speaks first.
    let outcome = place.journal.submit_here(&stranger(), Answer { ask, seen: seen(1) });
    assert!(matches!(outcome, Err(NotDone::NotAllowed(refused)) if refused.why == RefusedWhy::NotThere));
}

#[tokio::test]
async fn a_repeated_request_hears_the_same_and_another_under_its_key_is_refused() {
    let place = Place::new();
    let under = |digest: u8| Submission { idempotency: Some(("k-1".to_owned(), vec![digest])) };
    let first = place.journal.submit_as(&nurse(), visits::Place::new(1), under(1)).await.unwrap();
    let again = place.journal.submit_as(&nurse(), visits::Place::new(9), under(1)).await.unwrap();
    assert_eq!((again.answer, again.seq, again.repeated), (first.answer, first.seq, true));
    let other = place.journal.submit_as(&nurse(), visits::Place::new(9), under(2)).await;
    assert!(matches!(other, Err(NotDone::KeyUsedForAnother)));
    // Another seat of the practice may not listen in on what this one was told.
    let colleague = place.journal.submit_as(&reception(), visits::Place::new(1), under(1)).await;
    assert!(matches!(colleague, Err(NotDone::KeyUsedForAnother)));
    assert_eq!(place.count("select count(*) from visits_ask"), 1);
}

#[test]
fn one_act_changes_several_streams_or_none() {
    let place = Place::new();
    for bits in 1..=2 {
        place.journal.submit_here(&nurse(), visits::Place::new(bits)).unwrap();
    }
    let book = |ask, slot| Book { ask: AskId::from_bits(ask), slot: SlotId::from_bits(slot) };
    let done = place.journal.submit_here(&fitter(), book(1, 7)).unwrap();
    assert_eq!(place.count(&format!("select count(*) from journal_fact where seq = {}", done.seq)), 2);
    assert_eq!(place.count("select count(*) from visits_ask where slot is not null"), 1);
    let outcome = place.journal.submit_here(&fitter(), book(2, 7));
    assert!(matches!(outcome, Err(NotDone::AgainstTheRules(Refusal::SlotTaken))));
    assert_eq!(place.count("select max(version) from journal_fact where family = 'ask'"), 2);
}

#[test]
fn an_act_that_breaks_takes_nothing_with_it() {
    let place = Place::new();
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    let outcome = place.journal.submit_here(&nurse(), Breaks);
    assert!(
        matches!(&outcome, Err(NotDone::Fault(fault)) if fault.to_string().contains("broke")),
        "{outcome:?}"
    );
    assert_eq!(place.journal.submit_here(&nurse(), visits::Place::new(2)).unwrap().seq, 2);
    assert_eq!(place.count("select count(*) from visits_ask"), 2);
}

#[test]
fn a_clock_that_is_set_back_does_not_reorder_what_happened() {
    let place = Place::new();
    place.clock.set(MORNING.plus_hours(2));
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    place.clock.set(MORNING);
    place.journal.submit_here(&nurse(), visits::Place::new(2)).unwrap();
    let at = |seq| place.count(&format!("select at from journal_act where seq = {seq}"));
    assert_eq!(at(1), MORNING.plus_hours(2).micros());
    assert_eq!(at(2), at(1));
}

#[test]
fn the_program_is_not_above_the_policies() {
    let place = Place::new();
    let outcome = place.journal.submit_here(&program(), visits::Place::new(1));
    assert!(matches!(outcome, Err(NotDone::NotAllowed(_))));
}
