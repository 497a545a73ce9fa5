//! Looking at whom recalls and results are about: on record before a name is shown.

use std::marker::PhantomData;

use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, Stream};
use kernel::{Id, OrgId};
use policy::{Actor, Permit, Subject};
use recalls_rules::facts::v1::{Looked, key_of, kind};

use crate::{look_up, read, results};

/// What is about a person.
pub trait About: Send + 'static {
    /// The stable name of a look at all that is said.
    const ALL: &'static str;
    /// The stable name of a look at the booking part alone.
    const BOOKING: &'static str;
    /// What a look is on record as.
    const LOOKED: &'static str;
    /// Its stream.
    fn stream(id: Id) -> Stream;
    /// The stable name of opening it by breaking the glass.
    const GLASS: &'static str;
    /// Where its page is.
    fn address(id: Id) -> String;
    /// The organisations that have it; none where it is not there.
    fn parties(from: &Loading<'_>, id: Id) -> Result<Vec<OrgId>, Fault>;
    /// How the actor stands to what is their own, or is not.
    fn subject(actor: &Actor, own: bool) -> Subject;
}

/// Recalls, which are the hospital's own.
pub struct Recalls;

impl About for Recalls {
    const ALL: &'static str = "look-at-recall";
    const BOOKING: &'static str = "look-at-recall-booking";
    const LOOKED: &'static str = kind::LOOKED;
    const GLASS: &'static str = "break-glass-of-recall";

    fn address(id: Id) -> String {
        format!("/recalls/{id}")
    }

    fn parties(from: &Loading<'_>, id: Id) -> Result<Vec<OrgId>, Fault> {
        Ok(read::recall(from, &id.to_string())?.map(|line| line.org).into_iter().collect())
    }

    fn stream(id: Id) -> Stream {
        super::stream(id)
    }

    fn subject(actor: &Actor, own: bool) -> Subject {
        read::subject(actor, own.then_some(actor.org), false)
    }
}

/// Results, which have two parties.
pub struct Results;

impl About for Results {
    const ALL: &'static str = "look-at-result";
    const BOOKING: &'static str = "look-at-result-booking";
    const LOOKED: &'static str = kind::RESULT_LOOKED;
    const GLASS: &'static str = "break-glass-of-result";

    fn address(id: Id) -> String {
        format!("/results/{id}")
    }

    fn parties(from: &Loading<'_>, id: Id) -> Result<Vec<OrgId>, Fault> {
        let id = id.to_string();
        let Some(line) = results::result(from, &id)? else { return Ok(Vec::new()) };
        let mut parties = vec![line.handed.from];
        // Whoever declined it, or from whom it was taken back, looks at nobody any more.
        if look_up::has(from, &id, line.handed.to)? {
            parties.push(line.handed.to);
        }
        Ok(parties)
    }

    fn stream(id: Id) -> Stream {
        results::stream(id)
    }

    fn subject(actor: &Actor, own: bool) -> Subject {
        results::subject(actor, own.then_some((actor.org, actor.org)), true, false)
    }
}

/// Looks at whom so many are about: at all that is said, or at the booking part alone.
pub struct LookAt<A, const BOOKING: bool> {
    /// Which.
    pub ids: Vec<Id>,
    /// Of what.
    pub about: PhantomData<fn(A)>,
}

/// Nothing stands against it but the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingAgainst {}

impl<A: About, const BOOKING: bool> Act for LookAt<A, BOOKING> {
    const NAME: &'static str = if BOOKING { A::BOOKING } else { A::ALL };
    const NEEDS: Permit = if BOOKING { Permit::SeeBookingPart } else { Permit::SeeContents };
    /// Whether all of them are the actor's own organisation's.
    type State = bool;
    type Refusal = NothingAgainst;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<bool, Fault> {
        for id in &self.ids {
            if !A::parties(from, *id)?.contains(&actor.org) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn subject(&self, own: &bool, actor: &Actor) -> Subject {
        A::subject(actor, *own)
    }

    fn decide(self, _own: bool, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, NothingAgainst> {
        let what = if BOOKING { "booking" } else { "contents" };
        let mut draft = allowed.draft(());
        for id in &self.ids {
            let fact = Looked { what: what.to_owned(), why: String::new() };
            draft = draft.fact(A::stream(*id), A::LOOKED, &fact).opens(KeyName::Ask(key_of(*id)));
        }
        Ok(draft)
    }
}
