//! The keyring: rotation that can be stopped, escrow, and what the files give away.

use journal::{Keyring, key_status, resume_rotation, rotate_keys, verify};
use kernel::{AskId, HandWound};
use rand::SeedableRng;
use rand_pcg::Pcg64;

use crate::common::actors::{fitter, nurse};
use crate::common::place::{MODULES, MORNING, Place, keyring, on};
use crate::common::visits::{self, Look};

#[test]
fn every_key_is_wrapped_anew_and_the_old_wrapping_key_is_forgotten() {
    let place = Place::new();
    place.journal.submit_many(&nurse(), (1..=700).map(visits::Place::new)).unwrap();
    let (file, folder) = place.stopped();
    let path = folder.file("keyring.json");
    keyring().write(&path).unwrap();
    let mut chance = Pcg64::seed_from_u64(3);
    assert_eq!(rotate_keys(on(&file), &path, MORNING.plus_hours(1), &mut chance).unwrap(), 700 * 3);
    let rotated = Keyring::read(&path).unwrap();
    let status = key_status(on(&file), &rotated).unwrap();
    assert_eq!(status.len(), 1);
    assert_eq!((status[0].id.as_str(), status[0].current, status[0].wraps), ("k2", true, 2100));
    assert_eq!(verify(on(&file), &rotated, MODULES).unwrap().findings, []);
    // The old keyring opens nothing any more, and says which key it lacks.
    let old = key_status(on(&file), &keyring()).unwrap();
    assert_eq!(
        old.iter().map(|key| (key.id.as_str(), key.made.is_some(), key.wraps)).collect::<Vec<_>>(),
        [("k1", true, 0), ("k2", false, 2100)]
    );
    assert!(!verify(on(&file), &keyring(), MODULES).unwrap().findings.is_empty());
}

#[test]
fn a_rotation_that_was_stopped_is_taken_up_where_it_was() {
    let place = Place::new();
    place.journal.submit_many(&nurse(), (1..=40).map(visits::Place::new)).unwrap();
    let (file, folder) = place.stopped();
    let path = folder.file("keyring.json");
    // Stopped after the new key was written down and before anything was wrapped with it; then served for a while.
    let mut keys = keyring();
    keys.add(MORNING, &mut Pcg64::seed_from_u64(4));
    keys.write(&path).unwrap();
    let both = Keyring::read(&path).unwrap();
    assert_eq!(key_status(on(&file), &both).unwrap().len(), 2);
    assert_eq!(verify(on(&file), &both, MODULES).unwrap().findings, []);
    assert_eq!(resume_rotation(on(&file), &path).unwrap(), 120);
    assert_eq!(resume_rotation(on(&file), &path).unwrap(), 0);
    let after = Keyring::read(&path).unwrap();
    assert_eq!(after.made().count(), 1);
    assert_eq!(verify(on(&file), &after, MODULES).unwrap().findings, []);
}

#[test]
fn keys_are_not_rotated_under_a_place_that_is_served() {
    let place = Place::new();
    let path = place.folder.file("keyring.json");
    keyring().write(&path).unwrap();
    let words =
        rotate_keys(on(&place.file), &path, MORNING, &mut Pcg64::seed_from_u64(3)).err().unwrap().to_string();
    assert!(words.contains("another program is writing it"), "{words}");
    assert_eq!(Keyring::read(&path).unwrap().made().count(), 1, "and no key was made");
}

#[test]
fn an_escrow_copy_opens_with_its_passphrase_alone_and_opens_the_place() {
    let place = Place::new();
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    let (file, _folder) = place.stopped();
    let mut chance = Pcg64::seed_from_u64(9);
    let copy = keyring().to_escrow("seven blue herons at dusk", &mut chance).unwrap();
    let opened = Keyring::from_escrow(&copy, "seven blue herons at dusk").unwrap();
    assert_eq!(verify(on(&file), &opened, MODULES).unwrap().findings, []);
    assert_eq!(opened.public_key(), keyring().public_key());
    let wrong = Keyring::from_escrow(&copy, "seven blue herons at dawn").err().unwrap().to_string();
    assert!(wrong.contains("not with this passphrase"), "{wrong}");
    assert!(Keyring::from_escrow("{}", "x").err().unwrap().to_string().contains("not an escrow copy"));
    let short = keyring().to_escrow("herons", &mut chance).err().unwrap().to_string();
    assert!(short.contains("fewer than 12 letters"), "{short}");
}

#[test]
fn a_place_serves_on_with_a_rotated_keyring() {
    let place = Place::new();
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    let (file, folder) = place.stopped();
    let path = folder.file("keyring.json");
    keyring().write(&path).unwrap();
    rotate_keys(on(&file), &path, MORNING, &mut Pcg64::seed_from_u64(3)).unwrap();
    let settings = |keys| journal::Settings {
        database: on(&file),
        keys,
        rulebook: std::sync::Arc::new(policy::Rulebook::shipped().unwrap()),
        clock: std::sync::Arc::new(HandWound::at(MORNING)),
        modules: MODULES,
        chance: Box::new(|| 42),
    };
    let journal = journal::Journal::open(settings(Keyring::read(&path).unwrap())).unwrap();
    let viewing = journal.submit_here(&fitter(), Look(AskId::from_bits(1))).unwrap().viewing();
    let subject = policy::Subject::new(policy::Kind::Ask, policy::Relations::HOST);
    let reading = journal.reading(&fitter(), policy::Permit::SeeEnvelope, subject).unwrap();
    let facts = reading.facts(&visits::stream(AskId::from_bits(1)), Some(&viewing)).unwrap();
    assert!(facts[0].contents::<visits::Contents>().unwrap().is_some());
    drop((reading, journal));
    // A keyring that cannot open what is there is not taken: it would seal what nobody could open together.
    let words = journal::Journal::open(settings(keyring())).err().unwrap().to_string();
    assert!(words.contains("k2"), "{words}");
}

#[cfg(unix)]
#[test]
fn the_keyring_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = crate::common::place::Folder::new();
    let path = folder.file("keyring.json");
    keyring().write_new(&path).unwrap();
    let again = keyring().write_new(&path).err().unwrap().to_string();
    assert!(again.contains("there is a keyring already"), "{again}");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}
