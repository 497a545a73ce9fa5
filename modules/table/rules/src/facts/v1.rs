//! The facts of the table, first version: groups and seats as they stand, chairs, meetings, and what came of them. None
//! holds anything about a person who is cared for: [`crate::guard`] refuses words that look so.

use kernel::{ActionId, Day, DecisionId, GroupId, Id, ItemId, OrgId, SeatId, TableSeatId};
use serde::{Deserialize, Serialize};

use crate::action::Outcome;
use crate::chair::LedBy;
use crate::decision::{Position, Standing};
use crate::group::{GroupKind, GroupState};
use crate::pack::Pack;
use crate::quorum::{Presence, Rule};
use crate::rhythm::{Rhythm, Time};
use crate::seat::Party;

mod names;

pub use names::{family, kind};

/// A group as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// What it is for, by kind.
    pub kind: GroupKind,
    /// The part of the place it serves; empty for all of it.
    #[serde(default)]
    pub patch: String,
    /// Why it meets, in a sentence.
    pub purpose: String,
    /// Its terms of reference.
    #[serde(default)]
    pub terms: String,
    /// The group it reports to.
    #[serde(default)]
    pub parent: Option<GroupId>,
    /// How it stands.
    pub state: GroupState,
    /// What a task-and-finish group makes.
    #[serde(default)]
    pub product: String,
    /// By when a task-and-finish group ends.
    #[serde(default)]
    pub ends: Option<Day>,
    /// Its quorum.
    pub quorum: Rule,
    /// The organisation's seat that writes for it.
    #[serde(default)]
    pub secretary: Option<SeatId>,
    /// When it meets; the last is the one in force.
    #[serde(default)]
    pub rhythms: Vec<Rhythm>,
    /// The unguessable name of its calendar.
    pub feed: Id,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}

/// A seat at the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Its id.
    pub id: TableSeatId,
    /// At whose table.
    pub group: GroupId,
    /// For what kind of party.
    pub party: Party,
    /// The organisation that has it.
    #[serde(default)]
    pub org: Option<OrgId>,
    /// What it is called.
    pub title: String,
    /// The organisation's seat whose holder sits here: the work belongs to a seat, whoever holds it.
    #[serde(default)]
    pub holder: Option<SeatId>,
    /// The one that stands in.
    #[serde(default)]
    pub deputy: Option<SeatId>,
    /// The first day.
    pub from: Day,
    /// The last day, where there is one.
    #[serde(default)]
    pub until: Option<Day>,
    /// Counts for the quorum and takes positions; an observer does not.
    pub votes: bool,
    /// What it can decide alone, in its own words.
    #[serde(default)]
    pub decides: String,
}

/// A chair, proposed and, once accepted, in force from its first day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chair {
    /// The seat that takes it.
    pub seat: TableSeatId,
    /// Who leads the group through it.
    pub led_by: LedBy,
    /// The first day.
    pub from: Day,
    /// The last day of the term.
    pub until: Day,
    /// When it was proposed.
    pub proposed: Day,
    /// When the seat accepted.
    #[serde(default)]
    pub accepted: Option<Day>,
}

/// A meeting that is not just as the rhythm says: moved, cancelled or added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Whose.
    pub group: GroupId,
    /// The day that the rhythm named; the day itself for one that was added.
    pub original: Day,
    /// The day on which it is held.
    pub on: Day,
    /// When it begins.
    pub at: Time,
    /// How long, in minutes.
    pub minutes: u16,
    /// Where.
    pub place: String,
    /// It is not held.
    pub cancelled: bool,
    /// Why it was moved or cancelled.
    #[serde(default)]
    pub why: String,
}

/// Every organisation at the table was sent the invitation to a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// Whose meeting.
    pub group: GroupId,
    /// Which.
    pub original: Day,
}

/// Who came: every seat that was marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Whose meeting.
    pub group: GroupId,
    /// Which.
    pub original: Day,
    /// Each seat and how it was.
    pub marks: Vec<(TableSeatId, Presence)>,
}

/// An interest that a seat declared in an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interest {
    /// Whose meeting.
    pub group: GroupId,
    /// Which.
    pub original: Day,
    /// In which item; none for all that the meeting decides.
    #[serde(default)]
    pub item: Option<ItemId>,
    /// Which seat.
    pub seat: TableSeatId,
    /// What it is.
    pub what: String,
}

/// A guest for one item of one meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// Whose meeting.
    pub group: GroupId,
    /// Which.
    pub original: Day,
    /// The one item they see.
    pub item: ItemId,
    /// Their seat in their own organisation.
    pub seat: SeatId,
}

/// The meeting has ended: guests see nothing more, minutes are drafted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Whose meeting.
    pub group: GroupId,
    /// Which.
    pub original: Day,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}

/// The words of the minutes beside what was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Whose meeting.
    pub group: GroupId,
    /// Which.
    pub original: Day,
    /// What was said.
    pub words: String,
    /// The meeting at which they were agreed; none while they are a draft.
    #[serde(default)]
    pub agreed_at: Option<Day>,
}

/// One line about what presses an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pressure {
    /// To whose meeting.
    pub group: GroupId,
    /// Which.
    pub original: Day,
    /// Whose.
    pub org: OrgId,
    /// How hard it presses.
    pub level: Level,
    /// The line.
    pub words: String,
    /// Until when it is expected to last.
    #[serde(default)]
    pub until: Option<Day>,
}

/// Every organisation with a seat has been asked for its line, each by a link of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PressureAsked {
    /// For whose meeting.
    pub group: GroupId,
    /// Which.
    pub original: Day,
}

crate::names::named! {
    /// How hard something presses.
    "how hard it presses" Level {
        /// As usual.
        Usual = "usual" "As usual",
        /// Harder than usual; managed.
        Pressed = "pressed" "Pressed",
        /// Something is not done because of it.
        Failing = "failing" "Something is not done",
    }
}

/// A pack, frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// For whose meeting.
    pub group: GroupId,
    /// Which.
    pub original: Day,
    /// The day whose figures it holds.
    pub on: Day,
    /// SHA-256 of the pack as it is written below, in hexadecimal.
    pub hash: String,
    /// The pack.
    pub pack: Pack,
}

/// An item of an agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Whose.
    pub group: GroupId,
    /// The meeting it is for; it carries itself to the next until it is closed.
    pub original: Day,
    /// What it is called.
    pub title: String,
    /// What it is about.
    #[serde(default)]
    pub about: String,
    /// How long it may take, in minutes.
    pub minutes: u16,
    /// The organisation's seat that raised it.
    pub raised_by: SeatId,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}

/// An item is closed by whoever chairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemClosed {
    /// Which.
    pub item: ItemId,
    /// At which meeting.
    pub original: Day,
    /// What came of it.
    pub outcome: String,
}

/// An option that was considered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What it was.
    pub words: String,
    /// It was taken.
    pub taken: bool,
    /// Why not, where it was not.
    #[serde(default)]
    pub why_not: String,
}

/// Figures that a decision froze: what was on the table, as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenFigures {
    /// What they are.
    pub title: String,
    /// The heads of the columns.
    pub head: Vec<String>,
    /// The rows, as they were shown.
    pub rows: Vec<Vec<String>>,
}

/// A decision. It is never changed: a later one may take its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// Whose.
    pub group: GroupId,
    /// At which meeting.
    pub original: Day,
    /// About which item.
    #[serde(default)]
    pub item: Option<ItemId>,
    /// In one line.
    pub title: String,
    /// In full.
    #[serde(default)]
    pub words: String,
    /// What was considered, with why not.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// Positions of organisations, where it was not by consensus.
    #[serde(default)]
    pub positions: Vec<(OrgId, Position)>,
    /// Interests declared, as they were that day.
    #[serde(default)]
    pub interests: Vec<(TableSeatId, String)>,
    /// How it stood when it was recorded.
    pub standing: Standing,
    /// The quorum of that moment, in words.
    pub quorum: String,
    /// From when it is in force.
    #[serde(default)]
    pub from: Option<Day>,
    /// When to look at it again.
    #[serde(default)]
    pub review: Option<Day>,
    /// The decision whose place it takes.
    #[serde(default)]
    pub instead_of: Option<DecisionId>,
    /// The figures it used.
    #[serde(default)]
    pub figures: Vec<FrozenFigures>,
    /// The hash of the pack that was on the table.
    #[serde(default)]
    pub pack: Option<String>,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}

/// An organisation that was absent confirms, or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Which decision.
    pub decision: DecisionId,
    /// Who.
    pub org: OrgId,
    /// Its position.
    pub position: Position,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}

/// What was proposed is agreed: enough of the absent confirmed, or a quorate meeting did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratified {
    /// Which decision.
    pub decision: DecisionId,
    /// The meeting that ratified it; none where the absent did.
    #[serde(default)]
    pub at: Option<Day>,
    /// The quorum by which it is agreed, in words.
    pub quorum: String,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}

/// An action: an ask to one seat, with one date and one outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// Whose.
    pub group: GroupId,
    /// At which meeting it was asked.
    pub original: Day,
    /// What is to be done.
    pub words: String,
    /// The organisation's seat that does it.
    pub owner: SeatId,
    /// Its organisation.
    pub org: OrgId,
    /// By when.
    pub due: Day,
    /// The decision that it follows from.
    #[serde(default)]
    pub decision: Option<DecisionId>,
    /// The item that it follows from.
    #[serde(default)]
    pub item: Option<ItemId>,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}

/// Something happened to an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionMoved {
    /// Which.
    pub action: ActionId,
    /// What.
    pub what: Outcome,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}

/// An action goes to the group above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// Which.
    pub action: ActionId,
    /// From which group.
    pub from: GroupId,
    /// To which.
    pub to: GroupId,
    /// At how many meetings it was overdue; 0 where somebody escalated it for another reason.
    pub overdue_at: u16,
    /// What is asked of the group above.
    pub question: String,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}

/// The group above answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Which action.
    pub action: ActionId,
    /// The group that answers.
    pub by: GroupId,
    /// What it answers.
    pub answer: String,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}

/// A seat was nudged about all that is late there: one polite letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nudged {
    /// Which seat of an organisation.
    pub seat: SeatId,
    /// The actions that it was about.
    pub actions: Vec<ActionId>,
    /// The day on which it happened, where it was brought in later.
    #[serde(default)]
    pub on: Option<Day>,
}
