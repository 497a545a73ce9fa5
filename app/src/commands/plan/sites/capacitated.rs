//! `roundtable plan sites` with capacities: OR-Library's and Lorena's files.

use std::time::Instant;

use cli::{Failure, Outcome};
use planning_rules::read::{self, Capacitated};
use planning_rules::sites::{self, CapacitatedProblem, solve_capacitated};
use serde_json::{Value, json};

use super::super::file;
use super::{Format, Objective, Sites, answer};

/// Unrounded distances are counted in hundred-thousandths, so that the proof is exact in whole numbers; the cost that is
/// shown is added up again from the distances themselves.
const PARTS: f64 = 100_000.0;

/// Plans.
pub fn run(arguments: &Sites, began: Instant) -> Outcome {
    let path = arguments.file.as_deref().ok_or_else(|| Failure::usage("give a FILE"))?;
    if arguments.objective != Objective::Median {
        return Err(Failure::usage("capacities are planned for with --objective median only"));
    }
    if !arguments.required().is_empty()
        || !arguments.closed.is_empty()
        || arguments.k_best > 1
        || arguments.curve_to.is_some()
    {
        return Err(Failure::usage(
            "--hub, --closed, --k-best and --curve-to are not offered with capacities yet",
        ));
    }
    let text = file::text(path)?;
    let read = match arguments.format {
        Some(Format::Sjc) => read::sjc(&text),
        Some(Format::Pmedcap | Format::Pmed | Format::Tsplib | Format::Csv) | None => read::pmedcap(&text),
    };
    let places = read.map_err(|why| file::unreadable(path, &why))?;
    let p = arguments.p.unwrap_or(places.open_count);
    let (problem, cost_of) = cost_by_file(&places, p)
        .map_err(|why| Failure::refused(format_args!("{}: {why}", path.display())))?;
    let parts = parts(&places);
    if arguments.split {
        return split(arguments, began, &problem, parts);
    }
    let taken =
        arguments.limits.watch(began, |watch| solve_capacitated(&problem, arguments.limits.seed, watch));
    let found = &taken.found;
    let Some(cost) = found.cost else {
        let why =
            if found.proven { "no plan fits the capacities" } else { "no plan that fits was found in time" };
        return Err(Failure::refused(format_args!("{}: {why}: raise capacities or p", path.display())));
    };
    let true_cost = cost_of(&found.assignment);
    // Rounding to parts can hide at most half a part a customer.
    let slack = if places.rounded_down { 0.0 } else { 0.5 * places.points.len() as f64 / PARTS };
    let bound = if found.proven { true_cost } else { found.bound as f64 / parts - slack };
    let number = |value: f64| if places.rounded_down { json!(value as i64) } else { json!(value) };
    let from_one = |sites: &[usize]| -> Vec<usize> { sites.iter().map(|s| s + 1).collect() };
    let value: Value = json!({
        "objective": number(true_cost),
        "bound": number(bound),
        "proven": found.proven,
        "gap": if found.proven || true_cost == 0.0 { 0.0 } else { (true_cost - bound) / true_cost },
        "sites": from_one(&found.sites),
        "assignment": from_one(&found.assignment),
        "seconds": taken.seconds,
        "seconds_to_best": taken.seconds_to(cost),
        "plans": [],
        "steps": taken.steps,
        "stopped": taken.stopped,
        "seed": arguments.limits.seed,
    });
    if arguments.json { cli::json_line(&value) } else { answer::tell(&value) }
}

/// Plans where demand may be split between sites.
fn split(arguments: &Sites, began: Instant, problem: &CapacitatedProblem, parts: f64) -> Outcome {
    let taken = arguments.limits.watch(began, |watch| sites::split(problem, watch));
    let found = &taken.found;
    let Some(cost) = found.cost else {
        let why =
            if found.proven { "no plan fits the capacities" } else { "no plan that fits was found in time" };
        return Err(Failure::refused(format_args!("{why}: raise capacities or p")));
    };
    let shown = |value: i64| if parts == 1.0 { json!(value) } else { json!(value as f64 / parts) };
    let split = found.parts.iter().map(|(customer, site, amount)| json!([customer + 1, site + 1, amount]));
    let value = json!({
        "objective": shown(cost),
        "bound": shown(found.bound),
        "proven": found.proven,
        "gap": if cost == 0 { 0.0 } else { (cost - found.bound) as f64 / cost as f64 },
        "sites": found.sites.iter().map(|site| site + 1).collect::<Vec<_>>(),
        "split": split.collect::<Vec<_>>(),
        "seconds": taken.seconds,
        "seconds_to_best": taken.seconds_to(cost),
        "plans": [],
        "steps": taken.steps,
        "stopped": taken.stopped,
    });
    if arguments.json { cli::json_line(&value) } else { answer::tell(&value) }
}

fn parts(places: &Capacitated) -> f64 {
    if places.rounded_down { 1.0 } else { PARTS }
}

/// The problem of a file in whole numbers, and the cost of an assignment by the file's own distances.
pub fn cost_by_file(
    places: &Capacitated,
    open_count: usize,
) -> Result<(CapacitatedProblem, impl Fn(&[usize]) -> f64), String> {
    let straight = |[ax, ay]: [f64; 2], [bx, by]: [f64; 2]| {
        let distance = ((ax - bx).powi(2) + (ay - by).powi(2)).sqrt();
        if places.rounded_down { distance.floor() } else { distance }
    };
    let distances: Vec<f64> =
        places.points.iter().flat_map(|a| places.points.iter().map(move |b| straight(*a, *b))).collect();
    let parts = parts(places);
    let costs = distances.iter().map(|d| (d * parts).round() as i64).collect();
    let wide = |values: &[u32]| values.iter().map(|v| i64::from(*v)).collect();
    let problem = CapacitatedProblem::new(costs, wide(&places.demand), wide(&places.capacity), open_count)
        .map_err(|why| why.to_string())?;
    let sites = places.points.len();
    let cost_of = move |assignment: &[usize]| -> f64 {
        assignment.iter().enumerate().filter_map(|(c, s)| distances.get(c * sites + s)).sum()
    };
    Ok((problem, cost_of))
}
