//! Stories of emergency windows: the dates as somebody says them on the telephone, and the line the answer comes to.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test may stop at the first surprise"
)]

use emergency_rules::{
    Basis, CheckTheDates, Clash, Cycle, CycleDays, Fitting, OnlyUpsi, Question, UsedThisCycle, Working,
    last_safe_time,
};
use kernel::{Day, Moment};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

fn known(last_period: &str, days: i64) -> Cycle {
    Cycle::Known { last_period: day(last_period), shortest: CycleDays::new(days, day(last_period)).unwrap() }
}

fn asked(cycle: Cycle, first_upsi: &str, now: &str) -> Question {
    Question {
        first_upsi: moment(first_upsi),
        cycle,
        used: UsedThisCycle::Nothing,
        birth: None,
        now: moment(now),
    }
}

fn check(question: Question, line: &str) {
    let told = match last_safe_time(&question) {
        Ok(answer) => format!(
            "{} {} {} {}",
            answer.last_safe.in_london(),
            if answer.basis == Basis::Upsi { "upsi" } else { "ovulation" },
            if answer.open() { "open" } else { "shut" },
            answer.hours_left()
        ),
        Err(refused) => format!("refused: {refused}"),
    };
    assert_eq!(told, line, "{question:?}");
}

#[test]
fn e1_ovulation_holds_the_window_open_to_the_end_of_the_15th() {
    let asked_at = |now| asked(known("2025-02-25", 28), "2025-03-08T22:00", now);
    check(asked_at("2025-03-10T10:00"), "2025-03-16T00:00:00+00:00 ovulation open 134");
    check(asked_at("2025-03-15T23:59"), "2025-03-16T00:00:00+00:00 ovulation open 0.01");
    check(asked_at("2025-03-16T00:00"), "2025-03-16T00:00:00+00:00 ovulation shut 0");
}

#[test]
fn e2_seen_on_5_march_it_has_shut_and_the_test_is_good_from_17_march() {
    let question = asked(known("2025-02-05", 28), "2025-02-24T12:00", "2025-03-05T09:00");
    check(question, "2025-03-01T12:00:00+00:00 upsi shut 0");
    let answer = last_safe_time(&question).unwrap();
    assert!(answer.workings.contains(&Working::TestFrom { days: 21, from: day("2025-03-17") }));
    assert!(
        answer.in_a_line().starts_with("The window for an emergency coil shut at Sat 1 Mar 2025, 12:00.")
    );
}

#[test]
fn e3_seen_on_5_march_it_is_still_open() {
    check(
        asked(known("2025-02-20", 28), "2025-02-24T12:00", "2025-03-05T09:00"),
        "2025-03-11T00:00:00+00:00 ovulation open 135",
    );
}

#[test]
fn e4_a_long_cycle() {
    check(
        asked(known("2025-02-20", 35), "2025-03-01T12:00", "2025-03-02T12:00"),
        "2025-03-18T00:00:00+00:00 ovulation open 372",
    );
}

#[test]
fn e5_a_short_cycle() {
    check(
        asked(known("2025-02-20", 26), "2025-03-09T01:00", "2025-03-09T01:00"),
        "2025-03-14T01:00:00+00:00 upsi open 120",
    );
}

#[test]
fn the_same_moment_by_both_rules_is_said_to_be_the_first_one_s() {
    // Ovulation 10 March, + 5 ends at 00:00 on 16 March; 120 hours before that is 00:00 on 11 March.
    let question = asked(known("2025-02-25", 28), "2025-03-11T00:00", "2025-03-11T08:00");
    check(question, "2025-03-16T00:00:00+00:00 upsi open 112");
    assert!(last_safe_time(&question).unwrap().workings.iter().any(|step| matches!(step, Working::Same(_))));
    check(
        asked(known("2025-02-25", 28), "2025-03-11T00:01", "2025-03-11T08:00"),
        "2025-03-16T00:01:00+00:00 upsi open 112.01",
    );
    check(
        asked(known("2025-02-25", 28), "2025-03-10T23:59", "2025-03-11T08:00"),
        "2025-03-16T00:00:00+00:00 ovulation open 112",
    );
}

#[test]
fn hours_are_real_over_both_clock_changes() {
    check(
        asked(Cycle::Unknown, "2025-03-28T12:00", "2025-03-31T12:00"),
        "2025-04-02T13:00:00+01:00 upsi open 49",
    );
    check(
        asked(Cycle::Unknown, "2025-10-24T12:00", "2025-10-27T12:00"),
        "2025-10-29T11:00:00+00:00 upsi open 47",
    );
    // The end of a day is midnight on the wall, whichever side of the change it falls.
    check(
        asked(known("2025-03-11", 28), "2025-03-20T12:00", "2025-03-29T23:00"),
        "2025-03-30T00:00:00+00:00 ovulation open 1",
    );
    check(
        asked(known("2025-03-12", 28), "2025-03-20T12:00", "2025-03-29T23:00"),
        "2025-03-31T00:00:00+01:00 ovulation open 24",
    );
}

fn only_because(question: Question) -> Option<OnlyUpsi> {
    last_safe_time(&question).unwrap().workings.into_iter().find_map(|step| match step {
        Working::OnlyUpsi(why) => Some(why),
        _ => None,
    })
}

#[test]
fn hormones_an_unknown_cycle_or_a_birth_leave_the_hours_alone_and_say_why() {
    let plain = asked(known("2025-02-20", 28), "2025-02-24T12:00", "2025-02-25T12:00");
    assert_eq!(only_because(plain), None);
    let unknown = Question { cycle: Cycle::Unknown, ..plain };
    assert_eq!(only_because(unknown), Some(OnlyUpsi::CycleUnknown));
    for used in [
        UsedThisCycle::Hormones,
        UsedThisCycle::Levonorgestrel,
        UsedThisCycle::Ulipristal { taken: moment("2025-02-24T18:00") },
    ] {
        let question = Question { used, ..plain };
        assert_eq!(only_because(question), Some(OnlyUpsi::HormonesThisCycle));
        check(question, "2025-03-01T12:00:00+00:00 upsi open 96");
    }
}

#[test]
fn a_birth_counts_for_28_days_and_a_coil_waits_for_them() {
    let now = "2025-03-05T09:00";
    let born = |birth| Question {
        birth: Some(day(birth)),
        ..asked(known("2025-02-20", 28), "2025-03-03T12:00", now)
    };
    // 28 days ago: the coil may be fitted, and the ovulation rule is still left out.
    assert_eq!(only_because(born("2025-02-05")), Some(OnlyUpsi::BirthInLast { days: 28 }));
    assert_eq!(last_safe_time(&born("2025-02-05")).unwrap().fitting, Fitting::AnyTime);
    // 29 days ago: an ordinary question.
    assert_eq!(only_because(born("2025-02-04")), None);
    // 27 days ago: tomorrow at the earliest, in time.
    assert_eq!(last_safe_time(&born("2025-02-06")).unwrap().fitting, Fitting::NotBefore(day("2025-03-06")));
    // 22 days ago: from 11 March, but the window shuts on 8 March at 12:00.
    let late = last_safe_time(&born("2025-02-11")).unwrap();
    assert_eq!(late.fitting, Fitting::NotInTime(day("2025-03-11")));
    assert!(late.in_a_line().contains("speak about an oral method"), "{}", late.in_a_line());
}

#[test]
fn a_period_before_the_birth_begins_no_cycle() {
    let question = Question {
        birth: Some(day("2025-02-01")),
        ..asked(known("2025-02-01", 45), "2025-03-10T12:00", "2025-03-11T12:00")
    };
    assert_eq!(only_because(question), Some(OnlyUpsi::NoPeriodSinceBirth));
}

#[test]
fn hormones_wait_five_days_after_ulipristal() {
    let question = Question {
        used: UsedThisCycle::Ulipristal { taken: moment("2025-03-09T09:00") },
        ..asked(Cycle::Unknown, "2025-03-08T22:00", "2025-03-10T09:00")
    };
    assert_eq!(last_safe_time(&question).unwrap().hormones_from, Some(moment("2025-03-14T09:00")));
}

#[test]
fn dates_that_do_not_fit_are_answered_with_their_numbers() {
    check(
        asked(known("2025-03-09", 28), "2025-03-08T22:00", "2025-03-10T10:00"),
        "refused: check the dates; ring now: the first unprotected sex of this cycle (Sat 8 Mar 2025, 22:00) is before \
         the first day of the last period (Sun 9 Mar 2025). By the date of the sex alone, the window shuts at Thu 13 Mar \
         2025, 22:00",
    );
    // On the first day itself it fits.
    assert!(last_safe_time(&asked(known("2025-03-08", 28), "2025-03-08T22:00", "2025-03-10T10:00")).is_ok());
    let later = last_safe_time(&asked(Cycle::Unknown, "2025-03-10T10:01", "2025-03-10T10:00"));
    assert!(matches!(later, Err(CheckTheDates { clash: Clash::UpsiStillToCome { .. }, .. })));
    let unborn = Question {
        birth: Some(day("2025-03-11")),
        ..asked(Cycle::Unknown, "2025-03-08T22:00", "2025-03-10T10:00")
    };
    assert!(matches!(
        last_safe_time(&unborn),
        Err(CheckTheDates { clash: Clash::BirthStillToCome { .. }, .. })
    ));
}

#[test]
fn a_cycle_outside_the_range_is_refused_in_words() {
    let on = day("2025-03-10");
    for (days, fits) in [
        (19, false),
        (20, true),
        (45, true),
        (46, false),
        (82, false),
        (0, false),
        (-28, false),
        (284, false),
    ] {
        assert_eq!(CycleDays::new(days, on).is_ok(), fits, "{days}");
    }
    let words = CycleDays::new(82, on).unwrap_err().to_string();
    assert!(words.starts_with("check the dates; ring now. A shortest usual cycle of 82 days"), "{words}");
}

#[test]
fn a_period_that_began_more_than_a_cycle_ago_is_pointed_out() {
    let long_ago = |upsi| {
        let answer = last_safe_time(&asked(known("2025-02-01", 28), upsi, "2025-03-10T12:00")).unwrap();
        answer.workings.iter().any(|step| matches!(step, Working::PeriodLongAgo { .. }))
    };
    assert!(!long_ago("2025-03-01T12:00"), "28 days");
    assert!(long_ago("2025-03-02T12:00"), "29 days");
}

#[test]
fn every_step_is_a_sentence() {
    let question = Question {
        birth: Some(day("2025-02-20")),
        used: UsedThisCycle::Ulipristal { taken: moment("2025-03-09T09:00") },
        ..asked(Cycle::Unknown, "2025-03-08T22:00", "2025-03-10T09:00")
    };
    for step in last_safe_time(&question).unwrap().workings {
        let sentence = step.to_string();
        assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{sentence}");
        assert!(!sentence.contains("  "), "{sentence}");
    }
}

proptest! {
    /// Whatever the dates: never shorter than the hours from the sex, open and hours left agree, and knowing the cycle
    /// never shortens the window.
    #[test]
    fn knowing_more_never_takes_time_away(
        start in 16_000i32..25_000, after in 0i64..80_000, waited in 0i64..20_000, days in 20i64..=45
    ) {
        let last_period = Day::from_epoch_days(start);
        let first_upsi = Moment::start_of(last_period).plus_minutes(after);
        let now = first_upsi.plus_minutes(waited);
        let shortest = CycleDays::new(days, now.day()).unwrap();
        let question = Question {
            first_upsi, cycle: Cycle::Known { last_period, shortest }, used: UsedThisCycle::Nothing, birth: None, now,
        };
        let answer = last_safe_time(&question).unwrap();
        let unknown = last_safe_time(&Question { cycle: Cycle::Unknown, ..question }).unwrap();
        prop_assert_eq!(unknown.last_safe.micros_since(first_upsi), 120 * 3_600_000_000);
        prop_assert!(answer.last_safe >= unknown.last_safe);
        prop_assert_eq!(answer.basis == Basis::Upsi, answer.last_safe == unknown.last_safe);
        prop_assert!(answer.open() || answer.hours_left() == 0.0);
        prop_assert_eq!(answer.open(), now < answer.last_safe);
    }

    /// Dates at the ends of the calendar are answered or refused, without a panic.
    #[test]
    fn any_dates_at_all_are_answered(upsi: i64, now: i64, birth: i32, period: i32) {
        let question = Question {
            first_upsi: Moment::from_micros(upsi),
            cycle: Cycle::Known {
                last_period: Day::from_epoch_days(period),
                shortest: CycleDays::new(28, Day::from_epoch_days(20_000)).unwrap(),
            },
            used: UsedThisCycle::Nothing,
            birth: Some(Day::from_epoch_days(birth)),
            now: Moment::from_micros(now),
        };
        match last_safe_time(&question) {
            Ok(answer) => prop_assert!(!answer.in_a_line().is_empty()),
            Err(refused) => prop_assert!(refused.to_string().starts_with("check the dates; ring now")),
        }
    }
}
