//! The journal, tried as a whole: one binary, a real database, a hand-wound clock, printed seeds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

#[path = "../common/mod.rs"]
mod common;

mod backups;
mod crash;
mod damage;
mod jobs;
mod keeping;
mod lines;
mod moving;
mod nodes;
mod power;
mod road;
mod sealed;
mod sealed_line;
mod server_killed;
mod sharing;
mod shipping;
mod upgrading;
mod verifying;
