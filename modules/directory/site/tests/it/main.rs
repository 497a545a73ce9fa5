//! The directory's pages as people use them: forms and files over HTTP, on a real journal, with a clock that a test winds.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod agreements;
mod entries;
mod files;
mod hostile_files;
mod practice;
mod world;
