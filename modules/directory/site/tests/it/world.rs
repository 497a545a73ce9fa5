//! Two practices and the place's office, all made up, with one service, one fitter, one session and one agreement.

use std::ops::Deref;
use std::sync::Arc;

use directory_rules::facts::v1;
use directory_rules::{Method, Purse};
use directory_site::acts::{BringIn, Brought};
use directory_site::{MODULE, Site, parts, routes};
use journal::{Act, Allowed, Draft, Fault, Loading};
use kernel::{AskId, Day, Moment, OrgId, Point, SeatId, ServiceId, SessionId, SiteId, SlotId, UserId};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Subject};
pub use stage::MORNING;
use stage::{Ground, Stage};

pub const SITE: SiteId = SiteId::from_bits(101);
pub const SERVICE: ServiceId = ServiceId::from_bits(201);
pub const FITTER: SeatId = SeatId::from_bits(302);
pub const SESSION: SessionId = SessionId::from_bits(401);

/// Everybody: the word in their cookie, their organisation, its kind, their role, their seat.
const PEOPLE: &[(&str, &str, OrgKind, Role, u128)] = &[
    ("manager", "Y10001", OrgKind::Practice, Role::Manager, 301),
    ("fitter", "Y10001", OrgKind::Practice, Role::Fitter, 302),
    ("booking", "Y10001", OrgKind::Practice, Role::Booking, 303),
    ("guardian", "Y10001", OrgKind::Practice, Role::Guardian, 304),
    ("other-manager", "Y10002", OrgKind::Practice, Role::Manager, 311),
    ("other-guardian", "Y10002", OrgKind::Practice, Role::Guardian, 312),
    ("third-guardian", "Y10003", OrgKind::Practice, Role::Guardian, 321),
    ("convener", "OFFICE", OrgKind::PlaceOffice, Role::Convener, 331),
];

pub fn org(code: &str) -> OrgId {
    code.parse().unwrap()
}

pub fn actor(name: &str) -> Actor {
    let (_, code, kind, role, seat) =
        PEOPLE.iter().find(|of| of.0 == name).unwrap_or_else(|| panic!("nobody is {name}"));
    Actor {
        user: UserId::from_bits(*seat),
        seat: SeatId::from_bits(*seat),
        org: org(code),
        org_kind: *kind,
        role: *role,
        second_factor: true,
    }
}

struct People;

impl web::Sessions for People {
    fn resolve<'a>(&'a self, token: &'a str, _: Moment) -> web::Later<'a, Option<web::Session>> {
        let session = PEOPLE.iter().any(|of| of.0 == token).then(|| web::Session {
            actor: actor(token),
            name: "Somebody Made-Up".to_owned(),
            seat_title: token.to_owned(),
            org_name: "Orchard Street Surgery".to_owned(),
            csrf: "form-token".to_owned(),
            ends_at: None,
        });
        Box::pin(std::future::ready(session))
    }
}

pub struct World(Stage);

impl Deref for World {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.0
    }
}

fn records() -> Vec<Brought> {
    let at = Point { latitude: 54.6, longitude: -1.5 };
    let mut all = Vec::new();
    let named = [
        ("Y10001", "Orchard Street Surgery", "practice"),
        ("Y10002", "Mill Lane Surgery", "practice"),
        ("Y10003", "Harbour Surgery", "practice"),
        ("OFFICE", "Partnership office", "place_office"),
    ];
    for (code, name, kind) in named {
        all.push(Brought::Organisation(v1::Organisation {
            code: org(code),
            name: name.to_owned(),
            kind: kind.to_owned(),
            patch: "North".to_owned(),
            telephone: "01632 960100".to_owned(),
            inbox: String::new(),
            at,
            address: "1 Orchard Street".to_owned(),
            joined: true,
            list_size: None,
        }));
    }
    for (name, code, _, role, seat) in PEOPLE {
        all.push(Brought::Seat(v1::Seat {
            id: SeatId::from_bits(*seat),
            org: org(code),
            title: format!("Seat of the {name}"),
            role: role.as_str().to_owned(),
            telephone: "01632 960101".to_owned(),
            ended: false,
        }));
    }
    all.push(Brought::Site(v1::Site {
        id: SITE,
        org: org("Y10001"),
        name: "Orchard Street".to_owned(),
        discreet_label: "Orchard Street, ground floor".to_owned(),
        address: "1 Orchard Street".to_owned(),
        at,
        telephone: "01632 960102".to_owned(),
    }));
    all.push(Brought::Service(service()));
    let day = Day::of(2025, 3, 10).unwrap();
    all.push(Brought::Fitter(v1::Fitter {
        seat: FITTER,
        org: org("Y10001"),
        certificates: vec![v1::Certificate {
            skill: "IUT".to_owned(),
            // Five years on is 30 days after the morning: the last of the two warnings.
            certified: Day::of(2020, 4, 2).unwrap(),
            life_support: Day::of(2024, 11, 1).unwrap(),
            until: None,
        }],
        coils_before: 5,
        implants_before: 0,
    }));
    all.push(Brought::Session(v1::Session {
        id: SESSION,
        org: org("Y10001"),
        service: SERVICE,
        day,
        fitters: vec![FITTER],
        room: true,
        assistant: true,
        slots: (0..3)
            .map(|nth| v1::Slot { id: slot(nth), at: Moment::local(day, 9 + nth as i8, 0).unwrap() })
            .collect(),
    }));
    all.push(Brought::Agreement(v1::Agreement {
        code: org("LARC1"),
        title: "Asks about coils and implants".to_owned(),
        families: vec!["larc".to_owned()],
        parties: vec![org("Y10001"), org("Y10002")],
        purpose: "Direct care".to_owned(),
        items: "Name, date of birth, method".to_owned(),
        basis: "Article 6(1)(e), 9(2)(h); implied".to_owned(),
        kept: "8 years".to_owned(),
        from: Day::of(2025, 1, 1).unwrap(),
        until: Day::of(2025, 12, 31),
        person_to_ask: "Partnership office, 01632 960900".to_owned(),
        sort: v1::AgreementSort::DataSharing,
        reference: String::new(),
    }));
    all
}

pub fn slot(nth: u128) -> SlotId {
    SlotId::from_bits(500 + nth)
}

pub fn service() -> v1::Service {
    v1::Service {
        id: SERVICE,
        org: org("Y10001"),
        site: SITE,
        name: "Coil clinic".to_owned(),
        person_to_ask: "Lead nurse".to_owned(),
        telephone: "01632 960103".to_owned(),
        offering: v1::Offering::Slots,
        purses: vec![Purse::Council],
        methods: vec![Method::CuIud],
        outside: true,
        weekly_limit: Some(4),
        not_under: None,
        complicated: false,
        languages: vec!["Polish".to_owned()],
        interpreter: false,
        bsl: "bookable".to_owned(),
        access: vec!["step-free".to_owned()],
        chaperones: vec!["woman".to_owned()],
        ended: false,
    }
}

/// Books a slot as an ask would.
pub struct Book(pub SlotId, pub AskId);

impl Act for Book {
    const NAME: &'static str = "book-for-a-test";
    const NEEDS: Permit = Permit::KeepSessions;
    type State = Option<directory_site::acts::slots::Standing>;
    type Refusal = ();
    type Answer = ();

    fn load(&self, _: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        directory_site::acts::slots::slot(from, self.0)
    }

    fn subject(&self, _: &Self::State, _: &Actor) -> Subject {
        Subject::new(Kind::Directory, Relations::OWN_ORGANISATION)
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        state.unwrap().book(self.1, allowed.now(), allowed.draft(())).map_err(|_| ())
    }
}

impl World {
    pub async fn new() -> World {
        World::with(Vec::new()).await
    }

    /// The same with more records.
    pub async fn with(more: Vec<Brought>) -> World {
        let ground = Ground::new(&[MODULE]);
        let system = Actor {
            user: UserId::from_bits(1),
            seat: SeatId::from_bits(1),
            org: org("OFFICE"),
            org_kind: OrgKind::PlaceOffice,
            role: Role::System,
            second_factor: true,
        };
        ground.journal.submit(&system, BringIn(records().into_iter().chain(more).collect())).await.unwrap();
        let mut place = web::Place::new("Marlshire", "http://127.0.0.1", [7; 32]);
        place.sessions = Arc::new(People);
        place.parts = |session| parts(&session.actor);
        let site = Site { journal: ground.journal.clone(), place: place.clone() };
        World(ground.serve(web::shell(routes(site), place)))
    }
}
