//! Disturbing the best plan somewhere and putting it right again (variable neighbourhood search, Hansen and Mladenović
//! 1997): with many sites much cheaper than a new start, and stronger. One state is kept from round to round, only what a
//! disturbance has changed is looked at again, and what did not help is taken back exchange by exchange.

use super::interchange::{Allowed, Any, Interchange, Swap};
use super::median::Plan;
use super::problem::Problem;
use super::rows::Rows;
use super::search::Pool;
use crate::{Chance, Watch};

/// With fewer sites a new start is as good and a shake costs as much.
pub(crate) const SHAKEN_SITES_MIN: usize = 20;

/// The most exchanges of one disturbance.
const EXCHANGES_MAX: usize = 6;

/// One step walks about so many entries of rows, and makes at least and at most so many rounds.
const STEP_WORK: u64 = 4_000_000;
const ROUNDS: std::ops::Range<usize> = 4..400;

/// After so many steps that found nothing better, shaking gets half as much of the time, then a third, and so on.
const PATIENCE_STEPS: u64 = 100;

/// After so many steps that found nothing better it is another plan's turn to be disturbed, then the best one's again.
const TURN_STEPS: u64 = 25;

/// The search by disturbing.
pub(crate) struct Shaker<'a> {
    problem: &'a Problem,
    rows: &'a Rows,
    search: Option<Interchange<'a>>,
    chance: Chance,
    /// Sites that the bound has not ruled out.
    alive: Vec<bool>,
    made: Vec<Swap>,
    round: usize,
    work: u64,
    vain_steps: u64,
}

impl<'a> Shaker<'a> {
    pub(crate) fn new(problem: &'a Problem, rows: &'a Rows, seed: u64) -> Shaker<'a> {
        Shaker {
            problem,
            rows,
            search: None,
            chance: Chance::new(seed, 0x5AFE),
            alive: vec![true; problem.sites()],
            made: Vec::new(),
            round: 0,
            work: 0,
            vain_steps: 0,
        }
    }

    /// From here on only these sites are tried: no better plan has another.
    pub(crate) fn only(&mut self, sites: &[usize]) {
        self.alive.fill(false);
        for site in sites {
            self.alive[*site] = true;
        }
    }

    /// One step, where it is its turn beside other work of this size so far (both counted in entries of rows walked).
    pub(crate) fn step_beside(&mut self, work: u64, pool: &mut Pool<'_>, watch: &mut Watch<'_>) {
        let share = 1 + self.vain_steps / PATIENCE_STEPS;
        while self.problem.open_count >= SHAKEN_SITES_MIN && self.work.saturating_mul(share) < work {
            if !watch.step() || !self.step(pool, watch) {
                return;
            }
        }
    }

    /// False where there is nothing to disturb.
    fn step(&mut self, pool: &mut Pool<'_>, watch: &Watch<'_>) -> bool {
        let Some(best) = pool.best() else { return false };
        let best_cost = best.cost;
        let turn = self.vain_steps / TURN_STEPS;
        let at_best = turn.is_multiple_of(2);
        let begins = self.vain_steps > 0 && self.vain_steps.is_multiple_of(TURN_STEPS);
        let mut search = match self.search.take() {
            Some(search) if !begins && (!at_best || search.value() <= best_cost) => search,
            Some(_) | None => {
                let other = pool.plans().get(self.chance.below(pool.plans().len()));
                let plan = if at_best { best } else { other.unwrap_or(best) };
                Interchange::new(self.problem, self.rows, &plan.sites)
            }
        };
        let (before, begun) = (search.value(), search.work());
        for rounds in 0..ROUNDS.end {
            if rounds >= ROUNDS.start && search.work() - begun > STEP_WORK {
                break;
            }
            self.round(&mut search);
        }
        self.work += search.work() - begun;
        if search.value() < before {
            pool.offer_priced(Plan { cost: search.value(), sites: search.sites() }, watch.steps());
        }
        self.vain_steps = if search.value() < best_cost { 0 } else { self.vain_steps + 1 };
        self.search = Some(search);
        true
    }

    /// One disturbance, and what can be made good around it; taken back where the plan has become worse.
    fn round(&mut self, search: &mut Interchange<'a>) {
        let any = Any(self.problem);
        let before = search.value();
        self.made.clear();
        search.forget_changed();
        self.round += 1;
        let exchanges = 1 + (self.round % EXCHANGES_MAX).min(self.problem.open_count / 2);
        let here = self.chance.below(self.problem.customers());
        for _ in 0..exchanges {
            // Most exchanges stay in one part of the map; some take a site from elsewhere.
            let there =
                if self.chance.below(4) == 0 { self.chance.below(self.problem.customers()) } else { here };
            let swap = self.near(search, here, there, exchanges);
            if let Some(swap) = swap {
                search.make(swap);
                self.made.push(swap);
            }
        }
        search.descend_nearby(&any, &mut self.made);
        if search.value() < before {
            search.descend(&any);
        } else if search.value() > before {
            for swap in self.made.iter().rev() {
                search.make(Swap { open: swap.close, close: swap.open, saves: -swap.saves });
            }
        }
    }

    /// An exchange by chance: a site near `here` opens, one of the open sites nearest to `there` closes.
    fn near(
        &mut self,
        search: &Interchange<'_>,
        here: usize,
        there: usize,
        exchanges: usize,
    ) -> Option<Swap> {
        let any = Any(self.problem);
        let which = self.chance.below(exchanges + 1);
        let close = self
            .rows
            .row(there)
            .iter()
            .map(|e| e.site as usize)
            .filter(|s| search.is_open(*s) && any.may_close(*s))
            .nth(which)?;
        let row = self.rows.row(here);
        let nearby = ((2 + exchanges) * self.problem.sites() / self.problem.open_count + 4).min(row.len());
        let open = row.get(self.chance.below(nearby))?.site as usize;
        let fits = !search.is_open(open) && any.may_open(open) && self.alive[open];
        fits.then_some(Swap { open, close, saves: 0 })
    }
}
