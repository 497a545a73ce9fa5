//! Waits against a published survival package and waiting-list arithmetic.

use std::path::Path;

use cli::Failure;
use kernel::Day;
use measures_rules::{quantile, survival, waiting_list};
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
    target_wait_weeks: f64,
    start_date: Day,
    end_date: Day,
    census_date: Day,
    patients: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    referral: Day,
    removal: Option<Day>,
}

#[derive(Deserialize)]
struct Expected {
    nhsrwaitinglist_wl_stats: Stats,
    kaplan_meier: Curve,
    completed_only_type7: Pair,
    incomplete_type7: Open,
    within_28_days_completed: usize,
    within_5_days_completed: usize,
}

#[derive(Deserialize)]
struct Stats {
    mean_demand: f64,
    mean_capacity: f64,
    load: f64,
    load_too_big: bool,
    count_demand: usize,
    queue_size: i64,
    target_queue_size: f64,
    queue_too_big: bool,
    mean_wait: Option<f64>,
    cv_arrival: f64,
    cv_removal: f64,
    target_capacity: Option<f64>,
    relief_capacity: Option<f64>,
    pressure: Option<f64>,
}

#[derive(Deserialize)]
struct Curve {
    n: u32,
    events: u32,
    median: Option<f64>,
    p92: Option<f64>,
    surv_at: Vec<At>,
}

#[derive(Deserialize)]
struct At {
    t: u32,
    s: f64,
    se: Option<f64>,
}

#[derive(Deserialize)]
struct Pair {
    median: Option<f64>,
    p92: Option<f64>,
}

#[derive(Deserialize)]
struct Open {
    n: usize,
    median: Option<f64>,
    p92: Option<f64>,
    within_42_days: usize,
}

const TOLERANCE: f64 = 1e-9;

/// Counts the lists that agree in every figure.
pub fn count(path: &Path) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for case in read_json::<Vec<Case>>(path)? {
        tally.count(&case.id, check(&case));
    }
    Ok(tally)
}

fn check(case: &Case) -> Result<(), String> {
    let entries: Vec<waiting_list::Entry> = case
        .input
        .patients
        .iter()
        .map(|p| waiting_list::Entry { referred: p.referral, removed: p.removal })
        .collect();
    check_curve(&entries, case)?;
    let (done, open) = waiting_list::split_at(&entries, case.input.census_date);
    let expected = &case.expected;
    near("median of completed", quantile::median(&done), expected.completed_only_type7.median, TOLERANCE)?;
    near("92nd of completed", quantile::type_7(&done, 0.92), expected.completed_only_type7.p92, TOLERANCE)?;
    same("open", open.len(), expected.incomplete_type7.n)?;
    near("median of open", quantile::median(&open), expected.incomplete_type7.median, TOLERANCE)?;
    near("92nd of open", quantile::type_7(&open, 0.92), expected.incomplete_type7.p92, TOLERANCE)?;
    let within = |waits: &[f64], days: f64| waits.iter().filter(|w| **w <= days).count();
    same("open within 42 days", within(&open, 42.0), expected.incomplete_type7.within_42_days)?;
    same("completed within 28 days", within(&done, 28.0), expected.within_28_days_completed)?;
    same("completed within 5 days", within(&done, 5.0), expected.within_5_days_completed)?;
    check_balance(&entries, case)
}

fn check_curve(entries: &[waiting_list::Entry], case: &Case) -> Result<(), String> {
    let waits: Vec<survival::Wait> =
        entries.iter().filter_map(|e| e.wait_at(case.input.census_date)).collect();
    let curve = survival::curve(&waits);
    let expected = &case.expected.kaplan_meier;
    same("n", curve.n, expected.n)?;
    same("done", curve.done, expected.events)?;
    near("median", curve.median(), expected.median, TOLERANCE)?;
    near("92nd percentile", curve.percentile_92(), expected.p92, TOLERANCE)?;
    for at in &expected.surv_at {
        let (share, error) = curve.still_waiting_at(at.t);
        near(&format!("still waiting at {}", at.t), Some(share), Some(at.s), TOLERANCE)?;
        near(&format!("standard error at {}", at.t), error, at.se, TOLERANCE)?;
    }
    Ok(())
}

fn check_balance(entries: &[waiting_list::Entry], case: &Case) -> Result<(), String> {
    let input = &case.input;
    let found = waiting_list::balance(entries, input.start_date, input.end_date, input.target_wait_weeks)
        .ok_or("no balance")?;
    let expected = &case.expected.nhsrwaitinglist_wl_stats;
    same("overloaded", found.overloaded(), expected.load_too_big)?;
    same("count of demand", found.demand_count, expected.count_demand)?;
    same("queue", found.queue, expected.queue_size)?;
    same("queue too long", found.queue_too_long(), expected.queue_too_big)?;
    for (what, got, wanted) in [
        ("demand", Some(found.demand), Some(expected.mean_demand)),
        ("capacity", Some(found.capacity), Some(expected.mean_capacity)),
        ("load", Some(found.load), Some(expected.load)),
        ("queue target", Some(found.queue_target), Some(expected.target_queue_size)),
        ("mean wait", found.wait_mean_days, expected.mean_wait),
        ("variation of demand", Some(found.demand_variation), Some(expected.cv_arrival)),
        ("variation of capacity", Some(found.capacity_variation), Some(expected.cv_removal)),
        ("capacity target", found.capacity_target, expected.target_capacity),
        ("capacity for relief", found.capacity_relief, expected.relief_capacity),
        ("pressure", found.pressure, expected.pressure),
    ] {
        near(what, got, wanted, TOLERANCE)?;
    }
    Ok(())
}
