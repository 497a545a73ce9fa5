//! The way in to every page of figures: a reading for a permit, and refusals as pages.

use journal::{Fault, NotDone, Reading};
use policy::{Actor, Kind, Permit, RefusedWhy, Relations, Subject};
use web::Stop;

use super::Site;

/// Figures of the whole place.
pub(super) const PLACE: Subject = Subject::new(Kind::Figures, Relations::NONE);
/// Figures of one's own organisation.
pub(super) const OURS: Subject = Subject::new(Kind::Figures, Relations::OWN_ORGANISATION);

/// A fault as a page.
pub(super) fn fault(attempt: &'static str) -> impl Fn(Fault) -> Stop {
    move |why| Stop::fault(attempt, why)
}

/// A reading for a permit, or the page that says why not.
pub(super) fn reading(site: &Site, actor: &Actor, permit: Permit, subject: Subject) -> Result<Reading, Stop> {
    site.journal.reading(actor, permit, subject).map_err(|why| match why {
        NotDone::NotAllowed(refused) => not_allowed(site, refused.why),
        NotDone::Fault(why) => Stop::fault("opening a reading of figures", why),
        NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

/// Whether the reader may: who may not gets no button that would be refused.
pub(super) fn may(site: &Site, actor: &Actor, permit: Permit, subject: Subject) -> bool {
    site.journal.rulebook().decide(actor, permit, subject).is_ok()
}

/// A refusal of the policy as a page.
pub(super) fn not_allowed(site: &Site, why: RefusedWhy) -> Stop {
    let words = |why| match why {
        RefusedWhy::NotYours => {
            Some(("Your seat does not do this.", "Ask a colleague whose seat does, or ring the office."))
        }
        RefusedWhy::NotThere
        | RefusedWhy::WrongKind
        | RefusedWhy::SecondFactorNeeded
        | RefusedWhy::NoAgreement
        | RefusedWhy::ClinicianMustTick
        | RefusedWhy::RingFirst => None,
    };
    Stop::refused(why, || site.office.to_string(), words)
}
