//! Moments: instants of the world's clock, in microseconds, and how they stand on the wall in England.

use std::fmt;
use std::str::FromStr;

use crate::Day;

/// An instant, in microseconds since the start of 1970 (UTC). Hours between moments are hours that really passed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// Why a local time names no single moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MomentRefused {
    /// Not a date and time at all.
    Unreadable(String),
    /// The clocks go forward over it: no such time on the wall that day.
    SkippedByClockChange(String),
    /// The clocks go back over it: it happens twice, and only an offset says which.
    RepeatedByClockChange(String),
}

impl fmt::Display for MomentRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MomentRefused::Unreadable(given) => {
                write!(
                    f,
                    "“{given}” is not a date and time: write 2025-03-08T22:00, or 2025-03-08T22:00+00:00"
                )
            }
            MomentRefused::SkippedByClockChange(given) => {
                write!(f, "“{given}” does not exist: the clocks go forward over it that night")
            }
            MomentRefused::RepeatedByClockChange(given) => write!(
                f,
                "“{given}” happens twice that night as the clocks go back: add +01:00 for the first or +00:00 for the second"
            ),
        }
    }
}

impl std::error::Error for MomentRefused {}

const MICROS_IN_HOUR: i64 = 3_600_000_000;

fn london() -> jiff::tz::TimeZone {
    // The database is compiled in, so the look-up cannot fail; UTC stands in to keep this free of panics.
    jiff::tz::TimeZone::get("Europe/London").unwrap_or(jiff::tz::TimeZone::UTC)
}

impl Moment {
    /// The moment so many microseconds after the start of 1970, UTC.
    pub const fn from_micros(micros: i64) -> Moment {
        Moment(micros)
    }

    /// Microseconds since the start of 1970, UTC.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The moment of a jiff timestamp.
    pub fn from_timestamp(timestamp: jiff::Timestamp) -> Moment {
        Moment(timestamp.as_microsecond())
    }

    /// The jiff timestamp.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }

    /// So many hours of real time later.
    pub const fn plus_hours(self, hours: i64) -> Moment {
        Moment(self.0.saturating_add(hours.saturating_mul(MICROS_IN_HOUR)))
    }

    /// So many minutes of real time later.
    pub const fn plus_minutes(self, minutes: i64) -> Moment {
        Moment(self.0.saturating_add(minutes.saturating_mul(MICROS_IN_HOUR / 60)))
    }

    /// Microseconds from the earlier moment to this one.
    pub const fn micros_since(self, earlier: Moment) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The civil day on the wall in England.
    pub fn day(self) -> Day {
        Day::from_civil(self.timestamp().to_zoned(london()).date())
    }

    /// 00:00 on the wall in England as that day begins.
    pub fn start_of(day: Day) -> Moment {
        match day.civil().to_zoned(london()) {
            Ok(zoned) => Moment::from_timestamp(zoned.timestamp()),
            Err(_) => Moment(i64::MAX),
        }
    }

    /// A wall time in England on that day, or why it names no single moment.
    pub fn local(day: Day, hour: i8, minute: i8) -> Result<Moment, MomentRefused> {
        let wall = format!("{day}T{hour:02}:{minute:02}");
        wall.parse()
    }

    /// For people, on the wall in England: “Sat 15 Mar 2025, 22:00”.
    pub fn in_words(self) -> String {
        self.timestamp().to_zoned(london()).strftime("%a %-d %b %Y, %H:%M").to_string()
    }

    /// The time alone on the wall in England: “10:20”.
    pub fn time_in_words(self) -> String {
        self.timestamp().to_zoned(london()).strftime("%H:%M").to_string()
    }

    /// With the English offset, as in `2025-03-08T22:00:00+00:00`.
    pub fn in_london(self) -> String {
        self.timestamp().to_zoned(london()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Reads `2025-03-08T22:00` as wall time in England, and `…Z` or `…+01:00` as written.
impl FromStr for Moment {
    type Err = MomentRefused;

    fn from_str(text: &str) -> Result<Moment, MomentRefused> {
        let given = || text.chars().take(60).collect::<String>();
        if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
            return Ok(Moment::from_timestamp(timestamp));
        }
        let looks_right =
            text.len() >= 16 && text.as_bytes().get(10).is_some_and(|b| *b == b'T' || *b == b' ');
        let civil = match text.parse::<jiff::civil::DateTime>() {
            Ok(civil) if looks_right => civil,
            Ok(_) | Err(_) => return Err(MomentRefused::Unreadable(given())),
        };
        let ambiguous = london().to_ambiguous_zoned(civil);
        match ambiguous.offset() {
            jiff::tz::AmbiguousOffset::Unambiguous { .. } => ambiguous
                .unambiguous()
                .map(|zoned| Moment::from_timestamp(zoned.timestamp()))
                .map_err(|_| MomentRefused::Unreadable(given())),
            jiff::tz::AmbiguousOffset::Gap { .. } => Err(MomentRefused::SkippedByClockChange(given())),
            jiff::tz::AmbiguousOffset::Fold { .. } => Err(MomentRefused::RepeatedByClockChange(given())),
        }
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Moment, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn hours_are_real_over_a_clock_change() {
        let before = moment("2025-03-29T12:00");
        let after = moment("2025-03-30T12:00");
        assert_eq!(after.micros_since(before), 23 * MICROS_IN_HOUR);
        assert_eq!(before.plus_hours(120).in_words(), "Thu 3 Apr 2025, 13:00");
    }

    #[test]
    fn a_time_that_a_clock_change_skips_or_repeats_is_refused() {
        assert!(matches!("2025-03-30T01:30".parse::<Moment>(), Err(MomentRefused::SkippedByClockChange(_))));
        assert!(matches!("2025-10-26T01:30".parse::<Moment>(), Err(MomentRefused::RepeatedByClockChange(_))));
        assert_eq!(moment("2025-10-26T01:30+01:00").plus_hours(1), moment("2025-10-26T01:30+00:00"));
    }

    #[test]
    fn the_day_is_the_one_on_the_wall() {
        assert_eq!(moment("2025-06-30T23:30:00Z").day().to_string(), "2025-07-01");
        assert_eq!(Moment::start_of("2025-07-01".parse().unwrap()), moment("2025-06-30T23:00:00Z"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "2025-03-08", "yesterday", "2025-13-01T10:00", "2025-03-08T25:00"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }
}
