//! `/invitation/set-up`: a password, a telephone, and recovery codes.

use accounts_rules::{About, InvitationKind, RECOVERY_CODES, Secret, check_password};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::{Fault, NotDone};
use kernel::Id;
use maud::html;
use web::components as nhs;
use web::{Page, Problems, Stop, Typed, see_other};

use super::asked::{Asked, fault, stop};
use super::code::first_capital;
use super::invitation::is_open;
use super::words;
use crate::Accounts;
use crate::accounts::Open;
use crate::acts::{AcceptInvitation, to_act};
use crate::read;
use crate::secrets::code_hash;

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/invitation/set-up", get(show).post(sent))
}

const PURPOSE: &str = "set-up-step";

/// Somebody who has shown an open code.
pub(super) struct SettingUp {
    pub(super) hash: String,
    pub(super) open: Open,
    pub(super) secret: Secret,
}

impl Accounts {
    /// What the cookie says once an open code was typed.
    pub(crate) fn set_up_step(&self, hash: &str) -> String {
        self.0.key.sign(PURPOSE, &format!("{hash}.{}", Id::from_bits(rand::random())))
    }

    /// Who it is that typed an open code of that kind.
    pub(super) async fn setting_up(
        &self,
        cookie: &str,
        kind: InvitationKind,
    ) -> Result<Option<SettingUp>, Fault> {
        let Some(text) = self.0.key.read(PURPOSE, cookie) else { return Ok(None) };
        let Some((hash, nonce)) = text.split_once('.') else { return Ok(None) };
        let link = read::link(&self.reading()?, hash)?;
        let Some(link) = link.filter(|link| link.of.kind == kind && is_open(link, self.now())) else {
            return Ok(None);
        };
        let Some(open) = self.account(link.user).await? else { return Ok(None) };
        Ok(Some(SettingUp { hash: hash.to_owned(), open, secret: self.0.key.offered_secret(nonce) }))
    }

    /// New recovery codes and what is stored of them.
    pub(super) fn new_recovery(&self) -> (Vec<String>, Vec<String>) {
        let chance: Vec<u64> = (0..RECOVERY_CODES.on(self.now().day())).map(|_| rand::random()).collect();
        let codes = accounts_rules::new_codes(&chance);
        let hashes = codes.iter().filter_map(|code| code_hash(code)).collect();
        (codes, hashes)
    }
}

/// Adds what is wrong with a new password.
pub(super) fn judge(password: &str, open: &Open, accounts: &Accounts, problems: &mut Problems) {
    let about = About { name: &open.name, mail: &open.email, organisation: "" };
    if let Err(why) = check_password(password, about, accounts.now().day()) {
        problems.add("password", first_capital(&why.to_string()));
    }
}

fn page(asked: &Asked, accounts: &Accounts, of: &SettingUp, problems: &Problems) -> Page {
    Page::new("Set up your account")
        .now("Choose a password and connect your telephone.")
        .audience("you alone")
        .errors(problems.summary())
        .body(html! {
            p { "You are " strong { (of.open.name) } " and sign in as " strong { (of.open.email) } "." }
            form method="post" action="/invitation/set-up" novalidate {
                (asked.token)
                // So that a browser that keeps passwords keeps this one under the right name.
                input type="hidden" name="username" autocomplete="username" value=(of.open.email);
                (words::new_password("New password", problems.of("password")))
                h2 class="nhsuk-heading-m" { "Your telephone" }
                (words::telephone(&of.secret, &of.open.email, &accounts.0.place_name))
                (words::one_time_code("Code on your telephone", "Six figures, new every half minute", problems.of("code")))
                (nhs::Button::new("Set up my account"))
            }
        })
}

async fn show(State(accounts): State<Accounts>, asked: Asked) -> Result<Response, Stop> {
    let found = accounts
        .setting_up(asked.step(), InvitationKind::Invite)
        .await
        .map_err(fault("setting up an account"))?;
    let Some(of) = found else { return Ok(see_other("/invitation").into_response()) };
    Ok(page(&asked, &accounts, &of, &Problems::default()).into_response())
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let found = accounts
        .setting_up(asked.step(), InvitationKind::Invite)
        .await
        .map_err(fault("setting up an account"))?;
    let Some(of) = found else { return Ok(not_open()) };
    let mut problems = Problems::default();
    let password = typed.text("password");
    judge(password, &of.open, &accounts, &mut problems);
    if let Err(why) = of.secret.check(typed.text("code"), accounts.now(), None) {
        problems.add("code", first_capital(&why.to_string()));
    }
    if !problems.is_empty() {
        return Ok(page(&asked, &accounts, &of, &problems).into_response());
    }
    let user = of.open.user.id;
    let today = accounts.now().day();
    let actor =
        accounts.reading().and_then(|reading| to_act(&reading, user, today)).map_err(fault("setting up"))?;
    let Some(actor) = actor else { return Ok(not_open()) };
    let stretched = accounts.0.stretcher.stretch(password.to_owned(), today).await;
    let stretched = stretched.map_err(fault("stretching a password"))?;
    let (codes, recovery) = accounts.new_recovery();
    let act = AcceptInvitation { hash: of.hash, stretched, secret: of.secret, recovery };
    match accounts.journal().submit(&actor, act).await {
        Ok(_) => accounts.0.cache.ask_again(user),
        Err(NotDone::AgainstTheRules(_)) => return Ok(not_open()),
        Err(not_done) => return Err(stop("setting up an account", not_done)),
    }
    let page =
        Page::new("Your account is set up").now("Keep these codes, then sign in.").prints().body(html! {
            (words::recovery_codes(&codes))
            (nhs::Button::link("Sign in", "/sign-in"))
        });
    Ok(page.into_response())
}

/// The code was used, replaced or ran out meanwhile.
pub(super) fn not_open() -> Response {
    see_other("/invitation").saying("That code is not open any more. Nothing was changed.").into_response()
}
