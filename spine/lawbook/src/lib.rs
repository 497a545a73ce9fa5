//! National law, calendars and code lists as dated rows with a source; the type every rule set has. No IO.
//!
//! A number that comes from law, a standard or a contract is a row of a [`Dated`] table: from when, the value, and
//! where it is written ([`Src`]). A changed rule is a new row; an old case keeps the rule of its day.

mod calendar;
mod dated;
pub mod hand_over;
mod holidays;
pub mod letters;
pub mod responsibility;
mod rule_set;
pub mod shipped;

pub use calendar::Calendar;
pub use dated::{Dated, Src, date};
pub use holidays::{Change, HOLIDAY_CHANGES, HOLIDAY_RULES, HolidayRule, bank_holidays};
pub use responsibility::who_pays;
pub use rule_set::{Limit, Measure, Owner, Owners, RuleSet, Setting, Source, Start, Stop, Unit};
