//! `/groups`: the groups at whose table the reader sits, with what is next in each; for the convener, all of them.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use journal::Reading;
use kernel::Day;
use maud::{Markup, html};
use policy::{Actor, Kind, Permit, Relations, Subject};
use table_rules::GroupState;
use web::components::{Button, Colour, Column, Select, SelectItem, Table as Grid, TableCell, Tag};
use web::{ListQuery, Order, Page, SignedIn, Stop};

use super::Site;
use super::access::{fault, reading};
use crate::read::{self, Known};
use crate::standing;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route(HERE, get(show))
}

pub(super) const HERE: &str = "/groups";
const COLUMNS: &[&str] = &["next", "name", "state", "late"];

struct Line {
    known: Known,
    next: Option<read::At>,
    seat: String,
    open: usize,
    late: usize,
}

/// The tag of a group's state.
pub(super) fn tag(state: GroupState) -> Tag {
    let colour = match state {
        GroupState::Forming => Colour::Blue,
        GroupState::Running => Colour::Green,
        GroupState::Paused => Colour::Yellow,
        GroupState::Closed => Colour::Grey,
    };
    Tag::new(state.words(), colour)
}

fn may_make(reading: &Reading) -> bool {
    reading.permits(Permit::KeepGroup, Subject::new(Kind::Group, Relations::NONE)).is_ok()
}

fn lines(reading: &Reading, actor: &Actor, all: bool, today: Day) -> Result<Vec<Line>, Stop> {
    let known = if all { read::groups(reading) } else { read::groups_of_seat(reading, actor.seat, today) };
    let mut lines = Vec::new();
    for known in known.map_err(fault("reading groups"))? {
        let Some(table) =
            standing::Table::read(reading, known.group.id, today).map_err(fault("reading a group"))?
        else {
            continue;
        };
        // SQL chose the rows; the policy looks at each.
        if reading.permits(Permit::SeeGroup, table.subject(actor)).is_err() {
            continue;
        }
        let actions = read::actions_of_group(reading, known.group.id).map_err(fault("reading actions"))?;
        let seats: Vec<&str> = table.seats_of(actor.seat).map(|seat| seat.title.as_str()).collect();
        lines.push(Line {
            next: read::next_meeting(reading, &known.group, today).map_err(fault("reading meetings"))?,
            seat: match (seats.is_empty(), table.known.group.secretary == Some(actor.seat)) {
                (false, _) => seats.join("; "),
                (true, true) => "Secretary".to_owned(),
                (true, false) => "No seat".to_owned(),
            },
            open: actions.iter().filter(|one| one.state.is_open()).count(),
            late: actions.iter().filter(|one| one.is_overdue(today)).count(),
            known,
        });
    }
    Ok(lines)
}

async fn show(State(site): State<Site>, who: SignedIn, list: ListQuery) -> Result<Page, Stop> {
    let actor = who.actor();
    let today = site.journal.now().day();
    let reading = reading(&site, actor, Permit::SeeGroup)?;
    let makes = may_make(&reading);
    let mut all = lines(&reading, actor, makes, today)?;
    let now = first_line(&all);
    all.retain(|line| list.filter("state").is_none_or(|state| state == line.known.group.state.as_str()));
    let by = list.sorted_by(COLUMNS);
    let next = |line: &Line| line.next.as_ref().map_or(i32::MAX, |at| at.on.epoch_days());
    all.sort_by(|a, b| {
        let order = match by {
            "name" => a.known.group.name.cmp(&b.known.group.name),
            "state" => a.known.group.state.cmp(&b.known.group.state),
            "late" => a.late.cmp(&b.late),
            _ => next(a).cmp(&next(b)),
        };
        if list.order == Order::Descending { order.reverse() } else { order }
    });
    let invited = invitations(&reading, actor, today)?;
    Ok(Page::new("Groups")
        .now(now)
        .audience("you: the groups at whose table your seat sits")
        .part(HERE)
        .wide()
        .body(html! {
            div class="nhsuk-button-group" {
                @if makes { (Button::link("Make a group", "/groups/new")) }
                (Button::secondary("My actions").href("/actions"))
            }
            (invited)
            (filter(&list))
            @if all.is_empty() {
                p { "Your seat sits at no table yet. " @if makes { "Press “Make a group” to begin one." } @else { "The partnership’s office makes groups and offers seats." } }
            } @else { (grid(&all, &list)) }
            @if let Some(pages) = list.pagination(all.len()) { (pages) }
        }))
}

fn first_line(all: &[Line]) -> String {
    let late: usize = all.iter().map(|line| line.late).sum();
    let next = all.iter().filter_map(|line| Some((line.next.as_ref()?, &line.known.group.name)));
    let next = next.min_by_key(|(at, _)| (at.on, at.at));
    let meets = next.map(|(at, name)| format!("Next: {name}, {}.", at.in_words()));
    match (late, meets) {
        (0, None) => "Nothing now.".to_owned(),
        (0, Some(meets)) => meets,
        (1, meets) => format!("One action is late. {}", meets.unwrap_or_default()),
        (late, meets) => format!("{late} actions are late. {}", meets.unwrap_or_default()),
    }
}

fn filter(list: &ListQuery) -> Markup {
    let mut states = vec![SelectItem::new("", "All")];
    states.extend(GroupState::ALL.iter().map(|state| SelectItem::new(state.as_str(), state.words())));
    html! {
        form method="get" action=(HERE) class="rt-filter" {
            (Select::new("state", "Which", states).value(list.filter("state").unwrap_or_default()))
            (Button::secondary("Show").small(true))
        }
    }
}

fn grid(all: &[Line], list: &ListQuery) -> Grid {
    let head = vec![
        list.column(Column::words("Group"), "name", COLUMNS),
        list.column(Column::words("Stands"), "state", COLUMNS),
        list.column(Column::words("Next meeting"), "next", COLUMNS),
        Column::words("Your seat"),
        Column::figures("Open actions"),
        list.column(Column::figures("Late"), "late", COLUMNS),
    ];
    let rows = all.iter().skip(list.offset()).take(list.rows).map(|line| {
        let group = &line.known.group;
        let meets = line.next.as_ref().map_or_else(
            || "None planned".into(),
            |at| TableCell::link(at.in_words(), format!("/groups/{}/meetings/{}", group.id, at.original)),
        );
        vec![
            TableCell::link(group.name.as_str(), format!("/groups/{}", group.id)),
            html! { (tag(group.state)) }.into(),
            meets,
            line.seat.as_str().into(),
            line.open.to_string().into(),
            line.late.to_string().into(),
        ]
    });
    Grid::new("Groups, first the one that meets first", head, rows.collect())
}

/// Items to which the reader is invited as a guest, while they can be seen.
fn invitations(reading: &Reading, actor: &Actor, today: Day) -> Result<Markup, Stop> {
    let mut found = Vec::new();
    for (group, original, item) in
        read::guests_of_seat(reading, actor.seat).map_err(fault("reading invitations"))?
    {
        if !standing::is_invited(reading, actor, item, today).map_err(fault("reading an invitation"))? {
            continue;
        }
        let told = read::item(reading, item).map_err(fault("reading an item"))?;
        if let Some(told) = told {
            found.push((told.item.title, format!("/groups/{group}/items/{item}"), original));
        }
    }
    Ok(html! {
        @if !found.is_empty() {
            h2 class="nhsuk-heading-m" { "You are invited" }
            ul class="nhsuk-list" {
                @for (title, href, on) in &found { li { a href=(href) { (title) } ", " (on.in_words()) } }
            }
        }
    })
}
