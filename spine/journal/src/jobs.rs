//! Jobs: work that follows a commit. Written in the same transaction as the facts that call for it, leased by whoever
//! does it, and ended by an act or by an error that puts it off.

use kernel::Moment;

use crate::Fault;
use crate::store::Db;
use crate::value::Query;

/// The id of a job.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JobId(pub(crate) String);

/// A leased job.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// Ids and template names as JSON.
    pub body: String,
    /// How often it has been tried before.
    pub attempts: i64,
    /// The act that called for it.
    pub seq: i64,
}

/// How a try at a job ended, where no act ends it.
#[derive(Clone, Debug)]
pub enum JobEnd {
    /// Done, with nothing to record.
    Done,
    /// To be tried again, not before this moment, because of this.
    Again {
        /// Not before.
        due: Moment,
        /// What went wrong, without a person in it.
        why: String,
    },
    /// Given up, because of this.
    Failed(String),
}

const WAITING: Query = Query {
    name: "journal.jobs-due",
    sql: "select id, kind, body, attempts, seq from journal_job
          where kind = ?1 and due <= ?2 and (state = 'waiting' or (state = 'leased' and leased_until <= ?2))
          order by due, id limit ?3",
};

/// Leases jobs of a kind that are due: nobody else gets them before the lease runs out.
pub(crate) fn lease(db: &Db, kind: &str, now: Moment, until: Moment, most: i64) -> Result<Vec<Job>, Fault> {
    let mut leased = Vec::new();
    for row in db.rows(&WAITING, &[kind.into(), now.into(), most.into()])? {
        let id: String = row.get(0)?;
        db.run(
            "update journal_job set state = 'leased', leased_until = ?2, attempts = attempts + 1 where id = ?1",
            &[id.as_str().into(), until.into()],
        )?;
        leased.push(Job {
            id: JobId(id),
            kind: row.get(1)?,
            body: row.get(2)?,
            attempts: row.get(3)?,
            seq: row.get(4)?,
        });
    }
    Ok(leased)
}

/// Ends a try.
pub(crate) fn end(db: &Db, job: &JobId, end: &JobEnd) -> Result<(), Fault> {
    let id = || job.0.as_str().into();
    match end {
        JobEnd::Done => db.run("update journal_job set state = 'done', leased_until = null where id = ?1", &[id()]),
        JobEnd::Again { due, why } => db.run(
            "update journal_job set state = 'waiting', leased_until = null, due = ?2, last_error = ?3 where id = ?1",
            &[id(), (*due).into(), why.as_str().into()],
        ),
        JobEnd::Failed(why) => db.run(
            "update journal_job set state = 'failed', leased_until = null, last_error = ?2 where id = ?1",
            &[id(), why.as_str().into()],
        ),
    }
    .map(|_| ())
}
