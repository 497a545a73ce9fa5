//! The state of an ask, and the step from one to the next.

use clocks::{End, Owner, SlotState, Track};
use kernel::Day;
use serde::{Deserialize, Serialize};

use super::event::{Event, EventKind, Party};
use super::legal::{OPEN, states_before};
use super::refusal::Refusal;
use super::terms::Terms;

/// Where an ask stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is explained in docs/words.md")]
pub enum State {
    Draft,
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
    Void,
}

impl State {
    /// All states, in the order in which an ask may come to them.
    pub const ALL: &[State] = &[
        State::Draft,
        State::Sent,
        State::NeedsInfo,
        State::Accepted,
        State::Declined,
        State::Redirected,
        State::Offered,
        State::Booked,
        State::WaitingPatient,
        State::Deferred,
        State::NotFitted,
        State::Fitted,
        State::Withdrawn,
        State::Returned,
        State::Answered,
        State::Closed,
        State::Void,
    ];

    /// Its short stable name, as in files and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Sent => "sent",
            State::NeedsInfo => "needs-info",
            State::Accepted => "accepted",
            State::Declined => "declined",
            State::Redirected => "redirected",
            State::Offered => "offered",
            State::Booked => "booked",
            State::WaitingPatient => "waiting-patient",
            State::Deferred => "deferred",
            State::NotFitted => "not-fitted",
            State::Fitted => "fitted",
            State::Withdrawn => "withdrawn",
            State::Returned => "returned",
            State::Answered => "answered",
            State::Closed => "closed",
            State::Void => "void",
        }
    }

    /// Whether somebody still has a move to make before the ask ends.
    pub fn is_open(self) -> bool {
        OPEN.contains(&self)
    }

    /// Who has the next move, or nobody once it has ended. Whose the *days* are is for the track to say.
    pub const fn next_move(self) -> Option<Owner> {
        match self {
            State::Sent
            | State::Accepted
            | State::Redirected
            | State::Offered
            | State::Booked
            | State::NotFitted => Some(Owner::Host),
            State::Draft | State::NeedsInfo | State::Declined | State::Answered => Some(Owner::Sender),
            State::WaitingPatient => Some(Owner::Patient),
            State::Deferred => Some(Owner::Clinical),
            State::Fitted | State::Withdrawn | State::Returned | State::Closed | State::Void => None,
        }
    }
}

/// What the next step needs to know of an ask. Small, and copied freely; the slots stand in the [`Track`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Where it stands.
    pub state: State,
    /// The day of the last event.
    pub on: Day,
    /// When and how it ended, if it has.
    pub ended: Option<(Day, End)>,
    /// The slot booked.
    pub booked: Option<Day>,
    /// Who has it.
    pub host: Party,
    /// Appointments missed so far.
    pub missed: u8,
    /// The longest time the person has said not to be available, in days.
    pub unavailable_days: i32,
    /// The appointment missed last, while nobody has been in touch since.
    pub missed_on: Option<Day>,
    /// Whether the person waits because of a missed appointment, so that the next offer ends it.
    pub waits_after_missing: bool,
    /// Whether a deferral stands that no "fit to proceed" has ended.
    pub deferred: bool,
    /// The terms of its day.
    pub terms: Terms,
}

impl Life {
    /// An ask that has not been sent.
    pub fn draft() -> Life {
        let day = Day::from_epoch_days(0);
        Life {
            state: State::Draft,
            on: day,
            ended: None,
            booked: None,
            host: Party(0),
            missed: 0,
            unavailable_days: 0,
            missed_on: None,
            waits_after_missing: false,
            deferred: false,
            terms: Terms::on(day),
        }
    }

    /// The life after one more event, or the rule that the event breaks. The track holds the slots so far.
    pub fn step(&self, on: Day, event: &Event<'_>, track: &Track) -> Result<Life, Refusal> {
        self.may_follow(on, event.kind())?;
        self.fits(on, event, track)?;
        Ok(self.after(on, event))
    }

    /// Whether an event of that kind may come now, before its dates and slots are looked at.
    pub fn may_follow(&self, on: Day, event: EventKind) -> Result<(), Refusal> {
        let state = self.state;
        if state == State::Draft && event != EventKind::Sent {
            return Err(Refusal::NotSentYet { event });
        }
        if state != State::Draft && on < self.on {
            return Err(Refusal::DatesGoBack { event, on, before: self.on });
        }
        if states_before(event).contains(&state) {
            return Ok(());
        }
        match self.ended {
            Some((ended_on, _)) => Err(Refusal::Ended { event, state, on: ended_on }),
            None => Err(Refusal::NotFrom { event, state }),
        }
    }

    fn fits(&self, on: Day, event: &Event<'_>, track: &Track) -> Result<(), Refusal> {
        match *event {
            Event::Redirected { to } if to == self.host => Err(Refusal::SameHost),
            Event::Offered { slots: [] } => Err(Refusal::NoSlots),
            Event::Offered { slots } => match slots.iter().find(|slot| **slot < on) {
                Some(slot) => Err(Refusal::SlotBeforeOffer { slot: *slot, on }),
                None => Ok(()),
            },
            Event::Booked { slot } if !is_live(track, slot) => {
                Err(Refusal::SlotNotOffered { event: EventKind::Booked, slot })
            }
            Event::Booked { slot } if slot < on => Err(Refusal::SlotPassed { slot, on }),
            Event::HostCancelled { slot } => self.may_be_taken_back(slot, track),
            Event::PatientCancelled { slot, .. } => {
                self.is_the_booked_one(slot, EventKind::PatientCancelled)?;
                if on < slot { Ok(()) } else { Err(Refusal::ShortNotice { slot, on }) }
            }
            Event::WaitingPatient { declined: [], .. } => Err(Refusal::NothingDeclined),
            Event::WaitingPatient { declined, .. } => {
                match declined.iter().find(|slot| !stands_as_offered(track, **slot)) {
                    Some(slot) => Err(Refusal::DeclinedNotOffered { slot: *slot }),
                    None => Ok(()),
                }
            }
            Event::DidNotAttend { slot, recontact } => {
                self.is_the_booked_one(slot, EventKind::DidNotAttend)?;
                if on < slot {
                    return Err(Refusal::MissedBeforeSlot { slot, on });
                }
                match recontact.filter(|recontact| *recontact < slot) {
                    Some(recontact) => Err(Refusal::RecontactBeforeSlot { slot, recontact }),
                    None => Ok(()),
                }
            }
            Event::Deferred { review_on } if review_on < on => {
                Err(Refusal::ReviewInThePast { review_on, on })
            }
            Event::FitToProceed if !self.deferred => Err(Refusal::NothingDeferred),
            Event::Returned => self.may_be_returned(on, track),
            Event::Sent { .. }
            | Event::NeedsInfo
            | Event::InfoGiven
            | Event::Accepted
            | Event::Declined
            | Event::Redirected { .. }
            | Event::Booked { .. }
            | Event::Deferred { .. }
            | Event::FitToProceed
            | Event::Fitted
            | Event::NotFitted
            | Event::Withdrawn
            | Event::Answered
            | Event::Closed
            | Event::Void => Ok(()),
        }
    }

    fn is_the_booked_one(&self, slot: Day, event: EventKind) -> Result<(), Refusal> {
        match self.booked {
            Some(booked) if booked != slot => Err(Refusal::NotTheBookedSlot { event, slot, booked }),
            Some(_) | None => Ok(()),
        }
    }

    /// A booked slot is the only one the host can take back; while none is booked, any that stands.
    fn may_be_taken_back(&self, slot: Day, track: &Track) -> Result<(), Refusal> {
        let event = EventKind::HostCancelled;
        match self.booked {
            Some(_) => self.is_the_booked_one(slot, event),
            None if is_live(track, slot) => Ok(()),
            None => Err(Refusal::SlotNotOffered { event, slot }),
        }
    }

    fn may_be_returned(&self, on: Day, track: &Track) -> Result<(), Refusal> {
        let since_missed = self.missed_on.map_or(0, |slot| on - slot);
        let owned = track.owner_days(&track.journey(), on).patient;
        let unavailable_days = self.unavailable_days.max(since_missed).max(owned);
        let (missed_min, days_more_than) =
            (self.terms.return_missed_min, self.terms.return_unavailable_days_more_than);
        if self.missed >= missed_min || unavailable_days > days_more_than {
            return Ok(());
        }
        Err(Refusal::ReturnTooSoon { missed: self.missed, missed_min, unavailable_days, days_more_than })
    }

    fn after(&self, on: Day, event: &Event<'_>) -> Life {
        let mut next = Life { on, ..*self };
        next.state = self.state_after(event.kind());
        match *event {
            Event::Sent { to } => next = Life { host: to, terms: Terms::on(on), ..next },
            Event::Redirected { to } => next.host = to,
            Event::Offered { .. } => (next.missed_on, next.waits_after_missing) = (None, false),
            Event::Booked { slot } => next.booked = Some(slot),
            Event::HostCancelled { .. } => next.booked = None,
            Event::PatientCancelled { slot, available_from } => {
                next.booked = None;
                next.unavailable_days = next.unavailable_days.max(available_from - slot);
            }
            Event::WaitingPatient { declined, available_from } => {
                let first = declined.iter().copied().min().unwrap_or(available_from);
                next.unavailable_days = next.unavailable_days.max(available_from - first);
            }
            Event::DidNotAttend { slot, recontact } => {
                next.booked = None;
                next.missed = next.missed.saturating_add(1);
                next.waits_after_missing = true;
                match recontact {
                    Some(recontact) => next.unavailable_days = next.unavailable_days.max(recontact - slot),
                    None => next.missed_on = Some(slot),
                }
            }
            Event::Deferred { .. } => {
                next = Life {
                    booked: None,
                    deferred: true,
                    missed_on: None,
                    waits_after_missing: false,
                    ..next
                };
            }
            Event::FitToProceed => next.deferred = false,
            Event::NotFitted => next.booked = None,
            Event::Fitted => next.ended = Some((on, End::Done)),
            Event::Withdrawn | Event::Returned => next.ended = Some((on, End::Left)),
            Event::Answered => next.ended = self.ended.or(Some((on, End::Left))),
            Event::Void => next.ended = Some((self.ended.map_or(on, |(day, _)| day), End::Void)),
            Event::NeedsInfo | Event::InfoGiven | Event::Accepted | Event::Declined | Event::Closed => {}
        }
        next
    }

    const fn state_after(&self, event: EventKind) -> State {
        match event {
            EventKind::Sent | EventKind::InfoGiven => State::Sent,
            EventKind::NeedsInfo => State::NeedsInfo,
            EventKind::Accepted => State::Accepted,
            EventKind::Declined => State::Declined,
            EventKind::Redirected => State::Redirected,
            EventKind::Offered => State::Offered,
            EventKind::Booked => State::Booked,
            EventKind::HostCancelled if self.booked.is_none() => self.state,
            EventKind::HostCancelled => State::Offered,
            EventKind::PatientCancelled | EventKind::WaitingPatient | EventKind::DidNotAttend => {
                State::WaitingPatient
            }
            EventKind::Deferred => State::Deferred,
            // "Fit to proceed" gives the days back to the host; what it does next is to offer.
            EventKind::FitToProceed => self.state,
            EventKind::Fitted => State::Fitted,
            EventKind::NotFitted => State::NotFitted,
            EventKind::Withdrawn => State::Withdrawn,
            EventKind::Returned => State::Returned,
            EventKind::Answered => State::Answered,
            EventKind::Closed => State::Closed,
            EventKind::Void => State::Void,
        }
    }
}

fn is_live(track: &Track, slot: Day) -> bool {
    track.live_slots().any(|live| live.date == slot)
}

fn stands_as_offered(track: &Track, slot: Day) -> bool {
    let tenure = track.tenures() - 1;
    track.slots().iter().any(|offered| {
        offered.date == slot && offered.tenure == tenure && offered.state != SlotState::CancelledByHost
    })
}
