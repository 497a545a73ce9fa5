//! What people put right: the author's own slip, a fitting before its day, and finding her again at a new host.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use axum::http::StatusCode;
use kernel::Clock as _;

use crate::stories::placed;
use crate::world::World;

const VOID: [(&str, &str); 2] = [("move", "void"), ("void_reason", "wrong-person")];

#[tokio::test]
async fn whoever_placed_it_takes_it_out_within_a_day_and_nobody_else_of_that_side() {
    let world = World::new();
    let (ask, nurse, host) = placed(&world).await;
    let others =
        [world.who(host, "booking"), world.who(host, "clinician"), world.who(world.sender(0), "booking")];
    for other in &others {
        assert!(!world.get(other, &ask).await.says("It was entered in error"));
        assert_ne!(world.post(other, &format!("{ask}/move"), &VOID).await.status, StatusCode::SEE_OTHER);
    }
    world.clock.set(world.clock.now().plus_hours(24));
    assert!(world.get(&nurse, &ask).await.says("It was entered in error"));
    let gone = world.post(&nurse, &format!("{ask}/move"), &VOID).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
}

#[tokio::test]
async fn after_a_day_only_the_manager_takes_it_out() {
    let world = World::new();
    let (ask, nurse, _) = placed(&world).await;
    world.clock.set(world.clock.now().plus_hours(24).plus_minutes(1));
    assert!(!world.get(&nurse, &ask).await.says("It was entered in error"));
    assert_ne!(world.post(&nurse, &format!("{ask}/move"), &VOID).await.status, StatusCode::SEE_OTHER);
    let manager = world.who(world.sender(0), "manager");
    assert_eq!(world.post(&manager, &format!("{ask}/move"), &VOID).await.status, StatusCode::SEE_OTHER);
}

/// Booked for ten days from now by the desk.
pub async fn booked(world: &World, ask: &str, host: kernel::OrgId) {
    let desk = world.who(host, "booking");
    let form = world.get(&desk, &format!("{ask}/offer")).await;
    let version = form.hidden("version");
    let times = [("version", version.as_str()), ("time1", "2025-03-11T10:00"), ("time2", "2025-03-13T10:00")];
    let slots = form.values("slot");
    let fields = match slots.as_slice() {
        [first, .., last] => vec![times[0], ("slot", first.as_str()), ("slot", last.as_str())],
        _ => times.to_vec(),
    };
    world.post(&desk, &format!("{ask}/offer"), &fields).await;
    let version = world.get(&desk, ask).await.hidden("version");
    let book = [("version", version.as_str()), ("move", "book"), ("slot", "1")];
    assert_eq!(world.post(&desk, &format!("{ask}/move"), &book).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_fitting_before_its_booked_day_is_refused_until_it_is_said_that_she_came_early() {
    let world = World::new();
    let (ask, _, host) = placed(&world).await;
    booked(&world, &ask, host).await;
    let fitter = world.who(host, "fitter");
    let form = world.get(&fitter, &format!("{ask}/fit")).await;
    assert!(form.says("She came before that"), "{}", form.body);
    let version = form.hidden("version");
    let record = [
        ("version", version.as_str()),
        ("fitted_on", "2025-03-03"),
        ("fitted_device", "implant"),
        ("brand", "Madeupanon"),
        ("batch", "B7"),
        ("expiry", "2027-01-01"),
        ("arm", "left"),
        ("chaperone_offer", "declined"),
        ("effective_from", "at-once"),
        ("supplied_by", "host"),
        ("do", "fitted"),
    ];
    let refused = world.post(&fitter, &format!("{ask}/fit"), &record).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.says("A fitting is recorded on its booked day") && refused.says("Madeupanon"),
        "{}",
        refused.body
    );
    let early: Vec<_> = record.into_iter().chain([("came_early", "yes")]).collect();
    let done = world.post(&fitter, &format!("{ask}/fit"), &early).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    // Nothing of hers stands in the way of the next person.
    assert!(!world.get(&fitter, "/session").await.says("Amara Fairweather"));
}

#[tokio::test]
async fn after_it_was_passed_on_the_new_host_finds_her_and_the_old_one_does_not() {
    let world = World::new();
    let (ask, nurse, host) = placed(&world).await;
    let (fitter, desk) = (world.who(host, "fitter"), world.who(host, "booking"));
    let by_name = [("name", "Amara Fairweather")];
    assert!(world.post(&desk, "/find", &by_name).await.says(&ask));
    let page = world.get(&fitter, &ask).await;
    let (to, version) = (page.values("to"), page.hidden("version"));
    let fields = [
        ("version", version.as_str()),
        ("move", "redirect"),
        ("to", &to[0]),
        ("redirect_reason", "too-complex-here"),
    ];
    let passed = world.post(&fitter, &format!("{ask}/move"), &fields).await;
    assert_eq!(passed.status, StatusCode::SEE_OTHER, "{}", passed.body);
    let new_host: kernel::OrgId = to[0].split('/').next().unwrap().parse().unwrap();
    let found = world.post(&world.who(new_host, "booking"), "/find", &by_name).await;
    assert!(found.says(&ask), "{}", found.body);
    assert!(!world.post(&desk, "/find", &by_name).await.says(&ask));
    assert!(world.post(&nurse, "/find", &by_name).await.says(&ask));
}
