//! When one organisation takes another's work over: announced by the place's office, agreed by whoever takes it over, and
//! carried out by the program from its day (decision 0280).

use kernel::{Day, OrgId, UserId};
use serde::{Deserialize, Serialize};

/// The family of streams, by the code of the organisation whose work goes over.
pub const SUCCESSIONS: &str = "succession";

/// The kinds of fact, by the names under which they stand in the journal.
pub mod kind {
    /// [`super::Announced`]
    pub const ANNOUNCED: &str = "succession-announced.1";
    /// The successor agreed; the seat that did stands with the act.
    pub const AGREED: &str = "succession-agreed.1";
    /// It was taken back before its day.
    pub const TAKEN_BACK: &str = "succession-taken-back.1";
    /// The entry, the seats and the sessions went over.
    pub const CARRIED: &str = "succession-carried.1";
}

/// The place's office says that one organisation takes another's work over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// Whose work goes over.
    pub organisation: OrgId,
    /// Who takes it over.
    pub successor: OrgId,
    /// The first day on which the successor answers for it.
    pub on: Day,
    /// Why, in words for partners: a merger, a contract that passed on.
    pub why: String,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Announced: the successor has not agreed.
    Announced,
    /// Agreed: it begins on its day.
    Agreed,
    /// The entry went over; asks follow.
    Carried,
}

impl Step {
    /// Its short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Step::Announced => "announced",
            Step::Agreed => "agreed",
            Step::Carried => "carried",
        }
    }

    /// The one of that name.
    pub fn named(text: &str) -> Option<Step> {
        [Step::Announced, Step::Agreed, Step::Carried].into_iter().find(|step| step.name() == text)
    }
}

/// A succession as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// As it was announced.
    pub of: Announced,
    /// Who announced it.
    pub announced_by: UserId,
    /// How far it has come.
    pub step: Step,
}

impl Succession {
    /// Whether the successor answers on that day for what the organisation asked and was asked.
    pub fn holds_on(&self, day: Day) -> bool {
        self.step != Step::Announced && self.of.on <= day
    }
}

/// Roles whose seats go over with the work. The others stay until nothing names the organisation any more: somebody must
/// settle what is left there.
pub const SEATS_THAT_FOLLOW: [&str; 3] = ["clinician", "fitter", "booking"];
