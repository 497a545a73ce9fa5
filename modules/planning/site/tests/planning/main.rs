//! The pages of plans over a made-up place, and the past of that place read as its journal keeps it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "every function here is a test or serves one"
)]

mod places;
mod runs;
mod world;
