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
    // The date may be a slip: what was typed comes back, under another id.
    let other = answer.hidden("ask");
    assert_ne!(other, ask);
    let again = good_but(&[("ask", &other), ("date_of_birth[year]", "2013"), ("do", "change")]);
    assert!(world.post(&nurse, "/refer", &again).await.says("value=\"Amara Fairweather\""));
}

#[tokio::test]
async fn under_thirteen_no_draft_stays_behind() {
    let world = World::new();
    let nurse = world.who(world.sender(0), "clinician");
    let ask = begun(&world, &nurse).await;
    let child = [("ask", ask.as_str()), ("date_of_birth[year]", "2013")];
    let kept = world.post(&nurse, "/refer/draft", &good_but(&child)).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    let draft = format!("/refer?draft={ask}");
    assert!(world.get(&nurse, &draft).await.says("Amara Fairweather"));
    let elsewhere = world.who(world.sender(1), "clinician");
    let hosts = good_but(&[&child[..], &[("do", "hosts")]].concat());
    assert_ne!(world.post(&elsewhere, "/refer", &hosts).await.status, StatusCode::OK, "another's draft");
    assert!(world.get(&nurse, &draft).await.says("Amara Fairweather"));
    assert!(world.post(&nurse, "/refer", &hosts).await.says("no draft of it is kept"));
    assert_eq!(world.get(&nurse, &draft).await.status, StatusCode::NOT_FOUND);
    // The page that was left saves once more on its way out: it is told that there is nothing to keep.
    let late = world.post(&nurse, "/refer/draft", &good_but(&child)).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_host_that_has_all_it_takes_this_week_is_named_and_not_offered() {
    let world = World::new();
    let mut sent: Vec<String> = Vec::new();
    for _ in 0..40 {
        let nurse = world.who(world.sender(0), "clinician");
        let ask = begun(&world, &nurse).await;
        let hosts = world.post(&nurse, "/refer", &good_but(&[("ask", &ask), ("do", "hosts")])).await;
        let offered = hosts.values("service");
        if hosts.says("Have all that they take this week") {
            assert!(sent.iter().any(|full| !offered.contains(full)), "{}", hosts.body);
            // One who chose it a moment before is told in words, and has the others to choose from.
            let full = sent.iter().find(|full| !offered.contains(full)).unwrap();
            let late = good_but(&[("ask", &ask), ("service", full), ("do", "send")]);
            let refused = world.post(&nurse, "/refer", &late).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.says("has taken all it can this week"));
            return;
        }
        let fields = good_but(&[("ask", &ask), ("service", &offered[0]), ("do", "send")]);
        assert_eq!(world.post(&nurse, "/refer", &fields).await.status, StatusCode::SEE_OTHER);
        sent.push(offered[0].clone());
    }
    panic!("no week was ever full");
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
