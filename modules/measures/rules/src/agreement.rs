//! Whether two readers say the same: Cohen's kappa with its interval, and Gwet's AC1 beside it, because kappa falls
//! when one category is rare however well the readers agree.

use crate::interval::Interval;
use crate::special;

/// Agreement of two readers over the same items.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Items read by both.
    pub n: u64,
    /// Share on which they agree.
    pub observed: f64,
    /// Cohen's kappa; none where chance alone would make them agree on everything.
    pub kappa: Option<f64>,
    /// Limits of kappa from its large-sample variance (Fleiss, Cohen and Everitt 1969).
    pub kappa_limits: Option<Interval>,
    /// Gwet's AC1; none with fewer than two categories.
    pub ac1: Option<f64>,
}

/// Measures agreement from a square table: rows are the first reader's categories, columns the second's. None where
/// the table is not square or holds nothing.
pub fn agreement(table: &[Vec<u64>], confidence: f64) -> Option<Agreement> {
    let size = table.len();
    if table.iter().any(|row| row.len() != size) {
        return None;
    }
    let n: u64 = table.iter().flatten().sum();
    if n == 0 {
        return None;
    }
    let total = n as f64;
    let share = |count: u64| count as f64 / total;
    let rows: Vec<f64> = table.iter().map(|row| share(row.iter().sum())).collect();
    let columns: Vec<f64> =
        (0..size).map(|c| share(table.iter().filter_map(|row| row.get(c)).sum())).collect();
    let diagonal: Vec<f64> =
        table.iter().enumerate().filter_map(|(i, row)| row.get(i)).map(|c| share(*c)).collect();
    let observed: f64 = diagonal.iter().sum();
    let chance: f64 = rows.iter().zip(&columns).map(|(r, c)| r * c).sum();
    let kappa = (chance < 1.0).then(|| (observed - chance) / (1.0 - chance));
    let kappa_limits = kappa.map(|kappa| {
        let own: f64 = diagonal
            .iter()
            .zip(rows.iter().zip(&columns))
            .map(|(p, (r, c))| p * (1.0 - (r + c) * (1.0 - kappa)).powi(2))
            .sum();
        let other: f64 = table
            .iter()
            .zip(&columns)
            .enumerate()
            .flat_map(|(i, (row, column_of_i))| {
                row.iter()
                    .zip(&rows)
                    .enumerate()
                    .filter(move |(j, _)| *j != i)
                    .map(move |(_, (count, row_of_j))| share(*count) * (column_of_i + row_of_j).powi(2))
            })
            .sum();
        let variance = own + (1.0 - kappa).powi(2) * other - (kappa - chance * (1.0 - kappa)).powi(2);
        let error = (variance.max(0.0) / total).sqrt() / (1.0 - chance);
        let reach = special::z_for(confidence) * error;
        Interval { low: Some((kappa - reach).max(-1.0)), high: (kappa + reach).min(1.0) }
    });
    let ac1 = (size > 1).then(|| {
        let by_chance: f64 = rows
            .iter()
            .zip(&columns)
            .map(|(r, c)| {
                let mean = (r + c) / 2.0;
                mean * (1.0 - mean)
            })
            .sum::<f64>()
            / (size as f64 - 1.0);
        (observed - by_chance) / (1.0 - by_chance)
    });
    Some(Agreement { n, observed, kappa, kappa_limits, ac1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worked_table() {
        // 20 and 15 agreed of 50: observed 0.7, by chance 0.5, kappa 0.4.
        let found = agreement(&[vec![20, 5], vec![10, 15]], 0.95).unwrap();
        assert!((found.kappa.unwrap() - 0.4).abs() < 1e-12);
        let limits = found.kappa_limits.unwrap();
        // Fleiss' standard error for this table is 0.1267.
        assert!((limits.high - 0.4 - 1.959_964 * 0.1267).abs() < 2e-3, "{limits:?}");
        assert!((found.ac1.unwrap() - (0.7 - 0.495) / (1.0 - 0.495)).abs() < 1e-12);
    }

    #[test]
    fn a_rare_category_lowers_kappa_and_not_ac1() {
        let found = agreement(&[vec![118, 5], vec![2, 0]], 0.95).unwrap();
        assert!(found.kappa.unwrap() < 0.0 && found.ac1.unwrap() > 0.9);
    }

    #[test]
    fn full_agreement_and_tables_that_say_nothing() {
        let full = agreement(&[vec![30, 0], vec![0, 20]], 0.95).unwrap();
        assert_eq!((full.kappa, full.observed), (Some(1.0), 1.0));
        assert!((full.kappa_limits.unwrap().low.unwrap() - 1.0).abs() < 1e-9);
        assert_eq!(agreement(&[vec![30, 0], vec![0, 0]], 0.95).unwrap().kappa, None);
        assert!(agreement(&[vec![1, 2]], 0.95).is_none() && agreement(&[vec![0]], 0.95).is_none());
    }
}
