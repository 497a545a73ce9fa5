//! The place's own share of asks: in Marlshire, a practice that has hosts within a mile and three days of each other sends
//! its asks among them by their free times, counted here from the tables and not by the search.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it is wrong")]

use std::collections::BTreeMap;

use directory_rules::search::{Order, Query as Search};
use directory_rules::{Chaperone, Method, Needs, Person, Purpose};
use directory_site::index::Kept;
use journal::Query;
use kernel::{AskId, Moment, OrgId, Point, ServiceId};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Role, Subject};

use crate::world::{MORNING, World};

/// Days, today among them, in which free times count as shares: the rule of the group.
const SHARE_DAYS: i32 = 28;
/// Asks that are drawn; shares hold to five points over as many.
const ASKS: u128 = 1_000;
const POINTS_MAX: f64 = 5.0;

const FREE: Query = Query {
    name: "test.free-slots",
    sql: "select count(*) from directory_slot where service = ?1 and state = 'free' and at > ?2 and at < ?3",
};

fn search(from: Point, sender: OrgId, ask: u128) -> Search {
    Search {
        from,
        method: Method::Implant,
        purpose: Purpose::Contraception,
        sender,
        person: Person { age: Some(30), complicated: false },
        needs: Needs { chaperone: Chaperone::None, ..Needs::default() },
        travel_limit: None,
        on: MORNING.day(),
        order: Order::Combined,
        ask: AskId::from_bits(ask.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_0C8B_4A6D_35E1)),
    }
}

#[test]
fn asks_of_a_place_are_shared_among_near_hosts_by_their_free_times() {
    let world = World::new();
    let nurse = world.county.place.people.iter().find(|of| of.seat.role == "clinician").unwrap();
    let actor = Actor {
        user: nurse.user,
        seat: nurse.seat.id,
        org: nurse.seat.org,
        org_kind: OrgKind::Practice,
        role: Role::Clinician,
        second_factor: true,
    };
    let subject = Subject::new(Kind::Directory, Relations::NONE);
    let reading = world.journal.reading(&actor, Permit::SeeDirectory, subject).unwrap();
    let index = Kept::default().index(&reading, MORNING.day()).unwrap();
    let until = Moment::start_of(MORNING.day() + SHARE_DAYS);
    let mut shared = 0;
    for sender in &world.county.place.organisations.practices {
        let Some(spread) = index.find(&search(sender.at, sender.code, 0)).spread else { continue };
        shared += 1;
        let mut drawn: BTreeMap<ServiceId, u32> = BTreeMap::new();
        for ask in 0..ASKS {
            let found = index.find(&search(sender.at, sender.code, ask));
            *drawn.entry(found.hosts[0].service.id).or_default() += 1;
        }
        let free = |service: ServiceId| -> i64 {
            let values = [service.into(), MORNING.into(), until.into()];
            reading.first(&FREE, &values).unwrap().unwrap().get(0).unwrap()
        };
        let counted: i64 = drawn.keys().map(|service| free(*service)).sum();
        assert_eq!((drawn.len(), counted), (spread.among, i64::from(spread.free_slots)), "{}", sender.code);
        for (service, times) in &drawn {
            let share = f64::from(*times) / ASKS as f64 * 100.0;
            let fair = free(*service) as f64 / counted as f64 * 100.0;
            assert!((share - fair).abs() <= POINTS_MAX, "{}: {service} {share:.1} of {fair:.1}", sender.code);
        }
    }
    assert!(shared >= 5, "{shared} practices of Marlshire have equally good hosts");
}
