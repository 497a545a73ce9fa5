//! An event on an ask: the move of the page, made by a system. It states the version it was decided on.

use std::marker::PhantomData;

use api::{Answer, Body, Caller, Kind, Operation, Problem, Repeat, schema_of};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method};
use directory_site::read as directory;
use journal::{NotDone, Reading, Version};
use kernel::{Day, SeatId};
use policy::{Actor, Permit};
use referrals_rules::facts::v1::{Move, Written};
use referrals_rules::request::copy_out::Host;
use schemars::JsonSchema;
use serde::Serialize;
use web::Problems;

use super::event::{self, Event, NAMES, Posted};
use super::place::{key, submission};
use super::refusals::{self, of_stop};
use super::{show, shown};
use crate::Site;
use crate::acts::{
    Acknowledging, Answering, Deferring, Fitting, Informing, MoveAsk, Mover, PassOnMove, Rerouting,
    Returning, Voiding, Withdrawing,
};
use crate::pages::access::{self, Opened};
use crate::pages::ask::{Known, steps};
use crate::pages::moves::{self, Way};
use crate::pages::{fit, offer};

/// What came of an event.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Recorded {
    /// The ask.
    id: String,
    /// The state that it led to.
    state: String,
    /// The version after it: what the next event states.
    version: i64,
}

pub(super) fn operation() -> Operation {
    Operation {
        method: Method::POST,
        path: "/api/asks/{ask}/events",
        id: "postEvent",
        title: "Make a move on an ask",
        says: "Every move that your organisation may make, by the names of the “clock” command. It states the version of the \
               ask on which it was decided: where somebody was quicker, the answer is 409 with what the ask is now. A \
               clinical move names the clinician’s seat that stands behind it. Everybody who must know is told.",
        parameters: vec![show::id(), key(false)],
        body: Some((schema_of::<Posted>, event::examples())),
        answers: vec![
            Answer { status: 200, says: "Recorded, and on disk.", schema: Some(schema_of::<Recorded>) },
            Answer { status: 400, says: "The body is no JSON object.", schema: None },
            Answer { status: 401, says: "No token that is taken.", schema: None },
            Answer { status: 403, says: "A system’s token does not do this on this ask.", schema: None },
            Answer {
                status: 404,
                says: "No such ask, or not your organisation’s: the answer is the same.",
                schema: None,
            },
            Answer {
                status: 409, says: "It has changed since: “current” is what it is now.", schema: None
            },
            Answer { status: 413, says: "More than 65,536 bytes.", schema: None },
            Answer { status: 415, says: "Not announced as JSON.", schema: None },
            Answer {
                status: 422,
                says: "Fields that cannot be taken, each named; a rule that says no; a key used for another request.",
                schema: None,
            },
        ],
    }
}

pub(super) async fn post(
    Caller(actor): Caller,
    Path(id): Path<String>,
    State(site): State<Site>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Recorded>, Problem> {
    // Whether it is there is asked before anything is said about what was sent.
    let (reading, opened) = access::open(&site, &actor, &id).map_err(of_stop)?;
    drop(reading);
    let repeat = Repeat::read(&headers, &format!("POST /api/asks/{}/events", opened.id), &body.bytes)?;
    let posted = Posted::read(body.object)?;
    let clinician = clinician(&posted)?;
    let making = Making { site: &site, actor: &actor, opened: &opened, clinician };
    let made = making.read(&posted.event).await;
    let made = match made {
        Ok(made) => made,
        // What was decided on an older version may no longer make sense: then the version is what is wrong.
        Err(problem) if Version(posted.version) != opened.version && repeat.is_none() => {
            drop(problem);
            return Err(making.changed().await);
        }
        Err(problem) => return Err(problem),
    };
    making.submit(made, Version(posted.version), repeat).await
}

fn clinician(posted: &Posted) -> Result<Option<SeatId>, Problem> {
    let Some(text) = &posted.clinician else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        Problem::new(Kind::FieldsWrong).field("clinician", "not the id of a seat of your organisation")
    })
}

/// A move that was read, not yet made.
struct Made {
    way: Way,
    fitting: bool,
    what: Move,
    written: Option<Written>,
    on: Option<Day>,
}

struct Making<'a> {
    site: &'a Site,
    actor: &'a Actor,
    opened: &'a Opened,
    clinician: Option<SeatId>,
}

impl Making<'_> {
    /// From the event to the move, by the forms of the pages.
    async fn read(&self, event: &Event) -> Result<Made, Problem> {
        let (name, fields) = event.form();
        let mut pairs: Vec<(String, String)> =
            fields.into_iter().map(|(field, text)| (field.to_owned(), text)).collect();
        pairs.push(("move".to_owned(), name.to_owned()));
        let mut problems = Problems::default();
        let made = match event {
            Event::Read {} => Some((Way::Answering, Move::Read, None)),
            Event::Offered { slots } => return self.offered(slots),
            Event::Fitted { .. } | Event::NotFitted { .. } => return self.fitted(name, pairs).await,
            Event::Booked { slot, at } => {
                pairs.push(("slot".to_owned(), self.place_of(slot.as_deref(), at.as_deref())?));
                moves::wanted(&refusals::typed(pairs), self.opened, self.actor, &mut problems)
            }
            Event::Declined { talk_to, .. } => {
                self.own_seat(talk_to)?;
                moves::wanted(&refusals::typed(pairs), self.opened, self.actor, &mut problems)
            }
            Event::NeedsInfo { .. }
            | Event::InfoGiven { .. }
            | Event::Accepted {}
            | Event::Redirected { .. }
            | Event::WaitingPatient { .. }
            | Event::HostCancelled { .. }
            | Event::PatientCancelled { .. }
            | Event::Dna { .. }
            | Event::Deferred { .. }
            | Event::FitToProceed {}
            | Event::Withdrawn { .. }
            | Event::Returned { .. }
            | Event::Acknowledged {}
            | Event::Void { .. } => {
                moves::wanted(&refusals::typed(pairs), self.opened, self.actor, &mut problems)
            }
        };
        let Some((way, what, written)) = made.filter(|_| problems.is_empty()) else {
            if problems.is_empty() {
                return Err(Problem::new(Kind::AgainstTheRules).rule("life-of-an-ask").detail(
                    "This event does not fit what the ask is now: nothing is booked or offered that it could be about.",
                ));
            }
            return Err(refusals::fields(&problems, NAMES));
        };
        Ok(Made { way, fitting: false, what, written, on: None })
    }

    fn reading(&self) -> Result<Reading, Problem> {
        access::own(self.site, self.actor, Permit::SeeEnvelope).map_err(of_stop)
    }

    fn offered(&self, slots: &[event::Time]) -> Result<Made, Problem> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut problem = Problem::new(Kind::FieldsWrong);
        let mut by_telephone = 0_usize;
        for (nth, time) in slots.iter().enumerate() {
            match (&time.slot, &time.at) {
                (Some(slot), None) if slot.parse::<kernel::SlotId>().is_ok() => {
                    pairs.push(("slot".to_owned(), slot.clone()));
                }
                (None, Some(at)) if at.parse::<kernel::Moment>().is_ok() && by_telephone < 2 => {
                    by_telephone += 1;
                    pairs.push((format!("time{by_telephone}"), at.clone()));
                }
                (None, Some(_)) if by_telephone >= 2 => {
                    problem =
                        problem.field(format!("slots[{nth}]"), "at most two times are agreed by telephone");
                }
                _ => {
                    let why = "send “slot”, the id of a free slot, or “at”, a time as in 2025-03-11T10:00";
                    problem = problem.field(format!("slots[{nth}]"), why);
                }
            }
        }
        if !problem.errors().is_empty() {
            return Err(problem);
        }
        let named = pairs.len();
        let mut problems = Problems::default();
        let found =
            offer::chosen(&self.reading()?, &refusals::typed(pairs), &mut problems).map_err(of_stop)?;
        if !problems.is_empty() {
            return Err(refusals::fields(&problems, NAMES));
        }
        if found.len() != named {
            return Err(Problem::new(Kind::FieldsWrong)
                .field("slots", "one is no slot of this place: take free ones of your own session"));
        }
        let what = Move::Offered { slots: found };
        Ok(Made { way: Way::Answering, fitting: false, what, written: None, on: None })
    }

    /// The place of a time among those that stand offered.
    fn place_of(&self, slot: Option<&str>, at: Option<&str>) -> Result<String, Problem> {
        let at = at.and_then(|text| text.parse::<kernel::Moment>().ok());
        let found = self.opened.folded.offered.iter().position(|of| match (slot, at) {
            (Some(slot), _) => of.slot.is_some_and(|known| known.to_string() == slot),
            (None, Some(at)) => of.at == at,
            (None, None) => false,
        });
        found.map(|place| place.to_string()).ok_or_else(|| {
            Problem::new(Kind::FieldsWrong)
                .field("slot", "not among the times that stand offered: see “offered”")
        })
    }

    /// Whoever may be talked to is a seat of the caller's own organisation.
    fn own_seat(&self, seat: &str) -> Result<(), Problem> {
        let wrong =
            || Problem::new(Kind::FieldsWrong).field("talk_to", "not a seat of your own organisation");
        let seat: SeatId = seat.parse().map_err(|_| wrong())?;
        let known =
            directory::seat(&self.reading()?, seat).map_err(|why| Problem::fault("reading a seat", why))?;
        known.filter(|known| known.org == self.actor.org && !known.ended).map(|_| ()).ok_or_else(wrong)
    }

    /// The record of a fitting: read with her date of birth, so that the look is on record.
    async fn fitted(&self, name: &str, pairs: Vec<(String, String)>) -> Result<Made, Problem> {
        let (site, opened) = (self.site, self.opened);
        if !opened.hosts() {
            return Err(Problem::new(Kind::NotYours).detail("The host records what was fitted."));
        }
        let known = Known::of_actor(site, self.actor, opened.id).await.map_err(of_stop)?;
        let fault = |why| Problem::fault("reading a service", why);
        let reading = self.reading()?;
        let named = access::named(&reading, opened.parties.host).map_err(of_stop)?;
        let service = directory::service(&reading, opened.service()).map_err(fault)?;
        let (service, telephone) =
            service.map_or((named.name, named.telephone), |of| (of.service.name, of.service.telephone));
        let seat = match self.clinician {
            Some(seat) => directory::seat(&reading, seat).map_err(fault)?.map(|seat| seat.title),
            None => None,
        };
        let seat = seat.unwrap_or_default();
        let host = Host { name: &service, telephone: &telephone, seat: &seat };
        let typed = refusals::typed(pairs);
        let mut problems = Problems::default();
        let made = match name {
            "fitted" => fit::fitted(&typed, opened, &known, &host, &mut problems),
            _ => fit::not_fitted(&typed, opened, &host, &mut problems),
        };
        let (what, written, on) = made.ok_or_else(|| refusals::fields(&problems, NAMES))?;
        Ok(Made { way: Way::Answering, fitting: true, what, written: Some(written), on: Some(on) })
    }

    async fn submit(
        &self,
        made: Made,
        seen: Version,
        repeat: Option<Repeat>,
    ) -> Result<Json<Recorded>, Problem> {
        if made.fitting {
            return self.by::<Fitting>(made, seen, repeat).await;
        }
        match made.way {
            Way::Answering => self.by::<Answering>(made, seen, repeat).await,
            Way::Informing => self.by::<Informing>(made, seen, repeat).await,
            Way::Rerouting => self.by::<Rerouting>(made, seen, repeat).await,
            Way::Deferring => self.by::<Deferring>(made, seen, repeat).await,
            Way::Withdrawing => self.by::<Withdrawing>(made, seen, repeat).await,
            Way::Returning => self.by::<Returning>(made, seen, repeat).await,
            Way::Voiding => self.by::<Voiding>(made, seen, repeat).await,
            Way::Acknowledging => self.by::<Acknowledging>(made, seen, repeat).await,
        }
    }

    async fn by<M: Mover>(
        &self,
        made: Made,
        seen: Version,
        repeat: Option<Repeat>,
    ) -> Result<Json<Recorded>, Problem> {
        let written = self.signed(made.written)?;
        let of = MoveAsk::<M> {
            ask: self.opened.id,
            seen: Some(seen),
            what: made.what,
            on: made.on,
            written,
            way: PhantomData,
        };
        let act = PassOnMove { of, clinician: self.clinician };
        match self.site.journal.submit_as(self.actor, act, submission(repeat)).await {
            Ok(done) => Ok(Json(Recorded {
                id: self.opened.id.to_string(),
                state: done.answer.state,
                version: done.answer.version,
            })),
            Err(NotDone::AgainstTheRules(why)) => Err(refusals::not_moved(&why)),
            Err(NotDone::NotAllowed(why)) => Err(refusals::of_policy(self.site, &why)),
            Err(NotDone::KeyUsedForAnother) => Err(Problem::new(Kind::KeyUsed)),
            Err(NotDone::Changed { .. }) => Err(self.changed().await),
            Err(NotDone::Fault(why)) => Err(Problem::fault("moving an ask", why)),
        }
    }

    /// What is sealed with the move names the clinician who stands behind it.
    fn signed(&self, written: Option<Written>) -> Result<Option<Written>, Problem> {
        let Some(seat) = self.clinician else { return Ok(written) };
        let found =
            directory::seat(&self.reading()?, seat).map_err(|why| Problem::fault("reading a seat", why))?;
        let mut written = written.unwrap_or_default();
        if let Some(seat) = found {
            written.fields.push(("clinician".to_owned(), seat.title));
        }
        Ok(Some(written))
    }

    /// It is not what the caller thinks: what it is now, without what is about the person.
    async fn changed(&self) -> Problem {
        let now = || -> Result<serde_json::Value, web::Stop> {
            let (reading, opened) = access::open(self.site, self.actor, &self.opened.id.to_string())?;
            let steps = steps(&reading, opened.id)?;
            let ask = shown::ask(&reading, &opened, &steps, None)?;
            serde_json::to_value(ask).map_err(|why| web::Stop::fault("showing an ask", why))
        };
        match now() {
            Ok(now) => Problem::new(Kind::Changed).current(now),
            // Passed on meanwhile: it is not there any more.
            Err(stop) => of_stop(stop),
        }
    }
}
