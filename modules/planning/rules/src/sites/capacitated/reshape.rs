//! Better plans by taking a few neighbouring groups apart and making them anew (large neighbourhood search, Shaw 1998;
//! Schrimpf and others 2000, whose way of accepting a slightly worse plan for a while is kept): other sites there, everybody
//! placed again by regret, each group given its best site, and then moves and exchanges around them.

use super::CapacitatedProblem;
use crate::Chance;

/// A round takes apart at least and at most so many groups.
const GROUPS: std::ops::Range<usize> = 2..6;
/// So many of the sites nearest to each customer taken out are looked at for the new groups.
const NEAREST_SITES: usize = 4;
/// Rounds without anything better, for each customer, after which another start is no worse.
const PATIENCE: u64 = 100;
/// A plan may be taken up that costs more than the best by this part of it, at first.
const SLACK: f64 = 0.012;
/// So many rounds it takes until nothing worse is taken up any more; then it begins again.
const CYCLE: u64 = 2_000;

/// Exchanges are looked for with so many places.
const NEAREST_PLACES: usize = 6;
/// What costs more than the best by more than this part of it is not looked at closely.
const WORTH_IMPROVING: f64 = 0.03;

const NONE: u32 = u32::MAX;

/// A plan that is being changed: places are numbers of open sites.
#[derive(Clone)]
struct State {
    sites: Vec<usize>,
    place: Vec<u32>,
    room: Vec<i64>,
    cost: i64,
}

/// The search.
pub(super) struct Reshaper<'a> {
    problem: &'a CapacitatedProblem,
    chance: Chance,
    near: Vec<u32>,
    near_each: usize,
    now: Option<State>,
    vain: u64,
    best: i64,
    candidates: Vec<usize>,
    is_open: Vec<bool>,
    loose: Vec<u32>,
}

impl<'a> Reshaper<'a> {
    pub(super) fn new(problem: &'a CapacitatedProblem, seed: u64) -> Reshaper<'a> {
        let near_each = NEAREST_SITES.min(problem.sites);
        let mut near = Vec::with_capacity(near_each * problem.customers());
        let mut order: Vec<u32> = (0..problem.sites as u32).collect();
        for customer in 0..problem.customers() {
            order.sort_unstable_by_key(|site| (problem.cost(customer, *site as usize), *site));
            near.extend(&order[..near_each]);
        }
        Reshaper {
            problem,
            chance: Chance::new(seed, 0xCA9),
            near,
            near_each,
            now: None,
            vain: 0,
            best: i64::MAX,
            candidates: Vec::new(),
            is_open: vec![false; problem.sites],
            loose: Vec::new(),
        }
    }

    /// Begins from a plan, unless a better one is being worked at.
    pub(super) fn begin(&mut self, assignment: &[usize], cost: i64) {
        if cost >= self.best {
            return;
        }
        let problem = self.problem;
        let mut sites = assignment.to_vec();
        sites.sort_unstable();
        sites.dedup();
        let spare: Vec<usize> = (0..problem.sites).filter(|s| sites.binary_search(s).is_err()).collect();
        let missing = problem.open_count.saturating_sub(sites.len());
        sites.extend(spare.into_iter().take(missing));
        let mut number = vec![NONE; problem.sites];
        for (place, site) in sites.iter().enumerate() {
            number[*site] = place as u32;
        }
        let mut room: Vec<i64> = sites.iter().map(|s| problem.capacity[*s]).collect();
        let place: Vec<u32> = assignment.iter().map(|site| number[*site]).collect();
        for (customer, place) in place.iter().enumerate() {
            room[*place as usize] -= problem.demand[customer];
        }
        self.is_open.fill(false);
        for site in &sites {
            self.is_open[*site] = true;
        }
        self.now = Some(State { sites, place, room, cost });
        self.best = cost;
        self.vain = 0;
    }

    /// True once so many rounds have found nothing better that more are hardly worth while.
    pub(super) fn is_vain(&self) -> bool {
        self.now.is_none() || self.vain > PATIENCE * self.problem.customers() as u64
    }

    /// So many rounds; a plan that is better than any before is given back, as the site of each customer.
    pub(super) fn rounds(&mut self, rounds: u64) -> Option<Vec<usize>> {
        let mut found = None;
        for _ in 0..rounds {
            let before = self.now.clone()?;
            let cold = (self.vain % CYCLE) as f64 / CYCLE as f64;
            let slack = SLACK * (1.0 - cold).powi(2);
            let limit = before.cost.min(self.best + (self.best as f64 * slack) as i64) as f64;
            let slack = slack * self.chance.fraction();
            let made = self.round(before.clone());
            self.vain += 1;
            match made {
                Some(state) if (state.cost as f64) < limit * (1.0 + slack) && state.cost != before.cost => {
                    if state.cost < self.best {
                        self.best = state.cost;
                        self.vain = 0;
                        found = Some(state.place.iter().map(|p| state.sites[*p as usize]).collect());
                    }
                    self.now = Some(state);
                }
                Some(_) | None => {}
            }
            self.is_open.fill(false);
            for site in &self.now.as_ref()?.sites {
                self.is_open[*site] = true;
            }
        }
        found
    }

    fn cost(&self, state: &State) -> i64 {
        let of = |(customer, place): (usize, &u32)| self.problem.cost(customer, state.sites[*place as usize]);
        state.place.iter().enumerate().map(of).sum()
    }

    fn round(&mut self, mut state: State) -> Option<State> {
        let problem = self.problem;
        let open = state.sites.len();
        let wanted = (GROUPS.start + self.chance.below(GROUPS.end - GROUPS.start)).min(open);
        let here = self.chance.below(problem.customers());
        let mut places: Vec<usize> = (0..open).collect();
        // Mostly neighbours; sometimes groups of two parts of the map, so that a site can go from one to the other.
        let there = if self.chance.below(3) == 0 { self.chance.below(problem.customers()) } else { here };
        let far = |place: &usize| {
            let site = state.sites[*place];
            (problem.cost(here, site).min(problem.cost(there, site)), *place)
        };
        if wanted < open {
            places.select_nth_unstable_by_key(wanted - 1, far);
        }
        places.truncate(wanted);
        places.sort_unstable();
        self.loose.clear();
        for (customer, place) in state.place.iter_mut().enumerate() {
            if places.binary_search(&(*place as usize)).is_ok() {
                self.loose.push(customer as u32);
                *place = NONE;
            }
        }
        self.new_sites(&mut state, &places)?;
        for _ in 0..4 {
            self.by_regret(&mut state)?;
            if !self.best_sites(&mut state, &places) {
                break;
            }
            for customer in &self.loose {
                let place = std::mem::replace(&mut state.place[*customer as usize], NONE);
                if place != NONE {
                    state.room[place as usize] += problem.demand[*customer as usize];
                }
            }
        }
        if self.loose.iter().any(|customer| state.place[*customer as usize] == NONE) {
            self.by_regret(&mut state)?;
        }
        state.cost = self.cost(&state);
        if state.cost as f64 <= self.best as f64 * (1.0 + WORTH_IMPROVING) {
            self.improve(&mut state);
            self.best_sites(&mut state, &places);
            state.cost = self.cost(&state);
        }
        Some(state)
    }

    /// Other sites for some of these places.
    fn new_sites(&mut self, state: &mut State, places: &[usize]) -> Option<()> {
        let problem = self.problem;
        self.candidates.clear();
        for customer in &self.loose {
            let at = *customer as usize * self.near_each;
            self.candidates.extend(self.near[at..at + self.near_each].iter().map(|site| *site as usize));
        }
        self.candidates.extend(places.iter().map(|place| state.sites[*place]));
        self.candidates.sort_unstable();
        self.candidates.dedup();
        let all = self.chance.below(3) == 0;
        let only = places[self.chance.below(places.len())];
        for place in places {
            let old = state.sites[*place];
            if all || *place == only {
                let new = self.candidates[self.chance.below(self.candidates.len())];
                if !self.is_open[new] {
                    self.is_open[old] = false;
                    self.is_open[new] = true;
                    state.sites[*place] = new;
                }
            }
            state.room[*place] = problem.capacity[state.sites[*place]];
        }
        Some(())
    }

    /// Whoever is loose is placed, those first who would lose most by waiting.
    fn by_regret(&mut self, state: &mut State) -> Option<()> {
        let problem = self.problem;
        let look = |customer: usize, state: &State| -> Option<(i64, u32, u32)> {
            let (mut first, mut second) = ((i64::MAX, NONE), (i64::MAX, NONE));
            for (place, site) in state.sites.iter().enumerate() {
                if state.room[place] >= problem.demand[customer] {
                    let here = (problem.cost(customer, *site), place as u32);
                    if here < first {
                        (second, first) = (first, here);
                    } else if here < second {
                        second = here;
                    }
                }
            }
            let regret = if second.1 == NONE { 1 << 50 } else { second.0 - first.0 };
            (first.1 != NONE).then_some((regret, first.1, second.1))
        };
        let mut left: Vec<(i64, u32, u32, u32)> = Vec::with_capacity(self.loose.len());
        for customer in &self.loose {
            let (regret, first, second) = look(*customer as usize, state)?;
            left.push((regret, *customer, first, second));
        }
        while let Some(at) =
            (0..left.len()).max_by_key(|at| (left[*at].0, problem.demand[left[*at].1 as usize], left[*at].1))
        {
            let (_, customer, place, _) = left.swap_remove(at);
            state.room[place as usize] -= problem.demand[customer as usize];
            state.place[customer as usize] = place;
            let room = state.room[place as usize];
            for other in &mut left {
                if (other.2 == place || other.3 == place) && room < problem.demand[other.1 as usize] {
                    let (regret, first, second) = look(other.1 as usize, state)?;
                    *other = (regret, other.1, first, second);
                }
            }
        }
        Some(())
    }

    /// Gives each of these places the site that serves its group cheapest; true where one has changed.
    fn best_sites(&mut self, state: &mut State, places: &[usize]) -> bool {
        let problem = self.problem;
        let mut changed = false;
        for place in places {
            let group: Vec<usize> =
                (0..problem.customers()).filter(|c| state.place[*c] == *place as u32).collect();
            let demand: i64 = group.iter().map(|c| problem.demand[*c]).sum();
            let old = state.sites[*place];
            let cost = |site: usize| group.iter().map(|c| problem.cost(*c, site)).sum::<i64>();
            let mut best = (cost(old), old);
            for site in &self.candidates {
                if !self.is_open[*site] && problem.capacity[*site] >= demand {
                    best = best.min((cost(*site), *site));
                }
            }
            if best.1 != old && best.0 < cost(old) {
                self.is_open[old] = false;
                self.is_open[best.1] = true;
                state.sites[*place] = best.1;
                state.room[*place] = problem.capacity[best.1] - demand;
                changed = true;
            }
        }
        changed
    }

    /// Moves and exchanges of those who were loose, with anybody at the places nearest to them, while that saves something.
    fn improve(&mut self, state: &mut State) {
        let problem = self.problem;
        let mut groups: Vec<Vec<u32>> = vec![Vec::new(); state.sites.len()];
        for (customer, place) in state.place.iter().enumerate() {
            groups[*place as usize].push(customer as u32);
        }
        let mut near: Vec<(i64, u32)> = Vec::with_capacity(state.sites.len());
        let mut better = true;
        while better {
            better = false;
            for one in &self.loose {
                let one = *one as usize;
                near.clear();
                near.extend(state.sites.iter().enumerate().map(|(p, s)| (problem.cost(one, *s), p as u32)));
                if near.len() > NEAREST_PLACES {
                    near.select_nth_unstable(NEAREST_PLACES - 1);
                    near.truncate(NEAREST_PLACES);
                }
                near.sort_unstable();
                better |= near.iter().any(|(_, to)| change(problem, state, &mut groups, one, *to as usize));
            }
        }
    }
}

/// Moves a customer to a place, or exchanges it with the one there for whom that saves most; true where something was saved.
fn change(
    problem: &CapacitatedProblem,
    state: &mut State,
    groups: &mut [Vec<u32>],
    one: usize,
    to: usize,
) -> bool {
    let from = state.place[one] as usize;
    if from == to {
        return false;
    }
    let (here, there) = (state.sites[from], state.sites[to]);
    let gain = problem.cost(one, here) - problem.cost(one, there);
    let demand = problem.demand[one];
    let at = |groups: &[Vec<u32>], place: usize, customer: usize| {
        groups[place].iter().position(|other| *other as usize == customer)
    };
    let Some(stands) = at(groups, from, one) else { return false };
    if gain > 0 && state.room[to] >= demand {
        state.room[from] += demand;
        state.room[to] -= demand;
        state.place[one] = to as u32;
        groups[from].swap_remove(stands);
        groups[to].push(one as u32);
        return true;
    }
    let mut best: Option<(i64, usize)> = None;
    for (slot, two) in groups[to].iter().enumerate() {
        let two = *two as usize;
        let shift = demand - problem.demand[two];
        if state.room[from] + shift >= 0 && state.room[to] - shift >= 0 {
            let saves = gain + problem.cost(two, there) - problem.cost(two, here);
            if saves > 0 && best.is_none_or(|(most, _)| saves > most) {
                best = Some((saves, slot));
            }
        }
    }
    let Some((_, slot)) = best else { return false };
    let two = groups[to][slot] as usize;
    let shift = demand - problem.demand[two];
    state.room[from] += shift;
    state.room[to] -= shift;
    state.place.swap(one, two);
    groups[from][stands] = two as u32;
    groups[to][slot] = one as u32;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Customers who are sites too, scattered, with demands that fill the sites to nine tenths.
    fn scattered(seed: u64, customers: usize, open_count: usize) -> CapacitatedProblem {
        let mut chance = Chance::new(seed, 21);
        let points: Vec<[f64; 2]> = (0..customers).map(|_| [chance.fraction(), chance.fraction()]).collect();
        let demand: Vec<i64> = (0..customers).map(|_| 1 + chance.below(20) as i64).collect();
        let capacity = (demand.iter().sum::<i64>() * 10 / 9 / open_count as i64).max(20);
        let cost = |a: [f64; 2], b: [f64; 2]| ((a[0] - b[0]).hypot(a[1] - b[1]) * 1000.0) as i64;
        let costs = points.iter().flat_map(|a| points.iter().map(|b| cost(*a, *b))).collect();
        CapacitatedProblem::new(costs, demand, vec![capacity; customers], open_count).unwrap()
    }

    /// Sites in turn, each filled while there is room: a plan that fits, and a poor one.
    fn poor(problem: &CapacitatedProblem) -> Option<Vec<usize>> {
        let mut room = problem.capacity[..problem.open_count].to_vec();
        (0..problem.customers())
            .rev()
            .map(|customer| {
                let site = (0..room.len()).find(|site| room[*site] >= problem.demand[customer])?;
                room[site] -= problem.demand[customer];
                Some(site)
            })
            .collect()
    }

    #[test]
    fn what_is_made_anew_fits_costs_what_it_says_and_is_a_good_deal_better() {
        let mut begun = 0;
        for seed in 0..12 {
            let problem = scattered(seed, 40, 5);
            let Some(first) = poor(&problem) else { continue };
            begun += 1;
            let before = problem.total(&first);
            let mut search = Reshaper::new(&problem, seed);
            search.begin(&first, before);
            let found = search.rounds(400).unwrap();
            assert_eq!(problem.total(&found), search.best, "seed {seed}");
            assert!(search.best * 10 < before * 7, "seed {seed}: {} of {before}", search.best);
            let mut open: Vec<usize> = found.clone();
            open.sort_unstable();
            open.dedup();
            assert!(open.len() <= problem.open_count, "seed {seed}");
            for site in open {
                let there = (0..problem.customers()).filter(|c| found[*c] == site);
                let used: i64 = there.map(|c| problem.demand[c]).sum();
                assert!(used <= problem.capacity[site], "seed {seed}");
            }
            let mut again = Reshaper::new(&problem, seed);
            again.begin(&first, before);
            assert_eq!(again.rounds(400), Some(found), "seed {seed}: the same seed, the same plan");
        }
        assert!(begun > 6, "{begun}");
    }
}
