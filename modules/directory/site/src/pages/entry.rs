//! `/directory/{code}`: one organisation as its partners see it: whom to ring, the first time, languages and access.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use directory_rules::entry::freshness;
use directory_rules::facts::v1::{Organisation, Site as Where};
use directory_rules::search::{Offers, Service as Searched};
use directory_rules::{Method, Procedure};
use journal::Reading;
use kernel::{Day, OrgId};
use maud::{Markup, html};
use web::components as nhs;
use web::{Page, SignedIn, Stop};

use super::access::{fault, of_all};
use super::{Site, words};
use crate::index;
use crate::read::{self, Entered};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/directory/{code}", get(show))
}

async fn show(State(site): State<Site>, who: SignedIn, Path(code): Path<String>) -> Result<Page, Stop> {
    let reading = of_all(&site, who.actor())?;
    let today = site.journal.now().day();
    let code = code.parse::<OrgId>().map_err(|_| Stop::NotFound)?;
    let attempt = fault("reading an entry of the directory");
    let org = read::organisation(&reading, code).map_err(&attempt)?.ok_or(Stop::NotFound)?;
    let sites = read::sites(&reading, code).map_err(&attempt)?;
    let services = read::services_of(&reading, code).map_err(&attempt)?;
    let (shown, hidden): (Vec<_>, Vec<_>) = services
        .into_iter()
        .filter(|entered| !entered.service.ended)
        .partition(|entered| freshness(entered.confirmed_on, today).is_shown());
    let mut cards = Vec::new();
    for entered in &shown {
        cards.push(card(&reading, entered, &sites, today)?);
    }
    let now = match shown.first() {
        Some(entered) => format!("Ring {} on {}.", entered.service.person_to_ask, entered.service.telephone),
        None => format!("Ring {}.", org.telephone),
    };
    Ok(Page::new(org.name.as_str())
        .caption(words::kind(&org.kind))
        .now(now)
        .audience(format!("everybody who signs in at {}", site.place.name))
        .part("/directory")
        .back("/directory")
        .prints()
        .body(html! {
            (about(&org))
            @for card in &cards { (card) }
            @if !hidden.is_empty() {
                (nhs::InsetText::new(format!(
                    "{} not shown, because nobody has confirmed it for a long time. Ring {} first.",
                    if hidden.len() == 1 { "One service is".to_owned() } else { format!("{} services are", hidden.len()) },
                    org.telephone
                )))
            }
            @if shown.is_empty() && hidden.is_empty() { p { "No service is recorded here." } }
        }))
}

fn about(org: &Organisation) -> nhs::SummaryList {
    let joined = if org.joined { "Yes: an ask arrives here" } else { "Not yet: print the ask and ring" };
    nhs::SummaryList::new(vec![
        nhs::Row::new("Telephone for partners", org.telephone.as_str()),
        nhs::Row::new("Address", org.address.as_str()),
        nhs::Row::new(
            "Part of the place",
            if org.patch.is_empty() { "All of it" } else { org.patch.as_str() },
        ),
        nhs::Row::new("On Roundtable", joined),
    ])
}

fn card(reading: &Reading, entered: &Entered, sites: &[Where], today: Day) -> Result<Markup, Stop> {
    let of = &entered.service;
    let searched =
        index::one_service(reading, of.id, today).map_err(fault("reading the times of a service"))?;
    let at = sites.iter().find(|site| site.id == of.site);
    let from_others = if of.outside {
        of.weekly_limit.map_or_else(|| "Yes".to_owned(), |most| format!("Yes, at most {most} a week"))
    } else {
        "No: its own patients only".to_owned()
    };
    let mut cannot = Vec::new();
    cannot.extend(of.not_under.map(|years| format!("people under {years}")));
    if !of.complicated {
        cannot.push("people with a complicating factor".to_owned());
    }
    let spoken = words::listed(of.languages.iter().map(|language| words::capital(language)));
    let languages = match (of.languages.is_empty(), of.interpreter) {
        (true, true) => "An interpreter can be booked".to_owned(),
        (false, true) => format!("{spoken}; an interpreter can be booked"),
        (_, false) => spoken,
    };
    let rows = vec![
        nhs::Row::new("Whom to ring", format!("{}, {}", of.person_to_ask, of.telephone)),
        nhs::Row::new(
            "Where",
            at.map_or_else(|| "Not recorded".to_owned(), |at| format!("{}, {}", at.name, at.address)),
        ),
        nhs::Row::new("Takes from other practices", from_others),
        nhs::Row::new("Methods", words::methods(of)),
        nhs::Row::new(
            "First time",
            first(
                searched.as_ref(),
                of.offering == directory_rules::facts::v1::Offering::Slots,
                &words::offering(&of.offering),
            ),
        ),
        nhs::Row::new("Paid by", words::purses(&of.purses)),
        nhs::Row::new(
            "Cannot take",
            if cannot.is_empty() { "Nobody is ruled out".to_owned() } else { words::listed(cannot) },
        ),
        nhs::Row::new("Languages", languages),
        nhs::Row::new("British Sign Language", words::bsl(&of.bsl)),
        nhs::Row::new("Access", words::listed(of.access.iter().map(|need| words::access(need)))),
        nhs::Row::new("Chaperones", words::listed(&of.chaperones)),
        nhs::Row::new("Last confirmed", words::confirmed(entered.confirmed_on, today)),
    ];
    Ok(html! { (nhs::Card::new(of.name.as_str(), html! { (nhs::SummaryList::new(rows)) })) })
}

/// The first free time of each method, by who is on each session and what they may fit that day.
fn first(searched: Option<&Searched>, by_slots: bool, otherwise: &str) -> Markup {
    let Some(Searched { offers: Offers::Slots(sessions), fitters, acceptance, .. }) = searched else {
        return html! { (if by_slots { "None in the record: ring" } else { otherwise }) };
    };
    let methods: &[Method] = &acceptance.methods;
    if methods.is_empty() {
        return html! { "None for other practices" };
    }
    html! {
        ul class="nhsuk-list" {
            @for method in methods {
                @let day = sessions.iter()
                    .filter(|session| session.free > 0 && session.offers(*method, Procedure::Fit, fitters).is_ok())
                    .map(|session| session.day).min();
                li { (words::capital(method.in_words())) ": "
                    (day.map_or_else(|| "none free in the record; ring".to_owned(), Day::in_words)) }
            }
        }
    }
}
