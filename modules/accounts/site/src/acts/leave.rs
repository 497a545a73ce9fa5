//! Somebody leaves an organisation: what they hold there ends, and with it their sessions.

use accounts_rules::SessionEnd;
use accounts_rules::facts::v1::{self, kind};
use directory_rules::facts::v1::Holding;
use directory_site::acts::Record;
use directory_site::read as directory;
use journal::{Act, Allowed, Draft, Fault, Loading};
use kernel::{Day, Id, OrgId, SeatId, UserId};
use policy::{Actor, Permit, Subject};

use super::shared::{account, ending, of_organisation, open_sessions};
use crate::read::SignIn;

/// Ends all that somebody holds in an organisation after their last day. With a last day before today they are out at
/// once: a session asks every thirty seconds whether its seat is still held.
pub struct Leave {
    /// Who.
    pub user: UserId,
    /// Which organisation.
    pub org: OrgId,
    /// Their last day in it.
    pub last_day: Day,
}

/// Why nobody left.
#[derive(Debug, PartialEq, Eq)]
pub enum LeaveRefused {
    /// They hold nothing there that goes on after that day.
    HoldsNothing,
}

/// What must be known for somebody to leave.
pub struct Leaving {
    held: Vec<Holding>,
    empty: Vec<SeatId>,
    open: Vec<SignIn>,
}

impl Act for Leave {
    const NAME: &'static str = "leave";
    const NEEDS: Permit = Permit::KeepSeats;
    type State = Leaving;
    type Refusal = LeaveRefused;
    /// Seats in which nobody acts on the day after.
    type Answer = Vec<SeatId>;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Leaving, Fault> {
        let all = directory::holdings_of_organisation(from, self.org)?;
        let of_rules: Vec<accounts_rules::Holding> = all.iter().map(crate::seats::of_rules).collect();
        let leaving = accounts_rules::leave(self.user, self.last_day, &of_rules, &[]);
        let goes_on =
            |held: &Holding| held.user == self.user && held.until.is_none_or(|until| until > self.last_day);
        let held = all.into_iter().filter(goes_on).collect();
        Ok(Leaving { held, empty: leaving.empty, open: open_sessions(from, self.user)? })
    }

    fn subject(&self, _state: &Leaving, actor: &Actor) -> Subject {
        of_organisation(self.org == actor.org, self.user == actor.user)
    }

    fn decide(self, state: Leaving, allowed: &Allowed<'_, Self>) -> Result<Draft<Vec<SeatId>>, LeaveRefused> {
        if state.held.is_empty() {
            return Err(LeaveRefused::HoldsNothing);
        }
        let left = v1::Left { org: self.org, last_day: self.last_day };
        let mut draft = allowed.draft(state.empty).fact(account(self.user), kind::LEFT, &left);
        for held in &state.held {
            draft = Holding { until: Some(self.last_day), ..held.clone() }.record(draft);
        }
        let gone = |open: &&SignIn| state.held.iter().any(|held| held.seat == open.seat);
        let at_once = self.last_day < allowed.now().day();
        let ended: Vec<Id> = state.open.iter().filter(|_| at_once).filter(gone).map(|open| open.id).collect();
        Ok(ending(draft, ended, SessionEnd::Left))
    }
}
