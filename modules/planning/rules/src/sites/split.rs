//! The capacitated p-median whose demand may be split: some appointments of an area go here, some there. Branch and bound
//! over sites; the bound prices "each appointment is served once" (Lagrange), which leaves one fractional knapsack a site and
//! the p best of them; each leaf is a transportation problem, solved exactly.

use super::capacitated::CapacitatedProblem;
use crate::Watch;
use crate::matching::{Arc, Network, cheapest_flow};

/// The best split plan found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Its cost; none where no plan fits.
    pub cost: Option<i64>,
    /// The open sites from 0, in order.
    pub sites: Vec<usize>,
    /// Customer, site and how much of the demand goes there.
    pub parts: Vec<(usize, usize, i64)>,
    /// No plan costs less.
    pub bound: i64,
    /// Whether the bound reaches the cost, or no plan fits at all.
    pub proven: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Site {
    Free,
    Open,
    Closed,
}

struct Search<'p, 'w, 'b> {
    of: &'p CapacitatedProblem,
    best: Option<Found>,
    left: Option<i64>,
    watch: &'w mut Watch<'b>,
}

/// Cost, open sites, and how much of each customer's demand goes where.
type Found = (i64, Vec<usize>, Vec<(usize, usize, i64)>);

/// What a site would take at these prices: its worth, the site, and how much of whom.
type Bag = (f64, usize, Vec<(usize, f64)>);

const ROUNDS: usize = 150;

/// Finds the cheapest plan in which demand may be split.
pub fn split(problem: &CapacitatedProblem, watch: &mut Watch<'_>) -> Split {
    let mut search = Search { of: problem, best: None, left: None, watch };
    let nearest: Vec<f64> = (0..problem.demand.len())
        .map(|c| (0..problem.sites).map(|s| problem.costs[c * problem.sites + s]).min().unwrap_or(0) as f64)
        .collect();
    search.go(&mut vec![Site::Free; problem.sites], &nearest);
    let cost = search.best.as_ref().map(|(cost, _, _)| *cost);
    let bound = match (search.left, cost) {
        (Some(left), Some(cost)) => left.min(cost),
        (Some(left), None) => left,
        (None, cost) => cost.unwrap_or(i64::MAX),
    };
    let (_, sites, parts) = search.best.unwrap_or_default();
    Split { proven: search.left.is_none() || cost == Some(bound), cost, sites, parts, bound }
}

impl Search<'_, '_, '_> {
    fn go(&mut self, sites: &mut Vec<Site>, prices: &[f64]) {
        let p = self.of.open_count;
        let open = sites.iter().filter(|site| **site == Site::Open).count();
        let free = sites.iter().filter(|site| **site == Site::Free).count();
        if open > p || open + free < p {
            return;
        }
        if !self.watch.step() {
            let bound = self.relaxed(sites, prices).0;
            self.left = Some(self.left.map_or(bound, |left| left.min(bound)));
            return;
        }
        if open == p || open + free == p {
            let chosen: Vec<usize> = (0..sites.len())
                .filter(|site| sites[*site] == Site::Open || (open < p && sites[*site] == Site::Free))
                .collect();
            self.leaf(&chosen);
            return;
        }
        let (bound, prices, chosen, order) = self.relaxed(sites, prices);
        // The sites that the bound would open are a plan themselves.
        self.leaf(&chosen);
        if self.best.as_ref().is_some_and(|(cost, _, _)| bound >= *cost) {
            return;
        }
        let Some(branch) = order.into_iter().find(|site| sites[*site] == Site::Free) else { return };
        for standing in [Site::Open, Site::Closed] {
            sites[branch] = standing;
            self.go(sites, &prices);
        }
        sites[branch] = Site::Free;
    }

    /// A bound below every plan that these sites allow, the prices that give it, the sites it would open, and all sites from
    /// the one it most wants.
    fn relaxed(&self, sites: &[Site], prices: &[f64]) -> (i64, Vec<f64>, Vec<usize>, Vec<usize>) {
        let of = self.of;
        let customers = of.demand.len();
        let mut prices = prices.to_vec();
        let mut best = (f64::NEG_INFINITY, prices.clone(), Vec::new(), Vec::new());
        let mut step = 1.0;
        let mut stalls = 0;
        let aim = self.best.as_ref().map(|(cost, _, _)| *cost as f64);
        for _ in 0..ROUNDS {
            let mut value: f64 =
                prices.iter().zip(&of.demand).map(|(price, demand)| price * *demand as f64).sum();
            let mut bags: Vec<Bag> = Vec::new();
            for site in (0..of.sites).filter(|site| sites[*site] != Site::Closed) {
                let mut gains: Vec<(f64, usize)> = (0..customers)
                    .map(|c| (of.costs[c * of.sites + site] as f64 - prices[c], c))
                    .filter(|(gain, _)| *gain < 0.0)
                    .collect();
                gains.sort_by(|one, other| one.0.total_cmp(&other.0));
                let (mut room, mut sum, mut put) = (of.capacity[site] as f64, 0.0, Vec::new());
                for (gain, customer) in gains {
                    if room <= 0.0 {
                        break;
                    }
                    let amount = room.min(of.demand[customer] as f64);
                    sum += gain * amount;
                    room -= amount;
                    put.push((customer, amount));
                }
                bags.push((sum, site, put));
            }
            bags.sort_by(|one, other| {
                let forced = |site: usize| sites[site] != Site::Open;
                forced(one.1).cmp(&forced(other.1)).then(one.0.total_cmp(&other.0)).then(one.1.cmp(&other.1))
            });
            let order: Vec<usize> = bags.iter().map(|(_, site, _)| *site).collect();
            bags.truncate(of.open_count);
            value += bags.iter().map(|(sum, _, _)| sum).sum::<f64>();
            let mut missing: Vec<f64> = of.demand.iter().map(|demand| *demand as f64).collect();
            for (customer, amount) in bags.iter().flat_map(|(_, _, put)| put) {
                missing[*customer] -= amount;
            }
            if value > best.0 + 1e-9 {
                best = (value, prices.clone(), bags.iter().map(|(_, site, _)| *site).collect(), order);
                stalls = 0;
            } else {
                stalls += 1;
                if stalls >= 8 {
                    (step, stalls) = (step * 0.6, 0);
                }
            }
            let norm: f64 = missing.iter().map(|gap| gap * gap).sum();
            if norm < 1e-9 || step < 1e-4 {
                break;
            }
            let target = aim.unwrap_or(value.abs() * 1.05 + 1.0);
            let size = step * (target - value).max(value.abs() * 1e-4 + 1e-3) / norm;
            for (price, gap) in prices.iter_mut().zip(&missing) {
                *price += size * gap;
            }
        }
        // Every plan costs a whole number; what rounding of doubles may have added is taken off first.
        let bound = (best.0 - best.0.abs() * 1e-9 - 1e-6).ceil() as i64;
        (bound, best.1, best.2, best.3)
    }

    /// The cheapest way to serve everybody from these sites.
    fn leaf(&mut self, chosen: &[usize]) {
        let of = self.of;
        let room: i64 = chosen.iter().map(|site| of.capacity[*site]).sum();
        let demand: i64 = of.demand.iter().sum();
        if chosen.len() != of.open_count || room < demand {
            return;
        }
        let customers = of.demand.len();
        let mut supply: Vec<i64> = of.demand.clone();
        supply.resize(customers + chosen.len() + 1, 0);
        // What a site has left over is taken up by a last node, so that everything given is wanted.
        if let Some(last) = supply.last_mut() {
            *last = -demand;
        }
        let mut arcs = Vec::new();
        for customer in 0..customers {
            for (nth, site) in chosen.iter().enumerate() {
                let cost = of.costs[customer * of.sites + site];
                arcs.push(Arc {
                    from: customer,
                    to: customers + nth,
                    low: 0,
                    capacity: of.demand[customer],
                    cost,
                });
            }
        }
        for (nth, site) in chosen.iter().enumerate() {
            arcs.push(Arc {
                from: customers + nth,
                to: customers + chosen.len(),
                low: 0,
                capacity: of.capacity[*site],
                cost: 0,
            });
        }
        let Ok(flow) = cheapest_flow(&Network { supply, arcs }) else { return };
        let Ok(cost) = i64::try_from(flow.cost) else { return };
        if self.best.as_ref().is_none_or(|(known, _, _)| cost < *known) {
            let parts = (0..customers).flat_map(|customer| {
                let units = &flow.units;
                chosen.iter().enumerate().filter_map(move |(nth, site)| {
                    let amount = units[customer * chosen.len() + nth];
                    (amount > 0).then_some((customer, *site, amount))
                })
            });
            let mut sites = chosen.to_vec();
            sites.sort_unstable();
            self.best = Some((cost, sites, parts.collect()));
            self.watch.tell(Some(cost), self.left.unwrap_or(0));
        }
    }
}
