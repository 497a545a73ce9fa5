//! The search itself: a grid of squares over the place, looked at in rings around the person until nothing farther out
//! can enter the list.

use std::collections::HashMap;

use kernel::{Day, OrgId, Point};

use super::candidate::FreeDays;
use super::found::{FirstOffer, Found, Hit, LeftOut, NotYetSigned, Spread, WhyNot};
use super::query::{Order, Query};
use super::spread::draw;
use super::{Offers, Service};
use crate::rows::{self, SearchRule};
use crate::{Bsl, Method, NotAccepted, Procedure, Purse};

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
    agreements: Vec<Agreement>,
    by_party: HashMap<OrgId, Vec<u32>>,
    grid: Grid,
}

/// What is worked out once for each service.
#[derive(Debug)]
struct Prepared {
    free: [FreeDays; Method::ALL.len()],
    agreements: Vec<u32>,
}

/// A service that can be chosen, with what orders it.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    place: usize,
    unmet: u8,
    rank: u64,
    metres: u32,
    first: FirstOffer,
}

impl Candidate {
    fn key(&self, services: &[Service]) -> impl Ord + use<> {
        let id = services.get(self.place).map(|service| service.id);
        (self.unmet, self.rank, self.metres, self.first.day(), id)
    }
}

/// All that was seen on the way.
#[derive(Default)]
struct Seen {
    could: Vec<Candidate>,
    unsigned: Vec<(u32, usize)>,
    left_out: Vec<(u32, usize, WhyNot)>,
    /// Ranks of the best so far among those that meet every need, at most as many as the list is long, in order.
    best: Vec<u64>,
    leader_metres: u32,
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
        let prepared = services.iter().map(|service| prepare(service, &by_party)).collect();
        let grid = Grid::over(&services);
        Index { services, prepared, agreements, by_party, grid }
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
        if let (Some(old), Some(worked_out)) = (self.services.get_mut(place), self.prepared.get_mut(place)) {
            *old = service;
            *worked_out = fresh;
        }
        true
    }

    /// The best hosts by the rule of the day, through the grid.
    pub fn find(&self, query: &Query) -> Found<'_> {
        let asked = Asked::of(self, query);
        let mut seen = Seen { leader_metres: u32::MAX, ..Seen::default() };
        for (ring, nearest_outside) in self.grid.rings(query.from) {
            for place in ring {
                self.look(&asked, place, &mut seen);
            }
            if asked.is_settled(&seen, nearest_outside) {
                break;
            }
        }
        self.answer(&asked, seen)
    }

    /// The same answer from a look at every service: what [`Index::find`] is checked against and measured beside.
    pub fn find_by_looking_at_all(&self, query: &Query) -> Found<'_> {
        let asked = Asked::of(self, query);
        let mut seen = Seen { leader_metres: u32::MAX, ..Seen::default() };
        for place in 0..self.services.len() {
            self.look(&asked, place, &mut seen);
        }
        self.answer(&asked, seen)
    }

    /// Why one service is not to be chosen, or nothing where it is.
    pub fn why_not(&self, query: &Query, service: &Service) -> Option<WhyNot> {
        let place = self.services.iter().position(|known| known.id == service.id)?;
        let metres = whole_metres(query.from, service.at);
        self.assess(&Asked::of(self, query), place, metres).err()
    }

    fn look(&self, asked: &Asked<'_>, place: usize, seen: &mut Seen) {
        let Some(service) = self.services.get(place) else { return };
        let metres = whole_metres(asked.query.from, service.at);
        match self.assess(asked, place, metres) {
            Ok(first) => {
                let unmet = service.support.unmet_languages(&asked.query.needs);
                let candidate = Candidate { place, unmet, rank: asked.rank(metres, first), metres, first };
                seen.add(candidate, asked.rule.list);
            }
            Err(WhyNot::NotYetSigned) => seen.unsigned.push((metres, place)),
            Err(why) => seen.left_out.push((metres, place, why)),
        }
    }

    fn assess(&self, asked: &Asked<'_>, place: usize, metres: u32) -> Result<FirstOffer, WhyNot> {
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
        if query.travel_limit.is_some_and(|limit| f64::from(metres) > limit.0) {
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
        let full = could.len() >= asked.rule.list;
        self.keep_what_may_stand(asked, &mut could);
        could.sort_unstable_by_key(|candidate| candidate.key(&self.services));
        let drawn = self.share(asked, &could);
        if let Some((place, _)) = drawn {
            could.get_mut(..=place).unwrap_or_default().rotate_right(1);
        }
        could.truncate(asked.rule.list);
        let farthest = could.iter().map(|candidate| candidate.metres).max().unwrap_or_default();
        let within = |metres: u32| !full || metres <= farthest;
        let spread = drawn.map(|(_, spread)| spread);
        let hosts = could.iter().enumerate().filter_map(|(rank, candidate)| {
            self.hit(asked, candidate, if rank == 0 { spread } else { None })
        });
        let id_at = |place: usize| self.services.get(place).map(|service| service.id);
        seen.unsigned.retain(|(metres, _)| within(*metres));
        keep_least(&mut seen.unsigned, asked.rule.list, |(metres, place)| (*metres, id_at(*place)));
        seen.left_out.retain(|(metres, _, _)| within(*metres));
        keep_least(&mut seen.left_out, asked.rule.list, |(metres, place, _)| (*metres, id_at(*place)));
        Found {
            hosts: hosts.collect(),
            spread,
            not_yet_signed: (seen.unsigned.iter().take(asked.rule.list))
                .filter_map(|(metres, place)| {
                    self.services.get(*place).map(|service| NotYetSigned { service, metres: *metres })
                })
                .collect(),
            left_out: (seen.left_out.iter().take(asked.rule.list))
                .filter_map(|(metres, place, why)| {
                    self.services.get(*place).map(|service| LeftOut { service, metres: *metres, why: *why })
                })
                .collect(),
        }
    }

    /// Drops all but the first of the list and those near enough to the leader to share with it: a look at every service
    /// may find thousands, and sorting them all costs more than finding them.
    fn keep_what_may_stand(&self, asked: &Asked<'_>, could: &mut Vec<Candidate>) {
        let Some(last) = asked.rule.list.checked_sub(1).filter(|last| *last < could.len()) else { return };
        let (_, at_last, _) = could.select_nth_unstable_by_key(last, |candidate| candidate.key(&self.services));
        let (last_key, leader) = (at_last.key(&self.services), could.iter().take(last + 1).copied());
        let Some(leader) = leader.min_by_key(|candidate| candidate.key(&self.services)) else { return };
        could.retain(|candidate| {
            candidate.metres.abs_diff(leader.metres) <= asked.rule.spread_metres
                || candidate.key(&self.services) <= last_key
        });
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
        hit.reasons = reasons(&hit, asked, spread);
        Some(hit)
    }
}

impl Seen {
    fn add(&mut self, candidate: Candidate, list: usize) {
        if candidate.unmet == 0 {
            let place = self.best.partition_point(|rank| *rank <= candidate.rank);
            if place == 0 {
                self.leader_metres = candidate.metres;
            } else if self.best.first() == Some(&candidate.rank) {
                // Of two first by rank either may lead in the end: the farther decides how far the group may reach.
                self.leader_metres = self.leader_metres.max(candidate.metres);
            }
            if place < list {
                self.best.insert(place, candidate.rank);
                self.best.truncate(list);
            }
        }
        self.could.push(candidate);
    }
}

/// A query with what follows from it for every service.
struct Asked<'q> {
    query: &'q Query,
    rule: SearchRule,
    purse: Option<Purse>,
    in_force: Vec<u32>,
    method_place: usize,
}

impl<'q> Asked<'q> {
    fn of(index: &Index, query: &'q Query) -> Asked<'q> {
        let in_force = |number: &u32| {
            usize::try_from(*number).ok().and_then(|place| index.agreements.get(place)).is_some_and(
                |agreement| {
                    agreement.from <= query.on && agreement.until.is_none_or(|until| query.on <= until)
                },
            )
        };
        let signed = index.by_party.get(&query.sender).map(Vec::as_slice).unwrap_or_default();
        Asked {
            query,
            rule: rows::SEARCH.on(query.on),
            purse: query.purpose.purse(query.on),
            in_force: signed.iter().copied().filter(in_force).collect(),
            method_place: query.method.index(),
        }
    }

    /// What the order goes by first; the smaller the better.
    fn rank(&self, metres: u32, first: FirstOffer) -> u64 {
        let days = u64::try_from(first.day() - self.query.on).unwrap_or_default();
        match self.query.order {
            Order::Combined => u64::from(metres) + days * u64::from(self.rule.metres_a_day),
            Order::Nearest => u64::from(metres),
            Order::Soonest => days,
        }
    }

    /// Whether nothing at that distance or farther can change the answer. In the first two orders a rank is never smaller
    /// than the distance.
    fn is_settled(&self, seen: &Seen, nearest_outside: f64) -> bool {
        let Some(last) = seen.best.get(self.rule.list.saturating_sub(1)) else { return false };
        let spread = u64::from(seen.leader_metres) + u64::from(self.rule.spread_metres);
        match self.query.order {
            Order::Combined => nearest_outside > (*last).max(spread) as f64,
            Order::Nearest => nearest_outside > *last as f64,
            Order::Soonest => false,
        }
    }
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

/// Keeps the least so many, in order.
fn keep_least<T, K: Ord>(all: &mut Vec<T>, count: usize, key: impl Fn(&T) -> K) {
    if count < all.len() {
        all.select_nth_unstable_by_key(count, &key);
        all.truncate(count);
    }
    all.sort_unstable_by_key(key);
}

/// The straight line in whole metres, so that an order by it is the same on every machine's print.
fn whole_metres(from: Point, to: Point) -> u32 {
    let metres = from.straight_line_to(to).0.round();
    if metres.is_finite() { metres.clamp(0.0, 4e9) as u32 } else { u32::MAX }
}

fn reasons(hit: &Hit<'_>, asked: &Asked<'_>, spread: Option<Spread>) -> Vec<String> {
    let needs = &asked.query.needs;
    let mut reasons = vec![format!("{:.1} miles in a straight line", hit.miles())];
    reasons.push(match hit.first {
        FirstOffer::Slot(day) => format!("first free slot {}", day.in_words()),
        FirstOffer::ByTelephone(day) => {
            let days = day - asked.query.on;
            let about = if days % 7 == 0 && days > 0 {
                format!("{} week{}", days / 7, if days == 7 { "" } else { "s" })
            } else {
                format!("{days} day{}", if days == 1 { "" } else { "s" })
            };
            format!("offers by telephone, next about {about}")
        }
    });
    if needs.bsl {
        reasons.push(match hit.service.support.bsl {
            Bsl::Staff => "somebody there signs".to_owned(),
            Bsl::Bookable => "a sign-language interpreter can be booked".to_owned(),
            Bsl::No => "no sign language there: an interpreter has to be brought".to_owned(),
        });
    }
    if let Some(language) = &needs.language {
        let support = &hit.service.support;
        reasons.push(if support.languages.contains(&language.to_lowercase()) {
            format!("speaks {language}")
        } else if support.interpreter {
            format!("an interpreter for {language} can be booked")
        } else {
            format!("no {language} there: an interpreter has to be brought")
        });
    }
    if let Some(spread) = spread {
        reasons.push(format!(
            "drawn among {} hosts as near and as soon, by their {} free slots",
            spread.among, spread.free_slots
        ));
    }
    reasons
}

/// Squares of equal height over all services, each with the services in it.
#[derive(Debug, Default)]
struct Grid {
    south: f64,
    west: f64,
    /// Height and width of a square in degrees.
    step: (f64, f64),
    /// The shorter side of the smallest square in metres, a little less for safety.
    side_metres: f64,
    rows: usize,
    columns: usize,
    /// Where each square begins in `places`; one more at the end.
    starts: Vec<usize>,
    places: Vec<usize>,
}

const METRES_IN_DEGREE: f64 = 111_190.0;
/// Services in a square on average: few enough that a ring is cheap, enough that rings are few.
const SERVICES_IN_SQUARE: f64 = 4.0;
const SIDE_METRES_MIN: f64 = 250.0;
/// Squares narrow to the north and great circles bend; what is outside a ring is at least this part of the sides away.
const SAFETY: f64 = 0.97;

impl Grid {
    fn over(services: &[Service]) -> Grid {
        let points = || services.iter().map(|service| service.at);
        let south = points().map(|at| at.latitude).fold(f64::INFINITY, f64::min);
        let north = points().map(|at| at.latitude).fold(f64::NEG_INFINITY, f64::max);
        let west = points().map(|at| at.longitude).fold(f64::INFINITY, f64::min);
        let east = points().map(|at| at.longitude).fold(f64::NEG_INFINITY, f64::max);
        if services.is_empty() {
            return Grid { starts: vec![0, 0], rows: 1, columns: 1, step: (1.0, 1.0), ..Grid::default() };
        }
        // At the north edge a degree of longitude is shortest: squares are measured there, so none is narrower.
        let degree_east = METRES_IN_DEGREE * north.to_radians().cos();
        let (height, width) = ((north - south) * METRES_IN_DEGREE, (east - west) * degree_east);
        let wanted = (height * width * SERVICES_IN_SQUARE / services.len() as f64).sqrt();
        // A long thin place would make ever smaller squares; at most about 400 a side.
        let side = wanted.max(SIDE_METRES_MIN).max(height.max(width) / 400.0);
        let step = (side / METRES_IN_DEGREE, side / degree_east);
        let mut grid = Grid {
            south,
            west,
            step,
            side_metres: side * SAFETY,
            rows: (height / side) as usize + 1,
            columns: (width / side) as usize + 1,
            starts: Vec::new(),
            places: Vec::new(),
        };
        let mut squares: Vec<(usize, usize)> =
            services.iter().enumerate().map(|(place, service)| (grid.square(service.at), place)).collect();
        squares.sort_unstable();
        grid.starts = (0..=grid.rows * grid.columns)
            .map(|square| squares.partition_point(|(known, _)| *known < square))
            .collect();
        grid.places = squares.into_iter().map(|(_, place)| place).collect();
        grid
    }

    /// Row and column of a point; a point outside stands in the nearest square.
    fn row_and_column(&self, at: Point) -> (usize, usize) {
        let row = ((at.latitude - self.south) / self.step.0).clamp(0.0, (self.rows - 1) as f64);
        let column = ((at.longitude - self.west) / self.step.1).clamp(0.0, (self.columns - 1) as f64);
        (row as usize, column as usize)
    }

    fn square(&self, at: Point) -> usize {
        let (row, column) = self.row_and_column(at);
        row * self.columns + column
    }

    fn within(&self, row: usize, columns: std::ops::RangeInclusive<usize>) -> &[usize] {
        let (first, last) = (row * self.columns + columns.start(), row * self.columns + columns.end());
        match (self.starts.get(first), self.starts.get(last + 1)) {
            (Some(from), Some(to)) => self.places.get(*from..*to).unwrap_or_default(),
            (None, _) | (_, None) => &[],
        }
    }

    /// Ring by ring from the square of the point: the services in it, and how far away everything farther out is at least.
    fn rings(&self, at: Point) -> impl Iterator<Item = (Vec<usize>, f64)> + '_ {
        let (row, column) = self.row_and_column(at);
        let last = row.max(self.rows - 1 - row).max(column.max(self.columns - 1 - column));
        (0..=last).map(move |ring| {
            let mut places = Vec::new();
            let (left, right) = (column.saturating_sub(ring), (column + ring).min(self.columns - 1));
            for r in row.saturating_sub(ring)..=(row + ring).min(self.rows - 1) {
                if r.abs_diff(row) == ring {
                    places.extend_from_slice(self.within(r, left..=right));
                    continue;
                }
                if column >= ring {
                    places.extend_from_slice(self.within(r, left..=left));
                }
                if ring > 0 && column + ring < self.columns {
                    places.extend_from_slice(self.within(r, right..=right));
                }
            }
            (places, ring as f64 * self.side_metres)
        })
    }
}
