//! A result handed from one organisation to another: it stays with whoever asked for the test until the other accepts it,
//! and a declined one goes back to a named seat. A hand-over is an ask: the policies of asks hold.

use std::marker::PhantomData;

use directory_site::read as directory;
use fixit_site::acts::{MAIL, Message};
use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, NewJob, Party, Sealing};
use kernel::{Id, OrgId, SeatId};
use policy::{Actor, Permit, Subject};
use recalls_rules::facts::v1::{self, HandedMove, Looked, Person, Reason, key_of, kind};
use recalls_rules::{HandingRefused, Test};

use super::NothingAgainst;
use crate::results::{self, FAMILY, Line, stream};

/// A message to an organisation's shared inbox: it says that there is something, and nothing of it.
fn message(org: OrgId, template: &str, id: Id, now: kernel::Moment) -> Option<NewJob> {
    let message = Message {
        issue: None,
        specialty: None,
        org,
        template: template.to_owned(),
        path: format!("/results/{id}"),
    };
    serde_json::to_string(&message).ok().map(|body| NewJob { kind: MAIL, due: now, body })
}

/// Hands a result over.
pub struct HandOver {
    /// Its id, made when the form was shown.
    pub result: Id,
    /// What was tested.
    pub test: Test,
    /// Who is asked to take it.
    pub to: OrgId,
    /// The seat that a declined one goes back to.
    pub back_to: SeatId,
    /// Who it is about, what it says and what is to be done.
    pub person: Person,
    /// A clinician asked for the hand-over.
    pub ticked: bool,
}

/// Why a result was not handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOverRefused {
    /// There is no such organisation, or it is the hand-over's own.
    NoSuchOrganisation,
    /// It goes back to a seat of one's own organisation that has not ended.
    NoSuchSeat,
    /// The person has no name.
    NoName,
    /// It says nothing of the result or of what is to be done.
    NothingToDo,
}

/// What must be known to hand over.
pub struct Handing {
    there: bool,
    takes: bool,
    seat_fits: bool,
    agreement: Option<OrgId>,
}

impl Act for HandOver {
    const NAME: &'static str = "hand-over-result";
    const NEEDS: Permit = Permit::PlaceAsk;
    type State = Handing;
    type Refusal = HandOverRefused;
    type Answer = Id;

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Handing, Fault> {
        let today = from.now().day();
        let seat = directory::seat(from, self.back_to)?;
        Ok(Handing {
            there: from.version(&stream(self.result))?.0 > 0,
            takes: self.to != actor.org && directory::organisation(from, self.to)?.is_some(),
            seat_fits: seat.is_some_and(|seat| seat.org == actor.org && !seat.ended),
            agreement: directory::agreement_between(from, actor.org, self.to, FAMILY, today)?,
        })
    }

    fn subject(&self, state: &Handing, actor: &Actor) -> Subject {
        results::subject(actor, Some((actor.org, self.to)), state.agreement.is_some(), self.ticked)
    }

    fn decide(self, state: Handing, allowed: &Allowed<'_, Self>) -> Result<Draft<Id>, HandOverRefused> {
        if state.there {
            return Ok(allowed.draft(self.result));
        }
        let agreement = state.agreement.filter(|_| state.takes).ok_or(HandOverRefused::NoSuchOrganisation)?;
        if !state.seat_fits {
            return Err(HandOverRefused::NoSuchSeat);
        }
        if self.person.name.trim().is_empty() {
            return Err(HandOverRefused::NoName);
        }
        if self.person.why.trim().is_empty() {
            return Err(HandOverRefused::NothingToDo);
        }
        let from = allowed.actor().org;
        let fact = v1::Handed {
            test: self.test,
            from,
            back_to: self.back_to,
            to: self.to,
            agreement,
            on: allowed.now().day(),
        };
        let parties = [Party::Org(from), Party::Org(self.to)];
        let key = KeyName::Ask(key_of(self.result));
        let sealing = Sealing { key, parties: &parties, contents: &self.person };
        let mut draft =
            allowed.draft(self.result).sealed_fact(stream(self.result), kind::HANDED, &fact, &sealing);
        if let Some(job) = message(self.to, "result-handed", self.result, allowed.now()) {
            draft = draft.job(job);
        }
        Ok(draft)
    }
}

/// A side of a hand-over.
pub trait Side: Send + 'static {
    /// The act's stable name.
    const NAME: &'static str;
    /// The permit that it needs.
    const NEEDS: Permit;
    /// Whether this side makes such a move.
    fn makes(what: &HandedMove) -> bool;
}

/// Whoever is asked to take it.
pub struct Taking;

impl Side for Taking {
    const NAME: &'static str = "answer-result";
    const NEEDS: Permit = Permit::AnswerAsk;

    fn makes(what: &HandedMove) -> bool {
        matches!(what, HandedMove::Accepted | HandedMove::Declined | HandedMove::ActedOn)
    }
}

/// Whoever asked for the test.
pub struct Giving;

impl Side for Giving {
    const NAME: &'static str = "keep-result";
    const NEEDS: Permit = Permit::WithdrawAsk;

    fn makes(what: &HandedMove) -> bool {
        matches!(what, HandedMove::TakenBack | HandedMove::ActedOn)
    }
}

/// Moves a result. Each move may come from few states and from one side only, so a form that was opened before the other
/// side moved is refused by the rules: looks at a result stand on its stream and change nothing.
pub struct MoveResult<S> {
    /// The result.
    pub result: Id,
    /// The move.
    pub what: HandedMove,
    /// Why it is declined; sealed.
    pub why: String,
    /// The side that moves.
    pub side: PhantomData<fn(S)>,
}

/// Why a move was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultNotMoved {
    /// The rules of a hand-over say no.
    Rule(HandingRefused),
    /// The other side makes such a move.
    OtherSide,
    /// A result is declined with a reason.
    NoReason,
}

impl<S: Side> Act for MoveResult<S> {
    const NAME: &'static str = S::NAME;
    const NEEDS: Permit = S::NEEDS;
    type State = Option<Line>;
    type Refusal = ResultNotMoved;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Line>, Fault> {
        results::result(from, &self.result.to_string())
    }

    fn subject(&self, state: &Option<Line>, actor: &Actor) -> Subject {
        let of = state.as_ref().map(|line| (line.handed.from, line.handed.to));
        results::subject(actor, of, true, false)
    }

    fn decide(self, state: Option<Line>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ResultNotMoved> {
        let Some(line) = state.filter(|_| S::makes(&self.what)) else {
            return Err(ResultNotMoved::OtherSide);
        };
        line.folded().follow(&self.what, allowed.actor().org).map_err(ResultNotMoved::Rule)?;
        let at = stream(self.result);
        if self.what != HandedMove::Declined {
            return Ok(allowed.draft(()).fact(at, kind::HANDED_MOVED, &self.what));
        }
        if self.why.trim().is_empty() {
            return Err(ResultNotMoved::NoReason);
        }
        let parties = [Party::Org(line.handed.from), Party::Org(line.handed.to)];
        let reason = Reason { words: self.why };
        let sealing =
            Sealing { key: KeyName::Ask(key_of(self.result)), parties: &parties, contents: &reason };
        let mut draft = allowed.draft(()).sealed_fact(at, kind::HANDED_MOVED, &self.what, &sealing);
        if let Some(job) = message(line.handed.from, "result-declined", self.result, allowed.now()) {
            draft = draft.job(job);
        }
        Ok(draft)
    }
}

/// Looks at whom results are about: on record before a name is shown.
pub struct LookAtResults<const BOOKING: bool>(pub Vec<Id>);

impl<const BOOKING: bool> Act for LookAtResults<BOOKING> {
    const NAME: &'static str = if BOOKING { "look-at-result-booking" } else { "look-at-result" };
    const NEEDS: Permit = if BOOKING { Permit::SeeBookingPart } else { Permit::SeeContents };
    /// Whether the actor's organisation is a party to all of them.
    type State = bool;
    type Refusal = NothingAgainst;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<bool, Fault> {
        for id in &self.0 {
            let line = results::result(from, &id.to_string())?;
            if line.is_none_or(|line| line.handed.from != actor.org && line.handed.to != actor.org) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn subject(&self, own: &bool, actor: &Actor) -> Subject {
        results::subject(actor, own.then_some((actor.org, actor.org)), true, false)
    }

    fn decide(self, _own: bool, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, NothingAgainst> {
        let what = if BOOKING { "booking" } else { "contents" };
        let mut draft = allowed.draft(());
        for id in &self.0 {
            let fact = Looked { what: what.to_owned() };
            draft = draft.fact(stream(*id), kind::RESULT_LOOKED, &fact).opens(KeyName::Ask(key_of(*id)));
        }
        Ok(draft)
    }
}
