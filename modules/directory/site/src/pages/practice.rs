//! `/practice`: what one's own organisation keeps here: who fits, where, for whom, and when; and what needs doing.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use directory_rules::competence::Warning;
use directory_rules::facts::v1::{Offering, Seat, Service};
use directory_rules::{LowVolume, SlotState, Standing};
use kernel::Day;
use maud::{Markup, html};
use policy::{Actor, OrgKind, Permit};
use web::components as nhs;
use web::{FormToken, Page, SignedIn, Stop};

use super::access::may;
use super::own::Own;
use super::practice_todo::{fitters, offered, rules, skill, todo};
use super::{Site, successions, words};
use crate::index;
use crate::read::Planned;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/practice", get(show))
}

/// What the reader may do here.
struct May {
    keep: bool,
    sessions: bool,
    confirm: bool,
}

async fn show(State(site): State<Site>, who: SignedIn, token: FormToken) -> Result<Page, Stop> {
    let actor: &Actor = who.actor();
    let (reading, own) = Own::read(&site, actor, Permit::SeeOwnDirectory)?;
    let to_agree = match may(&site, actor, Permit::TakeOver) {
        true => successions::to_agree(&reading, actor.org)?,
        false => Vec::new(),
    };
    let may = May {
        keep: may(&site, actor, Permit::KeepDirectory),
        sessions: may(&site, actor, Permit::KeepSessions),
        confirm: may(&site, actor, Permit::ConfirmEntry),
    };
    let todo = todo(&own);
    let now = match todo.as_slice() {
        [] => "Nothing. Everything here is up to date.".to_owned(),
        [only] => only.clone(),
        [first, rest @ ..] => format!("{first} Then {} more below.", rest.len()),
    };
    let fits = matches!(actor.org_kind, OrgKind::Practice | OrgKind::SexualHealthClinic | OrgKind::Hospital);
    Ok(Page::new(own.org.name.as_str())
        .caption(words::kind(&own.org.kind))
        .now(now)
        .audience(format!("everybody who works at {}", who.org_name))
        .part("/practice")
        .wide()
        .body(html! {
            @if todo.len() > 1 {
                (nhs::WarningCallout::new("To look at", html! { ul { @for one in &todo { li { (one) } } } }))
            }
            @for one in &to_agree {
                p { a href=(format!("{}/{}", successions::HERE, one.of.organisation)) {
                    "Agree to take over from " (one.of.organisation) " on " (one.of.on.in_words())
                } }
            }
            @if may.confirm { (confirm(&token, &own)) }
            @if fits { (people(&own, &may)) (sessions(&own, &may)) }
            (services(&own, &may))
            (sites(&own, &may))
            (details(&own, &may))
            p { a href="/practice/files" { "All of this as files, in and out" } }
        }))
}

fn confirm(token: &FormToken, own: &Own) -> Markup {
    let live: Vec<_> = own.services.iter().filter(|entered| !entered.service.ended).collect();
    html! {
        @if let Some(oldest) = live.iter().map(|entered| entered.confirmed_on).min() {
            form method="post" action="/practice/confirm" {
                (token)
                @for entered in &live { input type="hidden" name="service" value=(entered.service.id); }
                p { "What partners see was last confirmed on " (oldest.in_words()) ". "
                    a href={ "/directory/" (own.code()) } { "See it as they do" } "." }
                (nhs::Button::new("It is all still right: confirm"))
            }
        }
    }
}

/// How a certificate stands today, in words, with a colour that only repeats them.
fn standing(certificate: &directory_rules::facts::v1::Certificate, today: Day) -> Markup {
    let Some(rule) = index::competence(certificate) else {
        return html! { (nhs::Tag::new("Not known here", nhs::Colour::Grey)) };
    };
    let until = rule.current_until();
    let (tag, colour, words) = match rule.standing(today) {
        Standing::NotYet => {
            ("Not yet", nhs::Colour::Grey, format!("counts from {}", certificate.certified.in_words()))
        }
        Standing::Lapsed => ("Ended", nhs::Colour::Red, format!("counted until {}", until.in_words())),
        Standing::LifeSupportOutOfDate => (
            "Life support out of date",
            nhs::Colour::Red,
            format!("last trained {}", certificate.life_support.in_words()),
        ),
        Standing::RenewalOverdue { until } => (
            "Renewal overdue",
            nhs::Colour::Orange,
            format!("booked stays until {}, none new", until.in_words()),
        ),
        Standing::Current => match rule.warning(today) {
            Some(Warning::Last { ends }) => ("Ends very soon", nhs::Colour::Orange, days_left(ends, today)),
            Some(Warning::First { ends }) => ("Ends soon", nhs::Colour::Yellow, days_left(ends, today)),
            None => ("Current", nhs::Colour::Green, format!("until {}", until.in_words())),
        },
    };
    html! { (nhs::Tag::new(tag, colour)) " " (words) }
}

fn days_left(ends: Day, today: Day) -> String {
    format!("until {}, {} days", ends.in_words(), ends - today)
}

fn low(of: &LowVolume) -> String {
    let what = if of.coils { "coils" } else { "implants" };
    format!(
        "Low volume: {} {what} in 12 months, as the fitter says; at least {} expected. A reminder only.",
        of.fitted, of.expected
    )
}

fn people(own: &Own, may: &May) -> Markup {
    let rules = rules(own);
    let mut head =
        vec![nhs::Column::words("Seat"), nhs::Column::words("Certificates"), nhs::Column::words("Volume")];
    if may.keep {
        head.push(nhs::Column::words("Change"));
    }
    let rows: Vec<Vec<nhs::TableCell>> = fitters(own)
        .map(|(seat, fitter)| {
            let volumes = rules.iter().find(|rule| rule.seat == seat.id).map(|rule| rule.low_volumes(own.today));
            let volumes = volumes.unwrap_or_default();
            let mut cells = vec![
                seat.title.as_str().into(),
                html! {
                    @if fitter.certificates.is_empty() { "None" }
                    ul class="nhsuk-list" { @for held in &fitter.certificates {
                        li { (skill(&held.skill)) ": " (standing(held, own.today)) }
                    } }
                }
                .into(),
                html! { @if volumes.is_empty() { "Nothing to point out" } @for one in &volumes { p { (low(one)) } } }.into(),
            ];
            if may.keep {
                cells.push(change(&format!("/practice/fitter/{}", seat.id), &seat.title).into());
            }
            cells
        })
        .collect();
    let without: Vec<&Seat> =
        own.clinical_seats().filter(|seat| own.fitters.iter().all(|fitter| fitter.seat != seat.id)).collect();
    html! {
        @if rows.is_empty() { h2 class="nhsuk-heading-m" { "People who fit" } p { "Nobody is recorded." } }
        @else { (nhs::Table::new("People who fit", head, rows)) }
        @if may.keep && !without.is_empty() {
            (nhs::Details::new("Add certificates for somebody else", html! {
                ul class="nhsuk-list nhsuk-list--bullet" { @for seat in &without {
                    li { a href={ "/practice/fitter/" (seat.id) } { (seat.title) } }
                } }
            }))
        }
    }
}

fn change(href: &str, what: &str) -> Markup {
    html! { a href=(href) { "Change" span class="nhsuk-u-visually-hidden" { " " (what) } } }
}

fn sessions(own: &Own, may: &May) -> Markup {
    let mut head = vec![
        nhs::Column::words("Day"),
        nhs::Column::words("Service"),
        nhs::Column::words("Who fits"),
        nhs::Column::words("Can be booked"),
        nhs::Column::figures("Free"),
        nhs::Column::figures("Held"),
        nhs::Column::figures("Booked"),
    ];
    if may.sessions {
        head.push(nhs::Column::words("Change"));
    }
    let rows: Vec<Vec<nhs::TableCell>> =
        own.sessions.iter().map(|planned| session(own, planned, may)).collect();
    html! {
        @if rows.is_empty() { h2 class="nhsuk-heading-m" { "Sessions of the next six weeks" } p { "None." } }
        @else { (nhs::Table::new("Sessions of the next six weeks", head, rows)) }
        @if may.sessions {
            @if can_add(own) { (nhs::Button::secondary("Add a session").href("/practice/session/new")) }
            @else { p { "A session needs a service that gives times here, and somebody with certificates: add those first." } }
        }
    }
}

/// A session needs a service by slots and somebody who may fit.
fn can_add(own: &Own) -> bool {
    let by_slots = own.services.iter().any(|of| !of.service.ended && of.service.offering == Offering::Slots);
    by_slots && own.fitting_seats().next().is_some()
}

fn session(own: &Own, planned: &Planned, may: &May) -> Vec<nhs::TableCell> {
    let [mut free, mut held, mut booked] = [0_u16; 3];
    for slot in &planned.slots {
        match slot.state.at(own.now) {
            SlotState::Free => free += 1,
            SlotState::Held { .. } => held += 1,
            SlotState::Booked { .. } => booked += 1,
            SlotState::Withdrawn => {}
        }
    }
    let service = own.services.iter().find(|entered| entered.service.id == planned.session.service);
    let mut cells: Vec<nhs::TableCell> = vec![
        planned.session.day.in_words().into(),
        service.map_or("Gone", |entered| entered.service.name.as_str()).into(),
        words::listed(planned.session.fitters.iter().map(|seat| own.title(*seat))).into(),
        offered(own, planned).into(),
        free.to_string().into(),
        held.to_string().into(),
        booked.to_string().into(),
    ];
    if may.sessions {
        let what = format!("the session on {}", planned.session.day.in_words());
        cells.push(change(&format!("/practice/session/{}", planned.session.id), &what).into());
    }
    cells
}

fn takes(of: &Service) -> String {
    if !of.outside {
        return "Own patients only".to_owned();
    }
    let limit =
        of.weekly_limit.map_or_else(|| "no weekly limit".to_owned(), |most| format!("at most {most} a week"));
    let age = of.not_under.map_or_else(String::new, |years| format!("; nobody under {years}"));
    let factors = if of.complicated { "" } else { "; no complicating factors" };
    format!("{}; {limit}{age}{factors}", words::methods(of))
}

fn services(own: &Own, may: &May) -> Markup {
    let mut head = vec![
        nhs::Column::words("Service"),
        nhs::Column::words("Whom to ask"),
        nhs::Column::words("Takes from other practices"),
        nhs::Column::words("Times"),
        nhs::Column::words("Last confirmed"),
    ];
    if may.keep {
        head.push(nhs::Column::words("Change"));
    }
    let rows: Vec<Vec<nhs::TableCell>> = own
        .services
        .iter()
        .map(|entered| {
            let of = &entered.service;
            let mut cells: Vec<nhs::TableCell> = vec![
                html! { (of.name) @if of.ended { " " (nhs::Tag::new("Ended", nhs::Colour::Grey)) } }.into(),
                format!("{}, {}", of.person_to_ask, of.telephone).into(),
                takes(of).into(),
                (if of.offering == Offering::Slots {
                    "Booked here".to_owned()
                } else {
                    words::offering(&of.offering)
                })
                .into(),
                words::confirmed(entered.confirmed_on, own.today).into(),
            ];
            if may.keep {
                cells.push(change(&format!("/practice/service/{}", of.id), &of.name).into());
            }
            cells
        })
        .collect();
    html! {
        @if rows.is_empty() { h2 class="nhsuk-heading-m" { "Services" } p { "None." } }
        @else { (nhs::Table::new("Services", head, rows)) }
        @if may.keep && !own.sites.is_empty() { (nhs::Button::secondary("Add a service").href("/practice/service/new")) }
    }
}

fn sites(own: &Own, may: &May) -> Markup {
    let mut head = vec![
        nhs::Column::words("Site"),
        nhs::Column::words("Discreet label"),
        nhs::Column::words("Address"),
        nhs::Column::words("Telephone"),
    ];
    if may.keep {
        head.push(nhs::Column::words("Change"));
    }
    let rows: Vec<Vec<nhs::TableCell>> = own
        .sites
        .iter()
        .map(|site| {
            let mut cells: Vec<nhs::TableCell> = vec![
                site.name.as_str().into(),
                site.discreet_label.as_str().into(),
                site.address.as_str().into(),
                site.telephone.as_str().into(),
            ];
            if may.keep {
                cells.push(change(&format!("/practice/site/{}", site.id), &site.name).into());
            }
            cells
        })
        .collect();
    html! {
        @if rows.is_empty() { h2 class="nhsuk-heading-m" { "Sites" } p { "None." } }
        @else { (nhs::Table::new("Sites", head, rows)) }
        @if may.keep { (nhs::Button::secondary("Add a site").href("/practice/site/new")) }
    }
}

fn details(own: &Own, may: &May) -> Markup {
    let size = own.org.list_size.map_or_else(|| "Not recorded".to_owned(), |size| size.to_string());
    let inbox = if own.org.inbox.is_empty() { "None" } else { own.org.inbox.as_str() };
    html! {
        h2 class="nhsuk-heading-m" { "Your organisation" }
        (nhs::SummaryList::new(vec![
            nhs::Row::new("Telephone for partners", own.org.telephone.as_str()),
            nhs::Row::new("Shared inbox", inbox),
            nhs::Row::new("Address", own.org.address.as_str()),
            nhs::Row::new("Registered patients", size),
        ]))
        @if may.keep { p { a href="/practice/organisation" { "Change these details" } } }
    }
}
