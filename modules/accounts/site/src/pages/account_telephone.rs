//! `/account/telephone`: another telephone for one-time codes.

use accounts_rules::Secret;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;
use web::components as nhs;
use web::{Page, Problems, Stop, Typed, see_other};

use super::account_password::prove;
use super::asked::{Asked, fault, stop};
use super::code::first_capital;
use super::words;
use crate::Accounts;
use crate::acts::NewSecret;

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/account/telephone", get(show).post(sent))
}

const HERE: &str = "/account/telephone";

/// The secret on offer follows from this session, so that no form has to carry it back.
fn offered(accounts: &Accounts, asked: &Asked) -> Result<Secret, Stop> {
    let token = asked.session_token().ok_or(Stop::NotFound)?;
    Ok(accounts.0.key.offered_secret(&format!("session/{token}")))
}

fn page(asked: &Asked, accounts: &Accounts, email: &str, problems: &Problems) -> Result<Page, Stop> {
    let secret = offered(accounts, asked)?;
    Ok(Page::new("Change your telephone")
        .now("Connect the new telephone, then give its code and your password.")
        .audience("you alone")
        .back("/account")
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(HERE) novalidate {
                (asked.token)
                (words::telephone(&secret, email, &accounts.0.place_name))
                (words::one_time_code("Code on the new telephone", "Six figures, new every half minute", problems.of("code")))
                (nhs::PasswordInput::new("current", "Your password").error_message(problems.of("current")))
                (nhs::Button::new("Use this telephone"))
            }
            p { "The old one stops working. You stay signed in here and are signed out everywhere else." }
        }))
}

async fn show(State(accounts): State<Accounts>, asked: Asked) -> Result<Page, Stop> {
    let session = asked.signed_in(HERE)?;
    let open = accounts
        .account(session.actor.user)
        .await
        .map_err(fault("changing a telephone"))?
        .ok_or(Stop::NotFound)?;
    page(&asked, &accounts, &open.email, &Problems::default())
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    let open = accounts
        .account(session.actor.user)
        .await
        .map_err(fault("changing a telephone"))?
        .ok_or(Stop::NotFound)?;
    let secret = offered(&accounts, &asked)?;
    let mut problems = Problems::default();
    if let Err(why) = secret.check(typed.text("code"), accounts.now(), None) {
        problems.add("code", first_capital(&why.to_string()));
    }
    prove(&accounts, &asked, &open.email, &typed, &mut problems).await?;
    if !problems.is_empty() {
        return Ok(page(&asked, &accounts, &open.email, &problems)?.into_response());
    }
    let token = asked.session_token().ok_or(Stop::NotFound)?;
    let but = accounts.sign_in_of(&token).map_err(fault("changing a telephone"))?.map(|one| one.id);
    let done = accounts.journal().submit(&session.actor, NewSecret { secret, but }).await;
    done.map_err(|not_done| stop("changing a telephone", not_done))?;
    accounts.0.cache.ask_again(session.actor.user);
    Ok(see_other("/account").saying("Codes now come from the new telephone.").into_response())
}
