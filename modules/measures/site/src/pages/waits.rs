//! `/waits` and `/waits.csv`: the same asks under two rules, as published. Everybody at the table reads the same counts,
//! and nobody a single ask.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use journal::Reading;
use kernel::Moment;
use maud::{Markup, html};
use measures_rules::asks::By;
use measures_rules::facts::v1::{Published, PublishedTable};
use measures_rules::period::Quarter;
use policy::{Actor, Permit};
use web::components as nhs;
use web::{FormToken, ListQuery, Page, SignedIn, Stop, csv_file};

use super::access::{OURS, PLACE, fault, may, reading};
use super::{Site, charts, publish, sections};
use crate::{prepare, read};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route(HERE, get(show)).route("/waits.csv", get(file))
}

/// Where it is.
pub(super) const HERE: &str = "/waits";

/// What is looked at: one publication, a quarter or its year, two rules, one comparison.
pub(super) struct Looked {
    pub(super) published: Published,
    pub(super) quarter: Quarter,
    pub(super) sha256: String,
    pub(super) at: Moment,
    pub(super) year: bool,
    pub(super) first: String,
    pub(super) second: String,
    pub(super) by: By,
    pub(super) quarters: Vec<Quarter>,
}

impl Looked {
    /// A table of the period that is looked at.
    pub(super) fn table(&self, id: &str) -> Option<&PublishedTable> {
        let id = if self.year { format!("{id}.year") } else { id.to_owned() };
        self.published.tables.iter().find(|table| table.id == id)
    }

    /// What the ids of values of the period end with.
    pub(super) fn ending(&self) -> &'static str {
        if self.year { ".year" } else { "" }
    }

    /// The period in words.
    pub(super) fn period(&self) -> String {
        if self.year { self.quarter.year().in_words() } else { self.quarter.in_words() }
    }

    /// The names of the rules that it was counted by.
    pub(super) fn rules(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.published.rules.iter().map(|set| set.id.as_ref()).collect();
        names.dedup();
        names
    }
}

/// What the address asks for; nothing where nothing is published. What cannot be read counts as not asked.
fn looked(reading: &Reading, list: &ListQuery) -> Result<Option<Looked>, Stop> {
    let quarters = read::quarters(reading).map_err(fault("reading which quarters are published"))?;
    let Some(last) = quarters.last().copied() else { return Ok(None) };
    let asked = list.filter("quarter").and_then(|text| text.parse().ok());
    let quarter = asked.filter(|quarter| quarters.contains(quarter)).unwrap_or(last);
    let found = read::publication(reading, quarter).map_err(fault("reading a publication"))?;
    let Some((published, sha256, at)) = found else { return Ok(None) };
    let has_year = published.tables.iter().any(|table| table.id.ends_with(".year"));
    let known = |name: &str| published.rules.iter().any(|set| set.id == name);
    let rule =
        |field: &str, usual: &str| list.filter(field).filter(|name| known(name)).unwrap_or(usual).to_owned();
    let (first, second) = (rule("first", prepare::FIRST), rule("second", prepare::SECOND));
    Ok(Some(Looked {
        year: has_year && list.filter("span") != Some("quarter"),
        first,
        second,
        by: list.filter("by").and_then(By::named).unwrap_or(By::Setting),
        published,
        quarter,
        sha256,
        at,
        quarters,
    }))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    list: ListQuery,
    token: FormToken,
) -> Result<Page, Stop> {
    let actor = who.actor();
    let reading = reading(&site, actor, Permit::SeeFigures, PLACE)?;
    let looked = looked(&reading, &list)?;
    let page =
        Page::new("Waits under two rules").part(HERE).wide().prints().audience(
            "Everybody at the table: counts that hide small numbers. Nobody sees a single ask here.",
        );
    let more = more(&site, actor, &reading, &token)?;
    let Some(looked) = looked else {
        return Ok(page.now("Nothing yet: no quarter has been published.").body(html! {
            p { "The convener publishes a quarter once it has closed. Until then each organisation sees its own figures." }
            (more)
        }));
    };
    let own_code = measures_rules::publication::code(actor.org.as_str());
    Ok(page.now(sections::first_line(&looked)).body(html! {
        (form(&looked))
        (sections::two_rules(&looked))
        (sections::beside(&looked))
        (sections::by_category(&looked))
        (sections::owner_days(&looked))
        (sections::placed(&looked))
        (sections::flows(&looked))
        (sections::shifts(&looked))
        (charts::over_time(&looked, &reading)?)
        (charts::funnel(&looked, &own_code))
        (sections::about(&looked))
        p { a href={ "/waits.csv?quarter=" (looked.quarter) } { "Every published figure of " (looked.quarter.in_words()) " as a CSV file" } }
        (more)
    }))
}

fn more(site: &Site, actor: &Actor, reading: &Reading, token: &FormToken) -> Result<Markup, Stop> {
    let own = may(site, actor, Permit::SeeOwnFigures, OURS);
    let publishes = may(site, actor, Permit::PublishFigures, PLACE);
    let next = if publishes { publish::next(site, reading)? } else { None };
    Ok(html! {
        p { a href=(super::account::HERE) { "A year’s account on one page" } }
        p { a href=(super::rules::HERE) { "The rules that asks are judged by, and proposing one" } }
        @if own { p { a href="/waits/ours" { "Our own figures as they are, with the asks behind them" } } }
        @if let Some(quarter) = next { (publish::form(quarter, token)) }
    })
}

fn form(looked: &Looked) -> Markup {
    let quarters =
        looked.quarters.iter().rev().map(|of| nhs::select::SelectItem::new(of.to_string(), of.in_words()));
    let rules = || {
        let item = |name: &&str| nhs::select::SelectItem::new(*name, *name);
        looked.rules().iter().map(item).collect::<Vec<_>>()
    };
    let spans = vec![
        nhs::select::SelectItem::new("year", "The year to its end"),
        nhs::select::SelectItem::new("quarter", "The quarter"),
    ];
    let by = By::ALL.map(|by| nhs::select::SelectItem::new(by.name(), by.in_words()));
    let span = if looked.year { "year" } else { "quarter" };
    html! {
        form method="get" action=(HERE) class="rt-filter" {
            (nhs::Select::new("quarter", "Published", quarters.collect()).value(looked.quarter.to_string()))
            (nhs::Select::new("span", "Period", spans).value(span))
            (nhs::Select::new("first", "First rule", rules()).value(looked.first.as_str()))
            (nhs::Select::new("second", "Second rule", rules()).value(looked.second.as_str()))
            (nhs::Select::new("by", "Compared by", by.to_vec()).value(looked.by.name()))
            (nhs::Button::secondary("Show"))
        }
    }
}

async fn file(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Response, Stop> {
    let reading = reading(&site, who.actor(), Permit::SeeFigures, PLACE)?;
    let Some(looked) = looked(&reading, &list)? else { return Err(Stop::NotFound) };
    let (head, rows) = lines(&looked.published);
    csv_file(&format!("waits-{}.csv", looked.quarter), &head, rows)
}

/// The head and lines of a publication's CSV file.
pub fn lines(published: &Published) -> ([&'static str; 10], Vec<[String; 10]>) {
    let head =
        ["figure", "measure", "title", "rule", "period", "where", "shown", "low", "high", "definition"];
    let rule = |table: &PublishedTable| table.rule.as_ref().map_or_else(String::new, ToString::to_string);
    let mut rows = Vec::new();
    for table in &published.tables {
        for cell in &table.cells {
            let at =
                table.dimensions.iter().zip(&cell.at).skip(1).map(|(name, value)| format!("{name}: {value}"));
            rows.push([
                table.id.clone(),
                table.measure.clone(),
                table.title.clone(),
                rule(table),
                table.period.clone(),
                at.collect::<Vec<_>>().join("; "),
                cell.shown.clone(),
                String::new(),
                String::new(),
                table.definition.clone(),
            ]);
        }
    }
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for value in &published.values {
        rows.push([
            value.id.clone(),
            value.measure.clone(),
            value.title.clone(),
            String::new(),
            value.period.clone(),
            if value.by.is_empty() { String::new() } else { format!("{}: {}", value.by, value.category) },
            read::value_in_words(value),
            number(value.low),
            number(value.high),
            value.definition.clone(),
        ]);
    }
    (head, rows)
}
