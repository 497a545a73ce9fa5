//! The specialties: whom to ring, whose seat owns their issues, and how they stand. The office keeps them.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_site::read as directory;
use fixit_rules::facts::v1::Specialty;
use journal::{NotDone, Query};
use kernel::SeatId;
use maud::html;
use policy::Permit;
use web::components::{
    Button, Column, Details, Input, Row, Select, SelectItem, SummaryList, Table, TableCell,
};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{self, Names, fault};
use super::{Site, words};
use crate::acts::{KeepSpecialty, SpecialtyRefused};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/fix-it/specialties", get(all))
        .route("/fix-it/specialties/{code}", get(show).post(keep))
}

const COUNTS: Query = Query {
    name: "fixit.counts-of-specialties",
    sql: "select specialty, sum(case when next_move is not null then 1 else 0 end),
          sum(case when next_move in ('office', 'owner') and due < ?1 then 1 else 0 end), count(*)
          from fixit_issue where state <> 'merged' group by specialty",
};
const BY_BROKEN: Query = Query {
    name: "fixit.counts-of-specialty",
    sql: "select broken, count(*), sum(case when next_move is not null then 1 else 0 end),
          sum(case when outcome = 'fixed' then 1 else 0 end), sum(case when outcome = 'rule-changed' then 1 else 0 end),
          sum(case when outcome = 'project' then 1 else 0 end), sum(case when outcome = 'no-because' then 1 else 0 end)
          from fixit_issue where specialty = ?1 and state <> 'merged' group by broken order by 2 desc, broken",
};

async fn all(who: SignedIn, State(site): State<Site>) -> Result<Page, Stop> {
    let today = site.journal.now().day();
    let reading = access::reading(&site, who.actor())?;
    let specialties = read::specialties(&reading).map_err(fault("reading specialties"))?;
    let counts = reading.rows(&COUNTS, &[today.into()]).map_err(fault("counting issues of specialties"))?;
    let mut names = Names::new(&reading)?;
    let mut rows = Vec::new();
    for of in specialties.iter().filter(|of| !of.ended) {
        let row = counts.iter().find(|row| row.get::<String>(0).is_ok_and(|code| code == of.code));
        let number = |column| {
            row.map_or(Ok(0_i64), |row| row.get(column)).map_err(fault("counting issues of a specialty"))
        };
        let lead = of.lead.map(|lead| names.seat(lead)).transpose()?.unwrap_or_default();
        rows.push(vec![
            TableCell::link(of.name.clone(), format!("/fix-it/specialties/{}", of.code)),
            TableCell::from(if lead.title.is_empty() { "No lead named".to_owned() } else { lead.title }),
            TableCell::from(words::telephone(&of.telephone)),
            TableCell::from(number(1)?.to_string()),
            TableCell::from(number(2)?.to_string()),
            TableCell::from(number(3)?.to_string()),
        ]);
    }
    let head = vec![
        Column::words("Specialty"),
        Column::words("Lead"),
        Column::words("Ring"),
        Column::figures("Open"),
        Column::figures("Late"),
        Column::figures("In all"),
    ];
    let missing = specialties.iter().filter(|of| !of.ended && of.lead.is_none()).count();
    let empty = rows.is_empty();
    let table =
        Table::new("In the order of their names: no specialty is ranked", head, rows).responsive(true);
    Ok(Page::new("Specialties")
        .now(match missing {
            0 => "Every specialty has a lead and a number.".to_owned(),
            missing => format!("{missing} have no lead: name one."),
        })
        .part("/fix-it")
        .back("/fix-it")
        .prints()
        .wide()
        .body(
            html! { @if empty { p { "There are none yet: the office brings them in." } } @else { (table) } },
        ))
}

async fn show(
    who: SignedIn,
    token: FormToken,
    Path(code): Path<String>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    page(&site, &who, &token, &code, &Typed::default(), &Problems::default())
}

fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    code: &str,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let reading = access::reading(site, who.actor())?;
    let of = read::specialty(&reading, code).map_err(fault("reading a specialty"))?.ok_or(Stop::NotFound)?;
    let mut names = Names::new(&reading)?;
    let lead = of.lead.map(|lead| names.seat(lead)).transpose()?.unwrap_or_default();
    let counts = reading.rows(&BY_BROKEN, &[code.into()]).map_err(fault("counting issues of a specialty"))?;
    let mut rows = Vec::new();
    for row in &counts {
        let read = || -> Result<(String, Vec<i64>), journal::Fault> {
            Ok((row.get(0)?, (1..=6).map(|column| row.get(column)).collect::<Result<_, _>>()?))
        };
        let (broken, numbers) = read().map_err(fault("counting issues of a specialty"))?;
        let words = fixit_rules::Broken::named(&broken).map_or("not recorded", fixit_rules::Broken::in_words);
        let mut cells = vec![TableCell::link(words, format!("/fix-it/themes/{code}/{broken}"))];
        cells.extend(numbers.iter().map(|number| TableCell::from(number.to_string())));
        rows.push(cells);
    }
    let head = ["In all", "Open", "Fixed", "Rule changed", "Project", "No, because"].map(Column::figures);
    let head = std::iter::once(Column::words("About")).chain(head).collect();
    let empty = rows.is_empty();
    let table = Table::new("Its issues by what they are about", head, rows).responsive(true);
    let keeps = access::may(&reading, Permit::ScreenIssue);
    let form = if keeps {
        form(&reading, &of, token, typed, problems)?
    } else {
        html! {}
    };
    Ok(Page::new(of.name.clone())
        .caption("Specialty")
        .now(html! { "To reach it, ring " (words::telephone(&of.telephone)) "." })
        .part("/fix-it")
        .back("/fix-it/specialties")
        .prints()
        .errors(problems.summary())
        .body(html! {
            (SummaryList::new(vec![
                Row::new("Hospital", names.org(of.org)?),
                Row::new("Lead, who owns its issues", html! { @if lead.title.is_empty() { "Nobody is named: the office names one" } @else { (lead.title) ", " (words::telephone(&lead.telephone)) } }),
                Row::new("Inbox for its letters", if of.inbox.is_empty() { "the hospital’s" } else { of.inbox.as_str() }),
            ]))
            @if empty { p { "Nothing was posted about it yet. " a href="/fix-it/door" { "Post an issue" } } } @else { (table) }
            p { a href={ "/fix-it?show=open&specialty=" (code) } { "Its open issues" } " · " a href={ "/fix-it.csv?show=all&specialty=" (code) } { "All as a file" } }
            (form)
        }))
}

fn form(
    reading: &journal::Reading,
    of: &Specialty,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<maud::Markup, Stop> {
    let seats = directory::seats(reading, of.org).map_err(fault("reading seats"))?;
    let mut items = vec![SelectItem::new("", "Nobody")];
    items.extend(
        seats
            .iter()
            .filter(|seat| !seat.ended)
            .map(|seat| SelectItem::new(seat.id.to_string(), seat.title.clone())),
    );
    let given = |field: &str, kept: String| {
        if typed.pairs().is_empty() { kept } else { typed.text(field).to_owned() }
    };
    let body = html! {
        form method="post" novalidate {
            (token)
            (Select::new("lead", "Lead", items).value(given("lead", of.lead.map(|lead| lead.to_string()).unwrap_or_default())).error_message(problems.of("lead")))
            (Input::new("telephone", "Number that is answered").width("20").value(given("telephone", of.telephone.clone())).error_message(problems.of("telephone")))
            (Input::new("inbox", "Inbox for its letters").kind("email").value(given("inbox", of.inbox.clone())).error_message(problems.of("inbox")))
            (Button::secondary("Keep"))
        }
    };
    Ok(html! { (Details::new("Change lead, number or inbox", body).open(!problems.is_empty())) })
}

async fn keep(
    who: SignedIn,
    token: FormToken,
    Path(code): Path<String>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let reading = access::reading(&site, who.actor())?;
    let of = read::specialty(&reading, &code).map_err(fault("reading a specialty"))?.ok_or(Stop::NotFound)?;
    drop(reading);
    let mut problems = Problems::default();
    let lead = typed.word("lead").and_then(|text| text.parse::<SeatId>().ok());
    let inbox = typed.word("inbox").unwrap_or_default().to_owned();
    if !inbox.is_empty() && !inbox.contains('@') {
        problems.add("inbox", "Write an e-mail address, or leave it empty");
    }
    let telephone = typed.word("telephone").unwrap_or_default().to_owned();
    if problems.is_empty() {
        let kept = Specialty { lead, telephone, inbox, ..of };
        match site.journal.submit(who.actor(), KeepSpecialty(kept)).await {
            Ok(_) => {
                return Ok(see_other(format!("/fix-it/specialties/{code}")).saying("Kept.").into_response());
            }
            Err(NotDone::AgainstTheRules(why)) => match why {
                SpecialtyRefused::NoTelephone => {
                    problems.add("telephone", "Enter a number that is answered, as in 01632 960123")
                }
                SpecialtyRefused::NoSuchSeat | SpecialtyRefused::NoName => {
                    problems.add("lead", "Choose a seat of this hospital")
                }
            },
            Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("keeping a specialty", why)),
        }
    }
    Ok(page(&site, &who, &token, &code, &typed, &problems)?.into_response())
}
