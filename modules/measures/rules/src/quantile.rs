//! Quantiles of plain lists and quantile groups of areas.

/// The quantile p of values by linear interpolation between order statistics (type 7). None of an empty list.
pub fn type_7(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len().checked_sub(1)? as f64) * p;
    let below = *sorted.get(place.floor() as usize)?;
    let above = sorted.get(place.ceil() as usize).copied().unwrap_or(below);
    Some(below + (place - place.floor()) * (above - below))
}

/// The middle value (type 7).
pub fn median(values: &[f64]) -> Option<f64> {
    type_7(values, 0.5)
}

/// The mean; none of an empty list.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The standard deviation of a sample (over n − 1); none for fewer than two values.
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    let middle = mean(values)?;
    let degrees = values.len().checked_sub(1).filter(|&d| d > 0)? as f64;
    Some((values.iter().map(|v| (v - middle).powi(2)).sum::<f64>() / degrees).sqrt())
}

/// Which end of the list is quantile group 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Group 1 holds the lowest values.
    Lowest,
    /// Group 1 holds the highest values.
    Highest,
}

/// The quantile group (1 to `groups`) of each value, in the order given. A missing value has none; fewer values than
/// groups give none at all. Equal values share the lower rank, so that they fall in one group.
pub fn groups(values: &[Option<f64>], groups: usize, from: From) -> Vec<Option<usize>> {
    let signed = |v: f64| if from == From::Highest { -v } else { v };
    let mut sorted: Vec<f64> = values.iter().flatten().map(|&v| signed(v)).collect();
    sorted.sort_by(f64::total_cmp);
    let rank = |v: f64| sorted.partition_point(|&other| other < v) + 1;
    values.iter().map(|value| group_of_rank(rank(signed((*value)?)), sorted.len(), groups)).collect()
}

/// The quantile group of the rank-th (from 1) of n values; none where there are fewer values than groups.
pub fn group_of_rank(rank: usize, n: usize, groups: usize) -> Option<usize> {
    if groups == 0 || n < groups || rank == 0 || rank > n {
        return None;
    }
    // Ranks are counted from the far end: the places left, in units of one group's share, rounded up.
    let left = ((n + 1 - rank) * groups).div_ceil(n);
    Some((groups + 1).saturating_sub(left).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_7_interpolates() {
        let values = [10.0, 30.0, 20.0, 40.0];
        assert_eq!(median(&values), Some(25.0));
        assert_eq!(type_7(&values, 0.92), Some(37.6));
        assert_eq!(type_7(&[7.0], 0.92), Some(7.0));
        assert_eq!(type_7(&[], 0.5), None);
    }

    #[test]
    fn groups_are_as_even_as_they_can_be_and_ties_stay_together() {
        let values: Vec<Option<f64>> = [3.0, 1.0, 2.0, 4.0, 6.0, 5.0, 8.0, 7.0].map(Some).to_vec();
        let found: Vec<usize> = groups(&values, 4, From::Lowest).into_iter().flatten().collect();
        assert_eq!(found, [2, 1, 1, 2, 3, 3, 4, 4]);
        let turned: Vec<usize> = groups(&values, 4, From::Highest).into_iter().flatten().collect();
        assert_eq!(turned, [3, 4, 4, 3, 2, 2, 1, 1]);
        let tied = groups(&[Some(1.0), Some(1.0), Some(1.0), None, Some(2.0)], 2, From::Lowest);
        assert_eq!(tied, [Some(1), Some(1), Some(1), None, Some(2)]);
        assert!(
            groups(&[Some(1.0)], 4, From::Lowest).iter().all(Option::is_none),
            "fewer values than groups"
        );
    }

    #[test]
    fn a_group_never_differs_from_another_by_more_than_one_without_ties() {
        for n in 1..60 {
            for k in 1..=n.min(12) {
                let mut sizes = vec![0usize; k];
                for rank in 1..=n {
                    sizes[group_of_rank(rank, n, k).unwrap() - 1] += 1;
                }
                let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
                assert!(most - least <= 1, "{n} in {k}: {sizes:?}");
            }
        }
    }
}
