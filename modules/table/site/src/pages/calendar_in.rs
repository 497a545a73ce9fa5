//! `/groups/{id}/calendar`: a calendar file of another program read in, and invitations sent. What would be taken is shown
//! first, and what would not with its line; nothing is recorded before that.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use directory_site::read as directory;
use kernel::{Day, GroupId, OrgId, TableSeatId};
use maud::{Markup, html};
use policy::Permit;
use table_rules::facts::v1::Meeting;
use table_rules::ics::tree::Problem;
use table_rules::ics::{Found, Known, Take, events, look, read as read_file};
use table_rules::quorum::Presence;
use web::components::{Button, Column, FileUpload, Table as Grid};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{Opened, fault, meeting, open, outcome, refused_page};
use super::{Site, groups};
use crate::acts::{At, SendInvitations, SetMeeting, TakeAttendance};
use crate::read;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/groups/{id}/calendar", get(show).post(sent))
        .route("/groups/{id}/meetings/{day}/invite", post(invite))
}

/// Days ahead within which a group's own meetings are looked at.
const AHEAD_DAYS: i32 = 800;

/// A file as it was read: what becomes of each event, and what was wrong line by line.
struct Looked {
    found: Vec<Found>,
    problems: Vec<Problem>,
    inboxes: Vec<(OrgId, String)>,
    seats: Vec<(TableSeatId, OrgId)>,
}

fn looked(opened: &Opened, bytes: &[u8]) -> Result<Looked, Stop> {
    let tree = read_file(bytes);
    let (of, told) = events(&tree);
    let today = opened.today();
    let meets: Vec<Day> = read::meetings(&opened.reading, opened.group(), today, today + AHEAD_DAYS)
        .map_err(fault("reading meetings"))?
        .iter()
        .filter(|at| !at.cancelled)
        .map(|at| at.on)
        .collect();
    let mut inboxes: Vec<(OrgId, String)> = Vec::new();
    for org in opened.table.seats.iter().filter_map(|seat| seat.org) {
        if inboxes.iter().any(|(known, _)| *known == org) {
            continue;
        }
        if let Some(one) =
            directory::organisation(&opened.reading, org).map_err(fault("reading an organisation"))?
        {
            inboxes.push((org, one.inbox));
        }
    }
    let addresses: Vec<String> = inboxes.iter().map(|(_, inbox)| inbox.clone()).collect();
    let known = Known { group: opened.group().id, today, meets: &meets, inboxes: &addresses };
    let mut problems = tree.problems;
    problems.extend(told);
    problems.sort_by_key(|problem| problem.line);
    let seats = opened.table.seats.iter().filter_map(|seat| Some((seat.id, seat.org?))).collect();
    Ok(Looked { found: look(&of, &known), problems, inboxes, seats })
}

fn page(opened: &Opened, token: &FormToken, problems: &Problems, body: Markup, now: String) -> Page {
    let href = opened.href();
    Page::new("Read a calendar file")
        .caption(opened.group().name.as_str())
        .now(now)
        .audience("whoever chairs or writes for this group")
        .part(groups::HERE)
        .back(href.as_str())
        .errors(problems.summary())
        .wide()
        .body(html! {
            (body)
            form method="post" action={ (href) "/calendar" } enctype="multipart/form-data" {
                (token)
                (FileUpload::new("file", "A calendar file (.ics)").error_message(problems.of("file")).hint("Single meetings to come are taken as meetings of this group. An answer of “no” to an invitation of ours becomes apologies. You see what would be taken before anything is recorded."))
                (Button::secondary("Read it"))
            }
        })
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
) -> Result<Page, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let now = "Choose a file that another calendar wrote.".to_owned();
    Ok(page(&opened, &token, &Problems::default(), html! {}, now))
}

/// The most letters of a file that is shown back: a calendar of years is some hundred thousand.
const LETTERS_MAX: usize = 1_000_000;

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let takes = typed.text("take") == "yes";
    let text = match typed.file("file") {
        Some(file) if !takes => String::from_utf8_lossy(&file.bytes).into_owned(),
        _ => typed.text("text").to_owned(),
    };
    let mut problems = Problems::default();
    if text.trim().is_empty() {
        problems.add("file", "Choose a calendar file");
    } else if text.len() > LETTERS_MAX {
        problems.add("file", "The file is longer than a million letters: export a shorter span of days");
    }
    if !problems.is_empty() {
        let now = "Choose a file that another calendar wrote.".to_owned();
        return Ok(page(&opened, &token, &problems, html! {}, now).into_response());
    }
    let looked = looked(&opened, text.as_bytes())?;
    let wanted = looked.found.iter().filter(|one| one.take.is_ok()).count();
    let left = looked.found.len() - wanted;
    if !takes {
        let now = format!("{wanted} would be taken, {left} not. Nothing is recorded yet.");
        let body = preview(&opened, &token, &looked, wanted, &text);
        return Ok(page(&opened, &token, &Problems::default(), body, now).into_response());
    }
    let group = opened.group().id;
    let (mut done, mut refused) = (0, Vec::new());
    for one in &looked.found {
        let Ok(take) = &one.take else { continue };
        match taken(&site, &who, group, &looked, take).await? {
            Ok(()) => done += 1,
            Err(why) => refused.push((one.line, one.title.clone(), why)),
        }
    }
    let now = format!("{done} taken, {} not.", left + refused.len());
    let body = html! { (left_out(&looked)) (told(&refused)) };
    Ok(page(&opened, &token, &Problems::default(), body, now).into_response())
}

async fn taken(
    site: &Site,
    who: &SignedIn,
    group: GroupId,
    looked: &Looked,
    take: &Take,
) -> Result<Result<(), String>, Stop> {
    let done = match take {
        Take::Meeting { on, at, minutes, place } => {
            let (place, why) = (place.clone(), String::new());
            let meeting = Meeting {
                group,
                original: *on,
                on: *on,
                at: *at,
                minutes: *minutes,
                place,
                cancelled: false,
                why,
            };
            outcome(site.journal.submit(who.actor(), At(SetMeeting { meeting })).await, "taking a meeting")?
        }
        Take::Apologies { original, inbox } => {
            let org = looked.inboxes.iter().find(|(_, known)| known == inbox).map(|(org, _)| *org);
            let seats = looked.seats.iter().filter(|(_, of)| Some(*of) == org);
            let marks = seats.map(|(seat, _)| (*seat, Presence::Apologies)).collect();
            let act = TakeAttendance { group, original: *original, marks };
            outcome(site.journal.submit(who.actor(), At(act)).await, "taking apologies")?
        }
    };
    Ok(done.map_err(|problems| {
        problems.each().next().map_or_else(|| "it was refused".to_owned(), |(_, why)| why.to_owned())
    }))
}

fn words(take: &Take) -> String {
    match take {
        Take::Meeting { on, at, minutes, place } => {
            let place = if place.is_empty() { String::new() } else { format!(", {place}") };
            format!("A meeting on {}, {at}, {minutes} minutes{place}", on.in_words())
        }
        Take::Apologies { original, inbox } => format!("Apologies of {inbox} for {}", original.in_words()),
    }
}

fn preview(opened: &Opened, token: &FormToken, looked: &Looked, wanted: usize, text: &str) -> Markup {
    let rows: Vec<Vec<web::components::TableCell>> = looked
        .found
        .iter()
        .filter_map(|one| {
            let take = one.take.as_ref().ok()?;
            Some(vec![one.line.to_string().into(), one.title.as_str().into(), words(take).into()])
        })
        .collect();
    let head = vec![Column::figures("Line"), Column::words("Called"), Column::words("Would be taken as")];
    html! {
        @if wanted > 0 {
            (Grid::new("What would be taken", head, rows))
            form method="post" action={ (opened.href()) "/calendar" } {
                (token)
                input type="hidden" name="take" value="yes";
                input type="hidden" name="text" value=(text);
                (Button::new(if wanted == 1 { "Take it".to_owned() } else { format!("Take these {wanted}") }))
            }
        }
        (left_out(looked))
    }
}

fn left_out(looked: &Looked) -> Markup {
    let mut rows: Vec<(usize, String, String)> = looked
        .found
        .iter()
        .filter_map(|one| Some((one.line, one.title.clone(), one.take.as_ref().err()?.clone())))
        .collect();
    rows.extend(looked.problems.iter().map(|one| (one.line, String::new(), one.what.clone())));
    rows.sort();
    told(&rows)
}

fn told(rows: &[(usize, String, String)]) -> Markup {
    let head = vec![Column::figures("Line"), Column::words("Called"), Column::words("Not taken, because")];
    let cells = rows
        .iter()
        .map(|(line, title, why)| vec![line.to_string().into(), title.as_str().into(), why.as_str().into()]);
    html! { @if !rows.is_empty() { (Grid::new("What is not taken", head, cells.collect())) } }
}

async fn invite(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, day)): Path<(String, String)>,
) -> Result<Response, Stop> {
    let opened = open(&site, who.actor(), &id, Permit::RunMeeting)?;
    let at = meeting(&opened, &day)?;
    let back = format!("{}/meetings/{}", opened.href(), at.original);
    let act = SendInvitations { group: opened.group().id, original: at.original };
    match outcome(site.journal.submit(who.actor(), At(act)).await, "sending invitations")? {
        Ok(count) => Ok(see_other(back)
            .saying(format!("The invitation goes to {count} organisations’ inboxes."))
            .into_response()),
        Err(problems) => Ok(refused_page("No invitation was sent", &problems, &back).into_response()),
    }
}
