//! `/account/codes`: new recovery codes. All older ones are worth nothing from then on.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;
use web::components as nhs;
use web::{Page, Problems, Stop, Typed};

use super::account_password::prove;
use super::asked::{Asked, fault, stop};
use super::words;
use crate::Accounts;
use crate::acts::NewCodes;

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/account/codes", get(show).post(sent))
}

const HERE: &str = "/account/codes";

fn page(asked: &Asked, problems: &Problems) -> Page {
    Page::new("Make new recovery codes")
        .now("Give your password. The codes you have now stop working.")
        .back("/account")
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(HERE) novalidate {
                (asked.token)
                (nhs::PasswordInput::new("current", "Your password").error_message(problems.of("current")))
                (nhs::Button::new("Make new codes"))
            }
        })
}

async fn show(State(_): State<Accounts>, asked: Asked) -> Result<Page, Stop> {
    asked.signed_in(HERE)?;
    Ok(page(&asked, &Problems::default()))
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    let open =
        accounts.account(session.actor.user).await.map_err(fault("making codes"))?.ok_or(Stop::NotFound)?;
    let mut problems = Problems::default();
    prove(&accounts, &asked, &open.email, &typed, &mut problems).await?;
    if !problems.is_empty() {
        return Ok(page(&asked, &problems).into_response());
    }
    let (codes, recovery) = accounts.new_recovery();
    let done = accounts.journal().submit(&session.actor, NewCodes { recovery }).await;
    done.map_err(|not_done| stop("making recovery codes", not_done))?;
    let page = Page::new("New recovery codes")
        .now("Keep these codes. The older ones do not work any more.")
        .prints()
        .body(html! {
            (words::recovery_codes(&codes))
            (nhs::Button::link("I have kept them", "/account"))
        });
    Ok(page.into_response())
}
