//! The hospital's recalls in Marlshire: half a year of tests to repeat, each with its owner, and what became of it.

use fixit_site::england;
use kernel::{Day, Id, NhsNumber, SeatId};
use recalls_rules::facts::v1::{End, Move, Moved, NotDoneWhy, Owner, Person, Planned, Test};
use recalls_site::acts::Brought;

use super::Place;
use super::asks::Truth;
use super::hospital::WITH_RECALLS;
use super::names;
use crate::chance::Chance;

/// Recalls in all.
pub const RECALLS: usize = 320;
/// Days of history.
const DAYS: i64 = 180;

/// The recalls, and who owns those of which specialty.
pub struct Told {
    /// Owners by specialty and test.
    pub owners: Vec<Owner>,
    /// The recalls.
    pub recalls: Vec<Brought>,
}

/// All recalls of half a year: everything due by yesterday was done, has ended, or was put off to a day to come; but for
/// the few of the last day or two.
pub fn recalls(place: &Place, seed: u64, today: Day, without: Option<Truth>) -> Told {
    let mut chance = Chance::new(seed, 22);
    let mut told = Told { owners: Vec::new(), recalls: Vec::new() };
    let mut owned: Vec<(String, SeatId)> = Vec::new();
    for name in WITH_RECALLS {
        let title = format!("{name} recall coordinator");
        let Some(seat) = place.people.iter().find(|of| of.seat.title == title) else { continue };
        owned.push((names::slug(name), seat.seat.id));
    }
    let Some(org) = place.organisations.hospitals.first().map(|of| of.code) else { return told };
    for of in &place.specialties {
        // A specialty without a coordinator of its own is looked after by acute medicine's.
        let own = owned.iter().find(|(code, _)| *code == of.code).or_else(|| owned.first());
        let Some((_, seat)) = own else { continue };
        told.owners.push(Owner { org, specialty: of.code.clone(), test: Test::ChestXRay, seat: *seat });
    }
    for nth in 0..RECALLS {
        let (code, owner) = match chance.one_of(&owned) {
            Some((code, seat)) => (code.clone(), *seat),
            None => break,
        };
        let days = i32::try_from(chance.between(0, DAYS + 60)).unwrap_or(0);
        let due = england().plus_working_days(today - i32::try_from(DAYS).unwrap_or(0) + days, 1);
        let test = *chance
            .by_weight(Test::ALL, |test| if *test == Test::ChestXRay { 4.0 } else { 1.0 })
            .unwrap_or(&Test::Other);
        let reference = Some(format!("RC{:05}", 10_000 + nth));
        let told_already = chance.happens(0.9);
        let planned = Planned { org, specialty: code, test, due, owner, told: told_already, reference };
        let forgotten = without == Some(Truth::RecallsAccounted) && nth < 5;
        let moves = if forgotten { Vec::new() } else { story(&mut chance, due, today) };
        let planned = if forgotten { Planned { due: today - 40, ..planned } } else { planned };
        told.recalls.push(Brought {
            recall: Id::from_bits(chance.bits()),
            planned,
            moves,
            person: somebody(nth, &mut chance),
        });
    }
    told
}

/// What became of a recall by yesterday.
fn story(chance: &mut Chance, due: Day, today: Day) -> Vec<Moved> {
    // Due yesterday or later: still to be done.
    if due >= today - 1 {
        return Vec::new();
    }
    let put_off = chance.happens(0.12);
    let end = *chance
        .by_weight(&[(End::Done, 0.93), (End::Died, 0.03), (End::Declined, 0.04)], |(_, weight)| *weight)
        .map_or(&End::Done, |(end, _)| end);
    if !put_off {
        return vec![Moved { on: due, what: Move::Ended { end } }];
    }
    let next = england().plus_working_days(due, 15);
    let why = *chance.one_of(NotDoneWhy::ALL).unwrap_or(&NotDoneWhy::CannotYet);
    let mut moves = vec![Moved { on: due, what: Move::NotDone { why, next } }];
    if next < today - 1 {
        moves.push(Moved { on: next, what: Move::Ended { end } });
    }
    moves
}

const FIRST: &[&str] =
    &["Agnes", "Bram", "Cosima", "Dorian", "Elspeth", "Fabian", "Gerda", "Hamish", "Ione", "Jonas"];
const LAST: &[&str] =
    &["Applegarth", "Brindle", "Cottesmore", "Dunnock", "Eversley", "Fennimore", "Garsdale", "Hawkshaw"];

fn somebody(nth: usize, chance: &mut Chance) -> Person {
    let first = chance.one_of(FIRST).copied().unwrap_or("Agnes");
    let last = chance.one_of(LAST).copied().unwrap_or("Brindle");
    let nine = 999_100_000 + u32::try_from(nth).unwrap_or(0) * 7;
    let number =
        (nine..nine + 7).find_map(NhsNumber::from_first_nine).map(NhsNumber::reveal).unwrap_or_default();
    Person {
        name: format!("{first} {last}"),
        nhs_number: number,
        date_of_birth: format!(
            "19{:02}-0{}-1{}",
            chance.between(30, 85),
            chance.between(1, 9),
            chance.between(0, 9)
        ),
        telephone: format!("07700 900{:03}", nth % 1000),
        why: "To be repeated six weeks after the discharge".to_owned(),
    }
}
