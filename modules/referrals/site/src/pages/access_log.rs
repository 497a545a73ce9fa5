//! `/access-log`, `/access-log.csv` and `/access-log/{ask}/{look}`: who looked at a record, for a guardian: by the ask's
//! reference, by seat, by day; and judging a break-glass.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_site::read as directory;
use journal::{NotDone, Query, Reading, Row, Value};
use kernel::{AskId, Day, Moment, OrgId, SeatId};
use maud::{Markup, html};
use policy::{Actor, Kind, OrgKind, Permit, Relations, Subject};
use web::components as nhs;
use web::{FormToken, ListQuery, Order, Page, Problems, SignedIn, Stop, Typed, csv_file, see_other};

use super::access::{fault, refused};
use super::list::Orgs;
use crate::Site;
use crate::acts::{Review, ReviewRefused, Reviewed, review_hours, reviews};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route(HERE, get(show))
        .route("/access-log.csv", get(file))
        .route("/access-log/{ask}/{look}", get(one).post(judged))
}

const HERE: &str = "/access-log";
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
                  where (?1 is null or a.sender = ?1 or a.host = ?1 or l.org = ?1)
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
          where ?1 is null or a.sender = ?1 or a.host = ?1 or l.org = ?1",
};

/// One look.
struct Look {
    ask: AskId,
    seq: i64,
    nth: i64,
    at: Moment,
    seat: SeatId,
    org: OrgId,
    what: String,
    why: String,
    reference: String,
}

fn look(row: &Row) -> Result<Look, journal::Fault> {
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
fn reading(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    let ours = Subject::new(Kind::AccessLog, Relations::OWN_ORGANISATION);
    site.journal.reading(actor, Permit::SeeAccessLog, ours).map_err(|why| match why {
        NotDone::NotAllowed(why) => refused(site, &why),
        NotDone::Fault(why) => Stop::fault("opening the access log", why),
        NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

fn whose(actor: &Actor) -> Value {
    // The place's guardian answers for every ask of the place.
    if actor.org_kind == OrgKind::PlaceOffice { Value::Null } else { actor.org.into() }
}

/// Titles of seats, each read once.
struct Titles<'r> {
    reading: &'r Reading,
    known: HashMap<SeatId, String>,
}

impl Titles<'_> {
    fn of(&mut self, seat: SeatId) -> Result<String, Stop> {
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
            let mut titles = Titles { reading, known: HashMap::new() };
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

/// The last judgement of a look, if there is one.
fn judgement(reading: &Reading, of: &Look) -> Result<Option<(Reviewed, Moment)>, Stop> {
    let facts = reading.facts(&reviews(of.ask), None).map_err(fault("reading a review"))?;
    let mut found = None;
    for fact in facts {
        let reviewed: Reviewed = fact.envelope().map_err(fault("reading a review"))?;
        if reviewed.seq == of.seq && reviewed.nth == of.nth {
            found = Some((reviewed, fact.at));
        }
    }
    Ok(found)
}

fn review(reading: &Reading, of: &Look, now: Moment) -> Result<Markup, Stop> {
    if of.what != "break-glass" {
        return Ok(html! { "None needed" });
    }
    let link = html! { a href={ "/access-log/" (of.ask) "/" (of.seq) "-" (of.nth) } { "Review" span class="nhsuk-u-visually-hidden" { " the look at " (of.reference) } } };
    let due = of.at.plus_hours(review_hours(of.at.day()));
    Ok(match judgement(reading, of)? {
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
            p { (total) @if total == 1 { " look." } @else { " looks." } " " a href=(file_address(&list)) { "These as a CSV file" } }
            @if looks.is_empty() { p { "Nobody looked, as far as this search goes. A reference is written as on the ask." } }
            @else { (table) }
            @if let Some(pages) = list.pagination(total) { (pages) }
        }))
}

/// The same search as a file.
fn file_address(list: &ListQuery) -> String {
    let plain = |text: &str| {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() || byte == b'-' {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect::<String>()
    };
    let fields = ["reference", "seat", "day", "what"];
    let pairs =
        fields.iter().filter_map(|field| list.filter(field).map(|text| format!("{field}={}", plain(text))));
    format!("/access-log.csv?{}", pairs.collect::<Vec<_>>().join("&"))
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
    let mut titles = Titles { reading, known: HashMap::new() };
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
    let mut titles = Titles { reading: &reading, known: HashMap::new() };
    let mut lines = Vec::new();
    for one in &looks {
        let judged = if one.what == "break-glass" { judgement(&reading, one)? } else { None };
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

/// The break-glass of an address, if the reader may see it.
fn opened(site: &Site, actor: &Actor, ask: &str, which: &str) -> Result<(Reading, Look), Stop> {
    let reading = reading(site, actor).map_err(|_| Stop::NotFound)?;
    let ask = ask.parse::<AskId>().map_err(|_| Stop::NotFound)?;
    let (seq, nth) = which.split_once('-').ok_or(Stop::NotFound)?;
    let number = |text: &str| text.parse::<i64>().map_err(|_| Stop::NotFound);
    let values = [ask.into(), number(seq)?.into(), number(nth)?.into(), whose(actor)];
    let row = reading.first(&ONE, &values).map_err(fault("reading a look"))?.ok_or(Stop::NotFound)?;
    let found = look(&row).map_err(fault("reading a look"))?;
    Ok((reading, found))
}

const ONE: Query = Query {
    name: "referrals.one-break-glass",
    sql: "select l.ask, l.seq, l.nth, l.at, l.seat, l.org, l.what, l.why, a.reference
          from referral_look l join referral_ask a on a.id = l.ask
          where l.ask = ?1 and l.seq = ?2 and l.nth = ?3 and l.what = 'break-glass'
          and (?4 is null or a.sender = ?4 or a.host = ?4)",
};

fn page(
    reading: &Reading,
    token: &FormToken,
    of: &Look,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let mut titles = Titles { reading, known: HashMap::new() };
    let mut orgs = Orgs::new(reading);
    let before = judgement(reading, of)?;
    let was =
        vec![nhs::Choice::new("right", "Yes, it was right"), nhs::Choice::new("wrong", "No, it was wrong")];
    let rows = vec![
        nhs::Row::new("Ask", html! { a href={ "/asks/" (of.ask) } { (of.reference) } }),
        nhs::Row::new("Seat", titles.of(of.seat)?),
        nhs::Row::new("Organisation", orgs.of(of.org)?.name),
        nhs::Row::new("When", of.at.in_words()),
        nhs::Row::new("The reason they typed", of.why.as_str()),
    ];
    Ok(Page::new("Was it right to break the glass?")
        .caption(of.reference.as_str())
        .now("Say whether it was right, and why.")
        .audience("guardians of both organisations and of the place")
        .part(HERE)
        .back(HERE)
        .errors(problems.summary())
        .body(html! {
            (nhs::SummaryList::new(rows))
            @if let Some((reviewed, at)) = before {
                (nhs::InsetText::new(format!("Reviewed {}: it was {}. {}", at.in_words(), if reviewed.right { "right" } else { "wrong" }, reviewed.why)))
            }
            form method="post" action={ "/access-log/" (of.ask) "/" (of.seq) "-" (of.nth) } novalidate {
                (token)
                (nhs::Radios::new("right", "Was it right?", was).value(typed.text("right")).error_message(problems.of("right")))
                (nhs::Textarea::new("why", "Why").hint("Name nobody. Ten letters or more.").value(typed.text("why")).error_message(problems.of("why")))
                (nhs::Button::new("Record the review"))
            }
        }))
}

async fn one(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((ask, which)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let (reading, look) = opened(&site, who.actor(), &ask, &which)?;
    page(&reading, &token, &look, &Typed::default(), &Problems::default())
}

async fn judged(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((ask, which)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let look = opened(&site, who.actor(), &ask, &which)?.1;
    let mut problems = Problems::default();
    let right = typed.text("right");
    if !["right", "wrong"].contains(&right) {
        problems.add("right", "Choose whether it was right");
    }
    if typed.word("why").is_none_or(|why| why.chars().count() < 10) {
        problems.add("why", "Say why, in ten letters or more");
    }
    if problems.is_empty() {
        let why = typed.text("why").trim().to_owned();
        let reviewed = Reviewed { seq: look.seq, nth: look.nth, right: right == "right", why };
        match site.journal.submit(who.actor(), Review { ask: look.ask, reviewed }).await {
            Ok(_) => return Ok(see_other(HERE).saying("The review is recorded.").into_response()),
            Err(NotDone::AgainstTheRules(ReviewRefused::ReasonTooShort)) => {
                problems.add("why", "Say why, in ten letters or more");
            }
            Err(NotDone::AgainstTheRules(ReviewRefused::NotBroken)) => return Err(Stop::NotFound),
            Err(NotDone::NotAllowed(_)) => {
                problems.add("right", "Nobody judges their own look: ask another guardian");
            }
            Err(NotDone::Fault(why)) => return Err(Stop::fault("recording a review", why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
        }
    }
    let (reading, look) = opened(&site, who.actor(), &ask, &which)?;
    Ok(page(&reading, &token, &look, &typed, &problems)?.into_response())
}
