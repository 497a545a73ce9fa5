//! What the guard must stop, what it must let through, and numbers written in every way that chance finds.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use fixit_rules::guard::{Clean, NotClean, Waived, What, look};
use kernel::{Day, NhsNumber};
use proptest::prelude::*;

const STOPPED: &str = include_str!("fixtures/stopped.txt");
const LET_THROUGH: &str = include_str!("fixtures/let-through.txt");

fn today() -> Day {
    Day::of(2025, 6, 18).unwrap()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn everything_that_tells_who_somebody_is_is_stopped_and_called_by_its_kind() {
    let mut missed = Vec::new();
    let mut cases = 0;
    for line in lines(STOPPED) {
        let (kind, text) = line.split_once('|').unwrap_or_else(|| panic!("no kind: {line}"));
        let (kind, text) = (kind.trim(), text.trim().replace("\\n", "\n"));
        cases += 1;
        let found = look(&text, today());
        if !found.iter().any(|one| one.what.name() == kind) {
            missed.push(format!(
                "{kind}: {text} → {:?}",
                found.iter().map(|one| (one.what, one.of(&text))).collect::<Vec<_>>()
            ));
        }
    }
    assert!(missed.is_empty(), "{} of {cases} missed:\n{}", missed.len(), missed.join("\n"));
    assert!(cases >= 150, "{cases} cases");
}

#[test]
fn what_people_write_about_processes_is_let_through() {
    let mut wrong = Vec::new();
    let mut cases = 0;
    for text in lines(LET_THROUGH) {
        cases += 1;
        let found = look(text, today());
        if !found.is_empty() {
            wrong.push(format!(
                "{text} → {:?}",
                found.iter().map(|one| (one.what, one.of(text))).collect::<Vec<_>>()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} stopped:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases >= 80, "{cases} cases");
}

#[test]
fn an_nhs_number_cannot_be_waived_and_a_name_can() {
    let with_number = "NHS 999 000 0018 was sent to the wrong clinic by Mr Ashgrove";
    for waived in [Waived(false), Waived(true)] {
        let Err(NotClean::Identity(found)) = Clean::new(with_number, today(), waived) else {
            panic!("let through")
        };
        assert!(found.iter().any(|one| one.what == What::NhsNumber));
    }
    let with_name = "The Emma Ashby lounge answers no telephone";
    assert!(matches!(Clean::new(with_name, today(), Waived(false)), Err(NotClean::Identity(_))));
    assert_eq!(Clean::new(with_name, today(), Waived(true)).unwrap().waived(), ["name"]);
    assert_eq!(Clean::new("  ", today(), Waived(true)), Err(NotClean::Empty));
    assert_eq!(Clean::new(&"a ".repeat(2_000), today(), Waived(true)), Err(NotClean::TooLong));
}

const WORDS: [[&str; 1]; 10] =
    [["zero"], ["one"], ["two"], ["three"], ["four"], ["five"], ["six"], ["seven"], ["eight"], ["nine"]];

fn written(digits: &str, how: u8, gaps: &[u8]) -> String {
    let gap = |nth: usize| {
        ["", " ", "-", "  ", ".", " - ", "–", "/", "\u{200b}", "\u{a0}", "_", ", "]
            [usize::from(gaps[nth % gaps.len()]) % 12]
    };
    let mut out = String::new();
    for (nth, digit) in digits.bytes().enumerate() {
        let value = u32::from(digit - b'0');
        match how % 4 {
            0 => out.push(char::from(digit)),
            1 => out.push(char::from_u32(0xFF10 + value).unwrap()),
            2 => {
                out.push_str(WORDS[value as usize][0]);
                out.push(' ');
            }
            _ if nth % 2 == 0 => out.push(char::from(digit)),
            _ => {
                out.push(' ');
                out.push_str(WORDS[value as usize][0]);
                out.push(' ');
            }
        }
        out.push_str(gap(nth));
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_nhs_number_passes_however_it_is_written(nine in 999_000_000_u32..999_999_999, how in 0_u8..4, gaps in prop::collection::vec(0_u8..12, 1..9),
                                                   before in "[a-z ]{0,20}", after in "[a-z ]{0,20}") {
        let Some(number) = NhsNumber::from_first_nine(nine) else { return Ok(()) };
        let text = format!("{before}, {} {after}", written(&number.reveal_digits(), how, &gaps));
        let found = look(&text, today());
        // Ten digits in pairs may read like a date as well: what counts is that nobody can wave it through.
        prop_assert!(found.iter().any(|one| !one.what.may_be_waived()), "{text}: {found:?}");
    }

    #[test]
    fn no_date_of_birth_passes(days in 0_i32..36_000, how in 0_usize..9) {
        let day = today() - 400 - days;
        let date = day.civil();
        let (y, m, d) = (date.year(), date.month(), date.day());
        let names = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
        let name = names[usize::try_from(m - 1).unwrap()];
        let text = match how {
            0 => format!("seen, {d:02}/{m:02}/{y}, twice"),
            1 => format!("seen {d}.{m}.{y} twice"),
            2 => format!("seen {y}-{m:02}-{d:02} twice"),
            3 => format!("seen {d} {name} {y} twice"),
            4 => format!("seen on the {d}th of {name}, {y}"),
            5 => format!("seen {name} {d}, {y}"),
            6 => format!("({d}-{}-{y})", &name[..3].to_lowercase()),
            7 => format!("dob {d:02}{m:02}{y}"),
            _ => format!("DOB: {d}/{m}/{:02}", y % 100),
        };
        let found = look(&text, today());
        prop_assert!(found.iter().any(|one| one.what == What::DateOfBirth), "{text}: {found:?}");
    }

    #[test]
    fn no_full_postcode_passes(area in prop::sample::select(vec!["NG", "DE", "B", "SW", "EC", "LE", "S", "ZE"]), district in 1_u8..99, sector in 0_u8..10,
                               unit in "[ABDEFGHJLNPQRSTUWXYZ]{2}", gap in prop::sample::select(vec!["", " ", "  ", "-", "."]), small in any::<bool>()) {
        let unit = if format!("{sector}{unit}").to_lowercase().ends_with("th") { "AA".to_owned() } else { unit };
        prop_assume!(!["1ST", "2ND", "3RD"].contains(&format!("{sector}{unit}").as_str()));
        let code = format!("{area}{district}{gap}{sector}{unit}");
        let text = format!("letters to {} come back", if small { code.to_lowercase() } else { code });
        let found = look(&text, today());
        prop_assert!(found.iter().any(|one| one.what == What::Postcode), "{text}: {found:?}");
    }

    #[test]
    fn no_telephone_number_passes(rest in "[1237][0-9]{9}", international in any::<bool>(), gaps in prop::collection::vec(0_usize..4, 1..5)) {
        let digits = if international { format!("44{rest}") } else { format!("0{rest}") };
        let mut text = String::from(if international { "ring +" } else { "ring " });
        for (nth, digit) in digits.chars().enumerate() {
            text.push(digit);
            if nth % 3 == 2 { text.push_str([" ", "", "-", " "][gaps[nth % gaps.len()]]); }
        }
        let found = look(&text, today());
        prop_assert!(found.iter().any(|one| matches!(one.what, What::Telephone | What::NhsNumber)), "{text}: {found:?}");
    }

    #[test]
    fn any_text_is_looked_at_without_a_fault_and_places_are_of_letters(text in "\\PC{0,300}") {
        for one in look(&text, today()) {
            prop_assert!(text.get(one.start..one.end).is_some_and(|piece| !piece.is_empty()), "{text}: {one:?}");
        }
    }
}
