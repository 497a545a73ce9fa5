//! Backup cover: the sites that bring most people within a journey of two open sites, so that one can close for a day
//! (Hogan and ReVelle 1986). Branch and bound over sites: a person with one open site near counts half in the bound, which
//! no choice of the rest can beat.

use super::problem::{Problem, Standing};
use crate::Watch;

/// The best backup cover found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The open sites from 0, in order.
    pub sites: Vec<usize>,
    /// People with two open sites within the radius.
    pub reached_twice: i64,
    /// People with one at least.
    pub reached_once: i64,
    /// No plan reaches more people twice.
    pub bound: i64,
    /// Whether the bound is reached.
    pub proven: bool,
}

struct Search<'p, 'w, 'b> {
    /// By site, the customers within the radius.
    near: Vec<Vec<u32>>,
    weights: &'p [u32],
    count: Vec<u32>,
    open: Vec<usize>,
    best: (i64, Vec<usize>),
    left_bound: i64,
    watch: &'w mut Watch<'b>,
}

/// Finds the sites that reach most people twice within the radius.
pub fn backup(problem: &Problem, radius: u32, watch: &mut Watch<'_>) -> Backup {
    let (customers, sites) = (problem.customers(), problem.sites());
    let near: Vec<Vec<u32>> = (0..sites)
        .map(|site| {
            (0..customers).filter(|c| problem.journey(*c, site) <= radius).map(|c| c as u32).collect()
        })
        .collect();
    let mut search = Search {
        near,
        weights: &problem.weights,
        count: vec![0; customers],
        open: Vec::new(),
        best: (-1, Vec::new()),
        left_bound: -1,
        watch,
    };
    for site in (0..sites).filter(|site| problem.standing[*site] == Standing::Open) {
        search.put(site);
    }
    let free: Vec<usize> = (0..sites).filter(|site| problem.standing[*site] == Standing::Free).collect();
    let wanted = problem.open_count().saturating_sub(search.open.len());
    search.go(&free, wanted);
    let (reached_twice, mut plan) = search.best.clone();
    plan.sort_unstable();
    let bound = search.left_bound.max(reached_twice);
    let people: i64 = (0..customers)
        .filter(|c| plan.iter().any(|site| problem.journey(*c, *site) <= radius))
        .map(|c| i64::from(problem.weights[c]))
        .sum();
    Backup { proven: bound == reached_twice, sites: plan, reached_twice, reached_once: people, bound }
}

impl Search<'_, '_, '_> {
    fn put(&mut self, site: usize) {
        self.open.push(site);
        for customer in &self.near[site] {
            self.count[*customer as usize] += 1;
        }
    }

    fn take(&mut self) {
        let Some(site) = self.open.pop() else { return };
        for customer in &self.near[site] {
            self.count[*customer as usize] -= 1;
        }
    }

    /// Twice what is reached, each person halved: 2 where reached twice, 1 where once.
    fn halves(&self) -> i64 {
        self.count
            .iter()
            .zip(self.weights)
            .map(|(count, weight)| i64::from((*count).min(2)) * i64::from(*weight))
            .sum()
    }

    fn twice(&self) -> i64 {
        self.count
            .iter()
            .zip(self.weights)
            .filter(|(count, _)| **count >= 2)
            .map(|(_, weight)| i64::from(*weight))
            .sum()
    }

    fn go(&mut self, free: &[usize], wanted: usize) {
        if wanted == 0 || free.is_empty() {
            let reached = self.twice();
            if reached > self.best.0 {
                self.best = (reached, self.open.clone());
                let bound = self.left_bound.max(reached);
                self.watch.tell(Some(reached), bound);
            }
            return;
        }
        // What each free site adds in halves, the most first.
        let mut adds: Vec<(i64, usize)> = free
            .iter()
            .map(|site| {
                let new = self.near[*site].iter().filter(|c| self.count[**c as usize] < 2);
                (new.map(|c| i64::from(self.weights[*c as usize])).sum(), *site)
            })
            .collect();
        adds.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        let most = |from: usize| adds[from..].iter().take(wanted).map(|(add, _)| add).sum::<i64>();
        for at in 0..adds.len() {
            if adds.len() - at < wanted {
                return;
            }
            let bound = (self.halves() + most(at)) / 2;
            if bound <= self.best.0 {
                return;
            }
            if !self.watch.step() {
                self.left_bound = self.left_bound.max(bound);
                // A plan at all is owed even to somebody who stops at once.
                if self.best.0 < 0 {
                    adds[at..].iter().take(wanted).for_each(|(_, site)| self.put(*site));
                    self.best = (self.twice(), self.open.clone());
                    (0..wanted).for_each(|_| self.take());
                }
                return;
            }
            self.put(adds[at].1);
            let rest: Vec<usize> = adds[at + 1..].iter().map(|(_, site)| *site).collect();
            self.go(&rest, wanted - 1);
            self.take();
        }
    }
}
