//! Everything that is held about one person: found together, given to her, erased.

pub mod acts;
pub mod find;
pub mod given;
mod tables;

pub use tables::MODULE;
