//! What acts and pages read of recalls, and who acts for each today.

use std::collections::HashMap;

use directory_site::read as directory;
use directory_site::read::Rows;
use fixit_site::{england, read as specialties};
use journal::{Fault, Query, Row, Value};
use kernel::{Day, Id, OrgId, SeatId};
use policy::{Actor, Kind, Relations, Subject};
use recalls_rules::facts::v1::{Move, Moved, Planned};
use recalls_rules::owners::{Acting, Seat, acting};
use recalls_rules::{Recall, Test};

const PLANNED: Query =
    Query { name: "recalls.planned", sql: "select planned from recall_recall where id = ?1" };
const MOVES: Query = Query {
    name: "recalls.moves",
    sql: "select on_day, what, seat from recall_move where recall = ?1 order by nth",
};
const MOVES_OF: Query =
    Query { name: "recalls.moves-in-all", sql: "select count(*) from recall_move where recall = ?1" };

/// The moves of a recall, with the seats that made them.
pub fn moves(from: &impl Rows, id: &str) -> Result<Vec<(Moved, SeatId)>, Fault> {
    let read = |row: &Row| -> Result<(Moved, SeatId), Fault> {
        let what: Move = serde_json::from_str(&row.get::<String>(1)?)
            .map_err(|why| Fault::new("read a move of a recall", why))?;
        Ok((Moved { on: row.get(0)?, what }, row.get(2)?))
    };
    from.all(&MOVES, &[id.into()])?.iter().map(read).collect()
}

pub(crate) fn moves_of(from: &impl Rows, id: &str) -> Result<i64, Fault> {
    from.all(&MOVES_OF, &[id.into()])?.first().map_or(Ok(0), |row| row.get(0))
}

/// A recall folded from its moves.
pub fn folded(from: &impl Rows, id: &str) -> Result<Option<Recall>, Fault> {
    let rows = from.all(&PLANNED, &[id.into()])?;
    let Some(row) = rows.first() else { return Ok(None) };
    let planned: Planned = serde_json::from_str(&row.get::<String>(0)?)
        .map_err(|why| Fault::new("read a recall as planned", why))?;
    let mut recall = Recall::planned(&planned);
    for (moved, _) in moves(from, id)? {
        recall.follow(&moved, england()).map_err(|why| Fault::plain(format!("fold a recall: {why:?}")))?;
    }
    Ok(Some(recall))
}

/// The subject that a recall of an organisation is to an actor: an ask that a hospital puts to itself, for which it needs
/// no agreement with anybody.
pub fn subject(actor: &Actor, org: Option<OrgId>, ticked: bool) -> Subject {
    let own = org == Some(actor.org);
    let relations = Relations::NONE
        .and_if(own, Relations::SENDER.and(Relations::HOST).and(Relations::AGREEMENT_IN_FORCE))
        .and_if(own && ticked, Relations::CLINICIAN_TICKED);
    Subject::new(Kind::Ask, relations)
}

/// A recall in a list: nobody's name.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub org: OrgId,
    /// Of which specialty.
    pub specialty: String,
    /// What is to be done.
    pub test: Test,
    /// The seat that owns it.
    pub owner: SeatId,
    /// By when.
    pub due: Day,
    /// The person has been told.
    pub told: bool,
    /// `open`, or how it ended.
    pub state: String,
    /// How often it was not done on its day.
    pub not_done: i64,
    /// The day for which it was raised last.
    pub raised_for: Option<Day>,
    /// The hospital's own number.
    pub reference: Option<String>,
    /// Who it is about, sealed.
    pub person_sealed: Option<Vec<u8>>,
}

fn line(row: &Row) -> Result<Line, Fault> {
    let test = Test::named(&row.get::<String>(3)?)
        .ok_or_else(|| Fault::plain("read a recall: its test is unknown"))?;
    Ok(Line {
        id: row.get(0)?,
        org: row.get(1)?,
        specialty: row.get(2)?,
        test,
        owner: row.get(4)?,
        due: row.get(5)?,
        told: row.get(6)?,
        state: row.get(7)?,
        not_done: row.get(8)?,
        raised_for: row.get(9)?,
        reference: row.get(10)?,
        person_sealed: row.get(11)?,
    })
}

const ONE: Query = Query {
    name: "recalls.one",
    sql: "select id, org, specialty, test, owner, due, told, state, not_done, raised_for, reference, person_sealed
          from recall_recall where id = ?1",
};
const LIST: Query = Query {
    name: "recalls.list",
    sql: "select id, org, specialty, test, owner, due, told, state, not_done, raised_for, reference, person_sealed
          from recall_recall where (?1 is null or org = ?1) and (?2 is null or specialty = ?2)
          and (?3 <> 'open' or state = 'open') and (?3 <> 'late' or (state = 'open' and due < ?4))
          and (?3 <> 'ended' or state <> 'open')
          and (?3 <> 'to-raise' or (state = 'open' and due < ?4 and (raised_for is null or raised_for <> due)))
          order by state <> 'open', due, specialty, id limit ?5 offset ?6",
};
const COUNT: Query = Query {
    name: "recalls.count",
    sql:
        "select count(*) from recall_recall where (?1 is null or org = ?1) and (?2 is null or specialty = ?2)
          and (?3 <> 'open' or state = 'open') and (?3 <> 'late' or (state = 'open' and due < ?4))
          and (?3 <> 'ended' or state <> 'open')
          and (?3 <> 'to-raise' or (state = 'open' and due < ?4 and (raised_for is null or raised_for <> due)))",
};
const OWNERS: Query = Query {
    name: "recalls.owners",
    sql: "select org, specialty, test, seat from recall_owner order by specialty, test",
};
const HELD: Query = Query {
    name: "recalls.seat-as-held",
    sql: "select s.ended, exists (select 1 from directory_holding h where h.seat = s.id and h.from_day <= ?2
                                  and (h.until_day is null or h.until_day >= ?2)), s.org
          from directory_seat s where s.id = ?1",
};
const KEEPERS: Query = Query {
    name: "recalls.keepers",
    sql: "select id from directory_seat where org = ?1 and ended = 0 and role in ('manager', 'administrator') order by title, id",
};

/// One recall.
pub fn recall(from: &impl Rows, id: &str) -> Result<Option<Line>, Fault> {
    from.all(&ONE, &[id.into()])?.first().map(line).transpose()
}

/// Which recalls a list is of.
#[derive(Clone, Debug)]
pub struct Which {
    /// Of which organisation; of every one where none is named.
    pub org: Option<OrgId>,
    /// Of which specialty.
    pub specialty: Option<String>,
    /// `open`, `late`, `ended` or `all`.
    pub show: String,
    /// Today.
    pub today: Day,
}

impl Which {
    fn values(&self) -> Vec<Value> {
        vec![self.org.into(), self.specialty.clone().into(), self.show.as_str().into(), self.today.into()]
    }
}

/// Recalls, what is due first.
pub fn list(from: &impl Rows, which: &Which, most: i64, after: i64) -> Result<Vec<Line>, Fault> {
    let mut values = which.values();
    values.extend([most.into(), after.into()]);
    from.all(&LIST, &values)?.iter().map(line).collect()
}

/// How many there are.
pub fn count(from: &impl Rows, which: &Which) -> Result<i64, Fault> {
    from.all(&COUNT, &which.values())?.first().map_or(Ok(0), |row| row.get(0))
}

/// What became of the recalls for a test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// All that were ever planned.
    pub planned: i64,
    /// Done, died or declined.
    pub ended: i64,
    /// On somebody's list.
    pub open: i64,
    /// Of those open, past their day.
    pub late: i64,
    /// Open, and nobody acts for them.
    pub nobody: i64,
}

const OPEN_OF: Query = Query {
    name: "recalls.open-of-test",
    sql: "select id, org, specialty, test, owner, due, told, state, not_done, raised_for, reference, person_sealed
          from recall_recall where test = ?1 and state = 'open'",
};
const ALL_OF: Query =
    Query { name: "recalls.all-of-test", sql: "select count(*) from recall_recall where test = ?1" };

/// What became of all recalls for a test, of every organisation: counts only.
pub fn standing(from: &impl Rows, test: Test, today: Day) -> Result<Standing, Fault> {
    let values = [test.name().into()];
    let planned: i64 = from.all(&ALL_OF, &values)?.first().map_or(Ok(0), |row| row.get(0))?;
    let mut acts = Acts::new(from, today)?;
    let mut told = Standing { planned, ..Standing::default() };
    for row in from.all(&OPEN_OF, &values)? {
        let line = line(&row)?;
        let there = acts.of(&line)?.seat().is_some();
        told.open += i64::from(there);
        told.nobody += i64::from(!there);
        told.late += i64::from(line.due < today);
    }
    told.ended = planned - told.open - told.nobody;
    Ok(told)
}

/// An owner of recalls: whose, of which specialty, for which test, which seat.
pub type Owned = (OrgId, String, Test, SeatId);

/// Every owner that is named.
pub fn owners(from: &impl Rows) -> Result<Vec<Owned>, Fault> {
    let mut found = Vec::new();
    for row in from.all(&OWNERS, &[])? {
        if let Some(test) = Test::named(&row.get::<String>(2)?) {
            found.push((row.get(0)?, row.get(1)?, test, row.get(3)?));
        }
    }
    Ok(found)
}

/// Who acts for recalls on a day; each seat is looked up once.
pub struct Acts<'f, R> {
    from: &'f R,
    today: Day,
    owners: Vec<Owned>,
    seats: HashMap<SeatId, Option<Seat>>,
}

impl<'f, R: Rows> Acts<'f, R> {
    /// With all named owners read.
    pub fn new(from: &'f R, today: Day) -> Result<Acts<'f, R>, Fault> {
        Ok(Acts { from, today, owners: owners(from)?, seats: HashMap::new() })
    }

    fn seat(&mut self, id: SeatId) -> Result<Option<Seat>, Fault> {
        if let Some(known) = self.seats.get(&id) {
            return Ok(*known);
        }
        let rows = self.from.all(&HELD, &[id.into(), self.today.into()])?;
        let read =
            |row: &Row| -> Result<Seat, Fault> { Ok(Seat { id, ended: row.get(0)?, held: row.get(1)? }) };
        let seat = rows.first().map(read).transpose()?;
        self.seats.insert(id, seat);
        Ok(seat)
    }

    fn known(&mut self, id: Option<SeatId>) -> Result<Option<Seat>, Fault> {
        match id {
            Some(id) => self.seat(id),
            None => Ok(None),
        }
    }

    /// The seat that is named for such recalls of a specialty now.
    pub fn named(&self, org: OrgId, specialty: &str, test: Test) -> Option<SeatId> {
        let named =
            self.owners.iter().find(|(of, code, which, _)| *of == org && code == specialty && *which == test);
        named.map(|(_, _, _, seat)| *seat)
    }

    /// Who acts for a recall today.
    pub fn of(&mut self, line: &Line) -> Result<Acting, Fault> {
        let named = self.named(line.org, &line.specialty, line.test);
        let lead = specialties::specialty(self.from, &line.specialty)?.and_then(|of| of.lead);
        let (owner, successor, lead) = (self.seat(line.owner)?, self.known(named)?, self.known(lead)?);
        let found = acting(owner, successor, lead, None);
        if found != Acting::Nobody {
            return Ok(found);
        }
        for row in self.from.all(&KEEPERS, &[line.org.into()])? {
            let keeper = self.seat(row.get(0)?)?;
            let found = acting(None, None, None, keeper);
            if found != Acting::Nobody {
                return Ok(found);
            }
        }
        Ok(Acting::Nobody)
    }

    /// The seat to raise a late recall to: the specialty's lead, or whoever acts in its place.
    pub fn raised_to(&mut self, line: &Line) -> Result<Option<SeatId>, Fault> {
        let lead = specialties::specialty(self.from, &line.specialty)?.and_then(|of| of.lead);
        let lead = self.known(lead)?.filter(|seat| !seat.ended && seat.held).map(|seat| seat.id);
        match lead {
            Some(lead) => Ok(Some(lead)),
            None => Ok(self.of(line)?.seat()),
        }
    }
}

/// The seats of an organisation that may own recalls.
pub fn seats(from: &impl Rows, org: OrgId) -> Result<Vec<directory_rules::facts::v1::Seat>, Fault> {
    let all = directory::seats(from, org)?;
    Ok(all
        .into_iter()
        .filter(|seat| !seat.ended && matches!(seat.role.as_str(), "booking" | "clinician" | "fitter"))
        .collect())
}
