//! The read tables of asks, and how facts fill them. The state of an ask is folded from its moves by the same rules that
//! decided them; nothing here decides.

mod look_up;
mod reach;
mod retention;
mod standing;

use journal::{Entry, Fault, Glass, KeyName, Migration, Module, Query, Value, Writing};
use kernel::AskId;
use referrals_rules::facts::v1::{self, FAMILY, LOOKS, Moved, Sent, Written, kind};
use referrals_rules::facts::{Folded, fold};

pub(crate) use self::standing::owner_name;
use crate::acts::draft::{CHECKS, DRAFTS, Drafted, checks};
use crate::{england, read};

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
        Migration { name: "0007-kept-by-their-key", sql: include_str!("../migrations/0007.sql") },
        Migration { name: "0008-holds-of-each", sql: include_str!("../migrations/0008.sql") },
        Migration { name: "0009-successors", sql: include_str!("../migrations/0009.sql") },
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
    retained: &[crate::retention::CONTENTS],
    in_name_of: crate::succession::IN_NAME_OF,
    behind_glass: &[Glass {
        address: "/asks/",
        broken: Query {
            name: "referrals.break-glasses",
            sql: "select l.ask, l.seq, l.nth, l.at, l.seat, l.org, l.why, a.reference, l.user_id
                  from referral_look l join referral_ask a on a.id = l.ask where l.what = 'break-glass'
                  and (?1 is null or ?1 in (a.sender, a.host, a.sender_now, a.host_now))
                  and (?2 is null or l.ask = ?2) and (?3 is null or l.seq = ?3) and (?4 is null or l.nth = ?4)
                  order by l.at desc, l.seq, l.nth limit 50",
        },
    }],
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
    let found = look_up::found(entry)?;
    let mut row = envelope(entry, of, false, writing)?;
    row.push((look_up::SEALED, look_up::sealed(entry, found.as_ref(), writing)?));
    row.extend(standing::columns(entry, &folded));
    write_ask(entry, &row, writing)?;
    look_up::sent(entry, of, found.as_ref(), writing)?;
    writing.delete("referral_draft", &[("id", entry.stream.as_str().into())])?;
    standing::beside(entry, &folded, writing)
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
    writing.update("referral_ask", &[("id", ask.into())], &gone)
}

/// One column of the row of an ask.
type Column = (&'static str, Value);

fn write_ask(entry: &Entry, row: &[Column], writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert("referral_ask", &[("id", entry.stream.as_str().into())], row)
}

/// What is known of an ask as it is sent and does not change, but for its host.
fn envelope(entry: &Entry, of: &Sent, brought_in: bool, writing: &Writing<'_>) -> Result<Vec<Column>, Fault> {
    let name = match entry.contents::<Written>()? {
        Some(written) => writing.seal(entry, "name_sealed", written.text("name").as_bytes())?,
        None => Value::Null,
    };
    Ok(vec![
        ("reference", of.reference.as_str().into()),
        ("sender_seat", of.from_seat.into()),
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
        ("name_sealed", name),
        ("brought_in", brought_in.into()),
        ("placed_at", (!brought_in).then_some(entry.at).into()),
    ])
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
            &[("service", (*service).into())],
        )?;
        look_up::passed_on(entry, folded.sender, *to, writing)?;
    }
    if let v1::Move::Succeeded { from, to } = of.what {
        let stays = [folded.sender].into_iter().chain(folded.host()).any(|party| party == from);
        look_up::succeeded(entry, (!stays).then_some(from), to, writing)?;
    }
    writing.update(
        "referral_ask",
        &[("id", entry.stream.as_str().into())],
        &standing::columns(entry, &folded),
    )?;
    standing::beside(entry, &folded, writing)
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
    let mut row = envelope(entry, &of.sent, true, writing)?;
    for (nth, moved) in of.moves.iter().enumerate() {
        write_move(entry, moved, i64::try_from(nth).unwrap_or(i64::MAX), writing)?;
        if let v1::Move::Redirected { service, .. } = &moved.what {
            for (_, value) in row.iter_mut().filter(|(name, _)| *name == "service") {
                *value = (*service).into();
            }
        }
    }
    row.extend(standing::columns(entry, &folded));
    write_ask(entry, &row, writing)?;
    standing::beside(entry, &folded, writing)
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
