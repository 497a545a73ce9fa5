//! The first page: whoever is signed in goes to what is theirs to do; a stranger finds the doors.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;
use web::components::{ActionLink, Button};
use web::{Page, Visitor, see_other};

/// The address of the first page. In a training place it has a door for each role.
pub fn routes(training: bool) -> Router {
    Router::new().route("/", get(move |visitor: Visitor| async move { start(&visitor, training) }))
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
        "gp-zp001",
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
];

fn start(visitor: &Visitor, training: bool) -> Response {
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
        });
    page.into_response()
}
