//! What is known of the person's cycle.

use std::fmt;

use kernel::Day;

use crate::rows;

/// What is known of the cycle in which the unprotected sex happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cycle {
    /// The first day of the last period, and the shortest usual cycle.
    Known {
        /// The first day of the last period.
        last_period: Day,
        /// The shortest cycle she usually has: the earliest that she is likely to ovulate follows from it.
        shortest: CycleDays,
    },
    /// Not known, or irregular: nothing is built on it.
    Unknown,
}

/// The length of the shortest usual cycle, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CycleDays(u8);

/// A number of days that is no usual cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleRefused {
    given: i64,
    shortest: u8,
    longest: u8,
}

impl fmt::Display for CycleRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "check the dates; ring now. A shortest usual cycle of {} days is outside {} to {} days: ask again how many \
             days lie between the first days of two periods when they come closest, or say that the cycle is not known",
            self.given, self.shortest, self.longest
        )
    }
}

impl std::error::Error for CycleRefused {}

impl CycleDays {
    /// The shortest usual cycle, refused outside the range of the day ([`rows::USUAL_CYCLE`]): a slip of the finger there
    /// (82 for 28) would make the window longer than it is.
    pub fn new(days: i64, on: Day) -> Result<CycleDays, CycleRefused> {
        let range = rows::USUAL_CYCLE.on(on);
        let refused = CycleRefused { given: days, shortest: range.shortest, longest: range.longest };
        match u8::try_from(days) {
            Ok(days) if (range.shortest..=range.longest).contains(&days) => Ok(CycleDays(days)),
            Ok(_) | Err(_) => Err(refused),
        }
    }

    /// The days.
    pub const fn days(self) -> u8 {
        self.0
    }
}
