//! Rates made comparable across age structures: direct (Dobson's limits) and indirect (Byar's or exact limits).

use crate::interval::{self, CountMethod, Interval};

/// A standard population: how many of 100,000 live in each age band, youngest first.
#[derive(Clone, Copy, Debug)]
pub struct StandardPopulation {
    /// The name a table prints.
    pub name: &'static str,
    /// Where the numbers stand.
    pub source: &'static str,
    /// People in each band.
    pub bands: &'static [f64],
}

/// European standard population 2013, nineteen bands to 90 and over.
pub const EUROPEAN_2013: StandardPopulation = StandardPopulation {
    name: "European standard population 2013",
    source: "Eurostat, Revision of the European Standard Population, 2013",
    bands: &[
        5000.0, 5500.0, 5500.0, 5500.0, 6000.0, 6000.0, 6500.0, 7000.0, 7000.0, 7000.0, 7000.0, 6500.0,
        6000.0, 5500.0, 5000.0, 4000.0, 2500.0, 1500.0, 1000.0,
    ],
};

/// One age band: events, people, and the weight of the band in the standard population.
#[derive(Clone, Copy, Debug)]
pub struct Band {
    /// Events in the band.
    pub count: f64,
    /// People in the band.
    pub population: f64,
    /// People of the standard population in the band.
    pub standard: f64,
}

/// A directly standardised rate in events a `multiplier` people.
#[derive(Clone, Copy, Debug)]
pub struct DirectRate {
    /// All events.
    pub count: f64,
    /// The rate.
    pub value: f64,
    /// Dobson's limits.
    pub limits: Interval,
}

/// No directly standardised rate below this many events: its limits would not hold.
const DIRECT_COUNT_MIN: f64 = 10.0;

/// The directly standardised rate. None below ten events, or where a band has no people.
pub fn direct(bands: &[Band], multiplier: f64, confidence: f64) -> Option<DirectRate> {
    let count: f64 = bands.iter().map(|band| band.count).sum();
    if count < DIRECT_COUNT_MIN || bands.iter().any(|band| band.population <= 0.0) {
        return None;
    }
    let weights: f64 = bands.iter().map(|band| band.standard).sum();
    let rate = bands.iter().map(|b| b.standard * b.count / b.population).sum::<f64>() / weights;
    let variance =
        bands.iter().map(|b| (b.standard / b.population).powi(2) * b.count).sum::<f64>() / weights.powi(2);
    let byar = interval::byar(count, confidence);
    let scale = (variance / count).sqrt();
    let limit = |of_count: f64| (rate + scale * (of_count - count)) * multiplier;
    let limits = Interval { low: byar.low.map(limit), high: limit(byar.high) };
    Some(DirectRate { count, value: rate * multiplier, limits })
}

/// One age band against a reference place.
#[derive(Clone, Copy, Debug)]
pub struct ReferenceBand {
    /// People here.
    pub population: f64,
    /// Events in the reference place.
    pub reference_count: f64,
    /// People in the reference place.
    pub reference_population: f64,
}

/// Observed against expected events.
#[derive(Clone, Copy, Debug)]
pub struct Indirect {
    /// Events seen.
    pub observed: f64,
    /// Events that the reference rates would give here.
    pub expected: f64,
    /// The reference place's crude rate, for one person.
    pub reference_rate: f64,
    /// Observed over expected.
    pub ratio: f64,
    /// Limits of the ratio.
    pub limits: Interval,
    /// The method of the limits.
    pub method: CountMethod,
}

impl Indirect {
    /// The indirectly standardised rate a `multiplier` people, with its limits.
    pub fn rate(&self, multiplier: f64) -> (f64, Interval) {
        let factor = self.reference_rate * multiplier;
        (self.ratio * factor, self.limits.times(factor))
    }
}

/// The indirectly standardised ratio. None where nothing would be expected.
pub fn indirect(observed: f64, bands: &[ReferenceBand], confidence: f64) -> Option<Indirect> {
    let expected: f64 = bands.iter().map(|b| b.population * b.reference_count / b.reference_population).sum();
    let events: f64 = bands.iter().map(|b| b.reference_count).sum();
    let people: f64 = bands.iter().map(|b| b.reference_population).sum();
    if expected.is_nan() || expected <= 0.0 {
        return None;
    }
    let (limits, method) = interval::count(observed, confidence);
    Some(Indirect {
        observed,
        expected,
        reference_rate: events / people,
        ratio: observed / expected,
        limits: limits.times(1.0 / expected),
        method,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(count: f64, population: f64, standard: f64) -> Band {
        Band { count, population, standard }
    }

    #[test]
    fn with_one_band_standardising_changes_nothing() {
        let rate = direct(&[band(50.0, 1000.0, 7.0)], 100.0, 0.95).unwrap();
        assert!((rate.value - 5.0).abs() < 1e-12);
        let byar = interval::byar(50.0, 0.95).times(0.1);
        assert!(
            (rate.limits.high - byar.high).abs() < 1e-9
                && (rate.limits.low.unwrap() - byar.low.unwrap()).abs() < 1e-9
        );
    }

    #[test]
    fn nine_events_give_no_direct_rate_and_ten_do() {
        assert!(direct(&[band(9.0, 100.0, 1.0)], 1.0, 0.95).is_none());
        assert!(direct(&[band(10.0, 100.0, 1.0)], 1.0, 0.95).is_some());
        assert!(
            direct(&[band(10.0, 100.0, 1.0), band(3.0, 0.0, 1.0)], 1.0, 0.95).is_none(),
            "a band without people"
        );
    }

    #[test]
    fn a_place_like_its_reference_has_ratio_one() {
        let bands = [
            ReferenceBand { population: 100.0, reference_count: 20.0, reference_population: 1000.0 },
            ReferenceBand { population: 200.0, reference_count: 10.0, reference_population: 500.0 },
        ];
        let found = indirect(6.0, &bands, 0.95).unwrap();
        assert_eq!((found.expected, found.ratio, found.method), (6.0, 1.0, CountMethod::Exact));
        assert!((found.rate(1000.0).0 - 20.0).abs() < 1e-9);
        assert!((EUROPEAN_2013.bands.iter().sum::<f64>() - 100_000.0).abs() < 1e-9);
    }
}
