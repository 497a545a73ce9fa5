//! Capacitated site plans.

use cli::{Failure, Outcome};

use super::Sites;

pub fn run(_arguments: &Sites, _began: std::time::Instant) -> Outcome {
    Err(Failure::usage("capacities cannot be planned for yet"))
}
