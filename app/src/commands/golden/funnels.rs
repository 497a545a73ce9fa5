//! Over-dispersed funnels against limits made by a published package.

use std::path::Path;

use cli::Failure;
use measures_rules::funnel::{self, Kind, Pair};
use serde::Deserialize;

use super::Tally;
use super::case::{near, read_json, same};

#[derive(Deserialize)]
struct Case {
    id: String,
    input: Input,
    expected: Expected,
}

#[derive(Deserialize)]
struct Input {
    data_type: String,
    sr_method: String,
    trim_by: f64,
    multiplier: f64,
    points: Vec<Dot>,
}

#[derive(Deserialize)]
struct Dot {
    group: String,
    numerator: f64,
    denominator: f64,
}

#[derive(Deserialize)]
struct Expected {
    target: f64,
    n_after_trim: usize,
    phi: f64,
    tau2: f64,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    group: String,
    denominator: f64,
    rr: f64,
    z: f64,
    z_after_trim: Option<f64>,
    ll95: f64,
    ul95: f64,
    ll998: f64,
    ul998: f64,
    odll95: f64,
    odul95: f64,
    odll998: f64,
    odul998: f64,
}

const TOLERANCE: f64 = 1e-9;

/// Counts the funnels that agree in every organisation.
pub fn count(path: &Path) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for case in read_json::<Vec<Case>>(path)? {
        tally.count(&case.id, check(&case));
    }
    Ok(tally)
}

fn check(case: &Case) -> Result<(), String> {
    let kind = match (case.input.data_type.as_str(), case.input.sr_method.as_str()) {
        ("PR", _) => Kind::Proportion,
        ("RC", _) => Kind::CountRatio,
        ("SR", "CQC") => Kind::RatioWinsorised,
        ("SR", _) => Kind::RatioTruncated,
        (other, _) => return Err(format!("no such kind of data: {other}")),
    };
    let pairs: Vec<Pair> = case
        .input
        .points
        .iter()
        .map(|p| Pair { numerator: p.numerator, denominator: p.denominator })
        .collect();
    let found = funnel::funnel(&pairs, kind, case.input.trim_by, case.input.multiplier)
        .map_err(|refused| format!("{refused:?}"))?;
    let expected = &case.expected;
    near("target", Some(found.target), Some(expected.target), TOLERANCE)?;
    same("organisations after trimming", found.n_trimmed, expected.n_after_trim)?;
    near("phi", Some(found.phi), Some(expected.phi), TOLERANCE)?;
    near("tau²", Some(found.tau2), Some(expected.tau2), TOLERANCE)?;
    same("organisations", found.rows.len(), expected.rows.len())?;
    for row in &expected.rows {
        let place = case.input.points.iter().position(|p| p.group == row.group);
        let made =
            place.and_then(|place| found.rows.get(place)).ok_or_else(|| format!("no {}", row.group))?;
        check_row(made, row).map_err(|why| format!("{}: {why}", row.group))?;
    }
    Ok(())
}

fn check_row(made: &funnel::Row, row: &Row) -> Result<(), String> {
    for (what, got, wanted) in [
        ("denominator", made.denominator, row.denominator),
        ("value", made.value, row.rr),
        ("z", made.z, row.z),
        ("lower 95%", made.limits.low_95, row.ll95),
        ("upper 95%", made.limits.high_95, row.ul95),
        ("lower 99.8%", made.limits.low_998, row.ll998),
        ("upper 99.8%", made.limits.high_998, row.ul998),
        ("widened lower 95%", made.widened.low_95, row.odll95),
        ("widened upper 95%", made.widened.high_95, row.odul95),
        ("widened lower 99.8%", made.widened.low_998, row.odll998),
        ("widened upper 99.8%", made.widened.high_998, row.odul998),
    ] {
        near(what, Some(got), Some(wanted), TOLERANCE)?;
    }
    near("z after trimming", made.z_trimmed, row.z_after_trim, TOLERANCE)
}
