//! The run chart of §13.3: a shift is eight points in a row on one side of the baseline median, *and* a change of a
//! quarter or more, *and* a mean of three a week or more. All three, because eight points alone flag chance too often in
//! a place with hundreds of pairs. Each chart prints its rule and how many of 100 unchanged series it would flag.

use crate::quantile;
use crate::spc;
use rand::{RngExt as _, SeedableRng as _};

/// The rule, as a row that a group may change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Points in a row on one side of the baseline median.
    pub points: usize,
    /// Least change of the mean, as a share of the baseline mean.
    pub change_min: f64,
    /// Least mean a week, before or after, for a series to be judged at all.
    pub mean_min: f64,
    /// Weeks that make the baseline.
    pub baseline: usize,
}

/// The house default (domain rules §13.3), with a baseline of half a year.
pub const SHIFT_RULE: Rule = Rule { points: 8, change_min: 0.25, mean_min: 3.0, baseline: 26 };

impl Rule {
    /// The sentence that stands under the chart.
    pub fn in_words(&self) -> String {
        format!(
            "Shift: {} points in a row on one side of the median of the first {} weeks, and a change of at least {:.0}%, \
             and a mean of at least {} a week.",
            self.points,
            self.baseline,
            self.change_min * 100.0,
            self.mean_min
        )
    }
}

/// A shift that the rule found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// First week of the run, from 0 at the start of the series.
    pub from_week: usize,
    /// Mean a week before.
    pub mean_before: f64,
    /// Mean a week during the run.
    pub mean_after: f64,
}

/// Looks for a shift in weekly counts after the baseline. None where the rule is not met or the series is too short.
pub fn shift(weeks: &[f64], rule: &Rule) -> Option<Shift> {
    let baseline = weeks.get(..rule.baseline)?;
    let after = weeks.get(rule.baseline..)?;
    let median = quantile::median(baseline)?;
    let before = quantile::mean(baseline)?;
    let sides: Vec<i8> = after
        .iter()
        .map(|v| {
            if *v > median {
                1
            } else if *v < median {
                -1
            } else {
                0
            }
        })
        .collect();
    let marks = spc::runs(&sides, rule.points);
    let mut first = 0;
    for (run, values) in marks.chunk_by(|a, b| a == b).map(|run| {
        let values = after.get(first..first + run.len()).unwrap_or(&[]);
        first += run.len();
        ((run.first().copied().unwrap_or(0), first - run.len()), values)
    }) {
        let (sign, start) = run;
        let mean = quantile::mean(values).unwrap_or(before);
        let enough = (mean - before).abs() >= rule.change_min * before && before.max(mean) >= rule.mean_min;
        if sign != 0 && enough {
            return Some(Shift { from_week: rule.baseline + start, mean_before: before, mean_after: mean });
        }
    }
    None
}

/// How many of 100 unchanged series of so many weeks the rule would flag, from `series` simulated ones with a Poisson
/// count of this mean each week. The seed is printed with the figure.
pub fn expected_false_flags(rule: &Rule, mean: f64, weeks: usize, series: u32, seed: u64) -> f64 {
    let mut chance = rand_pcg::Pcg64::seed_from_u64(seed);
    let flagged = (0..series)
        .filter(|_| {
            let values: Vec<f64> = (0..weeks).map(|_| f64::from(poisson(mean, &mut chance))).collect();
            shift(&values, rule).is_some()
        })
        .count();
    100.0 * flagged as f64 / f64::from(series)
}

/// A Poisson count of a mean up to some hundreds, by multiplying uniform draws; larger means are drawn in parts.
pub fn poisson(mean: f64, chance: &mut rand_pcg::Pcg64) -> u32 {
    if mean > 30.0 {
        return poisson(30.0, chance) + poisson(mean - 30.0, chance);
    }
    let floor = (-mean).exp();
    let mut product: f64 = chance.random();
    let mut count = 0;
    while product > floor {
        product *= chance.random::<f64>();
        count += 1;
    }
    count
}

#[cfg(test)]
#[allow(clippy::print_stdout, reason = "the seed is printed with what it gave")]
mod tests {
    use super::*;

    fn series(before: &[f64], after: &[f64]) -> Vec<f64> {
        before.iter().copied().cycle().take(26).chain(after.iter().copied()).collect()
    }

    #[test]
    fn all_three_conditions_are_needed() {
        let eight = [9.0; 8];
        let found = shift(&series(&[6.0, 7.0, 5.0], &eight), &SHIFT_RULE).unwrap();
        assert_eq!((found.from_week, found.mean_after), (26, 9.0));
        assert!(shift(&series(&[6.0, 7.0, 5.0], &eight[..7]), &SHIFT_RULE).is_none(), "seven points");
        assert!(shift(&series(&[6.0, 7.0, 5.0], &[7.0; 12]), &SHIFT_RULE).is_none(), "a sixth more");
        assert!(shift(&series(&[1.0, 1.0, 1.0], &[2.0; 12]), &SHIFT_RULE).is_none(), "under three a week");
        assert!(shift(&series(&[6.0, 7.0, 5.0], &[2.0; 8]), &SHIFT_RULE).is_some(), "downward");
        assert!(shift(&[9.0; 20], &SHIFT_RULE).is_none(), "no baseline");
    }

    #[test]
    fn points_on_the_median_break_the_run() {
        let broken = [9.0, 9.0, 9.0, 9.0, 6.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0];
        assert!(shift(&series(&[6.0], &broken), &SHIFT_RULE).is_none());
    }

    #[test]
    fn false_flags_are_few_and_repeat_with_the_seed() {
        let seed = 13;
        let once = expected_false_flags(&SHIFT_RULE, 6.0, 52, 2_000, seed);
        println!(
            "seed {seed}: {once:.2} of 100 unchanged series flagged at a mean of 6 a week over 52 weeks"
        );
        assert_eq!(once, expected_false_flags(&SHIFT_RULE, 6.0, 52, 2_000, seed));
        assert!(once < 8.0, "{once}");
    }
}
