//! `/actions`: the actions of one's own seat; `/groups/{id}/actions`: those of a group; and the part of Home that shows them.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use journal::{Journal, Reading};
use maud::{Markup, html};
use policy::{Actor, Kind, Permit, Relations, Subject};
use table_rules::action::ActionState;
use web::components::{Button, Column, Select, SelectItem, Table as Grid, TableCell};
use web::{FormToken, ListQuery, Order, Page, SignedIn, Stop, see_other};

use super::access::{fault, open, outcome, reading, refused_page};
use super::names::Names;
use super::{Site, group_parts as parts, groups};
use crate::acts::{At, RemindLate, Reminded};
use crate::read::{self, ActionRow};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route(HERE, get(show))
        .route("/groups/{id}/actions", get(of_group))
        .route("/groups/{id}/actions/remind", post(remind))
}

pub(super) const HERE: &str = "/actions";
const COLUMNS: &[&str] = &["due", "number", "owner", "state"];

async fn show(State(site): State<Site>, who: SignedIn) -> Result<Page, Stop> {
    let today = site.journal.now().day();
    let reading = reading(&site, who.actor(), Permit::SeeAction)?;
    let mine = read::actions_of_seat(&reading, who.actor().seat).map_err(fault("reading actions"))?;
    let late = mine.iter().filter(|row| row.is_overdue(today)).count();
    let now = match (mine.first(), late) {
        (None, _) => "Nothing. No action is yours.".to_owned(),
        (Some(first), 0) => format!("Next: {}, by {}.", first.action.words, first.action.due.in_words()),
        (Some(first), 1) => format!("One is late: {}.", first.action.words),
        (Some(first), late) => format!("{late} are late. First: {}.", first.action.words),
    };
    Ok(Page::new("My actions")
        .now(now)
        .audience(format!("You, as {} at {}; each action also by everybody at its group’s table.", who.seat_title, who.org_name))
        .part(groups::HERE)
        .back(groups::HERE)
        .wide()
        .body(html! {
            @if mine.is_empty() { p { "Actions that a group asks of your seat stand here and on “Mine to do”." } }
            @else { (grid(&reading, &mine, today)?) }
        }))
}

fn grid(reading: &Reading, mine: &[ActionRow], today: kernel::Day) -> Result<Grid, Stop> {
    let head = ["By when", "What", "Asked by", "Stands"].map(Column::words).to_vec();
    let mut rows = Vec::new();
    for row in mine {
        let group = read::group(reading, row.action.group).map_err(fault("reading a group"))?;
        rows.push(vec![
            row.action.due.in_words().into(),
            TableCell::link(row.action.words.as_str(), format!("/actions/{}", row.action.id)),
            group.map_or_else(|| "A group".to_owned(), |known| known.group.name).into(),
            html! { (parts::action_tag(row, today)) }.into(),
        ]);
    }
    Ok(Grid::new("First what is due first", head, rows))
}

/// The open actions of a reader's seat, for Home: nothing where there are none, or where the seat can have none.
pub fn mine(journal: &Journal, actor: &Actor) -> Result<Option<Markup>, Stop> {
    let subject = Subject::new(Kind::Group, Relations::OWN_SEAT);
    let Ok(reading) = journal.reading(actor, Permit::SeeAction, subject) else { return Ok(None) };
    let mine = read::actions_of_seat(&reading, actor.seat).map_err(fault("reading actions"))?;
    if mine.is_empty() {
        return Ok(None);
    }
    let today = journal.now().day();
    let some: Vec<ActionRow> = mine.iter().take(5).cloned().collect();
    let table = grid(&reading, &some, today)?;
    Ok(Some(html! {
        h2 class="nhsuk-heading-m" id="actions" { "Actions of your groups" }
        (table)
        @if mine.len() > some.len() { p { a href=(HERE) { "All " (mine.len()) " of your actions" } } }
    }))
}

async fn of_group(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    list: ListQuery,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SeeGroup)?;
    let today = opened.today();
    let all = read::actions_of_group(&opened.reading, opened.group().id).map_err(fault("reading actions"))?;
    let names = Names::read(&opened.reading, &opened.table, all.iter().map(|row| row.action.owner))?;
    let wanted = |row: &&ActionRow| match list.filter("state") {
        None => true,
        Some("open") => row.state.is_open(),
        Some("late") => row.is_overdue(today),
        Some(state) => row.state.as_str() == state,
    };
    let mut shown: Vec<&ActionRow> = all.iter().filter(wanted).collect();
    let by = list.sorted_by(COLUMNS);
    shown.sort_by(|a, b| {
        let order = match by {
            "number" => a.nth.cmp(&b.nth),
            "owner" => names.seat(a.action.owner).cmp(&names.seat(b.action.owner)),
            "state" => a.state.cmp(&b.state),
            _ => a.action.due.cmp(&b.action.due),
        };
        if list.order == Order::Descending { order.reverse() } else { order }
    });
    let late = all.iter().filter(|row| row.is_overdue(today)).count();
    let rows: Vec<&ActionRow> = shown.iter().skip(list.offset()).take(list.rows).copied().collect();
    Ok(Page::new("Actions")
        .caption(opened.group().name.as_str())
        .now(match late {
            0 => "Nothing is late.".to_owned(),
            1 => "One action is late: ring its owner.".to_owned(),
            late => format!("{late} actions are late: ring their owners."),
        })
        .audience("everybody with a seat at this table")
        .part(groups::HERE)
        .back(opened.href())
        .prints()
        .wide()
        .body(html! {
            @if late > 0 && opened.may(Permit::RunMeeting) {
                form method="post" action={ (opened.href()) "/actions/remind" } class="rt-noprint" {
                    (token)
                    (Button::secondary("Remind every late owner once, politely"))
                    p class="nhsuk-hint" { "One letter a seat to its organisation’s inbox. Whoever had one within the last three working days is left in peace." }
                }
            }
            (filter(&opened.href(), &list))
            @if rows.is_empty() { p { "No action to show. Actions are recorded at meetings." } }
            @else { (sorted(&rows, &names, today, &list)) }
            @if let Some(pages) = list.pagination(shown.len()) { (pages) }
        }))
}

async fn remind(State(site): State<Site>, who: SignedIn, Path(id): Path<String>) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let back = format!("{}/actions?state=late", opened.href());
    let act = RemindLate { group: opened.group().id };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "reminding late owners")? {
        Ok(done) => Ok(see_other(back).saying(reminded(done)).into_response()),
        Err(problems) => Ok(refused_page("Nobody was reminded", &problems, &back).into_response()),
    }
}

fn reminded(done: Reminded) -> String {
    let told = match done.told {
        1 => "One owner is reminded.".to_owned(),
        told => format!("{told} owners are reminded."),
    };
    match done.resting {
        0 => told,
        1 => format!("{told} One had a letter within the last three working days: ring instead."),
        resting => format!("{told} {resting} had a letter within the last three working days: ring instead."),
    }
}

fn sorted(rows: &[&ActionRow], names: &Names, today: kernel::Day, list: &ListQuery) -> Grid {
    let head = vec![
        list.column(Column::words("No."), "number", COLUMNS),
        Column::words("What"),
        list.column(Column::words("Owner"), "owner", COLUMNS),
        list.column(Column::words("By when"), "due", COLUMNS),
        list.column(Column::words("Stands"), "state", COLUMNS),
        Column::words("What came of it"),
    ];
    let rows = rows.iter().map(|row| {
        vec![
            format!("A{}", row.nth).into(),
            TableCell::link(row.action.words.as_str(), format!("/actions/{}", row.action.id)),
            names.seat(row.action.owner).into(),
            row.action.due.in_words().into(),
            html! { (parts::action_tag(row, today)) }.into(),
            if row.outcome.is_empty() { "Not yet".into() } else { row.outcome.as_str().into() },
        ]
    });
    Grid::new("Actions", head, rows.collect())
}

fn filter(href: &str, list: &ListQuery) -> Markup {
    let mut states =
        vec![SelectItem::new("", "All"), SelectItem::new("open", "Open"), SelectItem::new("late", "Late")];
    states.extend(ActionState::ALL.iter().map(|one| SelectItem::new(one.as_str(), one.words())));
    html! {
        form method="get" action={ (href) "/actions" } class="rt-filter" {
            (Select::new("state", "Which", states).value(list.filter("state").unwrap_or_default()))
            (Button::secondary("Show").small(true))
        }
    }
}
