//! `/access-log` and `/access-log.csv`: who looked at a record, for a guardian: by the ask's reference, by seat, by day.

use std::collections::HashMap;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use directory_site::read as directory;
use journal::{NotDone, Query, Reading, Row, Value};
use kernel::{AskId, Day, Moment, OrgId, SeatId};
use maud::{Markup, html};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Subject};
use web::components as nhs;
use web::{ListQuery, Order, Page, SignedIn, Stop, csv_file};

use super::access::{fault, refused};
use super::glass_review::judgement;
use super::list::Orgs;
use crate::Site;
use crate::acts::review_hours;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route(HERE, get(show)).route("/access-log.csv", get(file))
}

pub(super) const HERE: &str = "/access-log";
const COLUMNS: &[&str] = &["at", "reference", "what"];
/// Rows of a file: more than a place looks in a year.
const FILE_MAX: i64 = 200_000;

macro_rules! looks {
    ($name:literal, $what:literal, $($end:literal),+) => {
        Query {
            name: $name,
            sql: concat!(
                "select ",
                $what,
                " from referral_look l join referral_ask a on a.id = l.ask
                  where (?1 is null or ?1 in (a.sender, a.host, a.sender_now, a.host_now) or l.org = ?1)
                  and (?2 is null or a.reference = ?2) and (?3 is null or ?3 like '%' || l.seat || '%')
                  and (?4 is null or l.at >= ?4) and (?5 is null or l.at < ?5) and (?6 is null or l.what = ?6)",
                $($end),+
            ),
        }
    };
}
macro_rules! listed {
    ($name:literal, $order:literal) => {
        looks!(
            $name,
            "l.ask, l.seq, l.nth, l.at, l.seat, l.org, l.what, l.why, a.reference",
            " order by ",
            $order,
            ", l.seq desc, l.nth limit ?7 offset ?8"
        )
    };
}

const COUNT: Query = looks!("referrals.looks-counted", "count(*)", "");
const NEWEST: Query = listed!("referrals.looks-newest-first", "l.at desc");
const OLDEST: Query = listed!("referrals.looks-oldest-first", "l.at");
const BY_REFERENCE: Query = listed!("referrals.looks-by-reference", "a.reference");
const BY_REFERENCE_BACK: Query = listed!("referrals.looks-by-reference-back", "a.reference desc");
const BY_WHAT: Query = listed!("referrals.looks-by-what", "l.what");
const BY_WHAT_BACK: Query = listed!("referrals.looks-by-what-back", "l.what desc");
const SEATS: Query = Query {
    name: "referrals.seats-that-looked",
    sql: "select distinct l.seat from referral_look l join referral_ask a on a.id = l.ask
          where ?1 is null or ?1 in (a.sender, a.host, a.sender_now, a.host_now) or l.org = ?1",
};

/// One look.
pub(super) struct Look {
    pub ask: AskId,
    pub seq: i64,
    pub nth: i64,
    pub at: Moment,
    pub seat: SeatId,
    pub org: OrgId,
    pub what: String,
    pub why: String,
    pub reference: String,
}

pub(super) fn look(row: &Row) -> Result<Look, journal::Fault> {
    Ok(Look {
        ask: row.get(0)?,
        seq: row.get(1)?,
        nth: row.get(2)?,
        at: row.get(3)?,
        seat: row.get(4)?,
        org: row.get(5)?,
        what: row.get(6)?,
        why: row.get(7)?,
        reference: row.get(8)?,
    })
}

fn in_words(what: &str) -> &str {
    match what {
        "contents" => "Clinical contents",
        "booking" => "Name, telephone and times",
        "list" => "Name on a list",
        "evening" => "Name on the evening’s printed list",
        "own" => "The person, her own",
        "break-glass" => "Broke the glass",
        other => other,
    }
}

/// The log that the reader may see: all of it for the place's guardian, their own organisation's asks for another.
pub(super) fn reading(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    let ours = Subject::new(Kind::AccessLog, Relations::OWN_ORGANISATION);
    site.journal.reading(actor, Permit::SeeAccessLog, ours).map_err(|why| match why {
        NotDone::NotAllowed(why) => refused(site, &why),
        NotDone::Fault(why) => Stop::fault("opening the access log", why),
        NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

pub(super) fn whose(actor: &Actor) -> Value {
    // The place's guardian answers for every ask of the place.
    if actor.org_kind == OrgKind::PlaceOffice { Value::Null } else { actor.org.into() }
}

/// Titles of seats, each read once.
pub(super) struct Titles<'r> {
    reading: &'r Reading,
    known: HashMap<SeatId, String>,
}

impl<'r> Titles<'r> {
    pub fn new(reading: &'r Reading) -> Titles<'r> {
        Titles { reading, known: HashMap::new() }
    }

    pub fn of(&mut self, seat: SeatId) -> Result<String, Stop> {
        if let Some(known) = self.known.get(&seat) {
            return Ok(known.clone());
        }
        let found = directory::seat(self.reading, seat).map_err(fault("reading the title of a seat"))?;
        let title =
            found.map_or_else(|| "The program, or a seat that has gone".to_owned(), |seat| seat.title);
        self.known.insert(seat, title.clone());
        Ok(title)
    }
}

/// What the address asks for, as values of the queries.
fn asked(reading: &Reading, list: &ListQuery) -> Result<Vec<Value>, Stop> {
    let org = whose(reading.actor());
    let seats = match list.filter("seat") {
        None => Value::Null,
        Some(text) => {
            let wanted = text.to_lowercase();
            let mut titles = Titles::new(reading);
            let mut found = String::from("|");
            for row in
                reading.rows(&SEATS, std::slice::from_ref(&org)).map_err(fault("reading who looked"))?
            {
                let seat: SeatId = row.get(0).map_err(fault("reading who looked"))?;
                if seat.to_string() == text || titles.of(seat)?.to_lowercase().contains(&wanted) {
                    found.push_str(&format!("{seat}|"));
                }
            }
            found.into()
        }
    };
    let day = list.filter("day").and_then(|text| text.parse::<Day>().ok());
    let reference = list.filter("reference").map(|text| text.to_uppercase());
    Ok(vec![
        org,
        reference.into(),
        seats,
        day.map(Moment::start_of).into(),
        day.map(|day| Moment::start_of(day.next())).into(),
        list.filter("what").map(str::to_owned).into(),
    ])
}

fn rows(
    reading: &Reading,
    list: &ListQuery,
    values: &[Value],
    most: i64,
    from: i64,
) -> Result<Vec<Look>, Stop> {
    let backwards = list.order == Order::Descending;
    let query = match (list.sorted_by(COLUMNS), backwards) {
        ("reference", false) => &BY_REFERENCE,
        ("reference", true) => &BY_REFERENCE_BACK,
        ("what", false) => &BY_WHAT,
        ("what", true) => &BY_WHAT_BACK,
        // The newest stand first until somebody turns them: that is what a guardian comes for.
        (_, false) => &NEWEST,
        (_, true) => &OLDEST,
    };
    let mut values = values.to_vec();
    values.extend([most.into(), from.into()]);
    let found = reading.rows(query, &values).map_err(fault("reading the access log"))?;
    found.iter().map(|row| look(row).map_err(fault("reading a row of the access log"))).collect()
}

fn review(reading: &Reading, of: &Look, now: Moment) -> Result<Markup, Stop> {
    if of.what != "break-glass" {
        return Ok(html! { "None needed" });
    }
    let link = html! { a href={ "/access-log/" (of.ask) "/" (of.seq) "-" (of.nth) } { "Review" span class="nhsuk-u-visually-hidden" { " the look at " (of.reference) } } };
    let due = of.at.plus_hours(review_hours(of.at.day()));
    Ok(match judgement(reading, (of.ask.id(), of.seq, of.nth))? {
        Some((reviewed, at)) => html! {
            (nhs::Tag::new(if reviewed.right { "Was right" } else { "Was wrong" }, if reviewed.right { nhs::Colour::Green } else { nhs::Colour::Red }))
            " " (at.in_words()) ": " (reviewed.why) " " (link)
        },
        None if due < now => {
            html! { (nhs::Tag::new("Review is late", nhs::Colour::Red)) " due " (due.in_words()) ". " (link) }
        }
        None => html! { (nhs::Tag::new("Review", nhs::Colour::Orange)) " by " (due.in_words()) ". " (link) },
    })
}

async fn show(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Page, Stop> {
    let reading = reading(&site, who.actor())?;
    let values = asked(&reading, &list)?;
    let total = reading.first(&COUNT, &values).map_err(fault("counting looks"))?;
    let total = total.map_or(Ok(0), |row| row.get::<i64>(0)).map_err(fault("counting looks"))?;
    let total = usize::try_from(total).unwrap_or_default();
    let (most, from) = super::list::stretch(&list);
    let looks = rows(&reading, &list, &values, most, from)?;
    let table = table(&reading, &list, &looks, site.journal.now())?;
    let wrong_day = list.filter("day").is_some_and(|text| text.parse::<Day>().is_err());
    let now = if list.filter("what") == Some("break-glass") {
        "Review each break-glass that nobody has reviewed."
    } else {
        "Type the reference of an ask to see everybody who looked at it."
    };
    Ok(Page::new("Access log")
        .now(now)
        .audience(if who.actor().org_kind == OrgKind::PlaceOffice { "guardians of the place" } else { "guardians of your organisation" })
        .part(HERE)
        .wide()
        .prints()
        .body(html! {
            (filter(&list, wrong_day))
            p { a href="/access-log/results" { "Looks at results and recalls" } " · " a href="/retention" { "Deletion runs, and records held back from them" } }
            p { (total) @if total == 1 { " look." } @else { " looks." } " " a href=(list.as_file()) { "These as a CSV file" } }
            @if looks.is_empty() { p { "Nobody looked, as far as this search goes. A reference is written as on the ask." } }
            @else { (table) }
            @if let Some(pages) = list.pagination(total) { (pages) }
        }))
}

fn filter(list: &ListQuery, wrong_day: bool) -> Markup {
    let kinds = [
        ("", "Every look"),
        ("contents", "Clinical contents"),
        ("booking", "Name, telephone and times"),
        ("list", "Name on a list"),
        ("own", "The person, her own"),
        ("break-glass", "Broke the glass"),
    ];
    let kinds = kinds.map(|(value, words)| nhs::SelectItem::new(value, words)).to_vec();
    let day =
        nhs::Input::new("day", "Day").kind("date").width("10").value(list.filter("day").unwrap_or_default());
    html! {
        form method="get" action=(HERE) class="rt-filter" {
            (nhs::Input::new("reference", "Reference of the ask").width("10").spellcheck(false).value(list.filter("reference").unwrap_or_default()))
            (nhs::Input::new("seat", "Seat").width("10").value(list.filter("seat").unwrap_or_default()))
            (if wrong_day { day.error_message(Some("Write the day as in 2026-03-31".to_owned())) } else { day })
            (nhs::Select::new("what", "What was seen", kinds).value(list.filter("what").unwrap_or_default()))
            (nhs::Button::secondary("Show").small(true))
        }
    }
}

fn table(reading: &Reading, list: &ListQuery, looks: &[Look], now: Moment) -> Result<nhs::Table, Stop> {
    let mut orgs = Orgs::new(reading);
    let mut titles = Titles::new(reading);
    let head = vec![
        list.column(nhs::Column::words("When"), "at", COLUMNS),
        list.column(nhs::Column::words("Ask"), "reference", COLUMNS),
        nhs::Column::words("Seat"),
        nhs::Column::words("Organisation"),
        list.column(nhs::Column::words("What was seen"), "what", COLUMNS),
        nhs::Column::words("Why"),
        nhs::Column::words("Review"),
    ];
    let mut lines = Vec::new();
    for one in looks {
        let broke = one.what == "break-glass";
        lines.push(vec![
            one.at.in_words().into(),
            nhs::TableCell::link(one.reference.as_str(), format!("{HERE}?reference={}", one.reference)),
            nhs::TableCell::link(titles.of(one.seat)?, format!("{HERE}?seat={}", one.seat)),
            orgs.of(one.org)?.name.into(),
            if broke {
                html! { (nhs::Tag::new(in_words(&one.what), nhs::Colour::Red)) }.into()
            } else {
                in_words(&one.what).into()
            },
            (if one.why.is_empty() { "Their own work" } else { one.why.as_str() }).into(),
            review(reading, one, now)?.into(),
        ]);
    }
    Ok(nhs::Table::new("Looks", head, lines))
}

async fn file(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Response, Stop> {
    let reading = reading(&site, who.actor())?;
    let values = asked(&reading, &list)?;
    let looks = rows(&reading, &list, &values, FILE_MAX, 0)?;
    let mut orgs = Orgs::new(&reading);
    let mut titles = Titles::new(&reading);
    let mut lines = Vec::new();
    for one in &looks {
        let judged = if one.what == "break-glass" {
            judgement(&reading, (one.ask.id(), one.seq, one.nth))?
        } else {
            None
        };
        lines.push([
            one.at.in_london(),
            one.reference.clone(),
            titles.of(one.seat)?,
            orgs.of(one.org)?.name,
            one.what.clone(),
            one.why.clone(),
            judged
                .as_ref()
                .map_or("", |(reviewed, _)| if reviewed.right { "right" } else { "wrong" })
                .to_owned(),
            judged.map_or_else(String::new, |(reviewed, _)| reviewed.why),
        ]);
    }
    csv_file(
        "access-log.csv",
        &["at", "ask", "seat", "organisation", "what", "why", "review", "review_why"],
        lines,
    )
}
