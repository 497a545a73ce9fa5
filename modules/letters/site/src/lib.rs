//! The tables, acts and pages of hospital letters: what may be asked of whom, the reply, the action block, and audits in
//! which people and the machine read the same letters.

pub mod acts;
pub mod figures;
pub mod group;
pub mod importing;
pub mod pages;
pub mod paper;
pub mod read;
mod tables;
pub mod templates;

pub use pages::{Site, parts, routes};
pub use tables::MODULE;
