//! `/reset`: asks for a code by mail; and `/reset/password`: a new password with that code. The telephone stays as it is.

use accounts_rules::{Door, InvitationKind};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::NotDone;
use maud::html;
use web::components as nhs;
use web::{Page, Problems, Stop, Typed, see_other};

use super::asked::{Asked, fault, stop};
use super::set_up::{SettingUp, judge, not_open};
use super::words;
use crate::Accounts;
use crate::acts::{SendLink, UseReset, to_act};
use crate::door::Attempt;
use crate::names::{program, tidy_email};

/// The pages' addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new()
        .route("/reset", get(show).post(sent))
        .route("/reset/password", get(show_password).post(sent_password))
}

fn page(asked: &Asked, typed: &Typed, problems: &Problems) -> Page {
    Page::new("Set a new password")
        .now("Type your e-mail address. A code comes by mail.")
        .back("/sign-in")
        .errors(problems.summary())
        .body(html! {
            form method="post" action="/reset" novalidate {
                (asked.token)
                (nhs::Input::new("email", "E-mail address").kind("email").autocomplete("username").spellcheck(false)
                    .value(typed.text("email")).error_message(problems.of("email")))
                (nhs::Button::new("Send me a code"))
            }
            p { "If you have lost your telephone as well, ask whoever keeps your organisation's seats for a new invitation." }
        })
}

async fn show(State(_): State<Accounts>, asked: Asked) -> Page {
    page(&asked, &Typed::default(), &Problems::default())
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Response {
    let mut problems = Problems::default();
    let Some(email) = problems.need(&typed, "email", "Enter your e-mail address") else {
        return page(&asked, &typed, &problems).into_response();
    };
    let key = &accounts.0.key;
    let account = key.mark("account", &format!("reset/{}", tidy_email(email)));
    let attempt = Attempt { account, device: None, address: key.mark("address", &asked.address) };
    // Too many, and nothing is sent; but the answer is the same, whoever asks for whomever.
    if accounts.0.door.knock(&attempt, accounts.now()) == Door::Open {
        let email = email.to_owned();
        // Not waited for: an address that somebody has takes as long to answer as one that nobody has.
        tokio::spawn(async move { send(&accounts, &email).await });
    }
    let page = Page::new("Look at your mail")
        .now("If somebody here signs in with that address, a code is on its way. It works once, within an hour.")
        .body(html! { (nhs::Button::link("I have the code", "/invitation")) });
    page.into_response()
}

async fn send(accounts: &Accounts, email: &str) {
    let account = match accounts.account_of(email).await {
        Ok(account) => account.filter(|open| open.user.is_set_up()),
        Err(fault) => return tracing::error!(%fault, "sending a reset"),
    };
    let Some(open) = account else { return };
    let act = SendLink { user: open.user.id, of: InvitationKind::Reset, link: accounts.new_link() };
    if accounts.journal().submit(&program(), act).await.is_err() {
        tracing::error!("a reset was not sent");
    }
}

fn password_page(asked: &Asked, of: &SettingUp, problems: &Problems) -> Page {
    Page::new("Choose a new password")
        .now("Choose a password, then sign in with it and the code on your telephone.")
        .errors(problems.summary())
        .body(html! {
            form method="post" action="/reset/password" novalidate {
                (asked.token)
                input type="hidden" name="username" autocomplete="username" value=(of.open.email);
                (words::new_password("New password", problems.of("password")))
                (nhs::Button::new("Set this password"))
            }
        })
}

async fn show_password(State(accounts): State<Accounts>, asked: Asked) -> Result<Response, Stop> {
    let found = accounts.setting_up(asked.step(), InvitationKind::Reset).await.map_err(fault("resetting"))?;
    let Some(of) = found else { return Ok(see_other("/invitation").into_response()) };
    Ok(password_page(&asked, &of, &Problems::default()).into_response())
}

async fn sent_password(
    State(accounts): State<Accounts>,
    asked: Asked,
    typed: Typed,
) -> Result<Response, Stop> {
    let found = accounts.setting_up(asked.step(), InvitationKind::Reset).await.map_err(fault("resetting"))?;
    let Some(of) = found else { return Ok(not_open()) };
    let mut problems = Problems::default();
    judge(typed.text("password"), &of.open, &accounts, &mut problems);
    if !problems.is_empty() {
        return Ok(password_page(&asked, &of, &problems).into_response());
    }
    let user = of.open.user.id;
    let today = accounts.now().day();
    let actor =
        accounts.reading().and_then(|reading| to_act(&reading, user, today)).map_err(fault("resetting"))?;
    let Some(actor) = actor else { return Ok(not_open()) };
    let stretched = accounts.0.stretcher.stretch(typed.text("password").to_owned(), today).await;
    let act = UseReset { hash: of.hash, stretched: stretched.map_err(fault("stretching a password"))? };
    match accounts.journal().submit(&actor, act).await {
        Ok(_) => accounts.0.cache.ask_again(user),
        Err(NotDone::AgainstTheRules(_)) => return Ok(not_open()),
        Err(not_done) => return Err(stop("resetting a password", not_done)),
    }
    Ok(see_other("/sign-in")
        .saying("Your password is new. Sign in with it; you were signed out everywhere.")
        .into_response())
}
