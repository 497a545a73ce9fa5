//! `/practice/confirm`: one button says that every entry of one's own organisation is still right.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use directory_rules::facts::v1::Confirmation;
use kernel::ServiceId;
use policy::Permit;
use web::{SeeOther, SignedIn, Stop, Typed, see_other};

use super::Site;
use super::access::stop;
use super::own::Own;
use crate::acts::Keep;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/practice/confirm", post(sent))
}

async fn sent(State(site): State<Site>, who: SignedIn, typed: Typed) -> Result<SeeOther, Stop> {
    let (code, today, ours) = {
        let own = Own::read(&site, who.actor(), Permit::ConfirmEntry)?.1;
        let ours: Vec<ServiceId> =
            own.services.iter().filter(|of| !of.service.ended).map(|of| of.service.id).collect();
        (own.code(), own.today, ours)
    };
    // Only what stood on the page is confirmed: an entry that a colleague added meanwhile was not looked at.
    let looked_at: Vec<ServiceId> =
        typed.all("service").iter().filter_map(|text| text.parse().ok()).collect();
    if looked_at.is_empty() || looked_at.iter().any(|id| !ours.contains(id)) {
        return Err(Stop::NotFound);
    }
    for service in looked_at {
        let record = Confirmation { service, org: code, on: today };
        let done = site.journal.submit(who.actor(), Keep { record, seen: None }).await;
        done.map_err(|why| stop(&site, who.actor(), "confirming an entry", why))?;
    }
    Ok(see_other("/practice").saying("Confirmed today. Partners see the date."))
}
