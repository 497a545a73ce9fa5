//! What is due to go by the schedule, who has said yes, and carrying it out.

use journal::{Fault, Journal, NotDone, Query, Row};
use kernel::{AskId, Day, Id, Moment, OrgId, SeatId, UserId};
use policy::Actor;
use referrals_rules::retention::is_released;
use serde::Serialize;

use crate::acts::{EraseReleased, RetentionRefused};
use crate::read::Rows;

const DUE: Query = Query {
    name: "referrals.contents-due-to-go",
    sql: "select a.id from referral_ask a where a.brought_in = 0 and a.name_sealed is not null
          and a.state in ('closed', 'void') and a.moved_on <= ?1
          and not exists (select 1 from referral_hold h where h.ask = a.id) order by a.moved_on, a.id limit ?2",
};

const COUNTED: Query = Query {
    name: "referrals.contents-due-to-go-by-organisation",
    sql: "select a.sender, count(*), sum(case when h.ask is null then 0 else 1 end) from referral_ask a
          left join referral_hold h on h.ask = a.id
          where a.brought_in = 0 and a.name_sealed is not null and a.state in ('closed', 'void') and a.moved_on <= ?1
          group by a.sender order by a.sender",
};

/// What would go of one organisation and class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Would {
    /// Who sent the asks.
    pub org: OrgId,
    /// The class of record.
    pub class: &'static str,
    /// How many would go.
    pub go: i64,
    /// How many are due and held back.
    pub held: i64,
}

/// The class of record that this module erases.
pub const CONTENTS: &str = "contents of asks between organisations";

/// What would go, by organisation and class.
pub fn preview(from: &impl Rows, closed_by: Day) -> Result<Vec<Would>, Fault> {
    let read = |row: &Row| {
        let (due, held): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok(Would { org: row.get(0)?, class: CONTENTS, go: due - held, held })
    };
    from.all(&COUNTED, &[closed_by.into()])?.iter().map(read).collect()
}

/// What is due and not held back.
pub fn due(from: &impl Rows, closed_by: Day, most: i64) -> Result<Vec<AskId>, Fault> {
    from.all(&DUE, &[closed_by.into(), most.into()])?.iter().map(|row| row.get(0)).collect()
}

/// How much is due and not held back.
pub fn count_due(from: &impl Rows, closed_by: Day) -> Result<i64, Fault> {
    Ok(preview(from, closed_by)?.iter().map(|of| of.go).sum())
}

/// A run that is not done yet.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its id.
    pub id: Id,
    /// What was closed on or before this day goes.
    pub closed_by: Day,
    /// How many records that was when it was asked.
    pub records: i64,
    /// When it was asked for.
    pub asked_at: Moment,
    /// Who has said yes: whoever asked, and those who released it. The program is nobody.
    pub people: Vec<UserId>,
    /// Their seats.
    pub seats: Vec<SeatId>,
}

impl Run {
    /// Whether enough named people have said yes.
    pub fn is_released(&self, today: Day) -> bool {
        is_released(&self.people, today)
    }
}

const WAITING: Query = Query {
    name: "referrals.retention-run",
    sql: "select run, closed_by, records, asked_at from referral_retention where done_at is null
          order by asked_at, run limit 1",
};

const YES: Query = Query {
    name: "referrals.retention-yes",
    sql: "select user_id, seat from referral_retention_yes where run = ?1 order by at, user_id",
};

/// The run that is not done, where there is one.
pub fn waiting(from: &impl Rows) -> Result<Option<Run>, Fault> {
    let Some(row) = from.all(&WAITING, &[])?.into_iter().next() else { return Ok(None) };
    let id: Id = row.get(0)?;
    let mut run = Run {
        id,
        closed_by: row.get(1)?,
        records: row.get(2)?,
        asked_at: row.get(3)?,
        people: Vec::new(),
        seats: Vec::new(),
    };
    for row in from.all(&YES, &[id.into()])? {
        run.people.push(row.get(0)?);
        run.seats.push(row.get(1)?);
    }
    Ok(Some(run))
}

const HELD: Query = Query {
    name: "referrals.retention-holds",
    sql: "select a.reference, h.why, h.at from referral_hold h join referral_ask a on a.id = h.ask
          where ?1 is null or a.sender = ?1 or a.host = ?1 order by h.at, a.reference",
};

const IS_HELD: Query =
    Query { name: "referrals.retention-is-held", sql: "select count(*) from referral_hold where ask = ?1" };

/// Whether somebody holds a record back: nothing deletes it then, for whatever reason.
pub fn is_held(from: &impl Rows, ask: AskId) -> Result<bool, Fault> {
    let held: i64 = from.all(&IS_HELD, &[ask.into()])?.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(held > 0)
}

/// What is held back: references with why and since when; of one organisation, or all.
pub fn held(from: &impl Rows, org: Option<OrgId>) -> Result<Vec<(String, String, Moment)>, Fault> {
    let rows = from.all(&HELD, &[org.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// What carrying out came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// No run is there.
    NoRun,
    /// A run waits for a second named person.
    NotReleased(Id),
    /// So many records went.
    Gone(i64),
}

/// Carries out the run that two people have released, in small acts. Stopped halfway it goes on at the next call.
pub async fn carry_out(journal: &Journal, program: &Actor) -> Result<Carried, Fault> {
    let run = {
        let reading = crate::evening::reading(journal, program)?;
        waiting(&reading)?
    };
    let Some(run) = run else { return Ok(Carried::NoRun) };
    let mut gone = 0;
    loop {
        match journal.submit(program, EraseReleased(run.id)).await {
            Ok(done) => {
                let (records, is_done) = done.answer;
                gone += records;
                if is_done {
                    return Ok(Carried::Gone(gone));
                }
            }
            Err(NotDone::AgainstTheRules(RetentionRefused::NotReleased)) => {
                return Ok(Carried::NotReleased(run.id));
            }
            Err(NotDone::Fault(fault)) => return Err(fault),
            Err(other) => return Err(Fault::plain(format!("carry out a deletion run: {other:?}"))),
        }
    }
}
