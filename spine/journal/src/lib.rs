//! The journal: what happened, in order, sealed and chained; and the only way to add to it.
//!
//! A fact travels one road: an [`Act`] is submitted by an actor; inside one transaction the act loads its state, the
//! policy is asked, the act decides, its facts are appended to the chain, and every projection writes its read tables.
//! There is no other public write: [`Allowed`], [`Draft`] and [`Writing`] exist only inside [`Journal::submit`], and
//! pages get a [`Reading`], which cannot write.

mod act;
mod backup;
mod chain;
mod entry;
mod fault;
mod files;
pub mod found_by;
mod heads;
mod hex;
mod jobs;
mod keys;
mod module;
mod moving;
mod onlooker;
mod reading;
mod replay;
mod running;
mod ship;
mod store;
mod submit;
mod upgrade;
mod value;
mod verify;
#[cfg(doctest)]
mod ways_round;
mod writer;
mod writing;

pub use act::{Act, Allowed, Draft, Expected, Loading, NewJob, Sealing};
pub use backup::{Manifest, Restored, Restoring, restore};
pub use chain::{Head, Link};
pub use entry::{Contents, Entry, Stream, Version};
pub use fault::Fault;
pub use heads::{SignedHead, Standing};
pub use jobs::{Job, JobEnd, JobId};
pub use keys::{KeyName, KeyStatus, Keyring, Party, key_status, resume_rotation, rotate_keys};
pub use module::{Glass, InNameOf, Migration, Module, Retained};
pub use moving::{Moved, move_place};
pub use onlooker::Onlooker;
pub use reading::{Reading, Viewing};
pub use running::{Backlog, COMMIT_MICROS, Running, backlog, last_act};
pub use ship::{Batch, Shipped, ship};
pub use store::{Compared, Database, Difference, Server, without_password};
pub use submit::{Clock, Done, Journal, NotDone, Outcome, Settings, Submission};
pub use upgrade::{Rehearsed, rehearse};
pub use value::{FromValue, Query, Row, Value};
pub use verify::{Finding, Rebuilt, Verified, rebuild, verify};
pub use writing::Writing;
