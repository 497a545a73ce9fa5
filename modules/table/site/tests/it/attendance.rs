//! At a seat that nobody is named for nobody sits.

use axum::http::StatusCode;

use crate::world::{GROUP, World, seat_at};

#[tokio::test]
async fn an_empty_seat_has_nothing_to_mark_and_cannot_be_marked_as_here() {
    let world = World::new().await;
    world.on("2025-03-03");
    let new = [
        ("party", "voluntary"),
        ("title", "Seat for a charity yet to come"),
        ("org", ""),
        ("from", "2025-03-03"),
        ("votes", "yes"),
    ];
    let to = world.done("secretary", &format!("/groups/{GROUP}/seats/new"), &new).await;
    assert!(to.starts_with(&format!("/groups/{GROUP}")), "{to}");
    let attendance = format!("/groups/{GROUP}/meetings/2025-03-03/attendance");
    let page = world.get("secretary", &attendance).await;
    assert!(
        page.says("Seat for a charity yet to come") && page.says("Empty, no organisation yet"),
        "{}",
        page.body
    );
    assert_eq!(page.body.matches("type=\"radio\"").count(), 5 * 4, "five seats with somebody in them");
    let seats = table_site::read::seats_in_force(
        &world.journal.reading(&crate::world::program(), policy::Permit::KeepTableTime, subject()).unwrap(),
        GROUP,
        crate::world::day("2025-03-03"),
    )
    .unwrap();
    let empty = seats.iter().find(|seat| seat.org.is_none()).unwrap();
    let name = format!("seat-{}", empty.id);
    let answer = world.post("secretary", &attendance, &[(name.as_str(), "present")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.says("Nobody is named for the seat"), "{}", answer.body);
    let here = format!("seat-{}", seat_at(1));
    world.done("secretary", &attendance, &[(here.as_str(), "present"), (name.as_str(), "absent")]).await;
    assert!(
        world.get("nurse", &format!("/groups/{GROUP}/meetings/2025-03-03")).await.says("1 people of 6 seats")
    );
}

fn subject() -> policy::Subject {
    policy::Subject::new(policy::Kind::Group, policy::Relations::NONE)
}
