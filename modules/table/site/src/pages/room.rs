//! `/groups/{id}/meetings/{day}/room`: the meeting on the wall. Large, few words, what has been recorded read back.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use maud::html;
use policy::Permit;
use web::components::Button;
use web::{Page, SignedIn, Stop};

use super::access::{meeting, open};
use super::meeting_parts::{self as parts, Met};
use super::{Site, group_parts, groups};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/groups/{id}/meetings/{day}/room", get(show))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, day)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SeeGroup)?;
    let met = Met::read(&opened, meeting(&opened, &day)?)?;
    let names = met.names(&opened)?;
    let agenda = met.agenda(&opened, &names);
    let href = format!("{}/meetings/{}", opened.href(), met.at.original);
    let decisions: Vec<_> = met.its_decisions().collect();
    let actions: Vec<_> = met.its_actions().collect();
    Ok(Page::new(opened.group().name.as_str())
        .caption(met.at.in_words())
        .now(if decisions.is_empty() && actions.is_empty() { "What is decided here is read back here." } else { "Is this what was said?" })
        .part(groups::HERE)
        .back(href.as_str())
        .wide()
        .body(html! {
            div class="rt-room" {
                (parts::who_came(&opened, &met))
                @if !decisions.is_empty() {
                    h2 class="nhsuk-heading-l" { "Decided" }
                    ul class="nhsuk-list" {
                        @for row in &decisions {
                            li { (group_parts::decision_tag(row)) " D" (row.nth) ": " (row.decision.title) }
                        }
                    }
                }
                @if !actions.is_empty() {
                    h2 class="nhsuk-heading-l" { "Who does what" }
                    ul class="nhsuk-list" {
                        @for row in &actions {
                            li { "A" (row.nth) ": " (row.action.words) " – " strong { (names.seat(row.action.owner)) } ", by " (row.action.due.in_words()) }
                        }
                    }
                }
                (parts::agenda_table(&opened, &met, &agenda))
            }
            (Button::secondary("Show what is recorded now").href(format!("{href}/room")))
        }))
}
