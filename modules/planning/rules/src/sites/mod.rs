//! Which sites to open.

mod interchange;
mod problem;
mod rows;

pub use problem::{Journeys, Problem, Refusal, Standing};
