//! Chance from a seed. Written out here so that a plan or a simulation made this year can be made again in ten years:
//! the streams of outside crates may change between major versions.

/// xoshiro256++ (Blackman and Vigna 2019), seeded by `SplitMix64`. Not for secrets.
#[derive(Clone, Debug)]
pub struct Chance {
    state: [u64; 4],
}

impl Chance {
    /// A stream for a seed and a purpose: the same pair always gives the same numbers, different pairs unrelated ones.
    pub fn new(seed: u64, purpose: u64) -> Chance {
        let mut word = seed ^ purpose.wrapping_mul(0xD1B5_4A32_D192_ED03).rotate_left(17);
        let mut next = || {
            word = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = word;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ (mixed >> 31)
        };
        Chance { state: [next(), next(), next(), next()] }
    }

    /// The next 64 bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number in `0..below`; 0 where `below` is 0. (Multiply-shift; the bias is under one in 2^40 for our sizes.)
    pub fn below(&mut self, below: usize) -> usize {
        let product = u128::from(self.bits()) * below as u128;
        (product >> 64) as usize
    }

    /// A fraction in (0, 1], never zero, so that its logarithm is finite.
    #[inline]
    pub fn fraction(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// An exponentially distributed time with mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -self.fraction().ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_purpose_name_one_stream() {
        let draw = |seed, purpose| {
            (0..4)
                .map({
                    let mut c = Chance::new(seed, purpose);
                    move |_| c.bits()
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(draw(7, 1), draw(7, 1));
        assert_ne!(draw(7, 1), draw(7, 2));
        assert_ne!(draw(7, 1), draw(8, 1));
    }

    #[test]
    fn exponential_times_have_mean_one() {
        let mut chance = Chance::new(1, 1);
        let mean = (0..200_000).map(|_| chance.exponential()).sum::<f64>() / 200_000.0;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
    }
}
