//! What several acts on accounts need: who holds what, and the facts that end sessions.

use accounts_rules::facts::v1::{self, family, kind};
use accounts_rules::{SESSION_HOURS, SessionEnd};
use directory_rules::facts::v1::{Organisation, Seat};
use directory_site::read::{self as directory, Rows};
use journal::{Draft, Fault, Loading, NewJob, Stream};
use kernel::{Day, Id, Moment, OrgId, UserId};
use policy::{Actor, Kind, Relations, Subject};
use serde::{Deserialize, Serialize};

use crate::read::{self, SignIn};

/// The stream of an account.
pub(crate) fn account(user: UserId) -> Stream {
    Stream::of(family::ACCOUNT, user.id())
}

/// The stream of a session.
pub(crate) fn sign_in(session: Id) -> Stream {
    Stream::of(family::SIGN_IN, session)
}

/// One's own account, or somebody else's: which answers “not there”.
pub(crate) fn own(is_own: bool) -> Subject {
    Subject::new(Kind::Seat, Relations::NONE.and_if(is_own, Relations::OWN_SEAT))
}

/// A seat or account of the actor's organisation, and whether it is the actor's own.
pub(crate) fn of_organisation(is_ours: bool, is_own: bool) -> Subject {
    let relations =
        Relations::NONE.and_if(is_ours, Relations::OWN_ORGANISATION).and_if(is_own, Relations::OWN_SEAT);
    Subject::new(Kind::Seat, relations)
}

/// A seat that somebody holds, and its organisation.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The seat.
    pub seat: Seat,
    /// The organisation.
    pub org: Organisation,
}

impl Standing {
    /// The holder, acting in this seat; nothing where its role or kind of organisation is none that the policies know.
    pub fn actor(&self, user: UserId, second_factor: bool) -> Option<Actor> {
        Some(Actor {
            user,
            seat: self.seat.id,
            org: self.org.code,
            org_kind: self.org.kind.parse().ok()?,
            role: self.seat.role.parse().ok()?,
            second_factor,
        })
    }
}

/// The seats that somebody holds on a day, their own before those they stand in for.
pub(crate) fn standings(from: &impl Rows, user: UserId, on: Day) -> Result<Vec<Standing>, Fault> {
    let mut found = Vec::new();
    for seat in directory::seats_held(from, user, on)? {
        if let Some(org) = directory::organisation(from, seat.org)? {
            found.push(Standing { seat, org });
        }
    }
    Ok(found)
}

/// Somebody as an actor in a seat of theirs, for setting the account up: a seat of today, or else the next to begin.
pub(crate) fn to_act(from: &impl Rows, user: UserId, today: Day) -> Result<Option<Actor>, Fault> {
    let later =
        directory::holdings_of_user(from, user)?.into_iter().map(|held| held.from).filter(|day| *day > today);
    for day in std::iter::once(today).chain(later) {
        let actor = standings(from, user, day)?.iter().find_map(|standing| standing.actor(user, true));
        if actor.is_some() {
            return Ok(actor);
        }
    }
    Ok(None)
}

/// Whether somebody holds a seat of the organisation on that day or will.
pub(crate) fn belongs_to(from: &impl Rows, user: UserId, org: OrgId, today: Day) -> Result<bool, Fault> {
    let held = directory::holdings_of_user(from, user)?;
    Ok(held.iter().any(|held| held.org == org && held.until.is_none_or(|until| until >= today)))
}

/// Somebody's sessions that may still be open at that moment.
pub(crate) fn open_sessions(from: &Loading<'_>, user: UserId) -> Result<Vec<SignIn>, Fault> {
    read::open_sessions(from, user, since(from.now()))
}

/// Sessions that began before this have ended by their length.
pub(crate) fn since(now: Moment) -> Moment {
    now.plus_hours(-SESSION_HOURS.on(now.day()))
}

/// Ends sessions.
pub(crate) fn ending<T>(
    mut draft: Draft<T>,
    sessions: impl IntoIterator<Item = Id>,
    why: SessionEnd,
) -> Draft<T> {
    for session in sessions {
        draft = draft.fact(sign_in(session), kind::ENDED, &v1::Ended { why: why.as_str().to_owned() });
    }
    draft
}

/// A message about an account: ids and the name of a template. Whoever sends it asks [`crate::Accounts`] for the address
/// and the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// To whom.
    pub user: UserId,
    /// Whose code it brings.
    pub link: Option<Id>,
    /// `account-invitation`, `account-reset`, `account-password-changed` or `account-seat-given`.
    pub template: String,
}

/// The kind of job that sends it.
/// The kind of job by which accounts write to somebody.
pub const MAIL: &str = "account-mail";

/// Leaves a message as a job.
pub(crate) fn tell<T>(
    draft: Draft<T>,
    now: Moment,
    user: UserId,
    link: Option<Id>,
    template: &str,
) -> Draft<T> {
    match serde_json::to_string(&Message { user, link, template: template.to_owned() }) {
        Ok(body) => draft.job(NewJob { kind: MAIL, due: now, body }),
        // Three short fields always write; were it otherwise, the act itself must not fail for a message.
        Err(_) => draft,
    }
}
