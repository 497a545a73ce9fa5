//! The made-up county with a tenth of its asks, its figures' pages, and anybody in it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use directory_site::acts::BringIn;
use journal::{Journal, Keyring, Module, Reading, Settings};
use kernel::{HandWound, Moment, OrgId};
use measures_rules::period::Quarter;
use measures_site::acts::Publish;
use measures_site::kept::Kept;
use measures_site::{Site, prepare};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Rulebook, Subject};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use referrals_site::acts::BringInAsks;
use tower::ServiceExt;
use trial::marlshire::asks::history;
use trial::marlshire::{Place, Recipe, Somebody};

/// 3 March 2025, 09:00 in England.
pub const MORNING: Moment = Moment::from_micros(1_740_992_400_000_000);

const MODULES: &[Module] = &[directory_site::MODULE, referrals_site::MODULE, measures_site::MODULE];

#[derive(Clone)]
struct People(Arc<Vec<(Somebody, OrgKind)>>);

impl web::Sessions for People {
    fn resolve<'a>(&'a self, token: &'a str, _: Moment) -> web::Later<'a, Option<web::Session>> {
        let found = token.strip_prefix("as-").and_then(|text| self.0.get(text.parse::<usize>().ok()?));
        let session = found.map(|(somebody, kind)| web::Session {
            actor: actor(somebody, *kind),
            name: somebody.name.clone(),
            seat_title: somebody.seat.title.clone(),
            org_name: somebody.seat.org.to_string(),
            csrf: "form-token".to_owned(),
            ends_at: None,
        });
        Box::pin(std::future::ready(session))
    }
}

fn actor(somebody: &Somebody, kind: OrgKind) -> Actor {
    Actor {
        user: somebody.user,
        seat: somebody.seat.id,
        org: somebody.seat.org,
        org_kind: kind,
        role: somebody.seat.role.parse().unwrap(),
        second_factor: true,
    }
}

pub struct World {
    pub journal: Journal,
    pub clock: Arc<HandWound>,
    pub system: Actor,
    people: People,
    router: Router,
    folder: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub body: String,
}

impl World {
    pub fn new() -> World {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let nth = COUNT.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("roundtable-figures-{}-{nth}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let clock = Arc::new(HandWound::at(MORNING));
        let mut chance = Pcg64::seed_from_u64(11);
        let journal = Journal::open(Settings {
            database: engines::at(&folder.join("place.db")),
            keys: Keyring::new(MORNING, &mut Pcg64::seed_from_u64(7)),
            rulebook: Arc::new(Rulebook::shipped().unwrap()),
            clock: clock.clone(),
            modules: MODULES,
            chance: Box::new(move || u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())),
        })
        .unwrap();
        let recipe = Recipe { seed: 1, today: MORNING.day() };
        let place = Place::make(recipe, None);
        let system = Actor {
            user: kernel::UserId::from_bits(1),
            seat: kernel::SeatId::from_bits(1),
            org: place.organisations.office[0].code,
            org_kind: OrgKind::PlaceOffice,
            role: Role::System,
            second_factor: true,
        };
        let asks: Vec<_> = history(&place, recipe, None).0.into_iter().step_by(8).collect();
        let (shared, by, records) = (journal.clone(), system.clone(), place.records.clone());
        std::thread::spawn(move || {
            shared.submit_here(&by, BringIn(records)).map(|_| ()).unwrap();
            for some in asks.chunks(500) {
                shared.submit_here(&by, BringInAsks(some.to_vec())).map(|_| ()).unwrap();
            }
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
            kept: Arc::default(),
            trying: measures_site::trying::Trying::default(),
            office: "Partnership office, 01632 960430".into(),
            name: "Marlshire".into(),
            label: "Synthetic: all of it is made up".into(),
        };
        let router = web::shell(measures_site::routes(site), shown);
        World { journal, clock, system, people, router, folder }
    }

    pub fn reading(&self) -> Reading {
        let place = Subject::new(Kind::Place, Relations::NONE);
        self.journal.reading(&self.system, Permit::SeeHealth, place).unwrap()
    }

    /// Publishes a quarter, as the program does.
    pub fn publish(&self, quarter: &str) {
        let quarter: Quarter = quarter.parse().unwrap();
        let ready =
            prepare::prepare(&self.reading(), &Kept::default(), quarter, self.journal.now().day()).unwrap();
        self.here(Publish(ready)).map(|_| ()).unwrap();
    }

    /// People whose asks have ended say how easy it was: one for each of these.
    pub fn said(&self, from: usize, ease: &[u8]) {
        const ENDED: journal::Query = journal::Query {
            name: "test.ended",
            sql: "select id, sender from referral_ask where state in ('fitted', 'answered', 'closed') order by id",
        };
        let rows = self.reading().rows(&ENDED, &[]).unwrap();
        for (row, ease) in rows.iter().skip(from).zip(ease) {
            let (ask, sender): (kernel::AskId, OrgId) = (row.get(0).unwrap(), row.get(1).unwrap());
            let her = referrals_site::acts::reach::the_person(ask, sender, OrgKind::Practice);
            let journal = self.journal.clone();
            let act = referrals_site::acts::reach::Rate { ask, ease: *ease, words: String::new() };
            std::thread::spawn(move || journal.submit_here(&her, act).map(|_| ()).unwrap()).join().unwrap();
        }
    }

    /// Submits as the program, from a thread that may wait.
    pub fn here<A: journal::Act>(&self, act: A) -> journal::Outcome<A>
    where
        A::Refusal: Send,
    {
        let (journal, by) = (self.journal.clone(), self.system.clone());
        std::thread::spawn(move || journal.submit_here(&by, act)).join().unwrap()
    }

    /// The nth person of a role in a kind of organisation, by place.
    pub fn who(&self, role: &str, kind: OrgKind, nth: usize) -> usize {
        let fits = |(_, (of, at)): &(usize, &(Somebody, OrgKind))| of.seat.role == role && *at == kind;
        self.people.0.iter().enumerate().filter(fits).nth(nth).unwrap().0
    }

    pub fn actor(&self, who: usize) -> Actor {
        let (of, kind) = &self.people.0[who];
        actor(of, *kind)
    }

    pub async fn ask(&self, who: Option<usize>, address: &str, form: Option<&[(&str, &str)]>) -> Answer {
        let mut request = Request::builder().uri(address).header(header::HOST, "127.0.0.1");
        if let Some(who) = who {
            request = request.header(header::COOKIE, format!("roundtable=as-{who}"));
        }
        let body = match form {
            None => Body::empty(),
            Some(fields) => {
                request =
                    request.method("POST").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                let mut text = String::from("form_token=form-token");
                for (name, value) in fields {
                    text.push_str(&format!("&{name}={}", value.replace(' ', "+")));
                }
                Body::from(text)
            }
        };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status();
        let location =
            response.headers().get(header::LOCATION).map_or("", |to| to.to_str().unwrap()).to_owned();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, location, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}
