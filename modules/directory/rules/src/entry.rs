//! How fresh an entry of the directory is: its owner confirms it, and one that nobody confirms fades and then goes.

use kernel::Day;

use crate::rows;

/// How an entry stands that its owner confirmed last on some day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Confirmed lately.
    Fresh,
    /// Shown with a warning in words.
    Old {
        /// Days since it was confirmed.
        days: u16,
    },
    /// Not shown to others: a closed door is worse than no door.
    Hidden {
        /// Days since it was confirmed.
        days: u16,
    },
}

/// How it stands on that day, by the row of that day. A day of confirming that lies ahead is fresh.
pub fn freshness(confirmed_on: Day, on: Day) -> Freshness {
    let days = u16::try_from((on - confirmed_on).max(0)).unwrap_or(u16::MAX);
    let [warned, hidden] = rows::ENTRY_DAYS.on(on);
    if days >= hidden {
        Freshness::Hidden { days }
    } else if days >= warned {
        Freshness::Old { days }
    } else {
        Freshness::Fresh
    }
}

impl Freshness {
    /// Whether others see the entry.
    pub const fn is_shown(self) -> bool {
        match self {
            Freshness::Fresh | Freshness::Old { .. } => true,
            Freshness::Hidden { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_fades_on_its_90th_day_and_goes_on_its_120th() {
        let today = lawbook::date(2025, 6, 2);
        let at = |days: i32| freshness(today - days, today);
        assert_eq!(at(-1), Freshness::Fresh);
        assert_eq!(at(89), Freshness::Fresh);
        assert_eq!(at(90), Freshness::Old { days: 90 });
        assert_eq!(at(119), Freshness::Old { days: 119 });
        assert_eq!(at(120), Freshness::Hidden { days: 120 });
        assert!(at(119).is_shown() && !at(120).is_shown());
    }
}
