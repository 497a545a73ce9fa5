//! The ways in which a recall or a result is moved: each has a permit of its own, and makes some moves and no others.

use policy::Permit;
use recalls_rules::facts::v1::{HandedMove, Move};

/// A way of moving.
pub trait Way: Send + 'static {
    /// The act's stable name.
    const NAME: &'static str;
    /// The permit that it needs.
    const NEEDS: Permit;
    /// What is moved in this way.
    type Move;
    /// Whether a move is made in this way.
    fn makes(what: &Self::Move) -> bool;
}

/// The hospital's own people move a recall.
pub struct Keeping;

impl Way for Keeping {
    const NAME: &'static str = "move-recall";
    const NEEDS: Permit = Permit::AnswerAsk;
    type Move = Move;

    fn makes(what: &Move) -> bool {
        matches!(what, Move::Told | Move::NotDone { .. } | Move::Ended { .. } | Move::Given { .. })
    }
}

/// Time raises a recall.
pub struct Raising;

impl Way for Raising {
    const NAME: &'static str = "raise-recall";
    const NEEDS: Permit = Permit::RaiseAlarm;
    type Move = Move;

    fn makes(what: &Move) -> bool {
        matches!(what, Move::Raised { .. })
    }
}

/// Whoever is asked to take a result moves it.
pub struct Taking;

impl Way for Taking {
    const NAME: &'static str = "answer-result";
    const NEEDS: Permit = Permit::AnswerAsk;
    type Move = HandedMove;

    fn makes(what: &HandedMove) -> bool {
        matches!(what, HandedMove::Accepted | HandedMove::Declined | HandedMove::ActedOn)
    }
}

/// Whoever asked for the test moves its result.
pub struct Giving;

impl Way for Giving {
    const NAME: &'static str = "keep-result";
    const NEEDS: Permit = Permit::WithdrawAsk;
    type Move = HandedMove;

    fn makes(what: &HandedMove) -> bool {
        matches!(what, HandedMove::TakenBack | HandedMove::ActedOn)
    }
}
