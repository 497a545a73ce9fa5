//! Who can fit what, where, and when: competence, sessions, acceptance, host search. Pure.
//!
//! Begin with [`search`], which asks everything else: [`competence`] and [`session`] say what can be fitted on a day,
//! [`acceptance`] whom a host takes, [`support`] what it offers people who need something, [`slot`] who has a slot.

pub mod acceptance;
pub mod competence;
pub mod entry;
pub mod facts;
pub mod method;
pub mod organisation;
pub mod purpose;
pub mod rows;
pub mod search;
pub mod session;
pub mod slot;
pub mod succession;
pub mod support;

pub use acceptance::{Acceptance, CannotTake, NotAccepted, OutsidePatients, Person};
pub use competence::{Competence, Fitter, LowVolume, Skill, Standing, Warning};
pub use method::{Device, Method, Procedure, ReplaceBy, ReplaceReason};
pub use organisation::Kind;
pub use purpose::{Purpose, Purse};
pub use session::{NotOffered, Session};
pub use slot::{SlotRefused, SlotState};
pub use support::{Access, Bsl, Chaperone, Needs, Support};
