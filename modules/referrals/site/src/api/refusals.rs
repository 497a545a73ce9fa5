//! Refusals of acts and pages, as problems: the rule that spoke, who can help, what to do next.

use api::{Kind, Problem};
use policy::{Refused, RefusedWhy};
use web::{Problems, Stop, Typed};

use crate::Site;
use crate::acts::{MoveRefused, PlaceRefused};
use crate::pages::words;

/// What a page would have shown.
pub(super) fn of_stop(stop: Stop) -> Problem {
    match stop {
        Stop::Forbidden(of) => {
            Problem::new(Kind::NotYours).detail(of.reason).person(of.person).next_step(of.next_step)
        }
        Stop::Fault { reference } => Problem::new(Kind::Fault).detail(format!("Reference {reference}.")),
        Stop::TooLarge { .. } => Problem::new(Kind::TooLarge),
        Stop::TooLong => Problem::new(Kind::TooLong),
        Stop::NotFound | Stop::SignIn { .. } | Stop::FormRefused { .. } | Stop::Conflict(_) => {
            Problem::new(Kind::NotThere)
        }
    }
}

/// The policy says no. What is not there for this token is answered in one way, whatever the reason.
pub(super) fn of_policy(site: &Site, refused: &Refused) -> Problem {
    let why = refused.why;
    let words = |kind: Kind, detail: &str, next_step: &str| {
        Problem::new(kind).rule(why.as_str()).detail(detail).person(&*site.office).next_step(next_step)
    };
    match why {
        RefusedWhy::NotThere | RefusedWhy::WrongKind => Problem::new(Kind::NotThere),
        RefusedWhy::NotYours | RefusedWhy::SecondFactorNeeded => words(
            Kind::NotYours,
            "A system’s token does not do this.",
            "Have a colleague whose seat does it do it on the page.",
        ),
        RefusedWhy::NoAgreement => words(
            Kind::AgainstTheRules,
            "No agreement between your two organisations covers this today.",
            "Choose another host with GET /api/hosts, or print the ask and ring.",
        ),
        RefusedWhy::ClinicianMustTick => words(
            Kind::AgainstTheRules,
            "A clinician stands behind this: “clinician” is to name a clinician’s or fitter’s seat of your own \
             organisation that somebody holds today.",
            "Send the seat of the clinician who has decided it.",
        ),
        RefusedWhy::RingFirst => {
            Problem::new(Kind::RingFirst).rule(why.as_str()).person(&*site.numbers.urgent_care)
        }
    }
}

fn talk_to(why: &PlaceRefused) -> Option<&str> {
    match why {
        PlaceRefused::NotAccepted { talk_to, .. }
        | PlaceRefused::WrongPurpose { talk_to }
        | PlaceRefused::WeekFull { talk_to } => Some(talk_to),
        PlaceRefused::NoSuchHost | PlaceRefused::NobodyPays | PlaceRefused::AlreadyThere => None,
    }
}

/// An ask was not placed.
pub(super) fn not_placed(why: &PlaceRefused) -> Problem {
    let rule = match why {
        PlaceRefused::NoSuchHost => "host-not-joined",
        PlaceRefused::NotAccepted { .. } => "outside-acceptance",
        PlaceRefused::WrongPurpose { .. } => "wrong-purpose",
        PlaceRefused::WeekFull { .. } => "week-full",
        PlaceRefused::NobodyPays => "nobody-pays",
        PlaceRefused::AlreadyThere => "already-there",
    };
    let problem = Problem::new(Kind::AgainstTheRules)
        .rule(rule)
        .detail(words::not_placed(why))
        .next_step("Talk to the person named, or choose another host with GET /api/hosts.");
    match talk_to(why) {
        Some(who) => problem.person(who),
        None => problem,
    }
}

/// A move was not made.
pub(super) fn not_moved(why: &MoveRefused) -> Problem {
    let rule = match why {
        MoveRefused::Life(_) => "life-of-an-ask",
        MoveRefused::Slot(_) => "slot",
        MoveRefused::NoSuchSlot => "no-such-slot",
        MoveRefused::NotThisWay => "not-this-way",
        MoveRefused::NoAgreement { .. } => "no-agreement",
        MoveRefused::NoSuchHost => "host-not-joined",
        MoveRefused::NotYet(_) => "not-yet",
        MoveRefused::BeforeItsDay(_) => "before-its-day",
        MoveRefused::Broken(_) => return Problem::fault("folding an ask", "its history cannot be folded"),
    };
    let problem = Problem::new(Kind::AgainstTheRules)
        .rule(rule)
        .detail(words::not_moved(why))
        .next_step("Read the ask again with GET /api/asks/{ask}: its state says which events may follow.");
    match why {
        MoveRefused::NoAgreement { person_to_ask } => problem.person(person_to_ask),
        MoveRefused::Life(_)
        | MoveRefused::Slot(_)
        | MoveRefused::NoSuchSlot
        | MoveRefused::NotThisWay
        | MoveRefused::NoSuchHost
        | MoveRefused::NotYet(_)
        | MoveRefused::BeforeItsDay(_)
        | MoveRefused::Broken(_) => problem,
    }
}

/// What is wrong with the fields of a form, by the names that a program knows them by.
pub(super) fn fields(problems: &Problems, names: &[(&str, &str)]) -> Problem {
    let mut problem = Problem::new(Kind::FieldsWrong);
    for (field, words) in problems.each() {
        let known = names.iter().find(|(of_form, _)| *of_form == field);
        problem = problem.field(known.map_or(field, |(_, of_program)| of_program), words);
    }
    problem
}

/// Fields as a form would have sent them.
pub(super) fn typed(pairs: Vec<(String, String)>) -> Typed {
    Typed::of(pairs.into_iter().filter(|(_, text)| !text.is_empty()))
}
