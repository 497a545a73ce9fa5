//! The asks of a simulation as they run: each with the product's own life and track, so that a simulated ask can do nothing
//! that a real one may not, and its days are counted by the same clocks.

use clocks::Calendar;
use kernel::Day;
use referrals_rules::life::{Course, Event, EventKind, Party};

/// What happened to a simulated ask, owning its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// An event without dates.
    Plain(EventKind),
    /// Sent to, or passed on to, the service of that number.
    To(EventKind, u32),
    /// One or two slots were offered.
    Offered([Day; 2], u8),
    /// A slot was booked.
    Booked(Day),
    /// The host took it back.
    HostCancelled(Day),
    /// The person cancelled it, and can come from the second day on.
    PatientCancelled(Day, Day),
    /// What was offered did not suit; the person can come from the last day on.
    WaitingPatient([Day; 2], u8, Day),
    /// Missed, and in touch again.
    DidNotAttend(Day, Day),
    /// Put off, to be looked at again that day.
    Deferred(Day),
}

impl Did {
    /// The dates offered or declined.
    pub fn slots(&self) -> &[Day] {
        match self {
            Did::Offered(slots, count) | Did::WaitingPatient(slots, count, _) => {
                slots.get(..usize::from(*count)).unwrap_or_default()
            }
            Did::Plain(_)
            | Did::To(..)
            | Did::Booked(_)
            | Did::HostCancelled(_)
            | Did::PatientCancelled(..)
            | Did::DidNotAttend(..)
            | Did::Deferred(_) => &[],
        }
    }

    /// The event as the rules of an ask know it.
    pub fn event(&self) -> Event<'_> {
        match self {
            Did::Plain(kind) => plain(*kind),
            Did::To(EventKind::Redirected, to) => Event::Redirected { to: Party(*to) },
            Did::To(_, to) => Event::Sent { to: Party(*to) },
            Did::Offered(..) => Event::Offered { slots: self.slots() },
            Did::Booked(slot) => Event::Booked { slot: *slot },
            Did::HostCancelled(slot) => Event::HostCancelled { slot: *slot },
            Did::PatientCancelled(slot, from) => {
                Event::PatientCancelled { slot: *slot, available_from: *from }
            }
            Did::WaitingPatient(_, _, from) => {
                Event::WaitingPatient { declined: self.slots(), available_from: *from }
            }
            Did::DidNotAttend(slot, recontact) => {
                Event::DidNotAttend { slot: *slot, recontact: Some(*recontact) }
            }
            Did::Deferred(review_on) => Event::Deferred { review_on: *review_on },
        }
    }
}

/// Events without dates; the others are built with theirs.
fn plain(kind: EventKind) -> Event<'static> {
    match kind {
        EventKind::FitToProceed => Event::FitToProceed,
        EventKind::Fitted => Event::Fitted,
        EventKind::NotFitted => Event::NotFitted,
        EventKind::Withdrawn => Event::Withdrawn,
        EventKind::Returned => Event::Returned,
        EventKind::Accepted
        | EventKind::Sent
        | EventKind::NeedsInfo
        | EventKind::InfoGiven
        | EventKind::Declined
        | EventKind::Redirected
        | EventKind::Offered
        | EventKind::Booked
        | EventKind::HostCancelled
        | EventKind::PatientCancelled
        | EventKind::WaitingPatient
        | EventKind::DidNotAttend
        | EventKind::Deferred
        | EventKind::Answered
        | EventKind::Closed
        | EventKind::Void => Event::Accepted,
    }
}

/// What a rule said: the verdict, the days counted, the day it fell due.
pub type Said = (clocks::Verdict, Option<i32>, Option<Day>);

/// A simulated ask whole, for whoever wants to read it: written as a history that the `clock` command reads.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// Its number in the order of sending.
    pub number: u64,
    /// The area it came from.
    pub area: usize,
    /// What happened, with the day.
    pub events: Vec<(Day, Did)>,
    /// The verdict by rule as of the end of the simulation; none where a rule does not apply to the kind of place.
    pub verdicts: Vec<Option<Said>>,
}

/// One ask.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub key: u64,
    pub area: u32,
    pub service: u32,
    pub tenths: u32,
    /// The place of the booked session among the service's.
    pub session: u32,
    /// Days after the start.
    pub sent: i32,
    pub age: u8,
    pub method: u8,
    pub complicated: bool,
    pub booked: bool,
    /// Fitted at the first try by the first host.
    pub straight: bool,
    pub tries: u16,
    pub missed: u8,
    pub pence: i64,
    /// Changes with each step, so that an event for an earlier step is known as stale.
    pub turn: u32,
    /// Changes with each ask that uses the place.
    pub life: u32,
    pub open: bool,
    pub course: Course,
    pub story: Option<Box<Story>>,
}

/// All asks; the place of one that has ended is used again, with its memory.
#[derive(Default)]
pub(super) struct Asks {
    pub all: Vec<Ask>,
    free: Vec<u32>,
    pub open: u32,
    /// Events that the rules refused: a fault of the simulator, never silent.
    pub refused: u64,
}

impl Asks {
    pub fn place(&mut self) -> u32 {
        self.open += 1;
        if let Some(place) = self.free.pop() {
            let ask = &mut self.all[place as usize];
            ask.course.begin();
            ask.open = true;
            (ask.booked, ask.straight, ask.tries, ask.missed, ask.pence) = (false, true, 0, 0, 0);
            return place;
        }
        let place = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(Ask {
            key: 0,
            area: 0,
            service: 0,
            tenths: 0,
            session: 0,
            sent: 0,
            age: 0,
            method: 0,
            complicated: false,
            booked: false,
            straight: true,
            tries: 0,
            missed: 0,
            pence: 0,
            turn: 0,
            life: 0,
            open: true,
            course: Course::draft(),
            story: None,
        });
        place
    }

    pub fn end(&mut self, place: u32) {
        let ask = &mut self.all[place as usize];
        ask.open = false;
        ask.life = ask.life.wrapping_add(1);
        ask.turn = ask.turn.wrapping_add(1);
        self.open -= 1;
        self.free.push(place);
    }

    /// Records what happened; true where the rules of an ask allow it.
    pub fn note(&mut self, place: u32, on: Day, did: Did, calendar: &Calendar) -> bool {
        let ask = &mut self.all[place as usize];
        let done = ask.course.record(on, &did.event(), calendar).is_ok();
        self.refused += u64::from(!done);
        if done && let Some(story) = &mut ask.story {
            story.events.push((on, did));
        }
        done
    }
}
