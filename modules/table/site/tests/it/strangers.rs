//! Whoever has no seat finds nothing: every address of a group answers as a wrong address does.

use axum::http::StatusCode;

use crate::world::{GROUP, World, id_after};

#[tokio::test]
async fn every_address_of_a_group_is_not_there_for_strangers() {
    let world = World::new().await;
    world.on("2025-03-03");
    world.came("2025-03-03", &[1, 2, 3]).await;
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-03");
    let owner = kernel::SeatId::from_bits(304).to_string();
    let fields = [
        ("decision", "A secret"),
        ("action1", "Find a room"),
        ("owner1", owner.as_str()),
        ("due1", "2025-03-10"),
    ];
    world.done("secretary", &format!("{meeting}/record"), &fields).await;
    let body = world.get("secretary", &meeting).await.body;
    let (decision, action) = (id_after(&body, "/decisions/"), id_after(&body, "/actions/"));
    let group = format!("/groups/{GROUP}");
    let addresses = [
        group.clone(),
        format!("{group}/change"),
        format!("{group}/seats/new"),
        format!("{group}/chair"),
        format!("{group}/actions"),
        format!("{group}/decisions"),
        format!("{group}/decisions/{decision}"),
        format!("/actions/{action}"),
        meeting.clone(),
        format!("{meeting}/room"),
        format!("{meeting}/minutes"),
        format!("{meeting}/attendance"),
        format!("{meeting}/pressure"),
        format!("{meeting}/move"),
        format!("/groups/new?like={GROUP}"),
    ];
    for address in &addresses {
        let answer = world.get("stranger", address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(!answer.says("Castermere") && !answer.says("A secret"), "{address}");
        let posted = world.post("stranger", address, &[("decision", "x")]).await;
        assert!(
            matches!(posted.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED),
            "{address}: {}",
            posted.status
        );
    }
    assert!(!world.get("stranger", "/groups").await.says("Castermere"));
    assert!(world.get("charity", &group).await.says("Castermere"), "a charity's seat is a full seat");
}
