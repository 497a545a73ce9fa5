//! The pages of letters: one file a page. What a reply is made of is never kept; what an audit keeps has no people in it.

mod access;
mod actions;
mod asks;
mod audit;
mod begin;
mod change;
mod coding;
mod group;
mod hub;
mod may_i;
mod rates;
mod reply;
mod requests;
mod rules;
mod templates;

use std::sync::Arc;

use axum::Router;
use journal::Journal;
use policy::{Actor, OrgKind, Role};
use web::components::header::NavigationItem;

use crate::importing::Imports;

/// What every page of this module needs. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// The journal of the place.
    pub journal: Journal,
    /// The place: its name, its clock, its sessions.
    pub place: web::Place,
    /// The partnership's office, with a number.
    pub office: Arc<str>,
    /// Imports that run.
    pub imports: Imports,
}

/// All pages of this module, to be put into the shell.
pub fn routes(site: Site) -> Router {
    Router::new()
        .merge(hub::routes())
        .merge(reply::routes())
        .merge(may_i::routes())
        .merge(actions::routes())
        .merge(asks::routes())
        .merge(rules::routes())
        .merge(templates::routes())
        .merge(begin::routes())
        .merge(audit::routes())
        .merge(rates::routes())
        .merge(group::routes())
        .merge(coding::routes())
        .merge(requests::routes())
        .with_state(site)
}

/// Whether somebody writes letters, receives them, or keeps the rules about them.
pub(crate) fn uses_letters(actor: &Actor) -> bool {
    let care = matches!(
        actor.org_kind,
        OrgKind::Practice | OrgKind::Hospital | OrgKind::SexualHealthClinic | OrgKind::Pharmacy
    );
    match actor.role {
        Role::Clinician | Role::Fitter | Role::Booking | Role::Manager => care,
        Role::Convener => true,
        Role::ContractLead
        | Role::Commissioner
        | Role::Guardian
        | Role::Administrator
        | Role::CharityWorker
        | Role::Person
        | Role::OrganisationToken
        | Role::System => false,
    }
}

/// The parts of the header that a reader has here.
pub fn parts(actor: &Actor) -> Vec<NavigationItem> {
    if uses_letters(actor) { vec![NavigationItem::new("Letters", "/letters")] } else { Vec::new() }
}
