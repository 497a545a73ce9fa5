//! `/sign-in/code`: the one-time code, or a recovery code where the telephone is lost.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;
use web::components as nhs;
use web::{Cookie, Page, Problems, Stop, Typed, see_other};

use super::asked::{Asked, fault, with_cookies};
use super::words;
use crate::Accounts;
use crate::cookies::no_step;
use crate::sign_in::SecondStep;

/// The page's addresses.
pub(super) fn routes() -> Router<Accounts> {
    Router::new().route("/sign-in/code", get(show).post(sent))
}

fn page(asked: &Asked, typed: &Typed, problems: &Problems) -> Page {
    Page::new("Enter your code")
        .now("Type the six figures that your telephone shows.")
        .back("/sign-in")
        .errors(problems.summary())
        .body(html! {
            form method="post" action="/sign-in/code" novalidate {
                (asked.token)
                input type="hidden" name="then" value=(Asked::then(typed));
                (words::one_time_code("Code", "Six figures, new every half minute. A recovery code goes here too.", problems.of("code")))
                (nhs::Button::new("Sign in"))
            }
            (nhs::Details::new("I do not have my telephone", html! {
                p { "Type one of the recovery codes that you were given when you began, such as 4t7k-w0ze-92qd. Each works once." }
                p { "If you have none left, ask whoever keeps your organisation's seats to send you a new invitation." }
            }))
        })
}

async fn show(State(_): State<Accounts>, asked: Asked) -> Response {
    if asked.session.is_some() {
        return see_other(Asked::then(&asked.query)).into_response();
    }
    if asked.step().is_empty() {
        return see_other("/sign-in").into_response();
    }
    page(&asked, &asked.query, &Problems::default()).into_response()
}

async fn sent(State(accounts): State<Accounts>, asked: Asked, typed: Typed) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let Some(code) = problems.need(&typed, "code", "Enter the code that your telephone shows") else {
        return Ok(page(&asked, &typed, &problems).into_response());
    };
    let device = asked.device();
    let label = asked.device_label();
    let step = accounts
        .second_step(asked.step(), code, &device, &asked.address, &label)
        .await
        .map_err(fault("looking at a code"))?;
    match step {
        SecondStep::Begun(token, user) => {
            let cookies = [
                Cookie::Session.set(&asked.place, &token),
                device.now_known(&asked.place, &accounts.0.key, user),
                no_step(&asked.place),
            ];
            return Ok(with_cookies(see_other(Asked::then(&typed)), cookies));
        }
        SecondStep::TooLate => {
            let then = Typed::of([("then", Asked::then(&typed))]);
            let to = see_other(format!("/sign-in?{}", super::sign_in::query(&then)));
            let to = to.saying("That took too long. Nothing is lost: give your password again.");
            return Ok(with_cookies(to, [no_step(&asked.place)]));
        }
        SecondStep::NoSeat => {
            let page = Page::new("You hold no seat today")
                .now("Ask whoever keeps your organisation's seats.")
                .body(html! { p { "Your password and code are right, but no seat is yours today, so there is nothing for you to see." } });
            return Ok(page.into_response());
        }
        SecondStep::Refused(why) => problems.add("code", first_capital(&why.to_string())),
        SecondStep::Wait(until) => problems.add("code", words::wait(until, accounts.now())),
    }
    Ok(page(&asked, &typed, &problems).into_response())
}

/// A refusal of the rules as a sentence.
pub(super) fn first_capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
