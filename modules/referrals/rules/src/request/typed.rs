//! What was typed, and what it becomes: a request in two parts.

use std::collections::BTreeSet;

use directory_rules::{Access, Chaperone, Method, Purpose, Purse};
use emergency_rules::{Criterion, Cycle};
use kernel::{Day, Moment, NhsNumber, Personal};

use super::{AgeBand, Factor, Fifth, Recorded, RuralClass, Suggested, YoungPerson};

/// The fields of the form as they were typed, none of them trusted. An empty text is a field left empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of the same name, see `Field`")]
pub struct Typed {
    pub method: String,
    pub purpose: String,
    pub name: Personal<String>,
    pub date_of_birth: Personal<String>,
    pub nhs_number: Personal<String>,
    pub local_number: Personal<String>,
    pub pregnancy: String,
    pub symptoms: String,
    pub first_upsi: Personal<String>,
    pub last_upsi: Personal<String>,
    pub last_period: Personal<String>,
    pub shortest_cycle: String,
    pub hormones_this_cycle: String,
    pub current_method: String,
    pub continue_told: String,
    pub previous_problem: Personal<String>,
    pub factors: Vec<String>,
    pub sti_check: String,
    pub allergies: Vec<String>,
    pub language: String,
    pub bsl: String,
    pub access: Vec<String>,
    pub chaperone: String,
    pub channel: String,
    pub contact: Personal<String>,
    pub discreet: String,
    pub times: String,
    pub travel_miles: String,
    pub device: String,
    pub consent: String,
    pub fraser: Vec<String>,
    pub exploitation: String,
    pub speak_to: Personal<String>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// This method.
    Method(Method),
    /// To talk about which.
    Discuss,
}

/// The part that bodies with a right to see figures may read. No person, no clinical fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The method, or “discuss”.
    pub wanted: Wanted,
    /// The purpose.
    pub purpose: Purpose,
    /// Which side pays, by the purpose and the day.
    pub purse: Purse,
    /// The five-year age band.
    pub age_band: Recorded<AgeBand>,
    /// The deprivation fifth.
    pub deprivation: Recorded<Fifth>,
    /// Urban or rural.
    pub rural: Recorded<RuralClass>,
    /// The council.
    pub council: Recorded<kernel::OrgId>,
}

/// Who it is about. In the contents only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The name that the person gave.
    pub name: Personal<String>,
    /// The date of birth.
    pub born: Personal<Day>,
    /// The NHS number, if the person offered it.
    pub nhs_number: Option<NhsNumber>,
    /// The sender's own number.
    pub local_number: Option<Personal<String>>,
}

/// What was found of pregnancy, with dates only where it is not excluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pregnancy {
    /// Reasonably excluded by this criterion.
    Excluded(Criterion),
    /// Not excluded.
    NotExcluded {
        /// Symptoms or signs of pregnancy.
        symptoms: bool,
        /// The first unprotected sex of the cycle, where known.
        first_upsi: Option<Personal<Moment>>,
        /// The last unprotected sex.
        last_upsi: Personal<Day>,
        /// The cycle.
        cycle: Personal<Cycle>,
        /// Hormones in this cycle.
        hormones: bool,
    },
}

/// How to reach the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By text message.
    Text,
    /// By telephone.
    Telephone,
    /// By e-mail.
    Email,
    /// Not at all: the person rings.
    SheRings,
}

/// Contact wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// How.
    pub channel: Channel,
    /// The number or address; none where the person rings.
    pub at: Option<Personal<String>>,
    /// Nobody else may notice.
    pub discreet: bool,
    /// Good times, in the person's words.
    pub times: String,
}

/// Whether “continue the current method until fitted” was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContinueTold {
    /// Told.
    Told,
    /// Not told.
    NotTold,
    /// There is no current method.
    NoMethod,
}

/// A problem with a previous fitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PreviousProblem {
    /// None, or none before.
    No,
    /// This one.
    Yes(Personal<String>),
}

/// The STI check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StiCheck {
    /// Done.
    Done,
    /// Offered.
    Offered,
    /// Declined.
    Declined,
    /// Not needed.
    NotNeeded,
}

/// Where the device comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceSupply {
    /// The host has it.
    HostSupplies,
    /// Prescribed, and brought by the person.
    PrescribedAndBrought,
}

/// Something that the reader should know and that is no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Dates that are only needed when pregnancy is not excluded were typed; they were not kept.
    DatesNotKept,
    /// The NHS number is none of a real person: synthetic.
    SyntheticNumber,
}

/// The part that is sealed to the two parties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Who.
    pub identity: Identity,
    /// Pregnancy.
    pub pregnancy: Pregnancy,
    /// Current method; empty = none.
    pub current_method: String,
    /// “Continue until fitted”.
    pub continue_told: ContinueTold,
    /// A problem with a previous fitting.
    pub previous_problem: PreviousProblem,
    /// Complicating factors.
    pub factors: Vec<Factor>,
    /// The STI check.
    pub sti_check: StiCheck,
    /// Allergic to copper.
    pub allergy_copper: bool,
    /// Allergic to local anaesthetic.
    pub allergy_anaesthetic: bool,
    /// Language, sign language and access.
    pub language: Option<String>,
    /// British Sign Language.
    pub bsl: bool,
    /// Access needs.
    pub access: BTreeSet<Access>,
    /// The chaperone wished for.
    pub chaperone: Chaperone,
    /// Contact wishes.
    pub contact: Contact,
    /// The farthest the person can travel, in miles.
    pub travel_miles: Option<u16>,
    /// The device.
    pub device: DeviceSupply,
    /// Under 18 only.
    pub young: Option<YoungPerson>,
}

/// A whole request: the minimum set and no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// For figures.
    pub envelope: Envelope,
    /// For the two parties.
    pub contents: Contents,
    /// Where the factors suggest it goes.
    pub suggested: Suggested,
}
