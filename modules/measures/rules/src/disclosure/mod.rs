//! Disclosure control: the one door through which a figure leaves its parties, and the attacker who tries it.
//!
//! A `Figure` holds true counts and shows them to nobody; `Door::disclose` is the only way from it to something that can
//! be printed. The door knows everything it has let out before, so that a later quarter, a year to date or an
//! overlapping area cannot give away an earlier star.

pub mod attack;
mod door;
mod policy;
pub mod simplex;
mod swap;
pub mod system;

pub use door::{DiscloseRefused, Door, Figure, Released, disclose};
pub use policy::{INFECTIONS, NAMES, NATIONAL_CONTRACEPTION, Policy, Rule, Shown};

#[cfg(test)]
mod attack_tests;
