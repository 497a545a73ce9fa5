//! Shifts in the from → to matrix: which pairs of organisations have begun to send each other more, or less, than they
//! did. A cumulative sum on each pair's weekly counts, because the run rule alone misses a moderate shift in a pair with
//! few asks a week too often.
//!
//! Counts are put on the scale 2√(x + 3/8), where a Poisson count has a standard deviation of about 1 whatever its mean;
//! the sum gathers what exceeds half a standard deviation and flags when it passes the threshold *and* the change since
//! the sum began to rise is at least a quarter *and* the pair carries three a week. The figure printed beside a matrix is
//! the number of flags that unchanged pairs of the same means would give.

use crate::run_chart;
use rand::SeedableRng as _;

mod trial;

pub use trial::{Trial, tried};

/// The rule, as a row that a group may change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Weeks that make the baseline.
    pub baseline: usize,
    /// What a week must exceed the baseline by, in standard deviations, to be gathered.
    pub slack: f64,
    /// The gathered excess, in standard deviations, that flags.
    pub threshold: f64,
    /// Least change of the mean, as a share of the baseline mean.
    pub change_min: f64,
    /// Least mean a week (the floor): pairs below it are not judged.
    pub mean_min: f64,
}

/// Weeks after the baseline that may carry a pair over the floor.
const STRETCH_WEEKS: usize = 10;

/// The house default: floor and change of §13.3; slack and threshold chosen so that one or two unchanged pairs in a
/// hundred are flagged in half a year while a change by half in a pair of eight a week is hardly missed.
pub const FLOW_RULE: Rule =
    Rule { baseline: 26, slack: 0.5, threshold: 8.5, change_min: 0.25, mean_min: 3.0 };

/// Which way a pair went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// More asks than before.
    Up,
    /// Fewer asks than before.
    Down,
}

/// A flagged pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flag {
    /// Which way it went.
    pub way: Way,
    /// The week in which the change seems to have begun, from 0 at the start of the series.
    pub began_week: usize,
    /// The week in which it was flagged.
    pub flagged_week: usize,
    /// Mean a week in the baseline.
    pub mean_before: f64,
    /// Mean a week from the beginning of the change to the flag.
    pub mean_after: f64,
}

impl Rule {
    /// Whether a pair carries enough to be judged: its baseline reaches the floor, or any ten weeks after it do, so that a
    /// change is seen within ten weeks of data.
    pub fn judges(&self, weeks: &[u32]) -> bool {
        let after = weeks.get(self.baseline..).unwrap_or(&[]);
        let mut means = after.windows(STRETCH_WEEKS).map(mean_of);
        weeks.get(..self.baseline).map_or(0.0, mean_of) >= self.mean_min
            || mean_of(after) >= self.mean_min
            || means.any(|mean| mean >= self.mean_min)
    }

    /// How many pairs are judged, and why the others are not.
    pub fn judged_in_words(&self, judged: usize, pairs: Option<usize>) -> String {
        let why = format!(
            "a pair is judged where it carries at least {} asks a week, on average over its first {} weeks or over any \
             {STRETCH_WEEKS} after them. Of fewer asks nobody could tell a change from chance.",
            self.mean_min, self.baseline
        );
        match pairs {
            Some(pairs) => format!(
                "{judged} of {pairs} pairs were judged, {} carry too few asks: {why}",
                pairs.saturating_sub(judged)
            ),
            None => format!("{judged} pairs were judged: {why}"),
        }
    }

    /// The sentence that stands under the matrix.
    pub fn in_words(&self, expected: f64) -> String {
        format!(
            "Shift: cumulative sum against the first {} weeks (slack {}, threshold {} standard deviations), a change of at \
             least {:.0}%, and at least {} a week. Of the pairs judged here about {expected:.1} would be flagged by chance.",
            self.baseline,
            self.slack,
            self.threshold,
            self.change_min * 100.0,
            self.mean_min
        )
    }
}

fn mean_of(values: &[u32]) -> f64 {
    values.iter().map(|v| f64::from(*v)).sum::<f64>() / (values.len().max(1)) as f64
}

fn level(count: f64) -> f64 {
    2.0 * (count + 0.375).sqrt()
}

/// The mean of the levelled count, which is a little below the level of the mean. Worked out exactly where counts are few:
/// an approximation that is only a little too low there lets one early ask linger in the sum for months, and a change that
/// follows is then thinned by the weeks before it and missed.
fn expected_level(mean: f64) -> f64 {
    const FEW: f64 = 30.0;
    if mean > FEW {
        return level(mean) - 0.25 / (mean + 0.375).sqrt();
    }
    let last = (mean + 10.0 * mean.sqrt()).ceil() as u32 + 10;
    let (mut chance, mut sum) = ((-mean).exp(), 0.0);
    for count in 0..=last {
        sum += chance * level(f64::from(count));
        chance *= mean / f64::from(count + 1);
    }
    sum
}

/// Looks for a shift in a pair's weekly counts after the baseline. None where nothing is flagged, where the pair lies
/// under the floor, or where there is no full baseline.
pub fn flag(weeks: &[u32], rule: &Rule) -> Option<Flag> {
    let before = mean_of(weeks.get(..rule.baseline)?);
    if !rule.judges(weeks) {
        return None;
    }
    let usual = expected_level(before);
    let (mut up, mut down) = ((0.0, rule.baseline), (0.0, rule.baseline));
    for (week, count) in weeks.iter().enumerate().skip(rule.baseline) {
        let distance = level(f64::from(*count)) - usual;
        for (way, sum, excess) in
            [(Way::Up, &mut up, distance - rule.slack), (Way::Down, &mut down, -distance - rule.slack)]
        {
            sum.0 += excess;
            if sum.0 <= 0.0 {
                *sum = (0.0, week + 1);
            } else if sum.0 > rule.threshold {
                let after = mean_of(weeks.get(sum.1..=week)?);
                let enough =
                    (after - before).abs() >= rule.change_min * before && before.max(after) >= rule.mean_min;
                if enough {
                    return Some(Flag {
                        way,
                        began_week: sum.1,
                        flagged_week: week,
                        mean_before: before,
                        mean_after: after,
                    });
                }
            }
        }
    }
    None
}

/// How many of these pairs would be flagged if none had changed: each is simulated `rounds` times at its baseline mean,
/// with a baseline that is itself drawn, since the real one was too. The seed is printed with the figure.
pub fn expected_false_flags(
    baseline_means: &[f64],
    weeks: usize,
    rule: &Rule,
    rounds: u32,
    seed: u64,
) -> f64 {
    let mut chance = rand_pcg::Pcg64::seed_from_u64(seed);
    let mut flagged = 0u32;
    for mean in baseline_means {
        for _ in 0..rounds {
            let series: Vec<u32> = (0..weeks).map(|_| run_chart::poisson(*mean, &mut chance)).collect();
            flagged += u32::from(flag(&series, rule).is_some());
        }
    }
    f64::from(flagged) / f64::from(rounds)
}

/// A pair that shifted, with what stands behind the flag.
#[derive(Clone, Debug, PartialEq)]
pub struct Shifted {
    /// Who asked.
    pub from: u32,
    /// Who was asked.
    pub to: u32,
    /// The flag.
    pub flag: Flag,
    /// Hand-overs in the weeks of the baseline.
    pub before: u32,
    /// Hand-overs from the week in which the change seems to have begun to the last.
    pub since: u32,
}

/// Every pair that shifted, the greatest change first, and what chance alone would give.
#[derive(Clone, Debug, PartialEq)]
pub struct Shifts {
    /// The flagged pairs.
    pub flagged: Vec<Shifted>,
    /// Pairs that carry enough to be judged.
    pub judged: usize,
    /// How many of them would be flagged if none had changed.
    pub expected: f64,
}

/// The seed of the printed expectation, so that it repeats.
pub const EXPECTATION_SEED: u64 = 31;

/// Judges every pair by the weeks up to the last.
pub fn shifts(pairs: &[crate::report::PairWeeks], rule: &Rule) -> Shifts {
    let judged: Vec<_> = pairs.iter().filter(|pair| rule.judges(&pair.weeks)).collect();
    let weeks = judged.first().map_or(0, |pair| pair.weeks.len());
    // A pair that carried little before is judged by what came after, and could shift by chance at its own mean only.
    let means: Vec<f64> =
        judged.iter().map(|pair| mean_of(pair.weeks.get(..rule.baseline).unwrap_or(&[]))).collect();
    let sum = |weeks: Option<&[u32]>| weeks.map_or(0, |weeks| weeks.iter().sum());
    let mut flagged: Vec<Shifted> = judged
        .iter()
        .filter_map(|pair| {
            let found = flag(&pair.weeks, rule)?;
            Some(Shifted {
                from: pair.from,
                to: pair.to,
                flag: found,
                before: sum(pair.weeks.get(..rule.baseline)),
                since: sum(pair.weeks.get(found.began_week..)),
            })
        })
        .collect();
    let change = |of: &Shifted| (of.flag.mean_after - of.flag.mean_before).abs();
    flagged.sort_by(|a, b| change(b).total_cmp(&change(a)));
    let expected = expected_false_flags(&means, weeks, rule, 100, EXPECTATION_SEED);
    Shifts { flagged, judged: judged.len(), expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEKS: usize = 52;

    fn series(mean: f64, from: usize, factor: f64, chance: &mut rand_pcg::Pcg64) -> Vec<u32> {
        (0..WEEKS).map(|w| run_chart::poisson(if w < from { mean } else { mean * factor }, chance)).collect()
    }

    #[test]
    fn the_pair_of_a_practice_that_stopped_fitting_ranks_first() {
        let mut chance = rand_pcg::Pcg64::seed_from_u64(9);
        let pair =
            |from, weeks| crate::report::PairWeeks { from, to: 99, weeks, passed_on: Default::default() };
        let mut pairs: Vec<_> =
            (0..40).map(|from| pair(from, series(4.0, WEEKS, 1.0, &mut chance))).collect();
        // Nothing for 31 weeks, then four a week: flagged within ten weeks of data.
        let mut weeks = vec![0; 31];
        weeks.extend([4; 10]);
        pairs.iter_mut().for_each(|pair| pair.weeks.truncate(41));
        pairs.push(pair(77, weeks));
        let found = shifts(&pairs, &FLOW_RULE);
        let first = found.flagged.first().unwrap();
        assert_eq!((first.from, first.flag.way, first.flag.began_week), (77, Way::Up, 31));
        assert_eq!((first.before, first.since), (0, 40));
        assert!(found.flagged.len() <= 1 + found.expected.ceil() as usize, "{found:?}");
    }

    #[test]
    fn one_early_ask_does_not_hide_the_change_after_it() {
        let mut weeks = vec![0; 52];
        weeks[29] = 1;
        for (week, count) in [4, 4, 3, 4, 2, 7, 3, 3, 5, 5, 4, 3, 4, 4].into_iter().enumerate() {
            weeks[38 + week] = count;
        }
        let found = flag(&weeks, &FLOW_RULE).unwrap();
        assert_eq!((found.way, found.began_week), (Way::Up, 38));
        assert!(found.flagged_week < 48, "within ten weeks of data: {found:?}");
    }

    #[test]
    fn pairs_under_the_floor_are_not_judged() {
        let mut weeks = vec![1; 26];
        weeks.extend([2; 26]);
        assert!(flag(&weeks, &FLOW_RULE).is_none());
        assert!(flag(&[9; 20], &FLOW_RULE).is_none(), "no baseline");
    }

    #[test]
    fn the_change_is_dated() {
        let mut weeks = vec![6; 30];
        weeks.extend([14; 10]);
        let found = flag(&weeks, &FLOW_RULE).unwrap();
        assert_eq!((found.way, found.began_week), (Way::Up, 30));
        assert!((found.mean_after - 14.0).abs() < 1e-12 && found.flagged_week < 36);
    }
}
