//! Finding good plans: starts from a sampled greedy plan or from the bound's favourites, fast interchange, and path
//! relinking between the plans of a small pool of good and different ones (Resende and Werneck 2004).

use super::interchange::{Allowed, Any, Interchange};
use super::median::Plan;
use super::problem::{Problem, Standing};
use super::relaxation::Avoid;
use super::rows::Rows;
use crate::{Chance, Watch};

const POOL_PLANS_MAX: usize = 24;

/// Good plans, best first, no two alike, none of them to be avoided.
pub(crate) struct Pool<'a> {
    problem: &'a Problem,
    avoid: &'a [Avoid],
    plans: Vec<Plan>,
    /// Only plans of at most this cost are of interest.
    ceiling: i64,
    pub steps_to_best: u64,
}

impl<'a> Pool<'a> {
    pub(crate) fn new(problem: &'a Problem, avoid: &'a [Avoid], ceiling: i64) -> Pool<'a> {
        Pool { problem, avoid, plans: Vec::new(), ceiling, steps_to_best: 0 }
    }

    /// The largest cost still of interest: better than the best plan, and within the ceiling.
    pub(crate) fn wanted(&self) -> i64 {
        self.best().map_or(self.ceiling, |p| self.ceiling.min(p.cost - 1))
    }

    pub(crate) fn best(&self) -> Option<&Plan> {
        self.plans.first()
    }

    pub(crate) fn plans(&self) -> &[Plan] {
        &self.plans
    }

    fn is_to_be_avoided(&self, sites: &[usize]) -> bool {
        self.avoid.iter().any(|a| a.sites.iter().filter(|s| sites.contains(s)).count() > a.shared_max)
    }

    /// Takes a plan in if it is good enough; true where it is the new best.
    pub(crate) fn offer(&mut self, rows: &Rows, mut sites: Vec<usize>, steps: u64) -> bool {
        sites.sort_unstable();
        let cost = rows.cost(self.problem, &sites);
        self.offer_priced(Plan { cost, sites }, steps)
    }

    /// The same for a plan whose cost is known and whose sites are in order.
    pub(crate) fn offer_priced(&mut self, plan: Plan, steps: u64) -> bool {
        if self.is_to_be_avoided(&plan.sites) {
            return false;
        }
        let Err(at) = self.plans.binary_search(&plan) else { return false };
        if at >= POOL_PLANS_MAX {
            return false;
        }
        let is_best = self.plans.first().is_none_or(|b| plan.cost < b.cost);
        self.plans.insert(at, plan);
        self.plans.truncate(POOL_PLANS_MAX);
        if is_best {
            self.steps_to_best = steps;
        }
        is_best
    }
}

/// The required sites and the first free ones.
pub(crate) fn first_plan(problem: &Problem) -> Plan {
    let with = |which| (0..problem.sites()).filter(move |s| problem.standing[*s] == which);
    let mut sites: Vec<usize> =
        with(Standing::Open).chain(with(Standing::Free)).take(problem.open_count).collect();
    sites.sort_unstable();
    Plan { cost: problem.cost(&sites), sites }
}

/// A plan by opening, again and again, the best of a small sample of closed sites.
fn greedy(problem: &Problem, chance: &mut Chance) -> Vec<usize> {
    let mut open: Vec<usize> =
        (0..problem.sites()).filter(|s| problem.standing[*s] == Standing::Open).collect();
    let mut left: Vec<usize> =
        (0..problem.sites()).filter(|s| problem.standing[*s] == Standing::Free).collect();
    let pays = |customer: usize, site: usize| {
        i64::from(problem.weights[customer]) * i64::from(problem.journey_to(site, customer))
    };
    let mut paid: Vec<i64> = (0..problem.customers())
        .map(|c| open.iter().map(|s| pays(c, *s)).min().unwrap_or(i64::MAX / 4_000_000))
        .collect();
    let sample = ((left.len() as f64 / problem.open_count as f64).log2().ceil() as usize + 1).max(2);
    while open.len() < problem.open_count && !left.is_empty() {
        let saving = |site: usize| -> i64 {
            paid.iter().enumerate().map(|(c, now)| (now - pays(c, site)).max(0)).sum()
        };
        let best = (0..sample)
            .map(|_| chance.below(left.len()))
            .max_by_key(|at| (saving(left[*at]), usize::MAX - left[*at]))
            .unwrap_or(0);
        let site = left.swap_remove(best);
        for (customer, now) in paid.iter_mut().enumerate() {
            *now = (*now).min(pays(customer, site));
        }
        open.push(site);
    }
    open
}

/// One new start, an improvement by interchange, and a path to a plan of the pool.
pub(crate) fn start(
    problem: &Problem,
    rows: &Rows,
    seed: u64,
    number: u64,
    pool: &mut Pool<'_>,
    watch: &mut Watch<'_>,
) {
    if !watch.step() {
        return;
    }
    let mut chance = Chance::new(seed, number);
    let mut search = Interchange::new(problem, rows, &greedy(problem, &mut chance));
    search.descend(&Any(problem));
    let found = Plan { cost: search.value(), sites: search.sites() };
    let guides: Vec<Plan> =
        pool.plans.iter().filter(|p| differing(&p.sites, &found.sites) > 3).cloned().collect();
    if !guides.is_empty() {
        let guide = &guides[chance.below(guides.len())];
        if let Some(between) = relink(problem, rows, &found, guide) {
            pool.offer_priced(between, watch.steps());
        }
    }
    pool.offer_priced(found, watch.steps());
}

fn differing(a: &[usize], b: &[usize]) -> usize {
    a.iter().filter(|s| b.binary_search(s).is_err()).count()
}

/// Only exchanges that lead from one plan to another.
struct Towards<'a> {
    problem: &'a Problem,
    goal: &'a [usize],
}

impl Allowed for Towards<'_> {
    fn may_open(&self, site: usize) -> bool {
        self.goal.binary_search(&site).is_ok()
    }
    fn may_close(&self, site: usize) -> bool {
        self.problem.standing[site] != Standing::Open && self.goal.binary_search(&site).is_err()
    }
}

/// Walks from the better plan to the other by the best exchanges, and improves the best plan met between them.
fn relink(problem: &Problem, rows: &Rows, a: &Plan, b: &Plan) -> Option<Plan> {
    let (from, to) = if a.cost <= b.cost { (a, b) } else { (b, a) };
    let mut search = Interchange::new(problem, rows, &from.sites);
    let towards = Towards { problem, goal: &to.sites };
    let mut best: Option<Plan> = None;
    let length = differing(&from.sites, &to.sites);
    for at in 1..length {
        let Some(swap) = search.best(&towards) else { break };
        search.make(swap);
        let middle = at >= length / 4;
        if middle && best.as_ref().is_none_or(|b| search.value() < b.cost) {
            best = Some(Plan { cost: search.value(), sites: search.sites() });
        }
    }
    let best = best?;
    let mut search = Interchange::new(problem, rows, &best.sites);
    search.descend(&Any(problem));
    Some(Plan { cost: search.value(), sites: search.sites() })
}

/// Tries the bound's favourites as a plan, and improves it where it is near the best known.
pub(crate) fn try_picks(problem: &Problem, rows: &Rows, picks: &[usize], pool: &mut Pool<'_>, steps: u64) {
    if picks.len() != problem.open_count {
        return;
    }
    let mut sites = picks.to_vec();
    sites.sort_unstable();
    if pool.plans.iter().any(|p| p.sites == sites) {
        return;
    }
    let cost = rows.cost(problem, &sites);
    let near = pool.best().is_none_or(|b| cost - b.cost < b.cost / 50);
    pool.offer_priced(Plan { cost, sites: sites.clone() }, steps);
    if near && steps.is_multiple_of(3) {
        let mut search = Interchange::new(problem, rows, &sites);
        search.descend(&Any(problem));
        pool.offer_priced(Plan { cost: search.value(), sites: search.sites() }, steps);
    }
}
