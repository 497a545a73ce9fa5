//! Accept and offer, in one form: free times on different days to tick, or times agreed by telephone.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_rules::facts::v1::Offering;
use directory_site::read as directory;
use journal::{Query, Reading, Version};
use kernel::{Day, Moment, ServiceId, SlotId};
use maud::{Markup, html};
use referrals_rules::facts::v1::{Move, Offered};
use referrals_rules::life::State as LifeState;
use web::components::{Button, Checkboxes, Choice, Details, Input, SummaryList};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{self, Opened, Sees, fault};
use super::ask::Known;
use super::moves::{self, NotMade};
use super::{contents, words};
use crate::Site;
use crate::acts::Answering;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/asks/{ask}/offer", get(show).post(offer))
}

const FREE: Query = Query {
    name: "referrals.free-slots-of-service",
    sql: "select s.id, s.at, s.day from directory_slot s
          where s.service = ?1 and s.at > ?2 and (s.state = 'free' or (s.state = 'held' and s.held_until <= ?2))
          order by s.at, s.id limit 60",
};

/// Days shown, and times on each.
const DAYS_SHOWN: usize = 6;
const TIMES_A_DAY: usize = 2;

/// The next free times, a few on each of the next days that have any.
pub(crate) fn free(
    reading: &Reading,
    service: ServiceId,
    now: Moment,
) -> Result<Vec<(SlotId, Moment)>, Stop> {
    let rows = reading.rows(&FREE, &[service.into(), now.into()]).map_err(fault("reading free times"))?;
    let mut found: Vec<(SlotId, Moment)> = Vec::new();
    let (mut days, mut on_day): (Vec<Day>, usize) = (Vec::new(), 0);
    for row in &rows {
        let read = || -> Result<(SlotId, Moment, Day), journal::Fault> {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        };
        let (id, at, day) = read().map_err(fault("reading a free time"))?;
        if days.last() != Some(&day) {
            days.push(day);
            on_day = 0;
        }
        on_day += 1;
        if days.len() > DAYS_SHOWN {
            break;
        }
        if on_day <= TIMES_A_DAY {
            found.push((id, at));
        }
    }
    Ok(found)
}

async fn show(
    who: SignedIn,
    token: FormToken,
    Path(ask): Path<String>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    page(&site, &who, &token, &ask, None, &Problems::default()).await
}

async fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    ask: &str,
    typed: Option<&Typed>,
    problems: &Problems,
) -> Result<Page, Stop> {
    let (reading, opened) = access::open(site, who.actor(), ask)?;
    if !opened.hosts() {
        return Err(Stop::NotFound);
    }
    drop(reading);
    let known = Known::of(site, who, opened.id).await?;
    if known.sees == Sees::Envelope {
        return Err(words::refused(policy::RefusedWhy::NotYours, &site.office));
    }
    if !opened.parties.read {
        let _ = moves::submit::<Answering>(site, who.actor(), opened.id, None, Move::Read, None).await;
    }
    let (reading, opened) = access::open(site, who.actor(), ask)?;
    let service = directory::service(&reading, opened.service()).map_err(fault("reading a service"))?;
    let by_telephone = service.is_some_and(|of| matches!(of.service.offering, Offering::ByTelephone { .. }));
    let times = free(&reading, opened.service(), site.journal.now())?;
    let from = access::named(&reading, opened.parties.sender)?;
    let name = known.written().map(|written| written.text("name").to_owned()).filter(|name| !name.is_empty());
    let who_is = name.unwrap_or_else(|| format!("ask {}", opened.sent.reference));
    let fields = known.written().map(|written| written.fields).unwrap_or_default();
    let pairs = fields.iter().map(|(field, text)| (field.as_str(), text.as_str()));
    let rows = if known.sees == Sees::Contents {
        contents::rows(pairs, opened.today)
    } else {
        contents::booking_rows(pairs, opened.today)
    };
    let empty = Typed::default();
    let typed = typed.unwrap_or(&empty);
    Ok(Page::new(format!("Offer times: {who_is}"))
        .caption(words::method(&opened.sent.method))
        .now("Tick two times on different days, at least two working days ahead, unless she takes sooner.")
        .audience(format!("You, your colleagues who see her, and {}. This look is on record.", from.name))
        .part("/inbox")
        .back("/inbox")
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(format!("{}/offer", opened.path())) novalidate {
                (token)
                input type="hidden" name="version" value=(opened.version.0);
                (tick_list(&times, typed, problems))
                (telephone(typed, problems, by_telephone || times.is_empty()))
                (Button::new(if is_new(&opened) { "Accept and offer" } else { "Offer" }))
            }
            @if !rows.is_empty() { (Details::new("What is known of her", html! { (SummaryList::new(rows.clone())) })) }
            p { a href=(opened.path()) { "Open the whole ask" } ", to decline it, ask a question or pass it on" }
        }))
}

fn is_new(opened: &Opened) -> bool {
    matches!(opened.folded.course.life().state, LifeState::Sent | LifeState::Redirected)
}

fn tick_list(times: &[(SlotId, Moment)], typed: &Typed, problems: &Problems) -> Markup {
    let choices = times.iter().map(|(id, at)| Choice::new(id.to_string(), at.in_words())).collect::<Vec<_>>();
    html! {
        @if !choices.is_empty() {
            (Checkboxes::new("slot", "Free times", choices.clone()).small(true).values(typed.all("slot")).error_message(problems.of("slot")))
        }
    }
}

fn telephone(typed: &Typed, problems: &Problems, open: bool) -> Markup {
    let input = |field: &str, label: &str| {
        Input::new(field, label)
            .kind("datetime-local")
            .value(typed.text(field))
            .error_message(problems.of(field))
    };
    let open = open || typed.word("time1").is_some() || typed.word("time2").is_some();
    html! {
        (Details::new("Other times, agreed by telephone", html! {
            (input("time1", "First time"))
            (input("time2", "Second time"))
        }).open(open))
    }
}

/// The times that were ticked or written; what is wrong with them beside the form.
pub(crate) fn chosen(
    reading: &Reading,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Vec<Offered>, Stop> {
    const AT: Query =
        Query { name: "referrals.time-of-slot", sql: "select at from directory_slot where id = ?1" };
    let mut found = Vec::new();
    for text in typed.all("slot") {
        let Ok(slot) = text.parse::<SlotId>() else { continue };
        let row = reading.first(&AT, &[slot.into()]).map_err(fault("reading a time"))?;
        if let Some(at) = row.map(|row| row.get::<Moment>(0)).transpose().map_err(fault("reading a time"))? {
            found.push(Offered { slot: Some(slot), at });
        }
    }
    for field in ["time1", "time2"] {
        if typed.word(field).is_some()
            && let Some(at) = problems.parse::<Moment>(typed, field, "Give the day and the time")
        {
            found.push(Offered { slot: None, at });
        }
    }
    if found.is_empty() {
        problems.add("slot", "Tick at least one time; two on different days make a fair offer");
    }
    Ok(found)
}

async fn offer(
    who: SignedIn,
    token: FormToken,
    Path(ask): Path<String>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let (reading, opened) = access::open(&site, who.actor(), &ask)?;
    if !opened.hosts() {
        return Err(Stop::NotFound);
    }
    let mut problems = Problems::default();
    let slots = chosen(&reading, &typed, &mut problems)?;
    drop(reading);
    if !problems.is_empty() {
        return Ok(page(&site, &who, &token, &ask, Some(&typed), &problems).await?.into_response());
    }
    let what = Move::Offered { slots };
    let said = words::happened(&what);
    let mut seen = moves::seen(&typed);
    let mut done = Ok(());
    if is_new(&opened) {
        done = moves::submit::<Answering>(&site, who.actor(), opened.id, seen, Move::Accepted, None).await;
        // The form saw the version before its own acceptance.
        seen = seen.map(|version| Version(version.0 + 1));
    }
    if done.is_ok() {
        done = moves::submit::<Answering>(&site, who.actor(), opened.id, seen, what, None).await;
    }
    match done {
        Ok(()) => Ok(see_other(opened.path()).saying("The times were offered.").into_response()),
        Err(NotMade::Stop(stop)) => Err(stop),
        Err(NotMade::Refused(why)) => {
            problems.add("slot", words::not_moved(&why));
            Ok(page(&site, &who, &token, &ask, Some(&typed), &problems).await?.into_response())
        }
        Err(NotMade::Changed(now)) => Err(moves::conflict(&site, &who, &ask, &typed, now, &said, "offer")?),
    }
}
