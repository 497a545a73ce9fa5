//! What the journal keeps of the directory. A version, once released, is never changed: a new one is written beside it.

pub mod v1;
