//! Working days that are counted backwards, and the dated numbers of the table's own rhythm: when a pack is frozen, how
//! long the absent have to confirm, how often somebody may be nudged, how long a chair sits.

use kernel::Day;
use lawbook::{Calendar, Dated, Src, date};

/// Working days before a meeting on which its pack is frozen.
pub const PACK_FREEZES_BEFORE: Dated<i32> = Dated(&[(date(2025, 1, 1), 5, Src("table-defaults", "pack"))]);

/// Working days that the absent have to confirm what was proposed without a quorum.
pub const CONFIRM_WITHIN: Dated<i32> = Dated(&[(date(2025, 1, 1), 5, Src("table-defaults", "confirm"))]);

/// Working days that pass before the same seat is nudged again.
pub const NUDGE_APART: Dated<i32> = Dated(&[(date(2025, 1, 1), 3, Src("table-defaults", "nudge"))]);

/// Months that a chair sits where the group has said nothing else.
pub const CHAIR_SITS_MONTHS: Dated<i32> = Dated(&[(date(2025, 1, 1), 12, Src("table-defaults", "chair"))]);

/// Working days after a meeting in which its minutes are drafted.
pub const MINUTES_WITHIN: Dated<i32> = Dated(&[(date(2025, 1, 1), 5, Src("table-defaults", "minutes"))]);

/// Meetings of its group that an action may be overdue at before it goes to the group above.
pub const OVERDUE_MEETINGS_MAX: Dated<i32> =
    Dated(&[(date(2025, 1, 1), 2, Src("table-defaults", "overdue"))]);

/// The working day that stands so many working days before that day.
pub fn minus_working_days(calendar: &Calendar, day: Day, count: i32) -> Day {
    let mut day = day;
    for _ in 0..count {
        day = day - 1;
        while !calendar.is_working(day) {
            day = day - 1;
        }
    }
    day
}

/// The day on which the pack for a meeting is frozen.
pub fn pack_freezes_on(calendar: &Calendar, meeting: Day) -> Day {
    minus_working_days(calendar, meeting, PACK_FREEZES_BEFORE.on(meeting))
}

/// The last day on which the absent may confirm what was proposed on that day.
pub fn confirm_by(calendar: &Calendar, proposed: Day) -> Day {
    calendar.plus_working_days(proposed, CONFIRM_WITHIN.on(proposed))
}

/// Whether a seat that was nudged last on that day may be nudged today.
pub fn may_nudge(calendar: &Calendar, last: Option<Day>, today: Day) -> bool {
    last.is_none_or(|last| calendar.working_days(last, today) >= NUDGE_APART.on(today))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_pack_freezes_five_working_days_before_over_easter_too() {
        let england = Calendar::england();
        let check = |meeting: &str| pack_freezes_on(&england, day(meeting)).to_string();
        assert_eq!(check("2026-06-17"), "2026-06-10");
        // Good Friday is 3 April and Easter Monday 6 April 2026.
        assert_eq!(check("2026-04-08"), "2026-03-30");
        assert_eq!(check("2026-06-15"), "2026-06-08", "a Monday: the Monday before");
    }

    #[test]
    fn nobody_is_nudged_twice_in_three_working_days() {
        let england = Calendar::england();
        let friday = day("2026-06-12");
        let may = |today: &str| may_nudge(&england, Some(friday), day(today));
        assert!(may_nudge(&england, None, friday));
        assert!(
            !may("2026-06-12") && !may("2026-06-14") && !may("2026-06-16"),
            "two working days are too few"
        );
        assert!(may("2026-06-17"));
    }

    #[test]
    fn the_absent_confirm_within_five_working_days() {
        let england = Calendar::england();
        assert_eq!(confirm_by(&england, day("2026-06-12")).to_string(), "2026-06-19");
    }
}
