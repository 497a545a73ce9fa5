//! Whoever takes letters away.

use std::fmt;
use std::future::Future;

use crate::letter::Letter;

/// A letter was taken. That it was read is not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What the taker said, or where it lies.
    pub by: String,
}

/// A letter was not taken. The words hold no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// Perhaps later: nobody answered, or the other side is busy.
    Later(String),
    /// Never as it stands: there is no such mailbox, or no way to reach it from here.
    Never(String),
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotSent::Later(why) | NotSent::Never(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for NotSent {}

/// Takes letters away.
pub trait Post: Send + Sync {
    /// Sends one letter.
    fn send(&self, letter: &Letter) -> impl Future<Output = Result<Accepted, NotSent>> + Send;
}
