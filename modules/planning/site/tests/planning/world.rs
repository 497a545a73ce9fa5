//! Marlshire with a part of its two years of asks, and somebody who looks at its plans.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use directory_site::acts::BringIn;
use journal::{Journal, Keyring, Module, Settings};
use kernel::{HandWound, Moment};
use planning_site::{Planning, routes};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Rulebook, Subject};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use referrals_site::acts::BringInAsks;
use tower::ServiceExt;
use trial::marlshire::{Place, Recipe, asks};

const MODULES: &[Module] =
    &[directory_site::MODULE, referrals_site::MODULE, measures_site::MODULE, planning_site::MODULE];

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

pub struct World {
    journal: Journal,
    router: Router,
    program: Actor,
    pub jobs: planning_site::Jobs,
    pub now: Moment,
    folder: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Marlshire with a part of its two years of asks.
pub fn world(asks_taken: usize) -> World {
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
    let jobs = planning_site::Jobs::default();
    let site = Planning {
        journal: journal.clone(),
        name: "Marlshire".into(),
        office: "Partnership office, 01632 960430".into(),
        jobs: jobs.clone(),
    };
    let router = web::shell(routes(site), shown);
    World { journal, router, program, jobs, now, folder }
}

impl World {
    pub async fn get(&self, path: &str, who: &str) -> (StatusCode, String) {
        let (status, bytes) = self.get_bytes(path, who).await;
        (status, String::from_utf8(bytes).unwrap())
    }

    pub async fn get_bytes(&self, path: &str, who: &str) -> (StatusCode, Vec<u8>) {
        let request = Request::get(path)
            .header(header::COOKIE, format!("roundtable={who}"))
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, bytes.to_vec())
    }

    pub async fn post(&self, path: &str, who: &str, fields: &str) -> (StatusCode, String, String) {
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
    pub async fn until(&self, path: &str, words: &str) -> String {
        loop {
            let (_, page) = self.get(path, "manager").await;
            if page.contains(words) {
                return page;
            }
            assert!(!page.contains("not done:"), "{page}");
            tokio::task::yield_now().await;
        }
    }

    pub fn reading(&self) -> journal::Reading {
        let place = Subject::new(Kind::Place, Relations::NONE);
        self.journal.reading(&self.program, Permit::KeepPlace, place).unwrap()
    }
}
