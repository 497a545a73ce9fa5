//! The pages of the directory: one's own organisation, everybody's entries, agreements and flows. One file a page; every
//! handler reads for a permit or submits an act; what belongs to another organisation answers as a wrong address does.

mod access;
mod agreement_form;
mod agreements;
mod directory;
mod entry;
mod flows;
mod keeping;
mod own;
mod practice;
mod practice_confirm;
mod practice_file_read;
mod practice_file_take;
mod practice_files;
mod practice_fitter;
mod practice_organisation;
mod practice_service;
mod practice_session;
mod practice_site;
mod practice_todo;
mod small_areas;
mod successions;
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
        .merge(practice::routes())
        .merge(practice_organisation::routes())
        .merge(practice_site::routes())
        .merge(practice_service::routes())
        .merge(practice_fitter::routes())
        .merge(practice_session::routes())
        .merge(practice_confirm::routes())
        .merge(practice_files::routes())
        .merge(agreements::routes())
        .merge(agreement_form::routes())
        .merge(flows::routes())
        .merge(successions::routes())
        .merge(small_areas::routes())
        .with_state(site)
}

/// The parts of the header that a reader has here: their own entry, everybody's, and for guardians what flows where.
pub fn parts(actor: &Actor) -> Vec<NavigationItem> {
    let ours = match actor.org_kind {
        OrgKind::Practice => "Our practice",
        OrgKind::SexualHealthClinic => "Our clinic",
        OrgKind::Pharmacy => "Our pharmacy",
        OrgKind::Hospital
        | OrgKind::Charity
        | OrgKind::Council
        | OrgKind::NhsCommissioner
        | OrgKind::PlaceOffice => "Our entry",
    };
    let ours = NavigationItem::new(ours, "/practice");
    let all = NavigationItem::new("Directory", "/directory");
    let agreements = NavigationItem::new("Agreements", "/agreements");
    match actor.role {
        Role::Clinician | Role::Fitter | Role::Booking | Role::Manager | Role::CharityWorker => {
            vec![ours, all]
        }
        Role::Administrator if actor.org_kind == OrgKind::PlaceOffice => vec![all, agreements],
        Role::Administrator => vec![ours, all],
        Role::Guardian => {
            let mut parts = vec![all, agreements, NavigationItem::new("Flows", "/flows")];
            // Nobody in a council or an NHS commissioner sees the log of a single ask.
            if !matches!(actor.org_kind, OrgKind::Council | OrgKind::NhsCommissioner) {
                parts.push(NavigationItem::new("Access log", "/access-log"));
            }
            parts
        }
        Role::ContractLead | Role::Commissioner | Role::Convener => vec![all, agreements],
        Role::Person | Role::OrganisationToken | Role::System => Vec::new(),
    }
}
