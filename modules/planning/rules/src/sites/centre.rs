//! The p-centre: the sites whose longest journey is shortest. Bisection over the lengths that occur; each length is
//! decided, both ways with a proof, as the question whether a cover leaves nobody out.

use super::median::{self, Plan, Wish};
use super::problem::{Problem, Standing};
use super::reached::{Reached, reached};
use crate::Watch;

/// The best plan found and what is proved about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Centre {
    /// The open sites; the cost is the longest journey of anyone.
    pub plan: Plan,
    /// No plan has a shorter longest journey than this.
    pub bound: i64,
    /// Whether the bound reaches the plan.
    pub proven: bool,
    /// Steps after which the best plan was found.
    pub steps_to_best: u64,
}

/// Finds the sites whose longest journey is shortest. Customers with no demand do not count.
pub fn centre(problem: &Problem, seed: u64, watch: &mut Watch<'_>) -> Centre {
    let customers: Vec<usize> = (0..problem.customers()).filter(|c| problem.weights[*c] > 0).collect();
    let mut one_each = problem.clone();
    for customer in &customers {
        one_each.weights[*customer] = 1;
    }
    let longest = |sites: &[usize]| -> u32 {
        let nearest = |c: usize| sites.iter().map(|s| problem.journey(c, *s)).min().unwrap_or(0);
        customers.iter().map(|c| nearest(*c)).max().unwrap_or(0)
    };
    let mut best = farthest_first(problem, &customers);
    let mut steps_to_best = watch.steps();
    let mut lengths = lengths(problem, &customers);
    lengths.retain(|l| *l <= longest(&best));
    let (mut low, mut high) = (0, lengths.partition_point(|l| *l < longest(&best)));
    // Below `low` nothing is possible; `high` is possible.
    while low < high && watch.may_go_on() {
        let middle = (low + high) / 2;
        let mut question = one_each.beyond(lengths[middle]);
        narrow(&mut question);
        match decided(&question, seed, watch) {
            Reached::By(open) => {
                best = open;
                steps_to_best = watch.steps();
                high = lengths.partition_point(|l| *l < longest(&best));
            }
            Reached::Nobody => low = middle + 1,
            Reached::Stopped => break,
        }
        watch.tell(Some(i64::from(longest(&best))), lengths.get(low).map_or(0, |l| i64::from(*l)));
    }
    best.sort_unstable();
    let cost = i64::from(longest(&best));
    let bound = lengths.get(low).map_or(cost, |l| i64::from(*l)).min(cost);
    Centre { plan: Plan { cost, sites: best }, bound, proven: low >= high, steps_to_best }
}

/// Whether everybody can be reached: of questions that could be narrowed by a search of its own; of larger ones, and where
/// that is too much work, as the question whether anybody is left out.
fn decided(question: &Problem, seed: u64, watch: &mut Watch<'_>) -> Reached {
    if question.customers().max(question.sites()) <= NARROWED_MAX {
        let found = reached(question, watch);
        if found != Reached::Stopped || !watch.may_go_on() {
            return found;
        }
    }
    let wish = Wish { ceiling: Some(0), ..Wish::default() };
    let found = median::find(question, seed, &wish, watch);
    match found.best {
        Some(plan) if plan.cost == 0 => Reached::By(plan.sites),
        Some(_) | None if found.bound >= 1 => Reached::Nobody,
        Some(_) | None => Reached::Stopped,
    }
}

/// Beyond this many customers or sites, narrowing takes longer than it saves.
const NARROWED_MAX: usize = 5_000;

/// Makes the question "is anybody left out?" smaller without changing its answer: whoever is within reach whenever
/// somebody else is need not be asked about, and a site that reaches no one whom another does not can stay closed.
pub(super) fn narrow(problem: &mut Problem) {
    let (customers, sites) = (problem.customers(), problem.sites());
    if customers.max(sites) > NARROWED_MAX {
        return;
    }
    for _ in 0..2 {
        let alive = |s: usize| problem.standing[s] != Standing::Closed;
        let reach: Vec<Vec<u64>> =
            (0..customers).map(|c| bits(sites, |s| alive(s) && problem.journey(c, s) == 0)).collect();
        let mut order: Vec<usize> = (0..customers).filter(|c| problem.weights[*c] > 0).collect();
        order.sort_by_key(|c| (reach[*c].iter().map(|w| w.count_ones()).sum::<u32>(), *c));
        let mut kept: Vec<usize> = Vec::new();
        for customer in order {
            if kept.iter().any(|k| within(&reach[*k], &reach[customer])) {
                problem.weights[customer] = 0;
            } else {
                kept.push(customer);
            }
        }
        let reached: Vec<Vec<u64>> =
            (0..sites).map(|s| bits(kept.len(), |at| problem.journey(kept[at], s) == 0)).collect();
        let mut order: Vec<usize> = (0..sites).filter(|s| problem.standing[*s] != Standing::Closed).collect();
        let mut left = order.len();
        order.sort_by_key(|s| {
            let required = problem.standing[*s] == Standing::Open;
            (!required, u32::MAX - reached[*s].iter().map(|w| w.count_ones()).sum::<u32>(), *s)
        });
        let mut kept: Vec<usize> = Vec::new();
        for site in order {
            let free = problem.standing[site] == Standing::Free;
            if free && left > problem.open_count && kept.iter().any(|k| within(&reached[site], &reached[*k]))
            {
                problem.standing[site] = Standing::Closed;
                left -= 1;
            } else {
                kept.push(site);
            }
        }
    }
}

fn bits(count: usize, is_in: impl Fn(usize) -> bool) -> Vec<u64> {
    let mut words = vec![0u64; count.div_ceil(64)];
    for at in (0..count).filter(|at| is_in(*at)) {
        words[at / 64] |= 1 << (at % 64);
    }
    words
}

fn within(smaller: &[u64], larger: &[u64]) -> bool {
    smaller.iter().zip(larger).all(|(a, b)| a & !b == 0)
}

/// Every journey length that occurs and may be the answer.
fn lengths(problem: &Problem, customers: &[usize]) -> Vec<u32> {
    let alive: Vec<usize> =
        (0..problem.sites()).filter(|s| problem.standing[*s] != Standing::Closed).collect();
    let mut lengths = Vec::new();
    for customer in customers {
        lengths.extend(alive.iter().map(|s| problem.journey(*customer, *s)));
        if lengths.len() > 4_000_000 {
            lengths.sort_unstable();
            lengths.dedup();
        }
    }
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

/// A first plan: again and again the site nearest to whoever is now worst off (Gonzalez 1985).
fn farthest_first(problem: &Problem, customers: &[usize]) -> Vec<usize> {
    let with = |which| (0..problem.sites()).filter(move |s| problem.standing[*s] == which);
    let mut open: Vec<usize> = with(Standing::Open).collect();
    let mut nearest: Vec<u32> = customers
        .iter()
        .map(|c| open.iter().map(|s| problem.journey(*c, *s)).min().unwrap_or(u32::MAX))
        .collect();
    while open.len() < problem.open_count {
        let worst = (0..customers.len())
            .max_by_key(|at| (nearest[*at], usize::MAX - at))
            .map_or(0, |at| customers[at]);
        let site = with(Standing::Free)
            .filter(|s| !open.contains(s))
            .min_by_key(|s| (problem.journey(worst, *s), *s));
        let Some(site) = site else { break };
        open.push(site);
        for (at, customer) in customers.iter().enumerate() {
            nearest[at] = nearest[at].min(problem.journey(*customer, site));
        }
    }
    open
}
