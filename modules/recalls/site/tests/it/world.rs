//! The made-up county, its pages, and anybody in it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use directory_site::acts::BringIn;
use fixit_site::acts::BringInSpecialties;
use journal::{Journal, Keyring, Module, Settings};
use kernel::{HandWound, Moment, OrgId};
use policy::{Actor, OrgKind, Role, Rulebook};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use recalls_site::{Site, routes};
use tower::ServiceExt;
use trial::marlshire::{Place, Recipe, Somebody};

/// 3 March 2025, 09:00 in England.
pub const MORNING: Moment = Moment::from_micros(1_740_992_400_000_000);

const MODULES: &[Module] = &[directory_site::MODULE, fixit_site::MODULE, recalls_site::MODULE];

#[derive(Clone)]
struct People(Arc<Vec<(Somebody, OrgKind)>>);

impl web::Sessions for People {
    fn resolve<'a>(&'a self, token: &'a str, _: Moment) -> web::Later<'a, Option<web::Session>> {
        let found = token.strip_prefix("as-").and_then(|text| self.0.get(text.parse::<usize>().ok()?));
        let session = found.map(|(somebody, kind)| web::Session {
            actor: Actor {
                user: somebody.user,
                seat: somebody.seat.id,
                org: somebody.seat.org,
                org_kind: *kind,
                role: somebody.seat.role.parse().unwrap(),
                second_factor: true,
            },
            name: somebody.name.clone(),
            seat_title: somebody.seat.title.clone(),
            org_name: somebody.seat.org.to_string(),
            csrf: "form-token".to_owned(),
            ends_at: None,
        });
        Box::pin(std::future::ready(session))
    }
}

pub struct World {
    pub journal: Journal,
    pub clock: Arc<HandWound>,
    pub place: Place,
    people: People,
    router: Router,
    folder: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// An answer, read.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub body: String,
}

impl Answer {
    /// The value of the first hidden field of that name.
    pub fn hidden(&self, field: &str) -> String {
        let after = self
            .body
            .split(&format!("name=\"{field}\" value=\""))
            .nth(1)
            .unwrap_or_else(|| panic!("no {field}"));
        after.split('"').next().unwrap().to_owned()
    }

    pub fn says(&self, words: &str) -> bool {
        self.body.contains(words)
    }
}

impl World {
    pub fn new() -> World {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let nth = COUNT.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("roundtable-recalls-{}-{nth}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let clock = Arc::new(HandWound::at(MORNING));
        let mut chance = Pcg64::seed_from_u64(11);
        let journal = Journal::open(Settings {
            file: folder.join("place.db"),
            keys: Keyring::new(MORNING, &mut Pcg64::seed_from_u64(7)),
            rulebook: Arc::new(Rulebook::shipped().unwrap()),
            clock: clock.clone(),
            modules: MODULES,
            chance: Box::new(move || u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())),
        })
        .unwrap();
        let place = Place::make(Recipe { seed: 1, today: MORNING.day() }, None);
        let office = place.organisations.office[0].code;
        let system = Actor {
            user: kernel::UserId::from_bits(1),
            seat: kernel::SeatId::from_bits(1),
            org: office,
            org_kind: OrgKind::PlaceOffice,
            role: Role::System,
            second_factor: false,
        };
        // On a thread of its own, since tests run inside a runtime, which must not be made to wait.
        let brought = BringIn(place.records.clone());
        let specialties = BringInSpecialties(place.specialties.clone());
        let shared = journal.clone();
        std::thread::spawn(move || {
            shared.submit_here(&system, brought).map(|_| ()).unwrap();
            shared.submit_here(&system, specialties).map(|_| ()).unwrap();
        })
        .join()
        .unwrap();
        let kinds: Vec<(OrgId, OrgKind)> =
            place.organisations.all().map(|org| (org.code, org.kind.parse().unwrap())).collect();
        let kind = |org| kinds.iter().find(|(code, _)| *code == org).unwrap().1;
        let people = place.people.iter().map(|of| (of.clone(), kind(of.seat.org))).collect();
        let people = People(Arc::new(people));
        let mut shown = web::Place::new("Marlshire", "http://127.0.0.1", [7; 32]);
        shown.sessions = Arc::new(people.clone());
        let site = Site {
            journal: journal.clone(),
            place: shown.clone(),
            office: "Marlshire partnership office, 01632 960900".into(),
        };
        let router = web::shell(routes(site), shown);
        World { journal, clock, place, people, router, folder }
    }

    /// The token of whoever holds a seat of that title, the nth of them.
    pub fn who(&self, title: &str, nth: usize) -> String {
        let mut found = self.people.0.iter().enumerate().filter(|(_, (of, _))| of.seat.title == title);
        format!("as-{}", found.nth(nth).unwrap_or_else(|| panic!("no {title}")).0)
    }

    pub fn file(&self) -> PathBuf {
        self.folder.join("place.db")
    }

    pub fn program(&self) -> Actor {
        Actor {
            user: kernel::UserId::from_bits(1),
            seat: kernel::SeatId::from_bits(1),
            org: self.place.organisations.office[0].code,
            org_kind: OrgKind::PlaceOffice,
            role: Role::System,
            second_factor: false,
        }
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION).map(|at| at.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer {
            status,
            location: location.unwrap_or_default(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub async fn get(&self, who: &str, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, format!("roundtable={who}"));
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = web_form(&[("form_token", "form-token")]);
        body.push('&');
        body.push_str(&web_form(fields));
        let request = Request::post(path)
            .header(header::COOKIE, format!("roundtable={who}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.answer(request.body(Body::from(body)).unwrap()).await
    }
}

fn web_form(fields: &[(&str, &str)]) -> String {
    let plain = |text: &str| {
        let letters = text.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        });
        letters.collect::<String>()
    };
    fields
        .iter()
        .map(|(field, text)| format!("{}={}", plain(field), plain(text)))
        .collect::<Vec<_>>()
        .join("&")
}
