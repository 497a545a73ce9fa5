//! The second half of Refer: what must happen first, who can take her, how far and how soon, and who was left out and why.

use directory_rules::acceptance::Person;
use directory_rules::facts::v1::SmallArea;
use directory_rules::search::{Found, Index, Order, Query, Service};
use directory_rules::{Kind, Method, Needs};
use directory_site::areas;
use directory_site::read as directory;
use journal::Reading;
use kernel::{Day, Metres, OrgId, Point, ServiceId};
use lawbook::Setting;
use maud::{Markup, Render, html};
use policy::OrgKind;
use referrals_rules::request::{Request, Wanted};
use web::components::{Button, Choice, Details, Input, InsetText, Radios, WarningCallout};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use super::access::{self, fault};
use super::refer::Ready;
use super::words;
use crate::Site;
use crate::acts::{draft, week_is_full};

/// Hosts to choose from.
const HOSTS_MAX: usize = 5;
/// Numbers to ring in an emergency.
const NUMBERS_MAX: usize = 4;
const METRES_IN_MILE: f64 = 1609.344;

/// What acceptance needs to know.
pub(super) fn person(of: &Request, today: Day) -> Person {
    let age = today.whole_years_since(*of.contents.identity.born.reveal());
    Person { age: Some(age), complicated: !of.contents.factors.is_empty() }
}

fn query(ready: &Ready, from: Point, sender: OrgId, today: Day, order: Order) -> Query {
    let of = &ready.request;
    Query {
        from,
        // To discuss which is most often a talk about coils; who fits them fits or knows the others.
        method: match of.envelope.wanted {
            Wanted::Method(method) => method,
            Wanted::Discuss => Method::LngIud,
        },
        purpose: of.envelope.purpose,
        sender,
        person: person(of, today),
        needs: Needs {
            language: of.contents.language.clone(),
            bsl: of.contents.bsl,
            access: of.contents.access.clone(),
            chaperone: of.contents.chaperone,
        },
        travel_limit: of.contents.travel_miles.map(|miles| Metres(f64::from(miles) * METRES_IN_MILE)),
        on: today,
        order,
        ask: ready.ask,
    }
}

/// Where the reader's organisation is: she travels from about there.
fn home(reading: &Reading, org: OrgId) -> Result<Point, Stop> {
    let found = directory::organisation(reading, org).map_err(fault("reading one’s own organisation"))?;
    found
        .map(|of| of.at)
        .ok_or_else(|| Stop::fault("reading one’s own organisation", "it is not in the directory"))
}

fn tenths(from: Point, to: Point) -> Option<u32> {
    let tenths = from.straight_line_to(to).miles() * 10.0;
    (tenths.is_finite() && tenths >= 0.0).then(|| tenths.round().min(100_000.0) as u32)
}

/// What the envelope says of where she comes from and goes to.
pub(super) struct Way {
    /// Miles to the service, in tenths.
    pub(super) miles_tenths: Option<u32>,
    /// Miles to the nearest clinic, in tenths.
    pub(super) clinic_miles_tenths: Option<u32>,
    /// The small area of the practice that asks, where the place has small areas. Her own address is not in the minimum set
    /// of a fitting, so what is said of where she lives is what is public about her practice.
    pub(super) area: Option<SmallArea>,
}

/// The way to a service, for the envelope.
pub(super) fn way(site: &Site, actor: &policy::Actor, service: ServiceId) -> Result<Way, Stop> {
    let reading = access::directory_reading(site, actor)?;
    let from = home(&reading, actor.org)?;
    let index = index(site, &reading)?;
    let to = index.services().iter().find(|known| known.id == service);
    let clinics = index.services().iter().filter(|known| known.kind == Kind::SexualHealthClinic);
    let clinic_miles_tenths = clinics.filter_map(|known| tenths(from, known.at)).min();
    // Other organisations serve people from all over the place.
    let area = if actor.org_kind == OrgKind::Practice {
        areas::small_area_at(&reading, from).map_err(fault("reading the small areas"))?
    } else {
        None
    };
    Ok(Way { miles_tenths: to.and_then(|known| tenths(from, known.at)), clinic_miles_tenths, area })
}

fn index(site: &Site, reading: &Reading) -> Result<std::sync::Arc<Index>, Stop> {
    site.hosts
        .index(reading, site.journal.now().day())
        .map_err(fault("bringing the index of hosts up to date"))
}

/// The page of hosts.
pub(super) fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    ready: &Ready,
    order: &str,
    problems: &Problems,
) -> Result<Page, Stop> {
    let today = site.journal.now().day();
    let reading = access::directory_reading(site, who.actor())?;
    let from = home(&reading, who.actor().org)?;
    let index = index(site, &reading)?;
    let order = match order {
        "nearest" => Order::Nearest,
        "soonest" => Order::Soonest,
        _ => Order::Combined,
    };
    let found = index.find(&query(ready, from, who.actor().org, today, order));
    let joined = |service: &Service| -> Result<bool, Stop> {
        let org = directory::organisation(&reading, service.organisation);
        Ok(org.map_err(fault("reading a host"))?.is_some_and(|of| of.joined))
    };
    let full = |service: &Service| -> Result<bool, Stop> {
        let limit = service.acceptance.weekly_limit;
        week_is_full(&reading, service.id, limit, today).map_err(fault("counting the asks of a week"))
    };
    let (mut hosts, mut by_hand, mut have_all) = (Vec::new(), Vec::new(), Vec::new());
    for hit in &found.hosts {
        if !joined(hit.service)? {
            by_hand.push(hit.service);
        } else if full(hit.service)? {
            have_all.push(hit.service);
        } else {
            hosts.push(hit);
        }
    }
    if order == Order::Combined {
        // What the factors suggest comes first: simple fittings in general practice, others at the clinic.
        let suggested = ready.request.suggested.setting();
        hosts.sort_by_key(|hit| {
            (hit.service.kind == Kind::GeneralPractice) != (suggested == Setting::Practice)
        });
    }
    hosts.truncate(HOSTS_MAX);
    let chosen = typed
        .word("service")
        .map(str::to_owned)
        .or_else(|| hosts.first().map(|hit| hit.service.id.to_string()));
    let choices = hosts
        .iter()
        .map(|hit| {
            Choice::new(hit.service.id.to_string(), hit.service.name.as_str()).hint(format!(
                "{}. {}",
                hit.reasons.join("; "),
                hit.service.telephone
            ))
        })
        .collect::<Vec<_>>();
    let urgent = ready.is_urgent();
    let kept = typed.word("kept").is_some();
    let sends = kept || draft::is_clinical(who.actor().role);
    let now = if urgent {
        "Ring now: a coil may still be fitted in time. Send only after the call."
    } else if hosts.is_empty() {
        "Nobody here can be asked now: ring, or print the ask."
    } else if sends {
        "Choose the host with her, then send."
    } else {
        "Keep it: a clinician checks it before it is sent."
    };
    Ok(Page::new("Choose a host")
        .now(now)
        .audience(format!("You and your colleagues at {}, until you send it; then the host too.", who.org_name))
        .part("/refer")
        .errors(problems.summary())
        .body(html! {
            @if urgent { (ring(&index, site, from)) }
            // Reception sends what a clinician checked without reading it: the advice was the clinician's.
            @if !kept {
                @for advice in &ready.advice { @for line in advice.in_words() { (InsetText::new(line)) } }
                p { (ready.request.suggested.in_words(today)) }
            }
            p { "It is paid for by " (ready.request.envelope.purse.in_words()) "." }
            form method="post" action="/refer" novalidate data-draft=[(!kept).then_some("/refer/draft")] data-draft-address=[(!kept).then(|| format!("/refer?draft={}", typed.text("ask")))] {
                (token)
                @if kept { (left_to_send(typed)) } @else { (carried(typed)) }
                button type="submit" name="do" value=(if sends { "send" } else { "keep" }) class="nhsuk-u-visually-hidden" tabindex="-1" aria-hidden="true" { (if sends { "Send" } else { "Keep" }) }
                @if urgent {
                    (Input::new("rang", "Whom you rang, when, and what was agreed").value(typed.text("rang")).error_message(problems.of("rang")))
                }
                @if !hosts.is_empty() {
                    (Radios::new("service", "Hosts, with straight-line miles from your practice", choices).value(chosen).error_message(problems.of("service")))
                    @if sends { (Button::new("Send the ask").name("do").value("send")) }
                }
                @if !sends { (Button::new("Keep it for a clinician to check").name("do").value("keep")) }
                div class="nhsuk-button-group" {
                    (Button::secondary("Nearest first").name("do").value("nearest").small(true))
                    (Button::secondary("Soonest first").name("do").value("soonest").small(true))
                    @if !kept {
                        (Button::secondary("Change what I typed").name("do").value("change").small(true))
                        (Button::secondary("Print the ask").name("do").value("print").small(true))
                    }
                }
            }
            (others(&found, &by_hand, &have_all))
        }))
}

/// Everything that was typed, to be sent again with the next step.
pub(super) fn carried(typed: &Typed) -> Markup {
    let left_out = ["form_token", "do", "service", "rang", "paste"];
    html! {
        @for (field, text) in typed.pairs() {
            @if !left_out.contains(&field.as_str()) { input type="hidden" name=(field) value=(text); }
        }
    }
}

/// What a clinician checked stays where it is kept: the form says only that it is to be sent.
fn left_to_send(typed: &Typed) -> Markup {
    html! {
        input type="hidden" name="ask" value=(typed.text("ask"));
        input type="hidden" name="kept" value="yes";
    }
}

/// The numbers to ring now: the nearest that fit a copper coil, and urgent care.
fn ring(index: &Index, site: &Site, from: Point) -> Markup {
    let mut near: Vec<(&Service, f64)> = index
        .services()
        .iter()
        .filter(|service| service.acceptance.methods.contains(&Method::CuIud))
        .map(|service| (service, from.straight_line_to(service.at).miles()))
        .collect();
    near.sort_by(|one, other| one.1.total_cmp(&other.1));
    let line = |name: &str, number: &str, more: &str| {
        html! { li { strong { a href={ "tel:" (number.replace(' ', "")) } { (number) } } " " (name) (more) } }
    };
    WarningCallout::new(
        "Ring now",
        html! {
            p { "An emergency coil never waits in a list. Ring the first that can see her, and offer an oral method meanwhile." }
            ul class="nhsuk-list" {
                @for (service, miles) in near.iter().take(NUMBERS_MAX) {
                    (line(&service.name, &service.telephone, &format!(", {miles:.1} miles, ask for {}", service.person_to_ask)))
                }
                (line("Urgent care, if nobody can", &site.numbers.urgent_care, ""))
            }
        },
    )
    .render()
}

fn others(found: &Found<'_>, by_hand: &[&Service], have_all: &[&Service]) -> Markup {
    html! {
        @if !have_all.is_empty() {
            (Details::new("Have all that they take this week; from Monday again", html! {
                ul { @for service in have_all { li { (service.name) ": ask " (service.person_to_ask) " on " (service.telephone) } } }
            }))
        }
        @if !by_hand.is_empty() {
            (Details::new("Not on Roundtable yet: print the ask and ring", html! {
                ul { @for service in by_hand { li { (service.name) ": ask " (service.person_to_ask) " on " (service.telephone) } } }
            }).open(true))
        }
        @if !found.not_yet_signed.is_empty() {
            (Details::new("Could, but no agreement is signed yet", html! {
                ul { @for near in &found.not_yet_signed { li { (near.in_words()) } } }
            }))
        }
        @if !found.left_out.is_empty() {
            (Details::new("Near, but left out, and why", html! {
                ul { @for out in &found.left_out { li { (out.service.name) " " (out.why.in_words()) ". " (out.service.telephone) } } }
            }))
        }
    }
}

/// The method in the words of the page, for a heading.
pub(super) fn wanted(of: &Request) -> &'static str {
    match of.envelope.wanted {
        Wanted::Method(method) => words::method(method.name()),
        Wanted::Discuss => words::method("discuss"),
    }
}
