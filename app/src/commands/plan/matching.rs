//! `roundtable plan match`: who goes where at least cost.

use std::path::PathBuf;

use cli::{Failure, Outcome};
use planning_rules::{matching, read};
use serde_json::json;

use super::{file, watching};

/// Who goes where at least cost.
#[derive(clap::Args)]
pub struct Match {
    /// The problem.
    file: PathBuf,
    /// How it is written: an assignment matrix or a DIMACS minimum-cost flow network.
    #[arg(long, value_enum)]
    format: Format,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// n, then an n by n matrix of costs.
    Assign,
    /// “p min”, “n” and “a” lines.
    Dimacs,
}

/// Solves.
pub fn run(arguments: &Match) -> Outcome {
    let began = watching::now();
    let text = file::text(&arguments.file)?;
    let unreadable = |why: read::Unreadable| file::unreadable(&arguments.file, &why);
    let cost = match arguments.format {
        Format::Assign => {
            let (side, cells) = read::assign(&text).map_err(unreadable)?;
            i128::from(matching::assign(side, &cells).1)
        }
        Format::Dimacs => {
            let network = read::dimacs(&text).map_err(unreadable)?;
            let refused = |why| Failure::refused(format_args!("{}: {why}", arguments.file.display()));
            matching::cheapest_flow(&network).map_err(refused)?.cost
        }
    };
    let Ok(cost) = i64::try_from(cost) else {
        return Err(Failure::refused(format_args!("the cost {cost} does not fit 64 bits: use larger units")));
    };
    if arguments.json {
        return cli::json_line(&json!({"cost": cost, "seconds": began.elapsed().as_secs_f64()}));
    }
    cli::text_line(format_args!("cost {cost}"))
}
