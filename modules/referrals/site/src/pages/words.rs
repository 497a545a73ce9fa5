//! The words of states, moves, lateness and refusals: written once, used on every page.

use directory_rules::Method;
use directory_rules::slot::SlotRefused;
use kernel::Day;
use policy::RefusedWhy;
use referrals_rules::facts::v1::Move;
use referrals_rules::life;
use referrals_rules::request::reasons::{DeclineReason, NotFittedReason, WithdrawnReason};
use web::Stop;

use crate::acts::{MoveRefused, PlaceRefused};

/// The method, from the envelope.
pub fn method(name: &str) -> &'static str {
    Method::of_name(name).map_or("method to be discussed", Method::in_words)
}

/// A state, by its stable name.
pub fn state(name: &str, is_read: bool) -> &'static str {
    match name {
        "sent" | "redirected" if !is_read => "New: not opened yet",
        "sent" => "Opened, not answered yet",
        "redirected" => "Passed on, opened",
        "needs-info" => "A question waits for the sender",
        "accepted" => "Accepted, no times offered yet",
        "declined" => "Declined: choose another host",
        "offered" => "Times offered, none chosen yet",
        "booked" => "Booked",
        "waiting-patient" => "Waiting for the person",
        "deferred" => "Put off for a clinical reason",
        "not-fitted" => "Seen, not fitted",
        "fitted" => "Fitted",
        "withdrawn" => "Withdrawn",
        "returned" => "Returned to the sender",
        "answered" => "Answered: read the answer",
        "closed" => "Closed",
        "void" => "Entered in error",
        _ => "Draft",
    }
}

/// The next step, for whoever has it.
pub fn next_step(name: &str, host: bool) -> &'static str {
    match (name, host) {
        ("sent" | "redirected", true) => "Accept and offer two times",
        ("accepted" | "not-fitted", true) => "Offer two times",
        ("offered", true) => "Note which time she chose",
        ("booked", true) => "See her, then record it",
        ("waiting-patient", true) => "Offer again when she can come",
        ("deferred", true) => "Look again on the review day",
        ("needs-info", false) => "Answer the question",
        ("declined", false) => "Choose another host",
        ("answered", false) => "Read the answer and close",
        _ => "Nothing for you now",
    }
}

/// How late, in words.
pub fn lateness(by: Option<Day>, today: Day) -> String {
    let Some(by) = by else { return "No day set".to_owned() };
    match today - by {
        0 => "Today".to_owned(),
        -1 => "Tomorrow".to_owned(),
        1 => "1 day late".to_owned(),
        days if days > 0 => format!("{days} days late"),
        days => format!("In {} days, by {}", -days, by.in_words()),
    }
}

/// Words that go on within a sentence: the first letter small.
pub fn continued(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

/// Whose days they are.
pub fn owner(name: &str) -> &'static str {
    match name {
        "host" => "the host’s days",
        "sender" => "the sender’s days",
        "patient" => "the person’s own days",
        "clinical" => "days for a clinical reason",
        _ => "nobody’s days: it has ended",
    }
}

/// Why it is late: what has not been done.
pub fn why_late(state: &str, is_read: bool) -> &'static str {
    match state {
        "sent" | "redirected" if !is_read => "nobody has opened it",
        "sent" | "redirected" => "opened, but not answered",
        "accepted" => "accepted, but no times offered",
        "offered" => "times offered, none noted as chosen",
        "booked" => "the appointment has passed and nothing is recorded",
        "needs-info" => "the host’s question has no answer",
        "declined" => "declined, and no other host chosen",
        "not-fitted" => "not fitted, and no next step",
        "waiting-patient" => "the day she could come from has passed",
        "deferred" => "the review day has passed",
        "answered" => "the answer has not been read",
        _ => "no next step",
    }
}

fn reason(code: &str) -> String {
    let known = DeclineReason::of_code(code)
        .map(DeclineReason::in_words)
        .or_else(|| NotFittedReason::of_code(code).map(NotFittedReason::in_words))
        .or_else(|| WithdrawnReason::of_code(code).map(WithdrawnReason::in_words));
    known.map_or_else(|| code.replace('-', " "), str::to_owned)
}

/// What happened, in a sentence without its subject.
pub fn happened(what: &Move) -> String {
    match what {
        Move::Read => "opened it".to_owned(),
        Move::NeedsInfo => "asked a question".to_owned(),
        Move::InfoGiven => "answered the question".to_owned(),
        Move::Accepted => "accepted it".to_owned(),
        Move::Declined { reason: code, .. } => format!("declined it: {}", reason(code)),
        Move::Redirected { reason: code, .. } => format!("passed it on: {}", reason(code)),
        Move::Offered { slots } => {
            let times: Vec<String> = slots.iter().map(|slot| slot.at.in_words()).collect();
            format!("offered {}", times.join(" and "))
        }
        Move::Booked { at, by_person: true, .. } => format!("she chose {}", at.in_words()),
        Move::Booked { at, by_person: false, .. } => format!("booked {}", at.in_words()),
        Move::HostCancelled { day, reason: why } => {
            format!("took the time on {} back: {}", day.in_words(), reason(why))
        }
        Move::PatientCancelled { day, available_from } => {
            format!("she cancelled {}; she can come from {}", day.in_words(), available_from.in_words())
        }
        Move::WaitingPatient { available_from, .. } => {
            format!("she declined the times; she can come from {}", available_from.in_words())
        }
        Move::DidNotAttend { day, recontact } => match recontact {
            Some(on) => format!("she did not come on {}; in touch again {}", day.in_words(), on.in_words()),
            None => format!("she did not come on {}; not in touch yet", day.in_words()),
        },
        Move::Deferred { reason: why, review_on } => {
            format!("put it off ({}), to be looked at again on {}", reason(why), review_on.in_words())
        }
        Move::FitToProceed => "recorded that it can go ahead".to_owned(),
        Move::Fitted { replace_by, .. } => match replace_by {
            Some(day) => format!("fitted it; replace by {}", day.in_words()),
            None => "fitted it".to_owned(),
        },
        Move::NotFitted { reason: code } => format!("did not fit it: {}", reason(code)),
        Move::Withdrawn { reason: code, by_person: true } => format!("she withdrew it: {}", reason(code)),
        Move::Withdrawn { reason: code, by_person: false } => format!("withdrew it: {}", reason(code)),
        Move::Returned { reason: why } => format!("returned her to the sender: {}", reason(why)),
        Move::Answered => "sent the answer".to_owned(),
        Move::Closed { by_time: true } => "closed by itself after silence".to_owned(),
        Move::Closed { by_time: false } => "read the answer and closed it".to_owned(),
        Move::Void { reason: why } => format!("took it out as entered in error: {}", reason(why)),
        Move::Succeeded { from, to } => format!("went over from {from} to {to}, who took its work over"),
    }
}

/// The policy says no.
pub fn refused(why: RefusedWhy, office: &str) -> Stop {
    let words = |why| match why {
        RefusedWhy::NotThere | RefusedWhy::WrongKind | RefusedWhy::SecondFactorNeeded => None,
        RefusedWhy::NotYours => {
            Some(("Your seat does not do this.", "Ask a colleague whose seat does, or ring."))
        }
        RefusedWhy::NoAgreement => Some((
            "No agreement between your two organisations covers this today.",
            "Choose another host, or print the ask and ring.",
        )),
        RefusedWhy::ClinicianMustTick => Some((
            "A clinician ticks the checks before this is sent.",
            "Ask a clinician of your practice to open the draft and send it.",
        )),
        RefusedWhy::RingFirst => Some((
            "This may be needed within hours: it never waits in a list.",
            "Ring now, write down whom you reached, then send.",
        )),
    };
    Stop::refused(why, || office.to_owned(), words)
}

/// Why an ask was not placed, whom to talk to, what next: one sentence.
pub fn not_placed(why: &PlaceRefused) -> String {
    match why {
        PlaceRefused::NoSuchHost => {
            "This host is not on Roundtable: print the ask and ring, or choose another.".to_owned()
        }
        PlaceRefused::NotAccepted { why, talk_to } => {
            format!("This host {}. Talk to {talk_to}, or choose another.", why.in_words())
        }
        PlaceRefused::WrongPurpose { talk_to } => {
            format!("This host is not paid for this purpose. Talk to {talk_to}, or choose another.")
        }
        PlaceRefused::WeekFull { talk_to } => {
            format!("This host has taken all it can this week. Talk to {talk_to}, or choose another.")
        }
        PlaceRefused::NobodyPays => {
            "Nobody is named as the payer for this purpose today: ring the partnership’s office.".to_owned()
        }
        PlaceRefused::AlreadyThere => "This form was used before: open a new one from “Refer”.".to_owned(),
    }
}

/// Why a move was not made, in one sentence that says what to do.
pub fn not_moved(why: &MoveRefused) -> String {
    match why {
        MoveRefused::Life(why) => life_refusal(why),
        MoveRefused::Slot(why) => slot(*why),
        MoveRefused::NoSuchSlot => {
            "That time is not one of this service’s free times: choose another.".to_owned()
        }
        MoveRefused::NotThisWay => "This cannot be done from here now: look at the ask again.".to_owned(),
        MoveRefused::NoAgreement { person_to_ask } => {
            format!(
                "No agreement covers the sender and that host. Ask {person_to_ask}, or choose another host."
            )
        }
        MoveRefused::NoSuchHost => "That host is not on Roundtable: choose another, or ring.".to_owned(),
        MoveRefused::NotYet(day) => format!("{} has not come yet: check the date.", day.in_words()),
        MoveRefused::BeforeItsDay(booked) => format!(
            "A fitting is recorded on its booked day, {}, or later. If she came earlier, tick that she did: the \
             booked time is then given to somebody else.",
            booked.in_words()
        ),
        MoveRefused::Broken(_) => {
            "The history of this ask cannot be read: that is our fault. Ring the other side.".to_owned()
        }
    }
}

fn slot(why: SlotRefused) -> String {
    why.in_words()
}

/// A rule of the life of an ask, as a person reads it.
fn life_refusal(why: &life::Refusal) -> String {
    use life::Refusal;
    match why {
        Refusal::NotSentYet { .. } => "It has not been sent yet: send it first.".to_owned(),
        Refusal::Ended { on, .. } => {
            format!(
                "It ended on {}: nothing more can be done to it but mark it as entered in error.",
                on.in_words()
            )
        }
        Refusal::NotFrom { state: now, .. } => {
            format!("It has moved on: it is now “{}”. Look at the ask again.", state(now.name(), true))
        }
        Refusal::DatesGoBack { before, .. } => {
            format!(
                "Something later is already on record ({}): use that day or a later one.",
                before.in_words()
            )
        }
        Refusal::SameHost => "That host has it already: choose another.".to_owned(),
        Refusal::NoSlots => "Choose at least one time to offer.".to_owned(),
        Refusal::SlotBeforeOffer { slot, .. } => {
            format!("{} has passed: choose a later time.", slot.in_words())
        }
        Refusal::SlotNotOffered { slot, .. } => {
            format!("{} was not offered or was taken back: choose one that stands.", slot.in_words())
        }
        Refusal::SlotPassed { slot, .. } => format!("{} has passed: offer another time.", slot.in_words()),
        Refusal::NotTheBookedSlot { booked, .. } => {
            format!("The appointment is on {}: check the day.", booked.in_words())
        }
        Refusal::ShortNotice { .. } => {
            "With less than a day’s notice this counts as not attended: record that instead.".to_owned()
        }
        Refusal::NothingDeclined => "Choose which times she declined.".to_owned(),
        Refusal::DeclinedNotOffered { slot } => {
            format!("{} was not offered: check the times.", slot.in_words())
        }
        Refusal::MissedBeforeSlot { slot, .. } => {
            format!("The appointment on {} has not come yet.", slot.in_words())
        }
        Refusal::RecontactBeforeSlot { slot, .. } => {
            format!("The day you were in touch again comes after {}: check it.", slot.in_words())
        }
        Refusal::ReviewInThePast { .. } => "The review day lies ahead: choose today or later.".to_owned(),
        Refusal::NothingDeferred => "Nothing is put off: there is nothing to end.".to_owned(),
        Refusal::ReturnTooSoon { missed, missed_min, unavailable_days, days_more_than } => format!(
            "Nobody is returned so soon: it needs {missed_min} missed appointments (there are {missed}) or more than \
             {days_more_than} days away (there are {unavailable_days}). Offer another time or ring her."
        ),
    }
}
