//! A pack is frozen five working days before its meeting and stays that day's, whatever is recorded afterwards.

use axum::http::StatusCode;
use table_site::upkeep;

use crate::world::{GROUP, World, program};

#[tokio::test]
async fn two_years_later_a_pack_still_shows_the_figures_of_its_day() {
    let world = World::new().await;
    world.on("2025-03-03");
    world.came("2025-03-03", &[1, 2, 3]).await;
    let owner = kernel::SeatId::from_bits(304).to_string();
    let meeting = format!("/groups/{GROUP}/meetings/2025-03-03");
    let fields = [("action1", "Find a room"), ("owner1", owner.as_str()), ("due1", "2025-03-06")];
    world.done("secretary", &format!("{meeting}/record"), &fields).await;
    world.done("secretary", &format!("{meeting}/close"), &[]).await;
    let pack = format!("/groups/{GROUP}/meetings/2025-03-17/pack");
    assert!(
        world.get("nurse", &pack).await.says("It freezes on Mon 10 Mar 2025"),
        "a preview before its day"
    );
    assert_eq!(world.get("nurse", &format!("{pack}.csv")).await.status, StatusCode::NOT_FOUND);
    // Of the two meetings to come the next freezes first.
    world.on("2025-03-11");
    let program = program();
    assert_eq!(
        upkeep::tick(&world.journal, &program).await.unwrap().frozen,
        2,
        "the group's and the board's"
    );
    let (page, csv) = (world.get("nurse", &pack).await, world.get("nurse", &format!("{pack}.csv")).await);
    assert!(page.says("Frozen: these are the figures of Tue 11 Mar 2025") && page.says("Find a room"));
    assert!(csv.says("Find a room") && csv.says("As it stood on,2025-03-11"));
    let xlsx = world.get("nurse", &format!("{pack}.xlsx")).await;
    assert_eq!(xlsx.status, StatusCode::OK);

    let action = crate::world::id_after(&world.get("practice", "/actions").await.body, "/actions/");
    world.done("practice", &format!("/actions/{action}/done"), &[("outcome", "The annexe")]).await;
    world.on("2027-03-11");
    let _ = upkeep::tick(&world.journal, &program).await.unwrap();
    let (later_page, later_csv) =
        (world.get("nurse", &pack).await, world.get("nurse", &format!("{pack}.csv")).await);
    assert_eq!(page.body.replace("\r", ""), later_page.body.replace("\r", ""));
    assert_eq!(csv.body, later_csv.body);
    assert_eq!(world.get("stranger", &pack).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get("stranger", &format!("{pack}.xlsx")).await.status, StatusCode::NOT_FOUND);
}
