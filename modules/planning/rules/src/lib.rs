//! Where clinics should be, who goes where, and what a change would do. Pure: no clock, no files, no chance but from a
//! given seed.
//!
//! - [`facts`]: what the journal keeps of plans: trials, frozen.
//! - [`sites`]: which sites to open (p-median, p-centre, cover, capacities, tiers), with a proof or an honest gap.
//! - [`matching`]: who goes where (assignment, minimum-cost flow, a waiting list over sites with the price of a session).
//! - [`queue`]: exact waiting formulas, a queue simulator as second opinion, and waiting-list targets.
//! - [`needs`]: need beside supply, by district.
//! - [`road`]: road time from a straight line; [`study`]: a change of sites on a real map, with who gains and who loses.
//! - [`replay`]: last year's asks judged by other rules.
//! - [`simulation`]: a year of a place, simulated by its own rules, and scenarios compared on the same luck.
//! - [`read`]: the text formats that problems come in, each refusal with its line and field.

// Solvers walk flat arrays whose indices they have just made themselves; a bounds failure is a fault of ours and stops
// the run at once, which is what we want. Everything that comes from outside is checked in `read` and `Problem::new`.
#![allow(
    clippy::indexing_slicing,
    reason = "solvers walk arrays by indices they made; outside input is checked on entry"
)]

pub mod facts;
pub mod matching;
pub mod needs;
pub mod queue;
pub mod read;
pub mod replay;
pub mod road;
pub mod simulation;
pub mod sites;
pub mod study;

mod chance;
mod watch;

pub use chance::Chance;
pub use watch::{Progress, Watch, unwatched};
