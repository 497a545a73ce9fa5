//! The way in: whoever works with letters reads the rules and the list of specialties; audits open to their own.

use journal::{Fault, NotDone, Reading};
use policy::{Actor, Kind, Permit, Refused, Relations, Subject};
use web::Stop;

use super::{Site, uses_letters};
use crate::read::{self, Audit};

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
                "Your seat does not do this: an audit is run by its office or practice and read by its named readers.",
                "Ring the office.",
            ))
        },
    )
}

fn opened(site: &Site, actor: &Actor, permit: Permit, subject: Subject) -> Result<Reading, Stop> {
    site.journal.reading(actor, permit, subject).map_err(|why| match why {
        NotDone::Fault(why) => Stop::fault("opening a reading of letters", why),
        NotDone::NotAllowed(_)
        | NotDone::AgainstTheRules(())
        | NotDone::Changed { .. }
        | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

/// A reading of the rules and the specialties; whoever has nothing to do with letters finds no such page.
pub fn open(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    if !uses_letters(actor) {
        return Err(Stop::NotFound);
    }
    let subject = Subject::new(Kind::Directory, Relations::NONE);
    opened(site, actor, Permit::SeeDirectory, subject)
}

/// Whether the reader sees an audit's rates.
pub fn sees(reading: &Reading, actor: &Actor, audit: &Audit) -> bool {
    reading.permits(Permit::SeeAudit, audit.subject(actor)).is_ok()
        && (audit.begun.org == actor.org || actor.role == policy::Role::Convener)
}

/// Whether the reader is one of those who read an audit's letters.
pub fn reads(reading: &Reading, actor: &Actor, audit: &Audit) -> bool {
    reading.permits(Permit::ReadAuditLetter, audit.subject(actor)).is_ok()
}

/// Whether the reader runs an audit.
pub fn runs(reading: &Reading, actor: &Actor, audit: &Audit) -> bool {
    reading.permits(Permit::RunAudit, audit.subject(actor)).is_ok() && audit.begun.org == actor.org
}

/// Opens an audit to those who see its rates or read its letters; to others there is none.
pub fn audit(site: &Site, actor: &Actor, id: &str) -> Result<(Reading, Audit), Stop> {
    let reading = open(site, actor)?;
    let found = read::audit(&reading, id).map_err(fault("reading an audit"))?.ok_or(Stop::NotFound)?;
    if !sees(&reading, actor, &found) && !reads(&reading, actor, &found) {
        return Err(Stop::NotFound);
    }
    Ok((reading, found))
}
