//! `roundtable plan needs`: need beside supply, by district of a place.

use std::path::PathBuf;

use cli::{Failure, Outcome};
use kernel::Clock;
use planning_site::needs::{Asked, Refused, needs};
use policy::{Kind, Permit, Relations, Subject};
use web::SystemClock;

use super::{file, replay, simulate};
use crate::place::{At, program};

/// Need beside supply, by district: an indicator as Fingertips exports it, beside the slots that the directory shows.
#[derive(clap::Args)]
pub struct Needs {
    /// The indicator, as CSV with the column names of Fingertips.
    indicators: PathBuf,
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    place: At,
    /// People by area, as CSV with Area Code, Area Name, Population; not needed where the indicator has denominators.
    #[arg(long)]
    population: Option<PathBuf>,
    /// Which indicator, by its number, where the file has several.
    #[arg(long)]
    indicator: Option<String>,
    /// A high value means need; else a low one does, as of a rate of fittings.
    #[arg(long)]
    high_is_need: bool,
    /// Write the report to this file: .html, .csv or .pdf.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Keep it in the place as a trial.
    #[arg(long)]
    keep: bool,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// Shows it.
pub fn run(arguments: &Needs) -> Outcome {
    if let Some(out) = &arguments.out {
        replay::As::of(out)?;
    }
    let indicator = file::text(&arguments.indicators)?;
    let population = arguments.population.as_deref().map(file::text).transpose()?;
    let reading = arguments
        .place
        .look()?
        .reading(&program()?, Permit::KeepPlace, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|why| Failure::refused(format!("the place cannot be read: {why:?}")))?;
    let asked = Asked {
        indicator: &indicator,
        population: population.as_deref(),
        wanted: arguments.indicator.as_deref(),
        high_is_need: arguments.high_is_need,
    };
    let trial = needs(&reading, SystemClock.now().day(), &asked).map_err(|refused| {
        match (&refused, &arguments.population) {
            (Refused::Indicator(why), _) => file::unreadable(&arguments.indicators, why),
            (Refused::Population(why), Some(path)) => file::unreadable(path, why),
            _ => Failure::refused(format_args!("{}: {refused}", arguments.indicators.display())),
        }
    })?;
    drop(reading);
    if let Some(out) = &arguments.out {
        simulate::write(out, &trial)?;
    }
    if arguments.keep {
        simulate::keep(&arguments.place, trial.clone())?;
    }
    if arguments.json {
        return cli::json_line(&trial);
    }
    for section in &trial.sections {
        for words in &section.words {
            cli::text_line(words)?;
        }
        for row in section.tables.iter().flat_map(|table| std::iter::once(&table.head).chain(&table.rows)) {
            cli::text_line(row.join("; "))?;
        }
    }
    Ok(())
}
