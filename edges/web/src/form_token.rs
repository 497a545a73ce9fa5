//! What every form carries, so that another site's page cannot send one in somebody's name.
//!
//! Of somebody signed in it is their session's secret; of a stranger it is a signature over a cookie that only this
//! site could set.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use hmac::{Hmac, Mac};
use maud::{Markup, Render, html};
use sha2::Sha256;

use crate::place::Place;
use crate::session::Session;
use crate::stop::Stop;

/// The name of the field.
pub const FIELD: &str = "form_token";
/// The header, for what a script sends.
pub const HEADER: &str = "x-form-token";

/// What every form carries: `(token)` inside the form writes the field.
#[derive(Clone)]
pub struct FormToken(pub(crate) String);

impl FormToken {
    /// The token itself, for a test.
    pub fn text(&self) -> &str {
        &self.0
    }

    pub(crate) fn of_session(session: &Session) -> FormToken {
        FormToken(session.csrf.clone())
    }

    pub(crate) fn of_stranger(place: &Place, cookie: &str) -> FormToken {
        FormToken(signature(place, "form", cookie))
    }

    /// In a time that does not tell how much of it was right.
    pub(crate) fn is(&self, given: &str) -> bool {
        let (own, given) = (self.0.as_bytes(), given.as_bytes());
        own.len() == given.len()
            && !own.is_empty()
            && own.iter().zip(given).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
    }
}

/// A signature in hexadecimal over a text for one purpose.
pub(crate) fn signature(place: &Place, purpose: &str, text: &str) -> String {
    let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(place.form_key()) else { return String::new() };
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Render for FormToken {
    fn render(&self) -> Markup {
        html! { input type="hidden" name=(FIELD) value=(self.0); }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for FormToken {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<FormToken, Stop> {
        let found = parts.extensions.get::<FormToken>().cloned();
        found.ok_or_else(|| Stop::fault("a page outside the shell asked for a form token", "no shell"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_token_fits_one_cookie_of_one_place() {
        let place = Place::new("Marlshire", "http://127.0.0.1", [1; 32]);
        let other = Place::new("Marlshire", "http://127.0.0.1", [2; 32]);
        let token = FormToken::of_stranger(&place, "abc");
        assert!(token.is(FormToken::of_stranger(&place, "abc").text()));
        assert!(!token.is(FormToken::of_stranger(&place, "abd").text()));
        assert!(!token.is(FormToken::of_stranger(&other, "abc").text()));
        assert!(!token.is(""));
        assert!(!FormToken(String::new()).is(""));
    }
}
