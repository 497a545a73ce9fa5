//! Whom to ring: the services that can fit a copper coil before the window shuts, nearest first.

use directory_rules::acceptance::OutsidePatients;
use directory_rules::search::{Offers, Service};
use directory_rules::{Method, Procedure};
use kernel::{Day, Moment, OrgId, Point, ServiceId};

/// A service that can be rung.
#[derive(Clone, Debug, PartialEq)]
pub struct Reachable {
    /// Which.
    pub service: ServiceId,
    /// Whose.
    pub org: OrgId,
    /// Its name.
    pub name: String,
    /// The number.
    pub telephone: String,
    /// The seat to ask for.
    pub person_to_ask: String,
    /// Straight-line miles.
    pub miles: f64,
    /// When it can.
    pub when: When,
}

/// When a service can fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// On these days, with somebody whose certificate counts, a room and an assistant.
    Sessions(Vec<Day>),
    /// It shows no sessions at all: only the telephone tells.
    Ask,
    /// It has somebody who fits coils, and shows no session in time: rung where the others cannot.
    NoSession,
}

/// The services that fit coils, from a day on and before a moment: nearest first those that can in time, then nearest first
/// those that show no session in time, since a call too many costs a minute and a call too few the coil. Free slots are not looked at: a session that is full may
/// still take an emergency, and only a voice can say so. A session on the last day is named: whether it begins in time is
/// asked on the telephone. Those who see only their own patients are named to nobody else.
pub fn near(services: &[Service], at: Point, own: OrgId, from: Day, until: Moment) -> Vec<Reachable> {
    let mut found: Vec<Reachable> = services
        .iter()
        .filter(|service| is_open_to(service, own))
        .filter_map(|service| {
            Some(Reachable {
                service: service.id,
                org: service.organisation,
                name: service.name.clone(),
                telephone: service.telephone.clone(),
                person_to_ask: service.person_to_ask.clone(),
                miles: at.straight_line_to(service.at).miles(),
                when: when(service, from, until)?,
            })
        })
        .collect();
    let last = |one: &Reachable| one.when == When::NoSession;
    found.sort_by(|one, other| {
        let miles = one.miles.total_cmp(&other.miles);
        last(one).cmp(&last(other)).then(miles).then(one.service.cmp(&other.service))
    });
    found
}

fn is_open_to(service: &Service, own: OrgId) -> bool {
    let fits_coils = service.acceptance.methods.contains(&Method::CuIud);
    let takes_others = matches!(service.acceptance.outside, OutsidePatients::Taken) && fits_coils;
    takes_others || service.organisation == own
}

fn when(service: &Service, from: Day, until: Moment) -> Option<When> {
    let somebody = service.fitters.iter().any(|fitter| fitter.takes_new(Method::CuIud, Procedure::Fit, from));
    match &service.offers {
        Offers::Slots(sessions) => {
            let mut days: Vec<Day> = sessions
                .iter()
                .filter(|session| session.day >= from && Moment::start_of(session.day) < until)
                .filter(|session| session.offers(Method::CuIud, Procedure::Fit, &service.fitters).is_ok())
                .map(|session| session.day)
                .collect();
            days.sort_unstable();
            days.dedup();
            match days.is_empty() {
                false => Some(When::Sessions(days)),
                true => somebody.then_some(When::NoSession),
            }
        }
        Offers::ByTelephone { .. } => somebody.then_some(When::Ask),
    }
}
