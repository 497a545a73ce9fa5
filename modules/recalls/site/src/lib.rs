//! The tables, acts and pages of hospital-owned recalls and of results between organisations: nobody is lost when work
//! changes hands.

pub mod acts;
mod look_up;
pub mod pages;
pub mod read;
pub mod results;
mod retention;
mod tables;
pub mod upkeep;

pub use pages::{Site, parts, routes};
pub use tables::MODULE;
