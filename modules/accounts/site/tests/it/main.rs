//! Accounts on a real journal with a hand-wound clock, through their pages as a browser and an attacker see them.

mod attacker;
mod browser;
mod place;
mod sealed;
mod seats;
mod signing_in;
mod tokens;
mod training;
