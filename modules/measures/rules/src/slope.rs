//! The slope index of inequality: the gap between the most and the least deprived that a straight line over the whole
//! population describes, and the same as a ratio.
//!
//! Areas stand in order of deprivation at the middle of their share of the population; the line is fitted by least
//! squares weighted by those shares, on the value itself, its logarithm (rates) or its log odds (proportions).
//! Limits: with each value normal around itself, a linear fit's limits are exact (the ratio's by Fieller's argument), so
//! that nothing is simulated; on a transformed scale the gap's distribution is integrated over the intercept.

use crate::interval::Interval;
use crate::special;

/// The scale on which the line is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The value itself.
    Plain,
    /// Its logarithm, for rates.
    Log,
    /// Its log odds, for proportions.
    Logit,
}

impl Scale {
    fn onto(self, value: f64) -> f64 {
        match self {
            Scale::Plain => value,
            Scale::Log => value.ln(),
            Scale::Logit => (value / (1.0 - value)).ln(),
        }
    }

    fn back(self, fitted: f64) -> f64 {
        match self {
            Scale::Plain => fitted,
            Scale::Log => fitted.exp(),
            Scale::Logit => 1.0 / (1.0 + (-fitted).exp()),
        }
    }
}

/// One area or fifth, most deprived first.
#[derive(Clone, Copy, Debug)]
pub struct Quantile {
    /// People.
    pub population: f64,
    /// The value of the measure.
    pub value: f64,
    /// Standard error of the value *on the scale of the fit*.
    pub standard_error: f64,
}

/// Why no line could be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlopeRefused {
    /// Fewer than two areas, or no people.
    TooFew,
    /// A value that its scale has no place for: 0 or less on a log scale, outside 0 to 1 on a logit scale.
    OutsideScale,
}

/// The fitted line.
#[derive(Clone, Debug)]
pub struct Slope {
    scale: Scale,
    start: f64,
    slope: f64,
    /// Variance of the start, of the slope, and their covariance.
    spread: (f64, f64, f64),
}

/// Fits the line. Refused where there are fewer than two areas or a value lies outside its scale.
pub fn fit(areas: &[Quantile], scale: Scale) -> Result<Slope, SlopeRefused> {
    let people: f64 = areas.iter().map(|a| a.population).sum();
    if areas.len() < 2 || people.is_nan() || people <= 0.0 {
        return Err(SlopeRefused::TooFew);
    }
    let mut before = 0.0;
    let mut points = Vec::with_capacity(areas.len());
    for area in areas {
        let y = scale.onto(area.value);
        if !y.is_finite() {
            return Err(SlopeRefused::OutsideScale);
        }
        points.push((
            area.population / people,
            (before + area.population / 2.0) / people,
            y,
            area.standard_error,
        ));
        before += area.population;
    }
    let middle: f64 = points.iter().map(|(w, rank, _, _)| w * rank).sum();
    let square: f64 = points.iter().map(|(w, rank, _, _)| w * (rank - middle).powi(2)).sum();
    let (mut start, mut slope, mut spread) = (0.0, 0.0, (0.0, 0.0, 0.0));
    for (weight, rank, y, error) in points {
        // Start and slope are linear in the values, so their variances follow from the coefficient of each value.
        let to_slope = weight * (rank - middle) / square;
        let to_start = weight - middle * to_slope;
        start += to_start * y;
        slope += to_slope * y;
        let variance = error * error;
        spread.0 += to_start * to_start * variance;
        spread.1 += to_slope * to_slope * variance;
        spread.2 += to_start * to_slope * variance;
    }
    Ok(Slope { scale, start, slope, spread })
}

impl Slope {
    /// The fitted value at the most deprived end.
    pub fn intercept(&self) -> f64 {
        self.scale.back(self.start)
    }

    /// Slope index of inequality: least deprived end less most deprived end, in the unit of the value.
    pub fn index(&self) -> f64 {
        self.scale.back(self.start + self.slope) - self.intercept()
    }

    /// Relative index of inequality: least deprived end over most deprived end.
    pub fn ratio(&self) -> f64 {
        self.scale.back(self.start + self.slope) / self.intercept()
    }

    /// Limits of the index.
    pub fn index_limits(&self, confidence: f64) -> Interval {
        let tail = (1.0 - confidence) / 2.0;
        match self.scale {
            Scale::Plain => {
                let reach = special::z_for(confidence) * self.spread.1.sqrt();
                Interval { low: Some(self.slope - reach), high: self.slope + reach }
            }
            Scale::Log | Scale::Logit => {
                let below = |gap: f64| self.share(|start| self.end_for_gap(start, gap));
                self.limits_from(self.index(), tail, below)
            }
        }
    }

    /// Limits of the ratio.
    pub fn ratio_limits(&self, confidence: f64) -> Interval {
        let tail = (1.0 - confidence) / 2.0;
        let below = |ratio: f64| match self.scale {
            // P(end / start < r) = P(end − r·start < 0) for a start above 0, and that is normal.
            Scale::Plain => self.linear_below(1.0 - ratio, 1.0),
            Scale::Log => 1.0 - special::normal_above((ratio.ln() - self.slope) / self.spread.1.sqrt()),
            Scale::Logit => self.share(|start| self.scale.onto((self.scale.back(start) * ratio).min(1.0))),
        };
        self.limits_from(self.ratio(), tail, below)
    }

    /// P(a·start + b·slope < 0).
    fn linear_below(&self, a: f64, b: f64) -> f64 {
        let variance = a * a * self.spread.0 + b * b * self.spread.1 + 2.0 * a * b * self.spread.2;
        special::normal_above((a * self.start + b * self.slope) / variance.sqrt())
    }

    /// The end of the line, on its scale, that lies `gap` above a given start; past its scale it is infinite.
    fn end_for_gap(&self, start: f64, gap: f64) -> f64 {
        let end = self.scale.back(start) + gap;
        if end <= 0.0 { f64::NEG_INFINITY } else { self.scale.onto(end.min(1.0e300)) }
    }

    /// P(end < bound(start)), integrated over eight standard deviations of the start on either side (Simpson).
    fn share(&self, bound: impl Fn(f64) -> f64) -> f64 {
        const STEPS: i32 = 400;
        let deviation = self.spread.0.sqrt();
        let lean = 1.0 + self.spread.2 / self.spread.0;
        let rest = (self.spread.1 - self.spread.2 * self.spread.2 / self.spread.0).max(0.0).sqrt();
        let mut sum = 0.0;
        for step in 0..=STEPS {
            let z = 16.0 * f64::from(step) / f64::from(STEPS) - 8.0;
            let start = self.start + z * deviation;
            let middle = self.start + self.slope + lean * (start - self.start);
            let edge = bound(start);
            let below = match edge {
                _ if edge.is_nan() || edge == f64::INFINITY => 1.0,
                _ if edge == f64::NEG_INFINITY => 0.0,
                _ => 1.0 - special::normal_above((edge - middle) / rest),
            };
            let weight = match step {
                0 | STEPS => 1.0,
                _ if step % 2 == 1 => 4.0,
                _ => 2.0,
            };
            sum += weight * below * (-0.5 * z * z).exp();
        }
        sum * 16.0 / f64::from(STEPS) / 3.0 / (2.0 * std::f64::consts::PI).sqrt()
    }

    /// The two points where an increasing distribution around `middle` passes the tails, by halving.
    fn limits_from(&self, middle: f64, tail: f64, below: impl Fn(f64) -> f64) -> Interval {
        let find = |share: f64, side: f64| {
            let mut reach = middle.abs().max(1e-12) * 1e-3;
            while (below(middle + side * reach) - share) * side < 0.0 && reach < middle.abs() * 1e6 + 1.0 {
                reach *= 2.0;
            }
            let (mut near, mut far) = (middle, middle + side * reach);
            for _ in 0..60 {
                let half = 0.5 * (near + far);
                if (below(half) - share) * side < 0.0 { near = half } else { far = half }
            }
            0.5 * (near + far)
        };
        Interval { low: Some(find(tail, -1.0)), high: find(1.0 - tail, 1.0) }
    }
}

/// The standard error, on the scale of the fit, behind published limits of a value.
pub fn standard_error(scale: Scale, low: f64, high: f64, confidence: f64) -> f64 {
    (scale.onto(high) - scale.onto(low)) / (2.0 * special::z_for(confidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(scale: Scale, end: impl Fn(f64) -> f64) -> Slope {
        let areas: Vec<Quantile> = (0..5)
            .map(|i| {
                let rank = (f64::from(i) + 0.5) / 5.0;
                Quantile { population: 100.0, value: end(rank), standard_error: 0.05 }
            })
            .collect();
        fit(&areas, scale).unwrap()
    }

    #[test]
    fn a_straight_line_is_found_again() {
        let found = line(Scale::Plain, |rank| 10.0 + 4.0 * rank);
        assert!((found.index() - 4.0).abs() < 1e-12 && (found.ratio() - 1.4).abs() < 1e-12);
        assert!((found.intercept() - 10.0).abs() < 1e-12);
        let limits = found.index_limits(0.95);
        assert!((limits.high - 4.0 - (4.0 - limits.low.unwrap())).abs() < 1e-12, "even about the middle");
        let log = line(Scale::Log, |rank| (1.0 - rank).exp());
        assert!((log.ratio() - (-1.0f64).exp()).abs() < 1e-12);
    }

    #[test]
    fn where_both_ways_apply_they_agree() {
        // On the log scale the ratio's limits are known in closed form.
        let log = line(Scale::Log, |rank| (2.0 + 0.5 * rank).exp());
        let reach = special::z_for(0.95) * log.spread.1.sqrt();
        let limits = log.ratio_limits(0.95);
        assert!((limits.high - (0.5 + reach).exp()).abs() < 1e-9);
        assert!((limits.low.unwrap() - (0.5 - reach).exp()).abs() < 1e-9);
        let gap = log.index_limits(0.95);
        assert!(gap.low.unwrap() < log.index() && log.index() < gap.high);
    }

    #[test]
    fn values_off_their_scale_are_refused() {
        let areas = [
            Quantile { population: 1.0, value: 0.0, standard_error: 0.1 },
            Quantile { population: 1.0, value: 1.0, standard_error: 0.1 },
        ];
        assert_eq!(fit(&areas, Scale::Log).unwrap_err(), SlopeRefused::OutsideScale);
        assert_eq!(fit(&areas, Scale::Logit).unwrap_err(), SlopeRefused::OutsideScale);
        assert_eq!(fit(areas.get(..1).unwrap(), Scale::Plain).unwrap_err(), SlopeRefused::TooFew);
    }
}
