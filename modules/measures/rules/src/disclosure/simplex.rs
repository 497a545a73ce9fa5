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

mod tableau;

use tableau::Tableau;

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
    whole_table(waiting, known, tries)
}

/// A whole table that fits, near one that need not; a cell that comes out as a fraction is made whole from either side in
/// turn, up to so many tries. Nothing found means nothing concluded.
pub fn some_table(program: &Program, near: &[i64], tries: u32) -> Result<Option<Vec<i64>>, Trouble> {
    whole_table(vec![program.clone()], near, tries)
}

fn whole_table(mut waiting: Vec<Program>, known: &[i64], tries: u32) -> Result<Option<Vec<i64>>, Trouble> {
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
