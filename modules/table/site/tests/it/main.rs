//! The table's pages as people use them: forms over HTTP, on a real journal, with a clock that a test winds.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod attendance;
mod calendars;
mod chair;
mod figures;
mod groups;
mod meetings;
mod outcomes;
mod packs;
mod strangers;
mod world;
