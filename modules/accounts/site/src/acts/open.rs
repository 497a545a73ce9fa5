//! The program opens the keys of accounts once, on record, to sign people in and to show who holds a seat.

use accounts_rules::facts::v1::{self, family, kind};
use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, Stream};
use kernel::UserId;
use policy::{Actor, Kind, Permit, Relations, Subject};

/// Opens the accounts of these users to the program.
pub(crate) struct OpenAccounts(pub(crate) Vec<UserId>);

impl Act for OpenAccounts {
    const NAME: &'static str = "open-accounts";
    /// Whoever may send a reset to anybody may as well compare a password: there is no narrower permit.
    const NEEDS: Permit = Permit::InviteUser;
    type State = ();
    type Refusal = ();
    type Answer = ();

    fn load(&self, _actor: &Actor, _from: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _state: &(), _actor: &Actor) -> Subject {
        Subject::new(Kind::Seat, Relations::NONE)
    }

    fn decide(self, _state: (), allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> {
        let opened = v1::Opened { accounts: self.0.len() };
        let draft = allowed.draft(()).fact(Stream::new(family::ACCOUNT, "all"), kind::OPENED, &opened);
        Ok(self.0.iter().fold(draft, |draft, user| draft.opens(KeyName::Account(*user))))
    }
}
