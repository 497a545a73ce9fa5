//! Stories of a referral form: what is taken, what is refused and in which words, on both sides of each age.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test may stop at the first surprise"
)]

use directory_rules::{Method, Purpose, Purse};
use emergency_rules::DeviceStep;
use kernel::{Moment, Personal};
use proptest::prelude::*;
use referrals_rules::request::{
    Advice, AgeBand, Area, Field, FieldError, FraserPoint, Note, Numbers, Pregnancy, Read, Recorded, Request,
    Typed, Wanted, read,
};

fn now() -> Moment {
    "2025-03-10T10:00".parse().unwrap()
}

fn numbers() -> Numbers {
    Numbers { safeguarding_lead: "01632 960555".to_owned(), urgent_care: "01632 960666".to_owned() }
}

fn text(value: &str) -> String {
    value.to_owned()
}

fn secret(value: &str) -> Personal<String> {
    Personal::new(value.to_owned())
}

/// A form filled in rightly.
fn right() -> Typed {
    Typed {
        method: text("cu-iud"),
        purpose: text("contraception"),
        name: secret("Amara Example"),
        date_of_birth: secret("1994-05-06"),
        nhs_number: secret("999 456 7896"),
        pregnancy: text("reliable-method"),
        current_method: text("pill"),
        continue_told: text("yes"),
        sti_check: text("not-needed"),
        chaperone: text("woman"),
        channel: text("text"),
        contact: secret("07700 900123"),
        device: text("host-supplies"),
        consent: text("yes"),
        ..Typed::default()
    }
}

fn taken(typed: &Typed) -> (Request, Vec<Advice>, Vec<Note>) {
    match read(typed, &Area::default(), &numbers(), now()) {
        Read::Ready { request, advice, notes } => (*request, advice, notes),
        other => panic!("{other:?}"),
    }
}

fn wrong(typed: &Typed) -> Vec<FieldError> {
    match read(typed, &Area::default(), &numbers(), now()) {
        Read::Wrong(errors) => errors,
        other => panic!("{other:?}"),
    }
}

fn check_wrong(change: impl Fn(&mut Typed), field: Field, words: &str) {
    let mut typed = right();
    change(&mut typed);
    let errors = wrong(&typed);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].field, field);
    assert!(errors[0].why.contains(words), "{}", errors[0]);
}

#[test]
fn a_right_form_becomes_an_envelope_without_a_person_and_contents_with_one() {
    let (request, advice, _) = taken(&right());
    assert_eq!(request.envelope.wanted, Wanted::Method(Method::CuIud));
    assert_eq!(request.envelope.purse, Purse::Council);
    assert_eq!(request.envelope.age_band, Recorded::Known(AgeBand::of(30)));
    assert_eq!(request.envelope.deprivation.to_string(), "not recorded");
    assert!(advice.is_empty());
    assert_eq!(request.contents.identity.name.reveal(), "Amara Example");
    let printed = format!("{request:?}");
    for secret in ["Amara", "1994", "9994567896", "999 456", "07700"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

#[test]
fn an_empty_form_is_told_all_its_mistakes_at_once_in_the_order_of_the_form() {
    let errors = wrong(&Typed::default());
    let fields: Vec<Field> = errors.iter().map(|error| error.field).collect();
    use Field::*;
    assert_eq!(
        fields,
        [Method, Purpose, Name, DateOfBirth, Pregnancy, StiCheck, Chaperone, Channel, Device, Consent]
    );
    assert!(errors.iter().all(|error| error.why.len() > 10));
}

#[test]
fn each_mistake_says_what_to_do() {
    check_wrong(|form| form.method = text("pills"), Field::Method, "choose a method");
    check_wrong(|form| form.purpose = text(""), Field::Purpose, "it decides who pays");
    check_wrong(|form| form.nhs_number = secret("999 456 7897"), Field::NhsNumber, "digit wrong");
    check_wrong(|form| form.date_of_birth = secret("2025-03-11"), Field::DateOfBirth, "later than today");
    check_wrong(|form| form.date_of_birth = secret("1894-01-01"), Field::DateOfBirth, "120 years");
    check_wrong(|form| form.contact = secret("12345"), Field::Contact, "10 or 11 digits");
    check_wrong(|form| form.consent = text("no"), Field::Consent, "nothing is sent");
    check_wrong(|form| form.factors = vec![text("sad")], Field::Factors, "today’s list");
    check_wrong(|form| form.travel_miles = text("0"), Field::TravelLimit, "1 to 500");
    check_wrong(|form| form.symptoms = text("yes"), Field::Pregnancy, "symptoms or signs");
    check_wrong(|form| form.continue_told = text(""), Field::ContinueTold, "yes or no");
    check_wrong(|form| form.name = secret(&"x".repeat(121)), Field::Name, "at most 120");
    check_wrong(
        |form| {
            form.channel = text("email");
            form.contact = secret("amara@nowhere");
        },
        Field::Contact,
        "e-mail address",
    );
}

#[test]
fn the_purpose_decides_the_payer() {
    for (purpose, side) in [
        (Purpose::Contraception, Purse::Council),
        (Purpose::HeavyBleeding, Purse::Nhs),
        (Purpose::Mixed, Purse::Council),
        (Purpose::Emergency, Purse::Council),
    ] {
        let (request, _, _) = taken(&Typed { purpose: text(purpose.name()), ..right() });
        assert_eq!(request.envelope.purse, side, "{purpose:?}");
    }
}

#[test]
fn under_13_the_routine_stops_with_both_numbers_whatever_else_is_wrong() {
    // Thirteen on the day itself is no longer under 13.
    for (born, stops) in [("2012-03-10", false), ("2012-03-11", true), ("2020-01-01", true)] {
        let typed = Typed { date_of_birth: secret(born), ..Typed::default() };
        let got = read(&typed, &Area::default(), &numbers(), now());
        assert_eq!(matches!(got, Read::Stop(_)), stops, "{born}");
        if let Read::Stop(stop) = got {
            let words = stop.in_words().join(" ");
            assert!(words.contains("01632 960555") && words.contains("01632 960666"), "{words}");
        }
    }
}

fn young(born: &str) -> Typed {
    Typed {
        date_of_birth: secret(born),
        fraser: FraserPoint::ALL.iter().map(|point| text(point.name())).collect(),
        exploitation: text("not-done"),
        speak_to: secret("the school nurse"),
        ..right()
    }
}

#[test]
fn from_13_to_15_all_five_fraser_points_are_recorded() {
    let (request, _, _) = taken(&young("2010-01-01"));
    let young_person = request.contents.young.unwrap();
    assert_eq!(young_person.fraser.len(), 5);
    assert_eq!(young_person.flag(), "Under 18: speak to the school nurse before contacting.");
    for missing in FraserPoint::ALL {
        let mut typed = young("2010-01-01");
        typed.fraser.retain(|name| name != missing.name());
        let errors = wrong(&typed);
        assert_eq!((errors.len(), errors[0].field), (1, Field::Fraser));
        assert!(errors[0].why.contains("1 missing"));
    }
    // Sixteen on the day: none is asked for.
    let sixteen = Typed { fraser: Vec::new(), ..young("2009-03-10") };
    assert!(taken(&sixteen).0.contents.young.unwrap().fraser.is_empty());
    let almost = Typed { fraser: Vec::new(), ..young("2009-03-11") };
    assert_eq!(wrong(&almost)[0].field, Field::Fraser);
}

#[test]
fn under_18_the_exploitation_check_and_whom_to_speak_to_are_asked_for() {
    let bare = |born| Typed { date_of_birth: secret(born), ..right() };
    let fields: Vec<Field> = wrong(&bare("2007-03-11")).iter().map(|error| error.field).collect();
    assert_eq!(fields, [Field::Exploitation, Field::SpeakTo]);
    assert!(taken(&bare("2007-03-10")).0.contents.young.is_none());
}

fn not_excluded() -> Typed {
    Typed {
        pregnancy: text("not-excluded"),
        first_upsi: secret("2025-03-08T22:00"),
        last_upsi: secret("2025-03-09"),
        last_period: secret("2025-02-25"),
        shortest_cycle: text("28"),
        ..right()
    }
}

#[test]
fn when_pregnancy_is_not_excluded_the_emergency_window_comes_first() {
    let (_, advice, _) = taken(&not_excluded());
    let Advice::Window(answer) = &advice[0] else { panic!("{advice:?}") };
    assert_eq!(answer.last_safe.in_london(), "2025-03-16T00:00:00+00:00");
    assert!(advice[0].in_words()[0].starts_with("Ring now"));
    let Advice::Then(follows) = &advice[1] else { panic!("{advice:?}") };
    assert_eq!(follows.step, DeviceStep::DeferUntil("2025-03-30".parse().unwrap()));
    let (_, advice, _) = taken(&Typed { method: text("implant"), ..not_excluded() });
    let Advice::Then(follows) = &advice[1] else { panic!("{advice:?}") };
    assert_eq!(follows.step, DeviceStep::StartNowTestOn("2025-03-30".parse().unwrap()));
}

#[test]
fn without_the_first_date_it_says_ask_and_ring_and_with_clashing_dates_check_and_ring() {
    let (_, advice, _) = taken(&Typed { first_upsi: secret(""), ..not_excluded() });
    assert_eq!(advice[0], Advice::AskFirstUpsi);
    let (_, advice, _) = taken(&Typed { last_period: secret("2025-03-09"), ..not_excluded() });
    assert!(advice[0].in_words()[0].starts_with("check the dates; ring now"));
    let errors = wrong(&Typed { last_upsi: secret(""), ..not_excluded() });
    assert_eq!(errors[0].field, Field::LastUpsi);
    let errors = wrong(&Typed { shortest_cycle: text("82"), ..not_excluded() });
    assert!(errors[0].why.starts_with("check the dates; ring now"));
}

#[test]
fn dates_that_are_not_needed_are_not_kept() {
    let (request, _, notes) = taken(&Typed { pregnancy: text("reliable-method"), ..not_excluded() });
    assert!(matches!(request.contents.pregnancy, Pregnancy::Excluded(_)));
    assert!(notes.contains(&Note::DatesNotKept));
}

#[test]
fn age_bands_are_five_years_wide() {
    for (age, band) in [
        (13, "under 15"),
        (14, "under 15"),
        (15, "15–19"),
        (19, "15–19"),
        (20, "20–24"),
        (54, "50–54"),
        (55, "55 and over"),
        (80, "55 and over"),
    ] {
        assert_eq!(AgeBand::of(age).to_string(), band);
    }
}

proptest! {
    /// Whatever is typed, reading ends, and no error repeats what may be about a person.
    #[test]
    fn any_form_is_read(words in prop::collection::vec("\\PC{0,40}", 12)) {
        let typed = Typed {
            name: secret(&words[0]), date_of_birth: secret(&words[1]), nhs_number: secret(&words[2]),
            contact: secret(&words[3]), last_upsi: secret(&words[4]), first_upsi: secret(&words[5]),
            last_period: secret(&words[6]), pregnancy: text("not-excluded"), shortest_cycle: words[7].clone(),
            method: words[8].clone(), factors: vec![words[9].clone()], fraser: vec![words[10].clone()],
            channel: text("text"), travel_miles: words[11].clone(), ..right()
        };
        match read(&typed, &Area::default(), &numbers(), now()) {
            Read::Wrong(errors) => prop_assert!(!errors.is_empty()),
            Read::Ready { .. } | Read::Stop(_) => {}
        }
    }
}
