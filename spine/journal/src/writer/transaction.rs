//! One transaction of the writer: several acts, each behind a savepoint, so that one refused or broken act takes nothing
//! of its neighbours with it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use kernel::{Clock, Moment};
use policy::{Actor, Refused, Rulebook};

use super::append::{self, Appended};
use super::party_of;
use crate::Fault;
use crate::act::{Act, Allowed, Loading};
use crate::chain::{Head, Link};
use crate::keys::{DataKey, KeyName, Keyring};
use crate::module::Module;
use crate::store::{self, Db};
use crate::submit::{Done, NotDone, Submission};
use crate::value::Query;

/// Data keys kept in memory at the most; past that all are forgotten and unwrapped again when needed.
const KEYS_KEPT: usize = 20_000;

pub(crate) struct Transaction<'w> {
    pub(super) db: &'w Db,
    pub(super) keys: &'w Keyring,
    pub(super) modules: &'static [Module],
    rulebook: &'w Rulebook,
    clock: &'w dyn Clock,
    pub(super) chance: RefCell<Box<dyn FnMut() -> u128 + Send>>,
    pub(super) head: Head,
    committed: Head,
    pub(super) opened: HashMap<KeyName, DataKey>,
    /// Keys in `opened` that the act being tried has made.
    pub(super) made: Vec<KeyName>,
    /// A key was deleted since the log was last folded into the file.
    pub(super) erased: bool,
    /// The head before the attempt that is under way.
    before: Head,
    /// What of the group is under way, counted from 0.
    nth: usize,
    earlier: Option<Earlier>,
    late: Vec<(usize, Fault)>,
}

/// The attempt before: a server may still refuse it.
struct Earlier {
    nth: usize,
    before: Head,
    made: Vec<KeyName>,
}

/// How often, and how long apart, a server is asked whether a commit was kept whose answer was lost.
const FIND_OUT_TIMES: u32 = 40;
const FIND_OUT_EVERY: Duration = Duration::from_millis(250);

const LINK_OF: Query = Query { name: "journal.link-of", sql: "select link from journal_act where seq = ?1" };

const HEAD: Query =
    Query { name: "journal.head", sql: "select seq, link, at from journal_act order by seq desc limit 1" };

const ANSWERED: Query = Query {
    name: "journal.answered",
    sql: "select r.act, r.digest, r.seq, r.answer, a.seat_id
          from journal_answer r join journal_act a on a.seq = r.seq where r.org_id = ?1 and r.idempotency_key = ?2",
};

/// The last act of the journal.
pub(crate) fn read_head(db: &Db) -> Result<Head, Fault> {
    let Some(row) = db.first(&HEAD, &[])? else { return Ok(Head::EMPTY) };
    let link = <[u8; 32]>::try_from(row.get::<Vec<u8>>(1)?)
        .map_err(|_| Fault::plain("read the last link of the chain: it has not 32 bytes"))?;
    Ok(Head { seq: row.get(0)?, link: Link(link), at: row.get(2)? })
}

impl<'w> Transaction<'w> {
    pub(crate) fn new(
        db: &'w Db,
        keys: &'w Keyring,
        rulebook: &'w Rulebook,
        clock: &'w dyn Clock,
        modules: &'static [Module],
        chance: Box<dyn FnMut() -> u128 + Send>,
    ) -> Result<Transaction<'w>, Fault> {
        let head = read_head(db)?;
        Ok(Transaction {
            db,
            keys,
            modules,
            rulebook,
            clock,
            chance: RefCell::new(chance),
            head,
            committed: head,
            opened: HashMap::new(),
            made: Vec::new(),
            erased: false,
            before: head,
            nth: 0,
            earlier: None,
            late: Vec::new(),
        })
    }

    /// A new transaction begins on what the last one left, or on what another program has added since: what that one did
    /// to the keys in memory is not known, so they are read again.
    pub(crate) fn begin(&mut self) -> Result<(), Fault> {
        if self.db.has_other_writers() {
            let head = read_head(self.db)?;
            if head != self.head {
                self.head = head;
                self.opened.clear();
            }
        }
        self.committed = self.head;
        self.nth = 0;
        self.earlier = None;
        self.late.clear();
        if self.opened.len() > KEYS_KEPT {
            self.opened.clear();
        }
        Ok(())
    }

    /// The line broke during the commit. Whether it was kept is asked when it is our turn again: by then the server has
    /// ended the old transaction, one way or the other.
    #[allow(clippy::disallowed_methods, reason = "a server that starts again tells nobody when it is up")]
    pub(crate) fn find_out(&self, broke: Fault) -> Result<(), Fault> {
        for _ in 0..FIND_OUT_TIMES {
            if self.db.begin_writing().is_ok() {
                let row = self.db.first(&LINK_OF, &[self.head.seq.into()]);
                let _ = self.db.rollback();
                if let Ok(row) = row {
                    let kept = row
                        .is_some_and(|row| row.get::<Vec<u8>>(0).is_ok_and(|link| link == self.head.link.0));
                    // What left no act behind cannot be found; its submitter hears that it was not done.
                    return if kept && self.head != self.committed { Ok(()) } else { Err(broke) };
                }
            }
            std::thread::sleep(FIND_OUT_EVERY);
        }
        Err(Fault::new("find out whether this was kept: look before doing it again", broke))
    }

    /// The transaction came to nothing.
    pub(crate) fn forget(&mut self) {
        self.head = self.committed;
        self.opened.clear();
    }

    pub(crate) fn db(&self) -> &Db {
        self.db
    }

    pub(crate) fn head(&self) -> Head {
        self.head
    }

    /// Does some work behind a savepoint and takes it back unless it succeeds.
    pub(crate) fn attempt<T, R>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'w>) -> Result<T, NotDone<R>>,
    ) -> Result<T, NotDone<R>> {
        self.before = self.head;
        self.made.clear();
        self.db.begin_act()?;
        // A panic is caught here, so that one broken act cannot stop everyone's.
        let outcome = catch_unwind(AssertUnwindSafe(|| work(self))).unwrap_or_else(|_| {
            tracing::error!("an act broke; it was undone and its submitter told");
            Err(NotDone::Fault(Fault::plain("do this: it broke on the way, and nothing of it was kept")))
        });
        let outcome = outcome.and_then(|done| self.db.end_act().map(|()| done).map_err(NotDone::Fault));
        if outcome.is_err() {
            self.undo();
        }
        self.take_back_earlier();
        let made = std::mem::take(&mut self.made);
        self.earlier = Some(Earlier { nth: self.nth, before: self.before, made });
        outcome
    }

    /// Takes back what the last attempt wrote, and forgets the keys it made.
    fn undo(&mut self) {
        self.head = self.before;
        for name in self.made.drain(..) {
            self.opened.remove(&name);
        }
        // Without a transaction the database has taken everything back by itself; the writer sees that and says so.
        if self.db.in_transaction()
            && let Err(fault) = self.db.undo_act()
        {
            tracing::error!(%fault, "an act could not be undone");
        }
    }

    /// Where a server refused the attempt before after its end, the database has taken it back: so does the memory, before
    /// anything is built upon it, and its submitter will be told.
    pub(super) fn take_back_earlier(&mut self) {
        let Some(fault) = self.db.refused_late() else { return };
        tracing::error!(%fault, "an act was refused by the database after its end, and taken back");
        if let Some(earlier) = self.earlier.take() {
            for name in &earlier.made {
                self.opened.remove(name);
            }
            // Nothing has been added since: an act hears of the one before it writes.
            self.head = earlier.before;
            self.before = earlier.before;
            self.late.push((earlier.nth, fault));
        }
    }

    /// The next of those that share the transaction.
    pub(crate) fn next(&mut self) {
        self.nth += 1;
    }

    /// Hears what became of everything that was written. Those that were refused after their end, by their place among
    /// those that share the transaction, and why.
    pub(crate) fn heard(&mut self) -> Vec<(usize, Fault)> {
        // Where it cannot be heard the commit fails, and everybody is told.
        let _ = self.db.hear();
        self.take_back_earlier();
        std::mem::take(&mut self.late)
    }

    /// The whole road of one act: load, ask the policy, decide, append, project.
    pub(crate) fn submit<A: Act>(
        &mut self,
        actor: &Actor,
        act: A,
        submission: &Submission,
    ) -> Result<Done<A::Answer>, NotDone<A::Refusal>> {
        if let Some(done) = self.answered::<A>(actor, submission)? {
            return Ok(done);
        }
        let now = self.now();
        let loading = Loading::new(self.db, self.keys, self.modules, now);
        let state = act.load(actor, &loading)?;
        let grant =
            self.rulebook.decide(actor, A::NEEDS, act.subject(&state, actor)).map_err(NotDone::NotAllowed)?;
        if let Some(expected) = act.expected() {
            let now = store::version(self.db, &expected.stream)?;
            if now != expected.version {
                return Err(NotDone::Changed { seen: expected.version, now });
            }
        }
        let mut new_bits = || (self.chance.borrow_mut())();
        let ids: &RefCell<dyn FnMut() -> u128> = &RefCell::new(&mut new_bits);
        let draft =
            act.decide(state, &Allowed::new(actor, now, &grant, ids)).map_err(NotDone::AgainstTheRules)?;
        let act = Appended { actor, act: A::NAME, grant: &grant, at: now };
        let seq = append::append(self, &act, &draft)?;
        self.remember::<A>(actor, submission, seq, &draft.answer, now)?;
        Ok(Done { answer: draft.answer, seq, repeated: false, opened: draft.opened, party: party_of(actor) })
    }

    /// Never before the last act: a clock that was set back must not reorder what happened.
    fn now(&self) -> Moment {
        self.clock.now().max(self.head.at)
    }

    fn answered<A: Act>(
        &self,
        actor: &Actor,
        submission: &Submission,
    ) -> Result<Option<Done<A::Answer>>, NotDone<A::Refusal>> {
        let Some((key, digest)) = &submission.idempotency else { return Ok(None) };
        let row = self.db.first(&ANSWERED, &[actor.org.into(), key.as_str().into()])?;
        let Some(row) = row else { return Ok(None) };
        let same = row.get::<String>(0)? == A::NAME && row.get::<Vec<u8>>(1)? == *digest;
        // Another seat has to pass the policy itself; it does not hear what this one was told.
        if !same || row.get::<kernel::SeatId>(4)? != actor.seat {
            return Err(NotDone::KeyUsedForAnother);
        }
        let answer = serde_json::from_str(&row.get::<String>(3)?)
            .map_err(|error| Fault::new(format!("read the answer of {}", A::NAME), error))?;
        Ok(Some(Done {
            answer,
            seq: row.get(2)?,
            repeated: true,
            opened: Vec::new(),
            party: party_of(actor),
        }))
    }

    fn remember<A: Act>(
        &self,
        actor: &Actor,
        submission: &Submission,
        seq: i64,
        answer: &A::Answer,
        now: Moment,
    ) -> Result<(), Fault> {
        let Some((key, digest)) = &submission.idempotency else { return Ok(()) };
        let answer = serde_json::to_string(answer)
            .map_err(|error| Fault::new(format!("write the answer of {}", A::NAME), error))?;
        let values = [
            actor.org.into(),
            key.as_str().into(),
            A::NAME.into(),
            digest.clone().into(),
            seq.into(),
            answer.into(),
            now.into(),
        ];
        self.db.run(
            "insert into journal_answer (org_id, idempotency_key, act, digest, seq, answer, at)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &values,
        )
    }

    /// Keeps a refused attempt for the guardian; outside the chain, since nothing happened.
    pub(crate) fn note_refusal(&self, actor: &Actor, act: &str, refused: &Refused) -> Result<(), Fault> {
        let values = [
            self.now().into(),
            actor.user.into(),
            actor.seat.into(),
            actor.org.into(),
            act.into(),
            refused.permit.as_str().into(),
            refused.why.as_str().into(),
            append::ids(&refused.policies).into(),
        ];
        self.db.run(
            "insert into journal_refusal (at, user_id, seat_id, org_id, act, permit, why, policies)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            &values,
        )?;
        // Where it cannot be kept, that is not the refused one's fault.
        self.db.hear()
    }
}
