//! A waiting list spread over sites (or sites by week) under their capacities at least total cost, with what one more
//! place at each site would save.
//!
//! People are many and sites are few, so the search for a cheaper arrangement runs over sites: a person who comes may
//! push another from a full site to the next. The cheapest push between each pair of sites is kept, and looked for again
//! only where it is asked for after whoever it was has left.

use std::fmt;

/// People to be placed: a row of costs for each, [`WaitingList::NEVER`] where a person cannot go (competence, consent,
/// reach).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingList {
    /// How many people each site can take.
    pub capacity: Vec<u32>,
    /// Person by person, one cost for each site.
    pub costs: Vec<u32>,
}

impl WaitingList {
    /// Stands for a site where a person cannot go.
    pub const NEVER: u32 = u32::MAX;
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

/// No place on the way.
const NOWHERE: u32 = u32::MAX;
const NOBODY: u32 = u32::MAX;
const NEVER: u32 = WaitingList::NEVER;

/// The cheapest push from one site to another, as far as it is known.
#[derive(Clone, Copy)]
struct Push {
    adds: i64,
    person: u32,
    /// Whether the people at the site must be looked through again, because the one who was cheapest has left.
    stale: bool,
}

const NO_PUSH: Push = Push { adds: i64::MAX, person: NOBODY, stale: false };

struct Search<'a> {
    list: &'a WaitingList,
    sites: usize,
    site: Vec<u32>,
    /// Who is at each site, and where in that list each person stands.
    members: Vec<Vec<u32>>,
    stands: Vec<u32>,
    price: Vec<i64>,
    /// `pushes[from * sites + to]`: who moves most cheaply.
    pushes: Vec<Push>,
    distance: Vec<i64>,
    came_from: Vec<u32>,
    /// Sites not reached for good yet, and those that are.
    open: Vec<u32>,
    done: Vec<u32>,
}

/// Everybody placed, and the rent of each site: nobody is better off elsewhere once rents are paid, and a site with room
/// to spare has none.
pub(super) struct Rented {
    pub site: Vec<u32>,
    pub rent: Vec<i64>,
}

/// Places everybody at least cost.
pub fn spread(list: &WaitingList) -> Result<Spread, SpreadRefused> {
    let mut search = placed(list)?;
    let site: Vec<usize> = search.site.iter().map(|s| *s as usize).collect();
    let cost = site.iter().enumerate().map(|(person, s)| search.cost(person, *s).unwrap_or(0)).sum();
    let one_more_saves = search.one_more_saves();
    Ok(Spread { site, cost, one_more_saves })
}

/// The same with the rents, which prove it.
pub(super) fn rented(list: &WaitingList) -> Result<Rented, SpreadRefused> {
    let search = placed(list)?;
    Ok(Rented { site: search.site, rent: search.price })
}

fn placed(list: &WaitingList) -> Result<Search<'_>, SpreadRefused> {
    let sites = list.capacity.len();
    let ragged = if sites == 0 { !list.costs.is_empty() } else { !list.costs.len().is_multiple_of(sites) };
    if ragged {
        return Err(SpreadRefused::Ragged);
    }
    let people = list.costs.len().checked_div(sites).unwrap_or(0);
    let mut search = Search {
        list,
        sites,
        site: vec![NOBODY; people],
        members: vec![Vec::new(); sites],
        stands: vec![0; people],
        price: vec![0; sites],
        pushes: vec![NO_PUSH; sites * sites],
        distance: vec![0; sites],
        came_from: vec![NOWHERE; sites],
        open: Vec::with_capacity(sites),
        done: Vec::with_capacity(sites),
    };
    for person in 0..people {
        search.place(person)?;
    }
    Ok(search)
}

impl Search<'_> {
    #[inline]
    fn cost(&self, person: usize, site: usize) -> Option<i64> {
        Some(self.list.costs[person * self.sites + site]).filter(|c| *c != NEVER).map(i64::from)
    }

    /// The cheapest push from one site to another; the first person in the list among equals.
    #[inline]
    fn push(&mut self, from: usize, to: usize) -> Push {
        let known = self.pushes[from * self.sites + to];
        if !known.stale {
            return known;
        }
        let mut best = NO_PUSH;
        for person in &self.members[from] {
            let row = *person as usize * self.sites;
            let (here, there) = (self.list.costs[row + from], self.list.costs[row + to]);
            if there != NEVER {
                let adds = i64::from(there) - i64::from(here);
                if (adds, *person) < (best.adds, best.person) {
                    best = Push { adds, person: *person, stale: false };
                }
            }
        }
        self.pushes[from * self.sites + to] = best;
        best
    }

    fn join(&mut self, person: usize, site: usize) {
        self.site[person] = site as u32;
        self.stands[person] = self.members[site].len() as u32;
        self.members[site].push(person as u32);
        let costs = &self.list.costs[person * self.sites..(person + 1) * self.sites];
        let here = i64::from(costs[site]);
        let pushes = &mut self.pushes[site * self.sites..(site + 1) * self.sites];
        for (push, there) in pushes.iter_mut().zip(costs) {
            let adds = i64::from(*there) - here;
            // Where the cheapest has left everybody is looked at again anyway.
            if *there != NEVER && (adds, person as u32) < (push.adds, push.person) {
                *push = Push { adds, person: person as u32, stale: push.stale };
            }
        }
    }

    fn leave(&mut self, person: usize) {
        let site = self.site[person] as usize;
        let at = self.stands[person] as usize;
        self.members[site].swap_remove(at);
        if let Some(moved) = self.members[site].get(at) {
            self.stands[*moved as usize] = at as u32;
        }
        for push in &mut self.pushes[site * self.sites..(site + 1) * self.sites] {
            if push.person == person as u32 {
                *push = Push { stale: true, ..NO_PUSH };
            }
        }
    }

    /// Dijkstra over the sites, from a person to the nearest free place; prices keep every step at nought or more.
    fn place(&mut self, person: usize) -> Result<(), SpreadRefused> {
        self.done.clear();
        self.open.clear();
        for site in 0..self.sites {
            self.came_from[site] = NOWHERE;
            if let Some(cost) = self.cost(person, site) {
                self.distance[site] = cost + self.price[site];
            } else {
                self.distance[site] = i64::MAX;
            }
            self.open.push(site as u32);
        }
        let end = loop {
            let nearest = (0..self.open.len())
                .min_by_key(|at| (self.distance[self.open[*at] as usize], self.open[*at]))
                .filter(|at| self.distance[self.open[*at] as usize] < i64::MAX);
            let Some(nearest) = nearest else {
                let mut full: Vec<usize> = self.done.iter().map(|s| *s as usize).collect();
                full.sort_unstable();
                let placed = self.site.iter().filter(|s| **s != NOBODY).count();
                return Err(SpreadRefused::NotEnough { placed, person, full });
            };
            let at = self.open.swap_remove(nearest) as usize;
            self.done.push(at as u32);
            if self.members[at].len() < self.list.capacity[at] as usize {
                break at;
            }
            let base = self.distance[at] - self.price[at];
            for slot in 0..self.open.len() {
                let to = self.open[slot] as usize;
                let push = self.push(at, to);
                if push.person != NOBODY {
                    let along = base + push.adds + self.price[to];
                    if along < self.distance[to] {
                        self.distance[to] = along;
                        self.came_from[to] = at as u32;
                    }
                }
            }
        };
        let length = self.distance[end];
        for site in &self.done {
            let site = *site as usize;
            self.price[site] += length - self.distance[site];
        }
        let mut to = end;
        while self.came_from[to] != NOWHERE {
            let from = self.came_from[to] as usize;
            let moved = self.push(from, to).person as usize;
            self.leave(moved);
            self.join(moved, to);
            to = from;
        }
        self.join(person, to);
        Ok(())
    }

    /// What a further place at each site saves: the best chain of moves that ends there (Bellman and Ford over sites).
    fn one_more_saves(&mut self) -> Vec<i64> {
        let mut steps = Vec::new();
        for from in 0..self.sites {
            for to in (0..self.sites).filter(|to| *to != from) {
                let push = self.push(from, to);
                if push.person != NOBODY {
                    steps.push((from, to, push.adds));
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
    use crate::matching::flow::by_simplex;
    use crate::matching::{Arc, Network};

    fn random(seed: u64, people: usize, sites: usize) -> WaitingList {
        let mut chance = Chance::new(seed, 2);
        let costs = (0..people * sites)
            .map(|_| if chance.below(5) > 0 { chance.below(40) as u32 } else { NEVER })
            .collect();
        let capacity = (0..sites).map(|_| (people / sites + chance.below(3)) as u32).collect();
        WaitingList { capacity, costs }
    }

    fn by_flow(list: &WaitingList) -> Option<i128> {
        let sites = list.capacity.len();
        let people = list.costs.len() / sites;
        let end = people + sites;
        let mut arcs = Vec::new();
        for (at, cost) in list.costs.iter().enumerate() {
            if *cost != NEVER {
                let (from, to) = (at / sites, people + at % sites);
                arcs.push(Arc { from, to, low: 0, capacity: 1, cost: i64::from(*cost) });
            }
        }
        for (site, capacity) in list.capacity.iter().enumerate() {
            arcs.push(Arc { from: people + site, to: end, low: 0, capacity: i64::from(*capacity), cost: 0 });
        }
        let mut supply = vec![1; people];
        supply.extend(vec![0; sites]);
        supply.push(-(people as i64));
        by_simplex(&Network { supply, arcs }).ok().map(|f| f.cost)
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
        let list = WaitingList { capacity: vec![1], costs: vec![1, 2] };
        assert!(spread(&list).unwrap_err().to_string().contains("no room for person 2 at sites 1"));
        let list = WaitingList { capacity: vec![1], costs: vec![NEVER] };
        assert!(spread(&list).unwrap_err().to_string().contains("person 1 can go to no site"));
    }
}
