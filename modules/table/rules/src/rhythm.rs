//! When a group meets: every so many weeks, or on the same weekday of every so many months. Bank holidays move a meeting
//! or cancel it, as the group has said.

use jiff::civil::Weekday;
use kernel::Day;
use lawbook::Calendar;
use serde::{Deserialize, Serialize};

use crate::names::named;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// Every so many weeks, on the weekday of the first.
    Weeks(u8),
    /// Every so many months, on the same weekday of the month as the first: the second Wednesday, the last Friday.
    Months(u8),
}

named! {
    /// What happens to a meeting that falls on a day that is no working day.
    "what a bank holiday does" OnHoliday {
        /// It is held on the next working day.
        Moves = "moves" "It moves to the next working day",
        /// It is left out.
        Cancels = "cancels" "It is left out",
    }
}

/// A wall time in England.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
}

/// A text that is not a time of day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeRefused(String);

impl std::fmt::Display for TimeRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "“{}” is not a time: write hours and minutes, as in 14:00", self.0)
    }
}

impl std::error::Error for TimeRefused {}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl std::str::FromStr for Time {
    type Err = TimeRefused;

    fn from_str(text: &str) -> Result<Time, TimeRefused> {
        let refused = || TimeRefused(text.chars().take(20).collect());
        let (hour, minute) = text.trim().split_once([':', '.']).ok_or_else(refused)?;
        let number = |part: &str, most: i8| {
            let fits = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<i8>().ok().filter(|number| fits && *number <= most)
        };
        match (number(hour, 23), number(minute, 59)) {
            (Some(hour), Some(minute)) if text.trim().len() >= 4 => Ok(Time { hour, minute }),
            _ => Err(refused()),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A rhythm that a group keeps from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// The first meeting; the later ones follow from it.
    pub first: Day,
    /// The last day of this rhythm, where another has taken its place.
    #[serde(default)]
    pub until: Option<Day>,
    /// How often.
    pub every: Every,
    /// When it begins, on the wall in England.
    pub at: Time,
    /// How long, in minutes.
    pub minutes: u16,
    /// Where.
    pub place: String,
    /// What a bank holiday does.
    pub on_holiday: OnHoliday,
}

/// One meeting that a rhythm brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The day that the rhythm named: it stays the meeting's name, wherever it is moved.
    pub original: Day,
    /// The day on which it is held.
    pub on: Day,
    /// A bank holiday has cancelled it.
    pub cancelled: bool,
}

impl Every {
    /// For people: “every three weeks”.
    pub fn in_words(self) -> String {
        match self {
            Every::Weeks(1) => "every week".to_owned(),
            Every::Weeks(weeks) => format!("every {} weeks", number(weeks)),
            Every::Months(1) => "every month".to_owned(),
            Every::Months(3) => "every quarter".to_owned(),
            Every::Months(6) => "twice a year".to_owned(),
            Every::Months(12) => "once a year".to_owned(),
            Every::Months(months) => format!("every {} months", number(months)),
        }
    }
}

fn number(count: u8) -> String {
    match count {
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        4 => "four".to_owned(),
        other => other.to_string(),
    }
}

/// Which weekday of its month a day is: 1 to 4, or the last.
pub(crate) fn nth_of_month(day: Day) -> i8 {
    let nth = (day.civil().day() - 1) / 7 + 1;
    if nth == 5 { -1 } else { nth }
}

fn nth_weekday(year: i16, month: i8, nth: i8, weekday: Weekday) -> Option<Day> {
    let first = jiff::civil::Date::new(year, month, 1).ok()?;
    first.nth_weekday_of_month(nth, weekday).ok().map(Day::from_civil)
}

/// More meetings than any group holds in the time anybody looks at: an end for a loop.
const MEETINGS_MAX: usize = 5_000;

impl Rhythm {
    /// Every meeting of the rhythm whose named day falls within the two days, in order.
    pub fn between(&self, from: Day, to: Day, calendar: &Calendar) -> Vec<Occurrence> {
        let last = self.until.map_or(to, |until| until.min(to));
        let mut found = Vec::new();
        for original in self.named(last) {
            if original >= from {
                found.push(self.held(original, calendar));
            }
        }
        found
    }

    /// The days that the rhythm names, up to and including the last.
    fn named(&self, last: Day) -> impl Iterator<Item = Day> {
        let civil = self.first.civil();
        let (nth, weekday) = (nth_of_month(self.first), civil.weekday());
        let (first, every) = (self.first, self.every);
        let mut step: i32 = 0;
        std::iter::from_fn(move || {
            let day = match every {
                Every::Weeks(weeks) => first + step.saturating_mul(i32::from(weeks.max(1)) * 7),
                Every::Months(months) => {
                    let ahead = i32::from(civil.month()) - 1 + step.saturating_mul(i32::from(months.max(1)));
                    let year = i32::from(civil.year()) + ahead.div_euclid(12);
                    let month = i8::try_from(ahead.rem_euclid(12) + 1).ok()?;
                    nth_weekday(i16::try_from(year).ok()?, month, nth, weekday)?
                }
            };
            step += 1;
            (day <= last).then_some(day)
        })
        .take(MEETINGS_MAX)
    }

    fn held(&self, original: Day, calendar: &Calendar) -> Occurrence {
        if calendar.is_working(original) || original.is_weekend() {
            // A group that meets on Saturdays has said so itself.
            return Occurrence { original, on: original, cancelled: false };
        }
        match self.on_holiday {
            OnHoliday::Cancels => Occurrence { original, on: original, cancelled: true },
            OnHoliday::Moves => {
                Occurrence { original, on: calendar.plus_working_days(original, 1), cancelled: false }
            }
        }
    }

    /// For people: “every three weeks on Tuesdays at 14:00, for 90 minutes, in the board room”.
    pub fn in_words(&self) -> String {
        let civil = self.first.civil();
        let weekday = civil.strftime("%A").to_string();
        let which = match (self.every, nth_of_month(self.first)) {
            (Every::Weeks(_), _) => format!("on {weekday}s"),
            (Every::Months(_), 1) => format!("on the first {weekday}"),
            (Every::Months(_), 2) => format!("on the second {weekday}"),
            (Every::Months(_), 3) => format!("on the third {weekday}"),
            (Every::Months(_), 4) => format!("on the fourth {weekday}"),
            (Every::Months(_), _) => format!("on the last {weekday}"),
        };
        let place = if self.place.is_empty() { String::new() } else { format!(", {}", self.place) };
        format!("{} {which} at {}, for {} minutes{place}", self.every.in_words(), self.at, self.minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn rhythm(first: &str, every: Every, on_holiday: OnHoliday) -> Rhythm {
        Rhythm {
            first: day(first),
            until: None,
            every,
            at: Time { hour: 14, minute: 0 },
            minutes: 90,
            place: "Board room".to_owned(),
            on_holiday,
        }
    }

    fn check(rhythm: &Rhythm, from: &str, to: &str) -> String {
        let told = rhythm.between(day(from), day(to), &Calendar::england()).into_iter().map(|one| {
            match (one.cancelled, one.on == one.original) {
                (true, _) => format!("-{}", one.original),
                (false, true) => one.on.to_string(),
                (false, false) => format!("{}>{}", one.original, one.on),
            }
        });
        told.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn weekly_meetings_leave_bank_holidays_out_where_the_group_says_so() {
        let weekly = rhythm("2026-04-27", Every::Weeks(1), OnHoliday::Cancels);
        // Early May bank holiday: Monday 4 May 2026.
        assert_eq!(
            check(&weekly, "2026-04-01", "2026-05-18"),
            "2026-04-27 -2026-05-04 2026-05-11 2026-05-18"
        );
    }

    #[test]
    fn three_weekly_meetings_move_off_a_bank_holiday_and_keep_their_name_and_rhythm() {
        let three = rhythm("2026-03-23", Every::Weeks(3), OnHoliday::Moves);
        // 25 May 2026 is the spring bank holiday.
        assert_eq!(
            check(&three, "2026-04-01", "2026-06-30"),
            "2026-04-13 2026-05-04>2026-05-05 2026-05-25>2026-05-26 2026-06-15"
        );
    }

    #[test]
    fn quarterly_meetings_keep_their_weekday_of_the_month() {
        let second = rhythm("2026-01-14", Every::Months(3), OnHoliday::Moves);
        assert_eq!(check(&second, "2026-01-01", "2026-12-31"), "2026-01-14 2026-04-08 2026-07-08 2026-10-14");
        let last = rhythm("2026-01-30", Every::Months(6), OnHoliday::Moves);
        assert_eq!(check(&last, "2026-01-01", "2027-01-31"), "2026-01-30 2026-07-31 2027-01-29");
        assert!(second.in_words().starts_with("every quarter on the second Wednesday at 14:00"));
    }

    #[test]
    fn a_rhythm_ends_where_another_begins() {
        let mut weekly = rhythm("2026-06-01", Every::Weeks(1), OnHoliday::Cancels);
        weekly.until = Some(day("2026-06-10"));
        assert_eq!(check(&weekly, "2026-06-01", "2026-12-31"), "2026-06-01 2026-06-08");
        assert_eq!(check(&weekly, "2026-06-02", "2026-06-07"), "");
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!("9:05".parse::<Time>().map(|time| time.to_string()), Ok("09:05".to_owned()));
        assert_eq!("14.30".parse::<Time>().map(|time| time.to_string()), Ok("14:30".to_owned()));
        for wrong in ["", "25:00", "9:60", "nine", "1400", "9:5:1", ":30", "1:2"] {
            assert!(wrong.parse::<Time>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn meetings_come_in_order_on_working_days_and_never_twice(
            start in 15_000i32..25_000, weeks in 1u8..9, months in 1u8..13, by_week: bool
        ) {
            let first = Day::from_epoch_days(start);
            let every = if by_week { Every::Weeks(weeks) } else { Every::Months(months) };
            let rhythm = Rhythm { first, ..rhythm("2026-01-14", every, OnHoliday::Moves) };
            let england = Calendar::england();
            let found = rhythm.between(first, first + 800, &england);
            prop_assert!(!found.is_empty());
            for pair in found.windows(2) {
                prop_assert!(pair[0].original < pair[1].original);
            }
            for one in &found {
                prop_assert_eq!(one.original.weekday(), first.weekday());
                prop_assert!(england.is_working(one.on) || one.original.is_weekend());
            }
        }
    }
}
