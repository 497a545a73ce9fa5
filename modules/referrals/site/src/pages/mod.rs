//! The pages of asks: one file a page. Every handler reads for a permit or submits an act; whoever is not party to an ask
//! gets the answer of a wrong address.

pub(crate) mod access;
mod access_log;
mod actions;
pub(crate) mod ask;
mod contents;
mod find;
pub(crate) mod fit;
mod glass;
mod glass_review;
mod home;
mod inbox;
mod list;
pub(crate) mod moves;
pub(crate) mod offer;
pub mod person;
mod raised;
pub(crate) mod reasons;
pub(crate) mod refer;
pub(crate) mod refer_fields;
mod refer_form;
pub(crate) mod refer_hosts;
mod refer_print;
mod retention;
mod sent;
mod session;
pub(crate) mod words;

use axum::Router;

use crate::Site;

/// All pages of this module, to be put into the shell.
pub fn routes(site: Site) -> Router {
    Router::new()
        .merge(home::routes())
        .merge(refer::routes())
        .merge(inbox::routes())
        .merge(offer::routes())
        .merge(ask::routes())
        .merge(moves::routes())
        .merge(fit::routes())
        .merge(session::routes())
        .merge(sent::routes())
        .merge(find::routes())
        .merge(raised::routes())
        .merge(access_log::routes())
        .merge(glass::routes())
        .merge(glass_review::routes())
        .merge(retention::routes())
        .with_state(site)
}
