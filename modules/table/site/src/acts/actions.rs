//! Actions: the owner answers, the chair closes, the group above answers what is asked of it.

use directory_site::read as directory;
use journal::{Allowed, Draft, Fault, Loading, Stream};
use kernel::{ActionId, Day, GroupId, OrgId, SeatId};
use policy::{Actor, Permit, Relations};
use serde::{Deserialize, Serialize};
use table_rules::action::{self, ActionRefused, Escalation, Now, Outcome};
use table_rules::facts::v1::{ActionMoved, Answered, Escalated, Nudged, family, kind};
use table_rules::working;

use super::refused::{may_say, said};
use super::{At, OnTable, Refused, told};
use crate::read::{self, ActionRow, england};
use crate::standing::Table;

fn stream(action: ActionId) -> Stream {
    Stream::of(family::ACTION, action.id())
}

fn of_group(group: GroupId, id: ActionId, from: &Loading<'_>) -> Result<Option<ActionRow>, Fault> {
    Ok(read::action(from, id)?.filter(|row| row.action.group == group))
}

fn now(row: &ActionRow, table: &Table) -> Now {
    Now { state: row.state, owner: row.action.owner, escalation: row.escalation(), today: table.today }
}

/// The owner answers: takes it on, declines, passes it on, says what came of it.
pub struct MoveAction {
    /// Whose.
    pub group: GroupId,
    /// Which.
    pub action: ActionId,
    /// What happens.
    pub what: Outcome,
}

/// An action, and whose the seat is that it is passed on to.
pub struct Owned {
    row: ActionRow,
    to: Option<OrgId>,
}

impl OnTable for MoveAction {
    const NAME: &'static str = "answer-action";
    const NEEDS: Permit = Permit::AnswerAction;
    type More = Owned;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, _table: &Table, from: &Loading<'_>) -> Result<Option<Owned>, Fault> {
        let Some(row) = of_group(self.group, self.action, from)? else { return Ok(None) };
        let to = match &self.what {
            Outcome::PassedOn { to, .. } => {
                directory::seat(from, *to)?.filter(|seat| !seat.ended).map(|seat| seat.org)
            }
            Outcome::Accepted
            | Outcome::Declined { .. }
            | Outcome::Moved { .. }
            | Outcome::Done { .. }
            | Outcome::NotDone { .. }
            | Outcome::Closed => None,
        };
        Ok(Some(Owned { row, to }))
    }

    fn stands(&self, _table: &Table, more: &Owned, actor: &Actor) -> Relations {
        Relations::NONE.and_if(more.row.action.owner == actor.seat, Relations::OWN_SEAT)
    }

    fn take(self, table: Table, more: Owned, allowed: &Allowed<'_, At<Self>>) -> Result<Draft<()>, Refused> {
        if self.what == Outcome::Closed {
            // Closing is the chair's.
            return Err(Refused::Action(ActionRefused::NoOutcome));
        }
        let what = checked(self.what, more.to)?;
        action::next(now(&more.row, &table), &what).map_err(Refused::Action)?;
        moved(self.action, what, allowed)
    }
}

/// An outcome with its words looked at, and the organisation of the seat it is passed on to.
fn checked(what: Outcome, to_org: Option<OrgId>) -> Result<Outcome, Refused> {
    Ok(match what {
        Outcome::Declined { why } => Outcome::Declined { why: may_say("why", &why, 500)? },
        Outcome::NotDone { why } => Outcome::NotDone { why: may_say("why", &why, 500)? },
        Outcome::Done { outcome } => Outcome::Done { outcome: may_say("outcome", &outcome, 500)? },
        Outcome::Moved { due, why } => Outcome::Moved { due, why: may_say("why", &why, 500)? },
        Outcome::PassedOn { to, why, .. } => {
            let org = to_org.ok_or(Refused::NoSuchOwner)?;
            Outcome::PassedOn { to, org, why: may_say("why", &why, 500)? }
        }
        Outcome::Accepted => Outcome::Accepted,
        Outcome::Closed => Outcome::Closed,
    })
}

fn moved<A>(id: ActionId, what: Outcome, allowed: &Allowed<'_, A>) -> Result<Draft<()>, Refused> {
    let fact = ActionMoved { action: id, what, on: None };
    let draft = allowed.draft(()).fact(stream(id), kind::ACTION_MOVED, &fact);
    match fact.what {
        Outcome::PassedOn { to, org, .. } => {
            let letter = told::letter("action-asked", org, Some(to), format!("/actions/{id}"));
            Ok(told::tell(draft, allowed.now(), &letter))
        }
        Outcome::Accepted
        | Outcome::Declined { .. }
        | Outcome::Moved { .. }
        | Outcome::Done { .. }
        | Outcome::NotDone { .. }
        | Outcome::Closed => Ok(draft),
    }
}

/// The chair closes an action, gives it another owner or another date.
pub struct ChairAction {
    /// Whose.
    pub group: GroupId,
    /// Which.
    pub action: ActionId,
    /// What happens.
    pub what: Outcome,
}

impl OnTable for ChairAction {
    const NAME: &'static str = "chair-action";
    const NEEDS: Permit = Permit::CloseItem;
    type More = Owned;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, _table: &Table, from: &Loading<'_>) -> Result<Option<Owned>, Fault> {
        let Some(row) = of_group(self.group, self.action, from)? else { return Ok(None) };
        let to = if let Outcome::PassedOn { to, .. } = &self.what { Some(*to) } else { None };
        let to: Option<SeatId> = to;
        let to = match to {
            Some(seat) => directory::seat(from, seat)?.filter(|seat| !seat.ended).map(|seat| seat.org),
            None => None,
        };
        Ok(Some(Owned { row, to }))
    }

    fn take(self, table: Table, more: Owned, allowed: &Allowed<'_, At<Self>>) -> Result<Draft<()>, Refused> {
        let what = checked(self.what, more.to)?;
        action::next(now(&more.row, &table), &what).map_err(Refused::Action)?;
        moved(self.action, what, allowed)
    }
}

/// Sends an action to the group above with a question.
pub struct Escalate {
    /// Whose.
    pub group: GroupId,
    /// Which.
    pub action: ActionId,
    /// What is asked.
    pub question: String,
}

impl OnTable for Escalate {
    const NAME: &'static str = "escalate-action";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = ActionRow;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, _table: &Table, from: &Loading<'_>) -> Result<Option<ActionRow>, Fault> {
        of_group(self.group, self.action, from)
    }

    fn take(
        self,
        table: Table,
        row: ActionRow,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<()>, Refused> {
        let to = table.known.group.parent.ok_or(Refused::NobodyAbove)?;
        if row.escalation() == Escalation::Waiting {
            return Err(Refused::AskedAlready);
        }
        if row.state == action::ActionState::Closed {
            return Err(Refused::Action(ActionRefused::Ended));
        }
        let question = said("question", &self.question, 500)?;
        let fact = Escalated { action: self.action, from: self.group, to, overdue_at: 0, question, on: None };
        Ok(allowed.draft(()).fact(stream(self.action), kind::ESCALATED, &fact))
    }
}

/// The chair of the group above answers what a group below asked.
pub struct AnswerEscalation {
    /// The group that answers.
    pub by: GroupId,
    /// Which action.
    pub action: ActionId,
    /// What it answers.
    pub answer: String,
}

impl OnTable for AnswerEscalation {
    const NAME: &'static str = "answer-escalation";
    const NEEDS: Permit = Permit::CloseItem;
    type More = ActionRow;
    type Answer = ();

    fn group(&self) -> GroupId {
        self.by
    }

    fn more(&self, _table: &Table, from: &Loading<'_>) -> Result<Option<ActionRow>, Fault> {
        let row = read::action(from, self.action)?;
        Ok(row.filter(|row| row.above.as_ref().is_some_and(|(to, _, _)| *to == self.by)))
    }

    fn take(
        self,
        _table: Table,
        row: ActionRow,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<()>, Refused> {
        if row.escalation() != Escalation::Waiting {
            return Err(Refused::AskedAlready);
        }
        let answer = said("answer", &self.answer, 1_000)?;
        let fact = Answered { action: self.action, by: self.by, answer, on: None };
        let draft = allowed.draft(()).fact(stream(self.action), kind::ANSWERED, &fact);
        let path = format!("/actions/{}", self.action);
        let letter = told::letter("escalation-answered", row.action.org, Some(row.action.owner), path);
        Ok(told::tell(draft, allowed.now(), &letter))
    }
}

/// Reminds every owner of what is late in a group, in one letter a seat: as the chair or the secretary asks for it by hand.
/// A seat that was reminded within the last three working days is left in peace.
pub struct RemindLate {
    /// Whose actions.
    pub group: GroupId,
}

/// A seat with late actions, and when it was reminded last.
pub struct LateSeat {
    seat: SeatId,
    org: OrgId,
    last: Option<Day>,
    actions: Vec<ActionId>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminded {
    /// Seats that were sent a letter.
    pub told: usize,
    /// Seats that had one within the last three working days.
    pub resting: usize,
}

impl OnTable for RemindLate {
    const NAME: &'static str = "remind-late";
    const NEEDS: Permit = Permit::RunMeeting;
    type More = Vec<LateSeat>;
    type Answer = Reminded;

    fn group(&self) -> GroupId {
        self.group
    }

    fn more(&self, table: &Table, from: &Loading<'_>) -> Result<Option<Vec<LateSeat>>, Fault> {
        let mut found: Vec<LateSeat> = Vec::new();
        for row in read::actions_of_group(from, self.group)? {
            if !row.is_overdue(table.today) {
                continue;
            }
            let (seat, org) = (row.action.owner, row.action.org);
            match found.iter_mut().find(|one| one.seat == seat) {
                Some(one) => one.actions.push(row.action.id),
                None => {
                    let last = read::nudged(from, seat)?;
                    found.push(LateSeat { seat, org, last, actions: vec![row.action.id] });
                }
            }
        }
        Ok(Some(found))
    }

    fn take(
        self,
        table: Table,
        late: Vec<LateSeat>,
        allowed: &Allowed<'_, At<Self>>,
    ) -> Result<Draft<Reminded>, Refused> {
        if late.is_empty() {
            return Err(Refused::NothingLate);
        }
        let all = late.len();
        let wants: Vec<LateSeat> =
            late.into_iter().filter(|one| working::may_nudge(england(), one.last, table.today)).collect();
        if wants.is_empty() {
            return Err(Refused::NudgedJustNow);
        }
        let answer = Reminded { told: wants.len(), resting: all - wants.len() };
        let mut draft = allowed.draft(answer);
        for one in wants {
            let fact = Nudged { seat: one.seat, actions: one.actions, on: None };
            let letter = told::letter("actions-late", one.org, Some(one.seat), "/actions".to_owned());
            draft = draft.fact(Stream::of(family::NUDGE, one.seat.id()), kind::NUDGED, &fact);
            draft = told::tell(draft, allowed.now(), &letter);
        }
        Ok(draft)
    }
}
