//! The list: first what is the reader's to do, then what is due first. Filters, order and page stand in the address.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use fixit_rules::{Broken, State as Stands};
use journal::{Query, Reading, Value};
use kernel::Day;
use maud::{Markup, html};
use policy::{Actor, Permit};
use web::components::{Button, Column, Select, SelectItem, Table, TableCell};
use web::markup::Attributes;
use web::{ListQuery, Order, Page, SignedIn, Stop, csv_file};

use super::access::{self, Names, fault};
use super::{Site, post, words};
use crate::read::{self, Line};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/fix-it", get(show)).route("/fix-it.csv", get(csv))
}

/// What is asked of the table: the filters in the order of the parameters.
macro_rules! asked {
    ($select:expr, $order:literal) => {
        concat!(
            $select,
            "where (?1 is null or i.specialty = ?1) and (?2 is null or i.broken = ?2) and (?3 is null or i.state = ?3)
             and (?4 <> 'open' or i.next_move is not null)
             and (?4 <> 'late' or (i.next_move in ('office', 'owner') and i.due < ?5))
             and (?4 <> 'ours' or exists (select 1 from fixit_poster p where p.issue = i.id and p.org = ?6))
             and (?4 <> 'mine' or (i.owner = ?7 and i.next_move in ('office', 'owner'))
                  or (?8 = 1 and i.next_move = 'office')
                  or (i.next_move = 'poster' and exists (select 1 from fixit_poster p where p.issue = i.id and p.seat = ?7)))
             and (?9 is null or lower(i.words) like ?9 or lower(i.reference) like ?9) ",
            $order
        )
    };
}

const BY_DUE: Query = Query {
    name: "fixit.list-by-due",
    sql: concat!(
        "select i.id, i.reference, i.specialty, i.broken, i.org, i.seat, i.posted_on, i.state, i.next_move, i.owner, \
         i.due, i.outcome, i.ended_on, i.words, i.merged_into, i.link from fixit_issue i ",
        asked!(
            "",
            "order by i.next_move is null, i.due is null, i.due, i.posted_on desc, i.id limit ?10 offset ?11"
        )
    ),
};
const BY_DUE_BACK: Query = Query {
    name: "fixit.list-by-due-back",
    sql: concat!(
        "select i.id, i.reference, i.specialty, i.broken, i.org, i.seat, i.posted_on, i.state, i.next_move, i.owner, \
         i.due, i.outcome, i.ended_on, i.words, i.merged_into, i.link from fixit_issue i ",
        asked!(
            "",
            "order by i.next_move is null, i.due is null, i.due desc, i.posted_on desc, i.id limit ?10 offset ?11"
        )
    ),
};
const BY_POSTED: Query = Query {
    name: "fixit.list-by-posted",
    sql: concat!(
        "select i.id, i.reference, i.specialty, i.broken, i.org, i.seat, i.posted_on, i.state, i.next_move, i.owner, \
         i.due, i.outcome, i.ended_on, i.words, i.merged_into, i.link from fixit_issue i ",
        asked!("", "order by i.posted_on, i.id limit ?10 offset ?11")
    ),
};
const BY_POSTED_BACK: Query = Query {
    name: "fixit.list-by-posted-back",
    sql: concat!(
        "select i.id, i.reference, i.specialty, i.broken, i.org, i.seat, i.posted_on, i.state, i.next_move, i.owner, \
         i.due, i.outcome, i.ended_on, i.words, i.merged_into, i.link from fixit_issue i ",
        asked!("", "order by i.posted_on desc, i.id limit ?10 offset ?11")
    ),
};
const IN_ALL: Query =
    Query { name: "fixit.list-in-all", sql: asked!("select count(*) from fixit_issue i ", "") };

/// Which issues, by name and in words.
const WHICH: [(&str, &str); 5] = [
    ("mine", "Mine to do"),
    ("open", "All that are open"),
    ("late", "Late"),
    ("ours", "Posted by us"),
    ("all", "All"),
];

struct Asked {
    values: Vec<Value>,
    which: &'static str,
}

fn asked(query: &ListQuery, actor: &Actor, screens: bool, today: Day) -> Asked {
    let which = query.filter("show").and_then(|show| WHICH.iter().find(|(name, _)| *name == show));
    let filtered = query.filter("specialty").is_some()
        || query.filter("state").is_some()
        || query.filter("find").is_some();
    let which = which.map_or(if filtered { "all" } else { "open" }, |(name, _)| name);
    let broken = query.filter("broken").and_then(Broken::named).map(|of| of.name().to_owned());
    let state = query.filter("state").and_then(Stands::named).map(|of| of.name().to_owned());
    // What stands for any letters to the database is looked for as nothing.
    let find = query
        .filter("find")
        .map(|text| format!("%{}%", text.replace(['%', '_', '\\'], "").to_ascii_lowercase()));
    let values = vec![
        query.filter("specialty").map(str::to_owned).into(),
        broken.into(),
        state.into(),
        which.into(),
        today.into(),
        actor.org.into(),
        actor.seat.into(),
        screens.into(),
        find.into(),
    ];
    Asked { values, which }
}

fn count(reading: &Reading, values: &[Value]) -> Result<usize, Stop> {
    let row = reading.first(&IN_ALL, values).map_err(fault("counting issues"))?;
    let count: i64 = row.map_or(Ok(0), |row| row.get(0)).map_err(fault("counting issues"))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

const SORTED_BY: &[&str] = &["due", "posted"];

async fn show(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Page, Stop> {
    let actor = who.actor();
    let today = site.journal.now().day();
    let reading = access::reading(&site, actor)?;
    let screens = access::may(&reading, Permit::ScreenIssue);
    let mut asked = asked(&query, actor, screens, today);
    let in_all = count(&reading, &asked.values)?;
    let mine = mine(&reading, &asked.values)?;
    let late = with_which(&asked.values, "late");
    let late = count(&reading, &late)?;
    let whole = |number: usize| Value::from(i64::try_from(number).unwrap_or(i64::MAX));
    asked.values.extend([whole(query.rows), whole(query.offset())]);
    let by = match (query.sorted_by(SORTED_BY), query.order) {
        ("posted", Order::Ascending) => &BY_POSTED,
        ("posted", Order::Descending) => &BY_POSTED_BACK,
        (_, Order::Ascending) => &BY_DUE,
        (_, Order::Descending) => &BY_DUE_BACK,
    };
    let lines = read::lines_of(&reading, by, &asked.values).map_err(fault("reading issues"))?;
    let mut names = Names::new(&reading)?;
    let table = table(&lines, &query, &mut names, today, asked.which)?;
    let may_post = access::may(&reading, Permit::PostIssue);
    let now = match (mine, late) {
        (0, 0) => "Nothing is yours to do, and nothing is late.".to_owned(),
        (0, late) => format!("Nothing is yours to do. {late} are late with others."),
        (1, _) => "One is yours to do.".to_owned(),
        (mine, _) => format!("{mine} are yours to do."),
    };
    let specialties = post::specialty_items(&reading, "Any specialty")?;
    Ok(Page::new("Fix-It")
        .now(now)
        .audience("Clinicians, reception and managers of practices, clinics, pharmacies and hospitals, and the office. Names nobody: whoever posted stands there as their organisation.")
        .part("/fix-it")
        .wide()
        .body(html! {
            div class="nhsuk-button-group" {
                @if may_post { (Button::link("Post an issue", "/fix-it/door")) }
                @if mine > 0 { (Button::secondary("Mine to do").href("/fix-it?show=mine")) }
            }
            p {
                a href="/fix-it/weekly" { "The weekly list" } " · " a href="/fix-it/themes" { "Themes" } " · "
                a href="/fix-it/changed" { "What changed because you told us" } " · " a href="/fix-it/specialties" { "Specialties" }
            }
            (filters(&query, specialties))
            // A page that is left open brings itself up to date; without script the reader loads it again.
            div data-live {
                @if lines.is_empty() { p { (empty(asked.which)) } } @else { (table) }
                @if let Some(pages) = query.pagination(in_all) { (pages) }
            }
            @if in_all > 0 { p { a href={ "/fix-it.csv?show=" (asked.which) "&specialty=" (query.filter("specialty").unwrap_or_default()) } { "These as a file for a spreadsheet" } } }
        }))
}

fn with_which(values: &[Value], which: &str) -> Vec<Value> {
    let mut values = values.to_vec();
    for (nth, value) in values.iter_mut().enumerate() {
        match nth {
            0..=2 | 8 => *value = Value::Null,
            3 => *value = which.into(),
            _ => {}
        }
    }
    values
}

fn mine(reading: &Reading, values: &[Value]) -> Result<usize, Stop> {
    count(reading, &with_which(values, "mine"))
}

fn empty(which: &str) -> Markup {
    match which {
        "mine" => {
            html! { "Nothing is yours to do. " a href="/fix-it?show=open" { "Show all that are open" } }
        }
        "late" => html! { "Nothing is late." },
        "ours" => {
            html! { "Nobody of your organisation has posted yet. " a href="/fix-it/door" { "Post the first" } }
        }
        _ => {
            html! { "There is nothing of the kind. " a href="/fix-it?show=all" { "Show all" } " or " a href="/fix-it/door" { "post an issue" } }
        }
    }
}

/// The beginning of what was written, for one line of a list.
fn beginning(line: &Line) -> String {
    let Some(words) = &line.words else { return format!("{} (words taken out)", line.reference) };
    let mut short: String = words.chars().take(90).collect();
    if words.chars().count() > 90 {
        short.push('…');
    }
    short
}

fn table(
    lines: &[Line],
    query: &ListQuery,
    names: &mut Names<'_>,
    today: Day,
    which: &str,
) -> Result<Table, Stop> {
    let mut rows = Vec::new();
    for line in lines {
        let owner = match line.owner {
            Some(owner) => names.seat(owner)?.title,
            None => "No owner yet".to_owned(),
        };
        rows.push(vec![
            TableCell::from(words::due(line, today)),
            TableCell::link(beginning(line), format!("/fix-it/issues/{}", line.id)),
            TableCell::from(format!("{}. {}", names.specialty(&line.specialty), line.broken.in_words())),
            TableCell::from(format!("{}. {}", line.state.in_words(), owner)),
            TableCell::from(format!("{}, {}", names.org(line.org)?, line.posted_on.in_words())),
        ]);
    }
    let head = vec![
        query.column(Column::words("By when"), "due", SORTED_BY),
        Column::words("What happens"),
        Column::words("Specialty and kind"),
        Column::words("State and owner"),
        query.column(Column::words("Posted by"), "posted", SORTED_BY),
    ];
    let caption = WHICH.iter().find(|(name, _)| *name == which).map_or("Issues", |(_, words)| words);
    Ok(Table::new(caption, head, rows).responsive(true).attributes(Attributes::none().bare("data-keys")))
}

fn filters(query: &ListQuery, specialties: Vec<SelectItem>) -> Markup {
    let chosen = |name| query.filter(name).unwrap_or_default().to_owned();
    let mut states = vec![SelectItem::new("", "Any state")];
    states.extend(Stands::ALL.iter().map(|state| SelectItem::new(state.name(), state.in_words())));
    let which = WHICH.iter().map(|(name, words)| SelectItem::new(*name, *words)).collect();
    html! {
        details class="nhsuk-details rt-filters" {
            summary class="nhsuk-details__summary" { span class="nhsuk-details__summary-text" { "Filter" } }
            div class="nhsuk-details__text" {
                form method="get" action="/fix-it" {
                    (Select::new("show", "Which", which).value(query.filter("show").unwrap_or("open")))
                    (Select::new("specialty", "Specialty", specialties).value(chosen("specialty")))
                    (Select::new("broken", "About", words::broken_items(Some("Anything"))).value(chosen("broken")))
                    (Select::new("state", "State", states).value(chosen("state")))
                    (web::components::Input::new("find", "Words or reference").width("20").value(chosen("find")))
                    (Button::secondary("Filter"))
                }
            }
        }
    }
}

/// The most lines of a file.
const FILE_LINES_MAX: i64 = 10_000;

async fn csv(who: SignedIn, query: ListQuery, State(site): State<Site>) -> Result<Response, Stop> {
    let actor = who.actor();
    let today = site.journal.now().day();
    let reading = access::reading(&site, actor)?;
    let screens = access::may(&reading, Permit::ScreenIssue);
    let mut asked = asked(&query, actor, screens, today);
    asked.values.extend([FILE_LINES_MAX.into(), 0.into()]);
    let lines = read::lines_of(&reading, &BY_DUE, &asked.values).map_err(fault("reading issues"))?;
    let mut names = Names::new(&reading)?;
    let rows = lines.iter().map(|line| row(line, &mut names, today)).collect::<Result<Vec<_>, Stop>>()?;
    csv_file("fix-it.csv", HEAD, rows)
}

/// The head of a file of issues.
pub(super) const HEAD: &[&str] = &[
    "reference",
    "specialty",
    "about",
    "state",
    "due",
    "days_late",
    "owner",
    "owner_telephone",
    "posted_by",
    "posted_on",
    "ended",
    "words",
];

/// One line of it.
pub(super) fn row(line: &Line, names: &mut Names<'_>, today: Day) -> Result<Vec<String>, Stop> {
    let owner = line.owner.map(|owner| names.seat(owner)).transpose()?.unwrap_or_default();
    let waits = matches!(line.next.as_deref(), Some("office" | "owner"));
    let late = line.due.filter(|due| waits && *due < today).map(|due| today.epoch_days() - due.epoch_days());
    Ok(vec![
        line.reference.clone(),
        names.specialty(&line.specialty),
        line.broken.in_words().to_owned(),
        line.state.in_words().to_owned(),
        line.due.map_or_else(|| "not recorded".to_owned(), |due| due.to_string()),
        late.unwrap_or(0).to_string(),
        owner.title,
        owner.telephone,
        names.org(line.org)?,
        line.posted_on.to_string(),
        if line.state == Stands::Closed { words::ended(line) } else { "not ended".to_owned() },
        line.words.clone().unwrap_or_else(|| "words taken out".to_owned()),
    ])
}
