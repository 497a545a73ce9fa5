//! Bringing in asks that were made elsewhere: whole histories from a file, folded by the same rules as live ones.

use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use kernel::AskId;
use policy::{Actor, Kind, Permit, Relations, Subject};
use referrals_rules::facts::fold;
use referrals_rules::facts::v1::{BroughtIn, FAMILY, kind};
use referrals_rules::life;

use crate::england;

/// Histories with the ids that they get. All are taken or none: whoever reads the file keeps the good ones.
pub struct BringInAsks(pub Vec<(AskId, BroughtIn)>);

impl BringInAsks {
    /// Whether a history can have happened; the rule that it breaks where it cannot.
    pub fn check(history: &BroughtIn) -> Result<(), life::Refusal> {
        fold(&history.sent, &history.moves, england()).map(|_| ())
    }
}

impl Act for BringInAsks {
    const NAME: &'static str = "bring-in-asks";
    const NEEDS: Permit = Permit::ImportHistory;
    type State = ();
    type Refusal = life::Refusal;
    type Answer = usize;

    fn load(&self, _actor: &Actor, _from: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _state: &(), _actor: &Actor) -> Subject {
        Subject::new(Kind::Place, Relations::NONE)
    }

    fn decide(self, _state: (), allowed: &Allowed<'_, Self>) -> Result<Draft<usize>, life::Refusal> {
        let mut draft = allowed.draft(self.0.len());
        for (ask, history) in &self.0 {
            BringInAsks::check(history)?;
            draft = draft.fact(Stream::of(FAMILY, ask.id()), kind::BROUGHT_IN, history);
        }
        Ok(draft)
    }
}
