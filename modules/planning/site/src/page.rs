//! The page: thirteen clinics, pick or let it pick, and the story of what it does. All that is asked stands in the
//! address, so that a plan can be sent to a colleague, printed, and come back to.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use journal::{Journal, NotDone, Reading};
use maud::{Markup, html};
use planning_rules::Watch;
use planning_rules::sites::Refusal;
use planning_rules::study::{Story, Study};
use policy::{Actor, Kind, Permit, RefusedWhy, Relations, Role, Subject};
use web::components::header::NavigationItem;
use web::components::{Button, Choice, Input, InsetText, Radios, Select, SelectItem};
use web::{Forbidden, Page, Problems, SignedIn, Stop, Typed};

use crate::jobs::Jobs;
use crate::place::{self, Demand, Whose};
use crate::report::{self, report, title};
use crate::typed::{self, Said};
use crate::{needs_page, simulate_page, trials_page};

/// What the page holds.
#[derive(Clone)]
pub struct Planning {
    /// The journal of the place.
    pub journal: Journal,
    /// What the place is called.
    pub name: Arc<str>,
    /// Whom everybody may ring, with a number: the partnership's office.
    pub office: Arc<str>,
    /// Simulations that run beside the pages.
    pub jobs: Jobs,
}

pub(crate) const PATH: &str = "/plan/sites";

/// Steps of a search that a page waits for; a place's own sites are settled in a few.
const STEPS_MAX: u64 = 3_000;

/// The pages, to be put into the shell.
pub fn routes(site: Planning) -> Router {
    let pages = Router::new().route(PATH, get(show));
    pages
        .merge(simulate_page::routes())
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

async fn show(who: SignedIn, State(site): State<Planning>, RawQuery(query): RawQuery) -> Result<Page, Stop> {
    let typed = Typed::of_query(&query.unwrap_or_default());
    let whose = Whose::named(typed.text("whose")).unwrap_or(Whose::Clinics);
    let reading = reading(&site, who.actor())?;
    let today = site.journal.now().day();
    let study = place::study(&reading, &site.name, Demand::Lists, whose, today)
        .map_err(|why| Stop::fault("reading where sites and people are", why))?;
    drop(reading);
    let mut problems = Problems::default();
    let asked = typed.word("p").is_some() || typed.word("asked").is_some();
    let wanted = if asked { typed::wanted(&typed, &study, &mut problems) } else { None };
    // The search may take a second: other readers do not wait for it.
    let searched = tokio::task::spawn_blocking(move || {
        let story = wanted.map(|wanted| {
            let mut tell = |_| {};
            study.answer(&wanted, &mut Watch::new(&|| false, &mut tell, Some(STEPS_MAX)))
        });
        (study, story)
    });
    let (study, story) = searched.await.map_err(|why| Stop::fault("searching for the best sites", why))?;
    let story = match story.transpose() {
        Ok(story) => story,
        Err(why) => {
            let (field, words) = refused(&why, &study);
            problems.add(field, words);
            None
        }
    };
    Ok(page(&typed, whose, &study, story.as_ref(), &problems))
}

/// Whether the reader may keep a trial: who may not gets no button that would be refused.
pub(crate) fn may_keep(site: &Planning, actor: &Actor) -> bool {
    let subject = Subject::new(Kind::Figures, Relations::NONE);
    site.journal.rulebook().decide(actor, simulate_page::KEEPS, subject).is_ok()
}

/// The page that says why not, whom to ask and what to do.
pub(crate) fn forbidden(site: &Planning) -> Stop {
    Stop::Forbidden(Forbidden {
        reason: "Your seat does not see the figures that plans are made of.".to_owned(),
        person: site.office.to_string(),
        next_step: "Ask a manager or commissioner to send you the plan, printed or as a link.".to_owned(),
    })
}

pub(crate) fn reading(site: &Planning, actor: &Actor) -> Result<Reading, Stop> {
    let subject = Subject::new(Kind::Figures, Relations::NONE);
    site.journal.reading(actor, Permit::SeeFigures, subject).map_err(|why| match why {
        NotDone::NotAllowed(refused) if refused.why == RefusedWhy::NotThere => Stop::NotFound,
        NotDone::NotAllowed(_) => forbidden(site),
        NotDone::Fault(why) => Stop::fault("opening a reading of the figures", why),
        NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

/// A refusal of the search beside the field that can mend it.
fn refused(why: &Refusal, study: &Study) -> (&'static str, String) {
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
        | Refusal::StoppedTooSoon
        | Refusal::HubCount { .. }
        | Refusal::HubsTooFarApart => ("p", why.to_string()),
    }
}

fn page(typed: &Typed, whose: Whose, study: &Study, story: Option<&Story>, problems: &Problems) -> Page {
    let heading = story.map_or_else(|| "Where the sites should be".to_owned(), |story| title(study, story));
    let now = match story {
        Some(story) => first_line(study, story),
        None if study.sites.is_empty() => "There are no such sites in the directory.".to_owned(),
        None => "Say how many sites are to be open, and which are settled.".to_owned(),
    };
    Page::new(heading)
        .now(now)
        .part(PATH)
        .wide()
        .prints()
        .audience("Those at the table who see figures. It counts patients on lists, and no one person.")
        .errors(problems.summary())
        .body(html! {
            @if let Some(story) = story {
                (InsetText::new(html! { p { "This is a trial: nothing is changed by it. The address of this page holds all that was asked, so it can be sent to a colleague." } }))
                (report(study, story))
                h2 class="nhsuk-heading-m rt-noprint" { "Ask something else" }
            }
            div class="rt-noprint" { (form(typed, whose, study, story, problems)) }
            p class="rt-noprint" { a href=(simulate_page::HERE) { "Simulate a year with a change" } " · " a href="/plan/needs" { "Need beside supply" } " · " a href="/plan/trials" { "Trials that were kept" } }
        })
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

fn form(typed: &Typed, whose: Whose, study: &Study, story: Option<&Story>, problems: &Problems) -> Markup {
    let kinds = Whose::ALL.iter().map(|(_, name, words)| Choice::new(*name, *words)).collect();
    let chosen = Whose::ALL.iter().find(|(of, _, _)| *of == whose).map_or("clinics", |(_, name, _)| name);
    html! {
        form method="get" action=(PATH) class="rt-filter" {
            (Radios::new("whose", "Which sites?", kinds).inline(true).small(true).value(chosen))
            (Button::new("Show these sites").variant(web::components::button::Variant::Secondary))
        }
        @if study.sites.is_empty() {
            p { "Choose other sites, or enter services and sites in the " a href="/directory" { "directory" } " first." }
        } @else {
            form method="get" action=(PATH) novalidate {
                input type="hidden" name="whose" value=(chosen);
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
