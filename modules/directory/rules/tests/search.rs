//! The search against a plain reading of its rule, and the stories around it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod world;

use std::collections::BTreeMap;

use directory_rules::search::{FirstOffer, Found, Index, Offers, Order, Query, Service, WhyNot};
use directory_rules::{Bsl, Method, Needs, OutsidePatients, Procedure, Purpose, Purse, Session, Skill};
use kernel::{AskId, Day, Metres, ServiceId};
use rand::SeedableRng;
use rand_pcg::Pcg64;
use world::{agreements, query, sender, services, start};

/// The rule read plainly, service by service and session by session, with nothing worked out beforehand.
fn plainly(service: &Service, query: &Query, signed: bool) -> Option<(u8, u32, Day)> {
    let payer = if query.purpose == Purpose::HeavyBleeding { Purse::Nhs } else { Purse::Council };
    let metres = service.at.straight_line_to(query.from).0.round() as u32;
    let taken = signed
        && service.organisation != sender()
        && service.purses.contains(&payer)
        && service.acceptance.takes(query.method, query.purpose, query.person).is_ok()
        && query.travel_limit.is_none_or(|limit| f64::from(metres) <= limit.0)
        && service.support.missing_access(&query.needs).is_none()
        && service.support.chaperones(query.needs.chaperone);
    let valid = |fitter: usize, day| service.fitters[fitter].takes_new(query.method, Procedure::Fit, day);
    let full = |day| service.acceptance.left_in_week_of(day) == Some(0);
    let first = match &service.offers {
        Offers::Slots(sessions) => sessions
            .iter()
            .filter(|at| at.day >= query.on && at.free > 0 && at.room && !full(at.day))
            .filter(|at| !query.method.is_coil() || at.assistant)
            .filter(|at| at.fitters.iter().any(|fitter| valid(*fitter, at.day)))
            .map(|at| at.day)
            .min(),
        Offers::ByTelephone { about_days } => {
            let day = query.on + i32::from(about_days.unwrap_or(14));
            ((0..service.fitters.len()).any(|fitter| valid(fitter, day)) && !full(day)).then_some(day)
        }
    };
    first.filter(|_| taken).map(|day| (service.support.unmet_languages(&query.needs), metres, day))
}

fn names(found: &Found<'_>) -> Vec<(ServiceId, u32, Day)> {
    found.hosts.iter().map(|hit| (hit.service.id, hit.metres, hit.first.day())).collect()
}

fn best_five_plainly(index: &Index, signed: &[kernel::OrgId], query: &Query) -> Vec<(ServiceId, u32, Day)> {
    let mut all: Vec<_> = (index.services().iter())
        .filter_map(|service| {
            let (unmet, metres, day) = plainly(service, query, signed.contains(&service.organisation))?;
            let days = (day - query.on) as u64;
            let rank = match query.order {
                Order::Combined => u64::from(metres) + 1_609 * days,
                Order::Nearest => u64::from(metres),
                Order::Soonest => days,
            };
            Some((unmet, rank, metres, day, service.id))
        })
        .collect();
    all.sort_unstable();
    all.into_iter().take(5).map(|(_, _, metres, day, id)| (id, metres, day)).collect()
}

#[test]
fn in_a_hundred_places_the_list_is_the_true_best_five() {
    let mut shared = 0;
    for seed in 0..100 {
        let services = services(40 + 4 * seed as usize, seed);
        let agreed = agreements(&services, seed);
        let signed = agreed[1].parties.clone();
        let index = Index::build(services, agreed);
        let mut chance = Pcg64::seed_from_u64(seed + 1_000);
        for _ in 0..30 {
            let query = query(&mut chance);
            let found = index.find(&query);
            let expected = best_five_plainly(&index, &signed, &query);
            let list = names(&found);
            match found.spread {
                None => assert_eq!(list, expected, "seed {seed}: {query:?}"),
                Some(spread) => {
                    // The drawn one first, then the rule's own order without it.
                    shared += 1;
                    let drawn = &list[0];
                    let rest: Vec<_> =
                        expected.iter().filter(|host| *host != drawn).take(list.len() - 1).cloned().collect();
                    assert_eq!(list[1..], rest, "seed {seed}: {query:?}");
                    let best = &expected[0];
                    assert!(
                        drawn.1.abs_diff(best.1) <= 1_609 && (drawn.2 - best.2).abs() <= 3,
                        "seed {seed}"
                    );
                    assert!(spread.among >= 2);
                }
            }
            let slowly = index.find_by_looking_at_all(&query);
            assert_eq!(list, names(&slowly), "seed {seed}: {query:?}");
            let left = |found: &Found<'_>| {
                found.left_out.iter().map(|out| (out.service.id, out.why)).collect::<Vec<_>>()
            };
            assert_eq!(left(&found), left(&slowly), "seed {seed}: {query:?}");
            let unsigned =
                |found: &Found<'_>| found.not_yet_signed.iter().map(|out| out.service.id).collect::<Vec<_>>();
            assert_eq!(unsigned(&found), unsigned(&slowly), "seed {seed}: {query:?}");
        }
    }
    assert!(shared > 50, "the places try sharing too: {shared}");
}

/// A plain service at so many miles north of the person, with a session of free slots so many days from the start.
fn host(number: u128, miles: f64, days: i32, free: u16) -> Service {
    let mut made = services(1, 1).remove(0);
    made.id = ServiceId::from_bits(number);
    made.organisation = format!("HOST{number}").parse().unwrap();
    made.name = format!("Host {number}");
    made.at = kernel::Point::new(53.0 + miles / 69.09, -1.0).unwrap();
    made.purses = vec![Purse::Council];
    made.acceptance.outside = OutsidePatients::Taken;
    made.acceptance.weekly_limit = None;
    made.acceptance.methods = Method::ALL.to_vec();
    made.acceptance.cannot_take = Vec::new();
    made.support.bsl = Bsl::No;
    made.fitters.truncate(1);
    made.fitters[0].competences = [Skill::Iut, Skill::SdiIr]
        .map(|skill| directory_rules::Competence {
            skill,
            certified: start() - 100,
            life_support: start() - 100,
        })
        .to_vec();
    made.offers = Offers::Slots(vec![Session {
        day: start() + days,
        fitters: vec![0],
        room: true,
        assistant: true,
        free,
    }]);
    made
}

fn asked() -> Query {
    Query {
        from: kernel::Point::new(53.0, -1.0).unwrap(),
        method: Method::CuIud,
        purpose: Purpose::Contraception,
        sender: sender(),
        person: directory_rules::Person { age: Some(30), complicated: false },
        needs: Needs { chaperone: directory_rules::Chaperone::None, ..Needs::default() },
        travel_limit: None,
        on: start(),
        order: Order::Combined,
        ask: AskId::from_bits(1),
    }
}

fn built(hosts: Vec<Service>) -> Index {
    let parties = hosts.iter().map(|host| host.organisation).chain([sender()]).collect();
    let agreement = directory_rules::search::Agreement { parties, from: start() - 1, until: None };
    Index::build(hosts, vec![agreement])
}

#[test]
fn near_hosts_share_asks_by_their_free_slots() {
    // Seven within a mile and three days of each other, one just too far, one just too late.
    let slots = [2, 4, 6, 8, 10, 12, 18];
    let mut hosts: Vec<Service> = slots
        .iter()
        .enumerate()
        .map(|(n, free)| host(n as u128, 3.0 + 0.1 * n as f64, n as i32 % 4, *free))
        .collect();
    hosts.push(host(90, 4.2, 0, 500));
    hosts.push(host(91, 3.0, 4, 500));
    let index = built(hosts);
    let mut drawn: BTreeMap<ServiceId, u32> = BTreeMap::new();
    for number in 0..1_000u128 {
        let found = index.find(&Query { ask: AskId::from_bits(number), ..asked() });
        assert_eq!(found.spread.unwrap().among, 7);
        *drawn.entry(found.hosts[0].service.id).or_default() += 1;
    }
    for (number, free) in slots.iter().enumerate() {
        let share = f64::from(drawn[&ServiceId::from_bits(number as u128)]) / 10.0;
        let fair = f64::from(*free) / 60.0 * 100.0;
        assert!((share - fair).abs() <= 5.0, "host {number}: {share} of {fair}");
    }
    assert_eq!(drawn.len(), 7);
    // The same ask is answered the same each time.
    assert_eq!(names(&index.find(&asked())), names(&index.find(&asked())));
}

#[test]
fn a_mile_and_three_days_are_the_edge_of_sharing() {
    let among = |miles: f64, days: i32| {
        built(vec![host(1, 3.0, 0, 3), host(2, miles, days, 3)])
            .find(&asked())
            .spread
            .map(|spread| spread.among)
    };
    assert_eq!(among(3.99, 3), Some(2));
    assert_eq!(among(4.01, 3), None);
    assert_eq!(among(3.99, 4), None);
}

#[test]
fn nearest_and_soonest_follow_the_wish_and_share_nothing() {
    let index = built(vec![host(1, 2.0, 9, 3), host(2, 8.0, 1, 3), host(3, 4.0, 4, 3), host(4, 4.2, 3, 3)]);
    let first = |order| {
        let found = index.find(&Query { order, ..asked() });
        assert!(order == Order::Combined || found.spread.is_none());
        found.hosts.iter().map(|hit| hit.service.id.id().bits()).collect::<Vec<_>>()
    };
    assert_eq!(first(Order::Nearest), [1, 3, 4, 2]);
    assert_eq!(first(Order::Soonest), [2, 4, 3, 1]);
    // Combined: 7.2, 8, 9 and 11 miles-and-days; the first two share, so either may lead.
    let combined = first(Order::Combined);
    assert_eq!(combined[2..], [2, 1]);
}

#[test]
fn a_wish_for_signing_puts_hosts_with_it_first() {
    let mut signing = host(1, 30.0, 20, 1);
    signing.support.bsl = Bsl::Staff;
    let mut bookable = host(2, 20.0, 20, 1);
    bookable.support.bsl = Bsl::Bookable;
    let index = built((10..30).map(|n| host(n, 1.0, 0, 5)).chain([signing, bookable]).collect());
    let found = index.find(&Query { needs: Needs { bsl: true, ..asked().needs }, ..asked() });
    let ids: Vec<u128> = found.hosts.iter().map(|hit| hit.service.id.id().bits()).collect();
    assert_eq!(ids[..2], [2, 1]);
    assert!(found.hosts[1].reasons.contains(&"somebody there signs".to_owned()));
    assert!(
        found.hosts[2]
            .reasons
            .contains(&"no sign language there: an interpreter has to be brought".to_owned())
    );
}

fn check_left_out(change: impl Fn(&mut Service), expected: WhyNot) {
    let mut one = host(1, 3.0, 0, 3);
    change(&mut one);
    let index = built(vec![one]);
    let found = index.find(&asked());
    assert!(found.hosts.is_empty(), "{expected:?}");
    assert_eq!(found.left_out[0].why, expected);
    assert_eq!(index.why_not(&asked(), &index.services()[0].clone()), Some(expected));
    assert!(!expected.in_words().is_empty());
}

#[test]
fn each_reason_alone_leaves_a_host_out_and_says_so() {
    use directory_rules::{Access, CannotTake, NotAccepted};
    let sessions = |change: fn(&mut Session)| {
        move |host: &mut Service| {
            if let Offers::Slots(sessions) = &mut host.offers {
                sessions.iter_mut().for_each(change);
            }
        }
    };
    assert_eq!(built(vec![host(1, 3.0, 0, 3)]).find(&asked()).hosts.len(), 1);
    check_left_out(|host| host.purses = vec![Purse::Nhs], WhyNot::NoContract);
    check_left_out(
        |host| host.acceptance.outside = OutsidePatients::NotTaken,
        WhyNot::NotAccepted(NotAccepted::OwnPatientsOnly),
    );
    check_left_out(
        |host| host.acceptance.methods = vec![Method::Implant],
        WhyNot::NotAccepted(NotAccepted::NotThatMethod),
    );
    check_left_out(
        |host| host.acceptance.cannot_take = vec![CannotTake::Under(31)],
        WhyNot::NotAccepted(NotAccepted::CannotTake(CannotTake::Under(31))),
    );
    check_left_out(|host| host.acceptance.weekly_limit = Some(0), WhyNot::NoFreeSlot);
    check_left_out(sessions(|at| at.free = 0), WhyNot::NoFreeSlot);
    check_left_out(sessions(|at| at.room = false), WhyNot::NoFreeSlot);
    check_left_out(sessions(|at| at.assistant = false), WhyNot::NoFreeSlot);
    check_left_out(sessions(|at| at.day = start() - 1), WhyNot::NoFreeSlot);
    check_left_out(|host| host.fitters[0].competences.truncate(0), WhyNot::NoFreeSlot);
    check_left_out(|host| host.organisation = sender(), WhyNot::Yourself);
    let step_free = Query { needs: Needs { access: [Access::Hoist].into(), ..asked().needs }, ..asked() };
    let mut bare = host(1, 3.0, 0, 3);
    bare.support.access.clear();
    assert_eq!(built(vec![bare]).find(&step_free).left_out[0].why, WhyNot::Access(Access::Hoist));
    let near = Query { travel_limit: Some(Metres(3_000.0)), ..asked() };
    assert_eq!(built(vec![host(1, 3.0, 0, 3)]).find(&near).left_out[0].why, WhyNot::TooFar);
}

#[test]
fn without_an_agreement_in_force_a_host_is_shown_with_the_person_to_ask() {
    let on = |from: i32, until: Option<i32>| {
        let one = host(1, 3.0, 0, 3);
        let parties = vec![one.organisation, sender()];
        let until = until.map(|days| start() + days);
        let index = Index::build(
            vec![one],
            vec![directory_rules::search::Agreement { parties, from: start() + from, until }],
        );
        let found = index.find(&asked());
        let shown = found.not_yet_signed.first().map(|host| host.in_words());
        (found.hosts.len(), shown)
    };
    assert_eq!(on(0, None), (1, None));
    assert_eq!(on(-9, Some(0)), (1, None));
    let words = "Host 1: not yet signed. Ask the practice manager on 01632 960123.".to_owned();
    assert_eq!(on(1, None), (0, Some(words.clone())));
    assert_eq!(on(-9, Some(-1)), (0, Some(words)));
}

#[test]
fn a_certificate_that_lapses_takes_the_host_out_that_day_and_leaves_the_other_method() {
    let mut one = host(1, 3.0, 0, 3);
    let lapses = start() + 10;
    one.fitters[0].competences[0].certified = lapses.plus_months(-60);
    one.fitters[0].competences[0].life_support = start() - 1;
    one.offers = Offers::Slots(
        (0..30)
            .map(|day| Session { day: start() + day, fitters: vec![0], room: true, assistant: true, free: 1 })
            .collect(),
    );
    let index = built(vec![one]);
    let first = |method, day| {
        index
            .find(&Query { method, on: start() + day, ..asked() })
            .hosts
            .first()
            .map(|hit| hit.first.day() - start())
    };
    assert_eq!(first(Method::CuIud, 10), Some(10));
    assert_eq!(first(Method::CuIud, 11), None);
    assert_eq!(first(Method::Implant, 11), Some(11));
}

#[test]
fn a_host_without_slots_offers_by_telephone() {
    let mut one = host(1, 3.0, 0, 0);
    one.offers = Offers::ByTelephone { about_days: None };
    let index = built(vec![one]);
    let found = index.find(&asked());
    assert_eq!(found.hosts[0].first, FirstOffer::ByTelephone(start() + 14));
    assert!(found.hosts[0].reasons.contains(&"offers by telephone, next about 2 weeks".to_owned()));
}

#[test]
fn a_changed_service_takes_the_place_of_the_old() {
    let mut index = built(vec![host(1, 3.0, 0, 3)]);
    assert!(index.replace(host(1, 3.0, 0, 0)));
    assert!(index.find(&asked()).hosts.is_empty());
    assert!(!index.replace(host(2, 3.0, 0, 3)));
}

#[test]
fn a_slot_added_before_all_others_is_found() {
    let far = (10..15).map(|number| host(number, 1.0 + number as f64 / 100.0, 20, 3));
    let mut index = built(far.chain([host(1, 30.0, 25, 3)]).collect());
    let mut sooner = host(1, 30.0, 25, 3);
    if let Offers::Slots(sessions) = &mut sooner.offers {
        let first = Session { day: start() + 1, ..sessions[0].clone() };
        sessions.push(first);
    }
    assert!(index.replace(sooner));
    let found = index.find(&Query { order: Order::Soonest, ..asked() });
    assert_eq!(found.hosts[0].service.id, ServiceId::from_bits(1));
    assert_eq!(found.hosts[0].first, FirstOffer::Slot(start() + 1));
}

#[test]
fn days_far_ahead_and_long_past_are_found() {
    let index = built(vec![host(1, 3.0, -400, 3), host(2, 3.0, 300, 3), host(3, 4.0, 5, 3)]);
    let first = |days| {
        let query = Query { on: start() + days, order: Order::Soonest, ..asked() };
        index.find(&query).hosts.iter().map(|hit| hit.first.day() - start()).collect::<Vec<_>>()
    };
    assert_eq!(first(0), [5, 300]);
    assert_eq!(first(6), [300]);
    assert_eq!(first(-500), Vec::<i32>::new(), "no agreement was in force then");
}

#[test]
fn an_empty_place_finds_nothing() {
    assert!(Index::build(Vec::new(), Vec::new()).find(&asked()).hosts.is_empty());
}
