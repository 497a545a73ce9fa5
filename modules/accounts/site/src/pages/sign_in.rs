//! `/sign-in`: address and password. The second step is `/sign-in/code`.

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
use crate::sign_in::FirstStep;

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/sign-in", get(show).post(sent))
}

fn page(accounts: &Accounts, asked: &Asked, typed: &Typed, problems: &Problems) -> Page {
    let then = Asked::then(typed);
    let back = query(&Typed::of([("then", then.clone())]));
    Page::new("Sign in")
        .now(if then == "/" { "Sign in to see what is yours to do." } else { "Sign in to go on to the page you asked for." })
        .errors(problems.summary())
        .body(html! {
            form method="post" action="/sign-in" novalidate {
                (asked.token)
                input type="hidden" name="then" value=(then);
                (nhs::Input::new("email", "E-mail address").kind("email").autocomplete("username").spellcheck(false)
                    .value(typed.text("email")).error_message(problems.of("email")))
                (nhs::PasswordInput::new("password", "Password").error_message(problems.of("password")))
                (nhs::Button::new("Go on"))
            }
            p { a href="/reset" { "I have forgotten my password" } }
            p { a href="/invitation" { "I have an invitation code" } }
            @if accounts.trains() { p { a href={ "/enter?" (back) } { "Everybody here is made up: come in as one of them" } } }
        })
}

async fn show(State(accounts): State<Accounts>, asked: Asked) -> Response {
    if asked.session.is_some() {
        return see_other(Asked::then(&asked.query)).into_response();
    }
    page(&accounts, &asked, &asked.query, &Problems::default()).into_response()
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    problems.need(&typed, "email", "Enter your e-mail address");
    if typed.text("password").is_empty() {
        problems.add("password", "Enter your password");
    }
    if !problems.is_empty() {
        return Ok(page(&accounts, &asked, &typed, &problems).into_response());
    }
    let device = asked.device();
    let step = accounts
        .first_step(typed.text("email"), typed.text("password"), &device, &asked.address)
        .await
        .map_err(fault("looking at a password"))?;
    match step {
        FirstStep::Right(step) => {
            let then = Typed::of([("then", Asked::then(&typed))]);
            let to = format!("/sign-in/code?{}", query(&then));
            return Ok(with_cookies(see_other(to), [set_step(&asked.place, &step)]));
        }
        FirstStep::Wrong => problems.add("email", "The e-mail address or the password is not right"),
        FirstStep::Wait(until) => problems.add("email", words::wait(until, accounts.now())),
    }
    Ok(page(&accounts, &asked, &typed, &problems).into_response())
}

/// Fields as a query. Only the way back is ever put into one.
pub(super) fn query(typed: &Typed) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    let pairs: Vec<String> =
        typed.pairs().iter().map(|(name, text)| format!("{name}={}", escape(text))).collect();
    pairs.join("&")
}
