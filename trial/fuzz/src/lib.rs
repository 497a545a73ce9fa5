//! Hostile input for every reader of this program. A committed corpus of good and bad examples is changed at random; no
//! reader may panic, take long, or break what it promises. Coverage-guided tools need a nightly compiler; this runs on
//! the one that builds the product, and what it finds is added to the corpus, which the ordinary tests read again.

#![allow(clippy::disallowed_methods, reason = "how long a reader takes is part of what is asked here")]

mod corpus;
mod mutate;
mod program;
mod readers;

pub use corpus::{corpus, folder};
pub use mutate::Mutator;
pub use program::Program;
pub use readers::{NOT_LONGER, Reader};
