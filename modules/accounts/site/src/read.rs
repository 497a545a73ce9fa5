//! What acts and pages read of accounts.

use directory_site::read::Rows;
use journal::{Fault, Query, Row};
use kernel::{Day, Id, Moment, OrgId, SeatId, UserId};

use accounts_rules::{Invitation, InvitationKind, Session, SessionEnd};

/// Somebody's account, as stored: what is sealed stays so.
#[derive(Clone)]
pub struct User {
    /// Who.
    pub id: UserId,
    pub(crate) name: Option<Vec<u8>>,
    pub(crate) email: Option<Vec<u8>>,
    pub(crate) password: Option<Vec<u8>>,
    pub(crate) secret: Option<Vec<u8>>,
    pub(crate) last_step: Option<u64>,
}

impl User {
    /// Has a password and a second factor: the invitation was taken up.
    pub fn is_set_up(&self) -> bool {
        self.password.is_some() && self.secret.is_some()
    }
}

const USER: Query = Query {
    name: "accounts.user",
    sql: "select id, name_sealed, email_sealed, password_sealed, secret_sealed, last_step from accounts_user where id = ?1",
};

const USER_BY_EMAIL: Query = Query {
    name: "accounts.user-by-email",
    sql: "select id, name_sealed, email_sealed, password_sealed, secret_sealed, last_step from accounts_user
          where email_lookup = ?1 order by made_at, id",
};

fn user_row(row: &Row) -> Result<User, Fault> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        password: row.get(3)?,
        secret: row.get(4)?,
        last_step: row.get::<Option<i64>>(5)?.and_then(|step| u64::try_from(step).ok()),
    })
}

/// An account, or nothing where there is none of that id.
pub fn user(from: &impl Rows, id: UserId) -> Result<Option<User>, Fault> {
    from.all(&USER, &[id.into()])?.first().map(user_row).transpose()
}

/// The account that signs in with the address of that keyed hash.
pub fn user_by_email(from: &impl Rows, lookup: Vec<u8>) -> Result<Option<User>, Fault> {
    from.all(&USER_BY_EMAIL, &[lookup.into()])?.first().map(user_row).transpose()
}

const USERS: Query = Query {
    name: "accounts.users",
    sql: "select id from accounts_user where name_sealed is not null order by id",
};

/// Everybody who has an account and was not erased.
pub fn users(from: &impl Rows) -> Result<Vec<UserId>, Fault> {
    from.all(&USERS, &[])?.iter().map(|row| row.get(0)).collect()
}

/// An invitation or reset as stored.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// Its id.
    pub id: Id,
    /// To whom.
    pub user: UserId,
    /// What it is, and what became of it.
    pub of: Invitation,
}

const LINK: Query = Query {
    name: "accounts.link",
    sql: "select id, user_id, kind, sent_at, used_at, ended_at from accounts_link where code_hash = ?1",
};

const LAST_LINK: Query = Query {
    name: "accounts.last-link",
    sql: "select id, user_id, kind, sent_at, used_at, ended_at from accounts_link where user_id = ?1
          order by sent_at desc, id desc limit 1",
};

fn link_row(row: &Row) -> Result<Link, Fault> {
    let kind = if row.get::<String>(2)? == "reset" { InvitationKind::Reset } else { InvitationKind::Invite };
    let of = Invitation { kind, sent: row.get(3)?, used: row.get(4)?, ended: row.get(5)? };
    Ok(Link { id: row.get(0)?, user: row.get(1)?, of })
}

/// The invitation or reset whose code has that hash.
pub fn link(from: &impl Rows, hash: &str) -> Result<Option<Link>, Fault> {
    from.all(&LINK, &[hash.into()])?.first().map(link_row).transpose()
}

/// The last one made for somebody.
pub fn last_link(from: &impl Rows, user: UserId) -> Result<Option<Link>, Fault> {
    from.all(&LAST_LINK, &[user.into()])?.first().map(link_row).transpose()
}

const RECOVERY_LEFT: Query = Query {
    name: "accounts.recovery-left",
    sql: "select count(*) from accounts_recovery where user_id = ?1 and used_at is null",
};

const RECOVERY_CODE: Query = Query {
    name: "accounts.recovery-code",
    sql: "select nth from accounts_recovery where user_id = ?1 and code_lookup = ?2 and used_at is null",
};

/// How many recovery codes somebody has left.
pub fn recovery_left(from: &impl Rows, user: UserId) -> Result<usize, Fault> {
    let rows = from.all(&RECOVERY_LEFT, &[user.into()])?;
    let left: i64 = rows.first().map(|row| row.get(0)).transpose()?.unwrap_or_default();
    Ok(usize::try_from(left).unwrap_or_default())
}

/// The place of an unused recovery code in its owner's list.
pub(crate) fn recovery_code(from: &impl Rows, user: UserId, lookup: Vec<u8>) -> Result<Option<i64>, Fault> {
    from.all(&RECOVERY_CODE, &[user.into(), lookup.into()])?.first().map(|row| row.get(0)).transpose()
}

/// A session as stored.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Its id, which is no secret.
    pub id: Id,
    /// Whose.
    pub user: UserId,
    /// In which seat.
    pub seat: SeatId,
    /// What was shown beside the password.
    pub factor: String,
    /// The kind of device.
    pub device: String,
    /// When it began.
    pub began: Moment,
    /// When it ended.
    pub ended: Option<Moment>,
}

impl SignIn {
    /// The session as the rules know it.
    pub(crate) fn of(&self, last_seen: Option<Moment>) -> Session {
        let ended = self.ended.map(|at| (at, SessionEnd::EndedElsewhere));
        Session { began: self.began, last_seen: last_seen.unwrap_or(self.began), ended }
    }
}

const SESSION: Query = Query {
    name: "accounts.session",
    sql: "select id, user_id, seat, factor, device, began_at, ended_at from accounts_session where id = ?1",
};

const SESSION_BY_TOKEN: Query = Query {
    name: "accounts.session-by-token",
    sql: "select id, user_id, seat, factor, device, began_at, ended_at from accounts_session where token_hash = ?1",
};

const SESSIONS: Query = Query {
    name: "accounts.open-sessions",
    sql: "select id, user_id, seat, factor, device, began_at, ended_at from accounts_session
          where user_id = ?1 and ended_at is null and began_at > ?2 order by began_at desc, id",
};

const LAST_SEAT: Query = Query {
    name: "accounts.last-seat",
    sql: "select seat from accounts_session where user_id = ?1 order by began_at desc, id desc limit 1",
};

fn session_row(row: &Row) -> Result<SignIn, Fault> {
    Ok(SignIn {
        id: row.get(0)?,
        user: row.get(1)?,
        seat: row.get(2)?,
        factor: row.get(3)?,
        device: row.get(4)?,
        began: row.get(5)?,
        ended: row.get(6)?,
    })
}

/// A session, or nothing where there is none of that id.
pub fn session(from: &impl Rows, id: Id) -> Result<Option<SignIn>, Fault> {
    from.all(&SESSION, &[id.into()])?.first().map(session_row).transpose()
}

/// The session whose token has that hash.
pub fn session_by_token(from: &impl Rows, hash: &str) -> Result<Option<SignIn>, Fault> {
    from.all(&SESSION_BY_TOKEN, &[hash.into()])?.first().map(session_row).transpose()
}

/// Somebody's sessions that have not ended and began after that moment, the newest first.
pub fn open_sessions(from: &impl Rows, user: UserId, after: Moment) -> Result<Vec<SignIn>, Fault> {
    from.all(&SESSIONS, &[user.into(), after.into()])?.iter().map(session_row).collect()
}

/// The seat in which somebody acted last.
pub(crate) fn last_seat(from: &impl Rows, user: UserId) -> Result<Option<SeatId>, Fault> {
    from.all(&LAST_SEAT, &[user.into()])?.first().map(|row| row.get(0)).transpose()
}

const UNDELIVERED: Query = Query {
    name: "accounts.undelivered",
    sql: "select template, why from accounts_undelivered where user_id = ?1",
};

/// What could not be delivered to somebody last, where nothing has been since: the template and why.
pub fn undelivered(from: &impl Rows, user: UserId) -> Result<Option<(String, String)>, Fault> {
    let row = from.all(&UNDELIVERED, &[user.into()])?.into_iter().next();
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// An organisation's token as stored.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its id, which is no secret.
    pub id: Id,
    /// Whose.
    pub org: OrgId,
    /// Which system has it.
    pub title: String,
    /// When it was made.
    pub made: Moment,
    /// The last day on which it is taken.
    pub until: Day,
    /// When it was ended.
    pub ended: Option<Moment>,
}

const TOKEN_BY_HASH: Query = Query {
    name: "accounts.token-by-hash",
    sql: "select id, org, title, made_at, until_day, ended_at from accounts_token where token_hash = ?1",
};

const TOKEN: Query = Query {
    name: "accounts.token",
    sql: "select id, org, title, made_at, until_day, ended_at from accounts_token where id = ?1",
};

const TOKENS: Query = Query {
    name: "accounts.tokens",
    sql: "select id, org, title, made_at, until_day, ended_at from accounts_token where org = ?1 order by made_at, id",
};

fn token_row(row: &Row) -> Result<Token, Fault> {
    Ok(Token {
        id: row.get(0)?,
        org: row.get(1)?,
        title: row.get(2)?,
        made: row.get(3)?,
        until: row.get(4)?,
        ended: row.get(5)?,
    })
}

/// The token of that hash.
pub fn token_by_hash(from: &impl Rows, hash: &str) -> Result<Option<Token>, Fault> {
    from.all(&TOKEN_BY_HASH, &[hash.into()])?.first().map(token_row).transpose()
}

/// The token of that id.
pub fn token(from: &impl Rows, id: Id) -> Result<Option<Token>, Fault> {
    from.all(&TOKEN, &[id.into()])?.first().map(token_row).transpose()
}

/// An organisation's tokens, the oldest first.
pub fn tokens(from: &impl Rows, org: OrgId) -> Result<Vec<Token>, Fault> {
    from.all(&TOKENS, &[org.into()])?.iter().map(token_row).collect()
}
