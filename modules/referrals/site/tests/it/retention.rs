//! What goes by the schedule goes once two people have said yes, what is held back stays, and the chain still holds.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use axum::http::StatusCode;
use kernel::Clock;
use referrals_site::retention::{Carried, carry_out, held, preview};
use referrals_site::{evening, upkeep};

use crate::person::program;
use crate::stories::placed;
use crate::world::{MODULES, World, keys};

/// An ask that was withdrawn, and closed by silence.
async fn closed(world: &World) -> (String, String) {
    let (ask, nurse, _) = placed(world).await;
    let version = world.get(&nurse, &ask).await.hidden("version");
    let fields = [("version", version.as_str()), ("move", "withdraw"), ("withdraw_reason", "other")];
    assert_eq!(world.post(&nurse, &format!("{ask}/move"), &fields).await.status, StatusCode::SEE_OTHER);
    let reference = referrals_site::acts::reference(crate::person::id(&ask));
    (ask, reference)
}

async fn gone(world: &World) -> Carried {
    carry_out(&world.journal, &program(world)).await.unwrap()
}

#[tokio::test]
async fn contents_go_after_two_yeses_what_is_held_stays_and_the_chain_holds() {
    let world = World::new();
    let (ask, _) = closed(&world).await;
    let (kept, reference) = closed(&world).await;
    world.clock.set(world.clock.now().plus_hours(30 * 24));
    assert_eq!(upkeep::tick(&world.journal, &program(&world)).await.unwrap().closed, 2);
    let office = world.county.place.organisations.office[0].code;
    let (guardian, administrator) = (world.who(office, "guardian"), world.who(office, "administrator"));

    // Not a day before two years after the close.
    world.clock.set("2027-04-01T09:00".parse().unwrap());
    assert!(world.get(&guardian, "/retention").await.says("Nothing is due today"));
    world.clock.set("2027-04-02T09:00".parse().unwrap());
    let count = || {
        let reading = evening::reading(&world.journal, &program(&world)).unwrap();
        let by = "2025-04-02".parse().unwrap();
        preview(&reading, by).unwrap().iter().map(|of| (of.go, of.held)).collect::<Vec<_>>()
    };
    assert_eq!(count(), [(2, 0)]);

    // A guardian holds one back; nobody else may, and a third organisation's finds none of that reference.
    let hold = [("reference", reference.as_str()), ("why", "complaint")];
    let third = world.who(world.sender(2), "guardian");
    assert!(
        world
            .post(&third, "/retention/hold", &hold)
            .await
            .says("No ask, result or recall of your organisation")
    );
    let nurse = world.who(world.sender(0), "clinician");
    assert_eq!(world.post(&nurse, "/retention/hold", &hold).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.post(&guardian, "/retention/hold", &hold).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count(), [(1, 1)]);

    // The sender, who is no less a party, neither sees why another holds it nor lets it go.
    let sender = world.who(world.sender(0), "guardian");
    assert!(world.get(&sender, "/retention").await.says("Nothing is held back"));
    let theirs = [("reference", reference.as_str()), ("why", "let-go")];
    assert!(world.post(&sender, "/retention/hold", &theirs).await.says("does not hold it back"));
    assert_eq!(count(), [(1, 1)]);

    // The program asks and is nobody; the guardian is one; the guardian again is still one; the administrator is two.
    assert_eq!(gone(&world).await, Carried::NoRun);
    world.post(&guardian, "/retention/ask", &[]).await;
    let Carried::NotReleased(run) = gone(&world).await else { panic!("went after one yes") };
    let run = run.to_string();
    let fields = [("run", run.as_str())];
    let again = world.post(&guardian, "/retention/release", &fields).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN, "{}", again.body);
    assert!(matches!(gone(&world).await, Carried::NotReleased(_)));
    let page = world.get(&administrator, "/retention").await;
    assert_eq!(page.hidden("run"), run);
    assert_eq!(world.post(&administrator, "/retention/release", &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(gone(&world).await, Carried::Gone(1));
    assert_eq!((gone(&world).await, count()), (Carried::NoRun, vec![(0, 1)]));

    // What went is gone for its own organisations too; what was held is there; the envelope of both stays.
    let went = world.get(&nurse, &ask).await;
    assert!(went.says("No contents are on record") && !went.says("Fairweather"), "{}", went.body);
    assert!(world.get(&nurse, &kept).await.says("Fairweather"));
    let verified = journal::verify(&world.file, &keys(), MODULES).unwrap();
    assert_eq!((verified.findings.len(), verified.erased), (0, 1), "{:?}", verified.findings.first());

    // Let go again, it is due like any other.
    let let_go = [("reference", reference.as_str()), ("why", "let-go")];
    world.post(&guardian, "/retention/hold", &let_go).await;
    let reading = evening::reading(&world.journal, &program(&world)).unwrap();
    assert_eq!((held(&reading, None).unwrap().len(), count()), (0, vec![(1, 0)]));
}

#[tokio::test]
async fn whoever_has_no_part_in_it_finds_nothing() {
    let world = World::new();
    let council = world.county.place.organisations.councils[0].code;
    for who in [
        world.who(world.sender(0), "clinician"),
        world.who(world.sender(0), "manager"),
        world.who(council, "commissioner"),
    ] {
        assert_eq!(world.get(&who, "/retention").await.status, StatusCode::NOT_FOUND, "{who}");
        for path in ["/retention/ask", "/retention/release"] {
            let answer = world.post(&who, path, &[("run", "00000000000000000000000000")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {path}");
        }
    }
}
