//! `/groups/{id}/items/{item}`: one item of an agenda: what it is about, who is invited to it, what came of it. A guest sees
//! this page and no other.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use directory_site::read as directory;
use kernel::{ItemId, OrgId};
use maud::{Markup, html};
use policy::{Permit, Relations};
use table_rules::facts::v1::Guest;
use web::components::{Button, Details, Row, Select, SelectItem, SummaryList, Textarea};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, fault, meeting, open, open_as, outcome, reading, refused_page};
use super::form::line;
use super::meeting_parts::Met;
use super::names::Names;
use super::{Site, groups, meeting as shown};
use crate::acts::{At, CloseItem, InviteGuest, RaiseItem};
use crate::read::{self, Told};
use crate::standing;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/groups/{id}/meetings/{day}/items", post(raise))
        .route("/groups/{id}/items/{item}", get(show))
        .route("/groups/{id}/items/{item}/close", post(close))
        .route("/groups/{id}/items/{item}/invite", post(invite))
}

/// The form by which a member raises an item.
pub(super) fn raise_form(
    group: &str,
    met: &Met,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" id="raise" { "Raise an item" }
        form method="post" action={ (group) "/meetings/" (met.at.original) "/items" } novalidate {
            (token)
            (line(typed, problems, "title", "Title"))
            (Textarea::new("about", "What it is about").value(typed.text("about")).rows(3u32).error_message(problems.of("about")).hint("Work, never a patient"))
            (line(typed, problems, "item_minutes", "Minutes").inputmode("numeric").width("3"))
            (Button::secondary("Raise it"))
        }
    }
}

async fn raise(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, day)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::SpeakAtTable)?;
    let at = meeting(&opened, &day)?;
    let act = RaiseItem {
        group: opened.group().id,
        original: at.original,
        title: typed.text("title").to_owned(),
        about: typed.text("about").to_owned(),
        minutes: typed.text("item_minutes").trim().parse().unwrap_or(10),
    };
    let back = format!("{}/meetings/{}#agenda", opened.href(), at.original);
    match outcome(site.journal.submit(who.actor(), At(act)).await, "raising an item")? {
        Ok(_) => Ok(see_other(back).saying("It is on the agenda.").into_response()),
        Err(problems) => {
            let met = Met::read(&opened, at)?;
            Ok(shown::page(&opened, &met, &token, &typed, &problems)?.into_response())
        }
    }
}

/// An item of an address, for whoever may see it: members, and its guests until its meeting has ended.
fn opened_item(site: &Site, who: &SignedIn, id: &str, item: &str) -> Result<(Opened, Told), Stop> {
    let item = item.parse::<ItemId>().map_err(|_| Stop::NotFound)?;
    let today = site.journal.now().day();
    let is_invited = {
        let reading = reading(site, who.actor(), Permit::SeeItem)?;
        standing::is_invited(&reading, who.actor(), item, today).map_err(fault("reading an invitation"))?
    };
    let own = Relations::NONE.and_if(is_invited, Relations::INVITED);
    let opened = open_as(site, who.actor(), id, Permit::SeeItem, own)?;
    let told = read::item(&opened.reading, item).map_err(fault("reading an item"))?;
    let told = told.filter(|told| told.item.group == opened.group().id).ok_or(Stop::NotFound)?;
    Ok((opened, told))
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((id, item)): Path<(String, String)>,
    axum::extract::Query(asked): axum::extract::Query<Asked>,
) -> Result<Page, Stop> {
    let (opened, told) = opened_item(&site, &who, &id, &item)?;
    let names = Names::read(&opened.reading, &opened.table, [told.item.raised_by])?;
    let is_member = opened.may(Permit::SeeGroup);
    let guests = guests(&opened, &told)?;
    let now = match &told.closed {
        Some((_, outcome)) => format!("Closed: {outcome}"),
        None if !is_member => {
            "You are invited to this item. You see it until the meeting has ended.".to_owned()
        }
        None => "Talk it through, record what is decided, then close it.".to_owned(),
    };
    let mut rows = vec![
        Row::new(
            "What it is about",
            html! { span class="rt-typed" { @if told.item.about.is_empty() { "Not recorded" } @else { (told.item.about) } } },
        ),
        Row::new("Minutes", told.item.minutes.to_string()),
        Row::new("Raised", format!("{}, {}", told.raised_on.in_words(), names.seat(told.item.raised_by))),
    ];
    if is_member && !guests.is_empty() {
        rows.push(Row::new("Guests", guests.join("; ")));
    }
    let back = if is_member {
        format!("{}/meetings/{}", opened.href(), told.item.original)
    } else {
        groups::HERE.to_owned()
    };
    let is_open = told.closed.is_none();
    Ok(Page::new(told.item.title.as_str())
        .caption(opened.group().name.as_str())
        .now(now)
        .audience(if is_member { "everybody with a seat at this table, and its guests until the meeting has ended" } else { "you, as a guest, and the group" })
        .part(groups::HERE)
        .back(back)
        .body(html! {
            (SummaryList::new(rows))
            @if is_open && opened.may(Permit::CloseItem) { (close_form(&opened, &told, &token)) }
            @if is_open && opened.may(Permit::RunMeeting) { (invite_form(&opened, &told, &token, asked.org.parse().ok())?) }
        }))
}

/// The organisation of which a guest is chosen, from the address.
#[derive(serde::Deserialize)]
struct Asked {
    #[serde(default)]
    org: String,
}

fn guests(opened: &Opened, told: &Told) -> Result<Vec<String>, Stop> {
    let all = read::guests(&opened.reading, opened.group().id, told.item.original)
        .map_err(fault("reading guests"))?;
    let seats: Vec<_> =
        all.into_iter().filter(|(item, _)| *item == told.item.id).map(|(_, seat)| seat).collect();
    let mut names = Names::default();
    names.add(&opened.reading, seats.iter().copied())?;
    Ok(seats.into_iter().map(|seat| names.seat(seat)).collect())
}

fn close_form(opened: &Opened, told: &Told, token: &FormToken) -> Markup {
    html! {
        form method="post" action={ (opened.href()) "/items/" (told.item.id) "/close" } {
            (token)
            (web::components::Input::new("outcome", "What came of it"))
            (Button::new("Close the item"))
        }
    }
}

fn invite_form(opened: &Opened, told: &Told, token: &FormToken, org: Option<OrgId>) -> Result<Markup, Stop> {
    let href = format!("{}/items/{}", opened.href(), told.item.id);
    let orgs = directory::organisations(&opened.reading).map_err(fault("reading organisations"))?;
    let orgs: Vec<SelectItem> =
        orgs.into_iter().map(|one| SelectItem::new(one.code.to_string(), one.name)).collect();
    let names = Names::of(&opened.reading, org, opened.today())?;
    let seats: Vec<SelectItem> = org
        .iter()
        .flat_map(|org| names.seats_of(*org))
        .map(|seat| SelectItem::new(seat.id.to_string(), seat.title.as_str()))
        .collect();
    Ok(html! {
        (Details::new("Invite a guest to this item", html! {
            form method="get" action=(href) {
                (Select::new("org", "From which organisation", orgs).value(org.map_or_else(String::new, |org| org.to_string())))
                (Button::secondary("Show its seats"))
            }
            @if org.is_some() {
                @if seats.is_empty() { p { "Nobody there holds a seat: ring them." } }
                @else {
                    form method="post" action={ (href) "/invite" } {
                        (token)
                        (Select::new("guest", "Whom", seats))
                        p { "They see this item until the meeting has ended, and nothing else of the group." }
                        (Button::secondary("Invite"))
                    }
                }
            }
        }).open(org.is_some()))
    })
}

async fn close(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, item)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::CloseItem)?;
    let item = item.parse::<ItemId>().map_err(|_| Stop::NotFound)?;
    let last =
        read::last_quorate(&opened.reading, &opened.table).map_err(fault("reading the last meeting"))?;
    let at = last.map_or(opened.today(), |(day, _)| day);
    let act =
        CloseItem { group: opened.group().id, item, original: at, outcome: typed.text("outcome").to_owned() };
    let back = format!("{}/items/{item}", opened.href());
    match outcome(site.journal.submit(who.actor(), At(act)).await, "closing an item")? {
        Ok(()) => Ok(see_other(back).saying("The item is closed.").into_response()),
        Err(problems) => Ok(refused_page("The item was not closed", &problems, &back).into_response()),
    }
}

async fn invite(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, item)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let item = item.parse::<ItemId>().map_err(|_| Stop::NotFound)?;
    let told = read::item(&opened.reading, item).map_err(fault("reading an item"))?.ok_or(Stop::NotFound)?;
    let next = read::next_meeting(&opened.reading, opened.group(), opened.today())
        .map_err(fault("reading meetings"))?;
    let original = next.map_or(told.item.original, |at| at.original.max(told.item.original));
    let seat = typed.word("guest").and_then(|id| id.parse().ok()).ok_or(Stop::NotFound)?;
    let guest = Guest { group: opened.group().id, original, item, seat };
    let back = format!("{}/items/{item}", opened.href());
    match outcome(site.journal.submit(who.actor(), At(InviteGuest { guest })).await, "inviting a guest")? {
        Ok(()) => Ok(see_other(back).saying("Invited, by a letter to their inbox.").into_response()),
        Err(problems) => Ok(refused_page("Nobody was invited", &problems, &back).into_response()),
    }
}
