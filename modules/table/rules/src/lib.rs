//! The table: groups and their seats, quorum, chairs, meetings, decisions and actions. Pure.
//!
//! Begin with [`group`] and [`seat`]; [`quorum`] says whether those who came may decide, [`chair`] whose turn it is,
//! [`rhythm`] when they meet, [`agenda`] about what, [`decision`] and [`action`] what came of it, [`ics`] how calendars
//! hear of it.

pub mod action;
pub mod agenda;
pub mod chair;
pub mod decision;
pub mod facts;
pub mod group;
pub mod guard;
pub mod ics;
pub mod names;
pub mod pack;
pub mod quorum;
pub mod rhythm;
pub mod seat;
pub mod working;

pub use group::{GroupKind, GroupState};
pub use quorum::{Attended, Presence, Quorate};
pub use rhythm::{Every, Occurrence, OnHoliday, Rhythm};
pub use seat::{Party, Sector};
