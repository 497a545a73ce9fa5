//! The rates of an audit: tables, pictures, and all of them as a file.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use lawbook::letters::Minutes;
use letters_rules::audit::{Audit as Counts, Told};
use letters_rules::dated::month_of;
use maud::{Markup, PreEscaped, html};
use measures_rules::chart::Drawn;
use measures_rules::chart::funnel::{Shown, draw};
use measures_rules::chart::spc::{self, Labels};
use measures_rules::funnel::{Kind, Pair, funnel};
use measures_rules::spc::{Better, Settings, chart};
use web::components::{Column, Table, TableCell};
use web::{SignedIn, Stop, csv_file, written};

use super::Site;
use super::access;
use super::audit::counted;
use crate::figures::{Figures, Half};
use crate::{paper, read};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/letters/audits/{id}/rates.csv", get(csv))
        .route("/letters/audits/{id}/report.pdf", get(report))
}

/// Minutes for people.
pub(super) fn time(minutes: f64) -> String {
    if minutes.abs() < 120.0 {
        format!("{minutes:.0} minutes")
    } else {
        format!("{:.0} hours", minutes / 60.0)
    }
}

/// What is assumed of a request's minutes, in words.
pub(super) fn assumption(of: &Minutes) -> String {
    format!(
        "a test {}, a referral {}, a fit note {}, a result {}, a medicine {}, anything else or unclear {} minutes each. That is an assumption, not a measurement",
        of.test, of.referral, of.fit_note, of.result, of.prescription, of.unclear
    )
}

fn row(told: &Told, to: Option<String>, beside: Option<String>) -> Vec<TableCell> {
    let mut cells = told.cells().map(TableCell::from).to_vec();
    if let (Some(to), Some(requests)) = (to.filter(|_| told.requests > 0), cells.last_mut()) {
        *requests = TableCell::link(told.requests.to_string(), to);
    }
    cells.extend(beside.map(TableCell::from));
    cells
}

fn head(first: &str, beside: bool) -> Vec<Column> {
    let mut head = vec![Column::words(first)];
    head.extend(["Letters", "With one or more", "Per 1,000", "95% limits", "Requests"].map(Column::figures));
    if beside {
        head.push(Column::words("Beside the others"));
    }
    head
}

/// Every table, each count with its sentences behind it.
pub(super) fn tables(of: &Figures) -> Markup {
    let at = |filter: &str| Some(format!("/letters/audits/{}/requests{filter}", of.audit.id));
    let work = of
        .counts
        .by_work
        .iter()
        .enumerate()
        .map(|(nth, (_, told))| row(told, at(&format!("?work={nth}")), None))
        .collect();
    let asks = of
        .counts
        .by_ask
        .iter()
        .enumerate()
        .map(|(nth, told)| row(told, at(&format!("?ask={}", nth + 1)), None))
        .collect();
    let months = of
        .counts
        .months
        .iter()
        .map(|(month, told)| row(told, at(&format!("?month={month}")), None))
        .collect();
    let specialties = of
        .counts
        .specialties
        .iter()
        .map(|compared| {
            let beside = compared.standing_in_words();
            row(
                &compared.told,
                at(&format!("?specialty={}", of.code_of(&compared.told.name))),
                Some(beside.to_owned()),
            )
        })
        .collect();
    html! {
        (Table::new("By ask", head("Ask", false), asks).responsive(true))
        (Table::new("By kind of work", head("Kind", false), work).responsive(true))
        (picture(&of.counts))
        (Table::new("By specialty, in the order of names", head("Specialty", true), specialties).responsive(true))
        (by_month(of))
        (Table::new("By month", head("Month from", false), months).responsive(true))
    }
}

fn picture(counts: &Counts) -> Markup {
    let compared: Vec<_> = counts.specialties.iter().filter(|of| of.standing.is_some()).collect();
    let pair = |told: &Told| Pair {
        numerator: f64::from(told.rate.with),
        denominator: f64::from(told.rate.letters),
    };
    let pairs: Vec<Pair> = compared.iter().map(|of| pair(&of.told)).collect();
    let names: Vec<String> = compared.iter().map(|of| of.told.name.clone()).collect();
    let Ok(made) = funnel(&pairs, Kind::Proportion, 0.1, 1000.0) else { return html! {} };
    let labels = Labels { id: "funnel", title: "Specialties beside each other", unit: "per 1,000 letters" };
    shown(draw(&made, &names, Shown::ByChance, 1000.0, labels))
}

/// Rates by month, with new limits from the first month after the day of a rule.
fn by_month(of: &Figures) -> Markup {
    let series: Vec<_> =
        of.counts.months.iter().filter_map(|(month, told)| Some((*month, told.rate.per_1000()?))).collect();
    if series.len() < 2 {
        return html! {};
    }
    let changes = of.changes();
    let steps = changes
        .iter()
        .map(|change| {
            let month = month_of(change.rule.from);
            if month == change.rule.from { month } else { month.plus_months(1) }
        })
        .collect();
    let settings = Settings { better: Better::Lower, target: None, screen: false, fix_after: None, steps };
    let title = match changes.first() {
        Some(change) => format!(
            "Unsuitable requests by month; rule {} from {}",
            change.rule.rule.name(),
            change.rule.from.in_words()
        ),
        None => "Unsuitable requests by month".to_owned(),
    };
    let labels = Labels { id: "months", title: &title, unit: "letters with one or more, per 1,000" };
    html! {
        (shown(spc::draw(&chart(&series, settings), labels)))
        @if !changes.is_empty() { p class="nhsuk-hint" { "Mean and limits are drawn anew from the first whole month since each rule\u{2019}s day." } }
    }
}

/// A picture with its numbers; our pages\u{2019} own style says how it looks.
fn shown(drawn: Drawn) -> Markup {
    let drawn = Drawn { svg: drawn.svg_on_page(), table: drawn.table };
    html! { div class="rt-chart" { (PreEscaped(drawn.figure())) } }
}

/// An audit counted, for whoever sees its rates and has no letter left to code.
pub(super) fn open(site: &Site, who: &SignedIn, id: &str) -> Result<Figures, Stop> {
    let (reading, audit) = access::audit(site, who.actor(), id)?;
    if !access::sees(&reading, who.actor(), &audit) {
        return Err(Stop::NotFound);
    }
    let of = counted(site, &reading, audit)?;
    if read::is_blind(&of.audit, &of.letters, &of.codes, who.actor().seat) {
        return Err(Stop::NotFound);
    }
    Ok(of)
}

async fn csv(who: SignedIn, Path(id): Path<String>, State(site): State<Site>) -> Result<Response, Stop> {
    let of = open(&site, &who, &id)?;
    let line = |table: &str, told: &Told, beside: &str| {
        let cells = told.cells().into_iter();
        std::iter::once(table.to_owned()).chain(cells).chain([beside.to_owned()]).collect::<Vec<String>>()
    };
    let mut rows = vec![line("All", &of.counts.all, "")];
    rows.extend(of.counts.by_ask.iter().map(|told| line("Ask", told, "")));
    rows.extend(of.counts.by_work.iter().map(|(_, told)| line("Kind", told, "")));
    rows.extend(
        of.counts
            .specialties
            .iter()
            .map(|compared| line("Specialty", &compared.told, compared.standing_in_words())),
    );
    rows.extend(of.counts.months.iter().map(|(_, told)| line("Month", told, "")));
    for change in of.changes() {
        let name = |words: &str| format!("{words} {} ({})", change.rule.from, change.rule.rule.name());
        for (table, half) in [(name("Before"), &change.before), (name("Since"), &change.since)] {
            rows.push(line(&table, half.told(), ""));
            rows.push(chests(&table, half).to_vec());
        }
    }
    csv_file(
        "letters.csv",
        &[
            "Table",
            "Of",
            "Letters",
            "With one or more",
            "Per 1,000",
            "95% limits",
            "Requests",
            "Beside the others",
        ],
        rows,
    )
}

/// Letters that ask for a repeat chest X-ray, as a line of the file.
fn chests(table: &str, half: &Half) -> [String; 8] {
    let of = half.chests;
    let limits = of
        .limits()
        .map_or_else(String::new, |limits| format!("{:.0} to {:.0}", limits.low.unwrap_or(0.0), limits.high));
    [
        table.to_owned(),
        "Ask the practice for a repeat chest X-ray".to_owned(),
        of.letters.to_string(),
        of.asking.to_string(),
        of.per_1000().map_or_else(String::new, |rate| format!("{rate:.0}")),
        limits,
        String::new(),
        String::new(),
    ]
}

/// All rates on paper.
async fn report(who: SignedIn, Path(id): Path<String>, State(site): State<Site>) -> Result<Response, Stop> {
    let of = open(&site, &who, &id)?;
    let document = paper::document(&of, &site.place.name, site.place.synthetic);
    written("letters.pdf", pdf::KIND, move || pdf::write(&document)).await
}
