//! `/enter` and `/enter/{role or seat}`: one button per made-up person. Only for training: in a place where everybody is made
//! up, that listens on this machine alone, and asked from this machine by no proxy. Anywhere else there is no such page.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::{SeatId, UserId};
use maud::html;
use web::components as nhs;
use web::{Cookie, ListQuery, Page, Stop, Typed, see_other};

use super::asked::{Asked, fault, host_is_loopback, stop, with_cookies};
use super::sign_in::query;
use crate::Accounts;
use crate::acts::{Shown, Standing, standings};
use crate::read;

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/enter", get(roles)).route("/enter/{who}", get(show).post(sent))
}

/// Refused as if there were no such page, unless all of it holds.
fn only_in_training(accounts: &Accounts, asked: &Asked) -> Result<(), Stop> {
    let by_proxy = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
    let direct = by_proxy.iter().all(|name| !asked.headers.contains_key(*name));
    // Another site's name that leads to this machine would let its pages press the button.
    let host = asked.headers.get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    let here = host.is_none_or(host_is_loopback);
    if accounts.trains() && asked.place.synthetic && direct && here { Ok(()) } else { Err(Stop::NotFound) }
}

/// A seat of an organisation as it stands in an address: the reception of ZP015 is `reception-zp015`.
fn slug(title: &str) -> String {
    let plain: String = title
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Everybody who holds a seat today, by organisation and seat.
fn everybody(accounts: &Accounts) -> Result<Vec<(UserId, Standing)>, Stop> {
    let found = || {
        let reading = accounts.reading()?;
        let today = accounts.now().day();
        let mut found = Vec::new();
        for user in read::users(&reading)? {
            found.extend(standings(&reading, user, today)?.into_iter().map(|standing| (user, standing)));
        }
        Ok(found)
    };
    let mut all: Vec<(UserId, Standing)> = found().map_err(fault("listing made-up people"))?;
    all.sort_by(|(_, a), (_, b)| (&a.org.name, &a.seat.title).cmp(&(&b.org.name, &b.seat.title)));
    Ok(all)
}

async fn roles(State(accounts): State<Accounts>, asked: Asked) -> Result<Page, Stop> {
    only_in_training(&accounts, &asked)?;
    let mut counts = std::collections::BTreeMap::new();
    for (_, standing) in everybody(&accounts)? {
        *counts.entry(standing.seat.role).or_insert(0_usize) += 1;
    }
    let back = query(&Typed::of([("then", Asked::then(&asked.query))]));
    let rows = counts.into_iter().map(|(role, count)| {
        let door = format!("/enter/{role}?{back}");
        vec![nhs::TableCell::link(role.replace('_', " "), door), count.to_string().into()]
    });
    let head = vec![nhs::Column::words("Role"), nhs::Column::figures("People")];
    let table = nhs::Table::new("Made-up people by role", head, rows.collect());
    Ok(Page::new("Enter as somebody made up").now("Choose a role.").body(html! { (table) }))
}

async fn show(
    State(accounts): State<Accounts>,
    Path(who): Path<String>,
    list: ListQuery,
    asked: Asked,
) -> Result<Page, Stop> {
    only_in_training(&accounts, &asked)?;
    let mut all = everybody(&accounts)?;
    all.retain(|(_, standing)| {
        let title = slug(&standing.seat.title);
        standing.seat.role == who || title == who || slug(&format!("{title} {}", standing.org.code)) == who
    });
    if all.is_empty() {
        return Err(Stop::NotFound);
    }
    let mut cards = Vec::new();
    for (user, standing) in all.iter().skip(list.offset()).take(list.rows) {
        let name = accounts.name_of(*user).await.map_err(fault("naming made-up people"))?.unwrap_or_default();
        cards.push(html! {
            li {
                form method="post" action={ "/enter/" (who) } {
                    (asked.token)
                    input type="hidden" name="user" value=(user);
                    input type="hidden" name="seat" value=(standing.seat.id);
                    input type="hidden" name="then" value=(Asked::then(&asked.query));
                    p { strong { (name) } br; (standing.seat.title) br; (standing.org.name) }
                    (nhs::Button::secondary(format!("Enter as {name}")).small(true))
                }
            }
        });
    }
    let pages = list.pagination(all.len());
    Ok(Page::new("Enter as somebody made up").now("Choose whom to be. Nobody here is real.").body(html! {
        ul class="nhsuk-list" { @for card in cards { (card) } }
        @if let Some(pages) = pages { (pages) }
    }))
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    only_in_training(&accounts, &asked)?;
    let user: UserId = typed.text("user").parse().map_err(|_| Stop::NotFound)?;
    let seat: SeatId = typed.text("seat").parse().map_err(|_| Stop::NotFound)?;
    let held = accounts.reading().and_then(|reading| standings(&reading, user, accounts.now().day()));
    let held = held.map_err(fault("entering in training"))?;
    let actor =
        held.iter().find(|standing| standing.seat.id == seat).and_then(|standing| standing.actor(user, true));
    let actor = actor.ok_or(Stop::NotFound)?;
    let label = asked.device_label();
    let begun = accounts.begin(&actor, Shown::Training, &label).await;
    let token = begun.map_err(|not_done| stop("entering in training", not_done))?;
    let to = see_other(Asked::then(&typed));
    Ok(with_cookies(to, [Cookie::Session.set(&asked.place, &token)]).into_response())
}
