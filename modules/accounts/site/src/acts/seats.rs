//! Naming a holder or deputy among those who have an account, and ending a holding.

use directory_rules::facts::v1::{Holding, Seat};
use directory_site::acts::Record;
use directory_site::read as directory;
use journal::{Act, Allowed, Draft, Fault, Loading};
use kernel::{Day, SeatId, UserId};
use policy::{Actor, Permit, Role, Subject};

use super::invite::{InviteRefused, held_from, may_hold};
use super::shared::{belongs_to, of_organisation, tell};

/// Why a holding was not changed.
#[derive(Debug, PartialEq, Eq)]
pub enum SeatRefused {
    /// The same as for an invitation.
    Invite(InviteRefused),
    /// They hold no seat of this organisation; invite them by their address.
    NotOfThisOrganisation,
    /// There is no such holding.
    NoSuchHolding,
}

/// Gives a seat to somebody who holds another of the same organisation.
pub struct NameHolder {
    /// To whom.
    pub user: UserId,
    /// Which seat.
    pub seat: SeatId,
    /// First day.
    pub from: Day,
    /// Last day, where it is known.
    pub until: Option<Day>,
    /// Stands in for the holder.
    pub deputy: bool,
}

/// What must be known to name a holder.
pub struct Naming {
    seat: Option<Seat>,
    belongs: bool,
    held: Vec<(Holding, Option<Role>)>,
}

impl Act for NameHolder {
    const NAME: &'static str = "name-holder";
    const NEEDS: Permit = Permit::KeepSeats;
    type State = Naming;
    type Refusal = SeatRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Naming, Fault> {
        let today = from.now().day();
        let seat = directory::seat(from, self.seat)?.filter(|seat| !seat.ended);
        let belongs = match &seat {
            Some(seat) => belongs_to(from, self.user, seat.org, today)?,
            None => false,
        };
        Ok(Naming { seat, belongs, held: held_from(from, self.user, today)? })
    }

    fn subject(&self, state: &Naming, actor: &Actor) -> Subject {
        let is_ours = state.seat.as_ref().is_some_and(|seat| seat.org == actor.org);
        of_organisation(is_ours, self.user == actor.user || self.seat == actor.seat)
    }

    fn decide(self, state: Naming, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, SeatRefused> {
        let seat = state.seat.ok_or(SeatRefused::Invite(InviteRefused::NoSuchSeat))?;
        if !state.belongs {
            return Err(SeatRefused::NotOfThisOrganisation);
        }
        if self.until.is_some_and(|until| until < self.from) {
            return Err(SeatRefused::Invite(InviteRefused::EndsBeforeItBegins));
        }
        may_hold(&state.held, &seat, self.from, self.until).map_err(SeatRefused::Invite)?;
        let draft = tell(allowed.draft(()), allowed.now(), self.user, None, "account-seat-given");
        let holding = Holding {
            seat: seat.id,
            org: seat.org,
            user: self.user,
            from: self.from,
            until: self.until,
            deputy: self.deputy,
        };
        Ok(holding.record(draft))
    }
}

/// Ends a holding with a last day. A session in that seat ends when the day is over, or at once if it was before today.
pub struct EndHolding {
    /// The seat.
    pub seat: SeatId,
    /// Who holds it.
    pub user: UserId,
    /// The first day of that holding.
    pub from: Day,
    /// The new last day.
    pub until: Day,
}

impl Act for EndHolding {
    const NAME: &'static str = "end-holding";
    const NEEDS: Permit = Permit::KeepSeats;
    type State = Option<Holding>;
    type Refusal = SeatRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Holding>, Fault> {
        let held = directory::holdings_of_user(from, self.user)?;
        Ok(held.into_iter().find(|held| held.seat == self.seat && held.from == self.from))
    }

    fn subject(&self, state: &Option<Holding>, actor: &Actor) -> Subject {
        let is_ours = state.as_ref().is_some_and(|held| held.org == actor.org);
        of_organisation(is_ours, self.user == actor.user || self.seat == actor.seat)
    }

    fn decide(self, state: Option<Holding>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, SeatRefused> {
        let held = state.ok_or(SeatRefused::NoSuchHolding)?;
        let ended = Holding { until: Some(self.until), ..held };
        Ok(ended.record(allowed.draft(())))
    }
}
