//! Who is signed in, as the pages see it. How one signs in is told elsewhere; this crate asks through [`Sessions`].

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kernel::Moment;

use crate::stop::Stop;

/// An answer that is on its way.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Finds the session of a cookie.
pub trait Sessions: Send + Sync {
    /// The session of that token if it is known, not ended and not too old at that moment.
    fn resolve<'a>(&'a self, token: &'a str, now: Moment) -> Later<'a, Option<Session>>;
}

/// Nobody is ever signed in.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSessions;

impl Sessions for NoSessions {
    fn resolve<'a>(&'a self, _: &'a str, _: Moment) -> Later<'a, Option<Session>> {
        Box::pin(std::future::ready(None))
    }
}

/// Somebody who is signed in, in one of their seats.
#[derive(Clone)]
pub struct Session {
    /// Who acts, for policy.
    pub actor: policy::Actor,
    /// Their name, as the header shows it.
    pub name: String,
    /// The seat they act in: “Practice manager”.
    pub seat_title: String,
    /// The organisation of that seat.
    pub org_name: String,
    /// The secret that this session's forms carry.
    pub csrf: String,
    /// When the session ends if nothing is done, for the notice on the page.
    pub ends_at: Option<Moment>,
}

/// A page that only those who are signed in may open: others are led to the sign-in page and back.
#[derive(Clone)]
pub struct SignedIn(pub Session);

impl SignedIn {
    /// Who acts.
    pub fn actor(&self) -> &policy::Actor {
        &self.0.actor
    }
}

impl Deref for SignedIn {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.0
    }
}

/// A page that anybody may open: somebody signed in, or a stranger.
#[derive(Clone)]
pub struct Visitor(pub Option<Session>);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<SignedIn, Stop> {
        match parts.extensions.get::<Session>() {
            Some(session) => Ok(SignedIn(session.clone())),
            None => Err(Stop::SignIn { back_to: back_to(parts) }),
        }
    }
}

/// Where to go after signing in: this page, or the page whose form was sent.
fn back_to(parts: &Parts) -> String {
    if parts.method.is_safe() {
        return parts.uri.path_and_query().map_or("/", |address| address.as_str()).to_owned();
    }
    crate::redirect::came_from(&parts.headers).unwrap_or_else(|| parts.uri.path().to_owned())
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Self::Rejection> {
        Ok(Visitor(parts.extensions.get::<Session>().cloned()))
    }
}
