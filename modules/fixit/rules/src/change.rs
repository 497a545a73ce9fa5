//! What changed because you told us: issues a month before and after the day of a change, as an XmR chart; or “not
//! enough data yet”, which is said and not drawn.

use kernel::Day;
use measures_rules::spc::{Better, Cause, Chart, Settings, Variation, chart};

use crate::rows;

/// What can be said of a change.
#[derive(Clone, Debug)]
pub enum Change {
    /// Too few months before it, or none after it.
    NotEnoughYet {
        /// Whole months before the change.
        before: usize,
        /// Whole months after it.
        after: usize,
        /// Months before it that are needed.
        needed: usize,
    },
    /// A chart with a step on the day of the change.
    Compared {
        /// Mean a month before.
        before: f64,
        /// Mean a month after.
        after: f64,
        /// The months after it stand outside what the months before lead one to expect.
        is_special: bool,
        /// The chart.
        chart: Box<Chart>,
    },
}

/// The first day of each month, and how many issues were posted in it.
pub type Months = Vec<(Day, f64)>;

/// Issues a month in whole months that end the day before the change and begin on it, up to today. Months are counted
/// from the day of the change, so that none lies on both sides of it.
pub fn months(posted: &[Day], from: Day, changed: Day, today: Day) -> (Months, Months) {
    let count =
        |first: Day, next: Day| posted.iter().filter(|on| **on >= first && **on < next).count() as f64;
    let mut before = Vec::new();
    for back in 1.. {
        let (first, next) = (changed.plus_months(-back), changed.plus_months(1 - back));
        if first < from {
            break;
        }
        before.push((first, count(first, next)));
    }
    before.reverse();
    let mut after = Vec::new();
    for ahead in 0.. {
        let (first, next) = (changed.plus_months(ahead), changed.plus_months(ahead + 1));
        if next > today.next() {
            break;
        }
        after.push((first, count(first, next)));
    }
    (before, after)
}

/// Compares before and after. `posted` are the days of all issues of a theme, `from` the first day that was counted.
pub fn compare(posted: &[Day], from: Day, changed: Day, today: Day) -> Change {
    let needed = usize::from(rows::BASELINE_POINTS_MIN.on(today));
    let (before, after) = months(posted, from, changed, today);
    if before.len() < needed || after.is_empty() {
        return Change::NotEnoughYet { before: before.len(), after: after.len(), needed };
    }
    let mean = |of: &[(Day, f64)]| of.iter().map(|(_, value)| value).sum::<f64>() / of.len() as f64;
    let (was, is) = (mean(&before), mean(&after));
    let settings =
        |steps, fix_after| Settings { better: Better::Lower, target: None, screen: false, fix_after, steps };
    // Whether it is special is judged by the limits of the months before; the picture shows both steps.
    let all: Vec<(Day, f64)> = before.iter().chain(&after).copied().collect();
    let judged = chart(&all, settings(Vec::new(), Some(before.len())));
    let is_special =
        judged.points.iter().skip(before.len()).any(|point| {
            point.cause != Cause::Common && judged.meaning(point.cause) == Variation::Improvement
        });
    let shown = chart(&all, settings(vec![changed], None));
    Change::Compared { before: was, after: is, is_special, chart: Box::new(shown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(changed: Day, months_before: i32, each: usize, months_after: i32, then: usize) -> Vec<Day> {
        let many =
            |month: i32, count: usize| (0..count).map(move |nth| changed.plus_months(month) + nth as i32);
        (-months_before..0)
            .flat_map(|month| many(month, each + (month.unsigned_abs() as usize % 2)))
            .chain((0..months_after).flat_map(|month| many(month, then)))
            .collect()
    }

    #[test]
    fn ten_months_before_are_enough_and_nine_are_not() {
        let changed = Day::of(2025, 3, 1).unwrap();
        let today = changed.plus_months(8);
        let days = posted(changed, 10, 6, 8, 1);
        let Change::Compared { before, after, is_special, chart } =
            compare(&days, changed.plus_months(-10), changed, today)
        else {
            panic!("ten months are enough")
        };
        assert_eq!((before, after, is_special), (6.5, 1.0, true));
        assert_eq!((chart.points.len(), chart.points[10].step), (18, 1));
        let short = compare(&days, changed.plus_months(-10) + 1, changed, today);
        assert!(matches!(short, Change::NotEnoughYet { before: 9, after: 8, needed: 10 }), "{short:?}");
        let early = compare(&days, changed.plus_months(-10), changed, changed + 20);
        assert!(matches!(early, Change::NotEnoughYet { before: 10, after: 0, .. }), "{early:?}");
    }

    #[test]
    fn no_change_is_not_called_one() {
        let changed = Day::of(2025, 3, 1).unwrap();
        let days = posted(changed, 12, 4, 6, 4);
        let same = compare(&days, changed.plus_months(-12), changed, changed.plus_months(6));
        assert!(matches!(same, Change::Compared { is_special: false, .. }), "{same:?}");
    }
}
