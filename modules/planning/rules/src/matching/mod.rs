//! Who goes where.

mod flow;

pub use flow::{Arc, Network};
