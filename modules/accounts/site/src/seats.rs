//! Seats and holders as the rules of accounts know them.

use accounts_rules::{Holding, HoldingKind};
use directory_rules::facts::v1;

/// A holding of the directory as the rules know it.
pub(crate) fn of_rules(held: &v1::Holding) -> Holding {
    let kind = if held.deputy { HoldingKind::Deputy } else { HoldingKind::Holder };
    Holding { seat: held.seat, user: held.user, kind, from: held.from, until: held.until }
}
