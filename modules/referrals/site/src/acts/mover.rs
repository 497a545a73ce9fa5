//! Who may make which move: each way of moving an ask has its permit, and allows only its own moves.

use policy::Permit;
use referrals_rules::facts::v1::Move;
use referrals_rules::life::State;

/// A way of moving an ask.
pub trait Mover: Send + 'static {
    /// The act's stable name.
    const NAME: &'static str;
    /// The permit that it needs.
    const NEEDS: Permit;

    /// Whether this way says that she came before the day that was booked.
    const BEFORE_ITS_DAY: bool = false;

    /// Whether a move is made in this way.
    fn makes(what: &Move) -> bool;

    /// Whether this way is open from that state. The rules of an ask's life say more.
    fn is_open_from(_state: State) -> bool {
        true
    }
}

macro_rules! movers {
    ($($(#[$doc:meta])* $name:ident, $act:literal, $permit:ident, $pattern:pat,)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Mover for $name {
            const NAME: &'static str = $act;
            const NEEDS: Permit = Permit::$permit;

            fn makes(what: &Move) -> bool {
                matches!(what, $pattern)
            }
        }
    )+};
}

movers! {
    /// The host answers, offers, books, notes an absence.
    Answering, "answer-ask", AnswerAsk,
        Move::Read | Move::NeedsInfo | Move::Accepted | Move::Declined { .. } | Move::Redirected { .. }
        | Move::Offered { .. } | Move::Booked { by_person: false, .. } | Move::HostCancelled { .. }
        | Move::PatientCancelled { .. } | Move::WaitingPatient { .. } | Move::DidNotAttend { .. },
    /// The sender answers the host's question.
    Informing, "give-information", GiveInformation, Move::InfoGiven,
    /// The person chooses or changes.
    Choosing, "choose-slot", ChooseSlot,
        Move::Booked { by_person: true, .. } | Move::PatientCancelled { .. } | Move::WaitingPatient { .. },
    /// The fitter records what was done.
    Fitting, "record-fitting", RecordFitting, Move::Fitted { .. } | Move::NotFitted { .. },
    /// A clinician puts it off, or says fit to proceed.
    Deferring, "defer-ask", DeferAsk, Move::Deferred { .. } | Move::FitToProceed,
    /// The person or the sender withdraws.
    Withdrawing, "withdraw-ask", WithdrawAsk, Move::Withdrawn { .. },
    /// A clinician of the host returns this person.
    Returning, "return-person", ReturnPerson, Move::Returned { .. },
    /// Taken out as entered in error.
    Voiding, "void-ask", VoidAsk, Move::Void { .. },
    /// The sender has read the answer.
    Acknowledging, "acknowledge-answer", AcknowledgeAnswer, Move::Closed { by_time: false },
    /// Silence closes an answered ask.
    ClosingByTime, "close-by-time", CloseByTime, Move::Closed { by_time: true },
}

/// The sender passes on what a host declined; the person's clock goes on.
#[derive(Debug)]
pub struct Rerouting;

impl Mover for Rerouting {
    const NAME: &'static str = "reroute-ask";
    const NEEDS: Permit = Permit::GiveInformation;

    fn makes(what: &Move) -> bool {
        matches!(what, Move::Redirected { .. })
    }

    fn is_open_from(state: State) -> bool {
        state == State::Declined
    }
}

/// The fitter records what was done before the booked day, and says so: the booked time is given back.
#[derive(Debug)]
pub struct FittingEarly;

impl Mover for FittingEarly {
    const NAME: &'static str = "record-early-fitting";
    const NEEDS: Permit = Permit::RecordFitting;
    const BEFORE_ITS_DAY: bool = true;

    fn makes(what: &Move) -> bool {
        Fitting::makes(what)
    }
}
