//! `roundtable demo`: a made-up place to try everything on.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use cli::{Failure, Outcome, text_line};
use kernel::Clock;
use trial::marlshire::Recipe;
use trial::marlshire::asks::Truth;

use crate::demo::{build, truths};
use crate::place::{At, SystemClock, program};

/// Builds Marlshire from a seed, works out its planted truths by the product's own queries, and serves it.
#[derive(Args)]
pub struct Demo {
    /// Print the truths, and end with 0 only if all hold.
    #[arg(long)]
    report: bool,
    /// The seed: the same seed gives the same place.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where to build it; a new file each time where none is given.
    #[arg(long)]
    db: Option<At>,
    /// Leave one planted truth out; the report must then fail on that one alone.
    #[arg(long)]
    without: Option<String>,
}

/// Does it.
pub fn run(arguments: &Demo) -> Outcome {
    let without = match &arguments.without {
        None => None,
        Some(name) => Some(Truth::named(name).ok_or_else(|| {
            let known: Vec<&str> = Truth::ALL.iter().map(|truth| truth.name()).collect();
            Failure::usage(format!("“{name}” is not a planted truth: choose one of {}", known.join(", ")))
        })?),
    };
    let at = arguments.db.clone().map_or_else(fresh, Ok)?;
    let clock = Arc::new(SystemClock);
    let recipe = Recipe { seed: arguments.seed, today: clock.now().day() };
    let journal = at.make(clock)?;
    let actor = program()?;
    let built = build::build(&journal, &actor, recipe, without, &mut |line| {
        let _ = text_line(format!("built: {line}"));
    })?;
    let checked = truths::check(&journal, &actor, &built, recipe.today)?;
    for truth in &checked {
        text_line(truth)?;
    }
    let failed = checked.iter().filter(|truth| !truth.holds).count();
    if arguments.report {
        return match failed {
            0 => text_line(format!("all {} planted truths hold (seed {})", checked.len(), arguments.seed)),
            _ => Err(Failure::refused(format!("{failed} of {} planted truths do not hold", checked.len()))),
        };
    }
    text_line(format!("the place is at {}", at.file.display()))
}

/// A folder of its own under the machine's temporary folder.
fn fresh() -> Result<At, Failure> {
    let name = kernel::Id::from_bits(rand::random()).to_string();
    let folder: PathBuf = std::env::temp_dir().join(format!("roundtable-demo-{name}"));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("marlshire.sqlite");
    file.to_string_lossy().parse().map_err(Failure::usage)
}
