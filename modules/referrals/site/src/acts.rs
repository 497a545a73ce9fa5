//! What people do to an ask: place it, move it, look at it, bring in what was made elsewhere.

mod bring_in;
mod carry;
pub(crate) mod draft;
mod look;
mod mover;
mod moving;
mod passed_on;
mod place;
pub mod reach;
mod retention;
mod review;
mod told;

pub use bring_in::BringInAsks;
pub use carry::{CarryAsks, NotCarried};
pub use draft::{DRAFT_ENDS, DRAFTS, DropDraft, EndDraft, OpenDraft, SaveDraft};
pub use look::{BreakGlass, Look, LookAtList, LookRefused, PrintEvening};
pub use mover::{
    Acknowledging, Answering, Choosing, ClosingByTime, Deferring, Fitting, FittingEarly, Informing, Mover,
    Rerouting, Returning, Voiding, Withdrawing,
};
pub(crate) use moving::stream;
pub use moving::{MoveAsk, MoveRefused};
pub use passed_on::{PassOnAsk, PassOnMove, Posted};
pub(crate) use place::week_is_full;
pub use place::{EnvelopeParts, PlaceAsk, PlaceRefused, reference};
pub use retention::{AskRetention, EraseReleased, HoldRecord, ReleaseRetention, RetentionRefused};
pub use review::{Broken, REVIEW_HOURS, Review, ReviewRefused, Reviewed, broken, review_hours, reviews};
pub use told::{MAIL, Message};
