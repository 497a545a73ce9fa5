//! Results between the hospital and a practice in a made-up place: one that waits, one that was accepted, one that came back.

use std::marker::PhantomData;

use cli::Failure;
use journal::{Journal, NotDone};
use kernel::Id;
use policy::{Actor, OrgKind};
use recalls_rules::Test;
use recalls_rules::facts::v1::{HandedMove, Person};
use recalls_site::acts::{HandOver, MoveResult, Taking};
use trial::chance::Chance;
use trial::marlshire::{Place, Recipe};

use super::live::actor;

/// What is handed over, and what the practice makes of it.
const RESULTS: [(Test, &str, &str, Option<HandedMove>, &str); 3] = [
    (
        Test::Blood,
        "Tilda Grantley",
        "Potassium 5.6 on discharge. To be checked again within a week; she would rather come to you.",
        None,
        "",
    ),
    (
        Test::Blood,
        "Osric Penwarden",
        "Ferritin 8, iron started. Full count in four weeks, please.",
        Some(HandedMove::Accepted),
        "",
    ),
    (
        Test::Scan,
        "Maud Eskdale",
        "Nodule of 7 mm, scan again in three months.",
        Some(HandedMove::Declined),
        "We cannot arrange this scan; our rule says that you do.",
    ),
];

/// Hands them over.
pub fn bring_in(journal: &Journal, place: &Place, recipe: Recipe) -> Result<(), Failure> {
    let titled = |title: &str, kind| {
        let found = place.people.iter().find(|of| of.seat.title == title)?;
        actor(found, kind)
    };
    let (Some(doctor), Some(gp)) =
        (titled("Respiratory consultant", OrgKind::Hospital), titled("GP", OrgKind::Practice))
    else {
        return Ok(());
    };
    let mut chance = Chance::new(recipe.seed, 26);
    for (nth, (test, name, why, answer, reason)) in RESULTS.into_iter().enumerate() {
        let result = Id::from_bits(chance.bits());
        let person = Person {
            name: name.to_owned(),
            nhs_number: String::new(),
            date_of_birth: String::new(),
            telephone: format!("07700 900{:03}", 870 + nth),
            why: why.to_owned(),
        };
        let act = HandOver { result, test, to: gp.org, back_to: doctor.seat, person, ticked: true };
        done(journal, &doctor, act, "a result")?;
        if let Some(what) = answer {
            let act = MoveResult::<Taking> { result, what, why: reason.to_owned(), way: PhantomData };
            done(journal, &gp, act, "the answer to a result")?;
        }
    }
    Ok(())
}

fn done<A: journal::Act>(journal: &Journal, actor: &Actor, act: A, what: &str) -> Result<(), Failure>
where
    A::Refusal: std::fmt::Debug,
{
    let not_done =
        |why: &NotDone<A::Refusal>| Failure::refused(format!("{what} could not be brought in: {why:?}"));
    journal.submit_here(actor, act).map(|_| ()).map_err(|why| not_done(&why))
}
