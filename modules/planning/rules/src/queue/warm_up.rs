//! Where the warm-up of a simulation ends: MSER-5 (White 1997), which drops the front that makes the standard error of
//! the rest least.

/// How many of the first values to drop, a multiple of 5; never more than half of them.
pub fn mser5(values: &[f64]) -> usize {
    let batches: Vec<f64> = values.chunks_exact(5).map(|five| five.iter().sum::<f64>() / 5.0).collect();
    let count = batches.len();
    let (mut sum, mut squares) = (0.0, 0.0);
    let mut best = (f64::INFINITY, 0);
    for dropped in (0..count).rev() {
        sum += batches[dropped];
        squares += batches[dropped] * batches[dropped];
        let kept = (count - dropped) as f64;
        let score = (squares - sum * sum / kept).max(0.0) / (kept * kept);
        if dropped <= count / 2 && score <= best.0 {
            best = (score, dropped);
        }
    }
    best.1 * 5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;

    #[test]
    fn a_rising_front_is_dropped_and_a_level_series_is_kept() {
        let mut chance = Chance::new(1, 1);
        let level: Vec<f64> = (0..1000).map(|_| chance.fraction()).collect();
        assert!(mser5(&level) <= 250);
        let rising: Vec<f64> =
            level.iter().enumerate().map(|(at, v)| v - 10.0 * (1.0 - at as f64 / 200.0).max(0.0)).collect();
        assert!((150..=260).contains(&mser5(&rising)), "{}", mser5(&rising));
    }
}
