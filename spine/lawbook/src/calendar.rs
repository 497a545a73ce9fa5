//! Working days: Monday to Friday less the bank holidays of England. A value that is passed in, so that a place can
//! edit it and a test can hold it.

use kernel::Day;

use crate::dated::date;
use crate::holidays::bank_holidays;

const FIRST: Day = date(2000, 1, 1);
const LAST: Day = date(2049, 12, 31);

/// The days on which work is counted. Counting looks up two sums instead of walking the days between.
///
/// Bank holidays are known from 2000 to 2049 by the rule of the law, and checked against the published list from 2015
/// to 2027; single years' changes are kept from 2015. Outside 2000–2049 only weekends are left out.
#[derive(Clone, Debug)]
pub struct Calendar {
    closed: Vec<Day>,
    /// For each day of the range, how many working days stand from its first day up to and including that day.
    sums: Vec<u16>,
    /// The working days of the range in order.
    working: Vec<Day>,
}

impl Calendar {
    /// Working days in England.
    pub fn england() -> Calendar {
        Calendar::closed_on((2000..=2049).flat_map(bank_holidays).collect())
    }

    /// Working days with exactly these weekdays closed.
    pub fn closed_on(mut closed: Vec<Day>) -> Calendar {
        closed.sort_unstable();
        closed.dedup();
        let mut sums = Vec::new();
        let mut working = Vec::new();
        let mut day = FIRST;
        while day <= LAST {
            if !day.is_weekend() && closed.binary_search(&day).is_err() {
                working.push(day);
            }
            sums.push(u16::try_from(working.len()).unwrap_or(u16::MAX));
            day = day.next();
        }
        Calendar { closed, sums, working }
    }

    /// The same with one more day closed, for a holiday that has been proclaimed since.
    pub fn and_closed(&self, day: Day) -> Calendar {
        let mut closed = self.closed.clone();
        closed.push(day);
        Calendar::closed_on(closed)
    }

    /// The same with a day opened again, for a holiday that has been moved.
    pub fn but_open(&self, day: Day) -> Calendar {
        Calendar::closed_on(self.closed.iter().copied().filter(|closed| *closed != day).collect())
    }

    /// The weekdays on which work is not counted.
    pub fn closed_days(&self) -> &[Day] {
        &self.closed
    }

    /// Whether that day is a working day.
    pub fn is_working(&self, day: Day) -> bool {
        !day.is_weekend() && self.closed.binary_search(&day).is_err()
    }

    /// Working days after the first day up to and including the last: day 0 is not counted. None when the last day is
    /// not after the first.
    #[inline]
    pub fn working_days(&self, after: Day, up_to: Day) -> i32 {
        if up_to <= after {
            return 0;
        }
        match (self.sum_at(after), self.sum_at(up_to)) {
            (Some(before), Some(through)) => i32::from(through) - i32::from(before),
            (None, _) | (_, None) => self.walked(after, up_to),
        }
    }

    /// The working day that is so many working days after that day; the day itself for none.
    #[inline]
    pub fn plus_working_days(&self, day: Day, count: i32) -> Day {
        let tabled = || {
            let place = i32::from(self.sum_at(day)?).checked_add(count)?.checked_sub(1)?;
            self.working.get(usize::try_from(place).ok()?).copied()
        };
        if count <= 0 { day } else { tabled().unwrap_or_else(|| self.stepped(day, count)) }
    }

    #[inline]
    fn sum_at(&self, day: Day) -> Option<u16> {
        self.sums.get(usize::try_from(day - FIRST).ok()?).copied()
    }

    fn walked(&self, after: Day, up_to: Day) -> i32 {
        let days = (1..=up_to - after).map(|ahead| after + ahead).filter(|day| self.is_working(*day));
        i32::try_from(days.count()).unwrap_or(i32::MAX)
    }

    fn stepped(&self, day: Day, count: i32) -> Day {
        let mut day = day;
        for _ in 0..count {
            day = day.next();
            while !self.is_working(day) {
                day = day.next();
            }
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn easter_2025_has_two_working_days_between_wednesday_and_tuesday() {
        let calendar = Calendar::england();
        assert_eq!(calendar.working_days(day("2025-04-16"), day("2025-04-22")), 2);
        assert_eq!(calendar.plus_working_days(day("2025-04-16"), 2), day("2025-04-22"));
    }

    #[test]
    fn looking_up_agrees_with_walking_on_every_day_in_and_out_of_the_table() {
        let calendar = Calendar::england();
        for start in ["1999-12-20", "2015-12-23", "2020-05-01", "2022-05-25", "2024-02-27", "2049-12-20"] {
            let start = day(start);
            for ahead in 0..40 {
                let end = start + ahead;
                assert_eq!(calendar.working_days(start, end), calendar.walked(start, end), "{start} {end}");
                let count = i32::from(ahead % 12 == 0) + ahead % 12;
                assert_eq!(
                    calendar.plus_working_days(end, count),
                    calendar.stepped(end, count),
                    "{end} {count}"
                );
            }
        }
    }

    #[test]
    fn a_place_can_close_a_day_and_open_it_again() {
        let calendar = Calendar::england();
        let wednesday = day("2025-03-12");
        let edited = calendar.and_closed(wednesday);
        assert!(calendar.is_working(wednesday) && !edited.is_working(wednesday));
        assert_eq!(edited.working_days(day("2025-03-10"), day("2025-03-14")), 3);
        assert_eq!(edited.but_open(wednesday).closed_days(), calendar.closed_days());
    }

    #[test]
    fn nothing_is_counted_backwards() {
        let calendar = Calendar::england();
        assert_eq!(calendar.working_days(day("2025-03-14"), day("2025-03-10")), 0);
        assert_eq!(calendar.plus_working_days(day("2025-03-15"), 0), day("2025-03-15"));
    }
}
