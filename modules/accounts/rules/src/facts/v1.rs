//! The facts of accounts, first version. An envelope names ids and hashes; whatever names somebody, and every secret, is
//! sealed to their account's key.

use kernel::{Day, Id, OrgId, SeatId, UserId};
use serde::{Deserialize, Serialize};

/// Families of streams.
pub mod family {
    /// Somebody who signs in.
    pub const ACCOUNT: &str = "account";
    /// One sign-in on one device.
    pub const SIGN_IN: &str = "sign-in";
    /// An organisation's token for its own system.
    pub const TOKEN: &str = "token";
}

/// Kinds of facts.
pub mod kind {
    /// [`super::Named`], with [`super::Name`] sealed.
    pub const NAMED: &str = "account-named.1";
    /// [`super::LinkMade`].
    pub const LINK_MADE: &str = "link-made.1";
    /// [`super::LinkUsed`].
    pub const LINK_USED: &str = "link-used.1";
    /// An empty envelope, with [`super::Password`] sealed.
    pub const PASSWORD_SET: &str = "password-set.1";
    /// An empty envelope, with [`super::CodeSecret`] sealed.
    pub const SECRET_SET: &str = "code-secret-set.1";
    /// [`super::RecoveryMade`], with [`super::RecoveryHashes`] sealed.
    pub const RECOVERY_MADE: &str = "recovery-codes-made.1";
    /// [`super::NotDelivered`].
    pub const NOT_DELIVERED: &str = "account-letter-not-delivered.1";
    /// [`super::Left`].
    pub const LEFT: &str = "account-left.1";
    /// [`super::Opened`].
    pub const OPENED: &str = "accounts-opened.1";
    /// [`super::Begun`].
    pub const BEGUN: &str = "session-begun.1";
    /// [`super::Ended`].
    pub const ENDED: &str = "session-ended.1";
    /// [`super::SeatChosen`].
    pub const SEAT_CHOSEN: &str = "seat-chosen.1";
    /// [`super::TokenMade`].
    pub const TOKEN_MADE: &str = "token-made.1";
    /// An empty envelope.
    pub const TOKEN_ENDED: &str = "token-ended.1";
}

/// Somebody has an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Who.
    pub user: UserId,
}

/// What they are called, and where mail reaches them. Sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// Their name.
    pub name: String,
    /// Their address, as they sign in with it.
    pub email: String,
}

/// A letter to them could not be delivered, or came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotDelivered {
    /// The name of its template.
    pub template: String,
    /// Why, without an address in it.
    pub why: String,
}

/// A code was made that sets a password once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkMade {
    /// Its id; the code follows from it and a key outside the database.
    pub link: Id,
    /// `invite` or `reset`.
    pub kind: String,
    /// SHA-256 of the code, in hexadecimal.
    pub hash: String,
}

/// A code was taken up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkUsed {
    /// Which.
    pub link: Id,
}

/// A stretched password. Sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Password {
    /// As the stretching writes it, with its settings and salt.
    pub stretched: String,
}

/// The secret shared with a telephone. Sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSecret {
    /// Its 20 bytes.
    pub bytes: Vec<u8>,
}

/// New recovery codes took the place of all older ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryMade {
    /// How many.
    pub codes: usize,
}

/// What the recovery codes are known by. Sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryHashes {
    /// SHA-256 of each, in hexadecimal.
    pub hashes: Vec<String>,
}

/// Somebody left an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Which.
    pub org: OrgId,
    /// Their last day in it.
    pub last_day: Day,
}

/// The program opened the keys of accounts, to be able to sign people in and to show who holds a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// How many.
    pub accounts: usize,
}

/// The second thing that was shown beside the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// A one-time code of that half minute.
    Code {
        /// Which half minute.
        step: u64,
    },
    /// A recovery code, by its place in the list.
    Recovery {
        /// Its place, from 0.
        nth: i64,
    },
    /// None: a made-up person in a place of made-up people.
    Training,
}

impl Factor {
    /// A short stable name.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Factor::Code { .. } => "code",
            Factor::Recovery { .. } => "recovery",
            Factor::Training => "training",
        }
    }
}

/// Somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Who.
    pub user: UserId,
    /// In which seat.
    pub seat: SeatId,
    /// SHA-256 of the session's token, in hexadecimal.
    pub hash: String,
    /// What was shown beside the password.
    pub factor: Factor,
    /// The kind of device, as its owner knows it again: “Firefox on Windows”.
    pub device: String,
}

/// A session ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The stable name of [`crate::SessionEnd`].
    pub why: String,
}

/// Somebody went on in another of their seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatChosen {
    /// Which.
    pub seat: SeatId,
}

/// An organisation's own system was given a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenMade {
    /// Which organisation's.
    pub org: OrgId,
    /// Which system: “Record system at Mill Lane”.
    pub title: String,
    /// SHA-256 of the token, in hexadecimal.
    pub hash: String,
    /// The last day on which it is taken.
    pub until: Day,
}
