//! Finds the session of a cookie. What was found is believed for thirty seconds, so that a leaver is out within the minute
//! and a page costs no reading; when somebody was last seen is kept in memory alone.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use accounts_rules::{SessionStanding, recheck_due, too_many};
use journal::{Fault, NotDone};
use kernel::{Id, Moment, UserId};
use policy::Actor;

use crate::accounts::Accounts;
use crate::acts::{BeginSession, SessionRefused, Shown, standings};
use crate::read::{self, SignIn};
use crate::secrets::{form_secret, new_token, token_hash};

/// Sessions in use, by the hash of their token.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<String, Cached>>);

#[derive(Clone)]
struct Cached {
    sign_in: SignIn,
    session: web::Session,
    last_seen: Moment,
    checked: Moment,
}

/// More sessions than this are thinned out.
const CACHED_MAX: usize = 20_000;

impl Cache {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Cached>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The session is asked for anew at the next page: it has ended or changed. When it was last seen is kept.
    pub(crate) fn ask_again(&self, user: UserId) {
        let long_ago = Moment::from_micros(0);
        self.with(|map| {
            map.values_mut().filter(|one| one.sign_in.user == user).for_each(|one| one.checked = long_ago)
        });
    }

    /// When a session was last seen by this process.
    pub(crate) fn last_seen(&self, id: Id) -> Option<Moment> {
        self.with(|map| map.values().find(|one| one.sign_in.id == id).map(|one| one.last_seen))
    }
}

/// The session, if it is open at that moment; it was then seen.
fn seen(one: &mut Cached, now: Moment) -> Option<web::Session> {
    match one.sign_in.of(Some(one.last_seen)).standing(None, now) {
        SessionStanding::Open { ends_at, .. } => {
            one.last_seen = one.last_seen.max(now);
            let locks_at = match one.sign_in.of(Some(now)).standing(None, now) {
                SessionStanding::Open { locks_at, .. } => locks_at,
                SessionStanding::Locked { .. } | SessionStanding::Ended { .. } => now,
            };
            one.session.ends_at = Some(ends_at.min(locks_at));
            Some(one.session.clone())
        }
        SessionStanding::Locked { .. } | SessionStanding::Ended { .. } => None,
    }
}

impl web::Sessions for Accounts {
    fn resolve<'a>(&'a self, token: &'a str, now: Moment) -> web::Later<'a, Option<web::Session>> {
        Box::pin(async move {
            self.session_of(token, now).await.unwrap_or_else(|fault| {
                tracing::error!(%fault, "finding a session");
                None
            })
        })
    }
}

impl Accounts {
    async fn session_of(&self, token: &str, now: Moment) -> Result<Option<web::Session>, Fault> {
        let hash = token_hash(token);
        let known = self.0.cache.with(|map| {
            let one = map.get_mut(&hash)?;
            if recheck_due(one.checked, now) { None } else { Some(seen(one, now)) }
        });
        if let Some(session) = known {
            return Ok(session);
        }
        let Some((sign_in, mut session)) = self.look_up(&hash, now).await? else {
            self.0.cache.with(|map| map.remove(&hash));
            return Ok(None);
        };
        session.csrf = form_secret(token);
        Ok(self.0.cache.with(|map| {
            if map.len() > CACHED_MAX {
                map.retain(|_, one| !recheck_due(one.checked, now) || one.last_seen > now.plus_hours(-1));
            }
            // A session that this process has not seen counts as seen when it began: after a restart, who has been here
            // for longer than a session may idle signs in again.
            let last_seen = map.get(&hash).map_or(sign_in.began, |one| one.last_seen);
            let mut one = Cached { sign_in, session, last_seen, checked: now };
            let session = seen(&mut one, now);
            map.insert(hash, one);
            session
        }))
    }

    async fn look_up(&self, hash: &str, now: Moment) -> Result<Option<(SignIn, web::Session)>, Fault> {
        let found = {
            let reading = self.reading()?;
            let open = read::session_by_token(&reading, hash)?.filter(|one| one.ended.is_none());
            let Some(sign_in) = open else { return Ok(None) };
            // A session begun in training is worth nothing where there is none, even in a copy of the same file.
            if sign_in.factor == "training" && !self.trains() {
                return Ok(None);
            }
            // The session stands in one seat. When that is held no more it ends: it does not slip into another.
            let held = standings(&reading, sign_in.user, now.day())?;
            held.into_iter().find(|one| one.seat.id == sign_in.seat).map(|standing| (sign_in, standing))
        };
        let Some((sign_in, standing)) = found else { return Ok(None) };
        let Some(actor) = standing.actor(sign_in.user, true) else { return Ok(None) };
        let Some(name) = self.name_of(sign_in.user).await? else { return Ok(None) };
        let session = web::Session {
            actor,
            name,
            seat_title: standing.seat.title,
            org_name: standing.org.name,
            csrf: String::new(),
            ends_at: None,
        };
        Ok(Some((sign_in, session)))
    }

    /// The stored session of a token.
    pub(crate) fn sign_in_of(&self, token: &str) -> Result<Option<SignIn>, Fault> {
        read::session_by_token(&self.reading()?, &token_hash(token))
    }

    /// Begins a session and gives its token, which no page had before.
    pub(crate) async fn begin(
        &self,
        actor: &Actor,
        shown: Shown,
        device: &str,
    ) -> Result<String, NotDone<SessionRefused>> {
        let now = self.now();
        let open = read::open_sessions(&self.reading()?, actor.user, crate::acts::since(now))?;
        let of_rules: Vec<_> = open.iter().map(|one| one.of(self.0.cache.last_seen(one.id))).collect();
        let gives_way =
            too_many(&of_rules, now).into_iter().filter_map(|nth| open.get(nth)).map(|one| one.id);
        let token = new_token();
        let act = BeginSession {
            session: Id::from_bits(rand::random()),
            hash: token_hash(&token),
            shown,
            device: device.to_owned(),
            gives_way: gives_way.collect(),
        };
        self.journal().submit(actor, act).await?;
        self.0.cache.ask_again(actor.user);
        Ok(token)
    }
}
