//! Chance keyed by the ask and by what is decided: the same person has the same mind, misses the same first appointment
//! and is put off for the same reason in every scenario, so that two scenarios differ by what was changed and not by luck.

/// What a draw decides.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub enum For {
    /// Age, area and time of an ask.
    Arrival = 1,
    /// The method.
    Method,
    /// A complicating factor.
    Complicated,
    /// Where to go, by service.
    Where,
    /// Whether what is offered suits.
    Declines,
    /// Whether the person comes.
    Comes,
    /// Whether the person cancels.
    Cancels,
    /// Whether the host cancels.
    HostCancels,
    /// Whether it is put off.
    Deferred,
    /// Whether it works.
    Fits,
    /// Whether it is passed on.
    Redirected,
    /// When somebody gives up.
    Patience,
    /// How long somebody who walked in is seen for.
    Seen,
    /// When on the day somebody walks in.
    WalksIn,
    /// The band of age.
    Age,
}

/// Mixes 64 bits thoroughly (the finaliser of `SplitMix64`).
#[inline]
pub const fn mix(word: u64) -> u64 {
    let mut mixed = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A key from a name that is the same in every scenario (FNV-1a, mixed).
pub fn key_of(name: &str) -> u64 {
    let hash = name
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    mix(hash)
}

/// A fraction in (0, 1] for a key, a purpose and the how-manieth time.
#[inline]
pub fn fraction(key: u64, purpose: For, nth: u64) -> f64 {
    let bits = mix(key ^ mix((purpose as u64) << 32 | nth));
    ((bits >> 11) + 1) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_even_and_do_not_depend_on_one_another() {
        let draws: Vec<f64> = (0..20_000u64).map(|key| fraction(mix(key), For::Comes, 0)).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
        let other: Vec<f64> = (0..20_000u64).map(|key| fraction(mix(key), For::Comes, 1)).collect();
        let both = draws.iter().zip(&other).filter(|(a, b)| **a < 0.5 && **b < 0.5).count();
        assert!((both as f64 / 20_000.0 - 0.25).abs() < 0.015, "{both}");
    }

    #[test]
    fn each_purpose_is_as_rare_as_its_share_says_alone_and_after_others() {
        let all = [
            For::Declines,
            For::Comes,
            For::Cancels,
            For::HostCancels,
            For::Deferred,
            For::Fits,
            For::Redirected,
        ];
        for one in all {
            let rare = (0..50_000u64).filter(|key| fraction(mix(*key), one, 0) <= 0.02).count();
            assert!((850..1150).contains(&rare), "{one:?}: {rare}");
            for other in all.into_iter().filter(|other| *other as u64 != one as u64) {
                let both =
                    |key: &u64| fraction(mix(*key), one, 0) <= 0.02 && fraction(mix(*key), other, 0) > 0.3;
                let count = (0..50_000u64).filter(both).count();
                assert!((560..840).contains(&count), "{one:?} {other:?}: {count}");
            }
        }
    }

    #[test]
    fn names_that_differ_have_keys_that_differ() {
        assert_ne!(key_of("north"), key_of("south"));
        assert_eq!(key_of("north"), key_of("north"));
    }
}
