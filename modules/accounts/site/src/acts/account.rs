//! Keeping one's own account: taking up an invitation or a reset, a new password, a new telephone, new recovery codes.

use accounts_rules::facts::v1::{self, kind};
use accounts_rules::{InvitationKind, InvitationStanding, Secret, SessionEnd};
use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, Sealing};
use kernel::{Id, UserId};
use policy::{Actor, Permit, Subject};

use super::shared::{account, ending, open_sessions, own, tell};
use crate::read::{self, Link, SignIn};

/// Why an account was not changed.
#[derive(Debug, PartialEq, Eq)]
pub enum AccountRefused {
    /// The invitation or reset is not open: used, replaced, too old, or never made. To whoever holds it all read the same.
    LinkNotOpen,
}

fn password<T>(draft: Draft<T>, user: UserId, stretched: String) -> Draft<T> {
    let contents = v1::Password { stretched };
    let sealing = Sealing { key: KeyName::Account(user), parties: &[], contents: &contents };
    draft.sealed_fact(account(user), kind::PASSWORD_SET, &serde_json::json!({}), &sealing)
}

fn secret<T>(draft: Draft<T>, user: UserId, secret: &Secret) -> Draft<T> {
    let contents = v1::CodeSecret { bytes: secret.bytes().to_vec() };
    let sealing = Sealing { key: KeyName::Account(user), parties: &[], contents: &contents };
    draft.sealed_fact(account(user), kind::SECRET_SET, &serde_json::json!({}), &sealing)
}

fn recovery<T>(draft: Draft<T>, user: UserId, hashes: Vec<String>) -> Draft<T> {
    let made = v1::RecoveryMade { codes: hashes.len() };
    let contents = v1::RecoveryHashes { hashes };
    let sealing = Sealing { key: KeyName::Account(user), parties: &[], contents: &contents };
    draft.sealed_fact(account(user), kind::RECOVERY_MADE, &made, &sealing)
}

fn ids(open: &[SignIn], but: Option<Id>) -> Vec<Id> {
    open.iter().map(|open| open.id).filter(|open| Some(*open) != but).collect()
}

/// What must be known to take up a code.
pub struct Taking {
    link: Option<Link>,
    open: Vec<SignIn>,
}

fn taking(hash: &str, actor: &Actor, from: &Loading<'_>) -> Result<Taking, Fault> {
    let link = read::link(from, hash)?.filter(|link| link.user == actor.user);
    Ok(Taking { link, open: open_sessions(from, actor.user)? })
}

impl Taking {
    fn open<A>(&self, kind: InvitationKind, allowed: &Allowed<'_, A>) -> Result<Link, AccountRefused> {
        let is_open = |link: &Link| match link.of.standing(allowed.now()) {
            InvitationStanding::Open { .. } => link.of.kind == kind,
            InvitationStanding::Expired | InvitationStanding::Used | InvitationStanding::Ended => false,
        };
        self.link.filter(is_open).ok_or(AccountRefused::LinkNotOpen)
    }
}

/// Takes up an invitation: a password, a telephone whose first code was right, and recovery codes. Older sessions end.
pub struct AcceptInvitation {
    /// The hash of the invitation's code.
    pub hash: String,
    /// The stretched password.
    pub stretched: String,
    /// The telephone's secret.
    pub secret: Secret,
    /// The hashes of the recovery codes.
    pub recovery: Vec<String>,
}

impl Act for AcceptInvitation {
    const NAME: &'static str = "accept-invitation";
    const NEEDS: Permit = Permit::KeepOwnAccount;
    type State = Taking;
    type Refusal = AccountRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Taking, Fault> {
        taking(&self.hash, actor, from)
    }

    fn subject(&self, state: &Taking, _actor: &Actor) -> Subject {
        own(state.link.is_some())
    }

    fn decide(self, state: Taking, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, AccountRefused> {
        let link = state.open(InvitationKind::Invite, allowed)?;
        let draft =
            allowed.draft(()).fact(account(link.user), kind::LINK_USED, &v1::LinkUsed { link: link.id });
        let draft = password(draft, link.user, self.stretched);
        let draft = secret(draft, link.user, &self.secret);
        let draft = recovery(draft, link.user, self.recovery);
        Ok(ending(draft, ids(&state.open, None), SessionEnd::Reset))
    }
}

/// Takes up a reset: a new password. The telephone stays, every session ends, and its owner is told.
pub struct UseReset {
    /// The hash of the reset's code.
    pub hash: String,
    /// The stretched password.
    pub stretched: String,
}

impl Act for UseReset {
    const NAME: &'static str = "use-reset";
    const NEEDS: Permit = Permit::KeepOwnAccount;
    type State = Taking;
    type Refusal = AccountRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Taking, Fault> {
        taking(&self.hash, actor, from)
    }

    fn subject(&self, state: &Taking, _actor: &Actor) -> Subject {
        own(state.link.is_some())
    }

    fn decide(self, state: Taking, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, AccountRefused> {
        let link = state.open(InvitationKind::Reset, allowed)?;
        let draft =
            allowed.draft(()).fact(account(link.user), kind::LINK_USED, &v1::LinkUsed { link: link.id });
        let draft = password(draft, link.user, self.stretched);
        let draft = tell(draft, allowed.now(), link.user, None, "account-password-changed");
        Ok(ending(draft, ids(&state.open, None), SessionEnd::Reset))
    }
}

/// Sets a new password. Every session but this one ends, and its owner is told.
pub struct SetPassword {
    /// The stretched password.
    pub stretched: String,
    /// The session that goes on.
    pub but: Option<Id>,
}

impl Act for SetPassword {
    const NAME: &'static str = "set-password";
    const NEEDS: Permit = Permit::KeepOwnAccount;
    type State = Vec<SignIn>;
    type Refusal = AccountRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Vec<SignIn>, Fault> {
        open_sessions(from, actor.user)
    }

    fn subject(&self, _state: &Vec<SignIn>, _actor: &Actor) -> Subject {
        own(true)
    }

    fn decide(self, state: Vec<SignIn>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, AccountRefused> {
        let user = allowed.actor().user;
        let draft = password(allowed.draft(()), user, self.stretched);
        let draft = tell(draft, allowed.now(), user, None, "account-password-changed");
        Ok(ending(draft, ids(&state, self.but), SessionEnd::Reset))
    }
}

/// Makes another telephone the one whose codes count. Every session but this one ends.
pub struct NewSecret {
    /// The telephone's secret, whose first code was right.
    pub secret: Secret,
    /// The session that goes on.
    pub but: Option<Id>,
}

impl Act for NewSecret {
    const NAME: &'static str = "set-code-secret";
    const NEEDS: Permit = Permit::KeepOwnAccount;
    type State = Vec<SignIn>;
    type Refusal = AccountRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Vec<SignIn>, Fault> {
        open_sessions(from, actor.user)
    }

    fn subject(&self, _state: &Vec<SignIn>, _actor: &Actor) -> Subject {
        own(true)
    }

    fn decide(self, state: Vec<SignIn>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, AccountRefused> {
        let user = allowed.actor().user;
        let draft = secret(allowed.draft(()), user, &self.secret);
        let draft = tell(draft, allowed.now(), user, None, "account-password-changed");
        Ok(ending(draft, ids(&state, self.but), SessionEnd::Reset))
    }
}

/// Makes new recovery codes; all older ones are worth nothing.
pub struct NewCodes {
    /// Their hashes.
    pub recovery: Vec<String>,
}

impl Act for NewCodes {
    const NAME: &'static str = "new-recovery-codes";
    const NEEDS: Permit = Permit::KeepOwnAccount;
    type State = ();
    type Refusal = AccountRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, _from: &Loading<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn subject(&self, _state: &(), _actor: &Actor) -> Subject {
        own(true)
    }

    fn decide(self, _state: (), allowed: &Allowed<'_, Self>) -> Result<Draft<()>, AccountRefused> {
        Ok(recovery(allowed.draft(()), allowed.actor().user, self.recovery))
    }
}
