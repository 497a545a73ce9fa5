//! `/waits/publish`: the convener publishes the next quarter that has closed.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use journal::{NotDone, Reading};
use maud::{Markup, html};
use measures_rules::period::Quarter;
use policy::Permit;
use web::components as nhs;
use web::{FormToken, Page, SignedIn, Stop, Typed, see_other};

use super::access::{PLACE, fault, not_allowed, reading};
use super::{Site, waits};
use crate::acts::Publish;
use crate::prepare::{PrepareRefused, prepare};
use crate::read;

/// The page's addresses.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/waits/publish", post(publish))
}

/// The next quarter that may be published: the one after the last, or the one that closed last where none is.
pub(super) fn next(site: &Site, reading: &Reading) -> Result<Option<Quarter>, Stop> {
    let closed = Quarter::closed_before(site.journal.now().day());
    let published = read::quarters(reading).map_err(fault("reading which quarters are published"))?;
    Ok(match published.last() {
        None => Some(closed),
        Some(last) if *last < closed => Some(last.after()),
        Some(_) => None,
    })
}

/// The button.
pub(super) fn form(quarter: Quarter, token: &FormToken) -> Markup {
    html! {
        form method="post" action="/waits/publish" class="rt-noprint" {
            (token)
            input type="hidden" name="quarter" value=(quarter);
            p { (quarter.in_words()) " has closed and is not published. What is published is frozen and cannot be taken back." }
            (nhs::Button::secondary(format!("Publish {}", quarter.in_words())))
        }
    }
}

enum Done {
    Published,
    Refused(String),
}

async fn publish(
    State(site): State<Site>,
    who: SignedIn,
    typed: Typed,
) -> Result<axum::response::Response, Stop> {
    use axum::response::IntoResponse as _;
    let actor = who.actor().clone();
    let quarter: Quarter = typed.text("quarter").parse().map_err(|_| Stop::NotFound)?;
    let read = reading(&site, &actor, Permit::PublishFigures, PLACE)?;
    let today = site.journal.now().day();
    let kept = site.kept.clone();
    // Counting and the door take seconds: on a thread that may wait.
    let ready = tokio::task::spawn_blocking(move || prepare(&read, &kept, quarter, today))
        .await
        .map_err(|why| Stop::fault("counting a quarter", why))?;
    let done = match ready {
        Ok(ready) => match site.journal.submit(&actor, Publish(ready)).await {
            Ok(_) => Done::Published,
            Err(NotDone::AgainstTheRules(refused)) => Done::Refused(refused.to_string()),
            Err(NotDone::NotAllowed(refused)) => return Err(not_allowed(&site, refused.why)),
            Err(NotDone::Fault(why)) => return Err(Stop::fault("publishing a quarter", why)),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => return Err(Stop::NotFound),
        },
        Err(PrepareRefused::Fault(why)) => return Err(Stop::fault("counting a quarter", why)),
        Err(refused) => Done::Refused(refused.to_string()),
    };
    Ok(match done {
        Done::Published => see_other(format!("{}?quarter={quarter}", waits::HERE))
            .saying(format!("{} is published", quarter.in_words()))
            .into_response(),
        Done::Refused(why) => Page::new("The quarter was not published")
            .now(format!("Not published: {why}."))
            .back(waits::HERE)
            .part(waits::HERE)
            .into_response(),
    })
}
