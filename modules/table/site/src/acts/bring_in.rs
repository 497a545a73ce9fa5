//! Bringing a group's past in from files, as when a place begins: many records in one act, by whoever sets the place up.
//! Each says on which day it happened.

use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use policy::{Actor, Kind, Permit, Relations, Subject};
use table_rules::facts::v1::{self, family, kind};

use super::{Refused, group_stream, meeting_stream};

/// A record of any kind.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each member is the record of its name")]
pub enum Brought {
    Group(v1::Group),
    Seat(v1::Seat),
    Chair(kernel::GroupId, v1::Chair),
    Meeting(v1::Meeting),
    Attendance(v1::Attendance),
    Interest(v1::Interest),
    Closed(v1::Closed),
    Minutes(v1::Minutes),
    Pressure(v1::Pressure),
    Item(v1::Item),
    ItemClosed(v1::ItemClosed),
    Decision(v1::Decision),
    Ratified(v1::Ratified),
    Action(v1::Action),
    ActionMoved(v1::ActionMoved),
    Escalated(v1::Escalated),
    Answered(v1::Answered),
    Pack(v1::Frozen),
}

/// Brings records in, in their order.
pub struct BringInTable(pub Vec<Brought>);

impl Act for BringInTable {
    const NAME: &'static str = "bring-in-table";
    const NEEDS: Permit = Permit::ImportHistory;
    type State = ();
    type Refusal = Refused;
    type Answer = usize;

    fn load(&self, _actor: &Actor, _from: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, (): &(), _actor: &Actor) -> Subject {
        Subject::new(Kind::Place, Relations::NONE)
    }

    fn decide(self, (): (), allowed: &Allowed<'_, Self>) -> Result<Draft<usize>, Refused> {
        let mut draft = allowed.draft(self.0.len());
        for brought in &self.0 {
            draft = put(draft, brought);
        }
        Ok(draft)
    }
}

fn put(draft: Draft<usize>, brought: &Brought) -> Draft<usize> {
    let item = |id: kernel::ItemId| Stream::of(family::ITEM, id.id());
    let decision = |id: kernel::DecisionId| Stream::of(family::DECISION, id.id());
    let action = |id: kernel::ActionId| Stream::of(family::ACTION, id.id());
    match brought {
        Brought::Group(of) => draft.fact(group_stream(of.id), kind::GROUP, of),
        Brought::Seat(of) => draft.fact(group_stream(of.group), kind::SEAT, of),
        Brought::Chair(group, of) => draft.fact(group_stream(*group), kind::CHAIR, of),
        Brought::Meeting(of) => draft.fact(meeting_stream(of.group, of.original), kind::MEETING, of),
        Brought::Attendance(of) => draft.fact(meeting_stream(of.group, of.original), kind::ATTENDANCE, of),
        Brought::Interest(of) => draft.fact(meeting_stream(of.group, of.original), kind::INTEREST, of),
        Brought::Closed(of) => draft.fact(meeting_stream(of.group, of.original), kind::CLOSED, of),
        Brought::Minutes(of) => draft.fact(meeting_stream(of.group, of.original), kind::MINUTES, of),
        Brought::Pressure(of) => draft.fact(meeting_stream(of.group, of.original), kind::PRESSURE, of),
        Brought::Item(of) => draft.fact(item(of.id), kind::ITEM, of),
        Brought::ItemClosed(of) => draft.fact(item(of.item), kind::ITEM_CLOSED, of),
        Brought::Decision(of) => draft.fact(decision(of.id), kind::DECISION, of),
        Brought::Ratified(of) => draft.fact(decision(of.decision), kind::RATIFIED, of),
        Brought::Action(of) => draft.fact(action(of.id), kind::ACTION, of),
        Brought::ActionMoved(of) => draft.fact(action(of.action), kind::ACTION_MOVED, of),
        Brought::Escalated(of) => draft.fact(action(of.action), kind::ESCALATED, of),
        Brought::Answered(of) => draft.fact(action(of.action), kind::ANSWERED, of),
        Brought::Pack(of) => draft.fact(meeting_stream(of.group, of.original), kind::PACK, of),
    }
}
