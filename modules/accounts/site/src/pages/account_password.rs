//! `/account/password`: a new password, for whoever knows the old one.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;
use web::components as nhs;
use web::{Page, Problems, Stop, Typed, see_other};

use super::asked::{Asked, fault, stop};
use super::set_up::judge;
use super::words;
use crate::Accounts;
use crate::acts::SetPassword;
use crate::sign_in::FirstStep;

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/account/password", get(show).post(sent))
}

const HERE: &str = "/account/password";

fn page(asked: &Asked, problems: &Problems) -> Page {
    Page::new("Change your password")
        .now("Give the password you have, then the one you want.")
        .back("/account")
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(HERE) novalidate {
                (asked.token)
                (nhs::PasswordInput::new("current", "Password you have").error_message(problems.of("current")))
                (words::new_password("New password", problems.of("password")))
                (nhs::Button::new("Change my password"))
            }
            p { "You stay signed in here and are signed out everywhere else." }
        })
}

async fn show(State(_): State<Accounts>, asked: Asked) -> Result<Page, Stop> {
    asked.signed_in(HERE)?;
    Ok(page(&asked, &Problems::default()))
}

/// Adds what is wrong with the password that proves who is at the keyboard. It is looked at only where nothing else is wrong.
pub(super) async fn prove(
    accounts: &Accounts,
    asked: &Asked,
    email: &str,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<(), Stop> {
    if typed.text("current").is_empty() {
        problems.add("current", "Enter the password you have");
    }
    if !problems.is_empty() {
        return Ok(());
    }
    let step = accounts.first_step(email, typed.text("current"), &asked.device(), &asked.address).await;
    match step.map_err(fault("looking at a password"))? {
        FirstStep::Right(_) => {}
        FirstStep::Wrong => problems.add("current", "That is not your password"),
        FirstStep::Wait(until) => problems.add("current", words::wait(until, accounts.now())),
    }
    Ok(())
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    let open = accounts
        .account(session.actor.user)
        .await
        .map_err(fault("changing a password"))?
        .ok_or(Stop::NotFound)?;
    let mut problems = Problems::default();
    judge(typed.text("password"), &open, &accounts, &mut problems);
    prove(&accounts, &asked, &open.email, &typed, &mut problems).await?;
    if !problems.is_empty() {
        return Ok(page(&asked, &problems).into_response());
    }
    let token = asked.session_token().ok_or(Stop::NotFound)?;
    let but = accounts.sign_in_of(&token).map_err(fault("changing a password"))?.map(|one| one.id);
    let stretched =
        accounts.0.stretcher.stretch(typed.text("password").to_owned(), accounts.now().day()).await;
    let act = SetPassword { stretched: stretched.map_err(fault("stretching a password"))?, but };
    let done = accounts.journal().submit(&session.actor, act).await;
    done.map_err(|not_done| stop("changing a password", not_done))?;
    accounts.0.cache.ask_again(session.actor.user);
    Ok(see_other("/account").saying("Your password is changed.").into_response())
}
