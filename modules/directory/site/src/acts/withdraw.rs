//! Taking times back. Only free ones go: a person who has a time is told by an act on their ask, never by a slot that is
//! gone.

use directory_rules::slot::SlotState;
use journal::{Act, Allowed, Draft, Fault, Loading};
use kernel::{AskId, SlotId};
use policy::{Actor, Kind, Permit, Relations, Subject};

use super::slots::{self, Standing};

/// Takes times of one's own organisation back, all or none.
pub struct WithdrawSlots(pub Vec<SlotId>);

/// Why times were not taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotWithdrawn {
    /// These asks have one of them: each is moved or cancelled on its own page first.
    Taken(Vec<AskId>),
    /// No time was named, or none is left to take back.
    Nothing,
}

impl Act for WithdrawSlots {
    const NAME: &'static str = "withdraw-slots";
    const NEEDS: Permit = Permit::KeepSessions;
    /// The slots as they stand; one that is not there makes the whole act one about nothing of ours.
    type State = Option<Vec<Standing>>;
    type Refusal = NotWithdrawn;
    type Answer = usize;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Vec<Standing>>, Fault> {
        self.0.iter().map(|id| slots::slot(from, *id)).collect()
    }

    fn subject(&self, state: &Option<Vec<Standing>>, actor: &Actor) -> Subject {
        let ours = state.as_ref().is_some_and(|slots| slots.iter().all(|slot| slot.org == actor.org));
        Subject::new(Kind::Directory, Relations::NONE.and_if(ours, Relations::OWN_ORGANISATION))
    }

    fn decide(
        self,
        state: Option<Vec<Standing>>,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<usize>, NotWithdrawn> {
        let mut taken = Vec::new();
        let mut free = Vec::new();
        for slot in state.unwrap_or_default() {
            match slot.state.at(allowed.now()) {
                SlotState::Held { by, .. } | SlotState::Booked { by } => taken.push(by),
                SlotState::Free => free.push(slot),
                SlotState::Withdrawn => {}
            }
        }
        if !taken.is_empty() {
            return Err(NotWithdrawn::Taken(taken));
        }
        if free.is_empty() {
            return Err(NotWithdrawn::Nothing);
        }
        let draft = allowed.draft(free.len());
        Ok(free.iter().fold(draft, |draft, slot| slot.withdraw(draft)))
    }
}
