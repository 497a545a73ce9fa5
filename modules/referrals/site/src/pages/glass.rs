//! `/asks/{ask}/glass`: a guardian opens the contents of an ask for a typed reason. The look and its reason are on record
//! before a word is shown, both organisations are told, and another guardian reviews it. The page shows them once.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use journal::NotDone;
use maud::{Markup, html};
use policy::{Actor, Permit};
use web::components as nhs;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use super::access::{self, Opened};
use super::ask::{self, Known};
use super::list::Orgs;
use super::words;
use crate::acts::{BreakGlass, LookRefused};
use crate::{Site, read};

/// The page's address.
pub(super) fn routes() -> Router<Site> {
    Router::new().route("/asks/{ask}/glass", get(show).post(broken))
}

/// Opens an ask for whoever may break its glass; for anybody else there is no such page.
fn opened(site: &Site, actor: &Actor, ask: &str) -> Result<Opened, Stop> {
    let (reading, opened) = access::open(site, actor, ask)?;
    let subject = read::subject(opened.id, Some(&opened.parties), actor);
    reading.permits(Permit::BreakGlass, subject).map_err(|_| Stop::NotFound)?;
    Ok(opened)
}

/// The way in, on the page of an ask: nothing for whoever may not.
pub(super) fn way_in(may: bool, opened: &Opened) -> Markup {
    html! {
        @if may {
            (nhs::Button::secondary("Break the glass: open the contents for a reason").href(format!("{}/glass", opened.path())))
        }
    }
}

async fn show(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(ask): Path<String>,
) -> Result<Page, Stop> {
    let opened = opened(&site, who.actor(), &ask)?;
    Ok(form(&token, &opened, &Typed::default(), &Problems::default()))
}

fn form(token: &FormToken, opened: &Opened, typed: &Typed, problems: &Problems) -> Page {
    Page::new("Break the glass")
        .caption(format!("Ask {}", opened.sent.reference))
        .now("Write why you must read this ask. Both organisations are told at once.")
        .audience("You. Your reason stands in the access log for guardians of both organisations and of the place.")
        .part("/access-log")
        .back(opened.path())
        .errors(problems.summary())
        .body(html! {
            form method="post" action=(format!("{}/glass", opened.path())) novalidate autocomplete="off" {
                (token)
                (nhs::Textarea::new("why", "Why").hint("Name nobody. Another guardian judges whether it was right.").rows(3u32).value(typed.text("why")).error_message(problems.of("why")))
                (nhs::Button::new("Open the contents"))
            }
        })
}

async fn broken(
    State(site): State<Site>,
    who: SignedIn,
    token: FormToken,
    Path(ask): Path<String>,
    typed: Typed,
) -> Result<Response, Stop> {
    let opened = opened(&site, who.actor(), &ask)?;
    let act = BreakGlass { ask: opened.id, why: typed.text("why").to_owned() };
    let viewing = match site.journal.submit(who.actor(), act).await {
        Ok(done) => done.viewing(),
        Err(NotDone::AgainstTheRules(LookRefused::ReasonTooShort)) => {
            let mut problems = Problems::default();
            problems.add("why", "Write the reason in fifteen letters or more, so that it can be judged");
            return Ok(form(&token, &opened, &typed, &problems).into_response());
        }
        Err(NotDone::NotAllowed(why)) => return Err(access::refused(&site, &why)),
        Err(NotDone::Fault(why)) => return Err(Stop::fault("breaking the glass", why)),
        Err(
            NotDone::AgainstTheRules(LookRefused::NotOnTheList)
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother,
        ) => return Err(Stop::NotFound),
    };
    let reading = access::own(&site, who.actor(), Permit::SeeEnvelope)?;
    let known = Known::through(&reading, opened.id, &viewing)?;
    let steps = ask::steps(&reading, opened.id)?;
    let mut orgs = Orgs::new(&reading);
    let happened = ask::timeline(&reading, &mut orgs, &opened, &steps, &known)?;
    Ok(Page::new(format!("Ask {}, opened for a reason", opened.sent.reference))
        .caption(words::method(&opened.sent.method))
        .now("Read what you need now: when you leave this page the glass is whole again.")
        .audience("You, this once. Both organisations were told, and another guardian reviews it within three days.")
        .part("/access-log")
        .back(opened.path())
        .body(html! {
            (nhs::InsetText::new(format!("Your reason: {}", typed.text("why").trim())))
            (ask::person_part(&opened, &known))
            (happened)
        })
        .into_response())
}
