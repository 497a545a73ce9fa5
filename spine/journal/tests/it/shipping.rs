//! Shipped batches: the place as it stood at any moment after the backup, without a gap, and without what was erased.

use std::path::Path;
use std::sync::Arc;

use journal::{JobEnd, Restored, Restoring, restore, ship, verify};
use kernel::{AskId, HandWound, SlotId};

use crate::common::actors::{fitter, nurse, program};
use crate::common::place::{Folder, MODULES, MORNING, Place, count, keyring, on, open_with};
use crate::common::visits::{self, Book, Erase};

/// A place that was backed up after three asks and worked on: a message sent, a booking, an erasure, an hour apart.
fn worked_on() -> Place {
    let place = Place::new();
    for bits in 1..=3 {
        place
            .journal
            .submit_here(&nurse(), visits::Place { tell: true, ..visits::Place::new(bits) })
            .unwrap();
    }
    place.journal.backup(&place.folder.file("backup.db")).unwrap();
    ship_to(&place);
    place.clock.set(MORNING.plus_hours(1));
    let book = Book { ask: AskId::from_bits(2), slot: SlotId::from_bits(9) };
    place.journal.submit_here(&fitter(), book).unwrap();
    place.journal.submit_here(&nurse(), visits::Place { tell: true, ..visits::Place::new(4) }).unwrap();
    ship_to(&place);
    place.clock.set(MORNING.plus_hours(2));
    place.journal.submit_here(&program(), Erase(AskId::from_bits(1))).unwrap();
    ship_to(&place);
    place
}

fn ship_to(place: &Place) -> journal::Shipped {
    ship(on(&place.file), &place.folder.file("shipped"), 3, &keyring()).unwrap()
}

fn brought_back(place: &Place, to: &Path, until: Option<i64>) -> Result<Restored, String> {
    let (backup, batches) = (place.folder.file("backup.db"), place.folder.file("shipped"));
    let restoring = Restoring {
        backup: &backup,
        batches: Some(&batches),
        until: until.map(|hours| MORNING.plus_hours(hours)),
        sending: &["mail"],
    };
    restore(&restoring, on(to), &keyring(), MODULES).map_err(|fault| fault.to_string())
}

#[tokio::test]
async fn what_was_shipped_is_restored_to_the_last_act_with_equal_heads() {
    let place = tokio::task::spawn_blocking(worked_on).await.unwrap();
    let head = place.journal.head().await.unwrap();
    let elsewhere = Folder::new();
    let to = elsewhere.file("place.db");
    let restored = brought_back(&place, &to, None).unwrap();
    assert_eq!((restored.verified.head.seq, restored.verified.head.link), (head.seq, head.link));
    assert_eq!(restored.verified.erased, 1);
    // The key of the erased ask came back with the backup and went again.
    assert_eq!(count(on(&to), "select count(*) from journal_key where name like 'ask/%01'"), 0);
    assert_eq!(count(on(&to), "select count(*) from visits_slot"), 1);
    // Every message that waits is held: the lost machine may have sent it.
    assert_eq!(restored.held, 4);
    let journal = open_with(&to, MODULES, Arc::new(HandWound::at(MORNING.plus_hours(5))), 5).unwrap();
    assert!(journal.lease("mail", 10, 5).await.unwrap().is_empty());
    journal.submit(&nurse(), visits::Place::new(77)).await.unwrap();
    drop(journal);
    assert_eq!(verify(on(&to), &keyring(), MODULES).unwrap().findings, []);
}

#[test]
fn the_place_comes_back_as_it_stood_at_a_moment() {
    let place = worked_on();
    let elsewhere = Folder::new();
    for (hours, acts, slots, erased) in [(0, 3, 0, 0), (1, 5, 1, 0), (2, 6, 1, 1)] {
        let to = elsewhere.file(&format!("at-{hours}.db"));
        let restored = brought_back(&place, &to, Some(hours)).unwrap();
        assert_eq!(restored.verified.acts, acts, "{hours} hours");
        assert_eq!(restored.verified.erased, erased, "{hours} hours");
        assert_eq!(count(on(&to), "select count(*) from visits_slot"), slots, "{hours} hours");
    }
    let early = brought_back(&place, &elsewhere.file("early.db"), Some(-1)).unwrap_err();
    assert!(early.contains("the backup is later than that moment"), "{early}");
}

#[tokio::test]
async fn a_message_that_went_after_the_backup_does_not_go_again() {
    let place = Place::new();
    place.journal.submit(&nurse(), visits::Place { tell: true, ..visits::Place::new(1) }).await.unwrap();
    place.journal.backup(&place.folder.file("backup.db")).unwrap();
    place.journal.submit(&nurse(), visits::Place { tell: true, ..visits::Place::new(2) }).await.unwrap();
    for job in place.journal.lease("mail", 10, 5).await.unwrap() {
        place.journal.end_job(job.id, JobEnd::Done).await.unwrap();
    }
    ship(on(&place.file), &place.folder.file("shipped"), 1, &keyring()).unwrap();
    let elsewhere = Folder::new();
    let restored = brought_back(&place, &elsewhere.file("place.db"), None).unwrap();
    // The second is known to have gone; the first, of before the backup, is held for somebody to look.
    assert_eq!(restored.held, 1);
    assert_eq!(
        count(on(&elsewhere.file("place.db")), "select count(*) from journal_job where state = 'waiting'"),
        0
    );
}

#[test]
fn a_gap_an_altered_batch_and_a_batch_of_another_place_are_named_and_nothing_is_restored() {
    let place = worked_on();
    let shipped = place.folder.file("shipped");
    let names = ["acts-000000000004-000000000005.batch", "acts-000000000006-000000000006.batch"];
    let elsewhere = Folder::new();
    let to = elsewhere.file("place.db");

    let second = std::fs::read_to_string(shipped.join(names[1])).unwrap();
    let altered = second.replacen("erase-ask", "erase-all", 1);
    std::fs::write(shipped.join(names[1]), altered).unwrap();
    let why = brought_back(&place, &to, None).unwrap_err();
    assert!(why.contains(names[1]) && why.contains("not as it was written"), "{why}");
    std::fs::write(shipped.join(names[1]), &second[..second.len() / 2]).unwrap();
    let why = brought_back(&place, &to, None).unwrap_err();
    assert!(why.contains(names[1]), "{why}");
    std::fs::write(shipped.join(names[1]), &second).unwrap();

    let first = std::fs::read(shipped.join(names[0])).unwrap();
    std::fs::remove_file(shipped.join(names[0])).unwrap();
    let why = brought_back(&place, &to, None).unwrap_err();
    assert!(why.contains("act 4 is missing before it"), "{why}");
    std::fs::write(shipped.join(names[0]), first).unwrap();
    assert!(!to.exists());
    brought_back(&place, &to, None).unwrap();

    let other = Place::new();
    other.journal.submit_many(&nurse(), (20..=26).map(visits::Place::new)).unwrap();
    let why = ship(on(&other.file), &shipped, 0, &keyring()).unwrap_err().to_string();
    assert!(why.contains("is not of this journal"), "{why}");
}

#[test]
fn shipping_again_ships_nothing_twice() {
    let place = worked_on();
    let again = ship_to(&place);
    assert_eq!((again.files, again.acts, again.last), (0, 0, 6));
    assert_eq!(std::fs::read_dir(place.folder.file("shipped")).unwrap().count(), 2);
}
