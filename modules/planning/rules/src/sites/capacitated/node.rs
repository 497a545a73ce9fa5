//! One part of the search: which sites and pairs are still possible, the prices, and the bound they give.

use super::CapacitatedProblem;
use super::knapsack::{self, Item};
use crate::sites::Standing;

/// How an ascent ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// No plan here is of interest.
    Nothing,
    /// The bound has stopped rising.
    Stalled,
}

/// A part of the search.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub standing: Vec<Standing>,
    /// For each site the customers that may go there.
    pub pairs: Vec<Vec<u32>>,
    /// Prices, in units of a cost over `scale`.
    pub prices: Vec<i64>,
    /// The best bound, in the same units.
    pub best: i64,
    /// For each customer and site, how often lately it was served there.
    pub share: Vec<f32>,
}

/// Room to work in, used again and again.
pub(super) struct Bench<'a> {
    problem: &'a CapacitatedProblem,
    pub scale: i64,
    items: Vec<Vec<Item>>,
    value: Vec<i64>,
    exact: Vec<bool>,
    chosen: Vec<Vec<u32>>,
    pub picks: Vec<usize>,
    served: Vec<i32>,
    direction: Vec<f64>,
    newest: f32,
}

impl<'a> Bench<'a> {
    pub(super) fn new(problem: &'a CapacitatedProblem) -> Bench<'a> {
        let dearest = problem.costs.iter().copied().max().unwrap_or(0).max(1);
        let total = dearest.saturating_mul(problem.customers() as i64);
        let bits = 64 - total.leading_zeros();
        let scale = 1i64 << 50u32.saturating_sub(bits).min(12);
        Bench {
            problem,
            scale,
            items: vec![Vec::new(); problem.sites],
            value: vec![0; problem.sites],
            exact: vec![false; problem.sites],
            chosen: vec![Vec::new(); problem.sites],
            picks: Vec::new(),
            served: vec![0; problem.customers()],
            direction: vec![0.0; problem.customers()],
            newest: 1.0,
        }
    }

    /// The bound at the node's prices.
    fn evaluate(&mut self, node: &Node) -> i64 {
        let problem = self.problem;
        let mut order: Vec<usize> = Vec::new();
        for site in 0..problem.sites {
            if node.standing[site] == Standing::Closed {
                continue;
            }
            order.push(site);
            let items = &mut self.items[site];
            items.clear();
            for customer in &node.pairs[site] {
                let at = *customer as usize;
                let profit = node.prices[at] - problem.cost(at, site) * self.scale;
                if profit > 0 && problem.demand[at] <= problem.capacity[site] {
                    items.push(Item { profit, weight: problem.demand[at], customer: *customer });
                }
            }
            knapsack::sort(items);
            self.value[site] = knapsack::fractional(items, problem.capacity[site], u32::MAX);
            self.exact[site] = false;
        }
        // Only sites that might be among the best need their knapsack exactly; the others keep the larger estimate,
        // which cannot make the bound too high.
        let open = |site: &usize| node.standing[*site] == Standing::Open;
        self.picks.clear();
        loop {
            order.sort_unstable_by_key(|s| (!open(s), -self.value[*s], *s));
            let wanted = problem.open_count.min(order.len());
            if order[..wanted].iter().all(|s| self.exact[*s]) {
                self.picks.extend(&order[..wanted]);
                break;
            }
            for site in order.iter().copied().take(wanted) {
                if !self.exact[site] {
                    self.exact[site] = true;
                    self.value[site] =
                        knapsack::exact(&self.items[site], problem.capacity[site], &mut self.chosen[site]);
                }
            }
        }
        node.prices.iter().sum::<i64>() - self.picks.iter().map(|s| self.value[*s]).sum::<i64>()
    }

    /// Raises the node's bound until it is above `at_most` (in costs) or stalls; `seen` is shown the picks.
    pub(super) fn ascend(
        &mut self,
        node: &mut Node,
        iterations: usize,
        mut step: f64,
        at_most: &mut dyn FnMut(&[usize]) -> i64,
    ) -> End {
        // The first bound is worth the most care: everything after it begins from there.
        let (patience, step_min) = if iterations > 1_000 { (20, 0.004) } else { (12, 0.02) };
        let mut stall = 0;
        let mut cap = at_most(&[]);
        let mut prices_best = node.prices.clone();
        self.direction.fill(0.0);
        self.newest = 1.0;
        for iteration in 0..iterations {
            if impossible(self.problem, node) {
                return End::Nothing;
            }
            let bound = self.evaluate(node);
            if bound > node.best {
                let much = (bound - node.best) as f64
                    > 2e-4 * (cap.saturating_mul(self.scale) - node.best).abs() as f64;
                node.best = bound;
                prices_best.clone_from(&node.prices);
                stall = if much { 0 } else { stall + 1 };
            } else {
                stall += 1;
            }
            if iteration % 10 == 9 {
                cap = at_most(&self.picks);
            }
            if self.whole(node.best) > cap {
                return End::Nothing;
            }
            self.strike_sites(node, bound, cap);
            if iteration % 30 == 29 || iteration + 1 == iterations {
                self.strike_pairs(node, bound, cap);
            }
            if stall >= patience {
                stall = 0;
                step *= 0.6;
                node.prices.clone_from(&prices_best);
                if step < step_min {
                    break;
                }
                continue;
            }
            self.move_prices(node, step, cap, bound);
        }
        self.fade(node);
        node.prices = prices_best;
        let bound = self.evaluate(node);
        self.strike_sites(node, bound, cap);
        self.strike_pairs(node, bound, cap);
        if impossible(self.problem, node) { End::Nothing } else { End::Stalled }
    }

    /// Lets what was picked long ago count for less than what was picked lately.
    fn fade(&mut self, node: &mut Node) {
        for share in &mut node.share {
            *share /= self.newest;
        }
        self.newest = 1.0;
    }

    /// The least whole cost that a bound allows.
    pub(super) fn whole(&self, bound: i64) -> i64 {
        bound.div_euclid(self.scale) + i64::from(bound.rem_euclid(self.scale) > 0)
    }

    fn move_prices(&mut self, node: &mut Node, step: f64, cap: i64, bound: i64) {
        self.served.fill(0);
        // Instead of letting all older shares fade, the newest counts for more; `ascend` puts them right at its end.
        self.newest /= 0.95;
        for site in &self.picks {
            for customer in &self.chosen[*site] {
                self.served[*customer as usize] += 1;
                node.share[*customer as usize * self.problem.sites + site] += 0.05 * self.newest;
            }
        }
        if self.newest > 1e12 {
            self.fade(node);
        }
        let mut norm = 0.0;
        for (direction, served) in self.direction.iter_mut().zip(&self.served) {
            *direction = 0.7 * f64::from(1 - served) + 0.3 * *direction;
            norm += *direction * *direction;
        }
        if norm < 1e-9 {
            return;
        }
        let scale = self.scale as f64;
        let missing = ((cap as f64 + 1.0) * scale - bound as f64).max(scale) * 1.02;
        let length = step * missing / norm;
        for (price, direction) in node.prices.iter_mut().zip(&self.direction) {
            *price = (*price + (length * direction) as i64).max(0);
        }
    }

    /// Settles sites whose other standing would cost more than `cap`.
    fn strike_sites(&self, node: &mut Node, bound: i64, cap: i64) {
        let free_picks: Vec<usize> =
            self.picks.iter().copied().filter(|s| node.standing[*s] == Standing::Free).collect();
        let is_pick = |site: usize| self.picks.contains(&site);
        let others: Vec<usize> =
            (0..self.problem.sites).filter(|s| node.standing[*s] == Standing::Free && !is_pick(*s)).collect();
        let least_pick = free_picks.iter().map(|s| self.value[*s]).min();
        let most_other = others.iter().map(|s| self.value[*s]).max();
        for site in &others {
            let without = least_pick.map(|least| bound + least - self.value[*site]);
            if without.is_none_or(|b| self.whole(b) > cap) {
                node.standing[*site] = Standing::Closed;
            }
        }
        for site in &free_picks {
            let without = most_other.map(|most| bound + self.value[*site] - most);
            if without.is_none_or(|b| self.whole(b) > cap) {
                node.standing[*site] = Standing::Open;
            }
        }
    }

    /// Strikes out pairs that would cost more than `cap`, at the prices last evaluated.
    fn strike_pairs(&self, node: &mut Node, bound: i64, cap: i64) {
        let least_pick =
            self.picks.iter().filter(|s| node.standing[**s] == Standing::Free).map(|s| self.value[*s]).min();
        for site in 0..self.problem.sites {
            if node.standing[site] == Standing::Closed {
                node.pairs[site].clear();
                continue;
            }
            let picked = self.picks.contains(&site);
            let base = if picked {
                bound + self.value[site]
            } else {
                match least_pick {
                    Some(least) => bound + least,
                    None => continue,
                }
            };
            let (items, prices, problem) = (&self.items[site], &node.prices, self.problem);
            node.pairs[site].retain(|customer| {
                let at = *customer as usize;
                let room = problem.capacity[site] - problem.demand[at];
                if room < 0 {
                    return false;
                }
                let profit = prices[at] - problem.cost(at, site) * self.scale;
                let most = profit + knapsack::fractional(items, room, *customer);
                self.whole(base - most) <= cap
            });
        }
    }
}

/// True where the node has no plan: too few or too many sites, too little room, or a customer without a site. Settles
/// what follows where everything is decided about sites or a customer has one site left.
fn impossible(problem: &CapacitatedProblem, node: &mut Node) -> bool {
    let count = |node: &Node, which| node.standing.iter().filter(|s| **s == which).count();
    let open = count(node, Standing::Open);
    if open > problem.open_count || open + count(node, Standing::Free) < problem.open_count {
        return true;
    }
    if open == problem.open_count {
        for standing in &mut node.standing {
            if *standing == Standing::Free {
                *standing = Standing::Closed;
            }
        }
    } else if open + count(node, Standing::Free) == problem.open_count {
        for standing in &mut node.standing {
            if *standing == Standing::Free {
                *standing = Standing::Open;
            }
        }
    }
    let mut choices = vec![0u32; problem.customers()];
    let mut only = vec![0usize; problem.customers()];
    for (site, customers) in node.pairs.iter().enumerate() {
        if node.standing[site] != Standing::Closed {
            for customer in customers {
                choices[*customer as usize] += 1;
                only[*customer as usize] = site;
            }
        }
    }
    let mut forced = vec![0i64; problem.sites];
    for (customer, choices) in choices.iter().enumerate() {
        match choices {
            0 => return true,
            1 => {
                forced[only[customer]] += problem.demand[customer];
                node.standing[only[customer]] = Standing::Open;
            }
            _ => {}
        }
    }
    let mut rooms: Vec<i64> = (0..problem.sites)
        .filter(|s| node.standing[*s] != Standing::Closed)
        .map(|s| problem.capacity[s])
        .collect();
    rooms.sort_unstable_by(|a, b| b.cmp(a));
    rooms.iter().take(problem.open_count).sum::<i64>() < problem.demand.iter().sum()
        || forced.iter().zip(&problem.capacity).any(|(forced, room)| forced > room)
        || count(node, Standing::Open) > problem.open_count
}
