//! What people do at the table. Every act names its group; how the actor stands to it is found inside the transaction, so
//! that a chair that has passed on has no power left.

mod actions;
mod bring_in;
mod groups;
mod invite;
mod meetings;
mod outcomes;
mod refused;
mod time;
pub mod told;

use journal::{Act, Allowed, Draft, Expected, Fault, Loading, Stream};
use kernel::{Day, GroupId};
use policy::{Actor, Kind, Permit, Relations, Subject};
use serde::Serialize;
use serde::de::DeserializeOwned;
use table_rules::facts::v1::family;

pub use actions::{AnswerEscalation, ChairAction, Escalate, MoveAction, RemindLate, Reminded};
pub use bring_in::{BringInTable, Brought};
pub use groups::{AcceptChair, KeepGroup, KeepSeat, MakeGroup, NewFrom, ProposeChair};
pub use invite::SendInvitations;
pub use meetings::{
    AskPressures, CloseItem, CloseMeeting, DeclareInterest, InviteGuest, KeepMinutes, RaiseItem, SetMeeting,
    TakeAttendance, TellPressure,
};
pub use outcomes::{Confirm, NewAction, NewDecision, Ratify, Record, Recorded};
pub use refused::{Refused, field, label, words};
pub(crate) use time::overdue_at;
pub use time::{EscalateByTime, FreezePack, Nudge, hash};

use crate::standing::{self, Table};

/// The stream of a group.
pub fn group_stream(group: GroupId) -> Stream {
    Stream::of(family::GROUP, group.id())
}

/// The stream of a meeting.
pub fn meeting_stream(group: GroupId, original: Day) -> Stream {
    Stream::new(family::MEETING, format!("{group}.{original}"))
}

/// An act about a group that exists.
pub trait OnTable: Send + Sized + 'static {
    /// Verb and noun, a stable name.
    const NAME: &'static str;
    /// What the actor must be permitted.
    const NEEDS: Permit;
    /// What else must be known.
    type More;
    /// What the caller is told.
    type Answer: Serialize + DeserializeOwned + Send + 'static;

    /// Which group.
    fn group(&self) -> GroupId;

    /// Reads what else must be known; nothing where the thing in it is not there.
    fn more(&self, table: &Table, from: &Loading<'_>) -> Result<Option<Self::More>, Fault>;

    /// How the actor stands to what it is about, beside how they stand to the group.
    fn stands(&self, _table: &Table, _more: &Self::More, _actor: &Actor) -> Relations {
        Relations::NONE
    }

    /// The version that a form was opened on.
    fn expected(&self) -> Option<Expected> {
        None
    }

    /// Decides.
    fn take(
        self,
        table: Table,
        more: Self::More,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<Self::Answer>, Refused>;
}

/// An act at a table, as the journal takes it.
pub struct At<W>(pub W);

impl<W: OnTable> Act for At<W> {
    const NAME: &'static str = W::NAME;
    const NEEDS: Permit = W::NEEDS;
    type State = Option<(Table, W::More)>;
    type Refusal = Refused;
    type Answer = W::Answer;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let Some(table) = Table::read(from, self.0.group(), from.now().day())? else { return Ok(None) };
        Ok(self.0.more(&table, from)?.map(|more| (table, more)))
    }

    fn subject(&self, state: &Self::State, actor: &Actor) -> Subject {
        match state {
            None => standing::subject(None, actor),
            Some((table, more)) => {
                let relations = table.relations(actor).and(self.0.stands(table, more, actor));
                Subject::new(Kind::Group, relations)
            }
        }
    }

    fn expected(&self) -> Option<Expected> {
        self.0.expected()
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<Self::Answer>, Refused> {
        let (table, more) = state.ok_or(Refused::NotThere)?;
        self.0.take(table, more, allowed)
    }
}
