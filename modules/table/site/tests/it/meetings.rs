//! A meeting from its agenda to its minutes; guests, pressures, and words that are not taken.

use axum::http::StatusCode;

use crate::world::{GROUP, World, id_after};

#[tokio::test]
async fn a_whole_meeting_is_run_and_closed_and_its_minutes_agreed_at_the_next() {
    let world = World::new().await;
    world.on("2025-03-03");
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-03");
    assert!(world.get("secretary", &meeting).await.says("Record who is here"));
    world.came("2025-03-03", &[1, 2, 3]).await;
    let page = world.get("secretary", &meeting).await;
    assert!(page.says("Quorate: 3 of 5 organisations came (3 needed)."), "{}", page.body);
    let owner = kernel::SeatId::from_bits(304).to_string();
    let fields = [
        ("decision", "Two Saturday sessions a month"),
        ("action1", "Find a room"),
        ("owner1", owner.as_str()),
        ("due1", "2025-03-10"),
        ("action2", "Write to practices"),
        ("owner2", owner.as_str()),
        ("due2", "2025-03-17"),
    ];
    assert_eq!(
        world.post("practice", &format!("{meeting}/record"), &fields).await.status,
        StatusCode::FORBIDDEN
    );
    world.done("secretary", &format!("{meeting}/record"), &fields).await;
    let room = world.get("charity", &format!("{meeting}/room")).await;
    assert!(room.says("Two Saturday sessions a month") && room.says("Find a room") && room.says("Agreed"));
    world.done("secretary", &format!("{meeting}/close"), &[]).await;
    world.done("secretary", &format!("{meeting}/minutes"), &[("words", "Partners thanked the hosts.")]).await;
    world.on("2025-03-10");
    let next = world.get("secretary", &format!("/groups/{GROUP}/meetings/2025-03-10")).await;
    assert!(next.says("Agree the minutes of Mon 3 Mar 2025"));
    world.done("secretary", &format!("{meeting}/minutes/agree"), &[("agreed_at", "2025-03-10")]).await;
    let changed = world.post("secretary", &format!("{meeting}/minutes"), &[("words", "Other words")]).await;
    assert_eq!(changed.status, StatusCode::UNPROCESSABLE_ENTITY, "agreed minutes stay as they were agreed");
    let minutes = world.get("nurse", &format!("{meeting}/minutes")).await;
    assert!(
        minutes.says("Partners thanked the hosts.")
            && minutes.says("Agreed at the meeting of Mon 10 Mar 2025")
    );
}

#[tokio::test]
async fn a_guest_sees_one_item_until_the_meeting_has_ended_and_nothing_else() {
    let world = World::new().await;
    world.on("2025-03-03");
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-03");
    for title in ["Waits at the trusts", "Something else"] {
        world.done("practice", &format!("{meeting}/items"), &[("title", title)]).await;
    }
    let page = world.get("secretary", &meeting).await.body;
    let first = id_after(&page, "/items/");
    let rest = &page[page.find(&first).unwrap() + first.len()..];
    let other = id_after(rest, "/items/");
    let guest = kernel::SeatId::from_bits(309).to_string();
    world.done("secretary", &format!("/groups/{GROUP}/items/{first}/invite"), &[("guest", &guest)]).await;
    let see = |item: &str| format!("/groups/{GROUP}/items/{item}");
    assert_eq!(world.get("guest", &see(&first)).await.status, StatusCode::OK);
    assert!(world.get("guest", "/groups").await.says("You are invited"));
    for path in [see(&other), format!("/groups/{GROUP}"), meeting.clone(), format!("{meeting}/minutes")] {
        assert_eq!(world.get("guest", &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(world.get("stranger", &see(&first)).await.status, StatusCode::NOT_FOUND);
    world.came("2025-03-03", &[1, 2, 3]).await;
    world.done("secretary", &format!("{meeting}/close"), &[]).await;
    assert_eq!(world.get("guest", &see(&first)).await.status, StatusCode::NOT_FOUND, "the meeting has ended");
}

#[tokio::test]
async fn pressures_come_in_one_line_an_organisation_and_name_no_patient() {
    let world = World::new().await;
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-10");
    world.done("secretary", &format!("{meeting}/pressure/ask"), &[]).await;
    let twice = world.post("secretary", &format!("{meeting}/pressure/ask"), &[]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody is asked twice");
    let letters = world.journal.lease(table_site::mailing::KIND, 50, 1).await.unwrap();
    assert_eq!(letters.len(), 5, "one an organisation");
    let line = [("pressure", "One fitter on leave to June"), ("level", "pressed"), ("until", "2025-06-01")];
    world.done("practice", &format!("{meeting}/pressure"), &line).await;
    let wrong = [("pressure", "999 000 0018 waits since May"), ("level", "pressed")];
    let refused = world.post("charity", &format!("{meeting}/pressure"), &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.says("looks like an NHS number") && refused.says("999 000 0018 waits"),
        "what was typed is kept"
    );
    let page = world.get("council", &meeting).await;
    assert!(page.says("One fitter on leave to June") && page.says("Have not said: "));
    assert_eq!(
        world.post("stranger", &format!("{meeting}/pressure"), &line).await.status,
        StatusCode::NOT_FOUND
    );
}
