//! `/groups/{id}/meetings/{day}/minutes`: who came, what was decided, who does what, and the words beside; on paper too.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use policy::Permit;
use table_rules::quorum::Presence;
use web::components::{Button, Select, SelectItem, Textarea};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, fault, meeting, open, outcome, refused_page};
use super::meeting_parts::{self as parts, Met};
use super::names::Names;
use super::{Site, group_parts, groups};
use crate::acts::{At, KeepMinutes};
use crate::read;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/groups/{id}/meetings/{day}/minutes", get(show).post(sent))
        .route("/groups/{id}/meetings/{day}/minutes/agree", post(agree))
}

fn page(
    opened: &Opened,
    met: &Met,
    token: &FormToken,
    typed: Option<&Typed>,
    problems: &Problems,
) -> Result<Page, Stop> {
    let names = met.names(opened)?;
    let (at, today) = (&met.at, opened.today());
    let href = format!("{}/meetings/{}", opened.href(), at.original);
    let runs = opened.may(Permit::RunMeeting);
    let is_held = !at.cancelled && at.on <= today;
    let stands = stands(at, today);
    let words = typed
        .map_or_else(|| at.row.words.clone().unwrap_or_default(), |typed| typed.text("words").to_owned());
    Ok(Page::new(format!("Minutes, {}", at.in_words()))
        .caption(opened.group().name.as_str())
        .now(stands)
        .audience("everybody with a seat at this table")
        .part(groups::HERE)
        .back(href.as_str())
        .errors(problems.summary())
        .prints()
        .wide()
        .body(html! {
            p class="rt-noprint" { a href={ (href) "/minutes.pdf" } { "The minutes to print (PDF)" } }
            h2 class="nhsuk-heading-m" { "Who came" }
            (parts::who_came(opened, met))
            (came(met, &names))
            (outcomes(opened, met, &names))
            @if let Some(kept) = at.row.words.as_ref().filter(|kept| !kept.is_empty()) {
                h2 class="nhsuk-heading-m" { "What was said" }
                p class="rt-typed" { (kept) }
            }
            @if runs && is_held && at.row.agreed_at.is_none() {
                div class="rt-noprint" {
                    form method="post" action={ (href) "/minutes" } id="form" {
                        (token)
                        (Textarea::new("words", "What was said, beside what is recorded above").value(words).rows(8u32).error_message(problems.of("words")))
                        (Button::new("Save the draft"))
                    }
                    (agreeing(opened, met, token)?)
                }
            }
        }))
}

/// How the minutes of a meeting stand.
pub(super) fn stands(at: &read::At, today: kernel::Day) -> String {
    match (at.row.agreed_at, at.row.closed) {
        (Some(day), _) => format!("Agreed at the meeting of {}.", day.in_words()),
        (None, Some(_)) => "A draft, until the next meeting agrees them.".to_owned(),
        (None, None) if !at.cancelled && at.on <= today => {
            "A draft of a meeting that is not closed.".to_owned()
        }
        (None, None) => "The meeting has yet to be held.".to_owned(),
    }
}

/// Who came and who did not, in words; whoever is in no list is left out.
pub(super) fn who(met: &Met, names: &Names) -> Vec<(&'static str, Vec<String>)> {
    let lists = [
        ("Present", Presence::Present),
        ("Deputies", Presence::Deputy),
        ("Apologies", Presence::Apologies),
        ("Absent", Presence::Absent),
    ];
    let of = |(words, wanted): (&'static str, Presence)| {
        let seats = met.seats.iter().filter(|seat| met.marks.get(&seat.id) == Some(&wanted));
        let mut all: Vec<String> = seats.map(|seat| names.at_table(seat.id)).collect();
        all.sort();
        (words, all)
    };
    lists.into_iter().map(of).filter(|(_, all)| !all.is_empty()).collect()
}

fn came(met: &Met, names: &Names) -> Markup {
    html! { @for (words, all) in who(met, names) { p { strong { (words) ": " } (all.join("; ")) "." } } }
}

fn outcomes(opened: &Opened, met: &Met, names: &Names) -> Markup {
    let decisions: Vec<_> = met.its_decisions().collect();
    let actions: Vec<_> = met.its_actions().collect();
    let closed: Vec<_> =
        met.its_items().filter_map(|told| told.closed.as_ref().map(|(_, outcome)| (told, outcome))).collect();
    html! {
        @if !met.interests.is_empty() {
            h2 class="nhsuk-heading-m" { "Interests" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for (_, seat, what) in &met.interests { li { (names.at_table(*seat)) ": " (what) } } }
        }
        @if !closed.is_empty() {
            h2 class="nhsuk-heading-m" { "Items closed" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for (told, outcome) in &closed { li { (told.item.title) ": " (outcome) } } }
        }
        h2 class="nhsuk-heading-m" { "Decisions" }
        @if decisions.is_empty() { p { "None." } }
        @for row in &decisions {
            p { strong { "D" (row.nth) ". " (row.decision.title) } " " (group_parts::decision_tag(row)) @if !row.decision.words.is_empty() { br; (row.decision.words) } }
        }
        h2 class="nhsuk-heading-m" { "Actions" }
        @if actions.is_empty() { p { "None." } }
        @else { (group_parts::actions("Who does what by when", &actions, names, opened.today())) }
    }
}

fn agreeing(opened: &Opened, met: &Met, token: &FormToken) -> Result<Markup, Stop> {
    let all = read::meetings(&opened.reading, opened.group(), met.at.original + 1, opened.today())
        .map_err(fault("reading meetings"))?;
    let later = all.into_iter().filter(|one| !one.cancelled && one.on <= opened.today());
    let later: Vec<SelectItem> =
        later.map(|one| SelectItem::new(one.original.to_string(), one.in_words())).collect();
    let href = format!("{}/meetings/{}/minutes/agree", opened.href(), met.at.original);
    Ok(html! {
        @if met.at.row.closed.is_some() && !later.is_empty() {
            form method="post" action=(href) {
                (token)
                (Select::new("agreed_at", "Agreed at", later))
                (Button::secondary("They were agreed"))
            }
        }
    })
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, day)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SeeGroup)?;
    let met = Met::read(&opened, meeting(&opened, &day)?)?;
    page(&opened, &met, &token, None, &Problems::default())
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, day)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let at = meeting(&opened, &day)?;
    let original = at.original;
    let act = KeepMinutes {
        group: opened.group().id,
        original,
        words: typed.text("words").to_owned(),
        agreed_at: None,
    };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "keeping minutes")? {
        Ok(()) => {
            let back = format!("{}/meetings/{original}/minutes", opened.href());
            Ok(see_other(back).saying("The draft is saved.").into_response())
        }
        Err(problems) => {
            let met = Met::read(&opened, at)?;
            Ok(page(&opened, &met, &token, Some(&typed), &problems)?.into_response())
        }
    }
}

async fn agree(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, day)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let at = meeting(&opened, &day)?;
    let back = format!("{}/meetings/{}/minutes", opened.href(), at.original);
    let agreed_at = typed.word("agreed_at").and_then(|day| day.parse().ok());
    let words = at.row.words.clone().unwrap_or_default();
    let act = KeepMinutes { group: opened.group().id, original: at.original, words, agreed_at };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "agreeing minutes")? {
        Ok(()) => Ok(see_other(back).saying("The minutes are agreed and stay as they are.").into_response()),
        Err(problems) => Ok(refused_page("The minutes were not agreed", &problems, &back).into_response()),
    }
}
