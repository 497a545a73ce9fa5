//! The tables, acts and pages of asks about a person between organisations.

pub mod acts;
pub mod api;
mod calendar;
pub mod evening;
pub mod mailing;
pub mod pages;
pub mod past;
pub mod read;
pub mod retention;
mod site;
pub mod succession;
mod tables;
pub mod upkeep;
mod verdicts;

pub use calendar::england;
pub use site::{Besides, Site, nothing_besides};
pub use tables::MODULE;
