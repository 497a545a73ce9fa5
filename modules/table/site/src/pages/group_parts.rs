//! Parts of a group's page: its warnings, seats, actions, decisions, meetings, chairs.

use maud::{Markup, html};
use policy::Permit;
use table_rules::chair;
use table_rules::facts::v1::{Chair, Seat};
use table_rules::group::is_past_its_end;
use table_rules::seat::{Party, missing_parties};
use web::components::{Button, Colour, Column, InsetText, Select, SelectItem, Table as Grid, TableCell, Tag};
use web::{ListQuery, Order, Stop};

use super::access::{Opened, fault};
use super::names::Names;
use crate::read::{self, ActionRow, At, DecisionRow};

const SEATS: &[&str] = &["party", "title", "org"];

/// What somebody should look at: empty seats, a chair whose term has run out, an end that has passed.
pub(super) fn warnings(opened: &Opened, names: &Names) -> Vec<String> {
    let table = &opened.table;
    let group = opened.group();
    let mut found = Vec::new();
    let filled = |seat| names.is_filled(seat);
    for party in missing_parties(table.seats.iter(), filled) {
        found.push(format!("Nobody sits here for {}: every such seat is empty", lower(party.words())));
    }
    let empty = table.seats.iter().filter(|seat| seat.empty(filled).is_some()).count();
    match empty {
        0 => {}
        1 => found.push("One seat is empty".to_owned()),
        several => found.push(format!("{several} seats are empty")),
    }
    if chair::on(&table.chairs, table.today).is_none() {
        found.push("Nobody chairs: enter the first chair".to_owned());
    } else if chair::is_past_term(&table.chairs, table.today) {
        found.push("The chair’s term has run out: propose the next at a quorate meeting".to_owned());
    }
    if is_past_its_end(group.kind, group.state, group.ends, table.today) {
        found.push("Its end has passed: close it, or agree another end".to_owned());
    }
    found
}

/// A word in the middle of a sentence, unless it is a name.
fn lower(words: &str) -> String {
    if words.starts_with("NHS") { words.to_owned() } else { words.to_lowercase() }
}

/// The warnings as a box, or nothing.
pub(super) fn warned(warnings: &[String]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            (InsetText::new(html! {
                ul class="nhsuk-list nhsuk-list--bullet" { @for one in warnings { li { (one) } } }
            }))
        }
    }
}

/// The seats of a table, by kind of party, with who sits there and which are empty.
pub(super) fn seats(opened: &Opened, names: &Names, list: &ListQuery) -> Markup {
    let all = &opened.table.seats;
    let keeps = opened.may(Permit::KeepGroup);
    let filled = |seat| names.is_filled(seat);
    let wanted = |seat: &&Seat| {
        let party = list.filter("party").is_none_or(|party| party == seat.party.as_str());
        let only_empty = list.filter("who") == Some("empty");
        party && (!only_empty || seat.empty(filled).is_some())
    };
    let mut shown: Vec<&Seat> = all.iter().filter(wanted).collect();
    let by = list.sorted_by(SEATS);
    let org = |seat: &Seat| seat.org.map_or_else(String::new, |org| names.org(org));
    shown.sort_by(|a, b| {
        let order = match by {
            "title" => a.title.cmp(&b.title),
            "org" => org(a).cmp(&org(b)),
            _ => a.party.cmp(&b.party).then_with(|| a.title.cmp(&b.title)),
        };
        if list.order == Order::Descending { order.reverse() } else { order }
    });
    let mut head = vec![
        list.column(Column::words("For"), "party", SEATS),
        list.column(Column::words("Seat"), "title", SEATS),
        list.column(Column::words("Organisation"), "org", SEATS),
        Column::words("Holder"),
        Column::words("Deputy"),
        Column::words("Until"),
    ];
    if keeps {
        head.push(Column::words("Change"));
    }
    let rows = shown.iter().map(|seat| {
        let holder = match seat.empty(filled) {
            Some(why) => html! { (Tag::new("Empty", Colour::Orange)) " " (why.words()) }.into(),
            None => TableCell::from(seat.holder.map_or_else(|| "The deputy".to_owned(), |one| names.title(one))),
        };
        let mut row = vec![
            seat.party.words().into(),
            if seat.votes { seat.title.as_str().into() } else { format!("{} (observer)", seat.title).into() },
            org(seat).into(),
            holder,
            seat.deputy.map_or_else(|| "None named".to_owned(), |one| names.title(one)).into(),
            seat.until.map_or_else(|| "No last day".to_owned(), |until| until.in_words()).into(),
        ];
        if keeps {
            let href = format!("{}/seats/{}", opened.href(), seat.id);
            row.push(
                html! { a href=(href) { "Change" span class="nhsuk-u-visually-hidden" { " the seat " (seat.title) } } }
                    .into(),
            );
        }
        row
    });
    let rows: Vec<Vec<TableCell>> = rows.collect();
    html! {
        h2 class="nhsuk-heading-m" id="seats" { "Seats" }
        (seat_filter(opened, list))
        @if rows.is_empty() { p { "No seat to show. " @if keeps { "Add one for each kind of party that belongs at this table." } } }
        @else { (Grid::new("", head, rows).caption(format!("{} seats from {} organisations", all.len(), organisations(all)).as_str())) }
        @if keeps { (Button::secondary("Add a seat").href(format!("{}/seats/new", opened.href()))) }
    }
}

/// How many organisations have a seat.
pub(super) fn organisations(seats: &[Seat]) -> usize {
    seats.iter().filter_map(|seat| seat.org).collect::<std::collections::BTreeSet<_>>().len()
}

fn seat_filter(opened: &Opened, list: &ListQuery) -> Markup {
    let mut parties = vec![SelectItem::new("", "All")];
    let used = |party: &&Party| opened.table.seats.iter().any(|seat| seat.party == **party);
    parties.extend(Party::ALL.iter().filter(used).map(|one| SelectItem::new(one.as_str(), one.words())));
    let who = vec![SelectItem::new("", "All seats"), SelectItem::new("empty", "Empty seats")];
    html! {
        form method="get" action={ (opened.href()) "#seats" } class="rt-filter" {
            (Select::new("party", "For", parties).value(list.filter("party").unwrap_or_default()))
            (Select::new("who", "Which", who).value(list.filter("who").unwrap_or_default()))
            (Button::secondary("Show").small(true))
        }
    }
}

/// The tag of an action.
pub(super) fn action_tag(row: &ActionRow, today: kernel::Day) -> Tag {
    use table_rules::action::ActionState;
    if row.is_overdue(today) {
        return Tag::new("Late", Colour::Red);
    }
    let colour = match row.state {
        ActionState::Asked => Colour::Blue,
        ActionState::Accepted => Colour::AquaGreen,
        ActionState::Declined => Colour::Orange,
        ActionState::Done => Colour::Green,
        ActionState::NotDone | ActionState::Closed => Colour::Grey,
    };
    Tag::new(row.state.words(), colour)
}

/// Actions as a table.
pub(super) fn actions(caption: &str, rows: &[&ActionRow], names: &Names, today: kernel::Day) -> Grid {
    let head = ["No.", "What", "Owner", "By when", "Stands"].map(Column::words).to_vec();
    let rows = rows.iter().map(|row| {
        vec![
            format!("A{}", row.nth).into(),
            TableCell::link(row.action.words.as_str(), format!("/actions/{}", row.action.id)),
            names.seat(row.action.owner).into(),
            row.action.due.in_words().into(),
            html! { (action_tag(row, today)) }.into(),
        ]
    });
    Grid::new(caption, head, rows.collect())
}

/// The tag of a decision.
pub(super) fn decision_tag(row: &DecisionRow) -> Tag {
    use table_rules::decision::Standing;
    if row.replaced_by.is_some() {
        return Tag::new("Replaced", Colour::Grey);
    }
    let standing = row.standing();
    let colour = match standing {
        Standing::Agreed => Colour::Green,
        Standing::Proposed => Colour::Yellow,
        Standing::CommissionersAfterAdvice => Colour::Purple,
    };
    Tag::new(standing.words(), colour)
}

/// Decisions as a table.
pub(super) fn decisions(opened: &Opened, rows: &[&DecisionRow]) -> Grid {
    let head = ["No.", "Decision", "On", "Stands"].map(Column::words).to_vec();
    let rows = rows.iter().map(|row| {
        let href = format!("{}/decisions/{}", opened.href(), row.decision.id);
        vec![
            format!("D{}", row.nth).into(),
            TableCell::link(row.decision.title.as_str(), href),
            row.taken_on.in_words().into(),
            html! { (decision_tag(row)) }.into(),
        ]
    });
    Grid::new("Decisions, the latest first", head, rows.collect())
}

/// How a meeting stands, in a word or two.
pub(super) fn meeting_words(at: &At, today: kernel::Day) -> String {
    match (at.cancelled, at.row.closed, at.on < today) {
        (true, _, _) => format!("Cancelled: {}", at.why),
        (false, Some(_), _) if at.row.agreed_at.is_some() => "Held, minutes agreed".to_owned(),
        (false, Some(_), _) => "Held, minutes drafted".to_owned(),
        (false, None, true) => "Held, not closed".to_owned(),
        (false, None, false) if at.on != at.original => {
            format!("Moved from {}: {}", at.original.in_words(), at.why)
        }
        (false, None, false) => "Planned".to_owned(),
    }
}

/// The meetings around today.
pub(super) fn meetings(opened: &Opened) -> Result<Markup, Stop> {
    let today = opened.today();
    let all = read::meetings(&opened.reading, opened.group(), today - 400, today + 400)
        .map_err(fault("reading meetings"))?;
    let before = all.iter().filter(|at| at.on < today).count();
    let shown = all.iter().skip(before.saturating_sub(5)).take(11);
    let head = ["When", "Where", "Stands"].map(Column::words).to_vec();
    let rows: Vec<Vec<TableCell>> = shown
        .map(|at| {
            let href = format!("{}/meetings/{}", opened.href(), at.original);
            vec![
                TableCell::link(at.in_words(), href),
                if at.place.is_empty() { "Not recorded".into() } else { at.place.as_str().into() },
                meeting_words(at, today).into(),
            ]
        })
        .collect();
    Ok(html! {
        h2 class="nhsuk-heading-m" id="meetings" { "Meetings" }
        @if rows.is_empty() { p { "No meeting is planned. " @if opened.may(Permit::KeepGroup) { "Give the group a rhythm under “Change the group”, or add a meeting." } } }
        @else { (Grid::new("Meetings around today", head, rows)) }
        @if opened.may(Permit::RunMeeting) {
            (Button::secondary("Add a meeting").href(format!("{}/meetings/new", opened.href())))
            p { a href={ (opened.href()) "/calendar" } { "Read a calendar file: meetings, and answers to invitations" } }
        }
        p { a href={ "/calendar/" (opened.group().feed) ".ics" } { "Calendar of these meetings (iCalendar)" } ": subscribe to this address and moved meetings move themselves." }
    })
}

/// The chairs of a group, from the first.
pub(super) fn chairs(opened: &Opened, names: &Names) -> Markup {
    let today = opened.today();
    let now = chair::on(&opened.table.chairs, today);
    let head = ["Chair", "Led", "From", "Until", "Stands"].map(Column::words).to_vec();
    let stands = |one: &Chair| {
        if one.accepted.is_none() && one.until < one.from {
            "Lapsed"
        } else if one.accepted.is_none() {
            "Proposed, to be accepted"
        } else if Some(one) == now {
            "Chairs today"
        } else if one.from > today {
            "Accepted, to come"
        } else {
            "Has chaired"
        }
    };
    let rows = opened.table.chairs.iter().map(|one| {
        vec![
            names.at_table(one.seat).into(),
            one.led_by.words().into(),
            one.from.in_words().into(),
            one.until.in_words().into(),
            stands(one).into(),
        ]
    });
    let rows: Vec<Vec<TableCell>> = rows.collect();
    html! {
        @if rows.is_empty() { p { "Nobody has chaired yet." } }
        @else { (Grid::new("Chairs, from the first", head, rows)) }
    }
}
