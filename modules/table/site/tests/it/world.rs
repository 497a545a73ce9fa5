//! A council, two clinics, two practices and a charity around one table, all made up; a secretary in the place's office.

use std::ops::Deref;
use std::sync::Arc;

use axum::http::StatusCode;
use directory_rules::facts::v1;
use directory_site::acts::{BringIn, Brought};
use kernel::{Day, GroupId, Moment, OrgId, Point, SeatId, UserId};
use policy::{Actor, OrgKind, Role};
use stage::{Ground, Stage};
use table_rules::facts::v1 as table;
use table_site::acts::{BringInTable, Brought as AtTable};
use table_site::{MODULE, Site, parts, routes};

/// Everybody: the word in their cookie, their organisation, its kind, their role, their seat.
const PEOPLE: &[(&str, &str, OrgKind, Role, u128)] = &[
    ("council", "COUNCIL1", OrgKind::Council, Role::Commissioner, 301),
    ("clinic", "CLINIC1", OrgKind::SexualHealthClinic, Role::Manager, 302),
    ("clinic-nurse", "CLINIC1", OrgKind::SexualHealthClinic, Role::Clinician, 303),
    ("practice", "Y10001", OrgKind::Practice, Role::Manager, 304),
    ("nurse", "Y10002", OrgKind::Practice, Role::Clinician, 305),
    ("charity", "CHARITY1", OrgKind::Charity, Role::CharityWorker, 306),
    ("secretary", "OFFICE", OrgKind::PlaceOffice, Role::Convener, 307),
    ("stranger", "Y10003", OrgKind::Practice, Role::Manager, 308),
    ("guest", "Y10003", OrgKind::Practice, Role::Clinician, 309),
];

pub const GROUP: GroupId = GroupId::from_bits(900);
pub const ABOVE: GroupId = GroupId::from_bits(901);

pub fn org(code: &str) -> OrgId {
    code.parse().unwrap()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
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

pub fn program() -> Actor {
    Actor {
        user: UserId::from_bits(1),
        seat: SeatId::from_bits(1),
        org: org("OFFICE"),
        org_kind: OrgKind::PlaceOffice,
        role: Role::System,
        second_factor: true,
    }
}

pub fn seat_at(nth: u128) -> kernel::TableSeatId {
    kernel::TableSeatId::from_bits(700 + nth)
}

struct People;

impl web::Sessions for People {
    fn resolve<'a>(&'a self, token: &'a str, _: Moment) -> web::Later<'a, Option<web::Session>> {
        let session = PEOPLE.iter().any(|of| of.0 == token).then(|| web::Session {
            actor: actor(token),
            name: "Somebody Made-Up".to_owned(),
            seat_title: token.to_owned(),
            org_name: format!("Organisation of the {token}"),
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

fn directory() -> Vec<Brought> {
    let at = Point { latitude: 54.6, longitude: -1.5 };
    let mut all = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for (name, code, kind, role, seat) in PEOPLE {
        if !known.contains(code) {
            known.push(code);
            all.push(Brought::Organisation(v1::Organisation {
                code: org(code),
                name: format!("Organisation of the {name}"),
                kind: kind.as_str().to_owned(),
                patch: "North".to_owned(),
                telephone: "01632 960100".to_owned(),
                inbox: format!("inbox@{}.example", code.to_lowercase()),
                at,
                address: "1 Orchard Street".to_owned(),
                joined: true,
                list_size: None,
            }));
        }
        all.push(Brought::Seat(v1::Seat {
            id: SeatId::from_bits(*seat),
            org: org(code),
            title: format!("Seat of the {name}"),
            role: role.as_str().to_owned(),
            telephone: "01632 960101".to_owned(),
            ended: false,
        }));
        all.push(Brought::Holding(v1::Holding {
            seat: SeatId::from_bits(*seat),
            org: org(code),
            user: UserId::from_bits(*seat),
            from: day("2024-01-01"),
            until: None,
            deputy: false,
        }));
    }
    all
}

/// The group with five seats of five organisations, chaired by the council, and the group above.
fn tables() -> Vec<AtTable> {
    use table_rules::chair::LedBy;
    use table_rules::rhythm::Time;
    use table_rules::{Every, GroupKind, GroupState, OnHoliday, Party, Rhythm};
    let group = |id, name: &str, parent, first: &str| table::Group {
        id,
        name: name.to_owned(),
        kind: GroupKind::Operational,
        patch: if id == GROUP { "North".to_owned() } else { String::new() },
        purpose: "Keeps asks moving".to_owned(),
        terms: String::new(),
        parent,
        state: GroupState::Running,
        product: String::new(),
        ends: None,
        quorum: table_rules::quorum::Rule::by_default(day("2025-01-01")),
        secretary: Some(SeatId::from_bits(307)),
        rhythms: vec![Rhythm {
            first: day(first),
            until: None,
            every: Every::Weeks(1),
            at: Time { hour: 14, minute: 0 },
            minutes: 60,
            place: "Castle Rooms".to_owned(),
            on_holiday: OnHoliday::Moves,
        }],
        feed: kernel::Id::from_bits(if id == GROUP { 4_242 } else { 4_243 }),
        on: Some(day("2025-01-01")),
    };
    let seat = |nth, group, party, code: &str, holder: u128, deputy: Option<u128>| {
        AtTable::Seat(table::Seat {
            id: seat_at(nth),
            group,
            party,
            org: Some(org(code)),
            title: format!("Seat {nth}"),
            holder: Some(SeatId::from_bits(holder)),
            deputy: deputy.map(SeatId::from_bits),
            from: day("2025-01-01"),
            until: None,
            votes: true,
            decides: String::new(),
        })
    };
    let chair = |nth| table::Chair {
        seat: seat_at(nth),
        led_by: LedBy::Council,
        from: day("2025-01-01"),
        until: day("2025-12-31"),
        proposed: day("2025-01-01"),
        accepted: Some(day("2025-01-01")),
    };
    vec![
        AtTable::Group(group(ABOVE, "Partnership board", None, "2025-03-06")),
        AtTable::Group(group(GROUP, "Castermere alliance", Some(ABOVE), "2025-03-03")),
        seat(1, GROUP, Party::Council, "COUNCIL1", 301, None),
        seat(2, GROUP, Party::Provider, "CLINIC1", 302, Some(303)),
        seat(3, GROUP, Party::GeneralPractice, "Y10001", 304, None),
        seat(4, GROUP, Party::PracticeNursing, "Y10002", 305, None),
        seat(5, GROUP, Party::Voluntary, "CHARITY1", 306, None),
        AtTable::Chair(GROUP, chair(1)),
        seat(6, ABOVE, Party::Provider, "CLINIC1", 302, None),
        AtTable::Chair(ABOVE, chair(6)),
    ]
}

impl World {
    pub async fn new() -> World {
        let ground = Ground::new(&[directory_site::MODULE, MODULE, measures_site::MODULE]);
        ground.journal.submit(&program(), BringIn(directory())).await.unwrap();
        ground.journal.submit(&program(), BringInTable(tables())).await.unwrap();
        let mut place = web::Place::new("Marlshire", "http://127.0.0.1", [7; 32]);
        place.sessions = Arc::new(People);
        place.parts = |session| parts(&session.actor);
        let site = Site { journal: ground.journal.clone(), place: place.clone(), trials: lent };
        World(ground.serve(web::shell(routes(site), place)))
    }

    /// The clock at 15:00 on that day.
    pub fn on(&self, text: &str) {
        self.clock.set(Moment::local(day(text), 15, 0).unwrap());
    }

    /// Sends a form that must be taken, and follows to where it leads.
    pub async fn done(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(who, path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path} {fields:?}: {}", answer.body);
        answer.location
    }

    /// Marks who came, by the numbers of their seats.
    pub async fn came(&self, meeting: &str, seats: &[u128]) {
        let names: Vec<String> = seats.iter().map(|nth| format!("seat-{}", seat_at(*nth))).collect();
        let fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "present")).collect();
        self.done("secretary", &format!("/groups/{GROUP}/meetings/{meeting}/attendance"), &fields).await;
    }
}

/// The id that stands after a part of an address in a page.
pub fn id_after(body: &str, part: &str) -> String {
    let at = body.find(part).unwrap_or_else(|| panic!("no {part} in {body}")) + part.len();
    body[at..].chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// A trial as the program lends it to meetings.
fn lent(_: &journal::Reading) -> Result<Vec<table_site::Attachable>, journal::Fault> {
    Ok(vec![table_site::Attachable {
        seal: "a1b2".to_owned(),
        words: "One more session at Mill Lane".to_owned(),
        figures: vec![table_rules::facts::v1::FrozenFigures {
            title: "Waits. Trial: nothing here is payable".to_owned(),
            head: vec!["Group".to_owned(), "Mean wait, days".to_owned()],
            rows: vec![vec!["everybody".to_owned(), "9.1 (8.8 to 9.4)".to_owned()]],
        }],
    }])
}
