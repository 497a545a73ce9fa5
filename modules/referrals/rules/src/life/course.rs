//! An ask as it runs: its life and its track, kept in step.

use clocks::{Calendar, Owner, SlotState, Track};
use kernel::Day;

use super::event::Event;
use super::refusal::Refusal;
use super::state::Life;

/// The life of an ask and the track of its days. Events go in by [`Course::record`]; what is legal comes out of the
/// life, whose the days were out of the track.
///
/// ```
/// # use referrals_rules::life::{Course, Event, Party, State};
/// # use clocks::Calendar;
/// let calendar = Calendar::england();
/// let monday = lawbook::date(2025, 3, 3);
/// let mut course = Course::draft();
/// course.record(monday, &Event::Sent { to: Party(1) }, &calendar)?;
/// course.record(monday + 1, &Event::Accepted, &calendar)?;
/// assert_eq!(course.life().state, State::Accepted);
/// assert!(course.record(monday + 2, &Event::Fitted, &calendar).is_err());
/// # Ok::<(), referrals_rules::life::Refusal>(())
/// ```
#[derive(Clone, Debug)]
pub struct Course {
    life: Life,
    track: Track,
}

impl Default for Course {
    fn default() -> Course {
        Course::draft()
    }
}

impl Course {
    /// An ask that has not been sent.
    pub fn draft() -> Course {
        Course { life: Life::draft(), track: Track::default() }
    }

    /// Starts over with another ask and keeps the memory.
    pub fn begin(&mut self) {
        self.life = Life::draft();
        self.track.begin(self.life.on);
    }

    /// Where it stands.
    pub fn life(&self) -> &Life {
        &self.life
    }

    /// Whose its days are, what was offered, where it has been.
    pub fn track(&self) -> &Track {
        &self.track
    }

    /// What the life would be after that event, or the rule it breaks. Nothing is recorded.
    pub fn check(&self, on: Day, event: &Event<'_>) -> Result<Life, Refusal> {
        self.life.step(on, event, &self.track)
    }

    /// Records an event, or refuses it and leaves everything as it was.
    pub fn record(&mut self, on: Day, event: &Event<'_>, calendar: &Calendar) -> Result<(), Refusal> {
        let next = self.check(on, event)?;
        self.follow(on, event, &next, calendar);
        self.life = next;
        Ok(())
    }

    /// Brings the track into step: the last column of the table of moves.
    fn follow(&mut self, on: Day, event: &Event<'_>, next: &Life, calendar: &Calendar) {
        let track = &mut self.track;
        match *event {
            Event::Sent { .. } => track.begin(on),
            Event::NeedsInfo | Event::Declined => track.own(Owner::Sender, on, None),
            Event::InfoGiven => track.host_owns(on),
            Event::Redirected { .. } => track.hand_over(on),
            Event::Offered { slots } => {
                if self.life.waits_after_missing {
                    track.stop_owning(Owner::Patient, on);
                }
                let reasonable = next.terms.is_reasonable(on, slots, calendar);
                slots.iter().for_each(|slot| track.offer(*slot, reasonable));
            }
            Event::HostCancelled { slot } => {
                track.host_cancels(slot);
                track.stop_owning(Owner::Patient, on);
            }
            Event::PatientCancelled { slot, available_from } => {
                track.mark_slots(slot, SlotState::Spent);
                track.own(Owner::Patient, slot, Some(available_from));
            }
            Event::WaitingPatient { declined, available_from } => {
                if let Some(first) = first_reasonable(track, declined) {
                    track.own(Owner::Patient, first, Some(available_from));
                }
                declined.iter().for_each(|slot| track.mark_slots(*slot, SlotState::Spent));
            }
            Event::DidNotAttend { slot, recontact } => {
                track.mark_slots(slot, SlotState::Spent);
                track.own(Owner::Patient, slot, recontact);
            }
            Event::Deferred { review_on } => {
                let lapses = calendar.plus_working_days(review_on, next.terms.deferral_lapses_working_days);
                track.own(Owner::Clinical, on, Some(lapses));
            }
            Event::FitToProceed => track.stop_owning(Owner::Clinical, on),
            Event::NotFitted => {
                if let Some(slot) = self.life.booked {
                    track.mark_slots(slot, SlotState::Spent);
                }
                track.stop_owning(Owner::Patient, on);
            }
            Event::Accepted | Event::Booked { .. } | Event::Closed => {}
            Event::Fitted | Event::Withdrawn | Event::Returned | Event::Answered | Event::Void => {}
        }
        if let Some((day, how)) = next.ended {
            track.finish(day, how);
        }
    }
}

/// The earliest declined slot that belongs to a reasonable offer of the present host.
fn first_reasonable(track: &Track, declined: &[Day]) -> Option<Day> {
    let tenure = track.tenures() - 1;
    let belongs = |date: &Day| {
        track.slots().iter().any(|slot| {
            slot.date == *date
                && slot.tenure == tenure
                && slot.reasonable
                && slot.state != SlotState::CancelledByHost
        })
    };
    declined.iter().copied().filter(belongs).min()
}
