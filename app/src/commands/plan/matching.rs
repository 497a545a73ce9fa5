//! `roundtable plan match`: who goes where at least cost.

use std::path::PathBuf;

use cli::{Failure, Outcome};
use planning_rules::{matching, read};
use serde_json::json;

use super::{file, redistribute, watching};

/// Who goes where at least cost.
#[derive(clap::Args)]
pub struct Match {
    /// The problem; not needed with --place.
    file: Option<PathBuf>,
    /// How it is written: an assignment matrix or a DIMACS minimum-cost flow network.
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    asked: redistribute::Asked,
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
    if let Some(place) = &arguments.asked.place {
        return redistribute::run(&arguments.asked, place, arguments.json);
    }
    let began = watching::now();
    let path =
        arguments.file.as_deref().ok_or_else(|| Failure::usage("give a FILE with --format, or --place"))?;
    let format = arguments.format.ok_or_else(|| Failure::usage("--format is missing: assign or dimacs"))?;
    let text = file::text(path)?;
    let unreadable = |why: read::Unreadable| file::unreadable(path, &why);
    let cost = match format {
        Format::Assign => {
            let (side, cells) = read::assign(&text).map_err(unreadable)?;
            i128::from(matching::assign(side, &cells).1)
        }
        Format::Dimacs => {
            let network = read::dimacs(&text).map_err(unreadable)?;
            let refused = |why| Failure::refused(format_args!("{}: {why}", path.display()));
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
