//! `/access-log/results` and its file: who looked at whom a result or a recall is about, for a guardian. A record is named by
//! its address; no name of a person stands here.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use journal::{NotDone, Query, Reading, Row, Value};
use kernel::{Day, Id, Moment, OrgId, SeatId};
use maud::{Markup, html};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Subject};
use web::components::{Button, Column, Input, Select, SelectItem, Table, TableCell};
use web::{ListQuery, Order, Page, SignedIn, Stop, csv_file};

use super::Site;
use super::access::{Names, fault, refused};

const HERE: &str = "/access-log/results";
const COLUMNS: &[&str] = &["at"];
/// Rows of a file: more than a place looks in a year.
const FILE_MAX: i64 = 200_000;

pub(super) fn routes() -> Router<Site> {
    Router::new().route(HERE, get(show)).route("/access-log/results.csv", get(file))
}

macro_rules! looks {
    ($name:literal, $what:literal, $($end:literal),+) => {
        Query {
            name: $name,
            sql: concat!(
                "select ",
                $what,
                " from (select l.at, l.seat, l.org, l.what, l.why, 'result' as kind, r.id, l.seq, l.nth
                        from result_look l join result_result r on r.id = l.result
                        where ?1 is null or r.from_org = ?1 or r.to_org = ?1 or l.org = ?1
                        union all
                        select l.at, l.seat, l.org, l.what, l.why, 'recall' as kind, r.id, l.seq, l.nth
                        from recall_look l join recall_recall r on r.id = l.recall
                        where ?1 is null or r.org = ?1 or l.org = ?1) x
                  where (?2 is null or x.id = ?2) and (?3 is null or x.at >= ?3) and (?4 is null or x.at < ?4)
                  and (?5 is null or x.kind = ?5)",
                $($end),+
            ),
        }
    };
}

const COUNT: Query = looks!("recalls.looks-counted", "count(*)", "");
const NEWEST: Query = looks!(
    "recalls.looks-newest-first",
    "x.at, x.seat, x.org, x.what, x.kind, x.id, x.why, x.seq, x.nth",
    " order by x.at desc, x.id, x.seq desc, x.nth limit ?6 offset ?7"
);
const OLDEST: Query = looks!(
    "recalls.looks-oldest-first",
    "x.at, x.seat, x.org, x.what, x.kind, x.id, x.why, x.seq, x.nth",
    " order by x.at, x.id, x.seq, x.nth limit ?6 offset ?7"
);

/// One look.
struct Look {
    at: Moment,
    seat: SeatId,
    org: OrgId,
    what: String,
    kind: String,
    id: Id,
    why: String,
    seq: i64,
    nth: i64,
}

fn look(row: &Row) -> Result<Look, journal::Fault> {
    Ok(Look {
        at: row.get(0)?,
        seat: row.get(1)?,
        org: row.get(2)?,
        what: row.get(3)?,
        kind: row.get(4)?,
        id: row.get(5)?,
        why: row.get(6)?,
        seq: row.get(7)?,
        nth: row.get(8)?,
    })
}

fn what_in_words(what: &str) -> &str {
    match what {
        "contents" => "All that is said of the person",
        "booking" => "Name and telephone",
        "break-glass" => "Broke the glass",
        other => other,
    }
}

/// What was seen; a broken glass leads to the page on which another guardian judges it.
fn seen(one: &Look) -> TableCell {
    let words = what_in_words(&one.what);
    match one.what.as_str() {
        "break-glass" => TableCell::link(words, format!("/access-log/{}/{}-{}", one.id, one.seq, one.nth)),
        _ => words.into(),
    }
}

/// The log that the reader may see: all of it for the place's guardian, their own organisation's for another.
fn reading(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    let ours = Subject::new(Kind::AccessLog, Relations::OWN_ORGANISATION);
    site.journal.reading(actor, Permit::SeeAccessLog, ours).map_err(|why| match why {
        NotDone::NotAllowed(why) => refused(site, &why),
        NotDone::Fault(why) => Stop::fault("opening the access log", why),
        NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

/// What the address asks for, as values of the queries. A record that is no record fits nothing.
fn asked(actor: &Actor, list: &ListQuery) -> Vec<Value> {
    let org = if actor.org_kind == OrgKind::PlaceOffice { Value::Null } else { actor.org.into() };
    let day = list.filter("day").and_then(|text| text.parse::<Day>().ok());
    vec![
        org,
        list.filter("record").map(|text| text.trim().to_lowercase()).into(),
        day.map(Moment::start_of).into(),
        day.map(|day| Moment::start_of(day.next())).into(),
        list.filter("kind").map(str::to_owned).into(),
    ]
}

fn looks(
    reading: &Reading,
    list: &ListQuery,
    values: &[Value],
    most: i64,
    from: i64,
) -> Result<Vec<Look>, Stop> {
    // The newest stand first until somebody turns them.
    let query = if list.order == Order::Descending { &OLDEST } else { &NEWEST };
    let mut values = values.to_vec();
    values.extend([most.into(), from.into()]);
    let found = reading.rows(query, &values).map_err(fault("reading the access log"))?;
    found.iter().map(|row| look(row).map_err(fault("reading a row of the access log"))).collect()
}

async fn show(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Page, Stop> {
    let reading = reading(&site, who.actor())?;
    let values = asked(who.actor(), &list);
    let total = reading.first(&COUNT, &values).map_err(fault("counting looks"))?;
    let total = total.map_or(Ok(0), |row| row.get::<i64>(0)).map_err(fault("counting looks"))?;
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let looks = looks(&reading, &list, &values, whole(list.rows), whole(list.offset()))?;
    let wrong_day = list.filter("day").is_some_and(|text| text.parse::<Day>().is_err());
    let mut names = Names::new(&reading)?;
    let mut rows = Vec::new();
    for one in &looks {
        let record = one.id.to_string();
        rows.push(vec![
            TableCell::from(one.at.in_words()),
            TableCell::link(format!("{} {record}", titled(&one.kind)), format!("{HERE}?record={record}")),
            TableCell::from(names.seat(one.seat)?.0),
            TableCell::from(names.organisation(one.org)?),
            seen(one),
            TableCell::from(if one.why.is_empty() { "Their own work" } else { one.why.as_str() }),
        ]);
    }
    let head = vec![
        list.column(Column::words("When"), "at", COLUMNS),
        Column::words("Record"),
        Column::words("Seat"),
        Column::words("Organisation"),
        Column::words("What was seen"),
        Column::words("Why"),
    ];
    let place = who.actor().org_kind == OrgKind::PlaceOffice;
    Ok(Page::new("Looks at results and recalls")
        .now("Choose a day or a record to see everybody who looked.")
        .audience(if place { "guardians of the place" } else { "guardians of your organisation" })
        .part("/access-log")
        .wide()
        .prints()
        .body(html! {
            (filter(&list, wrong_day))
            p { a href="/access-log" { "Looks at asks" } }
            p { (total) @if total == 1 { " look." } @else { " looks." } " " a href=(list.as_file()) { "These as a CSV file" } }
            @if rows.is_empty() { p { "Nobody looked, as far as this search goes." } }
            @else { (Table::new("Looks", head, rows).responsive(true)) }
            @if let Some(pages) = list.pagination(usize::try_from(total).unwrap_or_default()) { (pages) }
        }))
}

fn titled(kind: &str) -> &'static str {
    if kind == "recall" { "Recall" } else { "Result" }
}

fn filter(list: &ListQuery, wrong_day: bool) -> Markup {
    let kinds = [("", "Results and recalls"), ("result", "Results"), ("recall", "Recalls")];
    let kinds = kinds.map(|(value, words)| SelectItem::new(value, words)).to_vec();
    let day = Input::new("day", "Day").kind("date").width("10").value(list.filter("day").unwrap_or_default());
    html! {
        form method="get" action=(HERE) class="rt-filter" {
            (Input::new("record", "Record").width("20").hint("The last part of its address").spellcheck(false).value(list.filter("record").unwrap_or_default()))
            (if wrong_day { day.error_message(Some("Write the day as in 2026-03-31".to_owned())) } else { day })
            (Select::new("kind", "Of", kinds).value(list.filter("kind").unwrap_or_default()))
            (Button::secondary("Show").small(true))
        }
    }
}

async fn file(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Response, Stop> {
    let reading = reading(&site, who.actor())?;
    let looks = looks(&reading, &list, &asked(who.actor(), &list), FILE_MAX, 0)?;
    let mut names = Names::new(&reading)?;
    let mut rows = Vec::new();
    for one in &looks {
        rows.push([
            one.at.in_london(),
            one.kind.clone(),
            one.id.to_string(),
            names.seat(one.seat)?.0,
            names.organisation(one.org)?,
            one.what.clone(),
            one.why.clone(),
        ]);
    }
    csv_file("access-log-results.csv", &["at", "kind", "record", "seat", "organisation", "what", "why"], rows)
}
