//! Where an ask stands, folded from its moves: its state, whose move it is, the days, the verdicts, who has had it.

use clocks::Verdict;
use journal::{Entry, Fault, Writing};
use kernel::Day;
use lawbook::hand_over;
use referrals_rules::facts::Folded;
use referrals_rules::life::State;

use super::{Column, number};
use crate::{england, verdicts};

/// Where an ask stands: its state, whose move it is, by when, the days, the verdicts, who has had it.
pub(super) fn columns(entry: &Entry, folded: &Folded) -> Vec<Column> {
    let life = folded.course.life();
    let track = folded.course.track();
    // Projected as of the last move; what is still open is judged on by its due date when it is read.
    let as_of = folded.moved_on;
    let ended = life.ended.map(|(day, _)| day);
    let days = track.owner_days(&track.journey(), ended.unwrap_or(as_of));
    let final_days = |days: i32| ended.filter(|_| life.state != State::Void).map(|_| i64::from(days)).into();
    let (booked_slot, booked_at) = folded.booked.map_or((None, None), |(slot, at)| (slot, Some(at)));
    vec![
        ("sender", folded.sender.into()),
        ("host", folded.host().into()),
        ("sender_now", folded.after_closing.sender.into()),
        ("host_now", folded.after_closing.host.into()),
        ("state", life.state.name().into()),
        ("next_move", life.state.next_move().map(owner_name).into()),
        ("is_read", folded.read.into()),
        ("moved_on", as_of.into()),
        ("act_by", act_by(folded).into()),
        ("booked_slot", booked_slot.into()),
        ("booked_at", booked_at.into()),
        ("ended_on", ended.into()),
        ("raw_days", final_days(days.total())),
        ("host_days", final_days(days.host)),
        ("sender_days", final_days(days.sender)),
        ("patient_days", final_days(days.patient)),
        ("clinical_days", final_days(days.clinical)),
        ("hosts", i64::try_from(folded.hosts.len()).unwrap_or(i64::MAX).into()),
        ("changed", changed(entry).into()),
        ("changed_at", entry.at.into()),
        ("version", entry.version.0.into()),
    ]
}

/// What is kept beside an ask of where it stands: who has had it, and its verdicts.
pub(super) fn beside(entry: &Entry, folded: &Folded, writing: &mut Writing<'_>) -> Result<(), Fault> {
    tenures(entry, folded, writing)?;
    let as_of = folded.moved_on;
    for (rule, standing) in verdicts::standings(folded.course.track(), as_of) {
        let person = standing.person;
        writing.upsert(
            "referral_verdict",
            &[("ask", entry.stream.as_str().into()), ("rule", rule.into())],
            &[
                ("verdict", verdict_name(standing.score.verdict).into()),
                ("days", number(standing.score.days)),
                ("due", standing.score.due.into()),
                ("person_verdict", person.map(|score| verdict_name(score.verdict)).into()),
                ("person_days", number(person.and_then(|score| score.days))),
            ],
        )?;
    }
    Ok(())
}

/// Where a fact stands in the record as one number, so that a list by change can be gone through page by page and misses
/// none, also where one act recorded many asks. An act has fewer facts than that factor.
const fn changed(entry: &Entry) -> i64 {
    entry.seq * 65_536 + entry.nth
}

fn tenures(entry: &Entry, folded: &Folded, writing: &mut Writing<'_>) -> Result<(), Fault> {
    for (nth, (window, org)) in folded.course.track().segments().zip(&folded.hosts).enumerate() {
        writing.upsert(
            "referral_tenure",
            &[("ask", entry.stream.as_str().into()), ("nth", i64::try_from(nth).unwrap_or(i64::MAX).into())],
            &[
                ("org", (*org).into()),
                ("from_day", window.start.into()),
                ("until_day", window.end.map(|(day, _)| day).into()),
            ],
        )?;
    }
    Ok(())
}

/// The stable name of an owner.
pub(crate) const fn owner_name(owner: clocks::Owner) -> &'static str {
    match owner {
        clocks::Owner::Host => "host",
        clocks::Owner::Sender => "sender",
        clocks::Owner::Patient => "patient",
        clocks::Owner::Clinical => "clinical",
    }
}

/// The stable name of a verdict.
pub(crate) const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Failed => "failed",
        Verdict::Open => "open",
        Verdict::Excluded => "excluded",
    }
}

/// An interval that runs longer than this has no end yet: nobody has said when the person can come.
const KNOWN_END_DAYS_MAX: i32 = 3_660;

/// The day by which whoever has the next move must make it, so that lists can be sorted by deadline. The days come from
/// the rule sets and from the terms of a hand-over; none where nobody must move.
fn act_by(folded: &Folded) -> Option<Day> {
    let life = folded.course.life();
    let track = folded.course.track();
    let within = |from: Day, days: u8| england().plus_working_days(from, i32::from(days));
    let due = |rule| verdicts::score(track, rule, folded.moved_on).and_then(|score| score.due);
    match life.state {
        State::Sent | State::Redirected if !folded.read => {
            hand_over::UNREAD_WORKING_DAYS_MAX.at(folded.moved_on).map(|days| within(folded.moved_on, *days))
        }
        State::Sent | State::Redirected | State::Accepted => due(verdicts::OFFER_BY),
        State::Offered | State::NotFitted => due(verdicts::FIT_BY),
        State::Booked => life.booked,
        State::NeedsInfo | State::Declined => {
            hand_over::REROUTE_WORKING_DAYS_MAX.at(folded.moved_on).map(|days| within(folded.moved_on, *days))
        }
        State::WaitingPatient | State::Deferred => {
            let until = track.spans().last().map(|span| span.to);
            until.filter(|day| *day - folded.moved_on <= KNOWN_END_DAYS_MAX).or_else(|| due(verdicts::FIT_BY))
        }
        State::Answered => hand_over::SILENCE_CLOSES_WORKING_DAYS
            .at(folded.moved_on)
            .map(|days| within(folded.moved_on, *days)),
        State::Fitted | State::Withdrawn | State::Returned => Some(folded.moved_on),
        State::Draft | State::Closed | State::Void => None,
    }
}
