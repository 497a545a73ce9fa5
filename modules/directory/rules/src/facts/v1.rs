//! The facts of the directory, first version: whole records, as whoever keeps them last left them, and the life of slots.

use kernel::{AskId, Day, Moment, OrgId, Point, SeatId, ServiceId, SessionId, SiteId, SlotId, UserId};
use serde::{Deserialize, Serialize};

use crate::{Method, Purse};

/// An organisation of the place, whether or not it has joined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its code.
    pub code: OrgId,
    /// Its name.
    pub name: String,
    /// Its kind, by the stable name that the policies use.
    pub kind: String,
    /// The part of the place it belongs to, by name; empty where it serves all of it.
    #[serde(default)]
    pub patch: String,
    /// The number for partners.
    pub telephone: String,
    /// The shared inbox that content-free messages go to; empty where there is none.
    #[serde(default)]
    pub inbox: String,
    /// Where it is.
    pub at: Point,
    /// Its postal address on one line.
    pub address: String,
    /// Uses the place. One that does not yet gets a printed ask and a call.
    pub joined: bool,
    /// Registered patients, where it has a list.
    #[serde(default)]
    pub list_size: Option<u32>,
}

/// A place where people are seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Whose it is.
    pub org: OrgId,
    /// Its name for partners.
    pub name: String,
    /// The label that messages to people use; names no service.
    pub discreet_label: String,
    /// Its postal address on one line.
    pub address: String,
    /// Where it is.
    pub at: Point,
    /// The number for people.
    pub telephone: String,
}

/// How a service gives times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Offering {
    /// Slots that can be seen here.
    Slots,
    /// By telephone, in about so many days.
    ByTelephone {
        /// Days until the next time, about.
        about_days: Option<u16>,
    },
}

/// What an organisation offers at a site, to whom, and what it provides for people who need something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Whose it is.
    pub org: OrgId,
    /// Where.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// The seat to talk to, in words.
    pub person_to_ask: String,
    /// The number to ring.
    pub telephone: String,
    /// How it gives times.
    pub offering: Offering,
    /// With whom it has a contract.
    pub purses: Vec<Purse>,
    /// Methods it takes from other practices; empty where it takes its own patients only.
    pub methods: Vec<Method>,
    /// Patients of other practices are taken.
    pub outside: bool,
    /// The most from outside in a week; none = no limit.
    pub weekly_limit: Option<u16>,
    /// People younger than so many years cannot be taken; none = no such rule.
    pub not_under: Option<u8>,
    /// People with a complicating factor can be taken.
    pub complicated: bool,
    /// Languages spoken there.
    pub languages: Vec<String>,
    /// An interpreter can be booked.
    pub interpreter: bool,
    /// British Sign Language: `no`, `bookable` or `staff`.
    pub bsl: String,
    /// `step-free`, `adjustable-couch`, `hoist`, `hearing-loop`, `blue-badge-parking`.
    pub access: Vec<String>,
    /// Chaperones: `woman`, `man`.
    pub chaperones: Vec<String>,
    /// The service has ended: it stays in the record and is offered to nobody.
    #[serde(default)]
    pub ended: bool,
}

/// One certificate of a fitter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// `IUT`, `SDI-IR`, `SDI-IO`, `SDI-RO`, or `LOCAL-IUT` and `LOCAL-SDI-IR`.
    pub skill: String,
    /// The date on it.
    pub certified: Day,
    /// The last life-support and anaphylaxis training.
    pub life_support: Day,
    /// The last day of a local equivalent.
    #[serde(default)]
    pub until: Option<Day>,
}

/// Somebody who fits: a seat with certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fitter {
    /// The seat.
    pub seat: SeatId,
    /// Whose.
    pub org: OrgId,
    /// The certificates.
    pub certificates: Vec<Certificate>,
    /// Coils fitted in the last twelve months before the fitter joined the journal, as they said.
    #[serde(default)]
    pub coils_before: u16,
    /// Implants fitted likewise.
    #[serde(default)]
    pub implants_before: u16,
}

/// A time in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Its id.
    pub id: SlotId,
    /// When it begins.
    pub at: Moment,
}

/// A session: a site, a day, fitters, a room, an assistant, and its slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub org: OrgId,
    /// For which service.
    pub service: ServiceId,
    /// The day.
    pub day: Day,
    /// The seats of its fitters.
    pub fitters: Vec<SeatId>,
    /// It has a room.
    pub room: bool,
    /// It has a trained assistant.
    pub assistant: bool,
    /// Its slots.
    pub slots: Vec<Slot>,
}

/// A seat: a role in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Its id.
    pub id: SeatId,
    /// Whose.
    pub org: OrgId,
    /// Its title for partners.
    pub title: String,
    /// Its role, by the stable name that the policies use.
    pub role: String,
    /// The number on which the seat is reached.
    pub telephone: String,
    /// The seat has ended.
    #[serde(default)]
    pub ended: bool,
}

/// Somebody holds a seat for dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The seat.
    pub seat: SeatId,
    /// Of which organisation.
    pub org: OrgId,
    /// Who.
    pub user: UserId,
    /// The first day.
    pub from: Day,
    /// The last day; none = until it is ended.
    pub until: Option<Day>,
    /// Stands in for the holder.
    pub deputy: bool,
}

/// What kind of agreement it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgreementSort {
    /// It lets information flow for families of ask (DOMAIN-RULES 5.4).
    #[default]
    DataSharing,
    /// It says how partners work together. It is no data agreement: it covers no asks.
    Memorandum,
}

impl AgreementSort {
    /// Both.
    pub const ALL: [AgreementSort; 2] = [AgreementSort::DataSharing, AgreementSort::Memorandum];

    /// Its short stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            AgreementSort::DataSharing => "data-sharing",
            AgreementSort::Memorandum => "memorandum",
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            AgreementSort::DataSharing => "Data-sharing agreement",
            AgreementSort::Memorandum => "Memorandum of understanding",
        }
    }

    /// The one of that name.
    pub fn named(text: &str) -> Option<AgreementSort> {
        AgreementSort::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// An agreement under which its parties ask each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// A short code of the place's own.
    pub code: OrgId,
    /// Its title.
    pub title: String,
    /// Families of ask it covers: `larc`.
    pub families: Vec<String>,
    /// Who may sign it.
    pub parties: Vec<OrgId>,
    /// Why the information flows.
    pub purpose: String,
    /// What flows, in words.
    pub items: String,
    /// The law, and the basis in confidence.
    pub basis: String,
    /// How long it is kept, in words.
    pub kept: String,
    /// The first day in force.
    pub from: Day,
    /// The last day in force.
    pub until: Option<Day>,
    /// Whom to ask about it.
    pub person_to_ask: String,
    /// What kind it is.
    #[serde(default)]
    pub sort: AgreementSort,
    /// Where the signed document lies: a file number, an address. Empty where nobody has said.
    #[serde(default)]
    pub reference: String,
}

/// One party has signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The agreement.
    pub agreement: OrgId,
    /// The party.
    pub org: OrgId,
    /// From this day.
    pub on: Day,
    /// The seat that signed for it; none where a signature was brought in from a file that does not say.
    #[serde(default)]
    pub seat: Option<SeatId>,
}

/// An entry was looked at by its owner and is still right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The service.
    pub service: ServiceId,
    /// Whose.
    pub org: OrgId,
    /// When.
    pub on: Day,
}

/// What the place says of itself, where it does: whether its people are made up, in what words, and whose data it uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// The partnership's office, which answers for it.
    pub office: OrgId,
    /// What the place is called.
    pub name: String,
    /// Nobody in it is real: every page and print says so, in the words of the label.
    pub synthetic: bool,
    /// What stands over every page; empty where nothing does.
    pub label: String,
    /// Whose data was used, under which licence: one statement a line of the page about this place.
    pub sources: Vec<String>,
}

/// A small area of the place: who lives there, how deprived and how rural it is. Public statistics, about nobody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SmallArea {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The district it lies in: the patch of the organisations there.
    pub district: String,
    /// The council of those who live there.
    pub council: OrgId,
    /// Where its people's middle is.
    pub at: Point,
    /// Everybody who lives there.
    pub people: u32,
    /// Women aged 16 to 49 among them, as far as that is known or estimated.
    #[serde(default)]
    pub women_16_to_49: Option<u32>,
    /// Deprivation fifth, 1 the most deprived.
    pub fifth: u8,
    /// `urban`, `town-and-fringe` or `village`.
    pub rural: String,
}

/// What became of a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "slot")]
pub enum SlotFact {
    /// Kept for an ask until a moment.
    Held {
        /// The ask.
        ask: AskId,
        /// Until when.
        until: Moment,
    },
    /// Booked by an ask.
    Booked {
        /// The ask.
        ask: AskId,
    },
    /// Free again.
    Freed,
    /// Taken back by the host.
    Withdrawn,
}

/// The kinds of fact, by the names under which they stand in the journal.
pub mod kind {
    /// [`super::Organisation`]
    pub const ORGANISATION: &str = "organisation-kept.1";
    /// [`super::Site`]
    pub const SITE: &str = "site-kept.1";
    /// [`super::Service`]
    pub const SERVICE: &str = "service-kept.1";
    /// [`super::Fitter`]
    pub const FITTER: &str = "fitter-kept.1";
    /// [`super::Session`]
    pub const SESSION: &str = "session-kept.1";
    /// [`super::Seat`]
    pub const SEAT: &str = "seat-kept.1";
    /// [`super::Holding`]
    pub const HOLDING: &str = "seat-held.1";
    /// [`super::Agreement`]
    pub const AGREEMENT: &str = "agreement-kept.1";
    /// [`super::Signature`]
    pub const SIGNATURE: &str = "agreement-signed.1";
    /// [`super::Confirmation`]
    pub const CONFIRMATION: &str = "entry-confirmed.1";
    /// [`super::Description`]
    pub const DESCRIPTION: &str = "place-described.1";
    /// [`super::SmallArea`]
    pub const SMALL_AREA: &str = "small-area-kept.1";
    /// [`super::SlotFact`]
    pub const SLOT: &str = "slot.1";
}

/// The families of streams.
pub mod family {
    /// An organisation, by code.
    pub const ORGANISATION: &str = "organisation";
    /// A site.
    pub const SITE: &str = "site";
    /// A service.
    pub const SERVICE: &str = "service";
    /// A fitter, by seat.
    pub const FITTER: &str = "fitter";
    /// A session.
    pub const SESSION: &str = "session";
    /// A seat and its holders.
    pub const SEAT: &str = "seat";
    /// An agreement and its signatures.
    pub const AGREEMENT: &str = "agreement";
    /// What the place says of itself: one stream.
    pub const PLACE: &str = "place";
    /// A small area, by code.
    pub const SMALL_AREA: &str = "small-area";
    /// A slot.
    pub const SLOT: &str = "slot";
}
