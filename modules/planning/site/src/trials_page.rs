//! `/plan/trials`: trials that were kept, found, shown as they were, printed and exported.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use kernel::OrgId;
use maud::html;
use planning_rules::facts::v1::LABEL;
use planning_rules::study::Study;
use web::components::{Button, Column, Input, InsetText, Select, SelectItem, Table, TableCell};
use web::{ListQuery, Order, Page, SignedIn, Stop, csv_file, file, written};

use crate::kept::{self, Line};
use crate::page::{Planning, reading};
use crate::{map, paper, sections, simulate_page};

const HERE: &str = "/plan/trials";
const COLUMNS: &[&str] = &["made", "title", "about"];

pub(crate) fn routes() -> Router<Planning> {
    Router::new()
        .route(HERE, get(list))
        .route("/plan/trials.csv", get(list_file))
        .route("/plan/trials/{seal}", get(one))
        .route("/plan/trials/{seal}/tables.csv", get(tables))
        .route("/plan/trials/{seal}/trial.pdf", get(printed))
        .route("/plan/trials/{seal}/trial.html", get(alone))
}

fn about(name: &str) -> &'static str {
    match name {
        "replay" => "last year judged again",
        "needs" => "need beside supply",
        "sites" => "where sites should be",
        _ => "a year simulated",
    }
}

fn chosen(mut lines: Vec<Line>, list: &ListQuery) -> Vec<Line> {
    let find = list.filter("find").map(str::to_lowercase);
    let kind = list.filter("about");
    lines.retain(|line| {
        find.as_ref()
            .is_none_or(|text| line.title.to_lowercase().contains(text) || line.seal.starts_with(text))
            && kind.is_none_or(|kind| line.about == kind)
    });
    match list.sorted_by(COLUMNS) {
        "title" => lines.sort_by(|one, other| one.title.cmp(&other.title)),
        "about" => lines.sort_by(|one, other| one.about.cmp(&other.about)),
        // The newest stands first.
        _ => lines.sort_by_key(|line| std::cmp::Reverse(line.at)),
    }
    if list.order == Order::Descending {
        lines.reverse();
    }
    lines
}

fn named(reading: &journal::Reading, org: OrgId) -> Result<String, Stop> {
    let found = directory_site::read::organisation(reading, org)
        .map_err(|why| Stop::fault("reading an organisation", why))?;
    Ok(found.map_or_else(|| org.to_string(), |of| of.name))
}

async fn list(who: SignedIn, State(site): State<Planning>, list: ListQuery) -> Result<Page, Stop> {
    let reading = reading(&site, who.actor())?;
    let all = kept::all(&reading).map_err(|why| Stop::fault("reading kept trials", why))?;
    let (none, lines) = (all.is_empty(), chosen(all, &list));
    let mut rows = Vec::new();
    for line in lines.iter().skip(list.offset()).take(list.rows) {
        rows.push(vec![
            TableCell::link(line.title.as_str(), format!("{HERE}/{}", line.seal)),
            about(&line.about).into(),
            line.made_on.in_words().into(),
            named(&reading, line.org)?.into(),
        ]);
    }
    let kinds = vec![
        SelectItem::new("", "All"),
        SelectItem::new("simulation", "A year simulated"),
        SelectItem::new("replay", "Last year judged again"),
        SelectItem::new("needs", "Need beside supply"),
        SelectItem::new("sites", "Where sites should be"),
    ];
    let head = vec![
        list.column(Column::words("What was tried"), "title", COLUMNS),
        list.column(Column::words("How"), "about", COLUMNS),
        list.column(Column::words("Made on"), "made", COLUMNS),
        Column::words("Kept by"),
    ];
    let count = lines.len();
    Ok(Page::new("Trials")
        .now(match (none, count) {
            (true, _) => "No trial has been kept yet.".to_owned(),
            (false, 0) => "No trial fits what is looked for.".to_owned(),
            (false, 1) => "One trial.".to_owned(),
            (false, several) => format!("{several} trials."),
        })
        .part(crate::page::PATH)
        .back(crate::page::PATH)
        .audience("Those at the table who see figures. Small counts are hidden in every trial.")
        .body(html! {
            @if none {
                p { "Simulate a year on " a href=(simulate_page::HERE) { "Simulate a year with a change" } ", " a href=(crate::replay_page::HERE) { "judge last year again" } " or ask " a href=(crate::page::PATH) { "where the sites should be" } " as a run, and keep what comes out." }
            } @else {
                form method="get" action=(HERE) class="rt-filter" {
                    (Input::new("find", "Find").value(list.filter("find").unwrap_or("")))
                    (Select::new("about", "How", kinds).value(list.filter("about").unwrap_or("")))
                    (Button::new("Show").variant(web::components::button::Variant::Secondary))
                }
                @if !rows.is_empty() { (Table::new("Kept trials, the newest first", head, rows).responsive(true)) }
                @if let Some(pages) = list.pagination(count) { (pages) }
                p { a href="/plan/trials.csv" { "This list as a file" } }
            }
        }))
}

async fn list_file(who: SignedIn, State(site): State<Planning>, list: ListQuery) -> Result<Response, Stop> {
    let reading = reading(&site, who.actor())?;
    let all = kept::all(&reading).map_err(|why| Stop::fault("reading kept trials", why))?;
    let rows = chosen(all, &list)
        .into_iter()
        .map(|line| [line.title, line.about, line.made_on.to_string(), line.org.to_string(), line.seal]);
    csv_file("trials.csv", &["title", "about", "made_on", "kept_by", "seal"], rows)
}

fn trial(
    site: &Planning,
    who: &SignedIn,
    seal: &str,
) -> Result<(Line, planning_rules::facts::v1::Trial, journal::Reading), Stop> {
    let reading = reading(site, who.actor())?;
    let found = kept::one(&reading, seal).map_err(|why| Stop::fault("reading a trial", why))?;
    let (line, trial) = found.ok_or(Stop::NotFound)?;
    Ok((line, trial, reading))
}

async fn one(who: SignedIn, State(site): State<Planning>, Path(seal): Path<String>) -> Result<Page, Stop> {
    let (line, trial, reading) = trial(&site, &who, &seal)?;
    let by = named(&reading, line.org)?;
    Ok(Page::new(trial.title.clone())
        .caption("Trial")
        .now(format!("{LABEL} This is {}, made on {} and kept by {by}.", about(&trial.about), trial.made_on.in_words()))
        .part(crate::page::PATH)
        .back(HERE)
        .wide()
        .prints()
        .audience("Those at the table who see figures. Small counts are hidden.")
        .body(html! {
            (InsetText::new(html! { p { "To put it before a group: choose it under “Figures” where a meeting records its decision." } }))
            @if let Some((study, story)) = trial.plan.as_ref().and_then(Study::of_kept) {
                h2 class="nhsuk-heading-m" { "The map" }
                (map::legend(&story))
                (map::map(&study, &story, ""))
                p class="rt-noprint" { a href={ (crate::compare_page::HERE) "?one=" (line.seal) "&other=" } { "Lay it beside another plan" } }
            }
            (sections::body(&trial.sections))
            @if trial.asked.contains('\n') { h2 class="nhsuk-heading-m" { "Asked for" } pre class="rt-code" tabindex="0" role="region" aria-label="What was asked for" { (trial.asked) } }
            @else { p { "Asked for: " (trial.asked) } }
            p { "Seal: " code class="rt-code" { (line.seal) } }
            p class="rt-noprint" { a href={ (HERE) "/" (line.seal) "/tables.csv" } { "All its tables as a file" } " · " a href={ (HERE) "/" (line.seal) "/trial.pdf" } { "The whole as a PDF" } " · " a href={ (HERE) "/" (line.seal) "/trial.html" } { "as a page that stands alone" } }
        }))
}

async fn tables(
    who: SignedIn,
    State(site): State<Planning>,
    Path(seal): Path<String>,
) -> Result<Response, Stop> {
    let (_, trial, _) = trial(&site, &who, &seal)?;
    let mut rows = sections::rows(&trial);
    let width = rows.iter().map(Vec::len).max().unwrap_or(1);
    rows.iter_mut().for_each(|row| row.resize(width, String::new()));
    let head: Vec<String> = (1..=width)
        .map(|nth| match nth {
            1 => "part".to_owned(),
            2 => "table".to_owned(),
            nth => format!("column {}", nth - 2),
        })
        .collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    csv_file("trial.csv", &head, rows)
}

async fn printed(
    who: SignedIn,
    State(site): State<Planning>,
    Path(seal): Path<String>,
) -> Result<Response, Stop> {
    let (line, trial, _) = trial(&site, &who, &seal)?;
    let document = paper::document(&trial, &site.name, &line.seal);
    written("trial.pdf", pdf::KIND, move || pdf::write(&document)).await
}

async fn alone(
    who: SignedIn,
    State(site): State<Planning>,
    Path(seal): Path<String>,
) -> Result<Response, Stop> {
    let (_, trial, _) = trial(&site, &who, &seal)?;
    Ok(file("trial.html", "text/html; charset=utf-8", sections::alone(&trial).into_bytes()))
}
