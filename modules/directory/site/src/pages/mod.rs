//! The pages of the directory: one's own organisation, everybody's entries, agreements and flows. One file a page; every
//! handler reads for a permit or submits an act; what belongs to another organisation answers as a wrong address does.

mod access;
mod directory;
mod entry;
mod words;

use axum::Router;
use journal::Journal;
use policy::{Actor, OrgKind, Role};
use web::components::header::NavigationItem;

/// What every page of this module needs. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// The journal of the place.
    pub journal: Journal,
    /// The place: its name, its clock, its sessions.
    pub place: web::Place,
}

/// All pages of this module, to be put into the shell.
pub fn routes(site: Site) -> Router {
    Router::new()
        .merge(directory::routes())
        .merge(entry::routes())
        .with_state(site)
}

/// The parts of the header that a reader has here: their own entry, everybody's, and for guardians what flows where.
pub fn parts(actor: &Actor) -> Vec<NavigationItem> {
    let ours = match actor.org_kind {
        OrgKind::Practice => "Our practice",
        OrgKind::SexualHealthClinic => "Our clinic",
        OrgKind::Pharmacy => "Our pharmacy",
        OrgKind::Hospital | OrgKind::Charity | OrgKind::Council | OrgKind::NhsCommissioner | OrgKind::PlaceOffice => {
            "Our entry"
        }
    };
    let ours = NavigationItem::new(ours, "/practice");
    let all = NavigationItem::new("Directory", "/directory");
    let agreements = NavigationItem::new("Agreements", "/agreements");
    match actor.role {
        Role::Clinician | Role::Fitter | Role::Booking | Role::Manager | Role::CharityWorker => vec![ours, all],
        Role::Administrator if actor.org_kind == OrgKind::PlaceOffice => vec![all, agreements],
        Role::Administrator => vec![ours, all],
        Role::Guardian => vec![all, agreements, NavigationItem::new("Flows", "/flows")],
        Role::ContractLead | Role::Commissioner | Role::Convener => vec![all, agreements],
        Role::Person | Role::OrganisationToken | Role::System => Vec::new(),
    }
}
