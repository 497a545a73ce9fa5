//! The lower bound: every customer's "is served once" is given a price instead of being enforced (Lagrange), after
//! which the best sites are simply the `p` most profitable ones. Prices are raised and lowered by a deflected
//! subgradient (Barahona and Anbil's volume idea) until the bound stops rising.
//!
//! Prices are kept on a grid fine enough for the search and coarse enough that every sum is exact in a double. So the
//! bound is a proof, not an estimate, and does not depend on the order of adding up.

use std::rc::Rc;

use rayon::prelude::*;

use super::problem::Standing;
use super::rows::Rows;

/// Plans that are to be avoided: at most `shared_max` of a plan's sites may be open together.
#[derive(Clone, Debug)]
pub(crate) struct Avoid {
    pub sites: Vec<usize>,
    pub shared_max: usize,
}

/// The prices, and how often each site was lately among the best.
#[derive(Clone, Debug)]
pub(crate) struct Prices {
    pub customer: Vec<f64>,
    pub avoid: Vec<f64>,
}

/// How hard to try at one place of the search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    pub iterations: usize,
    pub step_min: f64,
    pub shrink: f64,
    pub patience: usize,
}

/// How an ascent ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// No plan here costs `at_most` or less.
    Nothing,
    /// Exactly `p` sites are left.
    OnePlan,
    /// The bound has stopped rising.
    Stalled,
    /// The iterations are used up.
    UsedUp,
}

/// A part of the search: some sites settled, and the best prices found for it. Columns are the sites still possible.
pub(crate) struct Relaxation<'a> {
    pub rows: Rc<Rows>,
    pub weights: &'a [f64],
    pub standing: Vec<Standing>,
    pub open_count: usize,
    pub avoid: Vec<Avoid>,
    pub prices: Prices,
    pub best_prices: Prices,
    pub best: f64,
    /// Moving average of being picked: an estimate of the fractional solution.
    pub share: Vec<f64>,
    profit: Vec<f64>,
    /// How many sites of each customer's row cost less than its price.
    within: Vec<u32>,
    touched: usize,
    /// Entries of rows walked so far.
    pub work: u64,
    picked: Vec<bool>,
    picks: Vec<usize>,
    order: Vec<usize>,
    direction: Vec<f64>,
    grid: Grid,
    step: f64,
    stall: usize,
}

/// Rounding to multiples of a power of two.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    shift: f64,
    exact_max: f64,
}

impl Grid {
    /// A grid on which sums up to sixteen times `cost` are exact.
    pub(crate) fn for_costs(cost: i64) -> Grid {
        let bits = 64 - (cost.unsigned_abs().max(1) * 16).leading_zeros() as i32;
        let fine = (51 - bits).clamp(0, 20);
        Grid { shift: 1.5 * 2f64.powi(52 - fine), exact_max: 2f64.powi(52 - fine) }
    }

    #[inline]
    fn round(self, value: f64) -> f64 {
        (value + self.shift) - self.shift
    }
}

/// From so many entries a sum on, it is worth waking another thread.
const TOUCHED_IN_PARTS_MIN: usize = 300_000;

/// Adds to `profit` what the customers from `first` on, as many as there are in `within`, would save at each site.
fn add_up_part(
    rows: &Rows,
    weights: &[f64],
    prices: &[f64],
    first: usize,
    within: &mut [u32],
    profit: &mut [f64],
) {
    for (at, within) in within.iter_mut().enumerate() {
        let (weight, price) = (weights[first + at], prices[first + at]);
        let mut count = 0;
        for entry in rows.row(first + at) {
            let reduced = weight * f64::from(entry.cost) - price;
            if reduced >= 0.0 {
                break;
            }
            profit[entry.site as usize] += reduced;
            count += 1;
        }
        *within = count;
    }
}

impl<'a> Relaxation<'a> {
    pub(crate) fn new(
        rows: Rc<Rows>,
        weights: &'a [f64],
        standing: Vec<Standing>,
        open_count: usize,
        prices: Prices,
        grid: Grid,
    ) -> Relaxation<'a> {
        let columns = standing.len();
        Relaxation {
            rows,
            weights,
            open_count,
            avoid: Vec::new(),
            best_prices: prices.clone(),
            direction: vec![0.0; weights.len()],
            prices,
            best: f64::NEG_INFINITY,
            share: vec![0.0; columns],
            profit: vec![0.0; columns],
            within: vec![0; weights.len()],
            touched: 0,
            work: 0,
            picked: vec![false; columns],
            picks: Vec::new(),
            order: Vec::with_capacity(columns),
            standing,
            grid,
            step: 1.5,
            stall: 0,
        }
    }

    /// Sets the length of the first step, as a fraction of what is missing.
    pub(crate) fn begin(&mut self, step: f64) {
        self.step = step;
        self.stall = 0;
    }

    pub(crate) fn grid(&self) -> Grid {
        self.grid
    }

    /// The bound at the present prices; fills `profit` and `picks`.
    fn evaluate(&mut self) -> f64 {
        let mut total: f64 = self.prices.customer.iter().sum();
        self.add_up();
        for (avoid, price) in self.avoid.iter().zip(&self.prices.avoid) {
            total -= price * avoid.shared_max as f64;
            for site in &avoid.sites {
                self.profit[*site] += price;
            }
        }
        self.pick();
        let picked: f64 = self.picks.iter().map(|site| self.profit[*site]).sum();
        if total.abs() > self.grid.exact_max || picked.abs() > self.grid.exact_max {
            return f64::NEG_INFINITY;
        }
        total + picked
    }

    /// What each site would save at the present prices. Large tables are added up in parts, one for each thread: every
    /// sum is exact, so that the parts come to the same however many there are.
    fn add_up(&mut self) {
        let rows: &Rows = &self.rows;
        let (weights, prices) = (self.weights, &self.prices.customer);
        let columns = self.profit.len();
        self.profit.fill(0.0);
        let threads = rayon::current_num_threads();
        if threads < 2 || self.touched < TOUCHED_IN_PARTS_MIN {
            add_up_part(rows, weights, prices, 0, &mut self.within, &mut self.profit);
        } else {
            let share = self.within.len().div_ceil(threads).max(1);
            let one = |(part, within): (usize, &mut [u32])| {
                let mut profit = vec![0.0; columns];
                add_up_part(rows, weights, prices, part * share, within, &mut profit);
                profit
            };
            let parts: Vec<Vec<f64>> = self.within.par_chunks_mut(share).enumerate().map(one).collect();
            for part in parts {
                for (sum, more) in self.profit.iter_mut().zip(part) {
                    *sum += more;
                }
            }
        }
        self.touched = self.within.iter().map(|w| *w as usize).sum();
        self.work += 2 * self.touched as u64;
    }

    /// All open sites and the most profitable free ones; `order` keeps the free sites with the chosen first.
    fn pick(&mut self) {
        self.picks.clear();
        self.order.clear();
        self.picked.fill(false);
        for (site, standing) in self.standing.iter().enumerate() {
            match standing {
                Standing::Open => self.picks.push(site),
                Standing::Free => self.order.push(site),
                Standing::Closed => {}
            }
        }
        let wanted = self.open_count.saturating_sub(self.picks.len()).min(self.order.len());
        let profit = &self.profit;
        if wanted > 0 && wanted < self.order.len() {
            self.order
                .select_nth_unstable_by(wanted, |a, b| profit[*a].total_cmp(&profit[*b]).then(a.cmp(b)));
        }
        self.picks.extend(&self.order[..wanted]);
        for site in &self.picks {
            self.picked[*site] = true;
        }
    }

    /// Settles every site whose other standing would cost more than `at_most`; true where something was settled.
    fn settle(&mut self, bound: f64, at_most: f64) -> bool {
        let open = self.standing.iter().filter(|s| **s == Standing::Open).count();
        let wanted = self.open_count - open;
        if wanted >= self.order.len() {
            return false;
        }
        let (chosen, others) = self.order.split_at(wanted);
        let dearest_chosen = chosen.iter().map(|s| self.profit[*s]).fold(f64::NEG_INFINITY, f64::max);
        let cheapest_other = others.iter().map(|s| self.profit[*s]).fold(f64::INFINITY, f64::min);
        let mut settled = false;
        for site in others {
            if wanted == 0 || bound + self.profit[*site] - dearest_chosen > at_most {
                self.standing[*site] = Standing::Closed;
                settled = true;
            }
        }
        for site in chosen {
            if bound + cheapest_other - self.profit[*site] > at_most {
                self.standing[*site] = Standing::Open;
                settled = true;
            }
        }
        settled
    }

    fn count(&self, which: Standing) -> usize {
        self.standing.iter().filter(|s| **s == which).count()
    }

    /// True where no plan fits what is settled, counting also the plans to avoid; settles what follows from them.
    fn impossible(&mut self) -> bool {
        let open = self.count(Standing::Open);
        let alive = open + self.count(Standing::Free);
        if open > self.open_count || alive < self.open_count {
            return true;
        }
        for avoid in &self.avoid {
            let shared = avoid.sites.iter().filter(|s| self.standing[**s] == Standing::Open).count();
            if shared > avoid.shared_max {
                return true;
            }
            if shared == avoid.shared_max {
                for site in &avoid.sites {
                    if self.standing[*site] == Standing::Free {
                        self.standing[*site] = Standing::Closed;
                    }
                }
            }
        }
        self.count(Standing::Open) + self.count(Standing::Free) < self.open_count
    }

    /// Raises the bound. `cap` is shown the bound and the picks whenever the bound has risen, and answers with the
    /// largest cost still of interest.
    pub(crate) fn ascend(&mut self, effort: Effort, cap: &mut dyn FnMut(f64, &[usize]) -> i64) -> End {
        let end = self.ascend_by_prices(effort, cap);
        // The last settling may have left one plan, or none.
        if end == End::Nothing { end } else { self.settled_end().unwrap_or(end) }
    }

    fn settled_end(&mut self) -> Option<End> {
        if self.impossible() {
            return Some(End::Nothing);
        }
        let alive = self.count(Standing::Open) + self.count(Standing::Free);
        (alive == self.open_count).then_some(End::OnePlan)
    }

    fn ascend_by_prices(&mut self, effort: Effort, cap: &mut dyn FnMut(f64, &[usize]) -> i64) -> End {
        let mut at_most = cap(self.best, &[]) as f64;
        for _ in 0..effort.iterations {
            if let Some(end) = self.settled_end() {
                return end;
            }
            let bound = self.evaluate();
            if bound > self.best {
                let much = bound - self.best > 1e-4 * (at_most - self.best).abs();
                self.best = bound;
                self.best_prices.clone_from(&self.prices);
                at_most = cap(bound, &self.picks) as f64;
                self.stall = if much { 0 } else { self.stall + 1 };
            } else {
                self.stall += 1;
            }
            if bound > at_most {
                return End::Nothing;
            }
            self.settle(bound, at_most);
            for (share, picked) in self.share.iter_mut().zip(&self.picked) {
                *share = 0.95 * *share + if *picked { 0.05 } else { 0.0 };
            }
            if self.stall >= effort.patience {
                self.stall = 0;
                self.step *= effort.shrink;
                if self.step < effort.step_min {
                    return End::Stalled;
                }
                self.prices.clone_from(&self.best_prices);
            }
            if !self.move_prices(self.step, at_most, bound) {
                return End::Stalled;
            }
        }
        End::UsedUp
    }

    /// How many of the picked sites each customer would pay for at the prices last evaluated.
    fn served(&self) -> Vec<i32> {
        let (rows, picked): (&Rows, &[bool]) = (&self.rows, &self.picked);
        let one = |(customer, within): (usize, &u32)| -> i32 {
            let row = &rows.row(customer)[..*within as usize];
            row.iter().map(|entry| i32::from(picked[entry.site as usize])).sum()
        };
        if rayon::current_num_threads() < 2 || self.touched < TOUCHED_IN_PARTS_MIN {
            self.within.iter().enumerate().map(one).collect()
        } else {
            self.within.par_iter().enumerate().with_min_len(500).map(one).collect()
        }
    }

    /// The same part of the search without the sites that are closed, and which of its columns are left: shorter rows,
    /// and every step after it is quicker.
    pub(crate) fn shrunk(self) -> (Relaxation<'a>, Vec<usize>) {
        let (kept, number) = renumber(&self.standing);
        let row_max = (kept.len() + 1).saturating_sub(self.open_count).max(1);
        let rows = Rc::new(self.rows.reduced(&self.standing, row_max, &number));
        let standing = kept.iter().map(|c| self.standing[*c]).collect();
        let mut here = Relaxation::new(rows, self.weights, standing, self.open_count, self.prices, self.grid);
        here.share = kept.iter().map(|c| self.share[*c]).collect();
        here.avoid = renumbered(&self.avoid, &number);
        here.best_prices = self.best_prices;
        here.best = self.best;
        here.direction = self.direction;
        here.step = self.step;
        here.stall = self.stall;
        here.work = self.work;
        (here, kept)
    }

    /// How many sites are not closed.
    pub(crate) fn alive(&self) -> usize {
        self.standing.iter().filter(|s| **s != Standing::Closed).count()
    }

    /// One step along the deflected subgradient; false where the subgradient is nought, which proves the bound is met.
    fn move_prices(&mut self, step: f64, at_most: f64, bound: f64) -> bool {
        let served = self.served();
        let mut norm = 0.0;
        for (customer, served) in served.into_iter().enumerate() {
            let direction = 0.7 * f64::from(1 - served) + 0.3 * self.direction[customer];
            self.direction[customer] = direction;
            norm += direction * direction;
        }
        let shared = |avoid: &Avoid| {
            let open = avoid.sites.iter().filter(|s| self.picked[**s]).count();
            open as f64 - avoid.shared_max as f64
        };
        let excess: Vec<f64> = self.avoid.iter().map(shared).collect();
        norm += excess.iter().map(|e| e * e).sum::<f64>();
        if norm < 1e-12 {
            return false;
        }
        let missing = (at_most + 1.0 - bound).max(1.0) + 1e-3 * at_most.abs();
        let length = step * missing / norm;
        for (customer, price) in self.prices.customer.iter_mut().enumerate() {
            let weight = self.weights[customer];
            let moved = *price + length * self.direction[customer];
            // Below the nearest journey a price only loses; above a row cut short it would prove too much.
            let nearest = self.rows.row(customer).first().map_or(0, |e| e.cost);
            let least = weight * f64::from(nearest);
            let most = weight * f64::from(self.rows.limit[customer]);
            *price = self.grid.round(moved).clamp(least, most);
        }
        for (price, excess) in self.prices.avoid.iter_mut().zip(excess) {
            *price = self.grid.round(*price + length * excess).max(0.0);
        }
        true
    }
}

/// Columns that are not closed, and the new number of each.
pub(crate) fn renumber(standing: &[Standing]) -> (Vec<usize>, Vec<u32>) {
    let mut kept = Vec::new();
    let mut number = vec![u32::MAX; standing.len()];
    for (site, now) in standing.iter().enumerate() {
        if *now != Standing::Closed {
            number[site] = kept.len() as u32;
            kept.push(site);
        }
    }
    (kept, number)
}

pub(crate) fn renumbered(avoid: &[Avoid], number: &[u32]) -> Vec<Avoid> {
    let within = |a: &Avoid| Avoid {
        sites: a.sites.iter().filter(|s| number[**s] != u32::MAX).map(|s| number[*s] as usize).collect(),
        shared_max: a.shared_max,
    };
    avoid.iter().map(within).collect()
}
