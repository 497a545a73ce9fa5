//! The way in to every page: a reading for a permit, refusals as pages, and the names of organisations, seats and
//! specialties, each read once.

use std::collections::HashMap;

use directory_site::read as directory;
use fixit_rules::facts::v1::Specialty;
use journal::{Fault, NotDone, Reading};
use kernel::{OrgId, SeatId};
use policy::{Actor, Kind, Permit, Refused, Relations, Subject};
use web::Stop;

use super::Site;
use crate::read;

/// A fault as a page.
pub fn fault(attempt: &'static str) -> impl Fn(Fault) -> Stop {
    move |why| Stop::fault(attempt, why)
}

/// A refusal of the policy as a page.
pub fn refused(site: &Site, why: &Refused) -> Stop {
    Stop::refused(
        why.why,
        || site.office.to_string(),
        |_| {
            Some((
                "Your seat does not do this: an issue is moved by its owner, by those who posted it and by the office.",
                "Ring the office.",
            ))
        },
    )
}

/// A reading of issues. Whoever may not see them finds no such page.
pub fn reading(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    let subject = Subject::new(Kind::Issue, Relations::NONE);
    site.journal.reading(actor, Permit::SeeIssue, subject).map_err(|why| match why {
        NotDone::Fault(why) => Stop::fault("opening a reading of issues", why),
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

/// Whether the reader may do that to issues that are nobody's in particular.
pub fn may(reading: &Reading, permit: Permit) -> bool {
    reading.permits(permit, Subject::new(Kind::Issue, Relations::NONE)).is_ok()
}

/// A seat for people: its title, its organisation, its number.
#[derive(Clone, Debug, Default)]
pub struct SeatNamed {
    /// What it is called.
    pub title: String,
    /// Its number.
    pub telephone: String,
}

/// Names, each read once.
pub struct Names<'r> {
    reading: &'r Reading,
    specialties: HashMap<String, Specialty>,
    orgs: HashMap<OrgId, String>,
    seats: HashMap<SeatId, SeatNamed>,
}

impl<'r> Names<'r> {
    /// With all specialties read.
    pub fn new(reading: &'r Reading) -> Result<Names<'r>, Stop> {
        let all = read::specialties(reading).map_err(fault("reading specialties"))?;
        let specialties = all.into_iter().map(|of| (of.code.clone(), of)).collect();
        Ok(Names { reading, specialties, orgs: HashMap::new(), seats: HashMap::new() })
    }

    /// A specialty for people.
    pub fn specialty(&self, code: &str) -> String {
        self.specialties.get(code).map_or_else(|| code.to_owned(), |of| of.name.clone())
    }

    /// A specialty.
    pub fn specialty_of(&self, code: &str) -> Option<&Specialty> {
        self.specialties.get(code)
    }

    /// An organisation for people.
    pub fn org(&mut self, org: OrgId) -> Result<String, Stop> {
        if let Some(known) = self.orgs.get(&org) {
            return Ok(known.clone());
        }
        let found = directory::organisation(self.reading, org).map_err(fault("reading an organisation"))?;
        // What came in from elsewhere was recorded by the program itself.
        let name = found.map_or_else(|| "Brought in from elsewhere".to_owned(), |of| of.name);
        self.orgs.insert(org, name.clone());
        Ok(name)
    }

    /// A seat for people.
    pub fn seat(&mut self, seat: SeatId) -> Result<SeatNamed, Stop> {
        if let Some(known) = self.seats.get(&seat) {
            return Ok(known.clone());
        }
        let found = directory::seat(self.reading, seat).map_err(fault("reading a seat"))?;
        let named = found
            .map_or_else(SeatNamed::default, |of| SeatNamed { title: of.title, telephone: of.telephone });
        self.seats.insert(seat, named.clone());
        Ok(named)
    }
}
