//! The p-median: which `p` sites make the total of demand times journey least, with a proof where it can be had.

use std::rc::Rc;

use super::problem::{Journeys, Problem, Standing};
use super::proof::{self, Proof};
use super::relaxation::{Avoid, Effort, End, Grid, Prices, Relaxation};
use super::rows::Rows;
use super::search::{self, Pool};
use super::shake::{SHAKEN_SITES_MIN, Shaker};
use crate::Watch;

/// A set of open sites and its cost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plan {
    /// Demand times journey, added up.
    pub cost: i64,
    /// The open sites from 0, in order.
    pub sites: Vec<usize>,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The best plan found.
    pub plan: Plan,
    /// No plan costs less than this.
    pub bound: i64,
    /// Whether the bound reaches the cost: only then is the plan the optimum.
    pub proven: bool,
    /// Steps after which the best plan was found.
    pub steps_to_best: u64,
    /// Other good plans met on the way, best first.
    pub others: Vec<Plan>,
}

impl Answer {
    /// How far the plan may be from the optimum, as a fraction of its cost: 0 where proven.
    pub fn gap(&self) -> f64 {
        if self.proven || self.plan.cost == 0 {
            0.0
        } else {
            (self.plan.cost - self.bound) as f64 / self.plan.cost as f64
        }
    }
}

/// Solves a p-median problem, deterministically for a seed.
pub fn solve(problem: &Problem, seed: u64, watch: &mut Watch<'_>) -> Answer {
    solve_from(problem, &[], seed, watch)
}

/// The same, from plans that are known already: the answer is never worse than the best of them. A stopped search is
/// taken up again so: its best plans and a new limit.
pub fn solve_from(problem: &Problem, known: &[Plan], seed: u64, watch: &mut Watch<'_>) -> Answer {
    let found = find(problem, seed, &Wish { known, ..Wish::default() }, watch);
    let plan = found.best.unwrap_or_else(|| search::first_plan(problem));
    Answer {
        bound: found.bound.min(plan.cost),
        proven: found.bound >= plan.cost,
        steps_to_best: found.steps_to_best,
        others: found.others,
        plan,
    }
}

/// What a search is to look for beside the least cost.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish<'a> {
    /// Plans it may share only so many sites with.
    pub avoid: &'a [Avoid],
    /// The largest cost of interest, where there is one.
    pub ceiling: Option<i64>,
    /// Plans to start from.
    pub known: &'a [Plan],
}

/// What a search with wishes found. The plan may cost more than the ceiling; the bound is then above the ceiling.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub best: Option<Plan>,
    pub bound: i64,
    pub others: Vec<Plan>,
    pub steps_to_best: u64,
}

/// The best plan with these wishes.
pub(crate) fn find(problem: &Problem, seed: u64, wish: &Wish<'_>, watch: &mut Watch<'_>) -> Found {
    let rows = Rc::new(Rows::new(problem));
    let ceiling = wish.ceiling.unwrap_or_else(|| worst(problem));
    let mut pool = Pool::new(problem, wish.avoid, ceiling);
    for plan in wish.known {
        pool.offer(&rows, plan.sites.clone(), watch.steps());
    }
    let bound = if problem.open_count == 1 {
        one_site(problem, &rows, &mut pool, watch);
        pool.wanted() + 1
    } else {
        let mut run = Run { problem, rows: &rows, avoid: wish.avoid, seed, pool };
        run.first_plans(watch);
        let proof = run.bound_and_prove(watch);
        pool = run.pool;
        proof.bound
    };
    watch.tell(pool.best().map(|p| p.cost), bound);
    Found {
        best: pool.best().cloned(),
        bound,
        others: pool.plans().iter().skip(1).cloned().collect(),
        steps_to_best: pool.steps_to_best,
    }
}

fn one_site(problem: &Problem, rows: &Rows, pool: &mut Pool<'_>, watch: &Watch<'_>) {
    let required = problem.standing.iter().position(|s| *s == Standing::Open);
    for site in 0..problem.sites() {
        if problem.standing[site] != Standing::Closed && required.is_none_or(|r| r == site) {
            pool.offer(rows, vec![site], watch.steps());
        }
    }
}

/// No plan costs more than this.
fn worst(problem: &Problem) -> i64 {
    let farthest = problem.journeys.farthest();
    problem.weights.iter().zip(farthest).map(|(weight, far)| i64::from(*weight) * i64::from(far)).sum()
}

struct Run<'a> {
    problem: &'a Problem,
    rows: &'a Rc<Rows>,
    avoid: &'a [Avoid],
    seed: u64,
    pool: Pool<'a>,
}

/// A cost so many times the farthest journey kept stands for a journey that is not allowed.
const BAN_TIMES: u64 = 16;

/// The bound is worked out on shorter rows once fewer than four fifths of the sites are left.
const SHRUNK_BELOW: (usize, usize) = (4, 5);

/// While the first bound is being raised, shaking walks one entry for so many of the bound's.
const SHAKE_SHARE: u64 = 2;

/// Blocks of this many iterations of the bound count as one step.
const BLOCK: usize = 50;

impl Run<'_> {
    fn first_plans(&mut self, watch: &mut Watch<'_>) {
        search::start(self.problem, self.rows, self.seed, 0, &mut self.pool, watch);
        watch.tell(self.pool.best().map(|p| p.cost), 0);
    }

    fn first_prices(&self) -> Prices {
        let plan =
            self.pool.best().map_or_else(|| search::first_plan(self.problem).sites, |p| p.sites.clone());
        let price = |customer: usize| {
            let mut two = [u32::MAX; 2];
            for site in &plan {
                let cost = self.problem.journey(customer, *site);
                if cost < two[0] {
                    two = [cost, two[0]];
                } else if cost < two[1] {
                    two[1] = cost;
                }
            }
            let middle = (u64::from(two[0]) + u64::from(two[1])) / 2;
            let limit = u64::from(self.rows.limit[customer]);
            // A limit far above every journey stands for a ban: prices that start near it would take for ever to fall.
            let farthest = u64::from(self.rows.row(customer).last().map_or(0, |entry| entry.cost));
            let is_ban = limit != u64::from(u32::MAX) && limit > farthest.saturating_mul(BAN_TIMES);
            let limited = middle.min(if is_ban { farthest.max(1) } else { limit });
            f64::from(self.problem.weights[customer]) * limited as f64
        };
        Prices {
            customer: (0..self.problem.customers()).map(price).collect(),
            avoid: vec![0.0; self.avoid.len()],
        }
    }

    fn bound_and_prove(&mut self, watch: &mut Watch<'_>) -> Proof {
        let weights: Vec<f64> = self.problem.weights.iter().map(|w| f64::from(*w)).collect();
        let known = self.pool.best().map_or_else(|| worst(self.problem), |p| p.cost);
        let grid = Grid::for_costs(known);
        let prices = self.first_prices();
        let standing = self.problem.standing.clone();
        let rows = Rc::clone(self.rows);
        let mut root = Relaxation::new(rows, &weights, standing, self.problem.open_count, prices, grid);
        root.avoid = self.avoid.to_vec();
        let effort = Effort { iterations: BLOCK, step_min: 0.002, shrink: 0.7, patience: 20 };
        let mut shaker = Shaker::new(self.problem, self.rows, self.seed);
        // Where shaking is at work, new starts are only there to bring in something different; where journeys are too many for
        // a table, one takes as long as several blocks of the bound.
        let is_large = matches!(self.problem.journeys, Journeys::Plane { .. });
        let is_shaken = self.problem.open_count >= SHAKEN_SITES_MIN;
        let blocks_between_starts = if is_shaken || is_large { 16 } else { 4 };
        let mut columns: Vec<usize> = (0..self.problem.sites()).collect();
        let mut calls = 0u32;
        let mut tried = 0u64;
        let end = loop {
            if !watch.step() {
                break End::UsedUp;
            }
            let (pool, rows, problem) = (&mut self.pool, self.rows, self.problem);
            let steps = watch.steps();
            let mut cap = |_bound: f64, picks: &[usize]| {
                calls += 1;
                if calls.is_multiple_of(5) {
                    let picks: Vec<usize> = picks.iter().map(|c| columns[*c]).collect();
                    search::try_picks(problem, rows, &picks, pool, steps);
                }
                pool.wanted()
            };
            let end = root.ascend(effort, &mut cap);
            watch.tell(self.pool.best().map(|p| p.cost), proof::whole(root.best));
            match end {
                End::Nothing | End::OnePlan | End::Stalled => break end,
                End::UsedUp => {
                    tried += 1;
                    if root.alive() * SHRUNK_BELOW.1 < columns.len() * SHRUNK_BELOW.0 {
                        let kept;
                        (root, kept) = root.shrunk();
                        columns = kept.iter().map(|c| columns[*c]).collect();
                        shaker.only(&columns);
                    }
                    shaker.step_beside(root.work / SHAKE_SHARE, &mut self.pool, watch);
                    if tried.is_multiple_of(blocks_between_starts) {
                        search::start(self.problem, self.rows, self.seed, tried, &mut self.pool, watch);
                    }
                }
            }
        };
        match end {
            End::Nothing => Proof { bound: self.pool.wanted() + 1 },
            End::UsedUp if watch.was_stopped() => Proof { bound: proof::whole(root.best) },
            End::OnePlan | End::Stalled | End::UsedUp => {
                let (pool, shaker) = (&mut self.pool, &mut shaker);
                proof::branch(self.problem, self.rows, (root, &columns), self.seed, pool, shaker, watch)
            }
        }
    }
}
