//! `/training/time`: in the demo alone, whoever tries it lets time pass and sees what becomes late, alarms or closes.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use journal::Journal;
use maud::{Markup, html};
use policy::Actor;
use referrals_site::upkeep;
use web::components::Button;
use web::{FormToken, Stop, Typed, see_other};

use crate::demo::clock::DemoClock;

/// What the page needs.
#[derive(Clone)]
pub struct Time {
    /// The clock that is let pass.
    pub clock: Arc<DemoClock>,
    /// The journal, to do what time then calls for.
    pub journal: Journal,
    /// Who does it.
    pub program: Actor,
}

/// Where the form is sent.
const PATH: &str = "/training/time";
/// Minutes that may pass at once: six weeks.
const MINUTES_MAX: u32 = 6 * 7 * 24 * 60;
/// How long may pass, as the buttons say it.
const STEPS: &[(u32, &str)] = &[(60, "An hour"), (24 * 60, "A day"), (7 * 24 * 60, "A week")];

/// The page's address; nothing where time is the machine's own.
pub fn routes(time: Option<Time>) -> Router {
    match time {
        None => Router::new(),
        Some(time) => Router::new().route(PATH, post(pass)).with_state(time),
    }
}

/// The buttons of the first page.
pub fn buttons(token: &FormToken) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "Let time pass" }
        p { "See what becomes late, who is alarmed and what closes by itself. Everybody is signed out after twelve hours, as on any day." }
        form method="post" action=(PATH) class="nhsuk-button-group" {
            (token)
            @for (minutes, words) in STEPS {
                (Button::secondary(*words).name("minutes").value(minutes.to_string()).small(true))
            }
        }
    }
}

async fn pass(State(time): State<Time>, typed: Typed) -> Result<Response, Stop> {
    let minutes = typed.text("minutes").parse::<u32>().ok().filter(|minutes| *minutes <= MINUTES_MAX);
    let minutes = minutes.ok_or(Stop::NotFound)?;
    time.clock.pass(minutes);
    directory_site::succession::tick(&time.journal, &time.program)
        .await
        .map_err(|why| Stop::fault("carrying entries over", why))?;
    referrals_site::succession::tick(&time.journal, &time.program)
        .await
        .map_err(|why| Stop::fault("carrying asks over", why))?;
    upkeep::tick(&time.journal, &time.program)
        .await
        .map_err(|why| Stop::fault("doing what time calls for", why))?;
    let now = time.journal.now().in_words();
    Ok(see_other("/").saying(format!("In this demo it is now {now}.")).into_response())
}
