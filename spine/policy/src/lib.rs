//! Who may do what to whose record: actor, permit and subject go in, a grant or a refusal comes out. No IO.
//!
//! The rules stand as Cedar policies in `policies/`, one plain sentence beside each, for a Caldicott guardian to read
//! and sign; `matrix.txt` shows what they come to. Nothing of Cedar shows outside this crate.

mod actor;
mod answer;
mod engine;
mod formula;
mod matrix;
mod names;
mod permit;
mod rulebook;
mod shipped;
mod subject;
mod vocabulary;

pub use actor::{Actor, OrgKind, Role};
pub use answer::{Fault, Grant, PolicyId, Refused, RefusedWhy};
pub use engine::PolicyNote;
pub use matrix::Matrix;
pub use names::NameRefused;
pub use permit::Permit;
pub use rulebook::Rulebook;
pub use subject::{Kind, Relations, Subject};

/// Letters of a reason for breaking the glass that another can judge, at the least.
pub const GLASS_REASON_LETTERS_MIN: usize = 15;
