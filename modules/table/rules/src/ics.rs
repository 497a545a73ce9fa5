//! Calendars of other programs: our meetings as iCalendar (RFC 5545), and reading what others send, however broken.
//!
//! [`write`] makes a feed; [`tree`] reads any file into components and properties, with a problem for each line that is
//! wrong; [`event`] takes events from them; [`taken`]
//! says which of them a group can take, and why not the others.

pub mod event;
pub mod taken;
pub mod tree;
pub mod write;

pub use event::{Event, When, events};
pub use taken::{Found, Known, Take, look};
pub use tree::{Component, Problem, Property, Tree, read};
pub use write::{Change, Feed, Invitation, feed, invitation};
