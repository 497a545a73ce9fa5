//! Our practice: seen by those who may, kept by those who keep it, and nobody else's.

use axum::http::StatusCode;
use kernel::AskId;

use crate::world::{Book, FITTER, SERVICE, SESSION, SITE, World, actor, slot};

const GOOD_SITE: &[(&str, &str)] = &[
    ("name", "Orchard Street"),
    ("discreet_label", "Orchard Street, first floor"),
    ("address", "1 Orchard Street"),
    ("latitude", "54.6"),
    ("longitude", "-1.5"),
    ("telephone", "01632 960102"),
];

fn site(fields: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let kept = GOOD_SITE.iter().filter(|(field, _)| !fields.iter().any(|(other, _)| other == field));
    kept.copied().chain(fields.iter().copied()).collect()
}

#[tokio::test]
async fn the_page_says_what_to_look_at_and_shows_buttons_to_those_who_may() {
    let world = World::new().await;
    let manager = world.get("manager", "/practice").await;
    assert_eq!(manager.status, StatusCode::OK);
    for words in [
        "Ends very soon",
        "30 days",
        "Low volume: 5 coils in 12 months, as the fitter says",
        "Coil clinic",
        "at most 4 a week",
        "Copper coil",
    ] {
        assert!(manager.says(words), "{words}");
    }
    assert!(manager.says(&format!("/practice/site/{SITE}")));
    let booking = world.get("booking", "/practice").await;
    assert!(
        !booking.says(&format!("/practice/site/{SITE}"))
            && booking.says(&format!("/practice/session/{SESSION}"))
    );
    let refused = world.get("booking", &format!("/practice/site/{SITE}")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.says("Seat of the manager, 01632 960101"));
    assert_eq!(world.get("convener", "/practice").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_site_is_changed_and_the_change_is_seen() {
    let world = World::new().await;
    let path = format!("/practice/site/{SITE}");
    let form = world.get("manager", &path).await;
    assert!(form.says("Orchard Street, ground floor"));
    let version = form.hidden("version");
    let fields = [&[("version", version.as_str())], GOOD_SITE].concat();
    let done = world.post("manager", &path, &fields).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/practice"));
    assert!(world.get("manager", "/practice").await.says("Orchard Street, first floor"));
}

#[tokio::test]
async fn a_stale_form_shows_both_and_what_was_typed_can_be_kept() {
    let world = World::new().await;
    let path = format!("/practice/site/{SITE}");
    let version = world.get("manager", &path).await.hidden("version");
    let first = [&[("version", version.as_str())], GOOD_SITE].concat();
    assert_eq!(world.post("manager", &path, &first).await.status, StatusCode::SEE_OTHER);
    let mine = site(&[("discreet_label", "Orchard Street, side door")]);
    let second = [&[("version", version.as_str())], mine.as_slice()].concat();
    let conflict = world.post("manager", &path, &second).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(
        conflict.says("first floor")
            && conflict.says("side door")
            && conflict.says("Seat of the manager, Mon 3 Mar")
    );
    // The conflict page carries the newer version, so that what was typed can be kept after a look.
    let newer = conflict.hidden("version");
    let again = [&[("version", newer.as_str())], mine.as_slice()].concat();
    assert_eq!(world.post("manager", &path, &again).await.status, StatusCode::SEE_OTHER);
    assert!(world.get("manager", "/practice").await.says("side door"));
}

#[tokio::test]
async fn everything_wrong_comes_at_once_and_stays_typed() {
    let world = World::new().await;
    let answer = world
        .post(
            "manager",
            "/practice/site/new",
            &[("name", ""), ("latitude", "north"), ("telephone", "ring us"), ("address", "9 Quay")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "discreet_label", "latitude", "longitude", "telephone"] {
        assert!(answer.says(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(
        answer.says("value=\"9 Quay\"") && answer.says("value=\"ring us\"") && answer.says("value=\"north\"")
    );
}

#[tokio::test]
async fn another_organisations_records_are_not_there() {
    let world = World::new().await;
    for path in [
        format!("/practice/site/{SITE}"),
        format!("/practice/service/{SERVICE}"),
        format!("/practice/fitter/{FITTER}"),
        format!("/practice/session/{SESSION}"),
        "/practice/site/unknown".to_owned(),
    ] {
        assert_eq!(world.get("other-manager", &path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            world.post("other-manager", &path, GOOD_SITE).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let path = format!("/practice/session/{SESSION}/withdraw");
    let taken = world.post("other-manager", &path, &[("slot", &slot(0).to_string())]).await;
    assert_eq!(taken.status, StatusCode::NOT_FOUND);
    let confirmed =
        world.post("other-manager", "/practice/confirm", &[("service", &SERVICE.to_string())]).await;
    assert_eq!(confirmed.status, StatusCode::NOT_FOUND);
    assert!(!world.get("other-manager", "/practice").await.says("Coil clinic"));
}

#[tokio::test]
async fn a_service_keeps_its_rules_for_outside_patients() {
    let world = World::new().await;
    let path = format!("/practice/service/{SERVICE}");
    let form = world.get("manager", &path).await;
    let version = form.hidden("version");
    let site = SITE.to_string();
    let good = [
        ("version", version.as_str()),
        ("site", site.as_str()),
        ("name", "Coil clinic"),
        ("person_to_ask", "Lead nurse"),
        ("telephone", "01632 960103"),
        ("offering", "slots"),
        ("purses", "council"),
        ("outside", "yes"),
        ("methods", "cu-iud"),
        ("methods", "implant"),
        ("weekly_limit", "6"),
        ("complicated", "no"),
        ("languages", "Polish, Urdu"),
        ("bsl", "staff"),
    ];
    assert_eq!(world.post("manager", &path, &good).await.status, StatusCode::SEE_OTHER);
    assert!(world.get("manager", "/practice").await.says("Copper coil, implant; at most 6 a week"));
    let bad: Vec<_> =
        good.iter().map(|(f, t)| if *f == "weekly_limit" { (*f, "some") } else { (*f, *t) }).collect();
    let answer = world.post("manager", &path, &bad).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.says("href=\"#weekly_limit\""));
}

#[tokio::test]
async fn certificates_are_kept_with_their_dates() {
    let world = World::new().await;
    let path = format!("/practice/fitter/{FITTER}");
    let version = world.get("manager", &path).await.hidden("version");
    let good = [
        ("version", version.as_str()),
        ("skill0", "IUT"),
        ("certified0[day]", "1"),
        ("certified0[month]", "3"),
        ("certified0[year]", "2025"),
        ("life_support0[day]", "1"),
        ("life_support0[month]", "3"),
        ("life_support0[year]", "2025"),
        ("coils_before", "20"),
    ];
    let wrong: Vec<_> = good.iter().filter(|(field, _)| *field != "certified0[month]").copied().collect();
    let refused = world.post("manager", &path, &wrong).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.says("certified0-month"));
    assert_eq!(world.post("manager", &path, &good).await.status, StatusCode::SEE_OTHER);
    let page = world.get("manager", "/practice").await;
    assert!(page.says("Current") && !page.says("Ends very soon") && !page.says("Low volume"));
}

#[tokio::test]
async fn a_session_is_added_and_its_free_times_can_be_taken_back() {
    let world = World::new().await;
    let (service, fitter) = (SERVICE.to_string(), FITTER.to_string());
    let good = [
        ("service", service.as_str()),
        ("day[day]", "12"),
        ("day[month]", "3"),
        ("day[year]", "2025"),
        ("start", "09:30"),
        ("slots", "4"),
        ("minutes", "30"),
        ("fitters", fitter.as_str()),
        ("room", "yes"),
        ("assistant", "yes"),
    ];
    let past: Vec<_> =
        good.iter().map(|(f, t)| if *f == "day[day]" { (*f, "2") } else { (*f, *t) }).collect();
    let refused = world.post("booking", "/practice/session/new", &past).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.says("has passed"));
    assert_eq!(world.post("booking", "/practice/session/new", &good).await.status, StatusCode::SEE_OTHER);
    assert!(
        world.get("booking", "/practice").await.says("12 March 2025")
            || world.get("booking", "/practice").await.says("12 Mar 2025")
    );

    let path = format!("/practice/session/{SESSION}");
    world.journal.submit(&actor("booking"), Book(slot(1), AskId::from_bits(9))).await.unwrap();
    let page = world.get("booking", &path).await;
    assert!(page.says("Take back all 2 free times") && page.says(&format!("/asks/{}", AskId::from_bits(9))));
    let withdraw = format!("{path}/withdraw");
    let taken = world
        .post("booking", &withdraw, &[("slot", &slot(1).to_string()), ("slot", &slot(0).to_string())])
        .await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    assert!(taken.says(&format!("/asks/{}", AskId::from_bits(9))) && taken.says("Nothing was taken back"));
    assert!(
        world.get("booking", &path).await.says("Take back all 2 free times"),
        "none goes where one cannot"
    );
    assert_eq!(
        world.post("booking", &withdraw, &[("slot", &slot(0).to_string())]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(world.get("booking", &path).await.says("Taken back"));
}

#[tokio::test]
async fn one_button_confirms_and_the_days_begin_anew() {
    let world = World::new().await;
    world.clock.set(kernel::Moment::start_of(crate::world::MORNING.day() + 95).plus_hours(9));
    let page = world.get("fitter", "/practice").await;
    assert!(page.says("nobody has for 95 days") && page.says("May be out of date"));
    let services = page.values("service");
    let done = world.post("fitter", "/practice/confirm", &[("service", &services[0])]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(!world.get("fitter", "/practice").await.says("May be out of date"));
}

/// The act itself looks, whoever made it: a page, a file, or a form made by hand.
#[tokio::test]
async fn a_record_names_nothing_that_belongs_to_another_organisation() {
    use directory_rules::facts::v1;
    use directory_site::acts::{Keep, OwnRecord, Refusal};

    async fn refused<R: OwnRecord>(world: &World, record: R) -> Vec<&'static str> {
        let done = world.journal.submit(&actor("other-manager"), Keep { record, seen: None }).await;
        match done {
            Err(journal::NotDone::AgainstTheRules(Refusal::Fields(wrong))) => {
                assert!(wrong.iter().all(|of| of.why.contains("none of yours")), "{wrong:?}");
                wrong.iter().map(|of| of.field).collect()
            }
            other => panic!("{}", other.is_ok()),
        }
    }

    let world = World::new().await;
    let other = crate::world::org("Y10002");
    let day = crate::world::MORNING.day() + 7;
    let at = kernel::Moment::start_of(day).plus_hours(9);
    let id = kernel::ServiceId::from_bits(901);
    let service = v1::Service { id, org: other, ..crate::world::service() };
    assert_eq!(refused(&world, service).await, ["site"]);
    let session = v1::Session {
        id: kernel::SessionId::from_bits(902),
        org: other,
        service: SERVICE,
        day,
        fitters: vec![FITTER, kernel::SeatId::from_bits(999)],
        room: true,
        assistant: true,
        slots: vec![v1::Slot { id: slot(99), at }],
    };
    assert_eq!(refused(&world, session).await, ["service", "fitters", "fitters"]);
    let fitter = v1::Fitter {
        seat: FITTER,
        org: other,
        certificates: Vec::new(),
        coils_before: 0,
        implants_before: 0,
    };
    let done = world.journal.submit(&actor("other-manager"), Keep { record: fitter, seen: None }).await;
    assert!(matches!(done, Err(journal::NotDone::AgainstTheRules(Refusal::Anothers))));
    let confirmation = v1::Confirmation { service: SERVICE, org: other, on: crate::world::MORNING.day() };
    let done = world.journal.submit(&actor("other-manager"), Keep { record: confirmation, seen: None }).await;
    assert!(matches!(done, Err(journal::NotDone::AgainstTheRules(Refusal::Anothers))));
}
