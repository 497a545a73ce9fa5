//! A value of law over time: rows that each say from when, what, and where it is written.

use kernel::Day;

/// Where a row is written: the id of a source in `docs/law/sources.toml`, and the clause in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Src(pub &'static str, pub &'static str);

/// A value that changes with the date. Rows stand oldest first; the last one that has begun holds.
#[derive(Clone, Copy, Debug)]
pub struct Dated<T: 'static>(pub &'static [(Day, T, Src)]);

impl<T> Dated<T> {
    /// The value on that day, or nothing before the first row begins.
    pub fn at(&self, day: Day) -> Option<&'static T> {
        self.row_at(day).map(|(_, value, _)| value)
    }

    /// The whole row on that day: since when, the value, where it is written.
    pub fn row_at(&self, day: Day) -> Option<&'static (Day, T, Src)> {
        self.0.iter().rev().find(|(from, _, _)| *from <= day)
    }

    /// Every row, oldest first.
    pub fn rows(&self) -> impl Iterator<Item = &'static (Day, T, Src)> {
        self.0.iter()
    }
}

impl<T: Copy> Dated<T> {
    /// The value on that day; before the first row begins, what is given instead.
    pub fn at_or(&self, day: Day, instead: T) -> T {
        self.at(day).copied().unwrap_or(instead)
    }
}

impl<T: Copy + Default> Dated<T> {
    /// The value on that day; before the first row begins, the first row's, for tables whose beginning nobody knows.
    pub fn on(&self, day: Day) -> T {
        self.at(day).or_else(|| self.0.first().map(|(_, value, _)| value)).copied().unwrap_or_default()
    }
}

/// A day written in a table of law. The arithmetic is the usual one for the Gregorian calendar with the year begun in
/// March, so that the leap day comes last; it can be used in constants, where `Day::of` can't.
pub const fn date(year: i32, month: i32, day: i32) -> Day {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Day::from_epoch_days(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_date_is_the_day_of_the_calendar() {
        for (year, month, day) in [(1970, 1, 1), (2000, 2, 29), (2024, 2, 29), (2024, 3, 1), (2025, 12, 31)] {
            let expected = Day::of(year, i8::try_from(month).unwrap(), i8::try_from(day).unwrap()).unwrap();
            assert_eq!(date(i32::from(year), month, day), expected);
        }
    }

    #[test]
    fn a_row_holds_from_its_first_day_until_the_next_begins() {
        const LIMIT: Dated<u8> = Dated(&[
            (date(2015, 10, 1), 48, Src("made-up", "1")),
            (date(2021, 4, 1), 24, Src("made-up", "1 as amended")),
        ]);
        assert_eq!(LIMIT.at(date(2015, 9, 30)), None);
        assert_eq!(LIMIT.at(date(2015, 10, 1)), Some(&48));
        assert_eq!(LIMIT.at(date(2021, 3, 31)), Some(&48));
        assert_eq!(LIMIT.at(date(2021, 4, 1)), Some(&24));
        assert_eq!(LIMIT.at_or(date(1999, 1, 1), 7), 7);
        assert_eq!(LIMIT.on(date(1999, 1, 1)), 48);
        assert_eq!(LIMIT.on(date(2021, 4, 1)), 24);
    }
}
