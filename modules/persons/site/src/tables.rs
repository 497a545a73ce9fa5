//! Erasures and merged records, as the journal tells of them. None of the rows names a person.

use journal::{Entry, Fault, Migration, Module, Value, Writing};
use persons_rules::{ErasureAsked, Same, kind};

/// Persons as the journal knows them.
pub const MODULE: Module = Module {
    name: "persons",
    migrations: &[Migration { name: "0001-persons", sql: include_str!("../migrations/0001.sql") }],
    tables: &["persons_erasure", "persons_erasure_ask", "persons_same"],
    retained: &[],
    in_name_of: &[],
    behind_glass: &[],
    project,
};

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    match entry.kind.as_str() {
        kind::ASKED => asked(entry, &entry.envelope()?, writing),
        kind::RELEASED => ended(entry, "released", writing),
        kind::DROPPED => ended(entry, "dropped", writing),
        kind::MERGED => merged(entry, &entry.envelope()?, writing),
        kind::PARTED => {
            let of: Same = entry.envelope()?;
            writing.delete("persons_same", &key(&of))
        }
        _ => Ok(()),
    }
}

fn asked(entry: &Entry, of: &ErasureAsked, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "persons_erasure",
        &[("id", entry.stream.as_str().into())],
        &[
            ("asked_by", entry.user.into()),
            ("asked_seat", entry.seat.into()),
            ("asked_org", entry.org.into()),
            ("asked_at", entry.at.into()),
            ("why", of.why.name().into()),
            ("case_number", of.case.as_str().into()),
            ("state", "asked".into()),
        ],
    )?;
    for ask in &of.asks {
        let key = [("erasure", entry.stream.as_str().into()), ("ask", (*ask).into())];
        writing.upsert("persons_erasure_ask", &key, &[])?;
    }
    Ok(())
}

fn ended(entry: &Entry, state: &str, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let columns = [("state", state.into()), ("ended_by", entry.user.into()), ("ended_at", entry.at.into())];
    writing.update("persons_erasure", &[("id", entry.stream.as_str().into())], &columns)
}

fn key(of: &Same) -> [(&'static str, Value); 3] {
    [("org", of.org.into()), ("one", of.one.into()), ("other", of.other.into())]
}

fn merged(entry: &Entry, of: &Same, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let columns = [
        ("at", entry.at.into()),
        ("seat", entry.seat.into()),
        ("why", of.why.name().into()),
        ("case_number", of.case.as_str().into()),
    ];
    writing.upsert("persons_same", &key(of), &columns)
}
