//! Who is told: letters and texts by the journal's jobs, what is raised where they cannot go, and what time alone calls for.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use std::path::PathBuf;

use journal::Journal;
use kernel::Moment;
use mail::{Accepted, Folder, Letter, NotSent, Post, Round};
use policy::{Kind, Permit, Relations, Subject};
use referrals_rules::facts::v1::Move;
use referrals_rules::request::messages::is_discreet;
use referrals_site::mailing::{KIND, Mailing};
use referrals_site::upkeep::{Raised, Ticked, raised, tick};

use crate::person::{Browser, id, link_of, moved, offered, program};
use crate::stories::placed;
use crate::world::World;

fn desk(world: &World) -> Mailing {
    Mailing {
        journal: world.journal.clone(),
        program: program(world),
        base: "https://place.example".to_owned(),
    }
}

/// A folder that goes when the test ends.
struct Sink(Folder, PathBuf);

impl Sink {
    fn new(name: &str) -> Sink {
        let path = std::env::temp_dir().join(format!("roundtable-letters-{name}-{}", std::process::id()));
        Sink(Folder::new(&path, "roundtable@localhost").unwrap(), path)
    }

    fn texts(&self) -> Vec<String> {
        let files = std::fs::read_dir(&self.1).unwrap();
        let mut texts: Vec<String> =
            files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        texts.sort();
        texts
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.1);
    }
}

/// A post office that says the same to everybody.
struct Says(NotSent);

impl Post for Says {
    async fn send(&self, _: &Letter) -> Result<Accepted, NotSent> {
        Err(self.0.clone())
    }
}

async fn sent(world: &World, post: &impl Post) -> Round {
    mail::round(&world.journal, KIND, &desk(world), post).await.unwrap()
}

fn raised_to(world: &World, org: kernel::OrgId) -> Vec<Raised> {
    let subject = Subject::new(Kind::Ask, Relations::NONE);
    let reading = world.journal.reading(&program(world), Permit::SeeBookingPart, subject).unwrap();
    raised(&reading, org, None).unwrap()
}

#[tokio::test]
async fn a_new_ask_tells_the_host_and_her_and_names_nothing() {
    let world = World::new();
    let (ask, _, host) = placed(&world).await;
    let sink = Sink::new("new");
    let round = sent(&world, &sink.0).await;
    assert_eq!(round, Round { sent: 2, ..Round::default() });
    let texts = sink.texts();
    let link = link_of(&world, &ask);
    let to_her = texts.iter().find(|text| text.contains("07700 900123")).unwrap();
    assert!(to_her.contains(&format!("https://place.example{link}")) && is_discreet(to_her), "{to_her}");
    let to_host = texts.iter().find(|text| text.contains("Subject:")).unwrap();
    let inbox = &world.county.place.organisations.all().find(|of| of.code == host).unwrap().inbox;
    assert!(to_host.contains(inbox.as_str()), "{to_host}");
    for secret in ["Amara", "implant", "1994", "07700"] {
        assert!(!to_host.contains(secret), "{secret}");
    }
    // Nothing is sent twice.
    assert_eq!(sent(&world, &sink.0).await, Round::default());
}

#[tokio::test]
async fn what_is_not_taken_is_tried_with_growing_delay_and_then_raised_to_the_asks_owner() {
    let world = World::new();
    let (_, nurse, host) = placed(&world).await;
    let sender = world.sender(0);
    let busy = Says(NotSent::Later("the mail server did not answer".to_owned()));
    let mut at: Moment = "2025-03-03T09:00".parse().unwrap();
    for minutes in [1, 5, 15, 60, 240] {
        assert_eq!(sent(&world, &busy).await, Round { again: 2, ..Round::default() });
        world.clock.set(at.plus_minutes(minutes - 1));
        assert_eq!(sent(&world, &busy).await, Round::default(), "not before {minutes} minutes");
        at = at.plus_minutes(minutes);
        world.clock.set(at);
    }
    assert_eq!(sent(&world, &busy).await, Round { raised: 2, ..Round::default() });
    // Her message is raised to the host, who has the ask; the host's own mailbox to the sender, who must ring.
    assert!(raised_to(&world, host).iter().any(|of| of.words.starts_with("A message to the person")));
    assert!(raised_to(&world, sender).iter().any(|of| of.words.starts_with("A message to the host")));
    world.clock.set(at.plus_hours(24));
    assert_eq!(sent(&world, &busy).await, Round::default(), "given up is given up");
    let _ = nurse;
}

#[tokio::test]
async fn she_rings_means_nothing_is_sent_and_to_be_rung_is_raised_at_once() {
    let world = World::new();
    let sink = Sink::new("wishes");
    for (channel, contact, expected) in [
        ("she-rings", "", Round { sent: 1, nothing: 1, ..Round::default() }),
        ("telephone", "01632 960123", Round { sent: 1, raised: 1, ..Round::default() }),
        ("email", "amara@example.org", Round { sent: 2, ..Round::default() }),
    ] {
        let (ask, _, _) = placed(&world).await;
        let link = link_of(&world, &ask);
        let mut her = Browser::new(&world);
        her.comes_in(&link).await;
        her.post(&format!("{link}/wishes"), &[("channel", channel), ("contact", contact)]).await;
        assert_eq!(sent(&world, &sink.0).await, expected, "{channel}");
    }
    // She is never told to choose what she has already chosen.
    let (ask, _, host) = placed(&world).await;
    offered(&world, id(&ask), host, ["2025-03-11T10:00", "2025-03-13T10:00"]).await;
    let at = "2025-03-11T10:00".parse().unwrap();
    moved(&world, id(&ask), host, Move::Booked { slot: None, at, by_person: false }).await;
    sent(&world, &sink.0).await;
    let texts: String = sink.texts().concat();
    assert!(texts.contains("Tue 11 Mar 10:00") && !texts.contains("There are times for you to choose from"));
}

async fn ticked(journal: &Journal, world: &World) -> Ticked {
    tick(journal, &program(world)).await.unwrap()
}

#[tokio::test]
async fn unread_after_two_working_days_alarms_the_hosts_manager_once() {
    let world = World::new();
    let (_, _, host) = placed(&world).await;
    let sink = Sink::new("alarm");
    sent(&world, &sink.0).await;
    // Sent on a Monday: through Wednesday it is in time.
    world.clock.set("2025-03-05T23:00".parse().unwrap());
    assert_eq!(ticked(&world.journal, &world).await, Ticked::default());
    world.clock.set("2025-03-06T06:00".parse().unwrap());
    assert_eq!(ticked(&world.journal, &world).await, Ticked { alarms: 1, ..Ticked::default() });
    assert_eq!(ticked(&world.journal, &world).await, Ticked::default());
    assert!(raised_to(&world, host)[0].words.contains("Nobody has opened it"));
    assert_eq!(sent(&world, &sink.0).await.sent, 1);
    assert!(sink.texts().iter().any(|text| text.contains("has not been opened") && text.contains("For: ")));
}

#[tokio::test]
async fn declined_and_left_alarms_the_sender_and_silence_closes_what_was_answered() {
    let world = World::new();
    let sender = world.sender(0);
    let (ask, nurse, host) = placed(&world).await;
    let talk_to = world.county.place.people.iter().find(|of| of.seat.org == host).unwrap().seat.id;
    moved(&world, id(&ask), host, Move::Read).await;
    moved(&world, id(&ask), host, Move::Declined { reason: "capacity".to_owned(), talk_to }).await;
    let (stopped, _, _) = placed(&world).await;
    let version = world.get(&nurse, &stopped).await.hidden("version");
    let fields = [("version", version.as_str()), ("move", "withdraw"), ("withdraw_reason", "other")];
    world.post(&nurse, &format!("{stopped}/move"), &fields).await;

    world.clock.set("2025-03-06T06:00".parse().unwrap());
    assert_eq!(ticked(&world.journal, &world).await, Ticked { alarms: 1, ..Ticked::default() });
    assert!(raised_to(&world, sender)[0].words.contains("has no other host"));
    world.clock.set("2025-03-17T23:00".parse().unwrap());
    assert_eq!(ticked(&world.journal, &world).await.closed, 0);
    world.clock.set("2025-03-18T06:00".parse().unwrap());
    assert_eq!(ticked(&world.journal, &world).await.closed, 1);
    assert!(world.get(&nurse, &stopped).await.says("Closed"));
}
