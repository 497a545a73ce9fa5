//! Asks for programs: what an organisation's own system may do by its token. Each call submits the same acts and reads the
//! same rows as the pages; a look at contents is on record before they are sent.

mod event;
mod events;
mod list;
mod place;
mod refusals;
mod show;
mod shown;

use api::Routes;

use crate::Site;

/// The routes.
pub fn routes(site: Site) -> Routes {
    Routes::default()
        .with(list::operation(), axum::routing::get(list::list).post(place::place))
        .describing(place::operation())
        .with(show::operation(), axum::routing::get(show::show))
        .with(events::operation(), axum::routing::post(events::post))
        .with_state(site)
}
