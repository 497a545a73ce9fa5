//! `/plan/needs`: an indicator brought as a file, and need beside supply, kept as a trial.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::NotDone;
use maud::html;
use web::components::{Button, Choice, FileUpload, Input, Radios};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use crate::acts::{KeepRefused, KeepTrial};
use crate::needs::{Asked, Refused, needs};
use crate::page::{Planning, forbidden, may_keep, reading};

const HERE: &str = "/plan/needs";

pub(crate) fn routes() -> Router<Planning> {
    Router::new().route(HERE, get(show).post(bring))
}

async fn show(who: SignedIn, State(site): State<Planning>, token: FormToken) -> Result<Page, Stop> {
    reading(&site, who.actor())?;
    let keeps = may_keep(&site, who.actor());
    Ok(page(keeps, &token, &Typed::default(), &Problems::default()))
}

fn page(keeps: bool, token: &FormToken, typed: &Typed, problems: &Problems) -> Page {
    let ways = vec![
        Choice::new("high", "A high value means need, as of conceptions"),
        Choice::new("low", "A low value means need, as of a rate of fittings"),
    ];
    Page::new("Need beside supply")
        .now("Bring an indicator by district, and see which districts need most and have least.")
        .part(crate::page::PATH)
        .back(crate::page::PATH)
        .audience("Those at the table who see figures. It shows published figures and slots, and nobody who was seen.")
        .errors(problems.summary())
        .body(html! {
            @if keeps {
                form method="post" action=(HERE) enctype="multipart/form-data" novalidate {
                    (token)
                    (FileUpload::new("indicator", "Indicator file").hint("A CSV file as Fingertips exports it, for the districts that the directory has as patches").error_message(problems.of("indicator")))
                    (FileUpload::new("population", "Population file, where the first has no denominators").hint("A CSV file with Area Code, Area Name, Population").error_message(problems.of("population")))
                    (Input::new("wanted", "Indicator ID, where the file has several").width("5").value(typed.text("wanted")))
                    (Radios::new("way", "What does the value say?", ways).inline(true).small(true).value(typed.word("way").unwrap_or("low")))
                    (Button::new("Show need beside supply"))
                }
            } @else {
                p { "Your seat reads what others brought: see " a href="/plan/trials?about=needs" { "what was kept" } "." }
            }
        })
}

async fn bring(
    who: SignedIn,
    State(site): State<Planning>,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = reading(&site, who.actor())?;
    let mut problems = Problems::default();
    let text = |field: &str| {
        typed
            .file(field)
            .filter(|file| !file.bytes.is_empty())
            .map(|file| String::from_utf8_lossy(&file.bytes).into_owned())
    };
    let population = text("population");
    let Some(indicator) = text("indicator") else {
        problems.add("indicator", "Choose the file with the indicator");
        return Ok(page(true, &token, &typed, &problems).into_response());
    };
    let asked = Asked {
        indicator: &indicator,
        population: population.as_deref(),
        wanted: typed.word("wanted"),
        high_is_need: typed.text("way") == "high",
    };
    let made = needs(&opened, site.journal.now().day(), &asked);
    drop(opened);
    let trial = match made {
        Ok(trial) => trial,
        Err(Refused::Fault(why)) => return Err(Stop::fault("reading supply", why)),
        Err(refused) => {
            let field = if matches!(refused, Refused::Population(_) | Refused::NoPeople(_)) {
                "population"
            } else {
                "indicator"
            };
            problems.add(field, refused.to_string());
            return Ok(page(true, &token, &typed, &problems).into_response());
        }
    };
    match site.journal.submit(who.actor(), KeepTrial(trial)).await {
        Ok(done) => Ok(see_other(format!("/plan/trials/{}", done.answer))
            .saying("Kept as it is shown")
            .into_response()),
        Err(NotDone::AgainstTheRules(KeepRefused::Already(seal))) => {
            Ok(see_other(format!("/plan/trials/{seal}"))
                .saying("The very same figures were kept before")
                .into_response())
        }
        Err(NotDone::AgainstTheRules(refused)) => {
            problems.add("indicator", refused.to_string());
            Ok(page(true, &token, &typed, &problems).into_response())
        }
        Err(NotDone::NotAllowed(_)) => Err(forbidden(&site)),
        Err(NotDone::Fault(why)) => Err(Stop::fault("keeping need beside supply", why)),
        Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => Err(Stop::NotFound),
    }
}
