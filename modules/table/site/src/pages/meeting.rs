//! `/groups/{id}/meetings/{day}`: one meeting on one page, before, during and after: its agenda makes itself, what is said
//! is recorded as it is said.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use maud::{Markup, html};
use policy::Permit;
use web::components::{Breadcrumb, Button, Crumb};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use super::access::{Opened, meeting, open};
use super::meeting_parts::{self as parts, Met};
use super::names::Names;
use super::{Site, group_parts, groups, item, meeting_record};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/groups/{id}/meetings/{day}", get(show))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, day)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SeeGroup)?;
    let at = meeting(&opened, &day)?;
    let met = Met::read(&opened, at)?;
    page(&opened, &met, &token, &Typed::default(), &Problems::default())
}

/// The page, with a form that was sent and what is wrong with it.
pub(super) fn page(
    opened: &Opened,
    met: &Met,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let names = met.names(opened)?;
    let (at, today) = (&met.at, opened.today());
    let agenda = met.agenda(opened, &names);
    let runs = opened.may(Permit::RunMeeting);
    let is_open = !at.cancelled && at.row.closed.is_none();
    let href = format!("{}/meetings/{}", opened.href(), at.original);
    let crumbs = Breadcrumb::new(vec![
        Crumb::new("Groups", groups::HERE),
        Crumb::new(&opened.group().name, opened.href()),
    ]);
    Ok(Page::new(format!("Meeting, {}", at.in_words()))
        .caption(opened.group().name.as_str())
        .now(first_line(met, today, runs, agenda.lines.len()))
        .audience("everybody with a seat at this table; a guest sees the one item they are invited to")
        .part(groups::HERE)
        .crumbs(crumbs)
        .errors(problems.summary())
        .prints()
        .wide()
        .body(html! {
            p { (group_parts::meeting_words(at, today)) "." @if !at.place.is_empty() { " " (at.place) "." } " " (at.minutes) " minutes." }
            (buttons(&href, met, token, runs, is_open, today))
            (parts::agenda_table(opened, met, &agenda))
            h2 class="nhsuk-heading-m" id="attendance" { "Who came" }
            (parts::who_came(opened, met))
            @if runs && is_open && at.on <= today {
                @if met.is_taken() { (meeting_record::form(opened, met, &names, token, typed, problems)?) }
                @else { p { "Record who is here first: then decisions can be recorded." } }
            }
            (came_of_it(opened, met, &names))
            (parts::pressures(met, &names))
            @if runs && is_open && at.on >= today {
                form method="post" action={ (href) "/invite" } class="rt-noprint" { (token) (Button::secondary("Send the invitation to every organisation")) }
            }
            @if runs && is_open && at.row.asked.is_none() && at.on >= today {
                form method="post" action={ (href) "/pressure/ask" } { (token) (Button::secondary("Ask every organisation by e-mail")) }
            }
            @if opened.may(Permit::SpeakAtTable) && is_open && at.on >= today {
                p { a href={ (href) "/pressure" } { "Tell what presses your organisation" } }
            }
            (interests(opened, met, &names, &href, token, runs && is_open))
            @if opened.may(Permit::SpeakAtTable) && is_open && at.on >= today { (item::raise_form(&opened.href(), met, token, typed, problems)) }
        }))
}

fn first_line(met: &Met, today: kernel::Day, runs: bool, lines: usize) -> String {
    let at = &met.at;
    if at.cancelled {
        return "Nothing: it is not held.".to_owned();
    }
    match (at.row.closed.is_some(), at.on.cmp(&today), runs) {
        (true, _, _) => "Nothing: it is closed.".to_owned(),
        (false, std::cmp::Ordering::Greater, _) => match lines {
            0 => "Nothing is on the agenda yet.".to_owned(),
            1 => "One thing is on the agenda.".to_owned(),
            several => format!("{several} things are on the agenda."),
        },
        (false, _, true) if !met.is_taken() => "Record who is here.".to_owned(),
        (false, _, true) => "Record what is decided and who does what, then close the meeting.".to_owned(),
        (false, _, false) => "Nothing: its secretary records it.".to_owned(),
    }
}

fn buttons(
    href: &str,
    met: &Met,
    token: &FormToken,
    runs: bool,
    is_open: bool,
    today: kernel::Day,
) -> Markup {
    html! {
        div class="nhsuk-button-group" {
            @if runs && is_open && met.at.on <= today { (Button::link(if met.is_taken() { "Change who is here" } else { "Record who is here" }, format!("{href}/attendance"))) }
            (Button::secondary("Room view").href(format!("{href}/room")))
            (Button::secondary("Pack").href(format!("{href}/pack")))
            (Button::secondary("Minutes").href(format!("{href}/minutes")))
            @if runs && is_open && met.at.on >= today { (Button::secondary("Move or cancel").href(format!("{href}/move"))) }
        }
        @if runs && is_open && met.at.on <= today && met.is_taken() {
            form method="post" action={ (href) "/close" } { (token) (Button::secondary("Close the meeting")) }
        }
    }
}

fn came_of_it(opened: &Opened, met: &Met, names: &Names) -> Markup {
    let decisions: Vec<_> = met.its_decisions().collect();
    let actions: Vec<_> = met.its_actions().collect();
    html! {
        @if !decisions.is_empty() || !actions.is_empty() {
            h2 class="nhsuk-heading-m" id="outcomes" { "What came of it" }
            @if !decisions.is_empty() { (group_parts::decisions(opened, &decisions)) }
            @if !actions.is_empty() { (group_parts::actions("Actions asked here", &actions, names, opened.today())) }
        }
    }
}

fn interests(opened: &Opened, met: &Met, names: &Names, href: &str, token: &FormToken, may: bool) -> Markup {
    use web::components::{Details, Input, Select, SelectItem};
    let title = |item: &Option<kernel::ItemId>| {
        let told = item.and_then(|id| met.items.iter().find(|told| told.item.id == id));
        told.map_or_else(|| "all that is decided".to_owned(), |told| told.item.title.clone())
    };
    let seats = opened
        .table
        .seats
        .iter()
        .filter(|seat| seat.org.is_some())
        .map(|seat| SelectItem::new(seat.id.to_string(), names.at_table(seat.id)));
    let mut items = vec![SelectItem::new("", "All that is decided")];
    items.extend(
        met.its_items().map(|told| SelectItem::new(told.item.id.to_string(), told.item.title.as_str())),
    );
    html! {
        h2 class="nhsuk-heading-m" id="interests" { "Interests" }
        @if met.interests.is_empty() { p { "No interest has been declared." } }
        @else {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for (item, seat, what) in &met.interests { li { (names.at_table(*seat)) ", in " (title(item)) ": " (what) } }
            }
        }
        @if may {
            (Details::new("Declare an interest", html! {
                form method="post" action={ (href) "/interest" } {
                    (token)
                    (Select::new("interest_seat", "Whose", seats.collect::<Vec<_>>()))
                    (Select::new("interest_item", "In what", items))
                    (Input::new("what", "What it is"))
                    p { "The seat may speak, not decide." }
                    (Button::secondary("Declare"))
                }
            }))
        }
    }
}
