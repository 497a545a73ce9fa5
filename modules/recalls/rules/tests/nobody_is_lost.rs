//! A recall until it ends, and a result until somebody has accepted it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it is wrong")]

use kernel::{Day, OrgId, SeatId};
use lawbook::Calendar;
use recalls_rules::facts::v1::{self, HandedMove, Move, Moved, Planned};
use recalls_rules::{
    End, Handed, HandedState, HandingRefused, NotDoneWhy, Recall, RecallRefused, State, Test,
};

fn day(month: i8, day: i8) -> Day {
    Day::of(2025, month, day).unwrap()
}

fn org(code: &str) -> OrgId {
    code.parse().unwrap()
}

fn recall(due: Day) -> Recall {
    Recall::planned(&Planned {
        org: org("ZH001"),
        specialty: "respiratory-medicine".to_owned(),
        test: Test::ChestXRay,
        due,
        owner: SeatId::from_bits(1),
        told: false,
        reference: None,
    })
}

fn follow(of: &mut Recall, on: Day, what: Move) -> Result<(), RecallRefused> {
    of.follow(&Moved { on, what }, &Calendar::england())
}

#[test]
fn a_recall_is_late_the_day_after_and_raised_once_for_each_day_it_missed() {
    let calendar = Calendar::england();
    // Thursday before Easter: two working days later is the Wednesday after it.
    let mut of = recall(day(4, 17));
    assert!(!of.is_late(day(4, 17)) && of.is_late(day(4, 18)));
    assert!(!of.must_be_raised(day(4, 23), &calendar) && of.must_be_raised(day(4, 24), &calendar));
    let raised = |due| Move::Raised { to: Some(SeatId::from_bits(2)), due };
    assert_eq!(follow(&mut of, day(4, 23), raised(day(4, 17))), Err(RecallRefused::NothingToRaise));
    follow(&mut of, day(4, 24), raised(day(4, 17))).unwrap();
    assert_eq!(follow(&mut of, day(4, 25), raised(day(4, 17))), Err(RecallRefused::NothingToRaise));
    let off = |next| Move::NotDone { why: NotDoneWhy::DidNotCome, next };
    assert_eq!(follow(&mut of, day(4, 25), off(day(4, 25))), Err(RecallRefused::NextInThePast));
    assert_eq!(follow(&mut of, day(4, 25), off(day(7, 27))), Err(RecallRefused::PutOffTooLong(day(7, 26))));
    follow(&mut of, day(4, 25), off(day(5, 1))).unwrap();
    assert!(
        !of.is_late(day(5, 1)) && of.is_late(day(5, 2)) && of.must_be_raised(day(5, 8), &calendar),
        "each day again"
    );
    assert_eq!((of.not_done, of.state), (1, State::Open), "not done is never an end");
}

#[test]
fn only_done_died_and_declined_end_a_recall() {
    for end in End::ALL {
        let mut of = recall(day(6, 2));
        follow(&mut of, day(6, 3), Move::Ended { end: *end }).unwrap();
        assert!(!of.is_late(day(12, 1)));
        assert_eq!(follow(&mut of, day(6, 4), Move::Told), Err(RecallRefused::Ended(*end)));
    }
}

#[test]
fn a_result_stays_with_whoever_asked_until_it_is_accepted_and_a_declined_one_returns() {
    let (hospital, practice) = (org("ZH001"), org("ZP001"));
    let handed = || {
        Handed::new(&v1::Handed {
            test: Test::Blood,
            from: hospital,
            back_to: SeatId::from_bits(7),
            to: practice,
            agreement: org("AGR-1"),
            on: day(6, 2),
        })
    };
    let mut of = handed();
    assert_eq!(of.owner(), hospital);
    assert_eq!(
        of.follow(&HandedMove::Accepted, hospital),
        Err(HandingRefused::NotYours),
        "nobody accepts for another"
    );
    assert_eq!(of.follow(&HandedMove::ActedOn, practice), Err(HandingRefused::NotYours));
    of.follow(&HandedMove::Accepted, practice).unwrap();
    assert_eq!(of.owner(), practice);
    of.follow(&HandedMove::ActedOn, practice).unwrap();
    let mut of = handed();
    of.follow(&HandedMove::Declined, practice).unwrap();
    assert_eq!((of.owner(), of.state, of.back_to), (hospital, HandedState::Declined, SeatId::from_bits(7)));
    assert_eq!(
        of.follow(&HandedMove::Accepted, practice),
        Err(HandingRefused::NotFrom(HandedState::Declined))
    );
    of.follow(&HandedMove::ActedOn, hospital).unwrap();
}
