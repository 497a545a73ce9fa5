//! My session: who is booked with us on a day, whether the checks are done, and which device is wanted.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use journal::{Query, Viewing};
use kernel::{Day, Moment};
use maud::{Markup, Render, html};
use policy::Permit;
use referrals_rules::facts::v1::{Written, kind};
use web::components::{Button, Colour, Column, Input, Table, TableCell, Tag};
use web::markup::Attributes;
use web::{ListQuery, Page, SignedIn, Stop};

use super::access::{self, Sees, fault};
use super::list::{self, Line, lines};
use super::words;
use crate::Site;
use crate::acts::LookAtList;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/session", get(show))
}

const BOOKED: Query = Query {
    name: "referrals.booked-on-day",
    sql: lines!(
        "a.host = ?1 and a.booked_at >= ?2 and a.booked_at < ?3 and a.state in ('booked', 'fitted', 'answered', 'closed')";
        "a.booked_at, a.id limit 60"
    ),
};

const NEXT: Query = Query {
    name: "referrals.next-day-booked",
    sql: "select min(a.booked_at) from referral_ask a where a.host = ?1 and a.state = 'booked' and a.booked_at >= ?2",
};

/// What a fitter needs to know of one who is booked.
struct Booked {
    line: Line,
    written: Option<Written>,
}

async fn show(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Page, Stop> {
    let actor = who.actor();
    let today = site.journal.now().day();
    let reading = access::own(&site, actor, Permit::SeeBookingPart)?;
    let asked = query.filter("day").and_then(|text| text.parse::<Day>().ok());
    let next = reading.first(&NEXT, &[actor.org.into(), Moment::start_of(today).into()]);
    let next = next.map_err(fault("finding the next session"))?;
    let next: Option<Moment> =
        next.map_or(Ok(None), |row| row.get(0)).map_err(fault("finding the next session"))?;
    let day = asked.or_else(|| next.map(Moment::day)).unwrap_or(today);
    let values = [actor.org.into(), Moment::start_of(day).into(), Moment::start_of(day.next()).into()];
    let lines = list::lines_of(&reading, &BOOKED, &values)?;
    drop(reading);
    let booked = with_contents(&site, &who, lines).await?;
    let rows = booked.iter().map(|booked| row(booked, &who)).collect();
    let head = ["Time", "Who", "What", "Checks", "Device", "State"].map(Column::words).to_vec();
    let unready =
        booked.iter().filter(|booked| booked.line.state == "booked" && !missing(booked).is_empty()).count();
    Ok(Page::new(format!("Session on {}", day.in_words()))
        .now(match (booked.len(), unready) {
            (0, _) => "Nobody is booked on this day.".to_owned(),
            (_, 0) => "Everybody’s checks are done.".to_owned(),
            (_, 1) => "One has something missing: ring before the session.".to_owned(),
            (_, many) => format!("{many} have something missing: ring before the session."),
        })
        .audience(format!("Clinicians, fitters and reception at {}. This look is on record.", who.org_name))
        .part("/session")
        .prints()
        .wide()
        .body(html! {
            form method="get" action="/session" class="rt-filters" {
                (Input::new("day", "Day").kind("date").value(day.to_string()))
                (Button::secondary("Show").small(true))
            }
            @if booked.is_empty() { p { "Times that are offered appear here once she has chosen. " a href="/inbox" { "Inbox" } } }
            @else { (Table::new("Booked", head, rows).attributes(Attributes::none().bare("data-keys"))) }
        }))
}

/// Looks at the whole list at once, then opens the contents for those who may read them.
async fn with_contents(site: &Site, who: &SignedIn, lines: Vec<Line>) -> Result<Vec<Booked>, Stop> {
    let lines = list::with_names(site, who.actor(), lines).await?;
    let sees = access::sees(who.actor().role);
    let viewing: Option<Viewing> = match sees {
        Sees::Contents => {
            let asks = lines.iter().filter(|line| line.name.is_some()).map(|line| line.id).collect();
            site.journal.submit(who.actor(), LookAtList(asks)).await.ok().map(|done| done.viewing())
        }
        Sees::Booking | Sees::Envelope => None,
    };
    let reading = access::own(site, who.actor(), Permit::SeeEnvelope)?;
    let mut found = Vec::new();
    for line in lines {
        let facts = reading.facts(&crate::acts::stream(line.id), viewing.as_ref());
        let facts = facts.map_err(fault("reading an ask of a session"))?;
        let sent = facts.iter().find(|fact| fact.kind == kind::SENT);
        let written = sent.and_then(|fact| fact.contents::<Written>().ok().flatten());
        found.push(Booked { line, written });
    }
    Ok(found)
}

/// What is missing before she comes, in words.
fn missing(of: &Booked) -> Vec<&'static str> {
    let Some(written) = &of.written else { return Vec::new() };
    let mut found = Vec::new();
    if written.text("pregnancy") == "not-excluded" {
        found.push("pregnancy not excluded");
    }
    if written.text("sti_check") == "offered" {
        found.push("STI check offered, no result");
    }
    if written.text("continue_told") == "no" {
        found.push("not told to go on with her method");
    }
    if !written.text("language").is_empty() {
        found.push("interpreter");
    }
    if written.all("allergies").next().is_some() {
        found.push("allergy");
    }
    found
}

fn row(of: &Booked, who: &SignedIn) -> Vec<TableCell> {
    let line = &of.line;
    let missing = missing(of);
    let checks: Markup = match (&of.written, missing.as_slice()) {
        (None, _) => html! { "Not recorded here" },
        (Some(_), []) => html! { (Tag::new("Green: done", Colour::Green).render()) },
        (Some(_), missing) => html! { (Tag::new("Amber", Colour::Yellow).render()) " " (missing.join("; ")) },
    };
    let device = match of.written.as_ref().map(|written| written.text("device")) {
        Some("prescribed-and-brought") => "She brings it",
        Some("host-supplies") => "From our stock",
        _ => "Not recorded here",
    };
    let may_record = access::sees(who.actor().role) == Sees::Contents && line.state == "booked";
    let href = if may_record { format!("/asks/{}/fit", line.id) } else { format!("/asks/{}", line.id) };
    vec![
        line.booked_at.map_or_else(|| "not recorded".to_owned(), Moment::time_in_words).into(),
        TableCell::link(list::who(line), href),
        words::method(&line.method).into(),
        checks.into(),
        device.into(),
        words::state(&line.state, line.is_read).into(),
    ]
}
