//! By what each organisation finds the person of its recalls and results again: name, date of birth and NHS number as keyed
//! hashes, written as those of asks are, so that one person is found among all of them.

use journal::found_by::{FIELDS, plain};
use journal::{Entry, Fault, Loading, Query, Value, Writing};
use kernel::OrgId;
use recalls_rules::facts::v1::Person;

/// Whom a record is about as it is kept: the hashes of its organisations written, the rest sealed to its key. What it says is
/// for clinicians and stays with the fact; reception sees whom it is about. Nothing where nobody may read it any more.
pub(crate) fn kept(entry: &Entry, orgs: &[OrgId], writing: &mut Writing<'_>) -> Result<Value, Fault> {
    let Some(person) = entry.contents::<Person>()? else { return Ok(Value::Null) };
    write(entry, &person, orgs, writing)?;
    let shown = Person { why: String::new(), ..person };
    let bytes = serde_json::to_vec(&shown).map_err(|_| Fault::plain("write whom a record is about"))?;
    writing.seal(entry, "person_sealed", &bytes)
}

fn write(entry: &Entry, person: &Person, orgs: &[OrgId], writing: &mut Writing<'_>) -> Result<(), Fault> {
    for (field, typed) in typed(person) {
        for org in orgs {
            let hash = writing.lookup_hash(*org, field, &typed);
            let key = [
                ("record", entry.stream.as_str().into()),
                ("org", (*org).into()),
                ("field", Value::from(field)),
            ];
            writing.upsert("recall_lookup", &key, &[("hash", hash)])?;
        }
    }
    Ok(())
}

const FOUND_BY: Query = Query {
    name: "recalls.found-by",
    sql: "select field, hash from recall_lookup where record = ?1 and org = ?2 order by field",
};

/// Whether a record of an organisation is about the person that was typed: a form that is sent twice says so, one that was
/// filled anew for somebody else does not.
pub(crate) fn is_about(from: &Loading<'_>, record: &str, org: OrgId, person: &Person) -> Result<bool, Fault> {
    let kept = from.rows(&FOUND_BY, &[record.into(), org.into()])?;
    let kept = kept.iter().map(|row| Ok((row.get(0)?, row.get(1)?)));
    let kept = kept.collect::<Result<Vec<(String, Vec<u8>)>, Fault>>()?;
    let mut typed: Vec<(String, Vec<u8>)> =
        typed(person).map(|(field, text)| (field.to_owned(), from.lookup_hash(org, field, &text))).collect();
    typed.sort();
    Ok(kept == typed)
}

/// The fields that are typed of a person, as they are hashed.
fn typed(person: &Person) -> impl Iterator<Item = (&'static str, String)> {
    let of = |field: &str| match field {
        "name" => plain(&person.name),
        "date_of_birth" => plain(&person.date_of_birth),
        "nhs_number" => plain(&person.nhs_number),
        _ => String::new(),
    };
    FIELDS.iter().map(move |field| (*field, of(field))).filter(|(_, text)| !text.is_empty())
}

/// An organisation that gave it back no longer finds her.
pub(crate) fn gave_back(record: &str, org: OrgId, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.delete("recall_lookup", &[("record", record.into()), ("org", org.into())])
}

/// Whether an organisation has it still, and so may see whom it is about.
pub(crate) fn has(from: &Loading<'_>, record: &str, org: OrgId) -> Result<bool, Fault> {
    Ok(!from.rows(&FOUND_BY, &[record.into(), org.into()])?.is_empty())
}

/// Nobody finds by it any more who is erased.
pub(crate) fn forget(record: &str, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.delete("recall_lookup", &[("record", record.into())])
}

/// Recalls of an organisation by what was typed of a person.
pub(crate) const RECALLS: Query = Query {
    name: "recalls.by-look-up",
    sql: "select r.id from recall_lookup l join recall_recall r on r.id = l.record
          where l.org = ?1 and l.field = ?2 and l.hash = ?3 and r.org = ?1 order by r.due desc, r.id",
};

/// Results of an organisation by what was typed of a person.
pub(crate) const RESULTS: Query = Query {
    name: "recalls.results-by-look-up",
    sql: "select r.id from recall_lookup l join result_result r on r.id = l.record
          where l.org = ?1 and l.field = ?2 and l.hash = ?3 and (r.from_org = ?1 or r.to_org = ?1)
          order by r.on_day desc, r.id",
};
