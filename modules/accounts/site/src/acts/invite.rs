//! Inviting somebody to a seat, sending the code again, and bringing many in at once.

use accounts_rules::facts::v1::{self, kind};
use accounts_rules::{Clash, InvitationKind, clash};
use directory_rules::facts::v1::{Holding, Seat};
use directory_site::acts::Record;
use directory_site::read as directory;
use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, Sealing};
use kernel::{Day, Id, SeatId, UserId};
use policy::{Actor, Kind, Permit, Relations, Role, Subject};
use serde::{Deserialize, Serialize};

use super::shared::{account, belongs_to, of_organisation, tell};
use crate::names::{EMAIL, place, tidy_email};
use crate::read::{self, User};

/// The id of a new invitation or reset, and the hash of its code.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// Its id.
    pub id: Id,
    /// The hash of its code.
    pub hash: String,
}

/// Invites somebody to a seat from a day on. Who has an account already is given the seat and told so.
pub struct Invite {
    /// Their id, if they have no account yet.
    pub user: UserId,
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
    /// The invitation.
    pub link: NewLink,
}

/// Why nobody was invited.
#[derive(Debug, PartialEq, Eq)]
pub enum InviteRefused {
    /// No such seat, or it has ended.
    NoSuchSeat,
    /// No name.
    NameMissing,
    /// Not an address for mail.
    NotAnAddress,
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// They hold that seat in those days already.
    HoldsIt,
    /// Nobody gives a seat to themselves.
    Oneself,
    /// They hold a seat that must stay apart from this one.
    Clash(Clash),
    /// Nobody of that id, or no account to reset.
    NoSuchUser,
}

/// Who was invited.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invited {
    /// Who.
    pub user: UserId,
    /// The invitation, where whoever invites may hand it over: the account is new, and all it will hold is what they give.
    /// Of an account that was there before, the code goes to its own mail address only, or one organisation could take up
    /// what another has invited somebody to.
    pub link: Option<Id>,
}

/// What must be known to invite.
pub struct Inviting {
    seat: Option<Seat>,
    known: Option<User>,
    held: Vec<(Holding, Option<Role>)>,
}

/// An address that mail might reach: one `@` with something on both sides, no white space, and not too long.
fn is_address(text: &str) -> bool {
    let parts: Vec<&str> = text.split('@').collect();
    let fits = matches!(parts.as_slice(), [local, host] if !local.is_empty() && host.contains('.'));
    fits && text.len() <= 254 && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control())
}

pub(super) fn overlap(held: &Holding, from: Day, until: Option<Day>) -> bool {
    held.until.is_none_or(|last| last >= from) && until.is_none_or(|last| last >= held.from)
}

/// What somebody holds from a day on, with the roles.
pub(super) fn held_from(
    from: &Loading<'_>,
    user: UserId,
    day: Day,
) -> Result<Vec<(Holding, Option<Role>)>, Fault> {
    let mut found = Vec::new();
    for held in directory::holdings_of_user(from, user)? {
        if held.until.is_none_or(|until| until >= day) {
            let seat = directory::seat(from, held.seat)?.filter(|seat| !seat.ended);
            let role = seat.and_then(|seat| seat.role.parse().ok());
            found.push((held, role));
        }
    }
    Ok(found)
}

/// Whether somebody may be given a seat beside those they hold in the same days.
pub(super) fn may_hold(
    held: &[(Holding, Option<Role>)],
    seat: &Seat,
    from: Day,
    until: Option<Day>,
) -> Result<(), InviteRefused> {
    let same_days = || held.iter().filter(|(held, _)| overlap(held, from, until));
    if same_days().any(|(held, _)| held.seat == seat.id) {
        return Err(InviteRefused::HoldsIt);
    }
    let roles: Vec<Role> = same_days().filter_map(|(_, role)| *role).collect();
    let wanted: Role = seat.role.parse().map_err(|_| InviteRefused::NoSuchSeat)?;
    clash(&roles, wanted).map_or(Ok(()), |clash| Err(InviteRefused::Clash(clash)))
}

fn named<T>(draft: Draft<T>, user: UserId, name: &str, email: &str) -> Draft<T> {
    let contents = v1::Name { name: name.trim().to_owned(), email: email.trim().to_owned() };
    let sealing = Sealing { key: KeyName::Account(user), parties: &[], contents: &contents };
    draft.sealed_fact(account(user), kind::NAMED, &v1::Named { user }, &sealing)
}

fn link_made<T>(draft: Draft<T>, user: UserId, of: InvitationKind, link: &NewLink) -> Draft<T> {
    let of = match of {
        InvitationKind::Invite => "invite",
        InvitationKind::Reset => "reset",
    };
    let made = v1::LinkMade { link: link.id, kind: of.to_owned(), hash: link.hash.clone() };
    draft.fact(account(user), kind::LINK_MADE, &made)
}

impl Act for Invite {
    const NAME: &'static str = "invite-user";
    const NEEDS: Permit = Permit::InviteUser;
    type State = Inviting;
    type Refusal = InviteRefused;
    type Answer = Invited;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Inviting, Fault> {
        let seat = directory::seat(from, self.seat)?.filter(|seat| !seat.ended);
        let lookup = from.lookup_hash(place(), EMAIL, &tidy_email(&self.email));
        let known = read::user_by_email(from, lookup)?;
        let held = match &known {
            Some(user) => held_from(from, user.id, from.now().day())?,
            None => Vec::new(),
        };
        Ok(Inviting { seat, known, held })
    }

    fn subject(&self, state: &Inviting, actor: &Actor) -> Subject {
        let is_ours = state.seat.as_ref().is_some_and(|seat| seat.org == actor.org);
        of_organisation(is_ours, state.known.as_ref().is_some_and(|user| user.id == actor.user))
    }

    fn decide(self, state: Inviting, allowed: &Allowed<'_, Self>) -> Result<Draft<Invited>, InviteRefused> {
        let seat = state.seat.ok_or(InviteRefused::NoSuchSeat)?;
        if self.name.trim().is_empty() {
            return Err(InviteRefused::NameMissing);
        }
        if !is_address(self.email.trim()) {
            return Err(InviteRefused::NotAnAddress);
        }
        if self.until.is_some_and(|until| until < self.from) {
            return Err(InviteRefused::EndsBeforeItBegins);
        }
        if state.known.as_ref().is_some_and(|user| user.id == allowed.actor().user)
            || seat.id == allowed.actor().seat
        {
            return Err(InviteRefused::Oneself);
        }
        may_hold(&state.held, &seat, self.from, self.until)?;
        let user = state.known.as_ref().map_or(self.user, |user| user.id);
        let is_set_up = state.known.as_ref().is_some_and(User::is_set_up);
        let link = state.known.is_none().then_some(self.link.id);
        let mut draft = allowed.draft(Invited { user, link });
        if state.known.is_none() {
            draft = named(draft, user, &self.name, &self.email);
        }
        draft = if is_set_up {
            tell(draft, allowed.now(), user, None, "account-seat-given")
        } else {
            let draft = link_made(draft, user, InvitationKind::Invite, &self.link);
            tell(draft, allowed.now(), user, Some(self.link.id), "account-invitation")
        };
        let holding = Holding {
            seat: seat.id,
            org: seat.org,
            user,
            from: self.from,
            until: self.until,
            deputy: self.deputy,
        };
        Ok(holding.record(draft))
    }
}

/// Sends somebody a new invitation (a new password, telephone and codes) or a reset (a new password).
pub struct SendLink {
    /// To whom.
    pub user: UserId,
    /// What it is for.
    pub of: InvitationKind,
    /// The code.
    pub link: NewLink,
}

impl Act for SendLink {
    const NAME: &'static str = "send-link";
    const NEEDS: Permit = Permit::InviteUser;
    /// The account, and whether it belongs to the actor's organisation.
    type State = (Option<User>, bool);
    type Refusal = InviteRefused;
    type Answer = ();

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<(Option<User>, bool), Fault> {
        let ours = belongs_to(from, self.user, actor.org, from.now().day())?;
        Ok((read::user(from, self.user)?, ours))
    }

    fn subject(&self, state: &(Option<User>, bool), actor: &Actor) -> Subject {
        of_organisation(state.1, self.user == actor.user)
    }

    fn decide(
        self,
        state: (Option<User>, bool),
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<()>, InviteRefused> {
        let user = state.0.filter(|user| user.name.is_some()).ok_or(InviteRefused::NoSuchUser)?;
        let template = match self.of {
            InvitationKind::Invite => "account-invitation",
            InvitationKind::Reset if user.is_set_up() => "account-reset",
            InvitationKind::Reset => return Err(InviteRefused::NoSuchUser),
        };
        let draft = link_made(allowed.draft(()), self.user, self.of, &self.link);
        Ok(tell(draft, allowed.now(), self.user, Some(self.link.id), template))
    }
}

/// Somebody who is brought in.
#[derive(Clone)]
pub struct Newcomer {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// Brings many in at once, as when a place begins. They hold what the directory says; nobody is written to.
pub struct BringInUsers(pub Vec<Newcomer>);

impl Act for BringInUsers {
    const NAME: &'static str = "bring-in-users";
    const NEEDS: Permit = Permit::InviteUser;
    /// Addresses that somebody has already.
    type State = Vec<usize>;
    /// The places in the list of those whose address cannot be taken: wrong, double or another's.
    type Refusal = Vec<usize>;
    type Answer = usize;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Vec<usize>, Fault> {
        let mut taken = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (nth, newcomer) in self.0.iter().enumerate() {
            let email = tidy_email(&newcomer.email);
            let lookup = from.lookup_hash(place(), EMAIL, &email);
            let another = read::user_by_email(from, lookup)?.is_some_and(|user| user.id != newcomer.user);
            if another || !is_address(&email) || !seen.insert(email) {
                taken.push(nth);
            }
        }
        Ok(taken)
    }

    fn subject(&self, _state: &Vec<usize>, _actor: &Actor) -> Subject {
        Subject::new(Kind::Seat, Relations::NONE)
    }

    fn decide(self, state: Vec<usize>, allowed: &Allowed<'_, Self>) -> Result<Draft<usize>, Vec<usize>> {
        if !state.is_empty() {
            return Err(state);
        }
        let draft = allowed.draft(self.0.len());
        Ok(self.0.iter().fold(draft, |draft, of| named(draft, of.user, &of.name, &of.email)))
    }
}
