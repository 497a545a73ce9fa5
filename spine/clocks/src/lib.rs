//! Who owned which day of an ask, and what each rule set says of it. Pure, and the same for every family of ask.
//!
//! A family's own rules turn its events into calls on a [`Track`]: owners of days, slots offered, organisations handing
//! on, the end. [`judge`] then says what a [`Rule`] makes of the whole journey or of one organisation's part of it.
//!
//! Day 0 is the day of the start; a wait from one date to another counts the days after the first up to and including
//! the second. Host, sender, patient and clinical days add up to the raw wait, always.

mod cohort;
mod elapsed;
mod judge;
mod rule;
mod track;

pub use cohort::{Period, Place, place_in};
pub use elapsed::{Elapsed, judge_elapsed};
pub use judge::{Score, Standing, Verdict, judge};
pub use rule::{Clock, NotInDays, Rule};
pub use track::{End, OwnerDays, Slot, SlotState, Span, Track, Window};

pub use lawbook::{Calendar, Owner, Owners};
