//! What is done to a rule from its pages: proposing, trying, signing, adopting.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use journal::NotDone;
use maud::{Markup, html};
use measures_rules::facts::v1::RuleName;
use measures_rules::period::Quarter;
use measures_rules::proposal::{Written, WrittenClock};
use policy::{Actor, Permit};
use web::components as nhs;
use web::components::{Checkboxes, Choice, Input, Radios, Textarea};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{PLACE, may, not_allowed, reading};
use super::rules::{self, HERE, Shown, path};
use crate::acts::{Adopt, Propose, ProposeRefused, RuleRefused, Sign};
use crate::tables::name_of;

/// Where a rule is proposed.
pub(super) const PROPOSE: &str = "/rules/propose";

/// The addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route(PROPOSE, get(empty).post(propose))
        .route("/rules/{name}/compare", post(compare))
        .route("/rules/{name}/sign", post(sign))
        .route("/rules/{name}/adopt", post(adopt))
}

async fn empty(State(site): State<Site>, who: SignedIn, token: FormToken) -> Result<Page, Stop> {
    reading(&site, who.actor(), Permit::ProposeRules, PLACE)?;
    let begins = Quarter::of(site.journal.now().day()).after().period().first;
    let usual = Typed::of([
        ("settings", "practice"),
        ("settings", "clinic"),
        ("stop", "fitted"),
        ("unit", "calendar-days"),
        ("from", begins.to_string().as_str()),
    ]);
    Ok(form(&token, &usual, &Problems::default()))
}

fn form(token: &FormToken, typed: &Typed, problems: &Problems) -> Page {
    let of = |field: &str| problems.of(field);
    let text = |field: &str, label: &str, hint: &str, width: &str| {
        let input = Input::new(field, label).value(typed.text(field)).error_message(of(field));
        let input = if hint.is_empty() { input } else { input.hint(hint) };
        if width.is_empty() { input } else { input.width(width) }
    };
    let stops = || {
        vec![
            Choice::new("fitted", "When she is fitted"),
            Choice::new("first-slot", "At the first slot that is offered and not taken back"),
        ]
    };
    let second_stops = || {
        let mut all = stops();
        all.push(Choice::new("none", "There is no second clock"));
        all
    };
    let units = vec![
        Choice::new("calendar-days", "Every day"),
        Choice::new("working-days", "Working days: Monday to Friday less bank holidays"),
    ];
    let left_out = vec![
        Choice::new("patient", "Days when she could not come"),
        Choice::new("clinical", "Days put off for a clinical reason"),
        Choice::new("sender", "Days when the sender owed an answer"),
    ];
    let settings =
        vec![Choice::new("practice", "General practices"), Choice::new("clinic", "Sexual-health clinics")];
    let clinical = vec![Choice::new("yes", "It changes something clinical: two clinicians sign it first")];
    let second = typed.word("second_stop").unwrap_or("none").to_owned();
    Page::new("Propose a rule")
        .now("A proposal judges nobody. It is tried on last year’s asks before anybody decides.")
        .audience("Everybody at the table will see it.")
        .part(super::waits::HERE)
        .back(HERE)
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(PROPOSE) novalidate {
                (token)
                (text("id", "Short name", "Letters, digits and hyphens, as in FAIR-21", "10"))
                (text("title", "The rule in words", "As people would say it", ""))
                (Checkboxes::new("settings", "Where it applies", settings).values(typed.all("settings")).error_message(of("settings")))
                (text("why_not_all", "If not to both: why it differs by setting", "", ""))
                (Radios::new("stop", "When the clock stops", stops()).value(typed.text("stop")).error_message(of("stop")))
                (text("limit", "Within how many days", "Day 0 is the day the ask is received", "3"))
                (Radios::new("unit", "Which days count", units).value(typed.text("unit")).error_message(of("unit")))
                (Checkboxes::new("leaves_out", "Whose days are left out", left_out).values(typed.all("leaves_out")).error_message(of("leaves_out")))
                (Radios::new("second_stop", "A second clock that must be kept too", second_stops()).value(second).error_message(of("second_stop")))
                (text("second_limit", "The second clock: within how many days", "", "3"))
                (text("from", "First day it is meant to be in force", "The first day of a quarter, as in 2027-01-01", "10"))
                (Textarea::new("why", "Why it is proposed").value(typed.text("why")).error_message(of("why")))
                (Checkboxes::new("clinical", "Clinical", clinical).values(typed.all("clinical")))
                (nhs::Button::new("Propose the rule"))
            }
        })
}

fn written(typed: &Typed) -> Written {
    let limit = |field: &str| typed.text(field).trim().parse().unwrap_or(0);
    let clock = |stop: &str, limit| WrittenClock {
        name: String::new(),
        stop: stop.to_owned(),
        limit,
        unit: typed.text("unit").to_owned(),
        leaves_out: typed.all("leaves_out"),
    };
    let mut measure = vec![clock(typed.text("stop"), limit("limit"))];
    let second = typed.text("second_stop");
    if !matches!(second, "" | "none") {
        measure.insert(0, clock(second, limit("second_limit")));
    }
    Written {
        id: typed.text("id").to_owned(),
        title: typed.text("title").to_owned(),
        why: typed.text("why").to_owned(),
        settings: typed.all("settings"),
        why_not_all: typed.text("why_not_all").to_owned(),
        clinical: !typed.all("clinical").is_empty(),
        from: typed.text("from").to_owned(),
        measure,
    }
}

/// The field of the form that a field of the file stands for.
fn field_of(field: &str, two: bool) -> String {
    let Some((nth, name)) = field.strip_prefix("measure[").and_then(|rest| rest.split_once("].")) else {
        return field.to_owned();
    };
    match (nth, two, name) {
        ("0", true, "stop") => "second_stop".to_owned(),
        ("0", true, "limit") => "second_limit".to_owned(),
        _ => name.to_owned(),
    }
}

async fn propose(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let written = written(&typed);
    let two = written.measure.len() > 1;
    match site.journal.submit(who.actor(), Propose(written)).await {
        Ok(done) => Ok(see_other(path(&done.answer)).saying("The rule is proposed").into_response()),
        Err(NotDone::AgainstTheRules(ProposeRefused(wrong))) => {
            let mut problems = Problems::default();
            for one in wrong {
                problems.add(field_of(&one.field, two), one.why);
            }
            Ok(form(&token, &typed, &problems).into_response())
        }
        Err(other) => Err(stop(&site, "proposing a rule", other)),
    }
}

fn stop<R>(site: &Site, attempt: &'static str, not_done: NotDone<R>) -> Stop {
    match not_done {
        NotDone::NotAllowed(refused) => not_allowed(site, refused.why),
        NotDone::Fault(why) => Stop::fault(attempt, why),
        NotDone::AgainstTheRules(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
    }
}

/// The buttons for what a reader may do now.
pub(super) fn buttons(site: &Site, actor: &Actor, of: &Shown, running: bool, token: &FormToken) -> Markup {
    let open = of.rule.adopted.is_none();
    let button = |what: &str, words: &str| {
        html! {
            form method="post" action={ (path(&of.name)) "/" (what) } class="rt-noprint" {
                (token) (nhs::Button::secondary(words))
            }
        }
    };
    html! {
        @if open && running { p { a href=(path(&of.name)) { "Look again" } } }
        @if open && !running && may(site, actor, Permit::ProposeRules, PLACE) {
            (button("compare", "Try it on last year’s asks and freeze the table"))
        }
        @if open && may(site, actor, Permit::SignRules, PLACE) { (button("sign", "Sign it as a clinician")) }
    }
}

async fn compare(
    State(site): State<Site>,
    who: SignedIn,
    Path(name): Path<String>,
) -> Result<Response, Stop> {
    let name: RuleName = name_of(&name).map_err(|_| Stop::NotFound)?;
    let read = reading(&site, who.actor(), Permit::ProposeRules, PLACE)?;
    rules::shown(&read, &crate::tables::stream_of(&name))?;
    let said = site.trying.run(&site, who.actor(), read, &name).await;
    Ok(see_other(path(&name)).saying(said).into_response())
}

async fn sign(State(site): State<Site>, who: SignedIn, Path(name): Path<String>) -> Result<Response, Stop> {
    let name: RuleName = name_of(&name).map_err(|_| Stop::NotFound)?;
    match site.journal.submit(who.actor(), Sign(name.clone())).await {
        Ok(_) => Ok(see_other(path(&name)).saying("You have signed the rule").into_response()),
        Err(NotDone::AgainstTheRules(RuleRefused::NoSuchRule(_))) => Err(Stop::NotFound),
        Err(NotDone::AgainstTheRules(refused)) => Ok(refused_page(&name, &refused)),
        Err(other) => Err(stop(&site, "signing a rule", other)),
    }
}

fn refused_page(name: &RuleName, refused: &RuleRefused) -> Response {
    Page::new("Not done").now(format!("{refused}.")).back(path(name)).part(super::waits::HERE).into_response()
}

/// The form by which the convener enters the decision.
pub(super) fn adopt_form(
    site: &Site,
    actor: &Actor,
    of: &Shown,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Markup {
    if !may(site, actor, Permit::KeepRules, PLACE) {
        return html! { p { "The convener enters what the group decided: " (site.office) "." } };
    }
    let begins = Quarter::of(site.journal.now().day()).after().period().first.to_string();
    let value = |field: &str, usual: &str| typed.word(field).unwrap_or(usual).to_owned();
    let sha256 = of.frozen.first().map_or("", |(sha256, _, _)| sha256.as_str());
    html! {
        h2 class="nhsuk-heading-m rt-noprint" { "Enter the decision" }
        form method="post" action={ (path(&of.name)) "/adopt" } class="rt-noprint" novalidate {
            (token)
            input type="hidden" name="sha256" value=(sha256);
            (Input::new("decision", "The decision").hint("Its reference at the table or in the minutes").value(value("decision", "")).error_message(problems.of("decision")))
            (Input::new("from", "First day in force").hint("The first day of a quarter to come. Earlier figures never change.").width("10").value(value("from", &begins)).error_message(problems.of("from")))
            (Input::new("instead_of", "Rules that it takes the place of").hint("Short names with spaces between, as in GP-28 CL-5c. Both are shown for one quarter.").value(value("instead_of", "")).error_message(problems.of("instead_of")))
            (nhs::Button::new("Adopt the rule"))
        }
    }
}

async fn adopt(
    State(site): State<Site>,
    who: SignedIn,
    Path(name): Path<String>,
    token: FormToken,
    typed: Typed,
) -> Result<Response, Stop> {
    let name: RuleName = name_of(&name).map_err(|_| Stop::NotFound)?;
    let mut problems = Problems::default();
    let from = typed.text("from").trim().parse();
    if from.is_err() {
        problems.add("from", "Enter a day as in 2027-01-01");
    }
    if let Ok(from) = from {
        let act = Adopt {
            rule: name.clone(),
            decision: typed.text("decision").to_owned(),
            from,
            instead_of: typed
                .text("instead_of")
                .split([' ', ','])
                .filter(|id| !id.is_empty())
                .map(str::to_owned)
                .collect(),
            sha256: typed.text("sha256").to_owned(),
        };
        match site.journal.submit(who.actor(), act).await {
            Ok(_) => return Ok(see_other(path(&name)).saying("The rule is adopted").into_response()),
            Err(NotDone::AgainstTheRules(RuleRefused::NoSuchRule(_))) => return Err(Stop::NotFound),
            Err(NotDone::AgainstTheRules(refused)) => {
                let field = match &refused {
                    RuleRefused::NotAQuarterToCome(_) | RuleRefused::PublishedAlready(_) => "from",
                    RuleRefused::NoOldRule(_) => "instead_of",
                    RuleRefused::NoSuchRule(_)
                    | RuleRefused::AlreadyAdopted(_)
                    | RuleRefused::AlreadySigned
                    | RuleRefused::NotCompared
                    | RuleRefused::NotSigned { .. }
                    | RuleRefused::NoDecision => "decision",
                };
                problems.add(field, capital(&refused.to_string()));
            }
            Err(other) => return Err(stop(&site, "adopting a rule", other)),
        }
    }
    let read = reading(&site, who.actor(), Permit::KeepRules, PLACE)?;
    let shown = rules::shown(&read, &crate::tables::stream_of(&name))?;
    Ok(rules::page(&site, who.actor(), &shown, &token, &typed, &problems)?.into_response())
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}
