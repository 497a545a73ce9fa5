//! A result from one organisation to another: whose it is on every step, and who may not see that it is there.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use axum::http::StatusCode;
use journal::Keyring;
use kernel::Id;
use rand::SeedableRng;
use rand_pcg::Pcg64;

use crate::world::{Answer, MORNING, World};

const DOCTOR: &str = "Respiratory consultant";

/// The doctor of the hospital, the GP who is asked, their reception, and a GP elsewhere.
struct Cast {
    doctor: String,
    gp: String,
    desk: String,
    other: String,
    practice: String,
    back_to: String,
}

fn cast(world: &World) -> Cast {
    let people = &world.county.place.people;
    let doctor = people.iter().find(|of| of.seat.title == DOCTOR).unwrap();
    let gp = people.iter().find(|of| of.seat.title == "GP").unwrap();
    Cast {
        doctor: world.who(DOCTOR, 0),
        gp: world.who("GP", 0),
        desk: world.county.at(gp.seat.org, "booking"),
        other: world.who("GP", 1),
        practice: gp.seat.org.to_string(),
        back_to: doctor.seat.id.to_string(),
    }
}

async fn hand_over(world: &World, cast: &Cast, id: u128, more: &[(&str, &str)]) -> Answer {
    let result = Id::from_bits(id).to_string();
    let mut fields = vec![
        ("result", result.as_str()),
        ("to", cast.practice.as_str()),
        ("test", "blood-test"),
        ("why", "Potassium 5.9, to be checked by Friday"),
        ("name", "Zofia Larkhill"),
        ("telephone", "07700 900123"),
        ("back_to", cast.back_to.as_str()),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    world.post(&cast.doctor, "/results/new", &fields).await
}

async fn move_it(world: &World, who: &str, at: &str, what: &str, why: &str) -> Answer {
    world.post(who, &format!("{at}/move"), &[("move", what), ("why", why)]).await
}

#[tokio::test]
async fn a_result_is_the_requesters_until_the_practice_accepts_it() {
    let world = World::new();
    let cast = cast(&world);
    let handed = hand_over(&world, &cast, 5, &[]).await;
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.body);
    let at = handed.location;
    // The same form twice is one result; filled anew for somebody else it says so and takes nobody's place.
    assert_eq!(hand_over(&world, &cast, 5, &[]).await.location, at);
    let another = hand_over(&world, &cast, 5, &[("name", "Odalys Fenn")]).await;
    assert_eq!(another.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(another.says("sent already") && another.says("Odalys Fenn"), "{}", another.body);
    let theirs = world.get(&cast.doctor, &at).await;
    assert!(theirs.says("It is still yours until they accept it"), "{}", theirs.body);
    let seen = world.get(&cast.gp, &at).await;
    assert!(
        seen.says("Accept it or decline it") && seen.says("Zofia Larkhill") && seen.says("Potassium 5.9"),
        "{}",
        seen.body
    );
    // Reception arranges and does not read what it shows.
    let desk = world.get(&cast.desk, &at).await;
    assert!(desk.says("Zofia Larkhill") && !desk.says("Potassium"), "{}", desk.body);
    let list = world.get(&cast.gp, "/results").await;
    assert!(list.says("One result is yours") && list.says("Accept or decline it"), "{}", list.body);
    assert!(!world.get(&cast.gp, "/results.csv").await.says("Zofia"));
    // Nobody accepts for another, and what is not theirs yet they have not acted on.
    assert!(move_it(&world, &cast.doctor, &at, "accepted", "").await.says("other side"));
    assert!(move_it(&world, &cast.gp, &at, "acted-on", "").await.says("other side"));
    assert_eq!(move_it(&world, &cast.gp, &at, "accepted", "").await.status, StatusCode::SEE_OTHER);
    let late = move_it(&world, &cast.doctor, &at, "taken-back", "").await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.says("accepted"), "{}", late.body);
    assert!(world.get(&cast.doctor, &at).await.says("They have it now"));
    assert_eq!(move_it(&world, &cast.gp, &at, "acted-on", "").await.status, StatusCode::SEE_OTHER);
    assert!(world.get(&cast.gp, "/results?show=ended").await.says("Acted on"));
    let keys = Keyring::new(MORNING, &mut Pcg64::seed_from_u64(7));
    let modules = [directory_site::MODULE, fixit_site::MODULE, recalls_site::MODULE];
    let verified = journal::verify(world.file.clone(), &keys, &modules).unwrap();
    assert!(verified.findings.is_empty(), "{:?}", verified.findings);
}

#[tokio::test]
async fn a_declined_one_goes_back_to_a_named_seat_with_its_reason() {
    let world = World::new();
    let cast = cast(&world);
    let at = hand_over(&world, &cast, 6, &[]).await.location;
    let bare = move_it(&world, &cast.gp, &at, "declined", "").await;
    assert!(bare.status == StatusCode::UNPROCESSABLE_ENTITY && bare.says("Say why"), "{}", bare.body);
    let declined = move_it(&world, &cast.gp, &at, "declined", "She is registered elsewhere").await;
    assert_eq!(declined.status, StatusCode::SEE_OTHER, "{}", declined.body);
    let back = world.get(&cast.doctor, &at).await;
    assert!(
        back.says("It is yours: act on it") && back.says("She is registered elsewhere") && back.says(DOCTOR),
        "{}",
        back.body
    );
    assert!(world.get(&cast.doctor, "/results").await.says("Came back: yours"));
    // Whoever declined it neither sees nor finds her by it any more.
    let gone = world.get(&cast.gp, &at).await;
    assert!(gone.says("Declined") && !gone.says("Zofia") && !gone.says("Potassium"), "{}", gone.body);
    let found = world.post(&cast.gp, "/results/find", &[("name", "Zofia Larkhill")]).await;
    assert!(found.says("None found"), "{}", found.body);
    assert_eq!(move_it(&world, &cast.doctor, &at, "acted-on", "").await.status, StatusCode::SEE_OTHER);
    // Late: two working days have passed and nobody answered; it says so and stays whose it is.
    let at = hand_over(&world, &cast, 7, &[]).await.location;
    world.clock.set(world.journal.now().plus_hours(24 * 8));
    assert!(world.get(&cast.doctor, &at).await.says("Not accepted in time: still yours"));
    assert!(world.get(&cast.doctor, "/results.csv").await.says("yes"));
    assert_eq!(move_it(&world, &cast.doctor, &at, "taken-back", "").await.status, StatusCode::SEE_OTHER);
    let kept = std::fs::read(&world.file).unwrap();
    for word in ["Larkhill", "Potassium", "registered elsewhere"] {
        assert!(
            !kept.windows(word.len()).any(|window| window == word.as_bytes()),
            "{word} stands in the open"
        );
    }
}

#[tokio::test]
async fn a_result_is_not_there_for_others_and_none_goes_where_no_agreement_covers_it() {
    let world = World::new();
    let cast = cast(&world);
    let at = hand_over(&world, &cast, 8, &[]).await.location;
    for who in
        [&cast.other, &world.who("Clinic nurse", 0), &world.who("Convener", 0), &world.who("Coordinator", 0)]
    {
        let seen = world.get(who, &at).await;
        assert!(seen.status == StatusCode::NOT_FOUND && !seen.says("Zofia"), "{}", seen.body);
        assert_eq!(move_it(&world, who, &at, "accepted", "").await.status, StatusCode::NOT_FOUND);
    }
    let pharmacy = world.county.place.organisations.pharmacies.first().unwrap().code.to_string();
    let uncovered = hand_over(&world, &cast, 9, &[("to", &pharmacy)]).await;
    assert!(
        uncovered.status != StatusCode::SEE_OTHER && !uncovered.says("Handed over"),
        "{}",
        uncovered.body
    );
    let clinic = world.get(&world.who("Clinic nurse", 0), "/results/new").await;
    assert!(clinic.says("No agreement covers results yet"), "{}", clinic.body);
    let typed = hand_over(&world, &cast, 10, &[("nhs_number", "999 000 0001")]).await;
    assert!(
        typed.status == StatusCode::UNPROCESSABLE_ENTITY
            && typed.says("Zofia Larkhill")
            && typed.says("ten digits"),
        "{}",
        typed.body
    );
}
