//! By what either side finds a person again: name, date of birth and NHS number as keyed hashes of each organisation's own.
//! They go with the ask: a new host finds her as the first one did, and a host that passed her on no longer does.

use journal::found_by::{FIELDS, plain};
use journal::{Entry, Fault, Query, Value, Writing};
use kernel::OrgId;
use referrals_rules::facts::v1::{Sent, Written};

use crate::acts::reach::DATE_OF_BIRTH;

pub(super) const SEALED: &str = "found_by_sealed";

/// Each field with what was typed.
pub(super) type Found = Vec<(String, String)>;

/// By what the person of this ask is found; nothing where nobody may read that any more.
pub(super) fn found(entry: &Entry) -> Result<Option<Found>, Fault> {
    let Some(written) = entry.contents::<Written>()? else { return Ok(None) };
    let typed = FIELDS.iter().map(|field| ((*field).to_owned(), plain(written.text(field))));
    Ok(Some(typed.filter(|(_, typed)| !typed.is_empty()).collect()))
}

/// The same sealed to the key of the ask, so that a later host finds her too.
pub(super) fn sealed(entry: &Entry, found: Option<&Found>, writing: &Writing<'_>) -> Result<Value, Fault> {
    let doing = |error| Fault::new("keep what a person is found by", error);
    match found {
        Some(found) => writing.seal(entry, SEALED, &serde_json::to_vec(found).map_err(doing)?),
        None => Ok(Value::Null),
    }
}

/// Writes the hashes of both sides.
pub(super) fn sent(
    entry: &Entry,
    of: &Sent,
    found: Option<&Found>,
    writing: &mut Writing<'_>,
) -> Result<(), Fault> {
    for org in [of.from, of.to] {
        found.map_or(Ok(()), |found| write(entry, org, found, writing))?;
    }
    Ok(())
}

const KEPT: Query = Query {
    name: "referrals.found-by",
    sql: "select found_by_sealed from referral_ask where id = ?1 and found_by_sealed is not null",
};

const OTHERS: Query = Query {
    name: "referrals.found-by-others",
    sql: "select distinct org from referral_lookup where ask = ?1 and org <> ?2",
};

/// The ask has a new host: it finds her from now on, and whoever passed it on does not.
pub(super) fn passed_on(
    entry: &Entry,
    sender: OrgId,
    to: OrgId,
    writing: &mut Writing<'_>,
) -> Result<(), Fault> {
    let ask = entry.stream.as_str();
    for row in writing.rows(&OTHERS, &[ask.into(), sender.into()])? {
        forgets(ask, row.get(0)?, writing)?;
    }
    write_kept(entry, to, writing)
}

/// A party's work was taken over: the successor finds her, and whoever has no part in the ask any more does not.
pub(super) fn succeeded(
    entry: &Entry,
    gone: Option<OrgId>,
    to: OrgId,
    writing: &mut Writing<'_>,
) -> Result<(), Fault> {
    let ask = entry.stream.as_str();
    write_kept(entry, to, writing)?;
    let Some(gone) = gone else { return Ok(()) };
    // Her link asks for the same date of birth; from now on it is looked up as the successor's.
    let links = [("ask", ask.into()), ("org", gone.into()), ("second", DATE_OF_BIRTH.into())];
    writing.update("referral_link", &links, &[("org", to.into())])?;
    forgets(ask, gone, writing)
}

/// An organisation no longer finds her. A word that she chose for her link is nobody's but hers, and stays.
fn forgets(ask: &str, org: OrgId, writing: &mut Writing<'_>) -> Result<(), Fault> {
    for field in FIELDS {
        let key = [("ask", ask.into()), ("org", org.into()), ("field", (*field).into())];
        writing.delete("referral_lookup", &key)?;
    }
    Ok(())
}

/// Writes the hashes of one more organisation by what the key of the ask opens.
fn write_kept(entry: &Entry, to: OrgId, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let ask = entry.stream.as_str();
    let Some(row) = writing.first(&KEPT, &[ask.into()])? else { return Ok(()) };
    let Some(plain) = writing.unseal(entry, SEALED, &row.get::<Vec<u8>>(0)?)? else { return Ok(()) };
    let doing = |error| Fault::new("read what a person is found by", error);
    let found: Found = serde_json::from_slice(&plain).map_err(doing)?;
    write(entry, to, &found, writing)
}

fn write(entry: &Entry, org: OrgId, found: &Found, writing: &mut Writing<'_>) -> Result<(), Fault> {
    for (field, typed) in found {
        let hash = writing.lookup_hash(org, field, typed);
        let key =
            [("ask", entry.stream.as_str().into()), ("org", org.into()), ("field", field.as_str().into())];
        writing.upsert("referral_lookup", &key, &[("hash", hash)])?;
    }
    Ok(())
}
