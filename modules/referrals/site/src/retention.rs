//! What is due to go by the schedule, who has said yes, and carrying it out.

use journal::{Fault, Journal, Loading, Module, NotDone, Query, Reading, Retained};
use std::collections::{BTreeMap, BTreeSet};

use kernel::{AskId, Day, Id, Moment, OrgId, SeatId, UserId};
use policy::Actor;
use referrals_rules::retention::is_released;
use serde::Serialize;

use crate::acts::{EraseReleased, RetentionRefused};
use crate::read::Rows;

/// What this module lets go: contents of asks that were closed.
pub(crate) const CONTENTS: Retained = Retained {
    class: "contents of asks between organisations",
    counted: Query {
        name: "referrals.contents-due-to-go-by-organisation",
        sql: "select sender, count(*) from referral_ask
              where brought_in = 0 and name_sealed is not null and state in ('closed', 'void') and moved_on <= ?1
              group by sender order by sender",
    },
    due: Query {
        name: "referrals.contents-due-to-go",
        sql: "select id from referral_ask
              where brought_in = 0 and name_sealed is not null and state in ('closed', 'void') and moved_on <= ?1
              order by moved_on, id limit ?2",
    },
    one: Query {
        name: "referrals.content-is-due-to-go",
        sql: "select sender from referral_ask
              where brought_in = 0 and name_sealed is not null and state in ('closed', 'void') and moved_on <= ?1
              and id = ?2",
    },
    named: Query {
        name: "referrals.ask-by-reference",
        sql: "select id, sender, host from referral_ask where reference = upper(?1) or id = ?1
              order by sent_on desc, id",
    },
    known: Query {
        name: "referrals.ask-known",
        sql: "select reference, sender, host from referral_ask where id = ?1",
    },
};

/// Whoever reads what goes by the schedule, in all modules of the place.
pub trait Retains: Rows {
    /// The modules of the place.
    fn modules(&self) -> &'static [Module];

    /// Each class of record that goes by the schedule.
    fn retained(&self) -> impl Iterator<Item = &'static Retained> {
        self.modules().iter().flat_map(|module| module.retained)
    }
}

impl Retains for Loading<'_> {
    fn modules(&self) -> &'static [Module] {
        Loading::modules(self)
    }
}

impl Retains for Reading {
    fn modules(&self) -> &'static [Module] {
        Reading::modules(self)
    }
}

/// What would go of one organisation and class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Would {
    /// Whose they are: the sender of asks, the hospital of recalls.
    pub org: OrgId,
    /// The class of record.
    pub class: &'static str,
    /// How many would go.
    pub go: i64,
    /// How many are due and held back.
    pub held: i64,
}

/// What would go, by class and organisation.
pub fn preview(from: &impl Retains, closed_by: Day) -> Result<Vec<Would>, Fault> {
    let held = held_records(from)?;
    let mut would = Vec::new();
    for of in from.retained() {
        let mut back: BTreeMap<OrgId, i64> = BTreeMap::new();
        for ask in &held {
            if let Some(row) = from.all(&of.one, &[closed_by.into(), (*ask).into()])?.first() {
                *back.entry(row.get(0)?).or_default() += 1;
            }
        }
        for row in from.all(&of.counted, &[closed_by.into()])? {
            let (org, due): (OrgId, i64) = (row.get(0)?, row.get(1)?);
            let held = back.get(&org).copied().unwrap_or_default();
            would.push(Would { org, class: of.class, go: due - held, held });
        }
    }
    Ok(would)
}

/// What is due and not held back, so many at the most.
pub fn due(from: &impl Retains, closed_by: Day, most: i64) -> Result<Vec<AskId>, Fault> {
    let held = held_records(from)?;
    let most_held = i64::try_from(held.len()).unwrap_or(i64::MAX);
    let mut due = Vec::new();
    for of in from.retained() {
        for row in from.all(&of.due, &[closed_by.into(), most.saturating_add(most_held).into()])? {
            let ask: AskId = row.get(0)?;
            if !held.contains(&ask) {
                due.push(ask);
            }
        }
    }
    due.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(due)
}

/// How much is due and not held back.
pub fn count_due(from: &impl Retains, closed_by: Day) -> Result<i64, Fault> {
    Ok(preview(from, closed_by)?.iter().map(|of| of.go).sum())
}

/// A record with its two organisations.
pub type Named = (AskId, OrgId, OrgId);

/// The records that are called so on the telephone. Two may bear one reference: whoever acts on one names it by its id then.
pub fn named(from: &impl Retains, typed: &str) -> Result<Vec<Named>, Fault> {
    let typed = typed.trim().to_lowercase();
    let mut found = Vec::new();
    for of in from.retained() {
        for row in from.all(&of.named, &[typed.as_str().into()])? {
            found.push((row.get(0)?, row.get(1)?, row.get(2)?));
        }
    }
    Ok(found)
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
    sql: "select ask, org, why, at from referral_hold order by at, ask, org",
};

/// A record that an organisation holds back, why and since when.
type Hold = (AskId, OrgId, String, Moment);

fn all_held(from: &impl Rows) -> Result<Vec<Hold>, Fault> {
    let rows = from.all(&HELD, &[])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).collect()
}

fn held_records(from: &impl Rows) -> Result<BTreeSet<AskId>, Fault> {
    Ok(all_held(from)?.into_iter().map(|(ask, ..)| ask).collect())
}

const IS_HELD: Query =
    Query { name: "referrals.retention-is-held", sql: "select count(*) from referral_hold where ask = ?1" };

const IS_HELD_BY: Query = Query {
    name: "referrals.retention-is-held-by",
    sql: "select count(*) from referral_hold where ask = ?1 and org = ?2",
};

/// Whether an organisation holds a record back for itself.
pub fn is_held_by(from: &impl Rows, ask: AskId, org: OrgId) -> Result<bool, Fault> {
    let held: i64 =
        from.all(&IS_HELD_BY, &[ask.into(), org.into()])?.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(held > 0)
}

/// Whether somebody holds a record back: nothing deletes it then, for whatever reason.
pub fn is_held(from: &impl Rows, ask: AskId) -> Result<bool, Fault> {
    let held: i64 = from.all(&IS_HELD, &[ask.into()])?.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(held > 0)
}

/// What is held back: references with why and since when; by one organisation, or by all.
pub fn held(from: &impl Retains, org: Option<OrgId>) -> Result<Vec<(String, String, Moment)>, Fault> {
    let mut held = Vec::new();
    for (ask, by, why, at) in all_held(from)? {
        // Why one side holds a record back is not for the other: it may be about them.
        if org.is_some_and(|org| org != by) {
            continue;
        }
        for of in from.retained() {
            if let Some(row) = from.all(&of.known, &[ask.into()])?.first() {
                held.push((row.get(0)?, why.clone(), at));
            }
        }
    }
    Ok(held)
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
            // Another program that serves the place has finished it.
            Err(NotDone::AgainstTheRules(RetentionRefused::NoSuchRun)) => return Ok(Carried::Gone(gone)),
            Err(NotDone::Fault(fault)) => return Err(fault),
            Err(other) => return Err(Fault::plain(format!("carry out a deletion run: {other:?}"))),
        }
    }
}
