//! The p-median: which `p` sites make the total of demand times journey least, with a proof where it can be had.

use super::problem::{Problem, Standing};
use super::proof::{self, Proof};
use super::relaxation::{Avoid, Effort, End, Grid, Prices, Relaxation};
use super::rows::Rows;
use super::search::{self, Pool};
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
    solve_avoiding(problem, seed, &[], None, watch).unwrap_or_else(|| trivial(problem))
}

/// A plan that is always there: the required sites and the first free ones.
fn trivial(problem: &Problem) -> Answer {
    let plan = search::first_plan(problem);
    Answer { plan, bound: 0, proven: false, steps_to_best: 0, others: Vec::new() }
}

/// The best plan that shares at most `shared_max` sites with each plan to avoid; `None` where there is none (or, after
/// a stop, none was found). `known` plans start the search.
pub(crate) fn solve_avoiding(
    problem: &Problem,
    seed: u64,
    avoid: &[Avoid],
    known: Option<&[Plan]>,
    watch: &mut Watch<'_>,
) -> Option<Answer> {
    let rows = Rows::new(problem);
    let mut pool = Pool::new(problem, avoid);
    for plan in known.unwrap_or_default() {
        pool.offer(&rows, plan.sites.clone(), watch.steps());
    }
    if problem.open_count == 1 {
        return one_site(problem, &rows, pool, watch);
    }
    let mut run = Run { problem, rows: &rows, avoid, seed, pool };
    run.first_plans(watch);
    let proof = run.bound_and_prove(watch);
    let plan = run.pool.best().cloned()?;
    let bound = proof.bound.min(plan.cost);
    Some(Answer {
        proven: bound >= plan.cost,
        bound,
        steps_to_best: run.pool.steps_to_best,
        others: run.pool.plans().iter().skip(1).cloned().collect(),
        plan,
    })
}

fn one_site(problem: &Problem, rows: &Rows, mut pool: Pool<'_>, watch: &mut Watch<'_>) -> Option<Answer> {
    let required = problem.standing.iter().position(|s| *s == Standing::Open);
    for site in 0..problem.sites() {
        if problem.standing[site] != Standing::Closed && required.is_none_or(|r| r == site) {
            pool.offer(rows, vec![site], watch.steps());
        }
    }
    let plan = pool.best().cloned()?;
    let others = pool.plans().iter().skip(1).cloned().collect();
    Some(Answer { bound: plan.cost, proven: true, steps_to_best: pool.steps_to_best, others, plan })
}

struct Run<'a> {
    problem: &'a Problem,
    rows: &'a Rows,
    avoid: &'a [Avoid],
    seed: u64,
    pool: Pool<'a>,
}

/// Blocks of this many iterations of the bound count as one step.
const BLOCK: usize = 50;

impl Run<'_> {
    fn first_plans(&mut self, watch: &mut Watch<'_>) {
        search::start(self.problem, self.rows, self.seed, 0, &mut self.pool, watch);
        watch.tell(self.pool.best().map(|p| p.cost), 0);
    }

    /// The cost above which no plan is of interest, before any plan is known.
    fn worst(&self) -> i64 {
        let far = |c: usize| {
            let most = (0..self.problem.sites()).map(|s| self.problem.journey(c, s)).max().unwrap_or(0);
            i64::from(self.problem.weights[c]) * i64::from(most)
        };
        (0..self.problem.customers()).map(far).sum()
    }

    fn first_prices(&self) -> Prices {
        let plan = self.pool.best().map_or_else(|| search::first_plan(self.problem).sites, |p| p.sites.clone());
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
            let limited = middle.min(u64::from(self.rows.limit[customer]));
            f64::from(self.problem.weights[customer]) * limited as f64
        };
        Prices {
            customer: (0..self.problem.customers()).map(price).collect(),
            avoid: vec![0.0; self.avoid.len()],
        }
    }

    fn bound_and_prove(&mut self, watch: &mut Watch<'_>) -> Proof {
        let weights: Vec<f64> = self.problem.weights.iter().map(|w| f64::from(*w)).collect();
        let worst = self.worst();
        let known = self.pool.best().map_or(worst, |p| p.cost);
        let grid = Grid::for_costs(known);
        let prices = self.first_prices();
        let standing = self.problem.standing.clone();
        let mut root = Relaxation::new(self.rows, &weights, standing, self.problem.open_count, prices, grid);
        root.avoid = self.avoid.to_vec();
        let effort = Effort { iterations: BLOCK, step_min: 0.002, shrink: 0.7, patience: 20 };
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
                    search::try_picks(problem, rows, picks, pool, steps);
                }
                pool.best().map_or(worst, |p| p.cost - 1)
            };
            let end = root.ascend(effort, &mut cap);
            watch.tell(self.pool.best().map(|p| p.cost), proof::whole(root.best));
            match end {
                End::Nothing | End::OnePlan | End::Stalled => break end,
                End::UsedUp => {
                    tried += 1;
                    if tried.is_multiple_of(4) {
                        search::start(self.problem, self.rows, self.seed, tried, &mut self.pool, watch);
                    }
                }
            }
        };
        match end {
            End::Nothing => Proof { bound: self.pool.best().map_or(worst, |p| p.cost) },
            End::UsedUp if watch.was_stopped() => Proof { bound: proof::whole(root.best) },
            End::OnePlan | End::Stalled | End::UsedUp => {
                proof::branch(self.problem, self.rows, root, worst, self.seed, &mut self.pool, watch)
            }
        }
    }
}
