//! The evening's lists: each organisation's own, on record, and nothing of others.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it is wrong"
)]

use mail::{Desk, Folder, bounce};
use referrals_site::acts::PrintEvening;
use referrals_site::evening::{self, Heading};
use referrals_site::mailing::{KIND, Mailing};
use referrals_site::upkeep::raised;

use crate::person::{id, moved, offered, program};
use crate::stories::placed;
use crate::world::World;

const HEADING: Heading<'static> = Heading { place: "Marlshire", synthetic: true };

#[tokio::test]
async fn each_organisation_has_its_own_list_and_nothing_of_others() {
    let world = World::new();
    let (ask, _, host) = placed(&world).await;
    let who = program(&world);
    let open = evening::organisations(&evening::reading(&world.journal, &who).unwrap()).unwrap();
    assert_eq!(open.len(), 2, "{open:?}");
    offered(&world, id(&ask), host, ["2025-03-11T10:00", "2025-03-13T10:00"]).await;
    let at = "2025-03-11T10:00".parse().unwrap();
    moved(
        &world,
        id(&ask),
        host,
        referrals_rules::facts::v1::Move::Booked { slot: None, at, by_person: false },
    )
    .await;
    for org in [host, world.sender(0)] {
        let list = evening::print(&world.journal, &who, org, &HEADING).await.unwrap().unwrap();
        assert_eq!(list.asks, 1);
        for words in ["Amara Fairweather", "07700 900123", "Tue 11 Mar 2025, 10:00", "made up", "01632"] {
            assert!(list.html.contains(words), "{words}: {}", list.html);
        }
        assert!(
            !list.html.contains("reliable-method") && !list.html.contains("1994"),
            "no clinical word: {}",
            list.html
        );
    }
    assert!(evening::print(&world.journal, &who, world.sender(1), &HEADING).await.unwrap().is_none());
    // Each list was a look of the program, on record.
    let guardian = world.who(host, "guardian");
    let log = world.get(&guardian, "/access-log").await;
    assert!(log.says("evening’s printed list"), "{}", log.body);
    // Nobody can have an ask printed onto another's list, and no person or seat prints any.
    let foreign = PrintEvening { org: world.sender(1), asks: vec![id(&ask)] };
    assert!(world.journal.submit(&who, foreign).await.is_err());
}

#[tokio::test]
async fn a_letter_that_comes_back_is_raised_to_whoever_must_ring() {
    let world = World::new();
    let (_, _, host) = placed(&world).await;
    let folder = std::env::temp_dir().join(format!("roundtable-returned-{}", std::process::id()));
    let sink = Folder::new(&folder, "roundtable@place.example").unwrap();
    let desk = Mailing {
        journal: world.journal.clone(),
        program: program(&world),
        base: "https://place.example".to_owned(),
    };
    mail::round(&world.journal, KIND, &desk, &sink).await.unwrap();
    let mut eml = std::fs::read_dir(&folder).unwrap().map(|of| of.unwrap().path());
    let eml = eml.find(|of| of.extension().is_some_and(|of| of == "eml")).unwrap();
    let sent = std::fs::read_to_string(eml).unwrap();
    let report = format!(
        "From: MAILER-DAEMON@mx.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; \
         boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Action: failed\r\nStatus: 5.1.1\r\n\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n{sent}\r\n--B--\r\n"
    );
    let bounce = bounce::read(report.as_bytes()).unwrap();
    let job = world.journal.job(bounce.letter.parse().unwrap()).await.unwrap().unwrap();
    desk.not_delivered(&job, &bounce.in_words()).await.unwrap();
    // The host's own mailbox failed: the sender is told to ring.
    let reading = evening::reading(&world.journal, &program(&world)).unwrap();
    let to_ring = raised(&reading, world.sender(0), None).unwrap();
    assert!(to_ring.iter().any(|of| of.words.contains("no such mailbox (5.1.1)")), "{:?}", to_ring.len());
    let _ = host;
    std::fs::remove_dir_all(&folder).unwrap();
}
