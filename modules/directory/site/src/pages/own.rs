//! What an organisation keeps here, read together: forms check what is typed against it, and files too.

use directory_rules::facts::v1::{Fitter, Organisation, Seat, Site as Where};
use journal::Reading;
use kernel::{Day, Moment, OrgId, SeatId};
use policy::{Actor, Permit};
use web::Stop;

use super::Site;
use super::access::{OURS, fault, reading};
use crate::read::{self, Entered, Planned};

/// Days ahead that the pages show of an organisation's sessions.
const DAYS_AHEAD: i32 = 42;

/// One organisation's part of the directory.
pub(super) struct Own {
    pub(super) org: Organisation,
    pub(super) sites: Vec<Where>,
    pub(super) services: Vec<Entered>,
    pub(super) seats: Vec<Seat>,
    pub(super) fitters: Vec<Fitter>,
    pub(super) sessions: Vec<Planned>,
    pub(super) now: Moment,
    pub(super) today: Day,
}

impl Own {
    /// The reader's own organisation, for a permit.
    pub(super) fn read(site: &Site, actor: &Actor, permit: Permit) -> Result<(Reading, Own), Stop> {
        let reading = reading(site, actor, permit, OURS)?;
        let attempt = fault("reading what an organisation keeps");
        let now = site.journal.now();
        let (code, today) = (actor.org, now.day());
        let own = Own {
            org: read::organisation(&reading, code).map_err(&attempt)?.ok_or(Stop::NotFound)?,
            sites: read::sites(&reading, code).map_err(&attempt)?,
            services: read::services_of(&reading, code).map_err(&attempt)?,
            seats: read::seats(&reading, code).map_err(&attempt)?,
            fitters: read::fitters_of(&reading, code).map_err(&attempt)?,
            sessions: read::sessions_of(&reading, code, today, today + DAYS_AHEAD).map_err(&attempt)?,
            now,
            today,
        };
        Ok((reading, own))
    }

    /// Its code.
    pub(super) fn code(&self) -> OrgId {
        self.org.code
    }

    /// The title of a seat.
    pub(super) fn title(&self, seat: SeatId) -> String {
        let found = self.seats.iter().find(|known| known.id == seat);
        found.map_or_else(|| "a seat that has gone".to_owned(), |seat| seat.title.clone())
    }

    /// Seats that may fit: a fitter's and a clinician's, while they last.
    pub(super) fn clinical_seats(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| !seat.ended && (seat.role == "fitter" || seat.role == "clinician"))
    }

    /// Seats with certificates, while they last.
    pub(super) fn fitting_seats(&self) -> impl Iterator<Item = &Seat> {
        self.clinical_seats().filter(|seat| self.fitters.iter().any(|fitter| fitter.seat == seat.id))
    }
}

/// The one thing that a text names, by id or by its whole name in any letters.
pub(super) fn named<'a, T>(
    text: &str,
    all: impl IntoIterator<Item = &'a T>,
    id: impl Fn(&T) -> String,
    name: impl Fn(&T) -> &str,
) -> Option<&'a T> {
    let text = text.trim();
    let mut by_name = None;
    for one in all {
        if id(one) == text {
            return Some(one);
        }
        if name(one).eq_ignore_ascii_case(text) {
            // Two of the same name: only the id can tell them apart.
            if by_name.is_some() {
                return None;
            }
            by_name = Some(one);
        }
    }
    by_name
}
