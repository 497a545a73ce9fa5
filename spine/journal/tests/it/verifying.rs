//! What `verify` finds, and what it names: every kind of damage is done to a real file by hand.

use journal::{Finding, Module, Verified, rebuild, verify};
use kernel::{AskId, SlotId};

use crate::common::actors::{fitter, nurse, program};
use crate::common::place::{Folder, MODULES, Place, keyring, on};
use crate::common::visits::{self, Book, Erase};

/// A place with five asks, the second of which was booked and the third erased: nine acts.
fn lived_in() -> Place {
    let place = Place::new();
    for bits in 1..=5 {
        place
            .journal
            .submit_here(&nurse(), visits::Place { tell: true, ..visits::Place::new(bits) })
            .unwrap();
    }
    let book = Book { ask: AskId::from_bits(2), slot: SlotId::from_bits(9) };
    place.journal.submit_here(&fitter(), book).unwrap();
    place.journal.submit_here(&program(), Erase(AskId::from_bits(3))).unwrap();
    place
}

fn look(file: &std::path::Path) -> Verified {
    verify(on(file), &keyring(), MODULES).unwrap()
}

/// Does something to the file behind the journal's back, and says what verifying finds.
fn after(sql: &str) -> Vec<Finding> {
    let place = lived_in();
    let (file, _folder) = place.stopped();
    engines::change(&on(&file), sql);
    look(&file).findings
}

fn words(sql: &str) -> String {
    after(sql).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_place_that_is_served_verifies_with_its_erasures() {
    let place = lived_in();
    let verified = look(&place.file);
    assert_eq!(verified.findings, []);
    assert_eq!((verified.acts, verified.facts, verified.erased), (7, 9, 1));
    assert_eq!(verified.rows, 5 + 1 + 1);
    assert_eq!(verified.head.seq, 7);
}

#[test]
fn the_first_altered_act_is_named_and_no_other() {
    let altered = [
        ("update journal_fact set open = (select link from journal_act where seq = 1) where seq = 4", 4),
        ("update journal_act set seat_id = user_id where seq = 2", 2),
        ("update journal_act set policies = 'sender-others' where seq = 5", 5),
        ("update journal_fact set kind = 'ask-placed.2' where seq = 1", 1),
    ];
    for (sql, seq) in altered {
        assert_eq!(after(sql).first(), Some(&Finding::BrokenLink { seq }), "{sql}");
    }
    let found = after("update journal_act set policies = 'sender-others' where seq = 5");
    assert_eq!(found, [Finding::BrokenLink { seq: 5 }]);
}

#[test]
fn an_altered_ciphertext_is_found_by_link_and_by_key() {
    let found =
        after("update journal_fact set sealed = (select link from journal_act where seq = 1) where seq = 4");
    assert!(found.contains(&Finding::BrokenLink { seq: 4 }), "{found:?}");
    assert!(found.contains(&Finding::DoesNotOpen { seq: 4, nth: 0 }), "{found:?}");
}

#[test]
fn what_was_taken_out_is_missed() {
    assert!(after("delete from journal_act where seq = 3").contains(&Finding::Missing { seq: 3 }));
    assert!(after("delete from journal_act where seq = 3").contains(&Finding::WithoutAct { seq: 3 }));
    assert!(
        after("delete from journal_fact where seq = 6 and nth = 1").contains(&Finding::BrokenLink { seq: 6 })
    );
    let renumbered = "update journal_fact set version = 3 where seq = 6 and nth = 0";
    let stream = AskId::from_bits(2).to_string();
    assert!(after(renumbered).contains(&Finding::Versions { family: "ask".to_owned(), stream }));
}

#[test]
fn a_missing_key_is_found_unless_its_erasure_is_on_record() {
    let ask = AskId::from_bits(4);
    let key = format!("ask/{ask}");
    let found = after(&format!("delete from journal_key where name = '{key}'"));
    assert!(found.contains(&Finding::KeyMissing { key, seq: 4 }), "{found:?}");
    let again = format!(
        "insert into journal_key select 'ask/{}', party, wrapping, wrapped, seq from journal_key limit 1",
        AskId::from_bits(3)
    );
    assert!(after(&again).contains(&Finding::KeyNotErased { key: format!("ask/{}", AskId::from_bits(3)) }));
}

#[test]
fn a_read_table_that_does_not_follow_is_named_by_row_and_column_and_never_by_contents() {
    let id = |bits| AskId::from_bits(bits).to_string();
    let said = words(&format!("update visits_ask set state = 'Amara' where id = '{}'", id(4)));
    assert!(said.contains(&format!(
        "visits_ask is not what follows from the journal: column state of row {}",
        id(4)
    )));
    assert!(!said.contains("Amara"));
    let said = words(&format!("delete from visits_ask where id = '{}'", id(2)));
    assert!(said.contains(&format!("it lacks the row {}", id(2))), "{said}");
    let said = words("insert into visits_ask values ('00', 'a', 'b', 'c', null, null, null)");
    assert!(said.contains("it has a row 00 too many"), "{said}");
    let said = words("insert into visits_ask values ('zz', 'a', 'b', 'c', null, null, null)");
    assert!(said.contains("it has a row zz too many"), "{said}");
}

#[test]
fn a_module_that_forgets_to_forget_is_found() {
    fn keeps_names(entry: &journal::Entry, to: &mut journal::Writing<'_>) -> Result<(), journal::Fault> {
        if entry.erased().is_some() { Ok(()) } else { (visits::MODULE.project)(entry, to) }
    }
    const FORGETFUL: &[Module] = &[Module { project: keeps_names, ..visits::MODULE }];
    let folder = Folder::new();
    let file = folder.file("place.db");
    let clock = std::sync::Arc::new(kernel::HandWound::at(crate::common::place::MORNING));
    let journal = crate::common::place::open_with(&file, FORGETFUL, clock, 1).unwrap();
    journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    assert_eq!(verify(on(&file), &keyring(), FORGETFUL).unwrap().findings, []);
    journal.submit_here(&program(), Erase(AskId::from_bits(1))).unwrap();
    let found = verify(on(&file), &keyring(), FORGETFUL).unwrap().findings;
    assert!(matches!(found.as_slice(), [Finding::Table { table: "visits_ask", .. }]), "{found:?}");
}

#[test]
fn flipped_bytes_anywhere_in_the_file_are_found() {
    if engines::is_about_files("flipped bytes of the file") {
        return;
    }
    use rand::{RngExt, SeedableRng};
    let place = lived_in();
    let (file, folder) = place.stopped();
    rusqlite::Connection::open(&file).unwrap().execute_batch("pragma journal_mode = delete; vacuum").unwrap();
    let whole = std::fs::read(&file).unwrap();
    let hurt = folder.file("hurt.db");
    let seed = 5;
    let mut chance = rand_pcg::Pcg64::seed_from_u64(seed);
    let (mut found, mut unused) = (0, 0);
    for _ in 0..60 {
        let at = chance.random_range(100..whole.len());
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << chance.random_range(0..8);
        std::fs::write(&hurt, bytes).unwrap();
        match verify(&hurt, &keyring(), MODULES) {
            Ok(verified) if verified.findings.is_empty() => {
                assert!(!matters(&file, &hurt), "seed {seed}: a flipped bit at {at} was not found");
                unused += 1;
            }
            Ok(_) | Err(_) => found += 1,
        }
    }
    println!("flipped bits: {found} found, {unused} where nothing of the record stands");
    assert!(found > 0);
}

/// Whether the record itself, as the journal and the modules keep it, differs between two files.
fn matters(one: &std::path::Path, other: &std::path::Path) -> bool {
    let rows = |file| {
        let db = rusqlite::Connection::open(file).unwrap();
        let mut all = String::new();
        for table in ["journal_act", "journal_fact", "visits_ask", "visits_slot", "visits_count"] {
            let mut statement = db.prepare(&format!("select * from {table} order by 1, 2")).unwrap();
            let columns = statement.column_count();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                for column in 0..columns {
                    all.push_str(&format!("{:?};", row.get_ref(column).unwrap()));
                }
            }
        }
        all
    };
    rows(one) != rows(other)
}

#[test]
fn tables_are_rebuilt_from_the_journal_and_then_hold() {
    let place = lived_in();
    let (file, _folder) = place.stopped();
    let sql = "delete from visits_ask; update visits_slot set ask = 'x'; delete from visits_count";
    engines::change(&on(&file), sql);
    assert_eq!(look(&file).findings.len(), 3);
    let rebuilt = rebuild(on(&file), &keyring(), MODULES).unwrap();
    assert_eq!((rebuilt.facts, rebuilt.head.seq), (9, 7));
    assert_eq!(look(&file).findings, []);
}

#[test]
fn a_journal_that_does_not_hold_is_not_built_upon() {
    let place = lived_in();
    let (file, _folder) = place.stopped();
    let sql = "update journal_fact set open = (select link from journal_act where seq = 1) where seq = 4";
    engines::change(&on(&file), sql);
    let words = rebuild(on(&file), &keyring(), MODULES).err().unwrap().to_string();
    assert!(words.contains("act 4 is not what was recorded"), "{words}");
    assert_eq!(
        crate::common::place::count(on(&file), "select count(*) from visits_ask"),
        5,
        "and the tables are as before"
    );
}
