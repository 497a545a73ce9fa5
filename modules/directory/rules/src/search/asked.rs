//! A query with what follows from it for every service: the rule of the day, the payer, the agreements in force.

use super::Index;
use super::found::FirstOffer;
use super::hot::{Hot, Wanted};
use super::query::{Order, Query};
use super::seen::Seen;
use crate::Purse;
use crate::rows::{self, SearchRule};

/// A query with what follows from it for every service.
pub(super) struct Asked<'q> {
    pub(super) query: &'q Query,
    pub(super) rule: SearchRule,
    pub(super) purse: Option<Purse>,
    pub(super) wanted: Wanted,
    pub(super) in_force: Vec<u32>,
    pub(super) method_place: usize,
}

impl<'q> Asked<'q> {
    pub(super) fn of(index: &Index, query: &'q Query) -> Asked<'q> {
        let in_force = |number: &u32| {
            usize::try_from(*number).ok().and_then(|place| index.agreements.get(place)).is_some_and(
                |agreement| {
                    agreement.from <= query.on && agreement.until.is_none_or(|until| query.on <= until)
                },
            )
        };
        let signed = index.by_party.get(&query.sender).map(Vec::as_slice).unwrap_or_default();
        let purse = query.purpose.purse(query.on);
        let in_force: Vec<u32> = signed.iter().copied().filter(in_force).collect();
        Asked {
            query,
            rule: rows::SEARCH.on(query.on),
            purse,
            wanted: Wanted::of(query, purse, &in_force, index.agreements.len(), index.first_day),
            in_force,
            method_place: query.method.index(),
        }
    }

    /// What the order goes by first; the smaller the better.
    pub(super) fn rank(&self, metres: u32, first: FirstOffer) -> u64 {
        let days = u64::try_from(first.day() - self.query.on).unwrap_or_default();
        match self.query.order {
            Order::Combined => u64::from(metres) + days * u64::from(self.rule.metres_a_day),
            Order::Nearest => u64::from(metres),
            Order::Soonest => days << u32::BITS | u64::from(metres),
        }
    }

    /// Whether nothing at that distance or farther can change the answer. In the first two orders a rank is never smaller
    /// than the distance.
    pub(super) fn is_settled(&self, seen: &Seen, nearest_outside: f64) -> bool {
        let Some((0, last)) = seen.best.get(self.rule.list.saturating_sub(1)) else { return false };
        let spread = u64::from(seen.leader_metres) + u64::from(self.rule.spread_metres);
        match self.query.order {
            Order::Combined => nearest_outside > (*last).max(spread) as f64,
            Order::Nearest => nearest_outside > *last as f64,
            Order::Soonest => false,
        }
    }

    /// Whether the bits alone show that a service which can be chosen can neither stand in the list nor share.
    pub(super) fn is_surely_beyond(&self, seen: &Seen, hot: &Hot) -> bool {
        seen.best.len() >= self.rule.list
            && hot.at_least(&self.wanted).is_some_and(|at_least| {
                let rank = self.rank(at_least.metres, FirstOffer::Slot(at_least.day));
                self.is_beyond(seen, at_least.unmet, rank)
            })
    }

    /// Whether a candidate of that rank can neither stand in the list nor share with its first. Whoever shares is at most
    /// a mile and three days behind the first, and the first only gets better.
    pub(super) fn is_beyond(&self, seen: &Seen, unmet: u8, rank: u64) -> bool {
        let (Some((first_unmet, first)), Some(last)) =
            (seen.best.first(), seen.best.get(self.rule.list.saturating_sub(1)))
        else {
            return false;
        };
        let days = u64::from(self.rule.spread_days) * u64::from(self.rule.metres_a_day);
        let behind = match self.query.order {
            Order::Combined => u64::from(self.rule.spread_metres) + days,
            Order::Nearest | Order::Soonest => 0,
        };
        (unmet, rank) > *last && (unmet, rank) > (*first_unmet, first.saturating_add(behind))
    }
}
