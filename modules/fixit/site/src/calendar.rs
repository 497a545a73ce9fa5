//! The working days of England, worked out once.

use std::sync::OnceLock;

use lawbook::Calendar;

/// The calendar by which working days are counted.
pub fn england() -> &'static Calendar {
    static CALENDAR: OnceLock<Calendar> = OnceLock::new();
    CALENDAR.get_or_init(Calendar::england)
}
