//! The first version of the facts. Envelopes name no person; words are sealed to the issue, so that they can be taken out.

use kernel::{Day, Id, OrgId, SeatId};
use serde::{Deserialize, Serialize};

/// The families of streams.
pub mod family {
    /// Issues, by id.
    pub const ISSUE: &str = "issue";
    /// Specialties, by their short name.
    pub const SPECIALTY: &str = "specialty";
    /// Themes, by specialty and what is broken.
    pub const THEME: &str = "issue-theme";
    /// Lists for the weekly meeting, by day.
    pub const AGENDA: &str = "issue-agenda";
}

/// The kinds of facts.
pub mod kind {
    /// [`super::Posted`]
    pub const POSTED: &str = "issue-posted.1";
    /// [`super::Moved`]
    pub const MOVED: &str = "issue-moved.1";
    /// [`super::BroughtIn`]
    pub const BROUGHT_IN: &str = "issue-brought-in.1";
    /// [`super::Specialty`]
    pub const SPECIALTY: &str = "specialty-kept.1";
    /// [`super::Project`]
    pub const PROJECT: &str = "theme-project.1";
    /// [`super::Told`]
    pub const TOLD: &str = "theme-told.1";
    /// [`super::Agenda`]
    pub const AGENDA: &str = "issue-agenda.1";
    /// [`super::NotDelivered`]
    pub const NOT_DELIVERED: &str = "issue-message-not-delivered.1";
}

/// What an issue is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// Ask 1: a letter does not say clearly who does what by when.
    Clarity,
    /// Ask 2: a referral that the hospital could make itself.
    Referral,
    /// Ask 3: a result or test passed to the practice, or a recall.
    Result,
    /// Ask 4: a fit note missing or too short.
    FitNote,
    /// Ask 5: a medicine started without a prescription.
    Prescription,
    /// The practice's referrals to the hospital: information missing, wrong place.
    ToHospital,
    /// A number that nobody answers, an address that has changed.
    Contact,
    /// Another process that is broken.
    Other,
    /// An idea.
    Idea,
}

impl Broken {
    /// All of them, in the order of the page.
    pub const ALL: [Broken; 9] = [
        Broken::Clarity,
        Broken::Referral,
        Broken::Result,
        Broken::FitNote,
        Broken::Prescription,
        Broken::ToHospital,
        Broken::Contact,
        Broken::Other,
        Broken::Idea,
    ];

    /// Its short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Broken::Clarity => "clarity",
            Broken::Referral => "referral",
            Broken::Result => "result",
            Broken::FitNote => "fit-note",
            Broken::Prescription => "prescription",
            Broken::ToHospital => "to-hospital",
            Broken::Contact => "contact",
            Broken::Other => "other",
            Broken::Idea => "idea",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Broken> {
        Broken::ALL.into_iter().find(|broken| broken.name() == name)
    }

    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Broken::Clarity => "A letter is not clear",
            Broken::Referral => "Asked to refer on",
            Broken::Result => "A test, result or recall passed over",
            Broken::FitNote => "Fit note missing or too short",
            Broken::Prescription => "Medicine without a prescription",
            Broken::ToHospital => "Referrals to the hospital",
            Broken::Contact => "Nobody to reach",
            Broken::Other => "Another process",
            Broken::Idea => "An idea",
        }
    }

    /// The ask that it breaks, 1 to 5; none where it is about something else.
    pub const fn ask(self) -> Option<u8> {
        match self {
            Broken::Clarity => Some(1),
            Broken::Referral => Some(2),
            Broken::Result => Some(3),
            Broken::FitNote => Some(4),
            Broken::Prescription => Some(5),
            Broken::ToHospital | Broken::Contact | Broken::Other | Broken::Idea => None,
        }
    }
}

/// How an issue ends: one of four, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Fixed once.
    Fixed,
    /// A rule was changed.
    RuleChanged,
    /// It became part of a project.
    Project,
    /// No, because.
    NoBecause,
}

impl Outcome {
    /// All four.
    pub const ALL: [Outcome; 4] =
        [Outcome::Fixed, Outcome::RuleChanged, Outcome::Project, Outcome::NoBecause];

    /// Its short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Fixed => "fixed",
            Outcome::RuleChanged => "rule-changed",
            Outcome::Project => "project",
            Outcome::NoBecause => "no-because",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Outcome::Fixed => "Fixed",
            Outcome::RuleChanged => "A rule was changed",
            Outcome::Project => "It is now a project",
            Outcome::NoBecause => "No, because",
        }
    }
}

/// An issue as posted. What was written is sealed beside it as [`Words`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// About which specialty, by its short name.
    pub specialty: String,
    /// What is broken.
    pub broken: Broken,
    /// The seat that leads the specialty, which has it from the first minute.
    pub lead: Option<SeatId>,
    /// What the guard took for a name or number and the poster says is none, by kind.
    pub waived: Vec<String>,
}

/// Words of an issue or a move, sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What was written.
    pub text: String,
}

/// A move of an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "move")]
pub enum Move {
    /// The office has looked: what it is about, and of which specialty.
    Screened {
        /// Of which specialty.
        specialty: String,
        /// What is broken.
        broken: Broken,
        /// The seat that leads the specialty.
        lead: Option<SeatId>,
    },
    /// A named seat has it.
    Given {
        /// Which.
        owner: SeatId,
    },
    /// The owner passed it on, with a reason in the words.
    PassedOn {
        /// To whom.
        owner: SeatId,
    },
    /// The poster or the owner says that another specialty is meant: it goes to that specialty's lead.
    Rerouted {
        /// Which.
        specialty: String,
        /// Its lead.
        lead: Option<SeatId>,
        /// The owner says so, which counts as passing it on; otherwise the poster or the office.
        by_owner: bool,
    },
    /// The owner said what happened, and what is done or why not.
    Answered,
    /// The poster agrees.
    Agreed {
        /// By ten days of silence.
        by_silence: bool,
    },
    /// The poster does not.
    Disputed,
    /// The owner set a later day, with a plan in the words.
    Planned {
        /// By when.
        by: Day,
    },
    /// It ended, one way of four; the posters are told.
    Settled {
        /// Which way.
        outcome: Outcome,
        /// Where the project or the rule can be read.
        link: String,
    },
    /// A poster opened it again, once.
    Reopened,
    /// It is the same as another: everybody who posted it follows that one from now on.
    Merged {
        /// The other.
        into: Id,
    },
    /// Another issue was found to be the same as this one.
    Absorbed {
        /// Which.
        from: Id,
    },
    /// The office took out all words of the issue, because they told of somebody.
    WordsTakenOut,
}

/// A move with the day on which it took effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// When.
    pub on: Day,
    /// What.
    pub what: Move,
}

/// An issue from elsewhere with all that became of it: who posted it, and the moves with whoever made them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtIn {
    /// As posted.
    pub posted: Posted,
    /// On which day.
    pub on: Day,
    /// By which organisation.
    pub org: OrgId,
    /// By which seat.
    pub seat: SeatId,
    /// What became of it.
    pub moves: Vec<Moved>,
}

/// The words of an issue from elsewhere, sealed: of the post, and of each move in order; empty where there were none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtWords {
    /// Of the post.
    pub text: String,
    /// Of each move.
    pub moves: Vec<String>,
}

/// A specialty of a hospital: whom everybody may ring about its letters and its ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specialty {
    /// Its short name, a slug.
    pub code: String,
    /// For people.
    pub name: String,
    /// Whose.
    pub org: OrgId,
    /// The seat that leads it and owns its issues.
    pub lead: Option<SeatId>,
    /// The agreed point of contact: a number that is answered.
    pub telephone: String,
    /// The shared inbox for its letters; the organisation's where it is empty.
    pub inbox: String,
    /// No longer there.
    pub ended: bool,
}

/// What a theme became: a project with an owner and a link, and the day on which something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Of which specialty.
    pub specialty: String,
    /// What is broken.
    pub broken: Broken,
    /// What the project is called.
    pub title: String,
    /// Who owns it.
    pub owner: SeatId,
    /// Where it is kept.
    pub link: String,
    /// The day from which it is different.
    pub changed_on: Option<Day>,
}

/// Everybody who reported a theme was told what changed. The words are sealed beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Of which specialty.
    pub specialty: String,
    /// What is broken.
    pub broken: Broken,
    /// How many organisations were told.
    pub organisations: u32,
}

/// A list for the weekly meeting: what was overdue on its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agenda {
    /// The day of the meeting.
    pub on: Day,
    /// The issues, the longest overdue first.
    pub lines: Vec<AgendaLine>,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaLine {
    /// Which issue.
    pub issue: Id,
    /// Its reference.
    pub reference: String,
    /// Of which specialty.
    pub specialty: String,
    /// Where it stands, by its stable name.
    pub state: String,
    /// Since which day it is overdue.
    pub due: Day,
    /// Who has the next move.
    pub owner: Option<SeatId>,
}

/// A message that could not be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotDelivered {
    /// To which organisation.
    pub org: OrgId,
    /// Which message.
    pub template: String,
    /// Why, without a person in it.
    pub why: String,
}
