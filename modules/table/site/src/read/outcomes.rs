//! Decisions, actions, escalations, nudges and packs.

use std::collections::BTreeMap;

use directory_site::read::Rows;
use journal::{Fault, Query, Row};
use kernel::{ActionId, Day, DecisionId, GroupId, OrgId, SeatId};
use table_rules::action::{ActionState, Escalation};
use table_rules::decision::{Position, Standing};
use table_rules::facts::v1::{Action, Decision, Frozen};

use super::tables::{json, named};

/// A decision with what became of it.
#[derive(Clone, Debug)]
pub struct DecisionRow {
    /// As it was taken.
    pub decision: Decision,
    /// Its number within the group.
    pub nth: i64,
    /// The day on which it was taken.
    pub taken_on: Day,
    /// When what was proposed was agreed, at which meeting if at one, and by which quorum.
    pub ratified: Option<(Day, Option<Day>, String)>,
    /// The decision that took its place.
    pub replaced_by: Option<DecisionId>,
}

impl DecisionRow {
    /// How it stands now.
    pub fn standing(&self) -> Standing {
        if self.ratified.is_some() { Standing::Agreed } else { self.decision.standing }
    }

    /// It waits for a quorum.
    pub fn is_proposed(&self) -> bool {
        self.standing() == Standing::Proposed
    }
}

macro_rules! decisions {
    ($rest:literal) => {
        concat!(
            "select body, nth, taken_on, ratified_on, ratified_at, ratified_quorum, replaced_by from table_decision ",
            $rest
        )
    };
}

const DECISION: Query = Query { name: "table.decision", sql: decisions!("where id = ?1") };
const DECISIONS: Query =
    Query { name: "table.decisions", sql: decisions!("where grp = ?1 order by taken_on desc, nth desc") };

fn decision_row(row: &Row) -> Result<DecisionRow, Fault> {
    let on: Option<Day> = row.get(3)?;
    let ratified = match on {
        Some(on) => Some((on, row.get(4)?, row.get::<Option<String>>(5)?.unwrap_or_default())),
        None => None,
    };
    Ok(DecisionRow {
        decision: json(row, 0)?,
        nth: row.get(1)?,
        taken_on: row.get(2)?,
        ratified,
        replaced_by: row.get(6)?,
    })
}

/// A decision, or nothing where there is none of that id.
pub fn decision(from: &impl Rows, id: DecisionId) -> Result<Option<DecisionRow>, Fault> {
    from.all(&DECISION, &[id.into()])?.first().map(decision_row).transpose()
}

/// A group's decisions, the latest first.
pub fn decisions(from: &impl Rows, group: GroupId) -> Result<Vec<DecisionRow>, Fault> {
    from.all(&DECISIONS, &[group.into()])?.iter().map(decision_row).collect()
}

const CONFIRMATIONS: Query = Query {
    name: "table.confirmations",
    sql: "select org, position, on_day from table_confirmation where decision = ?1 order by on_day, org",
};

/// Who of the absent said what to a proposed decision, and when.
pub fn confirmations(
    from: &impl Rows,
    decision: DecisionId,
) -> Result<BTreeMap<OrgId, (Position, Day)>, Fault> {
    let rows = from.all(&CONFIRMATIONS, &[decision.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, (named(row, 1)?, row.get(2)?)))).collect()
}

/// An action with what became of it.
#[derive(Clone, Debug)]
pub struct ActionRow {
    /// As it was asked, with the owner and the date of now.
    pub action: Action,
    /// Its number within the group.
    pub nth: i64,
    /// How it stands.
    pub state: ActionState,
    /// What came of it, or why not.
    pub outcome: String,
    /// When it was asked.
    pub asked_on: Day,
    /// When something happened to it last.
    pub moved_on: Day,
    /// When its owner was nudged about it.
    pub nudged_on: Option<Day>,
    /// The group above that was asked, what, and when.
    pub above: Option<(GroupId, String, Day)>,
    /// What it answered, and when.
    pub answer: Option<(String, Day)>,
}

impl ActionRow {
    /// Its escalation, as its rules need it.
    pub fn escalation(&self) -> Escalation {
        match (&self.above, &self.answer) {
            (None, _) => Escalation::None,
            (Some(_), None) => Escalation::Waiting,
            (Some(_), Some(_)) => Escalation::Answered,
        }
    }

    /// Overdue on a day, with the owner still to do it.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.state.is_open() && self.action.due < today
    }
}

macro_rules! actions {
    ($rest:literal) => {
        concat!(
            "select id, grp, original, words, owner, org, due, decision, item, nth, state, outcome, asked_on, moved_on, ",
            "nudged_on, above, question, asked_above_on, answer, answered_on from table_action ",
            $rest
        )
    };
}

const ACTION: Query = Query { name: "table.action", sql: actions!("where id = ?1") };
const OF_GROUP: Query =
    Query { name: "table.actions-of-group", sql: actions!("where grp = ?1 order by due, nth") };
const OF_SEAT: Query = Query {
    name: "table.actions-of-seat",
    sql: actions!("where owner = ?1 and state in ('asked', 'accepted', 'declined') order by due, grp, nth"),
};
const OPEN: Query = Query {
    name: "table.actions-open",
    sql: actions!("where state in ('asked', 'accepted', 'declined') and due < ?1 order by due, grp, nth"),
};
const ABOVE: Query = Query {
    name: "table.actions-escalated-to",
    sql: actions!("where above = ?1 order by asked_above_on desc, grp, nth"),
};

fn action_row(row: &Row) -> Result<ActionRow, Fault> {
    let above: Option<GroupId> = row.get(15)?;
    let above = match above {
        Some(to) => Some((to, row.get::<Option<String>>(16)?.unwrap_or_default(), row.get(17)?)),
        None => None,
    };
    let answer: Option<String> = row.get(18)?;
    let answer = answer.map(|answer| Ok::<_, Fault>((answer, row.get(19)?))).transpose()?;
    Ok(ActionRow {
        action: Action {
            id: row.get(0)?,
            group: row.get(1)?,
            original: row.get(2)?,
            words: row.get(3)?,
            owner: row.get(4)?,
            org: row.get(5)?,
            due: row.get(6)?,
            decision: row.get(7)?,
            item: row.get(8)?,
            on: None,
        },
        nth: row.get(9)?,
        state: named(row, 10)?,
        outcome: row.get(11)?,
        asked_on: row.get(12)?,
        moved_on: row.get(13)?,
        nudged_on: row.get(14)?,
        above,
        answer,
    })
}

/// An action, or nothing where there is none of that id.
pub fn action(from: &impl Rows, id: ActionId) -> Result<Option<ActionRow>, Fault> {
    from.all(&ACTION, &[id.into()])?.first().map(action_row).transpose()
}

/// A group's actions by date, closed ones among them.
pub fn actions_of_group(from: &impl Rows, group: GroupId) -> Result<Vec<ActionRow>, Fault> {
    from.all(&OF_GROUP, &[group.into()])?.iter().map(action_row).collect()
}

/// Open actions that a seat owns, first what is due first.
pub fn actions_of_seat(from: &impl Rows, seat: SeatId) -> Result<Vec<ActionRow>, Fault> {
    from.all(&OF_SEAT, &[seat.into()])?.iter().map(action_row).collect()
}

/// Open actions of all groups that were due before a day.
pub fn open_actions(from: &impl Rows, due_before: Day) -> Result<Vec<ActionRow>, Fault> {
    from.all(&OPEN, &[due_before.into()])?.iter().map(action_row).collect()
}

/// What groups below have asked of one, the latest first.
pub fn actions_above(from: &impl Rows, group: GroupId) -> Result<Vec<ActionRow>, Fault> {
    from.all(&ABOVE, &[group.into()])?.iter().map(action_row).collect()
}

const NUDGED: Query = Query { name: "table.nudged", sql: "select on_day from table_nudge where seat = ?1" };

/// When a seat was nudged last.
pub fn nudged(from: &impl Rows, seat: SeatId) -> Result<Option<Day>, Fault> {
    from.all(&NUDGED, &[seat.into()])?.first().map(|row| row.get(0)).transpose()
}

const PACK: Query = Query {
    name: "table.pack",
    sql: "select on_day, hash, pack from table_pack where grp = ?1 and original = ?2",
};
const PACKS: Query = Query {
    name: "table.packs",
    sql: "select original, on_day from table_pack where grp = ?1 order by original desc",
};

/// The pack of a meeting as it was frozen.
pub fn pack(from: &impl Rows, group: GroupId, original: Day) -> Result<Option<Frozen>, Fault> {
    let read =
        |row: &Row| Ok(Frozen { group, original, on: row.get(0)?, hash: row.get(1)?, pack: json(row, 2)? });
    from.all(&PACK, &[group.into(), original.into()])?.first().map(read).transpose()
}

/// The meetings of a group that have a pack, the latest first, with the day on which it was frozen.
pub fn packs(from: &impl Rows, group: GroupId) -> Result<Vec<(Day, Day)>, Fault> {
    from.all(&PACKS, &[group.into()])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
