//! The life of an issue: targets on both sides of each boundary day, and moves that may not come.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use fixit_rules::facts::v1::{Broken, Move, Moved, Outcome, Posted};
use fixit_rules::{Issue, MoveRefused, State, Step};
use kernel::{Day, SeatId};
use lawbook::Calendar;

fn day(month: i8, day: i8) -> Day {
    Day::of(2025, month, day).unwrap()
}

fn seat(number: u128) -> SeatId {
    SeatId::from_bits(number)
}

fn issue(on: Day) -> Issue {
    let posted = Posted {
        specialty: "renal".to_owned(),
        broken: Broken::Result,
        lead: Some(seat(1)),
        waived: Vec::new(),
    };
    Issue::posted(&posted, on, &Calendar::england())
}

fn follow(issue: &mut Issue, on: Day, what: Move) -> Result<(), MoveRefused> {
    issue.follow(&Moved { on, what }, &Calendar::england())
}

#[test]
fn every_step_has_an_owner_and_a_day() {
    // Thursday before Easter 2025: Good Friday and Easter Monday are no working days.
    let mut of = issue(day(4, 17));
    assert_eq!((of.next(), of.now.due), (Step::Office, Some(day(4, 17))), "screened the same day");
    assert!(!of.is_overdue(day(4, 17)) && of.is_overdue(day(4, 18)));
    let screened =
        Move::Screened { specialty: "renal".to_owned(), broken: Broken::Result, lead: Some(seat(1)) };
    follow(&mut of, day(4, 17), screened).unwrap();
    assert_eq!(
        (of.now.state, of.now.due),
        (State::Screened, Some(day(4, 23))),
        "two working days over Easter"
    );
    follow(&mut of, day(4, 22), Move::Given { owner: seat(1) }).unwrap();
    assert_eq!((of.next(), of.now.due), (Step::Owner, Some(day(5, 7))), "ten, over the early May holiday");
    follow(&mut of, day(5, 7), Move::Answered).unwrap();
    assert_eq!((of.next(), of.now.due), (Step::Poster, Some(day(5, 21))));
    assert!(!of.is_overdue(day(6, 30)), "the poster's silence is agreement, never lateness");
    follow(&mut of, day(5, 22), Move::Agreed { by_silence: true }).unwrap();
    assert_eq!(of.now.due, Some(day(6, 20)), "twenty, over the late May holiday");
    follow(&mut of, day(5, 23), Move::Planned { by: day(9, 1) }).unwrap();
    assert!(!of.is_overdue(day(9, 1)) && of.is_overdue(day(9, 2)));
    follow(&mut of, day(8, 1), Move::Settled { outcome: Outcome::RuleChanged, link: String::new() }).unwrap();
    assert_eq!((of.next(), of.now.state, of.now.due), (Step::Nobody, State::Closed, None));
    assert_eq!(of.may_reopen_until(), Some(day(8, 31)));
}

#[test]
fn what_is_posted_on_a_day_off_is_screened_on_the_next_working_day() {
    assert_eq!(issue(day(4, 19)).now.due, Some(day(4, 22)));
}

#[test]
fn the_lead_may_answer_before_anybody_has_screened() {
    let mut of = issue(day(6, 2));
    assert_eq!(of.now.owner, Some(seat(1)));
    follow(&mut of, day(6, 2), Move::Answered).unwrap();
    assert_eq!(of.now.state, State::Answered);
}

#[test]
fn an_owner_passes_on_once_and_does_not_win_days_by_it() {
    let mut of = issue(day(6, 2));
    follow(&mut of, day(6, 2), Move::Given { owner: seat(1) }).unwrap();
    let due = of.now.due;
    assert_eq!(follow(&mut of, day(6, 5), Move::PassedOn { owner: seat(1) }), Err(MoveRefused::SameOwner));
    follow(&mut of, day(6, 5), Move::PassedOn { owner: seat(2) }).unwrap();
    assert_eq!((of.now.owner, of.now.due), (Some(seat(2)), due));
    assert_eq!(
        follow(&mut of, day(6, 6), Move::PassedOn { owner: seat(3) }),
        Err(MoveRefused::PassedOnAlready)
    );
    let by_owner = Move::Rerouted { specialty: "stroke".to_owned(), lead: Some(seat(4)), by_owner: true };
    assert_eq!(follow(&mut of, day(6, 6), by_owner), Err(MoveRefused::PassedOnAlready));
    let by_poster = Move::Rerouted { specialty: "stroke".to_owned(), lead: Some(seat(4)), by_owner: false };
    follow(&mut of, day(6, 6), by_poster).unwrap();
    assert_eq!(
        (of.now.specialty.as_str(), of.now.owner, of.now.due),
        ("stroke", Some(seat(4)), Some(day(6, 20)))
    );
}

#[test]
fn it_is_opened_again_once_within_thirty_days_and_answered_in_five() {
    let ended = |of: &mut Issue| {
        follow(of, day(6, 2), Move::Answered).unwrap();
        follow(of, day(6, 3), Move::Agreed { by_silence: false }).unwrap();
        follow(of, day(6, 4), Move::Settled { outcome: Outcome::Fixed, link: String::new() }).unwrap();
    };
    let mut of = issue(day(6, 2));
    ended(&mut of);
    assert_eq!(follow(&mut of, day(7, 5), Move::Reopened), Err(MoveRefused::TooLateToReopen(day(7, 4))));
    follow(&mut of, day(7, 4), Move::Reopened).unwrap();
    assert_eq!((of.now.state, of.now.owner, of.now.due), (State::Reopened, Some(seat(1)), Some(day(7, 11))));
    follow(&mut of, day(7, 7), Move::Answered).unwrap();
    follow(&mut of, day(7, 8), Move::Disputed).unwrap();
    follow(&mut of, day(7, 9), Move::Settled { outcome: Outcome::NoBecause, link: String::new() }).unwrap();
    assert_eq!(follow(&mut of, day(7, 10), Move::Reopened), Err(MoveRefused::ReopenedAlready));
    assert_eq!(of.may_reopen_until(), None);
}

#[test]
fn moves_that_do_not_follow_are_refused_and_change_nothing() {
    let mut of = issue(day(6, 2));
    let before = of.clone();
    for what in [
        Move::Agreed { by_silence: false },
        Move::Disputed,
        Move::Reopened,
        Move::Settled { outcome: Outcome::Fixed, link: String::new() },
        Move::Planned { by: day(9, 1) },
    ] {
        assert_eq!(follow(&mut of, day(6, 3), what), Err(MoveRefused::NotFrom(State::New)));
    }
    assert_eq!(follow(&mut of, day(6, 1), Move::Answered), Err(MoveRefused::BeforeTheLast));
    assert_eq!(of, before);
    follow(&mut of, day(6, 3), Move::Merged { into: kernel::Id::from_bits(5) }).unwrap();
    assert_eq!(follow(&mut of, day(6, 3), Move::Answered), Err(MoveRefused::NotFrom(State::Merged)));
}
