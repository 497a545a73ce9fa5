//! What the command line does about accounts: invite somebody, make and end a token.

use accounts_rules::InvitationKind;
use journal::{Journal, NotDone};
use kernel::{Day, Id, OrgId, SeatId, UserId};
use policy::Actor;

use crate::Accounts;
use crate::acts::{EndToken, Invite, InviteRefused, MakeToken, SendLink, TokenRefused};
use crate::names::program;
use crate::secrets::{new_token, token_hash};

/// Whom to invite to which seat.
#[derive(Clone)]
pub struct Newcomer {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The seat.
    pub seat: SeatId,
    /// First day.
    pub from: Day,
    /// Last day, where it is known.
    pub until: Option<Day>,
    /// Stands in for the holder.
    pub deputy: bool,
}

/// What an invitation came to.
#[derive(Clone)]
pub struct Invitation {
    /// Who was invited.
    pub user: UserId,
    /// What to hand over, once, by a way that only they can read; none where their address was known before: they sign in as
    /// they did, or find a code in their own mail.
    pub text: Option<String>,
}

/// An act for [`Accounts`] that invites.
pub(crate) fn act(accounts: &Accounts, of: Newcomer) -> Invite {
    Invite {
        user: UserId::from_bits(rand::random()),
        name: of.name,
        email: of.email,
        seat: of.seat,
        from: of.from,
        until: of.until,
        deputy: of.deputy,
        link: accounts.new_link(),
    }
}

/// The words that an invited person is handed.
pub(crate) fn words(accounts: &Accounts, link: Id) -> String {
    let base = &accounts.0.base;
    format!(
        "Open {base}/invitation and type this code: {}. It works once, within seven days.",
        accounts.code_of(link)
    )
}

/// Invites somebody, from a thread that may wait. The text is the only place where the code stands.
pub fn invite(
    accounts: &Accounts,
    actor: &Actor,
    of: Newcomer,
) -> Result<Invitation, NotDone<InviteRefused>> {
    let done = accounts.journal().submit_here(actor, act(accounts, of))?.answer;
    Ok(Invitation { user: done.user, text: done.link.map(|link| words(accounts, link)) })
}

/// Gives somebody who was brought in, or who has lost everything, a new invitation. Only the program itself may, at the
/// machine: what it answers takes up the account.
pub fn invite_again(accounts: &Accounts, user: UserId) -> Result<Invitation, NotDone<InviteRefused>> {
    let link = accounts.new_link();
    let id = link.id;
    accounts.journal().submit_here(&program(), SendLink { user, of: InvitationKind::Invite, link })?;
    Ok(Invitation { user, text: Some(words(accounts, id)) })
}

/// A token that was made: shown once.
#[derive(Clone)]
pub struct NewToken {
    /// Its id, by which it is ended.
    pub id: Id,
    /// The token itself.
    pub bearer: String,
}

/// Makes a token for an organisation's own system, from a thread that may wait.
pub fn make_token(
    journal: &Journal,
    actor: &Actor,
    org: OrgId,
    title: &str,
) -> Result<NewToken, NotDone<TokenRefused>> {
    let bearer = new_token();
    let id = Id::from_bits(rand::random());
    journal.submit_here(
        actor,
        MakeToken { token: id, org, title: title.to_owned(), hash: token_hash(&bearer) },
    )?;
    Ok(NewToken { id, bearer })
}

/// Ends a token at once, from a thread that may wait.
pub fn end_token(journal: &Journal, actor: &Actor, token: Id) -> Result<(), NotDone<TokenRefused>> {
    journal.submit_here(actor, EndToken(token)).map(drop)
}
