//! What is raised: messages that were not delivered and asks that wait too long, on Home and on the page of the ask. Whoever
//! rang notes it, and it is gone.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::post;
use journal::{NotDone, Reading};
use kernel::AskId;
use maud::{Markup, html};
use policy::{Actor, Role};
use web::components::{Button, WarningCallout};
use web::{FormToken, SeeOther, SignedIn, Stop, see_other};

use super::access::{self, fault};
use crate::Site;
use crate::acts::reach::SettleMessages;
use crate::upkeep::{Raised, raised};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/asks/{ask}/told", post(told))
}

/// On Home: one line for each, with a link.
pub(super) fn on_home(reading: &Reading, actor: &Actor) -> Result<Markup, Stop> {
    let found = raised(reading, actor.org, None).map_err(fault("reading what is raised"))?;
    if found.is_empty() {
        return Ok(html! {});
    }
    let shown = html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for of in found.iter().take(SHOWN_MAX) {
                li { a href={ "/asks/" (of.ask) } { (of.reference) } ": " (of.words) }
            }
        }
        @if found.len() > SHOWN_MAX { p { "And " (found.len() - SHOWN_MAX) " more." } }
    };
    let callout = WarningCallout::new("Ring about these", shown);
    Ok(html! { (callout) })
}

/// Lines on Home; the asks themselves say the rest.
const SHOWN_MAX: usize = 3;

/// On the page of an ask, with the button that notes that somebody rang.
pub(super) fn on_ask(
    reading: &Reading,
    actor: &Actor,
    ask: AskId,
    token: &FormToken,
) -> Result<Markup, Stop> {
    let found = raised(reading, actor.org, Some(ask)).map_err(fault("reading what is raised"))?;
    if found.is_empty() {
        return Ok(html! {});
    }
    let rings = matches!(actor.role, Role::Clinician | Role::Fitter | Role::Booking);
    let is_message = |of: &Raised| of.words.starts_with("A message");
    let shown = html! {
        @for of in &found { p { (of.words) } }
        @if rings && found.iter().any(is_message) {
            form method="post" action={ "/asks/" (ask) "/told" } {
                (token)
                (Button::secondary("I have told them by telephone"))
            }
        }
    };
    let callout = WarningCallout::new("Not delivered, or waiting too long", shown);
    Ok(html! { (callout) })
}

async fn told(who: SignedIn, Path(ask): Path<String>, State(site): State<Site>) -> Result<SeeOther, Stop> {
    let (reading, opened) = access::open(&site, who.actor(), &ask)?;
    drop(reading);
    match site.journal.submit(who.actor(), SettleMessages(opened.id)).await {
        Ok(_) => Ok(see_other(opened.path()).saying("Noted.")),
        Err(NotDone::NotAllowed(why)) => Err(access::refused(&site, &why)),
        Err(NotDone::Fault(why)) => Err(Stop::fault("noting that somebody was told", why)),
        Err(NotDone::AgainstTheRules(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => {
            Err(Stop::NotFound)
        }
    }
}
