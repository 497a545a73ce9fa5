//! A recall from its plan to its end, from the right chairs and the wrong ones.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use axum::http::StatusCode;
use directory_rules::facts::v1::Holding;
use directory_site::acts::{BringIn, Brought};
use journal::Keyring;
use kernel::Id;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use recalls_site::upkeep::tick;

use crate::world::{Answer, MORNING, World};

const COORDINATOR: &str = "Respiratory medicine recall coordinator";
const LEAD: &str = "Respiratory medicine service manager";

async fn plan(world: &World, who: &str, more: &[(&str, &str)]) -> Answer {
    let recall = Id::from_bits(7).to_string();
    let mut fields = vec![
        ("recall", recall.as_str()),
        ("specialty", "respiratory-medicine"),
        ("test", "chest-x-ray"),
        ("due", "2025-03-05"),
        ("name", "Zofia Larkhill"),
        ("telephone", "07700 900123"),
        ("why", "Shadow on the left, after pneumonia"),
    ];
    fields.extend_from_slice(more);
    world.post(who, "/recalls/new", &fields).await
}

async fn move_it(world: &World, who: &str, at: &str, fields: &[(&str, &str)]) -> Answer {
    let version = world.get(who, at).await.hidden("version");
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    world.post(who, &format!("{at}/move"), &all).await
}

#[tokio::test]
async fn a_recall_is_planned_listed_raised_put_off_and_done() {
    let world = World::new();
    let (doctor, desk, lead) =
        (world.who("Respiratory consultant", 0), world.who(COORDINATOR, 0), world.who(LEAD, 0));
    let refused = plan(&world, &desk, &[]).await;
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.says("Zofia Larkhill"),
        "reception needs a clinician's tick: {}",
        refused.body
    );
    let planned = plan(&world, &doctor, &[]).await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.body);
    let at = planned.location;
    // Who arranges sees the name and not the reason; who leads sees neither; the clinician sees both.
    let (seen, led, whole) =
        (world.get(&desk, &at).await, world.get(&lead, &at).await, world.get(&doctor, &at).await);
    assert!(seen.says("Zofia Larkhill") && !seen.says("Shadow"), "{}", seen.body);
    assert!(!led.says("Zofia") && !led.says("Shadow") && led.says("Chest X-ray"), "{}", led.body);
    assert!(whole.says("Zofia Larkhill") && whole.says("Shadow"));
    assert!(
        world.get(&desk, "/recalls").await.says("Zofia Larkhill")
            && !world.get(&desk, "/recalls.csv").await.says("Zofia")
    );
    let program = world.county.program();
    assert_eq!(tick(&world.journal, &program).await.unwrap(), 0);
    world.clock.set(world.journal.now().plus_hours(24 * 7));
    assert!(world.get(&desk, "/recalls?show=late").await.says("Late since"));
    assert_eq!(tick(&world.journal, &program).await.unwrap(), 1, "raised to the lead");
    assert_eq!(tick(&world.journal, &program).await.unwrap(), 0, "once for the day it missed");
    assert!(world.get(&lead, &at).await.says("raised to Respiratory medicine service manager"));
    let early =
        move_it(&world, &desk, &at, &[("move", "not-done"), ("why", "did-not-come"), ("next", "2025-03-01")])
            .await;
    assert!(early.status == StatusCode::UNPROCESSABLE_ENTITY && early.says("still to come"));
    assert_eq!(
        move_it(&world, &desk, &at, &[("move", "not-done"), ("why", "did-not-come"), ("next", "2025-03-20")])
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    assert!(world.get(&desk, "/recalls").await.says("not done 1 times"), "still listed");
    assert_eq!(
        move_it(&world, &desk, &at, &[("move", "end"), ("end", "done")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(!world.get(&desk, "/recalls").await.says("Zofia Larkhill"));
    let keys = Keyring::new(MORNING, &mut Pcg64::seed_from_u64(7));
    let modules = [directory_site::MODULE, fixit_site::MODULE, recalls_site::MODULE];
    let verified = journal::verify(&world.file, &keys, &modules).unwrap();
    assert!(verified.findings.is_empty(), "{:?}", verified.findings);
}

#[tokio::test]
async fn a_recall_of_this_hospital_is_not_there_for_anybody_else() {
    let world = World::new();
    let at = plan(&world, &world.who("Respiratory consultant", 0), &[]).await.location;
    for stranger in [
        "GP",
        "Practice nurse",
        "Clinic nurse",
        "Contract lead",
        "Convener",
        "System administrator",
        "Coordinator",
    ] {
        let who = world.who(stranger, 0);
        for path in ["/recalls", "/recalls.csv", at.as_str(), "/recalls/new", "/recalls/owners"] {
            let answer = world.get(&who, path).await;
            assert!(answer.status == StatusCode::NOT_FOUND && !answer.says("Zofia"), "{stranger} {path}");
        }
        let moved = world
            .post(&who, &format!("{at}/move"), &[("version", "1"), ("move", "end"), ("end", "done")])
            .await;
        assert_eq!(moved.status, StatusCode::NOT_FOUND, "{stranger}");
    }
    let lead = world
        .post(
            &world.who(LEAD, 0),
            &format!("{at}/move"),
            &[("version", "1"), ("move", "end"), ("end", "done")],
        )
        .await;
    assert_eq!(lead.status, StatusCode::FORBIDDEN, "a manager sees how late it is and arranges nothing");
}

#[tokio::test]
async fn nobody_is_dropped_when_the_seat_that_owns_a_recall_stands_empty() {
    let world = World::new();
    let (doctor, lead) = (world.who("Respiratory consultant", 0), world.who(LEAD, 0));
    let somebody = world.county.place.people.iter().find(|of| of.seat.title == COORDINATOR).unwrap().clone();
    let owner = somebody.seat.id.to_string();
    let named = world
        .post(
            &lead,
            "/recalls/owners",
            &[("specialty", "respiratory-medicine"), ("test", "chest-x-ray"), ("seat", &owner)],
        )
        .await;
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.body);
    let at = plan(&world, &doctor, &[]).await.location;
    assert!(world.get(&doctor, &at).await.says(COORDINATOR));
    let left = Holding { until: Some(world.journal.now().day()), ..somebody.holding };
    let (journal, program) = (world.journal.clone(), world.county.program());
    std::thread::spawn(move || {
        journal.submit_here(&program, BringIn(vec![Brought::Holding(left)])).map(|_| ()).unwrap()
    })
    .join()
    .unwrap();
    world.clock.set(world.journal.now().plus_hours(24));
    let page = world.get(&doctor, &at).await;
    assert!(page.says(LEAD) && page.says("its lead has it"), "{}", page.body);
    assert!(world.get(&doctor, "/recalls").await.says("Zofia Larkhill"), "still on the list");
}

#[tokio::test]
async fn who_owns_what_a_rule_moves_is_told_to_the_office_and_the_hospital() {
    let world = World::new();
    let (office, lead) = (world.who("Convener", 0), world.who(LEAD, 0));
    assert!(world.get(&office, "/recalls/rules").await.says("0 of 45 specialties"));
    let seat =
        world.county.place.people.iter().find(|of| of.seat.title == COORDINATOR).unwrap().seat.id.to_string();
    let fields = [("specialty", "respiratory-medicine"), ("test", "chest-x-ray"), ("seat", seat.as_str())];
    assert_eq!(world.post(&lead, "/recalls/owners", &fields).await.status, StatusCode::SEE_OTHER);
    for who in [&office, &lead] {
        let page = world.get(who, "/recalls/rules").await;
        assert!(
            page.says("1 of 45 specialties")
                && page.says("44 specialties have nobody")
                && page.says("Vascular surgery")
                && page.says("No rule moves it"),
            "{}",
            page.body
        );
    }
    // The form is where all rules of requests are.
    assert!(world.get(&office, "/recalls/rules").await.says("/letters/rules"));
    let posted =
        world.post(&office, "/recalls/rules", &[("test", "chest-x-ray"), ("from", "2025-04-01")]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND, "{}", posted.body);
}
