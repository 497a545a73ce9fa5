//! The read tables of accounts, and how facts fill them. Names, addresses and secrets stand sealed; an address and a
//! recovery code are found by a keyed hash.

use accounts_rules::SessionEnd;
use accounts_rules::facts::v1::{self, Factor, family, kind};
use journal::{Entry, Fault, InNameOf, KeyName, Migration, Module, Query, Value, Writing};

use crate::names::{EMAIL, RECOVERY, place, recovery_key, tidy_email};

/// Accounts as the journal knows them.
pub const MODULE: Module = Module {
    name: "accounts",
    migrations: &[
        Migration { name: "0001-accounts", sql: include_str!("../migrations/0001.sql") },
        Migration { name: "0002-letters-not-delivered", sql: include_str!("../migrations/0002.sql") },
    ],
    tables: &[
        "accounts_user",
        "accounts_link",
        "accounts_recovery",
        "accounts_session",
        "accounts_token",
        "accounts_undelivered",
    ],
    retained: &[],
    behind_glass: &[],
    in_name_of: &[InNameOf {
        what: "tokens of its own systems",
        goes_over: false,
        counted: Query {
            name: "accounts.tokens-of-organisation",
            sql: "select count(*) from accounts_token where org = ?1 and ended_at is null",
        },
    }],
    project,
};

fn project(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    if let Some(KeyName::Account(user)) = entry.erased() {
        return erased(&user.to_string(), writing);
    }
    match entry.family.as_str() {
        family::ACCOUNT => account(entry, writing),
        family::SIGN_IN => session(entry, writing),
        family::TOKEN => token(entry, writing),
        _ => Ok(()),
    }
}

fn account(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let user = [("id", Value::from(entry.stream.as_str()))];
    match entry.kind.as_str() {
        kind::NAMED => named(entry, writing),
        kind::LINK_MADE => link_made(entry, &entry.envelope()?, writing),
        kind::NOT_DELIVERED => not_delivered(entry, &entry.envelope()?, writing),
        kind::LINK_USED => {
            // Whoever has used a code was reached.
            writing.delete("accounts_undelivered", &[("user_id", entry.stream.as_str().into())])?;
            let used: v1::LinkUsed = entry.envelope()?;
            writing
                .update("accounts_link", &[("id", used.link.into())], &[("used_at", entry.at.into())])
                .map(drop)
        }
        kind::PASSWORD_SET => {
            let Some(password) = entry.contents::<v1::Password>()? else { return Ok(()) };
            let sealed = writing.seal(entry, "password_sealed", password.stretched.as_bytes())?;
            let set = [("password_sealed", sealed), ("password_set_at", entry.at.into())];
            writing.update("accounts_user", &user, &set).map(drop)
        }
        kind::SECRET_SET => {
            let Some(secret) = entry.contents::<v1::CodeSecret>()? else { return Ok(()) };
            let sealed = writing.seal(entry, "secret_sealed", &secret.bytes)?;
            writing
                .update("accounts_user", &user, &[("secret_sealed", sealed), ("last_step", Value::Null)])
                .map(drop)
        }
        kind::RECOVERY_MADE => recovery_made(entry, writing),
        _ => Ok(()),
    }
}

fn named(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let (name, email, lookup) = match entry.contents::<v1::Name>()? {
        Some(of) => (
            writing.seal(entry, "name_sealed", of.name.as_bytes())?,
            writing.seal(entry, "email_sealed", of.email.as_bytes())?,
            writing.lookup_hash(place(), EMAIL, &tidy_email(&of.email)),
        ),
        None => (Value::Null, Value::Null, Value::Null),
    };
    writing.upsert(
        "accounts_user",
        &[("id", entry.stream.as_str().into())],
        &[
            ("name_sealed", name),
            ("email_sealed", email),
            ("email_lookup", lookup),
            ("made_at", entry.at.into()),
        ],
    )
}

fn not_delivered(entry: &Entry, of: &v1::NotDelivered, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "accounts_undelivered",
        &[("user_id", entry.stream.as_str().into())],
        &[
            ("template", of.template.as_str().into()),
            ("why", of.why.as_str().into()),
            ("at", entry.at.into()),
        ],
    )
}

/// A later code to the same user takes the place of the ones before.
fn link_made(entry: &Entry, of: &v1::LinkMade, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let before = [("user_id", Value::from(entry.stream.as_str())), ("kind", of.kind.as_str().into())];
    // Sent anew: what became of the letter before is past.
    writing.delete("accounts_undelivered", &[("user_id", entry.stream.as_str().into())])?;
    writing.update("accounts_link", &before, &[("ended_at", entry.at.into())])?;
    writing.upsert(
        "accounts_link",
        &[("id", of.link.into())],
        &[
            ("user_id", entry.stream.as_str().into()),
            ("kind", of.kind.as_str().into()),
            ("code_hash", of.hash.as_str().into()),
            ("sent_at", entry.at.into()),
        ],
    )
}

fn recovery_made(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.delete("accounts_recovery", &[("user_id", entry.stream.as_str().into())])?;
    let Some(made) = entry.contents::<v1::RecoveryHashes>()? else { return Ok(()) };
    for (nth, hash) in (0_i64..).zip(&made.hashes) {
        let lookup = writing.lookup_hash(place(), RECOVERY, &recovery_key(&entry.stream, hash));
        writing.upsert(
            "accounts_recovery",
            &[("user_id", entry.stream.as_str().into()), ("nth", nth.into())],
            &[("code_lookup", lookup)],
        )?;
    }
    Ok(())
}

fn session(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let key = [("id", Value::from(entry.stream.as_str()))];
    match entry.kind.as_str() {
        kind::BEGUN => begun(entry, &entry.envelope()?, writing),
        kind::ENDED => {
            let of: v1::Ended = entry.envelope()?;
            let columns = [("ended_at", entry.at.into()), ("ended_why", of.why.into())];
            writing.update("accounts_session", &key, &columns).map(drop)
        }
        kind::SEAT_CHOSEN => {
            let of: v1::SeatChosen = entry.envelope()?;
            writing.update("accounts_session", &key, &[("seat", of.seat.into())]).map(drop)
        }
        _ => Ok(()),
    }
}

fn begun(entry: &Entry, of: &v1::Begun, writing: &mut Writing<'_>) -> Result<(), Fault> {
    writing.upsert(
        "accounts_session",
        &[("id", entry.stream.as_str().into())],
        &[
            ("user_id", of.user.into()),
            ("seat", of.seat.into()),
            ("token_hash", of.hash.as_str().into()),
            ("factor", of.factor.as_str().into()),
            ("device", of.device.as_str().into()),
            ("began_at", entry.at.into()),
        ],
    )?;
    match of.factor {
        Factor::Code { step } => {
            let step = i64::try_from(step).unwrap_or(i64::MAX);
            writing
                .update("accounts_user", &[("id", of.user.into())], &[("last_step", step.into())])
                .map(drop)
        }
        Factor::Recovery { nth } => {
            let code = [("user_id", of.user.into()), ("nth", nth.into())];
            writing.update("accounts_recovery", &code, &[("used_at", entry.at.into())]).map(drop)
        }
        Factor::Training => Ok(()),
    }
}

fn token(entry: &Entry, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let key = [("id", Value::from(entry.stream.as_str()))];
    match entry.kind.as_str() {
        kind::TOKEN_MADE => {
            let of: v1::TokenMade = entry.envelope()?;
            writing.upsert(
                "accounts_token",
                &key,
                &[
                    ("org", of.org.into()),
                    ("title", of.title.into()),
                    ("token_hash", of.hash.into()),
                    ("made_at", entry.at.into()),
                    ("until_day", of.until.into()),
                ],
            )
        }
        kind::TOKEN_ENDED => {
            writing.update("accounts_token", &key, &[("ended_at", entry.at.into())]).map(drop)
        }
        _ => Ok(()),
    }
}

/// Nothing that was sealed can be opened any more; what it was found by goes too, and every session with it.
fn erased(user: &str, writing: &mut Writing<'_>) -> Result<(), Fault> {
    let gone = ["name_sealed", "email_sealed", "email_lookup", "password_sealed", "secret_sealed"];
    writing.update("accounts_user", &[("id", user.into())], &gone.map(|column| (column, Value::Null)))?;
    writing.delete("accounts_recovery", &[("user_id", user.into())])?;
    let left = [("ended_why", SessionEnd::Left.as_str().into()), ("token_hash", "".into())];
    writing.update("accounts_session", &[("user_id", user.into())], &left).map(drop)
}
