//! The table of results between organisations, and what acts and pages read of it.

use directory_site::read::Rows;
use fixit_site::england;
use journal::{Entry, Fault, Query, Row, Stream, Writing};
use kernel::{Day, Id, OrgId, SeatId};
use policy::{Actor, Kind, Relations, Subject};
use recalls_rules::facts::v1::{self, HandedMove, Looked, family, kind};
use recalls_rules::rows::ACCEPTED_WITHIN;
use recalls_rules::{Handed, HandedState, Test};

use crate::look_up;
use crate::tables::Before;

/// The family of asks that an agreement about results covers.
pub const FAMILY: &str = "results";

/// The stream of a result.
pub(crate) fn stream(id: Id) -> Stream {
    Stream::of(family::RESULT, id)
}

/// A result in a list: nobody's name.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: Id,
    /// What was tested.
    pub test: Test,
    /// As handed.
    pub handed: v1::Handed,
    /// Where it stands.
    pub state: HandedState,
    /// Since when.
    pub since: Day,
    /// Who it is about, sealed.
    pub person_sealed: Option<Vec<u8>>,
}

impl Line {
    /// The result as the rules see it.
    pub fn folded(&self) -> Handed {
        Handed { state: self.state, ..Handed::new(&self.handed) }
    }

    /// Whether an organisation is one of the two.
    pub fn is_party(&self, org: OrgId) -> bool {
        [self.handed.from, self.handed.to].contains(&org)
    }

    /// Who must act on it now.
    pub fn owner(&self) -> OrgId {
        self.folded().owner()
    }

    /// The day after which a result that nobody accepted is pointed out to whoever still has it.
    pub fn accepted_by(&self) -> Day {
        england().plus_working_days(self.handed.on, i32::from(ACCEPTED_WITHIN.on(self.handed.on)))
    }

    /// It waits longer than agreed.
    pub fn is_late(&self, today: Day) -> bool {
        self.state == HandedState::Waiting && self.accepted_by() < today
    }
}

/// How an actor stands to a result: whoever asked for the test sends it, the other is asked to take it.
pub fn subject(actor: &Actor, of: Option<(OrgId, OrgId)>, agreed: bool, ticked: bool) -> Subject {
    let (sends, takes) = of.map_or((false, false), |(from, to)| (from == actor.org, to == actor.org));
    let relations = Relations::NONE
        .and_if(sends, Relations::SENDER)
        .and_if(takes, Relations::HOST)
        .and_if(agreed, Relations::AGREEMENT_IN_FORCE)
        .and_if(sends && ticked, Relations::CLINICIAN_TICKED);
    Subject::new(Kind::Ask, relations)
}

fn line(row: &Row) -> Result<Line, Fault> {
    let unknown = || Fault::plain("read a result: its test or state is unknown");
    Ok(Line {
        id: row.get(0)?,
        test: Test::named(&row.get::<String>(1)?).ok_or_else(unknown)?,
        handed: serde_json::from_str(&row.get::<String>(2)?)
            .map_err(|why| Fault::new("read a result", why))?,
        state: HandedState::named(&row.get::<String>(3)?).ok_or_else(unknown)?,
        since: row.get(4)?,
        person_sealed: row.get(5)?,
    })
}

const ONE: Query = Query {
    name: "results.one",
    sql: "select id, test, handed, state, moved_on, person_sealed from result_result where id = ?1",
};
const LIST: Query = Query {
    name: "results.list",
    sql: "select id, test, handed, state, moved_on, person_sealed from result_result
          where (from_org = ?1 or to_org = ?1) and (?2 = 'all' or (?2 = 'ended') = (state = 'acted-on'))
          order by state = 'acted-on', on_day, id limit ?3 offset ?4",
};
const COUNT: Query = Query {
    name: "results.count",
    sql: "select count(*) from result_result
          where (from_org = ?1 or to_org = ?1) and (?2 = 'all' or (?2 = 'ended') = (state = 'acted-on'))",
};
const OURS: Query = Query {
    name: "results.to-act-on",
    sql: "select count(*) from result_result where (to_org = ?1 and state in ('waiting', 'accepted'))
          or (from_org = ?1 and state in ('declined', 'taken-back'))",
};
const MOVES: Query = Query {
    name: "results.moves",
    sql: "select what, org, seat, on_day from result_move where result = ?1 order by nth",
};
const MOVES_OF: Query =
    Query { name: "results.moves-in-all", sql: "select count(*) from result_move where result = ?1" };

/// One result.
pub fn result(from: &impl Rows, id: &str) -> Result<Option<Line>, Fault> {
    from.all(&ONE, &[id.into()])?.first().map(line).transpose()
}

/// Results of an organisation, from it or to it: `open`, `ended` or `all`, the oldest first.
pub fn list(from: &impl Rows, org: OrgId, show: &str, most: i64, after: i64) -> Result<Vec<Line>, Fault> {
    from.all(&LIST, &[org.into(), show.into(), most.into(), after.into()])?.iter().map(line).collect()
}

/// How many there are.
pub fn count(from: &impl Rows, org: OrgId, show: &str) -> Result<i64, Fault> {
    from.all(&COUNT, &[org.into(), show.into()])?.first().map_or(Ok(0), |row| row.get(0))
}

/// How many an organisation has to answer or to act on now.
pub fn to_act_on(from: &impl Rows, org: OrgId) -> Result<i64, Fault> {
    from.all(&OURS, &[org.into()])?.first().map_or(Ok(0), |row| row.get(0))
}

/// A move of a result: what, by which organisation and seat, when.
pub type Step = (HandedMove, OrgId, SeatId, Day);

/// What happened to a result since it was handed over.
pub fn moves(from: &impl Rows, id: &str) -> Result<Vec<Step>, Fault> {
    let read = |row: &Row| -> Result<Step, Fault> {
        let what = serde_json::from_str(&row.get::<String>(0)?)
            .map_err(|why| Fault::new("read a move of a result", why))?;
        Ok((what, row.get(1)?, row.get(2)?, row.get(3)?))
    };
    from.all(&MOVES, &[id.into()])?.iter().map(read).collect()
}

/// Writes the tables.
pub(crate) fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    match entry.kind.as_str() {
        kind::HANDED => handed(entry, &entry.envelope()?, writing),
        kind::HANDED_MOVED => moved(entry, &entry.envelope()?, writing),
        kind::RESULT_LOOKED => looked(entry, &entry.envelope()?, writing),
        _ => Ok(()),
    }
}

fn handed(entry: &Entry, of: &v1::Handed, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let text = serde_json::to_string(of).map_err(|why| Fault::new("write a result as handed over", why))?;
    let person = look_up::kept(entry, &[of.from, of.to], writing)?;
    writing.upsert(
        "result_result",
        &[("id", entry.stream.as_str().into())],
        &[
            ("test", of.test.name().into()),
            ("from_org", of.from.into()),
            ("to_org", of.to.into()),
            ("back_to", of.back_to.into()),
            ("on_day", of.on.into()),
            ("state", HandedState::Waiting.name().into()),
            ("moved_on", of.on.into()),
            ("handed", text.into()),
            ("person_sealed", person),
        ],
    )
}

fn moved(entry: &Entry, of: &HandedMove, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let Some(line) = result(&Before(writing), &entry.stream)? else {
        return Err(Fault::plain(format!("fold a move of a result that is not there ({})", entry.seq)));
    };
    let mut folded = line.folded();
    folded
        .follow(of, entry.org)
        .map_err(|why| Fault::plain(format!("fold a result ({}): {why}", entry.seq)))?;
    let nth: i64 =
        writing.first(&MOVES_OF, &[entry.stream.as_str().into()])?.map_or(Ok(0), |row| row.get(0))?;
    let what = serde_json::to_string(of).map_err(|why| Fault::new("write a move of a result", why))?;
    let on = entry.at.day();
    writing.upsert(
        "result_move",
        &[("result", entry.stream.as_str().into()), ("nth", nth.into())],
        &[
            ("what", what.into()),
            ("org", entry.org.into()),
            ("seat", entry.seat.into()),
            ("on_day", on.into()),
        ],
    )?;
    if matches!(of, HandedMove::Declined | HandedMove::TakenBack) {
        look_up::gave_back(&entry.stream, line.handed.to, writing)?;
    }
    let columns = [("state", folded.state.name().into()), ("moved_on", on.into())];
    writing.update("result_result", &[("id", entry.stream.as_str().into())], &columns)
}

fn looked(entry: &Entry, of: &Looked, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "result_look",
        &[("result", entry.stream.as_str().into()), ("seq", entry.seq.into()), ("nth", entry.nth.into())],
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
