//! The cohort of a period (§3.1): asks whose *due day* falls in it, not those closed in it, so that an open ask cannot
//! escape the count. Open ones count as failed; withdrawn on or before the due day is left out and listed; void counts
//! nowhere. A share never stands without its interval.

use crate::interval::{self, Interval};
use kernel::Day;

/// How an ask stood at the period's close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Still open.
    Open,
    /// Done on this day.
    Done(Day),
    /// Ended without being done, on this day.
    Without(Day),
    /// Never should have been: counted nowhere.
    Void,
}

/// One ask under one rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The due day under the rule set, with the days left out so far added.
    pub due: Day,
    /// How it ended.
    pub ended: Ended,
}

/// The counts of a cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cohort {
    /// Done by the due day.
    pub met: u32,
    /// Done after the due day, ended without after it, or still open after it.
    pub failed: u32,
    /// Withdrawn or returned on or before the due day: left out of the share, listed beside it.
    pub ended_without: u32,
}

impl Cohort {
    /// Asks in the share.
    pub fn due(&self) -> u32 {
        self.met + self.failed
    }

    /// The share met with Wilson's limits; none where nothing was due.
    pub fn share_met(&self, confidence: f64) -> Option<(f64, Interval)> {
        let (met, due) = (f64::from(self.met), f64::from(self.due()));
        (due > 0.0).then(|| (met / due, interval::wilson(met, due, confidence)))
    }
}

/// Counts the asks due from `first` to `last`. What happened after `last` is not known yet.
pub fn cohort(asks: &[Ask], first: Day, last: Day) -> Cohort {
    let mut counts = Cohort::default();
    for ask in asks.iter().filter(|ask| (first..=last).contains(&ask.due)) {
        match ask.ended {
            Ended::Void => {}
            Ended::Done(on) if on <= ask.due => counts.met += 1,
            Ended::Without(on) if on <= ask.due => counts.ended_without += 1,
            Ended::Open | Ended::Done(_) | Ended::Without(_) => counts.failed += 1,
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i32) -> Day {
        Day::from_epoch_days(n)
    }

    #[test]
    fn the_due_day_decides_the_period_and_both_its_sides() {
        let ask = |due, ended| Ask { due: day(due), ended };
        let asks = [
            ask(10, Ended::Done(day(10))),
            ask(10, Ended::Done(day(11))),
            ask(10, Ended::Open),
            ask(10, Ended::Without(day(10))),
            ask(10, Ended::Without(day(11))),
            ask(10, Ended::Void),
            ask(9, Ended::Open),
            ask(21, Ended::Open),
            ask(20, Ended::Done(day(1))),
        ];
        let found = cohort(&asks, day(10), day(20));
        assert_eq!(found, Cohort { met: 2, failed: 3, ended_without: 1 });
        assert!((found.share_met(0.95).unwrap().0 - 0.4).abs() < 1e-12);
        assert!(Cohort::default().share_met(0.95).is_none());
    }
}
