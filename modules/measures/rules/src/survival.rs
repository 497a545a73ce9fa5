//! Waits by Kaplan and Meier: those still waiting at the census count for as long as they have waited, so that a long
//! queue cannot hide behind the few who have been seen. Withdrawn and self-cancelled waits end as censored, never as
//! treated.

/// How one wait stood at the census.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The awaited thing happened.
    Done,
    /// Still waiting, or ended without it (withdrawn, not attended, removed): known to have waited at least so long.
    Censored,
}

/// One wait in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Whole days waited, 0 or more.
    pub days: u32,
    /// How it ended.
    pub ending: Ending,
}

/// One step of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Days waited.
    pub days: u32,
    /// How many had waited at least so long.
    pub at_risk: u32,
    /// How many ended on this day as done.
    pub done: u32,
    /// Share still waiting after this day.
    pub still_waiting: f64,
    /// Greenwood's sum up to this day, for the standard error.
    greenwood: f64,
}

/// The share still waiting, by days waited.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The steps, one for each day on which somebody was done.
    pub steps: Vec<Step>,
    /// Waits in all.
    pub n: u32,
    /// Waits that ended as done.
    pub done: u32,
    /// The longest wait seen, done or not.
    pub last_days: u32,
}

/// The curve of a set of waits.
pub fn curve(waits: &[Wait]) -> Curve {
    let mut counts = Counts::default();
    waits.iter().for_each(|wait| counts.add(*wait));
    counts.curve()
}

/// Waits counted by their days: what a million of them come to without being sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// For each number of days, how many ended as done and how many were censored.
    by_days: Vec<(u32, u32)>,
    /// Longer than any list should be: kept one by one.
    long: std::collections::BTreeMap<u32, (u32, u32)>,
}

/// Ten years of days; a wait beyond is a mistake in somebody's file and still counts.
const LISTED_DAYS: u32 = 3_660;

impl Counts {
    /// Counts one wait.
    pub fn add(&mut self, wait: Wait) {
        if wait.days < LISTED_DAYS && self.by_days.len() <= wait.days as usize {
            self.by_days.resize(wait.days as usize + 1, (0, 0));
        }
        let slot = match self.by_days.get_mut(wait.days as usize) {
            Some(slot) => slot,
            None => self.long.entry(wait.days).or_default(),
        };
        match wait.ending {
            Ending::Done => slot.0 += 1,
            Ending::Censored => slot.1 += 1,
        }
    }

    /// The curve of what was counted.
    pub fn curve(&self) -> Curve {
        let listed = self.by_days.iter().enumerate().map(|(days, counts)| (days as u32, *counts));
        let days = listed.chain(self.long.iter().map(|(days, counts)| (*days, *counts)));
        let n: u32 = days.clone().map(|(_, (done, censored))| done + censored).sum();
        let (mut at_risk, mut share, mut greenwood, mut done_in_all, mut last_days) = (n, 1.0, 0.0, 0, 0);
        let mut steps = Vec::new();
        for (days, (done, censored)) in days.filter(|(_, (done, censored))| done + censored > 0) {
            if done > 0 {
                let (d, r) = (f64::from(done), f64::from(at_risk));
                share *= 1.0 - d / r;
                greenwood += d / (r * (r - d));
                done_in_all += done;
                steps.push(Step { days, at_risk, done, still_waiting: share, greenwood });
            }
            at_risk -= done + censored;
            last_days = days;
        }
        Curve { steps, n, done: done_in_all, last_days }
    }
}

/// Shares closer than this are taken as equal: products of fractions miss the round figure by a few last digits.
const SAME: f64 = 1.5e-8;

impl Curve {
    /// The share still waiting after so many days, and its standard error (Greenwood); no error once nobody is left.
    pub fn still_waiting_at(&self, days: u32) -> (f64, Option<f64>) {
        match self.steps.get(self.steps.partition_point(|s| s.days <= days).wrapping_sub(1)) {
            None => (1.0, Some(0.0)),
            Some(step) if step.still_waiting <= 0.0 => (0.0, None),
            Some(step) => (step.still_waiting, Some(step.still_waiting * step.greenwood.sqrt())),
        }
    }

    /// The share still waiting with plain limits of confidence, clipped to 0 and 1.
    pub fn limits_at(&self, days: u32, confidence: f64) -> (f64, crate::interval::Interval) {
        let (share, error) = self.still_waiting_at(days);
        let reach = crate::special::z_for(confidence) * error.unwrap_or(0.0);
        let limits =
            crate::interval::Interval { low: Some((share - reach).max(0.0)), high: (share + reach).min(1.0) };
        (share, limits)
    }

    /// The days by which the share p is done: the first day on which at most 1 − p still wait. Where exactly 1 − p
    /// wait over a stretch of days, its middle. None where so many were never done.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let left = 1.0 - p;
        let place = self.steps.iter().position(|s| s.still_waiting <= left + SAME)?;
        let step = self.steps.get(place)?;
        let first = f64::from(step.days);
        if (step.still_waiting - left).abs() > SAME {
            return Some(first);
        }
        // The level ends at the next event; after the last event it ends with the longest wait seen.
        let end = self.steps.get(place + 1).map_or(self.last_days, |next| next.days);
        Some((first + f64::from(end)) / 2.0)
    }

    /// The interval of a quantile (Brookmeyer and Crowley): the days at which 1 − p lies within the plain limits of the
    /// share still waiting. None where an end is not reached.
    pub fn quantile_limits(&self, p: f64, confidence: f64) -> (Option<u32>, Option<u32>) {
        let left = 1.0 - p + SAME;
        let reach = crate::special::z_for(confidence);
        let error = |step: &Step| {
            if step.still_waiting > 0.0 { step.still_waiting * step.greenwood.sqrt() } else { 0.0 }
        };
        let first = |share: &dyn Fn(&Step) -> f64| {
            self.steps.iter().find(|step| share(step) <= left).map(|step| step.days)
        };
        (
            first(&|step| step.still_waiting - reach * error(step)),
            first(&|step| step.still_waiting + reach * error(step)),
        )
    }

    /// The middle wait.
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The wait within which 92 in 100 are done.
    pub fn percentile_92(&self) -> Option<f64> {
        self.quantile(0.92)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// “3 5+ 8” reads: done after 3, still waiting at 5, done after 8.
    fn waits(text: &str) -> Vec<Wait> {
        text.split_whitespace()
            .map(|word| Wait {
                days: word.trim_end_matches('+').parse().unwrap(),
                ending: if word.ends_with('+') { Ending::Censored } else { Ending::Done },
            })
            .collect()
    }

    #[test]
    fn without_censoring_the_curve_is_the_plain_share() {
        let made = curve(&waits("1 2 3 4 5 6 7 8 9 10"));
        assert!((made.still_waiting_at(3).0 - 0.7).abs() < 1e-12);
        assert!((made.still_waiting_at(3).1.unwrap() - (0.7f64 * 0.3 / 10.0).sqrt()).abs() < 1e-12);
        assert_eq!(made.median(), Some(5.5), "half are left from day 5 until day 6");
        assert_eq!(made.still_waiting_at(10), (0.0, None));
        assert_eq!(made.still_waiting_at(0), (1.0, Some(0.0)));
    }

    #[test]
    fn open_waits_lengthen_the_median() {
        assert_eq!(curve(&waits("2 3 4")).median(), Some(3.0));
        assert_eq!(curve(&waits("2 3 4 30+ 30+ 30+ 30+")).median(), None);
        // At 3 of four at risk one is done, then one of two: 3/4 · 1/2.
        let made = curve(&waits("3 5+ 8 9+"));
        assert!((made.still_waiting_at(8).0 - 0.375).abs() < 1e-12);
        assert_eq!((made.median(), made.percentile_92()), (Some(8.0), None));
    }

    #[test]
    fn the_interval_of_a_median_holds_it_and_may_have_no_end() {
        let made = curve(&waits("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20"));
        let (low, high) = made.quantile_limits(0.5, 0.95);
        // Day 6: 0.70 − 1.96·√(0.7·0.3/20) = 0.499. Day 14: 0.30 + 0.201 = 0.501, so its upper end is day 15.
        assert_eq!((low, high), (Some(6), Some(15)));
        let few = curve(&waits("2 3 4 30+ 30+ 30+ 30+"));
        assert_eq!(few.quantile_limits(0.92, 0.95).1, None);
        assert_eq!(curve(&waits("4000 1")).last_days, 4000);
    }

    #[test]
    fn a_wait_that_ends_on_the_day_it_is_censored_is_still_at_risk_that_day() {
        let made = curve(&waits("5 5+"));
        assert!((made.still_waiting_at(5).0 - 0.5).abs() < 1e-12);
        assert_eq!(curve(&[]).median(), None);
    }
}
