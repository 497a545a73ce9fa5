//! Made-up places for the search: services strewn over a county, with slots, certificates and rules of every kind.

use std::collections::BTreeSet;

use directory_rules::search::{Agreement, Offers, Order, Query, Service};
use directory_rules::{
    Acceptance, Access, Bsl, CannotTake, Chaperone, Competence, Fitter, Kind, Method, Needs, OutsidePatients,
    Person, Purpose, Purse, Session, Skill, Support, acceptance::monday_of,
};
use kernel::{AskId, Day, Metres, OrgId, Point, SeatId, ServiceId};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// The first day of every made-up place.
pub fn start() -> Day {
    "2025-03-03".parse().unwrap()
}

/// The organisation that asks.
pub fn sender() -> OrgId {
    "SENDER".parse().unwrap()
}

/// So many services, from a seed, in a county of about 60 by 60 miles.
pub fn services(count: usize, seed: u64) -> Vec<Service> {
    let mut chance = Pcg64::seed_from_u64(seed);
    (0..count).map(|number| service(number, &mut chance)).collect()
}

/// Agreements that leave out about one organisation in ten.
pub fn agreements(services: &[Service], seed: u64) -> Vec<Agreement> {
    let mut chance = Pcg64::seed_from_u64(seed ^ 0xA6);
    let mut parties = vec![sender()];
    parties.extend(services.iter().map(|service| service.organisation).filter(|_| chance.random_bool(0.9)));
    let lapsed = Agreement {
        parties: services.iter().map(|service| service.organisation).chain([sender()]).collect(),
        from: start() - 400,
        until: Some(start() - 1),
    };
    vec![lapsed, Agreement { parties, from: start() - 100, until: None }]
}

fn service(number: usize, chance: &mut Pcg64) -> Service {
    let fitters = (0..chance.random_range(1..4)).map(|_| fitter(chance)).collect::<Vec<_>>();
    let offers = if chance.random_bool(0.1) {
        Offers::ByTelephone { about_days: chance.random_bool(0.5).then(|| chance.random_range(3..30)) }
    } else {
        Offers::Slots((0..chance.random_range(0..12)).map(|_| session(fitters.len(), chance)).collect())
    };
    Service {
        id: ServiceId::from_bits(number as u128),
        organisation: format!("ORG{number}").parse().unwrap(),
        kind: if chance.random_bool(0.8) { Kind::GeneralPractice } else { Kind::SexualHealthClinic },
        name: format!("Practice {number}"),
        at: Point::new(52.6 + chance.random_range(0.0..0.9), -1.6 + chance.random_range(0.0..1.5)).unwrap(),
        telephone: "01632 960123".to_owned(),
        person_to_ask: "the practice manager".to_owned(),
        purses: if chance.random_bool(0.2) { vec![Purse::Nhs, Purse::Council] } else { vec![Purse::Council] },
        acceptance: acceptance(chance),
        support: support(chance),
        fitters,
        offers,
    }
}

fn fitter(chance: &mut Pcg64) -> Fitter {
    let competence = |skill, chance: &mut Pcg64| Competence {
        skill,
        certified: start() - chance.random_range(0..1_900),
        life_support: start() - chance.random_range(0..560),
    };
    let mut competences = Vec::new();
    if chance.random_bool(0.6) {
        competences.push(competence(Skill::Iut, chance));
    }
    if chance.random_bool(0.7) {
        competences.push(competence(Skill::SdiIr, chance));
    }
    Fitter { seat: SeatId::from_bits(7), competences, coils_last_year: 20, implants_last_year: 20 }
}

fn session(fitters: usize, chance: &mut Pcg64) -> Session {
    Session {
        day: start() + chance.random_range(0..60),
        fitters: vec![chance.random_range(0..fitters)],
        room: chance.random_bool(0.97),
        assistant: chance.random_bool(0.8),
        free: chance.random_range(0..5),
    }
}

fn acceptance(chance: &mut Pcg64) -> Acceptance {
    let limit = chance.random_bool(0.3).then(|| chance.random_range(1..4));
    let outside = if chance.random_bool(0.85) { OutsidePatients::Taken } else { OutsidePatients::NotTaken };
    let methods = Method::ALL.into_iter().filter(|_| chance.random_bool(0.85)).collect();
    let mut cannot_take = Vec::new();
    if chance.random_bool(0.3) {
        cannot_take.push(CannotTake::Under(16));
    }
    if chance.random_bool(0.5) {
        cannot_take.push(CannotTake::Complicated);
    }
    let taken = (0..8).map(|week| (monday_of(start()) + 7 * week, chance.random_range(0..4))).collect();
    Acceptance { outside, weekly_limit: limit, taken, methods, cannot_take }
}

fn support(chance: &mut Pcg64) -> Support {
    let languages = ["polish", "urdu", "welsh"].into_iter().filter(|_| chance.random_bool(0.1));
    Support {
        languages: languages.map(str::to_owned).collect(),
        interpreter: chance.random_bool(0.1),
        bsl: if chance.random_bool(0.1) { Bsl::Bookable } else { Bsl::No },
        access: [Access::StepFree, Access::Hoist].into_iter().filter(|_| chance.random_bool(0.7)).collect(),
        chaperone_woman: chance.random_bool(0.9),
        chaperone_man: chance.random_bool(0.4),
    }
}

/// A query by chance, in any of the three orders.
pub fn query(chance: &mut Pcg64) -> Query {
    let purpose = if chance.random_bool(0.1) { Purpose::HeavyBleeding } else { Purpose::Contraception };
    let access = if chance.random_bool(0.1) { BTreeSet::from([Access::StepFree]) } else { BTreeSet::new() };
    let needs = Needs {
        language: chance.random_bool(0.1).then(|| "Polish".to_owned()),
        bsl: chance.random_bool(0.1),
        access,
        chaperone: if chance.random_bool(0.2) { Chaperone::Woman } else { Chaperone::None },
    };
    Query {
        // Some people live outside the county.
        from: Point::new(52.5 + chance.random_range(0.0..1.1), -1.8 + chance.random_range(0.0..1.9)).unwrap(),
        method: Method::ALL[chance.random_range(0..3)],
        purpose,
        sender: sender(),
        person: Person { age: Some(chance.random_range(14..50)), complicated: chance.random_bool(0.15) },
        needs,
        travel_limit: chance.random_bool(0.1).then(|| Metres(chance.random_range(3_000.0..40_000.0))),
        on: start() + chance.random_range(0..40),
        order: [Order::Combined, Order::Nearest, Order::Soonest][chance.random_range(0..3)],
        ask: AskId::from_bits(chance.random()),
    }
}
