//! The page of sites over a made-up place, and the past of that place read as its journal keeps it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "every function here is a test or serves one"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use directory_site::acts::BringIn;
use journal::{Journal, Keyring, Module, Settings};
use kernel::{HandWound, Moment};
use planning_site::{Demand, Planning, Whose, past, routes, study};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Rulebook, Subject};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use referrals_site::acts::BringInAsks;
use tower::ServiceExt;
use trial::marlshire::{Place, Recipe, asks};

const MODULES: &[Module] = &[directory_site::MODULE, referrals_site::MODULE];

#[derive(Clone)]
struct Who(Actor);

impl web::Sessions for Who {
    fn resolve<'a>(&'a self, token: &'a str, _: Moment) -> web::Later<'a, Option<web::Session>> {
        let mut actor = self.0.clone();
        if token == "booking" {
            actor.role = Role::Booking;
        }
        let session = web::Session {
            actor,
            name: "Keir Quarrender".to_owned(),
            seat_title: "Manager".to_owned(),
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
    program: Actor,
    now: Moment,
    folder: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Marlshire with a part of its two years of asks.
fn world(asks_taken: usize) -> World {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let nth = COUNT.fetch_add(1, Ordering::SeqCst);
    let folder = std::env::temp_dir().join(format!("roundtable-planning-{}-{nth}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let now: Moment = "2025-03-12T09:00".parse().unwrap();
    let mut chance = Pcg64::seed_from_u64(3);
    let journal = Journal::open(Settings {
        file: folder.join("place.db"),
        keys: Keyring::new(now, &mut Pcg64::seed_from_u64(7)),
        rulebook: Arc::new(Rulebook::shipped().unwrap()),
        clock: Arc::new(HandWound::at(now)),
        modules: MODULES,
        chance: Box::new(move || u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())),
    })
    .unwrap();
    let recipe = Recipe { seed: 1, today: now.day() };
    let place = Place::make(recipe, None);
    let office = place.organisations.office[0].code;
    let practice = place.organisations.practices[0].code;
    let seat = |org, org_kind, role| Actor {
        user: kernel::UserId::from_bits(9),
        seat: kernel::SeatId::from_bits(9),
        org,
        org_kind,
        role,
        second_factor: true,
    };
    let program = seat(office, OrgKind::PlaceOffice, Role::System);
    let (mut told, _) = asks::history(&place, recipe, None);
    // Every so many of the two years, so that all of the year is in it.
    let every = (told.len() / asks_taken.max(1)).max(1);
    told = told.into_iter().step_by(every).collect();
    let (actor, records, shared) = (program.clone(), BringIn(place.records.clone()), journal.clone());
    // On a thread of its own, since tests run inside a runtime, which must not be made to wait.
    let brought = std::thread::spawn(move || {
        shared.submit_here(&actor, records).map(|_| ()).unwrap();
        shared.submit_here(&actor, BringInAsks(told)).map(|_| ()).unwrap();
    });
    brought.join().unwrap();
    let mut shown = web::Place::new("Marlshire", "http://127.0.0.1", [7; 32]);
    shown.sessions = Arc::new(Who(seat(practice, OrgKind::Practice, Role::Manager)));
    let site = Planning {
        journal: journal.clone(),
        name: "Marlshire".into(),
        office: "Partnership office, 01632 960430".into(),
    };
    let router = web::shell(routes(site), shown);
    World { journal, router, program, now, folder }
}

impl World {
    async fn get(&self, path: &str, who: &str) -> (StatusCode, String) {
        let request = Request::get(path)
            .header(header::COOKIE, format!("roundtable={who}"))
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    fn reading(&self) -> journal::Reading {
        let place = Subject::new(Kind::Place, Relations::NONE);
        self.journal.reading(&self.program, Permit::KeepPlace, place).unwrap()
    }
}

#[tokio::test]
async fn thirteen_clinics_to_four_with_those_who_lose_and_a_map() {
    let world = world(50);
    let (status, page) = world.get("/plan/sites?asked=1&p=4&site-1=open", "manager").await;
    assert_eq!(status, StatusCode::OK);
    for words in [
        "Marlshire: 13 sites to 4",
        "have a longer journey",
        "rt-map-title",
        "Proved: no other 4 sites",
        "closes",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let (_, asked) = world.get("/plan/sites", "manager").await;
    assert!(asked.contains("13 are open today") && !asked.contains("Proved"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_beside_its_field() {
    let world = world(50);
    for (query, words) in [
        ("p=14", "from 1 to 13"),
        ("p=", "Enter how many sites"),
        ("p=1&site-1=open&site-2=open", "2 sites must be open"),
        ("p=1&longest=0.1", "has no site within"),
        ("p=4&longest=near", "Enter the longest journey"),
    ] {
        let (status, page) = world.get(&format!("/plan/sites?asked=1&{query}"), "manager").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(page.contains(words), "{query}: {words}");
    }
}

#[tokio::test]
async fn a_seat_without_figures_is_told_whom_to_ask() {
    let world = world(50);
    let (status, page) = world.get("/plan/sites?asked=1&p=4", "booking").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("Partnership office") && !page.contains("rt-map-title"));
}

#[tokio::test]
async fn the_unchanged_year_is_read_exactly_as_the_journal_keeps_it() {
    let world = world(1_500);
    let last = world.now.day() - 1;
    let read = past(&world.reading(), last - 364, last).unwrap();
    assert!(read.past.len() > 1_000, "{}", read.past.len());
    assert_eq!(read.compared, 5 * read.past.len() as u64);
    assert_eq!(read.differ, Vec::<String>::new());
}

#[tokio::test]
async fn asks_of_a_place_are_counted_at_their_senders_and_none_is_lost() {
    let world = world(1_500);
    let today = world.now.day();
    let study = study(&world.reading(), "Marlshire", Demand::Asks, Whose::Everybody, today).unwrap();
    assert_eq!(study.groupings.len(), 3);
    let people: u64 = study.customers.iter().map(|of| u64::from(of.people)).sum();
    let (found, _) = referrals_site::past::from_where(&world.reading(), today - 364, today).unwrap();
    assert_eq!(people, found.iter().map(|of| u64::from(of.asks)).sum::<u64>());
}
