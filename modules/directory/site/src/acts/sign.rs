//! Signing an agreement for one's own organisation. It holds from today: a signature is never dated back.

use directory_rules::facts::v1::{Signature, family, kind};
use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use kernel::OrgId;
use policy::{Actor, Kind, Permit, Relations, Subject};

use crate::read::{self, Signed};

/// Signs the agreement of that code.
pub struct Sign(pub OrgId);

/// Why an agreement was not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignRefused {
    /// Signed already.
    Already,
    /// Its last day has passed.
    Ended,
}

impl Act for Sign {
    const NAME: &'static str = "sign-agreement";
    const NEEDS: Permit = Permit::SignAgreement;
    type State = Option<Signed>;
    type Refusal = SignRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Signed>, Fault> {
        Ok(read::agreements(from)?.into_iter().find(|signed| signed.agreement.code == self.0))
    }

    fn subject(&self, state: &Option<Signed>, actor: &Actor) -> Subject {
        let party = state.as_ref().is_some_and(|signed| signed.agreement.parties.contains(&actor.org));
        Subject::new(Kind::Agreement, Relations::NONE.and_if(party, Relations::OWN_ORGANISATION))
    }

    fn decide(self, state: Option<Signed>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, SignRefused> {
        let today = allowed.now().day();
        let org = allowed.actor().org;
        if state.as_ref().is_some_and(|signed| signed.agreement.until.is_some_and(|until| until < today)) {
            return Err(SignRefused::Ended);
        }
        if state.is_some_and(|signed| signed.signatures.iter().any(|one| one.org == org)) {
            return Err(SignRefused::Already);
        }
        let signature = Signature { agreement: self.0, org, on: today, seat: Some(allowed.actor().seat) };
        Ok(allowed.draft(()).fact(Stream::new(family::AGREEMENT, self.0), kind::SIGNATURE, &signature))
    }
}
