//! `/plan/simulate`: a year of the place with one change, simulated beside the place as it is, as a run.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lawbook::Calendar;
use maud::{Markup, html};
use planning_rules::simulation::{Experiment, Scenario, Session, calibrated};
use web::components::{Button, Input, Select, SelectItem};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use crate::page::{Planning, reading};
use crate::prepare::About;
use crate::{runs_page, year};

pub(crate) const HERE: &str = "/plan/simulate";

pub(crate) fn routes() -> Router<Planning> {
    Router::new().route(HERE, get(form_page).post(begin))
}

const REPLICATIONS_MAX: u32 = 200;
pub(crate) const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn base(site: &Planning, who: &SignedIn) -> Result<year::Place, Stop> {
    let reading = reading(site, who.actor())?;
    let today = site.journal.now().day();
    year::year(&reading, &site.name, today, today)
        .map_err(|why| Stop::fault("reading the place as a scenario", why))
}

async fn form_page(who: SignedIn, State(site): State<Planning>, token: FormToken) -> Result<Page, Stop> {
    let place = base(&site, &who)?;
    let typed = Typed::of([("replications", "30"), ("a_day", "-0.04"), ("a_mile", "-0.12"), ("asks", "0")]);
    Ok(page(&token, &place.scenario, &typed, &Problems::default()))
}

fn page(token: &FormToken, place: &Scenario, typed: &Typed, problems: &Problems) -> Page {
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
            p { a href=(runs_page::HERE) { "Your runs" } " · " a href="/plan/trials" { "Trials that were kept" } }
        })
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
pub(crate) fn asked(
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
    let mut problems = Problems::default();
    let begun =
        runs_page::begin(&site, &who, About::Simulation, &typed, "replications", &mut problems).await?;
    if let Some(begun) = begun {
        return Ok(begun);
    }
    let place = base(&site, &who)?;
    Ok(page(&token, &place.scenario, &typed, &problems).into_response())
}
