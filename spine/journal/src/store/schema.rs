//! The journal's own tables, and how every module's tables come to be: each migration once, in order, by name.

use super::Db;
use crate::Fault;
use crate::module::{Migration, Module};
use crate::value::Query;

/// The journal's own tables. Acts and facts are the record; the rest is what running needs.
const OWN: &[Migration] = &[
    Migration {
        name: "0001-journal",
        sql: "
create table journal_act (
    seq integer not null primary key,
    at bigint not null,
    user_id text not null,
    seat_id text not null,
    org_id text not null,
    act text not null,
    permit text not null,
    policies text not null,
    link blob not null
);
create table journal_fact (
    seq bigint not null,
    nth bigint not null,
    family text not null,
    stream text not null,
    version bigint not null,
    kind text not null,
    open blob not null,
    key_name text,
    sealed blob,
    primary key (seq, nth)
);
create unique index journal_fact_stream on journal_fact (family, stream, version);
create table journal_key (
    name text not null,
    party text not null,
    wrapping text not null,
    wrapped blob not null,
    primary key (name, party)
);
create table journal_answer (
    org_id text not null,
    idempotency_key text not null,
    act text not null,
    digest blob not null,
    seq bigint not null,
    answer text not null,
    at bigint not null,
    primary key (org_id, idempotency_key)
);
create table journal_refusal (
    at bigint not null,
    user_id text not null,
    seat_id text not null,
    org_id text not null,
    act text not null,
    permit text not null,
    why text not null,
    policies text not null
);
create index journal_refusal_at on journal_refusal (at);
create table journal_job (
    id text not null primary key,
    kind text not null,
    due bigint not null,
    body text not null,
    state text not null,
    attempts bigint not null,
    leased_until bigint,
    last_error text,
    seq bigint not null
);
create index journal_job_due on journal_job (kind, state, due);
",
    },
    Migration {
        // Which act wrapped a key for a party, so that a batch of acts can be shipped with its keys. 0: before this step.
        name: "0002-keys-by-act",
        sql: "
alter table journal_key add column seq bigint not null default 0;
create index journal_key_seq on journal_key (seq);
create index journal_answer_seq on journal_answer (seq);
create index journal_job_seq on journal_job (seq);
",
    },
];

const APPLIED: Query = Query {
    name: "journal.migrations",
    sql: "select module, name, digest from journal_migration order by module, nth",
};

/// A step that a database has not seen yet.
struct Step<'m> {
    module: &'m str,
    nth: usize,
    migration: &'m Migration,
    digest: String,
}

/// Brings the tables of the journal and of every module up to date. A database that a newer program has written is
/// refused in words, as is one whose applied steps differ from ours.
pub(crate) fn prepare(db: &Db, modules: &[Module]) -> Result<Vec<String>, Fault> {
    prepare_and(db, modules, |_| Ok(()))
}

/// The same, with something to be done in the same transaction once steps were applied: all of it holds, or none. The
/// steps that were applied, as `module 0002-name`.
pub(crate) fn prepare_and(
    db: &Db,
    modules: &[Module],
    after: impl FnOnce(&[String]) -> Result<(), Fault>,
) -> Result<Vec<String>, Fault> {
    db.begin_writing()?;
    let applied = apply_pending(db, modules, after);
    match applied {
        Ok(names) => db.commit().map(|()| names),
        Err(fault) => {
            db.rollback()?;
            Err(fault)
        }
    }
}

/// Applies what is new, while no other program writes.
fn apply_pending(
    db: &Db,
    modules: &[Module],
    after: impl FnOnce(&[String]) -> Result<(), Fault>,
) -> Result<Vec<String>, Fault> {
    db.batch(
        "create table if not exists journal_migration (
            module text not null, nth bigint not null, name text not null, digest text not null,
            primary key (module, nth))",
    )?;
    let steps = pending(db, modules)?;
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    db.be_alone()?;
    let apply_all = || -> Result<Vec<String>, Fault> {
        for step in &steps {
            apply(db, step)?;
        }
        let names: Vec<String> =
            steps.iter().map(|step| format!("{} {}", step.module, step.migration.name)).collect();
        after(&names)?;
        Ok(names)
    };
    let applied = apply_all();
    // Let go where the server still listens; otherwise the lock went with the line.
    if applied.is_ok() {
        db.be_among_others()?;
    }
    applied
}

fn pending<'m>(db: &Db, modules: &'m [Module]) -> Result<Vec<Step<'m>>, Fault> {
    let mut known = Vec::new();
    for row in &db.rows(&APPLIED, &[])? {
        known.push((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?));
    }
    let ours = |name: &str| name == "journal" || modules.iter().any(|module| module.name == name);
    if let Some((unknown, _, _)) = known.iter().find(|(module, _, _)| !ours(module)) {
        return Err(newer(unknown));
    }
    let own = std::iter::once(("journal", OWN));
    let mut steps = Vec::new();
    for (module, migrations) in own.chain(modules.iter().map(|module| (module.name, module.migrations))) {
        let done: Vec<_> = known.iter().filter(|(of, _, _)| of == module).collect();
        if done.len() > migrations.len() {
            return Err(newer(module));
        }
        for (nth, migration) in migrations.iter().enumerate() {
            let digest = digest(migration.sql);
            match done.get(nth) {
                Some((_, name, of)) if name == migration.name && *of == digest => {}
                Some((_, name, _)) => {
                    return Err(Fault::plain(format!(
                        "open the database: step {name} of its {module} tables is not the one this program knows"
                    )));
                }
                None => steps.push(Step { module, nth, migration, digest }),
            }
        }
    }
    Ok(steps)
}

fn newer(module: &str) -> Fault {
    Fault::plain(format!(
        "open the database: its {module} tables were written by a newer version of this program; start that version, \
         or restore a backup from before the upgrade"
    ))
}

fn apply(db: &Db, step: &Step<'_>) -> Result<(), Fault> {
    let nth = i64::try_from(step.nth).unwrap_or(i64::MAX);
    let values = [step.module.into(), nth.into(), step.migration.name.into(), step.digest.as_str().into()];
    db.batch(step.migration.sql)
        .and_then(|()| {
            db.run(
                "insert into journal_migration (module, nth, name, digest) values (?1, ?2, ?3, ?4)",
                &values,
            )
        })
        .map_err(|fault| {
            let (module, name) = (step.module, step.migration.name);
            Fault::new(format!("bring the {module} tables up to date with {name}"), fault)
        })
}

fn digest(sql: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(sql.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
