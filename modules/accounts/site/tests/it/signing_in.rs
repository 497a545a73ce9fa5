//! The story of an account: invited, set up, signed in, used, reset, left.

use accounts_site::acts::{EndHolding, Leave};
use accounts_site::program;
use axum::http::StatusCode;
use kernel::Clock;

use crate::browser::{Browser, set_up, signed_in};
use crate::place::{MANAGER, NURSE, OURS, PASSWORD, Place, email, morning, open, seat, user};

#[tokio::test]
async fn somebody_invited_sets_up_signs_in_and_out() {
    let place = Place::new();
    let (mut browser, secret, codes) = set_up(&place, NURSE).await;
    let answer = browser.get("/mine").await;
    assert_eq!(answer.to, "/sign-in?then=%2Fmine", "setting up signs nobody in");
    browser.signs_in(&place, NURSE, &secret).await;
    let page = browser.get("/mine").await;
    assert!(page.html.contains("Mine: Tamsin Merrow, Practice nurse, clinician"), "{}", page.html);
    let page = browser.get("/account").await;
    assert!(
        page.html.contains("Firefox on Windows") && page.html.contains("This device, now"),
        "{}",
        page.html
    );
    assert!(page.html.contains("Tamsin.Merrow@marlshire.example"));
    assert!(codes.iter().all(|code| !page.html.contains(code.as_str())), "recovery codes are shown once");
    let before = browser.clone();
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!(answer.to, "/sign-in");
    let mut thief = before;
    assert_eq!(
        thief.get("/mine").await.status,
        StatusCode::SEE_OTHER,
        "a copied cookie is dead after signing out"
    );
}

#[tokio::test]
async fn signing_in_comes_back_to_the_page_asked_for() {
    let place = Place::new();
    let (mut browser, secret, _) = set_up(&place, NURSE).await;
    place.wind_seconds(31);
    let answer = browser.get("/mine").await;
    browser.get(&answer.to).await;
    let fields = [("email", "  TAMSIN.merrow@Marlshire.example "), ("password", PASSWORD), ("then", "/mine")];
    let answer = browser.post("/sign-in", &fields).await;
    assert_eq!(answer.to, "/sign-in/code?then=%2Fmine");
    let page = browser.get(&answer.to).await;
    assert!(page.html.contains("name=\"then\" value=\"/mine\""));
    let code = secret.code_at(place.clock.now());
    assert_eq!(browser.post("/sign-in/code", &[("code", &code), ("then", "/mine")]).await.to, "/mine");
}

#[tokio::test]
async fn a_recovery_code_signs_in_once() {
    let place = Place::new();
    let (mut browser, _, codes) = set_up(&place, NURSE).await;
    let code = codes[3].to_uppercase().replace('-', " ");
    browser.gives_password(NURSE, PASSWORD).await;
    browser.get("/sign-in/code").await;
    assert_eq!(browser.post("/sign-in/code", &[("code", &code)]).await.to, "/");
    let page = browser.get("/account").await.html;
    let left = page.split("Recovery codes left").nth(1).unwrap();
    assert!(left.split("nhsuk-summary-list__value").nth(1).unwrap().starts_with("\">9<"), "{left}");
    let mut again = Browser::at(&place);
    again.gives_password(NURSE, PASSWORD).await;
    again.get("/sign-in/code").await;
    let answer = again.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.post("/sign-in/code", &[("code", &codes[4])]).await.to, "/");
}

#[tokio::test]
async fn a_session_locks_when_idle_and_ends_after_twelve_hours() {
    let place = Place::new();
    let (mut browser, secret) = signed_in(&place, NURSE).await;
    place.wind(19);
    assert_eq!(browser.get("/mine").await.status, StatusCode::OK);
    place.wind(19);
    assert_eq!(browser.get("/mine").await.status, StatusCode::OK, "seen a moment ago counts");
    place.wind(20);
    let answer = browser.get("/mine").await;
    assert_eq!(answer.to, "/sign-in?then=%2Fmine");
    browser.signs_in(&place, NURSE, &secret).await;
    for _ in 0..(12 * 60 / 15) {
        place.wind(15);
        browser.get("/mine").await;
    }
    assert_eq!(browser.get("/mine").await.status, StatusCode::SEE_OTHER, "twelve hours are a day's work");
}

#[tokio::test]
async fn a_reset_by_mail_sets_a_password_ends_sessions_and_keeps_the_telephone() {
    let place = Place::new();
    let (mut old, secret) = signed_in(&place, NURSE).await;
    let mut browser = Browser::at(&place);
    browser.get("/reset").await;
    let known = browser.post("/reset", &[("email", &email(NURSE))]).await.html;
    let unknown = browser.post("/reset", &[("email", "nobody@marlshire.example")]).await.html;
    assert_eq!(known, unknown, "it does not say who has an account");
    let code = loop {
        tokio::task::yield_now().await;
        if let Some(code) = place.mailed_code("account-reset") {
            break code;
        }
    };
    browser.get("/invitation").await;
    assert_eq!(browser.post("/invitation", &[("invitation", &code)]).await.to, "/reset/password");
    browser.get("/reset/password").await;
    let answer = browser.post("/reset/password", &[("password", "merrow kettle harbour")]).await;
    assert!(answer.html.contains("Leave out your name"), "{}", answer.html);
    let answer = browser.post("/reset/password", &[("password", "plaster anchor violin")]).await;
    assert_eq!(answer.to, "/sign-in");
    assert_eq!(old.get("/mine").await.status, StatusCode::SEE_OTHER, "every session ends");
    assert_eq!(browser.gives_password(NURSE, PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.gives_password(NURSE, "plaster anchor violin").await;
    browser.get("/sign-in/code").await;
    place.wind_seconds(31);
    let now = secret.code_at(place.clock.now());
    assert_eq!(browser.post("/sign-in/code", &[("code", &now)]).await.to, "/");
    browser.get("/invitation").await;
    let again = browser.post("/invitation", &[("invitation", &code)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a reset works once");
}

#[tokio::test]
async fn an_invitation_runs_out_after_seven_days() {
    let place = Place::new();
    let code = {
        let act = accounts_site::acts::SendLink {
            user: user(NURSE),
            of: accounts_rules::InvitationKind::Invite,
            link: place.accounts.new_link(),
        };
        place.journal.submit(&program(), act).await.unwrap();
        place.mailed_code("account-invitation").unwrap()
    };
    let mut browser = Browser::at(&place);
    place.wind(7 * 24 * 60 - 1);
    browser.get("/invitation").await;
    assert_eq!(browser.post("/invitation", &[("invitation", &code)]).await.to, "/invitation/set-up");
    place.wind(1);
    let answer = browser.get("/invitation/set-up").await;
    assert_eq!(answer.to, "/invitation", "its time is over even half-way through");
    browser.get("/invitation").await;
    let answer = browser.post("/invitation", &[("invitation", &code)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn who_leaves_is_out_within_a_minute() {
    let place = Place::new();
    let (mut browser, _) = signed_in(&place, NURSE).await;
    assert_eq!(browser.get("/mine").await.status, StatusCode::OK);
    let left = Leave { user: user(NURSE), org: OURS.parse().unwrap(), last_day: morning().day() - 1 };
    // By another node of the same place, which knows nothing of what this one remembers.
    let empty = place.journal.submit(&program(), left).await.unwrap().answer;
    assert_eq!(empty, [seat(NURSE)], "the seat that is now empty is named");
    place.wind_seconds(60);
    assert_eq!(browser.get("/mine").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.gives_password(NURSE, PASSWORD).await.to.split('?').next(), Some("/sign-in/code"));
}

#[tokio::test]
async fn a_session_ends_with_the_last_day_of_its_seat() {
    let place = Place::new();
    let (mut browser, _) = signed_in(&place, NURSE).await;
    let from = "2025-01-01".parse().unwrap();
    let end = EndHolding { seat: seat(NURSE), user: user(NURSE), from, until: morning().day() };
    place.journal.submit(&program(), end).await.unwrap();
    place.wind(10);
    assert_eq!(browser.get("/mine").await.status, StatusCode::OK, "the last day still counts");
    while place.clock.now().day() == morning().day() {
        place.wind(15);
        browser.get("/").await;
        if place.clock.now() > "2025-03-03T20:30".parse().unwrap() {
            break;
        }
    }
    place.clock.set("2025-03-04T00:01".parse().unwrap());
    assert_eq!(browser.get("/mine").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn sessions_are_listed_ended_and_the_oldest_gives_way() {
    let place = Place::new();
    let (mut first, secret) = signed_in(&place, MANAGER).await;
    let mut others = Vec::new();
    for _ in 0..4 {
        let mut browser = Browser::at(&place);
        browser.signs_in(&place, MANAGER, &secret).await;
        browser.get("/mine").await;
        others.push(browser);
    }
    first.get("/mine").await;
    let page = first.get("/account").await.html;
    assert_eq!(page.matches("name=\"session\"").count(), 4);
    let mut sixth = Browser::at(&place);
    sixth.signs_in(&place, MANAGER, &secret).await;
    assert_eq!(others[0].get("/mine").await.status, StatusCode::SEE_OTHER, "seen longest ago");
    assert_eq!(first.get("/mine").await.status, StatusCode::OK);
    first.get("/account").await;
    first.post("/account/end-others", &[]).await;
    for browser in others.iter_mut().chain([&mut sixth]) {
        assert_eq!(browser.get("/mine").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(first.get("/mine").await.status, StatusCode::OK);
}

#[tokio::test]
async fn after_a_restart_a_fresh_session_goes_on() {
    let mut place = Place::new();
    let (browser, _) = signed_in(&place, NURSE).await;
    place.accounts = open(&place.journal, &Default::default());
    let mut after = Browser { cookies: browser.cookies, ..Browser::at(&place) };
    assert_eq!(after.get("/mine").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_password_a_telephone_and_codes_are_changed_by_who_knows_the_password() {
    let place = Place::new();
    let (mut browser, secret) = signed_in(&place, NURSE).await;
    browser.get("/account/password").await;
    let new = "plaster anchor violin";
    let wrong = browser.post("/account/password", &[("current", "not the one"), ("password", new)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        browser.post("/account/password", &[("current", PASSWORD), ("password", new)]).await.to,
        "/account"
    );
    assert_eq!(browser.get("/mine").await.status, StatusCode::OK, "this session goes on");
    browser.get("/account/codes").await;
    let page = browser.post("/account/codes", &[("current", new)]).await;
    assert_eq!(page.html.matches("<code>").count(), 10);
    let page = browser.get("/account/telephone").await;
    let other = crate::place::secret_on(&page.html);
    assert_ne!(other, secret);
    let code = other.code_at(place.clock.now());
    assert_eq!(browser.post("/account/telephone", &[("current", new), ("code", &code)]).await.to, "/account");
    let mut again = Browser::at(&place);
    again.gives_password(NURSE, new).await;
    again.get("/sign-in/code").await;
    place.wind_seconds(31);
    let old = again.post("/sign-in/code", &[("code", &secret.code_at(place.clock.now()))]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "the old telephone counts no more");
    assert_eq!(again.post("/sign-in/code", &[("code", &other.code_at(place.clock.now()))]).await.to, "/");
}

#[tokio::test]
async fn finding_a_session_costs_a_page_almost_nothing() {
    let place = Place::new();
    let (browser, _) = signed_in(&place, NURSE).await;
    let token = &browser.cookies["roundtable"];
    let now = place.clock.now();
    let sessions: &dyn web::Sessions = &place.accounts;
    assert!(sessions.resolve(token, now).await.is_some());
    let rounds = 10_000;
    #[allow(clippy::disallowed_methods, reason = "how long it takes is what is asked")]
    let start = std::time::Instant::now();
    for _ in 0..rounds {
        sessions.resolve(token, now).await;
    }
    let remembered = start.elapsed() / rounds;
    #[allow(clippy::disallowed_methods, reason = "how long it takes is what is asked")]
    let start = std::time::Instant::now();
    for nth in 0..300 {
        sessions.resolve(token, now.plus_minutes(nth)).await;
    }
    let asked_anew = start.elapsed() / 300;
    println!("remembered {remembered:?}, asked anew {asked_anew:?}");
    assert!(remembered.as_micros() < 1000, "{remembered:?}");
}
