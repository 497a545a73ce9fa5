//! Stories of signing in, with both sides of each boundary.
#![allow(clippy::unwrap_used, reason = "a test's helpers may stop the test")]

use accounts_rules::{
    About, Absence, Acting, Buckets, Clash, CodeRefused, Door, Holding, HoldingKind, Invitation,
    InvitationKind, InvitationStanding, Known, PasswordRefused, Secret, Session, SessionEnd, SessionStanding,
    Step, check_password, clash, few_left, leave, new_codes, recheck_due, safe_return, tidy, too_many,
    who_acts,
};
use kernel::{Day, Moment, SeatId, UserId};
use policy::Role;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(text: &str) -> Moment {
    format!("2025-06-03T{text}Z").parse().unwrap()
}

fn password(text: &str) -> Result<(), PasswordRefused> {
    let about = About {
        name: "Mary Okonkwo-Bell",
        mail: "mary.okb@mill-lane.example",
        organisation: "Mill Lane Surgery",
    };
    check_password(text, about, day("2025-06-03"))
}

#[test]
fn twelve_letters_are_enough_and_eleven_are_not() {
    assert_eq!(password("heronkettle"), Err(PasswordRefused::TooShort { length_min: 12 }));
    assert_eq!(password("heronkettles"), Ok(()));
    assert_eq!(password("été à Zürich"), Ok(()));
    assert_eq!(password(&"kettle heron ".repeat(15)), Ok(()));
    assert_eq!(password(&"kettle heron ".repeat(16)), Err(PasswordRefused::TooLong { length_max: 200 }));
}

#[test]
fn common_passwords_are_refused_however_they_are_dressed() {
    for text in [
        "password1234",
        "P@ssw0rd2025",
        "Password123!",
        "passwordpassword",
        "Welcome2025!",
        "Summer-2025-!",
        "qwertyuiop12",
        "123456789012",
        "1q2w3e4r5t6y",
        "abcabcabcabc5abcabcabcabc5",
        "letmein letmein",
        "Monday-Tuesday",
        "nhs-hospital-1",
        "2025-06-03-2025",
        "!!!!12345678",
    ] {
        assert!(
            matches!(password(text), Err(PasswordRefused::Common | PasswordRefused::TooFewLetters { .. })),
            "{text}: {:?}",
            password(text)
        );
    }
    for text in ["correct horse battery", "gravel-otter-lamp", "Tuesday otters swim", "7 hospital kettles!"] {
        assert_eq!(password(text), Ok(()), "{text}");
    }
}

#[test]
fn names_are_refused_in_any_case() {
    for text in [
        "okonkwo kettles",
        "my-BELL-is-loud-here",
        "gravel mary lamps",
        "millstone and Mill",
        "otter SURGERY lamp",
    ] {
        assert_eq!(password(text), Err(PasswordRefused::HoldsName), "{text}");
    }
    assert_eq!(password("okb gravel lamp"), Ok(()), "three letters are in too many words");
}

#[test]
fn codes_are_those_of_the_standard() {
    // The standard's own vectors have eight figures; the last six are those of a six-figure code.
    let secret = Secret::from_bytes(*b"12345678901234567890");
    for (seconds, code) in
        [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
    {
        assert_eq!(secret.code_at(Moment::from_micros(seconds * 1_000_000)), code);
    }
    assert_eq!(secret.in_letters(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(format!("{secret:?}"), "Secret(…)");
    let address = secret.address("m.okb@mill.example", "Castermere");
    assert!(address.starts_with("otpauth://totp/Castermere:m.okb%40mill.example?secret="), "{address}");
}

#[test]
fn a_code_is_taken_one_step_early_or_late_and_once() {
    let secret = Secret::from_bytes([7; 20]);
    let code = secret.code_at(at("09:00:10"));
    let check = |time: &str, used| secret.check(&code, at(time), used);
    assert_eq!(check("08:59:29", None), Err(CodeRefused::Wrong));
    let step = check("08:59:30", None).unwrap();
    assert_eq!(check("09:00:59", None), Ok(step));
    assert_eq!(check("09:01:00", None), Err(CodeRefused::Wrong));
    assert_eq!(check("09:00:20", Some(step)), Err(CodeRefused::UsedAlready));
    assert_eq!(check("09:00:20", Some(Step(step.0 - 1))), Ok(step));
    assert_eq!(secret.check("12 345", at("09:00:00"), None), Err(CodeRefused::Unreadable));
    assert_eq!(secret.check(&format!("{} {}", &code[..3], &code[3..]), at("09:00:10"), None), Ok(step));
}

#[test]
fn recovery_codes_are_read_as_they_look() {
    let codes = new_codes(&[0, u64::MAX, 0x0123_4567_89AB_CDEF]);
    assert_eq!(codes[0], "0000-0000-0000");
    assert_eq!(codes[1], "zzzz-zzzz-zzzz");
    assert_eq!(tidy(" OOOO 0000-oooo"), Some("000000000000".to_owned()));
    assert_eq!(tidy("ilIL-0000-0000"), Some("111100000000".to_owned()));
    assert_eq!(tidy("0000-0000-000"), None);
    assert_eq!(tidy("uuuu-0000-0000"), None);
    assert!(few_left(3, day("2025-06-03")) && !few_left(4, day("2025-06-03")));
}

#[test]
fn an_invitation_lives_seven_days_and_a_reset_one_hour() {
    let sent = at("09:00:00");
    let invite = Invitation { kind: InvitationKind::Invite, sent, used: None, ended: None };
    let end = sent.plus_hours(168);
    assert_eq!(
        invite.standing(Moment::from_micros(end.micros() - 1)),
        InvitationStanding::Open { until: end }
    );
    assert_eq!(invite.standing(end), InvitationStanding::Expired);
    let reset = Invitation { kind: InvitationKind::Reset, ..invite };
    assert_eq!(reset.standing(at("09:59:59")), InvitationStanding::Open { until: at("10:00:00") });
    assert_eq!(reset.standing(at("10:00:00")), InvitationStanding::Expired);
    let used = Invitation { used: Some(at("09:05:00")), ..reset };
    assert_eq!(used.standing(at("09:06:00")), InvitationStanding::Used);
    let replaced = Invitation { ended: Some(at("09:05:00")), ..reset };
    assert_eq!(replaced.standing(at("09:05:00")), InvitationStanding::Ended);
}

#[test]
fn a_session_locks_at_twenty_minutes_and_ends_at_twelve_hours() {
    let session = Session { began: at("08:00:00"), last_seen: at("09:00:00"), ended: None };
    let open = SessionStanding::Open { locks_at: at("09:20:00"), ends_at: at("20:00:00") };
    assert_eq!(session.standing(None, at("09:19:59")), open);
    assert_eq!(session.standing(None, at("09:20:00")), SessionStanding::Locked { since: at("09:20:00") });
    let busy = Session { last_seen: at("19:59:00"), ..session };
    assert!(matches!(busy.standing(None, at("19:59:59")), SessionStanding::Open { .. }));
    let over = SessionStanding::Ended { at: at("20:00:00"), why: SessionEnd::TooLong };
    assert_eq!(busy.standing(None, at("20:00:00")), over);
}

#[test]
fn a_leavers_session_ends_within_the_minute() {
    let session = Session { began: at("08:00:00"), last_seen: at("09:00:00"), ended: None };
    let left = Some(at("09:00:30"));
    assert!(matches!(session.standing(left, at("09:00:29")), SessionStanding::Open { .. }));
    let ended = SessionStanding::Ended { at: at("09:00:30"), why: SessionEnd::Left };
    assert_eq!(session.standing(left, at("09:00:30")), ended);
    assert!(!recheck_due(at("09:00:00"), at("09:00:29")) && recheck_due(at("09:00:00"), at("09:00:30")));
    let out = Session { ended: Some((at("09:00:10"), SessionEnd::SignedOut)), ..session };
    let first = SessionStanding::Ended { at: at("09:00:10"), why: SessionEnd::SignedOut };
    assert_eq!(out.standing(left, at("10:00:00")), first);
}

#[test]
fn a_sixth_session_makes_the_stalest_give_way() {
    let seen = |text| Session { began: at("08:00:00"), last_seen: at(text), ended: None };
    let four = [seen("09:04:00"), seen("09:01:00"), seen("09:03:00"), seen("09:02:00")];
    assert!(too_many(&four, at("09:05:00")).is_empty());
    let five = [seen("09:04:00"), seen("09:01:00"), seen("09:03:00"), seen("09:02:00"), seen("09:05:00")];
    assert_eq!(too_many(&five, at("09:06:00")), [1]);
}

#[test]
fn the_way_back_is_always_ours() {
    for path in ["/", "/asks/0abc?tab=log", "/refer#method"] {
        assert_eq!(safe_return(path), Some(path));
    }
    for path in [
        "",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/a\nb",
        "/a b",
        "asks",
    ] {
        assert_eq!(safe_return(path), None, "{path}");
    }
}

#[test]
fn guessing_waits_longer_and_longer() {
    let mut buckets = Buckets::default();
    let mut now = at("09:00:00");
    for _ in 0..5 {
        assert_eq!(buckets.door(Known::Stranger, now), Door::Open);
        buckets = buckets.after_failure(Known::Stranger, now);
    }
    assert_eq!(buckets.door(Known::Stranger, now), Door::Open, "five slips cost nothing");
    let mut waits = Vec::new();
    for _ in 0..12 {
        buckets = buckets.after_failure(Known::Stranger, now);
        let Door::Wait { until } = buckets.door(Known::Stranger, now) else { panic!("the sixth waits") };
        assert_eq!(
            buckets.door(Known::Stranger, Moment::from_micros(until.micros() - 1)),
            Door::Wait { until }
        );
        assert_eq!(buckets.door(Known::Stranger, until), Door::Open);
        waits.push(until.micros_since(now) / 1_000_000);
        now = until;
    }
    assert_eq!(waits[..8], [1, 2, 4, 8, 16, 32, 64, 128]);
    assert!(waits.iter().all(|wait| *wait <= 900), "{waits:?}");
}

#[test]
fn strangers_cannot_lock_the_owner_out() {
    let mut buckets = Buckets::default();
    for second in 0..3_000 {
        buckets = buckets.after_failure(
            Known::Stranger,
            Moment::from_micros(at("09:00:00").micros() + second * 1_000_000),
        );
    }
    let now = at("09:50:00");
    assert_eq!(buckets.door(Known::Device, now), Door::Open, "at her usual desk she waits for nobody");
    // From a new device at another address only the account's own short wait concerns her.
    let elsewhere = Buckets { account: buckets.account, ..Buckets::default() };
    if let Door::Wait { until } = elsewhere.door(Known::Stranger, now) {
        assert!(until.micros_since(now) <= 30_000_000);
    }
}

#[test]
fn signing_in_forgives_ones_own_slips_only() {
    let mut buckets = Buckets::default();
    for _ in 0..40 {
        buckets = buckets.after_failure(Known::Stranger, at("09:00:00"));
    }
    let after = buckets.after_success();
    assert_eq!(after.pair.failures, 0);
    assert_eq!((after.address.failures, after.account.failures), (40, 40));
}

proptest! {
    #[test]
    fn no_wait_is_longer_than_a_quarter_of_an_hour(gaps in prop::collection::vec(0i64..2_000, 1..80), known: bool) {
        let known = if known { Known::Device } else { Known::Stranger };
        let (mut buckets, mut now) = (Buckets::default(), at("09:00:00"));
        for gap in gaps {
            now = Moment::from_micros(now.micros() + gap * 1_000_000);
            buckets = buckets.after_failure(known, now);
            if let Door::Wait { until } = buckets.door(known, now) {
                prop_assert!(until.micros_since(now) <= 900 * 1_000_000);
            }
        }
    }

    #[test]
    fn a_recovery_code_reads_back(bits: u64) {
        let code = &new_codes(&[bits])[0];
        prop_assert_eq!(tidy(&code.to_uppercase()), Some(code.replace('-', "")));
    }
}

const SEAT: SeatId = SeatId::from_bits(1);
const ANN: UserId = UserId::from_bits(11);
const BEA: UserId = UserId::from_bits(12);

fn holding(user: UserId, kind: HoldingKind, from: &str, until: Option<&str>) -> Holding {
    Holding { seat: SEAT, user, kind, from: day(from), until: until.map(day) }
}

#[test]
fn a_deputy_stands_in_on_the_days_of_leave_and_no_others() {
    let holdings = [
        holding(ANN, HoldingKind::Holder, "2025-01-01", None),
        holding(BEA, HoldingKind::Deputy, "2025-01-01", None),
    ];
    let away = [Absence { user: ANN, from: day("2025-06-02"), until: day("2025-06-06") }];
    let acts = |text| who_acts(SEAT, &holdings, &away, day(text));
    assert_eq!(acts("2025-06-01"), Acting::Holders(vec![ANN]));
    assert_eq!(acts("2025-06-02"), Acting::Deputies(vec![BEA]));
    assert_eq!(acts("2025-06-06"), Acting::Deputies(vec![BEA]));
    assert_eq!(acts("2025-06-07"), Acting::Holders(vec![ANN]));
    assert_eq!(acts("2024-12-31"), Acting::Nobody);
}

#[test]
fn a_leavers_last_day_counts_and_an_empty_seat_is_named() {
    let ann = holding(ANN, HoldingKind::Holder, "2025-01-01", None);
    let bea = holding(BEA, HoldingKind::Deputy, "2025-01-01", Some("2025-06-30"));
    let alone = leave(ANN, day("2025-06-30"), &[ann, bea], &[]);
    assert_eq!(alone.empty, [SEAT], "the deputy's days end the same day");
    assert!(alone.ended[0].on(day("2025-06-30")) && !alone.ended[0].on(day("2025-07-01")));
    let with_deputy = leave(ANN, day("2025-06-29"), &[ann, bea], &[]);
    assert!(with_deputy.empty.is_empty());
}

#[test]
fn a_seat_not_yet_begun_is_never_held_by_a_leaver() {
    let later = holding(ANN, HoldingKind::Holder, "2025-09-01", None);
    let gone = leave(ANN, day("2025-06-30"), &[later], &[]);
    assert!(!gone.ended[0].on(day("2025-09-01")));
}

#[test]
fn those_who_administer_or_pay_hold_no_seat_that_sees_people() {
    assert_eq!(
        clash(&[Role::Administrator], Role::Fitter),
        Some(Clash { held: Role::Administrator, wanted: Role::Fitter })
    );
    assert!(clash(&[Role::Manager, Role::Booking], Role::Commissioner).is_some());
    assert_eq!(clash(&[Role::Manager], Role::Booking), None);
    assert_eq!(clash(&[Role::Fitter], Role::Guardian), None);
}
