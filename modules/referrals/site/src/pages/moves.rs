//! Moves of an ask, from the small forms on its page. A form carries the version that it was opened on: where somebody
//! else was quicker, both are shown and what was typed is kept.

use std::marker::PhantomData;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use journal::{NotDone, Version};
use kernel::{AskId, Day, OrgId, ServiceId};
use policy::Actor;
use referrals_rules::facts::v1::{Move, Offered, Written};
use web::{Conflict, ConflictField, FormToken, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{self, Opened};
use super::{ask, reasons, words};
use crate::Site;
use crate::acts::{
    Acknowledging, Answering, Deferring, Informing, MoveAsk, MoveRefused, Mover, Rerouting, Returning,
    Voiding, Withdrawing,
};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/asks/{ask}/move", post(make))
}

/// What came of a move.
pub(super) enum NotMade {
    /// A page that says so.
    Stop(Stop),
    /// A rule says no.
    Refused(MoveRefused),
    /// Somebody else was quicker.
    Changed(Version),
}

/// Submits a move in one of the ways of moving.
pub(super) async fn submit<M: Mover>(
    site: &Site,
    actor: &Actor,
    ask: AskId,
    seen: Option<Version>,
    what: Move,
    written: Option<Written>,
) -> Result<(), NotMade> {
    submit_on::<M>(site, actor, ask, seen, what, written, None).await
}

/// The same for what took effect on an earlier day.
pub(super) async fn submit_on<M: Mover>(
    site: &Site,
    actor: &Actor,
    ask: AskId,
    seen: Option<Version>,
    what: Move,
    written: Option<Written>,
    on: Option<Day>,
) -> Result<(), NotMade> {
    let act = MoveAsk::<M> { ask, seen, what, on, written, way: PhantomData };
    match site.journal.submit(actor, act).await {
        Ok(_) => Ok(()),
        Err(NotDone::NotAllowed(why)) => Err(NotMade::Stop(access::refused(site, &why))),
        Err(NotDone::AgainstTheRules(why)) => Err(NotMade::Refused(why)),
        Err(NotDone::Changed { now, .. }) => Err(NotMade::Changed(now)),
        Err(NotDone::KeyUsedForAnother) => Err(NotMade::Stop(Stop::NotFound)),
        Err(NotDone::Fault(why)) => Err(NotMade::Stop(Stop::fault("moving an ask", why))),
    }
}

/// The version that a form was opened on.
pub(super) fn seen(typed: &Typed) -> Option<Version> {
    typed.text("version").parse().ok().map(Version)
}

/// What was said in one field, sealed with the move.
pub(crate) fn said(field: &str, text: &str) -> Option<Written> {
    let text = text.trim();
    (!text.is_empty()).then(|| Written { fields: vec![(field.to_owned(), text.to_owned())] })
}

async fn make(
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let (reading, opened) = access::open(&site, who.actor(), &id)?;
    drop(reading);
    let mut problems = Problems::default();
    let Some((way, what, written)) = wanted(&typed, &opened, who.actor(), &mut problems) else {
        if problems.is_empty() {
            return Err(Stop::NotFound);
        }
        return Ok(ask::page(&site, &who, &token, &id, &typed, &problems).await?.into_response());
    };
    let words = words::happened(&what);
    let (actor, ask, seen) = (who.actor(), opened.id, seen(&typed));
    let done = match way {
        Way::Answering => submit::<Answering>(&site, actor, ask, seen, what, written).await,
        Way::Informing => submit::<Informing>(&site, actor, ask, seen, what, written).await,
        Way::Rerouting => submit::<Rerouting>(&site, actor, ask, seen, what, written).await,
        Way::Deferring => submit::<Deferring>(&site, actor, ask, seen, what, written).await,
        Way::Withdrawing => submit::<Withdrawing>(&site, actor, ask, seen, what, written).await,
        Way::Returning => submit::<Returning>(&site, actor, ask, seen, what, written).await,
        Way::Voiding => submit::<Voiding>(&site, actor, ask, seen, what, written).await,
        Way::Acknowledging => submit::<Acknowledging>(&site, actor, ask, seen, what, written).await,
    };
    match done {
        // Whoever passed it on is no longer party to it: back to the list.
        Ok(()) if matches!(way, Way::Answering) && typed.text("move") == "redirect" && !opened.sends() => {
            Ok(see_other("/inbox").saying("The ask was passed on.").into_response())
        }
        Ok(()) => Ok(see_other(opened.path()).saying("Recorded.").into_response()),
        Err(NotMade::Stop(stop)) => Err(stop),
        Err(NotMade::Refused(why)) => {
            problems.add(typed.text("move"), words::not_moved(&why));
            Ok(ask::page(&site, &who, &token, &id, &typed, &problems).await?.into_response())
        }
        Err(NotMade::Changed(now)) => Err(conflict(&site, &who, &id, &typed, now, &words, "move")?),
    }
}

/// Both versions, and what was typed, to be sent again on the newer one.
pub(super) fn conflict(
    site: &Site,
    who: &SignedIn,
    id: &str,
    typed: &Typed,
    now: Version,
    yours: &str,
    form: &str,
) -> Result<Stop, Stop> {
    let (reading, opened) = access::open(site, who.actor(), id)?;
    let steps = ask::steps(&reading, opened.id)?;
    let (by_whom, theirs) = match steps.last() {
        Some(step) => {
            let org = access::named(&reading, step.org)?;
            (format!("{} at {}", org.name, step.at.time_in_words()), words::happened(&step.what))
        }
        None => (String::new(), String::new()),
    };
    let typed = typed
        .pairs()
        .iter()
        .map(|(field, text)| {
            (field.clone(), if field == "version" { now.0.to_string() } else { text.clone() })
        })
        .collect();
    Ok(Stop::Conflict(Box::new(Conflict {
        what: "this ask".to_owned(),
        by_whom,
        fields: vec![ConflictField { label: "What was done".to_owned(), theirs, yours: yours.to_owned() }],
        action: format!("{}/{form}", opened.path()),
        page: opened.path(),
        typed,
    })))
}

#[derive(Clone, Copy)]
pub(crate) enum Way {
    Answering,
    Informing,
    Rerouting,
    Deferring,
    Withdrawing,
    Returning,
    Voiding,
    Acknowledging,
}

pub(crate) type Wanted = (Way, Move, Option<Written>);

/// The move that a form asks for; what is wrong with it beside its fields.
pub(crate) fn wanted(
    typed: &Typed,
    opened: &Opened,
    actor: &Actor,
    problems: &mut Problems,
) -> Option<Wanted> {
    let name = typed.text("move");
    let note = said("note", typed.text("note"));
    // A reason stands on the open envelope, so it is a code of the list and never somebody's words; those go into the note.
    let reason = |problems: &mut Problems, field: &str| {
        let code = problems.need(typed, field, "Choose a reason").map(str::to_owned)?;
        let known = reasons::of(field).iter().any(|(of, _)| *of == code);
        if !known {
            problems.add(field, "Choose a reason of the list");
        }
        known.then_some(code)
    };
    let day = |problems: &mut Problems, field: &str, words: &str| problems.parse::<Day>(typed, field, words);
    let booked = || opened.folded.booked.map(|(_, at)| at.day());
    Some(match name {
        "accept" => (Way::Answering, Move::Accepted, None),
        "question" => {
            let text = problems.need(typed, "question", "Write which item, and the question")?;
            (Way::Answering, Move::NeedsInfo, said("question", text))
        }
        "answer" => {
            let text = problems.need(typed, "answer", "Write the answer")?;
            (Way::Informing, Move::InfoGiven, said("answer", text))
        }
        "decline" => {
            let why = reason(problems, "decline_reason");
            let seat = typed.word("talk_to").and_then(|text| text.parse().ok()).unwrap_or(actor.seat);
            (Way::Answering, Move::Declined { reason: why?, talk_to: seat }, note)
        }
        "redirect" => {
            let to = problems.need(typed, "to", "Choose a host").and_then(to_host);
            let why = reason(problems, "redirect_reason");
            let (to, service) = to?;
            let way = if opened.hosts() { Way::Answering } else { Way::Rerouting };
            (way, Move::Redirected { to, service, reason: why? }, note)
        }
        "book" => {
            let slot = problems.need(typed, "slot", "Choose the time that she chose")?;
            let slot = offered(opened, slot)?;
            (Way::Answering, Move::Booked { slot: slot.slot, at: slot.at, by_person: false }, note)
        }
        "declined-times" => {
            let from = day(problems, "times_from", "Give the day from which she can come")?;
            let mut declined: Vec<Day> = opened.folded.offered.iter().map(|slot| slot.at.day()).collect();
            declined.dedup();
            (Way::Answering, Move::WaitingPatient { declined, available_from: from }, note)
        }
        "host-cancel" => {
            let why = reason(problems, "cancel_reason");
            (Way::Answering, Move::HostCancelled { day: booked()?, reason: why? }, note)
        }
        "patient-cancel" => {
            let from = day(problems, "cancel_from", "Give the day from which she can come")?;
            (Way::Answering, Move::PatientCancelled { day: booked()?, available_from: from }, note)
        }
        "missed" => {
            let recontact = match typed.word("recontact") {
                Some(_) => Some(day(problems, "recontact", "Give the day you were in touch again")?),
                None => None,
            };
            (Way::Answering, Move::DidNotAttend { day: booked()?, recontact }, note)
        }
        "defer" => {
            let why = reason(problems, "defer_reason");
            let review = day(problems, "review_on", "Give the day on which it is looked at again");
            (Way::Deferring, Move::Deferred { reason: why?, review_on: review? }, note)
        }
        "fit-to-proceed" => (Way::Deferring, Move::FitToProceed, note),
        "withdraw" => {
            let why = reason(problems, "withdraw_reason");
            let by_person = typed.text("by_person") == "yes";
            (Way::Withdrawing, Move::Withdrawn { reason: why?, by_person }, note)
        }
        "return" => (Way::Returning, Move::Returned { reason: reason(problems, "return_reason")? }, note),
        "void" => (Way::Voiding, Move::Void { reason: reason(problems, "void_reason")? }, None),
        "acknowledge" => (Way::Acknowledging, Move::Closed { by_time: false }, None),
        _ => return None,
    })
}

/// A host as a form sends it: the organisation and its service.
fn to_host(text: &str) -> Option<(OrgId, ServiceId)> {
    let (org, service) = text.split_once('/')?;
    Some((org.parse().ok()?, service.parse().ok()?))
}

/// The offered slot of that place in the list.
fn offered(opened: &Opened, text: &str) -> Option<Offered> {
    let place: usize = text.parse().ok()?;
    opened.folded.offered.get(place).copied()
}
