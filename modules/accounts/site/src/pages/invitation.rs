//! `/invitation`: the code of an invitation or a reset, typed in. It stands in no address: not in the path, not after a
//! question mark.

use accounts_rules::{Door, InvitationKind, InvitationStanding};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;
use web::components as nhs;
use web::{Page, Problems, Stop, Typed, see_other};

use super::asked::{Asked, fault, with_cookies};
use super::words;
use crate::Accounts;
use crate::cookies::set_step;
use crate::door::Attempt;
use crate::read;
use crate::secrets::code_hash;

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/invitation", get(show).post(sent))
}

fn page(asked: &Asked, typed: &Typed, problems: &Problems) -> Page {
    Page::new("Enter your invitation code")
        .now("Type the code that you were sent or handed.")
        .errors(problems.summary())
        .body(html! {
            form method="post" action="/invitation" novalidate {
                (asked.token)
                (nhs::Input::new("invitation", "Code").hint("Twelve letters and figures, such as 4t7k-w0ze-92qd")
                    .width("20").code(true).autocomplete("off").spellcheck(false).autocapitalize("none")
                    .value(typed.text("invitation")).error_message(problems.of("invitation")))
                (nhs::Button::new("Go on"))
            }
            p { "An invitation works for seven days and a reset for one hour, each once. For a new one, ask whoever keeps your organisation's seats." }
        })
}

async fn show(State(_): State<Accounts>, asked: Asked) -> Page {
    page(&asked, &Typed::default(), &Problems::default())
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let now = accounts.now();
    if let Some(code) = problems.need(&typed, "invitation", "Enter the code") {
        let from = accounts.0.key.mark("address", &asked.address);
        let attempt = Attempt { account: format!("invitation/{from}"), device: None, address: from };
        if let Door::Wait { until } = accounts.0.door.knock(&attempt, now) {
            problems.add("invitation", words::wait(until, now));
            return Ok(page(&asked, &typed, &problems).into_response());
        }
        if let Some(hash) = code_hash(code) {
            let found = accounts.reading().and_then(|reading| read::link(&reading, &hash));
            let open = found.map_err(fault("looking at an invitation"))?.filter(|link| is_open(link, now));
            if let Some(link) = open {
                accounts.0.door.forgive(&attempt);
                let step = accounts.set_up_step(&hash);
                let to = match link.of.kind {
                    InvitationKind::Invite => "/invitation/set-up",
                    InvitationKind::Reset => "/reset/password",
                };
                return Ok(with_cookies(see_other(to), [set_step(&asked.place, &step)]));
            }
        }
        problems.add("invitation", "That code is not open. Check each letter, or ask for a new one");
    }
    Ok(page(&asked, &typed, &problems).into_response())
}

/// Whether a code can be taken up.
pub(super) fn is_open(link: &read::Link, now: kernel::Moment) -> bool {
    match link.of.standing(now) {
        InvitationStanding::Open { .. } => true,
        InvitationStanding::Expired | InvitationStanding::Used | InvitationStanding::Ended => false,
    }
}
