//! `/seats/name`: a colleague as holder or deputy of a seat.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::NotDone;
use kernel::UserId;
use maud::html;
use policy::Permit;
use web::components as nhs;
use web::{Page, Problems, Stop, Typed, see_other};

use super::asked::{Asked, stop};
use super::seat_invite::{blank, choice, days, in_words, typed_days};
use super::seat_list::{Seats, keeps, read};
use crate::Accounts;
use crate::acts::{NameHolder, SeatRefused};

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/seats/name", get(show).post(sent))
}

const HERE: &str = "/seats/name";

fn page(accounts: &Accounts, asked: &Asked, of: &Seats, typed: &Typed, problems: &Problems) -> Page {
    let today = accounts.now().day();
    let mut colleagues: Vec<(String, UserId)> = of
        .holdings
        .iter()
        .filter(|held| held.until.is_none_or(|until| until >= today))
        .filter_map(|held| Some((of.names.get(&held.user)?.clone(), held.user)))
        .collect();
    colleagues.sort();
    colleagues.dedup();
    let mut items = vec![nhs::SelectItem::new("", "Choose a colleague")];
    items.extend(colleagues.into_iter().map(|(name, user)| nhs::SelectItem::new(user.to_string(), name)));
    Page::new("Name a deputy or holder")
        .now("Say which colleague, and for which seat.")
        .back("/seats")
        .part("/seats")
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(HERE) novalidate {
                (asked.token)
                (nhs::Select::new("user", "Colleague", items).value(typed.text("user")).error_message(problems.of("user")))
                (choice(of, typed, problems))
                (days(typed, problems))
                (nhs::Button::new("Name them"))
            }
        })
}

async fn show(State(accounts): State<Accounts>, asked: Asked) -> Result<Page, Stop> {
    let session = asked.signed_in(HERE)?;
    if !keeps(&accounts, session, Permit::KeepSeats) {
        return Err(Stop::NotFound);
    }
    let of = read(&accounts, session).await?;
    Ok(page(&accounts, &asked, &of, &blank(&accounts, &asked), &Problems::default()))
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    if !keeps(&accounts, session, Permit::KeepSeats) {
        return Err(Stop::NotFound);
    }
    let of = read(&accounts, session).await?;
    let mut problems = Problems::default();
    let user = typed.text("user").parse::<UserId>();
    if user.is_err() {
        problems.add("user", "Choose a colleague");
    }
    let seat = typed.text("seat").parse();
    if seat.is_err() {
        problems.add("seat", "Choose a seat");
    }
    if user.as_ref().is_ok_and(|user| *user == session.actor.user) {
        problems.add("user", "Nobody gives a seat to themselves: ask another manager or an administrator");
    }
    if seat.as_ref().is_ok_and(|seat| *seat == session.actor.seat) {
        problems.add("seat", "Nobody changes their own seat: ask another manager or an administrator");
    }
    let days = typed_days(&typed, &mut problems);
    let (Ok(user), Ok(seat), Some((from, until)), true) = (user, seat, days, problems.is_empty()) else {
        return Ok(page(&accounts, &asked, &of, &typed, &problems).into_response());
    };
    let act = NameHolder { user, seat, from, until, deputy: typed.text("deputy") == "yes" };
    match accounts.journal().submit(&session.actor, act).await {
        Ok(_) => return Ok(see_other("/seats").saying("They hold the seat from that day.").into_response()),
        Err(NotDone::AgainstTheRules(SeatRefused::Invite(why))) => {
            let (field, words) = in_words(&why);
            problems.add(field, words);
        }
        Err(NotDone::AgainstTheRules(SeatRefused::NotOfThisOrganisation | SeatRefused::NoSuchHolding)) => {
            problems.add("user", "They hold no seat here: invite them by their address");
        }
        Err(not_done) => return Err(stop("naming a holder", not_done)),
    }
    Ok(page(&accounts, &asked, &of, &typed, &problems).into_response())
}
