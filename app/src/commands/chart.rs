//! `roundtable chart spc|funnel|waits FILE.csv --svg OUT`: a chart of anybody's own numbers.

mod funnel;
mod records;
mod spc;
mod waits;

use std::path::{Path, PathBuf};

use cli::{Failure, Outcome};
use measures_rules::chart::Drawn;

/// Draws a chart of the numbers in a CSV file.
#[derive(clap::Args)]
pub struct Chart {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(clap::Subcommand)]
enum Kind {
    /// XmR chart (“Making Data Count”) of a file with the columns date and value.
    Spc(spc::Spc),
    /// Funnel of a file with the columns name, numerator and denominator.
    Funnel(funnel::Funnel),
    /// Share still waiting, of a file with the columns referred and removed, and setting where there are several.
    Waits(waits::Waits),
}

/// Where a chart goes and what it is called.
#[derive(clap::Args)]
struct Target {
    /// The CSV file.
    file: PathBuf,
    /// Where the picture is written.
    #[arg(long)]
    svg: Option<PathBuf>,
    /// Where the table of its numbers is written, as HTML.
    #[arg(long)]
    table: Option<PathBuf>,
    /// The title; the name of the file by default.
    #[arg(long)]
    title: Option<String>,
    /// The unit of the values.
    #[arg(long, default_value = "")]
    unit: String,
    /// The result as one line of JSON.
    #[arg(long)]
    json: bool,
}

impl Target {
    fn title(&self) -> String {
        let stem =
            || self.file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        self.title.clone().unwrap_or_else(stem)
    }

    fn write(&self, drawn: &Drawn) -> Outcome {
        if let Some(path) = &self.svg {
            write(path, &drawn.svg)?;
        }
        if let Some(path) = &self.table {
            write(path, &drawn.table)?;
        }
        Ok(())
    }
}

fn write(path: &Path, text: &str) -> Outcome {
    std::fs::write(path, text)
        .map_err(|error| Failure::refused(format_args!("writing {}: {error}", path.display())))
}

/// Draws the chart that was asked for.
pub fn run(arguments: &Chart) -> Outcome {
    match &arguments.kind {
        Kind::Spc(spc) => spc::run(spc),
        Kind::Funnel(funnel) => funnel::run(funnel),
        Kind::Waits(waits) => waits::run(waits),
    }
}
