//! The tables of deletion runs and of records held back.

use journal::{Entry, Fault, Value, Writing};
use referrals_rules::retention::{Asked, Erased, HOLDS, Held, RUNS, kind};

/// Writes what follows from a fact of these families; whether it was one.
pub(super) fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<bool, Fault> {
    let this = entry.stream.as_str();
    match (entry.family.as_str(), entry.kind.as_str()) {
        (RUNS, kind::ASKED) => {
            let of: Asked = entry.envelope()?;
            let columns = [
                ("closed_by", of.closed_by.into()),
                ("records", of.records.into()),
                ("asked_at", entry.at.into()),
                ("erased", 0.into()),
                ("done_at", Value::Null),
            ];
            writing.upsert("referral_retention", &[("run", this.into())], &columns)?;
            yes(entry, writing)?;
        }
        (RUNS, kind::RELEASED) => yes(entry, writing)?,
        (RUNS, kind::ERASED) => {
            let of: Erased = entry.envelope()?;
            writing.add("referral_retention", &[("run", this.into())], "erased", of.records)?;
            if of.is_done {
                let done = [("done_at", entry.at.into())];
                writing.update("referral_retention", &[("run", this.into())], &done)?;
            }
        }
        (HOLDS, kind::HELD) => {
            let of: Held = entry.envelope()?;
            let columns = [("why", of.why.into()), ("seat", entry.seat.into()), ("at", entry.at.into())];
            let key = [("ask", this.into()), ("org", entry.org.into())];
            writing.upsert("referral_hold", &key, &columns)?;
        }
        (HOLDS, kind::LET_GO) => {
            writing.delete("referral_hold", &[("ask", this.into()), ("org", entry.org.into())])?;
        }
        (RUNS | HOLDS, _) => {}
        _ => return Ok(false),
    }
    Ok(true)
}

fn yes(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "referral_retention_yes",
        &[("run", entry.stream.as_str().into()), ("user_id", entry.user.into())],
        &[("seat", entry.seat.into()), ("at", entry.at.into())],
    )
}
