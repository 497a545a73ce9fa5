//! Waits under several rules side by side, figures published through one door, rules proposed, tried and adopted.

pub mod account;
pub mod account_paper;
pub mod acts;
pub mod compare;
pub mod kept;
pub mod pages;
pub mod prepare;
pub mod read;
pub mod rules;
mod tables;
pub mod trying;

pub use pages::{Site, home, parts, routes};
pub use tables::MODULE;
