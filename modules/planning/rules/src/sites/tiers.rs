//! Hubs and spokes: some of the open sites are hubs, which alone can do part of what people need. What any site can do
//! goes to the nearest site, what only a hub can do to the nearest hub.
//!
//! Sets of hubs are taken in order of what they cost alone. The best plan with a set of hubs costs at least the set and
//! the best plan with no hubs required, so that the search ends with a proof as soon as that sum reaches the best found.

use super::median::{self, Plan, Wish};
use super::problem::{Problem, Refusal, Standing};
use super::relaxation::Avoid;
use crate::Watch;

/// What is asked of hubs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hubs {
    /// How many of the open sites are hubs.
    pub count: usize,
    /// Demand at each customer for what only a hub can do, in the units of the question's own demand.
    pub demand: Vec<u32>,
    /// Sites (from 0) that are hubs, whatever it costs.
    pub required: Vec<usize>,
    /// Journeys between sites, site by site, and how far apart two hubs must at least be.
    pub apart: Option<(Vec<u32>, u32)>,
}

/// The best plan of hubs and spokes found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// All open sites, hubs among them, and what both levels cost together.
    pub plan: Plan,
    /// The hubs.
    pub hubs: Vec<usize>,
    /// No plan costs less.
    pub bound: i64,
    /// Whether the bound reaches the plan.
    pub proven: bool,
}

/// Above this many sets of hubs they are not all listed but found one after the other.
const SETS_LISTED_MAX: u64 = 300_000;
/// Sets of hubs that are tried one after the other before the search says its gap.
const SETS_TRIED_MAX: usize = 400;

/// Finds the best plan of hubs and spokes. `problem` has the demand that any site can meet.
pub fn tiers(problem: &Problem, hubs: &Hubs, seed: u64, watch: &mut Watch<'_>) -> Result<Tiers, Refusal> {
    let may_open = (0..problem.sites()).filter(|s| problem.standing[*s] != Standing::Closed).count();
    if hubs.count == 0 || hubs.count > problem.open_count || hubs.count > may_open {
        return Err(Refusal::HubCount { asked: hubs.count, open_count: problem.open_count });
    }
    if hubs.required.len() > hubs.count {
        return Err(Refusal::RequiredTooMany { required: hubs.required.len(), open_count: hubs.count });
    }
    let mut upper = Problem::new(problem.journeys.clone(), hubs.demand.clone(), hubs.count)?;
    for (site, standing) in problem.standing.iter().enumerate() {
        if *standing == Standing::Closed {
            upper.settle(site, Standing::Closed)?;
        }
    }
    for site in &hubs.required {
        upper.settle(*site, Standing::Open)?;
    }
    let without = median::solve(problem, seed, watch);
    let floor = if without.proven { without.plan.cost } else { without.bound };
    let mut search = Search { problem, floor, seed, best: None, open: None };
    if sets(may_open, hubs.count) <= SETS_LISTED_MAX {
        search.listed(&upper, hubs, watch)?;
    } else {
        search.one_by_one(&upper, hubs, watch)?;
    }
    let Some((plan, chosen)) = search.best else { return Err(Refusal::HubsTooFarApart) };
    let bound = search.open.map_or(plan.cost, |open| open.min(plan.cost));
    Ok(Tiers { proven: bound >= plan.cost, hubs: chosen, bound, plan })
}

fn sets(of: usize, count: usize) -> u64 {
    (0..count as u64).fold(1u64, |so_far, k| so_far.saturating_mul((of as u64).saturating_sub(k)) / (k + 1))
}

struct Search<'a> {
    problem: &'a Problem,
    /// No plan of sites costs less, whatever the hubs.
    floor: i64,
    seed: u64,
    best: Option<(Plan, Vec<usize>)>,
    /// What no plan that has not been looked at costs less than; none where all have been.
    open: Option<i64>,
}

impl Search<'_> {
    fn listed(&mut self, upper: &Problem, hubs: &Hubs, watch: &mut Watch<'_>) -> Result<(), Refusal> {
        let mut found: Vec<(i64, Vec<usize>)> = Vec::new();
        let mut set = Vec::new();
        choose(upper, 0, &mut set, &mut |set| {
            if are_apart(hubs, set) {
                found.push((upper.cost(set), set.to_vec()));
            }
        });
        found.sort_unstable();
        for (cost, set) in found {
            if !self.with(cost, &set, watch)? {
                return Ok(());
            }
        }
        Ok(())
    }

    fn one_by_one(&mut self, upper: &Problem, hubs: &Hubs, watch: &mut Watch<'_>) -> Result<(), Refusal> {
        let shared_max = hubs.count - 1;
        let mut avoid: Vec<Avoid> = Vec::new();
        let mut known: Vec<Plan> = Vec::new();
        loop {
            let wish = Wish { avoid: &avoid, known: &known, ..Wish::default() };
            let found = median::find(upper, self.seed, &wish, watch);
            let Some(plan) = found.best else { return Ok(()) };
            if avoid.len() >= SETS_TRIED_MAX || found.bound < plan.cost {
                self.leave_open(found.bound.min(plan.cost) + self.floor);
                return Ok(());
            }
            known = found.others;
            if are_apart(hubs, &plan.sites) && !self.with(plan.cost, &plan.sites, watch)? {
                return Ok(());
            }
            avoid.push(Avoid { sites: plan.sites, shared_max });
        }
    }

    /// Looks for the best plan with these hubs; false where no later set of hubs can be better.
    fn with(&mut self, cost: i64, set: &[usize], watch: &mut Watch<'_>) -> Result<bool, Refusal> {
        let best = self.best.as_ref().map(|(plan, _)| plan.cost);
        if best.is_some_and(|best| cost + self.floor >= best) {
            return Ok(false);
        }
        if !watch.may_go_on() && best.is_some() {
            self.leave_open(cost + self.floor);
            return Ok(false);
        }
        let mut question = self.problem.clone();
        for site in set {
            question.settle(*site, Standing::Open)?;
        }
        let answer = median::solve(&question, self.seed, watch);
        let total = answer.plan.cost + cost;
        if !answer.proven {
            self.leave_open(answer.bound + cost);
        }
        if best.is_none_or(|best| total < best) {
            self.best = Some((Plan { cost: total, sites: answer.plan.sites }, set.to_vec()));
        }
        watch.tell(self.best.as_ref().map(|(plan, _)| plan.cost), cost + self.floor);
        Ok(true)
    }

    fn leave_open(&mut self, least: i64) {
        self.open = Some(self.open.map_or(least, |open| open.min(least)));
    }
}

/// Every set of hubs with the required ones in it and none of the forbidden.
fn choose(upper: &Problem, from: usize, set: &mut Vec<usize>, take: &mut dyn FnMut(&[usize])) {
    if set.len() == upper.open_count {
        let required = (0..upper.sites()).filter(|s| upper.standing[*s] == Standing::Open);
        if required.into_iter().all(|site| set.contains(&site)) {
            take(set);
        }
        return;
    }
    for site in from..upper.sites() {
        if upper.standing[site] != Standing::Closed {
            set.push(site);
            choose(upper, site + 1, set, take);
            set.pop();
        }
    }
}

fn are_apart(hubs: &Hubs, set: &[usize]) -> bool {
    let Some((between, least)) = &hubs.apart else { return true };
    let sites = between.len().isqrt();
    let far =
        |one: usize, other: usize| between.get(one * sites + other).is_none_or(|metres| metres >= least);
    set.iter().enumerate().all(|(nth, one)| set.iter().skip(nth + 1).all(|other| far(*one, *other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sites::Journeys;
    use crate::{Chance, unwatched};

    fn square(seed: u64, sites: usize) -> (Problem, Vec<u32>, Vec<u32>) {
        let mut chance = Chance::new(seed, 1);
        let mut point = || [chance.fraction() * 1000.0, chance.fraction() * 1000.0];
        let points: Vec<[f64; 2]> = (0..sites).map(|_| point()).collect();
        let metres =
            |a: &[f64; 2], b: &[f64; 2]| ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)).sqrt() as u32;
        let between: Vec<u32> =
            points.iter().flat_map(|a| points.iter().map(move |b| metres(a, b))).collect();
        let weights: Vec<u32> = (0..sites).map(|at| 1 + (at as u32 * 7) % 11).collect();
        let table = Journeys::Table { sites, cells: between.clone() };
        let upper = weights.iter().map(|w| w / 3).collect();
        (Problem::new(table, weights, 3).unwrap(), upper, between)
    }

    /// All plans, all hubs among them.
    fn by_hand(problem: &Problem, hubs: &Hubs) -> Option<i64> {
        let upper = Problem::new(problem.journeys.clone(), hubs.demand.clone(), hubs.count).unwrap();
        let mut best = None;
        choose(problem, 0, &mut Vec::new(), &mut |open| {
            let lower = problem.cost(open);
            choose(&upper, 0, &mut Vec::new(), &mut |set| {
                if set.iter().all(|s| open.contains(s)) && are_apart(hubs, set) {
                    let total = lower + upper.cost(set);
                    best = Some(best.map_or(total, |b: i64| b.min(total)));
                }
            });
        });
        best
    }

    #[test]
    fn the_best_of_all_plans_is_found_and_proved() {
        for seed in 1..=6 {
            for count in 1..=2 {
                for least in [0, 600] {
                    let (problem, demand, between) = square(seed, 11);
                    let apart = (least > 0).then_some((between, least));
                    let hubs = Hubs { count, demand, required: Vec::new(), apart };
                    let found = unwatched(|w| tiers(&problem, &hubs, 1, w)).unwrap();
                    assert!(found.proven, "seed {seed}");
                    assert_eq!(Some(found.plan.cost), by_hand(&problem, &hubs), "seed {seed} hubs {count}");
                    assert!(found.hubs.iter().all(|hub| found.plan.sites.contains(hub)));
                }
            }
        }
    }

    #[test]
    fn hubs_that_cannot_be_so_far_apart_are_refused() {
        let (problem, demand, between) = square(1, 9);
        let hubs = Hubs { count: 2, demand, required: Vec::new(), apart: Some((between, 5_000)) };
        assert_eq!(unwatched(|w| tiers(&problem, &hubs, 1, w)), Err(Refusal::HubsTooFarApart));
    }
}
