//! The way in: a reading of the reader's own organisation's recalls, looks on record, refusals as pages.

use std::collections::HashMap;
use std::marker::PhantomData;

use fixit_rules::facts::v1::Specialty;
use fixit_site::read as specialties;
use journal::{Fault, NotDone, Reading, Viewing};
use kernel::{Id, OrgId, SeatId};
use policy::{Actor, OrgKind, Permit, Refused, RefusedWhy, Role, Subject};
use web::Stop;

use super::Site;
use crate::acts::{About, LookAt};
use crate::read::{self, Line};

/// A fault as a page.
pub fn fault(attempt: &'static str) -> impl Fn(Fault) -> Stop {
    move |why| Stop::fault(attempt, why)
}

/// A refusal of the policy as a page.
pub fn refused(site: &Site, why: &Refused) -> Stop {
    let words = |why| match why {
        RefusedWhy::ClinicianMustTick => Some((
            "A clinician asks for a recall; reception writes it down once that is ticked.",
            "Tick that a clinician asked for it, or ask one.",
        )),
        RefusedWhy::NotYours
        | RefusedWhy::NoAgreement
        | RefusedWhy::RingFirst
        | RefusedWhy::NotThere
        | RefusedWhy::WrongKind
        | RefusedWhy::SecondFactorNeeded => {
            Some(("Your seat does not do this.", "Ask a colleague whose seat does, or ring."))
        }
    };
    Stop::refused(why.why, || site.office.to_string(), words)
}

/// A reading of the recalls of the reader's own hospital; anybody else finds no such page.
pub fn own(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    if actor.org_kind != OrgKind::Hospital {
        return Err(Stop::NotFound);
    }
    reading(site, actor, read::subject(actor, Some(actor.org), false))
}

/// A reading of envelopes; where the policy says no, it is as if there were no such page.
pub fn reading(site: &Site, actor: &Actor, subject: Subject) -> Result<Reading, Stop> {
    site.journal.reading(actor, Permit::SeeEnvelope, subject).map_err(|why| match why {
        NotDone::Fault(why) => Stop::fault("opening a reading", why),
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

/// Opens one recall, or answers as a wrong address does.
pub fn open(site: &Site, actor: &Actor, id: &str) -> Result<(Reading, Line), Stop> {
    id.parse::<Id>().map_err(|_| Stop::NotFound)?;
    let reading = own(site, actor)?;
    let line = read::recall(&reading, id).map_err(fault("reading a recall"))?.ok_or(Stop::NotFound)?;
    reading
        .permits(Permit::SeeEnvelope, read::subject(actor, Some(line.org), false))
        .map_err(|_| Stop::NotFound)?;
    Ok((reading, line))
}

/// Looks at whom they are about, as the reader's seat may; the look is on record before a name is shown. Nothing where the
/// seat may not, or has no second factor.
pub async fn look<A: About>(site: &Site, actor: &Actor, ids: Vec<Id>) -> Result<Option<Viewing>, Stop> {
    if ids.is_empty() {
        return Ok(None);
    }
    let about = PhantomData;
    let done = match actor.role {
        Role::Clinician | Role::Fitter => site.journal.submit(actor, LookAt::<A, false> { ids, about }).await,
        Role::Booking => site.journal.submit(actor, LookAt::<A, true> { ids, about }).await,
        Role::Manager
        | Role::ContractLead
        | Role::Commissioner
        | Role::Guardian
        | Role::Administrator
        | Role::CharityWorker
        | Role::Convener
        | Role::Person
        | Role::OrganisationToken
        | Role::System => return Ok(None),
    };
    match done {
        Ok(done) => Ok(Some(done.viewing())),
        Err(NotDone::Fault(why)) => Err(Stop::fault("recording a look", why)),
        Err(
            NotDone::NotAllowed(_)
            | NotDone::AgainstTheRules(_)
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother,
        ) => Ok(None),
    }
}

/// Names of specialties, seats and organisations, each read once.
pub struct Names<'r> {
    reading: &'r Reading,
    specialties: Vec<Specialty>,
    seats: HashMap<SeatId, (String, String)>,
    organisations: HashMap<OrgId, String>,
}

impl<'r> Names<'r> {
    /// With all specialties read.
    pub fn new(reading: &'r Reading) -> Result<Names<'r>, Stop> {
        let specialties = specialties::specialties(reading).map_err(fault("reading specialties"))?;
        Ok(Names { reading, specialties, seats: HashMap::new(), organisations: HashMap::new() })
    }

    /// All that go on.
    pub fn specialties(&self) -> impl Iterator<Item = &Specialty> {
        self.specialties.iter().filter(|of| !of.ended)
    }

    /// A specialty for people.
    pub fn specialty(&self, code: &str) -> String {
        self.specialties
            .iter()
            .find(|of| of.code == code)
            .map_or_else(|| code.to_owned(), |of| of.name.clone())
    }

    /// An organisation's name; its code where the directory has none.
    pub fn organisation(&mut self, code: OrgId) -> Result<String, Stop> {
        if let Some(known) = self.organisations.get(&code) {
            return Ok(known.clone());
        }
        let found = directory_site::read::organisation(self.reading, code);
        let found = found.map_err(fault("reading an organisation"))?;
        let name = found.map_or_else(|| code.to_string(), |of| of.name);
        self.organisations.insert(code, name.clone());
        Ok(name)
    }

    /// A seat's title and number.
    pub fn seat(&mut self, id: SeatId) -> Result<(String, String), Stop> {
        if let Some(known) = self.seats.get(&id) {
            return Ok(known.clone());
        }
        let found = directory_site::read::seat(self.reading, id).map_err(fault("reading a seat"))?;
        let named = found
            .map_or_else(|| ("a seat that is gone".to_owned(), String::new()), |of| (of.title, of.telephone));
        self.seats.insert(id, named.clone());
        Ok(named)
    }
}

/// A telephone number that a thumb can press.
pub fn telephone(number: &str) -> maud::Markup {
    let digits: String = number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    maud::html! { @if digits.is_empty() { "number not recorded" } @else { a href={ "tel:" (digits) } { (number) } } }
}
