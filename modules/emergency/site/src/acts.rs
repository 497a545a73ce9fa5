//! Recording the call that handed an emergency over. A fact, and nothing that anybody waits in.

use emergency_rules::facts::{CALLED, CALLS, Called};
use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use kernel::Id;
use policy::{Actor, Kind, Permit, Relations, Subject};

/// Records a call.
pub struct RecordCall {
    /// Its id, made when the page was shown: sending the form twice records one call.
    pub call: Id,
    /// What was said.
    pub called: Called,
}

/// Why a call was not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordRefused {
    /// Nobody is named.
    NobodyRung,
}

impl Act for RecordCall {
    const NAME: &'static str = "record-call";
    const NEEDS: Permit = Permit::RecordCall;
    /// Whether it is recorded already.
    type State = bool;
    type Refusal = RecordRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<bool, Fault> {
        Ok(from.version(&Stream::of(CALLS, self.call))?.0 > 0)
    }

    fn subject(&self, _state: &bool, _actor: &Actor) -> Subject {
        Subject::new(Kind::EmergencyCall, Relations::OWN_ORGANISATION)
    }

    fn decide(self, recorded: bool, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, RecordRefused> {
        if self.called.rung.trim().is_empty() {
            return Err(RecordRefused::NobodyRung);
        }
        if recorded {
            return Ok(allowed.draft(()));
        }
        Ok(allowed.draft(()).fact(Stream::of(CALLS, self.call), CALLED, &self.called))
    }
}
