//! `/groups/{id}/meetings/{day}/attendance`: who is here, seat by seat. By keyboard: space for “present”, an arrow for
//! another answer, tab to the next seat.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::TableSeatId;
use maud::{Markup, html};
use policy::Permit;
use table_rules::quorum::Presence;
use table_rules::seat::Empty;
use web::components::Button;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, meeting, open, outcome};
use super::meeting_parts::{self as parts, Met};
use super::names::Names;
use super::{Site, groups};
use crate::acts::{At, TakeAttendance};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/groups/{id}/meetings/{day}/attendance", get(show).post(sent))
}

fn field(seat: TableSeatId) -> String {
    format!("seat-{seat}")
}

/// The words of a choice on this page: short, since a row has four of them.
const fn short(presence: Presence) -> &'static str {
    match presence {
        Presence::Present => "Present",
        Presence::Deputy => "Deputy",
        Presence::Apologies => "Apologies",
        Presence::Absent => "Absent",
    }
}

fn page(
    opened: &Opened,
    met: &Met,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let names = met.names(opened)?;
    let href = format!("{}/meetings/{}", opened.href(), met.at.original);
    let mut seats: Vec<_> = met.seats.iter().collect();
    let org = |seat: &table_rules::facts::v1::Seat| seat.org.map_or_else(String::new, |org| names.org(org));
    seats.sort_by_key(|seat| (org(seat), seat.title.clone()));
    Ok(Page::new("Who is here")
        .caption(format!("{}, {}", opened.group().name, met.at.in_words()))
        .now("Space marks “present”, an arrow another answer, tab goes on. Then save.")
        .audience("everybody with a seat at this table; whoever chairs or writes for it records")
        .part(groups::HERE)
        .back(href.as_str())
        .errors(problems.summary())
        .wide()
        .body(html! {
            (parts::who_came(opened, met))
            form method="post" action={ (href) "/attendance" } id="form" {
                (token)
                div class="rt-roll" {
                    @for seat in &seats {
                        @match seat.empty(|one| names.is_filled(one)) {
                            Some(why) => (empty_row(&seat.title, &org(seat), why)),
                            None => (row(seat.id, &seat.title, &org(seat), mark(met, typed, seat.id))),
                        }
                    }
                }
                (the_rest(&names, met))
                (Button::new("Save"))
            }
        }))
}

fn mark(met: &Met, typed: &Typed, seat: TableSeatId) -> Option<Presence> {
    typed.word(&field(seat)).and_then(|text| text.parse().ok()).or_else(|| met.marks.get(&seat).copied())
}

fn row(seat: TableSeatId, title: &str, org: &str, marked: Option<Presence>) -> Markup {
    let name = field(seat);
    html! {
        fieldset class="nhsuk-fieldset rt-roll__row" {
            legend class="nhsuk-fieldset__legend rt-roll__who" { @if !org.is_empty() { strong { (org) ", " } } (title) }
            div class="nhsuk-radios nhsuk-radios--small nhsuk-radios--inline rt-roll__marks" {
                @for presence in Presence::ALL {
                    @let id = format!("{name}-{}", presence.as_str());
                    div class="nhsuk-radios__item" {
                        input class="nhsuk-radios__input" type="radio" id=(id) name=(name) value=(presence.as_str()) checked[marked == Some(*presence)];
                        label class="nhsuk-label nhsuk-radios__label" for=(id) { (short(*presence)) }
                    }
                }
            }
        }
    }
}

/// A seat at which nobody can sit has nothing to mark: it counts as absent.
fn empty_row(title: &str, org: &str, why: Empty) -> Markup {
    html! {
        div class="rt-roll__row" {
            p class="rt-roll__who" { @if !org.is_empty() { strong { (org) ", " } } (title) }
            p class="rt-roll__marks" { "Empty, " (why.words()) "." }
        }
    }
}

/// What becomes of seats that nobody marked.
fn the_rest(_names: &Names, met: &Met) -> Markup {
    html! {
        @if !met.is_taken() {
            p { "Seats that are left unmarked count as absent." }
        }
    }
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, day)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let at = meeting(&opened, &day)?;
    let met = Met::read(&opened, at)?;
    page(&opened, &met, &token, &Typed::default(), &Problems::default())
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, day)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let met = Met::read(&opened, meeting(&opened, &day)?)?;
    let marks = met.seats.iter().map(|seat| {
        (seat.id, typed.word(&field(seat.id)).and_then(|text| text.parse().ok()).unwrap_or(Presence::Absent))
    });
    let act = TakeAttendance { group: opened.group().id, original: met.at.original, marks: marks.collect() };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "recording who came")? {
        Ok(()) => {
            let back = format!("{}/meetings/{}#attendance", opened.href(), met.at.original);
            Ok(see_other(back).saying("Recorded who is here.").into_response())
        }
        Err(problems) => Ok(page(&opened, &met, &token, &typed, &problems)?.into_response()),
    }
}
