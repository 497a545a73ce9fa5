//! `/plan/runs`: what somebody has asked that takes its time: how far each is, stopped, going on, begun again after the
//! program was, shown, and kept as a trial.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use journal::NotDone;
use maud::{Markup, html};
use planning_rules::facts::v1::{LABEL, Trial};
use web::components::button::Variant;
use web::components::{Button, Column, InsetText, Table, TableCell};
use web::{FormToken, ListQuery, Page, Problems, SignedIn, Stop, Typed, see_other};

use crate::acts::{KeepRefused, KeepTrial};
use crate::begun::{self, BeginRun};
use crate::jobs::{Busy, Job, Standing};
use crate::page::{Planning, forbidden, may_keep, reading};
use crate::prepare::{About, Prepared, prepare};
use crate::work::{Far, Found, Input};
use crate::{plan_trial, report, sections, stress};

pub(crate) const HERE: &str = "/plan/runs";

pub(crate) fn routes() -> Router<Planning> {
    Router::new()
        .route(HERE, get(list))
        .route("/plan/runs/{run}", get(one))
        .route("/plan/runs/{run}/stop", post(stop))
        .route("/plan/runs/{run}/go-on", post(go_on))
        .route("/plan/runs/{run}/keep", post(keep))
}

/// Begins a run of what was typed in a form: where to go then. Problems stand beside the fields, busyness beside `busy`.
pub(crate) async fn begin(
    site: &Planning,
    who: &SignedIn,
    about: About,
    typed: &Typed,
    busy: &str,
    problems: &mut Problems,
) -> Result<Option<Response>, Stop> {
    let today = site.journal.now().day();
    let Some(ready) = prepare(site, who, about, typed, today, problems).await? else { return Ok(None) };
    if !problems.is_empty() {
        return Ok(None);
    }
    let owner = who.actor().user;
    // Asked before anything is recorded: a run that cannot begin leaves no line.
    if let Err(why) = site.jobs.room_for(owner) {
        problems.add(busy, why.in_words());
        return Ok(None);
    }
    let act = BeginRun {
        about: about.name(),
        title: ready.title.clone(),
        asked: kept_pairs(typed),
        on: today,
        print: ready.print.clone(),
    };
    let run = match site.journal.submit(who.actor(), act).await {
        Ok(done) => done.answer,
        Err(NotDone::AgainstTheRules(why)) => {
            problems.add(busy, why.to_string());
            return Ok(None);
        }
        Err(NotDone::NotAllowed(_)) => return Err(forbidden(site)),
        Err(NotDone::Fault(why)) => return Err(Stop::fault("recording a run", why)),
        Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
    };
    if let Err(why) = site.jobs.begin(&run, run_of(owner, ready, today)) {
        return Ok(Some(see_other(format!("{HERE}/{run}")).saying(why.in_words()).into_response()));
    }
    Ok(Some(see_other(format!("{HERE}/{run}")).into_response()))
}

fn run_of(owner: kernel::UserId, ready: Prepared, on: kernel::Day) -> Job {
    Job::new(owner, ready.asked, on, ready.input)
}

/// What is kept of a form: all but the token; a file that was brought, as text.
fn kept_pairs(typed: &Typed) -> Vec<(String, String)> {
    let pairs = typed.pairs().iter().filter(|(field, text)| field != "form_token" && !text.is_empty());
    let mut kept: Vec<(String, String)> = pairs.cloned().collect();
    if let Some(file) = typed.file(crate::replay_form::FILE).filter(|file| !file.bytes.is_empty()) {
        kept.push((crate::replay_form::TEXT.to_owned(), String::from_utf8_lossy(&file.bytes).into_owned()));
    }
    kept
}

async fn list(who: SignedIn, State(site): State<Planning>, list: ListQuery) -> Result<Page, Stop> {
    let opened = reading(&site, who.actor())?;
    let all = begun::of(&opened, who.actor().user).map_err(|why| Stop::fault("reading runs", why))?;
    let count = all.len();
    let today = begun::on(&opened, who.actor().user, site.journal.now().day());
    let today = today.map_err(|why| Stop::fault("counting runs", why))?;
    let rows = all
        .iter()
        .skip(list.offset())
        .take(list.rows)
        .map(|line| {
            let standing = site.jobs.of(who.actor().user, &line.begun.run).map(|job| job.standing());
            vec![
                TableCell::link(line.begun.title.as_str(), format!("{HERE}/{}", line.begun.run)),
                About::named(&line.begun.about).map_or("", About::in_words).into(),
                line.at.day().in_words().into(),
                standing.as_ref().map_or_else(|| "not in memory: begin it again".to_owned(), in_words).into(),
            ]
        })
        .collect();
    let head = ["What", "How", "Begun on", "How far"].map(Column::words).to_vec();
    Ok(Page::new("Your runs")
        .now(match count {
            0 => "You have begun no run yet.".to_owned(),
            1 => "One run.".to_owned(),
            several => format!("{several} runs, the newest first."),
        })
        .part(crate::page::PATH)
        .back(crate::page::PATH)
        .audience("You alone. What is to be seen by others is kept as a trial.")
        .body(html! {
            @if count == 0 {
                p { "Ask " a href=(crate::page::PATH) { "where the sites should be" } ", " a href=(crate::simulate_page::HERE) { "simulate a year with a change" } ", or " a href=(crate::replay_page::HERE) { "judge last year again" } "." }
            } @else {
                (Table::new("What you began, and how far it is", head, rows).responsive(true))
                @if let Some(pages) = list.pagination(count) { (pages) }
            }
            p { (today) " of the " (begun::A_DAY_MAX) " runs that anybody may begin in a day were begun today. Going on with one counts for nothing." }
            p { a href="/plan/trials" { "Trials that were kept" } }
        }))
}

fn in_words(standing: &Standing) -> String {
    match standing {
        Standing::Running(far) => match far.of {
            Some(of) => format!("running: {} of {of} years done", far.done),
            None if far.at.is_empty() => "running".to_owned(),
            None => format!("running: {}", far.at),
        },
        Standing::Stopped(far, _) => match far.of {
            Some(of) => format!("stopped after {} of {of} years", far.done),
            None if far.steps > 0 => format!("stopped after {} steps", far.steps),
            None => "stopped".to_owned(),
        },
        Standing::Done(found) => match found.as_ref() {
            Found::Year(found) => format!("done: {} years", found.replications),
            Found::Sites { story, .. } if story.answer.proven => "done: the best plan, proved".to_owned(),
            Found::Sites { .. } => "done".to_owned(),
            Found::Replay { .. } => "done: before and after".to_owned(),
        },
        Standing::Failed(why) => format!("not done: {why}"),
    }
}

fn known(site: &Planning, who: &SignedIn, run: &str) -> Result<(begun::Line, Option<Arc<Job>>), Stop> {
    let opened = reading(site, who.actor())?;
    let line = begun::one(&opened, who.actor().user, run).map_err(|why| Stop::fault("reading a run", why))?;
    let line = line.ok_or(Stop::NotFound)?;
    let job = site.jobs.of(who.actor().user, run);
    Ok((line, job))
}

fn action(token: &FormToken, run: &str, what: &str, words: &str, variant: Option<Variant>) -> Markup {
    html! {
        form method="post" action={ (HERE) "/" (run) "/" (what) } class="rt-noprint" {
            (token)
            @if let Some(variant) = variant { (Button::new(words).variant(variant)) } @else { (Button::new(words)) }
        }
    }
}

async fn one(
    who: SignedIn,
    State(site): State<Planning>,
    Path(run): Path<String>,
    token: FormToken,
) -> Result<Page, Stop> {
    let (line, job) = known(&site, &who, &run)?;
    let about = About::named(&line.begun.about);
    let page = Page::new(line.begun.title.as_str())
        .caption(format!("Run: {}", about.map_or("", About::in_words)))
        .part(crate::page::PATH)
        .back(HERE)
        .wide()
        .prints()
        .audience("You alone, until it is kept as a trial; then those at the table who see figures.");
    let Some(job) = job else {
        return Ok(page
            .now(format!("Begun on {}, and not in memory now.", line.at.day().in_words()))
            .body(html! {
                p { "The program was started again since, or newer runs took its place. "
                    @if about == Some(About::Replay) { "Begun again it is judged on what the journal says of that period then." }
                    @else { "Begun again it gives the same, unless the place has changed; you will be told if it has." } }
                (action(&token, &run, "go-on", "Begin it again", None))
            }));
    };
    let standing = job.standing();
    let body = match &standing {
        Standing::Running(far) => html! {
            (progress(&job, far))
            p { a href={ (HERE) "/" (run) } { "Look again" } }
            (action(&token, &run, "stop", "Stop it", Some(Variant::Secondary)))
        },
        Standing::Stopped(far, found) => html! {
            (progress(&job, far))
            p { "Going on gives the same result as one run would have." }
            (action(&token, &run, "go-on", "Go on", None))
            @if let (Some(Found::Sites { story, .. }), Input::Sites { study, .. }) = (found.as_deref(), &job.input) {
                (InsetText::new(html! { p { "What was found before it was stopped; nothing of it is called the best." } }))
                (report::report(study, story))
            }
        },
        Standing::Failed(why) => html! {
            p { (why) }
            p { a href=(about.map_or(HERE, About::form)) { "Change what is asked" } }
        },
        Standing::Done(found) => html! {
            (InsetText::new(html! { p { (LABEL) } }))
            @if may_keep(&site, who.actor()) { (action(&token, &run, "keep", "Keep it as a trial", None)) }
            (shown(&site, &job, found))
        },
    };
    Ok(page.now(in_words(&standing)).body(body))
}

/// How far it is: a bar where the end is known, else the best so far and what no plan is below.
fn progress(job: &Job, far: &Far) -> Markup {
    if let Some(of) = far.of {
        return html! {
            p { label for="far" { "Years done" } " " progress id="far" max=(of) value=(far.done) { (far.done) " of " (of) } " " (far.done) " of " (of) }
        };
    }
    let Input::Sites { study, wanted } = &job.input else {
        return html! { @if !far.at.is_empty() { p { "Now: " (far.at) "." } } };
    };
    let people: u64 = study.customers.iter().map(|of| u64::from(of.people)).sum();
    let mean = |cost: i64| study.unit.shown(cost as f64 / people.max(1) as f64);
    let unit = study.unit.name();
    html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            @if let Some(best) = far.best {
                li { "The best " (wanted.open_count) " sites so far: mean journey " (format!("{:.3}", mean(best))) " " (unit) "." }
                @if far.bound >= best { li { "No plan is better, and that is proved." } }
                @else { li { "No plan is below " (format!("{:.3}", mean(far.bound))) " " (unit) ": at most " (format!("{:.2}", 100.0 * (best - far.bound) as f64 / best.max(1) as f64)) "% better is left to look for." } }
            }
            li { (far.steps) " steps" @if !far.at.is_empty() { "; now: " (far.at) } "." }
        }
    }
}

fn shown(site: &Planning, job: &Job, found: &Found) -> Markup {
    match (found, &job.input) {
        (Found::Sites { story, .. }, Input::Sites { study, .. }) => report::report(study, story),
        _ => match trial(site, job, found) {
            Some(trial) => sections::body(&trial.sections),
            None => html! {},
        },
    }
}

/// What is kept of what was found.
fn trial(site: &Planning, job: &Job, found: &Found) -> Option<Trial> {
    match (found, &job.input) {
        (Found::Year(found), Input::Year { scenarios, how }) => {
            let made = stress::Made {
                asked: &job.asked,
                how: *how,
                on: site.journal.now().day(),
                program: concat!("Roundtable ", env!("CARGO_PKG_VERSION")),
                again: "the page “Simulate a year with a change”, with what is written under Objectives and Logic and the same seed",
            };
            Some(stress::simulated(scenarios, found, &made))
        }
        (Found::Sites { story, .. }, Input::Sites { study, .. }) => {
            Some(plan_trial::trial(study, story, job.on, &job.asked))
        }
        (Found::Replay { trial, .. }, Input::Replay { .. }) => Some(trial.as_ref().clone()),
        _ => None,
    }
}

async fn stop(
    who: SignedIn,
    State(site): State<Planning>,
    Path(run): Path<String>,
) -> Result<Response, Stop> {
    let (_, job) = known(&site, &who, &run)?;
    let Some(job) = job else { return Ok(see_other(format!("{HERE}/{run}")).into_response()) };
    job.stop();
    let said = match job.input {
        Input::Sites { .. } => "It stops after the step that is running",
        Input::Year { .. } | Input::Replay { .. } => "It stops after the years that are running",
    };
    Ok(see_other(format!("{HERE}/{run}")).saying(said).into_response())
}

async fn go_on(
    who: SignedIn,
    State(site): State<Planning>,
    Path(run): Path<String>,
) -> Result<Response, Stop> {
    let (line, job) = known(&site, &who, &run)?;
    let here = see_other(format!("{HERE}/{run}"));
    if let Some(job) = job {
        let on = match job.input {
            Input::Sites { .. } | Input::Year { .. } => "It goes on where it was",
            Input::Replay { .. } => "It begins again",
        };
        let said = site.jobs.go_on(&job).map_or_else(Busy::in_words, |()| on);
        return Ok(here.saying(said).into_response());
    }
    let about = About::named(&line.begun.about).ok_or(Stop::NotFound)?;
    if about == About::Replay && !may_keep(&site, who.actor()) {
        return Err(forbidden(&site));
    }
    let (typed, mut problems) = (Typed::of(line.begun.asked.clone()), Problems::default());
    let ready = prepare(&site, &who, about, &typed, line.begun.on, &mut problems).await?;
    let first = problems.each().next().map(|(_, words)| words.to_owned());
    let (Some(ready), None) = (ready, first.clone()) else {
        let why = first.unwrap_or_else(|| "the place has changed".to_owned());
        let words = format!("It cannot be begun again as it was: {why}");
        return Ok(see_other(about.form()).saying(words).into_response());
    };
    let same = ready.print == line.begun.print;
    let said = match site.jobs.begin(&run, run_of(who.actor().user, ready, line.begun.on)) {
        Err(busy) => busy.in_words(),
        Ok(()) if about == About::Replay => "Begun again, on what the journal says of that period now",
        Ok(()) if same => "Begun again, from the same place and the same seed",
        Ok(()) => {
            "Begun again. The place, or the program, has changed since it was first begun: what comes out may differ"
        }
    };
    Ok(here.saying(said).into_response())
}

async fn keep(
    who: SignedIn,
    State(site): State<Planning>,
    Path(run): Path<String>,
) -> Result<Response, Stop> {
    let (_, job) = known(&site, &who, &run)?;
    let trial = job.and_then(|job| match job.standing() {
        Standing::Done(found) => trial(&site, &job, &found),
        Standing::Running(_) | Standing::Stopped(..) | Standing::Failed(_) => None,
    });
    let Some(trial) = trial else {
        let words = "It is not done yet, and cannot be kept";
        return Ok(see_other(format!("{HERE}/{run}")).saying(words).into_response());
    };
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
            Ok(see_other(format!("{HERE}/{run}")).saying(refused.to_string()).into_response())
        }
        Err(NotDone::NotAllowed(_)) => Err(forbidden(&site)),
        Err(NotDone::Fault(why)) => Err(Stop::fault("keeping a trial", why)),
        Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => Err(Stop::NotFound),
    }
}
