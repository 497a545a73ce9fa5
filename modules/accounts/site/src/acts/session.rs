//! Signing in and out.

use accounts_rules::facts::v1::{self, Factor, kind};
use accounts_rules::{CodeRefused, SessionEnd, Step};
use journal::{Act, Allowed, Draft, Fault, Loading};
use kernel::{Id, SeatId, UserId};
use policy::{Actor, Permit, Subject};

use super::shared::{belongs_to, ending, of_organisation, open_sessions, own, sign_in, standings};
use crate::names::{RECOVERY, place, recovery_key};
use crate::read::{self, SignIn};
use crate::secrets::code_hash;

/// What was shown beside the password. Whether a code was right is checked before, with the secret open; whether it is new
/// is checked here, so that two sign-ins at once cannot both use it.
#[derive(Clone, Debug)]
pub enum Shown {
    /// The code of that half minute.
    Code(Step),
    /// A recovery code, as typed.
    Recovery(String),
    /// Nothing: training among made-up people.
    Training,
}

/// Begins a session in the seat of the actor.
pub struct BeginSession {
    /// Its id.
    pub session: Id,
    /// The hash of its token.
    pub hash: String,
    /// What was shown beside the password.
    pub shown: Shown,
    /// The kind of device.
    pub device: String,
    /// Sessions of the same user that give way.
    pub gives_way: Vec<Id>,
}

/// Why a session did not begin or change.
#[derive(Debug, PartialEq, Eq)]
pub enum SessionRefused {
    /// The one-time code is not to be taken.
    Code(CodeRefused),
    /// No unused recovery code is the one typed.
    NoSuchRecoveryCode,
    /// The actor does not hold that seat today.
    SeatNotHeld,
    /// It has ended already.
    Ended,
}

/// What must be known to begin a session.
pub struct Beginning {
    last_step: Option<u64>,
    recovery: Option<i64>,
    holds_seat: bool,
    open: Vec<SignIn>,
}

impl Act for BeginSession {
    const NAME: &'static str = "begin-session";
    const NEEDS: Permit = Permit::KeepOwnAccount;
    type State = Option<Beginning>;
    type Refusal = SessionRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Option<Beginning>, Fault> {
        let Some(user) = read::user(from, actor.user)? else { return Ok(None) };
        let recovery = match &self.shown {
            Shown::Recovery(typed) => match code_hash(typed) {
                Some(hash) => {
                    let key = recovery_key(&user.id.to_string(), &hash);
                    read::recovery_code(from, user.id, from.lookup_hash(place(), RECOVERY, &key))?
                }
                None => None,
            },
            Shown::Code(_) | Shown::Training => None,
        };
        let held = standings(from, user.id, from.now().day())?;
        Ok(Some(Beginning {
            last_step: user.last_step,
            recovery,
            holds_seat: held.iter().any(|standing| standing.seat.id == actor.seat),
            open: open_sessions(from, user.id)?,
        }))
    }

    fn subject(&self, state: &Option<Beginning>, _actor: &Actor) -> Subject {
        own(state.is_some())
    }

    fn decide(
        self,
        state: Option<Beginning>,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<()>, SessionRefused> {
        let state = state.filter(|state| state.holds_seat).ok_or(SessionRefused::SeatNotHeld)?;
        let factor = match self.shown {
            Shown::Code(step) if state.last_step.is_some_and(|last| step.0 <= last) => {
                return Err(SessionRefused::Code(CodeRefused::UsedAlready));
            }
            Shown::Code(step) => Factor::Code { step: step.0 },
            Shown::Recovery(_) => {
                Factor::Recovery { nth: state.recovery.ok_or(SessionRefused::NoSuchRecoveryCode)? }
            }
            Shown::Training => Factor::Training,
        };
        let begun = v1::Begun {
            user: allowed.actor().user,
            seat: allowed.actor().seat,
            hash: self.hash,
            factor,
            device: self.device,
        };
        let draft = allowed.draft(()).fact(sign_in(self.session), kind::BEGUN, &begun);
        let gives_way = state.open.iter().map(|open| open.id).filter(|open| self.gives_way.contains(open));
        Ok(ending(draft, gives_way, SessionEnd::GaveWay))
    }
}

/// Ends one of the actor's own sessions.
pub struct EndSession {
    /// Which.
    pub session: Id,
    /// What ends it: signing out, or the list of sessions.
    pub why: SessionEnd,
}

impl Act for EndSession {
    const NAME: &'static str = "end-session";
    const NEEDS: Permit = Permit::KeepOwnAccount;
    type State = Option<SignIn>;
    type Refusal = SessionRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<SignIn>, Fault> {
        read::session(from, self.session)
    }

    fn subject(&self, state: &Option<SignIn>, actor: &Actor) -> Subject {
        own(state.as_ref().is_some_and(|session| session.user == actor.user))
    }

    fn decide(self, state: Option<SignIn>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, SessionRefused> {
        if state.is_none_or(|session| session.ended.is_some()) {
            return Err(SessionRefused::Ended);
        }
        Ok(ending(allowed.draft(()), [self.session], self.why))
    }
}

/// Ends all of the actor's own sessions but one.
pub struct EndAllSessions {
    /// The one that goes on.
    pub but: Option<Id>,
}

impl Act for EndAllSessions {
    const NAME: &'static str = "end-all-sessions";
    const NEEDS: Permit = Permit::KeepOwnAccount;
    type State = Vec<SignIn>;
    type Refusal = SessionRefused;
    type Answer = usize;

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Vec<SignIn>, Fault> {
        open_sessions(from, actor.user)
    }

    fn subject(&self, _state: &Vec<SignIn>, _actor: &Actor) -> Subject {
        own(true)
    }

    fn decide(self, state: Vec<SignIn>, allowed: &Allowed<'_, Self>) -> Result<Draft<usize>, SessionRefused> {
        let others: Vec<Id> =
            state.iter().map(|open| open.id).filter(|open| Some(*open) != self.but).collect();
        Ok(ending(allowed.draft(others.len()), others, SessionEnd::EndedElsewhere))
    }
}

/// Ends all sessions of somebody else, as when something is wrong.
pub struct EndSessionsOf(pub UserId);

impl Act for EndSessionsOf {
    const NAME: &'static str = "end-sessions-of";
    const NEEDS: Permit = Permit::EndSessions;
    /// Whether they belong to the actor's organisation, and what is open.
    type State = (bool, Vec<SignIn>);
    type Refusal = SessionRefused;
    type Answer = usize;

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<(bool, Vec<SignIn>), Fault> {
        Ok((belongs_to(from, self.0, actor.org, from.now().day())?, open_sessions(from, self.0)?))
    }

    fn subject(&self, state: &(bool, Vec<SignIn>), actor: &Actor) -> Subject {
        of_organisation(state.0, self.0 == actor.user)
    }

    fn decide(
        self,
        state: (bool, Vec<SignIn>),
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<usize>, SessionRefused> {
        let open: Vec<Id> = state.1.iter().map(|open| open.id).collect();
        Ok(ending(allowed.draft(open.len()), open, SessionEnd::EndedElsewhere))
    }
}

/// Goes on in another of the actor's seats.
pub struct ChooseSeat {
    /// In which session.
    pub session: Id,
    /// In which seat.
    pub seat: SeatId,
}

impl Act for ChooseSeat {
    const NAME: &'static str = "choose-seat";
    const NEEDS: Permit = Permit::KeepOwnAccount;
    /// The session, and whether the seat is held today.
    type State = (Option<SignIn>, bool);
    type Refusal = SessionRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<(Option<SignIn>, bool), Fault> {
        let held = standings(from, actor.user, from.now().day())?;
        let holds = held.iter().any(|standing| standing.seat.id == self.seat);
        Ok((read::session(from, self.session)?, holds))
    }

    fn subject(&self, state: &(Option<SignIn>, bool), actor: &Actor) -> Subject {
        own(state.0.as_ref().is_some_and(|session| session.user == actor.user))
    }

    fn decide(
        self,
        state: (Option<SignIn>, bool),
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<()>, SessionRefused> {
        if state.0.is_none_or(|session| session.ended.is_some()) {
            return Err(SessionRefused::Ended);
        }
        if !state.1 {
            return Err(SessionRefused::SeatNotHeld);
        }
        let chosen = v1::SeatChosen { seat: self.seat };
        Ok(allowed.draft(()).fact(sign_in(self.session), kind::SEAT_CHOSEN, &chosen))
    }
}
