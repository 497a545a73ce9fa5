//! What changed because you told us: every theme that became a project, and what became of every issue in the four ends.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use fixit_rules::{Broken, Outcome, rows};
use journal::Query;
use kernel::{Day, SeatId};
use maud::html;
use web::components::{Column, Table, TableCell};
use web::{Page, SignedIn, Stop};

use super::Site;
use super::access::{self, Names, fault};
use crate::read;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/fix-it/changed", get(show))
}

const PROJECTS: Query = Query {
    name: "fixit.projects",
    sql: "select p.specialty, p.broken, p.title, p.owner, p.changed_on,
          (select count(*) from fixit_issue i where i.specialty = p.specialty and i.broken = p.broken),
          (select count(*) from fixit_told t where t.specialty = p.specialty and t.broken = p.broken)
          from fixit_project p order by p.changed_on is null, p.changed_on desc, p.specialty, p.broken",
};
const ENDS: Query = Query {
    name: "fixit.ends",
    sql: "select coalesce(outcome, ''), count(*) from fixit_issue where state <> 'merged' group by 1",
};
async fn show(who: SignedIn, State(site): State<Site>) -> Result<Page, Stop> {
    let today = site.journal.now().day();
    let reading = access::reading(&site, who.actor())?;
    let mut names = Names::new(&reading)?;
    let projects = reading.rows(&PROJECTS, &[]).map_err(fault("reading projects"))?;
    let mut lines = Vec::new();
    for row in &projects {
        let unread = fault("reading a project");
        let text = |column| row.get::<String>(column).map_err(&unread);
        let (specialty, broken, title) = (text(0)?, text(1)?, text(2)?);
        let owner = row.get::<SeatId>(3).map_err(&unread)?;
        let changed = row.get::<Option<Day>>(4).map_err(&unread)?;
        let number = |column| row.get::<i64>(column).map_err(&unread);
        let (issues, told) = (number(5)?, number(6)?);
        let about = Broken::named(&broken).map_or("not recorded", Broken::in_words);
        lines.push(vec![
            TableCell::link(title, format!("/fix-it/themes/{specialty}/{broken}")),
            TableCell::from(format!("{}: {}", names.specialty(&specialty), about.to_lowercase())),
            TableCell::from(issues.to_string()),
            TableCell::from(names.seat(owner)?.title),
            TableCell::from(changed.map_or_else(|| "Not yet".to_owned(), |on| on.in_words())),
            TableCell::from(if told > 0 { "Yes" } else { "Not yet" }),
        ]);
    }
    let head = vec![
        Column::words("Project"),
        Column::words("From the theme"),
        Column::figures("Issues"),
        Column::words("Owner"),
        Column::words("Different from"),
        Column::words("Everybody told"),
    ];
    let empty = lines.is_empty();
    let table = Table::new("Projects that began as issues", head, lines).responsive(true);
    let ends = reading.rows(&ENDS, &[]).map_err(fault("counting ends"))?;
    let count = |name: &str| {
        let row = ends.iter().find(|row| row.get::<String>(0).is_ok_and(|of| of == name));
        row.map_or(Ok(0_i64), |row| row.get(1)).map_err(fault("counting ends"))
    };
    let mut rows_of_ends = Vec::new();
    for outcome in Outcome::ALL {
        rows_of_ends.push(vec![
            TableCell::from(outcome.in_words()),
            TableCell::from(count(outcome.name())?.to_string()),
        ]);
    }
    rows_of_ends.push(vec![TableCell::from("Not ended yet"), TableCell::from(count("")?.to_string())]);
    let ends = Table::new(
        "How issues end: one of four",
        vec![Column::words("End"), Column::figures("Issues")],
        rows_of_ends,
    );
    let days = i32::from(rows::ENDED_WITHIN_DAYS.on(today));
    let old = read::without_end(&reading, today - days).map_err(fault("counting old issues"))?;
    Ok(Page::new("What changed because you told us")
        .now(match old {
            0 => format!("Every issue older than {days} days has ended in one of four ways."),
            old => format!("{old} issues older than {days} days have not ended yet: they stand on the weekly list."),
        })
        .part("/fix-it")
        .back("/fix-it")
        .prints()
        .wide()
        .body(html! {
            @if empty { p { "No theme has become a project yet. " a href="/fix-it/themes" { "See the themes" } } } @else { (table) }
            (ends)
        }))
}
