//! Attacker intervals against linear programmes, and the national method on the same tables.

use std::path::Path;

use cli::Failure;
use kernel::Day;
use measures_rules::disclosure::attack;
use measures_rules::disclosure::simplex::{Program, UNBOUNDED};
use measures_rules::disclosure::{Policy, Shown};
use serde::Deserialize;

use super::Tally;
use super::case::{read_json, same};

#[derive(Deserialize)]
struct Case {
    id: String,
    table: Vec<Vec<u32>>,
    row_totals: Vec<i64>,
    col_totals: Vec<i64>,
    grand_total: u32,
    published_with_totals_suppressed_cells: Vec<(usize, usize)>,
    expected: Expected,
}

#[derive(Deserialize)]
struct Expected {
    attacker_interval: Vec<Seen>,
    any_disclosed: bool,
    nhsd_rounded_cells: Vec<Vec<String>>,
    nhsd_row_totals: Vec<String>,
    nhsd_grand_total: String,
}

#[derive(Deserialize)]
struct Seen {
    row: usize,
    col: usize,
    low: i64,
    high: i64,
    exactly_disclosed: bool,
}

/// Counts the tables that agree in every interval and every rounded cell.
pub fn count(path: &Path) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for case in read_json::<Vec<Case>>(path)? {
        tally.count(&case.id, check(&case));
    }
    Ok(tally)
}

fn check(case: &Case) -> Result<(), String> {
    check_intervals(case)?;
    let day = Day::of(2025, 4, 1).ok_or("no such day")?;
    let policy = Policy::named("contraception", day).ok_or("no such policy")?;
    let show = |count: u32| policy.show(count, None).to_string();
    for (row, wanted) in case.table.iter().zip(&case.expected.nhsd_rounded_cells) {
        let shown: Vec<String> = row.iter().map(|count| show(*count)).collect();
        same("rounded row", &shown, wanted)?;
    }
    let totals: Vec<String> =
        case.row_totals.iter().map(|total| show(u32::try_from(*total).unwrap_or_default())).collect();
    same("rounded row totals", &totals, &case.expected.nhsd_row_totals)?;
    same("rounded grand total", show(case.grand_total), case.expected.nhsd_grand_total.clone())?;
    same("a star", policy.show(1, None), Shown::Star)
}

/// The suppressed cells are open, everything else and every margin is known.
fn check_intervals(case: &Case) -> Result<(), String> {
    let columns = case.col_totals.len();
    let cell = |row: usize, column: usize| row * columns + column;
    let hidden = &case.published_with_totals_suppressed_cells;
    let mut program = Program::default();
    for (r, row) in case.table.iter().enumerate() {
        for (c, count) in row.iter().enumerate() {
            let known = (i64::from(*count), i64::from(*count));
            program.bounds.push(if hidden.contains(&(r, c)) { (0, UNBOUNDED) } else { known });
        }
    }
    for (r, total) in case.row_totals.iter().enumerate() {
        program.sums.push(((0..columns).map(|c| (cell(r, c), 1)).collect(), *total));
    }
    for (c, total) in case.col_totals.iter().enumerate() {
        program.sums.push(((0..case.table.len()).map(|r| (cell(r, c), 1)).collect(), *total));
    }
    let targets: Vec<usize> =
        case.expected.attacker_interval.iter().map(|seen| cell(seen.row, seen.col)).collect();
    let found = attack::solve(&program, &[], &targets).map_err(|trouble| format!("{trouble:?}"))?;
    for (range, seen) in found.iter().zip(&case.expected.attacker_interval) {
        let at = format!("cell {},{}", seen.row, seen.col);
        same(&at, (range.low, range.high), (seen.low, seen.high))?;
        same(&at, range.low == range.high, seen.exactly_disclosed)?;
    }
    same("any disclosed", found.iter().any(|range| range.low == range.high), case.expected.any_disclosed)
}
