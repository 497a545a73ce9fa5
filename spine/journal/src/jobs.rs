//! Jobs: work that follows a commit. Written in the same transaction as the facts that call for it, leased by whoever
//! does it, and ended by an act or by an error that puts it off.

use kernel::Moment;

use crate::Fault;
use crate::store::Db;
use crate::value::{Query, Row, Value};

/// The id of a job. Of a leased one it knows which try it belongs to: where the lease ran out and somebody else has taken
/// the job since, this try puts nothing off and gives nothing up any more.
#[derive(Clone, Debug)]
pub struct JobId(pub(crate) String, Option<i64>);

/// The same job, whichever try.
impl PartialEq for JobId {
    fn eq(&self, other: &JobId) -> bool {
        self.0 == other.0
    }
}

impl Eq for JobId {}

impl JobId {
    pub(crate) fn new(id: String) -> JobId {
        JobId(id, None)
    }
}

/// For a person who names one at the machine.
impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for JobId {
    type Err = kernel::IdRefused;

    fn from_str(text: &str) -> Result<JobId, kernel::IdRefused> {
        text.parse::<kernel::Id>().map(|id| JobId::new(id.to_string()))
    }
}

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

const IN_STATE: Query = Query {
    name: "journal.jobs-in-state",
    sql: "select id, kind, body, attempts, seq from journal_job where state = ?1 order by due, id",
};

/// Holds what waits or is leased of a kind; how many there were.
pub(crate) fn hold(db: &Db, kind: &str) -> Result<i64, Fault> {
    let sql = "update journal_job set state = 'held', leased_until = null
               where kind = ?1 and state in ('waiting', 'leased')";
    db.touch(sql, &[kind.into()]).map(|jobs| i64::try_from(jobs).unwrap_or(i64::MAX))
}

const BY_ID: Query =
    Query { name: "journal.job", sql: "select id, kind, body, attempts, seq from journal_job where id = ?1" };

/// A job, whatever became of it.
pub(crate) fn one(db: &Db, id: &JobId) -> Result<Option<Job>, Fault> {
    db.first(&BY_ID, &[id.0.as_str().into()])?.as_ref().map(job).transpose()
}

/// What is held.
pub(crate) fn held(db: &Db) -> Result<Vec<Job>, Fault> {
    db.rows(&IN_STATE, &["held".into()])?.iter().map(job).collect()
}

/// Lets a held job wait again; whether it was held.
pub(crate) fn release(db: &Db, job: &JobId) -> Result<bool, Fault> {
    let sql = "update journal_job set state = 'waiting' where id = ?1 and state = 'held'";
    db.touch(sql, &[job.0.as_str().into()]).map(|jobs| jobs == 1)
}

fn job(row: &Row) -> Result<Job, Fault> {
    Ok(Job {
        id: JobId::new(row.get(0)?),
        kind: row.get(1)?,
        body: row.get(2)?,
        attempts: row.get(3)?,
        seq: row.get(4)?,
    })
}

/// Leases jobs of a kind that are due: nobody else gets them before the lease runs out.
pub(crate) fn lease(db: &Db, kind: &str, now: Moment, until: Moment, most: i64) -> Result<Vec<Job>, Fault> {
    let mut leased = Vec::new();
    for row in db.rows(&WAITING, &[kind.into(), now.into(), most.into()])? {
        let mut job = job(&row)?;
        job.id.1 = Some(job.attempts + 1);
        db.run(
            "update journal_job set state = 'leased', leased_until = ?2, attempts = attempts + 1 where id = ?1",
            &[job.id.0.as_str().into(), until.into()],
        )?;
        leased.push(job);
    }
    Ok(leased)
}

/// Ends a try. That it is done is true whoever says it; all else only whoever holds the job may say.
pub(crate) fn end(db: &Db, job: &JobId, end: &JobEnd) -> Result<(), Fault> {
    let mut values = vec![Value::from(job.0.as_str())];
    let mut own = "";
    let set = match end {
        JobEnd::Done => "state = 'done'",
        JobEnd::Again { due, why } => {
            values.extend([(*due).into(), why.as_str().into()]);
            own = " and state = 'leased' and attempts = ?4";
            "state = 'waiting', due = ?2, last_error = ?3"
        }
        JobEnd::Failed(why) => {
            values.push(why.as_str().into());
            own = " and state = 'leased' and attempts = ?3";
            "state = 'failed', last_error = ?2"
        }
    };
    // A job that was named by a person or by a letter that came back belongs to no try.
    match job.1 {
        Some(of) if !own.is_empty() => values.push(of.into()),
        Some(_) | None => own = "",
    }
    db.run(&format!("update journal_job set leased_until = null, {set} where id = ?1{own}"), &values)
}
