//! A quarter's figures as they leave their parties: tables of counts that go through the door, and averages that are shown
//! only from enough people. The months, the quarter and the year that ends with it are published together and linked, so
//! that the attacker sees them as one.

mod compared;
mod door;
mod tables;
mod values;

pub use compared::{Comparison, compared, compared_specs};
pub use door::PublishRefused;
pub use door::{Before, as_table, behind_averages, links, publish};
pub use tables::{Spec, Tried, code, specs};
pub use values::{CONFIDENCE, shifts, values};

/// The dimension that every table has first.
pub const PERIOD: &str = "period";
