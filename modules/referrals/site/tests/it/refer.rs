//! Refer: mistakes all at once, what was typed kept, the paste, the stops, drafts, and one ask from a form sent twice.

use axum::http::StatusCode;

use crate::world::{World, good_but};

async fn begun(world: &World, who: &str) -> String {
    world.get(who, "/refer").await.hidden("ask")
}

#[tokio::test]
async fn an_empty_form_tells_every_mistake_and_keeps_what_was_typed() {
    let world = World::new();
    let nurse = world.who(world.sender(0), "clinician");
    let ask = begun(&world, &nurse).await;
    let answer = world
        .post(
            &nurse,
            "/refer",
            &[("ask", &ask), ("name", "Amara Fairweather"), ("channel", "text"), ("do", "hosts")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["method", "purpose", "date_of_birth", "pregnancy", "sti_check", "consent", "contact"] {
        assert!(answer.says(&format!("href=\"#{field}")), "{field}");
    }
    assert!(answer.says("value=\"Amara Fairweather\""));
}

#[tokio::test]
async fn a_block_fills_the_form_and_what_was_not_taken_is_told() {
    let world = World::new();
    let nurse = world.who(world.sender(0), "clinician");
    let ask = begun(&world, &nurse).await;
    let block = "Name: Amara Fairweather\nDOB: 07/03/1994\nMobile: 07700 900123\nFavourite colour: green";
    let answer = world.post(&nurse, "/refer", &[("ask", &ask), ("paste", block), ("do", "paste")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.says("value=\"Amara Fairweather\"") && answer.says("value=\"1994\""));
    assert!(answer.says("Line 4"));
}

#[tokio::test]
async fn under_thirteen_the_form_ends_with_both_numbers() {
    let world = World::new();
    let nurse = world.who(world.sender(0), "clinician");
    let ask = begun(&world, &nurse).await;
    let fields = good_but(&[("ask", &ask), ("date_of_birth[year]", "2013"), ("do", "hosts")]);
    let answer = world.post(&nurse, "/refer", &fields).await;
    assert!(answer.says("01632 960901") && answer.says("01632 960999"));
    assert!(!answer.says("name=\"service\""));
}

#[tokio::test]
async fn while_the_window_is_open_nothing_is_sent_before_somebody_rang() {
    let world = World::new();
    let nurse = world.who(world.sender(0), "clinician");
    let ask = begun(&world, &nurse).await;
    let urgent = [
        ("ask", ask.as_str()),
        ("method", "cu-iud"),
        ("pregnancy", "not-excluded"),
        ("first_upsi", "2025-03-02T22:00"),
        ("last_upsi", "2025-03-02"),
    ];
    let hosts = world.post(&nurse, "/refer", &good_but(&[&urgent[..], &[("do", "hosts")]].concat())).await;
    assert!(hosts.says("Ring now") && hosts.says("01632 960999"), "{}", hosts.status);
    let services = hosts.values("service");
    let send = [&urgent[..], &[("do", "send"), ("service", services[0].as_str())]].concat();
    let refused = world.post(&nurse, "/refer", &good_but(&send)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rang = [&send[..], &[("rang", "Desk at 09:10, seen today")]].concat();
    assert_eq!(world.post(&nurse, "/refer", &good_but(&rang)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_sent_twice_places_one_ask() {
    let world = World::new();
    let sender = world.sender(0);
    let nurse = world.who(sender, "clinician");
    let ask = begun(&world, &nurse).await;
    let hosts = world.post(&nurse, "/refer", &good_but(&[("ask", &ask), ("do", "hosts")])).await;
    let service = hosts.values("service")[0].clone();
    let fields = good_but(&[("ask", &ask), ("service", &service), ("do", "send")]);
    let first = world.post(&nurse, "/refer", &fields).await;
    let second = world.post(&nurse, "/refer", &fields).await;
    assert_eq!((first.status, &first.location), (StatusCode::SEE_OTHER, &second.location));
    assert_eq!(world.get(&nurse, "/sent").await.body.matches("Amara Fairweather").count(), 1);
}

#[tokio::test]
async fn a_draft_comes_back_to_the_same_organisation_and_to_no_other() {
    let world = World::new();
    let nurse = world.who(world.sender(0), "clinician");
    let ask = begun(&world, &nurse).await;
    let kept = world.post(&nurse, "/refer/draft", &[("ask", &ask), ("name", "Amara Fairweather")]).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    let path = format!("/refer?draft={ask}");
    assert!(world.get(&nurse, &path).await.says("value=\"Amara Fairweather\""));
    assert!(world.get(&nurse, "/mine").await.says(&path));
    let other = world.who(world.sender(1), "clinician");
    assert_eq!(world.get(&other, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_host_who_has_not_joined_gets_a_printable_ask() {
    let world = World::new();
    let nurse = world.who(world.sender(0), "clinician");
    let ask = begun(&world, &nurse).await;
    let printed = world.post(&nurse, "/refer", &good_but(&[("ask", &ask), ("do", "print")])).await;
    assert_eq!(printed.status, StatusCode::OK);
    assert!(printed.says("Amara Fairweather") && printed.says("Please ring"));
}
