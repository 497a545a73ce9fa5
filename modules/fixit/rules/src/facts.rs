//! What the journal keeps of issues, in the words of the day on which it was written.

pub mod v1;

pub use v1::{Broken, Outcome};
