//! More than one answer: the best really different plans, the curve over the number of sites, and what it costs to
//! settle a site beforehand.

use super::median::{self, Answer, Plan, Wish};
use super::problem::{Problem, Refusal};
use super::relaxation::Avoid;
use crate::Watch;

/// One of several plans, in order of cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The plan.
    pub plan: Plan,
    /// No plan that differs enough from the earlier ones costs less than this.
    pub bound: i64,
    /// Whether the bound reaches the plan.
    pub proven: bool,
}

/// How many sites two plans must differ in to be really different: a quarter of them, rounded up.
pub fn really_different(open_count: usize) -> usize {
    open_count.div_ceil(4).max(1)
}

/// The `count` best plans that each differ from every better one in at least `differing` sites. Fewer where there are
/// no more, or the search is stopped.
pub fn best_plans(
    problem: &Problem,
    count: usize,
    differing: usize,
    first: &Answer,
    seed: u64,
    watch: &mut Watch<'_>,
) -> Vec<Choice> {
    let choices = vec![Choice { plan: first.plan.clone(), bound: first.bound, proven: first.proven }];
    more_plans(problem, choices, count, differing, &first.others, seed, watch)
}

/// The same, on from plans that are found already, the best first: what comes out is what one run would have found.
pub fn more_plans(
    problem: &Problem,
    mut choices: Vec<Choice>,
    count: usize,
    differing: usize,
    known: &[Plan],
    seed: u64,
    watch: &mut Watch<'_>,
) -> Vec<Choice> {
    let Some(shared_max) = problem.open_count.checked_sub(differing.max(1)) else { return choices };
    while choices.len() < count && watch.may_go_on() {
        let avoid: Vec<Avoid> =
            choices.iter().map(|c| Avoid { sites: c.plan.sites.clone(), shared_max }).collect();
        let wish = Wish { avoid: &avoid, known, ..Wish::default() };
        let found = median::find(problem, seed, &wish, watch);
        let Some(plan) = found.best else { break };
        let bound = found.bound.min(plan.cost);
        choices.push(Choice { proven: bound >= plan.cost, bound, plan });
    }
    choices
}

/// The best plan for each number of sites in a range.
pub fn curve(
    problem: &Problem,
    open_counts: impl Iterator<Item = usize>,
    seed: u64,
    watch: &mut Watch<'_>,
) -> Result<Vec<(usize, Answer)>, Refusal> {
    let mut points = Vec::new();
    for open_count in open_counts {
        points.push((open_count, median::solve(&problem.with_open_count(open_count)?, seed, watch)));
    }
    Ok(points)
}

/// What settling sites beforehand costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixing {
    /// The best plan with nothing settled.
    pub unsettled: Answer,
    /// How much more the settled plan costs: exact where both are proven.
    pub adds: i64,
    /// Whether `adds` is exact.
    pub proven: bool,
}

/// Compares an answer with the best plan had nothing been settled.
pub fn cost_of_fixing(problem: &Problem, settled: &Answer, seed: u64, watch: &mut Watch<'_>) -> Fixing {
    let unsettled = median::solve(&problem.unsettled(), seed, watch);
    Fixing {
        adds: settled.plan.cost - unsettled.plan.cost,
        proven: settled.proven && unsettled.proven,
        unsettled,
    }
}
