//! The table's read tables, and how facts fill them.

use journal::{Entry, Fault, InNameOf, Migration, Module, Query, Value, Writing};
use serde::Serialize;
use table_rules::action::Outcome;
use table_rules::facts::v1::{self, family, kind};

/// The table as the journal knows it.
pub const MODULE: Module = Module {
    name: "table",
    migrations: MIGRATIONS,
    tables: TABLES,
    retained: &[],
    in_name_of: IN_NAME_OF,
    behind_glass: &[],
    project,
};

const IN_NAME_OF: &[InNameOf] = &[
    InNameOf {
        what: "seats at groups",
        goes_over: false,
        counted: Query {
            name: "table.seats-of-organisation",
            sql: "select count(*) from table_seat where org = ?1 and until_day is null",
        },
    },
    InNameOf {
        what: "actions not done",
        goes_over: false,
        counted: Query {
            name: "table.open-actions-of-organisation",
            sql: "select count(*) from table_action where org = ?1 and state = 'open'",
        },
    },
];

const TABLES: &[&str] = &[
    "table_group",
    "table_seat",
    "table_chair",
    "table_meeting",
    "table_attendance",
    "table_interest",
    "table_guest",
    "table_item",
    "table_decision",
    "table_confirmation",
    "table_action",
    "table_nudge",
    "table_pressure",
    "table_pack",
];

const MIGRATIONS: &[Migration] =
    &[Migration { name: "0001-table", sql: include_str!("../migrations/0001.sql") }];

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    match (entry.family.as_str(), entry.kind.as_str()) {
        (family::GROUP, kind::GROUP) => group(entry, &entry.envelope()?, writing),
        (family::GROUP, kind::SEAT) => seat(&entry.envelope()?, writing),
        (family::GROUP, kind::CHAIR) => chair(entry, &entry.envelope()?, writing),
        (family::MEETING, of) => meeting(entry, of, writing),
        (family::ITEM, kind::ITEM) => item(entry, &entry.envelope()?, writing),
        (family::ITEM, kind::ITEM_CLOSED) => item_closed(&entry.envelope()?, writing),
        (family::DECISION, kind::DECISION) => decision(entry, &entry.envelope()?, writing),
        (family::DECISION, kind::CONFIRMED) => confirmed(entry, &entry.envelope()?, writing),
        (family::DECISION, kind::RATIFIED) => ratified(entry, &entry.envelope()?, writing),
        (family::ACTION, kind::ACTION) => action(entry, &entry.envelope()?, writing),
        (family::ACTION, kind::ACTION_MOVED) => moved(entry, &entry.envelope()?, writing),
        (family::ACTION, kind::ESCALATED) => escalated(entry, &entry.envelope()?, writing),
        (family::ACTION, kind::ANSWERED) => answered(entry, &entry.envelope()?, writing),
        (family::NUDGE, kind::NUDGED) => nudged(entry, &entry.envelope()?, writing),
        _ => Ok(()),
    }
}

/// The day of a fact: its own where it was brought in later, else that of its record.
fn day(entry: &Entry, own: Option<kernel::Day>) -> kernel::Day {
    own.unwrap_or_else(|| entry.at.day())
}

fn json(of: &impl Serialize, what: &'static str) -> Result<Value, Fault> {
    serde_json::to_string(of).map(Value::Text).map_err(|error| Fault::new(format!("write {what}"), error))
}

const RHYTHMS: Query = Query {
    name: "table.rhythm-as-kept",
    sql: "select rhythms, rhythm_kept, begun_on from table_group where id = ?1",
};

fn group(entry: &Entry, of: &v1::Group, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let rhythms = json(&of.rhythms, "the rhythms of a group")?;
    // A calendar takes a later version of the series for newer only where this number grows.
    let (kept, begun) = match writing.first(&RHYTHMS, &[of.id.into()])? {
        None => (0, day(entry, of.on)),
        Some(row) => {
            let same = Value::Text(row.get(0)?) == rhythms;
            (row.get::<i64>(1)? + i64::from(!same), row.get(2)?)
        }
    };
    writing.upsert(
        "table_group",
        &[("id", of.id.into())],
        &[
            ("name", of.name.as_str().into()),
            ("kind", of.kind.as_str().into()),
            ("patch", of.patch.as_str().into()),
            ("purpose", of.purpose.as_str().into()),
            ("terms", of.terms.as_str().into()),
            ("parent", of.parent.into()),
            ("state", of.state.as_str().into()),
            ("product", of.product.as_str().into()),
            ("ends", of.ends.into()),
            ("quorum", json(&of.quorum, "the quorum of a group")?),
            ("secretary", of.secretary.into()),
            ("rhythms", rhythms),
            ("feed", of.feed.into()),
            ("rhythm_kept", kept.into()),
            ("begun_on", begun.into()),
        ],
    )
}

fn seat(of: &v1::Seat, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "table_seat",
        &[("id", of.id.into())],
        &[
            ("grp", of.group.into()),
            ("party", of.party.as_str().into()),
            ("org", of.org.into()),
            ("title", of.title.as_str().into()),
            ("holder", of.holder.into()),
            ("deputy", of.deputy.into()),
            ("from_day", of.from.into()),
            ("until_day", of.until.into()),
            ("votes", of.votes.into()),
            ("decides", of.decides.as_str().into()),
        ],
    )
}

fn chair(entry: &Entry, of: &v1::Chair, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "table_chair",
        &[("grp", entry.stream.as_str().into()), ("seat", of.seat.into()), ("from_day", of.from.into())],
        &[
            ("led_by", of.led_by.as_str().into()),
            ("until_day", of.until.into()),
            ("proposed_on", of.proposed.into()),
            ("accepted_on", of.accepted.into()),
        ],
    )
}

const SEQUENCE: Query = Query {
    name: "table.sequence-of-meeting",
    sql: "select sequence from table_meeting where grp = ?1 and original = ?2",
};

fn meeting(entry: &Entry, what: &str, writing: &mut Writing<'_>) -> Result<(), Fault> {
    match what {
        kind::MEETING => {
            let of: v1::Meeting = entry.envelope()?;
            let key = [("grp", of.group.into()), ("original", of.original.into())];
            let before = writing.first(&SEQUENCE, &[of.group.into(), of.original.into()])?;
            let sequence = before.map_or(Ok(0), |row| row.get::<i64>(0))? + 1;
            writing.upsert(
                "table_meeting",
                &key,
                &[
                    ("on_day", of.on.into()),
                    ("at_time", of.at.to_string().into()),
                    ("minutes", i64::from(of.minutes).into()),
                    ("place", of.place.as_str().into()),
                    ("cancelled", of.cancelled.into()),
                    ("why", of.why.as_str().into()),
                    ("sequence", sequence.into()),
                ],
            )
        }
        kind::ATTENDANCE => {
            let of: v1::Attendance = entry.envelope()?;
            for (seat, presence) in &of.marks {
                let key =
                    [("grp", of.group.into()), ("original", of.original.into()), ("seat", (*seat).into())];
                writing.upsert("table_attendance", &key, &[("presence", presence.as_str().into())])?;
            }
            Ok(())
        }
        kind::INTEREST => {
            let of: v1::Interest = entry.envelope()?;
            // No item stands for all that the meeting decides.
            let item = of.item.map_or_else(String::new, |item| item.to_string());
            let key = [
                ("grp", of.group.into()),
                ("original", of.original.into()),
                ("item", item.into()),
                ("seat", of.seat.into()),
            ];
            writing.upsert("table_interest", &key, &[("what", of.what.as_str().into())])
        }
        kind::GUEST => {
            let of: v1::Guest = entry.envelope()?;
            let key = [
                ("grp", of.group.into()),
                ("original", of.original.into()),
                ("item", of.item.into()),
                ("seat", of.seat.into()),
            ];
            writing.upsert("table_guest", &key, &[])
        }
        kind::CLOSED => {
            let of: v1::Closed = entry.envelope()?;
            about_meeting(of.group, of.original, &[("closed_on", day(entry, of.on).into())], writing)
        }
        kind::MINUTES => {
            let of: v1::Minutes = entry.envelope()?;
            let columns = [("words", of.words.as_str().into()), ("agreed_at", of.agreed_at.into())];
            about_meeting(of.group, of.original, &columns, writing)
        }
        kind::PRESSURE_ASKED => {
            let of: v1::PressureAsked = entry.envelope()?;
            about_meeting(of.group, of.original, &[("asked_on", entry.at.day().into())], writing)
        }
        kind::PRESSURE => {
            let of: v1::Pressure = entry.envelope()?;
            writing.upsert(
                "table_pressure",
                &[("grp", of.group.into()), ("original", of.original.into()), ("org", of.org.into())],
                &[
                    ("level", of.level.as_str().into()),
                    ("words", of.words.as_str().into()),
                    ("until_day", of.until.into()),
                    ("told_on", entry.at.day().into()),
                ],
            )
        }
        kind::PACK => {
            let of: v1::Frozen = entry.envelope()?;
            writing.upsert(
                "table_pack",
                &[("grp", of.group.into()), ("original", of.original.into())],
                &[
                    ("on_day", of.on.into()),
                    ("hash", of.hash.as_str().into()),
                    ("pack", json(&of.pack, "a pack")?),
                ],
            )
        }
        _ => Ok(()),
    }
}

fn about_meeting(
    group: kernel::GroupId,
    original: kernel::Day,
    columns: &[(&str, Value)],
    writing: &mut Writing<'_>,
) -> Result<(), Fault> {
    writing.upsert("table_meeting", &[("grp", group.into()), ("original", original.into())], columns)
}

fn item(entry: &Entry, of: &v1::Item, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "table_item",
        &[("id", of.id.into())],
        &[
            ("grp", of.group.into()),
            ("original", of.original.into()),
            ("title", of.title.as_str().into()),
            ("about", of.about.as_str().into()),
            ("minutes", i64::from(of.minutes).into()),
            ("raised_by", of.raised_by.into()),
            ("raised_on", day(entry, of.on).into()),
        ],
    )
}

fn item_closed(of: &v1::ItemClosed, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let columns = [("closed_at", of.original.into()), ("outcome", of.outcome.as_str().into())];
    writing.update("table_item", &[("id", of.item.into())], &columns)
}

const DECISIONS: Query =
    Query { name: "table.count-of-decisions", sql: "select count(*) from table_decision where grp = ?1" };
const ACTIONS: Query =
    Query { name: "table.count-of-actions", sql: "select count(*) from table_action where grp = ?1" };

/// The number that a group's people call a decision or action by: counted from 1 in each group.
fn next_number(counted: &Query, group: kernel::GroupId, writing: &Writing<'_>) -> Result<i64, Fault> {
    let count: i64 = writing.first(counted, &[group.into()])?.map_or(Ok(0), |row| row.get(0))?;
    Ok(count + 1)
}

fn decision(entry: &Entry, of: &v1::Decision, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let nth = next_number(&DECISIONS, of.group, writing)?;
    if let Some(before) = of.instead_of {
        writing.update("table_decision", &[("id", before.into())], &[("replaced_by", of.id.into())])?;
    }
    writing.upsert(
        "table_decision",
        &[("id", of.id.into())],
        &[
            ("grp", of.group.into()),
            ("original", of.original.into()),
            ("nth", nth.into()),
            ("item", of.item.into()),
            ("title", of.title.as_str().into()),
            ("body", json(of, "a decision")?),
            ("standing", of.standing.as_str().into()),
            ("taken_on", day(entry, of.on).into()),
        ],
    )
}

fn confirmed(entry: &Entry, of: &v1::Confirmed, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "table_confirmation",
        &[("decision", of.decision.into()), ("org", of.org.into())],
        &[("position", of.position.as_str().into()), ("on_day", day(entry, of.on).into())],
    )
}

fn ratified(entry: &Entry, of: &v1::Ratified, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let columns = [
        ("ratified_on", day(entry, of.on).into()),
        ("ratified_at", of.at.into()),
        ("ratified_quorum", of.quorum.as_str().into()),
    ];
    writing.update("table_decision", &[("id", of.decision.into())], &columns)
}

fn action(entry: &Entry, of: &v1::Action, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let nth = next_number(&ACTIONS, of.group, writing)?;
    writing.upsert(
        "table_action",
        &[("id", of.id.into())],
        &[
            ("grp", of.group.into()),
            ("original", of.original.into()),
            ("nth", nth.into()),
            ("words", of.words.as_str().into()),
            ("owner", of.owner.into()),
            ("org", of.org.into()),
            ("due", of.due.into()),
            ("decision", of.decision.into()),
            ("item", of.item.into()),
            ("state", "asked".into()),
            ("outcome", "".into()),
            ("asked_on", day(entry, of.on).into()),
            ("moved_on", day(entry, of.on).into()),
        ],
    )
}

fn moved(entry: &Entry, of: &v1::ActionMoved, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let mut columns: Vec<(&str, Value)> = vec![("moved_on", day(entry, of.on).into())];
    match &of.what {
        Outcome::Accepted => columns.push(("state", "accepted".into())),
        Outcome::Declined { why } => {
            columns.extend([("state", "declined".into()), ("outcome", why.as_str().into())]);
        }
        Outcome::PassedOn { to, org, .. } => columns.extend([
            ("state", "asked".into()),
            ("owner", (*to).into()),
            ("org", (*org).into()),
            // Another owner has not been nudged about it.
            ("nudged_on", Value::Null),
        ]),
        Outcome::Moved { due, .. } => columns.push(("due", (*due).into())),
        Outcome::Done { outcome } => {
            columns.extend([("state", "done".into()), ("outcome", outcome.as_str().into())]);
        }
        Outcome::NotDone { why } => {
            columns.extend([("state", "not-done".into()), ("outcome", why.as_str().into())]);
        }
        Outcome::Closed => columns.push(("state", "closed".into())),
    }
    writing.update("table_action", &[("id", of.action.into())], &columns)
}

fn escalated(entry: &Entry, of: &v1::Escalated, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let columns = [
        ("above", of.to.into()),
        ("question", of.question.as_str().into()),
        ("overdue_at", i64::from(of.overdue_at).into()),
        ("asked_above_on", day(entry, of.on).into()),
        ("answer", Value::Null),
        ("answered_on", Value::Null),
    ];
    writing.update("table_action", &[("id", of.action.into())], &columns)
}

fn answered(entry: &Entry, of: &v1::Answered, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let columns = [("answer", of.answer.as_str().into()), ("answered_on", day(entry, of.on).into())];
    writing.update("table_action", &[("id", of.action.into())], &columns)
}

fn nudged(entry: &Entry, of: &v1::Nudged, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let on = [("on_day", day(entry, of.on).into())];
    writing.upsert("table_nudge", &[("seat", of.seat.into())], &on)?;
    for action in &of.actions {
        let columns = [("nudged_on", day(entry, of.on).into())];
        writing.update("table_action", &[("id", (*action).into())], &columns)?;
    }
    Ok(())
}
