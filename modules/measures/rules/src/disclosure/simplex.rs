//! The largest and smallest value a cell can take when sums are known: a simplex method in whole numbers.
//!
//! Published tables give equations with coefficients of one and bounds on each cell. Fractions are kept as a whole
//! tableau over one common denominator (Edmonds' integer pivoting), so that nothing is rounded: “this cell can only be
//! 3” is a statement about the numbers, not about a tolerance. On plain tables with margins every pivot is one, every
//! corner is whole, and the answer is exact; on general linked tables a corner may be a fraction, and then the interval
//! is the outer one, said to be unproved.

#![allow(
    clippy::indexing_slicing,
    reason = "the tableau's inner loops run over lengths fixed when it is built"
)]

/// Cells nobody has bounded stop here; nobody publishes counts of people this large.
pub const UNBOUNDED: i64 = 1_000_000_000;

/// What is known: bounds of each cell and sums over cells.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Least and greatest value of each cell.
    pub bounds: Vec<(i64, i64)>,
    /// Sums: cells with their coefficients, and what they come to.
    pub sums: Vec<(Vec<(usize, i64)>, i64)>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The sums and bounds contradict each other.
    Contradiction,
    /// The numbers or the number of steps outgrew the method; nothing may be concluded.
    TooLarge,
}

/// What a cell can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Least value.
    pub low: i64,
    /// Greatest value.
    pub high: i64,
    /// Whether whole tables with both values were found, so that the range is exact; otherwise it is an outer one.
    pub proved: bool,
}

/// Tightens bounds by each sum in turn until nothing changes. The first step of every attack by hand, and often the last.
pub fn tighten(program: &mut Program) -> Result<(), Trouble> {
    for _ in 0..200 {
        let mut changed = false;
        for (terms, total) in &program.sums {
            let (mut least, mut most) = (-*total, -*total);
            for &(cell, factor) in terms {
                let (low, high) = program.bounds[cell];
                least += if factor > 0 { factor * low } else { factor * high };
                most += if factor > 0 { factor * high } else { factor * low };
            }
            if least > 0 || most < 0 {
                return Err(Trouble::Contradiction);
            }
            for &(cell, factor) in terms {
                let (low, high) = program.bounds[cell];
                // factor · x = −(the rest), and the rest lies between `least` and `most` less this cell's own part.
                let (rest_least, rest_most) = if factor > 0 {
                    (least - factor * low, most - factor * high)
                } else {
                    (least - factor * high, most - factor * low)
                };
                let (a, b) = (-rest_most, -rest_least);
                let (new_low, new_high) = if factor > 0 {
                    (ceil_div(a, factor), b.div_euclid(factor))
                } else {
                    (ceil_div(-b, -factor), (-a).div_euclid(-factor))
                };
                let next = (low.max(new_low), high.min(new_high));
                if next.0 > next.1 {
                    return Err(Trouble::Contradiction);
                }
                if next != (low, high) {
                    program.bounds[cell] = next;
                    changed = true;
                    // The sums above used the old bounds, which is still sound; they are worked out afresh next time.
                }
            }
        }
        if !changed {
            return Ok(());
        }
    }
    Ok(())
}

fn ceil_div(a: i64, b: i64) -> i64 {
    -((-a).div_euclid(b))
}

/// A corner of the possible tables, and all the ways to move from it.
struct Tableau {
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
    fn new(program: &Program) -> Result<Tableau, Trouble> {
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
    fn climb(&mut self, enough: i64) -> Result<(), Trouble> {
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
    fn aim(&mut self, cell: usize, raise: bool) {
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
    fn corner(&self) -> Option<Vec<i64>> {
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
    fn fraction(&self) -> Option<(usize, i64)> {
        let fraction = |(cell, right): &(&usize, &i64)| **cell < self.real && **right % self.denominator != 0;
        let (cell, _) = self.basis.iter().zip(&self.right).find(fraction)?;
        let (numerator, denominator) = self.value_of(*cell);
        Some((*cell, numerator.div_euclid(denominator)))
    }

    /// How far the objective of a cell can go at most. One that is lowered is counted downward from its least value.
    fn enough(&self, cell: usize, raise: bool) -> i64 {
        if raise == self.flipped[cell] { 0 } else { self.upper[cell] }
    }

    /// The objective cell's value at this corner as a fraction.
    fn value_of(&self, cell: usize) -> (i64, i64) {
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

/// The range of each target.
pub fn ranges(program: &Program, targets: &[usize]) -> Result<Vec<Range>, Trouble> {
    let mut program = program.clone();
    tighten(&mut program)?;
    let mut tableau = Tableau::new(&program)?;
    let mut seen: Vec<Option<(i64, i64)>> = vec![None; targets.len()];
    let note = |tableau: &Tableau, seen: &mut Vec<Option<(i64, i64)>>| {
        let Some(values) = tableau.corner() else { return };
        for (seen, target) in seen.iter_mut().zip(targets) {
            let value = values[*target] + program.bounds[*target].0;
            *seen = Some(seen.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
        }
    };
    note(&tableau, &mut seen);
    let mut ranges = Vec::with_capacity(targets.len());
    for (place, &target) in targets.iter().enumerate() {
        let (low, high) = program.bounds[target];
        let mut ends = [low, high];
        for (end, raise) in ends.iter_mut().zip([false, true]) {
            let reached =
                seen[place].is_some_and(|(least, most)| if raise { most == high } else { least == low });
            if !reached {
                tableau.aim(target, raise);
                let enough = tableau.enough(target, raise);
                tableau.climb(enough)?;
                note(&tableau, &mut seen);
                let (numerator, denominator) = tableau.value_of(target);
                *end = low
                    + if raise {
                        numerator.div_euclid(denominator)
                    } else {
                        ceil_div(numerator, denominator)
                    };
            }
        }
        let proved = seen[place] == Some((ends[0], ends[1]));
        ranges.push(Range { low: ends[0], high: ends[1], proved });
    }
    Ok(ranges)
}

/// Another whole table with a different count in the target, given one that fits: the target is set one higher or one
/// lower, and a cell that comes out as a fraction is made whole from either side in turn, up to so many tries. Nothing
/// found means nothing concluded.
pub fn other_table(
    program: &Program,
    known: &[i64],
    target: usize,
    tries: u32,
) -> Result<Option<Vec<i64>>, Trouble> {
    let mut waiting = Vec::new();
    for value in [known[target] - 1, known[target] + 1] {
        let (low, high) = program.bounds[target];
        if (low..=high).contains(&value) {
            let mut moved = program.clone();
            moved.bounds[target] = (value, value);
            waiting.push(moved);
        }
    }
    for _ in 0..tries {
        let Some(mut part) = waiting.pop() else { return Ok(None) };
        let tableau = match tighten(&mut part).and_then(|()| Tableau::new(&part)) {
            Ok(tableau) => tableau,
            Err(Trouble::Contradiction) => continue,
            Err(Trouble::TooLarge) => return Err(Trouble::TooLarge),
        };
        if let Some(mut values) = tableau.corner() {
            values.iter_mut().zip(&part.bounds).for_each(|(value, (low, _))| *value += low);
            return Ok(Some(values));
        }
        if let Some((cell, below)) = tableau.fraction() {
            let floor = part.bounds[cell].0 + below;
            let mut under = part.clone();
            under.bounds[cell].1 = floor;
            part.bounds[cell].0 = floor + 1;
            // The side on which the known table lies is tried first: a whole table is likelier near a whole table.
            let sides = if known[cell] <= floor { [part, under] } else { [under, part] };
            waiting.extend(sides);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt as _, SeedableRng as _};

    /// Every whole table that fits, by trying all.
    fn by_trying(program: &Program) -> Vec<Option<(i64, i64)>> {
        let mut seen = vec![None; program.bounds.len()];
        let mut values: Vec<i64> = program.bounds.iter().map(|b| b.0).collect();
        loop {
            let fits = program.sums.iter().all(|(terms, total)| {
                terms.iter().map(|(cell, factor)| factor * values[*cell]).sum::<i64>() == *total
            });
            if fits {
                for (seen, value) in seen.iter_mut().zip(&values) {
                    *seen = Some(
                        seen.map_or((*value, *value), |(l, h): (i64, i64)| (l.min(*value), h.max(*value))),
                    );
                }
            }
            let mut place = 0;
            loop {
                let Some(value) = values.get_mut(place) else { return seen };
                *value += 1;
                if *value <= program.bounds[place].1 {
                    break;
                }
                *value = program.bounds[place].0;
                place += 1;
            }
        }
    }

    #[test]
    fn ranges_of_small_tables_agree_with_trying_every_table() {
        let seed = 7;
        let mut chance = rand_pcg::Pcg64::seed_from_u64(seed);
        for round in 0..300 {
            // Three rows, three columns: nine cells with rounded bounds and exact or rounded margins.
            let truth: Vec<i64> = (0..9).map(|_| chance.random_range(0..5)).collect();
            let mut program = Program::default();
            for value in &truth {
                let slack = if chance.random_bool(0.3) { 0 } else { chance.random_range(1..3) };
                program.bounds.push(((value - slack).max(0), value + slack));
            }
            for line in 0..6 {
                let cells: Vec<(usize, i64)> =
                    (0..3).map(|i| (if line < 3 { 3 * line + i } else { 3 * i + line - 3 }, 1)).collect();
                let total = cells.iter().map(|(cell, _)| truth[*cell]).sum();
                if chance.random_bool(0.8) {
                    program.sums.push((cells, total));
                }
            }
            let targets: Vec<usize> = (0..9).collect();
            let tried = by_trying(&program);
            let got = ranges(&program, &targets).unwrap();
            for (cell, (range, tried)) in got.iter().zip(tried).enumerate() {
                assert_eq!((range.low, range.high), tried.unwrap(), "seed {seed} round {round} cell {cell}");
                assert!(range.proved);
            }
        }
    }

    #[test]
    fn ranges_of_crossing_sums_are_never_narrower_than_the_truth() {
        let seed = 11;
        let mut chance = rand_pcg::Pcg64::seed_from_u64(seed);
        for round in 0..300 {
            let truth: Vec<i64> = (0..7).map(|_| chance.random_range(0..4)).collect();
            let bounds = truth.iter().map(|v| ((v - 2).max(0), v + 2)).collect();
            let mut program = Program { bounds, sums: Vec::new() };
            for _ in 0..4 {
                let mut terms: Vec<(usize, i64)> = Vec::new();
                for cell in 0..7 {
                    if chance.random_bool(0.45) {
                        terms.push((cell, if chance.random_bool(0.2) { -1 } else { 1 }));
                    }
                }
                let total = terms.iter().map(|(cell, factor)| factor * truth[*cell]).sum();
                program.sums.push((terms, total));
            }
            let tried = by_trying(&program);
            let got = ranges(&program, &[0, 1, 2, 3, 4, 5, 6]).unwrap();
            for (range, tried) in got.iter().zip(tried) {
                let (low, high) = tried.unwrap();
                assert!(range.low <= low && range.high >= high, "seed {seed} round {round}");
                assert!(!range.proved || (range.low, range.high) == (low, high), "seed {seed} round {round}");
            }
        }
    }

    #[test]
    fn contradictions_are_said() {
        let program = Program { bounds: vec![(0, 1), (0, 1)], sums: vec![(vec![(0, 1), (1, 1)], 5)] };
        assert_eq!(ranges(&program, &[0]).unwrap_err(), Trouble::Contradiction);
    }
}
