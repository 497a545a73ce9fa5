//! Chance from a seed: the same seed gives the same world.

use kernel::{OrgId, SeatId, ServiceId, SessionId, SiteId, SlotId, UserId};
use rand::RngExt;
use rand::SeedableRng;
use rand_pcg::Pcg64;

/// A source of chance with the few draws that worlds need.
pub struct Chance(Pcg64);

impl Chance {
    /// Chance from this seed; another `stream` of the same seed is independent of it.
    pub fn new(seed: u64, stream: u64) -> Chance {
        Chance(Pcg64::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(stream)))
    }

    /// 128 random bits.
    pub fn bits(&mut self) -> u128 {
        self.0.random()
    }

    /// A whole number from `low` up to and including `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low { low } else { self.0.random_range(low..=high) }
    }

    /// A fraction from 0 up to 1.
    pub fn fraction(&mut self) -> f64 {
        self.0.random()
    }

    /// True with this probability.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// One of a list; the list's first where the list is of one.
    pub fn one_of<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        let last = i64::try_from(list.len()).ok()?.checked_sub(1)?;
        usize::try_from(self.between(0, last)).ok().and_then(|place| list.get(place))
    }

    /// One of a list by weight; nothing where no weight is above 0.
    pub fn by_weight<'l, T>(&mut self, list: &'l [T], weight: impl Fn(&T) -> f64) -> Option<&'l T> {
        let total: f64 = list.iter().map(&weight).sum();
        if total <= 0.0 {
            return None;
        }
        let mut left = self.fraction() * total;
        for item in list {
            left -= weight(item);
            if left < 0.0 {
                return Some(item);
            }
        }
        list.last()
    }

    /// Roughly normal: mean 0, spread 1 (the sum of twelve fractions less six).
    pub fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.fraction()).sum::<f64>() - 6.0
    }

    /// The list in a random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            let other = usize::try_from(self.between(0, i64::try_from(place).unwrap_or(0))).unwrap_or(0);
            list.swap(place, other);
        }
    }
}

macro_rules! new_ids {
    ($($name:ident => $id:ty),+ $(,)?) => {
        impl Chance {$(
            /// A new id.
            pub fn $name(&mut self) -> $id {
                <$id>::from_bits(self.bits())
            }
        )+}
    };
}

new_ids!(site => SiteId, service => ServiceId, seat => SeatId, session => SessionId, slot => SlotId, user => UserId);

/// A code that no register issues: letters that begin none, and a number.
pub fn unissued(prefix: &str, number: usize) -> Option<OrgId> {
    format!("{prefix}{number:03}").parse().ok()
}
