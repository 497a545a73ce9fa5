//! Which moves are legal, and in what words the others are refused.

use super::story::{check, refused};
use crate::life::{EventKind, State, states_before};

#[test]
fn the_further_moves_are_legal() {
    check(
        "3 Mar sent
         3 Mar accepted
         4 Mar offered 6 Mar
         4 Mar offered 7 Mar
         5 Mar booked 6 Mar
         6 Mar not fitted
         6 Mar offered 10 Mar
         6 Mar booked 10 Mar
         10 Mar not fitted
         10 Mar deferred, review 12 Mar
         11 Mar offered 14 Mar
         11 Mar booked 14 Mar
         14 Mar not fitted
         14 Mar redirected to 1
         17 Mar declined
         18 Mar redirected to 2
         18 Mar accepted
         18 Mar today",
        "state accepted\n segments 11 4 0",
    );
    check("3 Mar sent\n 4 Mar withdrawn\n 5 Mar answered\n 6 Mar closed", "state closed\n raw 1: host 1");
}

#[test]
fn an_ask_begins_by_being_sent_and_ends_once() {
    refused("3 Mar accepted", "“accepted” comes before “sent”");
    refused("3 Mar sent\n 3 Mar sent", "can't follow");
    refused("3 Mar sent\n 4 Mar withdrawn\n 5 Mar accepted", "after the ask ended (withdrawn on 2025-03-04)");
    refused("3 Mar sent\n 2 Mar accepted", "stands after an event on 2025-03-03");
}

#[test]
fn each_refusal_names_what_may_come_before() {
    refused("3 Mar sent\n 3 Mar fitted", "“fitted” can't follow “sent”: it may come after booked");
    refused("3 Mar sent\n 3 Mar asked for more\n 3 Mar accepted", "“accepted” can't follow “needs-info”");
    refused("3 Mar sent\n 3 Mar accepted\n 4 Mar declined", "“declined” can't follow “accepted”");
    refused("3 Mar sent\n 3 Mar offered 10 Mar", "“offered” can't follow “sent”");
    refused("3 Mar sent\n 3 Mar redirected to 0", "to the host that has it already");
    refused("3 Mar sent\n 3 Mar fit to proceed", "needs a deferral");
    refused("3 Mar sent\n 3 Mar deferred, review 2 Mar", "is before 2025-03-03");
}

#[test]
fn slots_are_those_offered_and_standing() {
    let offered = "3 Mar sent\n 3 Mar accepted\n 4 Mar offered 10 Mar, 12 Mar";
    refused("3 Mar sent\n 3 Mar accepted\n 4 Mar offered", "at least one slot");
    refused("3 Mar sent\n 3 Mar accepted\n 4 Mar offered 3 Mar", "before 2025-03-04, the day it is offered");
    refused(&format!("{offered}\n 5 Mar booked 11 Mar"), "names slot 2025-03-11");
    refused(&format!("{offered}\n 11 Mar booked 10 Mar"), "had passed by 2025-03-11");
    refused(&format!("{offered}\n 5 Mar declines , available 20 Mar"), "at least one declined slot");
    refused(&format!("{offered}\n 5 Mar declines 11 Mar, available 20 Mar"), "can't be declined");
    refused(
        &format!("{offered}\n 5 Mar booked 10 Mar\n 6 Mar host cancels 12 Mar"),
        "2025-03-10 is the one booked",
    );
    refused(
        &format!("{offered}\n 5 Mar booked 10 Mar\n 10 Mar missed 12 Mar"),
        "2025-03-10 is the one booked",
    );
    refused(&format!("{offered}\n 5 Mar host cancels 10 Mar\n 5 Mar booked 10 Mar"), "no longer stands");
    refused(
        &format!(
            "{offered}\n 5 Mar booked 10 Mar\n 10 Mar not fitted\n 10 Mar redirected to 1\n 10 Mar accepted\n 10 Mar offered 14 Mar\n 10 Mar booked 12 Mar"
        ),
        "the present host has not offered",
    );
}

#[test]
fn a_return_needs_two_missed_or_more_than_forty_two_days_away() {
    let missed = "3 Mar sent
        3 Mar accepted
        3 Mar offered 5 Mar, 6 Mar
        3 Mar booked 5 Mar
        5 Mar missed 5 Mar, recontact 6 Mar";
    refused(&format!("{missed}\n 7 Mar returned"), "here 1 missed and 1 days");
    check(
        &format!(
            "{missed}\n 6 Mar offered 10 Mar\n 6 Mar booked 10 Mar\n 10 Mar missed 10 Mar\n 11 Mar returned"
        ),
        "state returned",
    );
    let away = |until: &str| {
        format!(
            "3 Mar sent\n 3 Mar accepted\n 3 Mar offered 5 Mar, 6 Mar\n 3 Mar declines 5 Mar, 6 Mar, available {until}"
        )
    };
    refused(&format!("{}\n 7 Mar returned", away("16 Apr")), "0 missed and 42 days");
    check(&format!("{}\n 7 Mar returned", away("17 Apr")), "state returned");
    refused("3 Mar sent\n 7 Mar returned", "it may come after waiting-patient");
}

/// The table of moves, whole: for each kind of event, how many states it may follow, and that nothing follows an end
/// but an answer, a close and a void.
#[test]
fn the_table_of_moves_is_whole() {
    for kind in EventKind::ALL {
        assert!(!states_before(kind).is_empty(), "{kind:?}");
        assert_eq!(EventKind::named(kind.name()), Some(kind));
        let after_end =
            states_before(kind).iter().filter(|state| !state.is_open() && **state != State::Draft).count();
        let closing = [EventKind::Answered, EventKind::Closed, EventKind::Void].contains(&kind);
        assert_eq!(after_end > 0, closing, "{kind:?}");
    }
}
