//! A fault is ours: something broke while we did something. It names what was being attempted and keeps its source;
//! it never holds a name or number of a person.

use std::error::Error;
use std::fmt;

/// Something broke. What was being attempted, and why it could not be done.
#[derive(Debug)]
pub struct Fault {
    attempted: String,
    source: Option<Box<dyn Error + Send + Sync>>,
    disk_full: bool,
}

impl Fault {
    /// A fault with the error that caused it.
    pub fn new(attempted: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Fault {
        let source = source.into();
        let disk_full = source.downcast_ref::<Fault>().is_some_and(Fault::is_disk_full);
        Fault { attempted: attempted.into(), source: Some(source), disk_full }
    }

    /// A fault that no other error caused.
    pub fn plain(attempted: impl Into<String>) -> Fault {
        Fault { attempted: attempted.into(), source: None, disk_full: false }
    }

    /// The disk has no room for what was to be written.
    pub(crate) fn disk_full(attempted: impl Into<String>) -> Fault {
        let attempted = attempted.into();
        let words = "the disk is full; free some space and try again, reading goes on meanwhile";
        Fault { attempted: format!("{attempted}: {words}"), source: None, disk_full: true }
    }

    /// Whether it is only that the disk is full: nothing was written, and reading goes on.
    pub fn is_disk_full(&self) -> bool {
        self.disk_full
    }

    /// The same fault once more, for each of those who waited for the same thing.
    pub(crate) fn again(&self) -> Fault {
        Fault { attempted: self.to_string(), source: None, disk_full: self.disk_full }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.attempted)?;
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}
