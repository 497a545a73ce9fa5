//! `/account`: one's own seats, sessions, password, telephone and recovery codes.

use accounts_rules::SessionEnd;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use journal::NotDone;
use kernel::{Id, SeatId};
use maud::{Markup, html};
use web::components as nhs;
use web::{Page, Session, Stop, Typed, see_other};

use super::asked::{Asked, fault, stop};
use crate::Accounts;
use crate::acts::{ChooseSeat, EndAllSessions, EndSession, Standing, since, standings};
use crate::read::{self, SignIn};

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new()
        .route("/account", get(show))
        .route("/account/seat", post(choose_seat))
        .route("/account/end-session", post(end_session))
        .route("/account/end-others", post(end_others))
}

const HERE: &str = "/account";

struct Known {
    standings: Vec<Standing>,
    sessions: Vec<SignIn>,
    this: Option<Id>,
    recovery_left: usize,
}

async fn show(State(accounts): State<Accounts>, asked: Asked) -> Result<Page, Stop> {
    let session = asked.signed_in(HERE)?;
    let user = session.actor.user;
    let now = accounts.now();
    let this = asked
        .session_token()
        .map(|token| accounts.sign_in_of(&token))
        .transpose()
        .map_err(fault("reading one's account"))?;
    let known = accounts
        .reading()
        .and_then(|reading| {
            Ok(Known {
                standings: standings(&reading, user, now.day())?,
                sessions: read::open_sessions(&reading, user, since(now))?,
                this: this.flatten().map(|one| one.id),
                recovery_left: read::recovery_left(&reading, user)?,
            })
        })
        .map_err(fault("reading one's account"))?;
    let open = accounts.account(user).await.map_err(fault("reading one's account"))?.ok_or(Stop::NotFound)?;
    // Somebody made up, entered in training, has no codes to run out of.
    let few = open.user.is_set_up() && accounts_rules::few_left(known.recovery_left, now.day());
    let now_line = if few {
        "Make new recovery codes: you have few left."
    } else {
        "Nothing. Here you keep your own account."
    };
    Ok(Page::new("Your account").now(now_line).audience("you alone").body(html! {
        (nhs::SummaryList::new(vec![
            nhs::Row::new("Name", open.name),
            nhs::Row::new("E-mail address", open.email),
            nhs::Row::new("You act as", format!("{}, {}", session.seat_title, session.org_name)),
            nhs::Row::new("Recovery codes left", known.recovery_left.to_string()),
        ]))
        p { a href="/account/password" { "Change your password" } }
        p { a href="/account/telephone" { "Change your telephone" } }
        p { a href="/account/codes" { "Make new recovery codes" } }
        (seats(&asked, session, &known.standings))
        (sessions(&accounts, &asked, &known))
    }))
}

fn seats(asked: &Asked, session: &Session, all: &[Standing]) -> Markup {
    if all.len() < 2 {
        return html! {};
    }
    let items = all
        .iter()
        .map(|one| {
            nhs::Choice::new(one.seat.id.to_string(), one.seat.title.as_str()).hint(one.org.name.as_str())
        })
        .collect();
    html! {
        form method="post" action="/account/seat" {
            (asked.token)
            (nhs::Radios::new("seat", "Which of your seats do you act in?", items).value(session.actor.seat.to_string()))
            (nhs::Button::secondary("Act in this seat"))
        }
    }
}

fn sessions(accounts: &Accounts, asked: &Asked, known: &Known) -> Markup {
    let rows = known
        .sessions
        .iter()
        .map(|one| {
            let seen = accounts.0.cache.last_seen(one.id).map_or_else(|| "Not recorded".to_owned(), |at| at.in_words());
            let last = if Some(one.id) == known.this {
                html! { "This device, now" }
            } else {
                html! {
                    form method="post" action="/account/end-session" {
                        (asked.token)
                        input type="hidden" name="session" value=(one.id);
                        (nhs::Button::secondary(html! { "End" span class="nhsuk-u-visually-hidden" { " the session on " (one.device) " since " (one.began.in_words()) } }).small(true))
                    }
                }
            };
            vec![one.device.as_str().into(), one.began.in_words().into(), seen.into(), last.into()]
        })
        .collect();
    let head = vec![
        nhs::Column::words("Device"),
        nhs::Column::words("Signed in"),
        nhs::Column::words("Last seen"),
        nhs::Column::words("End it"),
    ];
    html! {
        (nhs::Table::new("Where you are signed in", head, rows).responsive(true))
        @if known.sessions.len() > 1 {
            form method="post" action="/account/end-others" { (asked.token) (nhs::Button::secondary("End all the others")) }
        }
    }
}

async fn choose_seat(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    let seat: SeatId = typed.text("seat").parse().map_err(|_| Stop::NotFound)?;
    let token = asked.session_token().ok_or(Stop::NotFound)?;
    let this = accounts.sign_in_of(&token).map_err(fault("choosing a seat"))?.ok_or(Stop::NotFound)?;
    match accounts.journal().submit(&session.actor, ChooseSeat { session: this.id, seat }).await {
        Ok(_) => {}
        Err(NotDone::AgainstTheRules(_)) => return Err(Stop::NotFound),
        Err(not_done) => return Err(stop("choosing a seat", not_done)),
    }
    accounts.0.cache.ask_again(session.actor.user);
    Ok(see_other(HERE).saying("You now act in that seat.").into_response())
}

async fn end_session(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    let one: Id = typed.text("session").parse().map_err(|_| Stop::NotFound)?;
    let act = EndSession { session: one, why: SessionEnd::EndedElsewhere };
    match accounts.journal().submit(&session.actor, act).await {
        Ok(_) | Err(NotDone::AgainstTheRules(_)) => {}
        Err(not_done) => return Err(stop("ending a session", not_done)),
    }
    accounts.0.cache.ask_again(session.actor.user);
    Ok(see_other(HERE).saying("That session has ended.").into_response())
}

async fn end_others(State(accounts): State<Accounts>, asked: Asked) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    let token = asked.session_token().ok_or(Stop::NotFound)?;
    let this = accounts.sign_in_of(&token).map_err(fault("ending sessions"))?.map(|one| one.id);
    let done = accounts.journal().submit(&session.actor, EndAllSessions { but: this }).await;
    done.map_err(|not_done| stop("ending sessions", not_done))?;
    accounts.0.cache.ask_again(session.actor.user);
    Ok(see_other(HERE).saying("All other sessions have ended.").into_response())
}
