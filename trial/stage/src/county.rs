//! Marlshire on that morning, its directory brought in, and anybody in it signed in by the word in their cookie.

use std::sync::Arc;

use directory_site::acts::BringIn;
use journal::Act;
use kernel::{Moment, OrgId, SeatId, UserId};
use policy::{Actor, OrgKind, Role};
use trial::marlshire::{Place, Recipe, Somebody};

use crate::{Ground, MORNING};

/// Whom everybody may ring.
pub const OFFICE: &str = "Marlshire partnership office, 01632 960900";

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

/// The county and everybody in it.
pub struct County {
    /// The place.
    pub place: Place,
    people: People,
}

impl County {
    /// Makes it up and brings its directory in.
    pub fn new(ground: &Ground) -> County {
        let place = Place::make(Recipe { seed: 1, today: MORNING.day() }, None);
        let kinds: Vec<(OrgId, OrgKind)> =
            place.organisations.all().map(|org| (org.code, org.kind.parse().unwrap())).collect();
        let kind = |org| kinds.iter().find(|(code, _)| *code == org).unwrap().1;
        let people = place.people.iter().map(|of| (of.clone(), kind(of.seat.org))).collect();
        let county = County { place, people: People(Arc::new(people)) };
        county.bring_in(ground, BringIn(county.place.records.clone()));
        county
    }

    /// Brings something in, as the program does.
    pub fn bring_in<A>(&self, ground: &Ground, act: A)
    where
        A: Act + Send + 'static,
        A::Refusal: std::fmt::Debug,
    {
        let (journal, program) = (ground.journal.clone(), self.program());
        // On a thread of its own, since tests run inside a runtime, which must not be made to wait.
        std::thread::spawn(move || journal.submit_here(&program, act).map(|_| ()).unwrap()).join().unwrap();
    }

    /// The program itself.
    pub fn program(&self) -> Actor {
        Actor {
            user: UserId::from_bits(1),
            seat: SeatId::from_bits(1),
            org: self.place.organisations.office.first().unwrap().code,
            org_kind: OrgKind::PlaceOffice,
            role: Role::System,
            second_factor: false,
        }
    }

    /// The place as its pages show it, with everybody's sessions.
    pub fn shown(&self) -> web::Place {
        let mut shown = web::Place::new("Marlshire", "http://127.0.0.1", [7; 32]);
        shown.sessions = Arc::new(self.people.clone());
        shown
    }

    fn first(&self, nth: usize, is_it: impl Fn(&Somebody) -> bool, called: &str) -> String {
        let mut found = self.people.0.iter().enumerate().filter(|(_, (of, _))| is_it(of));
        format!("as-{}", found.nth(nth).unwrap_or_else(|| panic!("no {called}")).0)
    }

    /// The token of whoever holds a seat of that title, the nth of them.
    pub fn titled(&self, title: &str, nth: usize) -> String {
        self.first(nth, |of| of.seat.title == title, title)
    }

    /// The token of somebody of that organisation in that role.
    pub fn at(&self, org: OrgId, role: &str) -> String {
        self.first(0, |of| of.seat.org == org && of.seat.role == role, &format!("{role} at {org}"))
    }
}
