//! Around every page: who is signed in, the check of every form, limits of size and time, the headers that keep a
//! browser from doing what we did not ask, and the frame of the page itself.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::compression::CompressionLayer;

use crate::assets;
use crate::cookie::Cookie;
use crate::csv_file::Lines;
use crate::form::Typed;
use crate::form_token::{FormToken, HEADER, signature};
use crate::page::{Frame, Page};
use crate::place::Place;
use crate::redirect::{Flash, came_from, same_site};
use crate::session::Session;
use crate::stop::Stop;

/// Puts the shell around the pages of a place. An interface for programs, which has tokens and not cookies, stays
/// outside.
pub fn shell(pages: Router, place: Place) -> Router {
    // Pages are not compressed: beside a secret, what a stranger can make a page repeat would tell on it by its length.
    let files = Router::new()
        .route("/assets/{fingerprint}/{*file}", get(assets::serve))
        .layer(CompressionLayer::new());
    pages
        .merge(files)
        .fallback(|| async { Stop::NotFound })
        .method_not_allowed_fallback(|| async { Stop::NotFound })
        .layer(from_fn_with_state(place, around))
}

async fn around(State(place): State<Place>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let session = match Cookie::Session.read(&place, &headers) {
        Some(token) => place.sessions.resolve(&token, place.clock.now()).await,
        None => None,
    };
    let known = Cookie::Form.read(&place, &headers);
    let stranger = known.clone().unwrap_or_else(|| kernel::Id::from_bits(rand::random()).to_string());
    let token = match &session {
        Some(session) => FormToken::of_session(session),
        None => FormToken::of_stranger(&place, &stranger),
    };
    let flash = Cookie::Flash.read(&place, &headers).and_then(|text| read_flash(&place, &text));

    let response = match checked(&place, request, &token).await {
        Ok(mut request) => {
            if let Some(session) = &session {
                request.extensions_mut().insert(session.clone());
            }
            request.extensions_mut().insert(token.clone());
            request.extensions_mut().insert(place.clone());
            in_time(&place, next.run(request)).await
        }
        Err(stop) => stop.into_response(),
    };

    let frame = Frame { place: &place, session: session.as_ref(), token: &token, done: flash.clone() };
    let (mut response, is_page) = framed(&frame, labelled(&place, response));
    set_cookies(
        &place,
        &mut response,
        session.as_ref(),
        known.is_none().then_some(&stranger),
        is_page && flash.is_some(),
    );
    secure(&place, response.headers_mut());
    response
}

/// A form must carry its token; only then does its handler see it.
async fn checked(place: &Place, request: Request, token: &FormToken) -> Result<Request, Stop> {
    // No address of ours holds the letter NUL; PostgreSQL would call it a fault.
    if request.uri().path().contains("%00") {
        return Err(Stop::NotFound);
    }
    if request.method().is_safe() {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let bytes_max = place.form_bytes_max;
    // A form that trickles in would keep its connection for as long as its sender likes.
    let limit = Duration::from_secs(place.answer_seconds_max);
    let bytes: Bytes = tokio::time::timeout(limit, axum::body::to_bytes(body, bytes_max))
        .await
        .map_err(|_| Stop::TooLong)?
        .map_err(|_| Stop::TooLarge { bytes_max })?;
    let typed = Typed::read(&parts.headers, &bytes);
    let in_header = parts.headers.get(HEADER).and_then(|given| given.to_str().ok());
    let given = in_header.unwrap_or_else(|| typed.text(crate::form_token::FIELD));
    // A browser says where a form was sent from; an old one that does not is held to the token alone.
    let from_elsewhere =
        parts.headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none");
    if from_elsewhere || !token.is(given) {
        let back_to = came_from(&parts.headers)
            .unwrap_or_else(|| same_site(parts.uri.path()).unwrap_or("/").to_owned());
        // What another site's page made up is not repeated to the reader.
        let typed = if from_elsewhere { Vec::new() } else { typed.pairs().to_vec() };
        return Err(Stop::FormRefused { typed, back_to });
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// In a task of its own, so that what was begun is ended even where the reader goes away, and so that a panic is a page.
async fn in_time(place: &Place, answer: impl Future<Output = Response> + Send + 'static) -> Response {
    let limit = Duration::from_secs(place.answer_seconds_max);
    match tokio::time::timeout(limit, tokio::spawn(answer)).await {
        Ok(Ok(response)) => response,
        Ok(Err(why)) => {
            Stop::fault("answering a request", if why.is_panic() { "panic" } else { "cancelled" })
                .into_response()
        }
        Err(_) => Stop::TooLong.into_response(),
    }
}

/// A table that leaves a synthetic place as a file says so in every row.
fn labelled(place: &Place, mut response: Response) -> Response {
    let Some(lines) = response.extensions_mut().remove::<Lines>() else { return response };
    if place.said().is_empty() {
        return response;
    }
    // In each row its first sentence: the whole stands on every page.
    let first = place.said().split_inclusive(". ").next().unwrap_or_default().trim();
    match lines.labelled(first) {
        Ok(bytes) => {
            *response.body_mut() = Body::from(bytes);
            response
        }
        Err(stop) => stop.into_response(),
    }
}

/// A page or a stop becomes a document; anything else stays as it is.
fn framed(frame: &Frame<'_>, mut response: Response) -> (Response, bool) {
    let extensions = response.extensions_mut();
    let stop = extensions.remove::<Stop>();
    let page = extensions.remove::<Page>();
    match (stop, page) {
        (Some(Stop::SignIn { back_to }), _) => {
            let back_to = same_site(&back_to).unwrap_or("/");
            let query: String =
                form_urlencoded::Serializer::new(String::new()).append_pair("then", back_to).finish();
            (crate::see_other(format!("/sign-in?{query}")).into_response(), false)
        }
        (Some(stop), _) => (frame.show(&stop.page(frame.token)), true),
        (None, Some(page)) => (frame.show(&page), true),
        (None, None) => (response, false),
    }
}

fn set_cookies(
    place: &Place,
    response: &mut Response,
    session: Option<&Session>,
    new: Option<&String>,
    was_shown: bool,
) {
    let flash = response.extensions_mut().remove::<Flash>();
    let is_html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let headers = response.headers_mut();
    if let (None, Some(stranger), true) = (session, new, is_html) {
        headers.append(header::SET_COOKIE, Cookie::Form.set(place, stranger));
    }
    if let Some(Flash(words)) = flash {
        headers.append(header::SET_COOKIE, Cookie::Flash.set(place, &write_flash(place, &words)));
    } else if was_shown {
        headers.append(header::SET_COOKIE, Cookie::Flash.gone(place));
    }
}

fn write_flash(place: &Place, words: &str) -> String {
    let words: String = form_urlencoded::byte_serialize(words.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
        .replace('*', "%2A");
    format!("{}.{words}", signature(place, "flash", &words))
}

fn read_flash(place: &Place, text: &str) -> Option<String> {
    let (signed, words) = text.split_once('.')?;
    if !FormToken(signature(place, "flash", words)).is(signed) {
        return None;
    }
    form_urlencoded::parse(words.as_bytes()).next().map(|(words, _)| words.into_owned())
}

fn secure(place: &Place, headers: &mut HeaderMap) {
    let always = [
        (
            "content-security-policy",
            "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ];
    for (name, value) in always {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if place.secure_cookies {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    // Whatever did not say otherwise is about somebody.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
