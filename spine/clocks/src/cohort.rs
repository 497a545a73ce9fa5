//! Which asks a period's figures are about: those that fell due in it, not those that happened to close in it.

use kernel::Day;

use crate::judge::{Score, Verdict};

/// First and last day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub first: Day,
    /// Its last day, on which it closes.
    pub last: Day,
}

/// Where an ask that fell due in a period is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In time.
    Met,
    /// Not in time; open ones that fell due count here.
    Failed,
    /// Ended without the thing done before it fell due: left out of "in time", and listed.
    EndedWithout,
}

/// Where a score is counted in a period, or nothing where it belongs to another period or to none (void). The score
/// must have been judged as of the last day of the period, so that an open ask's due date is the one known by then.
pub fn place_in(period: Period, at_close: &Score) -> Option<Place> {
    let due = at_close.due?;
    if due < period.first || period.last < due {
        return None;
    }
    Some(match at_close.verdict {
        Verdict::Met => Place::Met,
        Verdict::Failed | Verdict::Open => Place::Failed,
        Verdict::Excluded => Place::EndedWithout,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lawbook::date;

    #[track_caller]
    fn check(verdict: Verdict, due: Option<Day>, expected: Option<Place>) {
        let march = Period { first: date(2025, 3, 1), last: date(2025, 3, 31) };
        assert_eq!(place_in(march, &Score { verdict, days: None, due }), expected);
    }

    #[test]
    fn an_ask_belongs_to_the_period_in_which_it_fell_due() {
        check(Verdict::Met, Some(date(2025, 2, 28)), None);
        check(Verdict::Met, Some(date(2025, 3, 1)), Some(Place::Met));
        check(Verdict::Failed, Some(date(2025, 3, 31)), Some(Place::Failed));
        check(Verdict::Failed, Some(date(2025, 4, 1)), None);
    }

    #[test]
    fn an_open_ask_that_fell_due_counts_as_failed_and_a_void_one_nowhere() {
        check(Verdict::Open, Some(date(2025, 3, 31)), Some(Place::Failed));
        check(Verdict::Excluded, Some(date(2025, 3, 17)), Some(Place::EndedWithout));
        check(Verdict::Excluded, None, None);
    }
}
