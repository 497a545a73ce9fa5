//! `roundtable disclose FILE.csv… --policy …`: tables of true counts through the one door.

use std::path::{Path, PathBuf};

use cli::{Failure, Outcome};
use kernel::Day;
use measures_rules::disclosure::system::TOTAL;
use measures_rules::disclosure::{Door, Figure, NAMES, Policy, Released, Shown};

use super::tables::{self, Layout};

/// Makes tables of true counts fit to publish: small counts starred, and as much withheld as keeps every star hidden.
#[derive(clap::Args)]
pub struct Disclose {
    /// The CSV files, in the order in which they are published.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The policy.
    #[arg(long, default_value = "contraception")]
    policy: String,
    /// The day of publication; the latest rules by default.
    #[arg(long)]
    day: Option<Day>,
    /// Wholes and their parts: a CSV file with dimension, whole, part.
    #[arg(long)]
    links: Option<PathBuf>,
    /// How many people every cell of these tables is drawn from, where the policy asks.
    #[arg(long)]
    population: Option<u32>,
    /// Folder for the published tables; needed for more than one file.
    #[arg(long)]
    out: Option<PathBuf>,
    /// One line of JSON for each table instead of the table.
    #[arg(long)]
    json: bool,
}

/// The policy of a name, on a day or as it stands in the book last.
pub fn policy(name: &str, day: Option<Day>) -> Result<Policy, Failure> {
    let day = day.or_else(|| Day::of(9999, 12, 31)).unwrap_or(Day::from_epoch_days(i32::MAX));
    Policy::named(name, day).ok_or_else(|| {
        let known: Vec<String> = NAMES.iter().map(|(name, does)| format!("{name} ({does})")).collect();
        Failure::usage(format_args!(
            "there is no policy “{name}” on {day}; choose one of: {}",
            known.join("; ")
        ))
    })
}

/// Passes the tables through the door.
pub fn run(arguments: &Disclose) -> Outcome {
    if arguments.files.len() > 1 && arguments.out.is_none() && !arguments.json {
        return Err(Failure::usage("more than one file: name a folder with --out"));
    }
    let links = arguments.links.as_deref().map(tables::read_links).transpose()?.unwrap_or_default();
    let mut door = Door::new(policy(&arguments.policy, arguments.day)?, links);
    for path in &arguments.files {
        let (figure, layout) = figure(path, arguments.population, &mut door)?;
        let released = door
            .disclose(figure)
            .map_err(|refused| Failure::refused(format_args!("{}: {refused}", path.display())))?;
        put(arguments, path, &released, layout)?;
    }
    Ok(())
}

/// The figure of a file. Totals in it must be the sums of their parts.
fn figure(path: &Path, population: Option<u32>, door: &mut Door) -> Result<(Figure, Layout), Failure> {
    let (table, layout) = tables::read::<u32>(path)?;
    let refuse = |why: &dyn std::fmt::Display| Failure::refused(format_args!("{}: {why}", path.display()));
    if let Some(people) = population {
        table.cells.iter().for_each(|(values, _)| door.with_population(table.place(values), people));
        for dimension in 0..table.dimensions.len() {
            for (values, _) in &table.cells {
                let mut total = values.clone();
                if let Some(value) = total.get_mut(dimension) {
                    *value = TOTAL.to_owned();
                }
                door.with_population(table.place(&total), people);
            }
        }
        let all = vec![TOTAL.to_owned(); table.dimensions.len()];
        door.with_population(table.place(&all), people);
    }
    for (values, given) in table.cells.iter().filter(|(values, _)| values.iter().any(|v| v == TOTAL)) {
        let inner = |cell: &[String]| {
            cell.iter().zip(values).all(|(own, total)| own != TOTAL && (total == TOTAL || own == total))
        };
        let sum: u32 = table.cells.iter().filter(|(cell, _)| inner(cell)).map(|(_, n)| *n).sum();
        if sum != *given {
            return Err(refuse(&format_args!(
                "the total {} is {given}, but its parts come to {sum}",
                values.join(", ")
            )));
        }
    }
    let dimensions: Vec<&str> = table.dimensions.iter().map(String::as_str).collect();
    let cells = table.cells.iter().filter(|(values, _)| values.iter().all(|v| v != TOTAL)).cloned().collect();
    let figure =
        Figure::new(&table.name, &table.measure, &dimensions, cells).map_err(|refused| refuse(&refused))?;
    Ok((figure, layout))
}

fn put(arguments: &Disclose, path: &Path, released: &Released, layout: Layout) -> Outcome {
    let table = released.table();
    let text = tables::written(table, layout, released.note());
    if let Some(out) = &arguments.out {
        let named = out.join(path.file_name().unwrap_or(path.as_os_str()));
        std::fs::create_dir_all(out)
            .and_then(|()| std::fs::write(&named, &text))
            .map_err(|error| Failure::refused(format_args!("writing {}: {error}", named.display())))?;
    }
    if arguments.json {
        let number = |wanted: Shown| table.cells.iter().filter(|(_, shown)| *shown == wanted).count();
        return cli::json_line(&serde_json::json!({
            "table": table.name, "cells": table.cells.len(), "starred": number(Shown::Star),
            "withheld": number(Shown::Withheld),
        }));
    }
    if arguments.out.is_none() { cli::text_line(text.trim_end()) } else { Ok(()) }
}
