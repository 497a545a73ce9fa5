//! The answer of a search, in words.

use kernel::Day;

use crate::search::Service;
use crate::{Access, NotAccepted};

const METRES_IN_MILE: f64 = 1609.344;

/// When a host can first offer a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FirstOffer {
    /// A free slot on that day.
    Slot(Day),
    /// By telephone, about that day.
    ByTelephone(Day),
}

impl FirstOffer {
    /// The day, whether sure or about.
    pub const fn day(self) -> Day {
        match self {
            FirstOffer::Slot(day) | FirstOffer::ByTelephone(day) => day,
        }
    }
}

/// A host in the list.
#[derive(Clone, Debug)]
pub struct Hit<'a> {
    /// The service.
    pub service: &'a Service,
    /// Straight-line distance, in whole metres.
    pub metres: u32,
    /// When it can first offer a time.
    pub first: FirstOffer,
    /// Free slots of the method in the days that count for spreading; 0 for a host that offers by telephone.
    pub free_slots: u32,
    /// Why it stands here, in words.
    pub reasons: Vec<String>,
}

impl Hit<'_> {
    /// Straight-line miles.
    pub fn miles(&self) -> f64 {
        f64::from(self.metres) / METRES_IN_MILE
    }
}

/// A host that could, if there were an agreement. Shown, not to be chosen.
#[derive(Clone, Debug)]
pub struct NotYetSigned<'a> {
    /// The service.
    pub service: &'a Service,
    /// Straight-line distance, in whole metres.
    pub metres: u32,
}

impl NotYetSigned<'_> {
    /// For people, with the person to ask.
    pub fn in_words(&self) -> String {
        format!(
            "{}: not yet signed. Ask {} on {}.",
            self.service.name, self.service.person_to_ask, self.service.telephone
        )
    }
}

/// Why a service is not in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// The asking organisation itself.
    Yourself,
    /// No contract with whoever pays for this purpose.
    NoContract,
    /// Does not take the person.
    NotAccepted(NotAccepted),
    /// Not that far.
    TooFar,
    /// The building or the room does not do.
    Access(Access),
    /// The chaperone who is wished for cannot be had.
    NoSuchChaperone,
    /// Nobody there has a certificate that counts.
    NobodyValid,
    /// No free slot for it: sessions without somebody valid, a room or an assistant, or full weeks.
    NoFreeSlot,
    /// Could, but no agreement is in force.
    NotYetSigned,
}

impl WhyNot {
    /// For people.
    pub fn in_words(self) -> String {
        match self {
            WhyNot::Yourself => "this is your own service".to_owned(),
            WhyNot::NoContract => "has no contract with whoever pays for this purpose".to_owned(),
            WhyNot::NotAccepted(why) => why.in_words(),
            WhyNot::TooFar => "is farther than the person can travel".to_owned(),
            WhyNot::Access(need) => format!(
                "has no {}",
                match need {
                    Access::StepFree => "step-free way in",
                    Access::AdjustableCouch => "adjustable couch",
                    Access::Hoist => "hoist",
                    Access::HearingLoop => "hearing loop",
                    Access::BlueBadgeParking => "blue-badge parking",
                }
            ),
            WhyNot::NoSuchChaperone => "cannot have the chaperone who is wished for".to_owned(),
            WhyNot::NobodyValid => "has nobody whose certificate counts for this then".to_owned(),
            WhyNot::NoFreeSlot => "has no free slot for this".to_owned(),
            WhyNot::NotYetSigned => "has no agreement with you yet".to_owned(),
        }
    }
}

/// A service that was left out, and why.
#[derive(Clone, Debug)]
pub struct LeftOut<'a> {
    /// The service.
    pub service: &'a Service,
    /// Straight-line distance, in whole metres.
    pub metres: u32,
    /// The first reason found.
    pub why: WhyNot,
}

/// That the first host was drawn among equally good ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// How many were equally good.
    pub among: usize,
    /// Their free slots together.
    pub free_slots: u32,
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// The hosts to choose from, best first.
    pub hosts: Vec<Hit<'a>>,
    /// Whether the first was drawn.
    pub spread: Option<Spread>,
    /// The nearest that could if an agreement were signed.
    pub not_yet_signed: Vec<NotYetSigned<'a>>,
    /// The nearest that were left out, no farther than the farthest host in the list.
    pub left_out: Vec<LeftOut<'a>>,
}
