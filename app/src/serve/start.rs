//! The first page: whoever is signed in goes to what is theirs to do; a stranger finds the doors.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;
use web::components::{ActionLink, Button};
use web::{FormToken, Page, Visitor, see_other};

use super::time;

/// The address of the first page. In a training place it has a door for each role.
pub fn routes(training: bool, time: bool) -> Router {
    let page =
        move |visitor: Visitor, token: FormToken| async move { start(&visitor, &token, training, time) };
    Router::new().route("/", get(page))
}

const DOORS: &[(&str, &str, &str)] = &[
    ("clinician", "Practice nurse", "Place an ask with a near practice, and follow it to its answer."),
    ("booking", "Reception", "See what has come in, offer two times, book."),
    (
        "fitter",
        "Coil and implant fitter",
        "See today's session, record what was fitted; the answer goes back at once.",
    ),
    ("manager", "Practice manager", "See what is late today and why."),
    (
        "gp",
        "GP",
        "Post what is broken between practice and hospital, in half a minute, and hear what became of it.",
    ),
    (
        "convener-zo001",
        "Interface lead",
        "Screen what came in, see what is late for the weekly meeting, make a theme a project.",
    ),
    (
        "respiratory-medicine-service-manager-zh001",
        "Hospital specialty lead",
        "Answer the issues about your letters; see every recall that your specialty owes.",
    ),
    ("guardian", "Caldicott guardian", "See who looked at one record."),
    ("commissioner", "Commissioner", "Try to see a patient, and find nothing."),
    (
        "convener",
        "Group secretary",
        "Run a meeting of 34 seats: who is here, what is decided, who does what by when.",
    ),
    ("contract_lead", "Contract lead", "See the table at which partners agree, and what is yours to do."),
];

fn start(visitor: &Visitor, token: &FormToken, training: bool, passes: bool) -> Response {
    if visitor.0.is_some() {
        return see_other("/mine").into_response();
    }
    let page = Page::new("Asks between organisations, each with one owner and one answer")
        .now("Sign in, or if somebody is at risk now, telephone.")
        .body(html! {
            p { "When a practice cannot fit a coil, one organisation has to ask another. Here that ask is written once, always has a named owner and a telephone number, keeps an honest count of the days, and ends in an answer the asker sees." }
            (Button::link("Sign in", "/sign-in"))
            @if training {
                h2 class="nhsuk-heading-m" { "Come in as somebody made up" }
                p { "Each door opens on the same asks, seen from another chair. Open two in two browsers and watch one ask go from hand to hand." }
                @for (role, who, what) in DOORS {
                    div class="rt-door" {
                        (ActionLink::new(*who, format!("/enter/{role}")))
                        p { (what) }
                    }
                }
            }
            @if passes { (time::buttons(token)) }
        });
    page.into_response()
}
