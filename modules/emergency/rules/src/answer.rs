//! The answer: until when, why, how long that is, and every step on the way.

use kernel::{Day, Moment};

use crate::Working;

const MICROS_IN_HOUR: i64 = 3_600_000_000;
const MICROS_IN_MINUTE: i64 = MICROS_IN_HOUR / 60;

/// Which of the two rules gave the last safe time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Hours from the first unprotected sex of the cycle.
    Upsi,
    /// Days from the earliest likely ovulation.
    Ovulation,
}

/// Whether something else than the window keeps a coil from being fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fitting {
    /// Nothing does.
    AnyTime,
    /// Not before 00:00 of this day, and there is still time after it.
    NotBefore(Day),
    /// The window ends before this day, the first on which a coil may be fitted: no coil in time.
    NotInTime(Day),
}

/// Until when a copper coil can be fitted as emergency contraception, with its workings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The window is open before this moment and shut from it on.
    pub last_safe: Moment,
    /// The rule that gave it; where both give the same moment, the first unprotected sex.
    pub basis: Basis,
    /// The time of asking.
    pub now: Moment,
    /// Whether a coil may be fitted as early as now.
    pub fitting: Fitting,
    /// After ulipristal: the moment before which no hormonal method (implant, pill) starts.
    pub hormones_from: Option<Moment>,
    /// Every step, to be shown as sentences.
    pub workings: Vec<Working>,
}

impl Answer {
    /// Open before the last safe time, shut from it on.
    pub fn open(&self) -> bool {
        self.now < self.last_safe
    }

    fn micros_left(&self) -> i64 {
        self.last_safe.micros_since(self.now).max(0)
    }

    /// Hours of real time left, as a decimal number rounded down to hundredths; 0 when shut. Rounded down, so that nobody
    /// is told of time that is not there; not to whole hours, so that the last half hour is not shown as none.
    pub fn hours_left(&self) -> f64 {
        let hundredths = self.micros_left() / (MICROS_IN_HOUR / 100);
        hundredths as f64 / 100.0
    }

    /// The time left for people: “5 days 14 hours”, “3 hours 20 minutes”, “none”. Rounded down.
    pub fn time_left_in_words(&self) -> String {
        let minutes = self.micros_left() / MICROS_IN_MINUTE;
        let (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
        match (days, hours, rest) {
            (0, 0, 0) if self.open() => "less than a minute".to_owned(),
            (0, 0, 0) => "none".to_owned(),
            (0, 0, rest) => count(rest, "minute"),
            (0, hours, 0) => count(hours, "hour"),
            (0, hours, rest) => format!("{} {}", count(hours, "hour"), count(rest, "minute")),
            (days, 0, _) => count(days, "day"),
            (days, hours, _) => format!("{} {}", count(days, "day"), count(hours, "hour")),
        }
    }

    /// The first line of the screen: what to do now.
    pub fn in_a_line(&self) -> String {
        match (self.open(), self.fitting) {
            (true, Fitting::AnyTime) => format!(
                "Ring now. A copper coil can be fitted as emergency contraception before {}: {} left.",
                self.last_safe.in_words(),
                self.time_left_in_words()
            ),
            (true, Fitting::NotBefore(day)) => format!(
                "Ring now. A copper coil can be fitted as emergency contraception from {} and before {}.",
                day.in_words(),
                self.last_safe.in_words()
            ),
            (true, Fitting::NotInTime(day)) => format!(
                "Ring now. A coil may not be fitted before {}, and the window shuts at {}: speak about an oral method.",
                day.in_words(),
                self.last_safe.in_words()
            ),
            (false, _) => format!(
                "The window for an emergency coil shut at {}. Ring the clinic for advice today.",
                self.last_safe.in_words()
            ),
        }
    }
}

fn count(number: i64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
