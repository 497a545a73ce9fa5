//! The page: thirteen clinics, pick or let it pick, and the story of what it does. All that is asked stands in the
//! address, so that a plan can be sent to a colleague, printed, and come back to.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use journal::{Journal, NotDone, Reading};
use maud::{Markup, html};
use planning_rules::Watch;
use planning_rules::sites::Refusal;
use planning_rules::study::{Story, Study};
use policy::{Actor, Kind, Permit, RefusedWhy, Relations, Role, Subject};
use web::components::header::NavigationItem;
use web::components::{Button, Choice, Input, InsetText, Radios, Select, SelectItem};
use web::{Forbidden, FormToken, Page, Problems, SignedIn, Stop, Typed};

use crate::jobs::Jobs;
use crate::place::{self, Demand, Whose};
use crate::prepare::About;
use crate::report::{self, report, title};
use crate::typed::{self, Asked, Said};
use crate::{compare_page, needs_page, replay_page, runs_page, simulate_page, trials_page};

/// What the page holds.
#[derive(Clone)]
pub struct Planning {
    /// The journal of the place.
    pub journal: Journal,
    /// What the place is called.
    pub name: Arc<str>,
    /// Whom everybody may ring, with a number: the partnership's office.
    pub office: Arc<str>,
    /// Runs beside the pages.
    pub jobs: Jobs,
}

pub(crate) const PATH: &str = "/plan/sites";

/// Steps of a search that a page waits for; a place's own sites are settled in a few.
const STEPS_MAX: u64 = 3_000;

/// The pages, to be put into the shell.
pub fn routes(site: Planning) -> Router {
    let pages = Router::new().route(PATH, get(show)).route("/plan/sites/run", post(run));
    pages
        .merge(simulate_page::routes())
        .merge(replay_page::routes())
        .merge(runs_page::routes())
        .merge(compare_page::routes())
        .merge(needs_page::routes())
        .merge(trials_page::routes())
        .with_state(site)
}

/// The part of the header for those who plan.
pub fn parts(actor: &Actor) -> Vec<NavigationItem> {
    match actor.role {
        Role::Manager | Role::Commissioner | Role::ContractLead | Role::Convener => {
            vec![NavigationItem::new("Sites", PATH)]
        }
        Role::Clinician
        | Role::Fitter
        | Role::Booking
        | Role::Guardian
        | Role::Administrator
        | Role::CharityWorker
        | Role::Person
        | Role::OrganisationToken
        | Role::System => Vec::new(),
    }
}

async fn show(
    who: SignedIn,
    State(site): State<Planning>,
    RawQuery(query): RawQuery,
    token: FormToken,
) -> Result<Page, Stop> {
    let typed = Typed::of_query(&query.unwrap_or_default());
    let asked = typed::asked(&typed);
    let (study, areas) = read(&site, &who, asked)?;
    let mut problems = Problems::default();
    let is_asked = typed.word("p").is_some() || typed.word("asked").is_some();
    let wanted = if is_asked { typed::wanted(&typed, &study, &mut problems) } else { None };
    // The search may take a second: other readers do not wait for it.
    let searched = tokio::task::spawn_blocking(move || {
        let mut stopped = false;
        let story = wanted.map(|wanted| {
            let mut tell = |_| {};
            let mut watch = Watch::new(&|| false, &mut tell, Some(STEPS_MAX));
            let story = study.answer(&wanted, &mut watch);
            stopped = watch.was_stopped();
            story
        });
        (study, story, stopped)
    });
    let (study, story, stopped) =
        searched.await.map_err(|why| Stop::fault("searching for the best sites", why))?;
    let story = match story.transpose() {
        Ok(story) => story,
        Err(why) => {
            let (field, words) = refused(&why, &study);
            problems.add(field, words);
            None
        }
    };
    let shown = Shown { asked, areas, study: &study, story: story.as_ref(), stopped };
    Ok(page(&typed, &shown, &token, &problems))
}

/// The study, and how many small areas the place has.
fn read(site: &Planning, who: &SignedIn, asked: Asked) -> Result<(Study, usize), Stop> {
    let reading = reading(site, who.actor())?;
    let today = site.journal.now().day();
    let fault = |why| Stop::fault("reading where sites and people are", why);
    let study = place::study(&reading, &site.name, asked.demand, asked.whose, today).map_err(fault)?;
    let areas = directory_site::areas::small_areas(&reading).map_err(fault)?.len();
    Ok((study, areas))
}

/// Searches on as a run, with everything that takes longer than a page waits.
async fn run(
    who: SignedIn,
    State(site): State<Planning>,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    if let Some(begun) = runs_page::begin(&site, &who, About::Sites, &typed, "p", &mut problems).await? {
        return Ok(begun);
    }
    let asked = typed::asked(&typed);
    let (study, areas) = read(&site, &who, asked)?;
    let shown = Shown { asked, areas, study: &study, story: None, stopped: false };
    Ok(page(&typed, &shown, &token, &problems).into_response())
}

/// What the page shows.
struct Shown<'s> {
    asked: Asked,
    /// Small areas of the place: people can be counted there only where it has some.
    areas: usize,
    study: &'s Study,
    story: Option<&'s Story>,
    /// The search was ended before it was done.
    stopped: bool,
}

/// Whether the reader may keep a trial: who may not gets no button that would be refused.
pub(crate) fn may_keep(site: &Planning, actor: &Actor) -> bool {
    let subject = Subject::new(Kind::Figures, Relations::NONE);
    site.journal.rulebook().decide(actor, Permit::ProposeRules, subject).is_ok()
}

/// The page that says why not, whom to ask and what to do.
pub(crate) fn forbidden(site: &Planning) -> Stop {
    Stop::Forbidden(Forbidden {
        reason: "Your seat does not see the figures that plans are made of.".to_owned(),
        person: site.office.to_string(),
        next_step: "Ask a manager or commissioner to send you the plan, printed or as a link.".to_owned(),
    })
}

/// A reading of figures for whoever may see them.
pub(crate) fn figures(journal: &Journal, actor: &Actor) -> Result<Reading, NotDone<()>> {
    journal.reading(actor, Permit::SeeFigures, Subject::new(Kind::Figures, Relations::NONE))
}

pub(crate) fn reading(site: &Planning, actor: &Actor) -> Result<Reading, Stop> {
    figures(&site.journal, actor).map_err(|why| match why {
        NotDone::NotAllowed(refused) if refused.why == RefusedWhy::NotThere => Stop::NotFound,
        NotDone::NotAllowed(_) => forbidden(site),
        NotDone::Fault(why) => Stop::fault("opening a reading of the figures", why),
        NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

/// A refusal of the search beside the field that can mend it.
pub(crate) fn refused(why: &Refusal, study: &Study) -> (&'static str, String) {
    let shown = |journey: u32| format!("{:.1} {}", study.unit.shown(f64::from(journey)), study.unit.name());
    match why {
        Refusal::NobodyNear { customer, nearest, longest } => {
            let name = study.customers.get(customer - 1).map_or("Somebody", |of| of.name.as_str());
            let words = format!(
                "{name} has no site within {}: the nearest that may open is {} away. Allow a longer journey or another site",
                shown(*longest),
                shown(*nearest)
            );
            ("longest", words)
        }
        Refusal::LongestTooShort { longest, open_count } => {
            let words = format!(
                "No plan of {open_count} sites brings everybody within {}, and that is proved. Allow a longer journey or more sites",
                shown(*longest)
            );
            ("longest", words)
        }
        Refusal::Nothing
        | Refusal::WeightsDoNotFit { .. }
        | Refusal::OpenCount { .. }
        | Refusal::RequiredTooMany { .. }
        | Refusal::NoSuchSite { .. }
        | Refusal::RequiredAndForbidden { .. }
        | Refusal::TooLarge
        | Refusal::TooMany { .. }
        | Refusal::StoppedTooSoon
        | Refusal::HubCount { .. }
        | Refusal::HubsTooFarApart => ("p", why.to_string()),
    }
}

fn page(typed: &Typed, shown: &Shown<'_>, token: &FormToken, problems: &Problems) -> Page {
    let study = shown.study;
    let heading =
        shown.story.map_or_else(|| "Where the sites should be".to_owned(), |story| title(study, story));
    let now = match shown.story {
        Some(story) => first_line(study, story),
        None if study.sites.is_empty() => "There are no such sites in the directory.".to_owned(),
        None => "Say how many sites are to be open, and which are settled.".to_owned(),
    };
    Page::new(heading)
        .now(now)
        .part(PATH)
        .wide()
        .prints()
        .audience("Those at the table who see figures. It counts published numbers of people, and no one person.")
        .errors(problems.summary())
        .body(html! {
            @if let Some(story) = shown.story {
                (InsetText::new(html! { p { "This is a trial: nothing is changed by it. The address of this page holds all that was asked, so it can be sent to a colleague." } }))
                (further(typed, shown, token))
                (report(study, story))
                h2 class="nhsuk-heading-m rt-noprint" { "Ask something else" }
            }
            div class="rt-noprint" { (form(typed, shown, problems)) }
            p class="rt-noprint" { a href=(simulate_page::HERE) { "Simulate a year with a change" } " · " a href=(replay_page::HERE) { "Judge last year again" } " · " a href="/plan/needs" { "Need beside supply" } " · " a href=(runs_page::HERE) { "Your runs" } " · " a href="/plan/trials" { "Trials that were kept" } " · " a href=(compare_page::HERE) { "Two plans side by side" } }
        })
}

/// The same asked as a run: with what takes longer than a page waits, and to be kept.
fn further(typed: &Typed, shown: &Shown<'_>, token: &FormToken) -> Markup {
    html! {
        form method="post" action="/plan/sites/run" class="rt-noprint" {
            (token)
            @for (field, text) in typed.pairs().iter().filter(|(_, text)| !text.is_empty()) { input type="hidden" name=(field) value=(text); }
            @if shown.stopped { p { "The search was ended so that the page need not wait. As a run it goes on until it is proved, and can be stopped at any time." } }
            @else { p { "As a run it can be kept, to be laid beside another plan or put before a meeting; and it says what room at each site and weighing the most deprived more would cost." } }
            (Button::new(if shown.stopped { "Search on, as a run" } else { "Make it a run" }).variant(web::components::button::Variant::Secondary))
        }
    }
}

fn first_line(study: &Study, story: &Story) -> String {
    let all = &story.everyone;
    let mean = |sum: u64| study.unit.shown(sum as f64 / all.people.max(1) as f64);
    format!(
        "The mean journey goes from {:.1} to {:.1} {}; {} people go farther.",
        mean(all.before),
        mean(all.after),
        study.unit.name(),
        report::count(all.farther)
    )
}

fn form(typed: &Typed, shown: &Shown<'_>, problems: &Problems) -> Markup {
    let (study, story) = (shown.study, shown.story);
    let kinds = Whose::ALL.iter().map(|(_, name, words)| Choice::new(*name, *words)).collect();
    let named = Whose::ALL.iter().find(|(of, _, _)| *of == shown.asked.whose);
    let chosen = named.map_or("clinics", |(_, name, _)| name);
    let people = if shown.asked.demand == Demand::Women { "women" } else { "lists" };
    let counted = vec![
        Choice::new("lists", "Patients on practice lists"),
        Choice::new("women", "Women aged 16 to 49 in small areas"),
    ];
    html! {
        form method="get" action=(PATH) class="rt-filter" {
            (Radios::new("whose", "Which sites?", kinds).inline(true).small(true).value(chosen))
            @if shown.areas > 0 { (Radios::new("people", "Who is counted?", counted).inline(true).small(true).value(people)) }
            (Button::new("Show these sites").variant(web::components::button::Variant::Secondary))
        }
        @if study.sites.is_empty() {
            p { "Choose other sites, or enter services and sites in the " a href="/directory" { "directory" } " first." }
        } @else {
            form method="get" action=(PATH) novalidate {
                input type="hidden" name="whose" value=(chosen);
                input type="hidden" name="people" value=(people);
                input type="hidden" name="asked" value="1";
                (Input::new("p", "How many sites are to be open?").hint(format!("{} are open today", study.sites.len()))
                    .width("3").inputmode("numeric").value(typed.text("p")).error_message(problems.of("p")))
                (Input::new("longest", "Longest journey that anybody may have, in miles").hint("A straight line. Leave it empty for no limit")
                    .width("4").inputmode("decimal").value(typed.text("longest")).error_message(problems.of("longest")))
                fieldset class="nhsuk-fieldset" {
                    legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s" { "What is settled about each site" }
                    div class="rt-filter" { @for nth in 0..study.sites.len() { (one_site(typed, study, story, nth)) } }
                }
                (Button::new("Work it out"))
            }
        }
    }
}

fn one_site(typed: &Typed, study: &Study, story: Option<&Story>, nth: usize) -> Markup {
    let Some(site) = study.sites.get(nth) else { return html! {} };
    let lines = vec![
        SelectItem::new("", "Let it be chosen"),
        SelectItem::new("open", "Must be open"),
        SelectItem::new("closed", "Must be closed"),
    ];
    let value = match typed::said(typed, nth) {
        Said::Choose => "",
        Said::Open => "open",
        Said::Closed => "closed",
    };
    let words = match story {
        Some(story) if story.after.contains(&nth) => "open in this plan",
        Some(_) => "closed in this plan",
        None => "open today",
    };
    html! { (Select::new(typed::field(nth), site.name.as_str(), lines).hint(words).value(value)) }
}
