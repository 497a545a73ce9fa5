//! `/seats/holding/{seat}/{user}/{from}`: one holding: end it, end everything as somebody leaves, end their sessions, send a
//! new invitation or reset.

use accounts_rules::InvitationKind;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_rules::facts::v1::{Holding, Seat};
use journal::NotDone;
use kernel::{Day, SeatId, UserId};
use maud::html;
use policy::Permit;
use web::components as nhs;
use web::{Page, Problems, Session, Stop, Typed, see_other};

use super::asked::{Asked, stop};
use super::seat_list::{keeps, read};
use crate::Accounts;
use crate::acts::{EndHolding, EndSessionsOf, Leave, SendLink};

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/seats/holding/{seat}/{user}/{from}", get(show).post(sent))
}

type Key = (String, String, String);

struct Known {
    held: Holding,
    seat: Seat,
    name: String,
}

async fn known(accounts: &Accounts, session: &Session, key: &Key) -> Result<Known, Stop> {
    if !keeps(accounts, session, Permit::KeepSeats) {
        return Err(Stop::NotFound);
    }
    let (seat, user, from) = key;
    let seat: SeatId = seat.parse().map_err(|_| Stop::NotFound)?;
    let user: UserId = user.parse().map_err(|_| Stop::NotFound)?;
    let from: Day = from.parse().map_err(|_| Stop::NotFound)?;
    let of = read(accounts, session).await?;
    let held = of.holdings.iter().find(|held| held.seat == seat && held.user == user && held.from == from);
    let (Some(held), Some(seat)) = (held, of.seats.iter().find(|of| of.id == seat)) else {
        return Err(Stop::NotFound);
    };
    let name = of.names.get(&user).cloned().unwrap_or_default();
    Ok(Known { held: held.clone(), seat: seat.clone(), name })
}

fn address(held: &Holding) -> String {
    format!("/seats/holding/{}/{}/{}", held.seat, held.user, held.from)
}

fn page(asked: &Asked, known: &Known, typed: &Typed, problems: &Problems) -> Page {
    let until = known.held.until.map_or_else(|| "no end known".to_owned(), Day::in_words);
    let part = |which: &str| typed.text(&format!("last[{which}]")).to_owned();
    let values =
        nhs::date_input::DateValues::default().day(part("day")).month(part("month")).year(part("year"));
    let action = address(&known.held);
    Page::new(known.name.as_str())
        .caption(known.seat.title.as_str())
        .now("Nothing, unless this is changing.")
        .back("/seats")
        .part("/seats")
        .errors(problems.summary())
        .body(html! {
            (nhs::SummaryList::new(vec![
                nhs::Row::new("As", if known.held.deputy { "Deputy" } else { "Holder" }),
                nhs::Row::new("First day", known.held.from.in_words()),
                nhs::Row::new("Last day", until),
            ]))
            h2 class="nhsuk-heading-m" { "An end" }
            form method="post" action=(action) novalidate {
                (asked.token)
                (nhs::DateInput::new("last", "Last day").hint("Yesterday or before ends it at once, within a minute").values(values).error_message(problems.of("last")))
                div class="nhsuk-button-group" {
                    (nhs::Button::new("End this seat for them").name("do").value("end"))
                    (nhs::Button::secondary("They leave: end all their seats here").name("do").value("leave"))
                }
            }
            h2 class="nhsuk-heading-m" { "Their sign-in" }
            form method="post" action=(action) novalidate {
                (asked.token)
                p { "A reset brings a code for a new password. An invitation brings one for a new password, telephone and recovery codes. Both go to their own mail address only." }
                div class="nhsuk-button-group" {
                    (nhs::Button::secondary("Send a reset").name("do").value("reset"))
                    (nhs::Button::secondary("Send a new invitation").name("do").value("invite"))
                    (nhs::Button::secondary("Sign them out everywhere now").name("do").value("sessions"))
                }
            }
        })
}

async fn show(State(accounts): State<Accounts>, Path(key): Path<Key>, asked: Asked) -> Result<Page, Stop> {
    let session = asked.signed_in("/seats")?;
    let known = known(&accounts, session, &key).await?;
    Ok(page(&asked, &known, &Typed::default(), &Problems::default()))
}

async fn sent(
    State(accounts): State<Accounts>,
    Path(key): Path<Key>,
    asked: Asked,
    typed: Typed,
) -> Result<Response, Stop> {
    let session = asked.signed_in("/seats")?;
    let known = known(&accounts, session, &key).await?;
    let mut problems = Problems::default();
    let said = match typed.text("do") {
        "end" | "leave" => {
            let Some(last) = problems.day(&typed, "last", "the last day") else {
                return Ok(page(&asked, &known, &typed, &problems).into_response());
            };
            end(&accounts, session, &known, last, typed.text("do") == "leave").await?
        }
        "sessions" => {
            let done = accounts.journal().submit(&session.actor, EndSessionsOf(known.held.user)).await;
            done.map_err(|not_done| stop("ending sessions", not_done))?;
            "They are signed out everywhere."
        }
        "reset" => link(&accounts, session, &known, InvitationKind::Reset).await?,
        "invite" => link(&accounts, session, &known, InvitationKind::Invite).await?,
        _ => return Err(Stop::NotFound),
    };
    accounts.0.cache.ask_again(known.held.user);
    Ok(see_other("/seats").saying(said).into_response())
}

async fn end(
    accounts: &Accounts,
    session: &Session,
    known: &Known,
    last: Day,
    leaves: bool,
) -> Result<&'static str, Stop> {
    let Holding { seat, user, from, org, .. } = known.held;
    if leaves {
        match accounts.journal().submit(&session.actor, Leave { user, org, last_day: last }).await {
            Ok(done) if done.answer.is_empty() => Ok("All their seats here have an end."),
            Ok(_) => {
                Ok("All their seats here have an end. Somebody must be named for those that are then empty.")
            }
            Err(NotDone::AgainstTheRules(_)) => {
                Ok("Nothing was changed: they hold nothing here after that day.")
            }
            Err(not_done) => Err(stop("ending all of somebody's seats", not_done)),
        }
    } else {
        let done =
            accounts.journal().submit(&session.actor, EndHolding { seat, user, from, until: last }).await;
        done.map_err(|not_done| stop("ending a holding", not_done))?;
        Ok("The seat has an end for them.")
    }
}

async fn link(
    accounts: &Accounts,
    session: &Session,
    known: &Known,
    of: InvitationKind,
) -> Result<&'static str, Stop> {
    let act = SendLink { user: known.held.user, of, link: accounts.new_link() };
    match accounts.journal().submit(&session.actor, act).await {
        Ok(_) => Ok("A code is on its way to their own mail address."),
        Err(NotDone::AgainstTheRules(_)) => {
            Ok("Nothing was sent: their account is not set up. Send a new invitation.")
        }
        Err(not_done) => Err(stop("sending a code", not_done)),
    }
}
