//! The first version of the facts. Envelopes name no person; who it is about is sealed.

use kernel::{AskId, Day, OrgId, SeatId};
use serde::{Deserialize, Serialize};

/// The families of streams.
pub mod family {
    /// Recalls, by id.
    pub const RECALL: &str = "recall";
    /// Who owns the recalls of a specialty, by specialty and test.
    pub const OWNER: &str = "recall-owner";
    /// Rules that move a task to the hospital, by test.
    pub const RULE: &str = "recall-rule";
    /// Results that are handed over, by id.
    pub const RESULT: &str = "result";
}

/// The kinds of facts.
pub mod kind {
    /// [`super::Asked`]
    pub const ASKED: &str = "recall-asked-of-practice.1";
    /// [`super::Planned`]
    pub const PLANNED: &str = "recall-planned.1";
    /// [`super::Moved`]
    pub const MOVED: &str = "recall-moved.1";
    /// [`super::Owner`]
    pub const OWNER: &str = "recall-owner.1";
    /// [`super::InForce`]
    pub const IN_FORCE: &str = "recall-rule-in-force.1";
    /// [`super::Looked`]
    pub const LOOKED: &str = "recall-looked.1";
    /// [`super::Handed`]
    pub const HANDED: &str = "result-handed.1";
    /// [`super::HandedMove`]
    pub const HANDED_MOVED: &str = "result-moved.1";
    /// [`super::Looked`]
    pub const RESULT_LOOKED: &str = "result-looked.1";
}

macro_rules! listed {
    ($(#[$outer:meta])* $name:ident { $($(#[$doc:meta])* $member:ident = $text:literal, $words:literal;)+ }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$doc])* $member),+ }

        impl $name {
            /// All of them, in the order of the page.
            pub const ALL: &'static [$name] = &[$($name::$member),+];

            /// Its short stable name.
            pub const fn name(self) -> &'static str {
                match self { $($name::$member => $text),+ }
            }

            /// The one of that name.
            pub fn named(name: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.name() == name)
            }

            /// For people.
            pub const fn in_words(self) -> &'static str {
                match self { $($name::$member => $words),+ }
            }
        }
    };
}

listed! {
    /// What is to be repeated or followed.
    Test {
        /// A chest X-ray.
        ChestXRay = "chest-x-ray", "Chest X-ray";
        /// A scan.
        Scan = "scan", "CT, MR or ultrasound scan";
        /// A blood test.
        Blood = "blood-test", "Blood test";
        /// An endoscopy.
        Endoscopy = "endoscopy", "Endoscopy";
        /// A tracing of the heart.
        HeartTracing = "heart-tracing", "Heart tracing or echo";
        /// Another test.
        Other = "other", "Another test";
    }
}

listed! {
    /// How a recall ends.
    End {
        /// It was done; its result is the hospital's to act on.
        Done = "done", "Done";
        /// The person has died.
        Died = "died", "The person has died";
        /// The person does not want it, and was told what it is for.
        Declined = "declined", "The person declined";
    }
}

listed! {
    /// Why a recall was not done on its day.
    NotDoneWhy {
        /// The person did not come.
        DidNotCome = "did-not-come", "Did not come";
        /// The person cannot come yet.
        CannotYet = "cannot-yet", "Cannot come yet";
        /// The hospital could not do it.
        NoCapacity = "no-capacity", "The hospital could not do it";
        /// The person could not be reached.
        NotReached = "not-reached", "Could not be reached";
    }
}

/// A recall as planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Whose it is.
    pub org: OrgId,
    /// Of which specialty, by its short name.
    pub specialty: String,
    /// What is to be done.
    pub test: Test,
    /// By which day.
    pub due: Day,
    /// The seat that owns it.
    pub owner: SeatId,
    /// The person has been told.
    pub told: bool,
    /// The hospital's own number for it, where it came from a file: bringing it in again changes nothing.
    pub reference: Option<String>,
}

/// Who a recall or a result is about, sealed to its organisations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The NHS number, as typed.
    pub nhs_number: String,
    /// The date of birth, as typed.
    pub date_of_birth: String,
    /// How the person is reached.
    pub telephone: String,
    /// Why, for clinicians.
    pub why: String,
}

/// Why somebody cannot be written down as whom it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonRefused {
    /// There is no name.
    NoName,
    /// A field is longer than a page of a list can bear, or holds what no keyboard writes: its name.
    Unfit(&'static str),
}

/// Letters of a line, at most, and of what is said in sentences.
const LINE_MOST: usize = 200;
const WORDS_MOST: usize = 4_000;

/// Whether a text may stand in a record: so long at the most, and of letters that are written.
pub fn is_fit(text: &str, lines: bool) -> bool {
    let most = if lines { WORDS_MOST } else { LINE_MOST };
    let written = |letter: char| !letter.is_control() || lines && matches!(letter, '\n' | '\r' | '\t');
    text.chars().count() <= most && text.chars().all(written)
}

impl Person {
    /// Refuses a person without a name, and texts that are too long for the other organisation to read.
    pub fn check(&self) -> Result<(), PersonRefused> {
        if self.name.trim().is_empty() {
            return Err(PersonRefused::NoName);
        }
        for (field, text) in [
            ("name", &self.name),
            ("nhs_number", &self.nhs_number),
            ("date_of_birth", &self.date_of_birth),
            ("telephone", &self.telephone),
        ] {
            if !is_fit(text, false) {
                return Err(PersonRefused::Unfit(field));
            }
        }
        if is_fit(&self.why, true) { Ok(()) } else { Err(PersonRefused::Unfit("why")) }
    }
}

/// A move of a recall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "move")]
pub enum Move {
    /// The person has been told.
    Told,
    /// Not done on its day, and why; the next day.
    NotDone {
        /// Why.
        why: NotDoneWhy,
        /// By when now.
        next: Day,
    },
    /// It ended.
    Ended {
        /// How.
        end: End,
    },
    /// Another seat owns it.
    Given {
        /// Which.
        owner: SeatId,
    },
    /// It is late, and was raised to a seat.
    Raised {
        /// Which; none where the organisation has none.
        to: Option<SeatId>,
        /// For which day that was not met.
        due: Day,
    },
}

/// A move with the day on which it took effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// When.
    pub on: Day,
    /// What.
    pub what: Move,
}

/// Who owns the recalls of a specialty for a test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Whose.
    pub org: OrgId,
    /// Of which specialty.
    pub specialty: String,
    /// For which test.
    pub test: Test,
    /// Which seat.
    pub seat: SeatId,
}

/// From a day on the hospital arranges what practices were asked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    /// Which test.
    pub test: Test,
    /// From when.
    pub from: Day,
    /// How many specialties had an owner.
    pub specialties: u32,
}

/// Somebody looked at whom it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// `list`, `booking`, `contents` or `break-glass`.
    pub what: String,
    /// Why, where the glass was broken.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// A hospital's letter, kept by an audit, asks a practice for a test that recalls are about. Stands on the letter's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Which test.
    pub test: Test,
}

/// A result that is handed over; it stays with whoever asked until it is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// What test.
    pub test: Test,
    /// Who asked for it, and has it.
    pub from: OrgId,
    /// The seat that a declined one returns to.
    pub back_to: SeatId,
    /// Who is asked to take it.
    pub to: OrgId,
    /// The agreement under which.
    pub agreement: OrgId,
    /// On which day.
    pub on: Day,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "move")]
pub enum HandedMove {
    /// Taken: it is theirs from now on.
    Accepted,
    /// Not taken: it is the requester's, and its named seat acts. The reason is sealed.
    Declined,
    /// The requester took it back.
    TakenBack,
    /// Whoever has it has acted on it.
    ActedOn,
}

/// Why a result was not taken, for those who may read it: sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// In the words of whoever declined.
    pub words: String,
}

/// The key of a recall or result: that of an ask of the same id.
pub fn key_of(id: kernel::Id) -> AskId {
    AskId::from_bits(id.bits())
}
