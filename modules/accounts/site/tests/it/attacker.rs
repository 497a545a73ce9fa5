//! The attacker's side.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use kernel::Clock;

use crate::browser::{Browser, set_up, signed_in};
use crate::place::{ELSEWHERE, MANAGER, NURSE, PASSWORD, Place, RECEPTION, email};

fn without_token(html: &str) -> String {
    html.split("name=\"form_token\" value=\"")
        .map(|rest| rest.split_once('"').map_or(rest, |(_, rest)| rest))
        .collect()
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_answer_the_same_and_cost_the_same() {
    let place = Place::new();
    let (mut browser, _, _) = set_up(&place, NURSE).await;
    browser.get("/sign-in").await;
    let mut took = BTreeMap::new();
    let mut pages = BTreeMap::new();
    for _ in 0..4 {
        // The third was invited and never set up an account: that is not told either.
        for (who, address) in [
            ("known", email(NURSE)),
            ("unknown", "x.y@marlshire.example".into()),
            ("not set up", email(RECEPTION)),
        ] {
            #[allow(
                clippy::disallowed_methods,
                reason = "the time that an answer takes is what an attacker measures"
            )]
            let start = std::time::Instant::now();
            let answer =
                browser.post("/sign-in", &[("email", &address), ("password", "not the one at all")]).await;
            let elapsed = start.elapsed();
            let least = took.entry(who).or_insert(elapsed);
            *least = elapsed.min(*least);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            pages.insert(who, without_token(&answer.html).replace(&address, "…"));
        }
    }
    assert_eq!(pages["known"], pages["unknown"]);
    assert_eq!(pages["known"], pages["not set up"]);
    let (known, unknown) = (took["known"].as_secs_f64(), took["unknown"].as_secs_f64());
    println!("known {known:.4} s, unknown {unknown:.4} s");
    assert!(unknown > known / 3.0 && known > unknown / 3.0, "{took:?}");
}

#[tokio::test]
async fn a_code_is_taken_once() {
    let place = Place::new();
    let (mut browser, secret) = signed_in(&place, NURSE).await;
    let code = secret.code_at(place.clock.now());
    assert_eq!(browser.get("/mine").await.status, StatusCode::OK);
    let mut watcher = Browser::at(&place);
    watcher.gives_password(NURSE, PASSWORD).await;
    watcher.get("/sign-in/code").await;
    let answer = watcher.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.html.contains("was used before"), "{}", answer.html);
}

#[tokio::test]
async fn two_at_once_cannot_both_use_one_code() {
    let place = Place::new();
    let (_, secret, _) = set_up(&place, NURSE).await;
    place.wind_seconds(31);
    let code = secret.code_at(place.clock.now());
    let (mut one, mut other) = (Browser::at(&place), Browser::at(&place));
    for browser in [&mut one, &mut other] {
        browser.gives_password(NURSE, PASSWORD).await;
        browser.get("/sign-in/code").await;
    }
    let fields = [("code", code.as_str())];
    let (a, b) = tokio::join!(one.post("/sign-in/code", &fields), other.post("/sign-in/code", &fields));
    let began = [&a, &b].iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!(began, 1);
}

#[tokio::test]
async fn a_session_planted_before_signing_in_is_worth_nothing() {
    let place = Place::new();
    let (mut attacker, _) = signed_in(&place, ELSEWHERE).await;
    let planted = attacker.cookies["roundtable"].clone();
    let (mut victim, secret, _) = set_up(&place, NURSE).await;
    victim.cookies.insert("roundtable".to_owned(), "made-up-by-somebody".to_owned());
    victim.signs_in(&place, NURSE, &secret).await;
    let own = victim.cookies["roundtable"].clone();
    assert_ne!(own, "made-up-by-somebody");
    assert_ne!(own, planted);
    assert!(attacker.get("/mine").await.html.contains("Vesna Penhallow"), "each stays who they are");
    let mut stranger = Browser::at(&place);
    stranger.cookies.insert("roundtable".to_owned(), "made-up-by-somebody".to_owned());
    assert_eq!(stranger.get("/mine").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn guessing_is_slowed_and_the_owner_is_not_kept_out() {
    let place = Place::new();
    let (mut owner, secret) = signed_in(&place, NURSE).await;
    owner.post("/sign-out", &[]).await;
    let mut stranger = Browser::at(&place);
    stranger.address = "203.0.113.5:5000".parse().unwrap();
    let mut waited = 0;
    stranger.get("/sign-in").await;
    for _ in 0..12 {
        let fields = [("email", email(NURSE)), ("password", "a guess among many".into())];
        let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
        let answer = stranger.post("/sign-in", &fields).await;
        waited += usize::from(answer.html.contains("Nothing is locked"));
    }
    assert_eq!(waited, 6, "six are heard at once: five free and the one after");
    let right = stranger.gives_password(NURSE, PASSWORD).await;
    assert!(right.html.contains("Nothing is locked"), "not even the right one is looked at");
    owner.signs_in(&place, NURSE, &secret).await;
    assert_eq!(owner.get("/mine").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_device_cookie_is_of_no_use_to_another_account_or_made_up() {
    let place = Place::new();
    let (attacker, _) = signed_in(&place, ELSEWHERE).await;
    let (_, _, _) = set_up(&place, NURSE).await;
    for cookie in [attacker.cookies["roundtable-device"].clone(), "0".repeat(26) + ".ffff"] {
        let mut guesser = Browser::at(&place);
        guesser.cookies.insert("roundtable-device".to_owned(), cookie);
        guesser.get("/sign-in").await;
        let mut heard = 0;
        for _ in 0..12 {
            let answer = guesser.gives_password(NURSE, "a guess among many").await;
            heard += usize::from(!answer.html.contains("Nothing is locked"));
        }
        assert!(heard <= 6, "{heard}");
        place.wind(60);
    }
}

#[tokio::test]
async fn codes_cannot_be_guessed_by_trying() {
    let place = Place::new();
    let (mut browser, _, _) = set_up(&place, NURSE).await;
    browser.gives_password(NURSE, PASSWORD).await;
    browser.get("/sign-in/code").await;
    let mut heard = 0;
    for guess in 0..40 {
        let answer = browser.post("/sign-in/code", &[("code", &format!("{guess:06}"))]).await;
        heard += usize::from(!answer.html.contains("Nothing is locked"));
    }
    assert!(heard <= 6, "{heard}");
}

#[tokio::test]
async fn the_step_between_password_and_code_runs_out_and_cannot_be_forged() {
    let place = Place::new();
    let (mut browser, secret, _) = set_up(&place, NURSE).await;
    place.wind_seconds(31);
    let code = secret.code_at(place.clock.now());
    browser.get("/sign-in").await;
    browser.cookies.insert(
        "roundtable-step".to_owned(),
        format!("{}.0.0.{}", crate::place::user(NURSE), "0".repeat(64)),
    );
    let answer = browser.post("/sign-in/code", &[("code", &code)]).await;
    assert!(answer.to.starts_with("/sign-in?"), "{}", answer.to);
    browser.gives_password(NURSE, PASSWORD).await;
    browser.get("/sign-in/code").await;
    place.wind(10);
    let answer = browser.post("/sign-in/code", &[("code", &secret.code_at(place.clock.now()))]).await;
    assert!(answer.to.starts_with("/sign-in?"));
}

#[tokio::test]
async fn no_form_works_without_its_token_and_none_leads_elsewhere() {
    let place = Place::new();
    let (mut browser, secret) = signed_in(&place, MANAGER).await;
    let posts = [
        "/sign-in",
        "/sign-in/code",
        "/sign-out",
        "/account/seat",
        "/account/end-session",
        "/account/end-others",
        "/account/password",
        "/account/codes",
        "/account/telephone",
        "/invitation",
        "/invitation/set-up",
        "/reset",
        "/reset/password",
        "/seats/invite",
        "/seats/name",
    ];
    for path in posts {
        browser.token = "0".repeat(64);
        assert_eq!(browser.post(path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(browser.get("/mine").await.status, StatusCode::OK);
    for bad in ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"] {
        place.wind_seconds(31);
        let mut browser = Browser::at(&place);
        browser.get("/sign-in").await;
        let fields = [("email", email(MANAGER)), ("password", PASSWORD.into()), ("then", bad.into())];
        let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
        let answer = browser.post("/sign-in", &fields).await;
        assert_eq!(answer.to, "/sign-in/code?then=%2F");
        browser.get(&answer.to).await;
        let code = secret.code_at(place.clock.now());
        assert_eq!(browser.post("/sign-in/code", &[("code", &code), ("then", bad)]).await.to, "/");
    }
}

#[tokio::test]
async fn nobody_ends_or_changes_what_is_anothers() {
    let place = Place::new();
    let (mut nurse, _) = signed_in(&place, NURSE).await;
    let (mut other, _) = signed_in(&place, ELSEWHERE).await;
    nurse.get("/account").await;
    let db = rusqlite::Connection::open(&place.file).unwrap();
    let sql = "select id from accounts_session where user_id = ?1";
    let session: String =
        db.query_row(sql, [crate::place::user(NURSE).to_string()], |row| row.get(0)).unwrap();
    other.get("/account").await;
    assert_eq!(
        other.post("/account/end-session", &[("session", &session)]).await.status,
        StatusCode::NOT_FOUND
    );
    let nurses_seat = crate::place::seat(NURSE).to_string();
    assert_eq!(other.post("/account/seat", &[("seat", &nurses_seat)]).await.status, StatusCode::NOT_FOUND);
    let path = format!("/seats/holding/{nurses_seat}/{}/2025-01-01", crate::place::user(NURSE));
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    other.get("/seats").await;
    assert_eq!(other.post(&path, &[("do", "sessions")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(nurse.get("/mine").await.status, StatusCode::OK);
}
