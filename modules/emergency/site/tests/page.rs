//! The emergency page over a made-up place: numbers whatever is typed, the sum as it is, the call recorded once.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "every function here is a test or serves one"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use directory_site::acts::BringIn;
use emergency_site::{Emergency, MODULE, calls, routes};
use journal::{Journal, Keyring, Module, Settings};
use kernel::{HandWound, Moment, OrgId};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Rulebook, Subject};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use tower::ServiceExt;
use trial::marlshire::{Place, Recipe};

const MODULES: &[Module] = &[directory_site::MODULE, MODULE];

#[derive(Clone)]
struct Who(Actor);

impl web::Sessions for Who {
    fn resolve<'a>(&'a self, token: &'a str, _: Moment) -> web::Later<'a, Option<web::Session>> {
        let mut actor = self.0.clone();
        if token == "manager" {
            actor.role = Role::Manager;
        }
        let session = web::Session {
            actor,
            name: "Anita Rowe".to_owned(),
            seat_title: "Practice nurse".to_owned(),
            org_name: "Orchard Street".to_owned(),
            csrf: "form-token".to_owned(),
            ends_at: None,
        };
        Box::pin(std::future::ready(Some(session)))
    }
}

struct World {
    journal: Journal,
    router: Router,
    own: OrgId,
    actor: Actor,
    folder: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Seen on Wednesday 12 March 2025, 09:00.
fn world() -> World {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let nth = COUNT.fetch_add(1, Ordering::SeqCst);
    let folder = std::env::temp_dir().join(format!("roundtable-emergency-{}-{nth}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let now: Moment = "2025-03-12T09:00".parse().unwrap();
    let mut chance = Pcg64::seed_from_u64(3);
    let journal = Journal::open(Settings {
        database: engines::at(&folder.join("place.db")),
        keys: Keyring::new(now, &mut Pcg64::seed_from_u64(7)),
        rulebook: Arc::new(Rulebook::shipped().unwrap()),
        clock: Arc::new(HandWound::at(now)),
        modules: MODULES,
        chance: Box::new(move || u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())),
    })
    .unwrap();
    let place = Place::make(Recipe { seed: 1, today: now.day() }, None);
    let office = place.organisations.office[0].code;
    let seat = |org, org_kind, role| Actor {
        user: kernel::UserId::from_bits(9),
        seat: kernel::SeatId::from_bits(9),
        org,
        org_kind,
        role,
        second_factor: true,
    };
    // On a thread of its own, since tests run inside a runtime, which must not be made to wait.
    let (program, brought) =
        (seat(office, OrgKind::PlaceOffice, Role::System), BringIn(place.records.clone()));
    let shared = journal.clone();
    std::thread::spawn(move || shared.submit_here(&program, brought).map(|_| ()).unwrap()).join().unwrap();
    let fits = |org| place.services.fittings.iter().any(|fitting| fitting.service.org == org);
    let own = place.organisations.practices.iter().find(|of| of.joined && !fits(of.code)).unwrap().code;
    let actor = seat(own, OrgKind::Practice, Role::Clinician);
    let mut shown = web::Place::new("Marlshire", "http://127.0.0.1", [7; 32]);
    shown.sessions = Arc::new(Who(actor.clone()));
    let site = Emergency {
        journal: journal.clone(),
        hosts: Arc::default(),
        lead: "Dr Ines Marlow, 01632 960777".into(),
        urgent_care: "01632 960999".into(),
    };
    let router = web::shell(routes(Some(site)), shown);
    World { journal, router, own, actor, folder }
}

impl World {
    async fn send(&self, path: &str, who: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let plain = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body: String =
            fields.iter().map(|(name, text)| format!("&{}={}", plain(name), plain(text))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, format!("roundtable={who}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("form_token=form-token{body}")))
            .unwrap();
        self.read(request).await
    }

    async fn read(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    fn calls(&self) -> Vec<emergency_site::Call> {
        let subject = Subject::new(Kind::EmergencyCall, Relations::OWN_ORGANISATION);
        let reading = self.journal.reading(&self.actor, Permit::SeeCall, subject).unwrap();
        calls(&reading, self.own).unwrap()
    }
}

/// E1: last period 25 February, 28 days, first unprotected sex on Saturday 8 March at 22:00.
const E1: &[(&str, &str)] = &[
    ("upsi[day]", "8"),
    ("upsi[month]", "3"),
    ("upsi[year]", "2025"),
    ("upsi_time", "22:00"),
    ("period[day]", "25"),
    ("period[month]", "2"),
    ("period[year]", "2025"),
    ("cycle", "28"),
];

fn numbers(body: &str) -> Vec<String> {
    body.split("href=\"tel:").skip(1).map(|after| after.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn numbers_stand_there_before_a_date_is_typed_and_whatever_is_typed() {
    let world = world();
    let request = Request::get("/emergency-coil").header(header::COOKIE, "roundtable=nurse");
    let (status, body) = world.read(request.body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!numbers(&body).is_empty() && body.contains("01632 960777"), "{body}");
    for wrong in [
        vec![("upsi[day]", "31"), ("upsi[month]", "2"), ("upsi[year]", "2025")],
        vec![("upsi[day]", "8"), ("upsi[month]", "3"), ("upsi[year]", "2025"), ("cycle", "82")],
        vec![("upsi[day]", "8"), ("upsi[month]", "3"), ("upsi[year]", "2026")],
        vec![("used", "<script>")],
        vec![],
    ] {
        let (_, body) = world.send("/emergency-coil", "nurse", &wrong).await;
        assert!(!numbers(&body).is_empty() && body.contains("01632 960777"), "{wrong:?}");
        assert!(!body.contains("<script>"));
    }
    // The sex before the period: check the dates, and ring all the same.
    let clash = [
        &E1[..4],
        &[("period[day]", "10"), ("period[month]", "3"), ("period[year]", "2025"), ("cycle", "28")],
    ]
    .concat();
    let (_, body) = world.send("/emergency-coil", "nurse", &clash).await;
    assert!(body.contains("Check the dates; ring now") && !numbers(&body).is_empty(), "{body}");
}

#[tokio::test]
async fn the_sum_and_its_workings_are_those_of_the_rules_and_only_services_in_time_are_named() {
    let world = world();
    let (status, body) = world.send("/emergency-coil", "nurse", E1).await;
    assert_eq!(status, StatusCode::OK);
    // End of Saturday 15 March.
    assert!(body.contains("before Sun 16 Mar 2025, 00:00: 3 days 15 hours left"), "{body}");
    assert!(body.contains("Earliest likely ovulation") && body.contains("Offer an oral method now"));
    let named = numbers(&body);
    assert!(!named.is_empty());
    // A clinic that fits coils and shows no session in time is not left out: it stands after those that can.
    let (can, others) = body.split_once("show no session in time").unwrap();
    assert!(
        can.contains("Ask for") && !can.contains("ask all the same") && others.contains("ask all the same")
    );
    for late in ["16 Mar 2025.", "17 Mar 2025", "18 Mar 2025"] {
        let list = body.split("How this was worked out").next().unwrap();
        assert!(
            !list.contains(&format!("Can fit Sun {late}")) && !list.contains(&format!("Can fit Mon {late}"))
        );
    }
    // Shut: no number of a service that could do nothing, but the lead's.
    let shut: Vec<(&str, &str)> =
        vec![("upsi[day]", "1"), ("upsi[month]", "3"), ("upsi[year]", "2025"), ("upsi_time", "12:00")];
    let (_, body) = world.send("/emergency-coil", "nurse", &shut).await;
    assert!(
        numbers(&body).is_empty() && body.contains("too late") && body.contains("01632 960777"),
        "{body}"
    );
    // A minute before the window shuts there is no session left: in words, and the lead.
    let nobody: Vec<(&str, &str)> =
        vec![("upsi[day]", "7"), ("upsi[month]", "3"), ("upsi[year]", "2025"), ("upsi_time", "09:01")];
    let (_, body) = world.send("/emergency-coil", "nurse", &nobody).await;
    assert!(body.contains("1 minute left") && body.contains("01632 960777"), "{body}");
}

#[tokio::test]
async fn a_call_is_recorded_once_and_is_no_queue() {
    let world = world();
    let (_, body) = world.send("/emergency-coil", "nurse", E1).await;
    let hidden = |name: &str| {
        body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let call = hidden("call");
    let service = body
        .split("name=\"rung\"")
        .nth(1)
        .unwrap()
        .split("value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let fields =
        [E1, &[("call", &call), ("rung", service), ("agreed", "they-see-her"), ("seen_at", "14:30")]]
            .concat();
    for _ in 0..2 {
        let (status, body) = world.send("/emergency-coil/call", "nurse", &fields).await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("Nothing is left to ring") && body.contains("3 days 15 hours left"), "{body}");
    }
    let kept = world.calls();
    assert_eq!(kept.len(), 1, "the form sent twice is one call");
    assert_eq!(kept[0].agreed, "they-see-her");
    // What was missing is said beside its field, and the numbers stay.
    let (status, body) = world
        .send("/emergency-coil/call", "nurse", &[E1, &[("call", "00000000000000000000000001")]].concat())
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("Say who was rung") && !numbers(&body).is_empty());
    // A manager sees the numbers, and does not record.
    let fields =
        [E1, &[("call", "00000000000000000000000002"), ("rung", "lead"), ("agreed", "lead-takes-it")]]
            .concat();
    let (status, body) = world.send("/emergency-coil/call", "manager", &fields).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(body.contains("01632 960777"));
    assert_eq!(world.calls().len(), 1);
}

#[tokio::test]
async fn switched_off_there_is_no_page() {
    let mut shown = web::Place::new("Marlshire", "http://127.0.0.1", [7; 32]);
    shown.synthetic = true;
    let router = web::shell(routes(None), shown);
    let request = Request::get("/emergency-coil").body(Body::empty()).unwrap();
    assert_eq!(router.oneshot(request).await.unwrap().status(), StatusCode::NOT_FOUND);
}
