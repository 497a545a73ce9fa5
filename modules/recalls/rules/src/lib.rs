//! Results and recalls: nobody is lost when work changes hands. Pure.
//!
//! A result stays with the team that asked for the test until another party accepts it; a declined one returns to a named
//! seat. A recall (a chest X-ray to be repeated in six weeks) belongs to a seat of the hospital, has a day, and ends as
//! done, died or declined; until then it is listed every day, and escalates when it is late.

mod asked;
pub mod facts;
mod life;
pub mod owners;
mod result;
pub mod rows;

pub use asked::named_in;
pub use facts::v1::{End, NotDoneWhy, Test};
pub use life::{Recall, RecallRefused, State};
pub use result::{Handed, HandedState, HandingRefused};
