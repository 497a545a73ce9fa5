//! The periods that figures are published for: quarters, and the year of four quarters that ends with one.

use clocks::Period;
use kernel::Day;

/// A quarter of a calendar year; England's financial years begin with the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    /// The year.
    pub year: i16,
    /// 1 to 4.
    pub nth: u8,
}

impl Quarter {
    /// The quarter of a day.
    pub fn of(day: Day) -> Quarter {
        let date = day.civil();
        Quarter { year: date.year(), nth: (date.month() as u8 - 1) / 3 + 1 }
    }

    /// The last quarter that has closed by a day: its last day is before it.
    pub fn closed_before(day: Day) -> Quarter {
        Quarter::of(day).before()
    }

    /// The quarter before.
    pub fn before(self) -> Quarter {
        match self.nth {
            0 | 1 => Quarter { year: self.year - 1, nth: 4 },
            nth => Quarter { nth: nth - 1, ..self },
        }
    }

    /// The quarter after.
    pub fn after(self) -> Quarter {
        match self.nth {
            4.. => Quarter { year: self.year + 1, nth: 1 },
            nth => Quarter { nth: nth + 1, ..self },
        }
    }

    /// Its first and last day.
    pub fn period(self) -> Period {
        Period { first: self.first(), last: self.after().first() - 1 }
    }

    fn first(self) -> Day {
        Day::of(self.year, (self.nth as i8 - 1) * 3 + 1, 1).unwrap_or(Day::from_epoch_days(0))
    }

    /// The four quarters that end with it.
    pub fn year(self) -> Year {
        Year { last: self }
    }

    /// “January to March 2026”.
    pub fn in_words(self) -> String {
        let months = match self.nth {
            1 => "January to March",
            2 => "April to June",
            3 => "July to September",
            _ => "October to December",
        };
        format!("{months} {}", self.year)
    }
}

impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-Q{}", self.year, self.nth)
    }
}

impl std::str::FromStr for Quarter {
    type Err = String;

    fn from_str(text: &str) -> Result<Quarter, String> {
        let wrong = || format!("“{text}” is not a quarter: write it as 2026-Q1");
        let (year, nth) = text.trim().split_once(['-', ' ']).ok_or_else(wrong)?;
        let nth = nth.strip_prefix(['Q', 'q']).ok_or_else(wrong)?;
        let quarter =
            Quarter { year: year.parse().map_err(|_| wrong())?, nth: nth.parse().map_err(|_| wrong())? };
        if (1..=4).contains(&quarter.nth) && (1990..=2200).contains(&quarter.year) {
            Ok(quarter)
        } else {
            Err(wrong())
        }
    }
}

/// The year of four quarters that ends with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year {
    /// Its last quarter.
    pub last: Quarter,
}

impl Year {
    /// Its quarters, the first first.
    pub fn quarters(self) -> [Quarter; 4] {
        let third = self.last.before();
        let second = third.before();
        [second.before(), second, third, self.last]
    }

    /// Its first and last day.
    pub fn period(self) -> Period {
        let [first, ..] = self.quarters();
        Period { first: first.period().first, last: self.last.period().last }
    }

    /// “the year to March 2026”.
    pub fn in_words(self) -> String {
        let words = self.last.in_words();
        format!("the year to {}", words.split_once(" to ").map_or(words.as_str(), |(_, end)| end))
    }
}

impl std::str::FromStr for Year {
    type Err = String;

    fn from_str(text: &str) -> Result<Year, String> {
        let last =
            text.strip_prefix("year to ").ok_or_else(|| format!("“{text}” is not a year of quarters"))?;
        last.parse().map(|last| Year { last })
    }
}

impl std::fmt::Display for Year {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "year to {}", self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lawbook::date;

    #[test]
    fn quarters_meet_without_gap_and_read_back() {
        let mut quarter = Quarter { year: 2023, nth: 4 };
        for _ in 0..12 {
            let next = quarter.after();
            assert_eq!(quarter.period().last + 1, next.period().first);
            assert_eq!(next.before(), quarter);
            assert_eq!(quarter.to_string().parse::<Quarter>(), Ok(quarter));
            assert_eq!(Quarter::of(quarter.period().first), quarter);
            assert_eq!(Quarter::of(quarter.period().last), quarter);
            quarter = next;
        }
        assert_eq!(Quarter::closed_before(date(2026, 4, 1)), Quarter { year: 2026, nth: 1 });
        assert_eq!(Quarter::closed_before(date(2026, 3, 31)), Quarter { year: 2025, nth: 4 });
        for wrong in ["2026", "2026-Q5", "2026-5", "x-Q1", ""] {
            assert!(wrong.parse::<Quarter>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_year_is_its_four_quarters() {
        let year = Quarter { year: 2026, nth: 1 }.year();
        assert_eq!(year.period(), Period { first: date(2025, 4, 1), last: date(2026, 3, 31) });
        assert_eq!(year.in_words(), "the year to March 2026");
        assert_eq!(year.to_string().parse(), Ok(year));
    }
}
