//! The clock of the demo: wound by hand while the past is told, the machine's own from then on.

use std::sync::atomic::{AtomicBool, Ordering};

use kernel::{Clock, HandWound, Moment};

use web::SystemClock;

/// Wound by hand until it is let go.
pub struct DemoClock {
    wound: HandWound,
    let_go: AtomicBool,
}

impl DemoClock {
    /// A clock that stands at this moment.
    pub fn at(moment: Moment) -> DemoClock {
        DemoClock { wound: HandWound::at(moment), let_go: AtomicBool::new(false) }
    }

    /// Sets the clock.
    pub fn set(&self, moment: Moment) {
        self.wound.set(moment);
    }

    /// From now on it shows the machine's time.
    pub fn let_go(&self) {
        self.let_go.store(true, Ordering::SeqCst);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Moment {
        if self.let_go.load(Ordering::SeqCst) { SystemClock.now() } else { self.wound.now() }
    }
}
