//! Which sites to open.

mod backup;
mod capacitated;
mod centre;
mod choices;
mod cover;
mod effects;
mod interchange;
mod longest;
mod median;
mod problem;
mod proof;
mod reached;
mod relaxation;
mod rows;
mod search;
mod shake;
mod split;
mod tiers;

pub use backup::{Backup, backup};
pub use capacitated::{CapacitatedAnswer, CapacitatedProblem, CapacitatedRefusal, solve_capacitated};
pub use centre::{Centre, centre};
pub use choices::{Choice, Fixing, best_plans, cost_of_fixing, curve, more_plans, really_different};
pub use cover::{Cover, cover};
pub use effects::{Effect, effects};
pub use longest::{Within, within};
pub use median::{Answer, Plan, solve, solve_from};
pub use problem::{Journeys, Problem, Refusal, Standing};
pub use split::{Split, split};
pub use tiers::{Hubs, Tiers, tiers};
