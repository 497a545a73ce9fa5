//! What is about a person: unreadable in the file, readable to the parties after a look is on record, gone once erased.

use journal::{Contents, Done, KeyName, NotDone, Query, Reading, Viewing};
use kernel::AskId;
use policy::{Actor, Kind, Permit, Relations, Subject};

use crate::common::actors::{fitter, nurse, program, stranger};
use crate::common::place::Place;
use crate::common::visits::{self, Erase, Look};

const NAME: Query =
    Query { name: "visits.name", sql: "select name, phone_hash from visits_ask where id = ?1" };

fn reading(place: &Place, actor: &Actor, relation: Relations) -> Reading {
    place.journal.reading(actor, Permit::SeeEnvelope, Subject::new(Kind::Ask, relation)).unwrap()
}

/// The name as the projection keeps it, opened.
fn name(reading: &Reading, viewing: &Viewing) -> Option<String> {
    let row = reading.first(&NAME, &[AskId::from_bits(1).into()]).unwrap().unwrap();
    let sealed: Option<Vec<u8>> = row.get(0).unwrap();
    let opened = reading.unseal(viewing, &KeyName::Ask(AskId::from_bits(1)), "name", &sealed?).unwrap()?;
    Some(String::from_utf8(opened).unwrap())
}

fn look(place: &Place, actor: &Actor) -> Done<()> {
    place.journal.submit_here(actor, Look(AskId::from_bits(1))).unwrap()
}

#[test]
fn a_name_stands_nowhere_in_the_files() {
    if engines::is_about_files("names looked for in the files") {
        return;
    }
    let place = Place::new();
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    look(&place, &fitter());
    for file in std::fs::read_dir(place.folder.path()).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        for planted in ["Amara", "Planted", "07700", "900123"] {
            let found = bytes.windows(planted.len()).any(|window| window == planted.as_bytes());
            assert!(!found, "{planted} stands in {}", file.display());
        }
    }
    // The check can find what is there: the id of the ask is.
    let bytes = std::fs::read(place.folder.file("place.db-wal")).unwrap();
    let id = AskId::from_bits(1).to_string();
    assert!(bytes.windows(id.len()).any(|window| window == id.as_bytes()));
}

#[test]
fn both_parties_open_the_contents_once_their_look_is_on_record() {
    let place = Place::new();
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    for (actor, relation) in [(nurse(), Relations::SENDER), (fitter(), Relations::HOST)] {
        let viewing = look(&place, &actor).viewing();
        let reading = reading(&place, &actor, relation);
        let facts = reading.facts(&visits::stream(AskId::from_bits(1)), Some(&viewing)).unwrap();
        let contents: visits::Contents = facts[0].contents().unwrap().unwrap();
        assert_eq!(contents.name, "Amara Planted");
        assert_eq!(name(&reading, &viewing).as_deref(), Some("Amara Planted"));
        let closed = reading.facts(&visits::stream(AskId::from_bits(1)), None).unwrap();
        assert_eq!(closed[0].contents, Contents::None);
    }
    assert_eq!(place.count("select count(*) from journal_fact where kind = 'ask-looked-at.1'"), 2);
}

#[test]
fn a_third_organisation_opens_nothing() {
    let place = Place::new();
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    let outcome = place.journal.submit_here(&stranger(), Look(AskId::from_bits(1)));
    assert!(matches!(outcome, Err(NotDone::NotAllowed(_))));
    // Even with a look at an ask of its own, the stranger's reading opens nothing of this one.
    let own = visits::Place { ask: AskId::from_bits(2), ..visits::Place::new(2) };
    place.journal.submit_here(&stranger(), own).unwrap();
    let viewing = place.journal.submit_here(&stranger(), Look(AskId::from_bits(2))).unwrap().viewing();
    let reading = reading(&place, &stranger(), Relations::SENDER);
    let facts = reading.facts(&visits::stream(AskId::from_bits(1)), Some(&viewing)).unwrap();
    assert_eq!(facts[0].contents, Contents::None);
    let row = reading.first(&NAME, &[AskId::from_bits(1).into()]).unwrap().unwrap();
    let sealed: Vec<u8> = row.get(0).unwrap();
    assert!(reading.unseal(&viewing, &KeyName::Ask(AskId::from_bits(1)), "name", &sealed).is_err());
}

#[test]
fn two_organisations_hashes_of_the_same_number_never_meet() {
    let place = Place::new();
    let ours = reading(&place, &nurse(), Relations::SENDER).lookup_hash("phone", "07700 900123");
    let theirs = reading(&place, &fitter(), Relations::HOST).lookup_hash("phone", "07700 900123");
    assert_ne!(ours, theirs);
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    let row =
        reading(&place, &nurse(), Relations::SENDER).first(&NAME, &[AskId::from_bits(1).into()]).unwrap();
    assert_eq!(row.unwrap().get::<Vec<u8>>(1).unwrap(), ours);
}

#[test]
fn what_was_erased_is_gone_from_facts_columns_and_log_and_the_key_stays_dead() {
    let place = Place::new();
    place.journal.submit_here(&nurse(), visits::Place::new(1)).unwrap();
    let viewing = look(&place, &fitter()).viewing();
    place.journal.submit_here(&program(), Erase(AskId::from_bits(1))).unwrap();
    let reading = reading(&place, &fitter(), Relations::HOST);
    let facts = reading.facts(&visits::stream(AskId::from_bits(1)), Some(&viewing)).unwrap();
    assert_eq!(facts[0].contents, Contents::Erased);
    assert!(facts[0].contents::<visits::Contents>().unwrap().is_none());
    assert_eq!(name(&reading, &viewing), None);
    assert_eq!(place.count("select count(*) from visits_ask where name is null and phone_hash is null"), 1);
    assert_eq!(place.count("select count(*) from journal_key"), 0);
    assert_eq!(place.count("select count(*) from journal_fact where family = 'erased'"), 1);
    if !engines::is_about_files("the length of the log") {
        let log = std::fs::metadata(place.folder.file("place.db-wal")).unwrap().len();
        assert_eq!(log, 0, "the log was folded into the file, so that the wrapped key is not left in it");
    }
}
