//! Clocks that count hours and minutes: time that really passed, whatever the clocks on the wall did that night.

use kernel::Moment;
use lawbook::Limit;

use crate::judge::Verdict;

/// What a clock of hours or minutes says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed {
    /// Met, failed or open.
    pub verdict: Verdict,
    /// The last moment that is in time.
    pub due: Moment,
}

/// Judges a clock of hours or minutes, or nothing where the limit counts something else.
pub fn judge_elapsed(limit: Limit, start: Moment, stop: Option<Moment>, now: Moment) -> Option<Elapsed> {
    let due = match limit {
        Limit::Hours(hours) => start.plus_hours(i64::from(hours)),
        Limit::Minutes(minutes) => start.plus_minutes(i64::from(minutes)),
        Limit::CalendarDays(_) | Limit::WorkingDays(_) | Limit::ClinicClose | Limit::LastSafeTime => {
            return None;
        }
    };
    let verdict = match stop {
        Some(stop) if stop <= due => Verdict::Met,
        None if now <= due => Verdict::Open,
        Some(_) | None => Verdict::Failed,
    };
    Some(Elapsed { verdict, due })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_hours_over_the_clock_change_is_twenty_four_of_them() {
        let discharged: Moment = "2025-03-29T14:00".parse().unwrap();
        let in_time: Moment = "2025-03-30T15:00".parse().unwrap();
        let late: Moment = "2025-03-30T15:01".parse().unwrap();
        let verdict =
            |stop, now| judge_elapsed(Limit::Hours(24), discharged, stop, now).map(|score| score.verdict);
        assert_eq!(verdict(Some(in_time), late), Some(Verdict::Met));
        assert_eq!(verdict(Some(late), late), Some(Verdict::Failed));
        assert_eq!(verdict(None, in_time), Some(Verdict::Open));
        assert_eq!(verdict(None, late), Some(Verdict::Failed));
        assert_eq!(judge_elapsed(Limit::CalendarDays(1), discharged, None, late), None);
    }
}
