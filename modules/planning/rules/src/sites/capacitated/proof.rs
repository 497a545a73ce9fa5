//! Branch and bound with capacities: sites first, then the customer who is most divided between sites.

use std::collections::BTreeMap;

use super::CapacitatedProblem;
use super::node::{Bench, End, Node};
use super::primal::Best;
use crate::Watch;
use crate::sites::Standing;

/// Iterations of the first bound at most.
const ROOT_ITERATIONS: usize = 4_000;
/// Rounds of the search for better plans whenever the bound asks how good the best one is; one
/// once they are in vain.
const ROUNDS_A_LOOK: u64 = 40;
/// The bound's own favourites are tried every so many looks.
const LOOKS_A_TRY: u32 = 6;

/// The greatest lower bound proved; `i64::MAX` where there is no plan at all.
pub(super) fn prove(problem: &CapacitatedProblem, best: &mut Best<'_>, watch: &mut Watch<'_>) -> i64 {
    let mut bench = Bench::new(problem);
    let nearest = |customer: usize| {
        let mut costs: Vec<i64> = (0..problem.sites).map(|s| problem.cost(customer, s)).collect();
        costs.sort_unstable();
        costs.get(problem.sites / problem.open_count).or(costs.last()).copied().unwrap_or(0) * bench.scale
    };
    let root = Node {
        standing: vec![Standing::Free; problem.sites],
        pairs: vec![(0..problem.customers() as u32).collect(); problem.sites],
        prices: (0..problem.customers()).map(nearest).collect(),
        best: i64::MIN / 2,
        share: vec![0.0; problem.sites * problem.customers()],
    };
    let mut waiting: BTreeMap<(i64, usize, u64), Node> = BTreeMap::new();
    let mut made = 0u64;
    waiting.insert((0, 0, 0), root);
    while let Some(((bound, _, _), mut node)) = waiting.pop_first() {
        if bound > best.wanted() {
            continue;
        }
        let is_root = made == 0;
        if !watch.step() {
            return bound;
        }
        let (iterations, step) = if is_root { (ROOT_ITERATIONS, 1.2) } else { (120, 0.5) };
        let mut looks = 0u32;
        let mut at_most = |picks: &[usize]| {
            best.reshape(if best.is_vain() { 1 } else { ROUNDS_A_LOOK });
            looks += 1;
            if looks.is_multiple_of(LOOKS_A_TRY) {
                best.try_sites(picks);
            }
            best.wanted()
        };
        let end = bench.ascend(&mut node, iterations, step, &mut at_most);
        watch.tell(
            best.cost(),
            waiting.first_key_value().map_or(bench.whole(node.best).max(0), |((b, _, _), _)| *b),
        );
        if end == End::Nothing {
            continue;
        }
        for half in halves(problem, &node, best) {
            made += 1;
            let pairs: usize = half.pairs.iter().map(Vec::len).sum();
            waiting.insert((bench.whole(half.best).max(bound), pairs, made), half);
        }
    }
    best.cost().unwrap_or(i64::MAX)
}

/// The two halves of a node; none where it holds a single plan, which is offered.
fn halves(problem: &CapacitatedProblem, node: &Node, best: &mut Best<'_>) -> Vec<Node> {
    let share = |site: usize| -> f32 {
        // A site's share is that of its own best-loved customer: it is open at least so often.
        (0..problem.customers()).map(|c| node.share[c * problem.sites + site]).fold(0.0, f32::max)
    };
    let undecided = |s: f32| s.min(1.0 - s);
    let free = (0..problem.sites).filter(|s| node.standing[*s] == Standing::Free);
    let branch_site =
        free.max_by(|a, b| undecided(share(*a)).total_cmp(&undecided(share(*b))).then(b.cmp(a)));
    if let Some(site) = branch_site {
        return [Standing::Open, Standing::Closed]
            .into_iter()
            .map(|choice| {
                let mut half = node.clone();
                half.standing[site] = choice;
                half
            })
            .collect();
    }
    let mut choices: Vec<Vec<usize>> = vec![Vec::new(); problem.customers()];
    for (site, customers) in node.pairs.iter().enumerate() {
        if node.standing[site] == Standing::Open {
            for customer in customers {
                choices[*customer as usize].push(site);
            }
        }
    }
    let of = |customer: usize, site: usize| node.share[customer * problem.sites + site];
    let divided = |customer: usize| {
        let best = choices[customer].iter().map(|s| of(customer, *s)).fold(0.0, f32::max);
        (1.0 - best) * (1.0 + problem.demand[customer] as f32).sqrt()
    };
    let branch_customer = (0..problem.customers())
        .filter(|c| choices[*c].len() > 1)
        .max_by(|a, b| divided(*a).total_cmp(&divided(*b)).then(b.cmp(a)));
    let Some(customer) = branch_customer else {
        best.offer(choices.iter().map(|c| c.first().copied().unwrap_or(0)).collect());
        return Vec::new();
    };
    let favourite = choices[customer]
        .iter()
        .copied()
        .max_by(|a, b| of(customer, *a).total_cmp(&of(customer, *b)).then(b.cmp(a)))
        .unwrap_or(0);
    let (mut with, mut without) = (node.clone(), node.clone());
    for (site, customers) in with.pairs.iter_mut().enumerate() {
        if site != favourite {
            customers.retain(|c| *c as usize != customer);
        }
    }
    without.pairs[favourite].retain(|c| *c as usize != customer);
    vec![with, without]
}
