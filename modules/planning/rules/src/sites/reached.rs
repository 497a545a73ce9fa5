//! Whether so many sites can reach everybody: a cover, decided both ways with a proof. Depth first on whoever has fewest
//! sites left; every part is bounded by prices for being reached (Lagrange, in whole parts of a site, so that every sum is
//! exact), which also rule out and settle sites.

use super::problem::{Problem, Standing};
use crate::Watch;

/// A site, in the whole numbers that prices are counted in.
const SITE: i64 = 1 << 20;

/// Rounds of the bound: for the whole question, and for each part of it.
const ROUNDS: (usize, usize) = (400, 40);

/// The most work, in customers looked at: a tenth of a second or two. With few sites to open each of which reaches many, going
/// through the choices of one customer is slow; such a question is better asked otherwise.
const WORK_MAX: u64 = 60_000_000;

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// These sites reach everybody.
    By(Vec<usize>),
    /// No set of so many does.
    Nobody,
    /// Stopped before it was known, by the watcher or because it was too much work this way.
    Stopped,
}

/// Decides whether the sites to be opened can reach everybody who has demand; a journey that costs nothing is within reach.
pub(super) fn reached(problem: &Problem, watch: &mut Watch<'_>) -> Reached {
    let sites = problem.sites();
    let mut by_customer: Vec<Vec<u32>> = Vec::new();
    let mut by_site: Vec<Vec<u32>> = vec![Vec::new(); sites];
    for customer in (0..problem.customers()).filter(|c| problem.weights[*c] > 0) {
        let near: Vec<u32> = (0..sites)
            .filter(|s| problem.standing[*s] != Standing::Closed && problem.journey(customer, *s) == 0)
            .map(|s| s as u32)
            .collect();
        for site in &near {
            by_site[*site as usize].push(by_customer.len() as u32);
        }
        by_customer.push(near);
    }
    let mut search = Search {
        choices: by_customer.iter().map(Vec::len).collect(),
        reached: vec![0; by_customer.len()],
        left: by_customer.len(),
        state: problem.standing.iter().map(|s| State::of(*s)).collect(),
        chosen: 0,
        open_count: problem.open_count,
        trail: Vec::new(),
        work: 0,
        by_customer,
        by_site,
    };
    for site in (0..sites).filter(|s| problem.standing[*s] == Standing::Open) {
        search.choose(site);
    }
    let prices = search.first_prices();
    match search.decide(prices, ROUNDS.0, watch) {
        None => Reached::Stopped,
        Some(false) => Reached::Nobody,
        Some(true) => {
            let mut open: Vec<usize> = (0..sites).filter(|s| search.state[*s] == State::Chosen).collect();
            let spare = (0..sites)
                .filter(|s| problem.standing[*s] != Standing::Closed && search.state[*s] != State::Chosen);
            let missing = problem.open_count.saturating_sub(open.len());
            open.extend(spare.take(missing));
            open.sort_unstable();
            Reached::By(open)
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Free,
    Chosen,
    Out,
}

impl State {
    fn of(standing: Standing) -> State {
        match standing {
            // The required ones are chosen one by one.
            Standing::Free | Standing::Open => State::Free,
            Standing::Closed => State::Out,
        }
    }
}

struct Search {
    by_customer: Vec<Vec<u32>>,
    by_site: Vec<Vec<u32>>,
    state: Vec<State>,
    /// For each customer how many sites are chosen that reach it.
    reached: Vec<u32>,
    choices: Vec<usize>,
    /// Customers not reached yet.
    left: usize,
    chosen: usize,
    open_count: usize,
    /// Sites whose state has changed, to be taken back.
    trail: Vec<u32>,
    work: u64,
}

impl Search {
    fn choose(&mut self, site: usize) {
        self.state[site] = State::Chosen;
        self.chosen += 1;
        self.trail.push(site as u32);
        for customer in &self.by_site[site] {
            let customer = *customer as usize;
            self.left -= usize::from(self.reached[customer] == 0);
            self.reached[customer] += 1;
            self.choices[customer] -= 1;
        }
    }

    fn rule_out(&mut self, site: usize) {
        self.state[site] = State::Out;
        self.trail.push(site as u32);
        for customer in &self.by_site[site] {
            self.choices[*customer as usize] -= 1;
        }
    }

    fn take_back(&mut self, mark: usize) {
        for site in self.trail.split_off(mark).into_iter().rev() {
            let site = site as usize;
            let was_chosen = self.state[site] == State::Chosen;
            self.state[site] = State::Free;
            self.chosen -= usize::from(was_chosen);
            for customer in &self.by_site[site] {
                let customer = *customer as usize;
                self.choices[customer] += 1;
                if was_chosen {
                    self.reached[customer] -= 1;
                    self.left += usize::from(self.reached[customer] == 0);
                }
            }
        }
    }

    /// Chooses every site that is somebody's only one; false where somebody has none, or too many are needed.
    fn follow(&mut self) -> bool {
        loop {
            let only = (0..self.reached.len()).find(|c| self.reached[*c] == 0 && self.choices[*c] < 2);
            let Some(customer) = only else { return self.left == 0 || self.chosen < self.open_count };
            let site = self.by_customer[customer].iter().find(|s| self.state[**s as usize] == State::Free);
            let Some(site) = site.copied().filter(|_| self.chosen < self.open_count) else { return false };
            self.choose(site as usize);
        }
    }

    /// A price for each customer that asks of no site more than a site is worth.
    fn first_prices(&self) -> Vec<i64> {
        let of = |near: &Vec<u32>| {
            let most = near.iter().map(|s| self.by_site[*s as usize].len()).max().unwrap_or(1);
            SITE / most.max(1) as i64
        };
        self.by_customer.iter().map(of).collect()
    }

    /// True where everybody can be reached within this part: the choices are then made. `None` where it was stopped.
    fn decide(&mut self, mut prices: Vec<i64>, mut rounds: usize, watch: &mut Watch<'_>) -> Option<bool> {
        let mark = self.trail.len();
        loop {
            if self.work > WORK_MAX || !watch.step() {
                return None;
            }
            if !self.follow() {
                break;
            }
            if self.left == 0 || self.greedy(&prices) {
                return Some(true);
            }
            let settled = self.trail.len();
            if self.is_hopeless(&mut prices, rounds) {
                break;
            }
            rounds = ROUNDS.1;
            if self.trail.len() > settled {
                continue;
            }
            let Some(site) = self.next(&prices) else { break };
            let here = self.trail.len();
            self.choose(site);
            if self.decide(prices.clone(), ROUNDS.1, watch)? {
                return Some(true);
            }
            self.take_back(here);
            self.rule_out(site);
        }
        self.take_back(mark);
        Some(false)
    }

    /// What a site costs beyond the prices of those whom it would newly reach.
    fn rest(&self, site: usize, prices: &[i64]) -> i64 {
        let new = self.by_site[site].iter().filter(|c| self.reached[**c as usize] == 0);
        SITE - new.map(|c| prices[*c as usize]).sum::<i64>()
    }

    fn free(&self) -> Vec<usize> {
        (0..self.state.len()).filter(|s| self.state[*s] == State::Free).collect()
    }

    /// Raises the prices until more sites are needed than are left (true), or for so many rounds; sites that no cover of
    /// so few can have, or be without, are settled.
    fn is_hopeless(&mut self, prices: &mut Vec<i64>, rounds: usize) -> bool {
        let room = (self.open_count - self.chosen) as i64 * SITE;
        let waiting: Vec<usize> = (0..self.reached.len()).filter(|c| self.reached[*c] == 0).collect();
        let free = self.free();
        let walked: u64 = free.iter().map(|s| self.by_site[*s].len() as u64).sum();
        let (mut best, mut best_prices) = (i64::MIN, prices.clone());
        let (mut step, mut stall) = (1.0f64, 0);
        let mut met = vec![0i32; self.reached.len()];
        for _ in 0..rounds {
            met.fill(0);
            self.work += walked;
            let mut bound: i64 = waiting.iter().map(|c| prices[*c]).sum();
            for site in &free {
                let rest = self.rest(*site, prices);
                if rest < 0 {
                    bound += rest;
                    for customer in &self.by_site[*site] {
                        met[*customer as usize] += 1;
                    }
                }
            }
            if bound > room {
                return true;
            }
            if bound > best {
                best = bound;
                best_prices.clone_from(prices);
                stall = 0;
            } else {
                stall += 1;
                if stall > 6 {
                    stall = 0;
                    step *= 0.6;
                    prices.clone_from(&best_prices);
                    if step < 0.02 {
                        break;
                    }
                    continue;
                }
            }
            let norm: i64 = waiting.iter().map(|c| i64::from((1 - met[*c]).pow(2))).sum();
            if norm == 0 {
                break;
            }
            let length = step * (room + SITE / 4 - bound) as f64 / norm as f64;
            for customer in &waiting {
                let moved = prices[*customer] + (length * f64::from(1 - met[*customer])) as i64;
                prices[*customer] = moved.clamp(0, SITE);
            }
        }
        prices.clone_from(&best_prices);
        let mut settle = Vec::new();
        for site in free {
            let rest = self.rest(site, prices);
            if best + rest.abs() > room {
                settle.push((site, rest));
            }
        }
        for (site, rest) in settle {
            if rest >= 0 {
                self.rule_out(site);
            } else if self.chosen < self.open_count {
                self.choose(site);
            } else {
                return true;
            }
        }
        false
    }

    /// Lets whoever has fewest sites left choose the one that costs least, again and again. Keeps the choices where they
    /// reach everybody.
    fn greedy(&mut self, prices: &[i64]) -> bool {
        let mark = self.trail.len();
        while self.left > 0 && self.chosen < self.open_count {
            // Whoever has fewest sites left chooses among them.
            let hardest = (0..self.reached.len())
                .filter(|c| self.reached[*c] == 0)
                .min_by_key(|c| (self.choices[*c], *c));
            let best = hardest.and_then(|c| self.cheapest_of(c, prices));
            let Some(site) = best else { break };
            self.choose(site);
        }
        if self.left > 0 {
            self.take_back(mark);
        }
        self.left == 0
    }

    fn cheapest_of(&self, customer: usize, prices: &[i64]) -> Option<usize> {
        let free = self.by_customer[customer].iter().map(|s| *s as usize);
        free.filter(|s| self.state[*s] == State::Free).min_by_key(|s| (self.rest(*s, prices), *s))
    }

    /// The site to be tried next: the cheapest of whoever has fewest left.
    fn next(&self, prices: &[i64]) -> Option<usize> {
        let hardest = (0..self.reached.len())
            .filter(|c| self.reached[*c] == 0)
            .min_by_key(|c| (self.choices[*c], -prices[*c], *c))?;
        self.cheapest_of(hardest, prices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sites::Journeys;
    use crate::{Chance, unwatched};

    fn has_cover(problem: &Problem, open: &mut Vec<usize>, from: usize) -> bool {
        if open.len() == problem.open_count {
            return problem.cost(open) == 0;
        }
        (from..problem.sites()).any(|site| {
            open.push(site);
            let found = has_cover(problem, open, site + 1);
            open.pop();
            found
        })
    }

    #[test]
    fn a_cover_is_found_exactly_where_there_is_one() {
        let mut both = [0, 0];
        for seed in 0..200 {
            let mut chance = Chance::new(seed, 12);
            let (customers, sites) = (6 + chance.below(14), 5 + chance.below(7));
            let cells = (0..customers * sites).map(|_| u32::from(chance.below(10) > 2)).collect();
            let weights = (0..customers).map(|_| u32::from(chance.below(8) > 0)).collect();
            let open_count = 2 + chance.below(3);
            let problem = Problem::new(Journeys::Table { sites, cells }, weights, open_count).unwrap();
            let expected = has_cover(&problem, &mut Vec::new(), 0);
            both[usize::from(expected)] += 1;
            match unwatched(|watch| reached(&problem, watch)) {
                Reached::By(open) => {
                    assert!(expected, "seed {seed}");
                    assert_eq!((open.len(), problem.cost(&open)), (open_count, 0), "seed {seed}");
                }
                Reached::Nobody => assert!(!expected, "seed {seed}"),
                Reached::Stopped => panic!("nobody stopped it"),
            }
        }
        assert!(both[0] > 20 && both[1] > 20, "{both:?}");
    }
}
