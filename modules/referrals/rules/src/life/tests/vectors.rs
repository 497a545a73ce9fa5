//! The twelve stories that settle how days are counted (the ninth, of the emergency coil, is the emergency module's).

use super::story::check;

#[test]
fn c1_fitted_on_the_seventeenth_day() {
    check(
        "3 Mar sent
         4 Mar accepted
         5 Mar offered 20 Mar
         6 Mar booked 20 Mar
         20 Mar fitted",
        "state fitted
         raw 17: host 17
         GP-28 met 17 due 31 Mar
         CL-5c failed 17 due 8 Mar
         CL-5w failed 13 due 10 Mar
         OFFER-14 failed 17 due 17 Mar
         HARM failed 17 due 31 Mar; limb failed 17 due 17 Mar; limb met 17 due 31 Mar",
    );
}

#[test]
fn c2_over_easter() {
    check(
        "16 Apr sent
         16 Apr accepted
         16 Apr offered 22 Apr
         17 Apr booked 22 Apr
         22 Apr fitted",
        "raw 6: host 6
         GP-28 met 6 due 14 May
         CL-5c failed 6 due 21 Apr
         CL-5w met 2 due 25 Apr
         OFFER-14 met 6 due 30 Apr
         HARM met 6 due 14 May; limb met 6 due 30 Apr; limb met 6 due 14 May",
    );
}

#[test]
fn c3_the_person_declines_what_was_reasonable() {
    check(
        "3 Mar sent
         4 Mar accepted
         5 Mar offered 10 Mar, 12 Mar
         6 Mar declines 10 Mar, 12 Mar, available 31 Mar
         20 Mar offered 2 Apr
         20 Mar booked 2 Apr
         2 Apr fitted",
        "raw 30: host 9, patient 21
         GP-28 failed 30 due 31 Mar
         CL-5c failed 30 due 8 Mar
         CL-5w failed 22 due 10 Mar
         OFFER-14 met 7 due 17 Mar
         HARM met 9 due 21 Apr; limb met 7 due 17 Mar; limb met 9 due 21 Apr",
    );
}

#[test]
fn c4_an_appointment_is_missed() {
    check(
        "3 Mar sent
         4 Mar accepted
         5 Mar offered 11 Mar, 13 Mar
         5 Mar booked 11 Mar
         11 Mar missed 11 Mar, recontact 14 Mar
         14 Mar offered 25 Mar
         14 Mar booked 25 Mar
         25 Mar fitted",
        "raw 22: host 19, patient 3
         GP-28 met 22 due 31 Mar
         CL-5c failed 22 due 8 Mar
         CL-5w failed 16 due 10 Mar
         OFFER-14 met 8 due 17 Mar
         HARM met 19 due 3 Apr; limb met 8 due 17 Mar; limb met 19 due 3 Apr",
    );
}

#[test]
fn c5_pregnancy_not_excluded() {
    check(
        "3 Mar sent
         5 Mar deferred, review 17 Mar
         17 Mar fit to proceed
         17 Mar offered 24 Mar
         17 Mar booked 24 Mar
         24 Mar fitted",
        "raw 21: host 9, clinical 12
         GP-28 met 21 due 31 Mar
         CL-5c failed 21 due 8 Mar
         CL-5w failed 15 due 10 Mar
         OFFER-14 met 9 due 29 Mar
         HARM met 9 due 12 Apr; limb met 9 due 29 Mar; limb met 9 due 12 Apr",
    );
}

#[test]
fn c6_the_host_cancels() {
    check(
        "3 Mar sent
         4 Mar accepted
         5 Mar offered 14 Mar
         5 Mar booked 14 Mar
         13 Mar host cancels 14 Mar
         14 Mar offered 3 Apr
         14 Mar booked 3 Apr
         3 Apr fitted",
        "raw 31: host 31
         GP-28 failed 31 due 31 Mar
         CL-5c failed 31 due 8 Mar
         CL-5w failed 23 due 10 Mar
         OFFER-14 failed 31 due 17 Mar
         HARM failed 31 due 31 Mar; limb failed 31 due 17 Mar; limb failed 31 due 31 Mar",
    );
}

#[test]
fn c7_days_belong_to_the_sender_while_it_is_asked_for_more() {
    check(
        "3 Mar sent
         4 Mar asked for more
         11 Mar answered with more
         12 Mar accepted
         12 Mar offered 20 Mar
         12 Mar booked 20 Mar
         20 Mar fitted",
        "raw 17: host 10, sender 7
         GP-28 met 17 due 31 Mar
         CL-5c failed 17 due 8 Mar
         CL-5w failed 13 due 10 Mar
         OFFER-14 met 10 due 24 Mar; person failed 17 due 17 Mar
         HARM met 10 due 7 Apr; person failed 17 due 31 Mar; limb met 10 due 24 Mar; limb met 10 due 7 Apr",
    );
}

#[test]
fn c8_a_redirect_never_restarts_the_persons_clock() {
    check(
        "3 Mar sent
         6 Mar redirected to 1
         7 Mar accepted
         7 Mar offered 20 Mar
         8 Mar booked 20 Mar
         20 Mar fitted",
        "raw 17: host 17
         segments 3 14
         GP-28 met 17 due 31 Mar
         CL-5c failed 17 due 8 Mar
         part 1 CL-5c failed 14 due 11 Mar
         part 1 CL-5w failed 10 due 13 Mar
         OFFER-14 failed 17 due 17 Mar
         part 0 GP-28 excluded 3 due 31 Mar
         part 1 OFFER-14 met 14 due 20 Mar
         HARM failed 17 due 31 Mar; limb failed 17 due 17 Mar; limb met 17 due 31 Mar
         part 1 HARM met 14 due 3 Apr; limb met 14 due 20 Mar; limb met 14 due 3 Apr",
    );
}

#[test]
fn c10_over_the_clock_change() {
    check(
        "28 Mar sent
         28 Mar accepted
         28 Mar offered 4 Apr
         28 Mar booked 4 Apr
         4 Apr fitted",
        "raw 7: host 7
         GP-28 met 7 due 25 Apr
         CL-5c failed 7 due 2 Apr
         CL-5w met 5 due 4 Apr
         OFFER-14 met 7 due 11 Apr
         HARM met 7 due 25 Apr; limb met 7 due 11 Apr; limb met 7 due 25 Apr",
    );
}

#[test]
fn c11_withdrawn() {
    check(
        "3 Mar sent
         17 Mar withdrawn",
        "raw 14: host 14
         GP-28 excluded 14 due 31 Mar
         CL-5c failed 14 due 8 Mar
         CL-5w failed 10 due 10 Mar
         OFFER-14 excluded 14 due 17 Mar
         HARM excluded 14 due 31 Mar; limb excluded 14 due 17 Mar; limb excluded 14 due 31 Mar",
    );
}

#[test]
fn c12_still_open() {
    check(
        "3 Mar sent\n 31 Mar today",
        "raw 28: host 28\n GP-28 open 28 due 31 Mar\n CL-5c failed 28 due 8 Mar",
    );
    check("3 Mar sent\n 1 Apr today", "raw 29: host 29\n GP-28 failed 29 due 31 Mar");
}

/// Four weeks, one day each side, across the March clock change and a leap day.
#[test]
fn day_28_passes_and_day_29_fails() {
    for (sent, day_28, day_29, due) in [
        ("3 Mar", "31 Mar", "1 Apr", "31 Mar"),
        ("15 Mar", "12 Apr", "13 Apr", "12 Apr"),
        ("5 Feb 2024", "4 Mar 2024", "5 Mar 2024", "4 Mar"),
        ("1 Feb 2024", "29 Feb 2024", "1 Mar 2024", "29 Feb"),
        ("20 Oct", "17 Nov", "18 Nov", "17 Nov"),
    ] {
        let fitted = |on: &str| {
            format!("{sent} sent\n {sent} accepted\n {sent} offered {on}\n {sent} booked {on}\n {on} fitted")
        };
        check(&fitted(day_28), &format!("GP-28 met 28 due {due}"));
        check(&fitted(day_29), &format!("GP-28 failed 29 due {due}"));
        check(&format!("{sent} sent\n {day_28} today"), &format!("GP-28 open 28 due {due}"));
        check(&format!("{sent} sent\n {day_29} today"), &format!("GP-28 failed 29 due {due}"));
    }
}
