//! The clock of the demo: wound by hand while the past is told, the machine's own from then on, and as far ahead of it as
//! whoever tries the demo has let time pass.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use kernel::{Clock, HandWound, Moment};

use web::SystemClock;

/// Wound by hand until it is let go.
pub struct DemoClock {
    wound: HandWound,
    let_go: AtomicBool,
    minutes_ahead: AtomicI64,
}

impl DemoClock {
    /// A clock that stands at this moment.
    pub fn at(moment: Moment) -> DemoClock {
        DemoClock {
            wound: HandWound::at(moment),
            let_go: AtomicBool::new(false),
            minutes_ahead: AtomicI64::new(0),
        }
    }

    /// A clock that stands ten days before: the past is brought in as of then, so that the last days can be told one
    /// after the other.
    pub fn before(today: kernel::Day) -> DemoClock {
        DemoClock::at(Moment::start_of(today - 10))
    }

    /// A clock that shows the machine's time: for a place that is built already.
    pub fn running() -> DemoClock {
        let clock = DemoClock::at(SystemClock.now());
        clock.let_go();
        clock
    }

    /// Sets the clock.
    pub fn set(&self, moment: Moment) {
        self.wound.set(moment);
    }

    /// From now on it shows the machine's time.
    pub fn let_go(&self) {
        self.let_go.store(true, Ordering::SeqCst);
    }

    /// Lets so many minutes pass at once. Time never goes back.
    pub fn pass(&self, minutes: u32) {
        self.minutes_ahead.fetch_add(i64::from(minutes), Ordering::SeqCst);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Moment {
        if self.let_go.load(Ordering::SeqCst) {
            SystemClock.now().plus_minutes(self.minutes_ahead.load(Ordering::SeqCst))
        } else {
            self.wound.now()
        }
    }
}
