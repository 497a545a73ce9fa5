//! What the pages hold: the journal, the place they are served by, the index of hosts, and the numbers to ring.

use std::sync::Arc;

use directory_site::index::Kept;
use journal::Journal;
use referrals_rules::request::Numbers;

/// What every page of this module needs. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// The journal of the place.
    pub journal: Journal,
    /// The place: its name, its clock, its sessions.
    pub place: web::Place,
    /// The index of hosts, brought up to date when it is read.
    pub hosts: Arc<Kept>,
    /// The safeguarding lead and urgent care: shown where the routine ends.
    pub numbers: Arc<Numbers>,
    /// Whom everybody may ring about a rule or an agreement, with a number: the partnership's office.
    pub office: Arc<str>,
    /// What other parts of the place put on a reader’s Home; nothing where there is nothing.
    pub besides: Besides,
}

/// What another part of the place puts on a reader's Home.
pub type Besides = fn(&journal::Journal, &policy::Actor) -> Result<Option<maud::Markup>, web::Stop>;

/// Nothing besides asks.
pub fn nothing_besides(_: &journal::Journal, _: &policy::Actor) -> Result<Option<maud::Markup>, web::Stop> {
    Ok(None)
}
