//! Failed attempts to sign in: guessing is slowed ever more, and nobody can lock another out.
//!
//! A device that has signed in to the account before is counted by itself alone. So however many strangers fail at an
//! account, its owner at their usual desk waits for nobody but themselves. There is no lock that only somebody else
//! can open: every wait has an end that is told.

use kernel::Moment;

use crate::{ACCOUNT_BUCKET, ADDRESS_BUCKET, BucketRule, KNOWN_DEVICE_BUCKET, PAIR_BUCKET};

/// Failures remembered under one key. One is forgotten after each span of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Bucket {
    /// Failures at `at`.
    pub failures: u32,
    /// When the last one was counted; nothing when none was.
    pub at: Option<Moment>,
}

/// The buckets that may concern one attempt, as stored; an empty one where nothing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Buckets {
    /// This account from this device.
    pub device: Bucket,
    /// This account from this address.
    pub pair: Bucket,
    /// This address, any account.
    pub address: Bucket,
    /// This account, any address.
    pub account: Bucket,
}

/// Which bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BucketOf {
    /// `Buckets::device`.
    Device,
    /// `Buckets::pair`.
    Pair,
    /// `Buckets::address`.
    Address,
    /// `Buckets::account`.
    Account,
}

/// Whether the device has signed in to this account before, by a cookie that only we can have made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It has.
    Device,
    /// It has not, or nobody can say.
    Stranger,
}

/// Whether an attempt is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The password is looked at.
    Open,
    /// It is not looked at before this moment, right or wrong.
    Wait {
        /// The first moment at which it is.
        until: Moment,
    },
}

impl Bucket {
    fn left(&self, rule: BucketRule, now: Moment) -> u32 {
        let passed = self.at.map_or(0, |at| now.micros_since(at).max(0));
        let forgotten = passed / rule.forget_seconds.max(1).saturating_mul(1_000_000);
        self.failures.saturating_sub(u32::try_from(forgotten).unwrap_or(u32::MAX))
    }

    fn opens(&self, rule: BucketRule) -> Option<Moment> {
        // The wait hangs on the failures at the last one; what time forgets shortens the next wait, not this one.
        let over = self.failures.checked_sub(rule.free.saturating_add(1))?;
        let seconds = 1_i64.checked_shl(over.min(40)).unwrap_or(i64::MAX).min(rule.wait_seconds_max);
        Some(Moment::from_micros(self.at?.micros().saturating_add(seconds.saturating_mul(1_000_000))))
    }

    fn failed(&self, rule: BucketRule, now: Moment) -> Bucket {
        Bucket { failures: self.left(rule, now).saturating_add(1), at: Some(now) }
    }
}

impl Buckets {
    fn concerning(&self, known: Known, now: Moment) -> Vec<(Bucket, BucketRule)> {
        let day = now.day();
        match known {
            Known::Device => vec![(self.device, KNOWN_DEVICE_BUCKET.on(day))],
            Known::Stranger => vec![
                (self.pair, PAIR_BUCKET.on(day)),
                (self.address, ADDRESS_BUCKET.on(day)),
                (self.account, ACCOUNT_BUCKET.on(day)),
            ],
        }
    }

    /// Whether an attempt is heard at that moment. Said before the password is looked at, so that waiting tells
    /// nothing about it; and the same for an account that does not exist.
    pub fn door(&self, known: Known, now: Moment) -> Door {
        let opens =
            self.concerning(known, now).into_iter().filter_map(|(bucket, rule)| bucket.opens(rule)).max();
        match opens {
            Some(until) if until > now => Door::Wait { until },
            Some(_) | None => Door::Open,
        }
    }

    /// The buckets after an attempt that was heard and failed.
    pub fn after_failure(&self, known: Known, now: Moment) -> Buckets {
        let day = now.day();
        match known {
            Known::Device => {
                Buckets { device: self.device.failed(KNOWN_DEVICE_BUCKET.on(day), now), ..*self }
            }
            Known::Stranger => Buckets {
                device: self.device,
                pair: self.pair.failed(PAIR_BUCKET.on(day), now),
                address: self.address.failed(ADDRESS_BUCKET.on(day), now),
                account: self.account.failed(ACCOUNT_BUCKET.on(day), now),
            },
        }
    }

    /// The buckets after an attempt that succeeded: the user's own slips are forgiven. The address and the account over
    /// all addresses keep theirs, or an attacker with one account would empty them for themselves.
    pub fn after_success(&self) -> Buckets {
        Buckets { device: Bucket::default(), pair: Bucket::default(), ..*self }
    }
}
