//! Which sites to open.

mod centre;
mod cover;
mod interchange;
mod median;
mod problem;
mod proof;
mod relaxation;
mod rows;
mod search;

pub use centre::{Centre, centre};
pub use cover::{Cover, cover};
pub use median::{Answer, Plan, solve};
pub use problem::{Journeys, Problem, Refusal, Standing};
