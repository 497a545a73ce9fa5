//! What the journal keeps of an ask. A version, once released, is never changed: a new one is written beside it.

mod fold;
pub mod v1;

pub use fold::{Folded, Successors, fold};
