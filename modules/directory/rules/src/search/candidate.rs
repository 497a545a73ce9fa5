//! A service that may be a host, as the search sees it.

use kernel::{Day, OrgId, Point, ServiceId};

use crate::{Acceptance, Fitter, Kind, Method, Procedure, Purse, Session, Support};

/// A service with all that decides whether and when it can fit.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Whose it is.
    pub organisation: OrgId,
    /// The kind of that organisation.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub at: Point,
    /// The number to ring.
    pub telephone: String,
    /// The seat to talk to, for example about an agreement that is not yet signed.
    pub person_to_ask: String,
    /// With whom it has a contract.
    pub purses: Vec<Purse>,
    /// Whom it takes.
    pub acceptance: Acceptance,
    /// What it offers people who need something.
    pub support: Support,
    /// Its fitters.
    pub fitters: Vec<Fitter>,
    /// How it offers times.
    pub offers: Offers,
}

/// How a host offers times.
#[derive(Clone, Debug)]
pub enum Offers {
    /// Slots that can be seen here.
    Slots(Vec<Session>),
    /// By telephone, in about so many days; none = not said, taken from the row.
    ByTelephone {
        /// Days until the next time, about.
        about_days: Option<u16>,
    },
}

/// The days on which one method can be booked, with the free slots, in order. Made once when the index is built: the
/// certificates are checked on each session's own day, and full weeks are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct FreeDays {
    days: Vec<(Day, u32)>,
    /// Free slots up to and including each day, so that any stretch is a subtraction.
    sums: Vec<u32>,
}

impl FreeDays {
    pub(super) fn of(service: &Service, method: Method) -> FreeDays {
        let Offers::Slots(sessions) = &service.offers else { return FreeDays::default() };
        let mut days: Vec<(Day, u32)> = Vec::new();
        let mut open: Vec<&Session> = sessions.iter().filter(|session| session.free > 0).collect();
        open.sort_by_key(|session| session.day);
        for session in open {
            let offered = session.offers(method, Procedure::Fit, &service.fitters).is_ok();
            let room_in_week = service.acceptance.left_in_week_of(session.day).is_none_or(|left| left > 0);
            if !offered || !room_in_week {
                continue;
            }
            match days.last_mut() {
                Some((day, free)) if *day == session.day => *free += u32::from(session.free),
                _ => days.push((session.day, u32::from(session.free))),
            }
        }
        let mut sum = 0;
        let sums = days
            .iter()
            .map(|(_, free)| {
                sum += free;
                sum
            })
            .collect();
        FreeDays { days, sums }
    }

    /// The first day on or after that one.
    pub(super) fn first_from(&self, on: Day) -> Option<Day> {
        self.days.get(self.place(on)).map(|(day, _)| *day)
    }

    /// The days, in order.
    pub(super) fn days(&self) -> impl Iterator<Item = Day> + '_ {
        self.days.iter().map(|(day, _)| *day)
    }

    /// Free slots from the first day up to, not including, the second.
    pub(super) fn free_between(&self, from: Day, to: Day) -> u32 {
        let before = |place: usize| {
            place.checked_sub(1).and_then(|last| self.sums.get(last)).copied().unwrap_or_default()
        };
        before(self.place(to)) - before(self.place(from))
    }

    fn place(&self, on: Day) -> usize {
        self.days.partition_point(|(day, _)| *day < on)
    }
}
