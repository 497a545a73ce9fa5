//! The page: dates in, the hours left, whom to ring now, and the record of the call. It ends in a telephone number.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use directory_site::index::Kept;
use directory_site::read as directory;
use emergency_rules::facts::{Agreed, Called};
use emergency_rules::{Answer, CheckTheDates, Fitting, last_safe_time};
use journal::{Journal, NotDone, Reading};
use kernel::{Day, Id, Moment};
use maud::{Markup, Render, html};
use policy::{Actor, Kind, Permit, Relations, Subject};
use web::components::card::{Card, Variant};
use web::components::date_input::DateValues;
use web::components::{
    Button, Choice, DateInput, Details, Heading, Input, InsetText, Radios, Row, SummaryList, WarningCallout,
};
use web::{Forbidden, FormToken, Page, Problems, SignedIn, Stop, Typed};

use crate::acts::{RecordCall, RecordRefused};
use crate::near::{Reachable, When, near};
use crate::typed::{FIELDS, question};

/// What the page holds.
#[derive(Clone)]
pub struct Emergency {
    /// The journal of the place.
    pub journal: Journal,
    /// The index of hosts.
    pub hosts: Arc<Kept>,
    /// The named clinic lead, with a number: who is rung when nobody can fit in time.
    pub lead: Arc<str>,
    /// Urgent care, with a number.
    pub urgent_care: Arc<str>,
}

/// Where it is.
const PATH: &str = "/emergency-coil";

/// The page and its record, to be put into the shell; nothing where the module is switched off.
pub fn routes(site: Option<Emergency>) -> Router {
    let Some(site) = site else { return Router::new() };
    Router::new()
        .route(PATH, get(empty).post(answer))
        .route("/emergency-coil/call", post(record))
        .with_state(site)
}

/// What the dates come to.
enum Sum {
    None,
    Clash(CheckTheDates),
    Answer(Answer),
}

/// The page as it is shown.
struct Shown<'s> {
    site: &'s Emergency,
    token: &'s FormToken,
    typed: &'s Typed,
    problems: &'s Problems,
    sum: &'s Sum,
    call: Id,
    recorded: Option<Agreed>,
}

fn new_call() -> Id {
    Id::from_bits(rand::random())
}

async fn empty(who: SignedIn, State(site): State<Emergency>, token: FormToken) -> Result<Page, Stop> {
    let (typed, problems) = (Typed::default(), Problems::default());
    let shown = Shown {
        site: &site,
        token: &token,
        typed: &typed,
        problems: &problems,
        sum: &Sum::None,
        call: new_call(),
        recorded: None,
    };
    page(&shown, who.actor())
}

fn sum(typed: &Typed, now: Moment, problems: &mut Problems) -> Sum {
    match question(typed, now, problems) {
        None => Sum::None,
        Some(question) => match last_safe_time(&question) {
            Ok(answer) => Sum::Answer(answer),
            Err(clash) => Sum::Clash(clash),
        },
    }
}

async fn answer(
    who: SignedIn,
    State(site): State<Emergency>,
    token: FormToken,
    typed: Typed,
) -> Result<Page, Stop> {
    let mut problems = Problems::default();
    let sum = sum(&typed, site.journal.now(), &mut problems);
    let shown = Shown {
        site: &site,
        token: &token,
        typed: &typed,
        problems: &problems,
        sum: &sum,
        call: new_call(),
        recorded: None,
    };
    page(&shown, who.actor())
}

async fn record(
    who: SignedIn,
    State(site): State<Emergency>,
    token: FormToken,
    typed: Typed,
) -> Result<Page, Stop> {
    let mut problems = Problems::default();
    let now = site.journal.now();
    let sum = sum(&typed, now, &mut Problems::default());
    let call = typed.text("call").parse().map_err(|_| Stop::NotFound)?;
    let mut recorded = None;
    if let Some(called) = called(&site, who.actor(), &typed, now, &mut problems)? {
        let agreed = called.agreed;
        match site.journal.submit(who.actor(), RecordCall { call, called }).await {
            Ok(_) => recorded = Some(agreed),
            Err(NotDone::AgainstTheRules(RecordRefused::NobodyRung)) => {
                problems.add("rung", "Say who was rung")
            }
            Err(NotDone::NotAllowed(_)) => return Err(not_this_seat(&site)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("recording a call", why)),
        }
    }
    let call = if recorded.is_some() { new_call() } else { call };
    let shown =
        Shown { site: &site, token: &token, typed: &typed, problems: &problems, sum: &sum, call, recorded };
    page(&shown, who.actor())
}

fn not_this_seat(site: &Emergency) -> Stop {
    Stop::Forbidden(Forbidden {
        reason: "Only clinicians, fitters, pharmacists and reception record a call.".to_owned(),
        person: site.lead.to_string(),
        next_step: "Ring all the same. Whoever takes the call can record it.".to_owned(),
    })
}

const LEAD: &str = "lead";

fn called(
    site: &Emergency,
    actor: &Actor,
    typed: &Typed,
    now: Moment,
    problems: &mut Problems,
) -> Result<Option<Called>, Stop> {
    let rung = problems.need(typed, "rung", "Say who was rung");
    let agreed = problems.need(typed, "agreed", "Say what was agreed");
    let agreed = agreed.and_then(|name| Agreed::ALL.into_iter().find(|agreed| agreed.name() == name));
    let seen_at = match typed.word("seen_at") {
        None => None,
        Some(text) => {
            let text = text.replace(' ', "T");
            let text = if text.contains('T') { text } else { format!("{}T{text:0>5}", now.day()) };
            let seen = text.parse::<Moment>();
            if seen.is_err() {
                problems
                    .add("seen_at", "Enter a time as in 14:30, or a day and a time as in 2025-03-08 14:30");
            }
            seen.ok()
        }
    };
    let (Some(rung), Some(agreed), true) = (rung, agreed, problems.is_empty()) else { return Ok(None) };
    if rung == LEAD {
        let rung = site.lead.to_string();
        return Ok(Some(Called { service: None, org: None, rung, agreed, seen_at }));
    }
    let reading = reading(site, actor)?;
    let entered = match rung.parse() {
        Ok(id) => directory::service(&reading, id).map_err(|why| Stop::fault("reading a service", why))?,
        Err(_) => None,
    };
    let Some(entered) = entered else {
        problems.add("rung", "Say who was rung");
        return Ok(None);
    };
    let of = entered.service;
    Ok(Some(Called { service: Some(of.id), org: Some(of.org), rung: of.name, agreed, seen_at }))
}

fn reading(site: &Emergency, actor: &Actor) -> Result<Reading, Stop> {
    let subject = Subject::new(Kind::EmergencyCall, Relations::NONE);
    match site.journal.reading(actor, Permit::UseEmergencyPage, subject) {
        Ok(reading) => Ok(reading),
        Err(NotDone::Fault(why)) => Err(Stop::fault("opening a reading", why)),
        Err(_) => Err(not_this_seat(site)),
    }
}

/// From when and until when services are looked for: until the dates say, the next five days.
fn window(sum: &Sum, now: Moment) -> (Day, Moment) {
    let today = now.day();
    match sum {
        Sum::None => (today, Moment::start_of(today + 5)),
        Sum::Clash(clash) => (today, clash.by_upsi_alone.max(Moment::start_of(today.next()))),
        Sum::Answer(answer) => match answer.fitting {
            Fitting::AnyTime | Fitting::NotInTime(_) => (today, answer.last_safe),
            Fitting::NotBefore(day) => (day, answer.last_safe),
        },
    }
}

/// Numbers of those that can in time that are shown at once; the rest are behind a line that opens.
const NUMBERS_MAX: usize = 5;

fn page(shown: &Shown<'_>, actor: &Actor) -> Result<Page, Stop> {
    let reading = reading(shown.site, actor)?;
    let own = directory::organisation(&reading, actor.org)
        .map_err(|why| Stop::fault("reading an organisation", why))?;
    let now = shown.site.journal.now();
    let (from, until) = window(shown.sum, now);
    let index =
        shown.site.hosts.index(&reading, now.day()).map_err(|why| Stop::fault("reading the hosts", why))?;
    let open = !matches!(shown.sum, Sum::Answer(answer) if !answer.open() || matches!(answer.fitting, Fitting::NotInTime(_)));
    let found = match own {
        Some(own) if open => near(index.services(), own.at, actor.org, from, until),
        Some(_) | None => Vec::new(),
    };
    Ok(Page::new("Emergency coil")
        .now(first_line(shown))
        .part(PATH)
        .prints()
        .audience("Every seat of the place. Nothing that you type here is kept.")
        .errors(shown.problems.summary())
        .body(html! {
            @if let Some(agreed) = shown.recorded { (recorded(agreed)) }
            (numbers(shown, &found, open, until))
            (workings(shown.sum))
            (dates(shown))
            @if !matches!(shown.sum, Sum::None) || shown.problems.of("rung").is_some() { (record_form(shown, &found)) }
            p class="nhsuk-body-s" { "This is a sum with dates, not advice: a clinician decides. The sooner it is fitted, the better." }
        }))
}

fn first_line(shown: &Shown<'_>) -> String {
    match shown.sum {
        Sum::None => "Ring now. Dates below tell how long there is; do not wait for them.".to_owned(),
        Sum::Clash(why) => {
            let words = why.to_string();
            let mut letters = words.chars();
            letters
                .next()
                .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
        }
        Sum::Answer(answer) => answer.in_a_line(),
    }
}

fn recorded(agreed: Agreed) -> Markup {
    let words = match agreed {
        Agreed::TheyCannot => "Recorded. Ring the next.",
        Agreed::TheySeeHer | Agreed::LeadTakesIt | Agreed::OralInstead => {
            "Recorded. Nothing is left to ring."
        }
    };
    InsetText::new(html! { p { strong { (words) } } }).render()
}

fn telephone(number: &str) -> Markup {
    let digits: String = number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    html! { a href={ "tel:" (digits) } { strong { (number) } } }
}

fn numbers(shown: &Shown<'_>, found: &[Reachable], open: bool, until: Moment) -> Markup {
    let in_time = found.partition_point(|one| one.when != When::NoSession);
    let (can, others) = found.split_at(in_time);
    let (first, rest) = can.split_at(can.len().min(NUMBERS_MAX));
    let lead = html! { p { "Clinic lead: " strong { (shown.site.lead) } ". Urgent care: " strong { (shown.site.urgent_care) } "." } };
    let others = html! {
        @if !others.is_empty() {
            (Details::new("They fit coils, and show no session in time", list(others, until)).open(can.is_empty()))
        }
    };
    if can.is_empty() {
        let words = if open {
            "Nobody in this place shows a session that can fit a copper coil in time. Ring the clinic lead now."
        } else {
            "It is too late for a coil in this window. Ring the clinic lead for advice today."
        };
        let callout = WarningCallout::new("Ring the clinic lead now", html! { p { (words) } (lead) });
        return html! { (callout) (others) };
    }
    Card::default()
        .heading(Heading::from("Ring now, nearest first"))
        .variant(Variant::Urgent)
        .body(html! {
            (list(first, until))
            @if !rest.is_empty() { (Details::new("More that can in time", list(rest, until))) }
            (others)
            p { "None of them can? " }
            (lead)
        })
        .render()
}

fn list(of: &[Reachable], until: Moment) -> Markup {
    SummaryList::new(
        of.iter()
            .map(|one| {
                Row::new(
                    &one.name,
                    html! {
                        (telephone(&one.telephone)) br;
                        "Ask for " (one.person_to_ask) ". " (format!("{:.1}", one.miles)) " miles. " (when(&one.when, until))
                    },
                )
            })
            .collect(),
    )
    .render()
}

fn when(when: &When, until: Moment) -> String {
    match when {
        When::Ask => "Offers by telephone: ask when they can.".to_owned(),
        When::NoSession => "Shows no session in time: ask all the same.".to_owned(),
        When::Sessions(days) => {
            let words: Vec<String> = days.iter().take(3).map(|day| day.in_words()).collect();
            let last = days.last().is_some_and(|day| *day == until.day());
            let last = if last {
                format!(" On the last day it must be before {}.", until.time_in_words())
            } else {
                String::new()
            };
            format!("Can fit {}.{last}", words.join(", "))
        }
    }
}

fn workings(sum: &Sum) -> Markup {
    let Sum::Answer(answer) = sum else { return html! {} };
    html! {
        h2 class="nhsuk-heading-m" { "How this was worked out" }
        ul class="nhsuk-list nhsuk-list--bullet" { @for step in &answer.workings { li { (step) } } }
    }
}

fn dates(shown: &Shown<'_>) -> Markup {
    let typed = shown.typed;
    let wrong = |field: &str| shown.problems.of(field);
    let date = |name: &str, words: &str| {
        let part = |which: &str| typed.text(&format!("{name}[{which}]")).to_owned();
        DateInput::new(name, words)
            .error_message(wrong(name))
            .values(DateValues::default().day(part("day")).month(part("month")).year(part("year")))
    };
    let used = vec![
        Choice::new("nothing", "Nothing"),
        Choice::new("hormones", "A hormonal method, or a tablet whose name is not known"),
        Choice::new("levonorgestrel", "Levonorgestrel by mouth, as emergency contraception"),
        Choice::new("ulipristal", "Ulipristal by mouth, as emergency contraception"),
    ];
    html! {
        h2 class="nhsuk-heading-m" { "Dates" }
        form method="post" action=(PATH) novalidate {
            (shown.token)
            (date("upsi", "First unprotected sex in this cycle"))
            (Input::new("upsi_time", "At what time?").hint("As in 22:00. Not known: leave it empty, and the day counts from its beginning")
                .width("5").value(typed.text("upsi_time")).error_message(wrong("upsi_time")))
            (date("period", "First day of the last period"))
            (Input::new("cycle", "Shortest usual cycle, in days").width("3").value(typed.text("cycle")).error_message(wrong("cycle"))
                .hint("Irregular or not known: leave period and cycle empty"))
            (Details::new("Tablets or hormones in this cycle, or a birth lately", html! {
                (Radios::new("used", "Used in this cycle", used).value(typed.text("used")).error_message(wrong("used")))
                (Input::new("tablet", "When was ulipristal taken?").hint("As in 2025-03-08 22:00").width("20")
                    .value(typed.text("tablet")).error_message(wrong("tablet")))
                (date("birth", "Day of the last birth, if it was lately"))
            }).open(typed.word("used").is_some_and(|used| used != "nothing") || typed.date("birth").is_some()))
            (Button::new("Work it out"))
        }
    }
}

fn record_form(shown: &Shown<'_>, found: &[Reachable]) -> Markup {
    let typed = shown.typed;
    // Few enough to be read: those shown first, and the nearest of the others.
    let in_time = found.iter().filter(|one| one.when != When::NoSession).take(NUMBERS_MAX);
    let mut rung: Vec<Choice> = in_time
        .chain(found.iter().filter(|one| one.when == When::NoSession).take(NUMBERS_MAX))
        .map(|one| Choice::new(one.service.to_string(), format!("{}, {}", one.name, one.telephone)))
        .collect();
    rung.push(Choice::new(LEAD, format!("Clinic lead: {}", shown.site.lead)));
    let agreed =
        Agreed::ALL.into_iter().map(|agreed| Choice::new(agreed.name(), agreed.in_words())).collect();
    html! {
        h2 class="nhsuk-heading-m" { "After the call" }
        p { "Who was rung, when, and what was agreed. Not who it is about." }
        form method="post" action="/emergency-coil/call" novalidate {
            (shown.token)
            input type="hidden" name="call" value=(shown.call);
            @for field in FIELDS { input type="hidden" name=(field) value=(typed.text(field)); }
            (Radios::new("rung", "Who was rung?", rung).value(typed.text("rung")).error_message(shown.problems.of("rung")))
            (Radios::new("agreed", "What was agreed?", agreed).value(typed.text("agreed")).error_message(shown.problems.of("agreed")))
            (Input::new("seen_at", "When do they see her?").hint("As in 14:30 today, or 2025-03-08 14:30").width("20")
                .value(typed.text("seen_at")).error_message(shown.problems.of("seen_at")))
            (Button::new("Record the call"))
        }
    }
}
