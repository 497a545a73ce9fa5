//! The journal, tried as a whole: one binary, a real database, a hand-wound clock, printed seeds.

#[path = "../common/mod.rs"]
mod common;

mod backups;
mod crash;
mod jobs;
mod keeping;
mod power;
mod road;
mod sealed;
mod sharing;
mod verifying;
