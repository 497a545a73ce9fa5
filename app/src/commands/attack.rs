//! `roundtable attack DIR` and `attack --db PLACE`: everything published together, and what can be worked out from it.

use std::path::{Path, PathBuf};
use std::time::Instant;

use cli::{Failure, Outcome};
use kernel::Day;
use measures_rules::disclosure::Shown;
use measures_rules::disclosure::attack::{self, Published};
use measures_rules::disclosure::system::Link;

use super::{disclose, tables};
use crate::place::At;

mod of_place;

/// Tries to work out the starred counts of published tables, taken together.
#[derive(clap::Args)]
pub struct Attack {
    /// Folder of published CSV tables; `links.csv` in it names wholes and their parts.
    #[arg(required_unless_present = "db", conflicts_with = "db")]
    dir: Option<PathBuf>,
    /// A place, as sqlite:FILE or postgres://USER@localhost/NAME: everything that it has published, and every comparison that was frozen.
    #[arg(long)]
    db: Option<At>,
    /// With --db: what is attacked is written to this new folder as well, as anybody could gather it.
    #[arg(long, requires = "db")]
    out: Option<PathBuf>,
    /// The policy they were published under.
    #[arg(long, default_value = "contraception")]
    policy: String,
    /// The day of publication; the latest rules by default.
    #[arg(long)]
    day: Option<Day>,
    /// How many people every cell is drawn from, where the policy asks.
    #[arg(long)]
    population: Option<u32>,
    /// List the range of every hidden cell.
    #[arg(long)]
    ranges: bool,
    /// The result as JSON.
    #[arg(long)]
    json: bool,
}

/// Every table of a folder, and its links.
fn of_folder(dir: &Path) -> Result<(Vec<Published>, Vec<Link>), Failure> {
    let fault = |error: std::io::Error| Failure::refused(format_args!("reading {}: {error}", dir.display()));
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.extension().is_some_and(|end| end == "csv") && path.file_name() != Some("links.csv".as_ref())
        {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(Failure::refused(format_args!("{}: there is no CSV table", dir.display())));
    }
    let published = paths
        .iter()
        .map(|path| Ok(tables::read::<Shown>(path)?.0))
        .collect::<Result<Vec<Published>, Failure>>()?;
    let links = Some(dir.join("links.csv")).filter(|path| path.exists());
    let links = links.as_deref().map(tables::read_links).transpose()?.unwrap_or_default();
    Ok((published, links))
}

/// Attacks; exit 1 where a starred cell is solved.
#[allow(clippy::disallowed_methods, reason = "how long it took is printed, and decides nothing")]
pub fn run(arguments: &Attack) -> Outcome {
    let policy = disclose::policy(&arguments.policy, arguments.day)?;
    let (from, published, links) = match (&arguments.db, &arguments.dir) {
        (Some(db), _) => {
            let (published, links) = of_place::gather(db, arguments.out.as_deref())?;
            (db.database.to_string(), published, links)
        }
        (None, Some(dir)) => {
            let (published, links) = of_folder(dir)?;
            (dir.display().to_string(), published, links)
        }
        (None, None) => return Err(Failure::usage("give a folder, or a place with --db")),
    };
    let began = Instant::now();
    let report = attack::attack(&published, &links, &policy, |_| arguments.population)
        .map_err(|refused| Failure::refused(format_args!("{from}: {refused}")))?;
    let seconds = began.elapsed().as_secs_f64();
    let solved: Vec<_> = report.solved().collect();
    let stars = report.hidden.iter().filter(|cell| cell.shown == Shown::Star).count();
    let outer = report.hidden.iter().filter(|cell| !cell.range.proved).count();
    if arguments.ranges {
        for cell in &report.hidden {
            let line = serde_json::json!({
                "cell": cell.place.to_string(), "shown": cell.shown.to_string(), "low": cell.range.low,
                "high": cell.range.high, "exact": cell.range.proved,
            });
            cli::json_line(&line)?;
        }
    }
    if arguments.json {
        cli::json_line(&serde_json::json!({
            "tables": published.len(), "cells": report.cells, "sums": report.sums, "starred": stars,
            "withheld": report.hidden.len() - stars, "solved": solved.len(), "outer_ranges": outer,
            "seconds": seconds,
        }))?;
    } else {
        cli::text_line(format_args!(
            "{} tables, {} cells, {} sums: {stars} starred, {} withheld, {} solved{}, in {seconds:.1} s",
            published.len(),
            report.cells,
            report.sums,
            report.hidden.len() - stars,
            solved.len(),
            if outer > 0 { format!(" ({outer} ranges are outer ones)") } else { String::new() }
        ))?;
    }
    match solved.first() {
        None => Ok(()),
        Some(first) => Err(Failure::refused(format_args!(
            "{} starred cells can be worked out, the first being “{}” = {}",
            solved.len(),
            first.place,
            first.range.low
        ))),
    }
}
