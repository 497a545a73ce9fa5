//! What we asked of others, and what became of it. As a table, and as a file.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use journal::{Query, Value};
use maud::html;
use policy::Permit;
use web::components::{Button, Column, Select, SelectItem, Table, TableCell};
use web::markup::Attributes;
use web::{ListQuery, Page, SignedIn, Stop, csv_file};

use super::access::{self, fault};
use super::list::{self, Orgs, lines};
use super::words;
use crate::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/sent", get(show)).route("/sent.csv", get(file))
}

macro_rules! sent_by {
    ($name:literal, $order:literal) => {
        Query {
            name: $name,
            sql: lines!(
                "a.sender = ?1 and a.host <> ?1 and (?2 = 1 or a.next_move is not null)
                 and (?3 is null or a.method = ?3)";
                $order
            ),
        }
    };
}

const BY_DUE: Query =
    sent_by!("referrals.sent-by-due", "a.act_by is null, a.act_by, a.id limit ?4 offset ?5");
const BY_DUE_BACK: Query = sent_by!("referrals.sent-by-due-back", "a.act_by desc, a.id limit ?4 offset ?5");
const BY_SENT: Query = sent_by!("referrals.sent-by-day", "a.sent_on, a.id limit ?4 offset ?5");
const BY_SENT_BACK: Query = sent_by!("referrals.sent-by-day-back", "a.sent_on desc, a.id limit ?4 offset ?5");

const IN_ALL: Query = Query {
    name: "referrals.sent-in-all",
    sql: "select count(*) from referral_ask a where a.sender = ?1 and a.host <> ?1
          and (?2 = 1 or a.next_move is not null) and (?3 is null or a.method = ?3)",
};

/// The most rows of a file.
const FILE_ROWS_MAX: i64 = 100_000;

fn values(who: &SignedIn, query: &ListQuery) -> Vec<Value> {
    let ended = query.filter("show") == Some("all");
    let method =
        query.filter("method").filter(|text| super::inbox::METHODS.contains(text)).map(str::to_owned);
    vec![who.actor().org.into(), ended.into(), method.into()]
}

async fn show(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Page, Stop> {
    let today = site.journal.now().day();
    let reading = access::own(&site, who.actor(), Permit::SeeEnvelope)?;
    let mut values = values(&who, &query);
    let in_all = reading.first(&IN_ALL, &values).map_err(fault("counting what was sent"))?;
    let in_all: i64 = in_all.map_or(Ok(0), |row| row.get(0)).map_err(fault("counting what was sent"))?;
    let (most, after) = list::stretch(&query);
    values.extend([most.into(), after.into()]);
    let columns = ["due", "sent"];
    let sql = match (query.sorted_by(&columns), list::backwards(&query)) {
        ("sent", false) => &BY_SENT,
        ("sent", true) => &BY_SENT_BACK,
        (_, false) => &BY_DUE,
        (_, true) => &BY_DUE_BACK,
    };
    let lines = list::lines_of(&reading, sql, &values)?;
    drop(reading);
    let lines = list::with_names(&site, who.actor(), lines).await?;
    let reading = access::own(&site, who.actor(), Permit::SeeEnvelope)?;
    let mut orgs = Orgs::new(&reading);
    let head = vec![
        query.column(Column::words("Next step by"), "due", &columns),
        Column::words("Who"),
        Column::words("What"),
        Column::words("With"),
        Column::words("State"),
        query.column(Column::words("Sent"), "sent", &columns),
    ];
    let mut rows = Vec::new();
    for line in &lines {
        let host = orgs.of(line.host)?;
        rows.push(vec![
            TableCell::from(list::due(line, today)),
            TableCell::link(list::who(line), format!("/asks/{}", line.id)),
            words::method(&line.method).into(),
            format!("{}, {}", host.name, host.telephone).into(),
            words::state(&line.state, line.is_read).into(),
            line.sent_on.in_words().into(),
        ]);
    }
    let yours = lines.iter().filter(|line| line.next_move.as_deref() == Some("sender")).count();
    let table = Table::new("Asks that we sent", head, rows).attributes(Attributes::none().bare("data-keys"));
    Ok(Page::new("Sent")
        .now(match yours {
            0 => "Nothing here waits for you.".to_owned(),
            1 => "One waits for you: an answer to read, a question, or another host to choose.".to_owned(),
            many => format!("{many} wait for you: answers to read, questions, or other hosts to choose."),
        })
        .audience(format!("Everybody with a seat at {}; names only for those who see her. This look is on record.", who.org_name))
        .part("/sent")
        .wide()
        .body(html! {
            form method="get" action="/sent" class="rt-filters" {
                (Select::new("show", "Which", vec![SelectItem::new("", "Open"), SelectItem::new("all", "All, ended ones too")]).value(query.filter("show").unwrap_or_default()))
                (Button::secondary("Show").small(true))
            }
            @if lines.is_empty() { p { "Nothing here. " a href="/refer" { "Refer" } " to ask another practice or a clinic." } } @else { (table) }
            @if let Some(pages) = query.pagination(usize::try_from(in_all).unwrap_or(0)) { (pages) }
            p { a href="/sent.csv?show=all" { "All as a file (CSV, without names)" } }
        }))
}

async fn file(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Response, Stop> {
    let reading = access::own(&site, who.actor(), Permit::SeeEnvelope)?;
    let mut values = values(&who, &query);
    values.extend([FILE_ROWS_MAX.into(), 0.into()]);
    let lines = list::lines_of(&reading, &BY_SENT, &values)?;
    let mut orgs = Orgs::new(&reading);
    let mut rows = Vec::new();
    for line in lines {
        let host = orgs.of(line.host)?;
        rows.push(vec![
            line.reference,
            line.sent_on.to_string(),
            words::method(&line.method).to_owned(),
            host.name,
            host.telephone,
            words::state(&line.state, line.is_read).to_owned(),
            line.act_by.map_or_else(|| "not set".to_owned(), |day| day.to_string()),
        ]);
    }
    csv_file(
        "asks-sent.csv",
        &["reference", "sent", "method", "host", "telephone", "state", "next step by"],
        rows,
    )
}
