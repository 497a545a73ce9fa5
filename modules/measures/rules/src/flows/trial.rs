//! How good the rule of shifts is: matrices of pairs that do not change, each with one planted change beside them, made from
//! printed seeds. `./x bench figures` prints it.

use rand::{RngExt as _, SeedableRng as _};

use super::{FLOW_RULE, Way, expected_false_flags, flag};
use crate::run_chart;

const WEEKS: usize = 52;
/// Every so many matrices the printed expectation is worked out; it is a simulation itself.
const EXPECTED_EVERY: u64 = 50;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// The share of planted changes that were found, in their own direction.
    pub power: f64,
    /// Unchanged pairs that were flagged, a matrix.
    pub false_flags: f64,
    /// What the page prints as the expectation of that.
    pub printed: f64,
}

fn series(mean: f64, from: usize, factor: f64, chance: &mut rand_pcg::Pcg64) -> Vec<u32> {
    (0..WEEKS).map(|w| run_chart::poisson(if w < from { mean } else { mean * factor }, chance)).collect()
}

/// So many matrices of so many unchanged pairs above the floor (3.5 to 12.5 a week), each of a seed of its own; beside each a
/// pair of five to eleven a week that rises by three quarters, or falls by as much, half a year before the end.
pub fn tried(seed: u64, rounds: u64, pairs: usize) -> Trial {
    let (mut found, mut false_flags, mut expected, mut times) = (0u32, 0u32, 0.0, 0u32);
    for round in 0..rounds {
        let mut chance = rand_pcg::Pcg64::seed_from_u64(seed + round);
        let means: Vec<f64> = (0..pairs).map(|_| 3.5 + 9.0 * chance.random::<f64>()).collect();
        if round % EXPECTED_EVERY == 0 {
            expected += expected_false_flags(&means, WEEKS, &FLOW_RULE, 40, seed ^ round);
            times += 1;
        }
        for mean in &means {
            false_flags += u32::from(flag(&series(*mean, WEEKS, 1.0, &mut chance), &FLOW_RULE).is_some());
        }
        let factor = if round % 2 == 0 { 1.75 } else { 1.0 / 1.75 };
        let mean = 5.0 + 6.0 * chance.random::<f64>();
        let weeks = series(mean, WEEKS - 26, factor, &mut chance);
        found += u32::from(flag(&weeks, &FLOW_RULE).is_some_and(|f| (f.way == Way::Up) == (factor > 1.0)));
    }
    let all = rounds.max(1) as f64;
    Trial {
        power: f64::from(found) / all,
        false_flags: f64::from(false_flags) / all,
        printed: expected / f64::from(times.max(1)),
    }
}

#[cfg(test)]
#[allow(clippy::print_stdout, reason = "the seed is printed with what it gave")]
mod tests {
    use super::*;

    #[test]
    fn a_planted_shift_is_found_and_false_flags_stay_at_the_printed_expectation() {
        let seed = 20_260_101u64;
        let of = tried(seed, 1_000, 60);
        println!("seed {seed}, 1000 matrices of 60 pairs: {of:?}");
        assert!(of.power >= 0.95, "{of:?}");
        assert!((of.false_flags - of.printed).abs() < 0.2 * of.printed + 0.05, "{of:?}");
        assert!(of.printed < 1.5, "{of:?}");
    }
}
