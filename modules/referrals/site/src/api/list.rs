//! The asks of the caller's own organisation in the order in which they changed, so that a program that asks again misses
//! none. Envelopes only: no name stands here, so that nothing is put on record.

use api::{Answer, Caller, Kind, Operation, Parameter, Parameters, Problem, schema_of};
use axum::Json;
use axum::extract::State;
use axum::http::Method;
use journal::{Fault, Query, Row, Value as Bound};
use kernel::{Day, Moment, OrgId};
use policy::Permit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::refusals::of_stop;
use crate::Site;
use crate::pages::access;
use referrals_rules::life::State as LifeState;

const ROWS: i64 = 50;
const ROWS_MAX: i64 = 200;

/// Which asks.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Only in this state.
    state: Option<String>,
    /// Only those we sent, or were asked.
    side: Option<Side>,
    /// Only what changed on or after this day, or at or after this moment.
    since: Option<String>,
    /// Only what changed after this place in the record: `next` of the page before.
    after: Option<i64>,
    /// Rows on a page.
    limit: Option<i64>,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Side {
    Sent,
    Asked,
}

/// One line of the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Line {
    id: String,
    reference: String,
    version: i64,
    state: String,
    next_move: Option<String>,
    from: String,
    to: String,
    service: String,
    method: String,
    purpose: String,
    #[schemars(with = "String", extend("format" = "date"))]
    sent_on: Day,
    /// The day by which whoever has the next move must make it.
    #[schemars(with = "Option<String>")]
    act_by: Option<Day>,
    /// When the person is seen, where that is booked.
    booked_at: Option<String>,
    /// When it last changed.
    #[schemars(extend("format" = "date-time"))]
    changed_at: String,
    /// Where it is read.
    address: String,
}

/// One page of asks, those that changed first coming first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Lines {
    asks: Vec<Line>,
    /// For `after` of the next page; the same again where nothing followed yet. None where there was nothing at all.
    next: Option<i64>,
    /// More are there already.
    more: bool,
}

const LIST: Query = Query {
    name: "referrals.asks-of-organisation-by-change",
    // Each side goes along its own index and stops at the end of the page.
    sql: "select a.id, a.reference, a.version, a.state, a.next_move, a.sender, a.host, a.service, a.method, a.purpose,
          a.sent_on, a.act_by, a.booked_at, a.changed, a.changed_at
          from referral_ask a where a.id in (
              select s.id from (select id from referral_ask
                  where sender = ?1 and ?2 <> 'asked' and changed > ?4 and changed_at >= ?5 and (?3 = '' or state = ?3)
                  order by changed, id limit ?6) s
              union select h.id from (select id from referral_ask
                  where host = ?1 and ?2 <> 'sent' and changed > ?4 and changed_at >= ?5 and (?3 = '' or state = ?3)
                  order by changed, id limit ?6) h)
          order by a.changed, a.id limit ?6",
};

pub(super) fn operation() -> Operation {
    let of = |name, says, schema| Parameter { name, place: "query", needed: false, says, schema };
    let states: Vec<&str> = LifeState::ALL.iter().map(|state| state.name()).collect();
    Operation {
        method: Method::GET,
        path: "/api/asks",
        id: "listAsks",
        title: "Your organisation’s asks, in the order in which they changed",
        says: "Envelopes of asks that your organisation sent or has now. Ask again with “after” set to “next” to hear what \
               changed since, and miss nothing. No name stands here; read one ask to look at it.",
        parameters: vec![
            of("state", "Only in this state.", json!({ "type": "string", "enum": states })),
            of(
                "side",
                "Only those you sent, or were asked.",
                json!({ "type": "string", "enum": ["sent", "asked"] }),
            ),
            of(
                "since",
                "Only what changed on or after this day, as in 2025-03-08, or at or after this moment, as in 2025-03-08T22:00Z.",
                json!({ "type": "string" }),
            ),
            of("after", "“next” of the page before.", json!({ "type": "integer", "minimum": 0 })),
            of(
                "limit",
                "Rows on a page; 50 where nothing is said.",
                json!({ "type": "integer", "minimum": 1, "maximum": ROWS_MAX }),
            ),
        ],
        body: None,
        answers: vec![
            Answer { status: 200, says: "A page of envelopes.", schema: Some(schema_of::<Lines>) },
            Answer { status: 401, says: "No token that is taken.", schema: None },
            Answer { status: 404, says: "This organisation’s token sees no asks.", schema: None },
            Answer { status: 422, says: "A parameter cannot be taken; it is named.", schema: None },
        ],
    }
}

pub(super) async fn list(
    Caller(actor): Caller,
    Parameters(wanted): Parameters<Wanted>,
    State(site): State<Site>,
) -> Result<Json<Lines>, Problem> {
    let chosen = Chosen::of(&wanted)?;
    let reading = access::own(&site, &actor, Permit::SeeEnvelope).map_err(of_stop)?;
    let rows = reading.rows(&LIST, &chosen.values(actor.org)).map_err(fault)?;
    let lines: Result<Vec<(Line, i64)>, Fault> = rows.iter().map(line).collect();
    let mut lines = lines.map_err(fault)?;
    let rows_max = usize::try_from(chosen.limit).unwrap_or(usize::MAX);
    let more = lines.len() > rows_max;
    lines.truncate(rows_max);
    let next = lines.last().map(|(_, changed)| *changed).or(wanted.after);
    Ok(Json(Lines { asks: lines.into_iter().map(|(line, _)| line).collect(), next, more }))
}

fn fault(why: Fault) -> Problem {
    Problem::fault("listing asks", why)
}

/// What was wanted, read.
struct Chosen {
    side: &'static str,
    state: String,
    since: Moment,
    after: i64,
    limit: i64,
}

impl Chosen {
    fn of(wanted: &Wanted) -> Result<Chosen, Problem> {
        let mut problem = Problem::new(Kind::FieldsWrong);
        let state = wanted.state.clone().unwrap_or_default();
        if !state.is_empty() && !LifeState::ALL.iter().any(|known| known.name() == state) {
            let known: Vec<&str> = LifeState::ALL.iter().map(|state| state.name()).collect();
            problem = problem.field("state", format!("not a state: one of {}", known.join(", ")));
        }
        let since = match wanted.since.as_deref() {
            None => Some(Moment::from_micros(0)),
            Some(text) => text.parse::<Day>().map(Moment::start_of).or_else(|_| text.parse::<Moment>()).ok(),
        };
        if since.is_none() {
            problem =
                problem.field("since", "write a day as in 2025-03-08, or a moment as in 2025-03-08T22:00Z");
        }
        let limit = wanted.limit.unwrap_or(ROWS);
        if !(1..=ROWS_MAX).contains(&limit) {
            problem = problem.field("limit", format!("from 1 to {ROWS_MAX}"));
        }
        let after = wanted.after.unwrap_or_default();
        if after < 0 {
            problem = problem.field("after", "take “next” of the page before");
        }
        let side = match wanted.side {
            None => "both",
            Some(Side::Sent) => "sent",
            Some(Side::Asked) => "asked",
        };
        match since {
            Some(since) if problem.errors().is_empty() => Ok(Chosen { side, state, since, after, limit }),
            Some(_) | None => Err(problem),
        }
    }

    fn values(&self, org: OrgId) -> [Bound; 6] {
        [
            org.into(),
            self.side.into(),
            self.state.as_str().into(),
            self.after.into(),
            self.since.into(),
            (self.limit + 1).into(),
        ]
    }
}

fn line(row: &Row) -> Result<(Line, i64), Fault> {
    let id: String = row.get(0)?;
    let changed: i64 = row.get(13)?;
    let line = Line {
        address: format!("/api/asks/{id}"),
        id,
        reference: row.get(1)?,
        version: row.get(2)?,
        state: row.get(3)?,
        next_move: row.get(4)?,
        from: row.get(5)?,
        to: row.get(6)?,
        service: row.get(7)?,
        method: row.get(8)?,
        purpose: row.get(9)?,
        sent_on: row.get(10)?,
        act_by: row.get(11)?,
        booked_at: row.get::<Option<Moment>>(12)?.map(|at| at.to_string()),
        changed_at: row.get::<Moment>(14)?.to_string(),
    };
    Ok((line, changed))
}
