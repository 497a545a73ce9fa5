//! The weekly list: what is overdue lists itself, is frozen for each meeting, and goes out as a file.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use fixit_rules::State as Stands;
use journal::Query;
use kernel::{Day, Id, SeatId};
use maud::html;
use web::components::{Column, Table, TableCell};
use web::{Page, SignedIn, Stop, csv_file};

use super::access::{self, Names, fault};
use super::{Site, list, words};
use crate::read::{self, Line};
use crate::upkeep::meeting_from;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/fix-it/weekly", get(now))
        .route("/fix-it/weekly.csv", get(csv))
        .route("/fix-it/weekly/{day}", get(frozen))
}

const MEETINGS: Query = Query {
    name: "fixit.meetings",
    sql: "select on_day, lines from fixit_meeting order by on_day desc limit 12",
};
const LINES: Query = Query {
    name: "fixit.lines-of-meeting",
    sql: "select issue, reference, specialty, state, due, owner from fixit_agenda where on_day = ?1 order by nth",
};

fn table(lines: &[Line], names: &mut Names<'_>, today: Day) -> Result<Table, Stop> {
    let mut rows = Vec::new();
    for line in lines {
        let owner = line.owner.map(|owner| names.seat(owner)).transpose()?.unwrap_or_default();
        rows.push(vec![
            TableCell::from(words::due(line, today)),
            TableCell::link(line.reference.clone(), format!("/fix-it/issues/{}", line.id)),
            TableCell::from(format!("{}. {}", names.specialty(&line.specialty), line.broken.in_words())),
            TableCell::from(line.state.in_words()),
            TableCell::from(if line.next.as_deref() == Some("office") {
                "The office".to_owned()
            } else {
                owner.title
            }),
            TableCell::from(words::telephone(&owner.telephone)),
        ]);
    }
    let head = ["Late", "Issue", "About", "State", "Whose move", "Ring"].map(Column::words).to_vec();
    Ok(Table::new("Overdue, the longest first", head, rows).responsive(true))
}

async fn now(who: SignedIn, State(site): State<Site>) -> Result<Page, Stop> {
    let today = site.journal.now().day();
    let reading = access::reading(&site, who.actor())?;
    let lines = read::overdue(&reading, today).map_err(fault("reading what is overdue"))?;
    let mut names = Names::new(&reading)?;
    let table = table(&lines, &mut names, today)?;
    let meetings = reading.rows(&MEETINGS, &[]).map_err(fault("reading past lists"))?;
    let mut past = Vec::new();
    for row in &meetings {
        let read = || -> Result<(Day, i64), journal::Fault> { Ok((row.get(0)?, row.get(1)?)) };
        past.push(read().map_err(fault("reading a past list"))?);
    }
    let next = meeting_from(today);
    Ok(Page::new("The weekly list")
        .now(match lines.len() {
            0 => "Nothing is overdue.".to_owned(),
            1 => "One issue is overdue.".to_owned(),
            count => format!("{count} issues are overdue: ring the first owner."),
        })
        .part("/fix-it")
        .back("/fix-it")
        .prints()
        .wide()
        .body(html! {
            p { "What is late at any step stands here by itself, and is frozen for each meeting the day before. The next is on " (next.in_words()) "." }
            @if lines.is_empty() { p { "New lines appear as soon as a day has passed. " a href="/fix-it" { "All that are open" } } } @else { (table) }
            p { a href="/fix-it/weekly.csv" { "This list as a file for a spreadsheet" } }
            @if !past.is_empty() {
                h2 class="nhsuk-heading-m" { "Lists of past meetings" }
                ul class="nhsuk-list" { @for (day, lines) in &past { li { a href={ "/fix-it/weekly/" (day) } { (day.in_words()) } ", " (lines) " overdue" } } }
            }
        }))
}

async fn csv(who: SignedIn, State(site): State<Site>) -> Result<Response, Stop> {
    let today = site.journal.now().day();
    let reading = access::reading(&site, who.actor())?;
    let lines = read::overdue(&reading, today).map_err(fault("reading what is overdue"))?;
    let mut names = Names::new(&reading)?;
    let rows =
        lines.iter().map(|line| list::row(line, &mut names, today)).collect::<Result<Vec<_>, Stop>>()?;
    csv_file(&format!("fix-it-overdue-{today}.csv"), list::HEAD, rows)
}

async fn frozen(who: SignedIn, Path(day): Path<String>, State(site): State<Site>) -> Result<Page, Stop> {
    let day: Day = day.parse().map_err(|_| Stop::NotFound)?;
    let reading = access::reading(&site, who.actor())?;
    let rows = reading.rows(&LINES, &[day.into()]).map_err(fault("reading a list"))?;
    let known = reading.rows(&MEETINGS, &[]).map_err(fault("reading past lists"))?;
    if rows.is_empty() && !known.iter().any(|row| row.get::<Day>(0).is_ok_and(|of| of == day)) {
        return Err(Stop::NotFound);
    }
    let mut names = Names::new(&reading)?;
    let mut cells = Vec::new();
    for row in &rows {
        let unread = fault("reading a line of a list");
        let text = |column| row.get::<String>(column).map_err(&unread);
        let issue = row.get::<Id>(0).map_err(&unread)?;
        let (reference, specialty, state) = (text(1)?, text(2)?, text(3)?);
        let due = row.get::<Day>(4).map_err(&unread)?;
        let owner = row.get::<Option<SeatId>>(5).map_err(&unread)?;
        let owner = owner.map(|owner| names.seat(owner)).transpose()?.unwrap_or_default();
        cells.push(vec![
            TableCell::from(format!("Since {}", due.in_words())),
            TableCell::link(reference, format!("/fix-it/issues/{issue}")),
            TableCell::from(names.specialty(&specialty)),
            TableCell::from(Stands::named(&state).map_or("not recorded", Stands::in_words)),
            TableCell::from(owner.title),
            TableCell::from(words::telephone(&owner.telephone)),
        ]);
    }
    let head = ["Late", "Issue", "Specialty", "State then", "Owner", "Ring"].map(Column::words).to_vec();
    let empty = cells.is_empty();
    let table = Table::new("As it stood", head, cells).responsive(true);
    Ok(Page::new(format!("Overdue for the meeting of {}", day.in_words()))
        .now("As it stood the day before the meeting. It does not change afterwards.")
        .part("/fix-it")
        .back("/fix-it/weekly")
        .prints()
        .wide()
        .body(html! { @if empty { p { "Nothing was overdue." } } @else { (table) } }))
}
