//! `/groups/{id}/meetings/{day}/pack`: the pack as it was frozen, on a page, as CSV and as a spreadsheet; and on paper. All
//! are drawn from what was frozen: two years later they still show that day's figures.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use policy::Permit;
use table_rules::facts::v1::Frozen;
use table_rules::pack::{self as rules, Pack, Section};
use table_rules::working::pack_freezes_on;
use web::components::{Column, InsetText, Table as Grid, TableCell};
use web::{Page, SignedIn, Stop, file, written};

use super::access::{Opened, fault, meeting, open};
use super::{Site, groups};
use crate::read::{self, england};
use crate::{pack, paper, spreadsheet};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/groups/{id}/meetings/{day}/pack", get(show))
        .route("/groups/{id}/meetings/{day}/pack.csv", get(csv))
        .route("/groups/{id}/meetings/{day}/pack.xlsx", get(xlsx))
        .route("/groups/{id}/meetings/{day}/pack.pdf", get(pdf))
}

fn frozen(opened: &Opened, at: &read::At) -> Result<Option<Frozen>, Stop> {
    read::pack(&opened.reading, opened.group().id, at.original).map_err(fault("reading a pack"))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, day)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SeeGroup)?;
    let at = meeting(&opened, &day)?;
    let href = format!("{}/meetings/{}", opened.href(), at.original);
    let kept = frozen(&opened, &at)?;
    let freezes = pack_freezes_on(england(), at.on);
    let (now, pack) = match &kept {
        Some(kept) => (
            format!("Frozen: these are the figures of {}, whenever they are read.", kept.on.in_words()),
            kept.pack.clone(),
        ),
        None => {
            let pack = pack::build(&opened.reading, &opened.table, &at).map_err(fault("building a pack"))?;
            (format!("A preview of today’s figures. It freezes on {}.", freezes.in_words()), pack)
        }
    };
    Ok(Page::new(pack.meeting.as_str())
        .caption(format!("Pack, {}", pack.group))
        .now(now)
        .audience("everybody with a seat at this table")
        .part(groups::HERE)
        .back(href.as_str())
        .prints()
        .wide()
        .body(html! {
            (highlights(&pack))
            @if let Some(kept) = &kept {
                p class="rt-noprint" {
                    a href={ (href) "/pack.pdf" } { "The pack to print (PDF)" } " · "
                    a href={ (href) "/pack.xlsx" } { "The pack as a spreadsheet (XLSX)" } " · "
                    a href={ (href) "/pack.csv" } { "The pack as a CSV file" }
                }
                p { "Seal of the pack: " code { (kept.hash.get(..16).unwrap_or(&kept.hash)) } }
            }
            @for section in &pack.sections { (shown(section)) }
        }))
}

fn highlights(pack: &Pack) -> Markup {
    html! {
        @if !pack.highlights.is_empty() {
            (InsetText::new(html! {
                p { strong { "What needs the meeting" } }
                ul class="nhsuk-list nhsuk-list--bullet" { @for one in &pack.highlights { li { (one) } } }
            }))
        }
        p { "Looks back from " (pack.on.in_words()) " to " (pack.period.0.in_words()) "." }
    }
}

fn shown(section: &Section) -> Markup {
    let head = section.head.iter().enumerate().map(|(nth, words)| {
        if section.figures.contains(&nth) {
            Column::figures(words.as_str())
        } else {
            Column::words(words.as_str())
        }
    });
    let rows: Vec<Vec<TableCell>> = section
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| TableCell::from(cell.as_str())).collect())
        .collect();
    html! {
        h2 class="nhsuk-heading-m" { (section.title) }
        p { (section.note) }
        @if rows.is_empty() { p { (section.empty) } }
        @else { (Grid::new(section.title.as_str(), head.collect(), rows)) }
    }
}

/// The frozen pack of an address; one that has yet to be frozen has no file.
fn of_address(site: &Site, who: &SignedIn, id: &str, day: &str) -> Result<Frozen, Stop> {
    let opened = open(site, who.actor(), id, Permit::SeeGroup)?;
    let at = meeting(&opened, day)?;
    frozen(&opened, &at)?.ok_or(Stop::NotFound)
}

async fn csv(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, day)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let kept = of_address(&site, &who, &id, &day)?;
    Ok(file(
        &format!("pack-{}.csv", kept.original),
        "text/csv; charset=utf-8",
        rules::csv(&kept.pack, site.place.said()).into_bytes(),
    ))
}

async fn xlsx(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, day)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let kept = of_address(&site, &who, &id, &day)?;
    let bytes = spreadsheet::write(&kept.pack, site.place.said()).map_err(fault("writing a spreadsheet"))?;
    Ok(file(&format!("pack-{}.xlsx", kept.original), spreadsheet::KIND, bytes))
}

async fn pdf(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, day)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let kept = of_address(&site, &who, &id, &day)?;
    let document = paper::of_pack(&kept.pack, Some(&kept.hash), site.place.said());
    let name = format!("pack-{}.pdf", kept.original);
    written(&name, pdf::KIND, move || pdf::write(&document)).await
}
