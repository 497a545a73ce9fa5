//! The tables, acts and pages of hospital-owned recalls: nobody is lost when a task moves to the hospital.

pub mod acts;
pub mod pages;
pub mod read;
mod tables;
pub mod upkeep;

pub use pages::{Site, parts, routes};
pub use tables::MODULE;
