//! What time alone calls for: alarms to named seats, the close after silence, drafts that ran out. A slot's hold ends by
//! itself.

use std::marker::PhantomData;

use directory_site::read as directory;
use journal::{Fault, JobEnd, Journal, NotDone, Query, Reading};
use kernel::{AskId, Day, OrgId, SeatId};
use policy::{Actor, Kind, Permit, Relations, Subject};
use referrals_rules::facts::v1::Move;
use serde::Deserialize;

use crate::acts::reach::RaiseAlarm;
use crate::acts::{ClosingByTime, DRAFT_ENDS, EndDraft, MoveAsk};

/// Why an ask is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The host has not opened it in the working days agreed.
    Unread,
    /// The sender has not passed on what was declined.
    NotRerouted,
    /// Answered, and the sender was silent.
    Silent,
}

impl Why {
    /// The alarm's stable name; none where it just closes.
    pub const fn alarm(self) -> Option<&'static str> {
        match self {
            Why::Unread => Some("unread"),
            Why::NotRerouted => Some("not-rerouted"),
            Why::Silent => None,
        }
    }
}

/// An ask for which time calls for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueAsk {
    /// Which.
    pub ask: AskId,
    /// Why.
    pub why: Why,
    /// Whose seat is told.
    pub org: OrgId,
}

const DUE: Query = Query {
    name: "referrals.due-by-time",
    sql: "select a.id, a.state, a.host, a.sender from referral_ask a
          where a.act_by < ?1 and a.brought_in = 0
          and ((a.state in ('sent', 'redirected') and a.is_read = 0 and not exists (
                  select 1 from referral_alarm m where m.ask = a.id and m.what = 'unread' and m.hosts = a.hosts))
            or (a.state = 'declined' and not exists (
                  select 1 from referral_alarm m where m.ask = a.id and m.what = 'not-rerouted' and m.hosts = a.hosts))
            or a.state = 'answered')
          order by a.act_by, a.id limit ?2",
};

/// What is due on a day, the longest overdue first. The days come from the dated rows by which the ask was projected.
pub fn due(reading: &Reading, today: Day, most: i64) -> Result<Vec<DueAsk>, Fault> {
    let mut found = Vec::new();
    for row in reading.rows(&DUE, &[today.into(), most.into()])? {
        let (host, sender) = (row.get(2)?, row.get(3)?);
        let (why, org) = match row.get::<String>(1)?.as_str() {
            "answered" => (Why::Silent, sender),
            "declined" => (Why::NotRerouted, sender),
            _ => (Why::Unread, host),
        };
        found.push(DueAsk { ask: row.get(0)?, why, org });
    }
    Ok(found)
}

/// The seat that is told: the organisation's manager, or whoever else answers its telephone.
pub fn alarmed_seat(reading: &Reading, org: OrgId) -> Result<Option<SeatId>, Fault> {
    let seats = directory::seats(reading, org)?;
    let open = || seats.iter().filter(|seat| !seat.ended);
    let manager = open().find(|seat| seat.role == "manager");
    Ok(manager.or_else(|| open().next()).map(|seat| seat.id))
}

/// What one tick did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Alarms raised.
    pub alarms: usize,
    /// Asks closed after silence.
    pub closed: usize,
    /// Drafts ended.
    pub drafts: usize,
    /// Asks that moved in the meantime, and so were left alone.
    pub left: usize,
}

/// Asks looked at in one tick; the next takes the rest.
const TICK_MAX: i64 = 500;

/// Does what is due today. Doing it again does nothing twice.
pub async fn tick(journal: &Journal, program: &Actor) -> Result<Ticked, Fault> {
    let mut ticked = Ticked::default();
    let found = {
        let reading = reading(journal, program)?;
        let mut found = Vec::new();
        for due in due(&reading, journal.now().day(), TICK_MAX)? {
            found.push((due, alarmed_seat(&reading, due.org)?));
        }
        found
    };
    for (due, seat) in found {
        match due.why.alarm() {
            Some(what) => {
                let act = RaiseAlarm { ask: due.ask, what, org: due.org, seat };
                count(journal.submit(program, act).await.map(|_| ()), &mut ticked.alarms, &mut ticked.left)?;
            }
            None => {
                let what = Move::Closed { by_time: true };
                let way = PhantomData;
                let act =
                    MoveAsk::<ClosingByTime> { ask: due.ask, seen: None, what, on: None, written: None, way };
                count(journal.submit(program, act).await.map(|_| ()), &mut ticked.closed, &mut ticked.left)?;
            }
        }
    }
    drafts(journal, program, &mut ticked).await?;
    Ok(ticked)
}

fn count<R: std::fmt::Debug>(
    done: Result<(), NotDone<R>>,
    counted: &mut usize,
    left: &mut usize,
) -> Result<(), Fault> {
    match done {
        Ok(()) => *counted += 1,
        Err(NotDone::Fault(fault)) => return Err(fault),
        // Somebody was quicker: what was due is no longer.
        Err(NotDone::AgainstTheRules(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => *left += 1,
        Err(NotDone::NotAllowed(why)) => {
            return Err(Fault::plain(format!("do what time calls for: {:?}", why.why)));
        }
    }
    Ok(())
}

fn reading(journal: &Journal, program: &Actor) -> Result<Reading, Fault> {
    let subject = Subject::new(Kind::Ask, Relations::NONE);
    journal.reading(program, Permit::RaiseAlarm, subject).map_err(|why| match why {
        NotDone::Fault(fault) => fault,
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => Fault::plain("look for what time calls for: the program may not"),
    })
}

#[derive(Deserialize)]
struct DraftEnds {
    ask: AskId,
}

async fn drafts(journal: &Journal, program: &Actor, ticked: &mut Ticked) -> Result<(), Fault> {
    for job in journal.lease(DRAFT_ENDS, TICK_MAX, 10).await? {
        let ends = match serde_json::from_str::<DraftEnds>(&job.body) {
            Ok(ends) => ends,
            Err(_) => {
                journal.end_job(job.id, JobEnd::Failed("the job names no draft".to_owned())).await?;
                continue;
            }
        };
        count(
            journal.submit(program, EndDraft(ends.ask)).await.map(|_| ()),
            &mut ticked.drafts,
            &mut ticked.left,
        )?;
        journal.end_job(job.id, JobEnd::Done).await?;
    }
    Ok(())
}

const SILENT: Query = Query {
    name: "referrals.silent-counts",
    sql: "select a.state, count(*) from referral_ask a
          where a.act_by < ?1 and a.brought_in = 0 and a.state not in ('answered', 'closed', 'void')
          group by a.state order by a.state",
};

/// How many asks are past the day by which their owner had to act, by state: a count for whoever runs the place.
pub fn silent(reading: &Reading, today: Day) -> Result<Vec<(String, i64)>, Fault> {
    reading.rows(&SILENT, &[today.into()])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

const NOT_DELIVERED_COUNT: Query =
    Query { name: "referrals.not-delivered-count", sql: "select count(*) from referral_message" };

/// How many messages were given up and raised to an owner, in all.
pub fn not_delivered_count(reading: &Reading) -> Result<i64, Fault> {
    reading.first(&NOT_DELIVERED_COUNT, &[])?.map_or(Ok(0), |row| row.get(0))
}

/// What was not delivered and must be told by voice, and what waits too long: for Home and for the page of an ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// About which ask.
    pub ask: AskId,
    /// Its reference.
    pub reference: String,
    /// What is raised, in words.
    pub words: String,
}

const NOT_DELIVERED: Query = Query {
    name: "referrals.not-delivered",
    sql:
        "select m.ask, a.reference, m.told, m.why from referral_message m join referral_ask a on a.id = m.ask
          where m.owner = ?1 and (?2 is null or m.ask = ?2) and a.state not in ('closed', 'void')
          order by m.at desc, m.ask, m.seq, m.nth limit 50",
};

const ALARMS: Query = Query {
    name: "referrals.alarms",
    sql: "select m.ask, a.reference, m.what from referral_alarm m join referral_ask a on a.id = m.ask
          where m.org = ?1 and (?2 is null or m.ask = ?2) and m.hosts = a.hosts
          and ((m.what = 'unread' and a.is_read = 0 and a.state in ('sent', 'redirected'))
            or (m.what = 'not-rerouted' and a.state = 'declined'))
          order by m.at desc, m.ask limit 50",
};

/// What is raised to an organisation, newest first; of one ask where one is named. What has been done since is left out.
pub fn raised(reading: &Reading, org: OrgId, ask: Option<AskId>) -> Result<Vec<Raised>, Fault> {
    let values = [org.into(), ask.into()];
    let mut found = Vec::new();
    for row in reading.rows(&ALARMS, &values)? {
        let words = match row.get::<String>(2)?.as_str() {
            "unread" => "Nobody has opened it in the working days agreed. Open it today.",
            _ => "It was declined and has no other host. Choose one today.",
        };
        found.push(Raised { ask: row.get(0)?, reference: row.get(1)?, words: words.to_owned() });
    }
    for row in reading.rows(&NOT_DELIVERED, &values)? {
        let told = match row.get::<String>(2)?.as_str() {
            "person" => "A message to the person was not delivered",
            "sender" => "A message to the sender was not delivered",
            _ => "A message to the host was not delivered",
        };
        let words = format!("{told}: {}. Ring, and note that you have.", row.get::<String>(3)?);
        found.push(Raised { ask: row.get(0)?, reference: row.get(1)?, words });
    }
    Ok(found)
}
