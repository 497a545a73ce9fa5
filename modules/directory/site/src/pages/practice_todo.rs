//! What an organisation must look at: certificates that end, sessions that nobody may hold, entries that nobody confirmed.

use directory_rules::competence::Warning;
use directory_rules::entry::{Freshness, freshness};
use directory_rules::facts::v1::{Fitter, Seat};
use directory_rules::{Fitter as Fits, Procedure, Session as Staffed, SlotState, Standing};

use super::own::Own;
use super::practice_fitter::SKILLS;
use super::words;
use crate::index;
use crate::read::Planned;

/// What needs somebody, the most pressing first, one sentence each.
pub(super) fn todo(own: &Own) -> Vec<String> {
    let mut todo = Vec::new();
    for planned in &own.sessions {
        if let Some(why) = stranded(own, planned) {
            todo.push(why);
        }
    }
    for (seat, fitter) in fitters(own) {
        for held in
            fitter.certificates.iter().filter_map(|held| index::competence(held).map(|rule| (held, rule)))
        {
            let (certificate, rule) = held;
            let skill = skill(&certificate.skill);
            match rule.standing(own.today) {
                Standing::Current | Standing::NotYet => {}
                Standing::RenewalOverdue { until } => todo.push(format!(
                    "{}: renewal of {skill} is overdue. What is booked stays until {}; nothing new can be booked.",
                    seat.title,
                    until.in_words()
                )),
                Standing::Lapsed => todo.push(format!("{}: {skill} has ended.", seat.title)),
                Standing::LifeSupportOutOfDate => {
                    todo.push(format!("{}: life-support training for {skill} is out of date.", seat.title));
                }
            }
            if let Some(Warning::First { ends } | Warning::Last { ends }) = rule.warning(own.today) {
                todo.push(format!(
                    "{}: {skill} counts until {} ({} days).",
                    seat.title,
                    ends.in_words(),
                    ends - own.today
                ));
            }
        }
    }
    for entered in own.services.iter().filter(|entered| !entered.service.ended) {
        match freshness(entered.confirmed_on, own.today) {
            Freshness::Fresh => {}
            Freshness::Old { days } => {
                todo.push(format!("Confirm {}: nobody has for {days} days.", entered.service.name));
            }
            Freshness::Hidden { days } => todo.push(format!(
                "Confirm {}: nobody has for {days} days, and partners do not see it any more.",
                entered.service.name
            )),
        }
    }
    todo
}

/// A session with somebody booked on it, and nobody who may fit what its service takes that day.
fn stranded(own: &Own, planned: &Planned) -> Option<String> {
    let taken = planned
        .slots
        .iter()
        .filter(|slot| matches!(slot.state.at(own.now), SlotState::Booked { .. }))
        .count();
    if taken == 0 {
        return None;
    }
    let lost: Vec<&str> = not_kept(own, planned);
    if lost.is_empty() {
        return None;
    }
    Some(format!(
        "{}: {taken} booked, and nobody on the session may fit {}. Open the session and move them.",
        planned.session.day.in_words(),
        lost.join(" or ")
    ))
}

/// The fitters as the rules know them, whose seats last.
pub(super) fn rules(own: &Own) -> Vec<Fits> {
    own.fitters
        .iter()
        .filter(|fitter| own.seats.iter().any(|seat| seat.id == fitter.seat && !seat.ended))
        .map(|fitter| Fits {
            seat: fitter.seat,
            competences: fitter.certificates.iter().filter_map(index::competence).collect(),
            coils_last_year: fitter.coils_before,
            implants_last_year: fitter.implants_before,
        })
        .collect()
}

fn staffed(planned: &Planned, fitters: &[Fits]) -> Staffed {
    let place = |seat| fitters.iter().position(|fitter| fitter.seat == seat);
    Staffed {
        day: planned.session.day,
        fitters: planned.session.fitters.iter().filter_map(|seat| place(*seat)).collect(),
        room: planned.session.room,
        assistant: planned.session.assistant,
        free: 0,
    }
}

/// Methods of the service that what is booked cannot go ahead with.
fn not_kept(own: &Own, planned: &Planned) -> Vec<&'static str> {
    let fitters = rules(own);
    let staffed = staffed(planned, &fitters);
    let service = own.services.iter().find(|entered| entered.service.id == planned.session.service);
    let methods = service.map_or(&[][..], |entered| &entered.service.methods);
    methods
        .iter()
        .filter(|method| staffed.keeps(**method, Procedure::Fit, &fitters).is_err())
        .map(|method| method.in_words())
        .collect()
}

/// Methods of the service that can be booked on a session, and why the others cannot.
pub(super) fn offered(own: &Own, planned: &Planned) -> String {
    let fitters = rules(own);
    let staffed = staffed(planned, &fitters);
    let service = own.services.iter().find(|entered| entered.service.id == planned.session.service);
    let Some(entered) = service else { return "Its service has gone".to_owned() };
    let mut yes = Vec::new();
    let mut no = Vec::new();
    for method in &entered.service.methods {
        match staffed.offers(*method, Procedure::Fit, &fitters) {
            Ok(()) => yes.push(method.in_words().to_owned()),
            Err(why) => no.push(format!("no {}: {}", method.in_words(), why.in_words())),
        }
    }
    match (yes.is_empty(), no.is_empty()) {
        (true, true) => "None for other practices".to_owned(),
        (_, true) => words::listed(yes),
        (true, false) => words::capital(&no.join("; ")),
        (false, false) => format!("{}; {}", words::listed(yes), no.join("; ")),
    }
}

/// Seats with certificates, while they last.
pub(super) fn fitters(own: &Own) -> impl Iterator<Item = (&Seat, &Fitter)> {
    own.seats
        .iter()
        .filter(|seat| !seat.ended)
        .filter_map(|seat| Some((seat, own.fitters.iter().find(|fitter| fitter.seat == seat.id)?)))
}

/// A skill by its code, for people.
pub(super) fn skill(code: &str) -> &str {
    SKILLS.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| *words)
}
