//! The door. Each small count is starred by the policy; then every starred cell needs a *witness*: another whole table
//! that fits everything published, now and before, and has a different count in that cell. Where there is none, more of
//! the new table is withheld until there is. So no star can be solved, and the proof is in hand when the figure leaves.

mod figure;
mod witness;

use std::collections::{BTreeMap, BTreeSet};

use super::policy::{Policy, Shown};
use super::simplex::UNBOUNDED;
use super::swap::{Changes, Swaps};
use super::system::{Link, Place, System, Table};

pub use figure::{DiscloseRefused, Figure, Released};

/// The door of one publication, with everything that has passed it.
pub struct Door {
    policy: Policy,
    links: Vec<Link>,
    populations: BTreeMap<Place, u32>,
    system: System,
    truth: Vec<i64>,
    shown: Vec<Option<Shown>>,
    tables: usize,
    /// Sums by cell.
    sums_of: Vec<Vec<usize>>,
    /// Ways to think one ask elsewhere.
    swaps: Swaps,
    /// The witness of each star that has one.
    safe: BTreeMap<usize, usize>,
    /// Stars published before for which no witness was found.
    without: BTreeSet<usize>,
    /// By how much each witness changes which cells, and the witnesses that change each cell.
    witnesses: Vec<Changes>,
    changed_by: Vec<Vec<usize>>,
}

/// Discloses one figure that stands alone.
pub fn disclose(figure: Figure, policy: Policy) -> Result<Released, DiscloseRefused> {
    Door::new(policy, Vec::new()).disclose(figure)
}

impl Door {
    /// A door under a policy, with the wholes and parts that readers know of.
    pub fn new(policy: Policy, links: Vec<Link>) -> Door {
        Door {
            swaps: Swaps::new(&links),
            policy,
            links,
            populations: BTreeMap::new(),
            system: System::default(),
            truth: Vec::new(),
            shown: Vec::new(),
            tables: 0,
            sums_of: Vec::new(),
            safe: BTreeMap::new(),
            without: BTreeSet::new(),
            witnesses: Vec::new(),
            changed_by: Vec::new(),
        }
    }

    /// Says how many people a cell is drawn from, where the policy asks.
    pub fn with_population(&mut self, place: Place, people: u32) {
        self.populations.insert(place, people);
    }

    /// Takes in what was published before, each table with its true counts and as it was shown. Afterwards the stars of
    /// all of it have their witnesses again, and what is disclosed from now on is held against it.
    pub fn recall(
        &mut self,
        before: Vec<(Figure, BTreeMap<Vec<String>, Shown>)>,
    ) -> Result<(), DiscloseRefused> {
        for (figure, shown) in &before {
            let (known, sums_before) = (self.system.places.len(), self.system.program.sums.len());
            let cells = self.system.take_in(&figure.table, &self.links, self.tables);
            self.grow();
            for ((at, count), &cell) in figure.table.cells.iter().zip(&cells) {
                let place = figure.table.place(at);
                let people = self.populations.get(&place).copied();
                let as_shown = shown.get(at).copied().unwrap_or_else(|| self.policy.show(*count, people));
                if cell < known
                    && self.truth.get(cell).is_some_and(|truth| *truth >= 0 && *truth != i64::from(*count))
                {
                    return Err(DiscloseRefused::Restated(place));
                }
                if let (Some(truth), Some(slot), Some(bounds)) = (
                    self.truth.get_mut(cell),
                    self.shown.get_mut(cell),
                    self.system.program.bounds.get_mut(cell),
                ) {
                    *truth = i64::from(*count);
                    *slot = Some(as_shown);
                    *bounds = self.policy.reading(as_shown, people);
                }
            }
            self.tables += 1;
            self.system.take_in_links(&self.links, known, usize::MAX);
            self.grow();
            self.settle_rests(sums_before)?;
            // In the order in which they went out: what a witness was then is carried on, not looked for anew.
            let spoiled = self.index_sums(known, sums_before);
            for (star, before) in self.lose(&spoiled) {
                let mended = self.safe.contains_key(&star)
                    || before.is_some_and(|witness| self.mend(star, witness, (known, sums_before)));
                if !mended && !self.witness(star) {
                    self.without.insert(star);
                }
            }
        }
        let without = std::mem::take(&mut self.without);
        self.without = without
            .into_iter()
            .filter(|star| !self.safe.contains_key(star) && !self.witness(*star))
            .collect();
        Ok(())
    }

    /// Says which sums each cell takes part in, for the sums from that number on. Every cell that is new, or whose witness
    /// they spoil: a new sum over an old cell spoils the witnesses that change it.
    fn index_sums(&mut self, known: usize, from: usize) -> BTreeSet<usize> {
        let mut spoiled: BTreeSet<usize> = (known..self.system.places.len()).collect();
        for sum in from..self.system.program.sums.len() {
            for (cell, _) in self.system.program.sums.get(sum).map_or(&[][..], |(terms, _)| terms) {
                if let Some(sums) = self.sums_of.get_mut(*cell) {
                    sums.push(sum);
                }
                for witness in self.changed_by.get(*cell).into_iter().flatten() {
                    spoiled.extend(self.witnesses.get(*witness).into_iter().flat_map(Changes::keys));
                }
            }
        }
        spoiled
    }

    /// Takes their witnesses from the stars among these cells; each star with the witness that it had.
    fn lose(&mut self, cells: &BTreeSet<usize>) -> Vec<(usize, Option<usize>)> {
        let stars: Vec<usize> = cells.iter().copied().filter(|cell| self.is_small(*cell)).collect();
        stars.into_iter().map(|star| (star, self.safe.remove(&star))).collect()
    }

    /// Lets a figure out. On a refusal nothing has been published and the door is as it was.
    pub fn disclose(&mut self, figure: Figure) -> Result<Released, DiscloseRefused> {
        let (cells, sums) = (self.system.places.len(), self.system.program.sums.len());
        let done = self.try_disclose(&figure.table, cells, sums);
        if done.is_err() {
            self.forget_from(cells, sums);
        } else {
            self.tables += 1;
        }
        done
    }

    /// Forgets an attempt. Old stars lose no witness by it: what changes nothing new fits the old sums as before.
    fn forget_from(&mut self, cells: usize, sums: usize) {
        self.system.forget_from(cells, sums);
        self.swaps.forget_from(cells);
        self.truth.truncate(cells);
        self.shown.truncate(cells);
        self.sums_of.truncate(cells);
        self.sums_of.iter_mut().for_each(|own| own.retain(|sum| *sum < sums));
        self.changed_by.truncate(cells);
        self.safe.retain(|star, _| *star < cells);
        self.witnesses.iter_mut().for_each(|witness| witness.retain(|cell, _| *cell < cells));
    }

    fn try_disclose(
        &mut self,
        table: &Table<u32>,
        known: usize,
        sums_before: usize,
    ) -> Result<Released, DiscloseRefused> {
        let cells = self.system.take_in(table, &self.links, self.tables);
        self.grow();
        for ((_, count), &cell) in table.cells.iter().zip(&cells) {
            self.show_first(cell, *count, cell < known)?;
        }
        self.system.take_in_links(&self.links, known, usize::MAX);
        self.grow();
        self.settle_rests(sums_before)?;
        let mut unsafe_now = self.index_sums(known, sums_before);
        // A star of old for which no witness is at hand lets nothing more out beside it.
        unsafe_now.extend(&self.without);
        self.protect(&unsafe_now, &cells, (known, sums_before))?;
        let shown = |cell: usize| self.shown.get(cell).copied().flatten().unwrap_or(Shown::Withheld);
        let released =
            table.cells.iter().zip(&cells).map(|((values, _), &cell)| (values.clone(), shown(cell)));
        Ok(Released {
            table: Table {
                name: table.name.clone(),
                measure: table.measure.clone(),
                dimensions: table.dimensions.clone(),
                cells: released.collect(),
            },
            note: self.policy.in_words(),
        })
    }

    fn grow(&mut self) {
        let cells = self.system.places.len();
        for (new, place) in self.system.places.iter().enumerate().skip(self.truth.len()) {
            self.swaps.add(place, new);
        }
        self.truth.resize(cells, -1);
        self.shown.resize(cells, None);
        self.sums_of.resize(cells, Vec::new());
        self.changed_by.resize(cells, Vec::new());
    }

    /// Shows a new cell by the policy; a cell that was published keeps how it was shown.
    fn show_first(&mut self, cell: usize, count: u32, was_known: bool) -> Result<(), DiscloseRefused> {
        let Some(place) = self.system.places.get(cell).cloned() else { return Ok(()) };
        let (Some(truth), Some(shown), Some(bounds)) =
            (self.truth.get_mut(cell), self.shown.get_mut(cell), self.system.program.bounds.get_mut(cell))
        else {
            return Ok(());
        };
        if was_known && *truth >= 0 && *truth != i64::from(count) {
            return Err(DiscloseRefused::Restated(place));
        }
        *truth = i64::from(count);
        if shown.is_none() {
            let people = self.populations.get(&place).copied();
            let first = self.policy.show(count, people);
            *bounds = self.policy.reading(first, people);
            *shown = Some(first);
        }
        Ok(())
    }

    /// Rests that nobody published have the count that their whole leaves them.
    fn settle_rests(&mut self, sums_before: usize) -> Result<(), DiscloseRefused> {
        for (terms, _) in self.system.program.sums.iter().skip(sums_before) {
            let open: Vec<&(usize, i64)> =
                terms.iter().filter(|(cell, _)| self.truth.get(*cell).is_none_or(|t| *t < 0)).collect();
            let sum: i64 = terms
                .iter()
                .filter_map(|(cell, factor)| self.truth.get(*cell).filter(|t| **t >= 0).map(|t| t * factor))
                .sum();
            match open.as_slice() {
                [] if sum == 0 => {}
                [(cell, factor)] if -sum * factor >= 0 => {
                    if let Some(truth) = self.truth.get_mut(*cell) {
                        *truth = -sum * factor;
                    }
                }
                _ => {
                    let total =
                        terms.iter().find(|(_, factor)| *factor < 0).map_or(usize::MAX, |(cell, _)| *cell);
                    let place = self.system.places.get(total).cloned();
                    let nowhere = Place { measure: String::new(), at: BTreeMap::new() };
                    return Err(DiscloseRefused::PartsAreNotWhole(place.unwrap_or(nowhere)));
                }
            }
        }
        Ok(())
    }

    /// Withholds cells of the new table until every star, old and new, that its sums touch has a witness.
    fn protect(
        &mut self,
        unsafe_now: &BTreeSet<usize>,
        cells: &[usize],
        (known, sums_before): (usize, usize),
    ) -> Result<(), DiscloseRefused> {
        for (star, before) in self.lose(unsafe_now) {
            while !self.safe.contains_key(&star)
                && !before.is_some_and(|witness| self.mend(star, witness, (known, sums_before)))
                && !self.witness(star)
            {
                let Some(next) = self.to_withhold(star, cells, known) else {
                    let place = self.system.places.get(star).cloned();
                    let nowhere = Place { measure: String::new(), at: BTreeMap::new() };
                    return Err(DiscloseRefused::Solvable(place.unwrap_or(nowhere)));
                };
                if let (Some(shown), Some(bounds)) =
                    (self.shown.get_mut(next), self.system.program.bounds.get_mut(next))
                {
                    *shown = Some(Shown::Withheld);
                    *bounds = (0, UNBOUNDED);
                }
            }
        }
        Ok(())
    }

    /// Whether the policy hides this count for its own sake. A star that is later withheld stays one to protect.
    fn is_small(&self, cell: usize) -> bool {
        let count = self.truth.get(cell).and_then(|truth| u32::try_from(*truth).ok());
        let people = self.system.places.get(cell).and_then(|place| self.populations.get(place)).copied();
        self.shown.get(cell).is_some_and(Option::is_some)
            && count.is_some_and(|count| self.policy.show(count, people) == Shown::Star)
    }

    /// The next cell of the new table to withhold for a star: one that shares a sum with it if there is one, an inner
    /// cell before a total, a small count before a large one, a zero last. Where only stars are left, a starred total is
    /// withheld, so that “1 to 7” no longer bounds the sum.
    fn to_withhold(&self, star: usize, cells: &[usize], known: usize) -> Option<usize> {
        let near: BTreeSet<usize> = self
            .sums_of
            .get(star)?
            .iter()
            .filter_map(|sum| self.system.program.sums.get(*sum))
            .flat_map(|(terms, _)| terms.iter().map(|(cell, _)| *cell))
            .collect();
        cells
            .iter()
            .copied()
            .filter(|cell| {
                *cell >= known && matches!(self.shown.get(*cell), Some(Some(Shown::Count(_) | Shown::Star)))
            })
            .min_by_key(|cell| {
                let truth = self.truth.get(*cell).copied().unwrap_or(0);
                let fixes = self.system.places.get(*cell).map_or(0, |place| place.at.len() as i64);
                let starred = self.shown.get(*cell) == Some(&Some(Shown::Star));
                (starred, !near.contains(cell), truth == 0, if starred { fixes } else { -fixes }, truth)
            })
    }
}
