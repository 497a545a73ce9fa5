//! The pages of figures: waits under two rules side by side for everybody at the table, an organisation's own figures, and
//! rules proposed, tried and adopted.

mod access;
mod account;
mod charts;
mod comparison;
mod ours;
mod publish;
mod rule_acts;
mod rules;
mod sections;
mod waits;

use std::sync::Arc;

use axum::Router;
use journal::Journal;
use maud::{Markup, html};
use policy::{Actor, OrgKind, Role};
use web::components::header::NavigationItem;

use crate::kept::Kept;
use crate::trying::Trying;

pub use account::lines as account_lines;
pub use waits::lines as csv_lines;

/// What every page of this module needs. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// The journal of the place.
    pub journal: Journal,
    /// The asks in memory.
    pub kept: Arc<Kept>,
    /// Rules that are being tried just now.
    pub trying: Trying,
    /// Whom everybody may ring about a figure or a rule: the partnership's office.
    pub office: Arc<str>,
    /// What the place is called, for what is printed.
    pub name: Arc<str>,
    /// What a synthetic place says of itself, on every print; empty for another.
    pub label: Arc<str>,
}

/// All pages of this module, to be put into the shell.
pub fn routes(site: Site) -> Router {
    Router::new()
        .merge(waits::routes())
        .merge(account::routes())
        .merge(publish::routes())
        .merge(ours::routes())
        .merge(rule_acts::routes())
        .merge(rules::routes())
        .with_state(site)
}

/// What Home leads to here, for those who read figures.
pub fn home(actor: &Actor) -> Option<Markup> {
    let reads = !parts(actor).is_empty();
    reads.then(|| {
        html! {
            h2 class="nhsuk-heading-m" { "Figures of the place" }
            p { a href=(waits::HERE) { "The same asks under two rules: counts and reasons" } }
            p { a href=(account::HERE) { "A year’s account on one page" } }
        }
    })
}

/// The parts of the header that a reader has here.
pub fn parts(actor: &Actor) -> Vec<NavigationItem> {
    let waits = NavigationItem::new("Waits", "/waits");
    match actor.role {
        Role::ContractLead | Role::Commissioner | Role::Convener | Role::Manager | Role::Guardian => {
            vec![waits]
        }
        Role::CharityWorker if actor.org_kind == OrgKind::Charity => vec![waits],
        Role::Clinician
        | Role::Fitter
        | Role::CharityWorker
        | Role::Booking
        | Role::Administrator
        | Role::Person
        | Role::OrganisationToken
        | Role::System => Vec::new(),
    }
}
