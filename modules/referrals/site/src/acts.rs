//! What people do to an ask: place it, move it, look at it, bring in what was made elsewhere.

mod bring_in;
pub(crate) mod draft;
mod look;
mod mover;
mod moving;
mod place;
pub mod reach;
mod review;
mod told;

pub use bring_in::BringInAsks;
pub use draft::{DRAFT_ENDS, DRAFTS, EndDraft, OpenDraft, SaveDraft};
pub use look::{BreakGlass, Look, LookAtList, LookRefused};
pub use mover::{
    Acknowledging, Answering, Choosing, ClosingByTime, Deferring, Fitting, FittingEarly, Informing, Mover,
    Rerouting, Returning, Voiding, Withdrawing,
};
pub(crate) use moving::stream;
pub use moving::{MoveAsk, MoveRefused};
pub use place::{EnvelopeParts, PlaceAsk, PlaceRefused, reference};
pub use review::{REVIEW_HOURS, Review, ReviewRefused, Reviewed, review_hours, reviews};
pub use told::{MAIL, Message};
