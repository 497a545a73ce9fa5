//! The bank holidays of England: the days the law gives every year, and the years in which one was moved or added.

use kernel::{Day, Weekday};

use crate::dated::{Src, date};

/// How a yearly holiday falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolidayRule {
    /// 1 January; the next Monday when that is a Saturday or Sunday.
    NewYear,
    /// The Friday before Easter Sunday.
    GoodFriday,
    /// The Monday after Easter Sunday.
    EasterMonday,
    /// The first Monday of a month.
    FirstMonday(i8),
    /// The last Monday of a month.
    LastMonday(i8),
    /// 25 December; the next day that is neither weekend nor Boxing Day's when it falls on a weekend.
    Christmas,
    /// 26 December; likewise.
    Boxing,
}

/// A day that one year's proclamation gave or took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A holiday that year only.
    Added,
    /// A usual holiday that was moved away.
    Moved,
}

const LAW: Src =
    Src("bank-holidays-england", "Banking and Financial Dealings Act 1971, schedule 1, and custom");

/// The yearly holidays with the first day on which each rule stands.
pub const HOLIDAY_RULES: &[(Day, HolidayRule, Src)] = &[
    (date(1974, 1, 1), HolidayRule::NewYear, LAW),
    (date(1972, 1, 1), HolidayRule::GoodFriday, LAW),
    (date(1972, 1, 1), HolidayRule::EasterMonday, LAW),
    (date(1978, 1, 1), HolidayRule::FirstMonday(5), LAW),
    (date(1972, 1, 1), HolidayRule::LastMonday(5), LAW),
    (date(1972, 1, 1), HolidayRule::LastMonday(8), LAW),
    (date(1972, 1, 1), HolidayRule::Christmas, LAW),
    (date(1972, 1, 1), HolidayRule::Boxing, LAW),
];

/// What single years changed. Kept from 2015 on; earlier royal weddings and jubilees are left out.
pub const HOLIDAY_CHANGES: &[(Day, Change, Src)] = &[
    (date(2020, 5, 4), Change::Moved, Src("bank-holidays-england", "2020: early May moved for VE Day")),
    (date(2020, 5, 8), Change::Added, Src("bank-holidays-england", "2020: VE Day, 75 years")),
    (date(2022, 5, 30), Change::Moved, Src("bank-holidays-england", "2022: spring moved for the jubilee")),
    (date(2022, 6, 2), Change::Added, Src("bank-holidays-england", "2022: spring, moved")),
    (date(2022, 6, 3), Change::Added, Src("bank-holidays-england", "2022: Platinum Jubilee")),
    (date(2022, 9, 19), Change::Added, Src("bank-holidays-england", "2022: State Funeral of the Queen")),
    (date(2023, 5, 8), Change::Added, Src("bank-holidays-england", "2023: Coronation of the King")),
];

/// The bank holidays of England in that year, in order.
pub fn bank_holidays(year: i16) -> Vec<Day> {
    let mut days: Vec<Day> = HOLIDAY_RULES
        .iter()
        .filter_map(|(from, rule, _)| day_of(*rule, year).filter(|day| day >= from))
        .filter(|day| !changed(*day, Change::Moved))
        .collect();
    let (first, last) = (date(i32::from(year), 1, 1), date(i32::from(year), 12, 31));
    let added =
        HOLIDAY_CHANGES.iter().filter(|(_, change, _)| *change == Change::Added).map(|(day, _, _)| *day);
    days.extend(added.filter(|day| (first..=last).contains(day)));
    days.sort_unstable();
    days
}

fn changed(day: Day, how: Change) -> bool {
    HOLIDAY_CHANGES.iter().any(|(changed, change, _)| *changed == day && *change == how)
}

fn day_of(rule: HolidayRule, year: i16) -> Option<Day> {
    match rule {
        HolidayRule::NewYear => {
            let day = Day::of(year, 1, 1)?;
            Some(match day.weekday() {
                Weekday::Saturday => day + 2,
                Weekday::Sunday => day + 1,
                Weekday::Monday
                | Weekday::Tuesday
                | Weekday::Wednesday
                | Weekday::Thursday
                | Weekday::Friday => day,
            })
        }
        HolidayRule::GoodFriday => easter_sunday(year).map(|easter| easter - 2),
        HolidayRule::EasterMonday => easter_sunday(year).map(|easter| easter + 1),
        HolidayRule::FirstMonday(month) => {
            let first = Day::of(year, month, 1)?;
            (0..7).map(|ahead| first + ahead).find(|day| day.weekday() == Weekday::Monday)
        }
        HolidayRule::LastMonday(month) => {
            let last = Day::of(year, month, 31)?;
            (0..7).map(|back| last - back).find(|day| day.weekday() == Weekday::Monday)
        }
        HolidayRule::Christmas => Some(after_weekend(Day::of(year, 12, 25)?)),
        HolidayRule::Boxing => Some(after_weekend(Day::of(year, 12, 26)?)),
    }
}

/// Christmas and Boxing Day are neighbours, so a weekend pushes each by two days: Saturday to Monday, Sunday to Tuesday.
fn after_weekend(day: Day) -> Day {
    if day.is_weekend() { day + 2 } else { day }
}

/// Western Easter by the anonymous Gregorian reckoning.
fn easter_sunday(year: i16) -> Option<Day> {
    let year = i32::from(year);
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let leaps = century / 4;
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - leaps - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let shift = (golden + 11 * epact + 22 * weekday) / 451;
    let sum = epact + weekday - 7 * shift + 114;
    Day::of(i16::try_from(year).ok()?, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(year: i16, expected: &str) {
        let days: Vec<String> =
            bank_holidays(year).iter().map(|day| day.civil().strftime("%-d.%-m").to_string()).collect();
        assert_eq!(days.join(" "), expected, "{year}");
    }

    /// As printed on the government's page of bank holidays for England and Wales.
    #[test]
    fn the_holidays_of_each_year_are_the_published_ones() {
        check(2015, "1.1 3.4 6.4 4.5 25.5 31.8 25.12 28.12");
        check(2016, "1.1 25.3 28.3 2.5 30.5 29.8 26.12 27.12");
        check(2017, "2.1 14.4 17.4 1.5 29.5 28.8 25.12 26.12");
        check(2020, "1.1 10.4 13.4 8.5 25.5 31.8 25.12 28.12");
        check(2021, "1.1 2.4 5.4 3.5 31.5 30.8 27.12 28.12");
        check(2022, "3.1 15.4 18.4 2.5 2.6 3.6 29.8 19.9 26.12 27.12");
        check(2023, "2.1 7.4 10.4 1.5 8.5 29.5 28.8 25.12 26.12");
        check(2024, "1.1 29.3 1.4 6.5 27.5 26.8 25.12 26.12");
        check(2025, "1.1 18.4 21.4 5.5 26.5 25.8 25.12 26.12");
        check(2026, "1.1 3.4 6.4 4.5 25.5 31.8 25.12 28.12");
        check(2027, "1.1 26.3 29.3 3.5 31.5 30.8 27.12 28.12");
        check(2031, "1.1 11.4 14.4 5.5 26.5 25.8 25.12 26.12");
    }

    #[test]
    fn every_usual_year_has_eight_of_them_and_none_on_a_weekend() {
        for year in 2015..=2031 {
            let days = bank_holidays(year);
            let expected = match year {
                2022 => 10,
                2023 => 9,
                _ => 8,
            };
            assert_eq!(days.len(), expected, "{year}");
            assert!(days.iter().all(|day| !day.is_weekend()), "{year}");
        }
    }
}
