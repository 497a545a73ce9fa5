//! Where "now" comes from. Everything that needs the time is handed a clock, so that a test can hold it still.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::Moment;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Moment;
}

/// A clock that moves only when it is told to.
#[derive(Debug)]
pub struct HandWound(AtomicI64);

impl HandWound {
    /// A clock that stands at this moment.
    pub const fn at(moment: Moment) -> HandWound {
        HandWound(AtomicI64::new(moment.micros()))
    }

    /// Sets the clock, forwards or backwards.
    pub fn set(&self, moment: Moment) {
        self.0.store(moment.micros(), Ordering::SeqCst);
    }
}

impl Clock for HandWound {
    fn now(&self) -> Moment {
        Moment::from_micros(self.0.load(Ordering::SeqCst))
    }
}
