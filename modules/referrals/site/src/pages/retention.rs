//! What goes by the schedule: what would go, who has said yes, and what is held back. Asked for by one person and released
//! by another; the program carries it out within the hour.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use directory_site::read as directory;
use journal::{NotDone, Reading};
use kernel::{Day, Id};
use maud::{Markup, html};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Subject};
use referrals_rules::retention::{REASONS, contents_closed_by};
use web::components::{Button, Choice, Column, Input, InsetText, Radios, Table, TableCell};
use web::{FormToken, Page, Problems, SeeOther, SignedIn, Stop, Typed, see_other};

use super::access::{self, fault};
use crate::Site;
use crate::acts::{AskRetention, HoldRecord, ReleaseRetention, RetentionRefused};
use crate::retention::{self, Run};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/retention", get(show))
        .route("/retention/ask", post(ask))
        .route("/retention/release", post(release))
        .route("/retention/hold", post(hold))
}

fn subject() -> Subject {
    Subject::new(Kind::Retention, Relations::NONE)
}

/// A reading for whoever may preview, release or hold; others find nothing.
fn reading(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    let another = Subject::new(Kind::Retention, Relations::ASKED_BY_ANOTHER);
    for (permit, of) in [
        (Permit::RunRetention, subject()),
        (Permit::ReleaseRetention, another),
        (Permit::HoldRetention, subject()),
    ] {
        match site.journal.reading(actor, permit, of) {
            Ok(reading) => return Ok(reading),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("opening a reading", why)),
            Err(
                NotDone::NotAllowed(_)
                | NotDone::AgainstTheRules(())
                | NotDone::Changed { .. }
                | NotDone::KeyUsedForAnother,
            ) => {}
        }
    }
    Err(Stop::NotFound)
}

async fn show(who: SignedIn, token: FormToken, State(site): State<Site>) -> Result<Page, Stop> {
    page(&site, &who, &token, &Typed::default(), &Problems::default())
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let actor = who.actor();
    let reading = reading(site, actor)?;
    let today = site.journal.now().day();
    let of_place = actor.org_kind == OrgKind::PlaceOffice;
    let run = retention::waiting(&reading).map_err(fault("reading deletion runs"))?.filter(|_| of_place);
    let asks = reading.permits(Permit::RunRetention, subject()).is_ok();
    let another = Subject::new(Kind::Retention, Relations::ASKED_BY_ANOTHER);
    let releases = run.as_ref().is_some_and(|run| !run.people.contains(&actor.user))
        && reading.permits(Permit::ReleaseRetention, another).is_ok();
    let holds = reading.permits(Permit::HoldRetention, subject()).is_ok();
    let now = match &run {
        Some(run) if run.is_released(today) => "Nothing for you now: it is carried out within the hour.",
        Some(_) if releases => "Look at what would go, then release it, or hold back what must stay.",
        Some(_) => "Nothing for you now: a second person releases it.",
        None if asks => "Look at what would go, hold back what must stay, then ask for the run.",
        None => "Hold back a record that an inquiry or a complaint needs.",
    };
    Ok(Page::new("What goes by the schedule")
        .now(now)
        .audience("The place’s guardian and administrator; any guardian holds records back. No person is named here.")
        .errors(problems.summary())
        .prints()
        .body(html! {
            @if of_place { (would_go(&reading, today)?) }
            @if let Some(run) = &run { (waiting(&reading, run, token, releases, today)?) }
            @else if asks {
                form method="post" action="/retention/ask" { (token) (Button::new("Ask for this run")) }
            }
            (held(&reading, actor)?)
            @if holds { (hold_form(token, typed, problems)) }
        }))
}

fn would_go(reading: &Reading, today: Day) -> Result<Markup, Stop> {
    let closed_by = contents_closed_by(today);
    let all = retention::preview(reading, closed_by).map_err(fault("reading what is due"))?;
    let mut rows: Vec<Vec<TableCell>> = Vec::new();
    for of in &all {
        let name = access::named(reading, of.org)?.name;
        rows.push(vec![name.into(), of.class.into(), of.go.to_string().into(), of.held.to_string().into()]);
    }
    let head = vec![
        Column::words("Organisation"),
        Column::words("Class of record"),
        Column::figures("Would go"),
        Column::figures("Held back"),
    ];
    Ok(html! {
        p { "Contents of what was closed on or before " (closed_by.in_words()) ". Their envelopes stay." }
        @if rows.is_empty() { p { "Nothing is due today. Come back on another day." } }
        @else { (Table::new("What would go", head, rows)) }
    })
}

fn waiting(
    reading: &Reading,
    run: &Run,
    token: &FormToken,
    releases: bool,
    today: Day,
) -> Result<Markup, Stop> {
    let mut said = Vec::new();
    for seat in &run.seats {
        let found = directory::seat(reading, *seat).map_err(fault("reading a seat"))?;
        said.push(found.map_or_else(|| "the program, which is nobody".to_owned(), |seat| seat.title));
    }
    let state = if run.is_released(today) { "released" } else { "waits for another named person" };
    Ok(html! {
        (InsetText::new(format!(
            "A run of {} records was asked for on {} and {state}. Yes so far: {}.",
            run.records, run.asked_at.in_words(), said.join(", ")
        )))
        @if releases {
            form method="post" action="/retention/release" {
                (token)
                input type="hidden" name="run" value=(run.id);
                (Button::new("Release it: what goes cannot be brought back"))
            }
        }
    })
}

fn held(reading: &Reading, actor: &Actor) -> Result<Markup, Stop> {
    let own = (actor.org_kind != OrgKind::PlaceOffice).then_some(actor.org);
    let all = retention::held(reading, own).map_err(fault("reading what is held back"))?;
    let words = |code: &str| {
        REASONS.iter().find(|(known, _)| *known == code).map_or("not recorded", |(_, words)| *words)
    };
    Ok(html! {
        h2 class="nhsuk-heading-m" { "Held back" }
        @if all.is_empty() { p { "Nothing is held back." } }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for (reference, why, at) in &all { li { (reference) ": for " (words(why)) ", since " (at.in_words()) } }
        }
    })
}

fn hold_form(token: &FormToken, typed: &Typed, problems: &Problems) -> Markup {
    let mut choices: Vec<Choice> = REASONS.iter().map(|(code, words)| Choice::new(*code, *words)).collect();
    choices.push(Choice::new("let-go", "Let it go again"));
    html! {
        form method="post" action="/retention/hold" novalidate {
            (token)
            (Input::new("reference", "Reference").hint("Of an ask; of a result or a recall, the last part of its address").width("10").value(typed.text("reference")).error_message(problems.of("reference")))
            (Radios::new("why", "Hold it for", choices).small(true).value(typed.text("why")).error_message(problems.of("why")))
            (Button::secondary("Record"))
        }
    }
}

fn not_done(site: &Site, why: NotDone<RetentionRefused>) -> Result<&'static str, Stop> {
    match why {
        NotDone::NotAllowed(why) => Err(access::refused(site, &why)),
        NotDone::Fault(why) => Err(Stop::fault("a deletion run", why)),
        NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Err(Stop::NotFound),
        NotDone::AgainstTheRules(why) => Ok(in_words(why)),
    }
}

/// Why a step was refused, and what to do.
pub fn in_words(why: RetentionRefused) -> &'static str {
    match why {
        RetentionRefused::NothingDue => "Nothing is due today: come back on another day",
        RetentionRefused::OneWaits => "A run waits already: another person releases it first",
        RetentionRefused::NoSuchRun => "That run is done or was never asked for: look at the page again",
        RetentionRefused::NotReleased => {
            "Two named people have not said yes: a second one releases it on this page"
        }
        RetentionRefused::OfSeveral => {
            "Several records bear that reference: write the last part of the address of the one you mean"
        }
        RetentionRefused::NotHeld => "Your organisation does not hold it back; whoever does lets it go",
        RetentionRefused::NoSuchRecord => {
            "No ask, result or recall of your organisation has that reference: check it with whoever told you"
        }
        RetentionRefused::NoSuchReason => "Choose a reason of the list",
    }
}

async fn ask(who: SignedIn, State(site): State<Site>) -> Result<SeeOther, Stop> {
    let run = Id::from_bits(rand::random());
    let said = match site.journal.submit(who.actor(), AskRetention(run)).await {
        Ok(_) => "Asked for. Another person releases it.",
        Err(why) => not_done(&site, why)?,
    };
    Ok(see_other("/retention").saying(said))
}

async fn release(who: SignedIn, State(site): State<Site>, typed: Typed) -> Result<SeeOther, Stop> {
    let run = typed.text("run").parse::<Id>().map_err(|_| Stop::NotFound)?;
    let said = match site.journal.submit(who.actor(), ReleaseRetention(run)).await {
        Ok(_) => "Released.",
        Err(why) => not_done(&site, why)?,
    };
    Ok(see_other("/retention").saying(said))
}

async fn hold(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<axum::response::Response, Stop> {
    use axum::response::IntoResponse;
    let mut problems = Problems::default();
    let reference =
        problems.need(&typed, "reference", "Write the reference, as in 7K2M-90QX").map(str::to_owned);
    let why = problems.need(&typed, "why", "Choose why").map(str::to_owned);
    let (Some(reference), Some(why)) = (reference, why) else {
        return Ok(page(&site, &who, &token, &typed, &problems)?.into_response());
    };
    let why = (why != "let-go").then_some(why);
    match site.journal.submit(who.actor(), HoldRecord { reference, why }).await {
        Ok(_) => Ok(see_other("/retention").saying("Recorded.").into_response()),
        Err(why) => {
            problems.add("reference", not_done(&site, why)?);
            Ok(page(&site, &who, &token, &typed, &problems)?.into_response())
        }
    }
}
