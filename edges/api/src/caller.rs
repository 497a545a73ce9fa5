//! Who calls: an organisation's own system, by its token in the `Authorization` header. Cookies are never read here, so
//! that no page of another site can make a browser call for somebody who is signed in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use policy::Actor;

use crate::problem::{Kind, Problem};

/// Knows tokens.
pub trait Tokens: Send + Sync {
    /// Whose system it is; nothing for one that is unknown, ended or too old.
    fn actor(&self, bearer: &str) -> Option<Actor>;
}

/// The system that calls.
#[derive(Clone, Debug)]
pub struct Caller(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Problem> {
        parts.extensions.get::<Caller>().cloned().ok_or_else(|| Problem::new(Kind::NoToken))
    }
}

/// The token of a request: one header, one scheme, one word.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (first, None) = (all.next()?, all.next()) else { return None };
    let (scheme, token) = first.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && !token.contains(' ')).then_some(token)
}
