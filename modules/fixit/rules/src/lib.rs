//! Fix-It: the three doors, the identity guard, the life of an issue and its targets, themes, and what changed. Pure.
//!
//! An issue is an ask like any other: written once, with one owner at a time, on an honest clock, ending in an answer
//! that everybody who reported it sees. It moves nobody's care and names no person: what somebody wrote becomes part of
//! an issue only as [`Clean`], which the guard alone can make.

pub mod change;
pub mod door;
pub mod facts;
pub mod guard;
mod life;
pub mod rows;
pub mod theme;

pub use facts::{Broken, Outcome};
pub use guard::{Clean, Found, Waived};
pub use life::{Issue, MoveRefused, Standing, State, Step};
