//! Around every call: who calls, how long it may take, what a refusal looks like, the headers. Cookies are not looked at.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};

use crate::caller::{Caller, Tokens, bearer};
use crate::document::document;
use crate::pace::Pace;
use crate::problem::{Kind, Problem, written};
use crate::routes::Routes;

/// What the interface of a place needs.
#[derive(Clone)]
pub struct Place {
    /// Knows tokens.
    pub tokens: Arc<dyn Tokens>,
    /// Whom to ring where a refusal names nobody.
    pub office: Arc<str>,
    /// What the place is called.
    pub name: Arc<str>,
    /// How often each organisation's systems may call.
    pub pace: Arc<Pace>,
    /// Seconds that an answer may take.
    pub answer_seconds_max: u64,
}

/// The address of the description: the only one that needs no token, since it says nothing about anybody.
pub const DOCUMENT: &str = "/api/openapi.json";

/// The interface of a place, to be merged beside its pages. Whatever begins with `/api/` is answered here.
pub fn shell(routes: Routes, place: Place) -> Router {
    let described = document(&place.name, env!("CARGO_PKG_VERSION"), &routes.operations);
    let described = Arc::new(serde_json::to_string_pretty(&described).unwrap_or_default());
    let open = Router::new().route(
        DOCUMENT,
        get(move || {
            let text = described.clone();
            async move { ([(header::CONTENT_TYPE, "application/json")], text.to_string()) }
        }),
    );
    routes
        .router
        .route("/api/{*rest}", any(|| async { Problem::new(Kind::NotThere) }))
        .method_not_allowed_fallback(|| async { Problem::new(Kind::WrongMethod) })
        .layer(from_fn_with_state(place.clone(), with_caller))
        .merge(open.method_not_allowed_fallback(|| async { Problem::new(Kind::WrongMethod) }))
        .layer(from_fn_with_state(place, around))
}

/// Nobody without a token hears anything else.
async fn with_caller(State(place): State<Place>, mut request: Request, next: Next) -> Response {
    let Some(actor) = bearer(request.headers()).and_then(|token| place.tokens.actor(token)) else {
        return Problem::new(Kind::NoToken).into_response();
    };
    if let Err(wait) = place.pace.take(actor.org) {
        return too_often(wait);
    }
    request.extensions_mut().insert(Caller(actor));
    next.run(request).await
}

/// In whole seconds, and never none: a program that asks again at once would only be refused again.
fn too_often(wait: Duration) -> Response {
    let seconds = wait.as_secs() + 1;
    let problem =
        Problem::new(Kind::TooOften).detail(format!("The next call is taken in {seconds} seconds."));
    ([(header::RETRY_AFTER, seconds.to_string())], problem).into_response()
}

async fn around(State(place): State<Place>, request: Request, next: Next) -> Response {
    let limit = Duration::from_secs(place.answer_seconds_max);
    // In a task of its own, so that what was begun is ended even where the caller goes away, and a panic is an answer.
    let answer = match tokio::time::timeout(limit, tokio::spawn(next.run(request))).await {
        Ok(Ok(response)) => response,
        Ok(Err(why)) => {
            let why = if why.is_panic() { "panic" } else { "cancelled" };
            Problem::fault("answering a program", why).into_response()
        }
        Err(_) => Problem::new(Kind::TooLong).into_response(),
    };
    let mut answer = finished(&place, answer);
    let headers = answer.headers_mut();
    let mut set =
        |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    answer
}

/// A problem becomes its body.
fn finished(place: &Place, mut response: Response) -> Response {
    match response.extensions_mut().remove::<Problem>() {
        Some(problem) => written(&problem.or_person(&place.office), response),
        None => response,
    }
}
