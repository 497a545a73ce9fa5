//! The life of an ask between two organisations about a person: its states, who may move it when, and whose the days
//! are. Live acts and the `clock` command go through [`Course::record`], so that they can't disagree.

mod course;
mod event;
mod legal;
mod refusal;
mod state;
mod terms;
#[cfg(test)]
mod tests;

pub use course::Course;
pub use event::{Event, EventKind, Party};
pub use legal::states_before;
pub use refusal::Refusal;
pub use state::{Life, State};
pub use terms::Terms;
