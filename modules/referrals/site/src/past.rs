//! Many asks at once, for those who look back over a year: how many came from where, and whole histories without a person
//! in them.

use journal::{Fault, Query, Reading};
use kernel::{Day, Moment, OrgId, ServiceId};
use referrals_rules::facts::v1::{Moved, Sent};

use crate::read::{envelope, what};

const FROM_WHERE: Query = Query {
    name: "referrals.from-where",
    sql: "select sender, fifth, rural, count(*) from referral_ask
          where sender <> host and state <> 'void' and sent_on >= ?1 and sent_on <= ?2
          group by sender, fifth, rural order by sender, fifth nulls first, rural nulls first",
};

const STRAIGHT_THERE: Query = Query {
    name: "referrals.straight-there",
    sql: "select count(*) from referral_ask
          where sender = host and state <> 'void' and sent_on >= ?1 and sent_on <= ?2",
};

/// Asks from one organisation, of people in one deprivation fifth and kind of place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromWhere {
    /// Who sent them.
    pub sender: OrgId,
    /// The deprivation fifth, 1 the most deprived; none = not recorded.
    pub fifth: Option<u8>,
    /// `urban`, `town-and-fringe` or `village`; none = not recorded.
    pub rural: Option<String>,
    /// How many.
    pub asks: u32,
}

/// Where the asks of a stretch of days came from, both days included. Asks of an organisation to itself, as of people who
/// came to a clinic by themselves, say nothing of where somebody lives: they are counted apart.
pub fn from_where(reading: &Reading, first: Day, last: Day) -> Result<(Vec<FromWhere>, u64), Fault> {
    let mut found = Vec::new();
    for row in reading.rows(&FROM_WHERE, &[first.into(), last.into()])? {
        found.push(FromWhere {
            sender: row.get(0)?,
            fifth: row.get::<Option<i64>>(1)?.and_then(|fifth| u8::try_from(fifth).ok()),
            rural: row.get(2)?,
            asks: u32::try_from(row.get::<i64>(3)?).unwrap_or(u32::MAX),
        });
    }
    let apart = match reading.first(&STRAIGHT_THERE, &[first.into(), last.into()])? {
        Some(row) => row.get::<i64>(0)?.unsigned_abs(),
        None => 0,
    };
    Ok((found, apart))
}

const ENVELOPES: Query = Query {
    name: "referrals.envelopes-of-days",
    sql: "select a.reference, a.sender, a.sender_seat, t.org, a.service, a.sent_on, a.agreement, a.method, a.purpose,
          a.payer, a.age_band, a.fifth, a.rural, a.council, a.under_18, a.complicated, a.miles_tenths,
          a.clinic_miles_tenths, a.person, a.id
          from referral_ask a join referral_tenure t on t.ask = a.id and t.nth = 0
          where a.sent_on >= ?1 and a.sent_on <= ?2 order by a.id",
};

const MOVES_OF_DAYS: Query = Query {
    name: "referrals.moves-of-days",
    sql: "select m.ask, m.on_day, m.what from referral_move m join referral_ask a on a.id = m.ask
          where a.sent_on >= ?1 and a.sent_on <= ?2 order by m.ask, m.nth",
};

/// Gives every ask that was sent in a stretch of days, both days included, as sent and with its moves, in order of its id.
/// Envelopes only: nobody is named.
pub fn histories(
    reading: &Reading,
    first: Day,
    last: Day,
    mut each: impl FnMut(&str, Sent, Vec<Moved>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let values = [first.into(), last.into()];
    let mut moves = reading.rows(&MOVES_OF_DAYS, &values)?.into_iter().peekable();
    for row in reading.rows(&ENVELOPES, &values)? {
        let ask: String = row.get(19)?;
        let mut sent = envelope(&row)?;
        // No key of a person leaves the tables of asks.
        sent.person = None;
        let mut moved = Vec::new();
        while let Some(next) = moves.peek() {
            let of: String = next.get(0)?;
            if of > ask {
                break;
            }
            if of == ask {
                moved.push(Moved { on: next.get(1)?, what: what(&next.get::<String>(2)?)? });
            }
            moves.next();
        }
        each(&ask, sent, moved)?;
    }
    Ok(())
}

const VERDICTS: Query = Query {
    name: "referrals.verdicts-of-days",
    sql: "select v.ask, v.rule, v.verdict, v.days from referral_verdict v join referral_ask a on a.id = v.ask
          where a.sent_on >= ?1 and a.sent_on <= ?2 order by v.ask, v.rule",
};

/// A verdict as the tables keep it: as of the last move of the ask.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// The ask.
    pub ask: String,
    /// The rule set.
    pub rule: String,
    /// The verdict, by its stable name.
    pub verdict: String,
    /// Days counted.
    pub days: Option<i64>,
}

/// The verdicts of every ask that was sent in a stretch of days, as the tables keep them.
pub fn verdicts(reading: &Reading, first: Day, last: Day) -> Result<Vec<Kept>, Fault> {
    let rows = reading.rows(&VERDICTS, &[first.into(), last.into()])?;
    rows.iter()
        .map(|row| Ok(Kept { ask: row.get(0)?, rule: row.get(1)?, verdict: row.get(2)?, days: row.get(3)? }))
        .collect()
}

const WAITING: Query = Query {
    name: "referrals.waiting-for-a-time",
    sql: "select a.reference, a.sender, a.service, a.method, a.purpose, a.age_band, a.under_18, a.complicated, a.sent_on,
          v.due
          from referral_ask a left join referral_verdict v on v.ask = a.id and v.rule = ?1
          where a.state in ('sent', 'redirected', 'accepted', 'offered', 'not-fitted') order by a.sent_on, a.id",
};

/// An ask that waits for a time: nothing is booked, and the host has the next move or has offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingAsk {
    /// Its reference.
    pub reference: String,
    /// Who sent it.
    pub sender: OrgId,
    /// Which service has it.
    pub service: ServiceId,
    /// The method, by its stable name.
    pub method: String,
    /// The purpose, by its stable name.
    pub purpose: String,
    /// The first age of the five-year band; none = not recorded.
    pub age_band: Option<u16>,
    /// Under 18.
    pub under_18: bool,
    /// A complicating factor was ticked.
    pub complicated: bool,
    /// The day on which it was sent.
    pub sent_on: Day,
    /// The day on which it falls due under the rule set asked about.
    pub due: Option<Day>,
}

/// Every ask that waits for a time, the oldest first, with the day on which it falls due under a projected rule set.
pub fn waiting(reading: &Reading, rule: &str) -> Result<Vec<WaitingAsk>, Fault> {
    let rows = reading.rows(&WAITING, &[rule.into()])?;
    rows.iter()
        .map(|row| {
            Ok(WaitingAsk {
                reference: row.get(0)?,
                sender: row.get(1)?,
                service: row.get(2)?,
                method: row.get(3)?,
                purpose: row.get(4)?,
                age_band: row.get::<Option<i64>>(5)?.and_then(|age| u16::try_from(age).ok()),
                under_18: row.get(6)?,
                complicated: row.get(7)?,
                sent_on: row.get(8)?,
                due: row.get(9)?,
            })
        })
        .collect()
}

const RATINGS: Query = Query {
    name: "referrals.ratings-between",
    sql: "select ease from referral_rating where at >= ?1 and at < ?2 order by ease",
};

/// How easy it was for those who said so on these days: each from 1, very hard, to 5, very easy.
pub fn ratings(from: &impl directory_site::read::Rows, first: Day, last: Day) -> Result<Vec<u8>, Fault> {
    let between = [Moment::start_of(first).into(), Moment::start_of(last.next()).into()];
    let rows = from.all(&RATINGS, &between)?;
    rows.iter().map(|row| Ok(u8::try_from(row.get::<i64>(0)?).unwrap_or_default())).collect()
}
