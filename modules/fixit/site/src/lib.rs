//! The tables, acts and pages of Fix-It: issues between organisations, their owners, answers, themes and what changed.

pub mod acts;
mod calendar;
pub mod mailing;
pub mod pages;
pub mod read;
mod tables;
pub mod upkeep;

pub use calendar::england;
pub use pages::{Site, routes};
pub use tables::MODULE;
