//! Where work with letters begins: answer one, write one, and the audits that are the reader's.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::html;
use policy::Permit;
use web::components::{Button, Column, Table, TableCell};
use web::{Page, SignedIn, Stop};

use super::Site;
use super::access::{self, fault};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/letters", get(show))
}

async fn show(who: SignedIn, State(site): State<Site>) -> Result<Page, Stop> {
    let actor = who.actor();
    let reading = access::open(&site, actor)?;
    let mut rows = Vec::new();
    for audit in read::audits(&reading).map_err(fault("reading audits"))? {
        let (sees, reads) = (access::sees(&reading, actor, &audit), access::reads(&reading, actor, &audit));
        if !sees && !reads {
            continue;
        }
        rows.push(vec![
            TableCell::link(audit.begun.title.clone(), format!("/letters/audits/{}", audit.id)),
            TableCell::from(audit.begun_on.in_words()),
            TableCell::from(match (sees, reads) {
                (_, true) => "You read its letters",
                _ => "You see its rates",
            }),
        ]);
    }
    let begins = reading.permits(Permit::RunAudit, read::subject(actor, Some(actor.org), &[])).is_ok();
    let head = ["Audit", "Begun", "Yours"].map(Column::words).to_vec();
    let none = rows.is_empty();
    let table = Table::new("Audits", head, rows).responsive(true);
    Ok(Page::new("Letters")
        .now("A letter asks you for something that is the hospital\u{2019}s: answer it in kind, in under a minute.")
        .part("/letters")
        .body(html! {
            div class="nhsuk-button-group" { (Button::link("Answer a letter", "/letters/reply")) (Button::link("May I ask the GP for this?", "/letters/may-i-ask")) }
            ul class="nhsuk-list nhsuk-list--bullet" {
                li { a href="/letters/actions" { "Write an action block for a letter" } }
                li { a href="/letters/asks" { "The five asks on one page, to print" } }
                li { a href="/letters/rules" { "What is agreed about requests, and since when" } }
                li { a href="/letters/templates" { "The words of replies, and who signed them" } }
            }
            h2 class="nhsuk-heading-m" { "Audits" }
            @if none { p { "No audit is yours to see. An audit is begun by the office, or by a practice of the letters it received." } } @else { (table) }
            @if begins { (Button::link("Begin an audit", "/letters/audits/new")) }
        }))
}
