//! Asks go over to whoever took a party's work over (decision 0280). No clock starts or stops; an open ask has a new party,
//! a closed one is read on by it.

use directory_rules::succession::{Step, Succession};
use directory_site::succession::succession_of;
use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, Party, Sealing};
use kernel::OrgId;
use policy::{Actor, Kind, Permit, Relations, Subject};
use referrals_rules::facts::v1::{Move, Moved, Written, kind};

use super::moving::stream;
use crate::succession::{ToCarry, to_carry};

/// Carries some asks over from an organisation whose entry has gone over. Only the program does.
pub struct CarryAsks(pub OrgId);

/// Asks that go over in one act.
const AT_ONCE: i64 = 200;

/// No entry of that organisation has gone over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCarried;

impl Act for CarryAsks {
    const NAME: &'static str = "carry-asks-over";
    const NEEDS: Permit = Permit::CarryOver;
    type State = (Option<Succession>, Vec<ToCarry>);
    type Refusal = NotCarried;
    /// How many went over.
    type Answer = usize;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Self::State, Fault> {
        let of = succession_of(from, self.0)?.filter(|one| one.step == Step::Carried);
        Ok((of, to_carry(from, self.0, AT_ONCE)?))
    }

    fn subject(&self, _state: &Self::State, _actor: &Actor) -> Subject {
        Subject::new(Kind::Ask, Relations::NONE)
    }

    fn decide(
        self,
        (of, asks): Self::State,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<usize>, NotCarried> {
        let to = of.ok_or(NotCarried)?.of.successor;
        let moved = Moved { on: allowed.now().day(), what: Move::Succeeded { from: self.0, to } };
        // Sealed, if only to nothing: the successor finds her by what the key of the ask opens.
        let contents = &Written::default();
        let parties = &[Party::Org(to)];
        Ok(asks.iter().fold(allowed.draft(asks.len()), |draft, ToCarry { ask, sealed }| {
            let key = KeyName::Ask(*ask);
            match sealed {
                true => {
                    let sealing = Sealing { key, parties, contents };
                    draft.sealed_fact(stream(*ask), kind::MOVED, &moved, &sealing)
                }
                false => draft.fact(stream(*ask), kind::MOVED, &moved),
            }
        }))
    }
}
