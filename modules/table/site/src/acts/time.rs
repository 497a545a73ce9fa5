//! What time alone does at the table: a pack is frozen on its day, an owner is nudged politely, what is twice overdue goes
//! to the group above.

use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use kernel::{ActionId, Day, GroupId, Moment, OrgId, SeatId};
use policy::{Actor, Kind, Permit, Relations, Subject};
use sha2::{Digest, Sha256};
use table_rules::action::{self, ActionState};
use table_rules::facts::v1::{Escalated, Frozen, Nudged, family, kind};
use table_rules::pack::Pack;
use table_rules::working;

use super::{Refused, meeting_stream, told};
use crate::read::{self, england};

/// Reminds a seat of all that is late there, in one letter.
pub struct Nudge {
    /// Which seat.
    pub seat: SeatId,
    /// Its organisation.
    pub org: OrgId,
    /// The actions that are late.
    pub actions: Vec<ActionId>,
}

/// When a seat was nudged, and which of the actions still want it.
pub struct Late {
    last: Option<Day>,
    wants: Vec<ActionId>,
}

impl Act for Nudge {
    const NAME: &'static str = "nudge-seat";
    const NEEDS: Permit = Permit::KeepTableTime;
    type State = Late;
    type Refusal = Refused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Late, Fault> {
        let (last, today) = (read::nudged(from, self.seat)?, from.now().day());
        let mut wants = Vec::new();
        for id in &self.actions {
            let Some(row) = read::action(from, *id)? else { continue };
            let before = row.nudged_on.is_some();
            let is = action::is_nudged(england(), row.state, row.action.due, before, last, today);
            if is && row.action.owner == self.seat {
                wants.push(*id);
            }
        }
        Ok(Late { last, wants })
    }

    fn subject(&self, _state: &Late, _actor: &Actor) -> Subject {
        Subject::new(Kind::Group, Relations::NONE)
    }

    fn decide(self, state: Late, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, Refused> {
        if state.wants.is_empty() || !working::may_nudge(england(), state.last, allowed.now().day()) {
            return Err(Refused::NudgedJustNow);
        }
        let fact = Nudged { seat: self.seat, actions: state.wants, on: None };
        let draft = allowed.draft(()).fact(Stream::of(family::NUDGE, self.seat.id()), kind::NUDGED, &fact);
        let letter = told::letter("actions-late", self.org, Some(self.seat), "/actions".to_owned());
        Ok(told::tell(draft, allowed.now(), &letter))
    }
}

/// Sends an action that was overdue at two meetings to the group above.
pub struct EscalateByTime {
    /// Which.
    pub action: ActionId,
}

/// An action and at how many meetings it was overdue.
pub struct Overdue {
    row: read::ActionRow,
    parent: Option<GroupId>,
    meetings: u16,
}

/// At how many meetings of its group an action was overdue.
pub(crate) fn overdue_at(
    from: &impl directory_site::read::Rows,
    row: &read::ActionRow,
    now: Moment,
) -> Result<(u16, Option<GroupId>), Fault> {
    let Some(known) = read::group(from, row.action.group)? else { return Ok((0, None)) };
    let today = now.day();
    let held = read::meetings(from, &known.group, row.action.due - 60, today)?;
    let held = held.into_iter().filter(|at| !at.cancelled && at.ends() <= now).map(|at| at.on);
    Ok((action::overdue_at(row.action.due, held, today), known.group.parent))
}

impl Act for EscalateByTime {
    const NAME: &'static str = "escalate-by-time";
    const NEEDS: Permit = Permit::KeepTableTime;
    type State = Option<Overdue>;
    type Refusal = Refused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let Some(row) = read::action(from, self.action)? else { return Ok(None) };
        let (meetings, parent) = overdue_at(from, &row, from.now())?;
        Ok(Some(Overdue { row, parent, meetings }))
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        Subject::new(Kind::Group, Relations::NONE)
    }

    fn decide(self, state: Self::State, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, Refused> {
        let Overdue { row, parent, meetings } = state.ok_or(Refused::NotThere)?;
        let to = parent.ok_or(Refused::NobodyAbove)?;
        if !action::goes_above(row.state, row.escalation(), meetings, allowed.now().day()) {
            return Err(Refused::AskedAlready);
        }
        let question = format!(
            "Overdue at {meetings} meetings, {}. What should happen?",
            if row.state == ActionState::Declined { "and declined" } else { "without an outcome" }
        );
        let fact = Escalated {
            action: self.action,
            from: row.action.group,
            to,
            overdue_at: meetings,
            question,
            on: None,
        };
        let draft =
            allowed.draft(()).fact(Stream::of(family::ACTION, self.action.id()), kind::ESCALATED, &fact);
        let path = format!("/actions/{}", self.action);
        let letter = told::letter("action-escalated", row.action.org, Some(row.action.owner), path);
        Ok(told::tell(draft, allowed.now(), &letter))
    }
}

/// Freezes the pack of a meeting. It is never frozen again.
pub struct FreezePack {
    /// Whose.
    pub group: GroupId,
    /// For which meeting.
    pub original: Day,
    /// The pack, as its day's figures stand.
    pub pack: Pack,
}

/// SHA-256 of a pack as it is written to the journal, in hexadecimal.
pub fn hash(pack: &Pack) -> Option<String> {
    let text = serde_json::to_vec(pack).ok()?;
    Some(Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Act for FreezePack {
    const NAME: &'static str = "freeze-pack";
    const NEEDS: Permit = Permit::KeepTableTime;
    type State = bool;
    type Refusal = Refused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<bool, Fault> {
        Ok(read::pack(from, self.group, self.original)?.is_some())
    }

    fn subject(&self, _state: &bool, _actor: &Actor) -> Subject {
        Subject::new(Kind::Group, Relations::NONE)
    }

    fn decide(self, frozen: bool, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, Refused> {
        if frozen {
            return Err(Refused::FrozenAlready);
        }
        let hash = hash(&self.pack).ok_or(Refused::NotThere)?;
        let (group, original) = (self.group, self.original);
        let fact = Frozen { group, original, on: self.pack.on, hash, pack: self.pack };
        Ok(allowed.draft(()).fact(meeting_stream(group, original), kind::PACK, &fact))
    }
}
