//! `/access-log/{ask}/{look}`: judging a break-glass; and which of them nobody has judged yet.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::{NotDone, Query, Reading};
use kernel::{AskId, Moment};
use maud::html;
use policy::Actor;
use web::components as nhs;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::fault;
use super::access_log::{HERE, Look, Titles, look, reading, whose};
use super::list::Orgs;
use crate::Site;
use crate::acts::{Review, ReviewRefused, Reviewed, reviews};

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/access-log/{ask}/{look}", get(one).post(judged))
}

/// The last judgement of a look, if there is one.
pub(super) fn judgement(reading: &Reading, of: &Look) -> Result<Option<(Reviewed, Moment)>, Stop> {
    let facts = reading.facts(&reviews(of.ask), None).map_err(fault("reading a review"))?;
    let mut found = None;
    for fact in facts {
        let reviewed: Reviewed = fact.envelope().map_err(fault("reading a review"))?;
        if reviewed.seq == of.seq && reviewed.nth == of.nth {
            found = Some((reviewed, fact.at));
        }
    }
    Ok(found)
}

/// The break-glass of an address, if the reader may see it.
fn opened(site: &Site, actor: &Actor, ask: &str, which: &str) -> Result<(Reading, Look), Stop> {
    let reading = reading(site, actor).map_err(|_| Stop::NotFound)?;
    let ask = ask.parse::<AskId>().map_err(|_| Stop::NotFound)?;
    let (seq, nth) = which.split_once('-').ok_or(Stop::NotFound)?;
    let number = |text: &str| text.parse::<i64>().map_err(|_| Stop::NotFound);
    let values = [ask.into(), number(seq)?.into(), number(nth)?.into(), whose(actor)];
    let row = reading.first(&ONE, &values).map_err(fault("reading a look"))?.ok_or(Stop::NotFound)?;
    let found = look(&row).map_err(fault("reading a look"))?;
    Ok((reading, found))
}

const ONE: Query = Query {
    name: "referrals.one-break-glass",
    sql: "select l.ask, l.seq, l.nth, l.at, l.seat, l.org, l.what, l.why, a.reference
          from referral_look l join referral_ask a on a.id = l.ask
          where l.ask = ?1 and l.seq = ?2 and l.nth = ?3 and l.what = 'break-glass'
          and (?4 is null or ?4 in (a.sender, a.host, a.sender_now, a.host_now))",
};

fn page(
    reading: &Reading,
    token: &FormToken,
    of: &Look,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, Stop> {
    let mut titles = Titles::new(reading);
    let mut orgs = Orgs::new(reading);
    let before = judgement(reading, of)?;
    let was =
        vec![nhs::Choice::new("right", "Yes, it was right"), nhs::Choice::new("wrong", "No, it was wrong")];
    let rows = vec![
        nhs::Row::new("Ask", html! { a href={ "/asks/" (of.ask) } { (of.reference) } }),
        nhs::Row::new("Seat", titles.of(of.seat)?),
        nhs::Row::new("Organisation", orgs.of(of.org)?.name),
        nhs::Row::new("When", of.at.in_words()),
        nhs::Row::new("The reason they typed", of.why.as_str()),
    ];
    Ok(Page::new("Was it right to break the glass?")
        .caption(of.reference.as_str())
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
            form method="post" action={ "/access-log/" (of.ask) "/" (of.seq) "-" (of.nth) } novalidate {
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
        match site.journal.submit(who.actor(), Review { ask: look.ask, reviewed }).await {
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

const BROKEN: Query = Query {
    name: "referrals.break-glasses",
    sql: "select l.ask, l.seq, l.nth, l.at, l.seat, l.org, l.what, l.why, a.reference
          from referral_look l join referral_ask a on a.id = l.ask
          where l.what = 'break-glass' and (?1 is null or ?1 in (a.sender, a.host, a.sender_now, a.host_now))
          order by l.at desc, l.seq, l.nth limit 50",
};

/// The address and the reference of each break-glass that waits for a judgement which is not the reader's own doing.
pub(super) fn waiting(site: &Site, actor: &Actor) -> Result<Vec<(String, String)>, Stop> {
    let reading = reading(site, actor)?;
    let rows = reading.rows(&BROKEN, &[whose(actor)]).map_err(fault("reading break-glasses"))?;
    let mut found = Vec::new();
    for row in &rows {
        let of = look(row).map_err(fault("reading a break-glass"))?;
        if of.seat != actor.seat && judgement(&reading, &of)?.is_none() {
            found.push((format!("{HERE}/{}/{}-{}", of.ask, of.seq, of.nth), of.reference));
        }
    }
    Ok(found)
}
