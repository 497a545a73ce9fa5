//! `/seats/systems`: an organisation's own record systems that come in by a token: which there are, a new one, an end. A
//! token is shown once, on the answer that makes it, and is kept nowhere.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::NotDone;
use kernel::{Day, Id};
use maud::{Markup, html};
use policy::Permit;
use web::components as nhs;
use web::{Page, Problems, Session, Stop, Typed, see_other};

use super::asked::{Asked, fault, stop};
use super::seat_list::ours;
use crate::Accounts;
use crate::acts::{EndToken, MakeToken, TokenRefused};
use crate::read::{self, Token};
use crate::secrets::{new_token, token_hash};

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route(HERE, get(show).post(sent))
}

const HERE: &str = "/seats/systems";

/// The tokens of the reader's own organisation, the newest first; not there for whoever does not keep them.
fn tokens(accounts: &Accounts, session: &Session) -> Result<Vec<Token>, Stop> {
    let reading = accounts.journal().reading(&session.actor, Permit::KeepTokens, ours());
    let reading = reading.map_err(|not_done: NotDone<()>| stop("reading tokens", not_done))?;
    let mut tokens = read::tokens(&reading, session.actor.org).map_err(fault("reading tokens"))?;
    tokens.reverse();
    Ok(tokens)
}

fn standing(token: &Token, today: Day) -> (&'static str, nhs::Colour) {
    match token.ended {
        Some(_) => ("ended", nhs::Colour::Grey),
        None if token.until < today => ("run out", nhs::Colour::Grey),
        None => ("taken", nhs::Colour::Green),
    }
}

fn row(asked: &Asked, token: &Token, today: Day) -> Vec<nhs::TableCell> {
    let (words, colour) = standing(token, today);
    let end = html! {
        @if words == "taken" {
            form method="post" action=(HERE) {
                (asked.token)
                input type="hidden" name="end" value=(token.id);
                (nhs::Button::secondary(html! { "End" span class="nhsuk-u-visually-hidden" { " the token of " (token.title) } }).small(true))
            }
        }
    };
    vec![
        token.title.as_str().into(),
        token.made.day().in_words().into(),
        token.until.in_words().into(),
        html! { (nhs::Tag::new(words, colour)) }.into(),
        end.into(),
    ]
}

fn table(asked: &Asked, tokens: &[Token], today: Day) -> Markup {
    let head = ["System", "Made", "Last day", "Standing", "Change"].map(nhs::Column::words).into();
    let rows = tokens.iter().map(|token| row(asked, token, today)).collect();
    html! { (nhs::Table::new("Systems that come in by a token", head, rows).responsive(true)) }
}

fn page(accounts: &Accounts, asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Page, Stop> {
    let session = asked.signed_in(HERE)?;
    let (tokens, today) = (tokens(accounts, session)?, accounts.now().day());
    let taken = tokens.iter().filter(|token| standing(token, today).0 == "taken").count();
    let now = match taken {
        0 => "Nothing, unless a record system of yours is to place and answer asks by itself.".to_owned(),
        1 => "Nothing. One system of yours comes in by a token.".to_owned(),
        several => format!("Nothing. {several} systems of yours come in by a token."),
    };
    Ok(Page::new("Systems")
        .caption(session.org_name.as_str())
        .part("/seats")
        .back("/seats")
        .now(now)
        .audience(format!("whoever administers {}", session.org_name))
        .errors(problems.summary())
        .body(html! {
            @if !tokens.is_empty() { (table(asked, &tokens, today)) }
            h2 class="nhsuk-heading-m" { "A new token" }
            form method="post" action=(HERE) novalidate {
                (asked.token)
                (nhs::Input::new("title", "Which system is it for?").hint("As its keeper calls it. The access log says so wherever the system looked.")
                    .value(typed.text("title")).error_message(problems.of("title")))
                (nhs::Button::new("Make a token"))
            }
            p { "What a system may do is what your organisation may; a clinician’s seat stands behind each clinical step. " a href="/api" { "How a system talks to this place" } }
        }))
}

async fn show(State(accounts): State<Accounts>, asked: Asked) -> Result<Page, Stop> {
    page(&accounts, &asked, &Typed::default(), &Problems::default())
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    match typed.word("end") {
        Some(id) => end(&accounts, &asked, id).await,
        None => make(&accounts, &asked, &typed).await,
    }
}

async fn make(accounts: &Accounts, asked: &Asked, typed: &Typed) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    let bearer = new_token();
    let title = typed.text("title").to_owned();
    let act = MakeToken {
        token: Id::from_bits(rand::random()),
        org: session.actor.org,
        title: title.clone(),
        hash: token_hash(&bearer),
    };
    match accounts.journal().submit(&session.actor, act).await {
        Ok(_) => Ok(made(&title, &bearer).into_response()),
        Err(NotDone::AgainstTheRules(TokenRefused::TitleMissing)) => {
            let mut problems = Problems::default();
            problems.add("title", "Say which system the token is for");
            Ok(page(accounts, asked, typed, &problems)?.into_response())
        }
        Err(not_done) => Err(stop("making a token", not_done)),
    }
}

fn made(title: &str, bearer: &str) -> Page {
    Page::new("The new token")
        .now("Copy it into the system now. It is not shown again.")
        .part("/seats")
        .body(html! {
            (nhs::SummaryList::new(vec![nhs::Row::new("System", title), nhs::Row::new("Token", html! { code { (bearer) } })]))
            (nhs::WarningCallout::new("As good as a password", html! {
                p { "Whoever has it acts as your organisation. Do not send it by mail; end it here if it may have been seen." }
            }))
            (nhs::Button::link("It is copied", HERE))
        })
}

async fn end(accounts: &Accounts, asked: &Asked, id: &str) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    let id: Id = id.parse().map_err(|_| Stop::NotFound)?;
    let said = match accounts.journal().submit(&session.actor, EndToken(id)).await {
        Ok(_) => "The token is not taken any more.",
        Err(NotDone::AgainstTheRules(_)) => "Nothing was changed: that token had ended.",
        Err(not_done) => return Err(stop("ending a token", not_done)),
    };
    Ok(see_other(HERE).saying(said).into_response())
}
