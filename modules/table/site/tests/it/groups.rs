//! Groups made from nothing and from another's shape, empty seats, states, and what calendars hear.

use axum::http::StatusCode;
use table_rules::ics::{events, read};

use crate::world::{GROUP, World};

#[tokio::test]
async fn a_group_from_anothers_template_shares_nothing_about_people() {
    let world = World::new().await;
    let fields = [
        ("like", GROUP.to_string()),
        ("name", "Ambulance interface".to_owned()),
        ("patch", "South".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let made = world.done("secretary", "/groups/new", &fields).await;
    let page = world.get("secretary", &made).await;
    assert!(
        page.says("Ambulance interface") && page.says("Forming") && page.says("5 seats from 0 organisations")
    );
    assert!(page.says("Voluntary sector") && page.says("no organisation yet"));
    for name in ["Organisation of the council", "Organisation of the practice", "Seat of the clinic"] {
        assert!(!page.says(name), "{name} came with the template");
    }
    // Whoever sits at the other table sees nothing of the new one.
    assert_eq!(world.get("council", &made).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.post("practice", "/groups/new", &fields).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_empty_seat_stands_on_the_page_and_on_the_next_agenda() {
    let world = World::new().await;
    let seat = crate::world::seat_at(4).to_string();
    let fields = [
        ("party", "practice-nursing"),
        ("title", "Practice nursing"),
        ("org", "Y10002"),
        ("holder", ""),
        ("deputy", ""),
        ("from", "2025-01-01"),
        ("votes", "yes"),
    ];
    world.done("secretary", &format!("/groups/{GROUP}/seats/{seat}"), &fields).await;
    let page = world.get("council", &format!("/groups/{GROUP}")).await;
    assert!(page.says("Nobody sits here for practice nursing") && page.says("nobody named"));
    assert!(
        world.get("council", &format!("/groups/{GROUP}/meetings/2025-03-10")).await.says("One seat is empty")
    );
    // Who has no seat any more sees nothing any more.
    assert_eq!(world.get("nurse", &format!("/groups/{GROUP}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_moved_and_a_cancelled_meeting_reach_calendars_as_occurrences_of_their_series() {
    let world = World::new().await;
    let moved = [
        ("held", "yes"),
        ("on", "2025-03-12"),
        ("at", "10:00"),
        ("minutes", "45"),
        ("place", "Annexe"),
        ("why", "The hall is flooded"),
    ];
    world.done("secretary", &format!("/groups/{GROUP}/meetings/2025-03-10/move"), &moved).await;
    let cancelled = [
        ("held", "no"),
        ("on", "2025-03-17"),
        ("at", "14:00"),
        ("minutes", "60"),
        ("place", ""),
        ("why", "No item"),
    ];
    world.done("council", &format!("/groups/{GROUP}/meetings/2025-03-17/move"), &cancelled).await;
    assert_eq!(
        world.post("practice", &format!("/groups/{GROUP}/meetings/2025-03-24/move"), &cancelled).await.status,
        StatusCode::FORBIDDEN
    );
    let feed = world.get("nobody", &format!("/calendar/{}.ics", kernel::Id::from_bits(4_242))).await;
    assert_eq!(feed.status, StatusCode::OK);
    let tree = read(feed.body.as_bytes());
    assert_eq!(tree.problems, []);
    let (found, problems) = events(&tree);
    assert!(problems.is_empty());
    assert_eq!(found.iter().filter(|one| one.recurrence.is_some() && one.location == "Annexe").count(), 1);
    assert_eq!(found.iter().filter(|one| one.cancelled).count(), 1);
    // Easter Monday and two bank holidays of May move by themselves.
    assert!(found.iter().filter(|one| one.recurrence.is_some()).count() >= 5, "{}", feed.body);
    assert_eq!(
        world.get("nobody", &format!("/calendar/{}.ics", kernel::Id::from_bits(1))).await.status,
        StatusCode::NOT_FOUND
    );
}
