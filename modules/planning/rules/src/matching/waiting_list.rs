//! A waiting list spread over sites (or sites by week) under their capacities at least total cost, with what one more
//! place at each site would save.
//!
//! People are many and sites are few, so the search for a cheaper arrangement runs over sites: a person who comes may
//! push another from a full site to the next. The cheapest push between each pair of sites is kept in a heap.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;

/// People to be placed: a row of costs for each, `None` where a person cannot go (competence, consent, reach).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingList {
    /// How many people each site can take.
    pub capacity: Vec<u32>,
    /// Person by person, one cost for each site.
    pub costs: Vec<Option<u32>>,
}

/// Everybody placed at least cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The site of each person.
    pub site: Vec<usize>,
    /// The total cost.
    pub cost: i64,
    /// What one more place at each site would save.
    pub one_more_saves: Vec<i64>,
}

/// Why people cannot all be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpreadRefused {
    /// The costs are not one row for each person.
    Ragged,
    /// Some people cannot be placed: these sites are full and nobody in them can go elsewhere.
    NotEnough {
        /// How many people were placed before the first who could not be.
        placed: usize,
        /// The person (from 0) who could not be placed.
        person: usize,
        /// The sites in the way; empty where the person can go nowhere at all.
        full: Vec<usize>,
    },
}

impl fmt::Display for SpreadRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpreadRefused::Ragged => write!(f, "every person needs one cost for each site"),
            SpreadRefused::NotEnough { person, full, .. } if full.is_empty() => {
                write!(f, "person {} can go to no site: check competence, consent and reach", person + 1)
            }
            SpreadRefused::NotEnough { placed, person, full } => {
                let sites: Vec<String> = full.iter().take(10).map(|s| (s + 1).to_string()).collect();
                write!(
                    f,
                    "capacity is below demand: after {placed} people there is no room for person {} at sites {}; add places there",
                    person + 1,
                    sites.join(", ")
                )
            }
        }
    }
}

impl std::error::Error for SpreadRefused {}

struct Search<'a> {
    list: &'a WaitingList,
    sites: usize,
    site: Vec<u32>,
    used: Vec<u32>,
    price: Vec<i64>,
    /// `pushes[from * sites + to]`: people at `from` by what moving them to `to` adds, lazily kept.
    pushes: Vec<BinaryHeap<Reverse<(i64, u32)>>>,
    distance: Vec<i64>,
    came_from: Vec<usize>,
    done: Vec<bool>,
}

const NOBODY: u32 = u32::MAX;

/// Places everybody at least cost.
pub fn spread(list: &WaitingList) -> Result<Spread, SpreadRefused> {
    let sites = list.capacity.len();
    if sites == 0 && list.costs.is_empty() {
        return Ok(Spread { site: Vec::new(), cost: 0, one_more_saves: Vec::new() });
    }
    if sites == 0 || !list.costs.len().is_multiple_of(sites) {
        return Err(SpreadRefused::Ragged);
    }
    let people = list.costs.len() / sites;
    let mut search = Search {
        list,
        sites,
        site: vec![NOBODY; people],
        used: vec![0; sites],
        price: vec![0; sites],
        pushes: vec![BinaryHeap::new(); sites * sites],
        distance: vec![0; sites],
        came_from: vec![0; sites],
        done: vec![false; sites],
    };
    for person in 0..people {
        search.place(person)?;
    }
    let site: Vec<usize> = search.site.iter().map(|s| *s as usize).collect();
    let cost = site.iter().enumerate().map(|(person, s)| search.cost(person, *s).unwrap_or(0)).sum();
    let one_more_saves = search.one_more_saves();
    Ok(Spread { site, cost, one_more_saves })
}

impl Search<'_> {
    #[inline]
    fn cost(&self, person: usize, site: usize) -> Option<i64> {
        self.list.costs[person * self.sites + site].map(i64::from)
    }

    /// The cheapest push from one site to another; people who have left are dropped on the way.
    fn push(&mut self, from: usize, to: usize) -> Option<(i64, u32)> {
        let heap = &mut self.pushes[from * self.sites + to];
        while let Some(Reverse((adds, person))) = heap.peek() {
            if self.site[*person as usize] == from as u32 {
                return Some((*adds, *person));
            }
            heap.pop();
        }
        None
    }

    fn put(&mut self, person: usize, site: usize) {
        self.site[person] = site as u32;
        let Some(here) = self.cost(person, site) else { return };
        for to in 0..self.sites {
            if to != site
                && let Some(there) = self.cost(person, to)
            {
                self.pushes[site * self.sites + to].push(Reverse((there - here, person as u32)));
            }
        }
    }

    /// Dijkstra over the sites, from a person to the nearest free place; prices keep every step at nought or more.
    fn place(&mut self, person: usize) -> Result<(), SpreadRefused> {
        self.done.fill(false);
        for site in 0..self.sites {
            self.distance[site] = self.cost(person, site).map_or(i64::MAX, |c| c + self.price[site]);
            self.came_from[site] = usize::MAX;
        }
        let end = loop {
            let next = (0..self.sites)
                .filter(|s| !self.done[*s] && self.distance[*s] < i64::MAX)
                .min_by_key(|s| (self.distance[*s], *s));
            let Some(at) = next else {
                let full = (0..self.sites).filter(|s| self.done[*s]).collect();
                let placed = self.site.iter().filter(|s| **s != NOBODY).count();
                return Err(SpreadRefused::NotEnough { placed, person, full });
            };
            self.done[at] = true;
            if self.used[at] < self.list.capacity[at] {
                break at;
            }
            for to in 0..self.sites {
                if self.done[to] {
                    continue;
                }
                if let Some((adds, _)) = self.push(at, to) {
                    let along = self.distance[at] + adds + self.price[to] - self.price[at];
                    if along < self.distance[to] {
                        self.distance[to] = along;
                        self.came_from[to] = at;
                    }
                }
            }
        };
        let length = self.distance[end];
        for site in 0..self.sites {
            if self.done[site] {
                self.price[site] += length - self.distance[site];
            }
        }
        self.used[end] += 1;
        let mut to = end;
        while self.came_from[to] != usize::MAX {
            let from = self.came_from[to];
            if let Some((_, moved)) = self.push(from, to) {
                self.put(moved as usize, to);
            }
            to = from;
        }
        self.put(person, to);
        Ok(())
    }

    /// What a further place at each site saves: the best chain of moves that ends there (Bellman and Ford over sites).
    fn one_more_saves(&mut self) -> Vec<i64> {
        let mut steps = Vec::new();
        for from in 0..self.sites {
            for to in 0..self.sites {
                if let Some((adds, _)) = self.push(from, to) {
                    steps.push((from, to, adds));
                }
            }
        }
        let mut best = vec![0i64; self.sites];
        for _ in 0..self.sites {
            let mut changed = false;
            for (from, to, adds) in &steps {
                let through = best[*from] + adds;
                if through < best[*to] {
                    best[*to] = through;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        best.into_iter().map(|b| -b).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;
    use crate::matching::{Arc, Network, cheapest_flow};

    fn random(seed: u64, people: usize, sites: usize) -> WaitingList {
        let mut chance = Chance::new(seed, 2);
        let costs =
            (0..people * sites).map(|_| (chance.below(5) > 0).then(|| chance.below(40) as u32)).collect();
        let capacity = (0..sites).map(|_| (people / sites + chance.below(3)) as u32).collect();
        WaitingList { capacity, costs }
    }

    fn by_flow(list: &WaitingList) -> Option<i128> {
        let sites = list.capacity.len();
        let people = list.costs.len() / sites;
        let end = people + sites;
        let mut arcs = Vec::new();
        for (at, cost) in list.costs.iter().enumerate() {
            if let Some(cost) = cost {
                arcs.push(Arc {
                    from: at / sites,
                    to: people + at % sites,
                    low: 0,
                    capacity: 1,
                    cost: i64::from(*cost),
                });
            }
        }
        for (site, capacity) in list.capacity.iter().enumerate() {
            arcs.push(Arc { from: people + site, to: end, low: 0, capacity: i64::from(*capacity), cost: 0 });
        }
        let mut supply = vec![1; people];
        supply.extend(vec![0; sites]);
        supply.push(-(people as i64));
        cheapest_flow(&Network { supply, arcs }).ok().map(|f| f.cost)
    }

    #[test]
    fn agrees_with_the_flow_and_so_does_the_price_of_one_more_place() {
        let mut placed = 0;
        for seed in 0..80 {
            let list = random(seed, 24, 5);
            let flow = by_flow(&list);
            let found = spread(&list);
            assert_eq!(found.as_ref().ok().map(|s| i128::from(s.cost)), flow, "seed {seed}");
            let Ok(found) = found else { continue };
            placed += 1;
            for site in 0..5 {
                let mut more = list.clone();
                more.capacity[site] += 1;
                let saved = i128::from(found.cost) - by_flow(&more).unwrap();
                assert_eq!(i128::from(found.one_more_saves[site]), saved, "seed {seed} site {site}");
            }
        }
        assert!(placed > 20);
    }

    #[test]
    fn no_room_is_said_in_words() {
        let list = WaitingList { capacity: vec![1], costs: vec![Some(1), Some(2)] };
        assert!(spread(&list).unwrap_err().to_string().contains("no room for person 2 at sites 1"));
        let list = WaitingList { capacity: vec![1], costs: vec![None] };
        assert!(spread(&list).unwrap_err().to_string().contains("person 1 can go to no site"));
    }
}
