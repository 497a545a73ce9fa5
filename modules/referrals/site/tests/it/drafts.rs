//! Reception begins or sends, a clinician checks: a tick covers what was ticked, and nothing that is changed afterwards.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use axum::http::StatusCode;

use crate::world::{World, good_but};

/// Reception has begun a draft: the ids of both seats' tokens and of the ask.
async fn begun(world: &World) -> (String, String, String) {
    let (desk, nurse) = (world.who(world.sender(0), "booking"), world.who(world.sender(0), "clinician"));
    let ask = world.get(&desk, "/refer").await.hidden("ask");
    let kept = world.post(&desk, "/refer", &good_but(&[("ask", &ask), ("do", "keep")])).await;
    assert_eq!((kept.status, kept.location.as_str()), (StatusCode::SEE_OTHER, "/mine"), "{}", kept.body);
    (desk, nurse, ask)
}

async fn host(world: &World, who: &str, ask: &str) -> String {
    let hosts = world.post(who, "/refer", &good_but(&[("ask", ask), ("do", "hosts")])).await;
    hosts.values("service")[0].clone()
}

#[tokio::test]
async fn reception_sends_what_a_clinician_ticked() {
    let world = World::new();
    let (desk, nurse, ask) = begun(&world).await;
    let service = host(&world, &desk, &ask).await;
    let send = good_but(&[("ask", &ask), ("service", &service), ("do", "send")]);
    assert_eq!(world.post(&desk, "/refer", &send).await.status, StatusCode::FORBIDDEN);

    assert!(world.get(&nurse, "/mine").await.says("Go on with the referral saved on"));
    let opened = world.get(&nurse, &format!("/refer?draft={ask}")).await;
    assert!(opened.says("Amara Fairweather") && opened.says("leave it to reception to send"));
    let ticked = world.post(&nurse, "/refer", &good_but(&[("ask", &ask), ("do", "tick")])).await;
    assert_eq!(ticked.status, StatusCode::SEE_OTHER, "{}", ticked.body);

    // Reception chooses the host, and reads nothing clinical on the way.
    assert!(world.get(&desk, "/mine").await.says("Send the referral that a clinician checked on"));
    let hosts = world.get(&desk, &format!("/refer?draft={ask}")).await;
    assert!(!hosts.body.contains("reliable-method") && !hosts.values("service").is_empty(), "{}", hosts.body);
    let fields = [("ask", ask.as_str()), ("kept", "yes"), ("service", service.as_str()), ("do", "send")];
    let sent = world.post(&desk, "/refer", &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let read = world.get(&nurse, &sent.location).await;
    assert!(read.says("Checked by"), "{}", read.body);
}

#[tokio::test]
async fn a_tick_covers_nothing_that_is_changed_after_it() {
    let world = World::new();
    let (desk, nurse, ask) = begun(&world).await;
    let service = host(&world, &desk, &ask).await;
    world.post(&nurse, "/refer", &good_but(&[("ask", &ask), ("do", "tick")])).await;
    // The same form sent by hand, with another method or another person in it.
    for changed in [("method", "lng-iud"), ("name", "Bethan Larkhill"), ("date_of_birth[day]", "8")] {
        let other = good_but(&[("ask", &ask), ("service", &service), ("do", "send"), changed]);
        assert_eq!(world.post(&desk, "/refer", &other).await.status, StatusCode::FORBIDDEN, "{changed:?}");
    }
    // Her number may be put right: it was not what was checked.
    let number = [("ask", ask.as_str()), ("service", &service), ("do", "send"), ("contact", "07700 900999")];
    let sent = world.post(&desk, "/refer", &good_but(&number)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
}

#[tokio::test]
async fn a_tick_ends_when_the_draft_is_saved_again() {
    let world = World::new();
    let (desk, nurse, ask) = begun(&world).await;
    let service = host(&world, &desk, &ask).await;
    world.post(&nurse, "/refer", &good_but(&[("ask", &ask), ("do", "tick")])).await;
    world.post(&desk, "/refer/draft", &good_but(&[("ask", &ask)])).await;
    let send = good_but(&[("ask", &ask), ("service", &service), ("do", "send")]);
    assert_eq!(world.post(&desk, "/refer", &send).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn reception_does_not_open_a_clinicians_draft_nor_tick_one() {
    let world = World::new();
    let (desk, nurse) = (world.who(world.sender(0), "booking"), world.who(world.sender(0), "clinician"));
    let ask = world.get(&nurse, "/refer").await.hidden("ask");
    world.post(&nurse, "/refer/draft", &good_but(&[("ask", &ask)])).await;
    let guessed = world.get(&desk, &format!("/refer?draft={}", "0".repeat(26))).await;
    let theirs = world.get(&desk, &format!("/refer?draft={ask}")).await;
    assert_eq!((theirs.status, &theirs.body), (guessed.status, &guessed.body));
    assert!(!world.get(&desk, "/mine").await.says(&ask));
    let own = world.get(&desk, "/refer").await.hidden("ask");
    let tick = world.post(&desk, "/refer", &good_but(&[("ask", &own), ("do", "tick")])).await;
    assert_eq!(tick.status, StatusCode::FORBIDDEN);
}
