//! A fault is ours: something broke while we did something. It names what was being attempted and keeps its source;
//! it never holds a name or number of a person.

use std::error::Error;
use std::fmt;

/// Something broke. What was being attempted, and why it could not be done.
#[derive(Debug)]
pub struct Fault {
    attempted: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Fault {
    /// A fault with the error that caused it.
    pub fn new(attempted: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Fault {
        Fault { attempted: attempted.into(), source: Some(source.into()) }
    }

    /// A fault that no other error caused.
    pub fn plain(attempted: impl Into<String>) -> Fault {
        Fault { attempted: attempted.into(), source: None }
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
        self.source.as_ref().map(|source| &**source as &(dyn Error + 'static))
    }
}
