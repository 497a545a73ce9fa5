//! Everything that can be done with recalls. A recall is an ask that a hospital puts to itself: the policies of asks hold.

use std::marker::PhantomData;

use directory_site::read as directory;
use fixit_site::{england, read as specialties};
use journal::{Act, Allowed, Draft, Expected, Fault, KeyName, Loading, Party, Sealing, Stream, Version};
use kernel::{Day, Id, OrgId, SeatId};
use policy::{Actor, Kind, Permit, Relations, Subject};
use recalls_rules::facts::v1::{self, Move, Moved, Person, PersonRefused, Planned, family, key_of, kind};
use recalls_rules::{Recall, RecallRefused, Test};

use crate::look_up;
use crate::read::{self, Line};

mod force;
mod glass;
mod looking;
mod results;
mod told;
mod ways;

pub use force::{Moving, missing};
pub use glass::{BreakGlass, GlassRefused};
pub use looking::{About, LookAt, NothingAgainst, Recalls, Results};
pub use results::{HandOver, HandOverRefused, MoveResult, ResultNotMoved};
pub use ways::{Giving, Keeping, Raising, Taking, Way};

/// The stream of a recall.
pub(crate) fn stream(id: Id) -> Stream {
    Stream::of(family::RECALL, id)
}

fn sealing<'p>(id: Id, parties: &'p [Party], person: &'p Person) -> Sealing<'p, Person> {
    Sealing { key: KeyName::Ask(key_of(id)), parties, contents: person }
}

/// Plans a recall. Its owner is the seat named for such recalls of the specialty, or the specialty's lead.
pub struct PlanRecall {
    /// Its id, made when the form was shown.
    pub recall: Id,
    /// Of which specialty.
    pub specialty: String,
    /// What is to be done.
    pub test: Test,
    /// By which day.
    pub due: Day,
    /// The person has been told.
    pub told: bool,
    /// Who it is about.
    pub person: Person,
    /// A clinician asked for it.
    pub ticked: bool,
}

/// Why a recall was not planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanRefused {
    /// There is no such specialty at this hospital.
    NoSuchSpecialty,
    /// Nobody owns such recalls of the specialty, and it has no lead.
    NobodyOwnsIt,
    /// Whom it is about cannot be written down so.
    Person(PersonRefused),
    /// The id is another record's: no form of ours brought it.
    IdTaken,
    /// The day has passed.
    DueInThePast,
}

/// What must be known to plan: whether it is there already, whose specialty it is, and who owns it.
pub struct Planning {
    there: bool,
    taken: bool,
    org: Option<OrgId>,
    owner: Option<SeatId>,
}

fn planning(from: &Loading<'_>, of: &PlanRecall, org: OrgId) -> Result<Planning, Fault> {
    let (recall, specialty, test) = (of.recall, &of.specialty, of.test);
    let there = from.version(&stream(recall))?.0 > 0
        && look_up::is_about(from, &recall.to_string(), org, &of.person)?;
    let taken = from.key_is_taken(&KeyName::Ask(key_of(recall)))?;
    let Some(of) = specialties::specialty(from, specialty)?.filter(|of| !of.ended) else {
        return Ok(Planning { there, taken, org: None, owner: None });
    };
    let acts = read::Acts::new(from, from.now().day())?;
    let owner = acts.named(of.org, specialty, test).or(of.lead);
    Ok(Planning { there, taken, org: Some(of.org), owner })
}

impl Act for PlanRecall {
    const NAME: &'static str = "plan-recall";
    const NEEDS: Permit = Permit::PlaceAsk;
    type State = Planning;
    type Refusal = PlanRefused;
    type Answer = Id;

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Planning, Fault> {
        planning(from, self, actor.org)
    }

    fn subject(&self, state: &Planning, actor: &Actor) -> Subject {
        // A specialty that is not there is refused by the rules, in words; one of another hospital by the policy.
        read::subject(actor, state.org.or(Some(actor.org)), self.ticked)
    }

    fn decide(self, state: Planning, allowed: &Allowed<'_, Self>) -> Result<Draft<Id>, PlanRefused> {
        if state.there {
            return Ok(allowed.draft(self.recall));
        }
        let Some(org) = state.org else { return Err(PlanRefused::NoSuchSpecialty) };
        let Some(owner) = state.owner else { return Err(PlanRefused::NobodyOwnsIt) };
        if state.taken {
            return Err(PlanRefused::IdTaken);
        }
        self.person.check().map_err(PlanRefused::Person)?;
        if self.due < allowed.now().day() {
            return Err(PlanRefused::DueInThePast);
        }
        let (specialty, test, due, told) = (self.specialty, self.test, self.due, self.told);
        let fact = Planned { org, specialty, test, due, owner, told, reference: None };
        let parties = [Party::Org(org)];
        let sealing = sealing(self.recall, &parties, &self.person);
        Ok(allowed.draft(self.recall).sealed_fact(stream(self.recall), kind::PLANNED, &fact, &sealing))
    }
}

/// Makes a move.
pub struct MoveRecall<W> {
    /// The recall.
    pub recall: Id,
    /// The version the form was opened on.
    pub seen: Option<Version>,
    /// The move.
    pub what: Move,
    /// The way of moving.
    pub way: PhantomData<fn(W)>,
}

/// Why a move was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveNotMade {
    /// The rules of a recall say no.
    Life(RecallRefused),
    /// The move is not made in this way.
    NotThisWay,
    /// There is no such seat at the hospital.
    NoSuchSeat,
}

/// What must be known to move a recall.
pub struct Known {
    line: Line,
    folded: Recall,
    seat_fits: bool,
}

impl<W: Way<Move = Move>> Act for MoveRecall<W> {
    const NAME: &'static str = W::NAME;
    const NEEDS: Permit = W::NEEDS;
    type State = Option<Known>;
    type Refusal = MoveNotMade;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Known>, Fault> {
        let id = self.recall.to_string();
        let (Some(line), Some(folded)) = (read::recall(from, &id)?, read::folded(from, &id)?) else {
            return Ok(None);
        };
        let seat_fits = match &self.what {
            Move::Given { owner } => {
                directory::seat(from, *owner)?.is_some_and(|seat| seat.org == line.org && !seat.ended)
            }
            Move::Told | Move::NotDone { .. } | Move::Ended { .. } | Move::Raised { .. } => true,
        };
        Ok(Some(Known { line, folded, seat_fits }))
    }

    fn subject(&self, state: &Option<Known>, actor: &Actor) -> Subject {
        read::subject(actor, state.as_ref().map(|known| known.line.org), false)
    }

    fn expected(&self) -> Option<Expected> {
        self.seen.map(|version| Expected { stream: stream(self.recall), version })
    }

    fn decide(self, state: Option<Known>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, MoveNotMade> {
        let Some(mut known) = state.filter(|_| W::makes(&self.what)) else {
            return Err(MoveNotMade::NotThisWay);
        };
        if !known.seat_fits {
            return Err(MoveNotMade::NoSuchSeat);
        }
        let moved = Moved { on: allowed.now().day(), what: self.what };
        known.folded.follow(&moved, england()).map_err(MoveNotMade::Life)?;
        let mut draft = allowed.draft(()).fact(stream(self.recall), kind::MOVED, &moved);
        if let Move::Raised { .. } = &moved.what {
            let (specialty, path) = (Some(known.line.specialty.clone()), format!("/recalls/{}", self.recall));
            let letter = told::letter(known.line.org, specialty, "recall-late", path, allowed.now());
            draft = letter.into_iter().fold(draft, Draft::job);
        }
        Ok(draft)
    }
}

/// Names the seat that owns the recalls of a specialty for a test.
pub struct NameOwner(pub v1::Owner);

/// Why an owner was not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerRefused {
    /// The seat is of another organisation, has ended, or is of a kind that arranges nothing.
    NoSuchSeat,
    /// The specialty is none of this hospital's.
    NoSuchSpecialty,
}

impl Act for NameOwner {
    const NAME: &'static str = "name-recall-owner";
    const NEEDS: Permit = Permit::KeepDirectory;
    /// Whether the seat and the specialty are this organisation's.
    type State = (bool, bool);
    type Refusal = OwnerRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<(bool, bool), Fault> {
        let seat = read::seats(from, self.0.org)?.iter().any(|seat| seat.id == self.0.seat);
        let specialty =
            specialties::specialty(from, &self.0.specialty)?.is_some_and(|of| of.org == self.0.org);
        Ok((seat, specialty))
    }

    fn subject(&self, _state: &(bool, bool), actor: &Actor) -> Subject {
        Subject::new(
            Kind::Directory,
            Relations::NONE.and_if(actor.org == self.0.org, Relations::OWN_ORGANISATION),
        )
    }

    fn decide(self, state: (bool, bool), allowed: &Allowed<'_, Self>) -> Result<Draft<()>, OwnerRefused> {
        match state {
            (true, true) => {
                let of = Stream::new(
                    family::OWNER,
                    format!("{}.{}.{}", self.0.org, self.0.specialty, self.0.test.name()),
                );
                Ok(allowed.draft(()).fact(of, kind::OWNER, &self.0))
            }
            (_, false) => Err(OwnerRefused::NoSuchSpecialty),
            (false, true) => Err(OwnerRefused::NoSuchSeat),
        }
    }
}

/// One recall from a file.
#[derive(Clone, Debug)]
pub struct Brought {
    /// Its id.
    pub recall: Id,
    /// As planned.
    pub planned: Planned,
    /// What became of it.
    pub moves: Vec<Moved>,
    /// Who it is about.
    pub person: Person,
}

/// Brings recalls in. All are taken or none: whoever reads a file keeps the good ones and reports the others.
pub struct BringInRecalls(pub Vec<Brought>);

impl Act for BringInRecalls {
    const NAME: &'static str = "bring-in-recalls";
    const NEEDS: Permit = Permit::ImportHistory;
    type State = ();
    type Refusal = (usize, RecallRefused);
    type Answer = usize;

    fn load(&self, _actor: &Actor, _from: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _state: &(), _actor: &Actor) -> Subject {
        Subject::new(Kind::Place, Relations::NONE)
    }

    fn decide(self, _state: (), allowed: &Allowed<'_, Self>) -> Result<Draft<usize>, Self::Refusal> {
        let mut draft = allowed.draft(self.0.len());
        for (nth, of) in self.0.iter().enumerate() {
            let mut folded = Recall::planned(&of.planned);
            let parties = [Party::Org(of.planned.org)];
            let sealing = sealing(of.recall, &parties, &of.person);
            draft = draft.sealed_fact(stream(of.recall), kind::PLANNED, &of.planned, &sealing);
            for moved in &of.moves {
                folded.follow(moved, england()).map_err(|why| (nth, why))?;
                draft = draft.fact(stream(of.recall), kind::MOVED, moved);
            }
        }
        Ok(draft)
    }
}
