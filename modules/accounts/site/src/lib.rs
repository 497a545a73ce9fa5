//! People who sign in: their tables, the acts on them, their sessions and their pages.
//!
//! [`Accounts`] holds them for a running program: it is what finds the session of a cookie, and [`routes`] gives its pages.

mod accounts;
pub mod acts;
pub mod commands;
mod cookies;
mod door;
pub mod mailing;
mod names;
mod pages;
pub mod read;
mod seats;
mod secrets;
mod sessions;
mod sign_in;
mod tables;
mod tokens;

pub use accounts::{Accounts, Settings};
pub use names::program;
pub use pages::routes;
pub use tables::MODULE;
