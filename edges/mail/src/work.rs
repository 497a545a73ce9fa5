//! The worker: leases the jobs that are due, has each worded and addressed, sends it, and says aloud what it gave up.

use std::future::Future;
use std::time::Duration;

use journal::{Fault, Job, JobEnd, Journal, Submission};

use crate::letter::Letter;
use crate::post::{NotSent, Post};

/// Tries in all before a letter is given up: with the delays between them, the first five hours and a half.
pub const TRIES: i64 = 6;

/// Minutes from each failed try to the next.
const DELAYS: [i64; 5] = [1, 5, 15, 60, 240];

/// Jobs leased at once, and for how many minutes: longer than so many letters can take to time out.
const LEASED: i64 = 12;
const LEASE_MINUTES: i64 = 10;

/// Why nothing is sent that should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// It cannot be sent, and somebody must do it by voice: why, without a person in it.
    ByVoice(String),
}

/// Words letters, and hears what became of them.
pub trait Desk: Send + Sync {
    /// The letter that a job calls for; nothing where nobody wants one any more.
    fn letter(&self, job: &Job)
    -> impl Future<Output = Result<Result<Option<Letter>, Unsent>, Fault>> + Send;

    /// Records that a job was given up, raises it to whoever must act, and ends the job.
    fn not_delivered(&self, job: &Job, why: &str) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// How a job that was given up is put on record: once for each time that it was tried, however often and by whomever its
/// failure is reported. Mail servers report the same letter twice.
pub fn given_up_once(job: &Job) -> Submission {
    Submission::once(format!("not-delivered-{}-{}", job.id, job.attempts))
}

/// What one round came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters taken.
    pub sent: usize,
    /// Jobs that called for no letter.
    pub nothing: usize,
    /// To be tried again.
    pub again: usize,
    /// Given up and raised.
    pub raised: usize,
}

/// Does what is due now, and no more.
pub async fn round(
    journal: &Journal,
    kind: &'static str,
    desk: &impl Desk,
    post: &impl Post,
) -> Result<Round, Fault> {
    let mut round = Round::default();
    for job in journal.lease(kind, LEASED, LEASE_MINUTES).await? {
        let letter = match desk.letter(&job).await {
            Ok(Ok(letter)) => letter,
            Ok(Err(Unsent::ByVoice(why))) => {
                desk.not_delivered(&job, &why).await?;
                round.raised += 1;
                continue;
            }
            Err(fault) => {
                again(journal, desk, &job, &NotSent::Later(fault.to_string()), &mut round).await?;
                continue;
            }
        };
        let Some(letter) = letter else {
            journal.end_job(job.id, JobEnd::Done).await?;
            round.nothing += 1;
            continue;
        };
        match post.send(&letter).await {
            Ok(_) => {
                journal.end_job(job.id, JobEnd::Done).await?;
                round.sent += 1;
            }
            Err(why) => again(journal, desk, &job, &why, &mut round).await?,
        }
    }
    Ok(round)
}

async fn again(
    journal: &Journal,
    desk: &impl Desk,
    job: &Job,
    why: &NotSent,
    round: &mut Round,
) -> Result<(), Fault> {
    let delay = usize::try_from(job.attempts).ok().and_then(|before| DELAYS.get(before));
    match (why, delay) {
        (NotSent::Later(why), Some(minutes)) => {
            let due = journal.now().plus_minutes(*minutes);
            journal.end_job(job.id.clone(), JobEnd::Again { due, why: why.clone() }).await?;
            round.again += 1;
        }
        (NotSent::Later(why) | NotSent::Never(why), _) => {
            desk.not_delivered(job, why).await?;
            round.raised += 1;
        }
    }
    Ok(())
}

/// Goes on doing what is due until told to stop, which it heeds between rounds: a letter that is on its way is ended
/// first, or it would go again at the next start. A fault is logged and the next round tried: a worker that stops would
/// leave everybody untold.
pub async fn run(
    journal: &Journal,
    kind: &'static str,
    desk: &impl Desk,
    post: &impl Post,
    every: Duration,
    stop: impl Future<Output = ()>,
) {
    let mut stop = std::pin::pin!(stop);
    let mut tick = tokio::time::interval(every);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return,
            _ = tick.tick() => {}
        }
        match round(journal, kind, desk, post).await {
            Ok(Round { again: 0, raised: 0, .. }) => {}
            Ok(done) => tracing::warn!(again = done.again, raised = done.raised, "letters not taken"),
            Err(fault) => tracing::error!(%fault, "sending letters"),
        }
    }
}
