//! The emergency coil, by voice: the hours left, whom to ring, and the record of the call. Can be switched off.

mod acts;
mod near;
mod page;
mod tables;
mod typed;

pub use acts::{RecordCall, RecordRefused};
pub use near::{Reachable, When, near};
pub use page::{Emergency, routes};
pub use tables::{Call, MODULE, calls};
