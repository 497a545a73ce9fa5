//! Two people read a letter without knowing what the other or the machine said; where they differ a third decides.

use measures_rules::agreement::{Agreement, agreement};

/// The codes: 0 asks nothing unsuitable, 1 to 5 the ask that is breached first.
pub const CODES: u8 = 6;

/// What is still to be done with a letter that people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Nobody has read it.
    First,
    /// One has.
    Second,
    /// Two differ: a third decides.
    Third,
    /// The code that holds.
    Settled(u8),
}

/// How a letter stands, from the codes of its readers in order and what a third settled.
#[must_use]
pub fn stand(codes: &[u8], settled: Option<u8>) -> Stand {
    match (settled, codes) {
        (Some(code), _) => Stand::Settled(code),
        (None, []) => Stand::First,
        (None, [_]) => Stand::Second,
        (None, [one, other, ..]) if one == other => Stand::Settled(*one),
        (None, _) => Stand::Third,
    }
}

/// Agreement of pairs of codes; none where there are none.
#[must_use]
pub fn agreed(pairs: impl Iterator<Item = (u8, u8)>) -> Option<Agreement> {
    let size = usize::from(CODES);
    let mut table = vec![vec![0_u64; size]; size];
    for (one, other) in pairs {
        if let Some(cell) = table.get_mut(usize::from(one)).and_then(|row| row.get_mut(usize::from(other))) {
            *cell += 1;
        }
    }
    agreement(&table, 0.95)
}

/// What people found about the machine: how many unsuitable letters it finds, how many others it leaves, by weight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Error {
    found: f64,
    missed: f64,
    left: f64,
    taken: f64,
    /// Letters that both have coded.
    pub letters: u32,
}

impl Error {
    /// Counts a letter: the machine's code, the people's, and for how many letters it stands.
    pub fn add(&mut self, machine: u8, people: u8, weight: f64) {
        self.letters += 1;
        match (machine > 0, people > 0) {
            (true, true) => self.found += weight,
            (false, true) => self.missed += weight,
            (false, false) => self.left += weight,
            (true, false) => self.taken += weight,
        }
    }

    /// The share of unsuitable letters that the machine finds; none without one.
    #[must_use]
    pub fn sensitivity(&self) -> Option<f64> {
        let all = self.found + self.missed;
        (all > 0.0).then(|| self.found / all)
    }

    /// The share of other letters that it leaves.
    #[must_use]
    pub fn specificity(&self) -> Option<f64> {
        let all = self.left + self.taken;
        (all > 0.0).then(|| self.left / all)
    }

    /// The rate that people find, by weight; none without letters.
    #[must_use]
    pub fn people(&self) -> Option<f64> {
        let all = self.found + self.missed + self.left + self.taken;
        (all > 0.0).then(|| (self.found + self.missed) / all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_readers_settle_or_a_third_does() {
        for (codes, settled, expected) in [
            (&[][..], None, Stand::First),
            (&[3], None, Stand::Second),
            (&[3, 3], None, Stand::Settled(3)),
            (&[3, 0], None, Stand::Third),
            (&[3, 0], Some(0), Stand::Settled(0)),
        ] {
            assert_eq!(stand(codes, settled), expected);
        }
    }

    #[test]
    fn the_machines_error_is_weighed() {
        let mut error = Error::default();
        error.add(3, 3, 1.0);
        error.add(0, 2, 3.0);
        error.add(0, 0, 6.0);
        assert_eq!(error.sensitivity(), Some(0.25));
        assert_eq!(error.specificity(), Some(1.0));
        assert_eq!(error.people(), Some(0.4));
        assert_eq!(agreed([(0, 0), (1, 1), (1, 0)].into_iter()).unwrap().n, 3);
        assert!(agreed(std::iter::empty()).is_none());
    }
}
