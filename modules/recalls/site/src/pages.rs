//! The pages of recalls: one file a page.

mod access;
mod find;
mod hand_over;
mod list;
mod looks;
mod owners;
mod person;
mod plan;
mod recall;
mod result;
mod results;
mod rules;

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
    /// The partnership's office, with a number.
    pub office: Arc<str>,
}

/// All pages of this module, to be put into the shell.
pub fn routes(site: Site) -> Router {
    Router::new()
        .merge(list::routes())
        .merge(plan::routes())
        .merge(recall::routes())
        .merge(owners::routes())
        .merge(rules::routes())
        .merge(results::routes())
        .merge(hand_over::routes())
        .merge(find::routes())
        .merge(looks::routes())
        .merge(result::routes())
        .with_state(site)
}

/// The parts of the header that a reader has here: hospitals have recalls.
pub fn parts(actor: &Actor) -> Vec<NavigationItem> {
    let hospital = actor.org_kind == OrgKind::Hospital;
    let sees = match actor.role {
        Role::Clinician | Role::Fitter | Role::Booking | Role::Manager => hospital,
        Role::Convener => true,
        Role::ContractLead
        | Role::Commissioner
        | Role::Guardian
        | Role::Administrator
        | Role::CharityWorker
        | Role::Person
        | Role::OrganisationToken
        | Role::System => false,
    };
    let path = if hospital { "/recalls" } else { "/recalls/rules" };
    let mut parts = Vec::new();
    if sees {
        parts.push(NavigationItem::new("Recalls", path));
    }
    if results::uses_results(actor) {
        parts.push(NavigationItem::new("Results", "/results"));
    }
    parts
}
