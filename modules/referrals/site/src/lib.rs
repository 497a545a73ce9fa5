//! The tables, acts and pages of asks about a person between organisations.

pub mod acts;
mod calendar;
pub mod read;
mod tables;
mod verdicts;

pub use calendar::england;
pub use tables::MODULE;
