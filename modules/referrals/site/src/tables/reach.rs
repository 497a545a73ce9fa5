//! The tables of the person's link, of messages that were not delivered, and of alarms.

use journal::found_by::plain;
use journal::{Entry, Fault, Value, Writing};
use referrals_rules::facts::v1::{self, LINKS, MESSAGES, RATINGS, WISHES, Written, kind};

use crate::acts::reach::SECOND_WORD;

/// Writes what follows from a fact of these families; whether it was one.
pub(super) fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<bool, Fault> {
    match (entry.family.as_str(), entry.kind.as_str()) {
        (LINKS, kind::LINK_MADE) => made(entry, &entry.envelope()?, writing)?,
        (LINKS, kind::LINK_TRIED) => tried(entry, entry.envelope()?, writing)?,
        (MESSAGES, kind::NOT_DELIVERED) => not_delivered(entry, &entry.envelope()?, writing)?,
        (MESSAGES, kind::SETTLED) => {
            writing.delete("referral_message", &[("ask", entry.stream.as_str().into())])?;
        }
        (MESSAGES, kind::ALARMED) => alarmed(entry, &entry.envelope()?, writing)?,
        (RATINGS, kind::RATED) => super::rated(entry, &entry.envelope()?, writing)?,
        (LINKS | MESSAGES | RATINGS | WISHES, _) => {}
        _ => return Ok(false),
    }
    Ok(true)
}

fn made(entry: &Entry, of: &v1::LinkMade, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let columns: [(&str, Value); 6] = [
        ("ask", of.ask.into()),
        ("org", of.org.into()),
        ("second", of.second.as_str().into()),
        ("made_at", entry.at.into()),
        ("wrong", 0.into()),
        ("wrong_at", Value::Null),
    ];
    writing.upsert("referral_link", &[("link", entry.stream.as_str().into())], &columns)?;
    if let Some(written) = entry.contents::<Written>()? {
        let word = plain(written.text(SECOND_WORD));
        if !word.is_empty() {
            let hash = writing.lookup_hash(of.org, SECOND_WORD, &word);
            let key = [("ask", of.ask.into()), ("org", of.org.into()), ("field", SECOND_WORD.into())];
            writing.upsert("referral_lookup", &key, &[("hash", hash)])?;
        }
    }
    Ok(())
}

fn tried(entry: &Entry, of: v1::LinkTried, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let key = [("link", entry.stream.as_str().into())];
    if of.right {
        let columns = [("wrong", 0.into()), ("wrong_at", Value::Null)];
        return writing.update("referral_link", &key, &columns);
    }
    writing.add("referral_link", &key, "wrong", 1)?;
    writing.update("referral_link", &key, &[("wrong_at", entry.at.into())])
}

fn not_delivered(entry: &Entry, of: &v1::NotDelivered, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "referral_message",
        &[("ask", entry.stream.as_str().into()), ("seq", entry.seq.into()), ("nth", entry.nth.into())],
        &[
            ("owner", of.owner.into()),
            ("told", of.to.as_str().into()),
            ("template", of.template.as_str().into()),
            ("why", of.why.as_str().into()),
            ("at", entry.at.into()),
        ],
    )
}

fn alarmed(entry: &Entry, of: &v1::Alarmed, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "referral_alarm",
        &[
            ("ask", entry.stream.as_str().into()),
            ("what", of.what.as_str().into()),
            ("hosts", of.hosts.into()),
        ],
        &[("org", of.org.into()), ("seat", of.seat.into()), ("at", entry.at.into())],
    )
}
