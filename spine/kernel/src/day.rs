//! Civil days. A day here is a date on the wall in England; how long it lasts by the clock is no business of a `Day`.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

pub use jiff::civil::Weekday;

/// A civil date, kept as the number of days since 1 January 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A text that is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRefused {
    given: String,
}

impl fmt::Display for DayRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a date: write year-month-day, as in 2025-03-08", self.given)
    }
}

impl std::error::Error for DayRefused {}

const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);

impl Day {
    /// The day of this year, month and day of the month, or nothing where there is none.
    pub fn of(year: i16, month: i8, day: i8) -> Option<Day> {
        jiff::civil::Date::new(year, month, day).ok().map(Day::from_civil)
    }

    /// The day so many days after 1 January 1970 (before it, when negative).
    pub const fn from_epoch_days(days: i32) -> Day {
        Day(days)
    }

    /// Days since 1 January 1970.
    pub const fn epoch_days(self) -> i32 {
        self.0
    }

    /// The day of a jiff date.
    pub fn from_civil(date: jiff::civil::Date) -> Day {
        let span = date.duration_since(EPOCH).as_hours() / 24;
        Day(i32::try_from(span).unwrap_or(i32::MAX))
    }

    /// The jiff date, for calendars and print. Days outside the years −9999 to 9999 give the nearest such day.
    pub fn civil(self) -> jiff::civil::Date {
        let span = jiff::Span::new().try_days(self.0).unwrap_or_default();
        EPOCH.saturating_add(span)
    }

    /// Monday to Sunday.
    pub fn weekday(self) -> Weekday {
        // 1 January 1970 was a Thursday.
        let since_monday = (i64::from(self.0) + 3).rem_euclid(7);
        Weekday::from_monday_zero_offset(i8::try_from(since_monday).unwrap_or_default())
            .unwrap_or(Weekday::Monday)
    }

    /// Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        (i64::from(self.0) + 3).rem_euclid(7) >= 5
    }

    /// The day after.
    pub fn next(self) -> Day {
        self + 1
    }

    /// The same day of the month so many months later, or the last day of that month where it is shorter: a device fitted
    /// on 29 February is due on 28 February.
    pub fn plus_months(self, months: i32) -> Day {
        let span = jiff::Span::new().try_months(months).unwrap_or_default();
        Day::from_civil(self.civil().saturating_add(span))
    }

    /// Whole years from the earlier day to this one, as a person's age is counted; 0 where the day is later than this one.
    pub fn whole_years_since(self, earlier: Day) -> u16 {
        let (now, then) = (self.civil(), earlier.civil());
        let had_birthday = (now.month(), now.day()) >= (then.month(), then.day());
        let years = i32::from(now.year()) - i32::from(then.year()) - i32::from(!had_birthday);
        u16::try_from(years).unwrap_or_default()
    }

    /// For people, as in “Tue 25 Mar 2025”.
    pub fn in_words(self) -> String {
        self.civil().strftime("%a %-d %b %Y").to_string()
    }
}

impl Add<i32> for Day {
    type Output = Day;
    fn add(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }
}

impl Sub<i32> for Day {
    type Output = Day;
    fn sub(self, days: i32) -> Day {
        Day(self.0.saturating_sub(days))
    }
}

/// Days from the second to the first; negative when the first is earlier.
impl Sub<Day> for Day {
    type Output = i32;
    fn sub(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.civil().fmt(f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Day {
    type Err = DayRefused;

    fn from_str(text: &str) -> Result<Day, DayRefused> {
        let refused = || DayRefused { given: text.chars().take(40).collect() };
        if text.len() != 10 {
            return Err(refused());
        }
        text.parse::<jiff::civil::Date>().map(Day::from_civil).map_err(|_| refused())
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_count_over_a_leap_day_and_know_their_weekday() {
        let start: Day = "2024-02-28".parse().unwrap();
        let end: Day = "2024-03-01".parse().unwrap();
        assert_eq!(end - start, 2);
        assert_eq!(start.weekday(), Weekday::Wednesday);
        assert_eq!(end.in_words(), "Fri 1 Mar 2024");
    }

    #[test]
    fn months_and_birthdays_are_those_of_the_calendar() {
        let leap: Day = "2024-02-29".parse().unwrap();
        assert_eq!(leap.plus_months(36).to_string(), "2027-02-28");
        assert_eq!(leap.plus_months(48).to_string(), "2028-02-29");
        let turns: Day = "2025-03-10".parse().unwrap();
        let born: Day = "2012-03-10".parse().unwrap();
        assert_eq!((turns.whole_years_since(born), (turns - 1).whole_years_since(born)), (13, 12));
        assert_eq!(born.whole_years_since(turns), 0);
    }

    #[test]
    fn odd_dates_are_refused_in_words() {
        for text in ["", "2025-2-3", "2025-02-30", "03/08/2025", "2025-03-08T10"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_day_agrees_with_the_calendar(days in -100_000i32..100_000) {
            let day = Day::from_epoch_days(days);
            prop_assert_eq!(Day::from_civil(day.civil()), day);
            prop_assert_eq!(day.weekday(), day.civil().weekday());
            prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
        }
    }
}
