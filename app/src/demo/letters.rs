//! Two years of the hospital's letters in a made-up place, brought in as any audit's are: a basis, named readers, people
//! taken out, the product's own reader; then read by made-up people without knowing what the machine said.

use std::collections::HashMap;

use cli::Failure;
use journal::{Journal, NotDone};
use kernel::{Day, Id};
use letters_rules::coding;
use letters_rules::deidentify::Deidentifier;
use letters_rules::facts::v1::{Basis, Begun, RuleKept, Sampling};
use letters_rules::local::{Rule, Verdict};
use letters_rules::{Reader, Setting as Where};
use letters_site::acts::{BeginAudit, CodeLetter, KeepLetters, KeepRule, LetterToKeep};
use letters_site::importing::{AN_ACT, Came, Importing};
use letters_site::read;
use policy::{Actor, Kind, OrgKind, Permit, Relations, Subject};
use rayon::prelude::*;
use trial::chance::Chance;
use trial::marlshire::asks::Truth;
use trial::marlshire::letters::{Setting, Written, letters, rule_from};
use trial::marlshire::{Place, Recipe, Somebody};

use super::live::actor;

/// How two readers of the demo agree.
pub const KAPPA: f64 = 0.74;
/// Of a thousand letters in which the machine finds something, and of a thousand others, so many are read by people.
const READ: Sampling = Sampling::Stratified { found_of_1000: 150, other_of_1000: 60 };
/// Letters that wait for a reader, so that whoever tries the demo can read one.
const LEFT: usize = 5;
/// Days before the rule on which the group agreed it.
const AGREED_BEFORE: i32 = 24;

/// Brings letters, the rule about pictures and the readers' codes in. How many letters.
pub fn bring_in(
    journal: &Journal,
    program: &Actor,
    place: &Place,
    recipe: Recipe,
    without: Option<Truth>,
) -> Result<usize, Failure> {
    if place.organisations.county.letters == 0 {
        return Ok(0);
    }
    let (Some(office), Some(readers)) = (convener(place), readers(place)) else {
        return Err(Failure::refused("the demo place has nobody to audit its letters"));
    };
    rule(journal, &office, place, rule_from(recipe.today))?;
    let audit = begin(journal, &office, recipe.seed, &readers)?;
    let written = letters(place, recipe.seed, recipe.today, without);
    let truth = keep(journal, program, place, audit, recipe.today, &written)?;
    let agree = without == Some(Truth::ReadersAgree);
    code(journal, &office, audit, &readers, &truth, if agree { 1.0 } else { KAPPA }, recipe.seed)?;
    Ok(written.len())
}

fn convener(place: &Place) -> Option<Actor> {
    let office = place.organisations.office.first()?.code;
    let seat = place.people.iter().find(|of| of.seat.org == office && of.seat.role == "convener")?;
    actor(seat, OrgKind::PlaceOffice)
}

/// Two who read, and a third where they differ: a GP, a consultant, and the manager of a specialty that writes few letters.
fn readers(place: &Place) -> Option<[Actor; 3]> {
    let titled = |title: &str| place.people.iter().find(|of| of.seat.title == title);
    let found: [(&Somebody, OrgKind); 3] = [
        (titled("GP")?, OrgKind::Practice),
        (titled("Respiratory consultant")?, OrgKind::Hospital),
        (titled("Genetics service manager")?, OrgKind::Hospital),
    ];
    let [one, two, third] = found.map(|(of, kind)| actor(of, kind));
    Some([one?, two?, third?])
}

fn rule(journal: &Journal, office: &Actor, place: &Place, from: Day) -> Result<(), Failure> {
    let row = RuleKept {
        rule: Rule::Investigation,
        from,
        until: None,
        verdict: Verdict::Inappropriate,
        agreed_by: format!("{} interface group", place.organisations.county.city),
        agreed_on: from - AGREED_BEFORE,
    };
    journal
        .submit_here(office, KeepRule::new(row))
        .map_err(|why| not_done("the rule about pictures", &why))?;
    Ok(())
}

fn begin(journal: &Journal, office: &Actor, seed: u64, readers: &[Actor; 3]) -> Result<Id, Failure> {
    let audit = Id::from_bits(Chance::new(seed, 24).bits());
    let begun = Begun {
        org: office.org,
        title: "Two years of letters".to_owned(),
        basis: Basis::DeidentifiedAtTrust {
            agreement: "Letters audit agreement of the interface group".to_owned(),
            assessment: "DPIA 17, letters audit".to_owned(),
        },
        readers: readers.iter().map(|of| of.seat).collect(),
        parties: Vec::new(),
        sampling: READ,
    };
    let done = journal.submit_here(office, BeginAudit { audit, begun });
    Ok(done.map_err(|why| not_done("an audit", &why))?.answer)
}

/// Keeps the letters as an import does; what was planted, by the letter's id.
fn keep(
    journal: &Journal,
    program: &Actor,
    place: &Place,
    audit: Id,
    today: Day,
    written: &[Written],
) -> Result<HashMap<Id, u8>, Failure> {
    let rules = {
        let reading = journal
            .reading(program, Permit::SeeHealth, Subject::new(Kind::Place, Relations::NONE))
            .map_err(|why| Failure::refused(format!("the rules of requests cannot be read: {why:?}")))?;
        read::rules(&reading).map_err(Failure::refused)?
    };
    let importing = |setting| Importing {
        audit,
        sampling: READ,
        rules: rules.clone(),
        specialties: place.specialties.clone(),
        setting: Some(setting),
        today,
    };
    let (ward, clinic) = (importing(Where::Inpatient), importing(Where::Outpatient));
    let emergency = importing(Where::Emergency);
    let (reader, people) = (Reader::new(), Deidentifier::new());
    let mut truth = HashMap::with_capacity(written.len());
    let mut acts = Vec::new();
    for some in written.chunks(AN_ACT) {
        let letters: Vec<LetterToKeep> = some
            .par_iter()
            .enumerate()
            .map(|(nth, of)| {
                let importing = match of.setting {
                    Setting::Ward => &ward,
                    Setting::Clinic => &clinic,
                    Setting::Emergency => &emergency,
                };
                let came = Came { name: format!("{}/{nth}.txt", of.specialty), text: of.text.clone() };
                importing.letter(&came, &reader, &people)
            })
            .collect();
        truth.extend(letters.iter().zip(some).map(|(letter, of)| (letter.id, of.code)));
        acts.push(KeepLetters { audit, letters });
    }
    for done in journal.submit_many(program, acts).map_err(Failure::refused)? {
        done.map_err(|why| not_done("letters", &why))?;
    }
    Ok(truth)
}

/// Two made-up readers code what the sample chose, and the third settles where they differ. They know what was planted
/// and neither knows what the machine said; each errs, so often that they agree as `kappa` says.
fn code(
    journal: &Journal,
    office: &Actor,
    audit: Id,
    readers: &[Actor; 3],
    truth: &HashMap<Id, u8>,
    kappa: f64,
    seed: u64,
) -> Result<(), Failure> {
    let mut chosen: Vec<(Id, u8)> = {
        let reading = journal
            .reading(office, Permit::SeeAudit, read::subject(office, Some(office.org), &[]))
            .map_err(|why| Failure::refused(format!("the letters for people cannot be read: {why:?}")))?;
        let all = read::letters(&reading, audit).map_err(Failure::refused)?;
        all.iter()
            .filter(|letter| letter.chosen && !letter.stopped)
            .filter_map(|letter| Some((letter.id, *truth.get(&letter.id)?)))
            .collect()
    };
    let mut chance = Chance::new(seed, 25);
    chance.shuffle(&mut chosen);
    chosen.truncate(chosen.len().saturating_sub(LEFT));
    let pairs = differing(&chosen, kappa, &mut chance);
    let [one, two, third] = readers;
    let coded = |nth: usize| {
        let act = move |(letter, codes): &(Id, [u8; 2])| CodeLetter {
            audit,
            letter: *letter,
            code: codes.get(nth).copied().unwrap_or(0),
        };
        pairs.iter().map(act).collect::<Vec<_>>()
    };
    let settled = chosen.iter().zip(&pairs).filter(|(_, (_, [one, two]))| one != two);
    let settled: Vec<CodeLetter> =
        settled.map(|((letter, truth), _)| CodeLetter { audit, letter: *letter, code: *truth }).collect();
    for (reader, acts) in [(one, coded(0)), (two, coded(1)), (third, settled)] {
        for done in journal.submit_many(reader, acts).map_err(Failure::refused)? {
            done.map_err(|why| not_done("a reader\u{2019}s codes", &why))?;
        }
    }
    Ok(())
}

/// Codes of two readers who both know what is there, then differ about one letter more and one more, until they agree no
/// better than `kappa`. Now the one errs, now the other.
fn differing(chosen: &[(Id, u8)], kappa: f64, chance: &mut Chance) -> Vec<(Id, [u8; 2])> {
    let mut pairs: Vec<(Id, [u8; 2])> = chosen.iter().map(|(id, code)| (*id, [*code; 2])).collect();
    for nth in 0..pairs.len() {
        let agreed = coding::agreed(pairs.iter().map(|(_, [one, two])| (*one, *two)));
        if agreed.and_then(|of| of.kappa).is_none_or(|now| now <= kappa) {
            break;
        }
        let Some((_, codes)) = pairs.get_mut(nth) else { break };
        let [code, _] = *codes;
        // Somebody overlooks a request, sees one where there is none, or takes one for another.
        let wrong = if code > 0 && chance.happens(0.6) {
            0
        } else {
            let others: Vec<u8> = (1..coding::CODES).filter(|other| *other != code).collect();
            chance.one_of(&others).copied().unwrap_or(1)
        };
        if let Some(of) = codes.get_mut(nth % 2) {
            *of = wrong;
        }
    }
    pairs
}

fn not_done<R: std::fmt::Debug>(what: &str, refused: &NotDone<R>) -> Failure {
    Failure::refused(format!("{what} could not be brought in: {refused:?}"))
}

#[cfg(test)]
mod tests;
