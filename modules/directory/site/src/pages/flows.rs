//! `/flows` and `/flows.csv`: what information flows between whom, why, under which law and agreement, and how long it is
//! kept, as one table.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use directory_rules::facts::v1::{AgreementSort, Organisation};
use journal::Reading;
use kernel::Day;
use maud::html;
use policy::{OrgKind, Permit};
use web::components as nhs;
use web::{ListQuery, Order, Page, SignedIn, Stop, csv_file};

use super::access::fault;
use super::agreements::{force, seen};
use super::{Site, words};
use crate::read::{self, Signed};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route(HERE, get(show)).route("/flows.csv", get(file))
}

const HERE: &str = "/flows";
const COLUMNS: &[&str] = &["agreement", "parties", "stands"];

fn who_flows(of: &Signed) -> String {
    format!(
        "Between {} of {} parties: those who have signed",
        of.signatures.len(),
        of.agreement.parties.len()
    )
}

fn recorded(text: &str) -> &str {
    if text.trim().is_empty() { "Not recorded" } else { text }
}

/// Councils and NHS commissioners among the parties: there should be none.
fn payers(reading: &Reading, all: &[Signed]) -> Result<Vec<String>, Stop> {
    let organisations = read::organisations(reading).map_err(fault("reading the parties of agreements"))?;
    let pays = |org: &Organisation| {
        let kind = org.kind.parse::<OrgKind>();
        matches!(kind, Ok(OrgKind::Council | OrgKind::NhsCommissioner))
            && all.iter().any(|one| one.agreement.parties.contains(&org.code))
    };
    Ok(organisations.into_iter().filter(pays).map(|org| org.name).collect())
}

async fn show(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Page, Stop> {
    let (reading, mut all) = seen(&site, who.actor(), Permit::SeeFlows)?;
    // Nothing flows by a memorandum.
    all.retain(|one| one.agreement.sort == AgreementSort::DataSharing);
    let payers = payers(&reading, &all)?;
    let today = site.journal.now().day();
    let by = list.sorted_by(COLUMNS);
    all.sort_by(|a, b| {
        let order = match by {
            "parties" => a.signatures.len().cmp(&b.signatures.len()),
            "stands" => force(a, today).0.cmp(force(b, today).0),
            _ => a.agreement.title.cmp(&b.agreement.title),
        };
        if list.order == Order::Descending { order.reverse() } else { order }
    });
    let ended = all.iter().filter(|one| force(one, today).0 == "Ended").count();
    let now = match ended {
        0 => "Nothing. Every flow here stands on an agreement in force or to come.".to_owned(),
        1 => {
            "One agreement has ended: nothing new flows under it. Ask whether it is to be renewed.".to_owned()
        }
        several => format!(
            "{several} agreements have ended: nothing new flows under them. Ask whether they are to be renewed."
        ),
    };
    Ok(Page::new("Flows of information")
        .now(now)
        .audience("guardians, and managers and administrators for their own organisation")
        .part(HERE)
        .wide()
        .prints()
        .body(html! {
            @if payers.is_empty() {
                p { "No council and no NHS commissioner is party to any of these: they see counts, never a person." }
            } @else {
                (nhs::WarningCallout::new("Bodies that pay are named as parties", html! {
                    p { (payers.join(", ")) ". The policies still show them no single ask. Ask why they are named." }
                }))
            }
            @if all.is_empty() { p { "No flow to show." } } @else { (table(&all, &list, today)) }
            @if let Some(pages) = list.pagination(all.len()) { (pages) }
            p { a href="/flows.csv" { "The same as a CSV file" } }
        }))
}

fn table(all: &[Signed], list: &ListQuery, today: Day) -> nhs::Table {
    let head = vec![
        list.column(nhs::Column::words("Agreement"), "agreement", COLUMNS),
        list.column(nhs::Column::words("Who"), "parties", COLUMNS),
        nhs::Column::words("What flows"),
        nhs::Column::words("Why"),
        nhs::Column::words("Law"),
        nhs::Column::words("How long it is kept"),
        list.column(nhs::Column::words("Stands"), "stands", COLUMNS),
    ];
    let rows = all.iter().skip(list.offset()).take(list.rows).map(|one| {
        let of = &one.agreement;
        let (tag, colour, when) = force(one, today);
        vec![
            nhs::TableCell::link(of.title.as_str(), format!("/agreements/{}", of.code)),
            who_flows(one).into(),
            recorded(&of.items).into(),
            recorded(&of.purpose).into(),
            recorded(&of.basis).into(),
            recorded(&of.kept).into(),
            html! { (nhs::Tag::new(tag, colour)) " " (when) }.into(),
        ]
    });
    nhs::Table::new(
        "Who gets which fields, why, under which law and agreement, and for how long",
        head,
        rows.collect(),
    )
}

async fn file(State(site): State<Site>, who: SignedIn) -> Result<Response, Stop> {
    let (_, mut all) = seen(&site, who.actor(), Permit::SeeFlows)?;
    all.retain(|one| one.agreement.sort == AgreementSort::DataSharing);
    let today = site.journal.now().day();
    let head = ["agreement", "title", "asks", "who", "what", "why", "law", "kept", "stands", "whom_to_ask"];
    let rows = all.iter().map(|one| {
        let of = &one.agreement;
        [
            of.code.to_string(),
            of.title.clone(),
            words::listed(of.families.iter().map(|family| words::family(family))),
            who_flows(one),
            of.items.clone(),
            of.purpose.clone(),
            of.basis.clone(),
            of.kept.clone(),
            force(one, today).0.to_owned(),
            of.person_to_ask.clone(),
        ]
    });
    csv_file("flows.csv", &head, rows)
}
