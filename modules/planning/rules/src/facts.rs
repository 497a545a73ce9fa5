//! What the journal keeps of plans.

pub mod v1;
