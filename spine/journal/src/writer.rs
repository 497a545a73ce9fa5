//! The one writer: a thread that owns the writing connection, decides acts one after another, and lets those that wait
//! together share one commit. Nobody is answered before the commit is on disk.

mod append;
mod transaction;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use kernel::Clock;
use policy::{Actor, Refused, Role, Rulebook};
use tokio::sync::{mpsc, oneshot};

pub(crate) use self::append::fact_place;
use self::transaction::Transaction;
pub(crate) use self::transaction::read_head;
use crate::Fault;
use crate::act::Act;
use crate::chain::Head;
use crate::keys::{Keyring, Party};
use crate::module::Module;
use crate::running::{Counts, Running};
use crate::store::Db;
use crate::submit::{NotDone, Outcome, Submission, stopped};

/// Acts that share one commit at the most.
const COMMIT_MOST: usize = 256;

/// Acts that may wait for the writer before a submitter has to wait to wait.
const QUEUE_MOST: usize = 4096;

/// What is answered once the commit is known to have succeeded, or not.
type Reply = Box<dyn FnOnce(Result<(), Fault>) + Send>;

/// One piece of work for the writer. It is handed the transaction, or why there is none, and answers either way.
pub(crate) struct Waiting(Work);

type Work = Box<dyn FnOnce(Result<&mut Transaction<'_>, Fault>) -> Reply + Send>;

impl Waiting {
    pub(crate) fn act<A: Act>(
        actor: Actor,
        act: A,
        submission: Submission,
    ) -> (Waiting, oneshot::Receiver<Outcome<A>>) {
        let (send, reply) = oneshot::channel();
        let work = move |transaction: Result<&mut Transaction<'_>, Fault>| -> Reply {
            let outcome = transaction.map_err(NotDone::Fault).and_then(|transaction| {
                let outcome = transaction.attempt(|inner| inner.submit(&actor, act, &submission));
                if let Err(NotDone::NotAllowed(refused)) = &outcome {
                    note(transaction, &actor, A::NAME, refused);
                }
                outcome
            });
            Box::new(move |committed| {
                let _ = send.send(committed.map_err(NotDone::Fault).and(outcome));
            })
        };
        (Waiting(Box::new(work)), reply)
    }

    pub(crate) fn upkeep<T: Send + 'static>(
        work: impl FnOnce(&Db) -> Result<T, Fault> + Send + 'static,
        send: oneshot::Sender<Result<T, Fault>>,
    ) -> Waiting {
        Waiting(Box::new(move |transaction| {
            let outcome = transaction.map_err(NotDone::<Never>::Fault).and_then(|transaction| {
                transaction.attempt(|inner| work(inner.db()).map_err(NotDone::Fault))
            });
            Box::new(move |committed| {
                let outcome = outcome.map_err(|not_done| match not_done {
                    NotDone::Fault(fault) => fault,
                    NotDone::NotAllowed(_)
                    | NotDone::AgainstTheRules(_)
                    | NotDone::Changed { .. }
                    | NotDone::KeyUsedForAnother => Fault::plain("keep the journal in order"),
                });
                let _ = send.send(committed.and(outcome));
            })
        }))
    }

    pub(crate) fn head() -> (Waiting, oneshot::Receiver<Result<Head, Fault>>) {
        let (send, reply) = oneshot::channel();
        let work = move |transaction: Result<&mut Transaction<'_>, Fault>| -> Reply {
            let head = transaction.map(|transaction| transaction.head());
            Box::new(move |committed| {
                let _ = send.send(committed.and(head));
            })
        };
        (Waiting(Box::new(work)), reply)
    }
}

/// Keeps a refused attempt for the guardian. Where that fails it takes nothing else with it.
fn note(transaction: &mut Transaction<'_>, actor: &Actor, act: &str, refused: &Refused) {
    let noted =
        transaction.attempt(|inner| inner.note_refusal(actor, act, refused).map_err(NotDone::<Never>::Fault));
    if let Err(NotDone::Fault(fault)) = noted {
        tracing::error!(%fault, "a refused attempt could not be noted");
    }
}

/// What upkeep, which no rule judges, is refused by.
enum Never {}

/// The way to the writer's thread. When the last one is dropped, the thread finishes what waits and ends.
pub(crate) struct Writer {
    queue: Option<mpsc::Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
    counts: Arc<Counts>,
}

impl Writer {
    pub(crate) fn start(
        db: Db,
        keys: Arc<Keyring>,
        rulebook: Arc<Rulebook>,
        clock: Arc<dyn Clock>,
        modules: &'static [Module],
        chance: Box<dyn FnMut() -> u128 + Send>,
    ) -> Result<Writer, Fault> {
        let (queue, waiting) = mpsc::channel(QUEUE_MOST);
        let (ready, begun) = std::sync::mpsc::channel();
        let counts = Arc::new(Counts::default());
        let counted = counts.clone();
        let spawned =
            std::thread::Builder::new().name("journal".into()).spawn(move || {
                match Transaction::new(&db, &keys, &rulebook, &*clock, modules, chance) {
                    Ok(transaction) => {
                        let _ = ready.send(Ok(()));
                        write_until_dropped(&db, transaction, waiting, &counted);
                    }
                    Err(fault) => {
                        let _ = ready.send(Err(fault));
                    }
                }
            });
        let thread = spawned.map_err(|error| Fault::new("start the journal's writer", error))?;
        begun.recv().map_err(|error| Fault::new("start the journal's writer", error))??;
        Ok(Writer { queue: Some(queue), thread: Some(thread), counts })
    }

    pub(crate) async fn send(&self, waiting: Waiting) -> Result<(), Fault> {
        self.queue()?.send(waiting).await.map_err(|_| stopped())
    }

    pub(crate) fn send_here(&self, waiting: Waiting) -> Result<(), Fault> {
        self.queue()?.blocking_send(waiting).map_err(|_| stopped())
    }

    /// How the writer is doing.
    pub(crate) fn running(&self) -> Running {
        let waiting = self.queue.as_ref().map_or(0, |queue| QUEUE_MOST.saturating_sub(queue.capacity()));
        self.counts.read(waiting, QUEUE_MOST)
    }

    fn queue(&self) -> Result<&mpsc::Sender<Waiting>, Fault> {
        self.queue.as_ref().ok_or_else(stopped)
    }
}

impl Drop for Writer {
    /// Waits until what was submitted is written, so that whoever opens the place next finds it closed.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "how long the disk takes is measured, and decides nothing")]
fn write_until_dropped(
    db: &Db,
    mut transaction: Transaction<'_>,
    mut waiting: mpsc::Receiver<Waiting>,
    counts: &Counts,
) {
    while let Some(Waiting(first)) = waiting.blocking_recv() {
        if let Err(fault) = db.begin_writing().and_then(|()| transaction.begin()) {
            if db.in_transaction() {
                let _ = db.rollback();
            }
            tracing::error!(%fault, "the journal could not begin to write");
            counts.committed(1, Duration::ZERO, false);
            first(Err(fault.again()))(Err(fault));
            continue;
        }
        let mut replies = vec![first(Ok(&mut transaction))];
        while replies.len() < COMMIT_MOST && db.in_transaction() {
            match waiting.try_recv() {
                Ok(Waiting(next)) => {
                    transaction.next();
                    replies.push(next(Ok(&mut transaction)));
                }
                Err(_) => break,
            }
        }
        let began = Instant::now();
        let late = transaction.heard();
        let committed = commit(db, &mut transaction);
        counts.committed(replies.len(), began.elapsed(), committed.is_ok());
        if std::mem::take(&mut transaction.erased) {
            db.forget_log();
        }
        for (nth, reply) in replies.into_iter().enumerate() {
            let refused = late.iter().find(|(of, _)| *of == nth).map(|(_, fault)| fault);
            let fault = committed.as_ref().err().or(refused);
            reply(fault.map_or(Ok(()), |fault| Err(fault.again())));
        }
    }
}

/// Commits what the group wrote, all of it or none. SQLite takes a whole transaction back by itself where the disk
/// failed under it; those whose act had gone well are then told as well.
fn commit(db: &Db, transaction: &mut Transaction<'_>) -> Result<(), Fault> {
    let committed = if db.in_transaction() {
        db.commit()
    } else {
        Err(Fault::plain("keep what was written: the database took it back; the disk may be full or broken"))
    };
    let committed = committed
        .or_else(|fault| if db.is_commit_unknown() { transaction.find_out(fault) } else { Err(fault) });
    committed.map_err(|fault| {
        let fault = Fault::new("write to the disk", fault);
        tracing::error!(%fault, "the journal could not commit");
        if db.in_transaction() {
            let _ = db.rollback();
        }
        transaction.forget();
        fault
    })
}

/// The party as whom an actor opens keys.
pub(crate) fn party_of(actor: &Actor) -> Party {
    match actor.role {
        Role::System => Party::Place,
        Role::Person => Party::Person,
        Role::Clinician
        | Role::Fitter
        | Role::Booking
        | Role::Manager
        | Role::ContractLead
        | Role::Commissioner
        | Role::Guardian
        | Role::Administrator
        | Role::CharityWorker
        | Role::Convener
        | Role::OrganisationToken => Party::Org(actor.org),
    }
}
