//! For each customer, the sites in order of nearness: the one structure that search and bound both walk.

use rayon::prelude::*;

use super::problem::{Problem, Standing};

/// Rows are kept whole up to this many sites, where there is room; beyond it only the nearest part, by the rule in
/// [`Rows::new`].
const WHOLE_ROWS_SITES_MAX: usize = 2_000;

/// All rows together: 120 million entries of eight bytes, so that 13,500 places fit in a gigabyte with a few sites to open.
const ENTRIES_MAX: usize = 120_000_000;

/// Rows are made so many at a time, so that no second copy of them all is ever held.
const MADE_TOGETHER: usize = 512;

/// One site in a customer's row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub cost: u32,
    pub site: u32,
}

/// Every customer's sites, nearest first, one after another in one array.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    start: Vec<usize>,
    entries: Vec<Entry>,
    /// For a row cut short to save memory: the cost of its last entry. A multiplier above it would make the bound
    /// unsound, because the sites left out would count too.
    pub limit: Vec<u32>,
}

impl Rows {
    /// The rows of a problem, closed sites left out.
    pub(crate) fn new(problem: &Problem) -> Rows {
        let alive: Vec<usize> =
            (0..problem.sites()).filter(|s| problem.standing[*s] != Standing::Closed).collect();
        let wished = if alive.len() <= WHOLE_ROWS_SITES_MAX {
            alive.len()
        } else {
            // A customer is nearly always served by one of the nearest few times m/p sites.
            10 * alive.len() / problem.open_count + 100
        };
        let kept = wished.min(ENTRIES_MAX / problem.customers().max(1)).max(2).min(alive.len());
        let row = |customer: usize| -> Vec<Entry> {
            let key = |site: &usize| u64::from(problem.journey(customer, *site)) << 32 | *site as u64;
            let mut keys: Vec<u64> = alive.iter().map(key).collect();
            if kept < keys.len() {
                keys.select_nth_unstable(kept - 1);
                keys.truncate(kept);
            }
            keys.sort_unstable();
            keys.into_iter().map(|key| Entry { cost: (key >> 32) as u32, site: key as u32 }).collect()
        };
        let cut = kept < alive.len();
        let mut start = vec![0];
        let mut entries = Vec::with_capacity(problem.customers() * kept);
        let mut limits = Vec::with_capacity(problem.customers());
        for first in (0..problem.customers()).step_by(MADE_TOGETHER) {
            let made: Vec<Vec<Entry>> =
                (first..(first + MADE_TOGETHER).min(problem.customers())).into_par_iter().map(row).collect();
            for mut row in made {
                limits.push(limit(&mut row, cut));
                entries.extend(row);
                start.push(entries.len());
            }
        }
        Rows { start, entries, limit: limits }
    }

    #[inline]
    pub(crate) fn row(&self, customer: usize) -> &[Entry] {
        &self.entries[self.start[customer]..self.start[customer + 1]]
    }

    /// The cost of a plan: each customer pays for the first open site of the row.
    pub(crate) fn cost(&self, problem: &Problem, open: &[usize]) -> i64 {
        let mut is_open = vec![false; problem.sites()];
        for site in open {
            is_open[*site] = true;
        }
        let one = |customer: usize| {
            let met = self.row(customer).iter().find(|e| is_open[e.site as usize]).map(|e| e.cost);
            let past_the_row = || open.iter().map(|s| problem.journey(customer, *s)).min();
            i64::from(problem.weights[customer]) * i64::from(met.or_else(past_the_row).unwrap_or(u32::MAX))
        };
        (0..problem.customers()).map(one).sum()
    }

    /// Smaller rows for a part of the search: closed sites are dropped, a row ends at its first open site (nobody is
    /// sent past an open site), and it never needs more than `row_max` entries (with so few sites left to close, one of
    /// the nearest `row_max` is open). `renumber` gives each kept site its new number.
    pub(crate) fn reduced(&self, standing: &[Standing], row_max: usize, renumber: &[u32]) -> Rows {
        let mut start = vec![0];
        let mut entries = Vec::new();
        let mut limit = Vec::with_capacity(self.limit.len());
        for customer in 0..self.start.len() - 1 {
            let first = entries.len();
            let mut whole = self.limit[customer] == u32::MAX;
            for entry in self.row(customer) {
                let site = entry.site as usize;
                if standing[site] == Standing::Closed {
                    continue;
                }
                entries.push(Entry { cost: entry.cost, site: renumber[site] });
                if standing[site] == Standing::Open || entries.len() - first >= row_max {
                    whole = true;
                    break;
                }
            }
            limit.push(if whole { u32::MAX } else { self.limit[customer] });
            start.push(entries.len());
        }
        Rows { start, entries, limit }
    }
}

/// The limit of a row. A whole row that ends in several sites of one greatest cost does without them: whoever is served,
/// is served at no more than that, so no price need rise above it. This makes the rows of a cover problem short.
fn limit(row: &mut Vec<Entry>, cut: bool) -> u32 {
    let greatest = row.last().map_or(0, |e| e.cost);
    if cut {
        return greatest;
    }
    let below = row.partition_point(|e| e.cost < greatest);
    if row.len() - below < 2 {
        return u32::MAX;
    }
    row.truncate(below);
    greatest
}
