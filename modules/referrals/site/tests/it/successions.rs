//! One organisation takes another's work over: announced, agreed, carried; the clock goes on, the booking stays, and nobody
//! who has no part in an ask any more sees it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use axum::http::StatusCode;
use kernel::{Clock as _, OrgId};
use referrals_site::{succession, upkeep};

use crate::person::{Browser, link_of, program};
use crate::slips::booked;
use crate::stories::placed;
use crate::world::{MODULES, World, keys};

/// Announces that `to` takes `from` over on 10 March 2025.
async fn announced(world: &World, from: OrgId, to: OrgId) -> axum::http::StatusCode {
    let office = world.county.place.organisations.office[0].code;
    let (from, to) = (from.to_string(), to.to_string());
    let fields = [
        ("organisation", from.as_str()),
        ("successor", to.as_str()),
        ("on", "2025-03-10"),
        ("why", "The two practices merge"),
    ];
    world.post(&world.who(office, "administrator"), "/successions", &fields).await.status
}

/// The successor's manager reads the page, and agrees.
pub async fn agree(world: &World, from: OrgId, to: OrgId) -> stage::Answer {
    let (manager, path) = (world.who(to, "manager"), format!("/successions/{from}"));
    let version = world.get(&manager, &path).await.hidden("version");
    world.post(&manager, &format!("{path}/agree"), &[("version", &version)]).await
}

async fn carried(world: &World) -> (usize, usize) {
    let entries = directory_site::succession::tick(&world.journal, &program(world)).await.unwrap();
    (entries, succession::tick(&world.journal, &program(world)).await.unwrap())
}

/// A practice with people of its own that has no part in the ask.
fn other_practice(world: &World) -> OrgId {
    world.sender(1)
}

#[tokio::test]
async fn the_successor_takes_over_what_is_open_and_reads_on_what_is_closed() {
    let world = World::new();
    let (closed, nurse, host) = placed(&world).await;
    let version = world.get(&nurse, &closed).await.hidden("version");
    let withdraw = [("version", version.as_str()), ("move", "withdraw"), ("withdraw_reason", "other")];
    assert_eq!(world.post(&nurse, &format!("{closed}/move"), &withdraw).await.status, StatusCode::SEE_OTHER);
    let version = world.get(&nurse, &closed).await.hidden("version");
    let acknowledge = [("version", version.as_str()), ("move", "acknowledge")];
    let done = world.post(&nurse, &format!("{closed}/move"), &acknowledge).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let (open, _, _) = placed(&world).await;
    booked(&world, &open, host).await;

    let to = other_practice(&world);
    let (old, new) = (world.who(host, "manager"), world.who(to, "manager"));
    let desk = world.who(to, "booking");
    assert_eq!(world.get(&desk, &open).await.status, StatusCode::NOT_FOUND);
    assert_eq!(announced(&world, host, to).await, StatusCode::SEE_OTHER);

    // Both see what is coming; a third practice and a nurse of either do not.
    let path = format!("/successions/{host}");
    let page = world.get(&new, &path).await;
    assert!(page.says("asks received and not closed") && page.says("Agree for"), "{}", page.body);
    assert!(page.says("closed asks, to be read on") && page.says("Must be settled where it stands"));
    assert!(world.get(&new, "/practice").await.says("Agree to take over from"));
    let theirs = world.get(&old, &path).await;
    assert!(theirs.says("takes over from") && !theirs.says("Agree for"));
    assert_eq!(world.get(&world.who(world.sender(2), "manager"), &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&nurse, &path).await.status, StatusCode::NOT_FOUND);

    // Only the successor says yes, and nothing goes over before its day or without that yes.
    for nobody in [&old, &nurse, &world.who(world.sender(2), "manager")] {
        assert_ne!(world.post(nobody, &format!("{path}/agree"), &[]).await.status, StatusCode::SEE_OTHER);
    }
    world.clock.set("2025-03-10T09:00".parse().unwrap());
    assert_eq!(carried(&world).await, (0, 0));
    world.clock.set("2025-03-09T09:00".parse().unwrap());
    // What was announced anew is not agreed to by a form of before.
    let stale = page.hidden("version");
    let office = world.county.place.organisations.office[0].code;
    let back = world.post(&world.who(office, "administrator"), &format!("{path}/take-back"), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    assert_eq!(announced(&world, host, to).await, StatusCode::SEE_OTHER);
    world.post(&new, &format!("{path}/agree"), &[("version", &stale)]).await;
    assert!(world.get(&new, &path).await.says("Agree for"));
    let agreed = agree(&world, host, to).await;
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.body);
    assert_eq!(carried(&world).await, (0, 0));
    world.clock.set("2025-03-10T09:00".parse().unwrap());
    assert_eq!(carried(&world).await, (1, 2));
    assert_eq!(carried(&world).await, (0, 0), "twice does nothing twice");

    // The open ask is the successor's: state, booking and clock as they were, and she is found by her name.
    let page = world.get(&desk, &open).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.says("took its work over") && page.says("Booked"), "{}", page.body);
    assert!(world.post(&desk, "/find", &[("name", "Amara Fairweather")]).await.says(&open));
    assert_eq!(world.get(&old, &open).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&nurse, &open).await.status, StatusCode::OK);

    // The closed one is read by both, and found by both.
    for reader in [&old, &new] {
        assert_eq!(world.get(reader, &closed).await.status, StatusCode::OK);
    }
    let clinician = world.who(to, "clinician");
    assert!(world.post(&clinician, "/find", &[("name", "Amara Fairweather")]).await.says(&closed));
    assert!(world.get(&clinician, &closed).await.says("Amara Fairweather"));

    // What is written in the old name is refused from now on, and the record still proves itself.
    assert_eq!(announced(&world, host, world.sender(2)).await, StatusCode::UNPROCESSABLE_ENTITY);
    upkeep::tick(&world.journal, &program(&world)).await.unwrap();
    let verified = journal::verify(&world.file, &keys(), MODULES).unwrap();
    assert!(verified.findings.is_empty(), "{:?}", verified.findings.first());
}

#[tokio::test]
async fn a_sender_that_is_taken_over_hears_the_answer_as_its_successor() {
    let world = World::new();
    let (ask, _, host) = placed(&world).await;
    let (chosen, _, _) = placed(&world).await;
    let mut browser = Browser::new(&world);
    let (link, other) = (link_of(&world, &ask), link_of(&world, &chosen));
    browser.comes_in(&other).await;
    let word = browser.post(&format!("{other}/second"), &[("second_word", "marigold field")]).await;
    assert_eq!(word.0, StatusCode::SEE_OTHER, "{}", word.1);
    let (from, to) = (world.sender(0), other_practice(&world));
    assert_eq!(announced(&world, from, to).await, StatusCode::SEE_OTHER);
    assert_eq!(agree(&world, from, to).await.status, StatusCode::SEE_OTHER);
    world.clock.set("2025-03-10T09:00".parse().unwrap());
    assert_eq!(carried(&world).await, (1, 2));
    // Her links open as they did: one by her date of birth, one by the word that she chose.
    let hers = Browser::new(&world).comes_in(&link).await;
    assert!(!hers.contains("date_of_birth[day]"), "{hers}");
    let mut anew = Browser::new(&world);
    anew.get(&other).await;
    assert_eq!(
        anew.post(&other, &[("second_word", "something else")]).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(anew.post(&other, &[("second_word", "marigold field")]).await.0, StatusCode::SEE_OTHER);
    assert_eq!(world.get(&world.who(host, "booking"), &ask).await.status, StatusCode::OK);
    let clinician = world.who(to, "clinician");
    let page = world.get(&clinician, &ask).await;
    assert!(page.says("Amara Fairweather"), "{}", page.body);
    assert_eq!(world.get(&world.who(from, "manager"), &ask).await.status, StatusCode::NOT_FOUND);
    // The successor acts for the sender: it withdraws what its predecessor asked.
    let version = page.hidden("version");
    let withdraw = [("version", version.as_str()), ("move", "withdraw"), ("withdraw_reason", "other")];
    let done = world.post(&clinician, &format!("{ask}/move"), &withdraw).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

#[tokio::test]
async fn what_cannot_be_is_refused_in_words_and_what_is_taken_back_is_gone() {
    let world = World::new();
    let (from, to) = (world.sender(0), other_practice(&world));
    let office = world.county.place.organisations.office[0].code;
    let administrator = world.who(office, "administrator");
    assert_eq!(announced(&world, from, from).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(announced(&world, from, office).await, StatusCode::UNPROCESSABLE_ENTITY);
    // Nobody but the place's administrator announces.
    let (a, b) = (from.to_string(), to.to_string());
    let fields = [
        ("organisation", a.as_str()),
        ("successor", b.as_str()),
        ("on", "2025-02-01"),
        ("why", "The two practices merge"),
    ];
    for nobody in [world.who(to, "manager"), world.who(from, "manager")] {
        assert_ne!(world.post(&nobody, "/successions", &fields).await.status, StatusCode::SEE_OTHER);
    }
    let late = world.post(&administrator, "/successions", &fields).await;
    assert!(late.says("has passed") && late.says("The two practices merge"), "{}", late.body);

    assert_eq!(announced(&world, from, to).await, StatusCode::SEE_OTHER);
    assert_eq!(announced(&world, from, world.sender(2)).await, StatusCode::UNPROCESSABLE_ENTITY);
    let path = format!("/successions/{from}");
    let back = world.post(&administrator, &format!("{path}/take-back"), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let agreed = world.post(&world.who(to, "manager"), &format!("{path}/agree"), &[]).await;
    assert_eq!(agreed.status, StatusCode::FORBIDDEN, "there is nothing to agree to");
    assert!(
        world.get(&administrator, "/successions").await.says("No organisation’s work is being taken over")
    );
    world.clock.set(world.clock.now().plus_hours(24 * 30));
    assert_eq!(carried(&world).await, (0, 0));
}
