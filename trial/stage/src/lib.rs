//! Where tests of pages play: a journal in a folder of its own with a clock that is wound by hand, pages over HTTP, and a
//! made-up county with anybody in it. A test that cannot be set up stops where it is wrong.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it is wrong")]

mod answer;
mod county;
mod ground;
mod pages;

pub use answer::Answer;
pub use county::{County, OFFICE};
pub use ground::{Ground, MORNING, keys};
pub use pages::Stage;
