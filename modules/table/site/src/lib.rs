//! The table's tables, acts and pages: groups, seats, meetings, decisions and actions.

pub mod acts;
pub mod mailing;
pub mod pack;
pub mod pages;
pub mod paper;
pub mod read;
pub mod spreadsheet;
pub mod standing;
mod tables;
pub mod upkeep;

pub use pages::{Attachable, Site, mine, parts, routes};
pub use tables::MODULE;
