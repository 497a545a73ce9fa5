//! The pages of the table. One file a page; every handler reads for a permit or submits an act; what a reader may not see
//! answers as a wrong address does.

mod access;
mod action;
mod action_list;
mod attendance;
mod calendar;
mod calendar_in;
mod chair;
mod decision;
mod form;
mod group;
mod group_change;
mod group_new;
mod group_parts;
mod groups;
mod item;
mod meeting;
mod meeting_parts;
mod meeting_record;
mod meeting_set;
mod minutes;
mod minutes_paper;
mod names;
mod pack;
mod pressure;
mod room;
mod seat;

use axum::Router;
use journal::Journal;
use policy::{Actor, Role};
use web::components::header::NavigationItem;

pub use action_list::mine;

/// What every page of this module needs. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// The journal of the place.
    pub journal: Journal,
    /// The place: its name, its clock, its sessions.
    pub place: web::Place,
    /// Frozen figures of other parts that a meeting can put with its decision; the program wires them.
    pub trials: fn(&journal::Reading) -> Result<Vec<Attachable>, journal::Fault>,
}

/// Figures that can be put with a decision, as they were frozen elsewhere.
pub struct Attachable {
    /// Their seal, by which they are chosen.
    pub seal: String,
    /// What they are, in a line.
    pub words: String,
    /// The tables.
    pub figures: Vec<table_rules::facts::v1::FrozenFigures>,
}

/// All pages of this module, to be put into the shell.
pub fn routes(site: Site) -> Router {
    Router::new()
        .merge(groups::routes())
        .merge(group_new::routes())
        .merge(group::routes())
        .merge(group_change::routes())
        .merge(seat::routes())
        .merge(chair::routes())
        .merge(meeting::routes())
        .merge(meeting_record::routes())
        .merge(meeting_set::routes())
        .merge(attendance::routes())
        .merge(room::routes())
        .merge(minutes::routes())
        .merge(minutes_paper::routes())
        .merge(pack::routes())
        .merge(item::routes())
        .merge(pressure::routes())
        .merge(decision::routes())
        .merge(action::routes())
        .merge(action_list::routes())
        .merge(calendar::routes())
        .merge(calendar_in::routes())
        .with_state(site)
}

/// The part of the header that leads here.
pub fn parts(actor: &Actor) -> Vec<NavigationItem> {
    match actor.role {
        Role::Person | Role::OrganisationToken | Role::System => Vec::new(),
        Role::Clinician
        | Role::Fitter
        | Role::Booking
        | Role::Manager
        | Role::ContractLead
        | Role::Commissioner
        | Role::Guardian
        | Role::Administrator
        | Role::CharityWorker
        | Role::Convener => vec![NavigationItem::new("Groups", "/groups")],
    }
}
