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

const MEMORANDUM: &[(&str, &str)] = &[
    ("code", "MOU-1"),
    ("sort", "memorandum"),
    ("title", "Working together"),
    ("parties", "Y10001\nY10002"),
    ("purpose", "Who chairs"),
    ("from", "2025-03-03"),
    ("until", "2025-06-30"),
    ("person_to_ask", "Convener, 01632 960900"),
    ("reference", "Folder 7"),
];

#[tokio::test]
async fn a_memorandum_is_drafted_covers_no_asks_and_is_warned_of_before_it_ends() {
    let world = World::new().await;
    assert_eq!(world.get("manager", "/agreements/new").await.status, StatusCode::FORBIDDEN);
    let mut wrong = MEMORANDUM.to_vec();
    wrong.push(("families", "larc"));
    let page = world.post("convener", "/agreements/new", &wrong).await;
    assert!(
        page.says("a memorandum of understanding is no data agreement") && page.says("Folder 7"),
        "{}",
        page.body
    );
    let saved = world.post("convener", "/agreements/new", MEMORANDUM).await;
    assert_eq!(saved.location, "/agreements/MOU-1", "{}", saved.body);
    let again = world.post("convener", "/agreements/new", MEMORANDUM).await;
    assert!(again.says("Code is another agreement’s"), "{}", again.body);
    assert_eq!(world.post("guardian", "/agreements/MOU-1/sign", &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!world.get("guardian", "/agreements").await.says("renew it"), "119 days are long enough");
    world.clock.set(kernel::Moment::start_of(kernel::Day::of(2025, 4, 1).unwrap()).plus_hours(9));
    let list = world.get("guardian", "/agreements?state=Ends+soon").await;
    assert!(
        list.says("Ends soon") && list.says("in 90 days: renew it") && list.says("One ends within 90 days"),
        "{}",
        list.body
    );
    assert!(!list.says("Asks about coils"), "the filter leaves the other out");
    let file = world.get("guardian", "/agreements.csv").await.body;
    assert!(file.contains("Memorandum of understanding,,Seat of the guardian,Folder 7"), "{file}");
    assert_eq!(world.get("third-guardian", "/agreements/MOU-1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get("third-guardian", "/agreements/MOU-1/change").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_signed_stays_and_the_rest_can_be_put_right() {
    let world = World::new().await;
    assert_eq!(world.post("guardian", "/agreements/LARC1/sign", &[]).await.status, StatusCode::SEE_OTHER);
    let form = world.get("convener", "/agreements/LARC1/change").await;
    assert!(form.says("What has been signed stays"), "{}", form.body);
    let version = form.values("version").remove(0);
    let mut fields = vec![
        ("version", version.as_str()),
        ("sort", "data-sharing"),
        ("title", "Asks about coils and implants"),
        ("families", "larc"),
        ("parties", "Y10001\nY10002"),
        ("purpose", "Research"),
        ("items", "Name, date of birth, method"),
        ("basis", "Article 6(1)(e), 9(2)(h); implied"),
        ("kept", "8 years"),
        ("from", "2025-01-01"),
        ("until", "2025-03-31"),
        ("person_to_ask", "Partnership office, 01632 960900"),
        ("reference", "Folder 9"),
    ];
    let page = world.post("convener", "/agreements/LARC1/change", &fields).await;
    assert!(
        page.says("Why information flows is what has been signed") && page.says("Research"),
        "{}",
        page.body
    );
    fields[5] = ("purpose", "Direct care");
    let saved = world.post("convener", "/agreements/LARC1/change", &fields).await;
    assert_eq!(saved.location, "/agreements/LARC1", "{}", saved.body);
    let page = world.get("guardian", "/agreements/LARC1").await;
    assert!(
        page.says("Folder 9") && page.says("Seat of the guardian") && page.says("31 Mar 2025"),
        "{}",
        page.body
    );
    let stale = world.post("convener", "/agreements/LARC1/change", &fields).await;
    assert!(stale.says("Somebody changed or signed it"), "{}", stale.body);
}
