//! An act: what somebody wants to do. It names its permit, loads what it must know, and decides; the journal does the
//! rest. [`Allowed`] proves that the policy said yes, and only the journal can make one.

use std::cell::RefCell;
use std::marker::PhantomData;

use kernel::{Moment, OrgId};
use policy::{Actor, Grant, Permit, Subject};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::entry::{ERASED, Stream, Version, erasure};
use crate::keys::{KeyName, Keyring, Party};
use crate::module::Module;
use crate::store::Db;
use crate::value::{Query, Row, Value};
use crate::{Fault, JobId, store};

/// What somebody wants to do.
pub trait Act: Send + 'static {
    /// Verb and noun in the words of the people who do it, a stable name: `accept-ask`.
    const NAME: &'static str;
    /// What the actor must be permitted.
    const NEEDS: Permit;
    /// What must be known to decide. An absent thing is a state too: it has no relations, so policy answers "not there".
    type State;
    /// Why the rules say no; a person reads it in words chosen by the page.
    type Refusal: std::fmt::Debug + Send + 'static;
    /// What the caller is told; kept with an idempotency key so that a repeated request hears the same.
    type Answer: Serialize + DeserializeOwned + Send + 'static;

    /// Reads what must be known, inside the transaction.
    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault>;

    /// What the act is about, and how the actor stands to it.
    fn subject(&self, state: &Self::State, actor: &Actor) -> Subject;

    /// The version the actor saw, where a form was opened on one; a newer one makes a conflict.
    fn expected(&self) -> Option<Expected> {
        None
    }

    /// Decides: facts, or a refusal.
    fn decide(
        self,
        state: Self::State,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<Self::Answer>, Self::Refusal>
    where
        Self: Sized;
}

/// The version of a stream that a form was opened on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The thing the form is about.
    pub stream: Stream,
    /// Its version when the form was opened.
    pub version: Version,
}

/// Proof, inside `submit` alone, that the policy allowed this act of this actor; with it come the time and new ids.
pub struct Allowed<'a, A> {
    actor: &'a Actor,
    now: Moment,
    grant: &'a Grant,
    ids: &'a RefCell<dyn FnMut() -> u128 + 'a>,
    act: PhantomData<fn(A)>,
}

impl<'a, A> Allowed<'a, A> {
    pub(crate) fn new(
        actor: &'a Actor,
        now: Moment,
        grant: &'a Grant,
        ids: &'a RefCell<dyn FnMut() -> u128 + 'a>,
    ) -> Allowed<'a, A> {
        Allowed { actor, now, grant, ids, act: PhantomData }
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        self.actor
    }

    /// When, by the clock of the place; never before the last fact of the journal.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// What was granted, and by which policies.
    pub fn grant(&self) -> &Grant {
        self.grant
    }

    /// 128 new random bits, for an id.
    pub fn new_bits(&self) -> u128 {
        (self.ids.borrow_mut())()
    }

    /// An empty draft that answers so.
    pub fn draft<T>(&self, answer: T) -> Draft<T> {
        Draft {
            answer,
            facts: Vec::new(),
            shares: Vec::new(),
            erased: Vec::new(),
            jobs: Vec::new(),
            ended: Vec::new(),
            opened: Vec::new(),
            fault: None,
        }
    }
}

/// What an act decided, not yet written.
pub struct Draft<T> {
    pub(crate) answer: T,
    pub(crate) facts: Vec<NewFact>,
    pub(crate) shares: Vec<(KeyName, Party)>,
    pub(crate) erased: Vec<KeyName>,
    pub(crate) jobs: Vec<NewJob>,
    pub(crate) ended: Vec<JobId>,
    pub(crate) opened: Vec<KeyName>,
    pub(crate) fault: Option<Fault>,
}

pub(crate) struct NewFact {
    pub(crate) stream: Stream,
    pub(crate) kind: &'static str,
    pub(crate) open: Vec<u8>,
    pub(crate) sealed: Option<(KeyName, Vec<u8>)>,
}

/// What is sealed, to which key, and for whom.
pub struct Sealing<'c, C> {
    /// The data key; made when it is first used.
    pub key: KeyName,
    /// Who may open it, besides the place itself.
    pub parties: &'c [Party],
    /// What only they may read.
    pub contents: &'c C,
}

/// Work to be done after the commit: written in the same transaction, so that it cannot be lost between the two.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Who does it: `mail`, `alarm` …
    pub kind: &'static str,
    /// Not before this moment.
    pub due: Moment,
    /// Ids and template names as JSON; never a person.
    pub body: String,
}

impl<T> Draft<T> {
    /// Records a fact with nothing about a person in it.
    pub fn fact(mut self, stream: Stream, kind: &'static str, envelope: &impl Serialize) -> Self {
        self.push(stream, kind, envelope, None);
        self
    }

    /// Records a fact whose contents are sealed.
    pub fn sealed_fact<C: Serialize>(
        mut self,
        stream: Stream,
        kind: &'static str,
        envelope: &impl Serialize,
        sealing: &Sealing<'_, C>,
    ) -> Self {
        match serde_json::to_vec(sealing.contents) {
            Ok(contents) => {
                self.shares.push((sealing.key, Party::Place));
                self.shares.extend(sealing.parties.iter().map(|party| (sealing.key, *party)));
                self.push(stream, kind, envelope, Some((sealing.key, contents)));
            }
            Err(_) => self.fault = Some(Fault::plain(format!("write the contents of {kind}"))),
        }
        self
    }

    fn push(
        &mut self,
        stream: Stream,
        kind: &'static str,
        envelope: &impl Serialize,
        sealed: Option<(KeyName, Vec<u8>)>,
    ) {
        match serde_json::to_vec(envelope) {
            Ok(open) => self.facts.push(NewFact { stream, kind, open, sealed }),
            Err(error) => self.fault = Some(Fault::new(format!("write the envelope of {kind}"), error)),
        }
    }

    /// The same decision with another answer: one road may answer a page and a program differently.
    pub fn answering<U>(self, answer: U) -> Draft<U> {
        let Draft { answer: _, facts, shares, erased, jobs, ended, opened, fault } = self;
        Draft { answer, facts, shares, erased, jobs, ended, opened, fault }
    }

    /// Lets one more party open what a key seals.
    pub fn share(mut self, key: KeyName, party: Party) -> Self {
        self.shares.push((key, party));
        self
    }

    /// Deletes a key for every party: what it sealed is gone, here and from every backup made after. The erasure is a
    /// fact itself, which every module is told ([`crate::Entry::erased`]) and answers by emptying what it keeps of that
    /// person. Nothing can be sealed to the same key again.
    pub fn erase(mut self, key: KeyName) -> Self {
        self.facts.push(NewFact { stream: erasure(&key), kind: ERASED, open: b"{}".to_vec(), sealed: None });
        self.erased.push(key);
        self
    }

    /// Leaves work for after the commit.
    pub fn job(mut self, job: NewJob) -> Self {
        self.jobs.push(job);
        self
    }

    /// Ends a job in the same transaction as the fact that follows from it.
    pub fn ends_job(mut self, job: JobId) -> Self {
        self.ended.push(job);
        self
    }

    /// Opens what a key seals to the actor, once this look is on record.
    pub fn opens(mut self, key: KeyName) -> Self {
        self.opened.push(key);
        self
    }
}

const KEY_NAMED: Query =
    Query { name: "journal.key-named", sql: "select name from journal_key where name = ?1 limit 1" };

/// Reads for an act that is deciding: the committed state and what this transaction has added to it.
pub struct Loading<'t> {
    db: &'t Db,
    keys: &'t Keyring,
    modules: &'static [Module],
    now: Moment,
}

impl<'t> Loading<'t> {
    pub(crate) fn new(db: &'t Db, keys: &'t Keyring, modules: &'static [Module], now: Moment) -> Loading<'t> {
        Loading { db, keys, modules, now }
    }

    /// The modules of the place.
    pub fn modules(&self) -> &'static [Module] {
        self.modules
    }

    /// The moment of the act.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// All rows of a query.
    pub fn rows(&self, query: &Query, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.db.rows(query, values)
    }

    /// The first row of a query, where it has one.
    pub fn first(&self, query: &Query, values: &[Value]) -> Result<Option<Row>, Fault> {
        self.db.first(query, values)
    }

    /// How many facts a stream has.
    pub fn version(&self, stream: &Stream) -> Result<Version, Fault> {
        store::version(self.db, stream)
    }

    /// Whether something has been sealed to a key, or was before it was erased. What begins with an id that a form brings
    /// asks this first: an id of somebody else's would hand the key of theirs to other parties.
    pub fn key_is_taken(&self, name: &KeyName) -> Result<bool, Fault> {
        let values = [name.to_string().into()];
        Ok(self.db.first(&KEY_NAMED, &values)?.is_some() || store::version(self.db, &erasure(name))?.0 > 0)
    }

    /// The keyed hash by which something typed is found within an organisation, as [`crate::Writing`] wrote it.
    pub fn lookup_hash(&self, org: OrgId, field: &str, typed: &str) -> Vec<u8> {
        self.keys.lookup_hash(org, field, typed)
    }
}
