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

const MODULES: &[Module] = &[directory_site::MODULE, referrals_site::MODULE, planning_site::MODULE];

#[derive(Clone)]
struct Who(Actor);

impl web::Sessions for Who {
    fn resolve<'a>(&'a self, token: &'a str, _: Moment) -> web::Later<'a, Option<web::Session>> {
        let mut actor = self.0.clone();
        match token {
            "booking" => actor.role = Role::Booking,
            "guardian" => actor.role = Role::Guardian,
            "other" => actor.user = kernel::UserId::from_bits(10),
            _ => {}
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
        database: engines::at(&folder.join("place.db")),
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
        jobs: planning_site::Jobs::default(),
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

    async fn post(&self, path: &str, who: &str, fields: &str) -> (StatusCode, String, String) {
        let request = Request::post(path)
            .header(header::COOKIE, format!("roundtable={who}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("form_token=form-token&{fields}")))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let to = response
            .headers()
            .get(header::LOCATION)
            .map(|to| to.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, to, String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// Looks at a simulation until its first line says so.
    async fn until(&self, path: &str, words: &str) -> String {
        loop {
            let (_, page) = self.get(path, "manager").await;
            if page.contains(words) {
                return page;
            }
            assert!(!page.contains("not done:"), "{page}");
            tokio::task::yield_now().await;
        }
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

#[test]
fn a_place_is_a_scenario_with_every_ask_of_the_year_and_what_people_did() {
    let world = world(1_500);
    let today = world.now.day();
    let place = planning_site::year(&world.reading(), "Marlshire", today, today).unwrap();
    let of = &place.scenario;
    of.check().unwrap();
    let mut asks = 0;
    referrals_site::past::histories(&world.reading(), today - 365, today - 1, |_, _, _| {
        asks += 1;
        Ok(())
    })
    .unwrap();
    let counted: f64 = of.areas.iter().flat_map(|area| &area.asks_a_year).sum();
    assert!((counted / f64::from(asks) - 1.0).abs() < 0.02, "{counted} {asks}");
    let seeing = of.services.iter().filter(|service| !service.sessions.is_empty()).count();
    assert!(seeing >= 30, "{seeing} of {}", of.services.len());
    assert!((0.0..0.5).contains(&of.behaviour.did_not_attend));
    let share = place.clinic_share.unwrap();
    assert!(share > 0.5 && share < 1.0, "{share}");
}

const CHANGE: &str = "replications=12&a_day=-0.04&a_mile=-0.12&asks=10&closed=&more=&weekday=0&slots=";

#[tokio::test(flavor = "multi_thread")]
async fn a_simulation_is_a_job_that_shows_its_progress_stops_goes_on_and_is_kept_as_a_trial() {
    let world = world(400);
    let (status, to, page) = world.post("/plan/simulate", "manager", CHANGE).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (stopped, _, _) = world.post(&format!("{to}/stop"), "manager", "").await;
    assert_eq!(stopped, StatusCode::SEE_OTHER);
    // It stops after the block that runs; with so few years it may have been done by then.
    loop {
        let (_, page) = world.get(&to, "manager").await;
        if page.contains("done: 12 years") {
            break;
        }
        if page.contains("stopped after") {
            world.post(&format!("{to}/go-on"), "manager", "").await;
        }
        tokio::task::yield_now().await;
    }
    let done = world.until(&to, "done: 12 years").await;
    for words in [
        "Objectives",
        "What came out",
        "Logic",
        "Experimentation",
        "MSER-5",
        "nothing here is payable",
        "+10% asks",
        "Code access",
    ] {
        assert!(done.contains(words), "{words}");
    }
    assert_eq!(world.get(&to, "other").await.0, StatusCode::NOT_FOUND, "another user does not see it");
    assert_eq!(world.get(&to, "booking").await.0, StatusCode::FORBIDDEN);
    let (status, trial, _) = world.post(&format!("{to}/keep"), "manager", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(trial.starts_with("/plan/trials/"), "{trial}");
    let (status, page) = world.get(&trial, "other").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("nothing here is payable") && page.contains("What came out"));
    let (_, again, _) = world.post(&format!("{to}/keep"), "manager", "").await;
    assert_eq!(again, trial, "the same trial is one record");
    let (_, list) = world.get("/plan/trials?find=asks", "manager").await;
    assert!(list.contains("One trial.") && list.contains("+10% asks"), "{list}");
    let (_, none) = world.get("/plan/trials?find=nothing-like-it", "manager").await;
    assert!(none.contains("No trial fits"));
    let (_, file) = world.get(&format!("{trial}/tables.csv"), "manager").await;
    assert!(file.contains("nothing here is payable") && file.contains("Mean wait, days"));
    let (_, listed) = world.get("/plan/trials.csv", "manager").await;
    assert!(listed.contains("simulation"));
    assert_eq!(world.get("/plan/trials/abc", "manager").await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&trial, "booking").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_cannot_be_simulated_is_said_beside_its_field_and_stays_typed() {
    let world = world(200);
    for (fields, words) in [
        (CHANGE.replace("replications=12", "replications=1"), "from 2 to 200"),
        (CHANGE.replace("a_day=-0.04", "a_day=much"), "Enter a number from -10 to 10"),
        (CHANGE.replace("asks=10", "asks=-100"), "from -90 to 500"),
    ] {
        let (status, _, page) = world.post("/plan/simulate", "manager", &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
        assert!(page.contains(words) && page.contains("-0.12"), "{fields}");
    }
    assert_eq!(world.post("/plan/simulate", "booking", CHANGE).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_trial_hides_small_counts() {
    let world = world(1_500);
    let (first, last) = (world.now.day() - 365, world.now.day() - 1);
    let read = past(&world.reading(), first, last).unwrap();
    let rules: Vec<planning_rules::replay::Ready> = [lawbook::shipped::rule_set("GP-28").unwrap()]
        .iter()
        .map(|set| planning_rules::replay::Ready::of(set).unwrap())
        .collect();
    let period = clocks::Period { first, last };
    // So few asks that one group is small.
    let few: Vec<_> = read.past.into_iter().filter(|one| one.sent.fifth != Some(3)).take(60).collect();
    let both = planning_rules::replay::replay(&few, period, &rules, referrals_site::england());
    let trial = planning_site::Trial {
        title: "One rule",
        period: (first, last),
        made_on: last,
        read: (few.len(), 0),
        rules: (&rules, &rules),
        sides: (&both, &both),
        shift: None,
    };
    let kept = planning_site::trial_of(&trial, None, "asked").unwrap();
    let exact = &both.groups[1].1;
    let shown = &kept.sections[0].tables[1].rows;
    for (group, figures) in exact.iter().filter(|(_, figures)| (1..8).contains(&figures.asks)) {
        let row = shown.iter().find(|row| row[1] == *group).unwrap();
        assert_eq!(row[2], "*", "{group} {figures:?}");
    }
    for row in shown {
        let is_rounded = row[2].parse::<u32>().map_or(true, |count| count % 5 == 0);
        assert!(is_rounded, "no exact count of asks leaves: {row:?}");
    }
}
