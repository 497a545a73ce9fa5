//! The journal as everyone else holds it: submit an act, or get a reading. Cheap to clone.

use std::sync::Arc;

pub use kernel::Clock;
use kernel::{Id, Moment};
use policy::{Actor, Permit, Refused, Rulebook, Subject};
use tokio::sync::oneshot;

use crate::act::Act;
use crate::backup::Manifest;
use crate::chain::Head;
use crate::entry::Version;
use crate::heads::SignedHead;
use crate::jobs::{self, Job, JobEnd, JobId};
use crate::keys::{KeyName, Keyring, Party};
use crate::module::Module;
use crate::reading::{Reader, Reading, Viewing};
use crate::running::Running;
use crate::store::{Database, Db};
use crate::writer::{Waiting, Writer};
use crate::{Fault, upgrade};

/// What a journal is opened with.
pub struct Settings {
    /// Where the place is kept.
    pub database: Database,
    /// The keys of the place.
    pub keys: Keyring,
    /// The policies.
    pub rulebook: Arc<Rulebook>,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Every module with tables.
    pub modules: &'static [Module],
    /// Where ids come from: 128 random bits each time it is called.
    pub chance: Box<dyn FnMut() -> u128 + Send>,
}

/// The journal of one place.
#[derive(Clone)]
pub struct Journal {
    shared: Arc<Shared>,
}

struct Shared {
    writer: Writer,
    reader: Arc<Reader>,
    rulebook: Arc<Rulebook>,
    clock: Arc<dyn Clock>,
    modules: &'static [Module],
}

/// How an act is submitted.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// A key under which the same request may come again and hear the same answer, with a digest of the request: another
    /// request under the same key is refused.
    pub idempotency: Option<(String, Vec<u8>)>,
}

impl Submission {
    /// For what may be told several times and happens once: the same words of an event are the same request.
    pub fn once(event: String) -> Submission {
        let digest = event.as_bytes().to_vec();
        Submission { idempotency: Some((event, digest)) }
    }
}

/// An act that was done, and is on disk.
#[derive(Debug)]
pub struct Done<T> {
    /// What the act answers.
    pub answer: T,
    /// Its place in the journal.
    pub seq: i64,
    /// The same request had been done before; this is that answer.
    pub repeated: bool,
    pub(crate) opened: Vec<KeyName>,
    pub(crate) party: Party,
}

impl<T> Done<T> {
    /// What the act opened to the actor: the look is on record.
    pub fn viewing(&self) -> Viewing {
        Viewing::new(self.opened.clone(), self.party)
    }
}

/// Why an act was not done.
#[derive(Debug)]
pub enum NotDone<R> {
    /// The policy said no.
    NotAllowed(Refused),
    /// A rule said no.
    AgainstTheRules(R),
    /// The thing has changed since the form was opened: the version then, and now.
    Changed {
        /// The version the form was opened on.
        seen: Version,
        /// The version now.
        now: Version,
    },
    /// The idempotency key was used before for another request.
    KeyUsedForAnother,
    /// Something of ours broke.
    Fault(Fault),
}

/// What a submitter hears.
pub type Outcome<A> = Result<Done<<A as Act>::Answer>, NotDone<<A as Act>::Refusal>>;

impl<R> From<Fault> for NotDone<R> {
    fn from(fault: Fault) -> NotDone<R> {
        NotDone::Fault(fault)
    }
}

impl Journal {
    /// Opens the journal of a place, making the database where there is none and bringing its tables up to date.
    pub fn open(settings: Settings) -> Result<Journal, Fault> {
        let Settings { database, keys, rulebook, clock, modules, chance } = settings;
        let db = Db::writer(&database)?;
        upgrade::bring_up(&db, &keys, modules)?;
        let keys = Arc::new(keys);
        let reader = Arc::new(Reader::new(database, keys.clone(), rulebook.clone(), modules));
        let writer = Writer::start(db, keys, rulebook.clone(), clock.clone(), modules, chance)?;
        Ok(Journal { shared: Arc::new(Shared { writer, reader, rulebook, clock, modules }) })
    }

    /// Submits an act and waits until it is on disk.
    pub async fn submit<A: Act>(
        &self,
        actor: &Actor,
        act: A,
    ) -> Result<Done<A::Answer>, NotDone<A::Refusal>> {
        self.submit_as(actor, act, Submission::default()).await
    }

    /// Submits an act with an idempotency key.
    pub async fn submit_as<A: Act>(
        &self,
        actor: &Actor,
        act: A,
        submission: Submission,
    ) -> Result<Done<A::Answer>, NotDone<A::Refusal>> {
        let (waiting, reply) = Waiting::act(actor.clone(), act, submission);
        self.shared.writer.send(waiting).await?;
        reply.await.unwrap_or_else(|_| Err(stopped().into()))
    }

    /// Submits an act from a thread that may wait: commands, importers, tests.
    pub fn submit_here<A: Act>(&self, actor: &Actor, act: A) -> Result<Done<A::Answer>, NotDone<A::Refusal>> {
        let (waiting, reply) = Waiting::act(actor.clone(), act, Submission::default());
        self.shared.writer.send_here(waiting)?;
        reply.blocking_recv().unwrap_or_else(|_| Err(stopped().into()))
    }

    /// Submits many acts and lets them share commits; the outcomes in the order of the acts.
    pub fn submit_many<A: Act>(
        &self,
        actor: &Actor,
        acts: impl IntoIterator<Item = A>,
    ) -> Result<Vec<Outcome<A>>, Fault> {
        let mut replies = Vec::new();
        for act in acts {
            let (waiting, reply) = Waiting::act(actor.clone(), act, Submission::default());
            self.shared.writer.send_here(waiting)?;
            replies.push(reply);
        }
        Ok(replies
            .into_iter()
            .map(|reply| reply.blocking_recv().unwrap_or_else(|_| Err(stopped().into())))
            .collect())
    }

    /// A reading for one permit over one kind of subject: what a page gets. It cannot write.
    pub fn reading(&self, actor: &Actor, permit: Permit, subject: Subject) -> Result<Reading, NotDone<()>> {
        self.shared.rulebook.decide(actor, permit, subject).map_err(NotDone::NotAllowed)?;
        Ok(Reading::new(self.shared.reader.clone(), actor.clone())?)
    }

    /// Leases jobs of a kind that are due, for so many minutes.
    pub async fn lease(&self, kind: &'static str, most: i64, minutes: i64) -> Result<Vec<Job>, Fault> {
        let now = self.now();
        self.inside(move |db| jobs::lease(db, kind, now, now.plus_minutes(minutes), most)).await
    }

    /// Ends a try at a job that no act ends.
    pub async fn end_job(&self, job: JobId, end: JobEnd) -> Result<(), Fault> {
        self.inside(move |db| jobs::end(db, &job, &end)).await
    }

    /// The last act and its link.
    pub async fn head(&self) -> Result<Head, Fault> {
        let (waiting, reply) = Waiting::head();
        self.shared.writer.send(waiting).await?;
        reply.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// How the writer is doing: what waits, how long commits take, whether the disk takes them.
    pub fn running(&self) -> Running {
        self.shared.writer.running()
    }

    /// Now, by the clock of the place.
    pub fn now(&self) -> Moment {
        self.shared.clock.now()
    }

    /// The policies, for what depends on no record.
    pub fn rulebook(&self) -> &Rulebook {
        &self.shared.rulebook
    }

    /// The modules whose tables this journal fills.
    pub fn modules(&self) -> &'static [Module] {
        self.shared.modules
    }

    /// Copies the database as it stands into a new file, while work goes on, and writes a signed manifest beside it.
    /// Refuses a file that exists.
    pub fn backup(&self, to: &std::path::Path) -> Result<Manifest, Fault> {
        self.shared.reader.back_up(to, self.now())
    }

    /// The head of the chain, signed, to be kept where nobody who can write the database can reach it.
    pub async fn export_head(&self) -> Result<SignedHead, Fault> {
        Ok(self.shared.reader.keys().sign(&self.head().await?))
    }

    /// A job by its id, whatever became of it: a letter that comes back names the job that sent it.
    pub async fn job(&self, job: JobId) -> Result<Option<Job>, Fault> {
        self.inside(move |db| jobs::one(db, &job)).await
    }

    /// Messages that a restore holds, because the lost machine may have sent them.
    pub async fn held_jobs(&self) -> Result<Vec<Job>, Fault> {
        self.inside(jobs::held).await
    }

    /// Lets a held job go; whether it was held. One that was sent already is given up by [`Journal::end_job`].
    pub async fn release_job(&self, job: JobId) -> Result<bool, Fault> {
        self.inside(move |db| jobs::release(db, &job)).await
    }

    async fn inside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Db) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (send, reply) = oneshot::channel();
        self.shared.writer.send(Waiting::upkeep(work, send)).await?;
        reply.await.unwrap_or_else(|_| Err(stopped()))
    }
}

pub(crate) fn stopped() -> Fault {
    Fault::plain("write to the journal: it has stopped; see the log for why, and start again")
}

/// A name for a new job.
pub(crate) fn job_id(at: Moment, bits: u128) -> JobId {
    JobId::new(Id::beginning(at, bits).to_string())
}
