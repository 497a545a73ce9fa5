//! `/sign-out`: ends the session on this device.

use accounts_rules::SessionEnd;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use journal::NotDone;
use web::{Cookie, Stop, see_other};

use super::asked::{Asked, fault, stop, with_cookies};
use crate::Accounts;
use crate::acts::EndSession;

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/sign-out", post(sent))
}

async fn sent(State(accounts): State<Accounts>, asked: Asked) -> Result<Response, Stop> {
    if let (Some(session), Some(token)) = (&asked.session, asked.session_token()) {
        let known = accounts.sign_in_of(&token).map_err(fault("signing out"))?;
        if let Some(sign_in) = known {
            let act = EndSession { session: sign_in.id, why: SessionEnd::SignedOut };
            match accounts.journal().submit(&session.actor, act).await {
                // Ended already is ended.
                Ok(_) | Err(NotDone::AgainstTheRules(_)) => {}
                Err(not_done) => return Err(stop("signing out", not_done)),
            }
            accounts.0.cache.ask_again(sign_in.user);
        }
    }
    let to = see_other("/sign-in").saying("You are signed out.");
    Ok(with_cookies(to, [Cookie::Session.gone(&asked.place)]))
}
