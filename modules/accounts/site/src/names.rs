//! How the module finds things: the fields of keyed hashes, and the program itself as an actor.

use std::sync::LazyLock;

use kernel::{OrgId, SeatId, UserId};
use policy::{Actor, OrgKind, Role};

/// The field of an address.
pub(crate) const EMAIL: &str = "account-email";
/// The field of a recovery code.
pub(crate) const RECOVERY: &str = "recovery-code";

static PLACE: LazyLock<OrgId> = LazyLock::new(|| {
    #[allow(clippy::expect_used, reason = "a fixed code of five letters, which a test reads")]
    "PLACE".parse().expect("PLACE is an organisation code")
});

/// The code under which the place keeps what belongs to no organisation: somebody who signs in may hold seats in several.
pub(crate) fn place() -> OrgId {
    *PLACE
}

/// The program itself: it looks up who signs in, before anybody is there to act.
pub fn program() -> Actor {
    Actor {
        user: UserId::from_bits(0),
        seat: SeatId::from_bits(0),
        org: place(),
        org_kind: OrgKind::PlaceOffice,
        role: Role::System,
        second_factor: true,
    }
}

/// An address in the one form by which it is found.
pub(crate) fn tidy_email(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// What the keyed hash of a recovery code is taken of: the same code of two users has two hashes.
pub(crate) fn recovery_key(user: &str, hash: &str) -> String {
    format!("{user}/{hash}")
}
