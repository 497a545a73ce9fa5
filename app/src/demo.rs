//! The demo place: made up from a seed, brought in through the same acts as any place, its planted truths worked out
//! again by the product's own queries before it serves.

pub mod again;
pub mod build;
pub mod clock;
pub mod letters;
pub mod live;
pub mod results;
pub mod truths;
pub mod whole;
