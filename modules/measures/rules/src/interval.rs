//! Intervals for counts, proportions and rates. Each says by name which method gave it, because two published methods
//! disagree about the same count and a reader must be able to tell which was used.

use crate::special;

/// A value with its lower and upper limit, in the unit of the value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower limit; none where the method has none (Byar's for very few events).
    pub low: Option<f64>,
    /// Upper limit.
    pub high: f64,
}

impl Interval {
    /// The same interval in another unit.
    pub fn times(self, factor: f64) -> Interval {
        Interval { low: self.low.map(|low| low * factor), high: self.high * factor }
    }
}

/// How the limits of a count were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountMethod {
    /// Chi-squared limits of a Poisson count; used below ten events.
    Exact,
    /// Byar's approximation; used from ten events.
    Byar,
}

impl CountMethod {
    /// The name a chart prints.
    pub fn name(self) -> &'static str {
        match self {
            CountMethod::Exact => "Exact",
            CountMethod::Byar => "Byars",
        }
    }
}

/// Counts below this take exact Poisson limits (public health indicator methods: Byar's is poor for few events).
const EXACT_BELOW: f64 = 10.0;

/// Byar's limits of a count. No lower limit where the cube is negative.
pub fn byar(count: f64, confidence: f64) -> Interval {
    let z = special::z_for(confidence);
    let lower = 1.0 - 1.0 / (9.0 * count) - z / (3.0 * count.sqrt());
    let above = count + 1.0;
    let upper = 1.0 - 1.0 / (9.0 * above) + z / (3.0 * above.sqrt());
    Interval { low: (lower >= 0.0).then(|| count * lower.powi(3)), high: above * upper.powi(3) }
}

/// Exact limits of a Poisson count, from the chi-squared distribution. The lower limit of no events is 0.
pub fn exact_count(count: f64, confidence: f64) -> Interval {
    let tail = (1.0 - confidence) / 2.0;
    let low = if count > 0.0 { special::chi_squared_quantile(tail, 2.0 * count) / 2.0 } else { 0.0 };
    Interval { low: Some(low), high: special::chi_squared_quantile(1.0 - tail, 2.0 * count + 2.0) / 2.0 }
}

/// Limits of a count: exact below ten, Byar's from ten, with the method that spoke.
pub fn count(count: f64, confidence: f64) -> (Interval, CountMethod) {
    if count < EXACT_BELOW {
        (exact_count(count, confidence), CountMethod::Exact)
    } else {
        (byar(count, confidence), CountMethod::Byar)
    }
}

/// Wilson's limits of the proportion x of n, between 0 and 1.
pub fn wilson(x: f64, n: f64, confidence: f64) -> Interval {
    let z = special::z_for(confidence);
    let square = z * z;
    let spread = z * (square + 4.0 * x * (1.0 - x / n)).max(0.0).sqrt();
    let low = (2.0 * x + square - spread) / (2.0 * (n + square));
    let high = (2.0 * x + square + spread) / (2.0 * (n + square));
    Interval { low: Some(low.max(0.0)), high: high.min(1.0) }
}

/// Exact (Clopper–Pearson) limits of the proportion x of n, between 0 and 1.
pub fn exact_proportion(x: f64, n: f64, confidence: f64) -> Interval {
    let tail = (1.0 - confidence) / 2.0;
    let low = if x > 0.0 { special::beta_quantile(tail, x, n - x + 1.0) } else { 0.0 };
    let high = if x < n { special::beta_quantile(1.0 - tail, x + 1.0, n - x) } else { 1.0 };
    Interval { low: Some(low), high }
}

/// The difference of two proportions, the first less the second, with limits from the two Wilson intervals
/// (Newcombe's hybrid score method): the gap between two settings on one clock is shown with this.
pub fn difference(first: (f64, f64), second: (f64, f64), confidence: f64) -> (f64, Interval) {
    let share = |(x, n): (f64, f64)| {
        let limits = wilson(x, n, confidence);
        (x / n, limits.low.unwrap_or(0.0), limits.high)
    };
    let (p1, l1, u1) = share(first);
    let (p2, l2, u2) = share(second);
    let gap = p1 - p2;
    let low = gap - ((p1 - l1).powi(2) + (u2 - p2).powi(2)).sqrt();
    let high = gap + ((u1 - p1).powi(2) + (p2 - l2).powi(2)).sqrt();
    (gap, Interval { low: Some(low), high })
}

/// The mean of values with Student's limits; none for fewer than two values.
pub fn mean(values: &[f64], confidence: f64) -> Option<(f64, Interval)> {
    let n = values.len() as f64;
    let middle = crate::quantile::mean(values)?;
    let spread = crate::quantile::standard_deviation(values)?;
    let reach = special::t_for(confidence, n - 1.0) * spread / n.sqrt();
    Some((middle, Interval { low: Some(middle - reach), high: middle + reach }))
}

/// Better, worse or similar: the interval of a value against a benchmark, for a measure where more is better when
/// `higher_is_better`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The whole interval lies on the good side.
    Better,
    /// The interval holds the benchmark.
    Similar,
    /// The whole interval lies on the bad side.
    Worse,
}

/// Compares an interval with a benchmark.
pub fn compare(interval: Interval, benchmark: f64, higher_is_better: bool) -> Compared {
    let above = interval.low.is_some_and(|low| low > benchmark);
    let below = interval.high < benchmark;
    match (above, below, higher_is_better) {
        (true, _, true) | (_, true, false) => Compared::Better,
        (true, _, false) | (_, true, true) => Compared::Worse,
        (false, false, _) => Compared::Similar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, wanted: f64) {
        assert!((got - wanted).abs() <= 1e-9 * wanted.abs().max(1e-9), "{got} is not {wanted}");
    }

    #[test]
    fn no_events_have_an_upper_limit_known_in_closed_form() {
        let limits = exact_count(0.0, 0.95);
        assert_eq!(limits.low, Some(0.0));
        near(limits.high, -(0.025f64.ln()));
        near(exact_proportion(0.0, 10.0, 0.95).high, 1.0 - 0.025f64.powf(0.1));
    }

    #[test]
    fn ten_events_take_byars_and_nine_take_exact() {
        assert_eq!(count(9.0, 0.95).1, CountMethod::Exact);
        assert_eq!(count(10.0, 0.95).1, CountMethod::Byar);
        assert_eq!(byar(1.0, 0.998).low, None);
    }

    #[test]
    fn wilson_solves_its_own_equation() {
        // The limit p is where the score test of x / n against p is just significant.
        let (x, n) = (17.0, 60.0);
        let z = special::z_for(0.95);
        let limits = wilson(x, n, 0.95);
        for p in [limits.low.unwrap(), limits.high] {
            near(((x / n - p) / (p * (1.0 - p) / n).sqrt()).abs(), z);
        }
        assert!(wilson(0.0, 5.0, 0.95).low == Some(0.0) && (wilson(5.0, 5.0, 0.95).high - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_difference_holds_itself_and_turns_its_sign_with_its_order() {
        let (gap, limits) = difference((56.0, 70.0), (48.0, 80.0), 0.95);
        near(gap, 0.2);
        let (back, turned) = difference((48.0, 80.0), (56.0, 70.0), 0.95);
        near(back, -0.2);
        near(turned.high, -limits.low.unwrap());
        // Newcombe (1998), method 10, first worked example: 0.0524 to 0.3339.
        assert!((limits.low.unwrap() - 0.0524).abs() < 5e-5 && (limits.high - 0.3339).abs() < 5e-5);
    }

    #[test]
    fn compared_with_a_benchmark() {
        let limits = Interval { low: Some(0.4), high: 0.6 };
        assert_eq!(compare(limits, 0.3, true), Compared::Better);
        assert_eq!(compare(limits, 0.3, false), Compared::Worse);
        assert_eq!(compare(limits, 0.5, true), Compared::Similar);
        assert_eq!(compare(limits, 0.7, true), Compared::Worse);
    }
}
