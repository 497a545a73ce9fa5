//! The shell from outside: what a browser, a stranger and another site's page get.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "every function here is a test or serves one"
)]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::routing::{get, post};

use kernel::{HandWound, Moment};
use tower::ServiceExt;
use web::{Page, SignedIn, Typed};

struct Known;

impl web::Sessions for Known {
    fn resolve<'a>(&'a self, token: &'a str, now: Moment) -> web::Later<'a, Option<web::Session>> {
        let session = (token == "nurse").then(|| web::Session {
            actor: policy::Actor {
                user: kernel::UserId::from_bits(1),
                seat: kernel::SeatId::from_bits(2),
                org: "Y12345".parse().unwrap(),
                org_kind: policy::OrgKind::Practice,
                role: policy::Role::Clinician,
                second_factor: true,
            },
            name: "Anita Rowe".to_owned(),
            seat_title: "Practice nurse".to_owned(),
            org_name: "Orchard Street Surgery".to_owned(),
            csrf: "secret-of-this-session".to_owned(),
            ends_at: Some(now.plus_minutes(10)),
        });
        Box::pin(std::future::ready(session))
    }
}

fn app() -> Router {
    let mut place = web::Place::new("Marlshire", "https://roundtable.example/", [7; 32]);
    place.sessions = Arc::new(Known);
    place.clock = Arc::new(HandWound::at("2025-07-01T10:20".parse().unwrap()));
    place.synthetic = true;
    place.form_bytes_max = 1000;
    let pages = Router::new()
        .route(
            "/mine",
            get(|who: SignedIn| async move { Page::new(format!("Mine, {}", who.name)).audience("You") }),
        )
        .route(
            "/echo",
            post(|typed: Typed| async move { web::see_other(typed.text("to")).saying("It was <sent>.") }),
        )
        .route("/broken", get(|| async { panics() }))
        .route(
            "/hosts.csv",
            get(|| async { web::csv_file("hosts.csv", &["name"], [["Orchard, Street"], ["=1+1"]]) }),
        );
    web::shell(pages, place)
}

#[allow(clippy::panic, reason = "the shell must turn it into a page")]
fn panics() -> &'static str {
    panic!("as asked")
}

async fn ask(request: Request<Body>) -> (Response<()>, String) {
    let (parts, body) = app().oneshot(request).await.unwrap().into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (Response::from_parts(parts, ()), String::from_utf8(bytes.to_vec()).unwrap())
}

fn get_page(address: &str, cookie: &str) -> Request<Body> {
    Request::get(address).header(header::COOKIE, cookie).body(Body::empty()).unwrap()
}

fn send(cookie: &str, body: &str) -> Request<Body> {
    Request::post("/echo")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

const NURSE: &str = "__Host-roundtable=nurse";

#[tokio::test]
async fn a_page_says_who_sees_it_that_all_is_made_up_and_where_the_session_ends() {
    let (answer, html) = ask(get_page("/mine", NURSE)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    for wanted in [
        "<h1 class=\"nhsuk-heading-l\">Mine, Anita Rowe</h1>",
        "Who can see this page",
        "is made up",
        "data-session-ends=\"600\"",
        "value=\"secret-of-this-session\"",
    ] {
        assert!(html.contains(wanted), "{wanted}");
    }
    assert!(!html.contains("<style") && !html.contains("style=\"") && !html.contains("<script>"));
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    assert!(answer.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'self';"));
    assert!(answer.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
    assert!(answer.headers().get(header::SET_COOKIE).is_none(), "somebody signed in needs no other cookie");
}

#[tokio::test]
async fn a_stranger_is_led_to_sign_in_and_a_guessed_address_says_nothing() {
    let (answer, _) = ask(get_page("/mine?x=1", "")).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()[header::LOCATION], "/sign-in?then=%2Fmine%3Fx%3D1");
    let (answer, html) = ask(get_page("/asks/0000", NURSE)).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert!(html.contains("Page not found") && !html.contains("0000"));
    let (answer, _) = ask(get_page("/echo", NURSE)).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND, "a wrong method tells no more than a wrong address");
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing_and_gives_back_what_was_typed() {
    for body in
        ["to=/mine&note=kept%20words&password=zebra-crossing", "to=/mine&note=kept%20words&form_token=wrong"]
    {
        let (answer, html) = ask(send(NURSE, body)).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert!(html.contains("kept words") && !html.contains("zebra-crossing"), "{html}");
    }
    let mut elsewhere = send(NURSE, "note=x&form_token=secret-of-this-session");
    elsewhere.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(ask(elsewhere).await.0.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_leads_on_within_the_site_and_the_next_page_says_what_was_done() {
    let (answer, _) = ask(send(NURSE, "to=/mine&form_token=secret-of-this-session")).await;
    assert_eq!(
        (answer.status(), answer.headers()[header::LOCATION].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/mine")
    );
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let (answer, html) = ask(get_page("/mine", &format!("{NURSE}; {cookie}"))).await;
    assert!(html.contains("It was &lt;sent&gt;."));
    assert!(answer.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    let forged = format!("{NURSE}; __Host-roundtable-done=00.Ring%20this%20number");
    assert!(!ask(get_page("/mine", &forged)).await.1.contains("Ring this number"));
    let (answer, _) = ask(send(NURSE, "to=//evil.example&form_token=secret-of-this-session")).await;
    assert_eq!(answer.headers()[header::LOCATION], "/");
}

#[tokio::test]
async fn a_strangers_form_is_bound_to_the_cookie_that_came_with_it() {
    let (answer, _) = ask(get_page("/nowhere", "")).await;
    let line = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(
        line.starts_with("__Host-roundtable-form=")
            && line.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure")
    );
    let cookie = line.split(';').next().unwrap();
    assert_eq!(ask(send(cookie, "to=/mine")).await.0.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_too_large_and_what_breaks_are_pages_too() {
    let (answer, html) = ask(send(NURSE, &"x".repeat(2000))).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(html.contains("too large"));
    let (answer, html) = ask(get_page("/broken", NURSE)).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(html.contains("quote this number") && !html.contains("as asked"));
}

#[tokio::test]
async fn assets_are_kept_for_a_year_and_known_again() {
    let address = web::asset_url("roundtable.css");
    let (answer, css) = ask(get_page(&address, "")).await;
    assert!(css.contains(".rt-synthetic"));
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    let mut again = get_page(&address, "");
    again.headers_mut().insert(header::IF_NONE_MATCH, answer.headers()[header::ETAG].clone());
    assert_eq!(ask(again).await.0.status(), StatusCode::NOT_MODIFIED);
    let (answer, _) = ask(get_page("/assets/old/roundtable.css", "")).await;
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-cache");
    assert_eq!(ask(get_page("/assets/x/../Cargo.toml", "")).await.0.status(), StatusCode::NOT_FOUND);
}

/// Wherever a row is copied to, it says of itself that it is made up.
#[tokio::test]
async fn a_file_of_a_synthetic_place_says_so_in_every_row() {
    let (response, text) = ask(get_page("/hosts.csv", "")).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let label = "Synthetic: everybody and everything on this page is made up.";
    let expected =
        format!("\u{feff}name,{}\r\n\"Orchard, Street\",{label}\r\n'=1+1,{label}\r\n", web::LABEL_COLUMN);
    assert_eq!(text, expected);
}
