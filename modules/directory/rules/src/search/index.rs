//! The search itself: a grid of squares over the place, looked at in rings around the person until nothing farther out
//! can enter the list.

use std::collections::HashMap;

use kernel::{Day, OrgId, Point};

use super::asked::Asked;
use super::candidate::FreeDays;
use super::found::{FirstOffer, Found, Hit, LeftOut, NotYetSigned, Spread, WhyNot};
use super::grid::Grid;
use super::hot::{Hot, day_bit};
use super::query::{Order, Query};
use super::reasons::reasons;
use super::seen::{Candidate, Chord, Seen};
use super::spread::draw;
use super::{Offers, Service};
use crate::rows::SearchRule;
use crate::{Method, NotAccepted, Procedure};

/// An agreement that lets its parties ask each other for fittings.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The organisations that signed.
    pub parties: Vec<OrgId>,
    /// The first day in force.
    pub from: Day,
    /// The last day in force; none = until it is ended.
    pub until: Option<Day>,
}

/// Services, laid out so that a search looks at few of them. Build it again, or [`Index::replace`], when slots change.
#[derive(Debug)]
pub struct Index {
    services: Vec<Service>,
    prepared: Vec<Prepared>,
    pub(super) agreements: Vec<Agreement>,
    pub(super) by_party: HashMap<OrgId, Vec<u32>>,
    grid: Grid,
    /// The services packed small, in grid order.
    hot: Vec<Hot>,
    /// The first day with a free slot anywhere, when the index was built.
    pub(super) first_day: Day,
}

/// What is worked out once for each service.
#[derive(Debug)]
struct Prepared {
    free: [FreeDays; Method::ALL.len()],
    agreements: Vec<u32>,
}

impl Index {
    /// Lays the services out. Certificates are checked here, on the day of each session.
    pub fn build(services: Vec<Service>, agreements: Vec<Agreement>) -> Index {
        let mut by_party: HashMap<OrgId, Vec<u32>> = HashMap::new();
        for (number, agreement) in (0u32..).zip(&agreements) {
            for party in &agreement.parties {
                by_party.entry(*party).or_default().push(number);
            }
        }
        let prepared: Vec<Prepared> = services.iter().map(|service| prepare(service, &by_party)).collect();
        let grid = Grid::over(&services);
        let earliest = |known: &Prepared| known.free.iter().filter_map(|free| free.days().next()).min();
        let first_day = prepared.iter().filter_map(earliest).min().unwrap_or(Day::from_epoch_days(0));
        let packed =
            |place: &usize| Some(packed(*place, services.get(*place)?, prepared.get(*place)?, first_day));
        let hot = grid.places().iter().filter_map(packed).collect();
        Index { services, prepared, agreements, by_party, grid, hot, first_day }
    }

    /// The services, in the order in which they were given.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// Puts a service with changed slots or rules in the place of the one with its id. False where there is none, or where
    /// it moved: then the index is built again.
    pub fn replace(&mut self, service: Service) -> bool {
        let place = self.services.iter().position(|known| known.id == service.id && known.at == service.at);
        let Some(place) = place else { return false };
        let fresh = prepare(&service, &self.by_party);
        if let Some(hot) = self.hot.iter_mut().find(|hot| hot.place == place) {
            *hot = packed(place, &service, &fresh, self.first_day);
        }
        if let (Some(old), Some(worked_out)) = (self.services.get_mut(place), self.prepared.get_mut(place)) {
            *old = service;
            *worked_out = fresh;
        }
        true
    }

    /// The best hosts by the rule of the day, through the grid.
    pub fn find(&self, query: &Query) -> Found<'_> {
        let asked = Asked::of(self, query);
        let mut seen = Seen::default();
        for ring in 0..self.grid.rings(query.from) {
            self.grid.ring(query.from, ring, |stretch| {
                for hot in self.hot.get(stretch).unwrap_or_default() {
                    let may = hot.may(&asked.wanted);
                    if !(may && asked.is_surely_beyond(&seen, hot)) {
                        self.look(&asked, hot, may, &mut seen);
                    }
                }
            });
            if asked.is_settled(&seen, self.grid.outside(ring)) {
                break;
            }
        }
        self.answer(&asked, seen)
    }

    /// The same answer from a whole look at every service: what [`Index::find`] is checked against and measured beside.
    pub fn find_by_looking_at_all(&self, query: &Query) -> Found<'_> {
        let asked = Asked::of(self, query);
        let mut seen = Seen::default();
        for hot in &self.hot {
            self.look(&asked, hot, true, &mut seen);
        }
        self.answer(&asked, seen)
    }

    /// Why one service is not to be chosen, or nothing where it is.
    pub fn why_not(&self, query: &Query, service: &Service) -> Option<WhyNot> {
        let place = self.services.iter().position(|known| known.id == service.id)?;
        self.assess(&Asked::of(self, query), place).err()
    }

    fn look(&self, asked: &Asked<'_>, hot: &Hot, may: bool, seen: &mut Seen) {
        let assessed = if may { self.assess(asked, hot.place) } else { Err(WhyNot::NoFreeSlot) };
        match assessed {
            Ok(first) => self.consider(asked, hot.place, first, seen),
            Err(WhyNot::NotYetSigned) => {
                seen.unsigned.push((Chord(hot.chord_squared(&asked.wanted)), hot.place));
            }
            // The reason is found again for the few that are shown.
            Err(_) => seen.left_out.push((Chord(hot.chord_squared(&asked.wanted)), hot.place)),
        }
    }

    fn consider(&self, asked: &Asked<'_>, place: usize, first: FirstOffer, seen: &mut Seen) {
        let Some(service) = self.services.get(place) else { return };
        let unmet = service.support.unmet_languages(&asked.query.needs);
        // What cannot stand in the list by its date alone need not be measured.
        if asked.is_beyond(seen, unmet, asked.rank(0, first)) {
            return;
        }
        let metres = whole_metres(asked.query.from, service.at);
        let rank = asked.rank(metres, first);
        if !asked.is_beyond(seen, unmet, rank) {
            seen.add(Candidate { place, unmet, rank, metres, first }, asked.rule.list);
        }
    }

    fn assess(&self, asked: &Asked<'_>, place: usize) -> Result<FirstOffer, WhyNot> {
        let query = asked.query;
        let (Some(service), Some(prepared)) = (self.services.get(place), self.prepared.get(place)) else {
            return Err(WhyNot::NoFreeSlot);
        };
        if service.organisation == query.sender {
            return Err(WhyNot::Yourself);
        }
        if !service.kind.can_fit() {
            return Err(WhyNot::NotAccepted(NotAccepted::NotThatMethod));
        }
        if !asked.purse.is_some_and(|purse| service.purses.contains(&purse)) {
            return Err(WhyNot::NoContract);
        }
        service.acceptance.takes(query.method, query.purpose, query.person).map_err(WhyNot::NotAccepted)?;
        let beyond = |limit: kernel::Metres| f64::from(whole_metres(query.from, service.at)) > limit.0;
        if query.travel_limit.is_some_and(beyond) {
            return Err(WhyNot::TooFar);
        }
        if let Some(missing) = service.support.missing_access(&query.needs) {
            return Err(WhyNot::Access(missing));
        }
        if !service.support.chaperones(query.needs.chaperone) {
            return Err(WhyNot::NoSuchChaperone);
        }
        let first = first_offer(service, prepared, query, &asked.rule)?;
        if asked.in_force.iter().any(|number| prepared.agreements.contains(number)) {
            Ok(first)
        } else {
            Err(WhyNot::NotYetSigned)
        }
    }

    fn answer(&self, asked: &Asked<'_>, mut seen: Seen) -> Found<'_> {
        let mut could = std::mem::take(&mut seen.could);
        could.sort_unstable_by_key(|candidate| candidate.key(&self.services));
        let drawn = self.share(asked, &could);
        if let Some((place, _)) = drawn {
            could.get_mut(..=place).unwrap_or_default().rotate_right(1);
        }
        let full = could.len() >= asked.rule.list;
        could.truncate(asked.rule.list);
        let farthest = could.iter().map(|candidate| candidate.metres).max().unwrap_or_default();
        let reach = if full { farthest } else { u32::MAX };
        let spread = drawn.map(|(_, spread)| spread);
        let hosts = could.iter().enumerate().filter_map(|(rank, candidate)| {
            self.hit(asked, candidate, if rank == 0 { spread } else { None })
        });
        Found {
            hosts: hosts.collect(),
            spread,
            not_yet_signed: (self.nearest(asked, seen.unsigned, reach).into_iter())
                .map(|(_, service, metres)| NotYetSigned { service, metres })
                .collect(),
            left_out: (self.nearest(asked, seen.left_out, reach).into_iter())
                .filter_map(|(place, service, metres)| {
                    self.assess(asked, place).err().map(|why| LeftOut { service, metres, why })
                })
                .collect(),
        }
    }

    /// The nearest few of those, no farther than the reach, nearest first.
    fn nearest(
        &self,
        asked: &Asked<'_>,
        mut all: Vec<(Chord, usize)>,
        reach: u32,
    ) -> Vec<(usize, &Service, u32)> {
        if asked.rule.list < all.len() {
            all.select_nth_unstable(asked.rule.list);
            all.truncate(asked.rule.list);
        }
        all.sort_unstable();
        let measured = |(_, place): (Chord, usize)| {
            let service = self.services.get(place)?;
            Some((place, service, whole_metres(asked.query.from, service.at)))
        };
        all.into_iter().filter_map(measured).filter(|(_, _, metres)| *metres <= reach).collect()
    }

    /// Who of the sorted candidates is drawn to stand first, where several are equally good.
    fn share(&self, asked: &Asked<'_>, could: &[Candidate]) -> Option<(usize, Spread)> {
        let leader = could.first()?;
        if asked.query.order != Order::Combined || matches!(leader.first, FirstOffer::ByTelephone(_)) {
            return None;
        }
        let (mut near, mut far) = (leader.metres, leader.metres);
        let (mut soon, mut late) = (leader.first.day(), leader.first.day());
        let mut group: Vec<(usize, u32)> = Vec::new();
        for (place, candidate) in could.iter().enumerate() {
            let FirstOffer::Slot(day) = candidate.first else { continue };
            let spans = (near.min(candidate.metres), far.max(candidate.metres), soon.min(day), late.max(day));
            let fits = candidate.unmet == leader.unmet
                && spans.1 - spans.0 <= asked.rule.spread_metres
                && spans.3 - spans.2 <= i32::from(asked.rule.spread_days);
            if fits {
                (near, far, soon, late) = spans;
                group.push((place, self.free_slots(asked, candidate)));
            }
        }
        if group.len() < 2 {
            return None;
        }
        let drawn = draw(asked.query.ask, group.iter().map(|(_, free)| *free))?;
        let (place, _) = group.get(drawn)?;
        let free_slots = group.iter().map(|(_, free)| *free).sum();
        Some((*place, Spread { among: group.len(), free_slots }))
    }

    fn free_slots(&self, asked: &Asked<'_>, candidate: &Candidate) -> u32 {
        let to = asked.query.on + i32::from(asked.rule.share_days);
        let free = self.prepared.get(candidate.place).and_then(|known| known.free.get(asked.method_place));
        free.map_or(0, |free| free.free_between(asked.query.on, to))
    }

    fn hit(&self, asked: &Asked<'_>, candidate: &Candidate, spread: Option<Spread>) -> Option<Hit<'_>> {
        let service = self.services.get(candidate.place)?;
        let mut hit = Hit {
            service,
            metres: candidate.metres,
            first: candidate.first,
            free_slots: self.free_slots(asked, candidate),
            reasons: Vec::new(),
        };
        hit.reasons = reasons(&hit, asked.query, spread);
        Some(hit)
    }
}

fn packed(place: usize, service: &Service, prepared: &Prepared, first_day: Day) -> Hot {
    // A day before the first bit came with a change after the index was built: without bits the whole is looked at.
    let known = |free: &FreeDays| free.days().next().is_some_and(|day| day >= first_day);
    let bits = |free: &FreeDays| match known(free) {
        true => free.days().fold(0, |bits, day| bits | day_bit(day, first_day)),
        false => 0,
    };
    let days = prepared.free.each_ref().map(bits);
    Hot::of(place, service, days, &prepared.agreements)
}

fn prepare(service: &Service, by_party: &HashMap<OrgId, Vec<u32>>) -> Prepared {
    Prepared {
        free: Method::ALL.map(|method| FreeDays::of(service, method)),
        agreements: by_party.get(&service.organisation).cloned().unwrap_or_default(),
    }
}

fn first_offer(
    service: &Service,
    prepared: &Prepared,
    query: &Query,
    rule: &SearchRule,
) -> Result<FirstOffer, WhyNot> {
    match &service.offers {
        Offers::Slots(_) => {
            let free = prepared.free.get(query.method.index());
            free.and_then(|free| free.first_from(query.on)).map(FirstOffer::Slot).ok_or(WhyNot::NoFreeSlot)
        }
        Offers::ByTelephone { about_days } => {
            let day = query.on + i32::from(about_days.unwrap_or(rule.telephone_days));
            let valid = service.fitters.iter().any(|who| who.takes_new(query.method, Procedure::Fit, day));
            if !valid {
                return Err(WhyNot::NobodyValid);
            }
            if service.acceptance.left_in_week_of(day).is_some_and(|left| left == 0) {
                return Err(WhyNot::NoFreeSlot);
            }
            Ok(FirstOffer::ByTelephone(day))
        }
    }
}

/// The straight line in whole metres, so that an order by it is the same on every machine's print.
fn whole_metres(from: Point, to: Point) -> u32 {
    let metres = from.straight_line_to(to).0.round();
    if metres.is_finite() { metres.clamp(0.0, 4e9) as u32 } else { u32::MAX }
}
