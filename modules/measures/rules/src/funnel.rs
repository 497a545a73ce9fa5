//! Funnel plots: what spread between organisations chance alone would give, and how much more there is.
//!
//! Three kinds of data: proportions (PR), ratios of counts (RC) and standardised ratios (SR, observed over expected, in
//! two published styles). Limits without over-dispersion (exact or approximate) stand beside limits widened by the
//! additive variance between organisations, tau². Beside them the exact binomial limits that the house rule asks for,
//! and the significance limits of public health profiles. A chart names its method.

use crate::quantile;
use crate::special;

/// 95% and 99.8%, as the multipliers that published over-dispersed limits use.
/// What 95% of a normal distribution lies within, in standard deviations.
pub const Z_95: f64 = 1.959_964;
const Z_998: f64 = 3.090_232;

/// What the pairs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numerator out of denominator.
    Proportion,
    /// One count over another.
    CountRatio,
    /// Observed over expected, log scale, outer groups left out of the estimate of spread (summary mortality style).
    RatioTruncated,
    /// Observed over expected, square-root scale, outer values drawn in (regulator's style).
    RatioWinsorised,
}

impl Kind {
    /// The method as a chart prints it.
    pub fn method(self) -> &'static str {
        match self {
            Kind::Proportion => "proportions, arcsine scale, winsorised at 10%",
            Kind::CountRatio => "ratios of counts, log scale, winsorised at 10%",
            Kind::RatioTruncated => "standardised ratios, log scale, truncated at 10%",
            Kind::RatioWinsorised => "standardised ratios, square-root scale, winsorised at 10%",
        }
    }
}

/// One organisation's pair.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// Events, or the observed count.
    pub numerator: f64,
    /// Out of how many, or how many were expected.
    pub denominator: f64,
}

/// Lower and upper limits at 95% and 99.8%.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// 95%, lower.
    pub low_95: f64,
    /// 95%, upper.
    pub high_95: f64,
    /// 99.8%, lower.
    pub low_998: f64,
    /// 99.8%, upper.
    pub high_998: f64,
}

/// One organisation on the funnel.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Numerator over denominator, times the multiplier.
    pub value: f64,
    /// The denominator that limits are drawn at (rounded to hundredths in the truncated style, as published).
    pub denominator: f64,
    /// Standardised distance from the target.
    pub z: f64,
    /// The same after trimming; none where it was left out.
    pub z_trimmed: Option<f64>,
    /// Limits by chance alone.
    pub limits: Limits,
    /// Limits widened by tau².
    pub widened: Limits,
}

/// The funnel of a set of organisations.
#[derive(Clone, Debug)]
pub struct Funnel {
    /// The kind and with it the method.
    pub kind: Kind,
    /// The centre line, before the multiplier.
    pub target: f64,
    /// Organisations that the spread was judged from.
    pub n_trimmed: usize,
    /// Mean squared distance after trimming: about 1 when there is only chance.
    pub phi: f64,
    /// Variance between organisations.
    pub tau2: f64,
    /// The organisations, in the order given.
    pub rows: Vec<Row>,
}

/// Why there is no funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunnelRefused {
    /// Fewer than two pairs.
    TooFew,
    /// The pair at this place (from 0) has a denominator of 0 or less, a negative numerator, or, for proportions, a
    /// numerator above its denominator.
    BadPair(usize),
    /// Ratios of counts of which every numerator is 0: there is no ratio to hold them against.
    NoRatio,
}

/// Draws the funnel. `trim_by` is the share trimmed at each end (0.1 is usual); values are multiplied by `multiplier`.
pub fn funnel(pairs: &[Pair], kind: Kind, trim_by: f64, multiplier: f64) -> Result<Funnel, FunnelRefused> {
    if pairs.len() < 2 {
        return Err(FunnelRefused::TooFew);
    }
    let sound = |p: &Pair| {
        p.denominator > 0.0
            && p.numerator >= 0.0
            && (kind != Kind::Proportion || p.numerator <= p.denominator)
    };
    if let Some(place) = pairs.iter().position(|p| !sound(p)) {
        return Err(FunnelRefused::BadPair(place));
    }
    let drawn: Vec<Pair> = pairs
        .iter()
        .map(|p| match kind {
            Kind::RatioTruncated => {
                Pair { denominator: (p.denominator * 100.0).round_ties_even() / 100.0, ..*p }
            }
            Kind::Proportion | Kind::CountRatio | Kind::RatioWinsorised => *p,
        })
        .collect();
    let target = match kind {
        Kind::RatioTruncated | Kind::RatioWinsorised => 1.0,
        Kind::Proportion | Kind::CountRatio => {
            pairs.iter().map(|p| p.numerator).sum::<f64>() / pairs.iter().map(|p| p.denominator).sum::<f64>()
        }
    };
    if kind == Kind::CountRatio && target <= 0.0 {
        return Err(FunnelRefused::NoRatio);
    }
    let scored: Vec<(f64, f64)> = drawn.iter().map(|p| score(p, kind, target)).collect();
    let z: Vec<f64> = scored.iter().map(|(z, _)| *z).collect();
    let trimmed = match kind {
        Kind::RatioTruncated => truncate(&z, trim_by),
        Kind::Proportion | Kind::CountRatio | Kind::RatioWinsorised => winsorise(&z, trim_by),
    };
    let kept: Vec<(f64, f64)> =
        trimmed.iter().zip(&scored).filter_map(|(z, (_, error))| z.map(|z| (z, *error))).collect();
    let n = kept.len() as f64;
    let phi = if kept.is_empty() { 0.0 } else { kept.iter().map(|(z, _)| z * z).sum::<f64>() / n };
    let tau2 = between(phi, &kept);
    let rows = pairs
        .iter()
        .zip(&drawn)
        .zip(z.iter().zip(&trimmed))
        .map(|((given, drawn), (&z, &z_trimmed))| Row {
            value: given.numerator / given.denominator * multiplier,
            denominator: drawn.denominator,
            z,
            z_trimmed,
            limits: by_chance(kind, target, drawn.denominator).times(multiplier),
            widened: widened(kind, target, drawn.denominator, tau2).times(multiplier),
        })
        .collect();
    Ok(Funnel { kind, target, n_trimmed: kept.len(), phi, tau2, rows })
}

/// Distance from the target in standard errors on the scale of the kind, and that standard error.
fn score(pair: &Pair, kind: Kind, target: f64) -> (f64, f64) {
    let Pair { numerator: o, denominator: n } = *pair;
    let (distance, error) = match kind {
        Kind::Proportion => ((o / n).sqrt().asin() - target.sqrt().asin(), 0.5 / n.sqrt()),
        Kind::CountRatio => (
            ((o + 0.5) / (n + 0.5)).ln() - target.ln(),
            (o / (o + 0.5).powi(2) + n / (n + 0.5).powi(2)).sqrt(),
        ),
        Kind::RatioTruncated => ((o / n).ln(), 1.0 / n.sqrt()),
        Kind::RatioWinsorised => ((o / n).sqrt() - 1.0, 0.5 / n.sqrt()),
    };
    (distance / error, error)
}

/// Values beyond the trimming quantiles are drawn in to them.
fn winsorise(z: &[f64], trim_by: f64) -> Vec<Option<f64>> {
    let low = quantile::type_7(z, trim_by).unwrap_or(f64::NEG_INFINITY);
    let high = quantile::type_7(z, 1.0 - trim_by).unwrap_or(f64::INFINITY);
    z.iter().map(|z| Some(z.clamp(low, high.max(low)))).collect()
}

/// Values whose rank falls in the first or last of 1 / trim_by groups are left out; ties take their mean rank. Nothing observed
/// lies infinitely far below on this scale, and says nothing of the spread of the others.
fn truncate(z: &[f64], trim_by: f64) -> Vec<Option<f64>> {
    let groups = 1.0 / trim_by;
    let mut sorted = z.to_vec();
    sorted.sort_by(f64::total_cmp);
    let places = z.len() as f64 + 1.0;
    z.iter()
        .map(|value| {
            let below = sorted.partition_point(|other| other < value) as f64;
            let upto = sorted.partition_point(|other| other <= value) as f64;
            let rank = (below + 1.0 + upto) / 2.0;
            let group = (rank * groups / places).floor();
            (group > 0.0 && group < groups - 1.0 && value.is_finite()).then_some(*value)
        })
        .collect()
}

/// Additive variance between organisations from the spread of trimmed distances (DerSimonian and Laird's moment).
fn between(phi: f64, kept: &[(f64, f64)]) -> f64 {
    let n = kept.len() as f64;
    if kept.is_empty() || n * phi < n - 1.0 {
        return 0.0;
    }
    let weights = kept.iter().map(|(_, error)| 1.0 / (error * error));
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    ((n * phi - (n - 1.0)) / (sum - squares / sum)).max(0.0)
}

impl Limits {
    fn at(limit: impl Fn(f64, f64) -> f64) -> Limits {
        Limits {
            low_95: limit(-1.0, Z_95),
            high_95: limit(1.0, Z_95),
            low_998: limit(-1.0, Z_998),
            high_998: limit(1.0, Z_998),
        }
    }

    /// The same limits in another unit.
    pub fn times(self, factor: f64) -> Limits {
        Limits {
            low_95: self.low_95 * factor,
            high_95: self.high_95 * factor,
            low_998: self.low_998 * factor,
            high_998: self.high_998 * factor,
        }
    }
}

/// Limits by chance alone at a denominator: exact Poisson for standardised ratios, the scale's approximation otherwise.
pub fn by_chance(kind: Kind, target: f64, denominator: f64) -> Limits {
    match kind {
        Kind::Proportion | Kind::CountRatio => widened(kind, target, denominator, 0.0),
        Kind::RatioTruncated | Kind::RatioWinsorised => {
            let low = |tail: f64| {
                target * special::chi_squared_quantile(tail, 2.0 * denominator) / 2.0 / denominator
            };
            let high = |tail: f64| {
                target * special::chi_squared_quantile(1.0 - tail, 2.0 * denominator + 2.0)
                    / 2.0
                    / denominator
            };
            Limits { low_95: low(0.025), high_95: high(0.025), low_998: low(0.001), high_998: high(0.001) }
        }
    }
}

/// Limits at a denominator with variance tau² between organisations added.
pub fn widened(kind: Kind, target: f64, denominator: f64, tau2: f64) -> Limits {
    let quarter = (1.0 / (4.0 * denominator) + tau2).sqrt();
    match kind {
        Kind::Proportion => {
            let middle = target.sqrt().asin();
            Limits::at(|side, z| {
                (middle + side * z * quarter).clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2)
            })
        }
        Kind::CountRatio => Limits::at(|side, z| (target.ln() + side * z * quarter).exp()),
        Kind::RatioTruncated => Limits::at(|side, z| (side * z * (1.0 / denominator + tau2).sqrt()).exp()),
        // The published style draws these on the plain scale around 1, not squared back.
        Kind::RatioWinsorised => Limits::at(|side, z| 1.0 + side * z * quarter),
    }
}

/// Exact binomial limits of a proportion at n, interpolated within the step so that the line is smooth
/// (Spiegelhalter 2005, appendix): the house rule for organisations' shares.
pub fn exact_binomial(target: f64, n: u32) -> Limits {
    let limit = |p: f64| {
        let size = f64::from(n);
        // P(X ≤ r) by the beta distribution.
        let below = |r: f64| {
            if r < 0.0 {
                0.0
            } else if r >= size {
                1.0
            } else {
                1.0 - special::beta_below(r + 1.0, size - r, target)
            }
        };
        let (mut low, mut high) = (-1.0, size);
        while high - low > 1.0 {
            let half = ((low + high) / 2.0_f64).floor();
            if below(half) > p { high = half } else { low = half }
        }
        let step = below(high) - below(high - 1.0);
        let over = if step > 0.0 { (below(high) - p) / step } else { 0.0 };
        ((high - over) / size).clamp(0.0, 1.0)
    };
    Limits { low_95: limit(0.025), high_95: limit(0.975), low_998: limit(0.001), high_998: limit(0.999) }
}

/// Where a value stands against significance limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Below the 99.8% limit.
    Low998,
    /// Below the 95% limit.
    Low95,
    /// Within.
    Within,
    /// Above the 95% limit.
    High95,
    /// Above the 99.8% limit.
    High998,
}

impl Standing {
    /// The label that public health profiles use (the tail beyond the limit).
    pub fn label(self) -> &'static str {
        match self {
            Standing::Low998 => "Low (0.001)",
            Standing::Low95 => "Low (0.025)",
            Standing::Within => "Not significant",
            Standing::High95 => "High (0.025)",
            Standing::High998 => "High (0.001)",
        }
    }

    /// In words for a page.
    pub fn in_words(self) -> &'static str {
        match self {
            Standing::Low998 => "outside limits: below 99.8%",
            Standing::Low95 => "outside limits: below 95%",
            Standing::Within => "within limits",
            Standing::High95 => "outside limits: above 95%",
            Standing::High998 => "outside limits: above 99.8%",
        }
    }
}

/// Where a value stands among limits.
pub fn standing(value: f64, limits: &Limits) -> Standing {
    if value < limits.low_998 {
        Standing::Low998
    } else if value < limits.low_95 {
        Standing::Low95
    } else if value > limits.high_998 {
        Standing::High998
    } else if value > limits.high_95 {
        Standing::High95
    } else {
        Standing::Within
    }
}

/// Public health profile limits of a proportion at n around a baseline: the observed share whose Wilson limit just
/// touches the baseline, which is the score test turned round. Clipped to 0 and 1.
pub fn profile_proportion(baseline: f64, n: f64) -> Limits {
    let error = (baseline * (1.0 - baseline) / n).sqrt();
    let at =
        |side: f64, confidence: f64| (baseline + side * special::z_for(confidence) * error).clamp(0.0, 1.0);
    Limits {
        low_95: at(-1.0, 0.95),
        high_95: at(1.0, 0.95),
        low_998: at(-1.0, 0.998),
        high_998: at(1.0, 0.998),
    }
}

/// Public health profile limits of a ratio, drawn for a number of observed events: the expected events at which that
/// number would be just low, or just high, at 95% and 99.8%.
pub fn profile_expected(observed: f64) -> Limits {
    let inner = crate::interval::exact_count(observed, 0.95);
    let outer = crate::interval::exact_count(observed, 0.998);
    Limits {
        // Just low means that so few would hardly be seen: the expected number stands at the upper limit of the count.
        low_95: inner.high,
        high_95: inner.low.unwrap_or(0.0),
        low_998: outer.high,
        high_998: outer.low.unwrap_or(0.0),
    }
}

/// Where observed events stand against expected ones, by limits of the observed count (exact below ten, Byar's from ten).
pub fn profile_standing(observed: f64, expected: f64) -> Standing {
    let (inner, _) = crate::interval::count(observed, 0.95);
    let (outer, _) = crate::interval::count(observed, 0.998);
    let above = |limits: crate::interval::Interval| limits.low.is_some_and(|low| low > expected);
    if above(outer) {
        Standing::High998
    } else if above(inner) {
        Standing::High95
    } else if outer.high < expected {
        Standing::Low998
    } else if inner.high < expected {
        Standing::Low95
    } else {
        Standing::Within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(values: &[(f64, f64)]) -> Vec<Pair> {
        values.iter().map(|&(numerator, denominator)| Pair { numerator, denominator }).collect()
    }

    #[test]
    fn equal_organisations_show_no_spread() {
        for kind in [Kind::Proportion, Kind::CountRatio] {
            let made =
                funnel(&pairs(&[(20.0, 100.0), (40.0, 200.0), (60.0, 300.0)]), kind, 0.1, 100.0).unwrap();
            assert_eq!(made.tau2, 0.0);
            assert!((made.rows[0].value - 20.0).abs() < 1e-12);
            assert_eq!(made.rows[0].limits, made.rows[0].widened);
        }
    }

    #[test]
    fn spread_beyond_chance_widens_the_limits() {
        let wild =
            pairs(&[(10.0, 1000.0), (300.0, 1000.0), (500.0, 1000.0), (200.0, 1000.0), (900.0, 1000.0)]);
        for kind in [Kind::Proportion, Kind::CountRatio, Kind::RatioWinsorised] {
            let made = funnel(&wild, kind, 0.1, 1.0).unwrap();
            let row = made.rows[0];
            assert!(made.tau2 > 0.0 && row.widened.low_95 < row.limits.low_95, "{kind:?}");
            assert!(row.widened.high_998 > row.widened.high_95);
        }
    }

    #[test]
    fn truncation_leaves_out_the_first_and_last_tenth() {
        let z: Vec<f64> = (0..20).map(f64::from).collect();
        let kept = truncate(&z, 0.1).iter().flatten().count();
        assert_eq!(kept, 16);
    }

    #[test]
    fn exact_limits_hold_their_shares() {
        // With n = 1 the distribution function jumps from 1 − p to 1.
        let limits = exact_binomial(0.6, 1);
        assert!(limits.low_95 < 1e-9 || limits.low_95 >= 0.0);
        let wide = exact_binomial(0.2, 10_000);
        let near = profile_proportion(0.2, 10_000.0);
        assert!((wide.low_95 - near.low_95).abs() < 2e-4 && (wide.high_998 - near.high_998).abs() < 2e-4);
        for n in [1, 2, 8, 50] {
            let limits = exact_binomial(0.3, n);
            assert!(
                limits.low_998 <= limits.low_95
                    && limits.low_95 <= limits.high_95
                    && limits.high_95 <= limits.high_998
            );
        }
    }

    #[test]
    fn pairs_of_nothing_give_a_funnel_or_a_refusal_and_no_figure_without_an_end() {
        let nothing = [10.0, 20.0, 5.0].map(|denominator| Pair { numerator: 0.0, denominator });
        assert_eq!(funnel(&nothing, Kind::CountRatio, 0.1, 1.0).unwrap_err(), FunnelRefused::NoRatio);
        for kind in [Kind::Proportion, Kind::RatioTruncated, Kind::RatioWinsorised] {
            let made = funnel(&nothing, kind, 0.1, 1.0).unwrap();
            assert!(made.phi.is_finite() && made.tau2.is_finite(), "{made:?}");
            let ends = |of: &Limits| {
                [of.low_95, of.high_95, of.low_998, of.high_998].iter().all(|one| one.is_finite())
            };
            assert!(made.rows.iter().all(|row| ends(&row.limits) && ends(&row.widened)), "{made:?}");
        }
    }

    #[test]
    fn impossible_pairs_are_refused_by_place() {
        assert_eq!(
            funnel(&pairs(&[(1.0, 2.0)]), Kind::Proportion, 0.1, 1.0).unwrap_err(),
            FunnelRefused::TooFew
        );
        let bad = pairs(&[(1.0, 2.0), (3.0, 2.0)]);
        assert_eq!(funnel(&bad, Kind::Proportion, 0.1, 1.0).unwrap_err(), FunnelRefused::BadPair(1));
        assert!(funnel(&bad, Kind::CountRatio, 0.1, 1.0).is_ok());
    }

    #[test]
    fn standings_in_order() {
        assert_eq!(profile_standing(8.0, 6.24), Standing::Within);
        assert_eq!(profile_standing(0.0, 100.0), Standing::Low998);
        assert_eq!(profile_standing(150.0, 100.0), Standing::High998);
        assert_eq!(profile_standing(150.0, 124.0), Standing::High95);
    }
}
