//! `/groups/{id}/meetings/{day}/move` and `/groups/{id}/meetings/new`: a meeting moved, cancelled or added. Calendars that
//! have the group's feed follow.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::Day;
use maud::html;
use policy::Permit;
use table_rules::facts::v1::Meeting;
use table_rules::rhythm::Time;
use web::components::Button;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, meeting, open, outcome};
use super::form::{choose, day, line};
use super::{Site, groups};
use crate::acts::{At, SetMeeting};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/groups/{id}/meetings/new", get(new).post(added))
        .route("/groups/{id}/meetings/{day}/move", get(show).post(sent))
}

fn page(opened: &Opened, token: &FormToken, typed: &Typed, problems: &Problems, of: Option<Day>) -> Page {
    let (title, action) = match of {
        None => ("Add a meeting".to_owned(), format!("{}/meetings/new", opened.href())),
        Some(day) => {
            (format!("Move or cancel, {}", day.in_words()), format!("{}/meetings/{day}/move", opened.href()))
        }
    };
    Page::new(title)
        .caption(opened.group().name.as_str())
        .now("Give the day, the time and the place; calendars follow by themselves.")
        .audience("whoever chairs or writes for the group")
        .part(groups::HERE)
        .back(of.map_or_else(|| opened.href(), |day| format!("{}/meetings/{day}", opened.href())))
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(action) id="form" novalidate {
                (token)
                @if of.is_some() { (choose(typed, problems, "held", "It is", [("yes", "Held on the day below"), ("no", "Cancelled")])) }
                (day(typed, problems, "on", "Day"))
                (line(typed, problems, "at", "Begins at").hint("As in 14:00").width("5"))
                (line(typed, problems, "minutes", "Minutes").inputmode("numeric").width("4"))
                (line(typed, problems, "place", "Where"))
                @if of.is_some() { (line(typed, problems, "why", "Why").hint("Everybody with a seat reads it")) }
                (Button::new("Save"))
            }
        })
}

async fn new(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let typed = Typed::of([
        ("on", (opened.today() + 7).to_string()),
        ("at", "14:00".to_owned()),
        ("minutes", "60".to_owned()),
    ]);
    Ok(page(&opened, &token, &typed, &Problems::default(), None))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, of)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let at = meeting(&opened, &of)?;
    let typed = Typed::of([
        ("held", if at.cancelled { "no" } else { "yes" }.to_owned()),
        ("on", at.on.to_string()),
        ("at", at.at.to_string()),
        ("minutes", at.minutes.to_string()),
        ("place", at.place.clone()),
        ("why", at.why.clone()),
    ]);
    Ok(page(&opened, &token, &typed, &Problems::default(), Some(at.original)))
}

async fn added(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    keep(&site, &who, opened, &token, &typed, None).await
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, of)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let at = meeting(&opened, &of)?;
    keep(&site, &who, opened, &token, &typed, Some(at.original)).await
}

async fn keep(
    site: &Site,
    who: &SignedIn,
    opened: Opened,
    token: &FormToken,
    typed: &Typed,
    of: Option<Day>,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let on = problems.parse::<Day>(typed, "on", "Enter the day");
    let at = problems.parse::<Time>(typed, "at", "Enter when it begins");
    let minutes = typed.text("minutes").trim().parse::<u16>().ok().filter(|count| (5..=600).contains(count));
    if minutes.is_none() {
        problems.add("minutes", "Enter how many minutes it lasts, from 5 to 600");
    }
    if let (None, Some(on)) = (of, on)
        && meeting(&opened, &on.to_string()).is_ok()
    {
        problems.add("on", "The group meets on that day already: move that meeting instead");
    }
    let (Some(on), Some(at), Some(minutes), true) = (on, at, minutes, problems.is_empty()) else {
        return Ok(page(&opened, token, typed, &problems, of).into_response());
    };
    let meeting = Meeting {
        group: opened.group().id,
        original: of.unwrap_or(on),
        on,
        at,
        minutes,
        place: typed.text("place").to_owned(),
        cancelled: typed.text("held") == "no",
        why: typed.text("why").to_owned(),
    };
    let original = meeting.original;
    match outcome(site.journal.submit(who.actor(), At(SetMeeting { meeting })).await, "setting a meeting")? {
        Ok(()) => {
            let back = format!("{}/meetings/{original}", opened.href());
            Ok(see_other(back).saying("The meeting is saved; calendars follow.").into_response())
        }
        Err(problems) => Ok(page(&opened, token, typed, &problems, of).into_response()),
    }
}
