//! A person of results and recalls is found again by their own organisations, and every look stands on the access log.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it is wrong")]

use axum::http::StatusCode;
use kernel::Id;

use crate::world::World;

const NUMBER: &str = "999 000 0182";

/// A result of one person put to a practice and a recall of hers that the hospital keeps; the practice.
async fn hers(world: &World) -> String {
    let people = &world.county.place.people;
    let doctor = people.iter().find(|of| of.seat.title == "Respiratory consultant").unwrap();
    let practice = people.iter().find(|of| of.seat.title == "GP").unwrap().seat.org.to_string();
    let (who, back_to) = (world.who("Respiratory consultant", 0), doctor.seat.id.to_string());
    let (result, recall) = (Id::from_bits(21).to_string(), Id::from_bits(22).to_string());
    let person = [
        ("name", "Zofia Larkhill"),
        ("date_of_birth", "1994-03-31"),
        ("nhs_number", NUMBER),
        ("telephone", "07700 900123"),
        ("why", "Potassium 5.9"),
    ];
    let handing =
        [("result", result.as_str()), ("to", &practice), ("test", "blood-test"), ("back_to", &back_to)];
    let planning = [
        ("recall", recall.as_str()),
        ("specialty", "respiratory-medicine"),
        ("test", "chest-x-ray"),
        ("due", "2025-03-05"),
    ];
    for (path, first) in [("/results/new", &handing[..]), ("/recalls/new", &planning[..])] {
        let done = world.post(&who, path, &[first, &person[..]].concat()).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    practice
}

#[tokio::test]
async fn a_person_is_found_by_what_was_typed_and_by_nobody_elses_staff() {
    let world = World::new();
    hers(&world).await;
    let (doctor, gp, other) =
        (world.who("Respiratory consultant", 0), world.who("GP", 0), world.who("GP", 1));
    let found = async |who: &str, fields: &[(&str, &str)]| world.post(who, "/results/find", fields).await;
    let all = found(&doctor, &[("name", "zofia LARKHILL"), ("date_of_birth", "1994-03-31")]).await;
    assert!(all.says("Result: Blood test") && all.says("Recall: Chest X-ray"), "{}", all.body);
    let theirs = found(&gp, &[("nhs_number", "9990000182")]).await;
    assert!(theirs.says("Zofia Larkhill") && !theirs.says("Recall:"), "{}", theirs.body);
    // What is typed narrows; another organisation has its own key.
    assert!(
        found(&gp, &[("name", "Zofia Larkhill"), ("date_of_birth", "1994-04-01")]).await.says("None found")
    );
    assert!(found(&other, &[("nhs_number", NUMBER)]).await.says("None found"));
    let empty = found(&gp, &[]).await;
    assert!(empty.says("Type a name") && world.get(&gp, "/results/find").await.says("NHS number"));
    let unreal = found(&gp, &[("name", "Zofia Larkhill"), ("date_of_birth", "1994-02-31")]).await;
    assert!(unreal.says("a day that exists") && unreal.says("Zofia Larkhill"), "what was typed stays");
    let lead = world.who("Respiratory medicine service manager", 0);
    assert_eq!(found(&lead, &[("nhs_number", NUMBER)]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_look_stands_on_the_log_of_the_guardians_whose_it_is() {
    let world = World::new();
    let practice = hers(&world).await.parse().unwrap();
    let at = format!("/results/{}", Id::from_bits(21));
    assert!(world.get(&world.who("GP", 0), &at).await.says("Zofia Larkhill"));
    let office = world.who("Information-governance lead", 0);
    let log = world.get(&office, "/access-log/results").await;
    assert!(log.says("All that is said of the person") && !log.says("Zofia"), "{}", log.body);
    let guardian = world.county.at(practice, "guardian");
    let ours = world.get(&guardian, &format!("/access-log/results?record={}", Id::from_bits(21))).await;
    assert!(ours.says("All that is said of the person"), "{}", ours.body);
    assert!(world.get(&guardian, "/access-log/results?kind=recall").await.says("Nobody looked"));
    let file = world.get(&guardian, "/access-log/results.csv?kind=result").await;
    assert!(file.says("result,") && !file.says("recall,") && !file.says("Zofia"), "{}", file.body);
    let no = world.get(&world.who("GP", 0), "/access-log/results").await;
    assert_eq!(no.status, StatusCode::NOT_FOUND);
}
