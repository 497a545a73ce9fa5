//! Backup, restore, signed heads: nothing lost, nothing sent twice, nothing overwritten.

use journal::{Manifest, Restoring, SignedHead, Standing, restore, verify};
use kernel::AskId;

use crate::common::actors::{nurse, program};
use crate::common::place::{Folder, MODULES, MORNING, Place, count, keyring, on, open_with};
use crate::common::visits::{self, Erase, Sent};

fn tell(bits: u128) -> visits::Place {
    visits::Place { tell: true, ..visits::Place::new(bits) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_work_goes_on_is_one_state_and_verifies_elsewhere() {
    let place = Place::new();
    let working = place.journal.clone();
    let work = tokio::task::spawn_blocking(move || {
        working.submit_many(&nurse(), (1..=800).map(visits::Place::new)).unwrap()
    });
    let backup = place.folder.file("backup.db");
    let manifest = place.journal.backup(&backup).unwrap();
    work.await.unwrap();
    assert_eq!(Manifest::beside(&backup).unwrap(), manifest);
    let elsewhere = Folder::new();
    let to = elsewhere.file("place.db");
    let restored = restore(&Restoring::backup(&backup, &["mail"]), on(&to), &keyring(), MODULES).unwrap();
    assert_eq!(restored.verified.findings, []);
    assert_eq!(restored.verified.head.seq, manifest.head.seq);
    let clock = std::sync::Arc::new(kernel::HandWound::at(MORNING));
    let journal = open_with(&to, MODULES, clock, 77).unwrap();
    let done = journal.submit(&nurse(), visits::Place::new(9999)).await.unwrap();
    assert_eq!(done.seq, manifest.head.seq + 1);
    assert_eq!(verify(on(&to), &keyring(), MODULES).unwrap().findings, []);
}

#[tokio::test]
async fn messages_that_may_have_gone_are_held_until_somebody_lets_them_go() {
    let place = Place::new();
    for bits in 1..=3 {
        place.journal.submit(&nurse(), tell(bits)).await.unwrap();
    }
    // One has gone and is recorded, one is being sent at this very moment, one waits.
    let sent = place.journal.lease("mail", 1, 5).await.unwrap().remove(0);
    place.journal.submit(&program(), Sent { ask: AskId::from_bits(1), job: sent.id }).await.unwrap();
    place.journal.lease("mail", 1, 5).await.unwrap();
    let backup = place.folder.file("backup.db");
    place.journal.backup(&backup).unwrap();
    let elsewhere = Folder::new();
    let to = elsewhere.file("place.db");
    let both = Restoring::backup(&backup, &["mail", "sms"]);
    assert_eq!(restore(&both, on(&to), &keyring(), MODULES).unwrap().held, 2);
    let clock = std::sync::Arc::new(kernel::HandWound::at(MORNING.plus_hours(48)));
    let journal = open_with(&to, MODULES, clock, 78).unwrap();
    assert!(journal.lease("mail", 10, 5).await.unwrap().is_empty());
    let held = journal.held_jobs().await.unwrap();
    assert_eq!(held.len(), 2);
    assert!(journal.release_job(held[0].id.clone()).await.unwrap());
    assert!(
        !journal.release_job(held[0].id.clone()).await.unwrap(),
        "a second release lets nothing go twice"
    );
    let leased = journal.lease("mail", 10, 5).await.unwrap();
    assert_eq!(leased.iter().map(|job| &job.id).collect::<Vec<_>>(), [&held[0].id]);
}

#[test]
fn a_restore_overwrites_nothing_and_takes_no_copy_that_was_touched() {
    let place = Place::new();
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    let backup = place.folder.file("backup.db");
    place.journal.backup(&backup).unwrap();
    let refused = |backup: &std::path::Path, to: &std::path::Path| {
        restore(&Restoring::backup(backup, &[]), on(to), &keyring(), MODULES).err().unwrap().to_string()
    };
    assert!(refused(&backup, &place.file).contains("there is a place already"));
    assert!(place.journal.backup(&backup).err().unwrap().to_string().contains("name a new file"));
    let elsewhere = Folder::new();
    if engines::engine() == engines::Engine::Sqlite {
        std::fs::write(elsewhere.file("place.db-wal"), b"left over").unwrap();
        assert!(refused(&backup, &elsewhere.file("place.db")).contains("there is a place already"));
    }
    let mut bytes = std::fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&backup, bytes).unwrap();
    assert!(refused(&backup, &elsewhere.file("other.db")).contains("not what its manifest says"));
    std::fs::remove_file(place.folder.file("backup.db.manifest")).unwrap();
    assert!(refused(&backup, &elsewhere.file("other.db")).contains("backup.db.manifest"));
}

#[test]
fn what_was_erased_is_in_no_backup_made_after() {
    let place = Place::new();
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    place.journal.submit_here(&program(), Erase(AskId::from_bits(1))).unwrap();
    let backup = place.folder.file("backup.db");
    place.journal.backup(&backup).unwrap();
    assert_eq!(count(&backup, "select count(*) from journal_key"), 0);
    assert_eq!(verify(&backup, &keyring(), MODULES).unwrap().findings, []);
}

#[tokio::test]
async fn a_signed_head_tells_a_shorter_or_altered_journal_from_the_same() {
    let place = Place::new();
    for bits in 1..=3 {
        place.journal.submit(&nurse(), visits::Place::new(bits)).await.unwrap();
    }
    let head = place.journal.export_head().await.unwrap();
    let text = serde_json::to_string(&head).unwrap();
    let head: SignedHead = serde_json::from_str(&text).unwrap();
    assert!(head.is_signed_by(&keyring().public_key()));
    place.journal.submit(&nurse(), visits::Place::new(4)).await.unwrap();
    let (file, _folder) = place.stopped();
    let standing = |head: &SignedHead| head.against(on(&file), &keyring()).unwrap();
    assert_eq!(standing(&head), Standing::Holds);
    assert_eq!(standing(&SignedHead { seq: 2, ..head.clone() }), Standing::NotSigned);
    let sql = "update journal_act set link = (select link from journal_act where seq = 1) where seq = 3";
    engines::change(&on(&file), sql);
    assert_eq!(standing(&head), Standing::Altered);
    // Cut off with everything that follows: the chain alone would hold.
    engines::change(
        &on(&file),
        "delete from journal_act where seq > 2; delete from journal_fact where seq > 2;
         delete from visits_ask where id > (select stream from journal_fact where seq = 2)",
    );
    assert_eq!(standing(&head), Standing::Shorter);
}
