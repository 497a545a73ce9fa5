//! The seven criteria on both sides of each limit, and what follows when none holds.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use emergency_rules::{Agreement, Criterion, Device, DeviceStep, KnownDates, NotExcluded, what_follows};
use kernel::Day;

fn today() -> Day {
    "2025-03-20".parse().unwrap()
}

/// The criterion with one date so many days ago.
fn check(criterion: Criterion, ago: i32, expected: Agreement) {
    let then = Some(today() - ago);
    let dates = match criterion {
        Criterion::NoIntercourse | Criterion::NegativeTest | Criterion::ReliableMethod => {
            KnownDates { last_intercourse: then, last_period: Some(today() - 10), ..KnownDates::default() }
        }
        Criterion::StartOfPeriod => KnownDates { last_period: then, ..KnownDates::default() },
        Criterion::SoonAfterBirth | Criterion::FullyBreastfeeding => {
            KnownDates { birth: then, ..KnownDates::default() }
        }
        Criterion::AfterPregnancyLoss => KnownDates { pregnancy_loss: then, ..KnownDates::default() },
    };
    assert_eq!(criterion.agrees(&dates, today()), expected, "{criterion:?}, {ago} days ago");
}

#[test]
fn each_limit_has_two_sides() {
    use Agreement::{Agrees, CannotTell, Disagrees};
    check(Criterion::NoIntercourse, 11, Agrees);
    check(Criterion::NoIntercourse, 10, Disagrees);
    check(Criterion::ReliableMethod, 3, CannotTell);
    check(Criterion::StartOfPeriod, 4, Agrees);
    check(Criterion::StartOfPeriod, 5, Disagrees);
    check(Criterion::StartOfPeriod, -1, Disagrees);
    check(Criterion::SoonAfterBirth, 20, Agrees);
    check(Criterion::SoonAfterBirth, 21, Disagrees);
    // Six months before 20 March is 20 September: 181 days.
    check(Criterion::FullyBreastfeeding, 180, Agrees);
    check(Criterion::FullyBreastfeeding, 181, Disagrees);
    check(Criterion::AfterPregnancyLoss, 5, Agrees);
    check(Criterion::AfterPregnancyLoss, 6, Disagrees);
    check(Criterion::NegativeTest, 22, Agrees);
    check(Criterion::NegativeTest, 21, Disagrees);
}

#[test]
fn a_missing_date_says_nothing() {
    for criterion in Criterion::ALL {
        assert_eq!(criterion.agrees(&KnownDates::default(), today()), Agreement::CannotTell, "{criterion:?}");
    }
}

#[test]
fn names_and_words_are_there_for_all_seven() {
    for criterion in Criterion::ALL {
        assert_eq!(Criterion::of_name(criterion.name()), Some(criterion));
        assert!(criterion.in_words(today()).len() > 20);
    }
    assert_eq!(Criterion::of_name("none"), None);
    assert_eq!(
        Criterion::SoonAfterBirth.in_words(today()),
        "Less than 21 days after birth, not breastfeeding"
    );
}

#[test]
fn a_coil_waits_21_days_and_an_implant_may_start_with_a_test() {
    // Story C5: last unprotected sex 24 February, test good from 17 March.
    let found = NotExcluded { symptoms_or_signs: false, last_upsi: "2025-02-24".parse().unwrap() };
    let review: Day = "2025-03-17".parse().unwrap();
    let on = "2025-03-05".parse().unwrap();
    assert_eq!(what_follows(&found, Device::Coil, on).step, DeviceStep::DeferUntil(review));
    let implant = what_follows(&found, Device::Implant, on);
    assert_eq!(implant.step, DeviceStep::StartNowTestOn(review));
    assert!(implant.in_words()[0].starts_with("First check the emergency window"));
}
