//! The numbers of a hand-over as they stood on the day an ask was sent; it keeps them to its end.

use clocks::Calendar;
use kernel::Day;
use lawbook::hand_over;

/// The terms of one ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Slots on different days that make an offer reasonable.
    pub reasonable_slots: usize,
    /// Working days ahead that each of them must be.
    pub reasonable_notice_working_days: i32,
    /// Working days after its review date at which a deferral lapses.
    pub deferral_lapses_working_days: i32,
    /// Missed appointments from which a return may be decided.
    pub return_missed_min: u8,
    /// Days of unavailability beyond which a return may be decided.
    pub return_unavailable_days_more_than: i32,
}

impl Terms {
    /// The terms on that day.
    pub fn on(day: Day) -> Terms {
        // Before the first row nobody had agreed anything: then no offer is reasonable and nobody is returned.
        Terms {
            reasonable_slots: usize::from(hand_over::REASONABLE_SLOTS_MIN.at_or(day, u8::MAX)),
            reasonable_notice_working_days: i32::from(
                hand_over::REASONABLE_NOTICE_WORKING_DAYS_MIN.at_or(day, u8::MAX),
            ),
            deferral_lapses_working_days: i32::from(hand_over::DEFERRAL_LAPSES_WORKING_DAYS.at_or(day, 0)),
            return_missed_min: hand_over::RETURN_MISSED_MIN.at_or(day, u8::MAX),
            return_unavailable_days_more_than: i32::from(
                hand_over::RETURN_UNAVAILABLE_DAYS_MORE_THAN.at_or(day, u16::MAX),
            ),
        }
    }

    /// Whether an offer made that day is reasonable: enough slots on different days with enough notice. Sooner slots
    /// beside them do no harm.
    pub fn is_reasonable(&self, offered_on: Day, slots: &[Day], calendar: &Calendar) -> bool {
        let far_enough =
            |slot: &Day| calendar.working_days(offered_on, *slot) >= self.reasonable_notice_working_days;
        let mut rest = slots;
        let mut days = 0;
        while let Some((slot, others)) = rest.split_first() {
            if far_enough(slot) && !others.contains(slot) {
                days += 1;
            }
            rest = others;
        }
        days >= self.reasonable_slots
    }
}
