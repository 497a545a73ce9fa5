//! Looking at contents. A look is an act: it is on record before a word is shown, and it opens the key of the ask.

use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, NewJob, Party, Stream};
use kernel::{AskId, OrgId};
use policy::{Actor, GLASS_REASON_LETTERS_MIN, Kind, Permit, Relations, Role, Subject};
use referrals_rules::facts::v1::{LOOKS, Looked, kind};

use crate::read::{self, Parties};

/// Nothing stands against a look but the policy.
#[derive(Debug)]
pub enum LookRefused {
    /// Breaking the glass needs a reason that can be judged.
    ReasonTooShort,
    /// An ask on the list is not of the organisation whose list it is.
    NotOnTheList,
}

/// Looks at one ask.
pub struct Look<const BOOKING: bool>(pub AskId);

fn looks(ask: AskId) -> Stream {
    Stream::of(LOOKS, ask.id())
}

fn looked(what: &str, why: &str) -> Looked {
    Looked { what: what.to_owned(), why: why.to_owned() }
}

impl<const BOOKING: bool> Act for Look<BOOKING> {
    const NAME: &'static str = if BOOKING { "look-at-booking-part" } else { "look-at-contents" };
    const NEEDS: Permit = if BOOKING { Permit::SeeBookingPart } else { Permit::SeeContents };
    type State = Option<Parties>;
    type Refusal = LookRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Parties>, Fault> {
        read::parties(from, self.0)
    }

    fn subject(&self, state: &Option<Parties>, actor: &Actor) -> Subject {
        read::subject(self.0, state.as_ref(), actor)
    }

    fn decide(self, _state: Option<Parties>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, LookRefused> {
        let what = if BOOKING { "booking" } else { "contents" };
        Ok(allowed.draft(()).fact(looks(self.0), kind::LOOKED, &looked(what, "")).opens(KeyName::Ask(self.0)))
    }
}

/// Looks at the names on a list: every ask on it is one that the actor's organisation is party to.
pub struct LookAtList(pub Vec<AskId>);

impl Act for LookAtList {
    const NAME: &'static str = "look-at-list";
    const NEEDS: Permit = Permit::SeeBookingPart;
    /// The relations that hold for every ask on the list.
    type State = Option<Relations>;
    type Refusal = LookRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Option<Relations>, Fault> {
        let mut party = true;
        for ask in &self.0 {
            let parties = read::parties(from, *ask)?;
            party &= parties.is_some_and(|of| of.sender == actor.org || of.host == actor.org);
        }
        Ok(party.then_some(Relations::SENDER))
    }

    fn subject(&self, state: &Option<Relations>, _actor: &Actor) -> Subject {
        Subject::new(Kind::Ask, state.unwrap_or(Relations::NONE))
    }

    fn decide(
        self,
        _state: Option<Relations>,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<()>, LookRefused> {
        let mut draft = allowed.draft(());
        for ask in &self.0 {
            draft = draft.fact(looks(*ask), kind::LOOKED, &looked("list", "")).opens(KeyName::Ask(*ask));
        }
        Ok(draft)
    }
}

/// Prints the names on an organisation's evening list. Only the program does, and only of asks that the organisation is
/// party to.
pub struct PrintEvening {
    /// Whose list.
    pub org: OrgId,
    /// The asks on it.
    pub asks: Vec<AskId>,
}

impl Act for PrintEvening {
    const NAME: &'static str = "print-evening-list";
    const NEEDS: Permit = Permit::SeeBookingPart;
    /// Whether the organisation is party to every ask on the list.
    type State = bool;
    type Refusal = LookRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<bool, Fault> {
        if actor.role != Role::System {
            return Ok(false);
        }
        for ask in &self.asks {
            let parties = read::parties(from, *ask)?;
            if !parties.is_some_and(|of| of.sender == self.org || of.host == self.org) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn subject(&self, _state: &bool, _actor: &Actor) -> Subject {
        Subject::new(Kind::Ask, Relations::NONE)
    }

    fn decide(self, state: bool, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, LookRefused> {
        if !state {
            return Err(LookRefused::NotOnTheList);
        }
        let mut draft = allowed.draft(());
        for ask in &self.asks {
            draft = draft.fact(looks(*ask), kind::LOOKED, &looked("evening", "")).opens(KeyName::Ask(*ask));
        }
        Ok(draft)
    }
}

/// Breaks the glass: opens an ask for a typed reason. Both organisations are told, and a guardian reviews it.
pub struct BreakGlass {
    /// The ask.
    pub ask: AskId,
    /// Why.
    pub why: String,
}

impl Act for BreakGlass {
    const NAME: &'static str = "break-glass";
    const NEEDS: Permit = Permit::BreakGlass;
    type State = Option<Parties>;
    type Refusal = LookRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Parties>, Fault> {
        read::parties(from, self.ask)
    }

    fn subject(&self, state: &Option<Parties>, actor: &Actor) -> Subject {
        read::subject(self.ask, state.as_ref(), actor)
    }

    fn decide(self, state: Option<Parties>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, LookRefused> {
        if self.why.trim().chars().count() < GLASS_REASON_LETTERS_MIN {
            return Err(LookRefused::ReasonTooShort);
        }
        let mut draft = allowed
            .draft(())
            .fact(looks(self.ask), kind::LOOKED, &looked("break-glass", self.why.trim()))
            .share(KeyName::Ask(self.ask), Party::Org(allowed.actor().org))
            .opens(KeyName::Ask(self.ask));
        for org in state.iter().flat_map(|parties| [parties.sender, parties.host]) {
            let message = super::Message {
                ask: self.ask,
                to: "host".to_owned(),
                org: Some(org),
                template: "glass-broken".to_owned(),
            };
            if let Ok(body) = serde_json::to_string(&message) {
                draft = draft.job(NewJob { kind: super::MAIL, due: allowed.now(), body });
            }
        }
        Ok(draft)
    }
}
