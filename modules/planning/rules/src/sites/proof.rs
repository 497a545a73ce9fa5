//! Branch and bound: what the bound alone leaves open is split on one site at a time, "opens" and "does not open", the
//! part with the least bound first. Each part starts from the prices of the part it came from.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::problem::{Problem, Standing};
use super::relaxation::{Avoid, Effort, End, Prices, Relaxation, renumber, renumbered};
use super::rows::Rows;
use super::search::{self, Pool};
use super::shake::Shaker;
use crate::Watch;

/// What has been proved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proof {
    /// No plan costs less.
    pub bound: i64,
}

/// The least whole cost that a bound allows.
pub(crate) fn whole(bound: f64) -> i64 {
    bound.ceil().max(0.0) as i64
}

/// Prices kept for parts waiting their turn may take this many numbers in all; beyond it the part with the greatest
/// bound goes next, because it is the soonest done with.
const WAITING_PRICES_MAX: usize = 40_000_000;

/// A new start of the search for plans after this many parts, each with a stream of chance of its own.
const PARTS_BETWEEN_STARTS: u64 = 40;
const FIRST_START_IN_PROOF: u64 = 1 << 32;

/// A part of the search waiting its turn.
struct Part {
    bound: f64,
    standing: Vec<Standing>,
    prices: Rc<Prices>,
    share: Rc<Vec<f64>>,
}

/// The sites still possible after the first bound, and the rows and plans to avoid in their numbering.
struct Base<'a> {
    problem: &'a Problem,
    rows: &'a Rows,
    reduced: Rc<Rows>,
    sites: Vec<usize>,
    avoid: Vec<Avoid>,
    weights: &'a [f64],
}

/// Parts by whole bound, then the most settled first, then by age. Many parts often share one whole bound; going deep
/// among them is the quickest way to the plan that ends them all.
struct Waiting {
    parts: BTreeMap<(i64, usize, u64), Part>,
    made: u64,
    customers: usize,
}

impl Waiting {
    fn push(&mut self, part: Part) {
        self.made += 1;
        let free = part.standing.iter().filter(|s| **s == Standing::Free).count();
        self.parts.insert((whole(part.bound), free, self.made), part);
    }

    fn pop(&mut self) -> Option<Part> {
        let crowded = self.parts.len() * self.customers > WAITING_PRICES_MAX;
        let next = if crowded { self.parts.pop_last() } else { self.parts.pop_first() };
        next.map(|(_, part)| part)
    }

    fn least(&self) -> Option<i64> {
        self.parts.first_key_value().map(|((bound, _, _), _)| *bound)
    }
}

/// Proves the best plan of the pool, finding a better one on the way where there is one. `columns` are the sites that the
/// root's columns stand for.
pub(crate) fn branch(
    problem: &Problem,
    rows: &Rows,
    (root, columns): (Relaxation<'_>, &[usize]),
    seed: u64,
    pool: &mut Pool<'_>,
    shaker: &mut Shaker<'_>,
    watch: &mut Watch<'_>,
) -> Proof {
    let weights = root.weights;
    let (root, kept) = root.shrunk();
    let base = Base {
        problem,
        rows,
        reduced: Rc::clone(&root.rows),
        avoid: root.avoid.clone(),
        weights,
        sites: kept.iter().map(|c| columns[*c]).collect(),
    };
    let mut waiting = Waiting { parts: BTreeMap::new(), made: 0, customers: problem.customers() };
    waiting.push(Part {
        bound: root.best,
        standing: root.standing.clone(),
        share: Rc::new(root.share.clone()),
        prices: Rc::new(root.best_prices.clone()),
    });
    let grid = root.grid();
    let mut work = root.work;
    let mut parts_done = 0u64;
    while let Some(part) = waiting.pop() {
        if whole(part.bound) > pool.wanted() {
            continue;
        }
        if !watch.step() {
            let here = whole(part.bound);
            return Proof { bound: waiting.least().map_or(here, |least| least.min(here)) };
        }
        work += split(&base, part, grid, pool, watch, &mut waiting);
        parts_done += 1;
        shaker.step_beside(work, pool, watch);
        if parts_done.is_multiple_of(PARTS_BETWEEN_STARTS) {
            search::start(problem, rows, seed, FIRST_START_IN_PROOF + parts_done, pool, watch);
        }
        if watch.steps().is_multiple_of(64) {
            watch.tell(pool.best().map(|p| p.cost), waiting.least().unwrap_or(0).min(pool.wanted() + 1));
        }
    }
    Proof { bound: pool.wanted() + 1 }
}

/// Bounds one part; where that does not finish it, puts its two halves among the waiting. Answers with the work it took.
fn split(
    base: &Base<'_>,
    part: Part,
    grid: super::relaxation::Grid,
    pool: &mut Pool<'_>,
    watch: &Watch<'_>,
    waiting: &mut Waiting,
) -> u64 {
    let (kept, number) = renumber(&part.standing);
    let row_max = (kept.len() + 1).saturating_sub(base.problem.open_count).max(1);
    let rows = Rc::new(base.reduced.reduced(&part.standing, row_max, &number));
    let standing = kept.iter().map(|c| part.standing[*c]).collect();
    let prices = Prices::clone(&part.prices);
    let mut here = Relaxation::new(rows, base.weights, standing, base.problem.open_count, prices, grid);
    here.share = kept.iter().map(|c| part.share[*c]).collect();
    here.avoid = renumbered(&base.avoid, &number);
    here.begin(0.5);
    let steps = watch.steps();
    let original = |picks: &[usize]| -> Vec<usize> { picks.iter().map(|c| base.sites[kept[*c]]).collect() };
    let mut calls = 0u32;
    let mut cap = |_: f64, picks: &[usize]| {
        calls += 1;
        if calls.is_multiple_of(8) {
            search::try_picks(base.problem, base.rows, &original(picks), pool, steps);
        }
        pool.wanted()
    };
    let effort = Effort { iterations: 100, step_min: 0.02, shrink: 0.6, patience: 6 };
    let end = here.ascend(effort, &mut cap);
    let bound = here.best.max(part.bound);
    match end {
        End::Nothing => {}
        End::OnePlan => {
            let sites = (0..kept.len()).filter(|c| here.standing[*c] != Standing::Closed).collect::<Vec<_>>();
            pool.offer(base.rows, original(&sites), steps);
        }
        End::Stalled | End::UsedUp => {
            let Some(column) = most_undecided(&here) else { return here.work };
            let mut standing = vec![Standing::Closed; part.standing.len()];
            let mut share = vec![0.0; part.standing.len()];
            for (at, old) in kept.iter().enumerate() {
                standing[*old] = here.standing[at];
                share[*old] = here.share[at];
            }
            let (prices, share) = (Rc::new(here.best_prices.clone()), Rc::new(share));
            for choice in [Standing::Open, Standing::Closed] {
                let mut standing = standing.clone();
                standing[kept[column]] = choice;
                waiting.push(Part { bound, standing, prices: Rc::clone(&prices), share: Rc::clone(&share) });
            }
        }
    }
    here.work
}

/// The free site that was picked nearest to half the time.
fn most_undecided(here: &Relaxation<'_>) -> Option<usize> {
    let free = (0..here.standing.len()).filter(|c| here.standing[*c] == Standing::Free);
    free.max_by(|a, b| {
        let undecided = |c: usize| here.share[c].min(1.0 - here.share[c]);
        undecided(*a).total_cmp(&undecided(*b)).then(b.cmp(a))
    })
}
