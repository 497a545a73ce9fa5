//! Jobs: leased once, tried again, ended with the fact that follows from them.

use journal::JobEnd;
use kernel::AskId;

use crate::common::actors::{nurse, program};
use crate::common::place::{MORNING, Place};
use crate::common::visits::{self, Sent};

fn tell(bits: u128) -> visits::Place {
    visits::Place { tell: true, ..visits::Place::new(bits) }
}

#[tokio::test]
async fn a_job_is_leased_once_and_again_when_the_lease_runs_out() {
    let place = Place::new();
    let done = place.journal.submit(&nurse(), tell(1)).await.unwrap();
    let leased = place.journal.lease("mail", 10, 5).await.unwrap();
    assert_eq!(leased.len(), 1);
    assert_eq!((leased[0].attempts, leased[0].seq), (0, done.seq));
    assert!(place.journal.lease("mail", 10, 5).await.unwrap().is_empty());
    assert!(place.journal.lease("alarm", 10, 5).await.unwrap().is_empty());
    place.clock.set(MORNING.plus_minutes(5));
    let again = place.journal.lease("mail", 10, 5).await.unwrap();
    assert_eq!((again.len(), again[0].attempts), (1, 1));
}

#[tokio::test]
async fn a_job_put_off_comes_back_when_it_is_due_and_one_given_up_never() {
    let place = Place::new();
    place.journal.submit(&nurse(), tell(1)).await.unwrap();
    let job = place.journal.lease("mail", 1, 5).await.unwrap().remove(0);
    let due = MORNING.plus_minutes(30);
    let end = JobEnd::Again { due, why: "the mail server said 451".to_owned() };
    place.journal.end_job(job.id.clone(), end).await.unwrap();
    place.clock.set(MORNING.plus_minutes(29));
    assert!(place.journal.lease("mail", 1, 5).await.unwrap().is_empty());
    place.clock.set(due);
    let again = place.journal.lease("mail", 1, 5).await.unwrap().remove(0);
    assert_eq!((&again.id, again.attempts), (&job.id, 1));
    place.journal.end_job(again.id, JobEnd::Failed("no such mailbox".to_owned())).await.unwrap();
    place.clock.set(due.plus_hours(100));
    assert!(place.journal.lease("mail", 1, 5).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_job_ends_with_the_fact_that_follows_from_it() {
    let place = Place::new();
    place.journal.submit(&nurse(), tell(1)).await.unwrap();
    let job = place.journal.lease("mail", 1, 5).await.unwrap().remove(0);
    place.journal.submit(&program(), Sent { ask: AskId::from_bits(1), job: job.id }).await.unwrap();
    place.clock.set(MORNING.plus_hours(1));
    assert!(place.journal.lease("mail", 1, 5).await.unwrap().is_empty());
    assert_eq!(place.count("select count(*) from journal_job where state = 'done'"), 1);
}

#[tokio::test]
async fn two_workers_never_hold_the_same_job() {
    let place = Place::new();
    for bits in 1..=20 {
        place.journal.submit(&nurse(), tell(bits)).await.unwrap();
    }
    let (one, two) = tokio::join!(place.journal.lease("mail", 15, 5), place.journal.lease("mail", 15, 5));
    let mut all: Vec<_> = one.unwrap().into_iter().chain(two.unwrap()).map(|job| job.id).collect();
    assert_eq!(all.len(), 20);
    all.sort_by_key(|id| format!("{id:?}"));
    all.dedup();
    assert_eq!(all.len(), 20);
}

#[tokio::test]
async fn a_try_whose_lease_ran_out_takes_nothing_from_whoever_has_the_job_now() {
    let place = Place::new();
    place.journal.submit(&nurse(), tell(1)).await.unwrap();
    let slow = place.journal.lease("mail", 1, 5).await.unwrap().remove(0);
    place.clock.set(MORNING.plus_minutes(5));
    let quick = place.journal.lease("mail", 1, 5).await.unwrap().remove(0);
    // Put off by the one whose lease ran out, the letter would go again at once, and a third time.
    let again = JobEnd::Again { due: MORNING.plus_minutes(5), why: "the mail server said 451".to_owned() };
    place.journal.end_job(slow.id.clone(), again.clone()).await.unwrap();
    assert!(place.journal.lease("mail", 1, 5).await.unwrap().is_empty());
    place.journal.end_job(quick.id, JobEnd::Done).await.unwrap();
    for end in [again, JobEnd::Failed("given up".to_owned())] {
        place.journal.end_job(slow.id.clone(), end).await.unwrap();
        place.clock.set(MORNING.plus_hours(1));
        assert!(place.journal.lease("mail", 1, 5).await.unwrap().is_empty());
        assert_eq!(place.count("select count(*) from journal_job where state = 'done'"), 1);
    }
}
