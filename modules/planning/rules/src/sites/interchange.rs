//! Exchanging one open site for a closed one while that helps: Resende and Werneck's fast interchange (2004), sparse.
//!
//! For every closed site `gain` is what opening it saves, for every open one `loss` is what closing it costs, and
//! `extra` corrects the pairs that share customers. After a swap only the customers it touches are worked out again,
//! and each touches only the sites nearer than its second-nearest open one: the front of its row.

use super::problem::{Problem, Standing};
use super::rows::Rows;

/// The two nearest open sites of a customer.
#[derive(Clone, Copy)]
struct Served {
    first: u32,
    first_cost: u32,
    second: u32,
    second_cost: u32,
}

/// One exchange and what it saves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Swap {
    pub open: usize,
    pub close: usize,
    pub saves: i64,
}

/// Which exchanges may be made.
pub(crate) trait Allowed {
    fn may_open(&self, site: usize) -> bool;
    fn may_close(&self, site: usize) -> bool;
}

/// Everything but what the problem itself has settled.
pub(crate) struct Any<'a>(pub &'a Problem);

impl Allowed for Any<'_> {
    fn may_open(&self, site: usize) -> bool {
        self.0.standing[site] != Standing::Closed
    }
    fn may_close(&self, site: usize) -> bool {
        self.0.standing[site] != Standing::Open
    }
}

/// A set of open sites with everything needed to price each exchange.
pub(crate) struct Interchange<'a> {
    problem: &'a Problem,
    rows: &'a Rows,
    open: Vec<usize>,
    place: Vec<u32>,
    served: Vec<Served>,
    gain: Vec<i64>,
    loss: Vec<i64>,
    extra: Vec<Vec<(u32, i64)>>,
    touched: Vec<u32>,
    /// Sites that an exchange now means something else for, since they were last forgotten, each once; some of them open.
    changed: Vec<u32>,
    is_changed: Vec<bool>,
    value: i64,
    /// Entries of rows walked: what the search has cost, the same on every machine.
    work: u64,
}

const CLOSED: u32 = u32::MAX;

impl<'a> Interchange<'a> {
    /// Starts from these sites; there must be at least two.
    pub(crate) fn new(problem: &'a Problem, rows: &'a Rows, open: &[usize]) -> Interchange<'a> {
        let sites = problem.sites();
        let mut place = vec![CLOSED; sites];
        for (at, site) in open.iter().enumerate() {
            place[*site] = at as u32;
        }
        let mut search = Interchange {
            problem,
            rows,
            open: open.to_vec(),
            place,
            served: Vec::with_capacity(problem.customers()),
            gain: vec![0; sites],
            loss: vec![0; sites],
            extra: vec![Vec::new(); sites],
            touched: Vec::new(),
            changed: Vec::new(),
            is_changed: vec![false; sites],
            value: 0,
            work: 0,
        };
        for customer in 0..problem.customers() {
            let served = search.look_up(customer);
            search.served.push(served);
            search.value += search.pays(customer);
            search.count(customer, 1);
        }
        search
    }

    /// The open sites, in order.
    pub(crate) fn sites(&self) -> Vec<usize> {
        let mut sites = self.open.clone();
        sites.sort_unstable();
        sites
    }

    pub(crate) fn value(&self) -> i64 {
        self.value
    }

    pub(crate) fn is_open(&self, site: usize) -> bool {
        self.place[site] != CLOSED
    }

    fn pays(&self, customer: usize) -> i64 {
        i64::from(self.problem.weights[customer]) * i64::from(self.served[customer].first_cost)
    }

    /// The two nearest open sites: along the row where it reaches, else by looking at every open site.
    fn look_up(&self, customer: usize) -> Served {
        let mut found: Option<(u32, u32)> = None;
        for entry in self.rows.row(customer) {
            if self.place[entry.site as usize] == CLOSED {
                continue;
            }
            match found {
                None => found = Some((entry.site, entry.cost)),
                Some((first, first_cost)) => {
                    return Served { first, first_cost, second: entry.site, second_cost: entry.cost };
                }
            }
        }
        let mut two = [(u32::MAX, u32::MAX); 2];
        for site in &self.open {
            let pair = (self.problem.journey(customer, *site), *site as u32);
            if pair < two[0] {
                two = [pair, two[0]];
            } else if pair < two[1] {
                two[1] = pair;
            }
        }
        Served { first: two[0].1, first_cost: two[0].0, second: two[1].1, second_cost: two[1].0 }
    }

    /// Adds (`sign` 1) or takes back (−1) what one customer says about every exchange.
    fn count(&mut self, customer: usize, sign: i64) {
        let Served { first, first_cost, second_cost, .. } = self.served[customer];
        let weight = sign * i64::from(self.problem.weights[customer]);
        let between = weight * i64::from(second_cost - first_cost);
        self.loss[first as usize] += between;
        for entry in self.rows.row(customer) {
            if entry.cost >= second_cost {
                break;
            }
            let site = entry.site as usize;
            self.work += 1;
            if !self.is_changed[site] {
                self.is_changed[site] = true;
                self.changed.push(entry.site);
            }
            if self.place[site] != CLOSED {
                continue;
            }
            let back = if entry.cost < first_cost {
                self.gain[site] += weight * i64::from(first_cost - entry.cost);
                between
            } else {
                weight * i64::from(second_cost - entry.cost)
            };
            let row = &mut self.extra[site];
            match row.iter().position(|(closing, _)| *closing == first) {
                Some(at) => {
                    row[at].1 += back;
                    if row[at].1 == 0 {
                        row.swap_remove(at);
                    }
                }
                // A zero is never written down, so that a site which closes leaves nothing behind.
                None if back == 0 => {}
                None => row.push((first, back)),
            }
        }
    }

    /// Entries of rows walked so far.
    pub(crate) fn work(&self) -> u64 {
        self.work
    }

    /// The exchange that saves most (or costs least) among those allowed.
    pub(crate) fn best(&self, allowed: &impl Allowed) -> Option<Swap> {
        self.best_of(0..self.problem.sites(), allowed)
    }

    /// The best exchange that opens one of these sites.
    fn best_of(&self, candidates: impl Iterator<Item = usize>, allowed: &impl Allowed) -> Option<Swap> {
        let cheapest = self
            .open
            .iter()
            .copied()
            .filter(|s| allowed.may_close(*s))
            .min_by_key(|s| (self.loss[*s], *s))?;
        let least_loss = self.loss[cheapest];
        let mut best: Option<Swap> = None;
        let mut consider = |swap: Swap| {
            let better = |b: &Swap| (swap.saves, b.open, b.close) > (b.saves, swap.open, swap.close);
            if best.as_ref().is_none_or(better) {
                best = Some(swap);
            }
        };
        for site in candidates {
            if self.place[site] != CLOSED || !allowed.may_open(site) {
                continue;
            }
            let gain = self.gain[site];
            let mut cheapest_seen = false;
            for (closing, back) in &self.extra[site] {
                let close = *closing as usize;
                cheapest_seen |= close == cheapest;
                if allowed.may_close(close) {
                    consider(Swap { open: site, close, saves: gain - self.loss[close] + back });
                }
            }
            if !cheapest_seen {
                consider(Swap { open: site, close: cheapest, saves: gain - least_loss });
            }
        }
        best
    }

    /// Makes an exchange and works out again what it touches.
    pub(crate) fn make(&mut self, swap: Swap) {
        let Swap { open, close, .. } = swap;
        let mut touched = std::mem::take(&mut self.touched);
        touched.clear();
        for (customer, served) in self.served.iter().enumerate() {
            let loses = served.first == close as u32 || served.second == close as u32;
            if loses || self.problem.journey_to(open, customer) < served.second_cost {
                touched.push(customer as u32);
            }
        }
        for customer in &touched {
            self.value -= self.pays(*customer as usize);
            self.count(*customer as usize, -1);
        }
        let at = self.place[close];
        self.open[at as usize] = open;
        self.place[open] = at;
        self.place[close] = CLOSED;
        for customer in &touched {
            let customer = *customer as usize;
            let served = self.served[customer];
            let cost = self.problem.journey_to(open, customer);
            self.served[customer] = if served.first == close as u32 || served.second == close as u32 {
                self.look_up(customer)
            } else if cost < served.first_cost {
                let Served { first, first_cost, .. } = served;
                Served { first: open as u32, first_cost: cost, second: first, second_cost: first_cost }
            } else {
                Served { second: open as u32, second_cost: cost, ..served }
            };
            self.value += self.pays(customer);
            self.count(customer, 1);
        }
        self.touched = touched;
    }

    /// Forgets which sites an exchange means something else for.
    pub(crate) fn forget_changed(&mut self) {
        for site in self.changed.drain(..) {
            self.is_changed[site as usize] = false;
        }
    }

    /// Exchanges, opening only sites that something has changed for, while that saves something; writes down each exchange.
    pub(crate) fn descend_nearby(&mut self, allowed: &impl Allowed, made: &mut Vec<Swap>) {
        loop {
            let swap = self.best_of(self.changed.iter().map(|s| *s as usize), allowed);
            let Some(swap) = swap.filter(|s| s.saves > 0) else { return };
            let before = self.value;
            self.make(swap);
            made.push(swap);
            if self.value >= before {
                return;
            }
        }
    }

    /// Exchanges while that saves something.
    pub(crate) fn descend(&mut self, allowed: &impl Allowed) {
        while let Some(swap) = self.best(allowed) {
            let before = self.value;
            if swap.saves <= 0 {
                return;
            }
            self.make(swap);
            // Rows cut short can promise more than they keep; then the descent ends where the promise failed.
            if self.value >= before {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;
    use crate::sites::Journeys;

    fn random_problem(seed: u64, customers: usize, sites: usize, open_count: usize) -> Problem {
        let mut chance = Chance::new(seed, 3);
        let cells = (0..customers * sites).map(|_| chance.below(50) as u32).collect();
        let weights = (0..customers).map(|_| 1 + chance.below(9) as u32).collect();
        Problem::new(Journeys::Table { sites, cells }, weights, open_count).unwrap()
    }

    #[test]
    fn every_exchange_saves_what_it_says() {
        for seed in 0..40 {
            let problem = random_problem(seed, 20, 12, 4);
            let rows = Rows::new(&problem);
            let mut search = Interchange::new(&problem, &rows, &[0, 1, 2, 3]);
            assert_eq!(search.value(), problem.cost(&[0, 1, 2, 3]));
            for _ in 0..6 {
                let swap = search.best(&Any(&problem)).unwrap();
                let best_by_trying = (0..12)
                    .filter(|f| !search.is_open(*f))
                    .flat_map(|f| search.sites().into_iter().map(move |r| (f, r)))
                    .map(|(f, r)| {
                        let swapped: Vec<usize> =
                            search.sites().into_iter().map(|s| if s == r { f } else { s }).collect();
                        search.value() - problem.cost(&swapped)
                    })
                    .max()
                    .unwrap();
                assert_eq!(swap.saves, best_by_trying, "seed {seed}");
                search.make(swap);
                assert_eq!(search.value(), problem.cost(&search.sites()), "seed {seed}");
            }
        }
    }
}
