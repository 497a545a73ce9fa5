//! The read tables of figures: each ask as figures see it, what was published, and how each rule came about. Nothing here
//! names a person.

use journal::{Entry, Fault, Migration, Module, Query, Value, Writing};
use kernel::Moment;
use measures_rules::facts::v1::{
    Adopted, Compared, PUBLICATIONS, Proposed, Published, RULES, RuleName, kind,
};
use measures_rules::history;
use referrals_rules::facts::v1::{self as asks, BroughtIn, Moved, Sent};

/// Figures as the journal knows them.
pub const MODULE: Module = Module {
    name: "measures",
    migrations: &[Migration { name: "0001-measures", sql: include_str!("../migrations/0001.sql") }],
    tables: &[
        "measures_ask",
        "measures_publication",
        "measures_rule",
        "measures_signature",
        "measures_comparison",
    ],
    retained: &[],
    in_name_of: &[],
    behind_glass: &[],
    project,
};

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    match (entry.family.as_str(), entry.kind.as_str()) {
        (asks::FAMILY, asks::kind::SENT) => sent(entry, &entry.envelope()?, &[], writing),
        (asks::FAMILY, asks::kind::MOVED) => moved(entry, &entry.envelope()?, writing),
        (asks::FAMILY, asks::kind::BROUGHT_IN) => {
            let of: BroughtIn = entry.envelope()?;
            sent(entry, &of.sent, &of.moves, writing)
        }
        (PUBLICATIONS, kind::PUBLISHED) => published(entry, writing),
        (RULES, _) => rule(entry, writing),
        _ => Ok(()),
    }
}

fn number<T: Into<i64>>(value: Option<T>) -> Value {
    value.map(Into::into).into()
}

fn sent(entry: &Entry, of: &Sent, moves: &[Moved], writing: &mut Writing<'_>) -> Result<(), Fault> {
    let mut bytes = Vec::new();
    moves.iter().for_each(|moved| history::push(&mut bytes, of.on, moved));
    writing.upsert(
        "measures_ask",
        &[("id", entry.stream.as_str().into())],
        &[
            ("seq", entry.seq.into()),
            ("sender", of.from.into()),
            ("host", of.to.into()),
            ("service", of.service.into()),
            ("sent_on", of.on.into()),
            ("method", of.method.as_str().into()),
            ("age_band", number(of.age_band)),
            ("fifth", number(of.fifth)),
            ("complicated", of.complicated.into()),
            ("history", Value::Blob(bytes)),
        ],
    )
}

const HISTORY: Query =
    Query { name: "measures.history", sql: "select sent_on, history from measures_ask where id = ?1" };

fn moved(entry: &Entry, of: &Moved, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let Some(row) = writing.first(&HISTORY, &[entry.stream.as_str().into()])? else {
        return Err(Fault::plain(format!("count {} ({}): the ask was never sent", entry.kind, entry.seq)));
    };
    let mut bytes: Vec<u8> = row.get(1)?;
    history::push(&mut bytes, row.get(0)?, of);
    let columns = [("seq", entry.seq.into()), ("history", Value::Blob(bytes))];
    writing.update("measures_ask", &[("id", entry.stream.as_str().into())], &columns)
}

fn published(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let of: Published = entry.envelope()?;
    let body = String::from_utf8_lossy(&entry.open).into_owned();
    writing.upsert(
        "measures_publication",
        &[("quarter", of.quarter.as_str().into())],
        &[
            ("first_day", of.first.into()),
            ("last_day", of.last.into()),
            ("sha256", crate::read::sha256(body.as_bytes()).into()),
            ("body", body.into()),
            ("at", entry.at.into()),
            ("org", entry.org.into()),
            ("seat", entry.seat.into()),
        ],
    )
}

/// The stream of a rule: its name and version.
pub(crate) fn stream_of(name: &RuleName) -> String {
    format!("{}.v{}", name.id, name.version)
}

pub(crate) fn name_of(stream: &str) -> Result<RuleName, Fault> {
    let read = || {
        let (id, version) = stream.rsplit_once(".v")?;
        Some(RuleName { id: id.to_owned(), version: version.parse().ok()? })
    };
    read().ok_or_else(|| Fault::plain(format!("read the name of a rule from “{stream}”")))
}

fn rule(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let name = name_of(&entry.stream)?;
    let key = [("id", name.id.as_str().into()), ("version", i64::from(name.version).into())];
    match entry.kind.as_str() {
        kind::PROPOSED => {
            let of: Proposed = entry.envelope()?;
            let body = serde_json::to_string(&of.rule).map_err(|error| Fault::new("write a rule", error))?;
            writing.upsert(
                "measures_rule",
                &key,
                &[
                    ("body", body.into()),
                    ("why", of.why.into()),
                    ("why_not_all", of.why_not_all.into()),
                    ("clinical", of.clinical.into()),
                    ("proposed_at", of.on.map_or(entry.at, Moment::start_of).into()),
                    ("proposed_org", entry.org.into()),
                    ("proposed_seat", entry.seat.into()),
                    ("proposed_user", entry.user.into()),
                    ("state", "proposed".into()),
                ],
            )
        }
        kind::SIGNED => {
            let [id, version] = key;
            let columns = [("org", entry.org.into()), ("seat", entry.seat.into()), ("at", entry.at.into())];
            writing.upsert("measures_signature", &[id, version, ("user_id", entry.user.into())], &columns)
        }
        kind::COMPARED => {
            let of: Compared = entry.envelope()?;
            let [id, version] = key;
            writing.upsert(
                "measures_comparison",
                &[id, version, ("sha256", of.sha256.into())],
                &[
                    ("first_day", of.first.into()),
                    ("last_day", of.last.into()),
                    ("body", of.table.into()),
                    ("at", entry.at.into()),
                ],
            )
        }
        kind::ADOPTED => {
            let of: Adopted = entry.envelope()?;
            let columns = [
                ("state", "adopted".into()),
                ("from_day", of.from.into()),
                ("overlap_until", of.overlap_until.into()),
                ("decision", of.decision.into()),
                ("instead_of", of.instead_of.join(" ").into()),
                ("sha256", of.sha256.into()),
                ("adopted_at", of.on.map_or(entry.at, Moment::start_of).into()),
            ];
            writing.update("measures_rule", &key, &columns)
        }
        _ => Ok(()),
    }
}
