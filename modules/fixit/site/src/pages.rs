//! The pages of Fix-It: one file a page. Every handler reads for a permit or submits an act.

mod access;
mod changed;
mod door;
mod issue;
mod list;
mod moves;
mod post;
mod specialties;
mod themes;
mod weekly;
mod words;

use std::sync::Arc;

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
    /// The office that screens, with a number.
    pub office: Arc<str>,
    /// Urgent care, with a number: for harm now.
    pub urgent_care: Arc<str>,
    /// The safeguarding lead, with a number.
    pub safeguarding: Arc<str>,
}

/// All pages of this module, to be put into the shell.
pub fn routes(site: Site) -> Router {
    Router::new()
        .merge(list::routes())
        .merge(door::routes())
        .merge(post::routes())
        .merge(issue::routes())
        .merge(moves::routes())
        .merge(weekly::routes())
        .merge(themes::routes())
        .merge(specialties::routes())
        .merge(changed::routes())
        .with_state(site)
}

/// The parts of the header that a reader has here.
pub fn parts(actor: &Actor) -> Vec<NavigationItem> {
    let sees = match actor.role {
        Role::Clinician | Role::Fitter | Role::Booking | Role::Convener => true,
        Role::Manager => actor.org_kind != OrgKind::Charity,
        Role::Guardian => actor.org_kind == OrgKind::PlaceOffice,
        Role::ContractLead
        | Role::Commissioner
        | Role::Administrator
        | Role::CharityWorker
        | Role::Person
        | Role::OrganisationToken
        | Role::System => false,
    };
    if sees { vec![NavigationItem::new("Fix-It", "/fix-it")] } else { Vec::new() }
}
