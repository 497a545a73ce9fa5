//! Which event may follow which state: the table of moves.

use super::event::EventKind;
use super::state::State;

use State::{
    Accepted, Answered, Booked, Closed, Declined, Deferred, Draft, Fitted, NeedsInfo, NotFitted, Offered,
    Redirected, Returned, Sent, WaitingPatient, Withdrawn,
};

/// The states in which an ask is open. A declined one is, until it is passed on or withdrawn.
pub(super) const OPEN: &[State] =
    &[Sent, NeedsInfo, Accepted, Declined, Redirected, Offered, Booked, WaitingPatient, Deferred, NotFitted];

/// The states after which an event of that kind may come. A redirected ask stands at its new host as one just sent.
pub const fn states_before(kind: EventKind) -> &'static [State] {
    match kind {
        EventKind::Sent => &[Draft],
        EventKind::NeedsInfo | EventKind::Accepted | EventKind::Declined => &[Sent, Redirected],
        EventKind::InfoGiven => &[NeedsInfo],
        EventKind::Redirected => &[Sent, Accepted, Declined, Redirected, NotFitted],
        EventKind::Offered => &[Accepted, Offered, WaitingPatient, Deferred, NotFitted],
        EventKind::Booked | EventKind::WaitingPatient => &[Offered],
        EventKind::HostCancelled => &[Booked, Offered, Deferred],
        EventKind::PatientCancelled | EventKind::DidNotAttend | EventKind::Fitted | EventKind::NotFitted => {
            &[Booked]
        }
        EventKind::Deferred | EventKind::FitToProceed | EventKind::Withdrawn => OPEN,
        EventKind::Returned => &[WaitingPatient],
        EventKind::Answered => &[Fitted, NotFitted, Withdrawn, Returned],
        EventKind::Closed => &[Answered],
        EventKind::Void => &[
            Sent,
            NeedsInfo,
            Accepted,
            Declined,
            Redirected,
            Offered,
            Booked,
            WaitingPatient,
            Deferred,
            NotFitted,
            Fitted,
            Withdrawn,
            Returned,
            Answered,
            Closed,
        ],
    }
}
