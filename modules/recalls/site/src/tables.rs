//! The read tables of recalls. Who a recall is about stands sealed to its key; a deleted key empties it.

use directory_site::read::Rows;
use fixit_site::england;
use journal::{Entry, Fault, Glass, InNameOf, KeyName, Migration, Module, Query, Row, Value, Writing};
use recalls_rules::facts::v1::{self, Looked, Moved, Planned, family, kind};
use recalls_rules::{Recall, State};

use crate::{look_up, read, results, retention};

/// Recalls as the journal knows them.
pub const MODULE: Module = Module {
    name: "recalls",
    migrations: &[
        Migration { name: "0001-recalls", sql: include_str!("../migrations/0001.sql") },
        Migration { name: "0002-results", sql: include_str!("../migrations/0002.sql") },
        Migration { name: "0003-found-by", sql: include_str!("../migrations/0003.sql") },
    ],
    tables: &[
        "recall_recall",
        "recall_move",
        "recall_owner",
        "recall_rule",
        "recall_look",
        "recall_lookup",
        "result_result",
        "result_move",
        "result_look",
    ],
    retained: &[retention::RESULTS, retention::RECALLS],
    behind_glass: &[
        Glass {
            address: "/results/",
            broken: Query {
                name: "results.break-glasses",
                sql: "select l.result, l.seq, l.nth, l.at, l.seat, l.org, l.why, 'Result of ' || r.test, l.user_id
                      from result_look l join result_result r on r.id = l.result where l.what = 'break-glass'
                      and (?1 is null or ?1 in (r.from_org, r.to_org))
                      and (?2 is null or l.result = ?2) and (?3 is null or l.seq = ?3) and (?4 is null or l.nth = ?4)
                      order by l.at desc, l.seq, l.nth limit 50",
            },
        },
        Glass {
            address: "/recalls/",
            broken: Query {
                name: "recalls.break-glasses",
                sql: "select l.recall, l.seq, l.nth, l.at, l.seat, l.org, l.why, 'Recall: ' || r.test, l.user_id
                      from recall_look l join recall_recall r on r.id = l.recall where l.what = 'break-glass'
                      and (?1 is null or r.org = ?1)
                      and (?2 is null or l.recall = ?2) and (?3 is null or l.seq = ?3) and (?4 is null or l.nth = ?4)
                      order by l.at desc, l.seq, l.nth limit 50",
            },
        },
    ],
    in_name_of: &[
        InNameOf {
            what: "recalls not ended",
            goes_over: false,
            counted: Query {
                name: "recalls.open-of-organisation",
                sql: "select count(*) from recall_recall where org = ?1 and state = 'open'",
            },
        },
        InNameOf {
            what: "results that wait for an answer",
            goes_over: false,
            counted: Query {
                name: "recalls.waiting-results-of-organisation",
                sql: "select count(*) from result_result
                      where (from_org = ?1 or to_org = ?1) and state in ('waiting', 'accepted')",
            },
        },
    ],
    project,
};

/// A projection that reads what it has written.
pub(crate) struct Before<'w, 't>(pub &'w Writing<'t>);

impl Rows for Before<'_, '_> {
    fn all(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.0.rows(query, values)
    }
}

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    if let Some(KeyName::Ask(ask)) = entry.erased() {
        look_up::forget(&ask.id().to_string(), writing)?;
        writing.update("recall_recall", &[("id", ask.id().into())], &[("person_sealed", Value::Null)])?;
        return writing.update(
            "result_result",
            &[("id", ask.id().into())],
            &[("person_sealed", Value::Null)],
        );
    }
    match (entry.family.as_str(), entry.kind.as_str()) {
        (family::RECALL, kind::PLANNED) => planned(entry, &entry.envelope()?, writing),
        (family::RECALL, kind::MOVED) => moved(entry, &entry.envelope()?, writing),
        (family::RECALL, kind::LOOKED) => looked(entry, &entry.envelope()?, writing),
        (family::OWNER, _) => owner(&entry.envelope()?, writing),
        (family::RULE, _) => in_force(entry, &entry.envelope()?, writing),
        (family::RESULT, _) => results::project(entry, writing),
        _ => Ok(()),
    }
}

fn planned(entry: &Entry, of: &Planned, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let text = serde_json::to_string(of).map_err(|why| Fault::new("write a recall as planned", why))?;
    let person = look_up::kept(entry, &[of.org], writing)?;
    let columns: [(&str, Value); 8] = [
        ("org", of.org.into()),
        ("specialty", of.specialty.as_str().into()),
        ("test", of.test.name().into()),
        ("planned", text.into()),
        ("planned_on", entry.at.day().into()),
        ("state", "open".into()),
        ("reference", of.reference.clone().into()),
        ("person_sealed", person),
    ];
    let rest: [(&str, Value); 4] = [
        ("owner", of.owner.into()),
        ("due", of.due.into()),
        ("told", of.told.into()),
        ("not_done", 0.into()),
    ];
    let all: Vec<(&str, Value)> = columns.into_iter().chain(rest).collect();
    writing.upsert("recall_recall", &[("id", entry.stream.as_str().into())], &all)
}

fn moved(entry: &Entry, of: &Moved, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let Some(mut recall) = read::folded(&Before(writing), &entry.stream)? else {
        return Err(Fault::plain(format!("fold a move of a recall that is not there ({})", entry.seq)));
    };
    recall
        .follow(of, england())
        .map_err(|why| Fault::plain(format!("fold a recall ({}): {why:?}", entry.seq)))?;
    let nth = read::moves_of(&Before(writing), &entry.stream)?;
    let what = serde_json::to_string(&of.what).map_err(|why| Fault::new("write a move of a recall", why))?;
    writing.upsert(
        "recall_move",
        &[("recall", entry.stream.as_str().into()), ("nth", nth.into())],
        &[
            ("on_day", of.on.into()),
            ("what", what.into()),
            ("seat", entry.seat.into()),
            ("at", entry.at.into()),
        ],
    )?;
    if let v1::Move::Raised { to, .. } = &of.what {
        writing.update(
            "recall_recall",
            &[("id", entry.stream.as_str().into())],
            &[("raised_to", (*to).into())],
        )?;
    }
    state(&entry.stream, &recall, of, writing)
}

fn state(id: &str, of: &Recall, moved: &Moved, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let (state, ended) = match of.state {
        State::Open => ("open", Value::Null),
        State::Ended(end) => (end.name(), moved.on.into()),
    };
    let columns: [(&str, Value); 7] = [
        ("owner", of.owner.into()),
        ("due", of.due.into()),
        ("told", of.told.into()),
        ("state", state.into()),
        ("not_done", i64::from(of.not_done).into()),
        ("raised_for", of.raised_for.into()),
        ("ended_on", ended),
    ];
    writing.update("recall_recall", &[("id", id.into())], &columns)
}

fn looked(entry: &Entry, of: &Looked, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "recall_look",
        &[("recall", entry.stream.as_str().into()), ("seq", entry.seq.into()), ("nth", entry.nth.into())],
        &[
            ("at", entry.at.into()),
            ("user_id", entry.user.into()),
            ("seat", entry.seat.into()),
            ("org", entry.org.into()),
            ("what", of.what.as_str().into()),
            ("why", of.why.as_str().into()),
        ],
    )
}

fn owner(of: &v1::Owner, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "recall_owner",
        &[
            ("org", of.org.into()),
            ("specialty", of.specialty.as_str().into()),
            ("test", of.test.name().into()),
        ],
        &[("seat", of.seat.into())],
    )
}

fn in_force(entry: &Entry, of: &v1::InForce, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "recall_rule",
        &[("test", of.test.name().into())],
        &[
            ("from_day", of.from.into()),
            ("specialties", i64::from(of.specialties).into()),
            ("at", entry.at.into()),
        ],
    )
}
