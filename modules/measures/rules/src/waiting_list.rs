//! What a list of referral and removal days says about demand, capacity and the queue between them (waiting-list
//! arithmetic after Fong and others), and the plain quantiles that people quote beside the honest curve.

use crate::quantile;
use crate::survival::{Ending, Wait};
use kernel::Day;

/// One place on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Day of referral.
    pub referred: Day,
    /// Day of removal; none while waiting.
    pub removed: Option<Day>,
}

impl Entry {
    /// The wait as it stands at the census: removals after it have not happened yet.
    pub fn wait_at(&self, census: Day) -> Option<Wait> {
        let (until, ending) = match self.removed {
            Some(removed) if removed <= census => (removed, Ending::Done),
            Some(_) | None => (census, Ending::Censored),
        };
        Some(Wait { days: u32::try_from(until - self.referred).ok()?, ending })
    }
}

/// The days waited by those done by the census, and by those still waiting then.
pub fn split_at(entries: &[Entry], census: Day) -> (Vec<f64>, Vec<f64>) {
    let mut done = Vec::new();
    let mut open = Vec::new();
    for wait in entries.iter().filter_map(|entry| entry.wait_at(census)) {
        match wait.ending {
            Ending::Done => done.push(f64::from(wait.days)),
            Ending::Censored => open.push(f64::from(wait.days)),
        }
    }
    (done, open)
}

/// Demand, capacity and queue over a stretch of days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance {
    /// Referrals a week.
    pub demand: f64,
    /// Gaps between referrals, counted with those to the first and last day of the stretch.
    pub demand_count: usize,
    /// Removals a week while anybody waited.
    pub capacity: f64,
    /// Demand over capacity: at 1 or more the queue grows for ever.
    pub load: f64,
    /// Waiting on the last day.
    pub queue: i64,
    /// The queue that would let the target be met.
    pub queue_target: f64,
    /// Mean days waited by those waiting on the last day.
    pub wait_mean_days: Option<f64>,
    /// Coefficient of variation of the gaps between referrals.
    pub demand_variation: f64,
    /// Coefficient of variation of the gaps between removals.
    pub capacity_variation: f64,
    /// Removals a week that would hold the queue at its target; only where the queue is not too long.
    pub capacity_target: Option<f64>,
    /// Removals a week that would bring a queue that is too long to its target in 26 weeks.
    pub capacity_relief: Option<f64>,
    /// Twice the mean wait in days over the target in weeks, as published.
    pub pressure: Option<f64>,
}

impl Balance {
    /// Whether the queue grows for ever.
    pub fn overloaded(&self) -> bool {
        self.load >= 1.0
    }

    /// Whether the queue is more than twice its target.
    pub fn queue_too_long(&self) -> bool {
        self.queue as f64 > 2.0 * self.queue_target
    }
}

/// A queue of demand × target / 4 keeps nearly everyone within the target (waits are about exponential).
const QUEUE_TARGET_DIVISOR: f64 = 4.0;
/// Relief is planned over half a year.
const RELIEF_WEEKS: f64 = 26.0;

/// Works out the balance from `start` to `end` for a target in weeks. None where there are no referrals, or
/// fewer than two removals to judge capacity by.
pub fn balance(entries: &[Entry], start: Day, end: Day, target_weeks: f64) -> Option<Balance> {
    let mut arrivals: Vec<Day> =
        entries.iter().map(|e| e.referred).filter(|day| (start..=end).contains(day)).collect();
    arrivals.extend([start, end]);
    arrivals.sort_unstable();
    let gaps: Vec<f64> =
        arrivals.iter().zip(arrivals.iter().skip(1)).map(|(a, b)| f64::from(*b - *a)).collect();
    let (gap, gap_spread) = (quantile::mean(&gaps)?, quantile::standard_deviation(&gaps)?);
    let removals = removal_gaps(entries, start)?;
    let (rest, rest_spread) = (quantile::mean(&removals)?, quantile::standard_deviation(&removals)?);
    let (demand, capacity) = (7.0 / gap, 7.0 / rest);
    let waits: Vec<f64> = entries
        .iter()
        .filter(|e| e.referred <= end && e.removed.is_none_or(|removed| removed > end))
        .map(|e| f64::from(end - e.referred))
        .collect();
    let queue = queue_sizes(entries, start, end).last().map_or(0, |(_, size)| *size);
    let queue_target = demand * target_weeks / QUEUE_TARGET_DIVISOR;
    let too_long = queue as f64 > 2.0 * queue_target;
    let (demand_variation, capacity_variation) = (gap_spread / gap, rest_spread / rest);
    let unevenness = (demand_variation.powi(2) + capacity_variation.powi(2)) / 2.0;
    let wait_mean_days = quantile::mean(&waits);
    Some(Balance {
        demand,
        demand_count: gaps.len(),
        capacity,
        load: demand / capacity,
        queue,
        queue_target,
        wait_mean_days,
        demand_variation,
        capacity_variation,
        capacity_target: (!too_long).then_some(demand + unevenness * QUEUE_TARGET_DIVISOR / target_weeks),
        capacity_relief: too_long.then_some(demand + (queue as f64 - queue_target) / RELIEF_WEEKS),
        pressure: wait_mean_days.map(|mean| 2.0 * mean / target_weeks),
    })
}

/// The queue at the end of each day from `start` to `end`. Those referred before the first day count from it.
fn queue_sizes(entries: &[Entry], start: Day, end: Day) -> Vec<(Day, i64)> {
    let days = usize::try_from(end - start + 1).unwrap_or(0);
    let mut change = vec![0i64; days];
    let mut add = |day: Day, by: i64| {
        if let Some(slot) = usize::try_from(day - start).ok().and_then(|place| change.get_mut(place)) {
            *slot += by;
        }
    };
    for entry in entries {
        add(entry.referred.max(start), 1);
        if let Some(removed) = entry.removed {
            add(removed, -1);
        }
    }
    let mut size = 0;
    change
        .iter()
        .zip(0..)
        .map(|(by, place)| {
            size += by;
            (start + place, size)
        })
        .collect()
}

/// Days between removals while anybody waited: a gap is counted from the removal before, or from the last day on which
/// nobody waited, whichever is later. The first day of the stretch stands as a removal, and removals after its last day
/// are counted, as published.
fn removal_gaps(entries: &[Entry], start: Day) -> Option<Vec<f64>> {
    let first = entries.iter().map(|e| e.referred).min()?;
    let last = entries.iter().map(|e| e.referred).max()?;
    let empty = queue_sizes(entries, first, last).into_iter().filter(|(_, size)| *size == 0);
    let mut marks: Vec<(Day, bool)> = empty.map(|(day, _)| (day, false)).collect();
    let removals = entries.iter().filter_map(|e| e.removed).filter(|day| *day >= start);
    marks.extend(removals.chain([start]).map(|day| (day, true)));
    marks.sort_unstable();
    let gaps = marks.iter().zip(marks.iter().skip(1)).filter(|(_, (_, removal))| *removal);
    Some(gaps.map(|((before, _), (day, _))| f64::from(*day - *before)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i32) -> Day {
        Day::from_epoch_days(20_000 + n)
    }

    fn entries(text: &str) -> Vec<Entry> {
        text.split_whitespace()
            .map(|word| {
                let (from, to) = word.split_once('-').unwrap();
                Entry { referred: day(from.parse().unwrap()), removed: to.parse().ok().map(day) }
            })
            .collect()
    }

    #[test]
    fn a_steady_list_balances() {
        let list = entries("7-14 14-21 21-28 28-35 35-42 42-49");
        let found = balance(&list, day(0), day(49), 4.0).unwrap();
        assert!((found.demand - 1.0).abs() < 1e-12, "one a week");
        assert_eq!((found.queue, found.wait_mean_days, found.pressure), (0, None, None));
        assert!((found.queue_target - 1.0).abs() < 1e-12 && !found.queue_too_long());
    }

    #[test]
    fn a_growing_list_is_overloaded_and_asks_for_relief() {
        let list = entries("1-9 2-11 3- 4- 5- 6- 7- 8- 9- 10- 11- 12- 13-");
        let found = balance(&list, day(0), day(14), 1.0).unwrap();
        assert!(found.overloaded() && found.queue_too_long());
        assert_eq!(found.queue, 11);
        assert!(found.capacity_relief.is_some() && found.capacity_target.is_none());
        assert_eq!(found.wait_mean_days, Some(6.0));
        assert!(
            balance(&entries("1-9 2- 3-"), day(0), day(14), 1.0).is_none(),
            "one removal says nothing of capacity"
        );
    }

    #[test]
    fn the_census_decides_who_is_still_waiting() {
        let list = entries("0-5 0-20 3-");
        let (done, open) = split_at(&list, day(10));
        assert_eq!((done, open), (vec![5.0], vec![10.0, 7.0]));
        assert!(balance(&[], day(0), day(9), 4.0).is_none());
    }
}
