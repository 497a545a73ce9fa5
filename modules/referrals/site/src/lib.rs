//! The tables, acts and pages of asks about a person between organisations.

pub mod acts;
mod calendar;
pub mod mailing;
pub mod pages;
pub mod past;
pub mod read;
mod site;
mod tables;
pub mod upkeep;
mod verdicts;

pub use calendar::england;
pub use site::Site;
pub use tables::MODULE;
