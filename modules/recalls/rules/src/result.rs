//! A result between two organisations: whoever asked for the test has it until the other accepts.

use kernel::{Day, OrgId, SeatId};

use crate::facts::v1::{self, HandedMove};

/// Where a hand-over stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedState {
    /// Put to the other; still the requester's.
    Waiting,
    /// The other's.
    Accepted,
    /// The requester's again: its named seat acts.
    Declined,
    /// The requester took it back before it was accepted.
    TakenBack,
    /// Whoever had it acted on it.
    ActedOn,
}

impl HandedState {
    /// Its short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            HandedState::Waiting => "waiting",
            HandedState::Accepted => "accepted",
            HandedState::Declined => "declined",
            HandedState::TakenBack => "taken-back",
            HandedState::ActedOn => "acted-on",
        }
    }

    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            HandedState::Waiting => "Waits to be accepted",
            HandedState::Accepted => "Accepted",
            HandedState::Declined => "Declined",
            HandedState::TakenBack => "Taken back",
            HandedState::ActedOn => "Acted on",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<HandedState> {
        use HandedState::{Accepted, ActedOn, Declined, TakenBack, Waiting};
        [Waiting, Accepted, Declined, TakenBack, ActedOn].into_iter().find(|state| state.name() == name)
    }
}

/// A result after its moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Where it stands.
    pub state: HandedState,
    /// Who asked for the test.
    pub from: OrgId,
    /// Who was asked to take it.
    pub to: OrgId,
    /// The seat that acts when it is declined.
    pub back_to: SeatId,
    /// When it was put to the other.
    pub on: Day,
}

/// Why a move may not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandingRefused {
    /// Not from where it stands.
    NotFrom(HandedState),
    /// It is the other side's move.
    NotYours,
}

impl std::fmt::Display for HandingRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            HandingRefused::NotFrom(state) => {
                write!(f, "It is “{}” now: look at it again", state.in_words().to_lowercase())
            }
            HandingRefused::NotYours => f.write_str("It is the other side’s move"),
        }
    }
}

impl Handed {
    /// As put to the other.
    pub fn new(of: &v1::Handed) -> Handed {
        Handed { state: HandedState::Waiting, from: of.from, to: of.to, back_to: of.back_to, on: of.on }
    }

    /// Who must act on the result now: the requester, until it is accepted.
    pub const fn owner(&self) -> OrgId {
        match self.state {
            HandedState::Accepted => self.to,
            HandedState::Waiting | HandedState::Declined | HandedState::TakenBack | HandedState::ActedOn => {
                self.from
            }
        }
    }

    /// Takes a move of an organisation, or says why it may not come.
    pub fn follow(&mut self, what: &HandedMove, by: OrgId) -> Result<(), HandingRefused> {
        use HandedState::{Accepted, ActedOn, Declined, TakenBack, Waiting};
        let (from, to, whose) = match what {
            HandedMove::Accepted => ([Waiting].as_slice(), Accepted, self.to),
            HandedMove::Declined => ([Waiting].as_slice(), Declined, self.to),
            HandedMove::TakenBack => ([Waiting].as_slice(), TakenBack, self.from),
            HandedMove::ActedOn => {
                ([Waiting, Accepted, Declined, TakenBack].as_slice(), ActedOn, self.owner())
            }
        };
        if !from.contains(&self.state) {
            return Err(HandingRefused::NotFrom(self.state));
        }
        if by != whose {
            return Err(HandingRefused::NotYours);
        }
        self.state = to;
        Ok(())
    }
}
