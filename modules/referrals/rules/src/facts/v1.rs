//! The facts of an ask, first version: the envelope as sent, each move, and the contents as they were typed.

use kernel::{AskId, Day, Moment, OrgId, PersonKey, SeatId, ServiceId, SlotId};
use serde::{Deserialize, Serialize};

/// The family of streams.
pub const FAMILY: &str = "ask";

/// The family of looks at contents, by ask: a stream of its own, so that a look changes no form's version.
pub const LOOKS: &str = "look";

/// The family of the person's links, by the link's own id.
pub const LINKS: &str = "link";

/// The family of how the person wishes to be reached, by ask.
pub const WISHES: &str = "wishes";

/// The family of messages that were not delivered and of alarms, by ask.
pub const MESSAGES: &str = "message";

/// The family of what the person said about how it went, by ask.
pub const RATINGS: &str = "rating";

/// The kinds of fact, by the names under which they stand in the journal.
pub mod kind {
    /// [`super::Sent`]
    pub const SENT: &str = "ask-sent.1";
    /// [`super::Moved`]
    pub const MOVED: &str = "ask-moved.1";
    /// [`super::BroughtIn`]
    pub const BROUGHT_IN: &str = "ask-brought-in.1";
    /// [`super::Looked`]
    pub const LOOKED: &str = "ask-looked-at.1";
    /// [`super::Rated`]
    pub const RATED: &str = "ask-rated.1";
    /// [`super::Told`]
    pub const TOLD: &str = "person-told.1";
    /// [`super::LinkMade`]
    pub const LINK_MADE: &str = "link-made.1";
    /// [`super::LinkTried`]
    pub const LINK_TRIED: &str = "link-tried.1";
    /// [`super::NotDelivered`]
    pub const NOT_DELIVERED: &str = "message-not-delivered.1";
    /// [`super::Settled`]
    pub const SETTLED: &str = "message-settled.1";
    /// [`super::Alarmed`]
    pub const ALARMED: &str = "alarm-raised.1";
}

/// The envelope of an ask: who asked whom, for what kind, when, who pays. Nothing about the person but categories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// A short reference that can be read over a telephone.
    pub reference: String,
    /// Who asks.
    pub from: OrgId,
    /// The seat that asks.
    pub from_seat: SeatId,
    /// Who is asked.
    pub to: OrgId,
    /// For which of their services.
    pub service: ServiceId,
    /// The day: day 0 of the clock.
    pub on: Day,
    /// The agreement under which it is asked; none where the person came by herself.
    pub agreement: Option<OrgId>,
    /// `cu-iud`, `lng-iud`, `implant` or `discuss`.
    pub method: String,
    /// `contraception`, `heavy-bleeding`, `mixed` or `emergency`.
    pub purpose: String,
    /// `council` or `nhs`.
    pub payer: String,
    /// The first age of the five-year band; 0 for under 15; none = not recorded.
    pub age_band: Option<u16>,
    /// Deprivation fifth, 1 the most deprived; none = not recorded.
    pub fifth: Option<u8>,
    /// `urban`, `town-and-fringe` or `village`; none = not recorded.
    pub rural: Option<String>,
    /// The council of residence; none = not recorded.
    pub council: Option<OrgId>,
    /// Under 18: the host speaks to the person named in the contents before contacting.
    pub under_18: bool,
    /// A complicating factor was ticked.
    pub complicated: bool,
    /// Straight-line miles to the host, in tenths; none = not known.
    pub miles_tenths: Option<u32>,
    /// Straight-line miles to the nearest clinic, in tenths; none = not known.
    pub clinic_miles_tenths: Option<u32>,
    /// The person as the sender knows them; none for history without a person.
    pub person: Option<PersonKey>,
}

/// A slot that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The slot of the directory; none where the time was offered by telephone.
    pub slot: Option<SlotId>,
    /// When.
    pub at: Moment,
}

/// A move of an ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "move")]
#[expect(missing_docs, reason = "each is the event of the same name in `life`, with its reason and slots")]
pub enum Move {
    Read,
    NeedsInfo,
    InfoGiven,
    Accepted,
    Declined {
        reason: String,
        talk_to: SeatId,
    },
    Redirected {
        to: OrgId,
        service: ServiceId,
        reason: String,
    },
    Offered {
        slots: Vec<Offered>,
    },
    Booked {
        slot: Option<SlotId>,
        at: Moment,
        by_person: bool,
    },
    HostCancelled {
        day: Day,
        reason: String,
    },
    PatientCancelled {
        day: Day,
        available_from: Day,
    },
    WaitingPatient {
        declined: Vec<Day>,
        available_from: Day,
    },
    DidNotAttend {
        day: Day,
        recontact: Option<Day>,
    },
    Deferred {
        reason: String,
        review_on: Day,
    },
    FitToProceed,
    Fitted {
        device: String,
        replace_by: Option<Day>,
    },
    NotFitted {
        reason: String,
    },
    Withdrawn {
        reason: String,
        by_person: bool,
    },
    Returned {
        reason: String,
    },
    Answered,
    Closed {
        by_time: bool,
    },
    Void {
        reason: String,
    },
    /// A party's work was taken over by another organisation. No event of the ask's life: no day counts anew.
    Succeeded {
        from: OrgId,
        to: OrgId,
    },
}

impl Move {
    /// The slots of the directory that it names: those offered, or the one booked.
    pub fn slots(&self) -> impl Iterator<Item = SlotId> {
        let offered = if let Move::Offered { slots } = self { slots.as_slice() } else { &[] };
        let booked = if let Move::Booked { slot, .. } = self { *slot } else { None };
        offered.iter().filter_map(|offered| offered.slot).chain(booked)
    }
}

/// A move with the day on which it takes effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The day.
    pub on: Day,
    /// What moved.
    #[serde(flatten)]
    pub what: Move,
}

/// An ask that was made elsewhere, whole, as a file said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtIn {
    /// As sent.
    pub sent: Sent,
    /// Its moves, in order.
    pub moves: Vec<Moved>,
}

/// What is sealed: fields and what was typed into them, in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Field names and texts.
    pub fields: Vec<(String, String)>,
}

/// Somebody looked at contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// `contents`, `booking`, `list`, `evening`, `own` or `break-glass`.
    pub what: String,
    /// Why, where the glass was broken.
    #[serde(default)]
    pub why: String,
}

/// What the person said about how it went. Two questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    /// How easy it was, 1 to 5.
    pub ease: u8,
}

/// The person chose how she is reached, or was given her link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Who changed it: `person` or `sender`.
    pub by: String,
}

/// The person's link was made, or its second fact changed. The link alone shows nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkMade {
    /// To which ask it leads.
    pub ask: AskId,
    /// Who sent the ask: the second fact is looked up as that organisation's.
    pub org: OrgId,
    /// Which fact it asks for: `date_of_birth`, or `second_word`, which is then in the contents.
    pub second: String,
}

/// Somebody gave a second fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkTried {
    /// It was the right one.
    pub right: bool,
}

/// A message could not be delivered, or must be told by voice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotDelivered {
    /// To whom: `host`, `sender` or `person`.
    pub to: String,
    /// The name of the template.
    pub template: String,
    /// Why, without a person in it.
    pub why: String,
    /// Who must pick up the telephone now.
    pub owner: OrgId,
}

/// Somebody did by voice what no message could.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {}

/// A named seat was told that something waits too long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarmed {
    /// `unread` or `not-rerouted`.
    pub what: String,
    /// Whose seat.
    pub org: OrgId,
    /// Which seat; none where the organisation has none.
    pub seat: Option<SeatId>,
    /// Hosts that had had it by then, so that each is alarmed once.
    pub hosts: i64,
}

impl Written {
    /// What was typed into a field; empty where nothing was.
    pub fn text(&self, field: &str) -> &str {
        self.fields.iter().find(|(name, _)| name == field).map_or("", |(_, text)| text.as_str())
    }

    /// All that was ticked under a field.
    pub fn all<'w>(&'w self, field: &'w str) -> impl Iterator<Item = &'w str> {
        self.fields.iter().filter(move |(name, _)| name == field).map(|(_, text)| text.as_str())
    }
}
