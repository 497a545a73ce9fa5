//! Decisions without a quorum, actions that carry themselves, polite nudges, and what is twice overdue.

use axum::http::StatusCode;
use table_site::upkeep;

use crate::world::{ABOVE, GROUP, World, id_after, program};

async fn recorded(world: &World, day: &str, due: &str) -> String {
    let owner = kernel::SeatId::from_bits(304).to_string();
    let fields = [("action1", "Find a room"), ("owner1", owner.as_str()), ("due1", due)];
    let meeting = format!("/groups/{GROUP}/meetings/{day}");
    world.done("secretary", &format!("{meeting}/record"), &fields).await;
    id_after(&world.get("secretary", &meeting).await.body, "/actions/")
}

#[tokio::test]
async fn what_is_decided_without_a_quorum_is_proposed_until_the_absent_confirm() {
    let world = World::new().await;
    world.on("2025-03-03");
    world.came("2025-03-03", &[1, 3]).await;
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-03");
    world.done("secretary", &format!("{meeting}/record"), &[("decision", "One rule for all")]).await;
    let page = world.get("nurse", &meeting).await;
    assert!(page.says("Proposed") && page.says("nobody from a provider"), "{}", page.body);
    let decision = format!("/groups/{GROUP}/decisions/{}", id_after(&page.body, "/decisions/"));
    world.done("charity", &format!("{decision}/confirm"), &[("position", "for")]).await;
    assert!(world.get("council", &decision).await.says("Proposed"), "three of five, and still no provider");
    world.done("clinic", &format!("{decision}/confirm"), &[("position", "for")]).await;
    let page = world.get("council", &decision).await;
    assert!(page.says("confirmed by the absent") && page.says("Quorate: 4 of 5"), "{}", page.body);
    assert_eq!(
        world.post("nurse", &format!("{decision}/confirm"), &[("position", "against")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn after_five_working_days_only_a_quorate_meeting_ratifies() {
    let world = World::new().await;
    world.on("2025-03-03");
    world.came("2025-03-03", &[1, 3]).await;
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-03");
    world.done("secretary", &format!("{meeting}/record"), &[("decision", "One rule for all")]).await;
    let decision = format!(
        "/groups/{GROUP}/decisions/{}",
        id_after(&world.get("nurse", &meeting).await.body, "/decisions/")
    );
    world.on("2025-03-17");
    let late = world.post("clinic", &format!("{decision}/confirm"), &[("position", "for")]).await;
    assert!(late.says("The five working days in which the absent confirm are over"));
    assert!(world.get("council", &format!("/groups/{GROUP}/meetings/2025-03-17")).await.says("Ratify D1"));
    let ratify = [("at", "2025-03-17")];
    assert_eq!(
        world.post("council", &format!("{decision}/ratify"), &ratify).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nobody has come yet"
    );
    world.came("2025-03-17", &[1, 2, 3]).await;
    assert_eq!(
        world.post("secretary", &format!("{decision}/ratify"), &ratify).await.status,
        StatusCode::FORBIDDEN,
        "the chair's alone"
    );
    world.done("council", &format!("{decision}/ratify"), &ratify).await;
    assert!(world.get("nurse", &decision).await.says("ratified at the meeting of Mon 17 Mar 2025"));
}

#[tokio::test]
async fn an_action_is_answered_by_its_owner_and_closed_by_the_chair() {
    let world = World::new().await;
    world.on("2025-03-03");
    world.came("2025-03-03", &[1, 2, 3]).await;
    let id = recorded(&world, "2025-03-03", "2025-03-10").await;
    let action = format!("/actions/{id}");
    assert!(world.get("practice", "/actions").await.says("Find a room"));
    assert!(
        table_site::mine(&world.journal, &crate::world::actor("practice")).is_ok_and(|own| own.is_some())
    );
    assert!(table_site::mine(&world.journal, &crate::world::actor("nurse")).is_ok_and(|own| own.is_none()));
    assert_eq!(world.get("stranger", &action).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.post("nurse", &format!("{action}/done"), &[("outcome", "x")]).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        world.post("council", &format!("{action}/close"), &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    world.done("practice", &format!("{action}/done"), &[("outcome", "The annexe, on Saturdays")]).await;
    assert_eq!(world.post("practice", &format!("{action}/close"), &[]).await.status, StatusCode::FORBIDDEN);
    world.done("council", &format!("{action}/close"), &[]).await;
    assert!(world.get("council", &action).await.says("The annexe, on Saturdays"));
}

#[tokio::test]
async fn an_owner_is_nudged_once_and_what_is_twice_overdue_goes_above_and_waits_for_the_answer() {
    let world = World::new().await;
    world.on("2025-03-03");
    world.came("2025-03-03", &[1, 2, 3]).await;
    let id = recorded(&world, "2025-03-03", "2025-03-05").await;
    let second = recorded(&world, "2025-03-03", "2025-03-06").await;
    let program = program();
    let tick = || upkeep::tick(&world.journal, &program);
    world.on("2025-03-05");
    assert_eq!(tick().await.unwrap().nudged, 0, "not on its day");
    world.on("2025-03-06");
    assert_eq!(tick().await.unwrap().nudged, 1);
    assert_eq!(tick().await.unwrap().nudged, 0);
    world.on("2025-03-07");
    assert_eq!(tick().await.unwrap().nudged, 0, "the second is late too, but the seat was nudged yesterday");
    world.on("2025-03-11");
    let ticked = tick().await.unwrap();
    assert_eq!(
        (ticked.nudged, ticked.escalated),
        (1, 0),
        "three working days later, and one meeting overdue"
    );
    // Carried by itself: it stands on the next agenda.
    assert!(
        world.get("council", &format!("/groups/{GROUP}/meetings/2025-03-17")).await.says("2 late actions")
    );
    world.on("2025-03-17");
    assert_eq!(tick().await.unwrap().escalated, 2);
    assert_eq!(tick().await.unwrap(), upkeep::Ticked::default());
    let action = format!("/actions/{id}");
    world.done("practice", &format!("{action}/not-done"), &[("why", "No room to be had")]).await;
    let refused = world.post("council", &format!("{action}/close"), &[]).await;
    assert!(refused.says("has not answered"), "{}", refused.body);
    assert!(world.get("clinic", &format!("/groups/{ABOVE}")).await.says("Asked of this group"));
    world.done("clinic", &format!("{action}/answer"), &[("answer", "Use the town hall")]).await;
    world.done("council", &format!("{action}/close"), &[]).await;
    assert_eq!(world.get("nurse", &format!("/actions/{second}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn one_press_reminds_every_late_owner_and_nobody_twice_in_three_working_days() {
    let world = World::new().await;
    world.on("2025-03-03");
    world.came("2025-03-03", &[1, 2, 3]).await;
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-03");
    let owners = [304, 305, 306].map(|seat| kernel::SeatId::from_bits(seat).to_string());
    for (nth, owner) in owners.iter().enumerate() {
        let words = format!("Job {nth}");
        let fields = [("action1", words.as_str()), ("owner1", owner.as_str()), ("due1", "2025-03-05")];
        world.done("secretary", &format!("{meeting}/record"), &fields).await;
    }
    let (list, remind) = (format!("/groups/{GROUP}/actions"), format!("/groups/{GROUP}/actions/remind"));
    assert!(!world.get("secretary", &list).await.says("Remind every late owner"), "nothing is late yet");
    let refused = world.post("secretary", &remind, &[]).await;
    assert!(refused.says("No action of this group is late"), "{}", refused.body);
    world.on("2025-03-06");
    assert_eq!(world.post("nurse", &remind, &[]).await.status, StatusCode::FORBIDDEN, "members do not nudge");
    assert_eq!(world.post("stranger", &remind, &[]).await.status, StatusCode::NOT_FOUND);
    assert!(world.get("secretary", &list).await.says("Remind every late owner"));
    world.done("secretary", &remind, &[]).await;
    let again = world.post("secretary", &remind, &[]).await;
    assert!(again.says("reminded in the last three working days"), "{}", again.body);
    // What time does by itself counts them as reminded, too.
    assert_eq!(upkeep::tick(&world.journal, &program()).await.unwrap().nudged, 0);
    world.on("2025-03-10");
    assert!(world.post("secretary", &remind, &[]).await.says("Ring instead"), "two working days are too few");
    world.on("2025-03-11");
    world.done("secretary", &remind, &[]).await;
}

#[tokio::test]
async fn a_kept_trial_goes_with_a_decision_and_says_that_it_is_one() {
    let world = World::new().await;
    world.on("2025-03-03");
    world.came("2025-03-03", &[1, 3]).await;
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-03");
    let record = format!("{meeting}/record");
    assert!(world.get("secretary", &meeting).await.says("One more session at Mill Lane"), "it can be chosen");
    for (fields, words) in [
        (vec![("decision", "One more session"), ("trial", "gone")], "There is no such trial any more"),
        (vec![("trial", "a1b2"), ("action1", "Find a room")], "Figures go with a decision"),
    ] {
        let refused = world.post("secretary", &record, &fields).await;
        assert!(
            refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.says(words),
            "{}",
            refused.body
        );
    }
    world.done("secretary", &record, &[("decision", "One more session"), ("trial", "a1b2")]).await;
    let decision = format!(
        "/groups/{GROUP}/decisions/{}",
        id_after(&world.get("nurse", &meeting).await.body, "/decisions/")
    );
    let page = world.get("council", &decision).await;
    assert!(page.says("nothing here is payable") && page.says("9.1 (8.8 to 9.4)"), "{}", page.body);
}
