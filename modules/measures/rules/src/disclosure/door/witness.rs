//! Witnesses: other whole tables that fit everything published and have a different count where a star stands. One is found
//! by thinking an ask elsewhere, by carrying on the one of old, or by the simplex near the star; none counts before it has
//! been held against every sum that it touches.

use std::collections::{BTreeSet, VecDeque};

use super::super::simplex::{self, Program};
use super::super::swap::Changes;
use super::Door;

impl Door {
    /// Cells within so many sums of these, nearest first; sums are followed only through cells that are still open.
    fn reach(&self, from: &[usize], limit: usize) -> Vec<usize> {
        let mut seen: BTreeSet<usize> = from.iter().copied().collect();
        let mut queue: VecDeque<usize> = from.iter().copied().collect();
        let mut order = Vec::new();
        while let Some(cell) = queue.pop_front() {
            order.push(cell);
            if order.len() >= limit {
                break;
            }
            for sum in self.sums_of.get(cell).into_iter().flatten() {
                for (other, _) in self.system.program.sums.get(*sum).map_or(&[][..], |(terms, _)| terms) {
                    let open = self.system.program.bounds.get(*other).is_some_and(|(low, high)| low < high);
                    if open && seen.insert(*other) {
                        queue.push_back(*other);
                    }
                }
            }
        }
        order
    }

    /// Looks for another whole table with a different count in this cell, changing only cells near it. Every star that
    /// the other table changes is safe as well.
    pub(super) fn witness(&mut self, star: usize) -> bool {
        if let Some(changed) = self.swap(star) {
            self.keep_witness(changed);
            return true;
        }
        for (size, tries) in [(24, 20), (80, 60), (250, 60)] {
            let near: BTreeSet<usize> = self.reach(&[star], size).into_iter().collect();
            let names: Vec<usize> = near.iter().copied().collect();
            let sums: BTreeSet<usize> = names
                .iter()
                .flat_map(|cell| self.sums_of.get(*cell).into_iter().flatten().copied())
                .collect();
            let mut part = Program::default();
            for cell in &names {
                // Moves stay within reach of the truth, so that numbers stay small; a witness needs no more.
                let truth = self.truth.get(*cell).copied().unwrap_or(0);
                let (low, high) = self.system.program.bounds.get(*cell).copied().unwrap_or((truth, truth));
                part.bounds.push((low.max(truth - 20), high.min(truth + 20)));
            }
            for (terms, total) in sums.iter().filter_map(|sum| self.system.program.sums.get(*sum)) {
                let mut rest = *total;
                let mut kept = Vec::new();
                for (cell, factor) in terms {
                    match names.binary_search(cell) {
                        Ok(place) => kept.push((place, *factor)),
                        Err(_) => rest -= factor * self.truth.get(*cell).copied().unwrap_or(0),
                    }
                }
                part.sums.push((kept, rest));
            }
            let Ok(target) = names.binary_search(&star) else { return false };
            let truths: Vec<i64> =
                names.iter().map(|cell| self.truth.get(*cell).copied().unwrap_or(0)).collect();
            let other = simplex::other_table(&part, &truths, target, tries).ok().flatten();
            if let Some(values) = other {
                let by = |((value, truth), cell): ((&i64, &i64), &usize)| (*cell, value - truth);
                let changed = values.iter().zip(&truths).zip(&names).map(by);
                self.keep_witness(changed.filter(|(_, by)| *by != 0).collect());
                return true;
            }
        }
        false
    }

    /// A witness by thinking one ask elsewhere. It is held against every sum before it counts.
    fn swap(&self, star: usize) -> Option<Changes> {
        let place = self.system.places.get(star)?;
        let fits = |cell: usize, by: i64| {
            let (truth, bounds) = (self.truth.get(cell), self.system.program.bounds.get(cell));
            matches!((truth, bounds), (Some(truth), Some((low, high))) if (*low..=*high).contains(&(truth + by)))
        };
        let changes = self.swaps.find(place, &fits)?;
        (self.is_whole(&changes) && changes.contains_key(&star)).then_some(changes)
    }

    /// Whether every sum that the changes touch still comes out.
    fn is_whole(&self, changes: &Changes) -> bool {
        changes.keys().flat_map(|cell| self.sums_of.get(*cell).into_iter().flatten()).all(|sum| {
            let terms = self.system.program.sums.get(*sum).map_or(&[][..], |(terms, _)| terms);
            let by = |(cell, factor): &(usize, i64)| factor * changes.get(cell).copied().unwrap_or(0);
            terms.iter().map(by).sum::<i64>() == 0
        })
    }

    /// A witness from before the new table, carried on over it: the old cells keep their changes, and the new cells are
    /// counted so that the new sums come out. It is held against every sum before it counts.
    pub(super) fn mend(&mut self, star: usize, witness: usize, (known, sums_before): (usize, usize)) -> bool {
        const TRIES: u32 = 40;
        let Some(old) = self.witnesses.get(witness).cloned() else { return false };
        // What a new cell takes part in, and so on, as far as new cells that are open hang together.
        let (mut cells, mut sums) = (BTreeSet::new(), BTreeSet::new());
        let mut queue: Vec<usize> = old.keys().copied().collect();
        while let Some(cell) = queue.pop() {
            let own = self.sums_of.get(cell).into_iter().flatten().copied();
            for sum in own.filter(|sum| *sum >= sums_before).collect::<Vec<_>>() {
                if !sums.insert(sum) {
                    continue;
                }
                for (other, _) in self.system.program.sums.get(sum).map_or(&[][..], |(terms, _)| terms) {
                    let open = self.system.program.bounds.get(*other).is_some_and(|(low, high)| low < high);
                    if *other >= known && open && cells.insert(*other) {
                        queue.push(*other);
                    }
                }
            }
        }
        let names: Vec<usize> = cells.into_iter().collect();
        let truth = |cell: usize| self.truth.get(cell).copied().unwrap_or(0);
        let mut part = Program::default();
        for cell in &names {
            let (low, high) = self.system.program.bounds.get(*cell).copied().unwrap_or((0, 0));
            part.bounds.push((low.max(truth(*cell) - 20), high.min(truth(*cell) + 20)));
        }
        for (terms, total) in sums.iter().filter_map(|sum| self.system.program.sums.get(*sum)) {
            let mut rest = *total;
            let mut kept = Vec::new();
            for (cell, factor) in terms {
                match names.binary_search(cell) {
                    Ok(place) => kept.push((place, *factor)),
                    Err(_) => rest -= factor * (truth(*cell) + old.get(cell).copied().unwrap_or(0)),
                }
            }
            part.sums.push((kept, rest));
        }
        let truths: Vec<i64> = names.iter().map(|cell| truth(*cell)).collect();
        let Some(values) = simplex::some_table(&part, &truths, TRIES).ok().flatten() else { return false };
        let by = |((value, truth), cell): ((&i64, &i64), &usize)| (*cell, value - truth);
        let mut changes: Changes =
            values.iter().zip(&truths).zip(&names).map(by).filter(|(_, by)| *by != 0).collect();
        changes.extend(old);
        let fits = |(cell, by): (&usize, &i64)| {
            let bounds = self.system.program.bounds.get(*cell);
            bounds.is_some_and(|(low, high)| (*low..=*high).contains(&(truth(*cell) + by)))
        };
        if !changes.contains_key(&star) || !changes.iter().all(fits) || !self.is_whole(&changes) {
            return false;
        }
        self.keep_witness(changes);
        true
    }

    /// Keeps a witness for the cells it changes that have none.
    fn keep_witness(&mut self, changed: Changes) {
        let number = self.witnesses.len();
        if changed.keys().all(|cell| self.safe.contains_key(cell)) {
            return;
        }
        for cell in changed.keys() {
            self.safe.entry(*cell).or_insert(number);
            if let Some(by) = self.changed_by.get_mut(*cell) {
                by.push(number);
            }
        }
        self.witnesses.push(changed);
    }
}
