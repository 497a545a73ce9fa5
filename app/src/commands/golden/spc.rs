//! XmR charts against charts made by a published package.

use std::path::Path;

use cli::Failure;
use kernel::Day;
use measures_rules::spc;
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
    improvement_direction: String,
    target: Option<f64>,
    screen_outliers: bool,
    fix_after_n_points: Option<usize>,
    rebase_dates: Vec<Day>,
    points: Vec<Dot>,
}

#[derive(Deserialize)]
struct Dot {
    date: Day,
    value: f64,
}

#[derive(Deserialize)]
struct Expected {
    assurance_type: Option<String>,
    variation_type: Option<String>,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    date: Day,
    rebase_group: usize,
    mean: Option<f64>,
    lpl: Option<f64>,
    upl: Option<f64>,
    outside_limits: Option<bool>,
    close_to_limits: Option<bool>,
    relative_to_mean: i8,
    special_cause_type: String,
    point_type: String,
    short_group_warning: bool,
}

/// The reference gives 15 figures of each number.
const TOLERANCE: f64 = 1e-9;

/// Counts the charts that agree in every point.
pub fn count(path: &Path) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for case in read_json::<Vec<Case>>(path)? {
        tally.count(&case.id, check(&case));
    }
    Ok(tally)
}

fn check(case: &Case) -> Result<(), String> {
    let better = match case.input.improvement_direction.as_str() {
        "increase" => spc::Better::Higher,
        "decrease" => spc::Better::Lower,
        _ => spc::Better::Neither,
    };
    let settings = spc::Settings {
        better,
        target: case.input.target,
        screen: case.input.screen_outliers,
        fix_after: case.input.fix_after_n_points,
        steps: case.input.rebase_dates.clone(),
    };
    let series: Vec<(Day, f64)> = case.input.points.iter().map(|p| (p.date, p.value)).collect();
    let chart = spc::chart(&series, settings);
    same("points", chart.points.len(), case.expected.rows.len())?;
    for (point, row) in chart.points.iter().zip(&case.expected.rows) {
        check_point(&chart, point, row).map_err(|why| format!("{}: {why}", row.date))?;
    }
    same("variation", Some(variation(chart.variation())), case.expected.variation_type.as_deref())?;
    let assurance = chart.assurance().map(|assurance| match assurance {
        spc::Assurance::Pass => "consistent_pass",
        spc::Assurance::Fail => "consistent_fail",
        spc::Assurance::HitOrMiss => "inconsistent",
    });
    same("assurance", assurance, case.expected.assurance_type.as_deref())
}

fn check_point(chart: &spc::Chart, point: &spc::Point, row: &Row) -> Result<(), String> {
    same("day", point.day, row.date)?;
    same("step", point.step, row.rebase_group)?;
    near("mean", Some(point.mean), row.mean, TOLERANCE)?;
    near("lower limit", point.limits.map(|l| l.lower), row.lpl, TOLERANCE)?;
    near("upper limit", point.limits.map(|l| l.upper), row.upl, TOLERANCE)?;
    same("outside", point.outside(), row.outside_limits)?;
    same("near a limit", point.near_limit, row.close_to_limits)?;
    same("side", point.side, row.relative_to_mean)?;
    same("cause", cause(point.cause), row.special_cause_type.as_str())?;
    same("meaning", variation(chart.meaning(point.cause)), row.point_type.as_str())?;
    same("trial limits", point.trial, row.short_group_warning)
}

fn cause(cause: spc::Cause) -> &'static str {
    match cause {
        spc::Cause::Common => "Common Cause",
        spc::Cause::Above => "Above UCL",
        spc::Cause::Below => "Below LCL",
        spc::Cause::Rising => "7 Point Trend (Increasing)",
        spc::Cause::Falling => "7 Point Trend (Decreasing)",
        spc::Cause::NearAbove => "2 in 3 Above CL",
        spc::Cause::NearBelow => "2 in 3 Below CL",
        spc::Cause::RunAbove => "7 Points Above CL",
        spc::Cause::RunBelow => "7 Points Below CL",
    }
}

fn variation(variation: spc::Variation) -> &'static str {
    match variation {
        spc::Variation::Common => "common_cause",
        spc::Variation::Improvement => "special_cause_improvement",
        spc::Variation::Concern => "special_cause_concern",
        spc::Variation::High => "special_cause_neutral_high",
        spc::Variation::Low => "special_cause_neutral_low",
    }
}
