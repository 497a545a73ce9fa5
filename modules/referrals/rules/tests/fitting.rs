//! The fitting record and the texts that go back.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use directory_rules::ReplaceReason;
use kernel::{Day, Personal};
use proptest::prelude::*;
use referrals_rules::request::Field;
use referrals_rules::request::copy_out::{self, Host};
use referrals_rules::request::fitting::{NotFitted, TypedFitting, read_fitting};
use referrals_rules::request::reasons::NotFittedReason;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn right() -> TypedFitting {
    let text = str::to_owned;
    TypedFitting {
        fitted_on: text("2025-03-20"),
        fitted_device: text("lng-iud-52"),
        brand: text("Brand A"),
        batch: text("B123"),
        expiry: text("2027-01-31"),
        sounding_cm: text("7.5"),
        chaperone_offer: text("accepted"),
        chaperone_role: text("health-care assistant"),
        effective_from: text("2025-03-27"),
        supplied_by: text("host"),
        ..TypedFitting::default()
    }
}

fn check_wrong(change: impl Fn(&mut TypedFitting), fields: &[Field]) {
    let mut typed = right();
    change(&mut typed);
    let errors = read_fitting(&typed, None, day("2025-03-20")).unwrap_err();
    assert_eq!(errors.iter().map(|error| error.field).collect::<Vec<_>>(), fields, "{errors:?}");
}

#[test]
fn replace_by_is_life_or_the_birthday_of_the_age_rule() {
    let by = |device: &str, born: Option<&str>| {
        let mut typed = TypedFitting { fitted_device: device.to_owned(), ..right() };
        typed.arm = "left".to_owned();
        let fitting = read_fitting(&typed, born.map(day), day("2025-03-20")).unwrap();
        fitting.replace_by.day.to_string()
    };
    assert_eq!(by("lng-iud-52", None), "2033-03-20");
    // 45 on the day of fitting, and one day short of it.
    assert_eq!(by("lng-iud-52", Some("1980-03-20")), "2035-03-20");
    assert_eq!(by("lng-iud-52", Some("1980-03-21")), "2033-03-20");
    assert_eq!(by("cu-iud-10", Some("1985-03-20")), "2040-03-20");
    assert_eq!(by("cu-iud-10", Some("1985-03-21")), "2035-03-20");
    assert_eq!(by("cu-iud-5", Some("1985-03-21")), "2030-03-20");
    // 52 at fitting: capped at the 55th birthday; past it, the life counts.
    assert_eq!(by("lng-iud-52", Some("1973-01-01")), "2028-01-01");
    assert_eq!(by("cu-iud-10", Some("1970-03-20")), "2035-03-20");
    assert_eq!(by("lng-iud-19.5", Some("1970-01-01")), "2030-03-20");
    assert_eq!(by("lng-iud-13.5", None), "2028-03-20");
    assert_eq!(by("implant", Some("1970-01-01")), "2028-03-20");
}

#[test]
fn a_52_mg_coil_of_before_may_2024_keeps_the_life_of_its_day() {
    let replace = |fitted| directory_rules::Device::Hormonal52.replace_by(day(fitted), None);
    assert_eq!(replace("2024-04-30").because, ReplaceReason::Life { years: 5 });
    assert_eq!(replace("2024-05-01").because, ReplaceReason::Life { years: 8 });
}

#[test]
fn each_mistake_is_told() {
    check_wrong(
        |form| *form = TypedFitting::default(),
        &[
            Field::FittedOn,
            Field::FittedDevice,
            Field::Brand,
            Field::Batch,
            Field::Expiry,
            Field::ChaperoneOffer,
            Field::EffectiveFrom,
            Field::SuppliedBy,
        ],
    );
    check_wrong(|form| form.fitted_on = "2025-03-21".to_owned(), &[Field::FittedOn]);
    check_wrong(|form| form.expiry = "2025-03-19".to_owned(), &[Field::Expiry]);
    check_wrong(|form| form.sounding_cm = "75".to_owned(), &[Field::Sounding]);
    check_wrong(|form| form.sounding_cm = "3.9".to_owned(), &[Field::Sounding]);
    check_wrong(|form| form.sounding_cm = "NaN".to_owned(), &[Field::Sounding]);
    check_wrong(|form| form.fitted_device = "implant".to_owned(), &[Field::Arm]);
    check_wrong(|form| form.chaperone_role = String::new(), &[Field::ChaperoneRole]);
    check_wrong(|form| form.effective_from = "2025-03-19".to_owned(), &[Field::EffectiveFrom]);
    check_wrong(|form| form.sti_tests = "swab".to_owned(), &[Field::StiTold]);
    assert!(
        read_fitting(&TypedFitting { expiry: "2025-03-20".to_owned(), ..right() }, None, day("2025-03-20"))
            .is_ok()
    );
}

#[test]
fn tests_are_told_only_with_her_yes() {
    let told = |answer: &str| {
        let typed = TypedFitting { sti_tests: "swab".to_owned(), sti_told: answer.to_owned(), ..right() };
        read_fitting(&typed, None, day("2025-03-20")).unwrap().sti_tests_told
    };
    assert_eq!(told("yes"), Some(Personal::new("swab".to_owned())));
    assert_eq!(told("no"), None);
}

const HOST: Host<'static> = Host { name: "Mill Lane", telephone: "01632 960321", seat: "fitters’ admin" };

#[test]
fn the_texts_back_are_short_and_say_what_matters() {
    let fitting = read_fitting(&right(), None, day("2025-03-20")).unwrap();
    let text = copy_out::fitted(&fitting, &HOST);
    assert!(
        text.starts_with("Fitted Thu 20 Mar 2025: hormonal coil (52 mg)\nAt: Mill Lane, 01632 960321"),
        "{text}"
    );
    for line in ["Sounding length 7.5 cm", "Effective from Thu 27 Mar 2025", "Replace by Sun 20 Mar 2033"] {
        assert!(text.contains(line), "{line}");
    }
    let visit = NotFitted { on: day("2025-03-20"), why: NotFittedReason::NoDevice };
    assert_eq!(
        copy_out::not_fitted(&visit, "new times are offered", &HOST),
        "Not fitted Thu 20 Mar 2025: the device was not there\nAt: Mill Lane, 01632 960321 (fitters’ admin)\n\
         Next: new times are offered"
    );
}

proptest! {
    #[test]
    fn a_copy_out_never_grows_past_its_lines(words in prop::collection::vec("[\\PC\n]{0,60}", 4)) {
        let typed = TypedFitting {
            brand: format!("x{}", words[0]), batch: format!("x{}", words[1]), pain_relief: words[2].clone(),
            complications: words[3].clone(), ..right()
        };
        if let Ok(fitting) = read_fitting(&typed, None, day("2025-03-20")) {
            prop_assert!(copy_out::fitted(&fitting, &HOST).lines().count() <= copy_out::LINES_MAX);
        }
        let visit = NotFitted { on: day("2025-03-20"), why: NotFittedReason::Faint };
        prop_assert!(copy_out::not_fitted(&visit, &words[0], &HOST).lines().count() <= 3);
    }
}
