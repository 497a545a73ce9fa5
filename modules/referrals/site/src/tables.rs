//! The read tables of asks, and how facts fill them. The state of an ask is folded from its moves by the same rules that
//! decided them; nothing here decides.

mod look_up;
mod reach;
mod retention;

use clocks::Verdict;
use journal::{Entry, Fault, KeyName, Migration, Module, Query, Value, Writing};
use kernel::{AskId, Day};
use lawbook::hand_over;
use referrals_rules::facts::v1::{self, FAMILY, LOOKS, Moved, Sent, Written, kind};
use referrals_rules::facts::{Folded, fold};
use referrals_rules::life::State;

use crate::acts::draft::{CHECKS, DRAFTS, Drafted, checks};
use crate::{england, read, verdicts};

/// Asks as the journal knows them.
pub const MODULE: Module = Module {
    name: "referrals",
    migrations: &[
        Migration { name: "0001-referrals", sql: include_str!("../migrations/0001.sql") },
        Migration { name: "0002-look-up-and-drafts", sql: include_str!("../migrations/0002.sql") },
        Migration { name: "0003-links-messages-and-alarms", sql: include_str!("../migrations/0003.sql") },
        Migration { name: "0004-own-slips-and-ticked-drafts", sql: include_str!("../migrations/0004.sql") },
        Migration { name: "0005-retention", sql: include_str!("../migrations/0005.sql") },
        Migration { name: "0006-asks-by-change", sql: include_str!("../migrations/0006.sql") },
    ],
    tables: &[
        "referral_ask",
        "referral_move",
        "referral_tenure",
        "referral_verdict",
        "referral_look",
        "referral_rating",
        "referral_lookup",
        "referral_draft",
        "referral_link",
        "referral_message",
        "referral_alarm",
        "referral_hold",
        "referral_retention",
        "referral_retention_yes",
    ],
    project,
};

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    if let Some(KeyName::Ask(ask)) = entry.erased() {
        return erased(ask, writing);
    }
    if entry.family == DRAFTS {
        return drafted(entry, &entry.envelope()?, writing);
    }
    if entry.family == LOOKS {
        return looked(entry, &entry.envelope()?, writing);
    }
    if retention::project(entry, writing)? {
        return Ok(());
    }
    if reach::project(entry, writing)? || entry.family != FAMILY {
        return Ok(());
    }
    match entry.kind.as_str() {
        kind::SENT => sent(entry, &entry.envelope()?, writing),
        kind::MOVED => moved(entry, &entry.envelope()?, writing),
        kind::BROUGHT_IN => brought_in(entry, &entry.envelope()?, writing),
        kind::RATED => rated(entry, &entry.envelope()?, writing),
        _ => Ok(()),
    }
}

fn number<T: Into<i64>>(value: Option<T>) -> Value {
    value.map(Into::into).into()
}

fn refused(entry: &Entry, refusal: &referrals_rules::life::Refusal) -> Fault {
    Fault::plain(format!("fold {} ({}): {refusal}", entry.kind, entry.seq))
}

fn sent(entry: &Entry, of: &Sent, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let folded = Folded::sent(of, england()).map_err(|refusal| refused(entry, &refusal))?;
    envelope(entry, of, false, writing)?;
    look_up::sent(entry, of, writing)?;
    writing.delete("referral_draft", &[("id", entry.stream.as_str().into())])?;
    state(entry, &folded, writing)
}

fn drafted(entry: &Entry, of: &Drafted, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "referral_draft",
        &[("id", entry.stream.as_str().into())],
        &[
            ("org", of.org.into()),
            ("seat", entry.seat.into()),
            ("saved_at", entry.at.into()),
            ("for_booking", of.for_booking.into()),
            ("ticked_by", of.ticked.then_some(entry.seat).into()),
            ("ticked_hash", ticked_hash(entry, of, writing)?),
        ],
    )
}

/// What was ticked, so that a word changed afterwards is not sent under somebody else's tick.
fn ticked_hash(entry: &Entry, of: &Drafted, writing: &Writing<'_>) -> Result<Value, Fault> {
    let written = if of.ticked { entry.contents::<Written>()? } else { None };
    Ok(written.map_or(Value::Null, |written| writing.lookup_hash(of.org, CHECKS, &checks(&written))))
}

/// The key of an ask is gone: what this module kept to find, name or reach the person goes too.
fn erased(ask: AskId, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.delete("referral_link", &[("ask", ask.into())])?;
    writing.delete("referral_draft", &[("id", ask.into())])?;
    writing.delete("referral_lookup", &[("ask", ask.into())])?;
    let gone = [("name_sealed", Value::Null), ("found_by_sealed", Value::Null), ("person", Value::Null)];
    writing.update("referral_ask", &[("id", ask.into())], &gone).map(|_| ())
}

fn envelope(entry: &Entry, of: &Sent, brought_in: bool, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let name = match entry.contents::<Written>()? {
        Some(written) => writing.seal(entry, "name_sealed", written.text("name").as_bytes())?,
        None => Value::Null,
    };
    writing.upsert(
        "referral_ask",
        &[("id", entry.stream.as_str().into())],
        &[
            ("reference", of.reference.as_str().into()),
            ("sender", of.from.into()),
            ("sender_seat", of.from_seat.into()),
            ("host", of.to.into()),
            ("service", of.service.into()),
            ("agreement", of.agreement.into()),
            ("method", of.method.as_str().into()),
            ("purpose", of.purpose.as_str().into()),
            ("payer", of.payer.as_str().into()),
            ("age_band", number(of.age_band)),
            ("fifth", number(of.fifth)),
            ("rural", of.rural.clone().into()),
            ("council", of.council.into()),
            ("under_18", of.under_18.into()),
            ("complicated", of.complicated.into()),
            ("miles_tenths", number(of.miles_tenths)),
            ("clinic_miles_tenths", number(of.clinic_miles_tenths)),
            ("person", of.person.into()),
            ("sent_on", of.on.into()),
            ("state", State::Sent.name().into()),
            ("is_read", false.into()),
            ("moved_on", of.on.into()),
            ("hosts", 1.into()),
            ("name_sealed", name),
            ("brought_in", brought_in.into()),
            ("placed_at", (!brought_in).then_some(entry.at).into()),
        ],
    )
}

const MOVES: Query =
    Query { name: "referrals.moves-before", sql: "select count(*) from referral_move where ask = ?1" };

fn moved(entry: &Entry, of: &Moved, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let nth: i64 = match writing.first(&MOVES, &[entry.stream.as_str().into()])? {
        Some(row) => row.get(0)?,
        None => 0,
    };
    write_move(entry, of, nth, writing)?;
    let Some((sent, moves)) = read::history(&read::Written(writing), &entry.stream)? else {
        return Err(Fault::plain(format!("fold {} ({}): the ask was never sent", entry.kind, entry.seq)));
    };
    let folded = fold(&sent, &moves, england()).map_err(|refusal| refused(entry, &refusal))?;
    if let v1::Move::Redirected { to, service, .. } = &of.what {
        writing.update(
            "referral_ask",
            &[("id", entry.stream.as_str().into())],
            &[("host", (*to).into()), ("service", (*service).into())],
        )?;
        look_up::passed_on(entry, sent.from, *to, writing)?;
    }
    state(entry, &folded, writing)
}

fn write_move(entry: &Entry, of: &Moved, nth: i64, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let doing = |error| Fault::new("write a move", error);
    let value = serde_json::to_value(&of.what).map_err(doing)?;
    let name = value.get("move").and_then(|name| name.as_str()).unwrap_or("move").to_owned();
    writing.upsert(
        "referral_move",
        &[("ask", entry.stream.as_str().into()), ("nth", nth.into())],
        &[
            ("on_day", of.on.into()),
            ("kind", name.into()),
            ("what", value.to_string().into()),
            ("at", entry.at.into()),
            ("org", entry.org.into()),
            ("seat", entry.seat.into()),
            ("version", entry.version.0.into()),
        ],
    )
}

fn brought_in(entry: &Entry, of: &v1::BroughtIn, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let folded = fold(&of.sent, &of.moves, england()).map_err(|refusal| refused(entry, &refusal))?;
    envelope(entry, &of.sent, true, writing)?;
    for (nth, moved) in of.moves.iter().enumerate() {
        write_move(entry, moved, i64::try_from(nth).unwrap_or(i64::MAX), writing)?;
        if let v1::Move::Redirected { to, service, .. } = &moved.what {
            writing.update(
                "referral_ask",
                &[("id", entry.stream.as_str().into())],
                &[("host", (*to).into()), ("service", (*service).into())],
            )?;
        }
    }
    state(entry, &folded, writing)
}

/// Where an ask stands: its state, whose move it is, by when, the days, the verdicts, who has had it.
fn state(entry: &Entry, folded: &Folded, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let life = folded.course.life();
    let track = folded.course.track();
    // Projected as of the last move; what is still open is judged on by its due date when it is read.
    let as_of = folded.moved_on;
    let ended = life.ended.map(|(day, _)| day);
    let days = track.owner_days(&track.journey(), ended.unwrap_or(as_of));
    let final_days = |days: i32| ended.filter(|_| life.state != State::Void).map(|_| i64::from(days)).into();
    let (booked_slot, booked_at) = folded.booked.map_or((None, None), |(slot, at)| (slot, Some(at)));
    writing.update(
        "referral_ask",
        &[("id", entry.stream.as_str().into())],
        &[
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
        ],
    )?;
    tenures(entry, folded, writing)?;
    for (rule, standing) in verdicts::standings(track, as_of) {
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

fn looked(entry: &Entry, of: &v1::Looked, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "referral_look",
        &[("ask", entry.stream.as_str().into()), ("seq", entry.seq.into()), ("nth", entry.nth.into())],
        &[
            ("at", entry.at.into()),
            ("user_id", entry.user.into()),
            ("seat", entry.seat.into()),
            ("org", entry.org.into()),
            ("what", of.what.as_str().into()),
            ("why", of.why.as_str().into()),
        ],
    )
}

fn rated(entry: &Entry, of: &v1::Rated, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "referral_rating",
        &[("ask", entry.stream.as_str().into())],
        &[("ease", i64::from(of.ease).into()), ("at", entry.at.into())],
    )
}
