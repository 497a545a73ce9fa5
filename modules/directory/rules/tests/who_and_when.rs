//! Stories of certificates, sessions, acceptance and slots, on both sides of each day.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use directory_rules::competence::LocalSkill;
use directory_rules::{
    Acceptance, CannotTake, Competence, Fitter, Method, NotAccepted, NotOffered, OutsidePatients, Person,
    Procedure, Purpose, Purse, Session, Skill, SlotRefused, SlotState, Standing, Warning,
};
use kernel::{AskId, Day, Moment, SeatId};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn certified(skill: Skill) -> Competence {
    Competence { skill, certified: day("2020-03-10"), life_support: day("2025-01-01") }
}

fn check(held: Competence, on: &str, expected: Standing, new: bool, booked: bool) {
    let on = day(on);
    assert_eq!(
        (held.standing(on), held.takes_new(on), held.keeps_booked(on)),
        (expected, new, booked),
        "{on}"
    );
}

#[test]
fn a_certificate_counts_five_years_then_six_weeks_for_what_is_booked() {
    let held = certified(Skill::Iut);
    check(held, "2020-03-09", Standing::NotYet, false, false);
    check(held, "2025-03-10", Standing::Current, true, true);
    let overdue = Standing::RenewalOverdue { until: day("2025-04-21") };
    check(held, "2025-03-11", overdue, false, true);
    check(held, "2025-04-21", overdue, false, true);
    check(held, "2025-04-22", Standing::Lapsed, false, false);
}

#[test]
fn life_support_counts_eighteen_months() {
    let held = Competence { life_support: day("2023-03-05"), ..certified(Skill::SdiIr) };
    check(held, "2024-09-05", Standing::Current, true, true);
    check(held, "2024-09-06", Standing::LifeSupportOutOfDate, false, false);
}

#[test]
fn a_local_equivalent_has_its_own_last_day_and_no_weeks_after() {
    let local = Skill::Local { stands_for: LocalSkill::Iut, until: day("2025-06-30") };
    let held = certified(local);
    check(held, "2025-06-30", Standing::Current, true, true);
    check(held, "2025-07-01", Standing::Lapsed, false, false);
    assert!(local.covers(Method::CuIud, Procedure::Fit) && !local.covers(Method::Implant, Procedure::Fit));
}

#[test]
fn each_skill_covers_what_it_is_for() {
    let covers = |skill: Skill| {
        let mut covered = Vec::new();
        for method in [Method::CuIud, Method::LngIud, Method::Implant] {
            for procedure in [Procedure::Fit, Procedure::Remove, Procedure::Replace] {
                covered.push(u8::from(skill.covers(method, procedure)));
            }
        }
        covered
    };
    assert_eq!(covers(Skill::Iut), [1, 1, 1, 1, 1, 1, 0, 0, 0]);
    assert_eq!(covers(Skill::SdiIr), [0, 0, 0, 0, 0, 0, 1, 1, 1]);
    assert_eq!(covers(Skill::SdiIo), [0, 0, 0, 0, 0, 0, 1, 0, 0]);
    assert_eq!(covers(Skill::SdiRo), [0, 0, 0, 0, 0, 0, 0, 1, 0]);
}

#[test]
fn warnings_begin_at_90_and_at_30_days() {
    let held = certified(Skill::Iut);
    let ends = day("2025-03-10");
    assert_eq!(held.warning(ends - 91), None);
    assert_eq!(held.warning(ends - 90), Some(Warning::First { ends }));
    assert_eq!(held.warning(ends - 31), Some(Warning::First { ends }));
    assert_eq!(held.warning(ends - 30), Some(Warning::Last { ends }));
    assert_eq!(held.warning(ends), Some(Warning::Last { ends }));
    assert_eq!(held.warning(ends + 1), None);
}

fn fitter(coils: u16, implants: u16) -> Fitter {
    Fitter {
        seat: SeatId::from_bits(1),
        competences: vec![certified(Skill::Iut), certified(Skill::SdiIr)],
        coils_last_year: coils,
        implants_last_year: implants,
    }
}

#[test]
fn a_low_volume_is_pointed_out_and_blocks_nothing() {
    let on = day("2025-03-01");
    let low = |coils, implants| fitter(coils, implants).low_volumes(on).len();
    assert_eq!((low(12, 6), low(11, 6), low(12, 5), low(0, 0)), (0, 1, 1, 2));
    assert!(fitter(0, 0).takes_new(Method::CuIud, Procedure::Fit, on));
}

#[test]
fn a_session_needs_somebody_valid_a_room_and_for_a_coil_an_assistant() {
    let session = Session { day: day("2025-03-01"), fitters: vec![0], room: true, assistant: true, free: 3 };
    let offers = |session: &Session, method| session.offers(method, Procedure::Fit, &[fitter(20, 20)]);
    assert_eq!(offers(&session, Method::LngIud), Ok(()));
    let alone = Session { assistant: false, ..session.clone() };
    assert_eq!(offers(&alone, Method::LngIud), Err(NotOffered::NoAssistant));
    assert_eq!(offers(&alone, Method::Implant), Ok(()));
    let homeless = Session { room: false, ..session.clone() };
    assert_eq!(offers(&homeless, Method::Implant), Err(NotOffered::NoRoom));
    let nobody = Session { fitters: vec![7], ..session.clone() };
    assert_eq!(offers(&nobody, Method::Implant), Err(NotOffered::NobodyValid));
    let overdue = Session { day: day("2025-03-11"), ..session };
    assert_eq!(offers(&overdue, Method::Implant), Err(NotOffered::NobodyValid));
    assert_eq!(overdue.keeps(Method::Implant, Procedure::Fit, &[fitter(20, 20)]), Ok(()));
}

#[test]
fn acceptance_names_its_reason() {
    let rules = Acceptance {
        outside: OutsidePatients::Taken,
        weekly_limit: Some(2),
        taken: vec![(day("2025-03-03"), 2), (day("2025-03-10"), 1)],
        methods: vec![Method::Implant],
        cannot_take: vec![CannotTake::Under(16), CannotTake::For(Purpose::Emergency)],
    };
    let person = |age| Person { age, complicated: false };
    let takes = |method, purpose, age| rules.takes(method, purpose, person(age));
    assert_eq!(takes(Method::Implant, Purpose::Contraception, Some(16)), Ok(()));
    assert_eq!(takes(Method::Implant, Purpose::Contraception, None), Ok(()));
    let young = Err(NotAccepted::CannotTake(CannotTake::Under(16)));
    assert_eq!(takes(Method::Implant, Purpose::Contraception, Some(15)), young);
    assert_eq!(takes(Method::CuIud, Purpose::Contraception, Some(30)), Err(NotAccepted::NotThatMethod));
    // Sunday belongs to the week before, Monday begins the next.
    assert_eq!(rules.left_in_week_of(day("2025-03-09")), Some(0));
    assert_eq!(rules.left_in_week_of(day("2025-03-10")), Some(1));
    assert_eq!(rules.left_in_week_of(day("2025-03-17")), Some(2));
}

#[test]
fn the_payer_of_gynaecology_changed_body_and_not_side() {
    for on in ["2022-06-30", "2022-07-01"] {
        assert_eq!(Purpose::HeavyBleeding.purse(day(on)), Some(Purse::Nhs));
        assert_eq!(Purpose::Mixed.purse(day(on)), Some(Purse::Council));
    }
    assert_ne!(
        Purpose::HeavyBleeding.payer(day("2022-06-30")),
        Purpose::HeavyBleeding.payer(day("2022-07-01"))
    );
    assert_eq!(Purpose::Contraception.purse(day("2013-03-31")), None);
}

fn at(minutes: i64) -> Moment {
    Moment::from_micros(0).plus_minutes(minutes)
}

#[test]
fn a_hold_ends_at_its_minute_and_not_before() {
    let (one, other) = (AskId::from_bits(1), AskId::from_bits(2));
    let held = SlotState::Free.hold(one, at(10), at(0)).unwrap();
    assert_eq!(held.book(other, at(9)), Err(SlotRefused::HeldByAnother { until: at(10) }));
    assert_eq!(held.book(other, at(10)), Ok(SlotState::Booked { by: other }));
    assert_eq!(held.book(one, at(9)), Ok(SlotState::Booked { by: one }));
    assert_eq!(SlotState::Free.hold(one, at(0), at(0)), Err(SlotRefused::HoldInThePast));
    let booked = SlotState::Booked { by: one };
    assert_eq!(booked.release(other, at(0)), Err(SlotRefused::NotYours));
    assert_eq!(booked.release(one, at(0)), Ok(SlotState::Free));
    assert_eq!(booked.withdraw(at(0)), (SlotState::Withdrawn, Some(one)));
    assert_eq!(SlotState::Withdrawn.book(one, at(0)), Err(SlotRefused::Withdrawn));
}

proptest! {
    /// Whatever fifty bookers try in whatever order: while one has it, nobody else gets it.
    #[test]
    fn two_bookers_never_both_win(tries in prop::collection::vec((0u128..50, 0u8..3, 0i64..5), 1..200)) {
        let (mut slot, mut now) = (SlotState::Free, 0);
        for (who, what, later) in tries {
            now += later;
            let who = AskId::from_bits(who);
            let before = slot.at(at(now));
            let after = match what {
                0 => slot.hold(who, at(now + 7), at(now)),
                1 => slot.book(who, at(now)),
                _ => slot.release(who, at(now)),
            };
            let owner = match before {
                SlotState::Held { by, .. } | SlotState::Booked { by } => Some(by),
                SlotState::Free | SlotState::Withdrawn => None,
            };
            if owner.is_some_and(|owner| owner != who) {
                prop_assert!(after.is_err());
            }
            slot = after.unwrap_or(before);
        }
    }
}
