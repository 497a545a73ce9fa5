//! What the journal keeps of an emergency: that somebody was rung, and what came of it. Nothing about the person.

use kernel::{Moment, OrgId, ServiceId};
use serde::{Deserialize, Serialize};

/// The family of streams, by call.
pub const CALLS: &str = "emergency-call";

/// [`Called`]
pub const CALLED: &str = "emergency-call-recorded.1";

/// A call that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Who was rung; none for the clinic lead or urgent care.
    pub service: Option<ServiceId>,
    /// Whose service that is.
    pub org: Option<OrgId>,
    /// Who was rung, in words.
    pub rung: String,
    /// What was agreed.
    pub agreed: Agreed,
    /// When she is seen, where that was agreed.
    pub seen_at: Option<Moment>,
}

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreed {
    /// They see her.
    TheySeeHer,
    /// They cannot: the next is rung.
    TheyCannot,
    /// The clinic lead takes it on.
    LeadTakesIt,
    /// She chose an oral method instead.
    OralInstead,
}

impl Agreed {
    /// All of them, in the order of the page.
    pub const ALL: [Agreed; 4] =
        [Agreed::TheySeeHer, Agreed::TheyCannot, Agreed::LeadTakesIt, Agreed::OralInstead];

    /// Its short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Agreed::TheySeeHer => "they-see-her",
            Agreed::TheyCannot => "they-cannot",
            Agreed::LeadTakesIt => "lead-takes-it",
            Agreed::OralInstead => "oral-instead",
        }
    }

    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Agreed::TheySeeHer => "They see her",
            Agreed::TheyCannot => "They cannot: I ring the next",
            Agreed::LeadTakesIt => "The clinic lead takes it on",
            Agreed::OralInstead => "She chose an oral method instead",
        }
    }

    /// Whether somebody has it now, so that nothing is left to ring.
    pub const fn closes(self) -> bool {
        !matches!(self, Agreed::TheyCannot)
    }
}
