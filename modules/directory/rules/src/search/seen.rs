//! What a search has seen on its way: who could be chosen, who almost, and how good the best are so far.

use std::cmp::Ordering;

use super::Service;
use super::found::FirstOffer;

/// A service that can be chosen, with what orders it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) place: usize,
    pub(super) unmet: u8,
    pub(super) rank: u64,
    pub(super) metres: u32,
    pub(super) first: FirstOffer,
}

impl Candidate {
    pub(super) fn key(&self, services: &[Service]) -> impl Ord + use<> {
        let id = services.get(self.place).map(|service| service.id);
        (self.unmet, self.rank, self.metres, self.first.day(), id)
    }
}

/// All that was seen on the way.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) could: Vec<Candidate>,
    /// Could, but for an agreement: how far by the chord, and which.
    pub(super) unsigned: Vec<(Chord, usize)>,
    /// Left out for another reason.
    pub(super) left_out: Vec<(Chord, usize)>,
    /// Unmet needs and rank of the best so far, in order, at most as many as the list is long.
    pub(super) best: Vec<(u8, u64)>,
    /// The distance of the first of them.
    pub(super) leader_metres: u32,
}

/// The square of a straight line through the globe; never NaN, so that it has an order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Chord(pub(super) f64);

impl Eq for Chord {}

impl PartialOrd for Chord {
    fn partial_cmp(&self, other: &Chord) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Chord {
    fn cmp(&self, other: &Chord) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Seen {
    pub(super) fn add(&mut self, candidate: Candidate, list: usize) {
        let standing = (candidate.unmet, candidate.rank);
        let place = self.best.partition_point(|better| *better <= standing);
        if place == 0 {
            self.leader_metres = candidate.metres;
        } else if self.best.first() == Some(&standing) {
            // Of two first by rank either may lead in the end: the farther decides how far the group may reach.
            self.leader_metres = self.leader_metres.max(candidate.metres);
        }
        if place < list {
            self.best.insert(place, standing);
            self.best.truncate(list);
        }
        self.could.push(candidate);
    }
}
