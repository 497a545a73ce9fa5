//! The directory's tables, acts, pages and files: who is in the place, who may fit what, when, and under which agreement.

pub mod acts;
pub mod api;
pub mod areas;
pub mod hosts;
pub mod index;
pub mod pages;
pub mod read;
pub mod succession;
mod tables;

pub use pages::{Site, parts, routes};
pub use tables::MODULE;
