//! `/groups/{id}/meetings/{day}/pressure`: one line about what presses one's own organisation, from the link in a letter.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::html;
use policy::Permit;
use table_rules::facts::v1::{Level, Pressure};
use web::components::Button;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, fault, meeting, open, outcome, refused_page};
use super::form::{choose, day, line};
use super::{Site, groups};
use crate::acts::{AskPressures, At, TellPressure};
use crate::read;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/groups/{id}/meetings/{day}/pressure", get(show).post(sent))
        .route("/groups/{id}/meetings/{day}/pressure/ask", post(ask))
}

fn page(
    opened: &Opened,
    at: &read::At,
    org: &str,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Page {
    let href = format!("{}/meetings/{}", opened.href(), at.original);
    Page::new("What presses your organisation")
        .caption(format!("{}, {}", opened.group().name, at.in_words()))
        .now("Write one line. The last line before the meeting stands.")
        .audience("everybody with a seat at this table")
        .part(groups::HERE)
        .back(format!("{href}#pressures"))
        .errors(problems.summary())
        .body(html! {
            form method="post" action={ (href) "/pressure" } id="form" novalidate {
                (token)
                p { "For " strong { (org) } }
                (line(typed, problems, "pressure", "In one line").hint("As in “one fitter on leave to June”. At most 140 letters, never a patient"))
                (choose(typed, problems, "level", "How hard", Level::ALL.iter().map(|one| (one.as_str(), one.words()))))
                (day(typed, problems, "until", "Until when, if you know"))
                (Button::new("Tell"))
            }
        })
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, on)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SpeakAtTable)?;
    let at = meeting(&opened, &on)?;
    let all = read::pressures(&opened.reading, opened.group().id, at.original)
        .map_err(fault("reading pressures"))?;
    let typed = match all.into_iter().find(|one| one.org == who.actor().org) {
        None => Typed::of([("level", "pressed")]),
        Some(one) => Typed::of([
            ("pressure", one.words.clone()),
            ("level", one.level.as_str().to_owned()),
            ("until", one.until.map_or_else(String::new, |day| day.to_string())),
        ]),
    };
    Ok(page(&opened, &at, &who.org_name, &token, &typed, &Problems::default()))
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, on)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SpeakAtTable)?;
    let at = meeting(&opened, &on)?;
    let mut problems = Problems::default();
    let level = problems.parse::<Level>(&typed, "level", "Choose how hard it presses");
    let until = match typed.word("until") {
        None => None,
        Some(_) => problems.parse(&typed, "until", "Enter a day"),
    };
    if let (Some(level), true) = (level, problems.is_empty()) {
        let pressure = Pressure {
            group: opened.group().id,
            original: at.original,
            org: who.actor().org,
            level,
            words: typed.text("pressure").to_owned(),
            until,
        };
        match outcome(
            site.journal.submit(who.actor(), At(TellPressure { pressure })).await,
            "telling a pressure",
        )? {
            Ok(()) => {
                let back = format!("{}/meetings/{}#pressures", opened.href(), at.original);
                return Ok(see_other(back).saying("Told.").into_response());
            }
            Err(why) => problems = why,
        }
    }
    Ok(page(&opened, &at, &who.org_name, &token, &typed, &problems).into_response())
}

async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, on)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let at = meeting(&opened, &on)?;
    let back = format!("{}/meetings/{}#pressures", opened.href(), at.original);
    let act = AskPressures { group: opened.group().id, original: at.original };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "asking organisations")? {
        Ok(count) => Ok(see_other(back)
            .saying(format!("{count} organisations are asked by a letter to their inbox."))
            .into_response()),
        Err(problems) => Ok(refused_page("Nobody was asked", &problems, &back).into_response()),
    }
}
