//! Unevenness against worked formulas.

use std::path::Path;

use cli::Failure;
use measures_rules::equity::{self, Group};
use serde::Deserialize;

use super::Tally;
use super::case::{near, read_json};

#[derive(Deserialize)]
struct Case {
    id: String,
    rate_by_group_most_to_least_deprived: Vec<f64>,
    population: Vec<f64>,
    expected: Expected,
}

#[derive(Deserialize)]
struct Expected {
    weighted_gini: Option<f64>,
    concentration_index: Option<f64>,
    absolute_gap_last_minus_first: Option<f64>,
    ratio_first_to_last: Option<f64>,
}

const TOLERANCE: f64 = 1e-9;

/// Counts the groupings that agree in all four figures.
pub fn count(path: &Path) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for case in read_json::<Vec<Case>>(path)? {
        tally.count(&case.id, check(&case));
    }
    Ok(tally)
}

fn check(case: &Case) -> Result<(), String> {
    let groups: Vec<Group> = case
        .rate_by_group_most_to_least_deprived
        .iter()
        .zip(&case.population)
        .map(|(&value, &population)| Group { value, population })
        .collect();
    let found = equity::unevenness(&groups).ok_or("no unevenness")?;
    near("Gini", Some(found.gini), case.expected.weighted_gini, TOLERANCE)?;
    near("concentration index", Some(found.concentration), case.expected.concentration_index, TOLERANCE)?;
    near("gap", Some(found.gap), case.expected.absolute_gap_last_minus_first, TOLERANCE)?;
    near("ratio", found.ratio, case.expected.ratio_first_to_last, TOLERANCE)
}
