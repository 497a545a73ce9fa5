//! The host's inbox: what was asked of us, first what is due first. Arrow keys go from row to row, Enter opens.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use journal::{Query, Value};
use maud::{Markup, html};
use policy::Permit;
use web::components::{Button, Column, Select, SelectItem, Table, TableCell};
use web::markup::Attributes;
use web::{ListQuery, Page, SignedIn, Stop};

use super::access::{self, fault};
use super::list::{self, Orgs, lines};
use super::words;
use crate::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/inbox", get(show))
}

const INBOX: Query = Query {
    name: "referrals.inbox",
    sql: lines!(
        "a.host = ?1 and a.next_move is not null and (?2 is null or a.state = ?2) and (?3 is null or a.method = ?3)
         and (?4 = 1 or (a.next_move = 'host' and not (a.state = 'booked' and a.act_by > ?5)))";
        "a.act_by is null, a.act_by, a.sent_on, a.id limit ?6 offset ?7"
    ),
};

const IN_ALL: Query = Query {
    name: "referrals.inbox-in-all",
    sql: "select count(*) from referral_ask a where a.host = ?1 and a.next_move is not null
          and (?2 is null or a.state = ?2) and (?3 is null or a.method = ?3)
          and (?4 = 1 or (a.next_move = 'host' and not (a.state = 'booked' and a.act_by > ?5)))",
};

/// The states that a host filters by.
const STATES: &[&str] = &[
    "sent",
    "redirected",
    "needs-info",
    "accepted",
    "offered",
    "booked",
    "waiting-patient",
    "deferred",
    "not-fitted",
];

/// Methods, by their stable names.
pub(super) const METHODS: &[&str] = &["implant", "cu-iud", "lng-iud", "discuss"];

async fn show(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Page, Stop> {
    let actor = who.actor();
    let today = site.journal.now().day();
    let reading = access::own(&site, actor, Permit::SeeEnvelope)?;
    let known = |name: &str, among: &[&str]| {
        query.filter(name).filter(|text| among.contains(text)).map(str::to_owned)
    };
    let (state, method) = (known("state", STATES), known("method", METHODS));
    let all = query.filter("show") == Some("all") || state.is_some();
    let mut values: Vec<Value> =
        vec![actor.org.into(), state.clone().into(), method.clone().into(), all.into(), today.into()];
    let in_all = reading.first(&IN_ALL, &values).map_err(fault("counting the inbox"))?;
    let in_all: i64 = in_all.map_or(Ok(0), |row| row.get(0)).map_err(fault("counting the inbox"))?;
    let (most, after) = list::stretch(&query);
    values.extend([most.into(), after.into()]);
    let lines = list::lines_of(&reading, &INBOX, &values)?;
    drop(reading);
    let lines = list::with_names(&site, actor, lines).await?;
    let reading = access::own(&site, actor, Permit::SeeEnvelope)?;
    let mut orgs = Orgs::new(&reading);
    let mut rows = Vec::new();
    for line in &lines {
        let from = orgs.of(line.sender)?;
        let host = line.next_move.as_deref() == Some("host");
        let to_offer = matches!(line.state.as_str(), "sent" | "redirected" | "accepted" | "not-fitted");
        let href = if to_offer { format!("/asks/{}/offer", line.id) } else { format!("/asks/{}", line.id) };
        let mut about = words::method(&line.method).to_owned();
        if line.under_18 {
            about.push_str(", under 18");
        }
        rows.push(vec![
            TableCell::from(list::due(line, today)),
            TableCell::link(list::who(line), href),
            about.into(),
            from.name.into(),
            format!("{}. {}", words::state(&line.state, line.is_read), words::next_step(&line.state, host))
                .into(),
        ]);
    }
    let head = ["By when", "Who", "What", "From", "State and next step"].map(Column::words).to_vec();
    let table =
        Table::new(if all { "All open asks to us" } else { "Asks to us that wait for us" }, head, rows)
            .attributes(Attributes::none().bare("data-keys"));
    let late = lines.iter().filter(|line| line.act_by.is_some_and(|by| by < today)).count();
    let now = match (lines.len(), late) {
        (0, _) => "Nothing waits for you.".to_owned(),
        (_, 0) => "Open the first one.".to_owned(),
        (_, 1) => "One on this page is late. Open the first one.".to_owned(),
        (_, late) => format!("{late} on this page are late. Open the first one."),
    };
    Ok(Page::new("Inbox")
        .now(now)
        .audience(format!("Everybody with a seat at {}; names only for those who see her. This look is on record.", who.org_name))
        .part("/inbox")
        .wide()
        .body(html! {
            (filters(&query))
            @if lines.is_empty() { p { "New asks appear here as soon as they are sent. " a href="/inbox?show=all" { "Show all that are open" } } }
            @else { (table) }
            @if let Some(pages) = query.pagination(usize::try_from(in_all).unwrap_or(0)) { (pages) }
        }))
}

fn filters(query: &ListQuery) -> Markup {
    let mut states = vec![SelectItem::new("", "Any state")];
    states.extend(STATES.iter().map(|state| SelectItem::new(*state, words::state(state, true))));
    let mut methods = vec![SelectItem::new("", "Any method")];
    methods.extend(METHODS.iter().map(|method| SelectItem::new(*method, words::method(method))));
    html! {
        details class="nhsuk-details rt-filters" {
            summary class="nhsuk-details__summary" { span class="nhsuk-details__summary-text" { "Filter" } }
            div class="nhsuk-details__text" {
                form method="get" action="/inbox" {
                    (Select::new("state", "State", states).value(query.filter("state").unwrap_or_default()))
                    (Select::new("method", "Method", methods).value(query.filter("method").unwrap_or_default()))
                    (Select::new("show", "Which", vec![SelectItem::new("", "Waiting for us"), SelectItem::new("all", "All that are open")]).value(query.filter("show").unwrap_or_default()))
                    (Button::secondary("Filter"))
                }
            }
        }
    }
}
