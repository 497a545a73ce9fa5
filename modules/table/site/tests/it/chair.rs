//! The chair passes from the council to a provider on a day, and the powers move with it.

use axum::http::StatusCode;
use policy::{Kind, Permit, Subject};
use table_site::standing::Table;

use crate::world::{GROUP, World, actor, id_after, program, seat_at};

async fn may_close(world: &World, who: &str) -> bool {
    let actor = actor(who);
    let reading = world
        .journal
        .reading(&program(), Permit::KeepTableTime, Subject::new(Kind::Group, policy::Relations::NONE))
        .unwrap();
    let table = Table::read(&reading, GROUP, world.journal.now().day()).unwrap().unwrap();
    world.journal.rulebook().decide(&actor, Permit::CloseItem, table.subject(&actor)).is_ok()
}

#[tokio::test]
async fn the_day_before_the_council_closes_and_on_the_day_the_provider_does() {
    let world = World::new().await;
    world.on("2025-03-03");
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-03");
    world.done("practice", &format!("{meeting}/items"), &[("title", "Waits"), ("item_minutes", "10")]).await;
    world.done("nurse", &format!("{meeting}/items"), &[("title", "Letters"), ("item_minutes", "5")]).await;
    world.came("2025-03-03", &[1, 2, 3, 4]).await;
    let propose = [
        ("seat", seat_at(2).to_string()),
        ("led_by", "provider".to_owned()),
        ("from", "2025-04-01".to_owned()),
        ("until", "2026-03-31".to_owned()),
    ];
    let propose: Vec<(&str, &str)> = propose.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let address = format!("/groups/{GROUP}/chair");
    // Neither a member nor the incoming seat itself enters what the meeting proposed.
    assert_eq!(world.post("clinic", &address, &propose).await.status, StatusCode::FORBIDDEN);
    world.done("secretary", &address, &propose).await;
    assert_eq!(world.post("council", &format!("{address}/accept"), &[]).await.status, StatusCode::FORBIDDEN);
    assert!(world.get("clinic", &address).await.says("Accept the chair"));
    world.done("clinic", &format!("{address}/accept"), &[]).await;

    world.on("2025-03-31");
    assert!(may_close(&world, "council").await && !may_close(&world, "clinic").await);
    let page = world.get("council", &meeting).await.body;
    let waits = id_after(&page, "/items/");
    let close = format!("/groups/{GROUP}/items/{waits}/close");
    assert_eq!(world.post("clinic", &close, &[("outcome", "x")]).await.status, StatusCode::FORBIDDEN);
    world.done("council", &close, &[("outcome", "Noted")]).await;

    world.on("2025-04-01");
    assert!(!may_close(&world, "council").await && may_close(&world, "clinic").await);
    assert!(may_close(&world, "clinic-nurse").await, "the deputy of the chair's seat stands in");
    let page = world.get("council", &format!("/groups/{GROUP}/meetings/2025-04-07")).await.body;
    let letters = id_after(&page, "/items/");
    let close = format!("/groups/{GROUP}/items/{letters}/close");
    assert_eq!(world.post("council", &close, &[("outcome", "x")]).await.status, StatusCode::FORBIDDEN);
    world.done("clinic", &close, &[("outcome", "Agreed")]).await;
    let history = world.get("council", &format!("/groups/{GROUP}")).await;
    assert!(history.says("Has chaired") && history.says("Chairs today") && history.says("Provider-led"));
}

#[tokio::test]
async fn a_meeting_that_is_not_quorate_proposes_no_chair() {
    let world = World::new().await;
    world.on("2025-03-03");
    world.came("2025-03-03", &[1, 3]).await;
    let seat = seat_at(2).to_string();
    let fields =
        [("seat", seat.as_str()), ("led_by", "provider"), ("from", "2025-04-01"), ("until", "2026-03-31")];
    let answer = world.post("secretary", &format!("/groups/{GROUP}/chair"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.says("was not quorate"));
}
