//! The way in to every page: a reading for a permit, and refusals as pages. What is another organisation's is not there.

use journal::{Fault, NotDone, Reading};
use policy::{Actor, Kind, Permit, RefusedWhy, Relations, Subject};
use web::Stop;

use super::Site;
use crate::read;

/// One's own organisation's part of the directory.
pub(super) const OURS: Subject = Subject::new(Kind::Directory, Relations::OWN_ORGANISATION);
/// Everybody's part of it.
pub(super) const ALL: Subject = Subject::new(Kind::Directory, Relations::NONE);

/// A fault as a page.
pub(super) fn fault(attempt: &'static str) -> impl Fn(Fault) -> Stop {
    move |why| Stop::fault(attempt, why)
}

/// A reading for a permit, or the page that says why not.
pub(super) fn reading(site: &Site, actor: &Actor, permit: Permit, subject: Subject) -> Result<Reading, Stop> {
    site.journal.reading(actor, permit, subject).map_err(|why| match why {
        NotDone::NotAllowed(refused) => not_allowed(site, actor, refused.why),
        NotDone::Fault(why) => Stop::fault("opening a reading of the directory", why),
        NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

/// A reading of what everybody sees.
pub(super) fn of_all(site: &Site, actor: &Actor) -> Result<Reading, Stop> {
    reading(site, actor, Permit::SeeDirectory, ALL)
}

/// Whether the reader may do that to what is their own organisation's: who may not gets no button that would be refused.
pub(super) fn may(site: &Site, actor: &Actor, permit: Permit) -> bool {
    site.journal
        .rulebook()
        .decide(actor, permit, Subject::new(permit.kind(), Relations::OWN_ORGANISATION))
        .is_ok()
}

/// A refusal of the policy, with somebody of one's own organisation who can help.
pub(super) fn not_allowed(site: &Site, actor: &Actor, why: RefusedWhy) -> Stop {
    let words = |why| match why {
        RefusedWhy::NotYours => Some(("Your seat does not do this.", "Ask a colleague whose seat does.")),
        RefusedWhy::NotThere
        | RefusedWhy::WrongKind
        | RefusedWhy::SecondFactorNeeded
        | RefusedWhy::NoAgreement
        | RefusedWhy::ClinicianMustTick
        | RefusedWhy::RingFirst => None,
    };
    let person = || {
        who_keeps(site, actor).unwrap_or_else(|| "whoever looks after Roundtable where you work".to_owned())
    };
    Stop::refused(why, person, words)
}

/// The manager's seat of the reader's organisation, or its administrator's, with a number.
fn who_keeps(site: &Site, actor: &Actor) -> Option<String> {
    let reading = site.journal.reading(actor, Permit::SeeDirectory, ALL).ok()?;
    let seats = read::seats(&reading, actor.org).ok()?;
    let of = |role: &str| seats.iter().find(|seat| seat.role == role && !seat.ended);
    let seat = of("manager").or_else(|| of("administrator")).or_else(|| of("guardian"))?;
    Some(format!("{}, {}", seat.title, seat.telephone))
}

/// The refusal of an act that no rule words on its page.
pub(super) fn stop<R>(site: &Site, actor: &Actor, attempt: &'static str, not_done: NotDone<R>) -> Stop {
    match not_done {
        NotDone::NotAllowed(refused) => not_allowed(site, actor, refused.why),
        NotDone::Fault(why) => Stop::fault(attempt, why),
        NotDone::AgainstTheRules(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
    }
}
