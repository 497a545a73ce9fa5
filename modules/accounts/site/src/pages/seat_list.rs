//! `/seats` and `/seats.csv`: the seats of one's own organisation, who holds them and from when to when.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use accounts_rules::{Acting, who_acts};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use directory_rules::facts::v1::{Holding, Seat};
use directory_site::read as directory;
use journal::NotDone;
use kernel::{Day, SeatId, UserId};
use maud::{Markup, html};
use policy::{Kind, Permit, Relations, Subject};
use web::components as nhs;
use web::{ListQuery, Order, Page, Session, Stop, csv_file};

use super::asked::{Asked, fault, stop};
use crate::Accounts;
use crate::read;
use crate::seats::of_rules;

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/seats", get(show)).route("/seats.csv", get(file))
}

const HERE: &str = "/seats";
const COLUMNS: &[&str] = &["seat", "holder", "from", "until"];

/// A line of the list: a seat with one of its holdings, or with none.
pub(super) struct Line {
    seat: Seat,
    held: Option<Holding>,
    name: String,
    standing: &'static str,
}

/// The seats of an organisation on a day.
pub(super) struct Seats {
    pub(super) seats: Vec<Seat>,
    pub(super) holdings: Vec<Holding>,
    pub(super) names: HashMap<UserId, String>,
    /// Whose last letter about their account did not arrive: which, and why.
    undelivered: Vec<(UserId, String, String)>,
}

/// One's own organisation's seats and accounts.
pub(super) fn ours() -> Subject {
    Subject::new(Kind::Seat, Relations::OWN_ORGANISATION)
}

/// Whether the reader keeps the seats of their organisation; who may only look gets no buttons that would be refused.
pub(super) fn keeps(accounts: &Accounts, session: &Session, permit: Permit) -> bool {
    accounts.journal().rulebook().decide(&session.actor, permit, ours()).is_ok()
}

/// Reads them for somebody who may see them.
pub(super) async fn read(accounts: &Accounts, session: &Session) -> Result<Seats, Stop> {
    let org = session.actor.org;
    let mut undelivered = Vec::new();
    let (seats, holdings) = {
        let reading = accounts.journal().reading(&session.actor, Permit::SeeSeats, ours());
        let reading = reading.map_err(|not_done: NotDone<()>| stop("reading seats", not_done))?;
        let seats = directory::seats(&reading, org).map_err(fault("reading seats"))?;
        let holdings = directory::holdings_of_organisation(&reading, org).map_err(fault("reading seats"))?;
        let users: BTreeSet<UserId> = holdings.iter().map(|held| held.user).collect();
        for user in users {
            let found = read::undelivered(&reading, user).map_err(fault("reading what did not arrive"))?;
            undelivered.extend(found.map(|(template, why)| (user, template, why)));
        }
        (seats, holdings)
    };
    let mut names = HashMap::new();
    for held in &holdings {
        if let Entry::Vacant(unnamed) = names.entry(held.user) {
            let name = accounts.name_of(held.user).await.map_err(fault("naming holders"))?;
            unnamed.insert(name.unwrap_or_else(|| "Name not kept any more".to_owned()));
        }
    }
    Ok(Seats { seats: seats.into_iter().filter(|seat| !seat.ended).collect(), holdings, names, undelivered })
}

fn lines(of: &Seats, today: Day) -> Vec<Line> {
    let mut lines = Vec::new();
    for seat in &of.seats {
        let mut is_held = false;
        for held in of.holdings.iter().filter(|held| held.seat == seat.id) {
            let standing = if held.from > today {
                "to come"
            } else if held.until.is_some_and(|until| until < today) {
                "ended"
            } else {
                is_held = true;
                "now"
            };
            let name = of.names.get(&held.user).cloned().unwrap_or_default();
            lines.push(Line { seat: seat.clone(), held: Some(held.clone()), name, standing });
        }
        if !is_held {
            lines.push(Line { seat: seat.clone(), held: None, name: String::new(), standing: "empty" });
        }
    }
    lines
}

/// Filters and sorts as the address says. Ended holdings are left out unless asked for.
fn chosen(mut lines: Vec<Line>, list: &ListQuery) -> Vec<Line> {
    let wanted = list.filter("q").unwrap_or_default().to_lowercase();
    lines.retain(|line| {
        let found = wanted.is_empty()
            || format!("{} {}", line.seat.title, line.name).to_lowercase().contains(&wanted);
        found
            && list
                .filter("state")
                .map_or(line.standing != "ended", |state| state == "all" || state == line.standing)
    });
    let by = list.sorted_by(COLUMNS);
    lines.sort_by(|a, b| {
        let day = |line: &Line, which: fn(&Holding) -> Option<Day>| line.held.as_ref().and_then(which);
        let order = match by {
            "holder" => a.name.cmp(&b.name),
            "from" => day(a, |held| Some(held.from)).cmp(&day(b, |held| Some(held.from))),
            "until" => day(a, |held| held.until).cmp(&day(b, |held| held.until)),
            _ => a.seat.title.cmp(&b.seat.title),
        };
        if list.order == Order::Descending { order.reverse() } else { order }
    });
    lines
}

fn empty(of: &Seats, today: Day) -> Vec<&Seat> {
    let rules: Vec<_> = of.holdings.iter().map(of_rules).collect();
    let nobody = |id: SeatId| who_acts(id, &rules, &[], today) == Acting::Nobody;
    of.seats.iter().filter(|seat| nobody(seat.id)).collect()
}

fn first_day(line: &Line) -> String {
    line.held.as_ref().map_or_else(String::new, |held| held.from.in_words())
}

fn last_day(line: &Line) -> String {
    line.held
        .as_ref()
        .map_or_else(String::new, |held| held.until.map_or("no end known".to_owned(), Day::in_words))
}

fn holder(line: &Line) -> String {
    match &line.held {
        Some(held) if held.deputy => format!("{} (deputy)", line.name),
        Some(_) => line.name.clone(),
        None => "Nobody".to_owned(),
    }
}

async fn show(State(accounts): State<Accounts>, asked: Asked, list: ListQuery) -> Result<Page, Stop> {
    let session = asked.signed_in(HERE)?;
    let of = read(&accounts, session).await?;
    let today = accounts.now().day();
    let empty = empty(&of, today);
    let may_keep = keeps(&accounts, session, Permit::KeepSeats);
    let lines = chosen(lines(&of, today), &list);
    let now_line = match empty.len() {
        0 => "Nothing. Every seat has somebody in it today.".to_owned(),
        1 => "Name somebody for the seat that nobody holds.".to_owned(),
        several => format!("Name somebody for the {several} seats that nobody holds."),
    };
    Ok(Page::new("Seats").caption(session.org_name.as_str()).part(HERE).now(now_line)
        .audience(format!("everybody who works at {}", session.org_name)).wide().body(html! {
        @if !empty.is_empty() {
            (nhs::WarningCallout::new("Empty today", html! {
                p { "Work that comes to these seats waits until somebody is named:" }
                ul { @for seat in &empty {
                    li { (seat.title) @if may_keep { ". " a href={ "/seats/invite?seat=" (seat.id) } { "Invite somebody new" } " or " a href={ "/seats/name?seat=" (seat.id) } { "name a colleague" } } }
                } }
            }))
        }
        @if may_keep { (not_arrived(&of)) }
        @if may_keep {
            div class="nhsuk-button-group" {
                (nhs::Button::link("Invite somebody new", "/seats/invite"))
                (nhs::Button::secondary("Name a deputy or holder").href("/seats/name"))
            }
        }
        (filter(&list))
        (table(&lines, &list, may_keep))
        @if let Some(pages) = list.pagination(lines.len()) { (pages) }
        p { (lines.len()) @if lines.len() == 1 { " line. " } @else { " lines. " } a href="/seats.csv" { "All of them as a CSV file" } }
        @if keeps(&accounts, session, Permit::KeepTokens) { p { a href="/seats/systems" { "Systems that come in by a token" } } }
    }))
}

/// Letters about accounts that came back: only a person can mend an address.
fn not_arrived(of: &Seats) -> Markup {
    html! {
        @if !of.undelivered.is_empty() {
            (nhs::WarningCallout::new("Letters that did not arrive", html! {
                ul { @for (user, template, why) in &of.undelivered {
                    @let name = of.names.get(user).map_or("Somebody", String::as_str);
                    li { (name) ": " (letter_in_words(template)) " was not delivered, because " (why) ". "
                        @if let Some(held) = of.holdings.iter().find(|held| held.user == *user) {
                            "Ask them for the right address, then "
                            a href={ "/seats/holding/" (held.seat) "/" (held.user) "/" (held.from) } { "send it again" }
                        }
                    }
                } }
            }))
        }
    }
}

fn letter_in_words(template: &str) -> &'static str {
    match template {
        "account-invitation" => "their invitation",
        "account-reset" => "the code for a new password",
        "account-password-changed" => "word that their way of signing in was changed",
        "account-seat-given" => "word of a new seat",
        _ => "a letter",
    }
}

fn filter(list: &ListQuery) -> Markup {
    let states = [
        ("", "Now, to come and empty"),
        ("now", "Now"),
        ("to come", "To come"),
        ("empty", "Empty"),
        ("ended", "Ended"),
        ("all", "All"),
    ];
    let items = states.map(|(value, words)| nhs::SelectItem::new(value, words)).to_vec();
    html! {
        form method="get" action=(HERE) class="rt-filter" {
            (nhs::Input::new("q", "Seat or name").value(list.filter("q").unwrap_or_default()).width("20"))
            (nhs::Select::new("state", "Which", items).value(list.filter("state").unwrap_or_default()))
            (nhs::Button::secondary("Show").small(true))
        }
    }
}

fn table(lines: &[Line], list: &ListQuery, may_keep: bool) -> nhs::Table {
    let mut head = vec![
        list.column(nhs::Column::words("Seat"), "seat", COLUMNS),
        list.column(nhs::Column::words("Holder"), "holder", COLUMNS),
        list.column(nhs::Column::words("From"), "from", COLUMNS),
        list.column(nhs::Column::words("Last day"), "until", COLUMNS),
        nhs::Column::words("Standing"),
    ];
    if may_keep {
        head.push(nhs::Column::words("Change"));
    }
    let rows = lines.iter().skip(list.offset()).take(list.rows);
    let rows = rows.map(|line| {
        let colour = match line.standing {
            "now" => nhs::Colour::Green,
            "empty" => nhs::Colour::Red,
            "to come" => nhs::Colour::Blue,
            _ => nhs::Colour::Grey,
        };
        let mut cells = vec![
            line.seat.title.as_str().into(),
            holder(line).into(),
            first_day(line).into(),
            last_day(line).into(),
            html! { (nhs::Tag::new(line.standing, colour)) }.into(),
        ];
        if may_keep {
            cells.push(change(line).into());
        }
        cells
    });
    nhs::Table::new("Seats and who holds them", head, rows.collect()).responsive(true)
}

fn change(line: &Line) -> Markup {
    match &line.held {
        Some(held) => html! {
            a href={ "/seats/holding/" (held.seat) "/" (held.user) "/" (held.from) } {
                "Change" span class="nhsuk-u-visually-hidden" { " how " (line.name) " holds " (line.seat.title) }
            }
        },
        None => html! {
            a href={ "/seats/invite?seat=" (line.seat.id) } {
                "Invite" span class="nhsuk-u-visually-hidden" { " somebody to " (line.seat.title) }
            }
        },
    }
}

async fn file(State(accounts): State<Accounts>, asked: Asked, list: ListQuery) -> Result<Response, Stop> {
    let session = asked.signed_in(HERE)?;
    let of = read(&accounts, session).await?;
    let everything = ListQuery::read(HERE, "state=all");
    let lines = chosen(
        lines(&of, accounts.now().day()),
        if list.filter("state").is_some() { &list } else { &everything },
    );
    let head = ["seat", "role", "telephone", "holder", "deputy", "from", "until", "standing"];
    let rows = lines.iter().map(|line| {
        let held = line.held.as_ref();
        [
            line.seat.title.clone(),
            line.seat.role.clone(),
            line.seat.telephone.clone(),
            line.name.clone(),
            held.map_or("", |held| if held.deputy { "yes" } else { "no" }).to_owned(),
            held.map_or_else(String::new, |held| held.from.to_string()),
            held.and_then(|held| held.until).map_or_else(String::new, |until| until.to_string()),
            line.standing.to_owned(),
        ]
    });
    csv_file("seats.csv", &head, rows)
}
