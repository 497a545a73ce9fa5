//! Why something can't have happened to an ask, with the rule that says so.

use std::fmt;

use kernel::Day;

use super::event::EventKind;
use super::legal::states_before;
use super::state::State;

/// The rule that an event breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the dates and names that the words below put in place")]
pub enum Refusal {
    /// An ask begins by being sent.
    NotSentYet { event: EventKind },
    /// It has ended.
    Ended { event: EventKind, state: State, on: Day },
    /// The state does not allow the event.
    NotFrom { event: EventKind, state: State },
    /// Events are recorded in the order in which they happened.
    DatesGoBack { event: EventKind, on: Day, before: Day },
    /// An ask is passed to another organisation.
    SameHost,
    /// An offer has slots.
    NoSlots,
    /// A slot can't be before the day it is offered.
    SlotBeforeOffer { slot: Day, on: Day },
    /// Only a slot that stands can be chosen or taken back.
    SlotNotOffered { event: EventKind, slot: Day },
    /// A slot in the past can't be chosen.
    SlotPassed { slot: Day, on: Day },
    /// The slot is not the one booked.
    NotTheBookedSlot { event: EventKind, slot: Day, booked: Day },
    /// Cancelled with less than 24 hours' notice.
    ShortNotice { slot: Day, on: Day },
    /// Somebody who waits has declined something.
    NothingDeclined,
    /// Only what was offered can be declined.
    DeclinedNotOffered { slot: Day },
    /// Nobody has missed an appointment before its day.
    MissedBeforeSlot { slot: Day, on: Day },
    /// In touch again after the missed appointment, not before.
    RecontactBeforeSlot { slot: Day, recontact: Day },
    /// A review lies ahead.
    ReviewInThePast { review_on: Day, on: Day },
    /// Nothing was deferred.
    NothingDeferred,
    /// A return needs missed appointments or long unavailability, and a decision on this person.
    ReturnTooSoon { missed: u8, missed_min: u8, unavailable_days: i32, days_more_than: i32 },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotSentYet { event } => {
                write!(f, "“{}” comes before “sent”: an ask begins by being sent", event.name())
            }
            Refusal::Ended { event, state, on } => {
                write!(f, "“{}” after the ask ended ({} on {on}): only “void” may follow an end", event.name(), state.name())
            }
            Refusal::NotFrom { event, state } => {
                write!(f, "“{}” can't follow “{}”: it may come after ", event.name(), state.name())?;
                for (place, before) in states_before(*event).iter().enumerate() {
                    write!(f, "{}{}", if place == 0 { "" } else { ", " }, before.name())?;
                }
                Ok(())
            }
            Refusal::DatesGoBack { event, on, before } => write!(
                f,
                "“{}” on {on} stands after an event on {before}: events stand in the order in which they were recorded",
                event.name()
            ),
            Refusal::SameHost => f.write_str("redirected to the host that has it already: name another organisation"),
            Refusal::NoSlots => f.write_str("an offer has at least one slot"),
            Refusal::SlotBeforeOffer { slot, on } => write!(f, "slot {slot} is before {on}, the day it is offered"),
            Refusal::SlotNotOffered { event, slot } => write!(
                f,
                "“{}” names slot {slot}, which the present host has not offered or which no longer stands",
                event.name()
            ),
            Refusal::SlotPassed { slot, on } => write!(f, "slot {slot} had passed by {on}, when it was booked"),
            Refusal::NotTheBookedSlot { event, slot, booked } => {
                write!(f, "“{}” names slot {slot}, but {booked} is the one booked", event.name())
            }
            Refusal::ShortNotice { slot, on } => write!(
                f,
                "the person cancelled slot {slot} on {on}: a cancellation needs at least 24 hours' notice, later than that is “dna”"
            ),
            Refusal::NothingDeclined => {
                f.write_str("“waiting-patient” names at least one declined slot: without one the host still owns the days")
            }
            Refusal::DeclinedNotOffered { slot } => {
                write!(f, "slot {slot} can't be declined: the present host has not offered it, or has taken it back")
            }
            Refusal::MissedBeforeSlot { slot, on } => {
                write!(f, "slot {slot} can't have been missed on {on}, before its day")
            }
            Refusal::RecontactBeforeSlot { slot, recontact } => {
                write!(f, "recontact {recontact} is before slot {slot}, which was missed")
            }
            Refusal::ReviewInThePast { review_on, on } => {
                write!(f, "review on {review_on} is before {on}, the day of the deferral")
            }
            Refusal::NothingDeferred => f.write_str("“fit-to-proceed” needs a deferral that still stands"),
            Refusal::ReturnTooSoon { missed, missed_min, unavailable_days, days_more_than } => write!(
                f,
                "a return needs at least {missed_min} missed appointments or more than {days_more_than} days unavailable, \
                 and a decision on this person; here {missed} missed and {unavailable_days} days"
            ),
        }
    }
}

impl std::error::Error for Refusal {}
