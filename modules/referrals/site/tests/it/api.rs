//! The interface for programs, as an organisation's own system calls it: from hosts to the answer, repeated, stale, wrong.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops where it is wrong"
)]

use std::collections::BTreeSet;

use accounts_site::{Accounts, commands};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use journal::Query;
use kernel::OrgId;
use policy::{Kind, Permit, Relations, Subject};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::person::program;
use crate::stories::placed;
use crate::world::World;

/// The interface of a world, with real tokens.
pub struct Interface {
    pub router: Router,
    pub document: Value,
}

/// What a program hears.
#[derive(Debug)]
pub struct Heard {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

impl Heard {
    pub fn at(&self, pointer: &str) -> &str {
        self.body
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{pointer}: {}", self.text))
    }

    pub fn fields(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors.iter().filter_map(|error| error["field"].as_str()).collect()
    }
}

impl Interface {
    pub fn of(world: &World) -> Interface {
        Interface::paced(world, 6_000)
    }

    /// The interface where the systems of one organisation may call so often a minute.
    pub fn paced(world: &World, calls_a_minute: u32) -> Interface {
        let accounts = Accounts::open(accounts_site::Settings {
            journal: world.journal.clone(),
            key: [7; 32],
            place_name: "Marlshire".to_owned(),
            base: "http://127.0.0.1".to_owned(),
            synthetic: true,
            training: false,
            listening: None,
            trusts_proxy: false,
        })
        .unwrap();
        let routes = directory_site::api::routes(directory_site::api::Shared {
            journal: world.journal.clone(),
            hosts: world.site.hosts.clone(),
        })
        .and(referrals_site::api::routes(world.site.clone()));
        let document = api::document("Marlshire", "0", routes.operations());
        let place = api::Place {
            tokens: std::sync::Arc::new(accounts),
            office: "Marlshire partnership office, 01632 960900".into(),
            name: "Marlshire".into(),
            pace: std::sync::Arc::new(api::Pace::of(calls_a_minute)),
            answer_seconds_max: 30,
        };
        Interface { router: api::shell(routes, place), document }
    }

    /// A new token of an organisation.
    pub async fn token(&self, world: &World, org: OrgId) -> commands::NewToken {
        let (journal, program) = (world.journal.clone(), program(world));
        let make = move || commands::make_token(&journal, &program, org, "Record system").unwrap();
        std::thread::spawn(make).join().unwrap()
    }

    pub async fn call(&self, request: Request<Body>) -> Heard {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Heard { status: parts.status, headers: parts.headers, body, text }
    }

    pub async fn get(&self, token: &str, path: &str) -> Heard {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.call(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, token: &str, path: &str, key: Option<&str>, body: &Value) -> Heard {
        let mut request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        self.call(request.body(Body::from(body.to_string())).unwrap()).await
    }
}

/// Seats of an organisation by role.
pub fn seat(world: &World, org: OrgId, role: &str) -> String {
    let of = world.county.place.people.iter().find(|of| of.seat.org == org && of.seat.role == role);
    of.unwrap_or_else(|| panic!("no {role} at {org}")).seat.id.to_string()
}

pub fn ask_body(service: &str, clinician: &str) -> Value {
    json!({
        "service": service, "clinician": clinician, "method": "implant", "purpose": "contraception",
        "name": "Amara Fairweather", "date_of_birth": "1994-03-07", "pregnancy": "reliable-method",
        "sti_check": "done", "chaperone": "any", "channel": "text", "contact": "07700 900123",
        "device": "host-supplies", "consent": true,
    })
}

pub fn but(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

/// A sender's and a host's token, and an ask between them that the sender's system placed.
pub struct Between {
    pub sender: OrgId,
    pub host: OrgId,
    pub from: String,
    pub to: String,
    pub service: String,
    pub ask: String,
    pub body: Value,
}

pub async fn between(world: &World, interface: &Interface) -> Between {
    let sender = world.sender(0);
    let from = interface.token(world, sender).await.bearer;
    let hosts = interface.get(&from, "/api/hosts?method=implant").await;
    assert_eq!(hosts.status, StatusCode::OK, "{}", hosts.text);
    let service = hosts.at("/hosts/0/service").to_owned();
    let host: OrgId = hosts.at("/hosts/0/org").parse().unwrap();
    let to = interface.token(world, host).await.bearer;
    let body = ask_body(&service, &seat(world, sender, "clinician"));
    let placed = interface.post(&from, "/api/asks", Some("first-ask-1"), &body).await;
    assert_eq!(placed.status, StatusCode::CREATED, "{}", placed.text);
    let ask = placed.at("/address").to_owned();
    assert_eq!(placed.headers[header::LOCATION], ask.as_str());
    Between { sender, host, from, to, service, ask, body }
}

fn looks(world: &World, org: OrgId) -> i64 {
    const LOOKS: Query =
        Query { name: "test.looks", sql: "select count(*) from referral_look where org = ?1" };
    let subject = Subject::new(Kind::Ask, Relations::NONE);
    let reading = world.journal.reading(&program(world), Permit::SeeBookingPart, subject).unwrap();
    reading.first(&LOOKS, &[org.into()]).unwrap().unwrap().get(0).unwrap()
}

#[tokio::test]
async fn from_hosts_to_the_answer_by_two_systems() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    // Reading contents is a look, on record; the envelope alone is none.
    assert_eq!(looks(&world, of.host), 0);
    let envelope = interface.get(&of.to, &format!("{}?only=envelope", of.ask)).await;
    assert!(
        envelope.body["contents"].is_null() && !envelope.text.contains("Fairweather"),
        "{}",
        envelope.text
    );
    assert_eq!(looks(&world, of.host), 0);
    let read = interface.get(&of.to, &of.ask).await;
    assert_eq!(read.at("/contents/name"), "Amara Fairweather");
    assert_eq!((looks(&world, of.host), read.body["opened"].as_bool()), (1, Some(false)));

    let events = format!("{}/events", of.ask);
    let mut version = 1;
    let fitter = seat(&world, of.host, "fitter");
    let times = json!([{ "at": "2025-03-11T10:00" }, { "at": "2025-03-13T10:00" }]);
    let free = read.body["free"].as_array().unwrap().clone();
    for (token, event, state) in [
        (&of.to, json!({ "type": "read" }), "sent"),
        (&of.to, json!({ "type": "needs-info", "question": "Which pill?" }), "needs-info"),
        (&of.from, json!({ "type": "info-given", "answer": "The combined one." }), "sent"),
        (&of.to, json!({ "type": "accepted" }), "accepted"),
        (&of.to, json!({ "type": "offered", "slots": times }), "offered"),
        (&of.to, json!({ "type": "waiting-patient", "available_from": "2025-03-20" }), "waiting-patient"),
        (&of.to, json!({ "type": "offered", "slots": times }), "offered"),
        (&of.to, json!({ "type": "booked", "at": "2025-03-11T10:00" }), "booked"),
        (&of.to, json!({ "type": "host-cancelled", "reason": "fitter-away" }), "offered"),
        (&of.to, json!({ "type": "offered", "slots": times }), "offered"),
        (&of.to, json!({ "type": "booked", "at": "2025-03-13T10:00" }), "booked"),
        (&of.to, json!({ "type": "patient-cancelled", "available_from": "2025-03-31" }), "waiting-patient"),
        (&of.to, json!({ "type": "offered", "slots": times }), "offered"),
        (
            &of.to,
            json!({ "type": "deferred", "clinician": fitter, "reason": "unwell", "review_on": "2025-03-10" }),
            "deferred",
        ),
        (&of.to, json!({ "type": "fit-to-proceed", "clinician": fitter }), "deferred"),
        (&of.to, json!({ "type": "offered", "slots": times }), "offered"),
        (&of.to, json!({ "type": "booked", "at": "2025-03-11T10:00" }), "booked"),
    ] {
        let event = but(event, "version", json!(version));
        let heard = interface.post(token, &events, None, &event).await;
        assert_eq!(heard.status, StatusCode::OK, "{event}: {}", heard.text);
        version = heard.body["version"].as_i64().unwrap();
        assert_eq!(heard.at("/state"), state, "{event}");
    }
    // A fitting needs a clinician of the host behind it, and answers the sender at once.
    world.clock.set("2025-03-11T11:00".parse().unwrap());
    let record = json!({
        "fitted_on": "2025-03-11", "fitted_device": "implant", "brand": "Madeupanon", "batch": "B7", "expiry": "2027-05-01",
        "arm": "left", "chaperone_offer": "declined", "effective_from": "at-once", "supplied_by": "host",
    });
    let fitted = json!({ "type": "fitted", "version": version, "record": record });
    let nobody = interface.post(&of.to, &events, None, &fitted).await;
    assert_eq!(
        (nobody.status, nobody.at("/rule")),
        (StatusCode::UNPROCESSABLE_ENTITY, "clinician_must_tick")
    );
    let foreign = but(fitted.clone(), "clinician", json!(seat(&world, of.sender, "clinician")));
    assert_eq!(
        interface.post(&of.to, &events, None, &foreign).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let done = interface.post(&of.to, &events, None, &but(fitted, "clinician", json!(fitter))).await;
    assert_eq!((done.status, done.at("/state")), (StatusCode::OK, "answered"), "{}", done.text);
    let answer = interface.get(&of.from, &of.ask).await;
    assert!(answer.text.contains("Madeupanon") && answer.text.contains("clinician"), "{}", answer.text);
    let last = json!({ "type": "acknowledged", "version": done.body["version"] });
    assert_eq!(interface.post(&of.from, &events, None, &last).await.at("/state"), "closed");
    let _ = free;
}

#[tokio::test]
async fn a_repeated_request_hears_the_same_answer_and_another_under_its_key_is_refused() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let again = interface.post(&of.from, "/api/asks", Some("first-ask-1"), &of.body).await;
    assert_eq!((again.status, again.at("/address")), (StatusCode::CREATED, of.ask.as_str()));
    let other = but(of.body.clone(), "name", json!("Somebody Else"));
    let heard = interface.post(&of.from, "/api/asks", Some("first-ask-1"), &other).await;
    assert_eq!((heard.status, heard.at("/rule")), (StatusCode::UNPROCESSABLE_ENTITY, "key-used"));
    let none = interface.post(&of.from, "/api/asks", None, &of.body).await;
    assert_eq!((none.status, none.at("/rule")), (StatusCode::BAD_REQUEST, "key-missing"));

    // Twenty at once under one key: one ask.
    let before =
        interface.get(&of.from, "/api/asks?side=sent&limit=200").await.body["asks"].as_array().unwrap().len();
    let calls = (0..20).map(|_| interface.post(&of.from, "/api/asks", Some("twenty-at-once"), &of.body));
    let tasks: Vec<_> = calls.collect();
    let mut heard = BTreeSet::new();
    for answer in join_all(tasks).await {
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        heard.insert(answer.at("/id").to_owned());
    }
    let after =
        interface.get(&of.from, "/api/asks?side=sent&limit=200").await.body["asks"].as_array().unwrap().len();
    assert_eq!((heard.len(), after - before), (1, 1));

    // An event too: the second hears what the first did, though the version has gone on.
    let events = format!("{}/events", of.ask);
    let accept = json!({ "type": "accepted", "version": 1 });
    let first = interface.post(&of.to, &events, Some("accept-once"), &accept).await;
    let second = interface.post(&of.to, &events, Some("accept-once"), &accept).await;
    assert_eq!((first.status, first.text), (second.status, second.text));
}

/// All of them together, on one task: they meet in the journal's queue.
async fn join_all<F: Future<Output = Heard>>(of: Vec<F>) -> Vec<Heard> {
    let mut of: Vec<_> = of.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<Heard>> = of.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        let mut waiting = false;
        for (future, place) in of.iter_mut().zip(&mut done) {
            if place.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(heard) => *place = Some(heard),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn what_was_decided_on_an_older_version_is_a_conflict_with_what_it_is_now() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let events = format!("{}/events", of.ask);
    let accept = json!({ "type": "accepted", "version": 1 });
    assert_eq!(interface.post(&of.to, &events, None, &accept).await.status, StatusCode::OK);
    for stale in [
        json!({ "type": "declined", "version": 1, "reason": "capacity", "talk_to": seat(&world, of.host, "manager") }),
        json!({ "type": "booked", "version": 1, "at": "2025-03-11T10:00" }),
        accept,
    ] {
        let heard = interface.post(&of.to, &events, None, &stale).await;
        assert_eq!(heard.status, StatusCode::CONFLICT, "{stale}: {}", heard.text);
        assert_eq!(
            (heard.at("/current/state"), heard.body["current"]["version"].as_i64()),
            ("accepted", Some(2))
        );
        assert!(!heard.text.contains("Fairweather"));
    }
}

#[tokio::test]
async fn only_the_system_that_entered_an_ask_takes_it_out_as_a_slip_and_only_within_a_day() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let void = json!({ "type": "void", "version": 1, "reason": "sent-twice" });
    let events = format!("{}/events", of.ask);
    let other = interface.token(&world, of.sender).await.bearer;
    for token in [&of.to, &other] {
        let heard = interface.post(token, &events, None, &void).await;
        assert_eq!((heard.status, heard.at("/rule")), (StatusCode::FORBIDDEN, "not_yours"), "{}", heard.text);
    }
    world.clock.set("2025-03-04T09:01".parse().unwrap());
    assert_eq!(interface.post(&of.from, &events, None, &void).await.status, StatusCode::FORBIDDEN);
    world.clock.set("2025-03-04T08:59".parse().unwrap());
    assert_eq!(interface.post(&of.from, &events, None, &void).await.at("/state"), "void");
}

#[tokio::test]
async fn declined_is_passed_on_by_the_sender_and_she_may_withdraw() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let events = format!("{}/events", of.ask);
    let foreign = seat(&world, of.sender, "manager");
    let decline = json!({ "type": "declined", "version": 1, "reason": "capacity", "talk_to": foreign });
    assert_eq!(interface.post(&of.to, &events, None, &decline).await.fields(), ["talk_to"]);
    let decline = but(decline, "talk_to", json!(seat(&world, of.host, "manager")));
    assert_eq!(interface.post(&of.to, &events, None, &decline).await.at("/state"), "declined");
    let hosts = interface.get(&of.from, "/api/hosts?method=implant").await;
    let next =
        hosts.body["hosts"].as_array().unwrap().iter().find(|host| host["org"] != of.host.as_str()).unwrap();
    let on = json!({ "type": "redirected", "version": 2, "to": next["org"], "service": next["service"], "reason": "declined-before" });
    let passed = interface.post(&of.from, &events, None, &on).await;
    assert_eq!(passed.at("/state"), "redirected", "{}", passed.text);
    // The first host is no longer party to it: it is not there for it.
    assert_eq!(interface.get(&of.to, &of.ask).await.status, StatusCode::NOT_FOUND);
    let back = json!({ "type": "withdrawn", "version": 3, "reason": "moved-away", "by_person": true });
    assert_eq!(interface.post(&of.from, &events, None, &back).await.at("/state"), "answered");
}

#[tokio::test]
async fn a_system_that_calls_too_often_is_told_how_long_to_wait_and_keeps_nobody_else_waiting() {
    let world = World::new();
    let interface = Interface::paced(&world, 3);
    let codes: Vec<OrgId> = world.county.place.people.iter().map(|of| of.seat.org).collect();
    let one = codes[0];
    let other = *codes.iter().find(|code| **code != one).unwrap();
    let first = interface.token(&world, one).await.bearer;
    let second = interface.token(&world, one).await.bearer;
    for _ in 0..3 {
        assert_eq!(interface.get(&first, "/api/asks").await.status, StatusCode::OK);
    }
    // Another system of the same organisation shares its calls; a stranger learns nothing of them.
    let refused = interface.get(&second, "/api/asks").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{}", refused.text);
    let wait: u64 = refused.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=20).contains(&wait), "three a minute: {wait} s");
    assert_eq!((refused.at("/rule"), refused.at("/type")), ("too-often", "/api#too-often"));
    assert!(refused.at("/person").contains("01632"), "{}", refused.text);
    assert_eq!(interface.get("made-up", "/api/asks").await.status, StatusCode::UNAUTHORIZED);
    let theirs = interface.token(&world, other).await.bearer;
    assert_eq!(interface.get(&theirs, "/api/asks").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once_with_a_person_and_a_next_step() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let post = async |body: Value| interface.post(&of.from, "/api/asks", Some("wrong-fields"), &body).await;
    let heard = post(json!({ "service": of.service, "naem": "x" })).await;
    assert_eq!(heard.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["clinician", "name", "date_of_birth", "consent", "naem"] {
        assert!(heard.fields().contains(&field), "{field}: {}", heard.text);
    }
    assert_eq!(heard.headers[header::CONTENT_TYPE], "application/problem+json");
    assert!(heard.at("/person").contains("01632 960900") && !heard.at("/next_step").is_empty());

    let wrong = but(but(of.body.clone(), "contact", json!("abc")), "sti_check", json!("maybe"));
    let heard = post(wrong).await;
    assert_eq!(heard.fields(), ["sti_check", "contact"], "{}", heard.text);
    // Under 13 the routine ends with both numbers; she said no: nothing is sent.
    let child = post(but(of.body.clone(), "date_of_birth", json!("2014-01-01"))).await;
    assert_eq!(child.at("/rule"), "under-13");
    assert!(child.at("/person").contains("01632 960901") && child.at("/person").contains("01632 960999"));
    let no = post(but(of.body.clone(), "consent", json!(false))).await;
    assert!(no.text.contains("she said no"), "{}", no.text);
    // An emergency is rung first.
    let urgent = post(but(of.body.clone(), "purpose", json!("emergency"))).await;
    assert_eq!(
        (urgent.status, urgent.at("/rule")),
        (StatusCode::UNPROCESSABLE_ENTITY, "ring_first"),
        "{}",
        urgent.text
    );
    assert!(urgent.at("/person").contains("01632 960999"));
    // A seat that is not a clinician's of ours stands behind nothing.
    for who in [seat(&world, of.sender, "booking"), seat(&world, of.host, "clinician")] {
        let heard = post(but(of.body.clone(), "clinician", json!(who))).await;
        assert_eq!(
            (heard.status, heard.at("/rule")),
            (StatusCode::UNPROCESSABLE_ENTITY, "clinician_must_tick")
        );
    }
}

#[tokio::test]
async fn the_list_tells_what_changed_and_misses_nothing() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let (page, _, host) = placed(&world).await;
    assert_eq!(host, of.host);
    let list = async |path: String| interface.get(&of.to, &path).await.body;
    let first = list("/api/asks?limit=1".to_owned()).await;
    assert_eq!((first["asks"].as_array().unwrap().len(), first["more"].as_bool()), (1, Some(true)));
    let second = list(format!("/api/asks?limit=1&after={}", first["next"])).await;
    assert!(page.ends_with(second["asks"][0]["id"].as_str().unwrap()) && second["more"] == false);
    // The first ask changes and comes again, after the second.
    let accept = json!({ "type": "accepted", "version": 1 });
    interface.post(&of.to, &format!("{}/events", of.ask), None, &accept).await;
    let third = list(format!("/api/asks?after={}", second["next"])).await;
    assert_eq!(
        (third["asks"][0]["address"].as_str(), third["asks"][0]["state"].as_str()),
        (Some(&*of.ask), Some("accepted"))
    );
    let none = list(format!("/api/asks?after={}", third["next"])).await;
    assert_eq!((none["asks"].as_array().unwrap().len(), &none["next"]), (0, &third["next"]));
    assert_eq!(list("/api/asks?state=accepted".to_owned()).await["asks"].as_array().unwrap().len(), 1);
    assert_eq!(list("/api/asks?side=sent".to_owned()).await["asks"].as_array().unwrap().len(), 0);
    assert_eq!(list("/api/asks?since=2025-03-04".to_owned()).await["asks"].as_array().unwrap().len(), 0);
    assert_eq!(
        list("/api/asks?since=2025-03-03T08:00Z".to_owned()).await["asks"].as_array().unwrap().len(),
        2
    );
    for wrong in
        ["state=nonsense", "since=yesterday", "limit=0", "limit=100000", "after=-1", "colour=red", "after=x"]
    {
        let heard = interface.get(&of.to, &format!("/api/asks?{wrong}")).await;
        assert_eq!(heard.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", heard.text);
        assert_eq!(heard.fields(), [wrong.split('=').next().unwrap()], "{}", heard.text);
    }
}
