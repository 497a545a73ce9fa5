//! What the group sees of an audit: rates by specialty, month, ask and kind with small counts hidden, to print or hand out.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use maud::html;
use measures_rules::disclosure::{Policy, Shown};
use web::components::{Column, InsetText, Table, TableCell};
use web::{Page, SignedIn, Stop, csv_file};

use super::{Site, rates};
use crate::figures::Figures;
use crate::group::{self, Controlled, Line};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/letters/audits/{id}/group", get(show))
        .route("/letters/audits/{id}/group.csv", get(csv))
}

/// The policy by which small counts of people are hidden here.
const POLICY: &str = "contraception";

fn controlled(of: &Figures) -> Result<Controlled, Stop> {
    let policy = Policy::named(POLICY, of.today).ok_or_else(|| {
        Stop::fault("finding the policy of disclosure control", "there is none on this day")
    })?;
    group::released(of, &policy)
        .map_err(|why| Stop::fault("passing an audit through the door", why.to_string()))
}

fn said(shown: Shown) -> String {
    shown.to_string()
}

fn cells(line: &Line) -> [String; 4] {
    let rate = line.per_1000.map_or_else(|| "hidden".to_owned(), |rate| format!("{rate:.0}"));
    [line.name.clone(), said(line.letters), said(line.with), rate]
}

const HEAD: [&str; 4] = ["Of", "Letters", "With an unsuitable request", "Per 1,000"];

async fn show(who: SignedIn, Path(id): Path<String>, State(site): State<Site>) -> Result<Page, Stop> {
    let of = rates::open(&site, &who, &id)?;
    if of.letters.is_empty() {
        return Ok(Page::new("What the group may see")
            .now("No letter is in this audit yet: bring letters in first.")
            .part("/letters")
            .back(format!("/letters/audits/{}", of.audit.id))
            .body(html! {}));
    }
    let made = controlled(&of)?;
    let tables = made.tables.iter().map(|table| {
        let mut head = vec![Column::words("Of")];
        head.extend(HEAD.iter().skip(1).map(|head| Column::figures(*head)));
        let rows = table.lines.iter().map(|line| cells(line).map(TableCell::from).to_vec()).collect();
        Table::new(table.title, head, rows).responsive(true)
    });
    Ok(Page::new("What the group may see")
        .caption(of.audit.begun.title.clone())
        .now("These tables may be handed round: small counts are hidden, and none can be worked out from the others.")
        .audience("Whoever runs the audit and the office; what is on it may go to the group")
        .part("/letters")
        .back(format!("/letters/audits/{}", of.audit.id))
        .prints()
        .wide()
        .body(html! {
            @for table in tables { (table) }
            (InsetText::new(html! { p { (made.note) } p { "As the machine reads; it errs. No clinician is named or ranked, and specialties stand in the order of names." } }))
            p { a href={ "/letters/audits/" (of.audit.id) "/group.csv" } { "The same as a file" } }
        }))
}

async fn csv(who: SignedIn, Path(id): Path<String>, State(site): State<Site>) -> Result<Response, Stop> {
    let of = rates::open(&site, &who, &id)?;
    let made = controlled(&of)?;
    let rows = made.tables.iter().flat_map(|table| {
        table.lines.iter().map(move |line| {
            let [name, letters, with, rate] = cells(line);
            [table.title.to_owned(), name, letters, with, rate]
        })
    });
    csv_file(
        "letters-for-the-group.csv",
        &["Table", "Of", "Letters", "With an unsuitable request", "Per 1,000"],
        rows,
    )
}
