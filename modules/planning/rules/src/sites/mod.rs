//! Which sites to open.

mod interchange;
mod median;
mod problem;
mod proof;
mod relaxation;
mod rows;
mod search;

pub use median::{Answer, Plan, solve};
pub use problem::{Journeys, Problem, Refusal, Standing};
