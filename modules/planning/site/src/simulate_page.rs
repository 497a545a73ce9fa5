//! `/plan/simulate`: a year of the place with one change, simulated beside the place as it is; a job with its progress, and
//! its report, which can be kept as a trial.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use journal::NotDone;
use lawbook::Calendar;
use maud::{Markup, html};
use planning_rules::simulation::{Experiment, Scenario, Session, calibrated};
use policy::Permit;
use web::components::button::Variant;
use web::components::{Button, Column, Input, InsetText, Select, SelectItem, Table, TableCell};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use crate::acts::{KeepRefused, KeepTrial};
use crate::jobs::{Busy, Standing};
use crate::page::{Planning, may_keep, reading};
use crate::stress::{Made, simulated};
use crate::{sections, year};

pub(crate) const HERE: &str = "/plan/simulate";

pub(crate) fn routes() -> Router<Planning> {
    Router::new()
        .route(HERE, get(form_page).post(begin))
        .route("/plan/simulate/{id}", get(one))
        .route("/plan/simulate/{id}/stop", post(stop))
        .route("/plan/simulate/{id}/go-on", post(go_on))
        .route("/plan/simulate/{id}/keep", post(keep))
}

const REPLICATIONS_MAX: u32 = 200;
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn base(site: &Planning, who: &SignedIn) -> Result<year::Place, Stop> {
    let reading = reading(site, who.actor())?;
    let today = site.journal.now().day();
    year::year(&reading, &site.name, today, today)
        .map_err(|why| Stop::fault("reading the place as a scenario", why))
}

async fn form_page(who: SignedIn, State(site): State<Planning>, token: FormToken) -> Result<Page, Stop> {
    let place = base(&site, &who)?;
    let typed = Typed::of([("replications", "30"), ("a_day", "-0.04"), ("a_mile", "-0.12"), ("asks", "0")]);
    Ok(page(&site, &who, &token, &place.scenario, &typed, &Problems::default()))
}

fn page(
    site: &Planning,
    who: &SignedIn,
    token: &FormToken,
    place: &Scenario,
    typed: &Typed,
    problems: &Problems,
) -> Page {
    let jobs = site.jobs.all_of(who.actor().user);
    Page::new("Simulate a year with a change")
        .now(if place.services.is_empty() { "There is no service in the directory yet." } else { "Say what is to change; the place as it is runs beside it." })
        .part(crate::page::PATH)
        .back(crate::page::PATH)
        .audience("Those at the table who see figures. What comes out is simulated, and shows no one person.")
        .errors(problems.summary())
        .body(html! {
            @if place.services.is_empty() {
                p { "Enter services, sessions and fitters in the " a href="/directory" { "directory" } " first." }
            } @else { (form(token, place, typed, problems)) }
            @if !jobs.is_empty() {
                (Table::new("Your simulations since the program was started", vec![Column::words("What"), Column::words("How far")],
                    jobs.iter().map(|(id, job)| vec![
                        TableCell::link(job.scenarios.last().map_or("", |of| of.title.as_str()), format!("{HERE}/{id}")),
                        in_words(&job.standing(), job.how.replications).into(),
                    ]).collect()))
            }
            p { a href="/plan/trials" { "Trials that were kept" } }
        })
}

fn in_words(standing: &Standing, all: u32) -> String {
    match standing {
        Standing::Running(done) => format!("running: {done} of {all} years done"),
        Standing::Stopped(done) => format!("stopped after {done} of {all} years"),
        Standing::Done(found) => format!("done: {} years", found.replications),
        Standing::Failed(why) => format!("not done: {why}"),
    }
}

fn form(token: &FormToken, place: &Scenario, typed: &Typed, problems: &Problems) -> Markup {
    let services = |none: &str| {
        let mut items = vec![SelectItem::new("", none)];
        let mut named: Vec<_> = place.services.iter().map(|of| (of.name.as_str(), of.id.as_str())).collect();
        named.sort_unstable();
        items.extend(named.into_iter().map(|(name, id)| SelectItem::new(id, name)));
        items
    };
    let days =
        WEEKDAYS.iter().enumerate().map(|(nth, name)| SelectItem::new(nth.to_string(), *name)).collect();
    let input = |field: &'static str, label: &'static str, hint: &'static str| {
        Input::new(field, label)
            .hint(hint)
            .width("5")
            .inputmode("decimal")
            .value(typed.text(field))
            .error_message(problems.of(field))
    };
    html! {
        form method="post" action=(HERE) novalidate {
            (token)
            fieldset class="nhsuk-fieldset" {
                legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m" { "What changes" }
                (Select::new("closed", "A service that closes", services("None")).value(typed.text("closed")))
                (Select::new("more", "A service with one more session a week", services("None")).value(typed.text("more")).error_message(problems.of("more")))
                (Select::new("weekday", "On", days).value(typed.text("weekday")))
                (input("slots", "Its slots", "Whole number. All its fitters are taken to be on it"))
                (input("asks", "More or fewer asks, in a hundred", "10 for a tenth more, -10 for a tenth fewer"))
            }
            fieldset class="nhsuk-fieldset" {
                legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m" { "How people choose" }
                p class="nhsuk-hint" { "These coefficients are yours to give: nothing in the program knows them. Below 0, people mind." }
                (input("a_day", "What a day of published wait is worth", "0 where people do not mind"))
                (input("a_mile", "What a mile is worth", "0 where people do not mind"))
            }
            (input("replications", "Years to simulate", "2 to 200. More years, narrower intervals"))
            (Button::new("Simulate"))
        }
    }
}

fn number(typed: &Typed, field: &str, problems: &mut Problems, words: &str, least: f64, most: f64) -> f64 {
    let text = typed.word(field).unwrap_or("0").replace('−', "-");
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && (least..=most).contains(&number) => number,
        _ => {
            problems.add(field, words);
            0.0
        }
    }
}

/// The place as it is and with the change, or what is wrong with what was typed.
fn asked(
    typed: &Typed,
    place: year::Place,
    problems: &mut Problems,
) -> Option<(Vec<Scenario>, Experiment, String)> {
    let years = number(
        typed,
        "replications",
        problems,
        "Enter a whole number of years from 2 to 200",
        2.0,
        f64::from(REPLICATIONS_MAX),
    );
    let mut first = place.scenario;
    first.choice.a_day =
        number(typed, "a_day", problems, "Enter a number from -10 to 10, as in -0.04", -10.0, 10.0);
    first.choice.a_mile =
        number(typed, "a_mile", problems, "Enter a number from -10 to 10, as in -0.12", -10.0, 10.0);
    let asks = number(typed, "asks", problems, "Enter a number from -90 to 500, as in 10", -90.0, 500.0);
    if let Some(share) = place.clinic_share {
        match calibrated(first.clone(), share, &Calendar::england()) {
            Ok(set) => first = set,
            Err(wrong) => problems.add("replications", wrong.to_string()),
        }
    }
    let mut changed = first.clone();
    let mut words = Vec::new();
    if let Some(id) = typed.word("closed")
        && let Some(service) = changed.services.iter_mut().find(|of| of.id == id)
    {
        service.sessions.clear();
        service.always_open = None;
        words.push(format!("{} closed", service.name));
    }
    if let Some(id) = typed.word("more")
        && let Some(service) = changed.services.iter_mut().find(|of| of.id == id)
    {
        let slots = number(
            typed,
            "slots",
            problems,
            "Enter how many slots the session has, from 1 to 200",
            1.0,
            200.0,
        );
        let weekday = typed.text("weekday").parse::<u8>().ok().filter(|day| *day < 7).unwrap_or(0);
        if typed.word("closed") == Some(id) {
            problems.add("more", "This service closes: choose another for the session, or let it stay open");
        }
        service.sessions.push(Session {
            weekday,
            every_weeks: 1,
            week: 0,
            starts: 9.0,
            hours: (slots * 0.5).clamp(0.5, 12.0),
            slots: slots as u16,
            walk_in: 0,
            fitters: (0..service.fitters.len()).collect(),
            room: true,
            assistant: true,
        });
        let day = WEEKDAYS.get(usize::from(weekday)).copied().unwrap_or("Monday");
        words.push(format!("{slots:.0} more slots at {} each {day}", service.name));
    }
    if asks != 0.0 {
        changed
            .areas
            .iter_mut()
            .flat_map(|area| &mut area.asks_a_year)
            .for_each(|of| *of *= 1.0 + asks / 100.0);
        words.push(format!("{asks:+.0}% asks"));
    }
    if !problems.is_empty() {
        return None;
    }
    let asked = format!(
        "{}; a day {}, a mile {}, {years:.0} years",
        if words.is_empty() { "nothing changes".to_owned() } else { words.join(", ") },
        first.choice.a_day,
        first.choice.a_mile
    );
    let how = Experiment { replications: years as u32, ..Experiment::default() };
    if words.is_empty() {
        return Some((vec![first], how, asked));
    }
    changed.title = words.join(", ");
    Some((vec![first, changed], how, asked))
}

async fn begin(
    who: SignedIn,
    State(site): State<Planning>,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let place = base(&site, &who)?;
    let shown = place.scenario.clone();
    let mut problems = Problems::default();
    if let Some((scenarios, how, words)) = asked(&typed, place, &mut problems) {
        match site.jobs.begin(who.actor().user, scenarios, how, words) {
            Ok(id) => return Ok(see_other(format!("{HERE}/{id}")).into_response()),
            Err(busy) => problems.add("replications", busy.in_words()),
        }
    }
    Ok(page(&site, &who, &token, &shown, &typed, &problems).into_response())
}

type Opened = (std::sync::Arc<crate::jobs::Job>, u64);

fn open(site: &Planning, who: &SignedIn, id: &str) -> Result<Opened, Stop> {
    reading(site, who.actor())?;
    let id = id.parse().map_err(|_| Stop::NotFound)?;
    let job = site.jobs.of(who.actor().user, id).ok_or(Stop::NotFound)?;
    Ok((job, id))
}

async fn one(
    who: SignedIn,
    State(site): State<Planning>,
    Path(id): Path<String>,
    token: FormToken,
) -> Result<Page, Stop> {
    let (job, id) = open(&site, &who, &id)?;
    let title = job.scenarios.last().map_or("", |of| of.title.as_str());
    let standing = job.standing();
    let all = job.how.replications;
    let action = |what: &str, words: &str, variant: Option<Variant>| {
        html! {
            form method="post" action={ (HERE) "/" (id) "/" (what) } class="rt-noprint" {
                (token)
                @if let Some(variant) = variant { (Button::new(words).variant(variant)) } @else { (Button::new(words)) }
            }
        }
    };
    let body = match &standing {
        Standing::Running(done) => html! {
            p { label for="far" { "Years done" } " " progress id="far" max=(all) value=(done) { (done) " of " (all) } " " (done) " of " (all) }
            p { a href={ (HERE) "/" (id) } { "Look again" } }
            (action("stop", "Stop it", Some(Variant::Secondary)))
        },
        Standing::Stopped(done) => html! {
            p { (done) " of " (all) " years are done. Going on gives the same result as one run would have." }
            (action("go-on", "Go on", None))
        },
        Standing::Failed(why) => html! { p { (why) } p { a href=(HERE) { "Change what is asked" } } },
        Standing::Done(found) => {
            let made = made(&site, &job);
            let trial = simulated(&job.scenarios, found, &made);
            let keeps = may_keep(&site, who.actor());
            html! {
                (InsetText::new(html! { p { (planning_rules::facts::v1::LABEL) } }))
                @if keeps { (action("keep", "Keep it as a trial", None)) }
                (sections::body(&trial.sections))
            }
        }
    };
    Ok(Page::new(title)
        .now(in_words(&standing, all))
        .caption("Simulation")
        .part(crate::page::PATH)
        .back(HERE)
        .wide()
        .prints()
        .audience("You alone, until it is kept as a trial; then those at the table who see figures.")
        .body(body))
}

fn made<'m>(site: &Planning, job: &'m crate::jobs::Job) -> Made<'m> {
    Made {
        asked: &job.asked,
        how: job.how,
        on: site.journal.now().day(),
        program: concat!("Roundtable ", env!("CARGO_PKG_VERSION")),
        again: "the page “Simulate a year with a change”, with what is written under Objectives and Logic and the same seed",
    }
}

async fn stop(who: SignedIn, State(site): State<Planning>, Path(id): Path<String>) -> Result<Response, Stop> {
    let (job, id) = open(&site, &who, &id)?;
    job.stop();
    Ok(see_other(format!("{HERE}/{id}")).saying("It stops after the years that are running").into_response())
}

async fn go_on(
    who: SignedIn,
    State(site): State<Planning>,
    Path(id): Path<String>,
) -> Result<Response, Stop> {
    let (job, id) = open(&site, &who, &id)?;
    let said = site.jobs.go_on(&job).map_or_else(Busy::in_words, |()| "It goes on where it was");
    Ok(see_other(format!("{HERE}/{id}")).saying(said).into_response())
}

async fn keep(who: SignedIn, State(site): State<Planning>, Path(id): Path<String>) -> Result<Response, Stop> {
    let (job, id) = open(&site, &who, &id)?;
    let Standing::Done(found) = job.standing() else {
        return Ok(see_other(format!("{HERE}/{id}"))
            .saying("It is not done yet, and cannot be kept")
            .into_response());
    };
    let trial = simulated(&job.scenarios, &found, &made(&site, &job));
    match site.journal.submit(who.actor(), KeepTrial(trial)).await {
        Ok(done) => Ok(see_other(format!("/plan/trials/{}", done.answer))
            .saying("Kept, frozen as it is shown")
            .into_response()),
        Err(NotDone::AgainstTheRules(KeepRefused::Already(seal))) => {
            Ok(see_other(format!("/plan/trials/{seal}"))
                .saying("The very same trial was kept before")
                .into_response())
        }
        Err(NotDone::AgainstTheRules(refused)) => {
            Ok(see_other(format!("{HERE}/{id}")).saying(refused.to_string()).into_response())
        }
        Err(NotDone::NotAllowed(_)) => Err(crate::page::forbidden(&site)),
        Err(NotDone::Fault(why)) => Err(Stop::fault("keeping a trial", why)),
        Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => Err(Stop::NotFound),
    }
}

/// The permit by which a trial is kept.
pub(crate) const KEEPS: Permit = Permit::ProposeRules;
