//! The settled points, each on both sides of its boundary day.

use super::story::{check, refused};

#[test]
fn ended_on_the_due_date_is_excluded_and_a_day_later_failed() {
    check("3 Mar sent\n 31 Mar withdrawn", "GP-28 excluded 28 due 31 Mar");
    check("3 Mar sent\n 1 Apr withdrawn", "GP-28 failed 29 due 31 Mar");
    let twice_missed = "3 Mar sent
        3 Mar accepted
        3 Mar offered 5 Mar, 6 Mar
        3 Mar booked 5 Mar
        5 Mar missed 5 Mar, recontact 5 Mar
        5 Mar offered 7 Mar
        5 Mar booked 7 Mar
        7 Mar missed 7 Mar, recontact 7 Mar";
    check(&format!("{twice_missed}\n 31 Mar returned"), "state returned\n GP-28 excluded 28 due 31 Mar");
    check(&format!("{twice_missed}\n 1 Apr returned"), "GP-28 failed 29 due 31 Mar");
}

#[test]
fn a_void_ask_counts_nowhere_whenever_it_is_voided() {
    check(
        "3 Mar sent\n 4 Mar void",
        "state void\n GP-28 excluded\n HARM excluded; limb excluded; limb excluded",
    );
    let fitted = "3 Mar sent\n 3 Mar accepted\n 3 Mar offered 4 Mar\n 3 Mar booked 4 Mar\n 4 Mar fitted";
    check(&format!("{fitted}\n 9 Mar void"), "GP-28 excluded\n part 0 CL-5c excluded");
    refused("3 Mar sent\n 4 Mar void\n 5 Mar void", "after the ask ended");
}

#[test]
fn the_harmonised_rule_stays_failed_when_the_person_gives_up_on_a_late_offer() {
    check(
        "3 Mar sent\n 18 Mar withdrawn",
        "OFFER-14 failed 15 due 17 Mar
         HARM failed 15 due 31 Mar; limb failed 15 due 17 Mar; limb excluded 15 due 31 Mar",
    );
}

#[test]
fn segments_are_whole_tenures_and_add_up() {
    check(
        "3 Mar sent
         5 Mar declined
         8 Mar redirected to 1
         9 Mar asked for more
         11 Mar answered with more
         12 Mar redirected to 2
         20 Mar today",
        "raw 17: host 12, sender 5
         segments 5 4 8
         state redirected
         part 0 CL-5c excluded 5 due 8 Mar
         part 1 CL-5w excluded 3 due 14 Mar
         part 2 CL-5c failed 8 due 17 Mar",
    );
    // Passed on after it was due is failed for the one who passed it on.
    check("3 Mar sent\n 9 Mar redirected to 1\n 10 Mar today", "part 0 CL-5c failed 6 due 8 Mar");
}

#[test]
fn stop_by_the_due_date_decides_also_on_a_day_off() {
    let fitted = |on: &str| {
        format!("7 Mar sent\n 7 Mar accepted\n 7 Mar offered {on}\n 7 Mar booked {on}\n {on} fitted")
    };
    check(&fitted("14 Mar"), "CL-5w met 5 due 14 Mar");
    check(&fitted("15 Mar"), "CL-5w failed 5 due 14 Mar");
    check("7 Mar sent\n 14 Mar today", "CL-5w open 5 due 14 Mar");
    check("7 Mar sent\n 15 Mar today", "CL-5w failed 5 due 14 Mar");
}

#[test]
fn the_first_valid_slot_is_the_earliest_date_not_the_first_offer() {
    let offered = "3 Mar sent\n 3 Mar accepted\n 4 Mar offered 20 Mar, 24 Mar\n 10 Mar offered 17 Mar";
    check(offered, "OFFER-14 met 14 due 17 Mar");
    check(&format!("{offered}\n 11 Mar host cancels 17 Mar"), "OFFER-14 open 8 due 17 Mar");
    check(
        &format!("{offered}\n 11 Mar booked 17 Mar\n 16 Mar host cancels 17 Mar\n 18 Mar today"),
        "OFFER-14 failed 17 due 17 Mar",
    );
    // Late and still to come: open until the due date has passed, for an earlier one may yet be offered.
    let late = "3 Mar sent\n 3 Mar accepted\n 4 Mar offered 18 Mar";
    check(late, "OFFER-14 open 1 due 17 Mar");
    check(&format!("{late}\n 17 Mar today"), "OFFER-14 open 14 due 17 Mar");
    check(&format!("{late}\n 18 Mar today"), "OFFER-14 failed 15 due 17 Mar");
}

#[test]
fn a_slot_after_the_end_of_an_unfitted_ask_helped_nobody() {
    let offered = "3 Mar sent\n 3 Mar accepted\n 4 Mar offered 12 Mar";
    check(&format!("{offered}\n 11 Mar withdrawn"), "OFFER-14 excluded 8 due 17 Mar");
    check(&format!("{offered}\n 12 Mar withdrawn"), "OFFER-14 met 9 due 17 Mar");
    check(
        &format!("{offered}\n 4 Mar booked 12 Mar\n 10 Mar deferred, review 20 Mar\n 12 Mar withdrawn"),
        "OFFER-14 met 7 due 19 Mar",
    );
    check(
        &format!(
            "{offered}\n 4 Mar booked 12 Mar\n 10 Mar deferred, review 20 Mar\n 11 Mar host cancels 12 Mar\n 12 Mar withdrawn"
        ),
        "state withdrawn\n OFFER-14 excluded 7 due 19 Mar",
    );
}

#[test]
fn an_offer_is_reasonable_with_two_days_each_two_working_days_ahead() {
    let declined = |offer: &str| {
        format!(
            "3 Mar sent\n 3 Mar accepted\n 6 Mar offered {offer}\n 6 Mar declines {offer}, available 20 Mar\n 21 Mar today"
        )
    };
    // 6 Mar is a Thursday: Friday is one working day ahead, Monday two.
    check(&declined("10 Mar, 11 Mar"), "raw 18: host 8, patient 10");
    check(&declined("7 Mar, 10 Mar"), "raw 18: host 18");
    check(&declined("8 Mar, 10 Mar"), "raw 18: host 18");
    check(&declined("10 Mar"), "raw 18: host 18");
    check(&declined("10 Mar, 10 Mar"), "raw 18: host 18");
    check(&declined("7 Mar, 10 Mar, 11 Mar"), "raw 18: host 5, patient 13");
}

#[test]
fn only_a_slot_of_a_reasonable_offer_starts_the_patients_days() {
    check(
        "3 Mar sent
         3 Mar accepted
         4 Mar offered 10 Mar
         5 Mar offered 12 Mar, 13 Mar
         6 Mar declines 10 Mar, 13 Mar, available 20 Mar
         21 Mar today",
        "raw 18: host 11, patient 7",
    );
}

#[test]
fn a_later_interval_replaces_the_rest_of_an_earlier_one() {
    check(
        "3 Mar sent
         3 Mar accepted
         4 Mar offered 10 Mar, 12 Mar
         5 Mar declines 10 Mar, 12 Mar, available 31 Mar
         11 Mar deferred, review 13 Mar
         31 Mar today",
        "raw 28: host 20, patient 1, clinical 7",
    );
}

#[test]
fn patient_days_end_at_attendance_or_at_once_when_the_host_cancels() {
    let waiting = "3 Mar sent
         3 Mar accepted
         4 Mar offered 10 Mar, 12 Mar
         5 Mar declines 10 Mar, 12 Mar, available 31 Mar
         12 Mar offered 20 Mar
         12 Mar booked 20 Mar";
    check(&format!("{waiting}\n 20 Mar not fitted\n 31 Mar today"), "raw 28: host 18, patient 10");
    check(&format!("{waiting}\n 15 Mar host cancels 20 Mar\n 31 Mar today"), "raw 28: host 23, patient 5");
    check(&format!("{waiting}\n 20 Mar fitted"), "raw 17: host 7, patient 10");
    check(&format!("{waiting}\n 31 Mar today"), "raw 28: host 7, patient 21");
}

#[test]
fn a_cancelled_booking_is_the_patients_from_the_slots_date() {
    let booked = "3 Mar sent\n 3 Mar accepted\n 4 Mar offered 12 Mar\n 4 Mar booked 12 Mar";
    check(
        &format!("{booked}\n 11 Mar patient cancels 12 Mar, available 20 Mar\n 25 Mar today"),
        "state waiting-patient\n raw 22: host 14, patient 8\n OFFER-14 met 9 due 17 Mar",
    );
    refused(&format!("{booked}\n 12 Mar patient cancels 12 Mar, available 20 Mar"), "24 hours' notice");
}

#[test]
fn a_missed_appointment_is_the_patients_until_in_touch_or_the_next_offer() {
    let booked = "3 Mar sent\n 3 Mar accepted\n 4 Mar offered 12 Mar\n 4 Mar booked 12 Mar";
    check(
        &format!("{booked}\n 12 Mar missed 12 Mar, recontact 18 Mar\n 25 Mar today"),
        "raw 22: host 16, patient 6",
    );
    check(
        &format!("{booked}\n 12 Mar missed 12 Mar, recontact 18 Mar\n 14 Mar offered 20 Mar\n 25 Mar today"),
        "raw 22: host 20, patient 2",
    );
    check(
        &format!("{booked}\n 12 Mar missed 12 Mar, recontact 18 Mar\n 19 Mar offered 20 Mar\n 25 Mar today"),
        "raw 22: host 16, patient 6",
    );
    check(&format!("{booked}\n 12 Mar missed 12 Mar\n 25 Mar today"), "raw 22: host 9, patient 13");
    refused(&format!("{booked}\n 11 Mar missed 12 Mar, recontact 13 Mar"), "before its day");
    refused(&format!("{booked}\n 12 Mar missed 12 Mar, recontact 11 Mar"), "is before slot");
}

#[test]
fn a_deferral_lapses_three_working_days_after_its_review() {
    let deferred = "3 Mar sent\n 5 Mar deferred, review 13 Mar";
    check(&format!("{deferred}\n 18 Mar today"), "raw 15: host 2, clinical 13");
    check(&format!("{deferred}\n 19 Mar today"), "raw 16: host 3, clinical 13\n state deferred");
    check(&format!("{deferred}\n 10 Mar fit to proceed\n 19 Mar today"), "raw 16: host 11, clinical 5");
    check(
        &format!("{deferred}\n 6 Mar offered 14 Mar\n 6 Mar booked 14 Mar\n 14 Mar today"),
        "raw 11: host 2, clinical 9",
    );
}

#[test]
fn declined_and_not_passed_on_stays_open_and_is_the_senders() {
    check(
        "3 Mar sent\n 5 Mar declined\n 10 Mar today",
        "state declined\n raw 7: host 2, sender 5\n GP-28 open 7 due 31 Mar",
    );
    check(
        "3 Mar sent\n 5 Mar declined\n 10 Mar withdrawn",
        "raw 7: host 2, sender 5\n GP-28 excluded 7 due 31 Mar",
    );
    check("3 Mar sent\n 5 Mar declined\n 1 Apr today", "GP-28 failed 29 due 31 Mar");
}
