//! A corner of the possible tables, and the steps from it: pivots in whole numbers.

#![allow(
    clippy::indexing_slicing,
    reason = "the tableau's inner loops run over lengths fixed when it is built"
)]

use super::{Program, Trouble};

/// A corner of the possible tables, and all the ways to move from it.
pub(super) struct Tableau {
    /// Rows, one for each basic cell: whole numbers over `denominator`; as long as the live columns at the start.
    rows: Vec<Vec<i64>>,
    /// Right-hand sides, over `denominator`.
    right: Vec<i64>,
    objective: Vec<i64>,
    objective_value: i64,
    denominator: i64,
    basis: Vec<usize>,
    columns: Vec<usize>,
    /// Greatest value of each cell above its least; artificial cells stand behind the real ones.
    upper: Vec<i64>,
    flipped: Vec<bool>,
    real: usize,
}

/// So many pivots without progress before the careful rule (Bland's) takes over.
const STALLED: u32 = 60;
/// No table of ours needs more; past it nothing is concluded.
const PIVOTS_MAX: u32 = 60_000;

impl Tableau {
    /// A corner with every cell at its least value and an artificial cell taking up what is missing in each sum.
    pub(super) fn new(program: &Program) -> Result<Tableau, Trouble> {
        let real = program.bounds.len();
        let mut rows = Vec::with_capacity(program.sums.len());
        let mut right = Vec::with_capacity(program.sums.len());
        for (terms, total) in &program.sums {
            let mut row = vec![0; real];
            let mut rest = *total;
            for &(cell, factor) in terms {
                row[cell] += factor;
                rest -= factor * program.bounds[cell].0;
            }
            if rest < 0 {
                rest = -rest;
                row.iter_mut().for_each(|entry| *entry = -*entry);
            }
            rows.push(row);
            right.push(rest);
        }
        let sums = rows.len();
        let mut upper: Vec<i64> = program.bounds.iter().map(|(low, high)| high - low).collect();
        upper.extend(std::iter::repeat_n(i64::MAX >> 8, sums));
        let mut made = Tableau {
            objective: vec![0; real],
            objective_value: 0,
            denominator: 1,
            basis: (real..real + sums).collect(),
            columns: (0..real).collect(),
            flipped: vec![false; real + sums],
            rows,
            right,
            upper,
            real,
        };
        for (row, right) in made.rows.iter().zip(&made.right) {
            made.objective.iter_mut().zip(row).for_each(|(sum, entry)| *sum -= entry);
            made.objective_value -= right;
        }
        made.climb(0)?;
        if made.objective_value != 0 {
            return Err(Trouble::Contradiction);
        }
        made.upper.iter_mut().skip(real).for_each(|upper| *upper = 0);
        Ok(made)
    }

    /// Moves to corners with a greater objective until there is none, or until it reaches `enough` (in whole units).
    pub(super) fn climb(&mut self, enough: i64) -> Result<(), Trouble> {
        let mut stalled = 0;
        for _ in 0..PIVOTS_MAX {
            if self.objective_value >= enough.saturating_mul(self.denominator) {
                return Ok(());
            }
            let careful = stalled > STALLED;
            let Some(column) = self.entering(careful) else { return Ok(()) };
            let before = (self.objective_value, self.denominator);
            self.step(column, careful)?;
            let gained = i128::from(self.objective_value) * i128::from(before.1)
                > i128::from(before.0) * i128::from(self.denominator);
            stalled = if gained { 0 } else { stalled + 1 };
        }
        Err(Trouble::TooLarge)
    }

    /// A column whose cell would raise the objective: the steepest, or the first by number when careful.
    fn entering(&self, careful: bool) -> Option<usize> {
        let rising = self.objective.iter().enumerate().filter(|(_, cost)| **cost < 0);
        if careful {
            rising.min_by_key(|(column, _)| self.columns[*column]).map(|(column, _)| column)
        } else {
            rising.min_by_key(|(_, cost)| **cost).map(|(column, _)| column)
        }
    }

    /// Raises the cell of a column until it, or a basic cell, meets a bound.
    fn step(&mut self, column: usize, careful: bool) -> Result<(), Trouble> {
        // The distance is a fraction: numerator over denominator, compared crosswise in 128 bits.
        let own = (i128::from(self.upper[self.columns[column]]), 1i128);
        let mut best: (i128, i128) = own;
        let mut leaving: Option<(usize, bool)> = None;
        for (place, row) in self.rows.iter().enumerate() {
            let entry = row[column];
            if entry == 0 {
                continue;
            }
            let (distance, at_upper) = if entry > 0 {
                ((i128::from(self.right[place]), i128::from(entry)), false)
            } else {
                let top = i128::from(self.upper[self.basis[place]]) * i128::from(self.denominator);
                ((top - i128::from(self.right[place]), i128::from(-entry)), true)
            };
            let (this, that) = (distance.0 * best.1, best.0 * distance.1);
            let tie = this == that
                && leaving.is_some_and(|(other, _)| careful && self.basis[place] < self.basis[other]);
            if this < that || tie {
                best = distance;
                leaving = Some((place, at_upper));
            }
        }
        match leaving {
            None => self.flip_column(column),
            Some((row, at_upper)) => {
                if at_upper {
                    self.flip_row(row)?;
                }
                self.pivot(row, column)
            }
        }
    }

    /// Measures the cell of a column from its other bound.
    fn flip_column(&mut self, column: usize) -> Result<(), Trouble> {
        let cell = self.columns[column];
        let upper = self.upper[cell];
        self.flipped[cell] = !self.flipped[cell];
        let moved = |right: i64, entry: i64| {
            entry.checked_mul(upper).and_then(|by| right.checked_sub(by)).ok_or(Trouble::TooLarge)
        };
        for (row, right) in self.rows.iter_mut().zip(&mut self.right) {
            *right = moved(*right, row[column])?;
            row[column] = -row[column];
        }
        self.objective_value = moved(self.objective_value, self.objective[column])?;
        self.objective[column] = -self.objective[column];
        Ok(())
    }

    /// Measures the basic cell of a row from its other bound.
    fn flip_row(&mut self, row: usize) -> Result<(), Trouble> {
        let cell = self.basis[row];
        self.flipped[cell] = !self.flipped[cell];
        self.rows[row].iter_mut().for_each(|entry| *entry = -*entry);
        let top = self.upper[cell].checked_mul(self.denominator).ok_or(Trouble::TooLarge)?;
        self.right[row] = top.checked_sub(self.right[row]).ok_or(Trouble::TooLarge)?;
        Ok(())
    }

    /// Exchanges the basic cell of a row with the cell of a column.
    fn pivot(&mut self, row: usize, column: usize) -> Result<(), Trouble> {
        let pivot = self.rows[row][column];
        let old = self.denominator;
        let chosen = std::mem::take(&mut self.rows[row]);
        let chosen_right = self.right[row];
        for (place, other) in self.rows.iter_mut().enumerate() {
            if place != row {
                self.right[place] =
                    eliminate(other, self.right[place], &chosen, chosen_right, column, pivot, old)?;
            }
        }
        let value = self.objective_value;
        self.objective_value =
            eliminate(&mut self.objective, value, &chosen, chosen_right, column, pivot, old)?;
        self.rows[row] = chosen;
        self.rows[row][column] = old;
        self.denominator = pivot;
        let leaving = std::mem::replace(&mut self.basis[row], self.columns[column]);
        self.columns[column] = leaving;
        if leaving >= self.real {
            // An artificial cell that has left is never wanted again.
            self.columns.swap_remove(column);
            self.objective.swap_remove(column);
            self.rows.iter_mut().for_each(|row| {
                row.swap_remove(column);
            });
        }
        Ok(())
    }

    /// Sets out to raise (or lower) one cell, measured from its least value.
    pub(super) fn aim(&mut self, cell: usize, raise: bool) {
        let forward = raise != self.flipped[cell];
        let sign = if forward { 1 } else { -1 };
        self.objective.iter_mut().for_each(|cost| *cost = 0);
        if let Some(column) = self.columns.iter().position(|other| *other == cell) {
            self.objective[column] = -sign * self.denominator;
            self.objective_value = 0;
        } else if let Some(row) = self.basis.iter().position(|other| *other == cell) {
            self.objective.iter_mut().zip(&self.rows[row]).for_each(|(cost, entry)| *cost = sign * entry);
            self.objective_value = sign * self.right[row];
        }
    }

    /// The table at this corner, above each cell's least value; nothing where a cell is a fraction.
    pub(super) fn corner(&self) -> Option<Vec<i64>> {
        let at_bound = self.flipped.iter().zip(&self.upper).take(self.real);
        let mut values: Vec<i64> =
            at_bound.map(|(flipped, upper)| if *flipped { *upper } else { 0 }).collect();
        for (cell, right) in self.basis.iter().zip(&self.right) {
            if *cell < self.real {
                if right % self.denominator != 0 {
                    return None;
                }
                let value = right / self.denominator;
                values[*cell] = if self.flipped[*cell] { self.upper[*cell] - value } else { value };
            }
        }
        Some(values)
    }

    /// A cell that is a fraction at this corner, and the whole number below it.
    pub(super) fn fraction(&self) -> Option<(usize, i64)> {
        let fraction = |(cell, right): &(&usize, &i64)| **cell < self.real && **right % self.denominator != 0;
        let (cell, _) = self.basis.iter().zip(&self.right).find(fraction)?;
        let (numerator, denominator) = self.value_of(*cell);
        Some((*cell, numerator.div_euclid(denominator)))
    }

    /// How far the objective of a cell can go at most. One that is lowered is counted downward from its least value.
    pub(super) fn enough(&self, cell: usize, raise: bool) -> i64 {
        if raise == self.flipped[cell] { 0 } else { self.upper[cell] }
    }

    /// The objective cell's value at this corner as a fraction.
    pub(super) fn value_of(&self, cell: usize) -> (i64, i64) {
        let upper = self.upper[cell];
        match self.basis.iter().position(|other| *other == cell) {
            None => (if self.flipped[cell] { upper * self.denominator } else { 0 }, self.denominator),
            Some(row) if self.flipped[cell] => (upper * self.denominator - self.right[row], self.denominator),
            Some(row) => (self.right[row], self.denominator),
        }
    }
}

/// One row after a pivot: (row · pivot − row\[column\] · chosen) / old denominator, which always divides.
fn eliminate(
    row: &mut [i64],
    right: i64,
    chosen: &[i64],
    chosen_right: i64,
    column: usize,
    pivot: i64,
    old: i64,
) -> Result<i64, Trouble> {
    let factor = row[column];
    if factor == 0 {
        if pivot != old {
            for entry in row.iter_mut() {
                *entry = scaled(*entry, pivot, 0, 0, old)?;
            }
        }
        return if pivot == old { Ok(right) } else { scaled(right, pivot, 0, 0, old) };
    }
    if pivot == 1 && old == 1 {
        for (entry, own) in row.iter_mut().zip(chosen) {
            *entry =
                factor.checked_mul(*own).and_then(|by| entry.checked_sub(by)).ok_or(Trouble::TooLarge)?;
        }
        row[column] = -factor;
        let right = factor.checked_mul(chosen_right).and_then(|by| right.checked_sub(by));
        return right.ok_or(Trouble::TooLarge);
    }
    for (entry, own) in row.iter_mut().zip(chosen) {
        *entry = scaled(*entry, pivot, factor, *own, old)?;
    }
    row[column] = -factor;
    scaled(right, pivot, factor, chosen_right, old)
}

fn scaled(entry: i64, pivot: i64, factor: i64, own: i64, old: i64) -> Result<i64, Trouble> {
    let exact = i128::from(entry) * i128::from(pivot) - i128::from(factor) * i128::from(own);
    // Entries are kept far from the edge of 64 bits, so that products with a bound stay inside.
    i64::try_from(exact / i128::from(old)).ok().filter(|v| v.abs() < 1 << 50).ok_or(Trouble::TooLarge)
}
