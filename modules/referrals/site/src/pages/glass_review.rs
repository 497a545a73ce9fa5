//! `/access-log/{record}/{look}`: judging a break-glass; and which of them nobody has judged yet.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::{NotDone, Reading};
use kernel::{Id, Moment, OrgId};
use maud::html;
use policy::{Actor, OrgKind};
use web::components as nhs;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::fault;
use super::access_log::{HERE, Titles, reading};
use super::list::Orgs;
use crate::Site;
use crate::acts::{Broken, Review, ReviewRefused, Reviewed, broken, reviews};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/access-log/{record}/{look}", get(one).post(judged))
}

/// The last judgement of a look, if there is one.
pub(super) fn judgement(
    reading: &Reading,
    (record, seq, nth): (Id, i64, i64),
) -> Result<Option<(Reviewed, Moment)>, Stop> {
    let facts = reading.facts(&reviews(record), None).map_err(fault("reading a review"))?;
    let mut found = None;
    for fact in facts {
        let reviewed: Reviewed = fact.envelope().map_err(fault("reading a review"))?;
        if reviewed.seq == seq && reviewed.nth == nth {
            found = Some((reviewed, fact.at));
        }
    }
    Ok(found)
}

/// Whose break-glasses the reader sees: the place's guardian all of them.
fn party(actor: &Actor) -> Option<OrgId> {
    (actor.org_kind != OrgKind::PlaceOffice).then_some(actor.org)
}

/// The break-glass of an address, if the reader may see it.
fn opened(site: &Site, actor: &Actor, record: &str, which: &str) -> Result<(Reading, Broken), Stop> {
    let reading = reading(site, actor).map_err(|_| Stop::NotFound)?;
    let record = record.parse::<Id>().map_err(|_| Stop::NotFound)?;
    let (seq, nth) = which.split_once('-').ok_or(Stop::NotFound)?;
    let number = |text: &str| text.parse::<i64>().map_err(|_| Stop::NotFound);
    let look = (record, number(seq)?, number(nth)?);
    let found = broken(&reading, party(actor), Some(look)).map_err(fault("reading a look"))?;
    Ok((reading, found.into_iter().next().ok_or(Stop::NotFound)?))
}

fn page(
    reading: &Reading,
    token: &FormToken,
    of: &Broken,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let mut titles = Titles::new(reading);
    let mut orgs = Orgs::new(reading);
    let before = judgement(reading, (of.record, of.seq, of.nth))?;
    let was =
        vec![nhs::Choice::new("right", "Yes, it was right"), nhs::Choice::new("wrong", "No, it was wrong")];
    let rows = vec![
        nhs::Row::new("Record", html! { a href={ (of.address) (of.record) } { (of.called) } }),
        nhs::Row::new("Seat", titles.of(of.seat)?),
        nhs::Row::new("Organisation", orgs.of(of.org)?.name),
        nhs::Row::new("When", of.at.in_words()),
        nhs::Row::new("The reason they typed", of.why.as_str()),
    ];
    Ok(Page::new("Was it right to break the glass?")
        .caption(of.called.as_str())
        .now("Say whether it was right, and why.")
        .audience("guardians of both organisations and of the place")
        .part(HERE)
        .back(HERE)
        .errors(problems.summary())
        .body(html! {
            (nhs::SummaryList::new(rows))
            @if let Some((reviewed, at)) = before {
                (nhs::InsetText::new(format!("Reviewed {}: it was {}. {}", at.in_words(), if reviewed.right { "right" } else { "wrong" }, reviewed.why)))
            }
            form method="post" action={ "/access-log/" (of.record) "/" (of.seq) "-" (of.nth) } novalidate {
                (token)
                (nhs::Radios::new("right", "Was it right?", was).value(typed.text("right")).error_message(problems.of("right")))
                (nhs::Textarea::new("why", "Why").hint("Name nobody. Ten letters or more.").value(typed.text("why")).error_message(problems.of("why")))
                (nhs::Button::new("Record the review"))
            }
        }))
}

async fn one(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((ask, which)): Path<(String, String)>,
) -> Result<Page, Stop> {
    let (reading, look) = opened(&site, who.actor(), &ask, &which)?;
    page(&reading, &token, &look, &Typed::default(), &Problems::default())
}

async fn judged(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path((ask, which)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Stop> {
    let look = opened(&site, who.actor(), &ask, &which)?.1;
    let mut problems = Problems::default();
    let right = typed.text("right");
    if !["right", "wrong"].contains(&right) {
        problems.add("right", "Choose whether it was right");
    }
    if typed.word("why").is_none_or(|why| why.chars().count() < 10) {
        problems.add("why", "Say why, in ten letters or more");
    }
    if problems.is_empty() {
        let why = typed.text("why").trim().to_owned();
        let reviewed = Reviewed { seq: look.seq, nth: look.nth, right: right == "right", why };
        match site.journal.submit(who.actor(), Review { record: look.record, reviewed }).await {
            Ok(_) => return Ok(see_other(HERE).saying("The review is recorded.").into_response()),
            Err(NotDone::AgainstTheRules(ReviewRefused::ReasonTooShort)) => {
                problems.add("why", "Say why, in ten letters or more");
            }
            Err(NotDone::AgainstTheRules(ReviewRefused::NotBroken)) => return Err(Stop::NotFound),
            Err(NotDone::NotAllowed(_)) => {
                problems.add("right", "Nobody judges their own look: ask another guardian");
            }
            Err(NotDone::Fault(why)) => return Err(Stop::fault("recording a review", why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
        }
    }
    let (reading, look) = opened(&site, who.actor(), &ask, &which)?;
    Ok(page(&reading, &token, &look, &typed, &problems)?.into_response())
}

/// The address and the name of each break-glass that waits for a judgement which is not the reader's own doing.
pub(super) fn waiting(site: &Site, actor: &Actor) -> Result<Vec<(String, String)>, Stop> {
    let reading = reading(site, actor)?;
    let mut found = Vec::new();
    for of in broken(&reading, party(actor), None).map_err(fault("reading break-glasses"))? {
        if of.seat != actor.seat && judgement(&reading, (of.record, of.seq, of.nth))?.is_none() {
            found.push((format!("{HERE}/{}/{}-{}", of.record, of.seq, of.nth), of.called));
        }
    }
    Ok(found)
}
