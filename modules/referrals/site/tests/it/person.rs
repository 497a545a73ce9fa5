//! The person's own page: the second fact, choosing, changing, stopping, saying how it went; and whoever tries another's.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use std::marker::PhantomData;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use journal::Query;
use kernel::{AskId, Moment, OrgId};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Subject};
use referrals_rules::facts::v1::{Move, Offered};
use referrals_site::acts::{Answering, MoveAsk};
use referrals_site::{Site, pages};
use tower::ServiceExt;

use crate::stories::placed;
use crate::world::World;

pub fn program(world: &World) -> Actor {
    Actor {
        user: kernel::UserId::from_bits(1),
        seat: kernel::SeatId::from_bits(1),
        org: world.county.place.organisations.office[0].code,
        org_kind: OrgKind::PlaceOffice,
        role: Role::System,
        second_factor: false,
    }
}

/// The person's browser: her cookies, and the form's token.
pub struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
    token: String,
}

impl Browser {
    pub fn new(world: &World) -> Browser {
        let mut place = web::Place::new("Marlshire", "http://127.0.0.1", [7; 32]);
        place.synthetic = true;
        let site = Site {
            journal: world.journal.clone(),
            place: place.clone(),
            hosts: Default::default(),
            numbers: std::sync::Arc::new(referrals_rules::request::Numbers {
                safeguarding_lead: "01632 960901".to_owned(),
                urgent_care: "01632 960999".to_owned(),
            }),
            office: "Marlshire partnership office, 01632 960900".into(),
            besides: referrals_site::nothing_besides,
        };
        let router = web::shell(pages::person::routes(site, program(world)), place);
        Browser { router, cookies: Vec::new(), token: String::new() }
    }

    async fn answer(&mut self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        for line in response.headers().get_all(header::SET_COOKIE) {
            let (name, value) = line.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(after) = body.split("name=\"form_token\" value=\"").nth(1) {
            self.token = after.split('"').next().unwrap().to_owned();
        }
        (status, body)
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub async fn get(&mut self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::COOKIE, self.cookie()).body(Body::empty()).unwrap();
        self.answer(request).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let plain = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let mut body = format!("form_token={}", plain(&self.token));
        for (field, text) in fields {
            body.push_str(&format!("&{}={}", plain(field), plain(text)));
        }
        let request = Request::post(path)
            .header(header::COOKIE, self.cookie())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.answer(request).await
    }

    /// Gives the right date of birth.
    pub async fn comes_in(&mut self, link: &str) -> String {
        self.get(link).await;
        let (status, body) = self.post(link, &born("7", "3", "1994")).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        self.get(link).await.1
    }
}

pub fn born<'a>(day: &'a str, month: &'a str, year: &'a str) -> [(&'a str, &'a str); 3] {
    [("date_of_birth[day]", day), ("date_of_birth[month]", month), ("date_of_birth[year]", year)]
}

const LINKS: Query = Query { name: "test.links", sql: "select link from referral_link where ask = ?1" };

/// The address of an ask's page for the person.
pub fn link_of(world: &World, ask: &str) -> String {
    let subject = Subject::new(Kind::Ask, Relations::NONE);
    let reading = world.journal.reading(&program(world), Permit::SeeBookingPart, subject).unwrap();
    let row = reading.first(&LINKS, &[id(ask).into()]).unwrap().unwrap();
    format!("/me/{}", row.get::<String>(0).unwrap())
}

pub fn id(path: &str) -> AskId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

fn seat(world: &World, org: OrgId, role: Role) -> Actor {
    let of = world
        .county
        .place
        .people
        .iter()
        .find(|of| of.seat.org == org && of.seat.role == role.to_string())
        .unwrap();
    let kind =
        world.county.place.organisations.all().find(|known| known.code == org).unwrap().kind.parse().unwrap();
    Actor { user: of.user, seat: of.seat.id, org, org_kind: kind, role, second_factor: true }
}

/// The host accepts and offers two times by telephone.
pub async fn offered(world: &World, ask: AskId, host: OrgId, times: [&str; 2]) {
    let slots = times.iter().map(|at| Offered { slot: None, at: at.parse::<Moment>().unwrap() }).collect();
    for what in [Move::Read, Move::Accepted, Move::Offered { slots }] {
        moved(world, ask, host, what).await;
    }
}

pub async fn moved(world: &World, ask: AskId, host: OrgId, what: Move) {
    let act = MoveAsk::<Answering> { ask, seen: None, what, on: None, written: None, way: PhantomData };
    world.journal.submit(&seat(world, host, Role::Booking), act).await.unwrap();
}

fn hidden(body: &str, field: &str) -> String {
    body.split(&format!("name=\"{field}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

const TIMES: [&str; 2] = ["2025-03-11T10:00", "2025-03-13T10:00"];

fn micros(at: &str) -> String {
    at.parse::<Moment>().unwrap().micros().to_string()
}

#[tokio::test]
async fn she_chooses_a_time_puts_it_in_her_calendar_and_cancels_in_good_time() {
    let world = World::new();
    let (ask, _, host) = placed(&world).await;
    offered(&world, id(&ask), host, TIMES).await;
    let link = link_of(&world, &ask);
    let mut her = Browser::new(&world);
    let body = her.comes_in(&link).await;
    assert!(body.contains("Choose a time.") && body.contains("Tue 11 Mar 2025, 10:00"), "{body}");
    let (version, time) = (hidden(&body, "version"), micros(TIMES[0]));
    let (status, _) = her.post(&format!("{link}/choose"), &[("version", &version), ("time", &time)]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, body) = her.get(&link).await;
    assert!(body.contains("Come on Tue 11 Mar 2025, 10:00."), "{body}");

    let (status, file) = her.get(&format!("{link}/appointment.ics")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(file.contains("SUMMARY:Appointment\r\n") && !file.contains(&link["/me/".len()..]), "{file}");
    for word in referrals_rules::request::messages::FORBIDDEN {
        assert!(!file.to_lowercase().contains(word), "{word} in {file}");
    }

    let from = [("from[day]", "20"), ("from[month]", "3"), ("from[year]", "2025")];
    let version = hidden(&body, "version");
    let fields = [&[("version", version.as_str())][..], &from[..]].concat();
    // A day before it is in good time to the minute; later she rings.
    world.clock.set("2025-03-10T10:01".parse().unwrap());
    assert!(her.comes_in(&link).await.contains("To change or cancel, ring"));
    let (status, body) = her.post(&format!("{link}/change"), &fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("too soon to change"), "{body}");
    world.clock.set("2025-03-10T09:59".parse().unwrap());
    let (status, _) = her.post(&format!("{link}/change"), &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(her.get(&link).await.1.contains("You will be offered times from the day you gave."));
}

#[tokio::test]
async fn the_address_alone_shows_nothing_and_five_wrong_facts_make_the_next_wait() {
    let world = World::new();
    let (ask, _, _) = placed(&world).await;
    let link = link_of(&world, &ask);
    let mut stranger = Browser::new(&world);
    let (status, door) = stranger.get(&link).await;
    assert_eq!(status, StatusCode::OK);
    let (_, guessed) = stranger.get("/me/00000000000000000000000000").await;
    for word in ["Amara", "01632", "implant", "Reference"] {
        assert!(!door.contains(word), "{word}");
    }
    let shape = |body: &str| body.split("<main").nth(1).unwrap().replace(&link, "LINK").len();
    assert!(shape(&guessed).abs_diff(shape(&door)) < 40, "a guessed link looks like a real one");
    for _ in 0..5 {
        let (status, body) = stranger.post(&link, &born("8", "3", "1994")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("does not match"));
    }
    // Right or wrong, none is heard until the quarter of an hour is over.
    let (_, body) = stranger.post(&link, &born("7", "3", "1994")).await;
    assert!(body.contains("Try again after 09:15"), "{body}");
    for path in ["choose", "withdraw", "wishes", "feedback", "second"] {
        let (status, _) =
            stranger.post(&format!("{link}/{path}"), &[("reason", "other"), ("ease", "5")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path} only leads back to the door");
    }
    assert_eq!(stranger.get(&format!("{link}/appointment.ics")).await.0, StatusCode::NOT_FOUND);
    world.clock.set("2025-03-03T09:15".parse().unwrap());
    assert!(stranger.comes_in(&link).await.contains("Nothing for you to do now."));
    // Half an hour later it asks again.
    world.clock.set("2025-03-03T09:45".parse().unwrap());
    assert!(stranger.get(&link).await.1.contains("Show that it is you."));
}

#[tokio::test]
async fn anothers_page_anothers_time_and_an_old_form_change_nothing() {
    let world = World::new();
    let (ask, _, host) = placed(&world).await;
    let (other, _, _) = placed(&world).await;
    offered(&world, id(&ask), host, TIMES).await;
    let (link, others) = (link_of(&world, &ask), link_of(&world, &other));
    let mut her = Browser::new(&world);
    let body = her.comes_in(&link).await;
    // What is open for one link opens no other.
    assert!(her.get(&others).await.1.contains("Show that it is you."));
    let (status, _) = her.post(&format!("{others}/withdraw"), &[("version", "1"), ("reason", "other")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    her.get(&link).await;
    // A time that nobody offered her.
    let version = hidden(&body, "version");
    let (status, _) = her
        .post(&format!("{link}/choose"), &[("version", &version), ("time", &micros("2025-03-12T10:00"))])
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    // The host took one of the times back while her page was open.
    let what = Move::HostCancelled { day: "2025-03-11".parse().unwrap(), reason: "no-room".to_owned() };
    moved(&world, id(&ask), host, what).await;
    let (status, body) =
        her.post(&format!("{link}/choose"), &[("version", &version), ("time", &micros(TIMES[1]))]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("Something changed") && !body.contains("11 Mar"), "{body}");
    let version = hidden(&body, "version");
    let (status, _) =
        her.post(&format!("{link}/choose"), &[("version", &version), ("time", &micros(TIMES[1]))]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn she_says_how_she_is_reached_chooses_a_word_stops_it_and_says_how_it_went() {
    let world = World::new();
    let (ask, nurse, _) = placed(&world).await;
    world.get(&nurse, &ask).await;
    let link = link_of(&world, &ask);
    let mut her = Browser::new(&world);
    let body = her.comes_in(&link).await;
    assert!(
        body.contains("value=\"07700 900123\"") && body.contains("Nobody else, unless the law requires it")
    );
    let sender =
        world.county.place.organisations.practices.iter().find(|of| of.code == world.sender(0)).unwrap();
    assert!(body.contains(&sender.name), "who looked, by organisation");

    let wrong = [("channel", "email"), ("contact", "07700 900123")];
    assert_eq!(her.post(&format!("{link}/wishes"), &wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let wishes = [("channel", "email"), ("contact", "amara@example.org"), ("discreet", "yes")];
    assert_eq!(her.post(&format!("{link}/wishes"), &wishes).await.0, StatusCode::SEE_OTHER);
    assert!(her.get(&link).await.1.contains("value=\"amara@example.org\""));

    let short = her.post(&format!("{link}/second"), &[("second_word", "abc")]).await;
    assert_eq!(short.0, StatusCode::UNPROCESSABLE_ENTITY);
    let chosen = her.post(&format!("{link}/second"), &[("second_word", "Blue Kettle")]).await;
    assert_eq!(chosen.0, StatusCode::SEE_OTHER);
    let mut elsewhere = Browser::new(&world);
    let (_, door) = elsewhere.get(&link).await;
    assert!(door.contains("The word that you chose"));
    let (status, _) = elsewhere.post(&link, &[("second_word", "blue-kettle")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "capitals and marks do not matter");

    let (_, body) = her.get(&link).await;
    let early = her.post(&format!("{link}/feedback"), &[("ease", "5")]).await;
    assert!(early.1.contains("when it is done"));
    let stop = [("version", hidden(&body, "version")), ("reason", "other".to_owned())];
    let stop: Vec<(&str, &str)> = stop.iter().map(|(field, text)| (*field, text.as_str())).collect();
    assert_eq!(her.post(&format!("{link}/withdraw"), &stop).await.0, StatusCode::SEE_OTHER);
    let (_, body) = her.get(&link).await;
    assert!(body.contains("You stopped this.") && body.contains("How easy was it?"));
    assert_eq!(
        her.post(&format!("{link}/feedback"), &[("ease", "6")]).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let said = [("ease", "4"), ("words", "Ring me after six")];
    assert_eq!(her.post(&format!("{link}/feedback"), &said).await.0, StatusCode::SEE_OTHER);
    let (_, body) = her.get(&link).await;
    assert!(body.contains("You have said how it went.") && !body.contains("How easy was it?"));
    assert!(her.post(&format!("{link}/feedback"), &said).await.1.contains("said it already"));
}
