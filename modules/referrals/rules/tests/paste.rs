//! Blocks as practices' records might write them, made up here, and what is taken of each.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test may stop at the first surprise"
)]

use proptest::prelude::*;
use referrals_rules::request::Field;
use referrals_rules::request::paste::{NotTakenWhy, Pasted, read_block};

fn check(block: &str, expected: &[(Field, &str)], not_taken: &[(usize, NotTakenWhy)]) {
    let pasted = read_block(block);
    let mut got: Vec<(Field, String)> =
        pasted.took.iter().map(|(field, _)| (*field, value(&pasted, *field))).collect();
    got.sort();
    let mut expected: Vec<(Field, String)> =
        expected.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    expected.sort();
    assert_eq!(got, expected, "{block}");
    let left: Vec<(usize, NotTakenWhy)> = pasted.not_taken.iter().map(|out| (out.line, out.why)).collect();
    assert_eq!(left, not_taken, "{block}");
}

fn value(pasted: &Pasted, field: Field) -> String {
    let typed = &pasted.typed;
    match field {
        Field::Name => typed.name.reveal().clone(),
        Field::DateOfBirth => typed.date_of_birth.reveal().clone(),
        Field::NhsNumber => typed.nhs_number.reveal().clone(),
        Field::LocalNumber => typed.local_number.reveal().clone(),
        Field::Contact => typed.contact.reveal().clone(),
        Field::LastPeriod => typed.last_period.reveal().clone(),
        Field::LastUpsi => typed.last_upsi.reveal().clone(),
        Field::PreviousProblem => typed.previous_problem.reveal().clone(),
        Field::Method => typed.method.clone(),
        Field::Purpose => typed.purpose.clone(),
        Field::ShortestCycle => typed.shortest_cycle.clone(),
        Field::CurrentMethod => typed.current_method.clone(),
        Field::Language => typed.language.clone(),
        Field::Chaperone => typed.chaperone.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn labelled_lines_in_any_order() {
    check(
        "LMP: 25/02/2025\nPatient Name: Amara Example\nD.O.B.: 06-May-1994 (30y)\nNHS No. 999 456 7896\n\
         Mobile Tel: 07700 900123\nMethod requested: Copper coil\nIndication: contraception\nBMI: 24.1\n",
        &[
            (Field::Name, "Amara Example"),
            (Field::DateOfBirth, "1994-05-06"),
            (Field::NhsNumber, "9994567896"),
            (Field::Contact, "07700900123"),
            (Field::LastPeriod, "2025-02-25"),
            (Field::Method, "cu-iud"),
            (Field::Purpose, "contraception"),
        ],
        &[(8, NotTakenWhy::NoKnownLabel)],
    );
}

#[test]
fn several_on_one_line_and_values_below_their_labels() {
    check(
        "EXAMPLE, Amara (Ms)   Born 06-May-1994 (30y)   NHS No. 999 456 7896\nPhone\n+44 7700 900123\n\
         Name: Amara Example, DOB: 6 May 1994",
        &[
            (Field::DateOfBirth, "1994-05-06"),
            (Field::NhsNumber, "9994567896"),
            (Field::Contact, "07700900123"),
            (Field::Name, "Amara Example"),
        ],
        &[(1, NotTakenWhy::NoKnownLabel)],
    );
}

#[test]
fn tabs_equals_and_dashes_serve_as_colons() {
    check(
        "Name\tAmara Example\nDate of birth = 1994-05-06\nChaperone - female please\nMain spoken language: Polish\n\
         Current contraception: POP\nPrevious problem: none\nCycle length: 28 days\nLast UPSI 9.3.2025",
        &[
            (Field::Name, "Amara Example"),
            (Field::DateOfBirth, "1994-05-06"),
            (Field::Chaperone, "woman"),
            (Field::Language, "Polish"),
            (Field::CurrentMethod, "POP"),
            (Field::PreviousProblem, "none"),
            (Field::ShortestCycle, "28"),
            (Field::LastUpsi, "2025-03-09"),
        ],
        &[],
    );
}

#[test]
fn what_is_not_certain_is_not_taken_and_is_told() {
    check(
        "NHS number: 999 456 7897\nDOB: 06/05/94\nPhone: ring the practice\nMethod: whichever\nCycle length: 26-31\n\
         Name: Amara Example\nName: Amara Other\nName: Amara Example",
        &[(Field::Name, "Amara Example")],
        &[
            (1, NotTakenWhy::NhsNumber),
            (2, NotTakenWhy::Date),
            (3, NotTakenWhy::Telephone),
            (4, NotTakenWhy::Choice),
            (5, NotTakenWhy::Choice),
            (7, NotTakenWhy::Twice),
        ],
    );
    let words = read_block("NHS number: 999 456 7897").not_taken[0].in_words();
    assert_eq!(words, "Line 1, NHS number: the NHS number has a digit wrong or missing: read it again.");
}

#[test]
fn a_day_that_does_not_exist_is_no_date() {
    check("DOB: 31/02/1994", &[], &[(1, NotTakenWhy::Date)]);
    check("LMP: 29 February 2024", &[(Field::LastPeriod, "2024-02-29")], &[]);
    check("LMP: Tue 25th Feb 2025", &[(Field::LastPeriod, "2025-02-25")], &[]);
}

#[test]
fn both_purposes_are_mixed() {
    check("Indication: contraception and heavy bleeding", &[(Field::Purpose, "mixed")], &[]);
    check("Reason for referral: HMB", &[(Field::Purpose, "heavy-bleeding")], &[]);
}

#[test]
fn a_label_within_a_word_or_a_sentence_is_no_label() {
    check("Nickname: Ama", &[], &[(1, NotTakenWhy::NoKnownLabel)]);
    check("Patient declined a leaflet", &[], &[(1, NotTakenWhy::NoKnownLabel)]);
}

#[test]
fn a_block_without_end_is_cut_and_says_so() {
    let block = "Name: Amara Example\n".repeat(5_000);
    let pasted = read_block(&block);
    assert_eq!(pasted.took.len(), 1);
    assert_eq!(pasted.not_taken.last().unwrap().why, NotTakenWhy::TooLong);
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,400}") {
        read_block(&text);
    }

    #[test]
    fn any_lines_with_labels_are_read(
        lines in prop::collection::vec(("(Name|DOB|D\\.O\\.B|NHS No|LMP|Phone|Born|İ|ß)", "[:=\t. -]{0,3}", "\\PC{0,30}"), 0..12)
    ) {
        let block: String = lines.iter().map(|(label, mark, value)| format!("{label}{mark}{value}\n")).collect();
        let pasted = read_block(&block);
        for (_, line) in &pasted.took {
            prop_assert!(*line <= lines.len() * 31);
        }
    }

    /// The same facts are taken whatever the order of the lines.
    #[test]
    fn the_order_of_lines_is_no_matter(order in Just(vec![0usize, 1, 2, 3, 4]).prop_shuffle()) {
        let lines = [
            "Name: Amara Example", "DOB: 06/05/1994", "NHS No: 999 456 7896", "Mobile: 07700 900123", "LMP: 25/02/2025",
        ];
        let block: Vec<&str> = order.iter().map(|place| lines[*place]).collect();
        prop_assert_eq!(read_block(&block.join("\n")).typed, read_block(&lines.join("\n")).typed);
    }
}
