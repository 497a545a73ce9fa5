//! Accounts on a real journal with a hand-wound clock, through their pages as a browser and an attacker see them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod attacker;
mod browser;
mod letters;
mod place;
mod sealed;
mod seats;
mod signing_in;
mod tokens;
mod training;
