//! Appending an act: keys, facts, the link of the chain, projections and jobs, in that order, in one transaction.

use std::collections::HashMap;
use std::fmt::Write as _;

use kernel::Moment;
use policy::{Actor, Grant, PolicyId};

use super::transaction::Transaction;
use crate::act::{Draft, NewFact};
use crate::chain::{Hasher, Head, Header, Link, Stored};
use crate::entry::erasure;
use crate::entry::{Contents, Entry, Stream};
use crate::keys::{DataKey, KeyName, Party};
use crate::store;
use crate::submit::job_id;
use crate::value::{Query, Row};
use crate::writing::Writing;
use crate::{Fault, Version};

/// Who did what, when, by which leave.
pub(super) struct Appended<'a> {
    pub(super) actor: &'a Actor,
    pub(super) act: &'static str,
    pub(super) grant: &'a Grant,
    pub(super) at: Moment,
}

const KEY_OF_PARTY: Query = Query {
    name: "journal.key-of-party",
    sql: "select wrapping, wrapped from journal_key where name = ?1 and party = ?2",
};

/// The place to which the contents of a fact are sealed.
pub(crate) fn fact_place(family: &str, stream: &str, version: i64) -> String {
    format!("{family}/{stream}/{version}")
}

/// The ids of policies, as they stand in the journal.
pub(super) fn ids(policies: &[PolicyId]) -> String {
    policies.iter().map(PolicyId::as_str).collect::<Vec<_>>().join(" ")
}

/// Appends what an act decided; its place in the journal.
pub(super) fn append<T>(
    transaction: &mut Transaction<'_>,
    act: &Appended<'_>,
    draft: &Draft<T>,
) -> Result<i64, Fault> {
    if let Some(fault) = &draft.fault {
        return Err(Fault::plain(fault.to_string()));
    }
    if draft.facts.iter().any(|fact| fact.sealed.as_ref().is_some_and(|(key, _)| draft.erased.contains(key)))
    {
        return Err(Fault::plain(format!("do {}: it seals contents to a key that it erases", act.act)));
    }
    transaction.take_back_earlier();
    let mut versions = look_up(transaction, draft)?;
    // From here on the head is built upon: whether the act before was refused is known by now.
    transaction.take_back_earlier();
    let seq = transaction.head.seq + 1;
    share_all(transaction, seq, draft)?;
    let by = Written {
        user: act.actor.user.to_string(),
        seat: act.actor.seat.to_string(),
        policies: ids(&act.grant.policies),
    };
    let mut hasher = Hasher::begin(transaction.head.link, &by.header(seq, act));
    let mut entries = Vec::with_capacity(draft.facts.len());
    for (nth, fact) in draft.facts.iter().enumerate() {
        let nth = i64::try_from(nth).unwrap_or(i64::MAX);
        let version = versions.entry(&fact.stream).or_default();
        *version += 1;
        entries.push(write_fact(transaction, &mut hasher, act, (seq, nth, *version), fact)?);
    }
    let link = hasher.link();
    write_act(transaction, &by.header(seq, act), &link)?;
    for name in &draft.erased {
        transaction.opened.remove(name);
        transaction.erased = true;
        transaction.db.run("delete from journal_key where name = ?1", &[name.to_string().into()])?;
    }
    for entry in &entries {
        project(transaction, entry)?;
    }
    outbox(transaction, seq, act.at, draft)?;
    transaction.head = Head { seq, link, at: act.at };
    Ok(seq)
}

/// The parts of a header that are written once, to be hashed and stored.
struct Written {
    user: String,
    seat: String,
    policies: String,
}

impl Written {
    fn header<'a>(&'a self, seq: i64, act: &'a Appended<'_>) -> Header<'a> {
        Header {
            seq,
            at: act.at,
            user: &self.user,
            seat: &self.seat,
            org: act.actor.org.as_str(),
            act: act.act,
            permit: act.grant.permit.as_str(),
            policies: &self.policies,
        }
    }
}

fn write_act(transaction: &Transaction<'_>, header: &Header<'_>, link: &Link) -> Result<(), Fault> {
    let values = [
        header.seq.into(),
        header.at.into(),
        header.user.into(),
        header.seat.into(),
        header.org.into(),
        header.act.into(),
        header.permit.into(),
        header.policies.into(),
        link.0.to_vec().into(),
    ];
    let sql = "insert into journal_act (seq, at, user_id, seat_id, org_id, act, permit, policies, link)
               values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    transaction.db.run(sql, &values)
}

fn write_fact(
    transaction: &mut Transaction<'_>,
    hasher: &mut Hasher,
    act: &Appended<'_>,
    (seq, nth, version): (i64, i64, i64),
    fact: &NewFact,
) -> Result<Entry, Fault> {
    let (key, sealed, contents) = match &fact.sealed {
        None => (None, None, Contents::None),
        Some((name, plain)) => {
            let key = data_key(transaction, name)?
                .ok_or_else(|| Fault::plain(format!("seal {}: its key was deleted", fact.kind)))?;
            let sealed = key.seal(&fact_place(fact.stream.family, &fact.stream.id, version), plain)?;
            (Some(*name), Some(sealed), Contents::Opened(plain.clone()))
        }
    };
    let key_name = key.map(|name| name.to_string());
    hasher.fact(&Stored {
        nth,
        family: fact.stream.family,
        stream: &fact.stream.id,
        version,
        kind: fact.kind,
        open: &fact.open,
        key: key_name.as_deref(),
        sealed: sealed.as_deref(),
    });
    let values = [
        seq.into(),
        nth.into(),
        fact.stream.family.into(),
        fact.stream.id.as_str().into(),
        version.into(),
        fact.kind.into(),
        fact.open.clone().into(),
        key_name.into(),
        sealed.into(),
    ];
    let sql = "insert into journal_fact (seq, nth, family, stream, version, kind, open, key_name, sealed)
               values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    transaction.db.run(sql, &values)?;
    Ok(Entry {
        seq,
        nth,
        at: act.at,
        user: act.actor.user,
        seat: act.actor.seat,
        org: act.actor.org,
        family: fact.stream.family.to_owned(),
        stream: fact.stream.id.clone(),
        version: Version(version),
        kind: fact.kind.to_owned(),
        open: fact.open.clone(),
        key,
        contents,
    })
}

/// Lets every module write what follows from a fact.
fn project(transaction: &mut Transaction<'_>, entry: &Entry) -> Result<(), Fault> {
    let key = match &entry.key {
        Some(name) => data_key(transaction, name)?,
        None => None,
    };
    for module in transaction.modules {
        let mut writing = Writing::new(transaction.db, module, transaction.keys, key.as_ref());
        (module.project)(entry, &mut writing)
            .map_err(|fault| Fault::new(format!("project {} into {}", entry.kind, module.name), fault))?;
    }
    Ok(())
}

fn outbox<T>(transaction: &mut Transaction<'_>, seq: i64, at: Moment, draft: &Draft<T>) -> Result<(), Fault> {
    for job in &draft.jobs {
        let id = job_id(at, (transaction.chance.borrow_mut())());
        let values = [id.0.into(), job.kind.into(), job.due.into(), job.body.as_str().into(), seq.into()];
        transaction.db.run(
            "insert into journal_job (id, kind, due, body, state, attempts, seq) values (?1, ?2, ?3, ?4, 'waiting', 0, ?5)",
            &values,
        )?;
    }
    for job in &draft.ended {
        transaction.db.run(
            "update journal_job set state = 'done', leased_until = null where id = ?1",
            &[job.0.as_str().into()],
        )?;
    }
    Ok(())
}

/// The data key of that name, from memory or unwrapped for the place; nothing where there is none or it was deleted.
fn data_key(transaction: &mut Transaction<'_>, name: &KeyName) -> Result<Option<DataKey>, Fault> {
    if let Some(key) = transaction.opened.get(name) {
        return Ok(Some(key.clone()));
    }
    let values = [name.to_string().into(), Party::Place.to_string().into()];
    let Some(row) = transaction.db.first(&KEY_OF_PARTY, &values)? else { return Ok(None) };
    let key = unwrap(transaction, name, &row)?;
    transaction.opened.insert(*name, key.clone());
    Ok(Some(key))
}

fn unwrap(transaction: &Transaction<'_>, name: &KeyName, row: &Row) -> Result<DataKey, Fault> {
    transaction.keys.unwrap(name, &Party::Place, &row.get::<String>(0)?, &row.get::<Vec<u8>>(1)?)
}

/// Looks up at once what an act that was decided needs to know: the versions of its streams, and the keys that it shares,
/// which are opened. A key that is new to the journal is made, unless it was erased.
fn look_up<'d, T>(
    transaction: &mut Transaction<'_>,
    draft: &'d Draft<T>,
) -> Result<HashMap<&'d Stream, i64>, Fault> {
    let mut streams: Vec<&Stream> = Vec::with_capacity(draft.facts.len());
    for fact in &draft.facts {
        if !streams.contains(&&fact.stream) {
            streams.push(&fact.stream);
        }
    }
    let mut keys: Vec<&KeyName> = Vec::new();
    for (key, _) in &draft.shares {
        if !keys.contains(&key) && !transaction.opened.contains_key(key) {
            keys.push(key);
        }
    }
    let mut asked: Vec<_> = streams.iter().map(|stream| store::asking_version(stream)).collect();
    for key in &keys {
        asked.push((&KEY_OF_PARTY, vec![key.to_string().into(), Party::Place.to_string().into()]));
        asked.push(store::asking_version(&erasure(key)));
    }
    let answers = transaction.db.first_of_each(&asked)?;
    let mut answers = answers.iter().map(Option::as_ref);
    let mut next = || answers.next().flatten();
    let mut versions = HashMap::with_capacity(streams.len());
    for stream in streams {
        versions.insert(stream, store::version_in(next())?.0);
    }
    for key in keys {
        let (wrapped, erased) = (next(), store::version_in(next())?);
        let opened = match wrapped {
            Some(row) => unwrap(transaction, key, row)?,
            None if erased > Version(0) => {
                return Err(Fault::plain("seal contents: their key was erased, and stays so"));
            }
            None => {
                transaction.made.push(*key);
                new_key(transaction)
            }
        };
        transaction.opened.insert(*key, opened);
    }
    Ok(versions)
}

/// Wraps the data keys that an act shares for each party it shares them with.
fn share_all<T>(transaction: &Transaction<'_>, seq: i64, draft: &Draft<T>) -> Result<(), Fault> {
    if draft.shares.is_empty() {
        return Ok(());
    }
    let mut sql = String::from("insert into journal_key (name, party, wrapping, wrapped, seq) values ");
    let mut values = Vec::with_capacity(draft.shares.len() * 5);
    for (nth, (name, party)) in draft.shares.iter().enumerate() {
        let key = transaction.opened.get(name);
        let key = key.ok_or_else(|| Fault::plain("seal contents: their key is not at hand"))?;
        let (wrapping, wrapped) = transaction.keys.wrap(name, party, key)?;
        let at = nth * 5;
        let comma = if nth == 0 { "" } else { ", " };
        let _ = write!(sql, "{comma}(?{}, ?{}, ?{}, ?{}, ?{})", at + 1, at + 2, at + 3, at + 4, at + 5);
        values.extend([
            name.to_string().into(),
            party.to_string().into(),
            wrapping.into(),
            wrapped.into(),
            seq.into(),
        ]);
    }
    sql.push_str(" on conflict (name, party) do nothing");
    transaction.db.run(&sql, &values)
}

fn new_key(transaction: &Transaction<'_>) -> DataKey {
    let mut chance = transaction.chance.borrow_mut();
    let mut bits = [0; 32];
    let (first, second) = bits.split_at_mut(16);
    first.copy_from_slice(&chance().to_le_bytes());
    second.copy_from_slice(&chance().to_le_bytes());
    DataKey::new(bits)
}
