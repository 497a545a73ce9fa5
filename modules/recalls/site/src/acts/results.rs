//! A result handed from one organisation to another: it stays with whoever asked for the test until the other accepts it,
//! and a declined one goes back to a named seat. A hand-over is an ask: the policies of asks hold.

use std::marker::PhantomData;

use directory_site::read as directory;
use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, NewJob, Party, Sealing};
use kernel::{Id, OrgId, SeatId};
use policy::{Actor, Permit, Subject};
use recalls_rules::facts::v1::{self, HandedMove, Person, PersonRefused, Reason, is_fit, key_of, kind};
use recalls_rules::{HandingRefused, Test};

use super::told;
use super::ways::Way;
use crate::look_up;
use crate::results::{self, FAMILY, Line, stream};

/// A letter to one side of a hand-over.
fn letter(org: OrgId, template: &str, result: Id, now: kernel::Moment) -> Option<NewJob> {
    told::letter(org, None, template, format!("/results/{result}"), now)
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
    /// Whom it is about cannot be written down so.
    Person(PersonRefused),
    /// The id is another record's: no form of ours brought it.
    IdTaken,
    /// It says nothing of the result or of what is to be done.
    NothingToDo,
}

/// What must be known to hand over.
pub struct Handing {
    there: bool,
    taken: bool,
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
            there: from.version(&stream(self.result))?.0 > 0
                && look_up::is_about(from, &self.result.to_string(), actor.org, &self.person)?,
            taken: from.key_is_taken(&KeyName::Ask(key_of(self.result)))?,
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
        if state.taken {
            return Err(HandOverRefused::IdTaken);
        }
        self.person.check().map_err(HandOverRefused::Person)?;
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
        let draft =
            allowed.draft(self.result).sealed_fact(stream(self.result), kind::HANDED, &fact, &sealing);
        Ok(letter(self.to, "result-handed", self.result, allowed.now()).into_iter().fold(draft, Draft::job))
    }
}

/// Moves a result. Each move may come from few states and from one side only, so a form that was opened before the other
/// side moved is refused by the rules: looks at a result stand on its stream and change nothing.
pub struct MoveResult<W> {
    /// The result.
    pub result: Id,
    /// The move.
    pub what: HandedMove,
    /// Why it is declined; sealed.
    pub why: String,
    /// The side that moves.
    pub way: PhantomData<fn(W)>,
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
    /// The reason is longer than a page can bear.
    TooLong,
}

impl<W: Way<Move = HandedMove>> Act for MoveResult<W> {
    const NAME: &'static str = W::NAME;
    const NEEDS: Permit = W::NEEDS;
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
        let Some(line) = state.filter(|_| W::makes(&self.what)) else {
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
        if !is_fit(&self.why, true) {
            return Err(ResultNotMoved::TooLong);
        }
        let parties = [Party::Org(line.handed.from), Party::Org(line.handed.to)];
        let reason = Reason { words: self.why };
        let sealing =
            Sealing { key: KeyName::Ask(key_of(self.result)), parties: &parties, contents: &reason };
        let draft = allowed.draft(()).sealed_fact(at, kind::HANDED_MOVED, &self.what, &sealing);
        let letter = letter(line.handed.from, "result-declined", self.result, allowed.now());
        Ok(letter.into_iter().fold(draft, Draft::job))
    }
}
