//! Agreements and flows: a guardian signs for their own organisation, parties see, others do not.

use axum::http::StatusCode;

use crate::world::World;

#[tokio::test]
async fn a_guardian_signs_once_and_for_their_own_organisation_only() {
    let world = World::new().await;
    let page = world.get("guardian", "/agreements").await;
    assert!(
        page.says("Sign one agreement")
            && page.says("0 of 2")
            && page.says("Partnership office, 01632 960900")
    );
    assert_eq!(world.post("manager", "/agreements/LARC1/sign", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        world.post("third-guardian", "/agreements/LARC1/sign", &[]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(world.post("guardian", "/agreements/NONE1/sign", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.post("guardian", "/agreements/LARC1/sign", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.post("guardian", "/agreements/LARC1/sign", &[]).await.status, StatusCode::SEE_OTHER);
    let page = world.get("other-guardian", "/agreements/LARC1").await;
    assert!(page.says("3 Mar") && page.says("Not yet signed") && page.says("8 years"), "{}", page.body);
    let file = world.get("guardian", "/agreements.csv").await.body;
    assert!(
        file.contains("Y10001,Orchard Street Surgery,2025-03-03")
            && file.contains("Y10002,Mill Lane Surgery,,"),
        "{file}"
    );
}

#[tokio::test]
async fn who_is_no_party_sees_no_agreement_and_the_office_sees_all() {
    let world = World::new().await;
    assert!(!world.get("third-guardian", "/agreements").await.says("Asks about coils"));
    assert_eq!(world.get("third-guardian", "/agreements/LARC1").await.status, StatusCode::NOT_FOUND);
    assert!(world.get("convener", "/agreements").await.says("Asks about coils"));
    assert!(world.get("manager", "/agreements/LARC1").await.says("Ask your Caldicott guardian to sign it"));
}

#[tokio::test]
async fn an_agreement_that_has_ended_is_told_and_signed_by_nobody() {
    let world = World::new().await;
    world.clock.set(kernel::Moment::start_of(kernel::Day::of(2026, 1, 1).unwrap()).plus_hours(9));
    assert!(world.get("guardian", "/agreements").await.says("Ended"));
    assert_eq!(world.post("guardian", "/agreements/LARC1/sign", &[]).await.status, StatusCode::CONFLICT);
    assert!(world.get("guardian", "/flows").await.says("One agreement has ended"));
}

#[tokio::test]
async fn every_flow_says_who_what_why_law_and_how_long() {
    let world = World::new().await;
    let page = world.get("guardian", "/flows").await;
    for words in ["Name, date of birth, method", "Direct care", "9(2)(h)", "8 years", "In force"] {
        assert!(page.says(words), "{words}");
    }
    assert!(world.get("guardian", "/flows.csv").await.says("LARC1,"));
    assert_eq!(world.get("booking", "/flows").await.status, StatusCode::FORBIDDEN);
}
