//! Seats and who holds them on a day. The work belongs to the seat, so that nobody's leave stops a clock.

use kernel::{Day, SeatId, UserId};
use policy::Role;

/// One user in one seat for some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The seat.
    pub seat: SeatId,
    /// Who holds it.
    pub user: UserId,
    /// As what.
    pub kind: HoldingKind,
    /// First day.
    pub from: Day,
    /// Last day, which still counts; nothing while no end is known.
    pub until: Option<Day>,
}

/// As what a user holds a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HoldingKind {
    /// It is theirs.
    Holder,
    /// They stand in while the holder is away, or when there is none.
    Deputy,
}

/// Days on which a user is away, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub user: UserId,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

/// Who acts in a seat on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acting {
    /// Its holders who are there.
    Holders(Vec<UserId>),
    /// No holder is there; these stand in.
    Deputies(Vec<UserId>),
    /// Nobody is there: an alarm to whoever keeps the organisation's seats.
    Nobody,
}

impl Holding {
    /// Whether it holds on that day.
    pub fn on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Who acts in the seat on that day: holders who are there, else deputies who are there, else nobody. A deputy may
/// always sign in; this says on whose list the work stands.
pub fn who_acts(seat: SeatId, holdings: &[Holding], absences: &[Absence], day: Day) -> Acting {
    let there = |user: UserId| !absences.iter().any(|a| a.user == user && a.from <= day && day <= a.until);
    let of = |kind| -> Vec<UserId> {
        let all = holdings.iter().filter(|h| h.seat == seat && h.kind == kind && h.on(day) && there(h.user));
        let mut users: Vec<UserId> = all.map(|h| h.user).collect();
        users.sort_unstable();
        users.dedup();
        users
    };
    let holders = of(HoldingKind::Holder);
    if !holders.is_empty() {
        return Acting::Holders(holders);
    }
    let deputies = of(HoldingKind::Deputy);
    if deputies.is_empty() { Acting::Nobody } else { Acting::Deputies(deputies) }
}

/// What becomes of seats when somebody leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The leaver's holdings with their new last day. Those not yet begun are dropped by ending before they begin.
    pub ended: Vec<Holding>,
    /// Seats in which nobody acts on the day after, and somebody must be named.
    pub empty: Vec<SeatId>,
}

/// Ends a user's holdings after their last day. `None` as the last day of a holding counts as going on.
pub fn leave(user: UserId, last_day: Day, holdings: &[Holding], absences: &[Absence]) -> Leaving {
    let goes_on = |h: &Holding| h.user == user && h.until.is_none_or(|until| until > last_day);
    let ended: Vec<Holding> =
        holdings.iter().filter(|h| goes_on(h)).map(|h| Holding { until: Some(last_day), ..*h }).collect();
    let stay: Vec<Holding> = holdings.iter().filter(|h| !goes_on(h)).copied().collect();
    let mut empty: Vec<SeatId> = ended.iter().map(|h| h.seat).collect();
    empty.sort_unstable();
    empty.dedup();
    empty.retain(|seat| who_acts(*seat, &stay, absences, last_day.next()) == Acting::Nobody);
    Leaving { ended, empty }
}

/// Two roles that one user may not hold at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The role held.
    pub held: Role,
    /// The role that is to be given.
    pub wanted: Role,
}

/// Whether giving a role to a user who holds others would undo what the policies keep apart: those who pay, plan or
/// administer never see a person, so they hold no seat that does. A small practice's manager may well be its
/// receptionist, and a fitter its guardian.
pub fn clash(held: &[Role], wanted: Role) -> Option<Clash> {
    let apart =
        |a: Role, b: Role| sees_people(a) && never_sees_people(b) || sees_people(b) && never_sees_people(a);
    held.iter().find(|held| apart(**held, wanted)).map(|held| Clash { held: *held, wanted })
}

const fn sees_people(role: Role) -> bool {
    match role {
        Role::Clinician | Role::Fitter | Role::Booking | Role::CharityWorker => true,
        Role::Manager | Role::ContractLead | Role::Commissioner | Role::Guardian | Role::Administrator => {
            false
        }
        Role::Convener | Role::Person | Role::OrganisationToken | Role::System => false,
    }
}

const fn never_sees_people(role: Role) -> bool {
    match role {
        Role::ContractLead | Role::Commissioner | Role::Administrator => true,
        // A convener of the groups may be a clinician; the seat sees counts while the same user's other seat sees asks.
        Role::Convener | Role::Manager | Role::Guardian => false,
        Role::Clinician | Role::Fitter | Role::Booking | Role::CharityWorker => false,
        Role::Person | Role::OrganisationToken | Role::System => false,
    }
}
