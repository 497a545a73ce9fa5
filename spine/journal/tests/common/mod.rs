//! What the tests and the measurements share: a small place with one module, its acts, and a disk that can misbehave.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(dead_code, missing_docs, reason = "each binary uses its part of what is here")]

pub mod actors;
pub mod disk;
pub mod place;
pub mod visits;
