//! Counts attempts, in memory and by this process alone: guessing is slowed, and nobody can keep the owner out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use accounts_rules::{Bucket, Buckets, Door, Known};
use kernel::Moment;

/// Whose attempt it is. The names are marks made with a key: no address or mail address stands in memory.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// The account, whether or not there is one.
    pub(crate) account: String,
    /// The device, where it has signed in to that account before.
    pub(crate) device: Option<String>,
    /// Where it comes from.
    pub(crate) address: String,
}

/// More buckets than this are thinned out.
const BUCKETS_MAX: usize = 100_000;
/// A bucket untouched for so long holds nothing that still counts.
const FORGOTTEN_HOURS: i64 = 2;

/// Stands at the door of everything that can be guessed.
#[derive(Default)]
pub(crate) struct Doorkeeper(Mutex<HashMap<String, Bucket>>);

impl Attempt {
    fn known(&self) -> Known {
        if self.device.is_some() { Known::Device } else { Known::Stranger }
    }

    fn keys(&self) -> [String; 4] {
        let device = self.device.as_deref().unwrap_or_default();
        [
            format!("d/{}/{device}", self.account),
            format!("p/{}/{}", self.account, self.address),
            format!("a/{}", self.address),
            format!("u/{}", self.account),
        ]
    }
}

fn load(map: &HashMap<String, Bucket>, keys: &[String; 4]) -> Buckets {
    let [device, pair, address, account] =
        [0, 1, 2, 3].map(|nth| keys.get(nth).and_then(|key| map.get(key)).copied().unwrap_or_default());
    Buckets { device, pair, address, account }
}

fn store(map: &mut HashMap<String, Bucket>, keys: [String; 4], buckets: Buckets) {
    let Buckets { device, pair, address, account } = buckets;
    for (key, bucket) in keys.into_iter().zip([device, pair, address, account]) {
        if bucket.failures == 0 {
            map.remove(&key);
        } else {
            map.insert(key, bucket);
        }
    }
}

impl Doorkeeper {
    /// Lets an attempt in or makes it wait. One that is let in counts as failed until it is forgiven, so that many at once
    /// are no way round.
    pub(crate) fn knock(&self, attempt: &Attempt, now: Moment) -> Door {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() > BUCKETS_MAX {
            let since = now.plus_hours(-FORGOTTEN_HOURS);
            map.retain(|_, bucket| bucket.at.is_some_and(|at| at > since));
        }
        let keys = attempt.keys();
        let buckets = load(&map, &keys);
        let door = buckets.door(attempt.known(), now);
        if door == Door::Open {
            store(&mut map, keys, buckets.after_failure(attempt.known(), now));
        }
        door
    }

    /// The attempt succeeded: it did not fail after all, and its owner's own slips are forgiven.
    pub(crate) fn forgive(&self, attempt: &Attempt) {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = attempt.keys();
        let mut buckets = load(&map, &keys).after_success();
        if attempt.known() == Known::Stranger {
            for bucket in [&mut buckets.address, &mut buckets.account] {
                bucket.failures = bucket.failures.saturating_sub(1);
            }
        }
        store(&mut map, keys, buckets);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_wait_and_the_owners_device_does_not() {
        let door = Doorkeeper::default();
        let now: Moment = "2025-03-03T09:00".parse().unwrap();
        let stranger = |n: u32| Attempt {
            account: "a".into(),
            device: None,
            address: format!("198.51.100.{}", n % 200),
        };
        let mut heard = 0;
        for n in 0..1000 {
            heard += usize::from(door.knock(&stranger(n), now) == Door::Open);
        }
        assert!(heard <= 52, "{heard} guesses were heard within one moment");
        let owner =
            Attempt { account: "a".into(), device: Some("desk".into()), address: "198.51.100.1".into() };
        assert_eq!(door.knock(&owner, now), Door::Open);
        door.forgive(&owner);
        let minute_later = now.plus_minutes(1);
        let elsewhere = Attempt { account: "a".into(), device: None, address: "203.0.113.9".into() };
        assert_eq!(
            door.knock(&elsewhere, minute_later),
            Door::Open,
            "from a new device the owner waits half a minute"
        );
    }

    #[test]
    fn who_succeeds_is_forgiven_and_an_attacker_with_one_account_is_not() {
        let door = Doorkeeper::default();
        let now: Moment = "2025-03-03T09:00".parse().unwrap();
        let own = Attempt { account: "own".into(), device: None, address: "198.51.100.1".into() };
        for n in 0..200 {
            let other = Attempt { account: format!("victim{n}"), ..own.clone() };
            door.knock(&other, now);
            if door.knock(&own, now) == Door::Open {
                door.forgive(&own);
            }
        }
        assert!(matches!(door.knock(&own, now), Door::Wait { .. }), "the address has failed too often");
    }
}
