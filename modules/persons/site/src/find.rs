//! Which asks, results and recalls are one person's, as one organisation knows her.

use std::collections::{BTreeMap, BTreeSet};

use journal::{Fault, Query, Reading, Value};
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
    /// The same NHS number was typed, with another name and another date of birth: one of the two may be another woman's.
    NumberAlone,
}

impl How {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            How::Named => "named",
            How::Number => "the same NHS number",
            How::NameAndBirth => "the same name and date of birth",
            How::NumberAlone => {
                "the same NHS number with another name and birth: look whose it is before you name it"
            }
            How::Merged => "merged by a guardian",
        }
    }
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An ask between organisations.
    Ask,
    /// A result that was put to another organisation.
    Result,
    /// A recall that a hospital owes her.
    Recall,
}

impl What {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            What::Ask => "ask",
            What::Result => "result",
            What::Recall => "recall",
        }
    }

    fn named(name: &str) -> What {
        match name {
            "result" => What::Result,
            "recall" => What::Recall,
            _ => What::Ask,
        }
    }
}

/// A record that is hers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which: the id under whose key its contents are sealed.
    pub id: AskId,
    /// What it is.
    pub what: What,
    /// The reference of an ask; of a result or a recall, its id.
    pub reference: String,
    /// Who sent it; of a recall, whose it is.
    pub sender: OrgId,
    /// To whom it was put; of a recall, whose it is.
    pub host: OrgId,
    /// When it was sent, put or planned.
    pub on: Day,
    /// Its state, by its stable name.
    pub state: String,
    /// How it is known to be hers.
    pub how: How,
    /// Its contents can still be opened.
    pub has_contents: bool,
}

const FOUND_BY: Query = Query {
    name: "persons.found-by",
    sql: "select field, hash from referral_lookup where ask = ?1 and org = ?2
          union all select field, hash from recall_lookup where record = ?1 and org = ?2 order by 1",
};

const SAME: Query = Query {
    name: "persons.of-the-same-hash",
    sql: "select ask from referral_lookup where org = ?1 and field = ?2 and hash = ?3
          union select record from recall_lookup where org = ?1 and field = ?2 and hash = ?3 order by 1",
};

const MERGED: Query = Query {
    name: "persons.merged-with",
    sql: "select other from persons_same where org = ?2 and one = ?1
          union select one from persons_same where org = ?2 and other = ?1 order by 1",
};

const RECORD: Query = Query {
    name: "persons.record",
    sql: "select x.kind, x.reference, x.sender, x.host, x.sent_on, x.state,
                 case when exists (select 1 from journal_key k where k.name = 'ask/' || ?1) then 1 else 0 end
          from (select 'ask' as kind, reference, sender, host, sent_on, state from referral_ask where id = ?1
                union all select 'result', id, from_org, to_org, on_day, state from result_result where id = ?1
                union all select 'recall', id, org, org, planned_on, state from recall_recall where id = ?1) x",
};

/// The reference of an ask; of a result or a recall, its id.
pub fn reference(reading: &Reading, ask: AskId) -> Result<Option<String>, Fault> {
    reading.first(&RECORD, &[ask.into()])?.map(|row| row.get(1)).transpose()
}

/// Every ask, result and recall that an organisation knows to be the same person's as this one, itself first. Goes from
/// record to record, so that what was merged with one of them is found too.
pub fn same_person(reading: &Reading, org: OrgId, named: AskId) -> Result<Vec<Found>, Fault> {
    let mut known = BTreeMap::from([(named, How::Named)]);
    let mut todo = vec![named];
    while let Some(record) = todo.pop() {
        for (other, how) in alike(reading, org, record)? {
            let before = known.get(&other).copied();
            if before.is_none_or(|before| before == How::NumberAlone && how != before) {
                known.insert(other, how);
                // A number that was typed wrong must not lead on to all that is another woman's.
                if how != How::NumberAlone {
                    todo.push(other);
                }
            }
        }
    }
    let mut found = Vec::new();
    for (id, how) in known {
        let Some(row) = reading.first(&RECORD, &[id.into()])? else { continue };
        found.push(Found {
            id,
            what: What::named(&row.get::<String>(0)?),
            reference: row.get(1)?,
            sender: row.get(2)?,
            host: row.get(3)?,
            on: row.get(4)?,
            state: row.get(5)?,
            how,
            has_contents: row.get(6)?,
        });
    }
    found.sort_by_key(|found| (found.how, found.on, found.id));
    Ok(found)
}

/// The records beside one that share its number, its name and birth, or a guardian's word.
fn alike(reading: &Reading, org: OrgId, record: AskId) -> Result<Vec<(AskId, How)>, Fault> {
    let mut sets: BTreeMap<String, BTreeSet<AskId>> = BTreeMap::new();
    for row in reading.rows(&FOUND_BY, &[record.into(), org.into()])? {
        let field: String = row.get(0)?;
        let values = [org.into(), field.as_str().into(), Value::Blob(row.get(1)?)];
        let same = reading.rows(&SAME, &values)?;
        let same = same.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<AskId>, Fault>>()?;
        sets.insert(field, same);
    }
    let of = |field: &str| sets.get(field).cloned().unwrap_or_default();
    let both: BTreeSet<AskId> = of("name").intersection(&of("date_of_birth")).copied().collect();
    let merged = reading.rows(&MERGED, &[record.into(), org.into()])?;
    let merged = merged.iter().map(|row| row.get(0)).collect::<Result<Vec<AskId>, Fault>>()?;
    let named = |field: &str, other: &AskId| sets.get(field).is_some_and(|of| of.contains(other));
    let numbers = of("nhs_number").into_iter().map(|other| {
        let alike = named("name", &other) || named("date_of_birth", &other);
        (other, if alike { How::Number } else { How::NumberAlone })
    });
    // What says more stands first: it is what is kept.
    let mut found: Vec<(AskId, How)> = both.into_iter().map(|other| (other, How::NameAndBirth)).collect();
    found.extend(merged.into_iter().map(|other| (other, How::Merged)));
    found.extend(numbers);
    found.retain(|(other, _)| *other != record);
    found.sort_by_key(|(other, how)| (*how, *other));
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
