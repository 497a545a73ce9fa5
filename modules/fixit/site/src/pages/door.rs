//! The three doors. Two of them end in a telephone number and store nothing; the third posts.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use directory_site::read as directory;
use maud::{Markup, html};
use web::components::card::{Card, Variant};
use web::components::{ActionLink, Button, Heading, Row, Select, SummaryList};
use web::{ListQuery, Page, SignedIn, Stop};

use super::access::{self, Names, fault};
use super::{Site, words};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/fix-it/door", get(doors))
        .route("/fix-it/harm", get(harm))
        .route("/fix-it/one-patient", get(one_patient))
}

/// The national service that learns from patient-safety events.
const LFPSE: &str = "https://record.learn-from-patient-safety-events.nhs.uk/";

async fn doors(who: SignedIn, State(site): State<Site>) -> Result<Page, Stop> {
    access::reading(&site, who.actor())?;
    Ok(Page::new("What is it about?")
        .now("Choose one. If somebody may come to harm now, ring first.")
        .part("/fix-it")
        .back("/fix-it")
        .body(html! {
            (ActionLink::new("Somebody is harmed or at risk now", "/fix-it/harm"))
            p { "Numbers to ring, and where a patient-safety event is recorded. Nothing is posted." }
            (ActionLink::new("One patient’s care, or a referral that should be quicker", "/fix-it/one-patient"))
            p { "The clinical team’s number. Nothing is posted." }
            (ActionLink::new("A process is broken, or I have an idea", "/fix-it/post"))
            p { "Post it. It has an owner from the first minute, and you hear what became of it." }
        }))
}

/// The numbers for harm now, as the first door and the form itself show them.
pub(super) fn numbers(site: &Site, hospitals: &[(String, String)]) -> Markup {
    let rows = vec![
        Row::new("Danger to life", html! { a href="tel:999" { strong { "999" } } }),
        Row::new("Urgent care", html! { (named_number(&site.urgent_care)) }),
    ];
    let more = hospitals.iter().map(|(name, number)| Row::new(name, words::telephone(number)));
    let last = [Row::new("Safeguarding", html! { (named_number(&site.safeguarding)) })];
    let list = SummaryList::new(rows.into_iter().chain(more).chain(last).collect());
    html! { (list) }
}

/// “Name, number” with the number for a thumb.
fn named_number(text: &str) -> Markup {
    match text.rsplit_once(", ") {
        Some((name, number)) => html! { (name) ", " (words::telephone(number)) },
        None => html! { (text) },
    }
}

/// The hospitals with their switchboards.
pub(super) fn hospitals(site: &Site, who: &SignedIn) -> Result<Vec<(String, String)>, Stop> {
    let reading = access::reading(site, who.actor())?;
    let all = directory::organisations(&reading).map_err(fault("reading hospitals"))?;
    Ok(all.into_iter().filter(|of| of.kind == "hospital").map(|of| (of.name, of.telephone)).collect())
}

async fn harm(who: SignedIn, State(site): State<Site>) -> Result<Page, Stop> {
    let hospitals = hospitals(&site, &who)?;
    Ok(Page::new("Somebody is harmed or at risk now")
        .now("Ring now. Nothing waits in a list here, and nothing is posted.")
        .part("/fix-it")
        .back("/fix-it/door")
        .body(html! {
            (Card::default().heading(Heading::from("Ring now")).variant(Variant::Urgent).body(numbers(&site, &hospitals)))
            p { "When everybody is safe, record the event with LFPSE, the national service that learns from patient-safety events, as your organisation does: "
                a href=(LFPSE) rel="noreferrer" { "record a patient-safety event" } "." }
            p { "What should never happen again because its process is broken can be posted afterwards: "
                a href="/fix-it/post" { "post a broken process" } "." }
        }))
}

async fn one_patient(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Page, Stop> {
    let reading = access::reading(&site, who.actor())?;
    let mut names = Names::new(&reading)?;
    let items = super::post::specialty_items(&reading, "Choose")?;
    let chosen = query.filter("specialty").unwrap_or_default().to_owned();
    let route = match names.specialty_of(&chosen).cloned() {
        Some(of) => {
            let lead = of.lead.map(|lead| names.seat(lead)).transpose()?;
            html! {
                h2 class="nhsuk-heading-m" { (of.name) }
                (SummaryList::new(vec![
                    Row::new("Ring", html! { (words::telephone(&of.telephone)) }),
                    Row::new("Ask for", lead.map_or_else(|| "the clinician on call".to_owned(), |lead| lead.title)),
                    Row::new("Hospital", names.org(of.org)?),
                ]))
                p { "Speak about the patient on the telephone or in the record, never here. Nothing was stored." }
            }
        }
        None => html! { p { "Choose the specialty that has the patient: its number appears here." } },
    };
    Ok(Page::new("One patient’s care")
        .now("Ring the clinical team that has the patient. Fix-It is not for one patient’s care, and stores nothing of this.")
        .part("/fix-it")
        .back("/fix-it/door")
        .body(html! {
            form method="get" action="/fix-it/one-patient" {
                (Select::new("specialty", "Which specialty has the patient?", items).value(chosen.as_str()))
                (Button::new("Show the number"))
            }
            (route)
        }))
}
