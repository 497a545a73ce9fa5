//! Which asks are one person's, as one organisation knows her.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use journal::{Fault, Query, Reading};
use kernel::{AskId, Day, OrgId};

/// How it is known that an ask is hers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It is the one that was named.
    Named,
    /// The same NHS number was typed.
    Number,
    /// The same name and the same date of birth were typed.
    NameAndBirth,
    /// A guardian merged the two, with a reason.
    Merged,
}

impl How {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            How::Named => "named",
            How::Number => "the same NHS number",
            How::NameAndBirth => "the same name and date of birth",
            How::Merged => "merged by a guardian",
        }
    }
}

/// An ask that is hers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub ask: AskId,
    /// Its reference.
    pub reference: String,
    /// Who sent it.
    pub sender: OrgId,
    /// Who has it.
    pub host: OrgId,
    /// When it was sent.
    pub sent_on: Day,
    /// Its state, by its stable name.
    pub state: String,
    /// How it is known to be hers.
    pub how: How,
    /// Its contents can still be opened.
    pub has_contents: bool,
}

const BY_REFERENCE: Query = Query {
    name: "persons.ask-by-reference",
    sql: "select id, sender, host from referral_ask where reference = ?1",
};

const BY_NUMBER: Query = Query {
    name: "persons.same-number",
    sql: "select distinct b.ask from referral_lookup a
          join referral_lookup b on b.org = a.org and b.field = a.field and b.hash = a.hash
          where a.ask = ?1 and a.org = ?2 and a.field = 'nhs_number' and b.ask <> a.ask order by b.ask",
};

const BY_NAME_AND_BIRTH: Query = Query {
    name: "persons.same-name-and-birth",
    sql: "select b.ask from referral_lookup a
          join referral_lookup b on b.org = a.org and b.field = a.field and b.hash = a.hash
          where a.ask = ?1 and a.org = ?2 and a.field in ('name', 'date_of_birth') and b.ask <> a.ask
          group by b.ask having count(distinct b.field) = 2 order by b.ask",
};

const MERGED: Query = Query {
    name: "persons.merged-with",
    sql: "select other from persons_same where org = ?2 and one = ?1
          union select one from persons_same where org = ?2 and other = ?1 order by 1",
};

const ASK: Query = Query {
    name: "persons.ask",
    sql: "select a.reference, a.sender, a.host, a.sent_on, a.state,
                 case when exists (select 1 from journal_key k where k.name = 'ask/' || a.id) then 1 else 0 end
          from referral_ask a where a.id = ?1",
};

/// The ask of a reference, with its two organisations.
pub fn by_reference(reading: &Reading, reference: &str) -> Result<Option<(AskId, OrgId, OrgId)>, Fault> {
    let row = reading.first(&BY_REFERENCE, &[reference.trim().to_uppercase().into()])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
}

/// The reference of an ask.
pub fn reference(reading: &Reading, ask: AskId) -> Result<Option<String>, Fault> {
    reading.first(&ASK, &[ask.into()])?.map(|row| row.get(0)).transpose()
}

/// Every ask that an organisation knows to be the same person's as this one, itself first. Goes from ask to ask, so that
/// what was merged with one of them is found too.
pub fn same_person(reading: &Reading, org: OrgId, named: AskId) -> Result<Vec<Found>, Fault> {
    let mut known = BTreeMap::from([(named, How::Named)]);
    let mut todo = vec![named];
    while let Some(ask) = todo.pop() {
        let values = [ask.into(), org.into()];
        for (query, how) in
            [(&BY_NUMBER, How::Number), (&BY_NAME_AND_BIRTH, How::NameAndBirth), (&MERGED, How::Merged)]
        {
            for row in reading.rows(query, &values)? {
                let other: AskId = row.get(0)?;
                if let Entry::Vacant(new) = known.entry(other) {
                    new.insert(how);
                    todo.push(other);
                }
            }
        }
    }
    let mut found = Vec::new();
    for (ask, how) in known {
        let Some(row) = reading.first(&ASK, &[ask.into()])? else { continue };
        found.push(Found {
            ask,
            reference: row.get(0)?,
            sender: row.get(1)?,
            host: row.get(2)?,
            sent_on: row.get(3)?,
            state: row.get(4)?,
            how,
            has_contents: row.get(5)?,
        });
    }
    found.sort_by_key(|found| (found.how, found.sent_on, found.ask));
    Ok(found)
}

/// An erasure that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: kernel::Id,
    /// When it was asked for.
    pub asked_at: kernel::Moment,
    /// By which seat.
    pub asked_seat: kernel::SeatId,
    /// Why, by its stable name.
    pub why: String,
    /// The case number.
    pub case: String,
    /// `asked`, `released` or `dropped`.
    pub state: String,
    /// How many asks it names.
    pub asks: i64,
}

const ERASURES: Query = Query {
    name: "persons.erasures",
    sql: "select e.id, e.asked_at, e.asked_seat, e.why, e.case_number, e.state,
                 (select count(*) from persons_erasure_ask x where x.erasure = e.id)
          from persons_erasure e order by e.asked_at desc, e.id limit 200",
};

/// The last erasures, newest first.
pub fn erasures(reading: &Reading) -> Result<Vec<Erasure>, Fault> {
    reading
        .rows(&ERASURES, &[])?
        .iter()
        .map(|row| {
            Ok(Erasure {
                id: row.get(0)?,
                asked_at: row.get(1)?,
                asked_seat: row.get(2)?,
                why: row.get(3)?,
                case: row.get(4)?,
                state: row.get(5)?,
                asks: row.get(6)?,
            })
        })
        .collect()
}
