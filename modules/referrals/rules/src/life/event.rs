//! What can happen to an ask.

use kernel::Day;

/// An organisation as the caller numbers it; the rules only ask whether two are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Party(pub u32);

/// Something that happened to an ask. Reasons, seats and notes travel beside it; the life of the ask doesn't turn on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The sender asked a host.
    Sent {
        /// The host.
        to: Party,
    },
    /// The host needs to know more.
    NeedsInfo,
    /// The sender answered.
    InfoGiven,
    /// The host took responsibility.
    Accepted,
    /// The host said no, with a reason and a named seat.
    Declined,
    /// The ask was passed to another host.
    Redirected {
        /// The new host.
        to: Party,
    },
    /// The host offered slots.
    Offered {
        /// The date of each slot.
        slots: &'a [Day],
    },
    /// A slot was chosen.
    Booked {
        /// Its date.
        slot: Day,
    },
    /// The host took a slot back.
    HostCancelled {
        /// Its date.
        slot: Day,
    },
    /// The person cancelled in good time.
    PatientCancelled {
        /// The date of the slot.
        slot: Day,
        /// From when the person can come.
        available_from: Day,
    },
    /// The person declined what was offered, for own reasons.
    WaitingPatient {
        /// The dates declined.
        declined: &'a [Day],
        /// From when the person can come.
        available_from: Day,
    },
    /// The person did not attend.
    DidNotAttend {
        /// The date of the slot.
        slot: Day,
        /// When the person and the host were in touch again, if they have been.
        recontact: Option<Day>,
    },
    /// A clinician put it off for a clinical reason.
    Deferred {
        /// When it will be looked at again.
        review_on: Day,
    },
    /// A clinician recorded that the reason is gone.
    FitToProceed,
    /// Fitted.
    Fitted,
    /// Attended, and not fitted.
    NotFitted,
    /// The person or the sender withdrew it.
    Withdrawn,
    /// A clinician of the host returned this person to the sender.
    Returned,
    /// The answer went to the sender.
    Answered,
    /// The sender acknowledged the answer, or was silent long enough.
    Closed,
    /// It had been entered in error.
    Void,
}

/// The kind of an event, for tables and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the event of the same name")]
pub enum EventKind {
    Sent,
    NeedsInfo,
    InfoGiven,
    Accepted,
    Declined,
    Redirected,
    Offered,
    Booked,
    HostCancelled,
    PatientCancelled,
    WaitingPatient,
    DidNotAttend,
    Deferred,
    FitToProceed,
    Fitted,
    NotFitted,
    Withdrawn,
    Returned,
    Answered,
    Closed,
    Void,
}

impl Event<'_> {
    /// Its kind.
    pub const fn kind(&self) -> EventKind {
        match self {
            Event::Sent { .. } => EventKind::Sent,
            Event::NeedsInfo => EventKind::NeedsInfo,
            Event::InfoGiven => EventKind::InfoGiven,
            Event::Accepted => EventKind::Accepted,
            Event::Declined => EventKind::Declined,
            Event::Redirected { .. } => EventKind::Redirected,
            Event::Offered { .. } => EventKind::Offered,
            Event::Booked { .. } => EventKind::Booked,
            Event::HostCancelled { .. } => EventKind::HostCancelled,
            Event::PatientCancelled { .. } => EventKind::PatientCancelled,
            Event::WaitingPatient { .. } => EventKind::WaitingPatient,
            Event::DidNotAttend { .. } => EventKind::DidNotAttend,
            Event::Deferred { .. } => EventKind::Deferred,
            Event::FitToProceed => EventKind::FitToProceed,
            Event::Fitted => EventKind::Fitted,
            Event::NotFitted => EventKind::NotFitted,
            Event::Withdrawn => EventKind::Withdrawn,
            Event::Returned => EventKind::Returned,
            Event::Answered => EventKind::Answered,
            Event::Closed => EventKind::Closed,
            Event::Void => EventKind::Void,
        }
    }
}

impl EventKind {
    /// Every kind, in the order of an ask's life.
    pub const ALL: [EventKind; 21] = [
        EventKind::Sent,
        EventKind::NeedsInfo,
        EventKind::InfoGiven,
        EventKind::Accepted,
        EventKind::Declined,
        EventKind::Redirected,
        EventKind::Offered,
        EventKind::Booked,
        EventKind::HostCancelled,
        EventKind::PatientCancelled,
        EventKind::WaitingPatient,
        EventKind::DidNotAttend,
        EventKind::Deferred,
        EventKind::FitToProceed,
        EventKind::Fitted,
        EventKind::NotFitted,
        EventKind::Withdrawn,
        EventKind::Returned,
        EventKind::Answered,
        EventKind::Closed,
        EventKind::Void,
    ];

    /// Its short stable name, as in files and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            EventKind::Sent => "sent",
            EventKind::NeedsInfo => "needs-info",
            EventKind::InfoGiven => "info-given",
            EventKind::Accepted => "accepted",
            EventKind::Declined => "declined",
            EventKind::Redirected => "redirected",
            EventKind::Offered => "offered",
            EventKind::Booked => "booked",
            EventKind::HostCancelled => "host-cancelled",
            EventKind::PatientCancelled => "patient-cancelled",
            EventKind::WaitingPatient => "waiting-patient",
            EventKind::DidNotAttend => "dna",
            EventKind::Deferred => "deferred",
            EventKind::FitToProceed => "fit-to-proceed",
            EventKind::Fitted => "fitted",
            EventKind::NotFitted => "not-fitted",
            EventKind::Withdrawn => "withdrawn",
            EventKind::Returned => "returned",
            EventKind::Answered => "answered",
            EventKind::Closed => "closed",
            EventKind::Void => "void",
        }
    }

    /// The kind of that name, or nothing.
    pub fn named(name: &str) -> Option<EventKind> {
        EventKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
