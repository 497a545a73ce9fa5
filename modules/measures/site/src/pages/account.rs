//! `/waits/account`, with `.csv` and `.pdf`: a year's account on one page. Every figure opens to its definition, and to
//! its rows where they are published.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use journal::Reading;
use maud::{Markup, html};
use measures_rules::period::Quarter;
use policy::Permit;
use web::components as nhs;
use web::{ListQuery, Page, SignedIn, Stop, csv_file, written};

use super::Site;
use super::access::{PLACE, fault, reading};
use crate::account::{Account, account};
use crate::{account_paper, read};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route(HERE, get(show))
        .route("/waits/account.csv", get(file))
        .route("/waits/account.pdf", get(printed))
}

/// Where it is.
pub(super) const HERE: &str = "/waits/account";

/// The quarters that end a year which was published whole, the latest first.
fn years(reading: &Reading) -> Result<Vec<Quarter>, Stop> {
    let known = read::quarters(reading).map_err(fault("reading which quarters are published"))?;
    let whole = |last: &Quarter| last.year().quarters().iter().all(|part| known.contains(part));
    Ok(known.iter().copied().rev().filter(whole).collect())
}

/// The years that have an account, and the one that is asked for with the quarter that ends it.
type Asked = (Vec<Quarter>, Option<(Quarter, Account)>);

/// The account that the address asks for: of the year that ends with that quarter, or of the latest.
fn asked(site: &Site, reading: &Reading, list: &ListQuery) -> Result<Asked, Stop> {
    let years = years(reading)?;
    let wanted = list.filter("to").and_then(|text| text.parse().ok()).filter(|to| years.contains(to));
    let Some(last) = wanted.or_else(|| years.first().copied()) else { return Ok((years, None)) };
    let found = account(reading, &site.kept, last).map_err(fault("making a year’s account"))?;
    Ok((years, found.map(|account| (last, account))))
}

async fn show(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Page, Stop> {
    let reading = reading(&site, who.actor(), Permit::SeeFigures, PLACE)?;
    let (years, found) = asked(&site, &reading, &list)?;
    let page = Page::new("A year’s account")
        .part(super::waits::HERE)
        .back(super::waits::HERE)
        .wide()
        .prints()
        .audience("Everybody at the table: counts that hide small numbers. Nobody sees a single ask here.");
    let Some((last, account)) = found else {
        return Ok(page.now("Nothing yet: no four quarters in a row have been published.").body(html! {
            p { "The convener publishes a quarter once it has closed. After four in a row the account of their year stands here." }
        }));
    };
    let first =
        account.lines.first().map_or_else(String::new, |line| format!("{}: {}", line.what, line.value));
    Ok(page.caption(account.year.clone()).now(format!("{first} in {}.", account.year)).body(html! {
        (form(&years, last))
        p class="rt-noprint" {
            a href={ "/waits/account.pdf?to=" (last) } { "The account to print (PDF)" } " · "
            a href={ "/waits/account.csv?to=" (last) } { "The account as a CSV file" }
        }
        (table(&account))
        h2 class="nhsuk-heading-m" { "What each figure counts" }
        @for line in &account.lines { (nhs::Details::new(&line.what, html! { p { (line.counts) } })) }
        h2 class="nhsuk-heading-m" { "About these figures" }
        p { "As asks stood at the end of " (account.as_of.in_words()) ". " (account.policy) }
        p class="nhsuk-body-s" { "Fingerprint of the publication (SHA-256): " span class="rt-typed" { (account.seal) } }
    }))
}

fn form(years: &[Quarter], last: Quarter) -> Markup {
    let years = years.iter().map(|of| nhs::select::SelectItem::new(of.to_string(), of.year().in_words()));
    html! {
        form method="get" action=(HERE) class="rt-filter" {
            (nhs::Select::new("to", "Year", years.collect()).value(last.to_string()))
            (nhs::Button::secondary("Show").small(true))
        }
    }
}

fn table(account: &Account) -> Markup {
    let has_before = account.lines.iter().any(|line| !line.before.is_empty());
    let mut head = vec![
        nhs::Column::words("What"),
        nhs::Column::figures("Figure"),
        nhs::Column::words("How sure, of how many"),
    ];
    if has_before {
        head.push(nhs::Column::figures("The year before"));
    }
    let rows = account.lines.iter().map(|line| {
        let what = if line.rows.is_empty() {
            nhs::TableCell::from(line.what.as_str())
        } else {
            nhs::TableCell::link(line.what.as_str(), line.rows.as_str())
        };
        let figure = |text: &str| {
            nhs::TableCell::default().content(text.to_owned()).format(nhs::table::Format::Numeric)
        };
        let mut row = vec![what, figure(&line.value), line.beside.as_str().into()];
        if has_before {
            row.push(figure(if line.before.is_empty() { "Not published" } else { &line.before }));
        }
        row
    });
    html! { (nhs::Table::new(account.year.as_str(), head, rows.collect()).first_cell_is_header(true).scroll(true)) }
}

async fn file(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Response, Stop> {
    let reading = reading(&site, who.actor(), Permit::SeeFigures, PLACE)?;
    let (_, Some((last, account))) = asked(&site, &reading, &list)? else { return Err(Stop::NotFound) };
    let (head, rows) = lines(&account);
    csv_file(&format!("account-{last}.csv"), &head, rows)
}

/// The head and lines of an account's CSV file.
pub fn lines(account: &Account) -> ([&'static str; 7], Vec<[String; 7]>) {
    let head = ["year", "what", "figure", "beside", "year_before", "counts", "policy"];
    let row = |line: &crate::account::Line| {
        [
            account.year.clone(),
            line.what.clone(),
            line.value.clone(),
            line.beside.clone(),
            line.before.clone(),
            line.counts.clone(),
            account.policy.clone(),
        ]
    };
    (head, account.lines.iter().map(row).collect())
}

async fn printed(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Response, Stop> {
    let (last, account) = {
        let reading = reading(&site, who.actor(), Permit::SeeFigures, PLACE)?;
        let (_, Some(found)) = asked(&site, &reading, &list)? else { return Err(Stop::NotFound) };
        found
    };
    let document = account_paper::document(&account, &site.name, &site.label);
    written(&format!("account-{last}.pdf"), pdf::KIND, move || pdf::write(&document)).await
}
