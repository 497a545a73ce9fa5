//! What an organisation's own system passes on: the same acts as a person's, by the same decisions. A clinical act names
//! the clinician who stands behind it: a seat of the system's own organisation, held today (decision 0032).

use directory_site::read as directory;
use journal::{Act, Allowed, Draft, Expected, Fault, Loading, Query};
use kernel::{AskId, Moment, SeatId};
use lawbook::{Dated, Src, date};
use policy::{Actor, Permit, Relations, Role, Subject};
use serde::{Deserialize, Serialize};

use super::mover::Mover;
use super::moving::{self, MoveAsk, MoveRefused, stream};
use super::place::{self, PlaceAsk, PlaceRefused};

/// Whether that seat is a clinician's or fitter's of the actor's organisation, and somebody holds it today.
fn stands_behind(from: &Loading<'_>, actor: &Actor, seat: SeatId) -> Result<bool, Fault> {
    let today = from.now().day();
    let Some(known) = directory::seat(from, seat)?.filter(|known| known.org == actor.org && !known.ended)
    else {
        return Ok(false);
    };
    if !matches!(known.role.parse(), Ok(Role::Clinician | Role::Fitter)) {
        return Ok(false);
    }
    let held = directory::holdings_of_organisation(from, actor.org)?;
    Ok(held
        .iter()
        .any(|of| of.seat == seat && of.from <= today && of.until.is_none_or(|until| today <= until)))
}

/// Places an ask for a clinician.
pub struct PassOnAsk {
    /// The ask.
    pub ask: PlaceAsk,
    /// Whose seat stands behind it.
    pub clinician: SeatId,
}

impl Act for PassOnAsk {
    const NAME: &'static str = "pass-on-ask";
    const NEEDS: Permit = Permit::PlaceAsk;
    type State = (place::Known, bool);
    type Refusal = PlaceRefused;
    type Answer = AskId;

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        Ok((self.ask.load(actor, from)?, stands_behind(from, actor, self.clinician)?))
    }

    fn subject(&self, (state, stands): &Self::State, actor: &Actor) -> Subject {
        let mut subject = self.ask.subject(state, actor);
        subject.relations = subject.relations.and_if(self.ask.ticked && *stands, Relations::CLINICIAN_TICKED);
        subject
    }

    fn decide(
        self,
        (state, _): Self::State,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<AskId>, PlaceRefused> {
        self.ask.decided(state, self.clinician, allowed)
    }
}

/// Makes a move for somebody.
pub struct PassOnMove<M> {
    /// The move.
    pub of: MoveAsk<M>,
    /// Whose seat stands behind it, where it is a clinical one.
    pub clinician: Option<SeatId>,
}

/// What came of a move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The state that it led to, by its stable name.
    pub state: String,
    /// The version after it.
    pub version: i64,
}

/// What must be known to pass a move on.
pub struct Known {
    of: Option<moving::Known>,
    stands: bool,
    written_today: bool,
    version: i64,
}

/// Hours within which the system that entered an ask may take it out as a slip.
pub const SLIP_HOURS: Dated<u16> = Dated(&[(date(2017, 1, 1), 24, Src("hand-over-terms", "void"))]);

const WRITTEN_BY: Query = Query {
    name: "referrals.who-wrote-an-ask",
    sql: "select j.seat_id, j.at from journal_fact f join journal_act j on j.seq = f.seq
          where f.family = 'ask' and f.stream = ?1 and f.version = 1",
};

/// Whether this very system entered the ask in the last hours; the seat on the envelope is the clinician's.
fn written_today(from: &Loading<'_>, ask: AskId, actor: &Actor) -> Result<bool, Fault> {
    let Some(row) = from.first(&WRITTEN_BY, &[ask.into()])? else { return Ok(false) };
    let (seat, at): (SeatId, Moment) = (row.get(0)?, row.get(1)?);
    let hours = i64::from(SLIP_HOURS.at_or(at.day(), 24));
    Ok(seat == actor.seat && from.now() <= at.plus_hours(hours))
}

impl<M: Mover> Act for PassOnMove<M> {
    const NAME: &'static str = M::NAME;
    const NEEDS: Permit = M::NEEDS;
    type State = Known;
    type Refusal = MoveRefused;
    type Answer = Posted;

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Known, Fault> {
        let stands = match self.clinician {
            Some(seat) => stands_behind(from, actor, seat)?,
            None => false,
        };
        let version = from.version(&stream(self.of.ask))?.0;
        let written_today = written_today(from, self.of.ask, actor)?;
        Ok(Known { of: self.of.load(actor, from)?, stands, written_today, version })
    }

    fn subject(&self, state: &Known, actor: &Actor) -> Subject {
        let mut subject = self.of.subject(&state.of, actor);
        let author = state.written_today && subject.relations.has(Relations::SENDER);
        subject.relations = subject
            .relations
            .and_if(state.stands, Relations::CLINICIAN_TICKED)
            .and_if(author, Relations::AUTHOR);
        subject
    }

    fn expected(&self) -> Option<Expected> {
        self.of.expected()
    }

    fn decide(self, state: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<Posted>, MoveRefused> {
        let made = self.of.decided(state.of, allowed)?;
        let posted = Posted { state: made.state.name().to_owned(), version: state.version + made.facts };
        Ok(made.draft.answering(posted))
    }
}
