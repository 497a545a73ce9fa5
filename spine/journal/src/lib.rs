//! The journal: what happened, in order, sealed and chained; and the only way to add to it.
//!
//! A fact travels one road: an [`Act`] is submitted by an actor; inside one transaction the act loads its state, the
//! policy is asked, the act decides, its facts are appended to the chain, and every projection writes its read tables.
//! There is no other public write: [`Allowed`], [`Draft`] and [`Writing`] exist only inside [`Journal::submit`], and
//! pages get a [`Reading`], which cannot write.

mod act;
mod chain;
mod entry;
mod fault;
mod jobs;
mod keys;
mod module;
mod reading;
mod store;
mod submit;
mod value;
mod writer;
mod writing;

pub use act::{Act, Allowed, Draft, Expected, Loading, NewJob, Sealing};
pub use chain::{Head, Link};
pub use entry::{Contents, Entry, Stream, Version};
pub use fault::Fault;
pub use jobs::{Job, JobEnd, JobId};
pub use keys::{KeyName, Keyring, Party};
pub use module::{Migration, Module};
pub use reading::{Reading, Viewing};
pub use submit::{Clock, Done, Journal, NotDone, Settings, Submission};
pub use value::{FromValue, Query, Row, Value};
pub use writing::Writing;
