//! What the journal keeps of results and recalls.

pub mod v1;
