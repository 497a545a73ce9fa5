//! The way in to every page: a reading for a permit, an ask that the reader is party to, and refusals as pages.
//! Whoever is not party gets exactly the answer that a wrong address gets.

use directory_site::read as directory;
use journal::{Fault, NotDone, Reading, Version, Viewing};
use kernel::{AskId, Day, Moment, OrgId};
use policy::{Actor, Kind, Permit, Refused, Relations, Role, Subject};
use referrals_rules::facts::v1::{Move, Moved, Sent};
use referrals_rules::facts::{Folded, fold};
use web::Stop;

use super::words;
use crate::acts::{Look, LookRefused};
use crate::read::{self, Parties};
use crate::{Site, england};

/// A fault as a page.
pub fn fault(attempt: &'static str) -> impl Fn(Fault) -> Stop {
    move |why| Stop::fault(attempt, why)
}

/// A refusal of the policy as a page.
pub fn refused(site: &Site, why: &Refused) -> Stop {
    words::refused(why.why, &site.office)
}

/// A reading for what concerns the reader's own asks. Each row is asked about again.
pub fn own(site: &Site, actor: &Actor, permit: Permit) -> Result<Reading, Stop> {
    let ours = Subject::new(Kind::Ask, Relations::SENDER.and(Relations::HOST));
    site.journal.reading(actor, permit, ours).map_err(|why| match why {
        NotDone::NotAllowed(why) => refused(site, &why),
        NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
        NotDone::Fault(why) => Stop::fault("opening a reading", why),
    })
}

/// A reading of the directory.
pub fn directory_reading(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    let subject = Subject::new(Kind::Directory, Relations::NONE);
    site.journal.reading(actor, Permit::SeeDirectory, subject).map_err(|why| match why {
        NotDone::NotAllowed(why) => refused(site, &why),
        NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
        NotDone::Fault(why) => Stop::fault("opening a reading", why),
    })
}

/// On which side of an ask the reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Of those who asked.
    Sender,
    /// Of those who were asked.
    Host,
    /// Both: people who came to the clinic by themselves.
    Both,
    /// Neither, and allowed all the same: the guardian of the place.
    Neither,
}

/// An ask that the reader may see the envelope of.
pub struct Opened {
    /// Its id.
    pub id: AskId,
    /// As sent.
    pub sent: Sent,
    /// Its moves.
    pub moves: Vec<Moved>,
    /// Folded.
    pub folded: Folded,
    /// Who is party to it now.
    pub parties: Parties,
    /// Its version.
    pub version: Version,
    /// On which side the reader stands.
    pub side: Side,
    /// Today.
    pub today: Day,
    /// Now.
    pub now: Moment,
}

impl Opened {
    /// The reader is of the host.
    pub fn hosts(&self) -> bool {
        matches!(self.side, Side::Host | Side::Both)
    }

    /// The reader is of the sender.
    pub fn sends(&self) -> bool {
        matches!(self.side, Side::Sender | Side::Both)
    }

    /// The service that has it now.
    pub fn service(&self) -> kernel::ServiceId {
        let mut service = self.sent.service;
        for moved in &self.moves {
            if let Move::Redirected { service: next, .. } = &moved.what {
                service = *next;
            }
        }
        service
    }

    /// Its address.
    pub fn path(&self) -> String {
        format!("/asks/{}", self.id)
    }
}

/// Opens an ask for a reader: one that they are not party to is not there.
pub fn open(site: &Site, actor: &Actor, ask: &str) -> Result<(Reading, Opened), Stop> {
    let id = ask.parse::<AskId>().map_err(|_| Stop::NotFound)?;
    let reading = own(site, actor, Permit::SeeEnvelope).map_err(|_| Stop::NotFound)?;
    let parties = read::parties(&reading, id).map_err(fault("reading who is party to an ask"))?;
    let parties = parties.ok_or(Stop::NotFound)?;
    let subject = read::subject(id, Some(&parties), actor);
    reading.permits(Permit::SeeEnvelope, subject).map_err(|_| Stop::NotFound)?;
    let known = read::history(&reading, ask).map_err(fault("reading the history of an ask"))?;
    let (sent, moves) = known.ok_or(Stop::NotFound)?;
    let folded = fold(&sent, &moves, england()).map_err(|why| Stop::fault("folding an ask", why))?;
    let version =
        reading.version(&crate::acts::stream(id)).map_err(fault("reading the version of an ask"))?;
    let side = match (parties.on_senders_side(actor.org), parties.on_hosts_side(actor.org)) {
        (true, true) => Side::Both,
        (true, false) => Side::Sender,
        (false, true) => Side::Host,
        (false, false) => Side::Neither,
    };
    let now = site.journal.now();
    Ok((reading, Opened { id, sent, moves, folded, parties, version, side, today: now.day(), now }))
}

/// What the reader may see of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// The contents.
    Contents,
    /// Name, telephone and times.
    Booking,
    /// The envelope alone.
    Envelope,
}

/// What a seat of that kind sees of the person, before the policy is asked about the ask.
pub const fn sees(role: Role) -> Sees {
    match role {
        Role::Clinician | Role::Fitter | Role::OrganisationToken => Sees::Contents,
        Role::Booking => Sees::Booking,
        Role::Manager
        | Role::ContractLead
        | Role::Commissioner
        | Role::Guardian
        | Role::Administrator
        | Role::CharityWorker
        | Role::Convener
        | Role::Person
        | Role::System => Sees::Envelope,
    }
}

/// Looks at an ask as the reader's seat may: the look is on record before a word is shown.
pub async fn look(site: &Site, actor: &Actor, ask: AskId) -> Result<(Sees, Option<Viewing>), Stop> {
    let done = match sees(actor.role) {
        Sees::Contents => site.journal.submit(actor, Look::<false>(ask)).await.map(|done| done.viewing()),
        Sees::Booking => site.journal.submit(actor, Look::<true>(ask)).await.map(|done| done.viewing()),
        Sees::Envelope => return Ok((Sees::Envelope, None)),
    };
    match done {
        Ok(viewing) => Ok((sees(actor.role), Some(viewing))),
        // Without a second factor a seat reads envelopes at most.
        Err(NotDone::NotAllowed(_)) => Ok((Sees::Envelope, None)),
        Err(NotDone::Fault(why)) => Err(Stop::fault("recording a look", why)),
        Err(
            NotDone::AgainstTheRules(LookRefused::ReasonTooShort | LookRefused::NotOnTheList)
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother,
        ) => Err(Stop::NotFound),
    }
}

/// The names and numbers of an organisation, for a line that says whom to ring.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// What it is called.
    pub name: String,
    /// Its number.
    pub telephone: String,
}

/// An organisation by its code; “an organisation that has left” where it is gone.
pub fn named(reading: &Reading, org: OrgId) -> Result<Named, Stop> {
    let found = directory::organisation(reading, org).map_err(fault("reading an organisation"))?;
    Ok(found.map_or_else(
        || Named { name: "an organisation that has left".to_owned(), telephone: "not recorded".to_owned() },
        |of| Named { name: of.name, telephone: of.telephone },
    ))
}
