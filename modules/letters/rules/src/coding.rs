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
    fn readers_agree_over_the_letters_that_both_coded() {
        assert_eq!(agreed([(0, 0), (1, 1), (1, 0)].into_iter()).unwrap().n, 3);
        assert!(agreed(std::iter::empty()).is_none());
    }
}
