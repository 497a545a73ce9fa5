//! Who chairs on a day. A chair is proposed at a quorate meeting, accepted by the seat that takes it, and holds from a
//! date: council-led until the day before, provider-led from the day. History is kept.

use kernel::{Day, TableSeatId};

use crate::facts::v1::Chair;
use crate::names::named;

named! {
    /// Who leads a group through its chair.
    "who leads a group" LedBy {
        /// A council or another body that pays.
        Council = "council" "Council-led",
        /// Those who give the service.
        Provider = "provider" "Provider-led",
        /// Others: citizens, the voluntary sector, the partnership's office.
        Partners = "partners" "Partner-led",
    }
}

/// Why a chair was not proposed or not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChairRefused {
    /// Only a quorate meeting proposes a chair.
    NotQuorate,
    /// The seat is empty or not of this group.
    EmptySeat,
    /// It would begin before today, or before the chair that has been accepted last.
    TooEarly,
    /// Nothing has been proposed to this seat, or it was accepted already.
    NothingProposed,
    /// Its last day is before its first.
    EndsFirst,
}

/// The chair that holds on a day: the last accepted one that has begun. It holds until another begins, so that no group
/// is without a chair by the calendar alone.
pub fn on(chairs: &[Chair], day: Day) -> Option<&Chair> {
    chairs.iter().filter(|chair| chair.accepted.is_some() && chair.from <= day).max_by_key(|chair| chair.from)
}

/// The seat that chairs on a day.
pub fn seat_on(chairs: &[Chair], day: Day) -> Option<TableSeatId> {
    on(chairs, day).map(|chair| chair.seat)
}

/// The chair that has been accepted and has yet to begin.
pub fn to_come(chairs: &[Chair], day: Day) -> Option<&Chair> {
    chairs.iter().filter(|chair| chair.accepted.is_some() && chair.from > day).min_by_key(|chair| chair.from)
}

/// What has been proposed and waits for the seat to accept. One whose last day stands before its first has lapsed.
pub fn proposed(chairs: &[Chair]) -> Option<&Chair> {
    chairs.iter().rev().find(|chair| chair.accepted.is_none() && chair.until >= chair.from)
}

/// The term has run out and no other chair has begun.
pub fn is_past_term(chairs: &[Chair], day: Day) -> bool {
    on(chairs, day).is_some_and(|chair| chair.until < day)
}

/// Whether a chair may be proposed so.
pub fn may_propose(chairs: &[Chair], new: &Chair, today: Day, quorate: bool) -> Result<(), ChairRefused> {
    if new.until < new.from {
        return Err(ChairRefused::EndsFirst);
    }
    // The first chair begins the group: nobody has met yet who could be quorate.
    let has_had_one = chairs.iter().any(|chair| chair.accepted.is_some());
    if has_had_one && !quorate {
        return Err(ChairRefused::NotQuorate);
    }
    let last = chairs.iter().filter(|chair| chair.accepted.is_some()).map(|chair| chair.from).max();
    if new.from < today || last.is_some_and(|last| new.from <= last) {
        return Err(ChairRefused::TooEarly);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn chair(seat: u128, from: &str, accepted: Option<&str>, led_by: LedBy) -> Chair {
        Chair {
            seat: TableSeatId::from_bits(seat),
            led_by,
            from: day(from),
            until: day(from).plus_months(12) - 1,
            proposed: day("2025-01-01"),
            accepted: accepted.map(day),
        }
    }

    #[test]
    fn the_chair_passes_on_the_day_and_not_before() {
        let chairs = [
            chair(1, "2025-04-01", Some("2025-03-20"), LedBy::Council),
            chair(2, "2026-04-01", Some("2026-03-12"), LedBy::Provider),
        ];
        let led = |text: &str| on(&chairs, day(text)).map(|chair| chair.led_by);
        assert_eq!(led("2025-03-31"), None);
        assert_eq!(led("2026-03-31"), Some(LedBy::Council));
        assert_eq!(led("2026-04-01"), Some(LedBy::Provider));
        assert_eq!(
            led("2029-01-01"),
            Some(LedBy::Provider),
            "no group is without a chair by the calendar alone"
        );
        assert!(is_past_term(&chairs, day("2029-01-01")) && !is_past_term(&chairs, day("2026-04-01")));
        assert_eq!(to_come(&chairs, day("2026-03-31")).map(|one| one.from), Some(day("2026-04-01")));
    }

    #[test]
    fn what_is_proposed_moves_nothing_until_it_is_accepted() {
        let chairs = [
            chair(1, "2025-04-01", Some("2025-03-20"), LedBy::Council),
            chair(2, "2026-04-01", None, LedBy::Provider),
        ];
        assert_eq!(seat_on(&chairs, day("2026-06-01")), Some(TableSeatId::from_bits(1)));
        assert_eq!(proposed(&chairs).map(|one| one.seat), Some(TableSeatId::from_bits(2)));
    }

    #[test]
    fn a_second_chair_needs_a_quorate_meeting_and_a_day_to_come() {
        let first = chair(1, "2025-04-01", Some("2025-03-20"), LedBy::Council);
        let next = chair(2, "2026-04-01", None, LedBy::Provider);
        let today = day("2026-03-01");
        assert_eq!(may_propose(&[], &first, day("2025-03-01"), false), Ok(()));
        let chairs = [first];
        assert_eq!(may_propose(&chairs, &next, today, false), Err(ChairRefused::NotQuorate));
        assert_eq!(may_propose(&chairs, &next, today, true), Ok(()));
        assert_eq!(may_propose(&chairs, &next, day("2026-04-02"), true), Err(ChairRefused::TooEarly));
        let backwards = Chair { until: day("2026-03-31"), ..next };
        assert_eq!(may_propose(&chairs, &backwards, today, true), Err(ChairRefused::EndsFirst));
    }
}
