//! `/groups/{id}/chair`: who chairs, who has, who will; proposed at a quorate meeting, accepted by the seat that takes it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use policy::Permit;
use table_rules::chair::{self, LedBy};
use table_rules::working::CHAIR_SITS_MONTHS;
use web::components::{Button, Select, SelectItem};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, fault, open, open_as, outcome};
use super::form::{choose, day};
use super::names::Names;
use super::{Site, group_parts as parts, groups};
use crate::acts::{AcceptChair, At, ProposeChair};
use crate::read;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/groups/{id}/chair", get(show).post(propose))
        .route("/groups/{id}/chair/accept", post(accept))
}

fn page(opened: &Opened, token: &FormToken, typed: &Typed, problems: &Problems) -> Result<Page, Stop> {
    let names = Names::read(&opened.reading, &opened.table, None)?;
    let chairs = &opened.table.chairs;
    let offered = chair::proposed(chairs);
    let accepts = offered.is_some() && opened.may(Permit::AcceptChair);
    let now = match (accepts, offered) {
        (true, Some(one)) => format!(
            "The chair is offered to your seat from {}: accept it, or say no to whoever proposed it.",
            one.from.in_words()
        ),
        (false, Some(one)) => format!(
            "{} has been asked to take the chair from {}.",
            names.at_table(one.seat),
            one.from.in_words()
        ),
        (_, None) => "Nothing. The next chair is proposed at a quorate meeting.".to_owned(),
    };
    Ok(Page::new("Chair")
        .caption(opened.group().name.as_str())
        .now(now)
        .audience("everybody with a seat at this table")
        .part(groups::HERE)
        .back(opened.href())
        .errors(problems.summary())
        .wide()
        .body(html! {
            @if accepts {
                form method="post" action={ (opened.href()) "/chair/accept" } {
                    (token)
                    p { "From that day your seat sets the agenda, closes items and edits the group’s rules. Money and data stay with the organisations whose they are." }
                    (Button::new("Accept the chair"))
                }
            }
            (parts::chairs(opened, &names))
            @if opened.may(Permit::ProposeChair) { (form(opened, token, typed, problems, &names)?) }
        }))
}

fn form(
    opened: &Opened,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
    names: &Names,
) -> Result<Markup, Stop> {
    let is_first = !opened.table.chairs.iter().any(|one| one.accepted.is_some());
    let quorate =
        read::last_quorate(&opened.reading, &opened.table).map_err(fault("reading the last quorum"))?;
    let told = match (&quorate, is_first) {
        (_, true) => "The first chair holds at once.".to_owned(),
        (None, false) => "No meeting has recorded who came yet.".to_owned(),
        (Some((day, quorate)), false) => format!("Meeting of {}: {}", day.in_words(), quorate.in_words()),
    };
    let seats = opened.table.seats.iter().filter(|seat| seat.holder.is_some());
    let seats = seats.map(|seat| SelectItem::new(seat.id.to_string(), names.at_table(seat.id))).collect();
    Ok(html! {
        h2 class="nhsuk-heading-m" { @if is_first { "Enter the first chair" } @else { "Enter the chair that the meeting proposed" } }
        p { (told) }
        form method="post" action={ (opened.href()) "/chair" } id="form" novalidate {
            (token)
            (Select::new("seat", "Seat", seats).value(typed.text("seat")).error_message(problems.of("seat")))
            (choose(typed, problems, "led_by", "The group is then", LedBy::ALL.iter().map(|one| (one.as_str(), one.words()))))
            (day(typed, problems, "from", "First day"))
            (day(typed, problems, "until", "Last day of the term"))
            (Button::new(if is_first { "Enter the chair" } else { "Propose" }))
        }
    })
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SeeGroup)?;
    let today = opened.today();
    let from = if opened.table.chairs.is_empty() { today } else { today.plus_months(1) };
    let until = from.plus_months(CHAIR_SITS_MONTHS.on(from)) - 1;
    let typed = Typed::of([("from", from.to_string()), ("until", until.to_string())]);
    page(&opened, &token, &typed, &Problems::default())
}

async fn propose(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::ProposeChair)?;
    let mut problems = Problems::default();
    let seat = problems.parse(&typed, "seat", "Choose a seat");
    let led_by = problems.parse(&typed, "led_by", "Choose who leads");
    let from = problems.parse(&typed, "from", "Enter the first day");
    let until = problems.parse(&typed, "until", "Enter the last day");
    let (Some(seat), Some(led_by), Some(from), Some(until)) = (seat, led_by, from, until) else {
        return Ok(page(&opened, &token, &typed, &problems)?.into_response());
    };
    let act = ProposeChair { group: opened.group().id, seat, led_by, from, until };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "proposing a chair")? {
        Ok(()) => Ok(see_other(format!("{}/chair", opened.href())).saying("Entered.").into_response()),
        Err(problems) => Ok(page(&opened, &token, &typed, &problems)?.into_response()),
    }
}

async fn accept(State(site): State<Site>, who: SignedIn, Path(id): Path<String>) -> Result<Response, Stop> {
    let opened = open_as(&site, who.actor(), &id, Permit::SeeGroup, policy::Relations::NONE)?;
    let back = format!("{}/chair", opened.href());
    let act = AcceptChair { group: opened.group().id };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "accepting a chair")? {
        Ok(()) => Ok(see_other(back).saying("Accepted. The chair passes on its day.").into_response()),
        Err(problems) => {
            Ok(super::access::refused_page("The chair was not accepted", &problems, &back).into_response())
        }
    }
}
