//! The one writer: a thread that owns the writing connection, decides acts one after another, and lets those that wait
//! together share one commit. Nobody is answered before the commit is on disk.

mod append;
mod transaction;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use kernel::Clock;
use policy::{Actor, Role, Rulebook};
use tokio::sync::{mpsc, oneshot};

pub(crate) use self::append::fact_place;
use self::transaction::Transaction;
use crate::Fault;
use crate::act::Act;
use crate::chain::Head;
use crate::keys::{Keyring, Party};
use crate::module::Module;
use crate::store::Db;
use crate::submit::{Done, NotDone, Submission};

/// Acts that share one commit at the most.
const COMMIT_MOST: usize = 256;

/// Acts that may wait for the writer before a submitter has to wait to wait.
const QUEUE_MOST: usize = 4096;

/// What is answered once the commit is known to have succeeded, or not.
type Reply = Box<dyn FnOnce(Result<(), Fault>) + Send>;

/// One piece of work for the writer.
pub(crate) struct Waiting(Box<dyn FnOnce(&mut Transaction<'_>) -> Reply + Send>);

type Outcome<A> = Result<Done<<A as Act>::Answer>, NotDone<<A as Act>::Refusal>>;

impl Waiting {
    pub(crate) fn act<A: Act>(actor: Actor, act: A, submission: Submission) -> (Waiting, oneshot::Receiver<Outcome<A>>) {
        let (send, reply) = oneshot::channel();
        let work = move |transaction: &mut Transaction<'_>| -> Reply {
            let outcome = transaction.attempt(|inner| inner.submit(&actor, act, &submission));
            if let Err(NotDone::NotAllowed(refused)) = &outcome {
                transaction.note_refusal(&actor, A::NAME, refused);
            }
            Box::new(move |committed| {
                let _ = send.send(match committed {
                    Ok(()) => outcome,
                    Err(fault) => Err(NotDone::Fault(fault)),
                });
            })
        };
        (Waiting(Box::new(work)), reply)
    }

    pub(crate) fn upkeep<T: Send + 'static>(
        work: impl FnOnce(&Db) -> Result<T, Fault> + Send + 'static,
        send: oneshot::Sender<Result<T, Fault>>,
    ) -> Waiting {
        Waiting(Box::new(move |transaction| {
            let outcome = transaction.attempt(|inner| work(inner.db()).map_err(NotDone::<()>::Fault));
            Box::new(move |committed| {
                let outcome = match outcome {
                    Ok(done) => Ok(done),
                    Err(NotDone::Fault(fault)) => Err(fault),
                    Err(_) => Err(Fault::plain("keep the journal in order")),
                };
                let _ = send.send(committed.and(outcome));
            })
        }))
    }

    pub(crate) fn head() -> (Waiting, oneshot::Receiver<Head>) {
        let (send, reply) = oneshot::channel();
        let work = move |transaction: &mut Transaction<'_>| -> Reply {
            let head = transaction.head();
            Box::new(move |_| {
                let _ = send.send(head);
            })
        };
        (Waiting(Box::new(work)), reply)
    }
}

/// The way to the writer's thread. When the last one is dropped, the thread finishes what waits and ends.
pub(crate) struct Writer {
    queue: mpsc::Sender<Waiting>,
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
        let spawned = std::thread::Builder::new().name("journal".into()).spawn(move || {
            match Transaction::new(&db, &keys, &rulebook, &*clock, modules, chance) {
                Ok(transaction) => {
                    let _ = ready.send(Ok(()));
                    write_until_dropped(&db, transaction, waiting);
                }
                Err(fault) => {
                    let _ = ready.send(Err(fault));
                }
            }
        });
        spawned.map_err(|error| Fault::new("start the journal's writer", error))?;
        begun.recv().map_err(|error| Fault::new("start the journal's writer", error))??;
        Ok(Writer { queue })
    }

    pub(crate) async fn send(&self, waiting: Waiting) -> Result<(), Fault> {
        self.queue.send(waiting).await.map_err(|_| crate::submit::stopped())
    }

    pub(crate) fn send_here(&self, waiting: Waiting) -> Result<(), Fault> {
        self.queue.blocking_send(waiting).map_err(|_| crate::submit::stopped())
    }
}

fn write_until_dropped(db: &Db, mut transaction: Transaction<'_>, mut waiting: mpsc::Receiver<Waiting>) {
    while let Some(first) = waiting.blocking_recv() {
        if let Err(fault) = db.batch("begin immediate") {
            tracing::error!(%fault, "the journal could not begin to write");
            // Dropping the work tells its submitter that it was not done.
            drop(first);
            continue;
        }
        transaction.begin();
        let mut replies = vec![do_one(&mut transaction, first)];
        while replies.len() < COMMIT_MOST {
            match waiting.try_recv() {
                Ok(next) => replies.push(do_one(&mut transaction, next)),
                Err(_) => break,
            }
        }
        let committed = db.batch("commit");
        if let Err(fault) = &committed {
            tracing::error!(%fault, "the journal could not commit");
            let _ = db.batch("rollback");
            transaction.forget();
        }
        for reply in replies.into_iter().flatten() {
            reply(match &committed {
                Ok(()) => Ok(()),
                Err(fault) => Err(Fault::plain(format!("write to the disk: {fault}"))),
            });
        }
    }
}

/// Does one piece of work. A panic in it is caught, so that one broken act cannot stop everyone's.
fn do_one(transaction: &mut Transaction<'_>, Waiting(work): Waiting) -> Option<Reply> {
    match catch_unwind(AssertUnwindSafe(|| work(transaction))) {
        Ok(reply) => Some(reply),
        Err(_) => {
            tracing::error!("an act broke; it was undone and its submitter told");
            transaction.undo();
            None
        }
    }
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
