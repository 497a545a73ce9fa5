//! Moving an ask: one road for every move. The rules of its life decide; slots change with it; whoever must know is told.

use std::marker::PhantomData;

use directory_rules::slot::SlotRefused;
use directory_site::acts::slots::{self, Standing};
use directory_site::read as directory;
use journal::{Act, Allowed, Draft, Expected, Fault, KeyName, Loading, Party, Sealing, Stream, Version};
use kernel::{AskId, Day, Moment, OrgId};
use policy::{Actor, Permit, Subject};
use referrals_rules::facts::v1::{FAMILY, Move, Moved, Written, kind};
use referrals_rules::facts::{Folded, fold};
use referrals_rules::life::{self, State};

use super::mover::Mover;
use super::told;
use crate::england;
use crate::read::{self, Parties};

/// Makes a move.
pub struct MoveAsk<M> {
    /// The ask.
    pub ask: AskId,
    /// The version the form was opened on.
    pub seen: Option<Version>,
    /// The move.
    pub what: Move,
    /// When it took effect, if not today: a record written afterwards.
    pub on: Option<Day>,
    /// What only the parties may read: a question, an answer, a fitting record.
    pub written: Option<Written>,
    /// The way of moving.
    pub way: PhantomData<fn(M)>,
}

/// Why a move was refused.
#[derive(Debug)]
pub enum MoveRefused {
    /// The rules of an ask's life say no.
    Life(life::Refusal),
    /// A slot cannot be had.
    Slot(SlotRefused),
    /// There is no such slot at this host.
    NoSuchSlot,
    /// The move is not made in this way.
    NotThisWay,
    /// The new host has no agreement with the sender; the person to ask about it.
    NoAgreement {
        /// Whom to ask.
        person_to_ask: String,
    },
    /// The new host cannot be found, or has not joined.
    NoSuchHost,
    /// A day that has not come yet.
    NotYet(Day),
    /// The appointment is booked for a later day, and nobody said that she came before it.
    BeforeItsDay(Day),
    /// The stored history cannot be folded: a fault of ours, told as such.
    Broken(life::Refusal),
}

/// What must be known to move an ask.
pub struct Known {
    now: Moment,
    parties: Parties,
    folded: Result<Folded, life::Refusal>,
    named: Vec<Standing>,
    has: Vec<Standing>,
    new_host: Option<NewHost>,
}

struct NewHost {
    agreed: bool,
    person_to_ask: String,
}

impl<M: Mover> Act for MoveAsk<M> {
    const NAME: &'static str = M::NAME;
    const NEEDS: Permit = M::NEEDS;
    type State = Option<Known>;
    type Refusal = MoveRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Known>, Fault> {
        let Some(parties) = read::parties(from, self.ask)? else { return Ok(None) };
        let Some((sent, moves)) = read::history(from, &self.ask.to_string())? else { return Ok(None) };
        let mut named = Vec::new();
        for slot in self.what.slots() {
            named.extend(slots::slot(from, slot)?);
        }
        let new_host = if let Move::Redirected { to, .. } = &self.what {
            new_host(from, sent.from, *to, sent.on.max(parties_day(&moves)))?
        } else {
            None
        };
        Ok(Some(Known {
            now: from.now(),
            folded: fold(&sent, &moves, england()),
            named,
            has: slots::slots_of(from, self.ask)?,
            parties,
            new_host,
        }))
    }

    fn subject(&self, state: &Option<Known>, actor: &Actor) -> Subject {
        match state {
            None => read::subject(self.ask, None, actor),
            Some(known) => read::subject_now(self.ask, Some(&known.parties), actor, known.now),
        }
    }

    fn expected(&self) -> Option<Expected> {
        self.seen.map(|version| Expected { stream: stream(self.ask), version })
    }

    fn decide(self, state: Option<Known>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, MoveRefused> {
        self.decided(state, allowed).map(|made| made.draft)
    }
}

/// A move that was decided.
pub(super) struct Made {
    /// What is written.
    pub draft: Draft<()>,
    /// The state that it leads to.
    pub state: State,
    /// The facts that it adds to the ask.
    pub facts: i64,
}

impl<M: Mover> MoveAsk<M> {
    /// The decision, for whoever was allowed it.
    pub(super) fn decided<A>(
        self,
        state: Option<Known>,
        allowed: &Allowed<'_, A>,
    ) -> Result<Made, MoveRefused> {
        // Policy lets nobody near an ask that is not there.
        let Some(known) = state else { return Err(MoveRefused::NotThisWay) };
        if !M::makes(&self.what) {
            return Err(MoveRefused::NotThisWay);
        }
        let today = allowed.now().day();
        let on = self.on.unwrap_or(today);
        if on > today {
            return Err(MoveRefused::NotYet(on));
        }
        let mut folded = known.folded.map_err(MoveRefused::Broken)?;
        if !M::is_open_from(folded.course.life().state) {
            return Err(MoveRefused::NotThisWay);
        }
        if matches!(self.what, Move::Read) && folded.read {
            return Ok(Made { draft: allowed.draft(()), state: folded.course.life().state, facts: 0 });
        }
        if let Some((_, at)) = folded.booked
            && matches!(self.what, Move::Fitted { .. } | Move::NotFitted { .. })
            && on < at.day()
            && !M::BEFORE_ITS_DAY
        {
            return Err(MoveRefused::BeforeItsDay(at.day()));
        }
        let moved = Moved { on, what: self.what };
        folded.follow(&moved, england()).map_err(MoveRefused::Life)?;
        if let Move::Redirected { .. } = &moved.what {
            check_new_host(known.new_host.as_ref())?;
        }
        let mut draft = record(allowed.draft(()), self.ask, &moved, self.written.as_ref(), &known.parties);
        draft = change_slots(draft, self.ask, &moved, &known.named, &known.has, known.parties.host, allowed)?;
        if let Move::Redirected { to, .. } = &moved.what {
            draft = draft.share(KeyName::Ask(self.ask), Party::Org(*to));
        }
        let (mut draft, answered) = answer_at_once(draft, self.ask, &mut folded, on);
        for message in told::after(self.ask, &moved.what, known.parties.sender, known.parties.host) {
            draft = told::send(draft, allowed.now(), &message);
        }
        Ok(Made { draft, state: folded.course.life().state, facts: if answered { 2 } else { 1 } })
    }
}

/// The stream of an ask.
pub(crate) fn stream(ask: AskId) -> Stream {
    Stream::of(FAMILY, ask.id())
}

fn parties_day(moves: &[Moved]) -> Day {
    moves.last().map_or(Day::from_epoch_days(0), |moved| moved.on)
}

fn new_host(from: &Loading<'_>, sender: OrgId, to: OrgId, on: Day) -> Result<Option<NewHost>, Fault> {
    let Some(organisation) = directory::organisation(from, to)? else { return Ok(None) };
    let agreed = directory::agreement_between(from, sender, to, super::place::LARC, on)?.is_some();
    Ok(organisation.joined.then(|| NewHost {
        agreed,
        person_to_ask: format!("{}, {}", organisation.name, organisation.telephone),
    }))
}

fn check_new_host(new_host: Option<&NewHost>) -> Result<(), MoveRefused> {
    match new_host {
        None => Err(MoveRefused::NoSuchHost),
        Some(host) if !host.agreed => {
            Err(MoveRefused::NoAgreement { person_to_ask: host.person_to_ask.clone() })
        }
        Some(_) => Ok(()),
    }
}

fn record(
    draft: Draft<()>,
    ask: AskId,
    moved: &Moved,
    written: Option<&Written>,
    parties: &Parties,
) -> Draft<()> {
    // Passing it on is always sealed, if only to nothing: the new host finds her by what the key of the ask opens then.
    let nothing = Written::default();
    let passed_on = matches!(moved.what, Move::Redirected { .. });
    match written.or(passed_on.then_some(&nothing)) {
        None => draft.fact(stream(ask), kind::MOVED, moved),
        Some(written) => draft.sealed_fact(
            stream(ask),
            kind::MOVED,
            moved,
            &Sealing {
                key: KeyName::Ask(ask),
                parties: &[Party::Org(parties.sender), Party::Org(parties.host), Party::Person],
                contents: written,
            },
        ),
    }
}

/// An ask that has ended is answered in the same act: the asker sees the one answer.
fn answer_at_once(draft: Draft<()>, ask: AskId, folded: &mut Folded, on: Day) -> (Draft<()>, bool) {
    let ends = matches!(folded.course.life().state, State::Fitted | State::Withdrawn | State::Returned);
    let answered = Moved { on, what: Move::Answered };
    if ends && folded.follow(&answered, england()).is_ok() {
        return (draft.fact(stream(ask), kind::MOVED, &answered), true);
    }
    (draft, false)
}

/// Slots follow the move: offered ones are held until the person has had time to choose, a booked one is taken and the
/// others freed, and whatever ends the booking gives the slot back.
fn change_slots<A>(
    mut draft: Draft<()>,
    ask: AskId,
    moved: &Moved,
    named: &[Standing],
    has: &[Standing],
    host: OrgId,
    allowed: &Allowed<'_, A>,
) -> Result<Draft<()>, MoveRefused> {
    let now = allowed.now();
    match &moved.what {
        Move::Offered { slots } => {
            let wanted = slots.iter().filter(|offered| offered.slot.is_some()).count();
            if named.len() != wanted || named.iter().any(|slot| slot.org != host) {
                return Err(MoveRefused::NoSuchSlot);
            }
            for slot in named {
                // Held until the slot itself begins: the person chooses when she can, and declining frees it.
                draft =
                    slot.hold(ask, slot.at.max(now.plus_hours(1)), now, draft).map_err(MoveRefused::Slot)?;
            }
        }
        Move::Booked { slot: Some(_), .. } => {
            let Some(slot) = named.first().filter(|slot| slot.org == host) else {
                return Err(MoveRefused::NoSuchSlot);
            };
            draft = slot.book(ask, now, draft).map_err(MoveRefused::Slot)?;
            for other in has.iter().filter(|other| other.id != slot.id) {
                draft = other.release(ask, now, draft);
            }
        }
        Move::HostCancelled { day, .. } => {
            for slot in has.iter().filter(|slot| slot.at.day() == *day) {
                draft = slot.withdraw(draft);
            }
        }
        // She came before her time: somebody else can have it.
        Move::Fitted { .. } | Move::NotFitted { .. } => {
            for slot in has.iter().filter(|slot| slot.at.day() > moved.on) {
                draft = slot.release(ask, now, draft);
            }
        }
        Move::Redirected { .. }
        | Move::PatientCancelled { .. }
        | Move::WaitingPatient { .. }
        | Move::Withdrawn { .. }
        | Move::Returned { .. }
        | Move::Void { .. } => {
            for slot in has {
                draft = slot.release(ask, now, draft);
            }
        }
        Move::Booked { slot: None, .. }
        | Move::Read
        | Move::NeedsInfo
        | Move::InfoGiven
        | Move::Accepted
        | Move::Declined { .. }
        | Move::DidNotAttend { .. }
        | Move::Deferred { .. }
        | Move::FitToProceed
        | Move::Answered
        | Move::Closed { .. }
        | Move::Succeeded { .. } => {}
    }
    Ok(draft)
}
