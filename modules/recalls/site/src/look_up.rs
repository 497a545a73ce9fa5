//! By what each organisation finds the person of its recalls and results again: name, date of birth and NHS number as keyed
//! hashes, written as those of asks are, so that one person is found among all of them.

use journal::found_by::{FIELDS, plain};
use journal::{Entry, Fault, Query, Value, Writing};
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
    for field in FIELDS {
        let typed = plain(match *field {
            "name" => &person.name,
            "date_of_birth" => &person.date_of_birth,
            "nhs_number" => &person.nhs_number,
            _ => "",
        });
        if typed.is_empty() {
            continue;
        }
        for org in orgs {
            let hash = writing.lookup_hash(*org, field, &typed);
            let key = [
                ("record", entry.stream.as_str().into()),
                ("org", (*org).into()),
                ("field", Value::from(*field)),
            ];
            writing.upsert("recall_lookup", &key, &[("hash", hash)])?;
        }
    }
    Ok(())
}

/// Nobody finds by it any more who is erased.
pub(crate) fn forget(record: &str, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.delete("recall_lookup", &[("record", record.into())])
}

/// Recalls of an organisation by what was typed of a person.
pub(crate) const RECALLS: Query = Query {
    name: "recalls.by-look-up",
    sql:
        "select r.id from recall_lookup l join recall_recall r on r.id = l.record
          where l.org = ?1 and l.field = ?2 and l.hash = ?3 and r.org = ?1 order by r.due desc, r.id limit 50",
};

/// Results of an organisation by what was typed of a person.
pub(crate) const RESULTS: Query = Query {
    name: "recalls.results-by-look-up",
    sql: "select r.id from recall_lookup l join result_result r on r.id = l.record
          where l.org = ?1 and l.field = ?2 and l.hash = ?3 and (r.from_org = ?1 or r.to_org = ?1)
          order by r.on_day desc, r.id limit 50",
};
