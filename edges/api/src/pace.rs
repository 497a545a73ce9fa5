//! How often the systems of one organisation may call, so that a program gone wild keeps nobody else waiting. Each has its
//! own count; what it does not use is saved for a minute (the generic cell rate algorithm, ITU-T I.371).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use kernel::OrgId;

/// What is saved at the most: the calls of so long a time.
const SAVED: Duration = Duration::from_secs(60);

/// Keeps count for every organisation that calls.
pub struct Pace {
    /// The time that one call takes up.
    each: Duration,
    /// Until when each organisation's calls so far take up its time.
    until: Mutex<HashMap<OrgId, Instant>>,
}

impl Pace {
    /// So many calls a minute for each organisation, and as many at once; at least one.
    pub fn of(calls_a_minute: u32) -> Pace {
        Pace { each: SAVED / calls_a_minute.max(1), until: Mutex::default() }
    }

    /// Takes one call of an organisation, or says after how long the next one is taken. A call that is not taken costs
    /// nothing.
    pub fn take(&self, org: OrgId) -> Result<(), Duration> {
        self.take_at(org, now())
    }

    fn take_at(&self, org: OrgId, now: Instant) -> Result<(), Duration> {
        let mut all = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        let until = all.entry(org).or_insert(now);
        let next = (*until).max(now) + self.each;
        match next.duration_since(now).checked_sub(SAVED).filter(|too_long| !too_long.is_zero()) {
            Some(too_long) => Err(too_long),
            None => {
                *until = next;
                Ok(())
            }
        }
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "how often somebody calls is measured, and decides nothing of an ask"
)]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(code: &str) -> OrgId {
        code.parse().unwrap()
    }

    #[test]
    fn a_minutes_calls_may_come_at_once_then_one_after_the_other_and_nobody_else_waits() {
        let (pace, began) = (Pace::of(120), now());
        let take = |org: OrgId, after: u64| pace.take_at(org, began + Duration::from_millis(after));
        let (one, other) = (org("ZP001"), org("ZP002"));
        for _ in 0..120 {
            assert_eq!(take(one, 0), Ok(()));
        }
        assert_eq!(take(one, 0), Err(Duration::from_millis(500)));
        assert_eq!(take(other, 0), Ok(()), "another organisation has its own count");
        assert_eq!(take(one, 499), Err(Duration::from_millis(1)), "asking early cost nothing");
        assert_eq!(take(one, 500), Ok(()));
        assert!(take(one, 500).is_err());
        let taken = (0..500).filter(|_| take(one, 3_600_000).is_ok()).count();
        assert_eq!(taken, 120, "no more than a minute's calls are saved");
    }
}
