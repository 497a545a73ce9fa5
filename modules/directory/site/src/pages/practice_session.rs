//! `/practice/session/new` and `/practice/session/{id}`: a day with fitters, a room, and times; and taking times back.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use directory_rules::SlotState;
use directory_rules::facts::v1::{Offering, Session, Slot};
use journal::NotDone;
use kernel::{Day, Moment, SeatId, ServiceId, SessionId, SlotId};
use maud::{Markup, html};
use policy::Permit;
use web::components as nhs;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::{fault, stop};
use super::keeping::{At, Kept, Outcome, checked, keep, version};
use super::own::{Own, named};
use super::practice_fitter::{day_pairs, day_values};
use super::practice_service::{is_yes, number};
use super::practice_site::NEW;
use crate::acts::{NotWithdrawn, Record, WithdrawSlots};
use crate::read::{self, Planned};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/practice/session/{id}", get(show).post(sent))
        .route("/practice/session/{id}/withdraw", post(withdrawn))
}

/// Times in one session at the most: a slip of the finger must not fill a year.
const SLOTS_MAX: u16 = 60;

impl Kept for Session {
    const WHAT: &'static str = "this session";
    const LABELS: &'static [(&'static str, &'static str)] = &[
        ("service", "Service"),
        ("day", "Day"),
        ("times", "Times"),
        ("start", "First time"),
        ("slots", "Number of times"),
        ("minutes", "Minutes for each"),
        ("fitters", "Fitters"),
        ("room", "Room"),
        ("assistant", "Trained assistant"),
    ];

    fn typed(&self, _own: &Own) -> Vec<(String, String)> {
        let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
        let mut pairs = vec![("service".to_owned(), self.service.to_string())];
        pairs.extend(day_pairs("day", Some(self.day)));
        pairs.extend(self.fitters.iter().map(|seat| ("fitters".to_owned(), seat.to_string())));
        pairs.push(("room".to_owned(), yes(self.room)));
        pairs.push(("assistant".to_owned(), yes(self.assistant)));
        pairs
    }

    /// A session that is kept keeps its service, its day and its times; times that are typed are added to them.
    fn parsed(typed: &Typed, own: &Own, id: Option<&str>) -> Result<Session, Problems> {
        let mut problems = Problems::default();
        let kept =
            id.and_then(|text| own.sessions.iter().find(|planned| planned.session.id.to_string() == text));
        if id.is_some() && kept.is_none() {
            problems.add(
                "id",
                "That is no session of yours in the weeks ahead: leave the id empty for a new one",
            );
        }
        let (service, day) = match kept {
            Some(planned) => (Some(planned.session.service), Some(planned.session.day)),
            None => (service(typed, own, &mut problems), day(typed, own.today, &mut problems)),
        };
        let mut slots = kept.map_or_else(Vec::new, |planned| planned.session.slots.clone());
        let times = times(typed, day, kept.is_some(), &mut problems);
        for at in times {
            if slots.iter().all(|slot| slot.at != at) {
                slots.push(Slot { id: SlotId::from_bits(rand::random()), at });
            }
        }
        let fitters = fitters(typed, own, &mut problems);
        let room = is_yes(typed, "room", "Room", &mut problems);
        let assistant = is_yes(typed, "assistant", "Trained assistant", &mut problems);
        let id = kept.map_or_else(|| SessionId::from_bits(rand::random()), |planned| planned.session.id);
        // What else is wrong with it is told only beside problems of its own: a day that is missing has no times.
        let record = match (service, day) {
            (Some(service), Some(day)) if !slots.is_empty() || problems.is_empty() => {
                Some(Session { id, org: own.code(), service, day, fitters, room, assistant, slots })
            }
            (Some(_) | None, _) => {
                if fitters.is_empty() && problems.of("fitters").is_none() {
                    problems.add("fitters", "Fitters is empty: name at least one fitter");
                }
                None
            }
        };
        checked(record, problems)
    }
}

fn service(typed: &Typed, own: &Own, problems: &mut Problems) -> Option<ServiceId> {
    let by_slots: Vec<_> = own
        .services
        .iter()
        .filter(|of| !of.service.ended && of.service.offering == Offering::Slots)
        .collect();
    let found = named(
        typed.text("service"),
        by_slots.iter().copied(),
        |of| of.service.id.to_string(),
        |of| &of.service.name,
    );
    if found.is_none() {
        problems.add("service", "Service: choose one of yours that gives times here");
    }
    found.map(|of| of.service.id)
}

fn day(typed: &Typed, today: Day, problems: &mut Problems) -> Option<Day> {
    let day = problems.day(typed, "day", "the day of the session")?;
    if day < today {
        problems.add("day", "The day of the session has passed: choose today or later");
        return None;
    }
    Some(day)
}

/// The times of a session: a list of them, or a first one and how many follow.
fn times(typed: &Typed, day: Option<Day>, may_be_none: bool, problems: &mut Problems) -> Vec<Moment> {
    let mut found = Vec::new();
    if let Some(list) = typed.word("times") {
        for one in list.split([';', ',']).map(str::trim).filter(|one| !one.is_empty()) {
            match (clock(one), day) {
                (Some((hour, minute)), Some(day)) => match Moment::local(day, hour, minute) {
                    Ok(at) => found.push(at),
                    Err(why) => problems.add("times", format!("Times: {one} on that day: {why}")),
                },
                (None, _) => {
                    problems.add("times", format!("Times: “{one}” is no time: write it as in 09:30"))
                }
                (Some(_), None) => {}
            }
        }
        return found;
    }
    if may_be_none && typed.word("start").is_none() && typed.word("slots").is_none() {
        return found;
    }
    let start = typed.text("start").trim();
    let first = clock(start);
    if first.is_none() {
        problems.add("start", "First time must be written as in 09:30");
    }
    let mut some = |field: &str, most: u16, label: &str| {
        let found = number(typed, field, most, label, problems).filter(|number| *number > 0);
        if found.is_none() && problems.of(field).is_none() {
            problems.add(field, format!("{label} must be a whole number from 1 to {most}"));
        }
        found
    };
    let (slots, minutes) =
        (some("slots", SLOTS_MAX, "Number of times"), some("minutes", 240, "Minutes for each"));
    let (Some((hour, minute)), Some(slots), Some(minutes), Some(day)) = (first, slots, minutes, day) else {
        return found;
    };
    match Moment::local(day, hour, minute) {
        Ok(first) => {
            found.extend((0..i64::from(slots)).map(|nth| first.plus_minutes(nth * i64::from(minutes))))
        }
        Err(why) => problems.add("start", format!("First time on that day: {why}")),
    }
    if found.iter().any(|at| at.day() != day) {
        problems.add("slots", "Number of times: the last of them falls on the next day; choose fewer");
        found.clear();
    }
    found
}

/// Hours and minutes as in `09:30` or `9.30`.
fn clock(text: &str) -> Option<(i8, i8)> {
    let (hour, minute) = text.split_once([':', '.'])?;
    let two = |part: &str| (part.len() <= 2).then(|| part.parse::<i8>().ok()).flatten();
    let (hour, minute) = (two(hour)?, two(minute)?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}

fn fitters(typed: &Typed, own: &Own, problems: &mut Problems) -> Vec<SeatId> {
    let seats: Vec<_> = own.fitting_seats().collect();
    let mut found = Vec::new();
    for text in typed
        .all("fitters")
        .iter()
        .flat_map(|all| all.split(';'))
        .map(str::trim)
        .filter(|one| !one.is_empty())
    {
        match named(text, seats.iter().copied(), |seat| seat.id.to_string(), |seat| &seat.title) {
            Some(seat) if found.contains(&seat.id) => {}
            Some(seat) => found.push(seat.id),
            None => {
                problems.add("fitters", format!("Fitters: “{text}” is no seat of yours with certificates"))
            }
        }
    }
    found
}

fn page(token: &FormToken, own: &Own, typed: &Typed, problems: &Problems, kept: Option<&Planned>) -> Page {
    let id = kept.map_or_else(|| NEW.to_owned(), |planned| planned.session.id.to_string());
    let title = kept.map_or_else(
        || "Add a session".to_owned(),
        |planned| format!("Session on {}", planned.session.day.in_words()),
    );
    let now = match kept {
        None => "Say when, who fits, and how many times there are.",
        Some(_) => "Nothing, unless something has changed.",
    };
    Page::new(title)
        .now(now)
        .audience("people who work in your organisation; partners see free times only")
        .part("/practice")
        .back("/practice")
        .errors(problems.summary())
        .body(html! {
            @if let Some(planned) = kept { (times_now(token, own, planned)) }
            form method="post" action={ "/practice/session/" (id) } novalidate {
                (token)
                @if kept.is_some() {
                    input type="hidden" name="version" value=(typed.text("version"));
                    h2 class="nhsuk-heading-m" { "Change who is on it, or add times" }
                } @else { (service_and_day(own, typed, problems)) }
                (more_times(typed, problems))
                (staff(own, typed, problems))
                (nhs::Button::new("Save"))
            }
        })
}

fn service_and_day(own: &Own, typed: &Typed, problems: &Problems) -> Markup {
    let mut services = vec![nhs::SelectItem::new("", "Choose a service")];
    let by_slots =
        own.services.iter().filter(|of| !of.service.ended && of.service.offering == Offering::Slots);
    services
        .extend(by_slots.map(|of| nhs::SelectItem::new(of.service.id.to_string(), of.service.name.as_str())));
    html! {
        (nhs::Select::new("service", "Service", services).value(typed.text("service")).error_message(problems.of("service")))
        (nhs::DateInput::new("day", "Day").hint("For example, 31 3 2026").values(day_values(typed, "day")).error_message(problems.of("day")))
    }
}

fn more_times(typed: &Typed, problems: &Problems) -> Markup {
    let input = |field: &str, label: &str| {
        nhs::Input::new(field, label).value(typed.text(field)).error_message(problems.of(field)).width("5")
    };
    html! {
        (input("start", "First time").hint("As in 09:30"))
        (input("slots", "Number of times").inputmode("numeric"))
        (input("minutes", "Minutes for each").inputmode("numeric"))
    }
}

fn staff(own: &Own, typed: &Typed, problems: &Problems) -> Markup {
    let seats =
        own.fitting_seats().map(|seat| nhs::Choice::new(seat.id.to_string(), seat.title.as_str())).collect();
    let one = |field: &str, words: &str| {
        nhs::Checkboxes::new(
            field,
            if field == "room" { "Room" } else { "Trained assistant" },
            vec![nhs::Choice::new("yes", words)],
        )
        .values(typed.all(field))
        .error_message(problems.of(field))
    };
    html! {
        (nhs::Checkboxes::new("fitters", "Who fits?", seats).values(typed.all("fitters")).error_message(problems.of("fitters")))
        (one("room", "There is a room"))
        (one("assistant", "There is a trained assistant, whom a coil needs"))
    }
}

/// The times as they stand, each with a button that takes it back while it is free.
fn times_now(token: &FormToken, own: &Own, planned: &Planned) -> Markup {
    let path = format!("/practice/session/{}/withdraw", planned.session.id);
    let head = vec![nhs::Column::words("Time"), nhs::Column::words("Stands"), nhs::Column::words("Change")];
    let rows = planned.slots.iter().map(|slot| {
        let time = slot.at.time_in_words();
        let (state, change) = match slot.state.at(own.now) {
            SlotState::Free => (
                html! { (nhs::Tag::new("Free", nhs::Colour::Green)) },
                html! {
                    form method="post" action=(path) { (token) input type="hidden" name="slot" value=(slot.id);
                        (nhs::Button::secondary(html! { "Take back" span class="nhsuk-u-visually-hidden" { " " (time) } }).small(true)) }
                },
            ),
            SlotState::Held { by, until } => (
                html! { (nhs::Tag::new("Held", nhs::Colour::Yellow)) " until " (until.in_words()) },
                html! { a href={ "/asks/" (by) } { "See the ask" span class="nhsuk-u-visually-hidden" { " that holds " (time) } } },
            ),
            SlotState::Booked { by } => (
                html! { (nhs::Tag::new("Booked", nhs::Colour::Blue)) },
                html! { a href={ "/asks/" (by) } { "See the ask" span class="nhsuk-u-visually-hidden" { " that has " (time) } } },
            ),
            SlotState::Withdrawn => (html! { (nhs::Tag::new("Taken back", nhs::Colour::Grey)) }, html! { "Nothing" }),
        };
        vec![time.into(), state.into(), change.into()]
    });
    let free = planned.slots.iter().filter(|slot| slot.state.at(own.now) == SlotState::Free);
    let free: Vec<SlotId> = free.map(|slot| slot.id).collect();
    html! {
        (nhs::Table::new("Times", head, rows.collect()))
        @if free.len() > 1 {
            form method="post" action=(path) {
                (token)
                @for slot in &free { input type="hidden" name="slot" value=(slot); }
                (nhs::Button::secondary(format!("Take back all {} free times", free.len())))
            }
        }
    }
}

/// A session of the reader's own organisation, whatever its day.
fn found(own: &mut Own, reading: &journal::Reading, id: &str) -> Result<(), Stop> {
    if own.sessions.iter().any(|planned| planned.session.id.to_string() == id) {
        return Ok(());
    }
    let id = id.parse::<SessionId>().map_err(|_| Stop::NotFound)?;
    let planned = read::session(reading, id).map_err(fault("reading a session"))?;
    let planned = planned.filter(|planned| planned.session.org == own.code()).ok_or(Stop::NotFound)?;
    own.sessions.push(planned);
    Ok(())
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
) -> Result<Page, Stop> {
    let (reading, mut own) = Own::read(&site, who.actor(), Permit::KeepSessions)?;
    if id == NEW {
        return Ok(page(&token, &own, &Typed::default(), &Problems::default(), None));
    }
    found(&mut own, &reading, &id)?;
    let planned =
        own.sessions.iter().find(|planned| planned.session.id.to_string() == id).ok_or(Stop::NotFound)?;
    let mut pairs = planned.session.typed(&own);
    pairs.push(("version".to_owned(), version(&reading, &planned.session.stream())?.0.to_string()));
    Ok(page(&token, &own, &Typed::of(pairs), &Problems::default(), Some(planned)))
}

async fn sent(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let own = {
        let (reading, mut own) = Own::read(&site, who.actor(), Permit::KeepSessions)?;
        if id != NEW {
            found(&mut own, &reading, &id)?;
        }
        own
    };
    let kept = own.sessions.iter().find(|planned| planned.session.id.to_string() == id);
    let record = match Session::parsed(&typed, &own, kept.map(|_| id.as_str())) {
        Ok(record) => record,
        Err(problems) => return Ok(page(&token, &own, &typed, &problems, kept).into_response()),
    };
    let action = format!("/practice/session/{id}");
    let at = At { site: &site, actor: who.actor(), action: &action };
    let theirs = || kept.map(|planned| planned.session.typed(&own)).ok_or(Stop::NotFound);
    match keep(&at, record, &typed, theirs).await? {
        Outcome::Kept => Ok(see_other("/practice").saying("The session is saved.").into_response()),
        Outcome::Wrong(problems) => Ok(page(&token, &own, &typed, &problems, kept).into_response()),
    }
}

async fn withdrawn(
    State(site): State<Site>,
    who: SignedIn,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let slots: Option<Vec<SlotId>> = typed.all("slot").iter().map(|text| text.parse().ok()).collect();
    let slots = slots.filter(|slots| !slots.is_empty()).ok_or(Stop::NotFound)?;
    {
        let (reading, mut own) = Own::read(&site, who.actor(), Permit::KeepSessions)?;
        found(&mut own, &reading, &id)?;
        let of =
            own.sessions.iter().find(|planned| planned.session.id.to_string() == id).ok_or(Stop::NotFound)?;
        if slots.iter().any(|slot| of.slots.iter().all(|known| known.id != *slot)) {
            return Err(Stop::NotFound);
        }
    }
    let back = format!("/practice/session/{id}");
    match site.journal.submit(who.actor(), WithdrawSlots(slots)).await {
        Ok(done) => {
            let words = if done.answer == 1 {
                "The time is taken back.".to_owned()
            } else {
                format!("{} times are taken back.", done.answer)
            };
            Ok(see_other(back).saying(words).into_response())
        }
        Err(NotDone::AgainstTheRules(NotWithdrawn::Taken(asks))) => Ok(taken(&back, &asks).into_response()),
        Err(NotDone::AgainstTheRules(NotWithdrawn::Nothing)) => {
            Ok(see_other(back).saying("Those times had been taken back before.").into_response())
        }
        Err(other) => Err(stop(&site, who.actor(), "taking times back", other)),
    }
}

/// Nobody’s appointment goes by taking a time back: each ask is named, and what to do.
fn taken(back: &str, asks: &[kernel::AskId]) -> Page {
    let count = asks.len();
    Page::new("Somebody has that time")
        .now("Open the ask and give the person another time. The old one is then free to take back.")
        .audience("people who work in your organisation")
        .part("/practice")
        .back(back)
        .status(axum::http::StatusCode::CONFLICT)
        .body(html! {
            p { "Nothing was taken back, because " (count) @if count == 1 { " ask has" } @else { " asks have" } " one of these times:" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for ask in asks { li { a href={ "/asks/" (ask) } { "The ask that has it" } } }
            }
        })
}
