//! Entering as somebody made up: by one button in training, and impossible anywhere else.

use axum::http::StatusCode;

use crate::browser::{Browser, app};
use crate::place::{NURSE, Options, Place, open, seat, user};

const HERE: &str = "http://127.0.0.1:8080";

fn training() -> Options {
    Options { training: true, ..Options::default() }
}

async fn enter(browser: &mut Browser) -> StatusCode {
    let page = browser.get("/enter/clinician").await;
    if page.status == StatusCode::OK {
        assert!(
            page.html.contains("Enter as Tamsin Merrow") && !page.html.contains("Wilf Larkhill"),
            "{}",
            page.html
        );
    } else {
        // Without the page there is no token for its form either: take the one of another page.
        browser.get("/sign-in").await;
    }
    let (who, which) = (user(NURSE).to_string(), seat(NURSE).to_string());
    browser.post("/enter/clinician", &[("user", &who), ("seat", &which), ("then", "/mine")]).await.status
}

#[tokio::test]
async fn in_training_one_button_enters_as_somebody_made_up() {
    let place = Place::with(training());
    let mut browser = Browser::of(app(&place, HERE, true));
    assert_eq!(browser.get("/enter").await.status, StatusCode::OK);
    assert_eq!(browser.get("/enter/practice-nurse-y90001").await.status, StatusCode::OK);
    assert_eq!(browser.get("/enter/nobody").await.status, StatusCode::NOT_FOUND);
    assert_eq!(enter(&mut browser).await, StatusCode::SEE_OTHER);
    assert!(browser.get("/mine").await.html.contains("Tamsin Merrow, Practice nurse"));
    let mut browser = Browser::of(app(&place, HERE, true));
    browser.get("/sign-in").await;
    browser.token = "0".repeat(64);
    let (who, which) = (user(NURSE).to_string(), seat(NURSE).to_string());
    let answer = browser.post("/enter/clinician", &[("user", &who), ("seat", &which)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "not without the form's token");
    browser.get("/sign-in").await;
    let manager = seat(crate::place::MANAGER).to_string();
    let answer = browser.post("/enter/clinician", &[("user", &who), ("seat", &manager)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "not in a seat that they do not hold");
}

#[tokio::test]
async fn anywhere_else_there_is_no_such_page() {
    let elsewhere = [
        Options { training: false, ..training() },
        Options { synthetic: false, ..training() },
        Options { listening: "0.0.0.0:8080", ..training() },
        Options { listening: "192.0.2.1:8080", ..training() },
        Options { base: "https://roundtable.example", ..training() },
        Options { base: "http://127.0.0.1.evil.example", ..training() },
    ];
    for options in elsewhere {
        let synthetic = options.synthetic;
        let place = Place::with(options);
        assert!(!place.accounts.trains());
        let mut browser = Browser::of(app(&place, HERE, synthetic));
        assert_eq!(enter(&mut browser).await, StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/enter").await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/mine").await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn a_shell_that_is_not_synthetic_a_proxy_and_another_host_are_refused_too() {
    let place = Place::with(training());
    let mut browser = Browser::of(app(&place, HERE, false));
    assert_eq!(enter(&mut browser).await, StatusCode::NOT_FOUND);
    let headers = [
        ("x-forwarded-for", "198.51.100.9"),
        ("forwarded", "for=198.51.100.9"),
        ("via", "1.1 proxy"),
        ("host", "roundtable.example"),
        ("host", "127.0.0.1.evil.example:8080"),
    ];
    for (header, value) in headers {
        let mut browser = Browser::of(app(&place, HERE, true));
        browser.headers = vec![(header, value.to_owned())];
        assert_eq!(enter(&mut browser).await, StatusCode::NOT_FOUND, "{header}: {value}");
    }
}

#[tokio::test]
async fn a_session_of_training_is_dead_where_there_is_no_training() {
    let mut place = Place::with(training());
    let mut browser = Browser::of(app(&place, HERE, true));
    enter(&mut browser).await;
    assert_eq!(browser.get("/mine").await.status, StatusCode::OK);
    place.accounts = open(&place.journal, &Options::default());
    let mut after = Browser { cookies: browser.cookies, ..Browser::of(app(&place, HERE, true)) };
    assert_eq!(after.get("/mine").await.status, StatusCode::SEE_OTHER);
}
