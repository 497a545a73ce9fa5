//! Actions: each an ask with one owner, one date and one outcome. What is not done carries itself; what is overdue at two
//! meetings goes to the group above, and does not close without its answer.

use kernel::{Day, OrgId, SeatId};
use lawbook::Calendar;
use serde::{Deserialize, Serialize};

use crate::names::named;
use crate::working;

/// What happened to an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The owner has taken it on.
    Accepted,
    /// The owner has declined, with a reason: it is the group's again.
    Declined {
        /// Why.
        why: String,
    },
    /// It has another owner.
    PassedOn {
        /// The seat.
        to: SeatId,
        /// Its organisation.
        org: OrgId,
        /// Why.
        why: String,
    },
    /// It has another date.
    Moved {
        /// By when.
        due: Day,
        /// Why.
        why: String,
    },
    /// Done, and what came of it.
    Done {
        /// What came of it.
        outcome: String,
    },
    /// It will not be done, and why.
    NotDone {
        /// Why.
        why: String,
    },
    /// The chair has read the outcome: nothing more to do.
    Closed,
}

named! {
    /// How an action stands.
    "how an action stands" ActionState {
        /// Asked, not yet answered by its owner.
        Asked = "asked" "Asked",
        /// Taken on.
        Accepted = "accepted" "Under way",
        /// Declined: the chair finds another owner or closes it.
        Declined = "declined" "Declined",
        /// Done; the chair has yet to close it.
        Done = "done" "Done",
        /// Not done; the chair has yet to close it.
        NotDone = "not-done" "Not done",
        /// Closed.
        Closed = "closed" "Closed",
    }
}

impl ActionState {
    /// The owner has it still to do.
    pub const fn is_open(self) -> bool {
        matches!(self, ActionState::Asked | ActionState::Accepted | ActionState::Declined)
    }
}

/// An escalation as an action's rules need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escalation {
    /// It was never escalated.
    None,
    /// The group above has yet to answer.
    Waiting,
    /// It has answered.
    Answered,
}

/// Why nothing happened to an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionRefused {
    /// Words are needed: the reason or the outcome.
    NoWords,
    /// It has its outcome already.
    Ended,
    /// It has no outcome yet, so that it cannot be closed.
    NoOutcome,
    /// The group above was asked and has not answered.
    NoAnswer,
    /// The new date is before today.
    PastDate,
    /// It was passed on to the seat that has it.
    SameOwner,
}

/// An action as it is before something happens to it.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// How it stands.
    pub state: ActionState,
    /// Whose it is.
    pub owner: SeatId,
    /// Whether it was escalated.
    pub escalation: Escalation,
    /// The day.
    pub today: Day,
}

/// The state that follows, or why nothing does.
pub fn next(now: Now, what: &Outcome) -> Result<ActionState, ActionRefused> {
    let said = |words: &str, state| {
        if words.trim().is_empty() { Err(ActionRefused::NoWords) } else { Ok(state) }
    };
    if let Outcome::Closed = what {
        return match (now.state, now.escalation) {
            (ActionState::Closed, _) => Err(ActionRefused::Ended),
            (ActionState::Asked | ActionState::Accepted, _) => Err(ActionRefused::NoOutcome),
            (_, Escalation::Waiting) => Err(ActionRefused::NoAnswer),
            (ActionState::Declined | ActionState::Done | ActionState::NotDone, _) => Ok(ActionState::Closed),
        };
    }
    if !now.state.is_open() {
        return Err(ActionRefused::Ended);
    }
    match what {
        Outcome::Accepted => Ok(ActionState::Accepted),
        Outcome::Declined { why } => said(why, ActionState::Declined),
        Outcome::PassedOn { to, .. } if *to == now.owner => Err(ActionRefused::SameOwner),
        Outcome::PassedOn { why, .. } => said(why, ActionState::Asked),
        Outcome::Moved { due, .. } if *due < now.today => Err(ActionRefused::PastDate),
        Outcome::Moved { why, .. } => said(why, now.state),
        Outcome::Done { outcome } => said(outcome, ActionState::Done),
        Outcome::NotDone { why } => said(why, ActionState::NotDone),
        Outcome::Closed => Err(ActionRefused::NoOutcome),
    }
}

/// The meetings at which an action was overdue: those held after its date, up to and including today.
pub fn overdue_at(due: Day, held: impl Iterator<Item = Day>, today: Day) -> u16 {
    let count = held.filter(|day| *day > due && *day <= today).count();
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Whether an action goes to the group above: overdue at as many meetings as the rule says, and not escalated before.
pub fn goes_above(state: ActionState, escalation: Escalation, overdue_at: u16, today: Day) -> bool {
    state.is_open()
        && escalation == Escalation::None
        && i32::from(overdue_at) >= working::OVERDUE_MEETINGS_MAX.on(today)
}

/// Whether the owner of an action is nudged today: it is overdue, open, and the seat was not nudged in the last working
/// days. One nudge an action goes out by itself; more are asked for by hand.
pub fn is_nudged(
    calendar: &Calendar,
    state: ActionState,
    due: Day,
    nudged_before: bool,
    seat_nudged: Option<Day>,
    today: Day,
) -> bool {
    state.is_open()
        && !nudged_before
        && due < today
        && calendar.is_working(today)
        && working::may_nudge(calendar, seat_nudged, today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn now(state: ActionState, escalation: Escalation) -> Now {
        Now { state, owner: SeatId::from_bits(1), escalation, today: day("2026-06-10") }
    }

    #[test]
    fn an_action_has_one_outcome_and_is_closed_after_it() {
        let asked = now(ActionState::Asked, Escalation::None);
        let done = Outcome::Done { outcome: "Rota agreed".to_owned() };
        assert_eq!(next(asked, &done), Ok(ActionState::Done));
        assert_eq!(next(asked, &Outcome::Closed), Err(ActionRefused::NoOutcome));
        assert_eq!(next(asked, &Outcome::Done { outcome: " ".to_owned() }), Err(ActionRefused::NoWords));
        let ended = now(ActionState::Done, Escalation::None);
        assert_eq!(next(ended, &done), Err(ActionRefused::Ended));
        assert_eq!(next(ended, &Outcome::Closed), Ok(ActionState::Closed));
        let to_self = Outcome::PassedOn {
            to: SeatId::from_bits(1),
            org: "Y00001".parse().unwrap(),
            why: "x".to_owned(),
        };
        assert_eq!(next(asked, &to_self), Err(ActionRefused::SameOwner));
        let back = Outcome::Moved { due: day("2026-06-09"), why: "x".to_owned() };
        assert_eq!(next(asked, &back), Err(ActionRefused::PastDate));
    }

    #[test]
    fn an_escalation_does_not_close_without_an_answer() {
        let waiting = now(ActionState::NotDone, Escalation::Waiting);
        assert_eq!(next(waiting, &Outcome::Closed), Err(ActionRefused::NoAnswer));
        assert_eq!(
            next(now(ActionState::NotDone, Escalation::Answered), &Outcome::Closed),
            Ok(ActionState::Closed)
        );
    }

    #[test]
    fn twice_overdue_goes_above_once() {
        let held = || ["2026-06-02", "2026-06-23", "2026-07-14"].map(day).into_iter();
        let due = day("2026-06-02");
        assert_eq!(
            overdue_at(due, held(), day("2026-06-30")),
            1,
            "due on the day of a meeting is not overdue there"
        );
        assert_eq!(overdue_at(due, held(), day("2026-07-14")), 2);
        let goes = |state, escalation, count| goes_above(state, escalation, count, day("2026-07-14"));
        assert!(!goes(ActionState::Accepted, Escalation::None, 1));
        assert!(goes(ActionState::Accepted, Escalation::None, 2));
        assert!(!goes(ActionState::Accepted, Escalation::Waiting, 3));
        assert!(!goes(ActionState::Done, Escalation::None, 3));
    }

    #[test]
    fn one_polite_nudge_on_a_working_day_and_never_two_to_a_seat_in_three() {
        let england = Calendar::england();
        let due = day("2026-06-11");
        let nudged = |before, last: Option<&str>, today: &str| {
            is_nudged(&england, ActionState::Asked, due, before, last.map(day), day(today))
        };
        assert!(!nudged(false, None, "2026-06-11"), "not on its day");
        assert!(nudged(false, None, "2026-06-12"));
        assert!(!nudged(false, None, "2026-06-13"), "not on a Saturday");
        assert!(!nudged(true, None, "2026-06-12"), "one by itself");
        assert!(!nudged(false, Some("2026-06-10"), "2026-06-12"));
        assert!(nudged(false, Some("2026-06-10"), "2026-06-15"));
    }
}
